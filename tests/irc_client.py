"""An IRC client, byte by byte: it checks the invariants of every line that it receives."""

import os
import re
import select
import socket
import struct
import threading

from pattern import Pattern
from waiting import Deadline, readable, transcript
from websocket import WebSocket

OVER = os.environ.get("LINNET_OVER", "")    # websocket: clients speak IRC in WebSocket frames
LINE_MAX = 512                              # bytes of a line on the wire, CR and LF included


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
    """They join one after the other, and each receives the JOINs of later ones."""
    for index, user in enumerate(users):
        user.join(channel)
        for earlier in users[:index]:
            earlier.until("{*}:" + user.name + "!{word} JOIN " + channel)
