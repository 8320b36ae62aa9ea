"""Multicast DNS: linnetd is found by name, on a LAN of the test's own, by resolvers and beside other responders."""

import os
import random
import signal
import socket
import struct
import subprocess
import time

import pytest

from harness import SLOW, Deadline, Output, Server, run_linnetd, tool, wait_until
from lan import A, AAAA, ANY, NSEC, PORT, PTR, SRV, TXT, Lan, Speaker, message, name, question, record

HOST, IRC, INSTANCE = "linnet.local", "_irc._tcp.local", "linnet._irc._tcp.local"


@pytest.fixture
def lan():
    made = Lan()
    yield made
    made.end()


@pytest.fixture
def board(lan):
    return lan.host(1)


@pytest.fixture
def phone(lan):
    return lan.host(2)


def linnetd(host, *options, mdns="linnet"):
    return Server("--mdns", mdns, *options, listen="0.0.0.0:0", wrapper=host.command())


def found(server, label="linnet"):
    server.log.wait_for(r"mdns: this server is %s\.local" % label)
    return server


# ---- by hand ----

def test_a_plain_resolver_is_answered_by_unicast(board, phone):
    """As Android asks, from a port of its own."""
    with found(linnetd(board)):
        resolver = Speaker(phone, port=0)
        answer = resolver.ask(HOST, A)
        assert answer.ident == phone.number and answer.questions == [(HOST, A, 1)]
        assert answer.answers == [(HOST, A, 1, 10, board.address)]
        assert resolver.ask("LINNET.Local", A, wanted=lambda p: p.answers).answers[0][4] == board.address
        assert resolver.ask(HOST, AAAA).answers == [(HOST, AAAA, 1, 10, board.address6)]


def test_dig_resolves_the_name(board, phone):
    with found(linnetd(board)) as server:
        said = phone.run(tool("dig"), "+noall", "+answer", "+additional", "-p", PORT, "@" + board.address, IRC, "PTR")
        assert "PTR\t%s." % INSTANCE in said and "SRV\t0 0 %d %s." % (server.port, HOST) in said, said


def test_queries_over_ipv6(board, phone):
    with found(linnetd(board)):
        for port in 0, PORT:
            assert Speaker(phone, port, six=True).ask(HOST, AAAA).values(HOST, AAAA) == [board.address6]


def test_name_and_service_are_announced_and_withdrawn(board, phone):
    listener = Speaker(phone)
    with linnetd(board) as server:
        probes = [listener.receive(Deadline().left(), lambda p: p.authority) for _ in range(3)]
        assert {q[:2] for q in probes[0].questions} == {(HOST, ANY), (INSTANCE, ANY)}
        assert all(q[2] == 0x8001 for q in probes[0].questions)
        first = listener.receive(Deadline().left(), lambda p: p.response)
        assert first.values(HOST, A) == [board.address] and first.values(HOST, AAAA) == [board.address6]
        assert first.values(INSTANCE, SRV) == [(server.port, HOST)] and first.values(IRC, PTR) == [INSTANCE]
        assert first.values(INSTANCE, TXT) == [b"\0"]
        assert first.values("_services._dns-sd._udp.local", PTR) == [IRC]
        assert {r[3] for r in first.answers} == {120, 4500} and first.peer == (board.address, PORT)
        assert listener.receive(Deadline(3).left(), lambda p: p.response)
        began = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        bye = listener.receive(Deadline().left(), lambda p: p.response)
        assert time.monotonic() - began < SLOW and {r[3] for r in bye.answers} == {0}
        assert bye.values(IRC, PTR) == [INSTANCE] and bye.values(HOST, A) == [board.address]
        server.stop()


def settled(listener):
    """Every multicast record is at least a second old."""
    assert listener.receive(Deadline(5).left(), lambda p: p.response)
    assert listener.receive(Deadline(5).left(), lambda p: p.response)
    assert listener.receive(1.3) is None


def test_known_answers_are_not_repeated(board, phone):
    listener = Speaker(phone)
    with linnetd(board):
        settled(listener)
        ask = [question(IRC, PTR)]
        listener.send(message(ask, [record(IRC, PTR, name(INSTANCE), 4500)]))
        assert listener.receive(1) is None
        listener.send(message(ask, [record(IRC, PTR, name(INSTANCE), 2000)]))       # they forget it soon
        assert listener.receive(Deadline(2).left()).values(IRC, PTR) == [INSTANCE]
        time.sleep(1.1)
        listener.send(message(ask, [record(IRC, PTR, name("other._irc._tcp.local"), 4500)]))
        assert listener.receive(Deadline(2).left()).values(IRC, PTR) == [INSTANCE]


