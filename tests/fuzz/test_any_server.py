"""A server says whatever comes to its mind, in windows of any size, and linnet stays what it is.

It lives, answers, sends only whole lines of IRC, and shows nothing that a terminal would obey but its own sequences.

    LINNET_FUZZ_SEED=7     what the server says; a failure names its seed
"""

import os
import random
import re
import sys
import threading

import pytest

from harness import SRC, Deadline, readable

sys.path.insert(0, os.path.join(SRC, "tests", "e2e"))
from client_driver import Fake, Screen, Terminal, environment, where      # noqa: E402

SEEDS = [int(seed) for seed in (os.environ.get("LINNET_FUZZ_SEED") or "1 2 3").split()]
CAPABILITIES = "batch draft/chathistory echo-message labeled-response message-tags server-time standard-replies"
NICKS = ["bob", "dora", "DORA", "x" * 500, "\x1b[2J", "e\u0301" * 9, "\u202eevil", "\u200b", "\u65e5\u672c", "#lobby", ""]
PLACES = ["#lobby", "dora", "#" + "c" * 300, "@#lobby", "+plus", "&", "*", "", "\x1b]0;x\x07", "#\u0627\u0644"]
TEXTS = ["hello dora", "\x01ACTION waves\x01", "\x01VERSION\x01", "\x03", "\x0304,99red\x04ff00ff,", "a\u0300" * 40, "\U0001f600" * 60,
         "\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "\x9b2J", "w" * 4000, "", " ", "\u200d" * 9, "\x1b[6n", "t\tb\x00"]
TOKENS = ["NICKLEN=0", "NICKLEN=-1", "PREFIX=garbage", "PREFIX=(", "PREFIX=", "CHANTYPES=", "CHANTYPES", "CASEMAPPING=odd",
          "CHATHISTORY=0", "CHATHISTORY=", "CHATHISTORY=99999999999999999999", "STATUSMSG=", "LINELEN=1", "=", "-PREFIX"]
TAGS = ["time=2024-11-25T10:00:00.000Z", "time=0", "msgid=" + "m" * 80, "msgid=a", "batch=a", "batch=b", "batch=none",
        "label=linnet-1", "label=none", "label=", "+x=" + "y" * 8000, ";;", "a\\", "=", "@"]
COMMANDS = ["PRIVMSG", "NOTICE", "JOIN", "PART", "QUIT", "NICK", "KICK", "TOPIC", "MODE", "INVITE", "RENAME", "REDACT", "TAGMSG",
            "BATCH", "CAP", "PING", "PONG", "FAIL", "WARN", "CHATHISTORY", "AUTHENTICATE", "001", "005", "332", "353", "366", "372",
            "401", "404", "433", "437", "470", "474", "000", "999", "1e9", ""]
KEYS = ["hello\r", "/me waves\r", "/win 2\r", "/win\r", "\t", "\x1b[A", "\x1b[B", "\x1ba", "\x1b2", "\x0c", "x" * 300, "\x15", "\x01", "\x05",
        "/msg bob hi\r", "/history 3\r", "/names\r", "\x1b[200~one\ntwo\x1b[201~", "n", "y", "\u65e5\u672c", "\x17", "/topic\r"]
ALLOWED = re.compile(r"\x1b\[(J|2J|H|A|[0-9]+C|\?2004[hl]|(%s)m)|[\r\n\a]" % Screen.COLOURS.pattern)


def line(rng):
    """A line as bytes, without its end: mostly right, and now and then broken."""
    command = rng.choice(COMMANDS)
    words = [rng.choice(PLACES + NICKS + ["+a", "-a", "+b", "-b", "LS", "ACK", "DEL", "NEW", "TARGETS", "chathistory"])
             for _ in range(rng.choice([0, 1, 2, 2, 3, 3, 4, 16]))]
    if command == "005":
        words = ["dora", *rng.sample(TOKENS, 5)]
    source = rng.choice([":fake ", ":%s!u@h " % rng.choice(NICKS), ":bob!b@h ", ":dora!d@h ", "", ":" + "s" * 600 + " "])
    text = source + " ".join([command, *words]) + " :" + rng.choice(TEXTS + [CAPABILITIES, "bob @ann +dora"])
    if rng.random() < 0.5:
        text = "@" + ";".join(rng.sample(TAGS, rng.randrange(1, 4))) + " " + text
    data = bytearray(text.replace("\n", "").replace("\r", "").encode("utf-8", "surrogatepass"))
    for _ in range(rng.choice([0, 0, 0, 1, 3])):
        data[rng.randrange(len(data))] = rng.choice([0, 1, 27, 0x80, 0x9b, 0xc3, 0xf0, 0xff, 32, 58])
    return bytes(data).replace(b"\n", b"?").replace(b"\r", b"?")


class Watched(Terminal):
    """A terminal of any size: output is read at once and checked, but not drawn."""

    def __init__(self, *options, **more):
        super().__init__(*options, **more)
        self.seen = b""
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        try:
            while data := os.read(self.master, 65536):
                self.seen += data
        except OSError:
            pass                # the terminal is closed

    def type(self, text):
        os.write(self.master, text.encode())

    def check(self):
        text = ALLOWED.sub("", self.seen.decode("utf-8", "backslashreplace"))
        found = re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text)
        assert not found, "a terminal would obey %s" % readable(text[max(0, found.start() - 60):found.start() + 60])


def converse(person, fake, rng, rounds, sizes, keys=KEYS):
    for number in range(rounds):
        data = b"\r\n".join(line(rng) for _ in range(rng.randrange(1, 6))) + b"\r\n"
        at = rng.randrange(len(data) + 1)
        for part in (data[:at], data[at:]):
            fake.send_bytes(part)
        if keys and rng.random() < 0.3:
            person.type(rng.choice(keys))
        if rng.random() < 0.2:
            person.set_size(*rng.choice(sizes))
        if number % 20 == 0:
            fake.sync()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("sizes", [[(80, 24)], [(1, 1), (5, 2), (1000, 3), (20, 5)]], ids=["usual", "odd"])
def test_linnet_survives_any_server(seed, sizes):
    rng = random.Random(seed)
    with Fake() as fake, Watched("--nick", "dora", where(fake), columns=sizes[0][0], rows=sizes[0][1]) as person:
        fake.page = None
        fake.accept().welcome(caps=CAPABILITIES, sync=False)
        converse(person, fake, rng, 200, sizes)
        fake.sync()
        person.process.send_signal(15)
        assert person.process.wait(Deadline().left()) == -15
        person.check()


@pytest.mark.parametrize("term", [None, "dumb"])
def test_linnet_survives_any_server_on_a_dumb_terminal(term):
    rng = random.Random(SEEDS[0])
    with Fake() as fake, Watched("--nick", "dora", where(fake), env=environment(TERM=term)) as person:
        fake.page = None
        fake.accept().welcome(caps=CAPABILITIES, sync=False)
        converse(person, fake, rng, 60, [(80, 24)], keys=[])     # the terminal itself would echo them
        fake.sync()
        assert person.process.poll() is None
        assert b"\x1b" not in person.seen
        person.check()
