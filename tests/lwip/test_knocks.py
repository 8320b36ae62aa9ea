"""SYN floods: any number of half-open connections, and the SYN cookies that let other clients connect meanwhile."""

import random
import socket
import threading
import time

import pytest

from crowd import chat_again
from frames import ACK, FIN, IPV4, RST, SYN, TCP, Peer, introduce, ipv4, next_of, tcp
from harness import HOST, Deadline, Server

STRANGER = "10.77.0.66"      # a host that does not exist
HALF_OPEN = 32               # places for such connections: LWIP_HALF_OPEN in limits.h
LINES = b"NICK late\r\nUSER l 0 * :l\r\n"


def knock(wire, server, port, host=STRANGER):
    wire.put(IPV4, ipv4(TCP, tcp(host, HOST, (port, server.port), SYN, seq=port), host, HOST))


def take_all_places(wire, server, number=HALF_OPEN):
    return [Peer(wire, STRANGER, HOST, server.port, 1000 + n, half_open=True) for n in range(number)]


@pytest.fixture
def late(server, wire):
    """A client that connects when the table is full, has received a SYN cookie, and has not acknowledged it yet."""
    take_all_places(wire, server)
    return Peer(wire, STRANGER, HOST, server.port, 4000, half_open=True)


def is_silent(peer, seconds=0.5):
    try:
        said = peer.hear(Deadline(seconds))
    except TimeoutError:
        return True
    raise AssertionError("linnetd said %r" % (said,))


def test_connections_that_stay_half_open(server, wire, ann_and_bob):
    """Ten times as many as the table holds; honest clients are accepted at any time."""
    introduce(wire, STRANGER)
    for port in range(1000, 1000 + 10 * HALF_OPEN):
        knock(wire, server, port)
        if port % 40 == 0:
            with server.client("dan%d" % port) as dan:
                dan.register()


def test_established_connections_keep_their_slots(server, wire, ann_and_bob):
    """However many knock afterwards."""
    peers = take_all_places(wire, server)
    for port in range(5000, 5200):
        knock(wire, server, port)
    for number, peer in enumerate(peers):
        peer.send(data=b"NICK n%d\r\nUSER n 0 * :n\r\n" % number)
        peer.until(b" 001 n%d " % number)
        peer.send(RST)


def test_data_with_the_syn_cookie_ack_is_accepted(server, wire, ann_and_bob, late):
    """The first data segment acknowledges the cookie when the ACK before it was lost."""
    late.send(data=LINES)
    late.until(b" 001 late ")
    late.send(RST)


def test_data_that_overtakes_the_syn_cookie_is_retransmitted(server, wire, ann_and_bob, late):
    late.send(data=LINES[11:], ahead=11)
    assert is_silent(late)
    late.send(data=LINES[:11])
    late.send(data=LINES[11:])
    late.until(b" 001 late ")
    late.send(RST)


def test_a_retransmitted_syn_gets_the_same_cookie(server, wire, ann_and_bob, late):
    """So that the answer to the first may still come back after the second. A span of the clock may end between two of them."""
    answers = set()
    for _ in range(10):
        late.seq = 1000
        answers.add(late.knock(Deadline())[1])
    assert len(answers) <= 2
    other = Peer(wire, STRANGER, HOST, server.port, 4001, half_open=True)
    assert other.ack - 1 not in answers
    late.seq = 1001
    late.send(data=LINES)
    late.until(b" 001 late ")
    late.send(RST)


def test_forged_syn_cookies_are_refused(server, wire, ann_and_bob, late):
    """Nobody comes in, nobody is answered; with another's cookie neither, nor with one's own and another first number."""
    right, guess = (late.seq, late.ack), random.Random(7)
    for _ in range(500):
        late.ack = guess.getrandbits(32)
        late.send(data=LINES)
        late.seq = right[0]
    late.seq, late.ack = right[0] + 1, right[1]
    late.send(data=LINES)
    other = Peer(wire, STRANGER, HOST, server.port, 4001, half_open=True)
    other.ack = right[1]
    other.send(data=LINES)
    assert is_silent(late) and is_silent(other)
    assert "slot 2" not in server.log.text(), server.log.text()
    late.seq, late.ack = right
    for flags in [ACK | RST, RST, FIN]:
        late.send(flags)
    late.send(data=LINES)
    late.until(b" 001 late ")
    late.send(RST)


def test_a_repeated_syn_cookie_ack_opens_no_second_connection(server, wire, ann_and_bob, late):
    """The segment that showed it may come again, and is an old one of a connection then."""
    for _ in range(3):
        late.seq = 1001
        late.send(data=LINES)
    late.until(b" 001 late ")
    server.log.wait_for("late from 10.77.0.66 is here")
    late.send(data=b"PING :still one\r\n")
    late.until(b":still one")
    assert server.log.text().count("10.77.0.66") == 1, server.log.text()
    late.send(RST)


