"""A board at a router, at a laptop, and at a router that starts later than the board: DHCP both ways, and the clock."""

from cable import Cable
from harness import Deadline, wait_until
from machine import Machine, card


def test_a_router_gives_the_address_and_the_time(tmp_path):
    cable = Cable(router="192.168.9.1", clock=1935000000)       # April 2031
    with Machine("virt-arm", card("virt-arm", tmp_path, "name = workshop.lan\n"), net=cable.netdev) as machine:
        machine.console.wait_for_screen(r"linnet 192\.168\.9\.20 ")
        assert "workshop.lan" in cable.names or "workshop" in cable.names
        machine.console.wait_for_screen(r"Clock: set by a time server")
        machine.type("date")
        machine.console.wait_for_screen(r"2031-0[45]-")


def test_ntp_can_be_off(tmp_path):
    cable = Cable(router="192.168.9.1", clock=1935000000)
    with Machine("virt-arm", card("virt-arm", tmp_path, "ntp = off\n"), net=cable.netdev) as machine:
        machine.console.wait_for_screen(r"linnet 192\.168\.9\.20 ")
        machine.console.wait_for_screen(r"Clock: not set: linnet\.txt has ntp = off")
        assert cable.asked_time == 0


def test_a_cable_to_a_laptop_works_until_a_router_appears(tmp_path):
    cable = Cable()
    with Machine("virt-arm", card("virt-arm", tmp_path), net=cable.netdev) as machine:
        machine.console.wait_for_screen(r"linnet 10\.66\.67\.1 (?s:.*)gives out addresses", 90)
        server, address, options = cable.ask_for_an_address(20)
        assert server == "10.66.67.1" and address.startswith("10.66.67.1") and options[1] == b"\xff\xff\xff\0"
        assert 3 not in options and 6 not in options, "a laptop would lose its way to the Internet"

        # The router that was only slower: the board takes its address, and is no DHCP server any more.
        cable.router = "192.168.9.1"
        machine.console.wait_for_screen(r"linnet 192\.168\.9\.20 (?s:.*)by DHCP", 90)
        cable.router = None
        wait_until(lambda: cable.ask_for_an_address(3) is None, "the board's own DHCP server to be off",
                   Deadline(30).seconds)


def test_a_fixed_address_in_use_is_reported(tmp_path):
    cable = Cable(router="192.168.9.1")
    with Machine("virt-arm", card("virt-arm", tmp_path, "address = 192.168.9.1/24\n"), net=cable.netdev) as machine:
        machine.console.wait_for_screen(r"! The address 192\.168\.9\.1 of linnet\.txt is in use by another device")
