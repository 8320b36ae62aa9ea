"""The log records who connects and leaves, and a service manager is notified of start and stop."""

import os
import re
import signal
import socket
import tempfile
import time

import pytest
from harness import CLIENT_HOST, HOST, SLOW, Deadline, Server



def test_joins_nick_changes_and_quits_are_logged():
    with Server() as server:
        ann = server.user("ann")
        server.log.wait_for(r"^linnetd: slot 0: ann from %s is here$" % re.escape(CLIENT_HOST))
        ann.send("NICK anna")
        server.log.wait_for(r"^linnetd: slot 0: anna from %s is here$" % re.escape(CLIENT_HOST))
        ann.send("QUIT :off to lunch")
        server.log.wait_for(r"^linnetd: slot 0: anna from %s left: Quit: off to lunch$" % re.escape(CLIENT_HOST))


def test_an_unregistered_client_is_not_logged():
    with Server() as server:
        stranger = server.client("stranger")
        stranger.send("NICK stranger", "QUIT")
        stranger.expect("ERROR :{text}")
        stranger.expect_closed()
        server.user("ann")
        server.log.wait_for(r"ann from .* is here$")
        assert "stranger" not in server.log.text()


def test_a_quit_reason_cannot_forge_a_line_of_the_log():
    with Server() as server:
        ann = server.user("ann")
        ann.send("QUIT :\x1b[2J linnetd: slot 1: eve from 1.2.3.4 is here")
        server.log.wait_for(r"slot 0: ann from .* left: Quit: \?\[2J linnetd: slot 1: eve")
        assert not re.search(r"^linnetd: slot 1:", server.log.text(), re.M)


@pytest.fixture
def manager():
    """A service manager's socket, as systemd makes it."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.settimeout(Deadline().left())
        path = os.path.join(folder, "notify")
        listener.bind(path)
        yield listener, path


def hear(listener, wanted):
    """Take in states until this one; all of them."""
    told = []
    while wanted not in told:
        told.append(listener.recv(100))
    return told


def test_a_service_manager_is_notified_of_ready_and_stopping(manager):
    listener, path = manager
    with Server(environment={"NOTIFY_SOCKET": path}) as server:
        assert listener.recv(100) == b"READY=1"
        with socket.create_connection((HOST, server.port), Deadline().left()):
            pass        # ready means: it can be connected to
        server.process.send_signal(signal.SIGTERM)
        assert b"WATCHDOG=1" not in hear(listener, b"STOPPING=1")       # it has not asked for that


def test_a_service_manager_is_sent_the_number_of_clients(manager):
    listener, path = manager
    with Server(environment={"NOTIFY_SOCKET": path}) as server:
        hear(listener, b"STATUS=0 clients, 0 channels")
        ann = server.user("ann", "#garden")
        hear(listener, b"STATUS=1 client, 1 channel")
        bob = server.user("bob", "#garden", "#shed")
        hear(listener, b"STATUS=2 clients, 2 channels")
        stranger = server.client("stranger")
        stranger.send("NICK stranger")
        for user in (ann, bob):
            user.send("QUIT")
        hear(listener, b"STATUS=0 clients, 0 channels")


def watched(path, usec, pid=None):
    """The environment that a service manager with a watchdog sets."""
    return {"NOTIFY_SOCKET": path, "WATCHDOG_USEC": usec, **({"WATCHDOG_PID": pid} if pid else {})}


def test_the_watchdog_is_fed_in_time(manager):
    listener, path = manager
    with Server(environment=watched(path, "3000000")) as server:
        hear(listener, b"READY=1")
        heard = [time.monotonic()]
        for _ in range(4):
            hear(listener, b"WATCHDOG=1")
            heard.append(time.monotonic())
        assert max(after - before for before, after in zip(heard, heard[1:])) < 3 * SLOW
        server.user("ann")


def test_the_watchdog_is_not_fed_when_the_server_hangs(manager):
    """As a whole; of one thread that keeps the chat lock, tests/unit/status.c."""
    listener, path = manager
    with Server(environment=watched(path, "2000000")) as server:
        hear(listener, b"WATCHDOG=1")
        server.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, server.pid, os.WSTOPPED | os.WNOWAIT)
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            while True:
                listener.recv(100)
        listener.settimeout(3)
        with pytest.raises(TimeoutError):
            listener.recv(100)
        server.process.send_signal(signal.SIGCONT)
        listener.settimeout(Deadline().left())
        hear(listener, b"WATCHDOG=1")


@pytest.mark.parametrize("usec, pid", [("", None), ("0", None), ("-1", None), ("many", None), ("3s", None), ("500000", "1")])
def test_a_watchdog_that_is_unset_or_another_process_s_is_not_fed(manager, usec, pid):
    listener, path = manager
    with Server(environment=watched(path, usec, pid)) as server:
        hear(listener, b"STATUS=0 clients, 0 channels")
        server.user("ann")
        assert b"WATCHDOG=1" not in hear(listener, b"STATUS=1 client, 0 channels")


@pytest.mark.parametrize("usec", ["86400000000", "9" * 30])
def test_a_watchdog_with_a_very_long_timeout_is_fed(manager, usec):
    listener, path = manager
    with Server(environment=watched(path, usec)):
        hear(listener, b"WATCHDOG=1")


def test_a_watchdog_for_this_process_is_fed(manager):
    """The shell becomes linnetd, and keeps its number."""
    listener, path = manager
    with Server(environment=watched(path, "3000000"), wrapper=["sh", "-c", 'WATCHDOG_PID=$$ exec "$@"', "sh"]):
        hear(listener, b"WATCHDOG=1")


def test_a_service_manager_may_listen_on_an_abstract_socket():
    name = "linnet-test-%d" % os.getpid()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.settimeout(Deadline().left())
        listener.bind("\0" + name)
        with Server(environment={"NOTIFY_SOCKET": "@" + name}):
            assert listener.recv(100) == b"READY=1"


def test_a_service_manager_that_never_reads_stalls_nobody(manager):
    listener, path = manager
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as filler:
        filler.connect(path)
        filler.setblocking(False)
        with pytest.raises(BlockingIOError):
            while True:
                filler.send(b"x")
        with Server(environment={"NOTIFY_SOCKET": path}) as server:
            server.user("ann")


@pytest.mark.parametrize("where", ["", "/", "@", "relative", "/nowhere/at/all", "/" + 107 * "x", "/" + 5000 * "x"])
def test_an_invalid_notify_socket_stalls_nobody(where):
    with Server(environment={"NOTIFY_SOCKET": where}) as server:
        server.user("ann")
