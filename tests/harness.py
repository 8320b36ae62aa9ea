"""The harness: a `Server` under test, `Client`s that talk to it, and waiting that is bounded by deadlines.

Nothing here sleeps and hopes. Whoever waits, waits for something (a line, the end of a connection, an exit), gives up
at a deadline, and then says what it waited for and what it saw instead.

The environment says what is tested; the defaults serve a run by hand after `make`:

    SRC            the root of the source tree
    LINNETD, LINNET              the programs as they ship, stripped
    LINNETD_DEBUG, LINNET_DEBUG  their unstripped copies
    EMULATOR       what to put in front of them, such as `qemu-arm -cpu arm1176`; empty for none
    CLIENT_EMULATOR  the same for linnet, where it is built for another processor than linnetd
    LINNET_OVER    websocket: clients speak IRC in WebSocket frames
    LINNET_SLOW    factor on every deadline, for slow machines and emulators
    LINNETD_OPTIONS              options for every linnetd, in front of the test's own
    LINNETD_HOST, CLIENT_HOST    the server's address, and that of its clients (127.0.0.1); {n} in these three is a
                                 number that no other running linnetd has, for those that cannot share an address
"""

import os
import re
import select
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time

from pattern import Pattern
from websocket import WebSocket

SRC = os.path.abspath(os.environ.get("SRC") or os.path.join(os.path.dirname(__file__), ".."))


def built(variable, name):
    return os.path.abspath(os.environ.get(variable) or os.path.join(SRC, "build", "native", name))


LINNETD = built("LINNETD", "linnetd")
LINNET = built("LINNET", "linnet")
LINNETD_DEBUG = built("LINNETD_DEBUG", "linnetd.debug")
LINNET_DEBUG = built("LINNET_DEBUG", "linnet.debug")
TARGET = os.path.basename(os.path.dirname(LINNETD))
EMULATOR = shlex.split(os.environ.get("EMULATOR", ""))
CLIENT_EMULATOR = shlex.split(os.environ.get("CLIENT_EMULATOR") or os.environ.get("EMULATOR", ""))
SLOW = float(os.environ.get("LINNET_SLOW") or (3 if EMULATOR else 1))     # an emulator is a slow machine

OVER = os.environ.get("LINNET_OVER", "")

NAME = "irc.example"        # the server's name in the tests
LINNETD_HOST = os.environ.get("LINNETD_HOST") or "127.0.0.1"
HOST = LINNETD_HOST.replace("{n}", "0")     # where a server is if it is the only one, and the host of its clients
CLIENT_HOST = (os.environ.get("CLIENT_HOST") or "127.0.0.1").replace("{n}", "0")
LOCALHOST = "127.0.0.1"     # where the tests themselves listen
LINE_MAX = 512              # bytes of a line on the wire, CR and LF included


class Deadline:
    """A moment after which waiting is a failure. Seconds are scaled for slow machines."""

    def __init__(self, seconds=10):
        self.seconds = seconds * SLOW
        self.end = time.monotonic() + self.seconds

    def left(self):
        return max(0.0, self.end - time.monotonic())

    def passed(self):
        return time.monotonic() >= self.end


def wait_until(true, what, seconds=10):
    """Wait for something that can only be looked at now and then, such as a file or a screen."""
    deadline = Deadline(seconds)
    while True:
        value = true()
        if value:
            return value
        assert not deadline.passed(), "waited %.0f s for %s" % (deadline.seconds, what() if callable(what) else what)
        time.sleep(0.02)


def tool(name):
    """The path of a program that the tests need. A missing tool is a failure, never a skipped test."""
    path = shutil.which(name)
    assert path, "%s is not installed, and the tests need it" % name
    return path


def program(path, *arguments):
    """The command line that runs a built program, through the emulator if there is one."""
    assert os.path.exists(path), "%s is missing: run `make` first" % path
    options = os.environ.get("LINNETD_OPTIONS", "").replace("{n}", str(free_place())) if path == LINNETD else ""
    return (CLIENT_EMULATOR if path == LINNET else EMULATOR) + [path] + shlex.split(options) + [str(argument) for argument in arguments]


