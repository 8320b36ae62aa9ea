"""The bad clients of tests/fair, in a process of their own, so that the measuring side is not starved by them.

    attack.py HOST PORT KIND COUNT SEED ADDRESSES CHANNEL VICTIM

COUNT clients of one kind (see KINDS) attack the server at HOST:PORT from ADDRESSES source addresses under 127.66.0.0/16.
They sit in CHANNEL, where honest people talk, and some send to the nick VICTIM. The process prints `begun` when each of
them has tried to connect once, tells its statistics, a line of JSON, on SIGUSR1, and ends with them on SIGTERM or when its
standard input ends.
Ending it resets all of its connections at once. Were they closed instead, the end of one would come after all that the
system still holds for it, which linnetd reads at the pace of flood control: until then nobody can know that it has gone.

One thread and one epoll instance drive all clients. What a client sends is made in large pieces beforehand, so that
Python is fast enough to flood; all of them together send at most SEND_BUDGET bytes in a TICK, more than linnetd can run.
"""

import errno
import json
import os
import random
import select
import signal
import socket
import struct
import sys
import time

TICK = 0.01                 # seconds between two rounds of the slow work: timers, slow reading, reconnecting
SEND_BUDGET = 256 * 1024    # bytes that all clients together send in one tick: about 25 MB/s
PIECE = 16 * 1024           # bytes that a stream makes at once
MOST_SECONDS = 300          # nobody is attacked for longer, whatever becomes of the test
CAPS = (b"CAP REQ :batch message-tags server-time labeled-response draft/chathistory draft/event-playback "
        b"draft/multiline draft/read-marker\r\nCAP END\r\n")


def words(text, bad):
    """A line with names in it: {channel}, {victim}, {nick}, {own} (a channel of this client's own), {i} its number, and
    {n}, how many times this client has asked for one."""
    for name, value in (("{channel}", bad.attack.channel), ("{victim}", bad.attack.victim), ("{nick}", bad.nick()),
                        ("{own}", bad.own), ("{i}", str(bad.index)), ("{n}", str(bad.number))):
        text = text.replace(name, value)
    return text.encode()


