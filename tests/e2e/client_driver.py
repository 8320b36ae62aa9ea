"""Drives linnet, the client, the ways it is used: by a program through pipes, by a person at a terminal, and connected
to a server that is as strange as a test wants it to be.
"""

import fcntl
import os
import pty
import re
import select
import socket
import struct
import subprocess
import termios
import threading
import time
import unicodedata

from harness import LINNET, LOCALHOST, Deadline, program, readable, transcript

# The environment of the user who runs the tests must not affect them.
ENVIRONMENT = {name: value for name, value in os.environ.items()
               if name not in ("LINNET_HOST", "LINNET_NICK", "USER", "LOGNAME", "TERM", "NO_COLOR", "XDG_CONFIG_HOME",
                               "TMUX", "VTE_VERSION")}
ENVIRONMENT["HOME"] = "/nonexistent"
ENVIRONMENT["TERM"] = "xterm"
ENVIRONMENT["USER"] = "dora"


def environment(**changes):
    changed = {**ENVIRONMENT, **changes}
    return {name: value for name, value in changed.items() if value is not None}


def without_time(line):
    """A line for programs, without the time in front of it, which must look like one."""
    match = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (.*)", line)
    assert match, "%r does not begin with a time" % line
    return match.group(1)


STARTED = time.time()


def said_at(minute, ms=0):
    """The server-time of a message of the last two hours: so many minutes (and milliseconds) after they began. The
    same moment each time that it is asked for, and in the past on whatever day and at whatever hour the tests run."""
    moment = STARTED - 7200 + 60 * minute
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + ".%03dZ" % ms


def where(server):
    return "%s:%d" % (server.host, server.port)


def run_linnet(*options, stdin=b"", status=0, deadline=None, env=None):
    """Run linnet until it ends by itself, which it must do with this status; returns its stdout and stderr."""
    command = program(LINNET, *options)
    transcript.note("(test)", "runs", " ".join(command))
    deadline = deadline or Deadline(20)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=env or ENVIRONMENT)
    try:
        out, err = process.communicate(stdin, timeout=deadline.left())
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError("`%s` was still running after %.0f s; it wrote\n%r\n%r" % (
            " ".join(command), deadline.seconds, out, err))
    assert process.returncode == status, "`%s` ended with status %d, not %d\nstdout:\n%s\nstderr:\n%s" % (
        " ".join(command), process.returncode, status, out, err)
    return out.decode(), err.decode()


class Pipe:
    """linnet between two pipes."""

    def __init__(self, *options, env=None):
        command = program(LINNET, *options)
        transcript.note("(test)", "starts", " ".join(command))
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, env=env or ENVIRONMENT)
        self.buffer = self.errors = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                pipe.close()
            except BrokenPipeError:
                pass

    def say(self, *lines):
        self.process.stdin.write("".join(line + "\n" for line in lines).encode())
        self.process.stdin.flush()

    def line(self):
        """The next line of its output, without its time."""
        deadline = Deadline()
        while b"\n" not in self.buffer:
            ready, _, _ = select.select([self.process.stdout], [], [], deadline.left())
            assert ready, "linnet wrote no line in %.0f s, only %r" % (deadline.seconds, self.buffer)
            data = os.read(self.process.stdout.fileno(), 65536)
            assert data, "linnet ended its output, after %r" % self.buffer
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\n", 1)
        transcript.note("linnet", "<", line.decode())
        return without_time(line.decode())

    def complains(self, regex):
        """Wait until a line of its standard error looks like this; returns the line."""
        deadline = Deadline()
        while True:
            for line in self.errors.decode().splitlines():
                if re.search(regex, line):
                    return line
            ready, _, _ = select.select([self.process.stderr], [], [], deadline.left())
            assert ready, "in %.0f s linnet never wrote %r, only:\n%s" % (deadline.seconds, regex, self.errors.decode())
            data = os.read(self.process.stderr.fileno(), 65536)
            assert data, "linnet ended its standard error, after %r" % self.errors
            self.errors += data

    def end(self, status=0):
        """No more input: it has to leave with this status. Returns what else it wrote, and its stderr."""
        out, err = self.process.communicate(timeout=Deadline(20).left())
        assert self.process.returncode == status, "linnet ended with status %d, not %d: %s" % (
            self.process.returncode, status, err.decode())
        return (self.buffer + out).decode(), err.decode()


