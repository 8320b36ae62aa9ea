"""MONITOR: its limits, lists of several lines, and many clients that monitor each other."""

import random
import re

from harness import wait_until

PER_CLIENT = 32
OWN = 2                 # WATCHES_OWN in limits.h
SHARED = 192            # WATCHES but those, for 64 clients


def limit_of(client):
    client.send("ISUPPORT")
    return int(re.search(r" MONITOR=([0-9]+)", " ".join(client.expect_some(":{server} 005 {*}"))).group(1))


def targets(lines):
    """The targets of 730, 731 or 732, without the part after the nick."""
    return [word.split("!")[0] for line in lines for word in line.split(" :", 1)[1].split(",")]


def test_a_client_may_monitor_as_many_nicks_as_005_says_and_not_one_more(server):
    ann = server.user("ann")
    assert limit_of(ann) == PER_CLIENT
    nicks = ["n%d" % number for number in range(PER_CLIENT)]
    ann.send("MONITOR + " + ",".join(nicks))
    assert targets(ann.expect_some(":{server} 731 ann :{text}")) == nicks
    ann.send("MONITOR + " + nicks[5])
    ann.expect(":{server} 731 ann :" + nicks[5])
    ann.send("MONITOR + n1,more,n2,even-more")
    ann.expect(":{server} 731 ann :n1", ":{server} 734 ann %d more,n2,even-more :{text}" % PER_CLIENT)
    ann.send("MONITOR - n0", "MONITOR + more")
    ann.expect(":{server} 731 ann :more")
    ann.expect_nothing()


def test_an_address_may_use_half_of_the_shared_monitor_entries_and_each_client_its_own(server):
    names = ["u%d" % number for number in range(SHARED // 2 // PER_CLIENT + 1)]
    users = server.users(*names)
    for user in users[:-1]:
        user.send("MONITOR + " + ",".join("%s-%d" % (user.name, number) for number in range(PER_CLIENT)))
        assert len(targets(user.expect_some(":{server} 731 {word} :{text}"))) == PER_CLIENT
    last = users[-1]
    last.send("MONITOR + " + ",".join("own%d" % number for number in range(OWN)))
    last.expect(":{server} 731 {word} :{text}")
    last.send("MONITOR + wren")
    last.expect(":{server} 734 {word} %d wren :{text}" % PER_CLIENT)
    last.send("MONITOR + u0-0")             # which is watched already: it takes no place
    last.expect(":{server} 731 {word} :u0-0")
    users[0].send("QUIT")
    users[0].until("ERROR :{text}")
    last.send("MONITOR + wren")
    last.expect(":{server} 731 {word} :wren")


def test_lists_are_split_over_lines(server):
    """Every line is held to 512 bytes by the client that reads it."""
    nicks = ["n" * 26 + "%04d" % number for number in range(PER_CLIENT)]
    users = server.users(*nicks)
    ann = server.user("a" * 30)
    for part in [nicks[:14], nicks[14:28], nicks[28:]]:
        ann.send("MONITOR + " + ",".join(part))
    ann.sync()
    seen = [line for line in ann.lines]
    ann.lines.clear()
    assert all(" 730 " in line for line in seen) and len(seen) > 4
    assert targets(seen) == nicks
    ann.send("MONITOR S")
    lines = ann.expect_some(":{server} 730 {word} :{text}")
    assert sorted(targets(lines)) == nicks and len(lines) >= 4
    ann.send("MONITOR L")
    lines = ann.expect_some(":{server} 732 {word} :{text}")
    ann.expect(":{server} 733 {word} :{text}")
    assert sorted(targets(lines)) == nicks and len(lines) > 1
    for user in users:
        user.close()
    gone = []
    while len(gone) < len(nicks):
        gone += targets([ann.expect(":{server} 731 * :{word}")])
    assert sorted(gone) == nicks


def test_734_repeats_the_whole_list_that_does_not_fit(server):
    """The targets of 734 take more than a line when the names are long."""
    ann = server.user("a" * 30)
    ann.send("MONITOR + " + ",".join("n%d" % number for number in range(PER_CLIENT)))
    ann.expect_some(":{server} 731 {word} :{text}")
    more = ["m%02d" % number for number in range(120)]
    ann.send("MONITOR + " + ",".join(more))
    lines = ann.expect_some(":{server} 734 {word} %d {word} :{text}" % PER_CLIENT)
    assert [nick for line in lines for nick in line.split(" ")[4].split(",")] == more and len(lines) > 1


def test_every_watcher_is_notified_once_of_a_new_nick(server):
    users = server.users(*["w%d" % number for number in range(20)])
    for user in users:
        user.send("MONITOR + wren")
        user.expect(":{server} 731 {word} :wren")
    for _ in range(3):
        wren = server.user("wren")
        for user in users:
            user.expect(":{server} 730 * :{wren}")
        wren.send("QUIT")
        wren.until("ERROR :{text}")
        for user in users:
            user.expect(":{server} 731 * :wren")
            user.expect_nothing()


def test_the_last_monitor_reply_is_always_true(server):
    """Many change nicks, leave and come at once; then every watcher knows of every nick whether it is here."""
    nicks = ["n%d" % number for number in range(12)]
    watchers, zoe = server.users("ann", "bob", "eve"), server.user("zoe")
    told = {watcher: {} for watcher in watchers}
    for watcher in watchers:
        watcher.send("MONITOR + " + ",".join(nicks))
        watcher.expect(":{server} 731 {word} :" + ",".join(nicks))
    choice = random.Random(1)
    movers = [server.user("m%d" % number) for number in range(8)]
    for step in range(400):
        mover = choice.randrange(len(movers))
        if step % 10 != 9:
            movers[mover].send("NICK " + choice.choice(nicks))      # which somebody may have: 433
            continue
        if step % 20 == 9:
            movers[mover].send("QUIT")
        else:
            movers[mover].close()
        movers[mover] = server.client("m%d-%d" % (mover, step))
        movers[mover].send("NICK m%d-%d" % (mover, step), "USER m 0 * :M")
    for mover in movers:
        mover.sync()

    def truth_is_known():
        zoe.send("ISON :" + " ".join(nicks))
        here = set(zoe.expect(":{server} 303 zoe :{*}").split(" :", 1)[1].split())
        for watcher in watchers:
            watcher.sync()
            for line in watcher.lines:
                for nick in targets([line]):
                    assert told[watcher].get(nick) != (" 730 " in line), "told twice: " + line
                    told[watcher][nick] = " 730 " in line
            watcher.lines.clear()
        return here and all({nick for nick in nicks if told[watcher].get(nick)} == here for watcher in watchers)

    wait_until(truth_is_known, "every watcher knows who is here")
