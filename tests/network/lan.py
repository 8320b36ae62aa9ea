"""A LAN of the test's own: hosts, each in a network namespace, on one switch; and multicast DNS packets by hand.

A host is a process that sleeps; programs run beside it (`Host.run`, `Host.start`), and sockets are made there
(`Host.inside`). `/run` is its own too, so that several hosts can have a daemon that believes to be the only one.
"""

import contextlib
import ctypes
import os
import socket
import struct
import subprocess
import time

from harness import Deadline, tool, wait_until

GROUP, GROUP6, PORT = "224.0.0.251", "ff02::fb", 5353
A, PTR, TXT, AAAA, SRV, NSEC, ANY = 1, 12, 16, 28, 33, 47, 255
NEW_NETWORK = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


class Host:
    """`number` N has the address 10.9.0.N, and fd09::N."""
    device = "wire0"

    def __init__(self, lan, number):
        self.lan, self.number, self.processes = lan, number, []
        self.address, self.address6 = "10.9.0.%d" % number, "fd09::%d" % number
        self.sleeper = namespace("mount -t tmpfs none /run")
        if lan.switch:
            lan.ip("link", "add", "p%d" % number, "type", "veth", "peer", "name", "wire0", "netns", str(self.sleeper.pid))
            lan.ip("link", "set", "p%d" % number, "master", "switch", "up")
        self.ip("link", "set", "lo", "up")

    def connect(self):
        """Its addresses are there at once: they are not looked for elsewhere first (DAD)."""
        subprocess.run(self.command("sh", "-c", "echo 0 >/proc/sys/net/ipv6/conf/wire0/accept_dad"), check=True)
        self.ip("addr", "add", self.address + "/24", "dev", "wire0")
        self.ip("-6", "addr", "add", self.address6 + "/64", "dev", "wire0", "nodad")
        self.ip("link", "set", "wire0", "up")
        self.ip("route", "add", "224.0.0.0/4", "dev", "wire0")

    def command(self, *words):
        return [tool("nsenter"), "-t", str(self.sleeper.pid), "-n", "-m", *map(str, words)]

    def ip(self, *words):
        subprocess.run(self.command(tool("ip"), *words), check=True)

    def run(self, *words, **options):
        """What a program says."""
        return subprocess.run(self.command(*words), stdout=subprocess.PIPE, text=True, timeout=Deadline(30).left(),
                              check=False, **options).stdout

    def start(self, *words, **options):
        self.processes.append(subprocess.Popen(self.command(*words), **options))
        return self.processes[-1]

    @contextlib.contextmanager
    def inside(self):
        """Sockets that are made meanwhile belong to this host."""
        enter("/proc/%d/ns/net" % self.sleeper.pid)
        try:
            yield
        finally:
            enter("/proc/%d/ns/net" % self.lan.home)

    def end(self):
        for process in self.processes:
            process.kill()
            process.wait()
        self.sleeper.kill()
        self.sleeper.wait()


def enter(path):
    with open(path, "rb") as file:
        if libc.setns(file.fileno(), NEW_NETWORK) < 0:
            raise OSError(ctypes.get_errno(), "setns")


def namespace(prepare):
    sleeper = subprocess.Popen([tool("unshare"), "--net", "--mount", "sh", "-c", prepare + " && echo && exec sleep 1000"],
                               stdout=subprocess.PIPE)
    assert sleeper.stdout.read(1) == b"\n", "cannot make a network namespace"
    return sleeper


class Lan:
    def __init__(self):
        self.switch, self.hosts, self.home = None, [], os.getpid()
        self.switch = namespace("ip link add switch type bridge mcast_snooping 0 && ip link set switch up")

    def ip(self, *words):
        subprocess.run([tool("nsenter"), "-t", str(self.switch.pid), "-n", tool("ip"), *words], check=True)

    def host(self, number, connected=True):
        self.hosts.append(Host(self, number))
        if connected:
            self.hosts[-1].connect()
        return self.hosts[-1]

    def end(self):
        for host in self.hosts:
            host.end()
        self.switch.kill()
        self.switch.wait()


# ---- packets ----

