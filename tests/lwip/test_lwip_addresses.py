"""How linnetd comes by its addresses, and that it can be reached there."""

import re
import socket
import subprocess
import threading

import pytest

from crowd import chat, chat_again
from dnsmasq import Dnsmasq
from frames import IPV6, Wire, icmp6
from harness import CLIENT_HOST, EMULATOR, HOST, Deadline, Server, run_linnetd, tool, wait_until

TAP = ("--tap", "tap0")


def ping(*arguments):
    done = subprocess.run([tool("ping"), "-q", "-i", "0.2", "-W", "5", *arguments], capture_output=True, text=True,
                          timeout=Deadline(60).left())
    assert done.returncode == 0 and " 0% packet loss" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("size", [0, 56, 1472, 1473, 4000])
def test_ping(server, size):
    ping("-c", "3", "-s", str(size), HOST)


def address_of(server, pattern):
    return server.log.wait_for(r"^linnetd: tap0 has address (%s)$" % pattern, Deadline(20)).group(1)


def test_ipv6_link_local(server):
    """Everybody is in one network there, so the interface is named with it."""
    address = address_of(server, "fe80::[0-9a-f:]+")
    ping("-c", "2", address + "%tap0")


def test_users_of_ipv6_chat_with_those_of_ipv4():
    ip = tool("ip")
    subprocess.run([ip, "addr", "add", "fd00:77::1/64", "dev", "tap0", "nodad"], check=True)
    try:
        with Server(*TAP, "--address", "fd00:77::2/64", listen="0") as server:
            address_of(server, "fd00:77::2")
            ping("-c", "2", "fd00:77::2")
            chat(("fd00:77::2", server.port), 16, lines=3)
            ann = server.user("ann", "#garden")
            with socket.create_connection(("fd00:77::2", server.port), Deadline().left()) as bob:
                bob.sendall(b"NICK bob\r\nUSER bob 0 * :b\r\nJOIN #garden\r\n")
                ann.expect(":bob!~bob@fd00:77::1 JOIN #garden")
    finally:
        subprocess.run([ip, "addr", "del", "fd00:77::1/64", "dev", "tap0"], check=True)


def test_dhcp(tmp_path):
    with Dnsmasq(tmp_path, "--dhcp-range=10.77.0.50,10.77.0.60,255.255.255.0,2m", "--dhcp-option=3,10.77.0.1"):
        with Server(*TAP, "--address", "dhcp", listen="0") as server:
            address = address_of(server, r"10\.77\.0\.(?:5[0-9]|60)")
            ping("-c", "1", address)
            chat((address, server.port), 16, lines=3)


def test_a_dhcp_server_that_appears_late(tmp_path):
    """The server starts without an address, and gets one when somebody gives it."""
    with Server(*TAP, "--address", "dhcp", listen="0") as server:
        with Dnsmasq(tmp_path, "--dhcp-range=10.77.0.70,10.77.0.70,255.255.255.0,2m"):
            address_of(server, r"10\.77\.0\.70")
            chat(("10.77.0.70", server.port), 4, lines=2)


def test_an_ipv6_router_advertises_the_prefix(tmp_path):
    """SLAAC (RFC 4862)."""
    ip = tool("ip")
    subprocess.run([ip, "addr", "add", "fd00:78::1/64", "dev", "tap0", "nodad"], check=True)
    try:
        with Dnsmasq(tmp_path, "--enable-ra", "--dhcp-range=fd00:78::,ra-only,64"):
            with Server(listen="0") as server:
                address = address_of(server, r"fd00:78::[0-9a-f:]+")
                chat((address, server.port), 8, lines=3)
    finally:
        subprocess.run([ip, "addr", "del", "fd00:78::1/64", "dev", "tap0"], check=True)


