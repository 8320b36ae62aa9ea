"""Everyone talks at once, as fast as they can: all of it arrives, once, and in one order for all."""

import re
import select

import pytest

from harness import Deadline

CLIENTS = 64
MESSAGES = 40               # of each talker
TALKERS = 32                # the others only read


class Reader:
    """The messages that one client gets, as (nick, number)."""

    def __init__(self, client):
        self.client, self.rest, self.got, self.unsent = client, b"", [], b""

    def take(self):
        data = self.client.socket.recv(1 << 18)
        assert data, "%s was closed: %r" % (self.client.name, self.rest[-200:])
        *lines, self.rest = (self.rest + data).split(b"\r\n")
        for line in lines:
            match = re.match(rb"(?:@\S+ )?:(\S+?)!\S+ PRIVMSG #load :([0-9]+) x*$", line)
            assert match, "%s got an unexpected line: %r" % (self.client.name, line)
            self.got.append((match.group(1).decode(), int(match.group(2))))

    def put(self):
        try:
            self.unsent = self.unsent[self.client.socket.send(self.unsent[:4096]):]
        except BlockingIOError:
            pass


def run_until_all_have(readers, wanted, deadline):
    """Send and receive on all connections until everyone has as many messages as they shall get."""
    while any(len(reader.got) < wanted(reader) for reader in readers):
        by_socket = {reader.client.socket: reader for reader in readers}
        readable, writable, _ = select.select(by_socket, [s for s, r in by_socket.items() if r.unsent], [], deadline.left())
        assert readable or writable, "nothing moves; still missing: %s" % {
            reader.client.name: wanted(reader) - len(reader.got) for reader in readers}
        for socket in readable:
            by_socket[socket].take()
        for socket in writable:
            by_socket[socket].put()


@pytest.mark.parametrize("length", [5, 300])
def test_every_message_arrives_once_and_in_the_same_order(server, length):
    names = ["u%d" % number for number in range(CLIENTS)]
    clients = [server.user(name) for name in names]
    for client in clients:
        client.join("#load")
    for client in clients:          # the reply to PING comes after all JOINs
        client.sync()
        client.lines.clear()
        client.socket.setblocking(False)
    readers = [Reader(client) for client in clients]
    for reader in readers[:TALKERS]:
        reader.unsent = b"".join(b"PRIVMSG #load :%d %s\r\n" % (number, b"x" * length) for number in range(MESSAGES))

    talkers, everything = set(names[:TALKERS]), TALKERS * MESSAGES
    run_until_all_have(readers, lambda r: everything - (MESSAGES if r.client.name in talkers else 0), Deadline(60))

    order = readers[-1].got         # of a client that only reads
    assert len(order) == everything and len(set(order)) == everything
    for name in talkers:
        assert [number for nick, number in order if nick == name] == list(range(MESSAGES))
    for reader in readers:
        assert reader.got == [message for message in order if message[0] != reader.client.name], reader.client.name
    for reader in readers:
        reader.client.socket.setblocking(True)
