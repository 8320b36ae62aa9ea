"""The reader of linnetd's output and log may stop reading, or exit and be restarted."""

import contextlib
import fcntl
import os
import re
import select
import socket
import tempfile
import termios

import pytest
from harness import Deadline, Server, tool

F_SETPIPE_SZ = 1031


def full_pipe():
    reading, writing = os.pipe()
    fcntl.fcntl(writing, F_SETPIPE_SZ, 4096)
    os.write(writing, bytes(4096))
    return reading, writing


def stopped_terminal():
    """Somebody has pressed Ctrl-S."""
    reading, writing = os.openpty()
    termios.tcflow(writing, termios.TCOOFF)
    return reading, writing


@pytest.mark.parametrize("make", [full_pipe, stopped_terminal])
def test_an_unread_standard_output_stalls_nothing(make):
    """How to join is printed there, before anybody is let in."""
    reading, writing = make()
    with Server(stdout=writing) as server:
        os.close(writing)
        server.user("ann", "#lobby")
        server.log.wait_for(r"^linnetd: nobody reads standard output: how to join is not printed$")
    os.close(reading)


class SystemLog:
    """The system's log, in a /dev of linnetd's own: a folder."""

    def __init__(self, folder):
        self.folder, self.socket = folder, None
        self.start()

    def start(self):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.folder + "/log")
        os.chmod(self.folder + "/log", 0o666)

    def end(self):
        self.socket.close()
        os.unlink(self.folder + "/log")

    def line_with(self, text):
        deadline = Deadline()
        while True:
            assert select.select([self.socket], [], [], deadline.left())[0], "the system's log never had: " + text
            line = self.socket.recv(1000).decode()
            assert re.match(r"<\d+>linnetd: ", line)
            if text in line:
                return line


@pytest.fixture
def system_log():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        os.mkdir(folder + "/dev")
        open(folder + "/dev/null", "w").close()
        yield SystemLog(folder + "/dev")


@contextlib.contextmanager
def server_of(log):
    """A linnetd whose /dev is the folder. The wrapper says where it listens, for the harness; the log has the port."""
    server = Server("--syslog", wrapper=[
        tool("unshare"), *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "--mount", "sh", "-c",
        'mount --bind /dev/null "$0/null" && mount --rbind "$0" /dev && echo linnetd: listening on 127.0.0.1:1 >&2 && exec "$@"',
        log.folder])
    try:
        server.port = int(log.line_with("listening on").rsplit(":", 1)[1])
        yield server
        server.process.terminate()
        assert server.wait() == 0
    finally:
        server.kill()


@pytest.mark.loopback       # a /dev of its own has no TAP device
@pytest.mark.parametrize("pause", [False, True])
def test_a_restarted_system_log_gets_the_lines_that_follow(system_log, pause):
    """And those of the time between, as far as there is room for them."""
    with server_of(system_log) as server:
        server.user("ann")
        system_log.line_with("ann from 127.0.0.1 is here")
        system_log.end()
        if not pause:
            system_log.start()
        server.user("bob")
        server.user("cid")
        if pause:
            system_log.start()
        for nick in ["bob", "cid"]:
            system_log.line_with(nick + " from 127.0.0.1 is here")
        server.user("dan")
        system_log.line_with("dan from 127.0.0.1 is here")


@pytest.mark.loopback       # as above
def test_a_dead_system_log_stalls_nobody(system_log):
    with server_of(system_log) as server:
        system_log.end()
        for i in range(200):
            server.user("u%d" % i).close()
        server.user("ann", "#lobby")
        system_log.start()
        system_log.line_with("lines of the log were lost")
