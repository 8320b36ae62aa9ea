"""The lists b, e and I where there are many masks: their limits, and lists longer than any buffer."""

import re

from harness import Deadline

LONGEST = "!u@" + "h" * 82          # with a nick of four, 89 bytes: the longest mask


def isupport(client):
    client.send("VERSION")
    client.expect(":{server} 351 {*}")
    lines = client.expect_some(":{server} 005 {text} :{text}")
    tokens = " ".join(line.split(" :")[0].split(" ", 3)[3] for line in lines).split()
    return dict(token.partition("=")[::2] for token in tokens)


def masks_of(client, channel, letter="b", numeric=367):
    client.send("MODE %s %s" % (channel, letter))
    lines = client.until("{*} %d {*}" % (numeric + 1), deadline=Deadline(30))
    return [line.split(" ")[4] for line in lines if " %d " % numeric in line]


def test_maxlist_limits_the_three_lists_of_a_channel_together(server):
    ann = server.user("ann", "#garden")
    modes, limit = re.fullmatch("([beI]+):([0-9]+)", isupport(ann)["MAXLIST"]).groups()
    assert sorted(modes) == sorted("beI")
    for number in range(int(limit)):
        letter = "beI"[number % 3]
        ann.send("MODE #garden +%s m%d" % (letter, number))
        ann.expect(":{ann} MODE #garden +%s m%d!*@*" % (letter, number))
    for letter in "beI":
        ann.send("MODE #garden +%s onemore" % letter)
        ann.expect(":{server} 478 ann #garden %s :{text}" % letter)
    ann.send("MODE #garden +b m0")              # is there already: nothing to say
    ann.expect_nothing()
    ann.send("MODE #garden -e m1")
    ann.expect(":{ann} MODE #garden -e m1!*@*")
    ann.send("MODE #garden +b onemore")
    ann.expect(":{ann} MODE #garden +b onemore!*@*")
    assert sum(len(masks_of(ann, "#garden", *list)) for list in [("b", 367), ("e", 348), ("I", 346)]) == int(limit)


def test_a_mask_beyond_an_address_s_share_is_refused_and_none_is_lost(server):
    """The longest masks, with a setter of the longest nick, until there is no room; then one channel goes."""
    ann = server.user("n" * 30)
    limit = int(isupport(ann)["MAXLIST"].split(":")[1])
    channels, set_in, full = [], {}, None
    while full is None:
        channel = "#c%d" % len(channels)
        channels.append(channel)
        assert len(channels) <= 20, "it never gets full"
        ann.join(channel)
        set_in[channel] = []
        for number in range(limit // 2):
            mask = "%04d" % number + LONGEST
            ann.send("MODE %s +b %s" % (channel, mask))
            line = ann.line()
            if " 478 " in line:
                full = channel
                break
            assert line.endswith(" MODE %s +b %s" % (channel, mask)), line
            set_in[channel].append(mask)
    assert 30 <= sum(len(masks) for masks in set_in.values()) <= limit * len(channels)
    ann.send("MODE %s +b %s" % (full, "once" + LONGEST))
    ann.expect(":{server} 478 {n*30} %s b :{text}" % full)
    for channel in channels:
        assert masks_of(ann, channel) == set_in[channel]
    ann.send("PART " + channels[0])
    ann.until("{*} PART " + channels[0])
    ann.send("MODE %s +b %s" % (full, "once" + LONGEST))
    ann.until("{*} MODE %s +b %s" % (full, "once" + LONGEST))
    assert masks_of(ann, full) == set_in[full] + ["once" + LONGEST]
    if len(channels) > 2:
        assert masks_of(ann, channels[1]) == set_in[channels[1]]


def test_many_requests_for_a_full_list_at_once(server):
    """Answers of more lines than a queue holds, for a reader with a small buffer: whole, and nobody is closed."""
    ann = server.user("ann", "#garden")
    for number in range(46):
        ann.send("MODE #garden +b %02d--%s" % (number, LONGEST))
    ann.until("{*} MODE #garden +b 45--" + LONGEST)
    bob = server.client("bob", receive_buffer=4096)
    bob.register()
    bob.send(*["MODE #garden b"] * 30)
    for _ in range(30):
        lines = bob.until("{*} 368 bob #garden {*}", deadline=Deadline(30))
        assert sum(" 367 " in line for line in lines) == 46
    bob.expect_nothing()


def test_masks_that_are_slow_to_match_delay_nobody(server):
    """Masks full of stars, for which trying all ways to match would never end."""
    ann, bob = server.users("ann", "bob", channel="#garden")
    mask = "*a" * 20 + "*!" + "*b" * 10 + "*@" + "*1" * 10 + "x"
    for number in range(48):
        ann.send("MODE #garden +b %s%d" % (mask, number))
    ann.until("{*} MODE #garden +b %s47" % mask)
    bob.until("{*} MODE #garden +b %s47" % mask)
    deadline = Deadline(10)
    for number in range(500):
        bob.send("PRIVMSG #garden :word %d" % number)
    ann.until("{*} PRIVMSG #garden :word 499", deadline=deadline)