def test_an_ipv6_address_with_a_lifetime_expires(server):
    address_of(server, "fe80::[0-9a-f:]+")      # by then it listens to routers
    prefix = b"\3\4\x40\xc0" + b"\0\0\0\6" * 2 + bytes(4) + socket.inet_pton(socket.AF_INET6, "fd00:79::")
    with Wire("tap0") as wire:
        wire.put(IPV6, icmp6(134, b"\x40\0\x07\x08" + bytes(8) + prefix, "fe80::79", "ff02::1"))
    address = address_of(server, "fd00:79::[0-9a-f:]+")
    server.log.wait_for("^linnetd: tap0 has lost address %s$" % address, Deadline(20))


@pytest.mark.parametrize("mtu", [576, 1000, 1280, 1492])
def test_frames_use_the_mtu_of_the_device(mtu):
    ip = tool("ip")
    subprocess.run([ip, "link", "set", "tap1", "mtu", str(mtu)], check=True)
    try:
        with Server("--tap", "tap1", "--address", "10.77.1.2/24", listen="10.77.1.2:0") as server:
            chat(("10.77.1.2", server.port), 16, lines=4, size=400)
            longest = subprocess.run([ip, "-s", "-s", "link", "show", "tap1"], capture_output=True, text=True, check=True)
            errors = re.search(r"RX errors: +length.*\n +([0-9]+) ", longest.stdout)
            assert errors is None or errors.group(1) == "0", longest.stdout
    finally:
        subprocess.run([ip, "link", "set", "tap1", "mtu", "1500"], check=True)


def test_two_listeners_serve_one_chat():
    with Server("--listen", HOST + ":0", listen=HOST + ":0") as server:
        second = server.log.wait_for(r"listening on %s:(?!%d$)([0-9]+)$" % (re.escape(HOST), server.port))
        ann = server.user("ann", "#garden")
        with socket.create_connection((HOST, int(second.group(1))), Deadline().left()) as bob:
            bob.sendall(b"NICK bob\r\nUSER bob 0 * :b\r\nJOIN #garden\r\n")
            ann.expect(":bob!~bob@%s JOIN #garden" % CLIENT_HOST)


def test_the_device_is_opened_before_privileges_are_given_up():
    """In a namespace of an ordinary user there is no other one; capabilities are given up all the same."""
    with open("/proc/self/uid_map") as file:
        uid = "65534" if sum(int(line.split()[2]) for line in file) > 1 else "0"
    with Server("--user", uid + ":" + uid) as server:
        server.users("ann", "bob", channel="#garden")
        if not EMULATOR:
            with open("/proc/%d/status" % server.pid) as file:
                status = file.read()
            assert re.search(r"^Uid:" + 4 * ("\t" + uid) + "$", status, re.M)
            assert re.search(r"^CapPrm:\t0+$", status, re.M) and re.search(r"^NoNewPrivs:\t1$", status, re.M)


def test_the_device_goes_down_and_comes_up_again():
    """As with an unplugged cable: clients stay connected, and receive the messages sent meanwhile."""
    ip = tool("ip")
    with Server("--tap", "tap1", "--address", "10.77.1.2/24", listen="10.77.1.2:0") as server:
        def pull(turn):
            if turn == 0:
                subprocess.run([ip, "link", "set", "tap1", "down"], check=True)
                threading.Timer(2, subprocess.run, ([ip, "link", "set", "tap1", "up"],), {"check": True}).start()

        chat(("10.77.1.2", server.port), 8, 3, meanwhile=pull)


def test_the_mtu_changes_while_it_runs():
    """linnetd keeps the old MTU; the kernel decides about frames that are longer than the new one."""
    ip = tool("ip")
    try:
        with Server("--tap", "tap1", "--address", "10.77.1.2/24", listen="10.77.1.2:0") as server:
            server.host = "10.77.1.2"
            for mtu in [9000, 600, 1500]:
                subprocess.run([ip, "link", "set", "tap1", "mtu", str(mtu)], check=True)
                chat_again(server, 8, lines=3, size=400)
    finally:
        subprocess.run([ip, "link", "set", "tap1", "mtu", "1500"], check=True)


