"""Places are shared fairly: what one address may have, what is kept for others, who makes room, and what the refused hear.

Every address of 127.0.0.0/8 is this machine's own, and each counts by itself."""

import re
import select
import socket
import struct
import threading
import time

import pytest

from harness import HOST, SLOW, Closed, Deadline, wait_until

pytestmark = pytest.mark.loopback

FULL = 64


def address(number):
    return "127.1.%d.%d" % (number >> 8, number & 255)


def people(server, number, count):
    """So many registered clients of that address."""
    return [server.user("n%dx%d" % (number, i), source=address(number)) for i in range(count)]


def refused(server, number, why, registers=True):
    """One more client of that address is refused with a reason."""
    client = server.client("late", source=address(number))
    try:
        if registers:
            client.send("NICK late", "USER late 0 * :Late")
        said = client.look_ahead()
    except (Closed, OSError):
        said = "(the connection was reset)"
    assert said == "ERROR :Closing Link: %s (%s)" % (address(number), why)
    client.lines.pop(0)
    client.expect_closed()


def silent(server, number):
    """A client of that address that is accepted, and sends nothing."""
    def came():
        return server.log.text().count(": %s connected" % address(number))
    before = came()
    client = server.client("silent%d" % number, source=address(number))
    wait_until(lambda: came() > before, "the log to show the connection")
    return client


def test_an_address_may_have_a_quarter_of_the_places(start):
    server = start(fair=True)
    everyone = people(server, 1, 16)
    refused(server, 1, "Too many connections from your address, 16: 16 of 64 are connected")
    people(server, 2, 1)
    everyone[0].send("QUIT")
    everyone[0].until("ERROR :{text}")
    everyone[0].expect_closed()
    people(server, 1, 1)
    refused(server, 1, "Too many connections from your address, 16: 17 of 64 are connected")


def test_the_quarter_is_of_max_clients(start):
    server = start("--max-clients", "8", fair=True)
    everyone = people(server, 1, 2)
    refused(server, 1, "Too many connections from your address, 2: 2 of 8 are connected")
    assert len(everyone) == 2


def test_half_of_an_address_s_places_may_be_unregistered(start):
    server = start("--log", "debug", fair=True)
    strangers = [silent(server, 1) for _ in range(8)]
    refused(server, 1, "Too many connections from your address are not registered yet, 8: 8 of 64 are connected", False)
    strangers[0].register("ann")
    people(server, 1, 1)


def test_a_crowd_from_one_address_waits_until_the_first_have_registered(start):
    """As after a restart, when everyone behind one router comes back at once."""
    server = start(fair=True)
    crowd = [server.client("c%d" % i, source=address(1)) for i in range(11)]
    for client in crowd[:8]:
        client.register()
    for client in crowd[8:]:
        client.register()


def test_an_address_over_its_connection_rate_is_refused_until_it_pauses(start):
    server = start("--per-address", "1", fair=True)
    began, came, said = time.monotonic(), 0, ""
    while "Too many" not in said:
        client = server.client("c%d" % came, source=address(1))
        client.send("QUIT")
        said = client.line()
        client.expect_closed()
        came += 1
    assert re.fullmatch(r"ERROR :Closing Link: %s \(Too many connections in a short time from your address: [01] of 64 "
                        r"are connected\)" % re.escape(address(1)), said)
    assert 18 < came <= 18 + 2 * (time.monotonic() - began) + 2
    people(server, 2, 1)
    time.sleep(0.5)
    people(server, 1, 1)


def test_the_last_places_are_reserved_for_addresses_that_have_none(start):
    server = start(fair=True)
    everyone = [person for number in range(4) for person in people(server, number, 14)]
    refused(server, 1, "Server is full: 56 of 64 are connected, and the last places are reserved for other addresses")
    everyone += [person for number in range(10, 18) for person in people(server, number, 1)]
    refused(server, 18, "Server is full: 64 of 64 are connected")
    refused(server, 1, "Server is full: 64 of 64 are connected")
    everyone[0].send("QUIT")
    everyone[0].until("ERROR :{text}")
    everyone[0].expect_closed()
    refused(server, 1, "Server is full: 63 of 64 are connected, and the last places are reserved for other addresses")
    people(server, 19, 1)


