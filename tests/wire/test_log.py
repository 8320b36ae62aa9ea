"""The log tells who is on, and a service manager is told when the server is ready and when it stops."""

import os
import re
import signal
import socket
import tempfile

import pytest
from harness import CLIENT_HOST, HOST, Deadline, Server



def test_who_comes_renames_and_leaves_is_logged():
    with Server() as server:
        ann = server.user("ann")
        server.log.wait_for(r"^linnetd: slot 0: ann from %s is here$" % re.escape(CLIENT_HOST))
        ann.send("NICK anna")
        server.log.wait_for(r"^linnetd: slot 0: anna from %s is here$" % re.escape(CLIENT_HOST))
        ann.send("QUIT :off to lunch")
        server.log.wait_for(r"^linnetd: slot 0: anna from %s left: Quit: off to lunch$" % re.escape(CLIENT_HOST))


def test_who_never_registered_is_not_logged():
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


def test_a_service_manager_is_told_ready_and_stopping(manager):
    listener, path = manager
    with Server(environment={"NOTIFY_SOCKET": path}) as server:
        assert listener.recv(100) == b"READY=1"
        with socket.create_connection((HOST, server.port), Deadline().left()):
            pass        # ready means: it can be connected to
        server.process.send_signal(signal.SIGTERM)
        assert listener.recv(100) == b"STOPPING=1"


def test_a_service_manager_may_listen_on_an_abstract_name():
    name = "linnet-test-%d" % os.getpid()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.settimeout(Deadline().left())
        listener.bind("\0" + name)
        with Server(environment={"NOTIFY_SOCKET": "@" + name}):
            assert listener.recv(100) == b"READY=1"


def test_a_service_manager_that_reads_nothing_stops_nobody(manager):
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
def test_a_bad_notify_socket_stops_nobody(where):
    with Server(environment={"NOTIFY_SOCKET": where}) as server:
        server.user("ann")