def free_place():
    """The number of a place that no server has which is still running, also for another test."""
    running[:] = [server for server in running if server.alive()]
    taken = [server.place for server in running]
    return next(place for place in range(len(taken) + 1) if place not in taken)


def readable(text):
    """A line as a person wants to see it in a failure: control characters escaped, the rest as it is."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


class Transcript:
    """What happened in the current test, in the order it happened, shown when the test fails."""

    def __init__(self):
        self.lines, self.start = [], time.monotonic()

    def clear(self):
        self.__init__()

    def note(self, who, direction, text):
        self.lines.append("%8.3f  %s %s %s" % (time.monotonic() - self.start, who, direction, readable(text[:700])))

    def recent(self, count=40):
        skipped = max(0, len(self.lines) - count)
        head = ["(%d earlier lines)" % skipped] if skipped else []
        return "\n".join(head + self.lines[-count:])


transcript = Transcript()
running = []                # every server that has been started and may run still
servers = []                # every server that the current test started, for the report of a failure


class Output(threading.Thread):
    """Collects the lines of a pipe, so that nobody blocks on it, and lets others wait for one of them."""

    def __init__(self, pipe):
        super().__init__(daemon=True)
        self.pipe, self.lines, self.ended, self.changed = pipe, [], False, threading.Condition()
        self.start()

    def run(self):
        for line in self.pipe:
            with self.changed:
                self.lines.append(line.decode("utf-8", "backslashreplace").rstrip("\n"))
                self.changed.notify_all()
        self.pipe.close()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def text(self):
        with self.changed:
            return "\n".join(self.lines)

    def wait_for(self, regex, deadline=None):
        """The first line that matches, as a match object."""
        deadline, seen = deadline or Deadline(), 0
        with self.changed:
            while True:
                for line in self.lines[seen:]:
                    match = re.search(regex, line)
                    if match:
                        return match
                seen = len(self.lines)
                assert not self.ended, "the output ended without a line that matches %r:\n%s" % (
                    regex, "\n".join(self.lines))
                assert self.changed.wait(deadline.left()), "no line matches %r after %.0f s in:\n%s" % (
                    regex, deadline.seconds, "\n".join(self.lines))


# What switches off the limits that keep one address, or one client, from the others' share: a test makes all its
# connections from one address, thousands of them one after the other, and says what it has to say at once. A test of
# these limits, or of what is the default, starts Server(fair=True).
NO_LIMITS = ("--per-address", "0", "--flood", "off")


class Server:
    """A running linnetd on a port that the kernel chose. Use it as a context manager."""

    def __init__(self, *options, name=NAME, listen=None, stdout=subprocess.PIPE, wrapper=(), environment=None,
                 fair=False):
        """`wrapper` is a command line to put in front, `environment` are variables to add; `fair` leaves the limits
        for one address and one client as they are by default."""
        self.name, self.process, self.checked, self.clients = name, None, False, []
        self.place = free_place()
        self.host = LINNETD_HOST.replace("{n}", str(self.place))
        self.client_host = os.environ.get("CLIENT_HOST", CLIENT_HOST).replace("{n}", str(self.place))
        listen = listen or self.host + ":0"
        self.names = {"server": name, "host": self.client_host}     # what the patterns' fixed placeholders stand for
        options = (() if fair else NO_LIMITS) + options
        command = [*wrapper, *program(LINNETD, "--listen", listen, "--name", name, *options)]
        transcript.note("(test)", "starts", " ".join(command))
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
                                        env=dict(os.environ, **(environment or {})))
        servers.append(self)
        running.append(self)
        self.log = Output(self.process.stderr)
        self.stdout = Output(self.process.stdout) if self.process.stdout else None
        try:
            match = self.log.wait_for(r"^linnetd: listening on (\S+):([0-9]+)$")
        except BaseException:
            self.kill()
            raise
        self.address, self.port = match.group(1).strip("[]"), int(match.group(2))
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            self.stop()
        else:
            self.kill()

    def alive(self):
        return self.process.poll() is None

    def processor_time(self):
        """Seconds that its threads have run so far."""
        return time.clock_gettime(~self.pid << 3 | 2)       # as clock_getcpuclockid makes it

    def client(self, name="", **options):
        self.clients.append(Client(self, name, **options))      # kept: a client that nobody holds would hang up
        return self.clients[-1]

    def user(self, nick, *channels, caps=(), **options):
        """A client that has registered, with these capabilities, and joined the channels."""
        client = self.client(nick, **options)
        client.register(caps=caps)
        for channel in channels:
            client.join(channel)
        return client

    def users(self, *nicks, channel=None):
        """Several registered clients; those who are in the channel already have seen the others arrive."""
        users = [self.user(nick) for nick in nicks]
        if channel:
            gather(users, channel)
        return users

    def kill(self):
        """End it, whatever its state, without a judgement."""
        self.checked = True
        if self.process and self.alive():
            self.process.kill()
        if self.process:
            self.process.wait()

    def wait(self, deadline=None):
        """The exit status, once it has ended by itself."""
        deadline = deadline or Deadline(20)
        try:
            return self.process.wait(deadline.left())
        except subprocess.TimeoutExpired:
            log = self.log.text()
            self.kill()
            raise AssertionError("linnetd did not end within %.0f s; its log:\n%s" % (deadline.seconds, log))

    def stop(self, how=signal.SIGTERM):
        """End it as its owner would, and hold it to what every run must leave behind."""
        if self.checked:
            return
        self.checked = True
        if self.alive():
            self.process.send_signal(how)
        self.check_end(self.wait())

    def check_end(self, status):
        self.checked = True
        self.log.join(Deadline().left())
        log = self.log.text()
        if status < 0:
            raise AssertionError("linnetd died of %s; its log:\n%s" % (signal.Signals(-status).name, log))
        assert status == 0, "linnetd ended with status %d; its log:\n%s" % (status, log)
        assert not re.search(r"\bbug:", log), "linnetd found a bug in itself; its log:\n%s" % log
        watermark = re.search(r"^linnetd: stack: deepest client thread used ([0-9]+) of ([0-9]+) bytes$", log, re.M)
        assert watermark, "the log has no stack watermark:\n%s" % log
        used, size = int(watermark.group(1)), int(watermark.group(2))
        assert 0 < used <= size * 3 // 4, "a client thread used %d of %d bytes of stack: over three quarters" % (
            used, size)
        assert log.splitlines()[-1] == "linnetd: stopped", "the last log line is not `linnetd: stopped`:\n%s" % log


def run_linnetd(*options, status, deadline=None, **popen):
    """Run linnetd where it must end by itself with this exit status; returns its stdout and stderr."""
    command = program(LINNETD, *options)
    transcript.note("(test)", "runs", " ".join(command))
    deadline = deadline or Deadline()
    popen.setdefault("stdout", subprocess.PIPE)
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, **popen)
    try:
        out, err = process.communicate(timeout=deadline.left())
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise AssertionError("`%s` was still running after %.0f s" % (" ".join(command), deadline.seconds))
    out, err = (out or b"").decode(), err.decode()
    assert process.returncode == status, "`%s` ended with status %d, not %d\nstdout:\n%s\nstderr:\n%s" % (
        " ".join(command), process.returncode, status, out, err)
    return out, err


class Closed(AssertionError):
    """The server closed the connection where a line was expected."""


class Client:
    """One connection. Lines that were read but not yet expected wait in `self.lines`."""

    def __init__(self, server, name="", plain=False, receive_buffer=None, source=None):
        """`source` is the address that it comes from, if not the one that the system chooses."""
        self.server, self.name, self.plain = server, name or "client", plain
        self.ending = "\n" if plain else "\r\n"
        self.names = server.names
        self.names.setdefault(self.name, "%s!~%s@%s" % (self.name, self.name, source or server.client_host))
        self.buffer, self.lines, self.ended, self.syncs = b"", [], False, 0
        family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        if source:
            self.socket.bind((source, 0))
        self.socket.settimeout(Deadline().left())
        self.socket.connect(socket.getaddrinfo(server.host, server.port, family)[0][4])      # which knows of %zones
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.note("-", "connected")
        if OVER == "websocket" and not plain:
            self.socket = WebSocket(self.socket, "localhost")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def note(self, direction, text):
        transcript.note(self.name, direction, text)

    # --- sending

    def send(self, *lines):
        for line in lines:
            self.note(">", line)
        self.send_quietly("".join(line + self.ending for line in lines).encode())

    def send_bytes(self, data):
        self.note(">", data.decode("latin-1"))
        self.send_quietly(data)

    def send_quietly(self, data, deadline=None):
        """Send all of it, and take in what arrives meanwhile: neither side may wait for the other for ever."""
        view, deadline = memoryview(data), deadline or Deadline()
        while view:
            readable_now, writable, _ = select.select([] if self.ended else [self.socket], [self.socket], [],
                                                      deadline.left())
            assert readable_now or writable, "%s: the server took nothing more for %.0f s, %d bytes unsent" % (
                self.name, deadline.seconds, len(view))
            if readable_now:
                self.receive()
            if writable:
                try:
                    view = view[self.socket.send(view[:65536], socket.MSG_DONTWAIT):]
                except BlockingIOError:
                    pass

    def send_in_background(self, data):
        """Send from a thread of its own: a server that slows a sender down for the sake of its readers is right."""
        self.socket.settimeout(Deadline(60).left())
        thread = threading.Thread(target=self.send_until_closed, args=(data,), daemon=True)
        thread.start()
        return thread

    def send_while_it_is_read(self, data, patience=1):
        """Send, and read nothing, until the server has taken nothing more for so many seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        view = memoryview(data)
        while view and select.select([], [self.socket], [], Deadline(patience).left())[1]:
            view = view[self.socket.send(view, socket.MSG_DONTWAIT):]
        assert view, "%s: the server took all of it" % self.name

    def send_until_closed(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            self.note("-", "was closed while it was sending")

    # --- receiving

    def receive(self):
        """Take in what has arrived (at least one byte or the end) and cut it into lines."""
        try:
            data = self.socket.recv(65536)
        except ConnectionResetError:
            self.note("-", "connection reset")
            raise Closed("%s: the connection was reset" % self.name)
        if not data:
            self.ended = True
            self.note("-", "closed by the server")
            assert not self.buffer, "%s: the connection ended inside the line %r" % (self.name, self.buffer)
            return
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        for line in lines:
            self.lines.append(self.checked_line(line))
            self.note("<", self.lines[-1])

    def checked_line(self, raw):
        """What holds for every line that the server ever sends."""
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            raise AssertionError("%s: this line is not UTF-8: %r" % (self.name, raw))
        if self.plain:
            text = text[:-1] if text.endswith("\r") else text
            assert all(char >= " " and not "\x7f" <= char < "\xa0" for char in text), \
                "%s: a control character on its way to a terminal: %s" % (self.name, readable(text))
            return text
        assert raw.endswith(b"\r"), "%s: this line does not end in CR LF: %r" % (self.name, raw)
        text = text[:-1]
        assert not re.search("[\r\0]", text), "%s: a CR or NUL inside the line %r" % (self.name, text)
        without_tags = raw.split(b" ", 1)[1] if raw.startswith(b"@") else raw
        assert len(without_tags) + 1 <= LINE_MAX, "%s: this line has %d bytes, over %d: %r" % (
            self.name, len(without_tags) + 1, LINE_MAX, text)
        return text

    def wait(self, deadline, what):
        """Wait until something arrives."""
        ready, _, _ = select.select([self.socket], [], [], deadline.left())
        assert ready, "%s: waited %.0f s for %s" % (self.name, deadline.seconds, what)
        self.receive()

    def look_ahead(self, deadline=None, what="a line"):
        """The next line, which stays the next line."""
        deadline = deadline or Deadline()
        while not self.lines:
            if self.ended:
                raise Closed("%s: the server closed the connection, expected: %s" % (self.name, what))
            self.wait(deadline, what)
        return self.lines[0]

    def line(self, deadline=None, what="a line"):
        """The next line."""
        self.look_ahead(deadline, what)
        return self.lines.pop(0)

    def pattern(self, text):
        return text if isinstance(text, Pattern) else Pattern(text, self.names)

    def expect(self, *patterns, deadline=None):
        """The next lines must match these patterns, one after the other. Returns the last line."""
        line = None
        for text in patterns:
            pattern = self.pattern(text)
            line = self.line(deadline, pattern.text)
            assert pattern.matches(line), "%s: unexpected line\n  expected: %s\n  received: %s" % (
                self.name, pattern.text, readable(line))
        return line

    def expect_in_any_order(self, *patterns):
        left = [self.pattern(text) for text in patterns]
        while left:
            what = " / ".join(pattern.text for pattern in left)
            line = self.line(what=what)
            fitting = [pattern for pattern in left if pattern.matches(line)]
            assert fitting, "%s: unexpected line\n  expected one of: %s\n  received: %s" % (
                self.name, "\n                   ".join(pattern.text for pattern in left), readable(line))
            left.remove(fitting[0])

    def expect_some(self, text):
        """One or more lines that match; the first one that does not stays for later. Returns them."""
        pattern = self.pattern(text)
        lines = [self.expect(pattern)]
        self.sync()
        while self.lines and pattern.matches(self.lines[0]):
            lines.append(self.lines.pop(0))
        return lines

    def until(self, *texts, deadline=None):
        """Skip lines until one matches one of the patterns. Returns all of them, the matching one last."""
        patterns, seen, deadline = [self.pattern(text) for text in texts], [], deadline or Deadline()
        what = " or ".join(pattern.text for pattern in patterns)
        while True:
            seen.append(self.line(deadline, what))
            if any(pattern.matches(seen[-1]) for pattern in patterns):
                return seen

    def sync(self, deadline=None):
        """Wait until the server has handled all that this client sent. What arrives meanwhile stays for later."""
        if self.ended or self.plain:
            return
        self.syncs += 1
        token = "sync-%d" % self.syncs
        pong = Pattern("{*}:{server} PONG {server} {*}" + token, self.names)
        deadline = deadline or Deadline()
        self.send_quietly(("PING %s\r\n" % token).encode(), deadline)
        while True:
            for index, line in enumerate(self.lines):
                if pong.matches(line):
                    del self.lines[index]
                    return
            if self.ended:
                return
            self.wait(deadline, "the answer to PING " + token)

    def expect_nothing(self):
        """No line is left: not now, and not from anything this client sent before."""
        self.sync()
        assert not self.lines, "%s: expected nothing more, received: %s" % (self.name, readable(self.lines[0]))

    def expect_closed(self, deadline=None):
        """The server ends the connection in good order, and says nothing more before."""
        deadline = deadline or Deadline()
        while not self.ended and not self.lines:
            self.wait(deadline, "the end of the connection")
        assert not self.lines, "%s: expected the end of the connection, received: %s" % (
            self.name, readable(self.lines[0]))

    # --- the usual steps

    def register(self, nick=None, caps=()):
        nick = nick or self.name
        if caps:
            self.send("CAP REQ :" + " ".join(caps))
        self.send("NICK " + nick, "USER %s 0 * :%s" % (nick, nick.capitalize()))
        if caps:
            self.expect("{*}:{server} CAP {word} ACK :" + " ".join(caps))
            self.send("CAP END")
        self.expect_welcome(nick)

    def expect_welcome(self, nick):
        """The whole welcome: 001, the end of the message of the day, and what the server adds to it."""
        self.expect("{*}:{server} 001 " + nick + " :{text}")
        self.until("{*}:{server} 422 " + nick + " :{text}", "{*}:{server} 376 " + nick + " :{text}")
        self.sync()
        self.lines.clear()

    def join(self, channel, key=""):
        self.send(("JOIN %s %s" % (channel, key)).rstrip())
        seen = self.until("{*}:{server} 366 {word} " + channel + " :{text}")
        assert " JOIN " in seen[0], "%s: joining %s failed: %s" % (self.name, channel, readable(seen[0]))

    def shut(self):
        """Say that nothing more will be sent, and go on reading."""
        self.socket.shutdown(socket.SHUT_WR)
        self.note("-", "end of input")

    def close(self):
        self.socket.close()
        self.note("-", "closed")

    def reset(self):
        """Close with a TCP reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()


def gather(users, channel):
    """They join one after the other, and each sees those who come later."""
    for index, user in enumerate(users):
        user.join(channel)
        for earlier in users[:index]:
            earlier.until("{*}:" + user.name + "!{word} JOIN " + channel)
