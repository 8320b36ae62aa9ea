"""Frames that no honest host sends, and more of everything than there is room for. Whatever comes, linnetd goes on
serving those who are here, and those who come afterwards."""

import random
import re
import socket
import struct
import subprocess
import threading
import time

import pytest

from crowd import chat, chat_again, still_chat
from dnsmasq import Dnsmasq
from frames import (ACK, ARP, FIN, ICMP, ICMP6, IPV4, IPV6, RST, SYN, TCP, UDP, Peer, Wire, arp, checksum, icmp6, ipv4, ipv6,
                    tcp)
from harness import CLIENT_HOST, HOST, Deadline, Server, tool, wait_until

STRANGER = "10.77.0.66"      # a host that does not exist
SEED = 7


def test_wrong_checksums(server, wire, ann_and_bob):
    for port in range(2000, 2050):
        wire.put(IPV4, ipv4(TCP, tcp(STRANGER, HOST, (port, server.port), SYN, wrong_sum=True), STRANGER, HOST))
        wire.put(IPV4, ipv4(TCP, tcp(STRANGER, HOST, (port, server.port), SYN), STRANGER, HOST, wrong_sum=True))


def test_wrong_length_fields(server, wire, ann_and_bob):
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


def test_malformed_ipv6_extension_headers(server, wire, ann_and_bob):
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


def link_local(server):
    return server.log.wait_for(r"has address (fe80::[0-9a-f:]+)$", Deadline(20)).group(1)


def test_malformed_neighbour_discovery(server, wire, ann_and_bob):
    """Solicitations, advertisements and redirects with the right sum and distance, and options that are none."""
    own, noise = link_local(server), random.Random(SEED)
    for number in range(3000):
        fixed = noise.choice([4, 12, 20, 36])       # the length of the header before the options
        body = bytearray(noise.randbytes(fixed))
        if noise.random() < 0.5 and fixed >= 20:
            body[4:20] = socket.inet_pton(socket.AF_INET6, own)
        for _ in range(noise.randrange(4)):
            kind, true = noise.choice([(1, 1), (2, 1), (3, 4), (4, 6), (5, 1), (25, 3), (noise.randrange(256), 2)])
            told = noise.choice([true, true, 0, true + 1, 255])
            body += bytes([kind, told]) + noise.randbytes(8 * true - 2 - noise.choice([0, 0, 1, 6]))
        wire.put(IPV6, icmp6(noise.choice([133, 134, 135, 136, 137]), bytes(body), "fe80::%x" % (number % 600 + 1),
                             noise.choice(["ff02::1", own])))


def test_a_flood_of_router_advertisements(wire):
    """More routers, prefixes and neighbours than there is room for, that tell of MTUs which cannot be. Who spoke IPv6 before
    goes on, and others may come."""
    with Server(listen="0") as server:
        own = link_local(server)
        ann, bob = server.users("ann", "bob", channel="#garden")
        with socket.create_connection((own + "%tap0", server.port), Deadline().left()) as six:
            six.sendall(b"NICK six\r\nUSER six 0 * :s\r\n")
            for number in range(600):
                prefix = socket.inet_pton(socket.AF_INET6, "fd00:%x::" % (number + 1))
                life = [0, 1, 7200, 0xffffffff][number % 4]
                options = b"\3\4\x40\xc0" + struct.pack("!III", life, life, 0) + prefix
                options += b"\5\1\0\0" + struct.pack("!I", [0, 1, 1279, 1280, 9000, 65536][number % 6])
                options += b"\1\1" + bytes([2, 0, 0, 0, number >> 8, number & 255])
                wire.put(IPV6, icmp6(134, struct.pack("!BBHII", 64, 0, [0, 1800, 65535][number % 3], number % 2, number % 2)
                                     + options, "fe80::%x" % (number + 1), "ff02::1"))
                wire.put(IPV6, icmp6(135, bytes(4) + socket.inet_pton(socket.AF_INET6, own) + b"\1\1" +
                                     bytes([2, 0, 0, 1, number >> 8, number & 255]), "fe80::1:%x" % number, own))
            six.sendall(b"PRIVMSG ann :still here\r\n")
            ann.until(":six!~six@{word} PRIVMSG ann :still here")
        chat((own + "%tap0", server.port), 16, lines=2)
        still_chat(server, ann, bob)


def dhcp(kind, xid, mac, options=b"", yours="10.77.0.200", server="10.77.0.66", cookie=b"\x63\x82\x53\x63"):
    """A packet from a DHCP server (RFC 2131)."""
    message = struct.pack("!BBBBIHH4s4s4s4s16s192s", 2, 1, 6, 0, xid, 0, 0, bytes(4), socket.inet_aton(yours),
                          socket.inet_aton(server), bytes(4), mac, bytes(192)) + cookie
    message += bytes([53, 1, kind, 54, 4]) + socket.inet_aton(server) + options
    return ipv4(UDP, struct.pack("!HHHH", 67, 68, 8 + len(message), 0) + message, server, "255.255.255.255")


