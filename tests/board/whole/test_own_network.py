"""virt-arm-lwip: a board whose kernel has no address at all; linnetd alone is on the cable, with TCP/IP of its own."""

import re

from cable import Cable
from harness import wait_until
from machine import Machine, Monitor, card

BOARD = "virt-arm-lwip"
CARD = "52:54:00:12:34:56"      # the Ethernet address of QEMU's network card; linnetd's is made from it


def interfaces(machine):
    """The kernel's interfaces and their addresses, as the console shows them."""
    start = len(machine.console.text())
    machine.type("network")
    machine.type("date")        # its answer comes when the other one is whole
    wait_until(lambda: re.search(r"[0-9]:[0-9]{2} UTC", machine.console.text()[start:]),
               lambda: "the interfaces:\n" + machine.console.text()[start:], 60)
    return machine.console.text()[start:]


def test_only_linnetd_has_an_address(tmp_path):
    with Machine(BOARD, card(BOARD, tmp_path)) as machine:
        machine.wait_for_chat()
        machine.console.wait_for_screen(r"leads to 10\.0\.2\.15, linnetd's own, by DHCP(?s:.*)Clock: not set: only linnetd")
        ann = machine.user("ann", "#lobby")
        machine.console.wait_for_screen(r"On now \(1\): ann\b")
        told = interfaces(machine)
        for name in ("lo", "eth0", "linnet", "linnet0"):
            assert re.search(r"^[0-9]+: %s: <" % name, told, re.M), told
        assert re.search(r"^[0-9]+: eth0: <.*\bUP\b.* master linnet ", told, re.M), told
        assert "inet" not in told, "the kernel has an address:\n" + told
        ann.close()
        machine.power_off()


def test_linnetd_uses_dhcp_and_answers_ping(tmp_path):
    cable = Cable(router="192.168.9.1")
    with Machine(BOARD, card(BOARD, tmp_path), net=cable.netdev) as machine:
        machine.console.wait_for_screen(r"linnet 192\.168\.9\.20 (?s:.*)linnetd's own, by DHCP")
        assert cable.ping("192.168.9.20", 20) == "02" + CARD[2:-1] + "7", "the kernel's own address would be " + CARD


def test_linnetd_uses_the_address_of_linnet_txt(tmp_path):
    cable = Cable(router="192.168.9.1")
    settings = "name = workshop\naddress = 192.168.9.7/24\ngateway = 192.168.9.1\nntp = 192.168.9.1\n"
    with Machine(BOARD, card(BOARD, tmp_path, settings), net=cable.netdev) as machine:
        machine.console.wait_for_screen(r"on workshop(?s:.*)linnet 192\.168\.9\.7 (?s:.*)linnetd's own, fixed in linnet\.txt")
        assert cable.ping("192.168.9.7", 20) == "02" + CARD[2:-1] + "7"
        assert not re.search("^  ! ", machine.console.screen(), re.M)


def test_with_an_invalid_address_the_board_uses_dhcp(tmp_path):
    cable = Cable(router="192.168.9.1")
    settings = "address = 192.168.9.255/24\ngateway = 192.168.1.1\noperator = wren %s\n" % (101 * "x")
    with Machine(BOARD, card(BOARD, tmp_path, settings), net=cable.netdev) as machine:
        machine.console.wait_for_screen(r"linnet 192\.168\.9\.20 (?s:.*)by DHCP(?s:.*)! linnet\.txt line 1: address is the first or last of its network: DHCP is used")
        assert cable.ping("192.168.9.20", 20)


def test_without_a_dhcp_server_the_console_says_what_to_do(tmp_path):
    cable = Cable()
    with Machine(BOARD, card(BOARD, tmp_path), net=cable.netdev) as machine:
        machine.console.wait_for_screen(r"eth0: linnetd asks for an address \(DHCP\); linnet\.txt can give it one")
        cable.router = "192.168.9.1"
        machine.console.wait_for_screen(r"linnet 192\.168\.9\.20 ", 90)


def test_the_cable_is_unplugged_and_plugged_in_again(tmp_path):
    monitor = Monitor(tmp_path)
    with Machine(BOARD, card(BOARD, tmp_path), *monitor.options) as machine:
        machine.wait_for_chat()
        ann, bob = machine.user("ann", "#lobby"), machine.user("bob", "#lobby")
        monitor.say("set_link net off")
        machine.console.wait_for_screen(r"eth0: no network cable")
        ann.send("PRIVMSG #lobby :said while the cable was out")
        monitor.say("set_link net on")
        machine.console.wait_for_screen(r"leads to 10\.0\.2\.15, ")
        bob.until("{*} PRIVMSG #lobby :said while the cable was out")
