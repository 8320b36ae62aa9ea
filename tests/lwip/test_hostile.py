"""Frames that no honest host sends, and more of everything than there is room for. Whatever comes, linnetd goes on
serving those who are here, and those who come afterwards."""

import random
import socket
import struct

import pytest

from crowd import chat
from frames import (ACK, ARP, FIN, ICMP, ICMP6, IPV4, IPV6, RST, SYN, TCP, UDP, Wire, arp, checksum, ipv4, ipv6, tcp)
from harness import CLIENT_HOST, HOST, Deadline, wait_until

STRANGER = "10.77.0.66"      # who is not there
SEED = 7


@pytest.fixture
def wire():
    with Wire("tap0") as wire:
        yield wire


@pytest.fixture
def ann_and_bob(server):
    """Two who chat, before and afterwards."""
    users = server.users("ann", "bob", channel="#garden")
    yield users
    still_chat(server, *users)


def still_chat(server, ann, bob):
    for turn in range(3):
        ann.send("PRIVMSG #garden :are you there %d" % turn)
        bob.until(":{ann} PRIVMSG #garden :are you there %d" % turn)
    with server.client("eve") as eve:
        eve.register()
        eve.send("QUIT")
        eve.until("ERROR :{*}")


def test_sums_that_are_wrong(server, wire, ann_and_bob):
    for port in range(2000, 2050):
        wire.put(IPV4, ipv4(TCP, tcp(STRANGER, HOST, (port, server.port), SYN, wrong_sum=True), STRANGER, HOST))
        wire.put(IPV4, ipv4(TCP, tcp(STRANGER, HOST, (port, server.port), SYN), STRANGER, HOST, wrong_sum=True))


def test_lengths_that_lie(server, wire, ann_and_bob):
    segment = tcp(STRANGER, HOST, (2000, server.port), SYN, data=b"x" * 40)
    for length in [0, 1, 19, 20, 21, 39, 40, 41, 60, 100, 1500, 0xffff]:
        wire.put(IPV4, ipv4(TCP, segment, STRANGER, HOST, length=length))
        wire.put(IPV6, ipv6(TCP, segment, "fe80::66", "ff02::1", length=length))
        wire.put(IPV4, ipv4(UDP, struct.pack("!HHHH", 67, 68, length, 0) + b"x" * 20, STRANGER, HOST))
    for words in range(16):
        wire.put(IPV4, ipv4(TCP, segment, STRANGER, HOST, header_words=words))
        wire.put(IPV4, ipv4(TCP, tcp(STRANGER, HOST, (2000, server.port), SYN, words=words), STRANGER, HOST))
    for option in [b"\2\0\0\0", b"\2\1\0\0", b"\2\4\0\0", b"\2\xff\0\0", b"\5\1\1\1", b"\xff\xff\xff\xff", b"\1\1\1\2"]:
        wire.put(IPV4, ipv4(TCP, tcp(STRANGER, HOST, (2000, server.port), SYN, options=option), STRANGER, HOST))
    for size in range(0, 60):
        wire.put(IPV4, ipv4(TCP, segment, STRANGER, HOST)[:size])
        wire.put(IPV6, ipv6(TCP, segment, "fe80::66", "ff02::1")[:size])
        wire.put(ARP, arp(1, wire.near, STRANGER, b"\0" * 6, HOST)[:size])


def test_options_of_ipv6_that_lie(server, wire, ann_and_bob):
    for kind in [0, 43, 44, 60, 135, 59, 255]:
        for length in [0, 1, 2, 7, 255]:
            for rest in [b"", b"\0" * 6, b"\xff" * 6, b"\5\2\0\0\1\0", bytes(range(64))]:
                wire.put(IPV6, ipv6(kind, bytes([TCP, length]) + rest, "fe80::66", "ff02::1"))
    for kind in [1, 2, 3, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 255]:
        for size in range(0, 60, 3):
            body = bytes([kind, 0, 0, 0]) + bytes(size)
            pseudo = ipv6(ICMP6, b"", "fe80::66", "ff02::1")[8:40] + struct.pack("!II", len(body), ICMP6)
            body = body[:2] + struct.pack("!H", checksum(pseudo + body)) + body[4:]
            wire.put(IPV6, ipv6(ICMP6, body, "fe80::66", "ff02::1"))


def test_fragments_that_overlap_or_never_end(server, wire, ann_and_bob):
    """More datagrams than can be put together at once, with pieces on top of each other, and none of them whole."""
    for ident in range(200):
        for offset, size, more in [(0, 64, True), (4, 64, True), (0, 200, True), (8185, 64, False), (20, 8, False)]:
            wire.put(IPV4, ipv4(ICMP, b"\x08" + bytes(size - 1), STRANGER, HOST, ident=ident,
                                fragment=(0x2000 if more else 0) | offset))


def test_connections_that_stay_half_open(server, wire, ann_and_bob):
    """Ten times as many as there is room for; who comes honestly is let in at any time."""
    wire.put(ARP, arp(2, wire.near, STRANGER, wire.far, HOST))
    for port in range(1000, 1320):
        wire.put(IPV4, ipv4(TCP, tcp(STRANGER, HOST, (port, server.port), SYN, seq=port), STRANGER, HOST))
        if port % 40 == 0:
            with server.client("dan%d" % port) as dan:
                dan.register()


