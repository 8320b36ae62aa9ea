"""Many clients that chat at once, and the proof that nobody missed, doubled or misplaced anything."""

import errno
import selectors
import socket

from harness import Deadline, wait_until


def connect(address, deadline):
    """On a bad wire three ARP requests in a row may be lost: then connect again."""
    while True:
        try:
            return socket.create_connection(address, deadline.left())
        except OSError as error:
            if error.errno != errno.EHOSTUNREACH or deadline.passed():
                raise


class Talker:
    def __init__(self, address, number):
        self.number, self.sent, self.data, self.heard, self.ended = number, 0, bytearray(), [], False
        self.socket = connect(address, Deadline(60))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(b"NICK t%d\r\nUSER t 0 * :t\r\nJOIN #all\r\n" % number)
        while b" 366 " not in self.data:
            piece = self.socket.recv(65536)
            assert piece, "t%d was not let in: %r" % (number, bytes(self.data[-300:]))
            self.data += piece
        self.data = self.data[self.data.index(b" 366 "):]

    def take_in(self):
        piece = self.socket.recv(65536)
        assert piece, "t%d was closed: %r" % (self.number, bytes(self.data[-300:]))
        self.data += piece
        *lines, self.data = self.data.split(b"\r\n")
        for line in lines:
            words = line.split(b" ", 3)
            if words[1:3] == [b"PRIVMSG", b"#all"]:
                self.heard.append(bytes(words[3][1:]))


def chat(address, talkers=64, lines=10, size=80, deadline=None, meanwhile=None):
    """In each of `lines` turns everybody says a line of `size` bytes, all at once, and hears all of the others; in one
    order for all. `meanwhile` is called after each turn."""
    deadline = deadline or Deadline(120)
    here = [Talker(address, number) for number in range(talkers)]
    expected = lines * (talkers - 1)
    with selectors.DefaultSelector() as selector:
        for talker in here:
            talker.socket.setblocking(False)
            selector.register(talker.socket, selectors.EVENT_READ, talker)
        for turn in range(lines):
            for talker in here:
                text = b"%d %d " % (talker.number, turn)
                talker.socket.setblocking(True)
                talker.socket.sendall(b"PRIVMSG #all :" + text.ljust(size, b"x") + b"\r\n")
                talker.socket.setblocking(False)
            while any(len(talker.heard) < (turn + 1) * (talkers - 1) for talker in here):
                assert not deadline.passed(), "after %.0f s, of %d lines %d to %d were heard" % (
                    deadline.seconds, expected, min(len(t.heard) for t in here), max(len(t.heard) for t in here))
                for key, _ in selector.select(1):
                    key.data.take_in()
            if meanwhile:
                meanwhile(turn)
    check(here, expected)
    for talker in here:
        talker.socket.close()


def check(here, expected):
    """Each client receives every message of the others once, and any two clients receive common messages in one order."""
    for talker in here:
        assert len(talker.heard) == expected == len(set(talker.heard)), "t%d heard %d lines, %d different ones, not %d" % (
            talker.number, len(talker.heard), len(set(talker.heard)), expected)
    first = here[0]
    for talker in here[1:]:
        own = (b"%d " % talker.number, b"%d " % first.number)
        assert [line for line in talker.heard if not line.startswith(own)] == \
               [line for line in first.heard if not line.startswith(own)], "t%d heard another order" % talker.number


def chat_again(server, talkers=63, lines=2, size=80, deadline=None):
    """When everybody is gone, a new crowd comes, and chats as if nothing had happened. Were somebody still there, it would
    be told what was said before."""
    address = (server.host, server.port)

    def empty():
        with socket.create_connection(address, Deadline().left()) as probe:
            probe.sendall(b"LUSERS\r\nNICK probe\r\nUSER p 0 * :p\r\n")
            said = b""
            while b" 266 " not in said and b"ERROR" not in said:
                said += probe.recv(4096) or b"ERROR"
            return b" 265 probe 1 " in said

    wait_until(empty, "everybody to be gone", 20)
    chat(address, talkers, lines, size, deadline)


def still_chat(server, ann, bob):
    for turn in range(3):
        ann.send("PRIVMSG #garden :are you there %d" % turn)
        bob.until(":{ann} PRIVMSG #garden :are you there %d" % turn)
    with server.client("eve") as eve:
        eve.register()
        eve.send("QUIT")
        eve.until("ERROR :{*}")
