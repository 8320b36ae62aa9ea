"""Honest people, newcomers, and a bare echo, measured while a server is under attack.

`Town` has people in two channels, QUIET and BUSY, and talks for them at a person's pace, each from an address of their
own. A line carries a number; its delay is the time from writing it to a socket until the last reader in the channel has
it. Now and then a newcomer from an address that was never seen before connects, and is to be welcomed.

Everything runs in one thread, which does nothing else: so what it measures is the server, and the machine. What the
machine takes is measured beside it: an echo process without a chat server gets lines at the same pace.
"""

import errno
import json
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time

from harness import Deadline, transcript

HERE = os.path.dirname(os.path.abspath(__file__))
QUIET, BUSY = "#quiet", "#busy"     # without the bad clients, and with them
PACE = 0.4                          # seconds between two lines of a person
ECHO_PACE = 0.02                    # between two lines of the echo
NEWCOMER_PACE = 0.5                 # between a newcomer's end and the next one
GIVE_UP = 6                         # seconds after which a newcomer counts as refused
PATIENCE = 5                        # seconds after the last line, then a line that has not arrived counts as lost
NUMBER = re.compile(rb" PRIVMSG (?:#quiet|#busy) :t([0-9]+)\r\n")

ECHO = """
import selectors, socket
listener = socket.create_server(("127.0.0.1", 0)); print(listener.getsockname()[1], flush=True)
one = listener.accept()[0]; one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
while True:
    data = one.recv(4096)
    if not data: break
    one.sendall(data)
"""


def worst(delays):
    return max(delays, default=0.0)


