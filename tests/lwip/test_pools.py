"""Every pool of lwIP at its end, one after the other.

For each pool that can run out there is a linnetd in which that one has only a few elements, and a load that takes all of
them: linnetd's own log says, when it stops, that they were all in use and that more were wanted. Meanwhile it may be slow,
or not hear who knocks; but nobody is lost, and afterwards it is as quick as ever.

Pools that cannot run out, and why:
    UDP_PCB         one, for DHCP, taken at the start
    SYS_TIMEOUT     lwIP's timers are known when it is built, and it counts them itself
    MLD6_GROUP      one for each address that linnetd can have, and one for all hosts: nobody else joins
    NETCONN, NETBUF, ND6_QUEUE, RAW_PCB and those of DNS are not built
    mailboxes       the only one has a place for each element of TCPIP_MSG_API, which therefore runs out first
Tables that are no pools (neighbours over IPv4 and IPv6, connections, routers, prefixes) are test_hostile.py's.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import time

import pytest

import harness
from crowd import chat, chat_again
from frames import ICMP, IPV4, IPV6, RST, Peer, Wire, icmp6, introduce, ipv4, next_of
from harness import HOST, SRC, Deadline, Server, run_linnetd, tool, wait_until

DEBUG = ("--log", "debug")


@pytest.fixture
def built(tmp_path, monkeypatch):
    """Builds a linnetd with other sizes of pools, and makes it the one that is tested. It begins with a copy of what the
    tested one was made of, so that only two files are compiled."""
    def build(*pools):
        made = os.path.dirname(harness.LINNETD)
        target = os.path.basename(made)
        shutil.copytree(made, tmp_path / target, symlinks=True, ignore=shutil.ignore_patterns("unit", "npm", "lwip-*"))
        environment = {name: value for name, value in os.environ.items()
                       if name not in ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "CC", "NM", "SIZE")}
        done = subprocess.run(
            [tool("make"), "-C", SRC, "BUILD=%s" % tmp_path, "TARGET=" + target, "NET=lwip", "NO_INSTALL=1",
             "POOLS=" + " ".join("-D" + pool for pool in pools), "LDFLAGS=-fno-lto",      # linking is quicker
             "%s/%s/linnetd" % (tmp_path, target)],
            env=environment, capture_output=True, text=True, timeout=Deadline(300).left())
        assert done.returncode == 0, done.stdout + done.stderr
        monkeypatch.setattr(harness, "LINNETD", str(tmp_path / target / "linnetd"))

    return build


def ran_out(server, pool, size):
    """The server ends; it must have used all of this pool, and have wanted more."""
    server.stop()
    assert re.search(r"^linnetd: lwIP: %s: all %d were in use, and [0-9]+ more were requested$" % (pool, size),
                     server.log.text(), re.M), "%s never ran out:\n%s" % (pool, server.log.text())


def most_used(server, pool):
    """How many were in use at most, of how many, of a pool of which there were always enough. The server has ended."""
    match = re.search(r"lwIP: %s: at most ([0-9]+) of ([0-9]+) were in use$" % pool, server.log.text(), re.M)
    assert match, "%s ran out, or is not reported:\n%s" % (pool, server.log.text())
    return int(match.group(1)), int(match.group(2))


def all_is_well(server, talkers=63):
    """A crowd may come and chat as if nothing had happened, and a few of them do so at their usual speed."""
    chat_again(server, talkers, lines=1)
    chat_again(server, 3, lines=40, deadline=Deadline(10))


@pytest.mark.parametrize("define, size, pool", [("MEMP_NUM_TCP_SEG", 24, "TCP_SEG"), ("MEMP_NUM_PBUF", 20, "PBUF_REF/ROM"),
                                                ("LWIP_HEADERS", 24, "MALLOC_LWIP_HEADER_BYTES")])
def test_transmit_buffers_run_out(built, define, size, pool):
    """Segments, their bodies and their headers: data without one waits in its connection's ring."""
    built("%s=%d" % (define, size))
    with Server(*DEBUG) as server:
        chat((server.host, server.port), 32, lines=4, size=300)
        all_is_well(server)
        ran_out(server, pool, size)