class Row(list):
    """The cells of one row; `wrapped` when its text goes on in the next one."""

    wrapped = False


class Screen:
    """What a person would see. Understands what linnet may send to a terminal, and nothing else: any other control
    byte or sequence is a failure, which makes every test on a terminal a test of that, too."""

    SEQUENCE = re.compile(r"\x1b\[([?0-9;]*)([A-Za-z])")
    COLOURS = re.compile(r"([012]|(1;)?3[1-6])?")       # plain, bold, dim; six colours and the same in bold
    TIME = re.compile(r"^[0-2][0-9]:[0-5][0-9] ")
    DAY = re.compile(r"-- [0-9]{4}-[0-9]{2}-[0-9]{2}")

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.lines, self.row, self.column, self.bells = [Row() for _ in range(rows)], 0, 0, 0
        self.pending, self.wrap = b"", False
        self.scrolled = []
        self.colours = []           # (sequence, the text that follows it)
        self.pastes = False         # bracketed paste is on

    def feed(self, data):
        self.pending += data
        text = self.pending.decode("utf-8", "ignore") if self.whole() else None
        if text is None:
            return
        self.pending = b""
        at = 0
        while at < len(text):
            match = self.SEQUENCE.match(text, at)
            if match:
                self.sequence(match.group(2), match.group(1))
                at = match.end()
            else:
                self.character(text[at])
                at += 1

    def whole(self):
        """No character and no sequence is cut in two at the end of what came."""
        try:
            text = self.pending.decode()
        except UnicodeDecodeError as error:
            assert error.end == len(self.pending) and error.reason == "unexpected end of data", \
                "this is not UTF-8: %r" % self.pending
            return False
        return not re.search(r"\x1b(\[[?0-9;]*)?$", text)

    def sequence(self, kind, number):
        if kind == "m" and self.COLOURS.fullmatch(number):
            self.colours.append([number, ""])
            return
        self.wrap = False
        if kind == "J" and number in ("", "0"):
            self.lines[self.row] = Row(self.lines[self.row][:self.column])
            for row in range(self.row + 1, self.rows):
                self.lines[row] = Row()
        elif kind == "J" and number == "2":
            self.lines = [Row() for _ in range(self.rows)]
        elif kind == "H" and number == "":
            self.row = self.column = 0
        elif kind == "C":
            self.column = min(self.columns - 1, self.column + int(number or 1))
        elif kind == "A" and number == "":
            self.row = max(0, self.row - 1)
        elif kind in "hl" and number == "?2004":
            self.pastes = kind == "h"
        else:
            raise AssertionError("linnet sent the sequence ESC [ %s %s" % (number, kind))

    def character(self, char):
        if char == "\r":
            self.column, self.wrap = 0, False
        elif char == "\n":
            self.new_line()
        elif char == "\a":
            self.bells += 1
        else:
            code = ord(char)
            assert code >= 0x20 and not 0x7f <= code < 0xa0, "linnet sent the control character %#x" % code
            self.put(char)

    def new_line(self):
        self.wrap = False
        if self.row == self.rows - 1:
            self.scrolled.append(self.lines.pop(0))
            self.lines.append(Row())
        else:
            self.row += 1

    def put(self, char):
        if self.colours:
            self.colours[-1][1] += char
        width = 0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if width == 0:
            self.lines[self.row][self.column - 1] += char
            return
        if self.wrap or self.column + width > self.columns:
            self.column = 0
            self.lines[self.row].wrapped = True
            self.new_line()
        line = self.lines[self.row]
        line.extend(" " * (self.column - len(line)))
        line[self.column:self.column + width] = [char] + [""] * (width - 1)
        self.column += width
        if self.column >= self.columns:
            self.column, self.wrap = self.columns - 1, True

    def text(self):
        """All lines that are not empty, those that have scrolled away first; what was wrapped is one line. The time in
        front of them is left out, and so is the day, which stands between two lines wherever midnight was: they have
        tests of their own."""
        lines, start = [], ""
        for row in self.scrolled + self.lines:
            start += "".join(row)
            if not row.wrapped:
                lines.append(start.rstrip())
                start = ""
        return [self.TIME.sub("", line) for line in lines if line and not self.DAY.fullmatch(line)]

    def coloured(self, text):
        """The sequence that is in force where this text is shown, the last time."""
        return [number for number, shown in self.colours if shown == text][-1]

    def bottom(self):
        """The line that the cursor is in."""
        return "".join(self.lines[self.row])