def test_known_answers_of_several_packets(board, phone):
    listener = Speaker(phone)
    with linnetd(board):
        settled(listener)
        listener.send(message([question(IRC, PTR)], flags=0x200))
        listener.send(message(answers=[record(IRC, PTR, name(INSTANCE), 4500)]))
        assert listener.receive(1.5) is None
        began = time.monotonic()
        listener.send(message([question(IRC, PTR)], flags=0x200))
        assert listener.receive(Deadline(2).left()).values(IRC, PTR) == [INSTANCE]
        assert time.monotonic() - began >= 0.4


def test_a_record_is_multicast_at_most_once_a_second(board, phone):
    listener, times = Speaker(phone), []
    with linnetd(board):
        settled(listener)
        end = time.monotonic() + 3.5
        while time.monotonic() < end:
            listener.send(message([question(HOST, A)]))
            if listener.receive(0.02, lambda p: p.values(HOST, A)):
                times.append(time.monotonic())
        gaps = [b - a for a, b in zip(times, times[1:])]
        assert 3 <= len(times) <= 4 and min(gaps) > 0.9, times


def test_a_unicast_request_gets_a_unicast_answer(board, phone, lan):
    listener, other = Speaker(phone), Speaker(lan.host(3))
    with linnetd(board):
        settled(listener)
        listener.send(message([question(HOST, A, unicast=True)]))
        assert listener.receive(Deadline(2).left()).values(HOST, A) == [board.address]
        assert other.receive(1, lambda p: p.response and p.peer[0] == board.address and len(p.answers) == 1) is None


def test_missing_records_are_answered_with_nsec(lan, phone):
    board = lan.host(1, connected=False)
    board.ip("addr", "add", board.address + "/24", "dev", "wire0")
    board.ip("link", "set", "wire0", "addrgenmode", "none")
    board.ip("link", "set", "wire0", "up")
    with found(linnetd(board)):
        answer = Speaker(phone).ask(HOST, AAAA, wanted=lambda p: [r for r in p.answers if r[1] == NSEC])
        assert answer.values(HOST, NSEC) == [b"\xc0\x0c\0\1\x40"]          # there is only A
        began = time.monotonic()
        assert "status: NOERROR" in phone.run(tool("dig"), "-p", PORT, "@" + board.address, HOST, "AAAA")
        assert time.monotonic() - began < 3 * SLOW


def test_queries_from_another_network_are_ignored(board, phone):
    """Not to the address: it could be a way to flood somebody else."""
    with found(linnetd(board)):
        phone.ip("addr", "add", "10.77.0.2/24", "dev", "wire0")
        board.ip("route", "add", "10.77.0.0/24", "dev", "wire0")
        with phone.inside():
            far = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        far.bind(("10.77.0.2", 0))
        far.settimeout(1)
        near = Speaker(phone, port=0)
        far.sendto(message([question(HOST, A)]), (board.address, PORT))
        with pytest.raises(TimeoutError):
            far.recv(2000)
        near.send(message([question(HOST, A)]), (board.address, PORT))
        assert near.receive(Deadline(2).left()).values(HOST, A) == [board.address]


