"""A vanished peer: its nick is free soon when another client wants it, and at the latest after the ping timeout."""

import time

import pytest

from frames import Peer
from harness import HOST, SLOW, Deadline, Server

STRANGER = "10.77.0.66"      # a host that does not exist


def here(server, wire, plain=False):
    """Ann, made by hand; from now on she acknowledges nothing."""
    ann = Peer(wire, STRANGER, HOST, server.port, 4000)
    ann.send(data=b"ann\n" if plain else b"NICK ann\r\nUSER a 0 * :a\r\n")
    ann.until(b"Everything you type" if plain else b" 221 ann ")
    server.log.wait_for("ann from %s is here" % STRANGER)


@pytest.mark.parametrize("plain, silent, owed", [
    (False, True, False), (False, False, True), (True, False, False), (True, True, True)])
def test_the_nick_of_a_vanished_peer_is_free_soon_after_it_is_wanted(wire, plain, silent, owed):
    with Server("--ping", "120") as server:
        here(server, wire, plain)
        bob = server.user("bob")
        if silent:
            time.sleep(4)
        if owed:
            bob.send("PRIVMSG ann :are you there?")
            bob.sync()
        began = time.monotonic()
        bob.send("NICK ann")
        bob.expect(":{server} 433 bob ann :{text}")
        server.log.wait_for("ann from %s left: " % STRANGER, Deadline(20))
        assert time.monotonic() - began < 15 * SLOW
        bob.send("NICK ann")
        bob.expect(":{bob} NICK {*}ann")


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("owed", [False, True])
def test_a_vanished_peer_is_closed_after_the_ping_timeout(wire, plain, owed):
    with Server("--ping", "8") as server:
        here(server, wire, plain)
        bob = server.user("bob")
        began = time.monotonic()
        if owed:
            bob.send("PRIVMSG ann :are you there?")
        server.log.wait_for("ann from %s left: " % STRANGER, Deadline(20))
        assert 5 < time.monotonic() - began < (8 + 4) * SLOW