def asked_for_address(wire, deadline):
    """The number of the next question that linnetd asks, and its kind: 1 who is there, 3 may I have it."""
    while True:
        wire.socket.settimeout(max(deadline.left(), 0.001))
        frame, origin = wire.socket.recvfrom(2048)
        if origin[2] != socket.PACKET_OUTGOING and frame[23:24] == b"\x11" and frame[36:38] == b"\0\x43":
            return struct.unpack("!I", frame[46:50])[0], frame[frame.index(b"\x63\x82\x53\x63") + 6]


def test_a_hostile_dhcp_server(wire, tmp_path):
    """Offers whose options end beyond the packet, overload each other, or are of no use; what is asked for thereupon is
    refused. When an honest server comes, linnetd has an address."""
    everybody = b"\xff" * 6
    unreadable = [b"\1\4", b"\1\0", b"\1\xff" + bytes(9), b"\x33\xff", b"\3\3\1\2\3", b"\x34\1\3" + bytes(5), b"\x34\0", bytes(300), b""]
    useless = [b"\xff", b"\x34\1\xff\xff", b"\x35\1\xff\xff", b"\x36\4\0\0\0\0\xff", b"\1\4\0\0\0\0\x33\4\0\0\0\0\xff"]
    with Server("--tap", "tap0", "--address", "dhcp", listen="0") as server:
        for _ in range(4):
            xid, _ = asked_for_address(wire, Deadline(30))
            said = [dhcp(kind, xid, wire.far, lie) for kind in (0, 255, 5, 2) for lie in unreadable]
            said += [dhcp(2, xid, wire.far, b"\xff")[:28 + size] for size in range(0, 300, 7)]
            said += [dhcp(2, xid, wire.far, lie, yours=yours) for lie in useless for yours in ("0.0.0.0", "255.255.255.255")]
            said += [dhcp(5, xid, wire.far, lie) for lie in unreadable]     # by now linnetd has requested the offered address
            for packet in said + [dhcp(6, xid, wire.far, b"\xff")]:
                wire.put(IPV4, packet, to=everybody)
        with Dnsmasq(tmp_path, "--dhcp-range=10.77.0.80,10.77.0.80,255.255.255.0,2m", "--dhcp-authoritative"):
            server.log.wait_for(r"has address 10\.77\.0\.80$", Deadline(60))
            chat(("10.77.0.80", server.port), 8, lines=2)


@pytest.mark.parametrize("given", ["127.0.0.1", "255.255.255.255", "224.0.0.1", "10.77.0.255"])
def test_an_address_that_no_host_can_have_is_reported(wire, given):
    """It goes on, and can be reached over IPv6."""
    with Server("--tap", "tap0", "--address", "dhcp", listen="0") as server:
        kind = None
        while kind != 3:
            xid, kind = asked_for_address(wire, Deadline(20))
            answer = dhcp(5 if kind == 3 else 2, xid, wire.far, b"\1\4\xff\xff\xff\0\x33\4\0\0\0\x78\xff", yours=given)
            wire.put(IPV4, answer, to=b"\xff" * 6)
        server.log.wait_for(r"^linnetd: warning: tap0 was given %s, which no host can have" % re.escape(given))
        chat((link_local(server) + "%tap0", server.port), 4, lines=2)


def test_overlapping_and_endless_fragments(server, wire, ann_and_bob):
    """More datagrams than can be put together at once, with pieces on top of each other, and none of them whole."""
    for ident in range(200):
        for offset, size, more in [(0, 64, True), (4, 64, True), (0, 200, True), (8185, 64, False), (20, 8, False)]:
            wire.put(IPV4, ipv4(ICMP, b"\x08" + bytes(size - 1), STRANGER, HOST, ident=ident,
                                fragment=(0x2000 if more else 0) | offset))


def test_segments_for_unknown_connections(server, wire, ann_and_bob):
    for flags in range(64):
        for port in [1, server.port, 65535]:
            wire.put(IPV4, ipv4(TCP, tcp(STRANGER, HOST, (2000, port), flags, seq=5, ack=7, data=b"x"), STRANGER, HOST))


def test_blind_resets_close_no_connection(server, wire, ann_and_bob):
    ann = ann_and_bob[0]
    ports = (ann.socket.getsockname()[1], server.port)
    guess = random.Random(SEED)
    for _ in range(500):
        flags = guess.choice([RST, RST | ACK, SYN, FIN | ACK])
        wire.put(IPV4, ipv4(TCP, tcp(CLIENT_HOST, HOST, ports, flags, seq=guess.getrandbits(32)), CLIENT_HOST, HOST))