def test_a_client_with_a_syn_cookie_gets_a_slot_or_a_refusal(server, wire):
    """All users come after the cookies were given out: whose holders are refused in words as far as there are connections
    for it, and else reset."""
    take_all_places(wire, server)
    late = [Peer(wire, STRANGER, HOST, server.port, 4000 + number, half_open=True) for number in range(40)]
    here = [server.user("u%d" % number) for number in range(64)]
    wire.forget()
    for peer in late:
        peer.send()
    waiting, refused = set(late), 0
    while waiting:
        peer, flags, _, said = next_of(late, Deadline(20))
        assert b"(Server is full: 64 of 64 are connected)" in said or not said, said
        if peer in waiting and (said or flags & RST):
            waiting.remove(peer)
            refused += bool(said)
            peer.send(RST)
    assert 0 < refused < len(late)
    for user in here:
        user.close()
    chat_again(server)


def test_syn_cookies_work_over_ipv6(wire):
    with Server("--tap", "tap0", "--address", HOST + "/24", listen="0") as server:
        address = server.log.wait_for(r"has address (fe80::[0-9a-f:]+)$", Deadline(20))[1]
        take_all_places(wire, server)
        for number in range(5):
            with socket.create_connection((address + "%tap0", server.port), Deadline().left()) as late:
                late.sendall(b"NICK late%d\r\nUSER l 0 * :l\r\n" % number)
                assert b" 001 late%d " % number in late.recv(65536)


def test_a_connection_from_a_syn_cookie_gets_large_replies_whole(server, wire, ann_and_bob):
    """In small segments, since the MSS of the peer is not known."""
    take_all_places(wire, server)
    ann, _ = ann_and_bob
    for number in range(60):
        ann.send("PRIVMSG #garden :" + ("%d " % number).ljust(380, "x"))
    ann.sync()
    with server.client("late") as late:
        late.register()
        late.send("JOIN #garden")
        late.until(":{late} JOIN #garden")
        for number in range(60):
            ann.send("PRIVMSG #garden :" + ("%d " % number).ljust(380, "y"))
        for number in range(60):
            late.until(":{ann} PRIVMSG #garden :" + ("%d " % number).ljust(380, "y"))


def test_a_syn_flood_keeps_nobody_out_of_a_nearly_full_server(server, wire):
    """There are fewer places for half-open connections then; a stranger has taken them all, and takes them again."""
    here = [server.user("u%d" % number) for number in range(60)]
    introduce(wire, STRANGER)
    stop = threading.Event()

    def knocks():
        port = 1000
        while not stop.wait(0.2):
            for port in range(port, port + 20):
                knock(wire, server, port)

    stranger = threading.Thread(target=knocks)
    stranger.start()
    try:
        for number in range(4):
            with server.client("late%d" % number) as late:
                late.register()
    finally:
        stop.set()
        stranger.join()
    for user in here:
        user.close()


@pytest.mark.parametrize("strangers, a_second", [(1, 50000), (200, 1000), (200, 20000)])
def test_a_syn_flood_keeps_nobody_out(server, wire, ann_and_bob, strangers, a_second):
    """Of one host or of many: who comes is let in at the first attempt. More at once than the device's queue holds would be
    lost there, and no linnetd would hear them."""
    hosts = ["10.77.0.%d" % (20 + number) for number in range(strangers)]
    introduce(wire, *hosts)
    knocks = [ipv4(TCP, tcp(hosts[port % strangers], HOST, (port, server.port), SYN, seq=port), hosts[port % strangers], HOST)
              for port in range(1000, 5000)]
    stop = threading.Event()

    def flood():
        sent = 0
        while not stop.wait(0.002):
            for _ in range(a_second // 500):
                wire.put(IPV4, knocks[sent % len(knocks)])
                sent += 1

    stranger = threading.Thread(target=flood)
    stranger.start()
    try:
        for number in range(20):
            time.sleep(0.05)
            with server.client("late%d" % number) as late:
                late.register()
    finally:
        stop.set()
        stranger.join()


def test_a_crowd_that_connects_at_once_is_accepted(server):
    """More at once than may be half open: nobody is reset."""
    crowd = [socket.socket() for _ in range(64)]
    for connection in crowd:
        connection.setblocking(False)
        connection.connect_ex((HOST, server.port))
    deadline = Deadline(30)
    for number, connection in enumerate(crowd):
        connection.settimeout(deadline.left())
        connection.sendall(b"NICK c%d\r\nUSER c 0 * :c\r\n" % number)
        assert b" 001 c%d " % number in connection.recv(65536)
    for connection in crowd:
        connection.close()
    chat_again(server)