class Terminal:
    """linnet on a terminal, and the person in front of it, who types `ahead` before it has started."""

    def __init__(self, *options, columns=80, rows=24, env=None, ahead=""):
        self.master, self.slave = pty.openpty()     # keeping the slave open lets a test look at its settings afterwards
        self.screen = Screen(columns, rows)
        self.set_size(columns, rows)
        self.before = termios.tcgetattr(self.slave)
        os.write(self.master, ahead.encode())
        command = program(LINNET, *options)
        transcript.note("(test)", "starts on a terminal", " ".join(command))
        self.process = subprocess.Popen(command, stdin=self.slave, stdout=self.slave, stderr=self.slave,
                                        env=env or ENVIRONMENT, preexec_fn=self.take_terminal)

    def take_terminal(self):
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for descriptor in (self.master, self.slave):
            if descriptor is not None:
                os.close(descriptor)

    def set_size(self, columns, rows):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text):
        transcript.note("person", ">", text)
        data = text.encode()
        deadline = Deadline()
        while data:
            readable_now, writable, _ = select.select([self.master], [self.master], [], deadline.left())
            assert readable_now or writable, "linnet does not read what is typed"
            if readable_now:
                self.take()
            if writable:
                data = data[os.write(self.master, data[:512]):]

    def take(self):
        data = os.read(self.master, 65536)
        transcript.note("screen", "<", data.decode("utf-8", "backslashreplace"))
        self.screen.feed(data)

    def until(self, seen, what):
        """Wait until seen(screen) is true; returns its value."""
        deadline = Deadline()
        while True:
            value = seen(self.screen)
            if value:
                return value
            ready, _, _ = select.select([self.master], [], [], deadline.left())
            assert ready, "in %.0f s there was never %s on the screen:\n%s" % (
                deadline.seconds, what, "\n".join(map(readable, self.screen.text())))
            self.take()

    def expect(self, text):
        """A line that is exactly this."""
        self.until(lambda screen: text in screen.text(), "the line %r" % text)

    def expect_match(self, regex):
        return self.until(lambda screen: [line for line in screen.text() if re.search(regex, line)], regex)[-1]

    def expect_prompt(self, text):
        """The line being typed, with its prompt, is this; the cursor stands where `|` is, or at its end."""
        before = text.split("|")[0]
        width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 0 if unicodedata.combining(char) else 1
                    for char in before)
        text = text.replace("|", "", 1)
        self.until(lambda screen: screen.bottom().rstrip() == text.rstrip() and screen.column == width,
                   "the line %r with the cursor in column %d at the bottom" % (text, width))

    def wait(self, status=0):
        """It ends, with this status, and has left the terminal as it was."""
        deadline = Deadline()
        while self.process.poll() is None:
            ready, _, _ = select.select([self.master], [], [], 0.02)
            if ready:
                self.take()
            assert not deadline.passed(), "linnet did not end in %.0f s" % deadline.seconds
        while select.select([self.master], [], [], 0)[0]:
            self.take()
        assert self.process.returncode == status, "linnet ended with status %d, not %d:\n%s" % (
            self.process.returncode, status, "\n".join(self.screen.text()))
        assert termios.tcgetattr(self.slave) == self.before, "the terminal is not as it was"
        assert not self.screen.pastes, "bracketed paste is still on"