def test_impossible_source_addresses(server, wire, ann_and_bob):
    """Segments from linnetd's own address and port, from everybody, from groups and from nowhere."""
    for source in [HOST, "0.0.0.0", "255.255.255.255", "127.0.0.1", "224.0.0.1", "10.77.0.255", "240.0.0.1", CLIENT_HOST]:
        for flags in [SYN, SYN | ACK, RST, FIN | ACK, ACK]:
            for own_port in [server.port, 1, 0, 65535]:
                wire.put(IPV4, ipv4(TCP, tcp(source, HOST, (own_port, server.port), flags), source, HOST))
        wire.put(IPV4, ipv4(ICMP, b"\x08\0\xf7\xff" + bytes(8), source, HOST))
        wire.put(IPV4, ipv4(TCP, tcp(source, "10.77.0.255", (2000, server.port), SYN), source, "10.77.0.255"))


def test_connections_that_end_at_once(server, wire, ann_and_bob):
    """A reset, an end, an end and a reset, or silence and then a reset that fits."""
    for number in range(400):
        peer = Peer(wire, STRANGER, HOST, server.port, 3000 + number)
        for flags in [[RST], [FIN | ACK], [FIN | ACK, RST], [SYN], [FIN | SYN | RST | ACK], []][number % 6]:
            peer.send(flags)
        if number % 6 != 0:
            peer.seq += 1 if number % 6 in (1, 2) else 0
            peer.send(RST)


def test_a_line_in_segments_of_one_byte(server, wire, ann_and_bob):
    """Backwards, twice, and with other contents the second time; and then in order."""
    line = b"NICK tiny\r\nUSER t 0 * :t\r\n"
    peer = Peer(wire, STRANGER, HOST, server.port, 4000)
    for again in range(2):
        for at in range(len(line) - 1, 0, -1):
            peer.send(data=bytes([line[at] ^ again]), ahead=at)
    for at in range(len(line)):
        peer.send(data=line[at:at + 1])
    said, deadline = b"", Deadline(20)
    while b" 001 tiny " not in said:
        said += peer.hear(deadline)[2]
        peer.send()
    peer.send(RST)


def test_a_spoofed_arp_entry_is_corrected(server, wire, ann_and_bob):
    """Of linnetd, and of its clients: who does it gets what was meant for them, until the client asks who linnetd is; TCP
    repeats it."""
    ann, bob = ann_and_bob
    thief = b"\2\0\0\0\0\x66"
    for _ in range(20):
        wire.put(ARP, arp(2, thief, HOST, b"\xff" * 6, HOST), to=b"\xff" * 6)
        wire.put(ARP, arp(1, thief, HOST, bytes(6), HOST), to=b"\xff" * 6)
        wire.put(ARP, arp(2, thief, CLIENT_HOST, wire.far, HOST))
    ann.send("PRIVMSG #garden :who am I")
    subprocess.run([tool("ip"), "neigh", "flush", "dev", "tap0"], check=True)      # as the kernel does after half a minute
    bob.until(":{ann} PRIVMSG #garden :who am I", deadline=Deadline(20))


def test_frames_of_other_protocols(server, wire, ann_and_bob):
    """Types that nobody speaks, lengths in place of types, tags of VLANs, and frames longer than the device's were."""
    noise, ip = random.Random(SEED), tool("ip")
    for _ in range(1000):
        wire.put(noise.choice([noise.randrange(65536), 0x8100, 0x88a8, 0x8863, 0x8864, 3, 1500]),
                 noise.randbytes(noise.randrange(200)), to=noise.choice([wire.far, b"\xff" * 6, noise.randbytes(6)]))
    syn = ipv4(TCP, tcp(STRANGER, HOST, (2000, server.port), SYN), STRANGER, HOST)
    wire.put(0x8100, struct.pack("!HH", 5, IPV4) + syn)
    wire.put(0x8100, struct.pack("!HHHH", 5, 0x8100, 5, IPV4) + syn)
    subprocess.run([ip, "link", "set", "tap0", "mtu", "9000"], check=True)
    try:
        for size in [1501, 1504, 1505, 1508, 1509, 1600, 4000, 9000]:
            echo = b"\x08\0" + checksum(b"\x08\0\0\0" + bytes(size - 24)).to_bytes(2, "big") + bytes(size - 24)
            wire.put(IPV4, ipv4(ICMP, echo, CLIENT_HOST, HOST), most=9014)
            wire.put(IPV4, ipv4(ICMP, echo, CLIENT_HOST, HOST, length=1500), most=9014)
        still_chat(server, *ann_and_bob)
    finally:
        subprocess.run([ip, "link", "set", "tap0", "mtu", "1500"], check=True)


def echo_request(source, number, size):
    body = b"\x08\0\0\0" + struct.pack("!HH", number, 1) + bytes(size)
    return IPV4, ipv4(ICMP, body[:2] + checksum(body).to_bytes(2, "big") + body[4:], source, HOST)