def saying(*templates):
    """A stream that says the same lines again and again."""
    def piece(bad):
        text = b"".join(words(template, bad) + b"\r\n" for template in templates)
        return text * max(1, PIECE // len(text))
    return piece


def counting(template, count=100):
    """A stream of lines in which {n} goes up for ever."""
    def piece(bad):
        lines = []
        for _ in range(count):
            bad.number += 1
            lines.append(words(template, bad) + b"\r\n")
        return b"".join(lines)
    return piece


FLOOD = saying("PRIVMSG {channel} :flood " + "x" * 60, "PRIVMSG {channel} :flood",
               "PRIVMSG {channel} :flood " + "y" * 380)
PRIVATE = saying("PRIVMSG {victim} :flood " + "x" * 60)


class Kind:
    """One bad client: its behaviour on each of its connections.

    caps     asks for capabilities first
    here     registers and joins CHANNEL
    once     lines that are sent once, then
    stream   a function that makes the next bytes to send, for ever
    rate     bytes a second that it reads; None reads all at once, 0 nothing
    again    seconds until it connects again once the server has closed it; None: never
    life     seconds (from, to) after which it ends a connection itself, or None
    reset    ends it with a TCP reset
    raw      bytes that are sent first in place of a registration
    """

    def __init__(self, caps=False, here=True, once=(), stream=None, rate=None, again=0.3, life=None, reset=False, raw=None):
        self.caps, self.here, self.once, self.stream, self.rate = caps, here, once, stream, rate
        self.again, self.life, self.reset, self.raw = again, life, reset, raw


FLOODER = Kind(stream=FLOOD)


def beside_a_flooder(reader):
    """A crowd of readers in which every fourth floods the channel and reads; a lone one floods and reads as its kind."""
    alone = Kind(stream=FLOOD, rate=reader.rate, again=reader.again, life=reader.life)
    return lambda index, count: alone if count == 1 else FLOODER if index % 4 == 0 else reader


def asks(*lines, once=(), caps=False, rate=0):
    return Kind(caps=caps, once=once, stream=saying(*lines), rate=rate)


def masks():
    """Long masks for fifteen channels of one's own, in turn."""
    return counting("\r\n".join("MODE {own}n%d +b {n}!*@*.rather-long-name.example.org" % number for number in range(15)))


MONITORED = "MONITOR + " + ",".join("nobody%02d" % number for number in range(32))
LONG_TAG = "@+x=" + "x" * 3000

# Each is a Kind, or a function of the client's index and of how many there are that gives one.
KINDS = {
    "never_reads": beside_a_flooder(Kind(rate=0)),
    "reads_1": beside_a_flooder(Kind(rate=1)),
    "reads_100": beside_a_flooder(Kind(rate=100)),
    "reads_850": beside_a_flooder(Kind(rate=850)),
    "reads_5000": beside_a_flooder(Kind(rate=5000)),
    "rejoins": beside_a_flooder(Kind(rate=0, again=0.0, life=(1.0, 3.0))),
    "floods": FLOODER,
    "floods_unread": Kind(stream=FLOOD, rate=0),
    "floods_a_person": Kind(stream=PRIVATE),
    "help": asks("HELP"),
    "list": asks("LIST"),
    "who": asks("WHO {channel}"),
    "names": asks("NAMES {channel}"),
    "motd": asks("MOTD"),
    "chathistory": asks("CHATHISTORY LATEST {channel} * 100", caps=True),
    "monitor": asks("MONITOR S", once=(MONITORED,)),
    "whois": asks("WHOIS {victim}"),
    "all_questions": asks("HELP", "WHO {channel}", "MOTD", "NAMES {channel}", "WHOIS {victim}", "LIST", "LUSERS", "VERSION",
                          "INFO", "ISUPPORT", "STATS u", "NOSUCH", rate=None),
    "joins_and_parts": Kind(stream=saying("JOIN {own}", "PART {own}", "JOIN {channel}", "PART {channel} :bye")),
    "nicks": Kind(stream=counting("NICK n{n}x{i}")),
    "batches": Kind(caps=True, once=("BATCH +b draft/multiline {channel}", "@batch=b PRIVMSG {channel} :never ends"),
                    again=0.0, life=(0.5, 8.0)),
    "long_tags": Kind(caps=True, raw=LONG_TAG.encode(), again=0.0, life=(0.5, 8.0)),
    "silent": Kind(here=False, again=0.0),
    "half_line": lambda index, count: (Kind(raw=b"PRIVMSG {channel} :half a line") if index % 2 == 0 else
                                       Kind(here=False, raw=b"NICK ha", again=0.0)),
    "resets": Kind(reset=True, again=0.0, life=(0.0, 0.3)),
    "connects": Kind(here=False, raw=b"NICK x\r\n", reset=True, again=0.0, life=(0.0, 0.05)),
    "masks": Kind(once=("JOIN " + ",".join("{own}n%d" % number for number in range(15)),), stream=masks()),
    "invites": Kind(once=("JOIN {own}",), stream=saying("INVITE {victim} {own}")),
    "watches": Kind(stream=counting("MONITOR + w{n}x{i}")),
    "markers": Kind(caps=True, stream=counting("MARKREAD m{n}x{i} timestamp=2024-01-01T00:00:00.000Z")),
    "whowas": Kind(stream=counting("NICK w{n}x{i}")),
    "knocks": Kind(once=("JOIN {own}", "MODE {own} +i"), stream=saying("KNOCK #own0 :let me in", "KNOCK #own1 :let me in")),
    "channels": Kind(stream=counting("JOIN #c{n}x{i}")),
}
MIXED = "mixed"             # any of them, another one with each connection

# Not enemies of everybody, but of one thing, for tests of their own.
OTHERS = {
    "phone": Kind(rate=850, again=None),                            # reads slowly, but steadily, and floods nobody
    "guesses": Kind(here=False, raw=b"PASS guess{n}\r\nNICK g{i}x{n}\r\nUSER g 0 * :g\r\n", again=0.0),
    "oper_guesses": Kind(stream=counting("OPER root guess{n}")),
    "refused": Kind(here=False, again=0.0, reset=True, life=(0.0, 0.02)),
}


def pick(kind, index, count, chance):
    """The Kind of a client's next connection."""
    if kind != MIXED:
        found = KINDS[kind] if kind in KINDS else OTHERS[kind]
        return found(index, count) if callable(found) else found
    found = KINDS[chance.choice(sorted(KINDS))]
    found = found(chance.randrange(8), 8) if callable(found) else found
    mixed = Kind(**vars(found))
    if chance.random() < 0.3:
        mixed.rate = chance.choice([0, 1, 100, 850, 5000, None])
    mixed.life = (0.2, chance.choice([1.0, 3.0, 10.0]))
    mixed.again = chance.choice([0.0, 0.1, 1.0])
    mixed.reset = chance.random() < 0.4
    return mixed


class Bad:
    """One bad client, which may have many connections one after the other."""

    def __init__(self, attack, index):
        self.attack, self.index, self.chance = attack, index, random.Random(attack.seed * 1000 + index)
        self.address = "127.66.%d.%d" % divmod(1 + index % attack.addresses, 250)
        self.own = "#own%d" % index
        self.generation = self.number = 0
        self.socket = self.kind = None
        self.connect_at = 0.0

    def nick(self):
        return "bad%dx%d" % (self.index, self.generation)

    def connect(self, now):
        attack = self.attack
        self.kind = pick(attack.kind, self.index, attack.count, self.chance)
        self.generation += 1
        self.connected, self.pending, self.read_at, self.begun = False, memoryview(b""), now, now
        self.end_at = now + self.chance.uniform(*self.kind.life) if self.kind.life else None
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        if self.kind.rate is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.setsockopt(socket.IPPROTO_IP, 24, 1)        # IP_BIND_ADDRESS_NO_PORT: any number of connections
        self.socket.bind((self.address, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        attack.count_up("connections")
        error = self.socket.connect_ex((attack.host, attack.port))
        if error not in (0, errno.EINPROGRESS):
            attack.count_up("not connected: " + errno.errorcode.get(error, str(error)))
            return self.gone(now)
        attack.poll.register(self.socket, self.interest(True))
        attack.by_fd[self.socket.fileno()] = self

    def interest(self, writing):
        return ((select.EPOLLOUT if writing else 0) | (select.EPOLLIN if self.kind.rate is None else 0)
                | select.EPOLLRDHUP)

    def want(self, writing):
        self.attack.poll.modify(self.socket, self.interest(writing))

    def first_bytes(self):
        parts = []
        if self.kind.here:
            parts.append(words("NICK {nick}\r\nUSER bad 0 * :bad\r\n", self))
            parts.append(CAPS if self.kind.caps else b"")
            parts.append(words("JOIN {channel}\r\n", self))
            parts += [words(line + "\r\n", self) for line in self.kind.once]
        self.number += 1
        if self.kind.raw:
            parts.append(words(self.kind.raw.decode(), self))
        return b"".join(parts)

    def send(self):
        """As much as the socket and the budget take."""
        attack = self.attack
        if not self.connected:
            self.connected = True
            self.pending = memoryview(self.first_bytes())
            attack.tried.add(self.index)
        while attack.budget > 0:
            if not self.pending:
                if self.kind.stream is None:
                    return self.want(False)
                self.pending = memoryview(self.kind.stream(self))
            try:
                n = self.socket.send(self.pending[:attack.budget])
            except BlockingIOError:
                return None
            attack.budget -= n
            attack.stats["sent"] += n
            self.pending = self.pending[n:]
            if self.pending:
                return None
            if attack.budget > 0 and self.kind.stream is not None:
                return None                     # one piece for each client in turn
        return None

    def read(self, most):
        data = self.socket.recv(most)
        if not data:
            raise ConnectionResetError
        self.attack.stats["received"] += len(data)
        self.attack.stats["wrong passwords"] += data.count(b" 464 ")
        at = data.find(b"ERROR :")
        if at >= 0:
            reason = data[at:at + 120].split(b"\r\n")[0].decode("latin-1")
            self.attack.count_up("told: " + reason[reason.find("("):])

    def tick(self, now):
        """Slow reading, and ends."""
        if self.end_at is not None and now >= self.end_at:
            return self.gone(now)
        if self.kind.rate and self.connected:
            allowed = int((now - self.read_at) * self.kind.rate)
            if allowed >= max(1, self.kind.rate // 10):
                self.read_at = now
                try:
                    self.read(allowed)
                except BlockingIOError:
                    pass
        return None

    def reset(self):
        """When it is closed, what has not been sent is dropped."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def gone(self, now):
        """The connection is over, whoever ended it."""
        self.attack.by_fd.pop(self.socket.fileno(), None)
        if self.kind.reset:
            self.reset()
        self.socket.close()
        self.socket = None
        again = self.kind.again
        self.connect_at = now + again if again is not None else float("inf")


class Attack:
    def __init__(self, host, port, kind, count, seed, addresses, channel, victim):
        self.host, self.port, self.kind, self.count = host, int(port), kind, int(count)
        self.seed, self.addresses, self.channel, self.victim = int(seed), int(addresses), channel, victim
        self.poll, self.by_fd, self.budget = select.epoll(), {}, SEND_BUDGET
        self.stats, self.tried = {"connections": 0, "sent": 0, "received": 0, "closed": 0, "wrong passwords": 0}, set()
        self.bad = [Bad(self, index) for index in range(self.count)]
        self.over = False

    def count_up(self, what):
        self.stats[what] = self.stats.get(what, 0) + 1

    def event(self, bad, event, now):
        try:
            if event & select.EPOLLOUT:
                bad.send()
            if event & select.EPOLLIN:
                bad.read(262144)
            if event & (select.EPOLLHUP | select.EPOLLERR) or (event & select.EPOLLRDHUP and not event & select.EPOLLIN):
                raise ConnectionResetError
        except BlockingIOError:
            pass
        except OSError:
            self.count_up("closed")
            self.tried.add(bad.index)
            bad.gone(now)

    def tick(self, now):
        self.budget = SEND_BUDGET
        for bad in self.bad:
            try:
                if bad.socket is None and now >= bad.connect_at:
                    bad.connect(now)
                elif bad.socket is not None:
                    bad.tick(now)
            except OSError:
                self.count_up("closed")
                if bad.socket is not None:
                    bad.gone(now)

    def run(self):
        begun, start, next_tick = False, time.monotonic(), 0.0
        self.poll.register(0, select.EPOLLIN | select.EPOLLHUP)
        while not self.over and time.monotonic() - start < MOST_SECONDS:
            now = time.monotonic()
            if now >= next_tick:
                self.tick(now)
                next_tick = now + TICK
                if not begun and len(self.tried) == self.count:
                    begun = True
                    print("begun", flush=True)
            if self.budget <= 0:
                time.sleep(max(0.0, next_tick - time.monotonic()))
                continue
            for fd, event in self.poll.poll(max(0.0, next_tick - now), 256):
                if fd == 0:
                    self.over = True
                elif fd in self.by_fd:
                    self.event(self.by_fd[fd], event, now)
        for bad in self.by_fd.values():
            bad.reset()
        print(json.dumps(self.stats), flush=True)


def main():
    os.nice(5)              # there must be many, without taking the processor from the measuring clients
    attack = Attack(*sys.argv[1:])

    def stop(*_):
        attack.over = True
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGUSR1, lambda *_: print(json.dumps(attack.stats), flush=True))
    attack.run()


if __name__ == "__main__":
    main()