def test_the_oldest_unregistered_connection_is_evicted_for_a_new_client(start):
    server = start("--max-clients", "8", "--log", "debug", fair=True)
    first, second = silent(server, 1), silent(server, 2)
    everyone = [person for number in range(10, 16) for person in people(server, number, 1)]
    newcomer = people(server, 20, 1)[0]
    first.expect("ERROR :Closing Link: %s (Server is full: 8 of 8 are connected. You have not registered, so another client gets "
                 "your place)" % address(1))
    first.expect_closed()
    second.register("second")
    refused(server, 21, "Server is full: 8 of 8 are connected")
    for person in everyone + [newcomer, second]:
        person.expect_nothing()


def test_nobody_is_evicted_for_an_address_that_has_a_place(start):
    server = start("--max-clients", "8", "--per-address", "4", "--log", "debug", fair=True)
    stranger = silent(server, 1)
    everyone = people(server, 2, 2) + people(server, 3, 4) + people(server, 4, 1)
    refused(server, 2, "Server is full: 8 of 8 are connected")
    stranger.register("stranger")
    assert len(everyone) == 7


@pytest.mark.parametrize("options", [(), ("--per-address", "0")])
def test_the_limits_can_be_switched_off(start, options):
    """As load tools do; the harness does it for every other test."""
    server = start(*options)
    everyone = [server.user("u%d" % i, source=address(1)) for i in range(FULL)]
    refused(server, 1, "Server is full: 64 of 64 are connected")
    assert len(everyone) == FULL


def test_a_client_that_does_not_register_is_closed_after_thirty_seconds(start):
    server = start(fair=True)
    began = time.monotonic()
    stranger = server.client("stranger")
    stranger.send("NICK stranger")
    stranger.until("ERROR :Closing Link: {text} (Registration timeout)", deadline=Deadline(40))
    assert 29 < time.monotonic() - began < 32 * SLOW


# --- a crowd that wants all places


