"""A peer that vanishes without a word: its nick is free soon when somebody asks for it, and in any case in time."""

import os
import subprocess
import time

import pytest

from harness import SLOW, Deadline, Server, tool

GONE = "10.66.0.%d" % (20 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]))    # each worker has its own


@pytest.fixture
def vanish():
    """Removes the address of the vanishing peer: from then on nothing reaches it, and it cannot answer."""
    def take_away():
        subprocess.run([tool("ip"), "addr", "del", GONE + "/32", "dev", "lo"], check=True)
        taken.append(GONE)

    taken = []
    yield take_away
    for address in taken:
        subprocess.run([tool("ip"), "addr", "add", address + "/32", "dev", "lo"], check=True)


def here(server, plain=False):
    """Ann, the client that will vanish."""
    ann = server.client("ann", plain=plain, source=GONE)
    if plain:
        ann.send("ann")
        ann.until("{*}/help{*}")
    else:
        ann.register()
    server.log.wait_for("ann from %s is here" % GONE)
    return ann


@pytest.mark.parametrize("plain, silent, owed", [
    (False, True, False), (False, False, True), (False, True, True), (True, False, False), (True, True, True)])
def test_the_nick_of_a_vanished_peer_is_free_soon_after_it_is_wanted(vanish, plain, silent, owed):
    with Server("--ping", "120") as server:
        ann = here(server, plain)
        bob = server.user("bob", "#lobby")
        if silent:
            time.sleep(4)
        vanish()
        if owed:
            bob.send("PRIVMSG ann :are you there?")
            bob.sync()
        began = time.monotonic()
        late = server.client("late")
        late.send("NICK ann", "USER late 0 * :Late")
        late.expect(":{server} 433 * ann :{text}")
        server.log.wait_for("ann from %s left: (Ping timeout|Connection timed out)" % GONE, Deadline(20))
        assert time.monotonic() - began < 15 * SLOW
        late.send("NICK ann")
        late.expect(":{server} 001 ann :{text}")
        ann.close()


@pytest.mark.parametrize("plain", [False, True], ids=["irc", "plain"])
@pytest.mark.parametrize("owed", [False, True], ids=["idle", "data under way"])
def test_a_vanished_peer_is_closed_after_the_ping_timeout(vanish, plain, owed):
    with Server("--ping", "8") as server:
        ann = here(server, plain)
        bob = server.user("bob", "#lobby")
        vanish()
        began = time.monotonic()
        if owed:
            bob.send("PRIVMSG ann :are you there?")
        server.log.wait_for("ann from %s left: " % GONE, Deadline(20))
        assert 5 < time.monotonic() - began < (8 + 4) * SLOW
        ann.close()


def test_a_ping_does_not_prolong_a_vanished_peer_s_timeout(vanish):
    """Their times begin at all moments between two looks of the server at the clock: no PING is sent to one whose system the
    kernel would have given up a moment later."""
    with Server("--ping", "8") as server:
        lost = []
        for number in range(50):
            lost.append(server.client("lost%d" % number, source=GONE))
            lost[-1].register()
            time.sleep(0.01)            # a fiftieth of the time between two looks
        vanish()
        began = time.monotonic()
        for ann in lost:
            server.log.wait_for("%s from %s left: " % (ann.name, GONE), Deadline(20))
        assert time.monotonic() - began < (8 + 4) * SLOW
        for ann in lost:
            ann.close()


def test_without_pings_a_vanished_peer_stays(vanish):
    """Until somebody asks for its nick."""
    with Server("--ping", "0") as server:
        ann = here(server)
        vanish()
        bob = server.user("bob")
        time.sleep(5)
        bob.send("ISON ann")
        bob.expect(":{server} 303 bob :ann")
        bob.send("NICK ann")
        bob.expect(":{server} 433 bob ann :{text}")
        server.log.wait_for("ann from %s left: (Ping timeout|Connection timed out)" % GONE, Deadline(20))
        bob.send("NICK ann")
        bob.expect(":{bob} NICK {*}ann")
        ann.close()