def test_connections_run_out(built):
    """A SYN without a free record is ignored, is retransmitted, and is accepted once a client has left."""
    size = 12
    built("MEMP_NUM_TCP_PCB=%d" % size)
    with Server(*DEBUG) as server:
        here = server.users(*["u%d" % number for number in range(size)], channel="#garden")
        late = [socket.socket() for _ in range(size)]
        for connection in late:
            connection.setblocking(False)
            connection.connect_ex((server.host, server.port))
        for turn in range(3):
            here[0].send("PRIVMSG #garden :%d" % turn)
            for user in here[1:]:
                user.until(":{u0} PRIVMSG #garden :%d" % turn)
        for user in here:
            user.send("QUIT")
            user.until("ERROR :{*}")
            user.close()
        for number, connection in enumerate(late):
            connection.settimeout(Deadline(30).left())
            connection.sendall(b"NICK late%d\r\nUSER l 0 * :l\r\n" % number)
            assert b" 001 late%d " % number in connection.recv(65536)
            connection.close()
        all_is_well(server, size)
        ran_out(server, "TCP_PCB", size)


def test_listeners_run_out(built):
    """As many as there are places for; one more is told. Were there fewer records than places, that would be told, too."""
    listen = [word for _ in range(7) for word in ("--listen", HOST + ":0")]
    with Server(*DEBUG, *listen, listen=HOST + ":0") as server:
        wait_until(lambda: server.log.text().count("listening on") == 8, "all listeners")
        for port in re.findall(r"listening on \S+:([0-9]+)$", server.log.text(), re.M):
            with socket.create_connection((HOST, int(port)), Deadline().left()) as client:
                client.sendall(b"NICK ann\r\nUSER a 0 * :a\r\nQUIT\r\n")
                assert client.recv(4096), "port %s gave no answer" % port
    assert most_used(server, "TCP_PCB_LISTEN") == (8, 8)
    _, err = run_linnetd(*listen, *listen, status=2)
    assert re.fullmatch("linnetd: error: --listen[^\n]*\n", err), err
    built("MEMP_NUM_TCP_PCB_LISTEN=1")
    _, err = run_linnetd(*listen, status=1)
    assert re.search("^linnetd: error: .*: Out of memory$|^linnetd: error: .*: Cannot allocate memory$", err, re.M), err


def test_receive_buffers_run_out(built):
    """Fragments that never become whole hold twelve at most, and connections what came out of order: who finds none left
    makes lwIP throw such away, and comes again."""
    size = 20
    built("LWIP_PACKETS=%d" % size)
    with Wire("tap0") as wire, Server(*DEBUG) as server:
        ann, bob = server.users("ann", "bob", channel="#garden")
        peers = [Peer(wire, "10.77.0.%d" % (100 + number), HOST, server.port, 2000) for number in range(16)]
        for turn in range(5):
            for ident in range(20):
                wire.put(IPV4, ipv4(ICMP, b"\x08" + bytes(63), "10.77.0.66", HOST, ident=ident, fragment=0x2000))
            for hole in range(1, 5):
                for peer in peers:
                    peer.send(data=b"x", ahead=2 * hole)
            ann.send("PRIVMSG #garden :%d" % turn)
            bob.until(":{ann} PRIVMSG #garden :%d" % turn)
        for peer in peers:
            peer.send(RST)
        for user in (ann, bob):
            user.close()
        all_is_well(server)
        ran_out(server, "PBUF_POOL", size)