def p99(delays):
    """The 99th percentile; of fewer than a hundred values, the second largest."""
    return sorted(delays)[-1 - max(1, len(delays) // 100)] if len(delays) > 1 else worst(delays)


class Person:
    """An honest client: it reads whatever comes at once, and what it says waits in `unsent` if the server does not read."""

    def __init__(self, town, nick, address, channel=None):
        self.town, self.nick, self.address, self.channel = town, nick, address, channel
        self.rest, self.unsent, self.ended, self.lines = b"", b"", None, []
        self.keep = True                # lines other than those that are measured: kept while a step waits for one
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.bind((address, 0))
        error = self.socket.connect_ex((town.server.address, town.server.port))
        assert error in (0, errno.EINPROGRESS), os.strerror(error)
        town.selector.register(self.socket, selectors.EVENT_READ, self.read)
        if town.password:
            self.say("PASS " + town.password)
        self.say("NICK " + nick, "USER %s 0 * :An honest person" % nick)
        if channel:
            self.say("JOIN " + channel)

    def say(self, *lines):
        self.put("".join(line + "\r\n" for line in lines).encode())

    def put(self, data):
        self.unsent += data
        self.flush()

    def flush(self):
        try:
            while self.unsent and not self.ended:
                self.unsent = self.unsent[self.socket.send(self.unsent):]
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno not in (errno.ENOTCONN, errno.EAGAIN):
                self.end(str(error))
        if not self.ended:
            self.town.selector.modify(self.socket, selectors.EVENT_READ | (selectors.EVENT_WRITE if self.unsent else 0),
                                      self.read)

    def read(self, mask):
        if mask & selectors.EVENT_WRITE:
            self.flush()
        if not mask & selectors.EVENT_READ or self.ended:
            return
        try:
            data = self.socket.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError as error:
            return self.end(str(error))
        now = time.monotonic()
        if not data:
            return self.end("closed by the server")
        data = self.rest + data
        whole = data.rfind(b"\n") + 1
        whole, self.rest = data[:whole], data[whole:]
        if b" :t" in whole:
            for match in NUMBER.finditer(whole):
                self.town.arrived(int(match.group(1)), self, now)
        if b"PING " in whole:
            for match in re.finditer(rb"(?m)^(?::\S+ )?PING (.*)\r$", whole):
                self.put(b"PONG " + match.group(1) + b"\r\n")
        at = whole.find(b"ERROR :")
        if at >= 0:
            self.reason = whole[at:at + 200].split(b"\r\n")[0].decode("latin-1")
        if self.keep:
            self.lines += whole.split(b"\r\n")[:-1]
        return None

    reason = ""

    def end(self, why):
        self.ended = ("%s %s" % (why, self.reason)).strip()
        transcript.note(self.nick, "-", self.ended)
        self.close()

    def close(self):
        self.ended = self.ended or "closed"
        try:
            self.town.selector.unregister(self.socket)
        except (KeyError, ValueError):
            pass
        self.socket.close()

    def has(self, regex):
        """The first kept line that matches, which is taken out with those before it."""
        for index, line in enumerate(self.lines):
            if re.search(regex, line):
                del self.lines[:index + 1]
                return line
        return None

    def ask(self, line, answer, seconds=5):
        """Sends a line, waits for an answer, and returns it, or None; everybody else goes on meanwhile."""
        self.lines, self.keep = [], True
        if line:
            self.say(line)
        found, deadline = [], Deadline(seconds)
        self.town.run(lambda: found or self.ended or deadline.passed() or found.extend(filter(None, [self.has(answer)])))
        self.keep = False
        transcript.note(self.nick, ">", line or "(waits)")
        transcript.note(self.nick, "<", found[0].decode("latin-1") if found else "(nothing: %s)" % (self.ended or "silence"))
        return found[0].decode("latin-1") if found else None


class Figures:
    """The measurements of one phase, in seconds."""

    def __init__(self):
        self.quiet, self.busy, self.newcomers, self.echo = [], [], [], []
        self.refused = []           # reasons why newcomers were not welcomed
        self.lost = 0               # lines that did not reach everybody

    def summary(self):
        def pair(delays):
            return {"n": len(delays), "p99": round(p99(delays) * 1000, 1), "worst": round(worst(delays) * 1000, 1)}
        return {"quiet": pair(self.quiet), "busy": pair(self.busy), "newcomers": pair(self.newcomers),
                "echo": pair(self.echo), "refused": self.refused[:3], "lost": self.lost}


class Town:
    """The honest people of one server."""

    def __init__(self, server, people=3, password=None):
        self.server, self.selector, self.password = server, selectors.DefaultSelector(), password
        self.people, self.addresses, self.number = [], 0, 0
        self.waited_for = {}            # number of a line: (time of sending, channel, clients that lack it)
        self.figures = Figures()
        self.lost = 0                   # lines that did not reach everybody, in all measurements
        self.newcomer, self.newcomer_at, self.newcomers_come = None, 0.0, False
        self.talking = False
        self.start_echo()
        for name, channel in (("quiet", QUIET), ("busy", BUSY)):
            for index in range(people):
                person = self.person("%s%d" % (name, index), channel)
                assert person.ask("", b" 366 [^ ]+ #"), "%s could not come in: %s" % (person.nick, person.ended)
        for index, person in enumerate(self.people):
            person.next_at = time.monotonic() + PACE * index / len(self.people)

    # ---- connections

    def new_address(self):
        """An address from which nobody has come yet."""
        self.addresses += 1
        return "127.77.%d.%d" % divmod(self.addresses, 250)

    def person(self, nick, channel=None):
        self.people.append(Person(self, nick, self.new_address(), channel))
        self.people[-1].next_at = time.monotonic() + PACE
        return self.people[-1]

    def start_echo(self):
        self.echo_process = subprocess.Popen([sys.executable, "-c", ECHO], stdout=subprocess.PIPE)
        port = int(self.echo_process.stdout.readline())
        self.echo = socket.create_connection(("127.0.0.1", port))
        self.echo.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.echo.setblocking(False)
        self.echo_sent, self.echo_at = None, 0.0
        self.selector.register(self.echo, selectors.EVENT_READ, self.echoed)

    def end(self):
        for person in self.people:
            if not person.ended:
                person.close()
        self.echo.close()
        self.echo_process.wait()
        self.echo_process.stdout.close()
        self.selector.close()

    # ---- measuring

    def echoed(self, _):
        self.echo.recv(4096)
        if self.echo_sent is not None:
            self.figures.echo.append(time.monotonic() - self.echo_sent)
            self.echo_sent = None

    def arrived(self, number, person, now):
        sent = self.waited_for.get(number)
        if sent is None or person not in sent[2]:
            return
        sent[2].remove(person)
        if not sent[2]:
            del self.waited_for[number]
            self.delay(sent[1], now - sent[0])

    def delay(self, channel, seconds):
        (self.figures.quiet if channel == QUIET else self.figures.busy).append(seconds)

    def talk(self, person, now):
        self.number += 1
        readers = {other for other in self.people if other.channel == person.channel and other is not person
                   and not other.ended}
        if person.ended or not readers:
            return
        self.waited_for[self.number] = (time.monotonic(), person.channel, readers)
        person.say("PRIVMSG %s :t%d" % (person.channel, self.number))
        person.next_at = max(person.next_at + PACE, now)

    def serve_newcomer(self, now):
        who = self.newcomer
        if who is None:
            if self.newcomers_come and now >= self.newcomer_at:
                self.newcomer = Person(self, "new%d" % self.addresses, self.new_address())
                self.newcomer.came = now
            return
        late = now - who.came
        if who.has(rb" 001 "):
            self.figures.newcomers.append(late)
            who.say("QUIT :seen enough")
        elif who.ended or late > Deadline(GIVE_UP).seconds:
            self.figures.newcomers.append(float("inf"))
            self.figures.refused.append(who.ended or "not welcomed in %.1f s" % late)
        else:
            return
        who.close()
        self.newcomer, self.newcomer_at = None, now + NEWCOMER_PACE

    def run(self, over):
        """Everybody goes on until over() is true."""
        while not over():
            now = time.monotonic()
            if self.talking:
                for person in self.people:
                    if person.channel and now >= person.next_at:
                        self.talk(person, now)
                if self.echo_sent is None and now >= self.echo_at:
                    self.echo_sent, self.echo_at = now, now + ECHO_PACE
                    self.echo.send(b"x" * 60)
                self.serve_newcomer(now)
            for key, mask in self.selector.select(0.005):
                key.data(mask)

    def measure(self, seconds, newcomers=True, until=None):
        """Talks for so long (or until until() is true), waits a moment for what is late, and returns the figures. A
        line that never arrived counts as lost, and its delay is the time until then."""
        self.figures, self.waited_for = Figures(), {}
        self.talking, self.newcomers_come, self.newcomer_at = True, newcomers, time.monotonic()
        for person in self.people:
            person.keep = False
            person.next_at = max(getattr(person, "next_at", 0.0), time.monotonic())
        end = time.monotonic() + seconds
        self.run(lambda: time.monotonic() >= end or (until is not None and until()))
        self.newcomers_come = False
        for person in self.people:
            person.next_at = float("inf")
        patience = Deadline(PATIENCE)
        self.run(lambda: not self.waited_for and self.newcomer is None or patience.passed())
        now = time.monotonic()
        self.figures.lost = len(self.waited_for)
        self.lost += self.figures.lost
        for sent, channel, _ in self.waited_for.values():
            self.delay(channel, now - sent)
        if self.newcomer is not None:
            self.figures.newcomers.append(now - self.newcomer.came)
            self.figures.refused.append("not welcomed in %.1f s" % (now - self.newcomer.came))
            self.newcomer.close()
            self.newcomer = None
        self.waited_for, self.talking = {}, False
        for person in self.people:
            person.next_at = now
        return self.figures


    def listen(self, over):
        """Nobody talks and only the echo is measured, until over() is true. Returns the figures."""
        self.figures, self.talking = Figures(), True
        for person in self.people:
            person.next_at = float("inf")
        self.run(over)
        self.talking = False
        return self.figures


class Attackers:
    """The bad clients: attack.py in a process of its own. A context manager; leaving it ends them all at once."""

    def __init__(self, server, kind, count, seed, addresses=None, channel=BUSY, victim="busy0"):
        command = [sys.executable, os.path.join(HERE, "attack.py"), server.address, server.port, kind, count, seed,
                   addresses or count, channel, victim]
        transcript.note("(test)", "starts", " ".join(map(str, command)))
        self.process = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.output, self.stats, self.told = b"", {}, 0

    def now(self):
        """The statistics as of now."""
        self.process.send_signal(signal.SIGUSR1)
        deadline = Deadline(5)
        while not deadline.passed():
            self.begun()
            *lines, _ = self.output.split(b"\n")
            told = [json.loads(line) for line in lines if line.startswith(b"{")]
            if len(told) > self.told:
                self.told = len(told)
                return told[-1]
            time.sleep(0.005)
        raise AssertionError("attack.py tells nothing of itself")

    def begun(self):
        """True when each of them has tried to connect."""
        try:
            self.output += self.process.stdout.read() or b""
        except BlockingIOError:
            pass
        return b"begun\n" in self.output or self.process.poll() is not None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.returncode is None:
            os.set_blocking(self.process.stdout.fileno(), True)
            self.process.terminate()
            out, _ = self.process.communicate(timeout=Deadline(10).left())
            for line in (self.output + (out or b"")).splitlines():
                if line.startswith(b"{"):
                    self.stats = json.loads(line)
            transcript.note("(test)", "the bad clients:", json.dumps(self.stats))
            assert self.process.returncode == 0, "attack.py ended with status %d" % self.process.returncode
