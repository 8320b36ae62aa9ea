"""The system on a board, on QEMU's virt-arm: its settings, its network, its card, and what is wrong with them."""

import os
import re
import subprocess

import pytest
from harness import Deadline, tool
from machine import PARTITION, Machine, Monitor, card, digest

PROBLEM = r"^  ! "


def motd(machine, nick="reader", password=None):
    """The message of the day, as a new client receives it."""
    client = machine.user(nick, password=password)
    client.send("MOTD")
    lines = client.until("{*} 376 {*}", "{*} 422 {*}")
    client.close()
    return [line.split(" :- ", 1)[1] for line in lines if " 372 " in line]


def test_settings_of_the_card(tmp_path):
    settings = ("\ufeff# for the workshop\r\nname = workshop\r\nnetwork = shop\r\nmotd = Welcome!\r\npassword = open sesame\r\n"
                "operator = boss tea-at-five\r\naddress = 10.0.2.77/24\r\ngateway = 10.0.2.2\r\nflood = 50:200\r\n")
    with Machine("virt-arm", card("virt-arm", tmp_path, settings), address="10.0.2.77") as machine:
        machine.wait_for_chat()
        assert machine.name == "workshop"
        machine.console.wait_for_screen(r"on workshop(?s:.*)linnet 10\.0\.2\.77 (?s:.*)fixed in linnet\.txt")
        machine.type("network")
        machine.console.wait_for_screen(r"eth0: (?s:.*)inet 10\.0\.2\.77/24 ")
        assert motd(machine, password="open sesame") == ["Welcome!"]
        assert not re.search(PROBLEM, machine.console.screen(), re.M)
        stranger = machine.user("boss", password="open sesame")
        stranger.send("OPER boss tea-at-five")
        stranger.until("{*} 381 boss :{text}")
        with pytest.raises(AssertionError):
            machine.user("eve", password="open says me")


def test_a_broken_linnet_txt_stops_nothing_and_is_reported(tmp_path):
    settings = (b"\xef\xbb\xbfname = bad card\r\ncolour = blue\r\n" + b"motd = " + 1000000 * b"x" + b"\r\nmotd = still here\r\n"
                b"max-clients = lots\r\nflood = 1\r\nping = soon\r\naddress = 1.2.3\r\n\x00\x01\x1b[2J\xff\xfe\r\n")
    with Machine("virt-arm", card("virt-arm", tmp_path, settings)) as machine:
        machine.wait_for_chat()
        told = motd(machine)
        assert told[0] == "still here"
        for line, what in ((1, "name may have"), (2, '"colour" is not a setting'), (3, "it has 1000007 bytes"),
                           (5, "max-clients: "), (7, "ping: "), (8, "address is neither"), (9, '"')):
            text = "linnet.txt line %d: %s" % (line, what)
            assert any(each.startswith("! " + text) for each in told), (text, told)
            machine.console.wait_for_screen("^  ! " + re.escape(text))
        assert len(told) == 8


@pytest.mark.parametrize("settings", [os.urandom(200000), b"", b"\0" * 70000, "name = wörkshöp\n".encode("utf-16")],
                         ids=["noise", "nothing", "zeros", "UTF-16"])
def test_the_board_starts_with_any_linnet_txt(tmp_path, settings):
    with Machine("virt-arm", card("virt-arm", tmp_path, settings)) as machine:
        machine.wait_for_chat()
        told = motd(machine)
        assert settings == b"" or any(line.startswith("! linnet.txt") for line in told)
        machine.console.wait_for_screen(r"leads to 10\.0\.2\.15, by DHCP")


def test_without_linnet_txt_the_defaults_apply(tmp_path):
    with Machine("virt-arm", card("virt-arm", tmp_path, remove=["linnet.txt"])) as machine:
        machine.wait_for_chat()
        assert re.fullmatch("linnet-[0-9a-f]{4}", machine.name), "not a name that no other board has"
        machine.console.wait_for_screen(r"! There is no linnet\.txt on the card")