def datagram(source, number, size):
    return IPV4, ipv4(UDP, struct.pack("!HHHH", 1000 + number, 9, 8 + size, 0) + bytes(size), source, HOST)


def stray(source, number, size):
    return IPV4, ipv4(TCP, tcp(source, HOST, (1000 + number, 9), ACK, seq=number, ack=number, data=bytes(size)), source, HOST)


def question(source, number, size):
    return ARP, arp(1, bytes([2, 0, 0, 0, 1, number % 200]), source, bytes(6), HOST)


def chat_in_a_flood(wire, frames, ann, bob):
    """Ten thousand frames a second are put on the wire; bob hears what ann says at once. It takes some seconds until
    neighbours are old enough to be forgotten."""
    stop = threading.Event()

    def flood():
        sent = 0
        while not stop.wait(0.002):
            for _ in range(20):
                wire.put(*frames[sent % len(frames)])
                sent += 1

    stranger = threading.Thread(target=flood)
    stranger.start()
    try:
        for turn in range(200):
            for number in range(4):
                ann.send("PRIVMSG #garden :%d.%d %s" % (turn, number, "x" * 400))
            bob.until(":{ann} PRIVMSG #garden :%d.3 %s" % (turn, "x" * 400), deadline=Deadline(2))
            time.sleep(0.02)
    finally:
        stop.set()
        stranger.join()


@pytest.mark.parametrize("strangers", [1, 200])
@pytest.mark.parametrize("kind", [echo_request, datagram, stray, question])
def test_a_flood_of_requests_delays_nobody(server, wire, ann_and_bob, kind, strangers):
    """Short packets and long ones, of one host and of many whose addresses are made up: an answer to one of those takes no
    place among the neighbours."""
    frames = [kind("10.77.0.%d" % (20 + number % strangers), number, 1400 if number % 2 else 56) for number in range(400)]
    chat_in_a_flood(wire, frames, *ann_and_bob)


def echo_request6(source, number, size, target):
    return IPV6, icmp6(128, struct.pack("!HH", number, 1) + bytes(size), source, target)


def question6(source, number, size, target):
    return IPV6, icmp6(135, bytes(4) + socket.inet_pton(socket.AF_INET6, target) + bytes([1, 1, 2, 0, 0, 0, 1, number % 200]),
                       source, target)


@pytest.mark.parametrize("kind", [echo_request6, question6])
def test_a_flood_over_ipv6_delays_nobody(wire, kind):
    with Server(listen="0") as server:
        address = link_local(server)
        server.host = address + "%tap0"
        with socket.create_connection((server.host, server.port), Deadline().left()) as probe:
            server.client_host = probe.getsockname()[0].split("%")[0]
        frames = [kind("fe80::%x" % (0x100 + number), number, 1200 if number % 2 else 56, address) for number in range(400)]
        chat_in_a_flood(wire, frames, *server.users("ann", "bob", channel="#garden"))


def test_a_flood_of_neighbours(server, wire, ann_and_bob):
    """More hosts than the table of neighbours holds, and some that make no sense."""
    for number in range(400):
        address = "10.77.0.%d" % (number % 250 + 3)
        mac = bytes([2, 0, 0, 0, number >> 8, number & 255])
        wire.put(ARP, arp(1, mac, address, b"\0" * 6, HOST))
        wire.put(ARP, arp(2, mac, address, wire.far, HOST, sizes=(number % 9, number % 5)))
        wire.put(ARP, arp(number, mac, address, wire.far, HOST, kind=number))


def test_random_frames(server, wire, ann_and_bob):
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


def test_connections_beyond_the_limit_are_refused_with_a_reason(server):
    """A hundred at once: linnetd accepts as many SYNs as it has entries, and the others are retransmitted."""
    here = [server.user("u%d" % number) for number in range(64)]
    late = [socket.socket() for _ in range(100)]
    for connection in late:
        connection.setblocking(False)
        connection.connect_ex((HOST, server.port))
    deadline = Deadline(60)
    for connection in late:
        connection.settimeout(deadline.left())
        said = connection.recv(4096)
        connection.close()
        assert said.startswith(b"ERROR :Closing Link: ") and said.endswith(b"(Server is full: 64 of 64 are connected)\r\n"), said
    for user in here:
        user.close()
    chat_again(server)


def test_a_crowd_that_stops_reading_does_not_affect_others(server):
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


def test_peers_that_never_close_occupy_no_slot(server):
    """They quit, and receive ERROR, but keep their half of the connection open forever."""
    gone = []
    for number in range(200):
        gone.append(server.client("g%d" % (number % 50)))
        gone[-1].send("QUIT")
        gone[-1].until("ERROR :{*}", deadline=Deadline(20))
    chat_again(server)
