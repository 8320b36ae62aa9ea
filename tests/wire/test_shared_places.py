"""Shared tables have space for each client: no client can occupy them for the others."""

import re
import socket

import pytest

from harness import Deadline, wait_until
from test_masks import LONGEST

TAGS = ("message-tags",)


def test_slow_clients_with_long_tags_do_not_occupy_the_large_inputs(server):
    """All large buffers are taken by lines that never end, but go on all the time; then somebody else has one."""
    bob = server.user("bob", caps=TAGS)
    slow = [server.user("slow%d" % number, caps=TAGS) for number in range(4)]
    for client in slow:
        client.send_bytes(b"@+x=" + b"x" * 2000)
        client.socket.settimeout(0)
    bob.send("@+x=%s TAGMSG bob" % ("y" * 2000), "PING :here")

    def answered():
        for client in slow:
            try:
                client.socket.send(b"x")
            except OSError:
                pass                    # closed: it took too long
        bob.socket.setblocking(False)
        try:
            bob.receive()
        except (BlockingIOError, socket.timeout):
            pass
        bob.socket.settimeout(Deadline().left())
        return any(line.endswith(" :here") for line in bob.lines)

    wait_until(answered, "a large buffer", seconds=9)


@pytest.mark.loopback
def test_masks_of_many_channels_leave_space_for_another_address(server):
    ann, eve = server.user("ann", "#home"), server.user("eve", source="127.0.1.1")
    ann.send("MODE #home +b first")
    for number in range(20):
        channel = "#c%d" % number
        eve.join(channel)
        for mask in range(40):
            eve.send("MODE %s +b %04d%s" % (channel, mask, LONGEST))
        for mask in range(10):
            eve.send("MODE %s +b %d!*@*" % (channel, mask))
        eve.sync()
        assert number < 2 or any(" 478 " in line for line in eve.lines), "there was room for all"
        eve.lines.clear()
    ann.send("MODE #home +b *!*@192.168.100.200")
    ann.expect(":{ann} MODE #home +b first!*@*", ":{ann} MODE #home +b *!*@192.168.100.200")


@pytest.mark.loopback
def test_four_clients_cannot_create_all_channels(server):
    for number in range(4):
        eve = server.user("eve%d" % number, source="127.0.1.%d" % number)
        eve.send(*["JOIN #e%d-%d" % (number, channel) for channel in range(20)])
        eve.sync()
        assert any(" 366 " in line for line in eve.lines)
    assert any(" 437 " in line for line in eve.lines), "there was room for all of them"
    ann = server.user("ann", source="127.0.2.1")
    for channel in ["#garden", "#kitchen", "#lobby"]:
        ann.join(channel)


def make_all_channels(server, keepers):
    """Clients come one after the other, each from an address of its own, and each makes a channel in which one of the
    keepers stays, until all exist but #lobby, and one gives way. Returns how many have been made, that keeper, and what it is told."""
    made = 0
    while True:
        eve = server.user("eve%d" % made, source="127.0.3.%d" % made)
        eve.join("#c%d" % made)
        keeper = keepers[made % len(keepers)]
        keeper.send("JOIN #c%d" % made)
        keeper.until("{*} 366 {*}")
        eve.send("QUIT")
        eve.until("ERROR {*}")
        made += 1
        for other in keepers:
            other.sync()
            kicked = [line for line in other.lines if " KICK " in line]
            other.lines.clear()
            if kicked:
                return made, other, kicked


@pytest.mark.loopback
def test_a_channel_of_the_address_with_most_is_closed_and_its_members_notified(server):
    ann = server.user("ann", "#home", source="127.0.2.1")
    bob = server.user("bob", "#home", source="127.0.2.2")
    keepers = [server.user("keeper%d" % number, source="127.0.1.%d" % number) for number in range(6)]
    made, keeper, kicked = make_all_channels(server, keepers)
    assert made >= 32
    assert len(kicked) == 1
    assert re.fullmatch(r":irc\.example KICK #c[0-9]+ %s :All channels are taken, and this one's place goes to "
                        r"a user who has fewer" % keeper.name, kicked[0]), kicked
    gone = kicked[0].split()[2]
    keeper.send("NAMES " + gone)
    keeper.expect(":{server} 366 {word} %s :{*}" % gone)
    ann.send("PRIVMSG #home :still here")
    bob.until(":{ann} PRIVMSG #home :still here")


@pytest.mark.loopback
def test_the_lobby_can_be_created_when_all_other_channels_exist(server):
    keepers = [server.user("keeper%d" % number, source="127.0.1.%d" % number) for number in range(6)]
    make_all_channels(server, keepers)
    rich = keepers[0]
    for number in range(20):
        rich.send("JOIN #more%d" % number)
    rich.sync()
    assert any(" 437 " in line for line in rich.lines)
    eve = server.user("eve")
    eve.join("#lobby")
    eve.send("RENAME #lobby #more")
    eve.expect(":{server} NOTICE {word} :RENAME: There is no room for one more channel beside #lobby")


@pytest.mark.loopback
def test_nick_changes_of_one_address_evict_only_its_own_whowas_entries(server):
    wren = server.user("wren", source="127.0.1.1")
    wren.send("QUIT")
    wren.until("ERROR {*}")
    eve = server.user("eve", source="127.0.1.2")
    eve.send(*["NICK n%d" % number for number in range(300)])
    eve.until("{*} NICK :n299")
    eve.send("WHOWAS wren")
    eve.expect(":{server} 314 {word} wren {*}")
    eve.until("{*} 369 {*}")
    eve.send("WHOWAS n298")
    eve.expect(":{server} 314 {word} n298 {*}")