def test_a_folder_called_linnet_txt_is_reported(tmp_path):
    image = card("virt-arm", tmp_path, remove=["linnet.txt"])
    subprocess.run([tool("mmd"), "-i", image + PARTITION, "::linnet.txt"], check=True)
    with Machine("virt-arm", image) as machine:
        machine.wait_for_chat()
        machine.console.wait_for_screen(r"! linnet\.txt cannot be read to its end: it is a folder")


def test_a_card_without_a_file_system_stops_nothing(tmp_path):
    image, broken = card("virt-arm", tmp_path), tmp_path / "broken.img"
    broken.write_bytes(os.urandom(1 << 20))
    with Machine("virt-arm", image, card=str(broken)) as machine:
        machine.wait_for_chat()
        machine.console.wait_for_screen(r"! No card can be read")


def test_a_card_that_is_too_small_is_reported(tmp_path):
    image = card("virt-arm", tmp_path)
    os.truncate(image, 32 << 20)
    with Machine("virt-arm", image) as machine:
        machine.wait_for_chat()
        machine.console.wait_for_screen(r"! The card is too small: it has 32 MiB, and the image 64")


def test_the_cable_is_unplugged_and_plugged_in_again(tmp_path):
    monitor = Monitor(tmp_path)
    with Machine("virt-arm", card("virt-arm", tmp_path), *monitor.options) as machine:
        monitor.say("set_link net off")
        machine.console.wait_for_screen(r"eth0: no network cable")
        monitor.say("set_link net on")
        machine.wait_for_chat()
        machine.console.wait_for_screen(r"leads to 10\.0\.2\.15, by DHCP")
        monitor.say("set_link net off")
        machine.console.wait_for_screen(r"eth0: no network cable")
        monitor.say("set_link net on")
        machine.console.wait_for_screen(r"leads to 10\.0\.2\.15, by DHCP")
        assert machine.answers()


def test_without_a_network_card_the_console_says_so(tmp_path):
    with Machine("virt-arm", card("virt-arm", tmp_path), net="") as machine:
        machine.console.wait_for_screen(r"no network interface was found")
        assert "looking for a network ..." in machine.console.text().split("no network interface was found")[0]
        machine.power_off()


def test_a_running_image_is_not_booted_twice(tmp_path):
    image = card("virt-arm", tmp_path)
    with Machine("virt-arm", image) as machine:
        machine.wait_for_chat()
        with Machine("virt-arm", image) as again:
            assert again.process.wait(Deadline(20).left()) == 1
            assert again.console.wait_for("is running already: end it there with off and Enter, or Ctrl-A x")
        assert machine.answers()


def test_two_boards_of_one_name_on_one_cable(tmp_path):
    """No DHCP server: the first gives itself an address and the second one, which has the same name, gets its from it."""
    wire = os.path.join(tmp_path, "wire")
    one, two = (card("virt-arm", tmp_path, "name = twin\n", name=name) for name in ("one.img", "two.img"))
    with Machine("virt-arm", one, net="stream,id=net,server=on,addr.type=unix,addr.path=" + wire,
                 net_device="mac=52:54:00:00:00:01") as first:
        first.console.wait_for_screen(r"on twin(?s:.*)linnet 10\.66\.67\.1 (?s:.*)no DHCP server answers", 120)
        with Machine("virt-arm", two, net="stream,id=net,server=off,addr.type=unix,addr.path=" + wire,
                     net_device="mac=52:54:00:00:00:02") as second:
            second.console.wait_for_screen(r"on twin(?s:.*)linnet 10\.66\.67\.1[0-9][0-9] (?s:.*)by DHCP", 120)
            assert not re.search(PROBLEM, second.console.screen(), re.M)


def test_a_boot_leaves_the_card_unchanged(tmp_path):
    image = card("virt-arm", tmp_path)
    before = digest(image)
    with Machine("virt-arm", image) as machine:
        machine.wait_for_chat(Deadline(90).seconds)
        machine.type("again")
        while machine.process.poll() is None:
            machine.process.wait(60)
        assert digest(image) == before