@pytest.mark.parametrize("define, pool", [("LWIP_FRAMES", "MALLOC_LWIP_FRAME_BYTES"), ("MEMP_NUM_ARP_QUEUE", "ARP_QUEUE")])
def test_packets_waiting_for_address_resolution_run_out(built, define, pool):
    """Packets to a host whose Ethernet address has expired wait until ARP has resolved it again."""
    built(define + "=1")
    with Wire("tap0") as wire, Server(*DEBUG) as server:
        assert ping("-s", "1400")
        ann = server.user("ann")
        peers = [Peer(wire, "10.77.0.%d" % (20 + number), HOST, server.port, 2000) for number in range(4)]
        for number, peer in enumerate(peers):
            peer.send(data=b"NICK p%d\r\nUSER p 0 * :p\r\nPING :here\r\n" % number)
            peer.until(b" PONG irc.example :here\r\n")
        time.sleep(1.5)         # the oldest neighbours are forgotten first, by the second
        introduce(wire, *["10.77.0.%d" % number for number in range(50, 200)])        # more than it knows at once
        for number in range(3):
            ann.send("PRIVMSG p0,p1,p2,p3 :%d %s" % (number, "x" * 400))
        ann.sync()
        introduce(wire, *[peer.source for peer in peers])
        said = dict.fromkeys(peers, b"")
        while any(b" :2 " not in text for text in said.values()):
            peer, _, seq, data = next_of(peers, Deadline(20))
            if seq == peer.ack and data:
                peer.ack, said[peer] = peer.ack + len(data), said[peer] + data
                peer.send()
        for peer, text in said.items():
            assert [text.count(b" :%d " % number) for number in range(3)] == [1, 1, 1], text
            peer.send(RST)
        ann.close()
        all_is_well(server)
        assert ping("-s", "1400")
        ran_out(server, pool, 1)


def test_messages_to_lwips_thread_run_out(built):
    """Each newcomer sends one, so that timers run: one that waits already is as good as many."""
    built("MEMP_NUM_TCPIP_MSG_API=1")
    with Wire("tap0") as wire, Server(*DEBUG) as server:
        assert ping()
        for turn in range(5):
            peers = [Peer(wire, "10.77.0.66", HOST, server.port, 2000 + number, half_open=True) for number in range(30)]
            server.process.send_signal(signal.SIGSTOP)      # so that all of them come at one moment
            for peer in peers:
                peer.send()
            server.process.send_signal(signal.SIGCONT)
            for peer in peers:
                peer.send(RST)
        all_is_well(server)
        ran_out(server, "TCPIP_MSG_API", 1)


def test_reassembly_entries_run_out(built):
    """More at once than can be put together; the oldest gives way. And an answer in more pieces than there are is not sent."""
    built("MEMP_NUM_REASSDATA=1", "MEMP_NUM_FRAG_PBUF=2")
    with Wire("tap0") as wire, Server(*DEBUG) as server:
        assert ping()
        for ident in range(50):
            wire.put(IPV4, ipv4(ICMP, b"\x08" + bytes(63), "10.77.0.66", HOST, ident=ident, fragment=0x2000))
        assert not ping("-s", "4000")
        assert ping("-s", "1400")
        all_is_well(server)
        ran_out(server, "REASSDATA", 1)
        ran_out(server, "FRAG_PBUF", 2)


def ping(*arguments):
    """Whether three of three were answered."""
    done = subprocess.run([tool("ping"), "-q", "-c", "3", "-i", "0.2", "-W", "1", *arguments, HOST], capture_output=True,
                          text=True, timeout=Deadline(60).left())
    return " 0% packet loss" in done.stdout


def test_pools_that_no_peer_can_exhaust():
    """With an address of each kind that linnetd can have, and routers that tell it of hundreds more."""
    with Wire("tap0") as wire, Server("--tap", "tap0", "--address", "dhcp", *DEBUG, "--address", "fd00:77::2/64",
                                      listen="0") as server:
        server.log.wait_for("has address fd00:77::2", Deadline(20))
        for number in range(200):
            router = "fe80::%x" % (0x100 + number % 20)
            prefix = bytes([3, 4, 64, 0xc0]) + b"\0\0\xff\xff" * 2 + bytes(4) + socket.inet_pton(
                socket.AF_INET6, "fd00:%x::" % (0x100 + number))
            wire.put(IPV6, icmp6(134, b"\x40\0\x07\x08" + bytes(8) + prefix, router, "ff02::1"))
        server.log.wait_for(r"has address fd00:1[0-9a-f]{2}:", Deadline(20))
    for pool in ["UDP_PCB", "SYS_TIMEOUT", "MLD6_GROUP"]:
        most, size = most_used(server, pool)
        assert 0 < most <= size
