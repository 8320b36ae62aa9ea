"""Answers that are larger than the server's buffers come whole, and nobody is closed for asking."""

import re

import pytest

from harness import Deadline

MOTD_LINES = 10_000


@pytest.fixture
def long_motd(tmp_path):
    path = tmp_path / "motd"
    path.write_text("".join("line %d of a long message of the day\n" % number for number in range(MOTD_LINES)))
    return path


def check_motd(client, deadline):
    client.until("{*} 375 {*}", deadline=deadline)
    for number in range(MOTD_LINES):
        line = client.line(deadline)
        assert line.endswith(" :- line %d of a long message of the day" % number), line
    assert " 376 " in client.line(deadline)


def test_a_motd_of_ten_thousand_lines(start, long_motd):
    server = start("--motd", long_motd)
    ann = server.client("ann")
    ann.send("NICK ann", "USER ann 0 * :Ann")
    check_motd(ann, Deadline(30))
    ann.sync()
    ann.lines.clear()
    ann.send("MOTD")
    check_motd(ann, Deadline(30))
    ann.expect_nothing()


def test_a_motd_requested_twice_at_once_by_a_client_with_a_small_buffer(start, long_motd):
    server = start("--motd", long_motd)
    ann = server.client("ann", receive_buffer=4096)
    ann.send("NICK ann", "USER ann 0 * :Ann", "MOTD")
    check_motd(ann, Deadline(60))
    check_motd(ann, Deadline(60))


def test_a_client_that_disconnects_during_a_motd(start, long_motd):
    server = start("--motd", long_motd)
    for how in ["close", "reset"]:
        for _ in range(5):
            ann = server.client("ann", receive_buffer=4096)
            ann.send("NICK ann", "USER ann 0 * :Ann")
            ann.line()
            getattr(ann, how)()
    bob = server.client("bob")
    bob.send("NICK bob", "USER bob 0 * :Bob")
    check_motd(bob, Deadline(30))


def test_chat_goes_on_during_a_motd(start, long_motd):
    """A slow reader delays nobody, and gets the messages sent meanwhile afterwards."""
    server = start("--motd", long_motd)
    users = []
    for nick in ["ann", "bob"]:
        user = server.client(nick)
        user.send("NICK " + nick, "USER u 0 * :U")
        check_motd(user, Deadline(30))
        user.sync()
        user.lines.clear()
        users.append(user)
    ann, bob = users
    ann.join("#garden")
    bob.join("#garden")
    ann.expect("{*} JOIN #garden")
    ann.send("MOTD")        # and does not read it yet
    bob.send("PRIVMSG #garden :hello")
    bob.sync()
    check_motd_with_message(ann)


def check_motd_with_message(client):
    """The message may come before or in between, wherever it found its place in the queue."""
    deadline, numbers, heard = Deadline(30), [], 0
    for line in client.until("{*} 376 {*}", deadline=deadline) + client_rest(client):
        match = re.search(r" 372 ann :- line ([0-9]+) ", line)
        if match:
            numbers.append(int(match.group(1)))
        heard += line.endswith(" PRIVMSG #garden :hello")
    assert numbers == list(range(MOTD_LINES))
    assert heard == 1


def client_rest(client):
    client.sync()
    rest, client.lines = client.lines, []
    return rest


def fill(server, channels, members):
    """Users in as many channels as they may be in, with long names and topics."""
    users = []
    for number in range(members):
        user = server.user("member-with-a-long-name-%03d" % number, "#everyone")
        users.append(user)
    for number in range(channels):
        user = users[number % members]
        name = "#" + "channel-%03d-" % number + "x" * 37
        user.join(name)
        user.send("TOPIC %s :%s" % (name, "t" * 300))
        user.until("{*} TOPIC " + name + " :{*}")
    return users