class Crowd(threading.Thread):
    """Comes from a new address each time, so many times a second, says nothing or something useless, and stays as long as
    it may."""

    def __init__(self, server, rate, words=b""):
        super().__init__(daemon=True)
        self.port, self.rate, self.words, self.ending, self.came = server.port, rate, words, False, 0
        self.connections = []

    def run(self):
        began = time.monotonic()
        while not self.ending:
            due = int((time.monotonic() - began) * self.rate)
            while self.came < due and not self.ending:
                self.come()
            time.sleep(0.002)

    def come(self):
        self.came += 1
        connection = socket.socket()
        connection.bind(("127.%d.%d.%d" % (2 + self.came // 62500, self.came // 250 % 250, 1 + self.came % 250), 0))
        connection.setblocking(False)
        connection.connect_ex((HOST, self.port))
        if self.words:
            select.select([], [connection], [], 1)
            try:
                connection.send(self.words)
            except OSError:
                pass
        self.connections.append(connection)
        if len(self.connections) > 300:
            self.connections.pop(0).close()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ending = True
        self.join()
        for connection in self.connections:
            connection.close()


@pytest.mark.parametrize("words", [b"", b"NICK x\r\n", b"half a line"], ids=["silent", "nick", "half"])
@pytest.mark.parametrize("registered", [0, 50])
def test_a_new_client_is_welcomed_at_once_during_a_connection_flood(start, words, registered):
    server = start(fair=True)
    here = [person for number in range(registered // 10) for person in people(server, 1000 + number, 10)]
    with Crowd(server, 60 / SLOW, words) as crowd:
        wait_until(lambda: crowd.came > FULL + 20, "the crowd")
        for number in range(20):
            began = time.monotonic()
            newcomer = server.client("new%d" % number, source=address(number))
            newcomer.send("NICK " + newcomer.name, "USER new 0 * :New")
            newcomer.expect(":{server} 001 {word} :{text}")
            waited = time.monotonic() - began
            assert waited < 1 * SLOW, "it took %.2f s" % waited
            newcomer.close()
    for person in here:
        person.expect_nothing()


def test_input_from_refused_clients_delays_nobody(start):
    """They pour as much as they can into connections that are about to be closed."""
    server = start("--max-clients", "2", fair=True)
    ann, bob = people(server, 1, 1) + people(server, 2, 1)
    ann.join("#garden")
    bob.join("#garden")
    ann.until(":{n2x0} JOIN #garden")
    ending = threading.Event()

    def pour(number):
        while not ending.is_set():
            with socket.socket() as connection:
                connection.bind((address(number), 0))
                try:
                    connection.connect((HOST, server.port))
                    while not ending.is_set():
                        connection.sendall(bytes(65536))
                except OSError:
                    pass

    crowd = [threading.Thread(target=pour, args=(100 + i,), daemon=True) for i in range(4)]
    for thread in crowd:
        thread.start()
    for number in range(50):
        began = time.monotonic()
        ann.send("PRIVMSG #garden :%d" % number)
        bob.expect(":{n1x0} PRIVMSG #garden :%d" % number)
        assert time.monotonic() - began < 1 * SLOW
    ending.set()
    for thread in crowd:
        thread.join()


# --- the log


def flood(server, seconds, source=lambda number: "127.3.%d.%d" % (number // 250 % 250, 1 + number % 250)):
    """Connects as fast as it can; how often it did."""
    end, came, linger = time.monotonic() + seconds, 0, struct.pack("ii", 1, 0)
    while time.monotonic() < end:
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            connection.bind((source(came), 0))
            try:
                connection.connect((HOST, server.port))
            except OSError:
                continue
            came += 1
    return came


@pytest.mark.parametrize("source", [lambda number: "127.3.0.1", lambda number: "127.3.%d.%d" % (
    number // 250 % 250, 1 + number % 250)], ids=["one address", "many addresses"])
def test_the_log_of_a_connection_flood_is_short(start, source):
    server = start("--max-clients", "1", fair=True)
    ann = people(server, 1, 1)[0]
    before = len(server.log.text().splitlines())
    came = flood(server, 3, source)
    refused(server, 250, "Server is full: 1 of 1 are connected")        # all those before have been accepted, too
    ann.expect_nothing()
    server.stop()
    lines = server.log.text().splitlines()[before:]
    about = [line for line in lines if "refused" in line or "more connections from" in line]
    assert came > 100 and len(about) <= 3 * (4 + 1) + 1, "%d came, and the log has %d lines" % (came, len(lines))
    counted = sum(int(number) for number in re.findall(r"refused ([0-9]+) more connections", "\n".join(about)))
    assert abs(sum("refused" in line for line in about) + counted - came) <= 20, "%d came:\n%s" % (came, "\n".join(about))


def test_the_log_has_a_line_a_second_per_address_and_a_summary(start):
    server = start("--max-clients", "1", fair=True)
    people(server, 1, 1)
    for _ in range(5):
        refused(server, 2, "Server is full: 1 of 1 are connected")
    refused(server, 3, "Server is full: 1 of 1 are connected")
    server.log.wait_for(r"^linnetd: refused %s: Server is full: 1 of 1 are connected$" % re.escape(address(3)))
    server.log.wait_for(r"^linnetd: refused [1-4] more connections from 1 addresses in 1[01] s$", Deadline(20))
    assert len(re.findall(r"refused %s:" % re.escape(address(2)), server.log.text())) <= 3
