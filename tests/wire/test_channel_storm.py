"""Many who do anything to a few channels at once: the server keeps its own accounts straight (harness.py holds it to
no `bug:` and an orderly end), nobody who reads is closed, and at the end all agree on who is where."""

import random

import pytest

from harness import Deadline

NICKS = ["u%d" % number for number in range(12)]
CHANNELS = ["#a", "#b", "#c", "#d" + "x" * 47]
MASKS = ["u1", "*!*@*", "u?!*@127.*", "~u3@*", "no!such@mask", "*" * 30, "x" * 88, "a b", ":x", ""]


def command(random):
    channel, other = random.choice(CHANNELS), random.choice(CHANNELS)
    nick = random.choice(NICKS + ["nobody"])
    flag = random.choice("+-") + random.choice("beIklCimnstov") + random.choice(["", "b", "ov", "q", "-n+t"])
    return random.choice([
        "JOIN " + channel, "JOIN %s,%s key" % (channel, other), "JOIN 0", "PART " + channel, "PART %s :bye" % channel,
        "MODE %s %s %s" % (channel, flag, random.choice(MASKS + NICKS + ["3", "key"])),
        "MODE %s +b-b+e %s %s %s" % (channel, *random.sample(MASKS, 3)),
        "MODE %s %s" % (channel, random.choice(["b", "e", "I", "beI", "", "+", "k", "o"])),
        "INVITE %s %s" % (nick, channel), "INVITE", "KICK %s %s,%s :out" % (channel, nick, random.choice(NICKS)),
        "TOPIC %s :%s" % (channel, "t" * random.randrange(400)), "TOPIC " + channel,
        "NAMES " + channel, "NAMES", "LIST", "LIST >1,*a*", "RENAME %s %s" % (channel, other),
        "RENAME %s %s :why" % (channel, channel.upper()), "PRIVMSG %s :\x01VERSION\x01" % channel,
        "PRIVMSG %s :hello" % channel, "NICK " + random.choice(NICKS),
    ])


@pytest.mark.parametrize("seed", range(3))
def test_everything_at_once(server, seed):
    rng = random.Random(seed)
    users = []
    for number, nick in enumerate(NICKS):
        user = server.client(nick)
        user.register(nick, caps=["draft/channel-rename", "extended-join", "multi-prefix"] if number % 2 else ())
        users.append(user)
    for _ in range(200):
        for user in rng.sample(users, len(users)):
            user.send(*[command(rng) for _ in range(rng.randrange(6))])
        for user in rng.sample(users, 3):
            user.sync(Deadline(30))
            user.lines.clear()
    for user in users:
        user.sync(Deadline(30))
        user.lines.clear()
    for channel in CHANNELS:
        seen = set()
        for user in users:
            user.send("NAMES " + channel)
            lines = user.until("{*} 366 {word} {word} {*}", deadline=Deadline(30))
            names = " ".join(line.split(" :", 1)[1] for line in lines if " 353 " in line)
            if names:
                seen.add(" ".join(sorted(name.lstrip("@+") for name in names.split())))
            user.lines.clear()
        assert len(seen) <= 1, "they do not agree on who is in %s: %s" % (channel, seen)