class Fake:
    """A server that does what the test says. Runs the conversation in the test's own thread."""

    def __init__(self, host=LOCALHOST, family=socket.AF_INET):
        self.host = host
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        self.listener.bind((host, 0))
        self.listener.listen()
        self.port = self.listener.getsockname()[1]
        self.socket, self.buffer = None, b""
        self.answers = True         # every PING and CHATHISTORY TARGETS, in line(), which then does not return it
        self.page = 100             # messages of history that it tells at once; None: it does not say
        self.correspondents = []    # (nick, time) of private messages, for TARGETS

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()
        if self.socket:
            self.socket.close()

    def accept(self):
        self.listener.settimeout(Deadline().left())
        self.socket, _ = self.listener.accept()
        self.socket.settimeout(Deadline().left())
        self.buffer, self.answers = b"", True
        return self

    def send(self, *lines):
        for line in lines:
            transcript.note("server", ">", line)
        self.send_bytes("".join(line + "\r\n" for line in lines).encode())

    def send_bytes(self, data):
        self.socket.sendall(data)

    def line(self):
        while b"\r\n" not in self.buffer:
            data = self.socket.recv(65536)
            assert data, "linnet closed the connection, after %r" % self.buffer
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        assert len(line.split(b" ", 1)[1] if line.startswith(b"@") else line) <= 510, \
            "linnet sent a line of %d bytes" % len(line)
        transcript.note("server", "<", line.decode("utf-8", "backslashreplace"))
        if self.answers and line.startswith(b"PING "):
            self.send(":fake PONG fake :" + line[5:].decode())
            return self.line()
        if self.answers and line.startswith(b"CHATHISTORY TARGETS "):
            self.send(":fake BATCH +targets draft/chathistory-targets",
                      *("@batch=targets :fake CHATHISTORY TARGETS %s %s" % pair for pair in self.correspondents),
                      ":fake BATCH -targets")
            return self.line()
        return line.decode()

    def expect(self, *lines):
        for expected in lines:
            line = self.line()
            assert line == expected, "linnet sent %r, not %r" % (line, expected)

    def until(self, expected):
        while self.line() != expected:
            pass

    def welcome(self, nick="dora", channel="#lobby", join=True, caps="", sync=True, answers=True):
        """Lets it in: registration, with these capabilities agreed on, and its channel. Without sync the next line
        to read may be any that it sends then."""
        self.expect("CAP LS 302", "NICK " + nick, "USER dora 0 * :" + nick)
        self.send(":fake CAP * LS :" + caps)
        if caps:
            request = self.line()
            assert request.startswith("CAP REQ :") and sorted(request[9:].split()) == sorted(caps.split()), request
            self.send(":fake CAP * ACK :" + request[9:])
        self.expect("CAP END")
        self.send(":fake 001 %s :Welcome" % nick)
        if "chathistory" in caps and self.page is not None:
            self.send(":fake 005 %s CHATHISTORY=%d MSGREFTYPES=msgid,timestamp :are supported" % (nick, self.page))
        self.answers = answers
        if channel:
            self.expect("JOIN " + channel)
        if channel and join:
            self.join(channel, nick)
        if sync:
            self.sync()
        return self

    def join(self, channel="#lobby", nick="dora"):
        self.send(":%s!~dora@here JOIN %s" % (nick, channel))

    def question(self):
        """The next line must be a PING, and is not answered; returns what it asks."""
        self.answers = False
        line = self.line()
        assert line.startswith("PING "), line
        return line[5:]

    def question_after(self, expected):
        """Wait for a line, and leave every question unanswered from then on, until the next connection."""
        self.answers = False
        self.until(expected)

    def sync(self):
        """linnet has read everything so far: it answers a PING."""
        self.send("PING :are you there")
        self.until("PONG :are you there")

    def expect_closed(self):
        """linnet ends the connection; returns what it still said."""
        data = self.buffer
        try:
            while True:
                part = self.socket.recv(65536)
                if not part:
                    return data.decode()
                data += part
        except ConnectionResetError:
            return data.decode()

    def close(self):
        self.socket.close()
        self.socket = None


def in_background(function):
    """Runs the server's side of a conversation while the test waits for linnet; `result()` ends it and raises what
    went wrong there."""
    outcome = []

    def run():
        try:
            outcome.append((function(), None))
        except BaseException as error:
            outcome.append((None, error))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def result():
        thread.join(Deadline().left())
        assert outcome, "the fake server is still waiting"
        value, error = outcome[0]
        if error:
            raise error
        return value

    return result
