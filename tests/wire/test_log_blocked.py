"""A blocked log delays neither new clients, nor connected ones, nor the shutdown."""

import fcntl
import os
import re
import signal
import socket
import subprocess
import time

import pytest

from harness import HOST, LINNETD, NO_LIMITS, SLOW, Deadline, program, wait_until

F_SETPIPE_SZ = 1031


@pytest.fixture
def deaf():
    """A server whose log goes into a pipe of 4 KiB that is read only when the test says so: its process, port and pipe."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, F_SETPIPE_SZ, 4096)
    process = subprocess.Popen(program(LINNETD, "--listen", HOST + ":0", "--log", "debug", *NO_LIMITS), stderr=writing,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    os.close(writing)
    said = b""
    while b"listening on" not in said or not said.endswith(b"\n"):
        said += os.read(reading, 4096)
    yield process, int(re.search(rb"listening on \S+:([0-9]+)\n", said).group(1)), reading
    os.close(reading)
    if process.poll() is None:
        process.kill()
    process.wait()


def come_and_go(port, number):
    with socket.create_connection((HOST, port), Deadline().left()) as client:
        client.sendall(b"NICK n%d\r\nUSER u 0 * :u\r\nQUIT\r\n" % number)
        said = b""
        while b"ERROR :" not in said:
            data = client.recv(4096)
            assert data, "closed after %r" % said
            said += data
        assert b" 001 " in said


def test_with_a_blocked_log_clients_are_welcomed_and_sigterm_works_at_once(deaf):
    process, port, _ = deaf
    for number in range(400):
        began = time.monotonic()
        come_and_go(port, number)
        assert time.monotonic() - began < 2 * SLOW
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(Deadline(3).left()) == 0
    assert time.monotonic() - began < 1.5 * SLOW


def test_log_lines_stay_whole_and_lost_ones_are_counted(deaf):
    process, port, reading = deaf
    for number in range(400):
        come_and_go(port, number)
    os.set_blocking(reading, False)
    said = b""

    def told():
        nonlocal said
        try:
            said += os.read(reading, 65536)
        except BlockingIOError:
            pass
        return re.search(rb"^linnetd: warning: [1-9][0-9]* lines of the log were lost$", said, re.M)

    wait_until(told, lambda: "the log to say what was lost: %r" % said[-1000:])
    come_and_go(port, 1000)
    process.send_signal(signal.SIGTERM)
    wait_until(lambda: told() and said.endswith(b"linnetd: stopped\n"), lambda: "the end: %r" % said[-1000:])
    wrong = [line for line in said.splitlines() if not re.match(rb"linnetd: (debug: |warning: )?\S", line)]
    assert not wrong, wrong
    assert not [line for line in said.splitlines() if line.count(b"linnetd:") != 1]
    lost = sum(int(n) for n in re.findall(rb"warning: ([0-9]+) lines", said))
    assert lost > 100 and b"n1000 from" in said


def test_the_shared_descriptor_keeps_its_flags(deaf):
    """O_NONBLOCK would make a shell's own writes fail."""
    process, port, _ = deaf
    come_and_go(port, 1)
    with open("/proc/%d/fdinfo/2" % process.pid) as file:
        flags = int(re.search(r"^flags:\s+([0-7]+)$", file.read(), re.M).group(1), 8)
    assert not flags & os.O_NONBLOCK