def test_the_server_exits_when_the_device_disappears():
    ip = tool("ip")
    subprocess.run([ip, "tuntap", "add", "dev", "tap9", "mode", "tap"], check=True)
    subprocess.run([ip, "addr", "add", "10.77.9.1/24", "dev", "tap9"], check=True)
    subprocess.run([ip, "link", "set", "tap9", "up"], check=True)
    server = Server("--tap", "tap9", "--address", "10.77.9.2/24", listen="10.77.9.2:0")
    chat(("10.77.9.2", server.port), 4, lines=2)
    subprocess.run([ip, "link", "del", "tap9"], check=True)
    assert server.wait() == 1, "a service manager must see that it failed"
    assert re.search("^linnetd: error: tap9 is gone", server.log.text(), re.M)
    server.check_end(0)


@pytest.mark.parametrize("options, word", [
    (("--tap", "none0"), "none0"), (("--tap", "tap0", "--gateway", "192.0.2.1"), "--gateway"),
    (("--tap", "lo"), "--tap"), (("--address", "dhcp", "--gateway", "10.77.0.1"), "--gateway"),
    (("--listen", "127.0.0.1:0"), "127.0.0.1"), (("--listen", "[::1]:0"), "::1"), (("--listen", "10.77.0.9:0"), "10.77.0.9"),
    (("--listen", "7000", "--listen", "7000"), "7000")])
def test_impossible_settings_are_errors_of_one_line(options, word):
    _, err = run_linnetd(*options, status=1)
    errors = [line for line in err.splitlines() if line.startswith("linnetd: error: ")]
    assert len(errors) == 1 and word in errors[0], err


@pytest.mark.parametrize("option, value", [
    ("--tap", ""), ("--tap", "a-name-that-is-too-long"), ("--tap", "a/b"), ("--address", "10.0.0.2"), ("--address", "x"),
    ("--address", "10.0.0.2/0"), ("--address", "10.0.0.2/31"), ("--address", "10.0.0.2/1000"), ("--address", "10.0.0.0/24"),
    ("--address", "10.0.0.255/24"), ("--address", "127.0.0.2/8"), ("--address", "224.0.0.2/24"), ("--address", "0.0.0.2/24"),
    ("--address", "fe80::2/64"), ("--address", "ff02::2/64"), ("--address", "fd00::2/48"), ("--address", "fd00::2"),
    ("--address", "10.0.0.2/24x"), ("--gateway", "fe80::1"), ("--gateway", "x"), ("--gateway", "10.0.0.1/24")])
def test_an_invalid_setting_is_an_error_of_one_line(option, value):
    _, err = run_linnetd(option, value, "--check", status=2)
    assert len(err.splitlines()) == 1 and err.startswith("linnetd: error: %s" % option), err


@pytest.mark.parametrize("option, value", [
    ("--address", "10.0.0.1/30"), ("--address", "10.0.0.2/30"), ("--address", "10.0.0.254/24"), ("--address", "dhcp"),
    ("--address", "fd00::2/64"), ("--tap", "a-fifteen-chars"), ("--gateway", "10.0.0.1")])
def test_a_setting_at_its_limit_is_accepted(option, value):
    run_linnetd(option, value, "--check", status=0)


def test_a_link_that_is_down_is_reported_and_works_once_it_is_up():
    ip = tool("ip")
    subprocess.run([ip, "link", "set", "tap1", "down"], check=True)
    try:
        with Server("--tap", "tap1", "--address", "10.77.1.2/24", listen="10.77.1.2:0") as server:
            assert "tap1 is down" in server.log.text()
            subprocess.run([ip, "link", "set", "tap1", "up"], check=True)
            wait_until(lambda: subprocess.run([tool("ping"), "-c", "1", "-W", "1", "10.77.1.2"],
                                              stdout=subprocess.DEVNULL).returncode == 0, "an answer", 20)
            chat(("10.77.1.2", server.port), 4, lines=2)
    finally:
        subprocess.run([ip, "link", "set", "tap1", "up"], check=True)
