"""The other end of a board's network cable, without any network of this machine: Ethernet frames, as QEMU sends them in
datagrams, and as much of ARP, ICMP, DHCP (RFC 2131) and NTP (RFC 5905) as a small router and a laptop speak.
"""

import socket
import struct
import threading
import time

from harness import HOST, Deadline
from machine import free_port

ME = bytes.fromhex("525400aabbcc")
EVERYONE = b"\xff" * 6
NTP_EPOCH = 2208988800
DISCOVER, OFFER, REQUEST, ACK = 1, 2, 3, 5


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ipv4(source, target, protocol, data):
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(data), 0, 0, 64, protocol, 0, socket.inet_aton(source),
                         socket.inet_aton(target))
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + data


def udp(source, target, ports, data):
    """An IPv4 packet with a UDP datagram, without the datagram's own checksum, which may be left out."""
    return ipv4(source, target, 17, struct.pack("!HHHH", *ports, 8 + len(data), 0) + data)


def echo_request(source, target, number):
    """RFC 792."""
    data = struct.pack("!BBHHH", 8, 0, 0, 0x6667, number) + b"are you there?"
    return ipv4(source, target, 1, data[:2] + struct.pack("!H", checksum(data)) + data[4:])


def dhcp(kind, answer, xid, hardware, address="0.0.0.0", options=b""):
    fixed = struct.pack("!BBBBIHH4s4s4s4s16s64s128s4s", 2 if answer else 1, 1, 6, 0, xid, 0, 0x8000, b"\0" * 4,
                        socket.inet_aton(address), b"\0" * 4, b"\0" * 4, hardware, b"", b"", b"\x63\x82\x53\x63")
    return fixed + bytes((53, 1, kind)) + options + b"\xff" + b"\0" * 60


def dhcp_options(data):
    options, at = {}, 240
    while at < len(data) and data[at] != 255:
        if data[at] == 0:
            at += 1
            continue
        options[data[at]] = data[at + 2:at + 2 + data[at + 1]]
        at += 2 + data[at + 1]
    return options


class Cable(threading.Thread):
    """Takes what the board sends. With `router` set it is a DHCP server at that address, whose network has length 24, and
    an NTP server whose time is `clock`, seconds since 1970."""

    def __init__(self, router=None, clock=None):
        super().__init__(daemon=True)
        self.router, self.clock, self.offers, self.names, self.asked_time = router, clock, [], set(), 0
        self.neighbours, self.echoes = {}, {}   # Ethernet addresses by IPv4 address, from ARP; and the sender of each echo
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((HOST, 0))
        self.board = (HOST, free_port())
        self.netdev = ("dgram,id=net,local.type=inet,local.host=%s,local.port=%d,remote.type=inet,remote.host=%s,"
                       "remote.port=%d" % (*self.board, HOST, self.socket.getsockname()[1]))
        self.start()

    def send(self, target, kind, data):
        self.socket.sendto(target + ME + struct.pack("!H", kind) + data.ljust(46, b"\0"), self.board)

    def run(self):
        while True:
            frame = self.socket.recv(65536)
            kind = struct.unpack("!H", frame[12:14])[0]
            if kind == 0x0806:
                self.take_arp(frame[14:])
            elif kind == 0x0800 and frame[23] == 1:
                start = 14 + (frame[14] & 15) * 4
                if frame[start] == 0:
                    self.echoes[struct.unpack("!H", frame[start + 6:start + 8])[0]] = frame[6:12].hex(":")
            elif kind == 0x0800 and frame[23] == 17:
                start = 14 + (frame[14] & 15) * 4
                ports = struct.unpack("!HH", frame[start:start + 4])
                self.take_udp(frame[6:12], socket.inet_ntoa(frame[26:30]), ports, frame[start + 8:])

    def take_arp(self, arp):
        """Who has the router's address? RFC 826."""
        self.neighbours[arp[14:18]] = arp[8:14]
        if self.router and arp[6:8] == b"\0\1" and arp[24:28] == socket.inet_aton(self.router):
            self.send(arp[8:14], 0x0806, arp[:6] + b"\0\2" + ME + arp[24:28] + arp[8:18])

    def take_udp(self, sender, source, ports, data):
        if ports[1] == 67 and self.router:
            options = dhcp_options(data)
            self.names.add(options.get(12, b"").decode())
            kind = {DISCOVER: OFFER, REQUEST: ACK}.get(options[53][0])
            if kind:
                router = socket.inet_aton(self.router)
                said = b"".join(bytes((code, len(value))) + value for code, value in (
                    (54, router), (51, struct.pack("!I", 600)), (1, b"\xff\xff\xff\0"), (3, router), (42, router)))
                address = self.router.rsplit(".", 1)[0] + ".20"
                self.send(EVERYONE, 0x0800, udp(self.router, "255.255.255.255", (67, 68), dhcp(
                    kind, True, struct.unpack("!I", data[4:8])[0], data[28:44], address, said)))
        elif ports[1] == 68:
            self.offers.append((source, socket.inet_ntoa(data[16:20]), dhcp_options(data)))
        elif ports[1] == 123 and self.router and self.clock:
            self.asked_time += 1
            now = struct.pack("!II", int(self.clock + time.monotonic()) + NTP_EPOCH & 0xffffffff, 0)
            answer = bytes((0x24, 1, 3, 0xec)) + b"\0\0\0\0\0\0\0\x10GPS\0" + now + data[40:48] + now + now
            self.send(sender, 0x0800, udp(self.router, source, (123, ports[0]), answer))

    def ping(self, address, seconds):
        """From the router; the Ethernet address that the answer comes from, or None."""
        deadline, target, number = Deadline(seconds), socket.inet_aton(address), 0
        while not deadline.passed() and number not in self.echoes:
            number += 1
            self.send(EVERYONE, 0x0806, b"\0\1\x08\0\6\4\0\1" + ME + socket.inet_aton(self.router) + b"\0" * 6 + target)
            if target in self.neighbours:
                self.send(self.neighbours[target], 0x0800, echo_request(self.router, address, number))
            time.sleep(0.5)
        return self.echoes.get(number)

    def ask_for_an_address(self, seconds):
        """As a laptop does; the first offer, or None."""
        deadline = Deadline(seconds)
        self.offers.clear()
        while not deadline.passed():
            self.send(EVERYONE, 0x0800, udp("0.0.0.0", "255.255.255.255", (68, 67), dhcp(
                DISCOVER, False, 0x6667, ME + b"\0" * 10)))
            for _ in range(10):
                if self.offers:
                    return self.offers[0]
                time.sleep(0.1)
        return None