def test_segments_for_connections_that_are_not_there(server, wire, ann_and_bob):
    for flags in range(64):
        for port in [1, server.port, 65535]:
            wire.put(IPV4, ipv4(TCP, tcp(STRANGER, HOST, (2000, port), flags, seq=5, ack=7, data=b"x"), STRANGER, HOST))


def test_a_reset_that_only_guesses_harms_nobody(server, wire, ann_and_bob):
    ann = ann_and_bob[0]
    ports = (ann.socket.getsockname()[1], server.port)
    guess = random.Random(SEED)
    for _ in range(500):
        flags = guess.choice([RST, RST | ACK, SYN, FIN | ACK])
        wire.put(IPV4, ipv4(TCP, tcp(CLIENT_HOST, HOST, ports, flags, seq=guess.getrandbits(32)), CLIENT_HOST, HOST))


def test_neighbours_without_number(server, wire, ann_and_bob):
    """More hosts than the table of neighbours holds, and some that make no sense."""
    for number in range(400):
        address = "10.77.0.%d" % (number % 250 + 3)
        mac = bytes([2, 0, 0, 0, number >> 8, number & 255])
        wire.put(ARP, arp(1, mac, address, b"\0" * 6, HOST))
        wire.put(ARP, arp(2, mac, address, wire.far, HOST, sizes=(number % 9, number % 5)))
        wire.put(ARP, arp(number, mac, address, wire.far, HOST, kind=number))


def test_noise(server, wire, ann_and_bob):
    """Good frames with some bytes changed: from the stranger, so that no change is one to an honest connection."""
    noise = random.Random(SEED)
    good = [(IPV4, ipv4(TCP, tcp(STRANGER, HOST, (2000, server.port), SYN, options=b"\2\4\5\xb4"), STRANGER, HOST)),
            (IPV4, ipv4(ICMP, b"\x08\0\xf7\xff" + bytes(60), STRANGER, HOST)),
            (IPV4, ipv4(UDP, struct.pack("!HHHH", 67, 68, 28, 0) + bytes(20), STRANGER, HOST)),
            (IPV6, ipv6(ICMP6, bytes([134, 0, 0, 0, 64, 0, 7, 8]) + bytes(8) + b"\3\4\x40\xc0" + bytes(28), "fe80::66",
                        "ff02::1")),
            (ARP, arp(1, wire.near, STRANGER, b"\0" * 6, HOST))]
    for _ in range(20000):
        kind, frame = noise.choice(good)
        frame = bytearray(frame)
        for _ in range(noise.randint(1, 6)):
            at = noise.randrange(len(frame))
            if kind != IPV4 or not 12 <= at < 16:
                frame[at] = noise.getrandbits(8)
        wire.put(kind, bytes(frame[:noise.randint(1, len(frame))] if noise.random() < 0.2 else frame))


def test_more_connections_than_places_are_refused_in_words(server):
    """A hundred at once, of which it hears as many as it has room for; the others knock again."""
    here = [server.user("u%d" % number) for number in range(64)]
    late = [socket.socket() for _ in range(100)]
    for connection in late:
        connection.setblocking(False)
        connection.connect_ex((HOST, server.port))
    deadline, told = Deadline(60), 0
    for connection in late:
        connection.settimeout(deadline.left())
        said = connection.recv(4096)
        assert said.startswith(b"ERROR :Closing Link: ") and said.endswith(b"(Server is full)\r\n"), said
        told += 1
        connection.close()
    assert told == len(late)
    for user in here:
        user.close()
    chat_again(server)


def test_a_crowd_that_stops_reading_takes_nothing_from_others(server):
    """Every connection's ring and all its segments are full at once; each is closed in time, and all is well again."""
    ann, bob = server.users("ann", "bob", channel="#quiet")
    talker = server.user("talker", "#all")
    stuck = []
    for number in range(16):
        stuck.append(server.client("s%d" % number, receive_buffer=4096))
        stuck[-1].register()
        stuck[-1].send("JOIN #all")
    sender = talker.send_in_background(b"".join(b"PRIVMSG #all :%d %s\r\n" % (n, b"x" * 400) for n in range(400)))
    for turn in range(20):
        ann.send("PRIVMSG #quiet :%d" % turn)
        bob.until(":{ann} PRIVMSG #quiet :%d" % turn, deadline=Deadline(5))
    sender.join(Deadline(90).left())
    assert not sender.is_alive(), "the talker was never let go on"
    talker.sync(Deadline(90))
    wait_until(lambda: server.log.text().count("left: SendQ exceeded") == len(stuck), "all of them to be closed")
    for client in [*stuck, ann, bob, talker]:
        client.close()
    chat_again(server)


def test_peers_that_never_close_take_no_place(server):
    """They quit, and are told goodbye, but keep their half of the connection for ever."""
    gone = []
    for number in range(200):
        gone.append(server.client("g%d" % (number % 50)))
        gone[-1].send("QUIT")
        gone[-1].until("ERROR :{*}", deadline=Deadline(20))
    chat_again(server)


def chat_again(server, talkers=64):
    def free():
        with socket.create_connection((HOST, server.port), Deadline().left()) as probe:
            probe.sendall(b"LUSERS\r\nNICK probe\r\nUSER p 0 * :p\r\n")
            said = b""
            while b" 266 " not in said and b"ERROR" not in said:
                said += probe.recv(4096) or b"ERROR"
            return b" 265 probe 1 " in said

    wait_until(free, "everybody to be gone", 20)
    chat((HOST, server.port), talkers - 1, lines=2)
