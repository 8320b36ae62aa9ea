"""Ethernet frames made by hand, right and wrong, and a socket that puts them on the wire to linnetd."""

import fcntl
import socket
import struct

SIOCGIFHWADDR = 0x8927
ARP, IPV4, IPV6 = 0x0806, 0x0800, 0x86DD
TCP, UDP, ICMP, ICMP6 = 6, 17, 1, 58
FIN, SYN, RST, ACK = 1, 2, 4, 16


def checksum(data):
    """RFC 1071."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Wire:
    """This machine's end of a TAP device, under the feet of its TCP/IP."""

    def __init__(self, device="tap0"):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.socket.bind((device, 3))
        request = struct.pack("16s16s", device.encode(), b"")
        near = fcntl.ioctl(self.socket, SIOCGIFHWADDR, request)[18:24]
        self.near = near
        self.far = bytes([(near[0] | 2) & 0xfe]) + near[1:5] + bytes([near[5] ^ 1])     # as linnetd derives it

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def put(self, kind, payload, to=None):
        """What is too long for the device is cut."""
        frame = (to or self.far) + self.near + struct.pack("!H", kind) + payload
        self.socket.send(frame[:1514])


def ipv4(protocol, payload, source, target, length=None, header_words=5, ident=1, fragment=0, wrong_sum=False, ttl=64):
    """`length` and `header_words` may lie; `fragment` is the field with its flags."""
    def header(total):
        return struct.pack("!BBHHHBBH4s4s", 0x40 | header_words, 0, 20 + len(payload) if length is None else length,
                           ident, fragment, ttl, protocol, total, socket.inet_aton(source), socket.inet_aton(target))
    return header(checksum(header(0)) ^ (0xffff if wrong_sum else 0)) + payload


def ipv6(protocol, payload, source, target, length=None):
    return struct.pack("!IHBB16s16s", 6 << 28, len(payload) if length is None else length, protocol, 64,
                       socket.inet_pton(socket.AF_INET6, source), socket.inet_pton(socket.AF_INET6, target)) + payload


def tcp(source, target, ports, flags, seq=0, ack=0, data=b"", options=b"", words=None, wrong_sum=False):
    """A segment over IPv4; `words` may lie about the header's length."""
    words = 5 + len(options) // 4 if words is None else words
    segment = struct.pack("!HHIIBBHHH", *ports, seq, ack, words << 4, flags, 8192, 0, 0) + options + data
    pseudo = struct.pack("!4s4sBBH", socket.inet_aton(source), socket.inet_aton(target), 0, TCP, len(segment))
    total = checksum(pseudo + segment) ^ (0xffff if wrong_sum else 0)
    return segment[:16] + struct.pack("!H", total) + segment[18:]


def arp(operation, mac, address, for_mac, for_address, sizes=(6, 4), kind=1):
    return struct.pack("!HHBBH6s4s6s4s", kind, IPV4, *sizes, operation, mac, socket.inet_aton(address), for_mac,
                       socket.inet_aton(for_address))
