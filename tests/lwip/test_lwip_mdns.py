"""Multicast DNS over linnetd's own network: what is found by name, and that datagrams without end do no harm."""

import contextlib
import os
import signal
import socket
import subprocess
import sys

import pytest

from crowd import still_chat
from harness import CLIENT_HOST, HOST, SRC, Deadline, Server, tool

sys.path.insert(0, os.path.join(SRC, "tests", "network"))

from lan import A, AAAA, PORT, PTR, SRV, Speaker, message, name, record     # noqa: E402: it is another folder's

NAME, IRC, INSTANCE = "linnet.local", "_irc._tcp.local", "linnet._irc._tcp.local"


class Here:
    """This end of the wire, as a Speaker wants its host."""
    device, address, number, inside = "tap0", CLIENT_HOST, 7, staticmethod(contextlib.nullcontext)


@pytest.fixture
def server():
    with Server("--mdns", "linnet") as server:
        yield server


def found(server, label="linnet"):
    server.log.wait_for(r"mdns: this server is %s\.local" % label, Deadline(20))


@pytest.mark.parametrize("port", [0, PORT])
def test_it_is_found_by_name(server, port):
    """By those who hear what is told to all, and by a plain resolver."""
    found(server)
    speaker = Speaker(Here, port)
    assert speaker.address(NAME) == [HOST]
    assert speaker.ask(IRC, PTR).values(IRC, PTR) == [INSTANCE]
    assert speaker.ask(INSTANCE, SRV).values(INSTANCE, SRV) == [(server.port, NAME)]


@pytest.mark.parametrize("port", [0, PORT])
def test_it_is_found_over_ipv6(server, port):
    server.log.wait_for("tap0 has address fe80::[0-9a-f:]+$", Deadline(20))
    assert Speaker(Here, port, six=True).address(NAME) == [HOST]


def test_an_address_of_ipv6_is_told():
    ip = tool("ip")
    subprocess.run([ip, "addr", "add", "fd00:77::1/64", "dev", "tap0", "nodad"], check=True)
    try:
        with Server("--tap", "tap0", "--address", "fd00:77::2/64", "--mdns", "linnet", listen="0"):
            assert Speaker(Here, 0, six=True).ask(NAME, AAAA).values(NAME, AAAA) == ["fd00:77::2"]
    finally:
        subprocess.run([ip, "addr", "del", "fd00:77::1/64", "dev", "tap0"], check=True)


def test_everyone_is_told_of_the_end():
    listener = Speaker(Here)
    with Server("--mdns", "linnet") as server:
        found(server)
        assert listener.receive(Deadline().left(), lambda p: p.response and p.values(NAME, A) == [HOST])
        server.process.send_signal(signal.SIGTERM)
        bye = listener.receive(Deadline().left(), lambda p: p.response and {r[3] for r in p.answers} == {0})
        assert bye.values(IRC, PTR) == [INSTANCE]
        server.stop()


def test_a_name_that_another_host_has_is_left_to_it():
    listener = Speaker(Here)
    with Server("--mdns", "linnet") as server:
        assert listener.receive(Deadline(20).left(), lambda p: p.authority)
        listener.send(message(answers=[record(NAME, A, socket.inet_aton(CLIENT_HOST))], flags=0x8400))
        found(server, "linnet-2")
        assert Speaker(Here, port=0).address("linnet-2.local") == [HOST]


def test_datagrams_without_end_do_no_harm(server):
    """More than wait for the main thread at once: the others are dropped, and it goes on."""
    found(server)
    users = server.users("ann", "bob", channel="#garden")
    speaker = Speaker(Here)
    for i in range(3000):
        speaker.send(message([name(NAME) + bytes([0, A, 0, 1])] * (i % 40)) + bytes(i % 9))
        speaker.send(os.urandom(i % 1400), (HOST, PORT))
    still_chat(server, *users)
    assert Speaker(Here, port=0).address(NAME) == [HOST]