def test_list_names_and_who_of_everything(server):
    users = fill(server, channels=30, members=50)
    ann = server.user("ann", "#everyone")
    ann.send("LIST")
    listed = [line for line in ann.until("{*} 323 ann :{text}") if " 322 " in line]
    assert len(listed) == 31
    assert sum(line.endswith("t" * 300) for line in listed) == 30
    ann.send("NAMES #everyone")
    lines = ann.until("{*} 366 ann #everyone :{text}")
    names = " ".join(line.split(" :")[1] for line in lines[:-1]).split()
    assert sorted(name.lstrip("@") for name in names) == sorted([user.name for user in users] + ["ann"])
    ann.send("WHO #everyone")
    assert len(ann.until("{*} 315 ann #everyone :{text}")) == 52
    ann.expect_nothing()


def test_many_large_requests_at_once(server):
    users = fill(server, channels=30, members=10)
    ann = server.client("ann", receive_buffer=4096)
    ann.register()
    ann.send(*["LIST"] * 30)
    for _ in range(30):
        lines = ann.until("{*} 323 ann :{text}", deadline=Deadline(30))
        assert sum(" 322 " in line for line in lines) == 31
    ann.expect_nothing()
    assert not any(user.ended for user in users)


def test_whois_of_a_user_in_as_many_channels_as_possible(server):
    ann, bob = server.users("ann", "bob")
    names = ["#" + "c%02d-" % number + "x" * 45 for number in range(20)]
    for name in names:
        bob.join(name)
    ann.send("WHOIS bob")
    lines = ann.until("{*} 318 ann bob :{text}")
    channels = " ".join(line.split(" :", 1)[1] for line in lines if " 319 " in line).split()
    assert sorted(channels) == sorted("@" + name for name in names)


def test_renaming_a_full_channel_whose_members_lack_the_capability(server):
    """Each member gets PART, JOIN and all names, a slow reader too; messages sent meanwhile reach all."""
    count = 60
    users = [server.user("member-with-a-long-name-%03d" % number, "#" + "a" * 49) for number in range(count)]
    slow = server.client("slow", receive_buffer=4096)
    slow.register("slow", caps=["userhost-in-names"])
    slow.send("JOIN #" + "a" * 49)
    slow.until("{*} 366 {*}")
    names = ["#" + "b" * 49, "#" + "c" * 49, "#" + "d" * 49]
    for new, old in zip(names, ["#" + "a" * 49] + names):
        users[0].send("RENAME %s %s :%s" % (old, new, "r" * 300))
    users[0].send("PRIVMSG %s :all here?" % names[-1])
    for user in [slow] + users:
        for new, old in zip(names, ["#" + "a" * 49] + names):
            user.until("{*} PART %s :{r*%d}{*}" % (old, 250), deadline=Deadline(30))
            user.until("{*} JOIN " + new)
            lines = user.until("{*} 366 {word} %s {*}" % new, deadline=Deadline(30))
            seen = [name.split("!")[0].lstrip("@") for line in lines if " 353 " in line
                    for name in line.split(" :", 1)[1].split()]
            assert sorted(seen) == sorted([other.name for other in users] + ["slow"])
        if user is not users[0]:
            user.until("{*} PRIVMSG %s :all here?" % names[-1], deadline=Deadline(30))


def test_a_client_that_disconnects_during_its_rename(server):
    """Each client that received PART and JOIN for the new name receives its names, too."""
    users = [server.user("member-with-a-long-name-%03d" % number, "#garden") for number in range(40)]
    users[0].send("RENAME #garden #park")
    users[0].reset()
    for user in users[1:]:
        user.until("{*} JOIN #park")
        user.until("{*} 366 {word} #park {*}")


def test_ison_of_long_nicks_takes_two_lines(start):
    server = start(name="s" * 63)
    nicks = ["n" * 28 + "%02d" % number for number in range(14)]
    for nick in nicks:
        server.user(nick)
    ann = server.user("a" * 30)
    ann.send("ISON :" + " ".join(nicks))
    lines = ann.expect_some(":{server} 303 {word} :{text}")
    assert len(lines) == 2
    assert [nick for line in lines for nick in line.split(" :", 1)[1].split(" ")] == nicks
