"""Ethernet frames made by hand, right and wrong, and a socket that puts them on the wire to linnetd."""

import fcntl
import socket
import struct

from harness import HOST, Deadline

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

    def put(self, kind, payload, to=None, most=1514):
        """What is too long for the device is cut."""
        frame = (to or self.far) + self.near + struct.pack("!H", kind) + payload
        self.socket.send(frame[:most])

    def forget(self):
        """Takes what has come so far. Nobody reads it all the while, and what there is no room for is lost."""
        self.socket.setblocking(False)
        try:
            while True:
                self.socket.recv(2048)
        except BlockingIOError:
            pass


def ipv4(protocol, payload, source, target, length=None, header_words=5, ident=1, fragment=0, wrong_sum=False, ttl=64):
    """`length` and `header_words` may lie; `fragment` is the field with its flags."""
    def header(total):
        return struct.pack("!BBHHHBBH4s4s", 0x40 | header_words, 0, 20 + len(payload) if length is None else length,
                           ident, fragment, ttl, protocol, total, socket.inet_aton(source), socket.inet_aton(target))
    return header(checksum(header(0)) ^ (0xffff if wrong_sum else 0)) + payload


def ipv6(protocol, payload, source, target, length=None, hops=64):
    return struct.pack("!IHBB16s16s", 6 << 28, len(payload) if length is None else length, protocol, hops,
                       socket.inet_pton(socket.AF_INET6, source), socket.inet_pton(socket.AF_INET6, target)) + payload


def tcp(source, target, ports, flags, seq=0, ack=0, data=b"", options=b"", words=None, wrong_sum=False, window=8192):
    """A segment over IPv4; `words` may lie about the header's length."""
    words = 5 + len(options) // 4 if words is None else words
    segment = struct.pack("!HHIIBBHHH", *ports, seq, ack, words << 4, flags, window, 0, 0) + options + data
    pseudo = struct.pack("!4s4sBBH", socket.inet_aton(source), socket.inet_aton(target), 0, TCP, len(segment))
    total = checksum(pseudo + segment) ^ (0xffff if wrong_sum else 0)
    return segment[:16] + struct.pack("!H", total) + segment[18:]


def icmp6(kind, rest, source, target):
    """A message of ICMPv6 in its packet, with the right sum: `rest` is what follows it. Neighbour discovery wants 255 hops."""
    body = bytes([kind, 0, 0, 0]) + rest
    pseudo = ipv6(ICMP6, b"", source, target)[8:40] + struct.pack("!II", len(body), ICMP6)
    body = body[:2] + struct.pack("!H", checksum(pseudo + body)) + body[4:]
    return ipv6(ICMP6, body, source, target, hops=255)


def arp(operation, mac, address, for_mac, for_address, sizes=(6, 4), kind=1):
    return struct.pack("!HHBBH6s4s6s4s", kind, IPV4, *sizes, operation, mac, socket.inet_aton(address), for_mac,
                       socket.inet_aton(for_address))


def introduce(wire, *hosts):
    """Lets linnetd know where these hosts are."""
    for host in hosts:
        wire.put(ARP, arp(2, wire.near, host, wire.far, HOST))


class Peer:
    """One end of a TCP connection, made by hand: of a host that is not there, so that nobody else answers for it. It sends
    only what it is told to, acknowledges nothing by itself, and offers `window` bytes for ever."""

    def __init__(self, wire, source, target, port, own_port, window=8192, half_open=False):
        self.wire, self.source, self.target, self.window = wire, source, target, window
        self.ports, self.seq, self.ack = (own_port, port), 1000, 0
        introduce(wire, source)
        flags, self.ack = self.knock(Deadline())
        assert flags & (SYN | ACK) == SYN | ACK, "linnetd answered a SYN with flags %#x" % flags
        self.seq, self.ack = self.seq + 1, self.ack + 1
        if not half_open:
            self.send()

    def knock(self, deadline):
        """Flags and sequence number of the answer to a SYN, which is sent again each second, as by any host: who finds
        no place, because linnetd has yet to see that others have gone, is not heard."""
        while True:
            self.send(SYN)
            try:
                return self.hear(Deadline(1))[:2]
            except TimeoutError:
                if deadline.left() <= 0:
                    raise

    def send(self, flags=ACK, data=b"", ahead=0, window=None):
        """A segment; `ahead` of what was sent before it, when that is to be missing."""
        segment = tcp(self.source, self.target, self.ports, flags, self.seq + ahead, self.ack, data,
                      window=self.window if window is None else window)
        self.wire.put(IPV4, ipv4(TCP, segment, self.source, self.target))
        if not ahead:
            self.seq += len(data)

    def hear(self, deadline=None):
        """Flags, sequence number and data of the next segment that comes from linnetd."""
        return next_of([self], deadline)[1:]

    def until(self, what, deadline=None):
        """Acknowledges all that comes in order, until this is in it."""
        said, deadline = b"", deadline or Deadline(20)
        while what not in said:
            flags, seq, data = self.hear(deadline)
            assert not flags & RST, "reset, after %r" % said
            if seq == self.ack and data:
                said, self.ack = said + data, self.ack + len(data)
                self.send()


def next_of(peers, deadline=None):
    """The next segment that comes from linnetd to one of these: who that is, flags, sequence number and data."""
    deadline, wire = deadline or Deadline(), peers[0].wire
    by_name = {(socket.inet_aton(peer.source), peer.ports[::-1]): peer for peer in peers}
    while True:
        wire.socket.settimeout(max(deadline.left(), 0.001))
        frame, origin = wire.socket.recvfrom(2048)
        if origin[2] == socket.PACKET_OUTGOING or frame[12:14] != b"\x08\x00" or frame[23] != TCP:
            continue
        packet = frame[14:14 + struct.unpack("!H", frame[16:18])[0]]
        segment = packet[20:]
        peer = by_name.get((packet[16:20], struct.unpack("!HH", segment[:4])))
        if peer and packet[12:16] == socket.inet_aton(peer.target):
            return peer, segment[13], struct.unpack("!I", segment[4:8])[0], segment[(segment[12] >> 4) * 4:]
