"""Memory is fixed: after 10,000 connections and 100,000 messages the server holds not one page more than after the
first time that it was full."""

import re
import socket
import time

import pytest

from harness import EMULATOR, HOST, LINNETD, Deadline

CLIENTS = 64
ROUNDS = 160                # 160 times 64 connections
MESSAGES = 10               # of each of them


def resident(server):
    """Kibibytes of memory in use, as the kernel counts them."""
    if EMULATOR:
        return resident_in_emulator(server)
    with open("/proc/%d/smaps_rollup" % server.pid) as file:
        return int(re.search(r"^Rss: +([0-9]+) kB$", file.read(), re.M).group(1))


def resident_in_emulator(server):
    """The same without what the emulator needs for itself: the mappings of linnetd's file, and the anonymous one that
    follows them without a gap, which holds the static data."""
    total, end = 0, None
    with open("/proc/%d/smaps" % server.pid) as file:
        for mapping in re.split(r"^(?=[0-9a-f]+-[0-9a-f]+ )", file.read(), flags=re.M)[1:]:
            head = mapping.split("\n", 1)[0].split(None, 5)
            start, after = (int(address, 16) for address in head[0].split("-"))
            of_the_file = len(head) > 5 and head[5].strip() == LINNETD
            if of_the_file or (start == end and len(head) == 5):
                total += int(re.search(r"^Rss: +([0-9]+) kB$", mapping, re.M).group(1))
                end = after
    assert total, "linnetd is not mapped?"
    return total


def connect(server, deadline):
    connection = socket.create_connection((HOST, server.port), timeout=deadline.left())
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def read_until(connection, mark):
    data = bytearray()
    while mark not in data:
        piece = connection.recv(65536)
        assert piece, "the connection ended before %r came: %r" % (mark, bytes(data[-300:]))
        data += piece
    return data


def register(server, number, deadline):
    """One of them comes. A slot may still be on its way back from the round before: then try again."""
    while True:
        connection = connect(server, deadline)
        try:
            connection.sendall(b"NICK u%d\r\nUSER u 0 * :u\r\nJOIN #c%d,#all\r\n" % (number, number % 8))
            answer = read_until(connection, b"\r\n")
            if b" 001 " in answer:
                if b" 366 u%d #all " % number not in answer:
                    read_until(connection, b" 366 u%d #all " % number)
                return connection
        except (ConnectionError, AssertionError):
            pass
        connection.close()
        assert not deadline.passed(), "no slot became free"
        time.sleep(0.001)


def one_round(server, deadline):
    """Every slot is taken; everyone talks to a channel of eight, some to everyone, all ask for lists, and all go."""
    everyone = [register(server, number, deadline) for number in range(CLIENTS)]
    for number, connection in enumerate(everyone):
        lines = [b"PRIVMSG #c%d :%s\r\n" % (number % 8, b"x" * (20 + 35 * i)) for i in range(MESSAGES - 1)]
        lines.append(b"PRIVMSG #all :%s\r\n" % (b"y" * 400))
        lines.append(b"WHO #all\r\nNAMES #all\r\nLIST\r\nWHOIS u0\r\nMOTD\r\nPING :end of round\r\n")
        connection.sendall(b"".join(lines))
    for connection in everyone:
        read_until(connection, b":end of round\r\n")
    for number, connection in enumerate(everyone):
        if number % 2:
            connection.sendall(b"QUIT :bye\r\n")
        connection.close()


def test_resident_memory_is_constant_over_10000_connections_and_100000_messages(server):
    deadline = Deadline(120)
    for _ in range(3):
        one_round(server, deadline)
    full = resident(server)
    for _ in range(ROUNDS):
        one_round(server, deadline)
    after = resident(server)
    assert CLIENTS * ROUNDS >= 10_000 and CLIENTS * ROUNDS * MESSAGES >= 100_000
    assert after == full, "%d KiB after the first full load, %d KiB at the end" % (full, after)
