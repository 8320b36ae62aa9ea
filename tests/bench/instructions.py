"""Counts the instructions that linnetd spends in user space, beside other IRC servers where they are installed.

    instructions.py OUT     OUT is the directory with the build in clients-128

A machine's times wander, instructions do not. valgrind's callgrind counts those of a whole process; two runs that differ
in one thing only, divided by how often that was done, tell what it costs. Clients take turns, each waiting until
everybody has what the one before said, so that nothing depends on how the machine divides its time: two counts differ by
less than 1 %. The kernel's work is not counted.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
from collections import namedtuple

from servers import HOST, Server, inspircd, ngircd, tool, version

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import websocket    # noqa: E402: it is in the folder above

MEMBERS = 100           # of the one channel
LINES = 400             # that they say, each of which goes to all others
LINES_OF_TWO = 2000     # that two people say to each other
LINE_BYTES = 64
PATIENCE = 60           # seconds for one answer: callgrind makes a program fifty times slower

Figures = namedtuple("Figures", "delivery message join web")
WHAT = Figures("a delivery, %d in one channel" % MEMBERS, "a message between two, everything included",
               "join and leave, %d in one channel" % MEMBERS, "a delivery by WebSocket, %d in one channel" % MEMBERS)


class Member:
    """A client that waits for an expected line."""

    def __init__(self, port, number):
        self.socket = socket.create_connection((HOST, port), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.nick = b"m%03d" % number
        self.data = b""
        self.say(b"NICK %s\r\nUSER load 0 * :load" % self.nick)

    def say(self, line):
        self.socket.sendall(line + b"\r\n")

    def see(self, text):
        """Takes in all up to the line that contains the text."""
        while True:
            at = self.data.find(text)
            end = self.data.find(b"\n", at) if at >= 0 else -1
            if end >= 0:
                self.data = self.data[end + 1:]
                return
            received = self.socket.recv(65536)
            assert received, "%r was closed instead of seeing %r: %r" % (self.nick, text, self.data[-200:])
            self.data += received

    def see_the_end(self):
        while self.socket.recv(65536):
            pass
        self.socket.close()


class WebMember(Member):
    """The same over WebSocket: a line is a frame."""

    def __init__(self, port, number):
        self.frames = None
        super().__init__(port, number)

    def say(self, line):
        if self.frames is None:
            self.frames = websocket.Frames()
            self.socket.sendall(websocket.request(HOST, "text.ircv3.net"))
            while b"\r\n\r\n" not in self.data:
                self.data += self.socket.recv(65536)
            assert self.data.startswith(b"HTTP/1.1 101 "), self.data
            self.frames.data = self.data.partition(b"\r\n\r\n")[2]
        for each in line.split(b"\r\n"):
            self.socket.sendall(websocket.frame(websocket.TEXT, each))

    def see(self, text):
        seen = ()
        while not seen or text not in seen[1]:
            seen = self.frames.next()
            if seen is None:
                received = self.socket.recv(65536)
                assert received, "%r was closed instead of seeing %r" % (self.nick, text)
                self.frames.data += received


def chat(port, members, lines, kind):
    """They come, join one after the other, say so many lines, and leave one after the other."""
    crowd = [kind(port, number) for number in range(members)]
    for member in crowd:
        member.see(b" 001 ")
    for number, member in enumerate(crowd):
        member.say(b"JOIN #load")
        member.see(b" 366 ")
        for other in crowd[:number]:
            other.see(b":%s!" % member.nick)
    for number in range(lines):
        speaker, text = crowd[number % members], b"PRIVMSG #load :%d " % number
        speaker.say(text.ljust(LINE_BYTES, b"x"))
        for member in crowd:
            if member is not speaker:
                member.see(text)
    while crowd:
        member = crowd.pop(0)
        member.say(b"QUIT")
        member.see_the_end()
        for other in crowd:
            other.see(b":%s!" % member.nick)


def count(start, members, lines, kind=Member):
    """The instructions of a server's whole life with so many members and lines."""
    with tempfile.TemporaryDirectory() as directory:
        out = os.path.join(directory, "callgrind")
        with open(out, "wb"):
            pass
        for path, mode in ((directory, 0o777), (out, 0o666)):   # for servers that do not stay root
            os.chmod(path, mode)
        server = start([tool("valgrind"), "--quiet", "--tool=callgrind", "--callgrind-out-file=" + out])
        try:
            chat(server.port, members, lines, kind)
        finally:
            server.stop()
        with open(out, encoding="utf-8") as file:
            return int(re.search(r"^(?:summary|totals): *([0-9]+)", file.read(), re.M).group(1))


def measure(start, web=False):
    """`start` is given the words in front of the server's command; `web`: the server has WebSocket."""
    two, many = count(start, 2, 1), count(start, MEMBERS, 1)
    return Figures(delivery=(count(start, MEMBERS, 1 + LINES) - many) // (LINES * (MEMBERS - 1)),
                   message=(count(start, 2, 1 + LINES_OF_TWO) - two) // LINES_OF_TWO,
                   join=(many - two) // (MEMBERS - 2), web=count_web(start) if web else 0)


def count_web(start):
    """A delivery where everybody reads, and speaks, by WebSocket."""
    silent, talking = (count(start, MEMBERS, lines, WebMember) for lines in (1, 1 + LINES))
    return (talking - silent) // (LINES * (MEMBERS - 1))


def linnetd(program):
    """How a linnetd is started: it has to be built for MEMBERS clients."""
    def start(before):
        return Server([*before, program, "--listen", HOST + ":0", "--name", "bench.example", "--ping", "1200",
                       "--per-address", "0", "--flood", "off"])
    return start


def main(out):
    servers = {"linnetd": linnetd(os.path.join(out, "clients-128", os.path.basename(out), "linnetd"))}
    for name, start in (("inspircd", inspircd), ("ngircd", ngircd)):
        if tool(name):
            servers[version(name)] = start
        else:
            print("%s is not installed, so it is not compared with." % name)
    print("%-46s %s" % ("instructions in user space", " ".join("%15s" % name for name in servers)))
    figures = [measure(start, name == "linnetd") for name, start in servers.items()]
    for what, *row in zip(WHAT, *figures):
        print("%-46s %s" % (what, " ".join("%15s" % format(value, ",d") for value in row)))


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]) if len(sys.argv) == 2 else sys.exit(__doc__))
