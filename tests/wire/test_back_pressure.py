"""Who waits for whom, and for how long: the rules at the top of src/server/conn/backpressure.c, one by one.

tests/fair attacks them with many clients at once; here two or three are enough.
"""

import re
import select
import socket
import time

import pytest

from harness import Deadline, Server

pytestmark = pytest.mark.loopback       # clients come from several addresses of the loopback, and its buffers are known

BUDGET = 10                 # seconds that a reader may make others wait: OUTQ_BUDGET_MS
LONG = "x" * 300


def silent_reader(server, name, source="127.0.0.9"):
    """In #garden, and reads nothing: its buffers are small."""
    client = server.client(name, receive_buffer=4096, source=source)
    client.register()
    client.join("#garden")
    return client


class Flood:
    """A client that sends as much as it can, and reads everything."""

    def __init__(self, client):
        self.client, self.rest, self.said = client, b"", 0
        client.socket.setblocking(False)

    def go_on(self):
        if not self.rest:
            self.rest = b"PRIVMSG #garden :%s\r\n" % LONG.encode() * 20
        try:
            sent = self.client.socket.send(self.rest)
            self.said += sent
            self.rest = self.rest[sent:]
        except BlockingIOError:
            pass
        try:
            self.client.socket.recv(65536)
        except BlockingIOError:
            pass


def run(seconds, flood, *others):
    """Let the flood go on, and call the others every 50 ms."""
    deadline = Deadline(seconds)
    while not deadline.passed():
        flood.go_on()
        for other in others:
            if other():
                return True
        select.select([], [], [], 0.05)
    return False


def closed_for(server, name):
    """The reason that the log gives for a client's end, or None."""
    found = re.findall(r"slot \d+: %s from \S+ left: (.*)" % name, server.log.text())
    return found[-1] if found else None


def test_a_sender_at_human_pace_never_waits_for_a_client_that_does_not_read(server):
    flood = Flood(server.user("flood", "#garden"))
    ann, bob = server.users("ann", "bob", channel="#garden")
    silent_reader(server, "stuck")
    run(1.5, flood)                     # long enough to fill the stuck one's buffers
    slowest = 0
    for number in range(8):
        said = time.monotonic()
        ann.send("PRIVMSG #garden :line %d" % number)
        bob.until(":{ann} PRIVMSG #garden :line %d" % number)
        slowest = max(slowest, time.monotonic() - said)
        run(0.3, flood)
    assert slowest < Deadline(0.25).seconds, "a sender waited %.2f s for a client that does not read" % slowest


def test_a_reader_that_stalls_others_is_closed_when_its_time_budget_is_spent(server):
    flood = Flood(server.user("flood", "#garden"))
    silent_reader(server, "stuck")
    begun = time.monotonic()
    gone = run(2.5 * BUDGET, flood, lambda: closed_for(server, "stuck"))
    assert gone, "the one that does not read is still here"
    assert closed_for(server, "stuck") == "SendQ exceeded"
    assert time.monotonic() - begun > 2, "it was not given time"


def test_reconnecting_from_the_same_address_brings_no_new_time_budget(server):
    flood = Flood(server.user("flood", "#garden"))
    silent_reader(server, "stuck")
    assert run(2.5 * BUDGET, flood, lambda: closed_for(server, "stuck"))
    silent_reader(server, "again")
    begun = time.monotonic()
    assert run(2.5 * BUDGET, flood, lambda: closed_for(server, "again"))
    assert time.monotonic() - begun < Deadline(BUDGET / 2).seconds, "it had its time a second time"


def test_a_slow_reader_that_keeps_reading_stays_connected(server):
    """850 bytes a second, beside two people and a flood."""
    flood = Flood(server.user("flood", "#garden"))
    ann, bob = server.users("ann", "bob", channel="#garden")
    slow = silent_reader(server, "slow")
    slow.socket.setblocking(False)
    state = {"read": time.monotonic(), "said": 0.0, "bytes": 0}

    def read():
        now = time.monotonic()
        want = int((now - state["read"]) * 850)
        if want >= 40:
            state["read"] = now
            try:
                data = slow.socket.recv(want)
                assert data, "the slow one was closed: %s" % closed_for(server, "slow")
                state["bytes"] += len(data)
            except BlockingIOError:
                pass
        if now - state["said"] > 1:
            state["said"] = now
            ann.send("PRIVMSG #garden :how is the weather")
        while select.select([bob.socket], [], [], 0)[0]:
            bob.receive()
        return closed_for(server, "slow")

    until = time.monotonic() + 1.3 * BUDGET     # the server's own time, on any processor
    gone = run(10 * BUDGET, flood, lambda: read() or time.monotonic() > until)
    assert gone is True and closed_for(server, "slow") is None, "the slow one was closed: %s" % closed_for(server, "slow")
    assert state["bytes"] > 850 * BUDGET / 2


def test_a_flood_is_throttled_but_still_read(server):
    """Its PING is answered, although a client that does not read is in its channel."""
    noisy = server.user("noisy", "#garden")
    silent_reader(server, "stuck")
    fill = Flood(server.user("fill", "#garden"))
    run(1.5, fill)
    for number in range(5):
        noisy.send(*["PRIVMSG #garden :%d" % line for line in range(3)], "PING :%d" % number)
        noisy.until(":{server} PONG {server} :%d" % number, deadline=Deadline(1.5))


def test_the_default_flood_limit_is_a_burst_of_200_and_10_commands_a_second():
    with Server(fair=True) as server:
        ann = server.user("ann")
        ann.send_quietly(b"ISON ann\r\n" * 180)         # registering took some
        begun = time.monotonic()
        ann.sync()
        assert time.monotonic() - begun < Deadline(1).seconds, "a burst was slowed down"
        begun = time.monotonic()
        ann.send_quietly(b"ISON ann\r\n" * 40)
        ann.sync()
        passed = time.monotonic() - begun
        assert passed > 1.5, "forty more went through in %.1f s" % passed
        assert passed < Deadline(6).seconds


def test_a_shutdown_does_not_wait_for_clients_that_do_not_read():
    with Server() as server:
        flood = Flood(server.user("flood", "#garden"))
        for number in range(5):
            silent_reader(server, "stuck%d" % number)
        ann = server.user("ann")
        run(1.5, flood)
        begun = time.monotonic()
        server.stop()
        assert time.monotonic() - begun < Deadline(1).seconds
        ann.until("ERROR :Closing Link: {host} (Server shutting down)")


def test_many_quits_at_once_overflow_no_queue():
    """Each remaining client receives every QUIT."""
    with Server() as server:
        stay = [server.user("stay%d" % number, "#garden") for number in range(4)]
        leave = [server.user("leave%d" % number, "#garden") for number in range(56)]
        for client in leave:
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        for client in leave:
            client.socket.close()
        for client in stay:
            heard = set()
            deadline = Deadline(10)
            while len(heard) < len(leave):
                line = client.line(deadline=deadline, what="a QUIT of each who left")
                match = re.match(r":(leave\d+)!\S+ QUIT ", line)
                if match:
                    heard.add(match.group(1))
        server.clients = [client for client in server.clients if client not in leave]