def test_malformed_packets(board, phone):
    chance = random.Random(7)
    speaker = Speaker(phone)
    whole = message([question(IRC, PTR), question(HOST, ANY)], [record(IRC, PTR, name(INSTANCE), 4500)],
                    [record(HOST, A, b"\x0a\x09\0\x09"), record(INSTANCE, SRV, b"\0\0\0\0\1\1" + name(HOST))])
    with found(linnetd(board)):
        speaker.send(b"")
        speaker.send(b"\0" * 11)
        speaker.send(message([b"\xc0\x0c\0\1\0\1"]))
        speaker.send(struct.pack(">6H", 0, 0, 65535, 65535, 65535, 65535) + name(HOST))
        speaker.send(b"\0\0\0\0\xff\xff" + b"\0" * 8000)
        for _ in range(2000):
            data = bytearray(whole)
            for _ in range(chance.randrange(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            data[2] &= 0x7f         # a response that happens to be a conflict is another test's
            speaker.send(bytes(data[:chance.randrange(len(data) + 1)]))
        assert Speaker(phone, port=0).address(HOST) == [board.address]


def test_mdns_is_off_by_default(board, phone):
    listener = Speaker(phone)
    with Server(listen="0.0.0.0:0", wrapper=board.command()):
        listener.send(message([question(IRC, PTR)]))
        assert listener.receive(2) is None
        assert ":5353 " not in board.run(tool("ss"), "-uln")


def test_a_listener_of_the_loopback_is_not_announced(board, phone):
    with Server("--mdns", "linnet", listen="127.0.0.1:0", wrapper=board.command()) as server:
        found(server)
        listener = Speaker(phone)
        assert listener.ask(HOST, A)
        listener.send(message([question(IRC, PTR)]))
        assert listener.receive(1, lambda p: p.values(IRC, PTR)) is None


def test_the_web_page_is_announced_too(board, phone):
    with found(linnetd(board, "--web", "8080")):
        resolver = Speaker(phone)
        assert resolver.ask("linnet._http._tcp.local", SRV).values("linnet._http._tcp.local", SRV) == [(8080, HOST)]
        assert resolver.ask("linnet._http._tcp.local", TXT).values("linnet._http._tcp.local", TXT) == [b"\6path=/"]
        assert resolver.ask("_http._tcp.local", PTR).values("_http._tcp.local", PTR) == ["linnet._http._tcp.local"]


# ---- changes of addresses and interfaces ----

def test_a_new_address_is_announced(board, phone):
    resolver = Speaker(phone, port=0)
    with found(linnetd(board)):
        assert resolver.address(HOST) == [board.address]
        listener = Speaker(phone)
        board.ip("addr", "del", board.address + "/24", "dev", "wire0")
        board.ip("addr", "add", "10.9.0.77/24", "dev", "wire0")
        assert listener.receive(Deadline().left(), lambda p: p.authority), "it probes again"
        told = listener.receive(Deadline().left(), lambda p: "10.9.0.77" in p.values(HOST, A))
        assert told.values(HOST, A) == ["10.9.0.77"] and told.answers[0][2] == 0x8001
        resolver.wait_for_address(HOST, "10.9.0.77")


def test_an_interface_that_appears_later_vanishes_and_reappears(lan, phone):
    board = lan.host(1, connected=False)
    with linnetd(board) as server:
        board.connect()
        found(server)
        resolver = Speaker(phone, port=0)
        assert resolver.address(HOST) == [board.address]
        listener = Speaker(phone)
        lan.ip("link", "set", "p1", "down")
        time.sleep(2.5)
        lan.ip("link", "set", "p1", "up")
        assert listener.receive(Deadline(20).left(), lambda p: p.authority and p.peer[0] == board.address)
        resolver.wait_for_address(HOST, board.address)


# ---- conflicts ----

def test_of_two_linnetds_one_gets_a_number(lan, board, phone):
    other = lan.host(3)
    with linnetd(board) as one, linnetd(other) as two:
        def names():
            return sorted(match for server in (one, two)
                          for match in [line.split("server is ")[1].split(".")[0]
                                        for line in server.log.text().splitlines() if "mdns: this server" in line][-1:])
        wait_until(lambda: names() == ["linnet", "linnet-2"], lambda: "two names, not %s" % names(), 20)
        resolver = Speaker(phone, port=0)
        assert {*resolver.address("linnet.local"), *resolver.address("linnet-2.local")} == {board.address, other.address}


def test_the_second_host_gets_a_number_and_logs_it(lan, board, phone):
    with found(linnetd(lan.host(3))), found(linnetd(board), "linnet-2") as server:
        server.log.wait_for(r"warning: mdns: this server is linnet-2\.local, because another host is linnet\.local$")
        with phone.inside():
            server.host = board.address
            ann = server.client("ann", source=phone.address)
        ann.register()
        ann.send("MOTD")
        ann.until(":{server} 375 ann :{text}")
        ann.expect(":{server} 372 ann :{*}This server is linnet-2.local, because another host is linnet.local.", ":{server} 376 ann :{text}")


# ---- avahi ----

class Avahi:
    """avahi-daemon on a host, with a bus of its own."""

    def __init__(self, host, folder, label):
        self.host, bus = host, os.path.join(folder, "bus-%s" % label)
        config, daemon = bus + ".conf", bus + ".avahi"
        with open(config, "w", encoding="utf-8") as file:
            file.write("<busconfig><type>system</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>"
                       "<policy context='default'><allow user='*'/><allow own='*'/><allow send_type='method_call'/>"
                       "<allow send_destination='*'/><allow receive_sender='*'/></policy></busconfig>" % bus)
        with open(daemon, "w", encoding="utf-8") as file:
            file.write("[server]\nhost-name=%s\nuse-ipv4=yes\nuse-ipv6=yes\n[publish]\npublish-workstation=no\n" % label)
        self.environment = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + bus)
        host.start(tool("dbus-daemon"), "--nofork", "--config-file=" + config)
        wait_until(lambda: os.path.exists(bus), "the bus")
        self.log = open(bus + ".log", "w+b")
        host.start(tool("avahi-daemon"), "--no-drop-root", "--no-chroot", "--no-rlimits", "-f", daemon,
                   env=self.environment, stdout=self.log, stderr=subprocess.STDOUT)

    def said(self):
        self.log.seek(0)
        return self.log.read().decode()

    def is_up(self):
        wait_until(lambda: "Server startup complete." in self.said(), lambda: "avahi: " + self.said(), 20)
        return self

    def run(self, *words):
        return self.host.run(tool(words[0]), *words[1:], env=self.environment)


def test_avahi_browses_and_resolves(board, phone, tmp_path):
    with found(linnetd(board)) as server:
        avahi = Avahi(phone, tmp_path, "phone").is_up()
        wait_until(lambda: "=;wire0;IPv4;linnet;_irc._tcp;local;linnet.local;%s;%d;" % (board.address, server.port)
                   in avahi.run("avahi-browse", "-rpt", "_irc._tcp"), "avahi-browse to find it", 20)
        assert avahi.run("avahi-resolve", "-4", "-n", HOST).split() == [HOST, board.address]
        assert avahi.run("avahi-resolve", "-6", "-n", HOST).split() == [HOST, board.address6]
        assert "_irc._tcp" in avahi.run("avahi-browse", "-apt").replace("IRC", "_irc._tcp")


def test_avahi_already_has_the_name(board, phone, tmp_path):
    avahi = Avahi(phone, tmp_path, "linnet").is_up()
    with found(linnetd(board), "linnet-2"):
        assert avahi.run("avahi-resolve", "-4", "-n", HOST).split() == [HOST, phone.address]
        wait_until(lambda: avahi.run("avahi-resolve", "-4", "-n", "linnet-2.local").split()[1:] == [board.address],
                   "avahi to find linnet-2")


def test_an_avahi_that_claims_the_name_gives_way(board, phone, tmp_path):
    with found(linnetd(board)) as server:
        avahi = Avahi(phone, tmp_path, "linnet").is_up()
        assert "linnet-2.local" in avahi.said()
        assert avahi.run("avahi-resolve", "-4", "-n", HOST).split() == [HOST, board.address]
        assert len([line for line in server.log.text().splitlines() if "mdns:" in line]) == 1


# ---- python3-zeroconf ----

ZEROCONF = r"""
import socket, sys, time
from zeroconf import IPVersion, ServiceBrowser, ServiceInfo, Zeroconf
what, address = sys.argv[1:3]
zc = Zeroconf(interfaces=[address], ip_version=IPVersion.V4Only)
class Listener:
    def add_service(self, zc, kind, name):
        info = zc.get_service_info(kind, name)
        print("added", name, info and info.server, info and info.port, info and info.parsed_addresses(), flush=True)
    def remove_service(self, zc, kind, name):
        print("removed", name, flush=True)
    def update_service(self, zc, kind, name):
        print("updated", name, flush=True)
if what == "browse":
    browser = ServiceBrowser(zc, "_irc._tcp.local.", Listener())
else:
    info = ServiceInfo("_irc._tcp.local.", "linnet._irc._tcp.local.", addresses=[socket.inet_aton(address)], port=1234,
                       server="linnet.local.")
    try:
        zc.register_service(info)
        print("registered", flush=True)
    except Exception as error:
        print("refused", type(error).__name__, flush=True)
time.sleep(100)
"""


class Zeroconf:
    def __init__(self, host, what):
        self.output = Output(host.start("/usr/bin/python3", "-c", ZEROCONF, what, host.address,
                                        stdout=subprocess.PIPE).stdout)

    def expect(self, regex):
        return self.output.wait_for(regex, Deadline(20))


def test_zeroconf_sees_announcement_and_goodbye(board, phone):
    browser = Zeroconf(phone, "browse")
    with found(linnetd(board)) as server:
        browser.expect(r"added linnet\._irc\._tcp\.local\. linnet\.local\. %d \['%s'" % (server.port, board.address))
    browser.expect(r"removed linnet\._irc\._tcp\.local\.")


def test_zeroconf_has_the_name_first(board, phone):
    Zeroconf(phone, "register").expect("registered")
    with found(linnetd(board), "linnet-2"):
        Zeroconf(phone, "browse").expect(r"added linnet-2\._irc\._tcp\.local\. linnet-2\.local\.")


def test_zeroconf_comes_second(board, phone):
    with found(linnetd(board)) as server:
        Zeroconf(phone, "register").expect("refused NonUniqueNameException")
        assert "linnet-2" not in server.log.text()


# ---- the option ----

@pytest.mark.parametrize("wrong", ["", "Linnet", "linnet.local", "-linnet", "linnet-", "a b", "x" * 59])
def test_an_invalid_name_is_refused(wrong):
    _, said = run_linnetd("--mdns", wrong, "--check", status=2)
    assert "1 to 58 of a-z, 0-9 and -" in said


def test_the_longest_name(board, phone):
    label = 58 * "x"
    with found(linnetd(board, mdns=label), label):
        assert Speaker(phone, port=0).address(label + ".local") == [board.address]
    run_linnetd("--mdns", "off", "--check", status=0)
