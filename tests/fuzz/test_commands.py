"""Clients send whatever comes to their mind, and linnetd stays what it is.

It lives, ends well, uses no more memory and no more stack; every line that anyone receives is a whole line of IRC
within its limits; batches begin before their lines and end; and when all have gone nothing of them is left.

    LINNET_FUZZ_SEED=7     what they say; a failure names its seed
    LINNET_FUZZ_ROUNDS=    for how long
"""

import os
import random
import re
import threading

import pytest

import grammar
from harness import EMULATOR, Client, Closed, Deadline, Server, readable

ROUNDS = int(os.environ.get("LINNET_FUZZ_ROUNDS") or 1500)
SEEDS = [int(seed) for seed in (os.environ.get("LINNET_FUZZ_SEED") or "1 2").split()]
TAGS_MAX = 8191             # IRCv3 message-tags, "Size limit": the '@' and the space counted
LINE = re.compile(r"(?:@(?P<tags>[^ ]+) )?(?:ERROR|PING|AUTHENTICATE|:[^ ]+ (?:[A-Z]+|[0-9]{3}))(?: [^ :][^ ]*)*(?: :.*)?")
TAG = re.compile(r"(\+?(?:[a-zA-Z0-9.-]+/)?[a-zA-Z0-9-]+)(?:=([^ ;\0\r\n]*))?")


class Babbler(Client):
    """A client that remembers nothing but the message ids, and holds the server to the form of its lines."""

    def __init__(self, server, name, seen):
        super().__init__(server, name)
        self.seen, self.batches = seen, set()

    def note(self, direction, text):
        if direction != "<":
            super().note(direction, text)

    def checked_line(self, raw):
        text = super().checked_line(raw)
        match = LINE.fullmatch(text)
        assert match, "%s: no line of IRC: %s" % (self.name, readable(text))
        tags = match.group("tags")
        if tags:
            assert len(tags.encode()) + 2 <= TAGS_MAX, "%s: %d bytes of tags" % (self.name, len(tags))
            self.check_tags(tags, text)
        command = re.sub(r"^@\S+ ", "", text).split(" ")
        if command[1] == "BATCH":
            self.follow_batch(command[2], text)
        return text

    def check_tags(self, tags, text):
        values = {}
        for tag in tags.split(";"):
            match = TAG.fullmatch(tag)
            assert match, "%s: %r is no tag in %s" % (self.name, tag, readable(text))
            values[match.group(1)] = match.group(2)
        batch = values.get("batch")
        assert batch is None or batch in self.batches, "%s: no batch %s is open at %s" % (self.name, batch, readable(text))
        if values.get("msgid"):
            self.seen.append(values["msgid"])
            del self.seen[:-20]

    def follow_batch(self, reference, text):
        if reference[0] == "+":
            assert reference[1:] not in self.batches, "%s: a second batch %s" % (self.name, readable(text))
            self.batches.add(reference[1:])
        else:
            assert reference[1:] in self.batches, "%s: no such batch: %s" % (self.name, readable(text))
            self.batches.remove(reference[1:])


@pytest.fixture
def board(tmp_path):
    """A server with all that a command can ask for."""
    (tmp_path / "motd").write_text("".join("line %d of the message of the day\n" % number for number in range(20)))
    (tmp_path / "opers").write_text("root secret\n")
    (tmp_path / "opers").chmod(0o600)
    with Server("--motd", str(tmp_path / "motd"), "--oper-file", str(tmp_path / "opers")) as server:
        server.user("ann").close()      # by then it has touched all that it will ever use
        before = resident(server)
        yield server
        assert resident(server) <= before + 8, "from %d to %d KiB of memory" % (before, resident(server))


def resident(server):
    """KiB of memory in use; gates/test_memory.py knows how to count them under an emulator."""
    if EMULATOR:
        return 0
    with open("/proc/%d/smaps_rollup" % server.pid) as file:
        return int(re.search(r"^Rss: +([0-9]+) kB$", file.read(), re.M).group(1))


def newcomer(server, rng, seen):
    """A client that has registered, most of the time, with some capabilities."""
    client = Babbler(server, rng.choice(grammar.NICKS), seen)
    some = rng.sample(grammar.CAPABILITIES, rng.randrange(len(grammar.CAPABILITIES) + 1))
    client.send_quietly(b"CAP REQ :%s\r\nNICK %s%d\r\n" % (" ".join(some).encode(), client.name.encode(), rng.randrange(100)))
    if rng.random() < 0.95:
        client.send_quietly(b"USER u 0 * :u\r\nCAP END\r\nJOIN %s\r\n" % rng.choice(grammar.CHANNELS).encode())
    return client


def babble(client, rng):
    """It says a few lines at once. False when the server has closed it, for which there are many reasons."""
    data = b"".join(grammar.line(rng, client.seen) for _ in range(rng.randrange(1, 9)))
    client.note(">", data.decode("latin-1"))
    try:
        client.send_quietly(data)
        client.sync()
    except (Closed, ConnectionError):
        return False
    client.lines.clear()
    return not client.ended


def leave(clients):
    for client in clients:
        try:
            client.send_quietly(b"QUIT\r\n")
            while not client.ended:
                client.wait(Deadline(), "the end")
        except (Closed, ConnectionError):
            pass
        client.close()


def assert_nothing_is_left(server):
    """A new client is alone, and finds no channel."""
    last = server.user("last")
    last.send("LUSERS")
    last.expect("{*} 251 last :{*}1 users and 0 invisible{*}")
    last.until("{*} 254 last 0 :{text}")
    last.until("{*} 266 {text}")
    last.send("JOIN #a", "NAMES #a")
    last.until("{*} 353 last = #a :@last")


@pytest.mark.parametrize("seed", SEEDS)
def test_seeded_clients_one_after_the_other(board, seed):
    """In a fixed order, so that a seed always makes the same story."""
    rng, seen = random.Random(seed), []
    clients = [newcomer(board, rng, seen) for _ in range(8)]
    for _ in range(ROUNDS):
        index = rng.randrange(len(clients))
        if not babble(clients[index], rng):
            clients[index].close()
            clients[index] = newcomer(board, rng, seen)
    for client in clients:
        client.lines.clear()
        client.sync()
        assert not client.batches, "%s: a batch that never ended" % client.name
    leave(clients)
    assert_nothing_is_left(board)


def test_seeded_clients_all_at_once(board):
    """Each in its own thread, so that the commands of the clients interleave."""
    failures = []

    def one(seed):
        rng = random.Random(seed)
        client = newcomer(board, rng, [])
        try:
            for _ in range(ROUNDS // 8):
                if not babble(client, rng):
                    client.close()
                    client = newcomer(board, rng, [])
            leave([client])
        except AssertionError as error:
            failures.append("seed %d: %s" % (seed, error))

    threads = [threading.Thread(target=one, args=(SEEDS[0] * 1000 + number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, "\n".join(failures)
    assert_nothing_is_left(board)