def name(text):
    return b"".join(bytes([len(label)]) + label.encode() for label in text.split(".")) + b"\0"


def question(text, kind, unicast=False):
    return name(text) + struct.pack(">HH", kind, 0x8001 if unicast else 1)


def record(text, kind, data, ttl=120):
    return name(text) + struct.pack(">HHIH", kind, 1, ttl, len(data)) + data


def message(questions=(), answers=(), authority=(), flags=0, ident=0):
    return struct.pack(">6H", ident, flags, len(questions), len(answers), len(authority), 0) + b"".join(
        [*questions, *answers, *authority])


class Packet:
    """A packet that was received: its sections as lists of (name, type, class, ttl, data); names in data are text."""

    def __init__(self, data, peer):
        self.data, self.peer = data, peer
        self.ident, self.flags, *self.counts = struct.unpack(">6H", data[:12])
        self.response = bool(self.flags & 0x8000)
        at, self.questions, sections = 12, [], []
        for _ in range(self.counts[0]):
            text, at = self.name(at)
            self.questions.append((text, *struct.unpack(">HH", data[at:at + 4])))
            at += 4
        for count in self.counts[1:]:
            sections.append([])
            for _ in range(count):
                text, at = self.name(at)
                kind, klass, ttl, size = struct.unpack(">HHIH", data[at:at + 10])
                at += 10
                sections[-1].append((text, kind, klass, ttl, self.value(kind, at, size)))
                at += size
        assert at == len(data), "%d bytes are left" % (len(data) - at)
        self.answers, self.authority, self.additional = sections

    def name(self, at):
        labels, end = [], None
        while self.data[at]:
            if self.data[at] >= 0xc0:
                end = end or at + 2
                at = (self.data[at] & 0x3f) << 8 | self.data[at + 1]
                continue
            labels.append(self.data[at + 1:at + 1 + self.data[at]].decode())
            at += 1 + self.data[at]
        return ".".join(labels), end or at + 1

    def value(self, kind, at, size):
        if kind in (A, AAAA):
            return socket.inet_ntop(socket.AF_INET if kind == A else socket.AF_INET6, self.data[at:at + size])
        if kind == PTR:
            return self.name(at)[0]
        if kind == SRV:
            return struct.unpack(">H", self.data[at + 4:at + 6])[0], self.name(at + 6)[0]
        return self.data[at:at + size]

    def values(self, text, kind):
        return [r[4] for r in self.answers if r[0] == text and r[1] == kind]


class Speaker:
    """Somebody on a host who speaks multicast DNS by hand. `port` 5353 hears what is told to all; another port (0: any)
    is that of a plain resolver."""

    def __init__(self, host, port=PORT, six=False):
        self.host, self.six = host, six
        with host.inside():
            self.socket = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM)
            index = socket.if_nametoindex(host.device) if six else 0
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if six:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            self.socket.bind(("::", port))
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP,
                                   socket.inet_pton(socket.AF_INET6, GROUP6) + struct.pack("I", index))
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 0)
        else:
            self.socket.bind(("", port))
            self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
                                   socket.inet_aton(GROUP) + socket.inet_aton(host.address))
            self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(host.address))
            self.socket.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 0)
        self.to = (GROUP6 if six else GROUP, PORT)

    def send(self, data, to=None):
        self.socket.sendto(data, to or self.to)

    def receive(self, seconds, wanted=lambda packet: True):
        """The next packet that is wanted, or None when none comes in this time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                packet = Packet(*self.socket.recvfrom(9000))
            except TimeoutError:
                break
            if wanted(packet):
                return packet
        return None

    def ask(self, text, kind, wanted=None, **options):
        """An answer to a question, which is asked again until there is one: packets may be lost."""
        for _ in range(10):
            self.send(message([question(text, kind, **options)], ident=self.host.number))
            answer = self.receive(Deadline(1.3).left(), wanted or (lambda p: p.response and p.values(text, kind)))
            if answer:
                return answer
        raise AssertionError("nobody resolves %s" % text)

    def address(self, text):
        return self.ask(text, A).values(text, A)

    def wait_for_address(self, text, address):
        wait_until(lambda: self.address(text) == [address], "%s to be %s" % (text, address))
