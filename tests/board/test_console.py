"""The console of a board: what it says of the network, from the first second on.

The board's own script is run with busybox, as on the board; the files of the system that it reads are the test's.
"""

import os
import subprocess

import pytest
from harness import SRC, tool, wait_until

SCRIPT = os.path.join(SRC, "board", "system", "lib", "linnet", "console")
CLEAR = "\x1b[H\x1b[J"              # written before it draws its screen
FILES = {"/etc/version": "0.1.0\n", "/proc/cmdline": "console=tty1 quiet panic=10\n", "/proc/uptime": "3.25 1.00\n",
         "/sys/class/tty/console/active": "tty1\n", "/proc/device-tree/model": "linux,dummy-virt\0",
         "/run/linnet/name": "workshop\n", "/run/linnet/net": ""}


class Board:
    """A folder that stands for the board's root."""

    def __init__(self, root):
        self.root, self.process = root, None
        for path, text in FILES.items():
            self.write(path, text)
        os.makedirs(root / "dev")
        self.script = root / "console"
        text = open(SCRIPT, encoding="utf-8").read()
        for folder in ("/run/linnet", "/etc/", "/proc/", "/sys/", "/dev/$name"):
            text = text.replace(folder, str(root) + folder)
        # A console is a character device; the test's is a file, from which nobody types.
        self.script.write_text(text.replace('[ ! -c "', '[ ! -e "'))
        (root / "dev/tty1").write_text("")

    def write(self, path, text):
        file = self.root / path[1:]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def start(self):
        self.process = subprocess.Popen([tool("busybox"), "sh", str(self.script)], stdin=subprocess.DEVNULL)

    def screen(self):
        return (self.root / "dev/tty1").read_text().rsplit(CLEAR, 1)[-1]

    def shows(self, *lines):
        """Once all of them are there, one below the other."""
        wait_until(lambda: "\n".join(lines) in self.screen(), lambda: "%s on\n%s" % ("\n".join(lines), self.screen()), 20)
        return self.screen()


@pytest.fixture
def board(tmp_path):
    made = Board(tmp_path)
    yield made
    made.process.kill()
    made.process.wait()


def test_the_first_screen_says_that_it_looks_for_a_network(board):
    board.start()
    assert "no network" not in board.shows("  Join from this network:", "    looking for a network ...")
    board.write("/proc/uptime", "18.00 1.00\n")
    assert "looking" not in board.shows("    no network interface was found")
    board.write("/run/linnet/address.eth0", "- no network cable\n")
    board.shows("    eth0: no network cable")
    board.write("/run/linnet/address.eth0", "192.168.1.23 by DHCP\n")
    board.shows("    http://192.168.1.23/         in any web browser",
                "    linnet 192.168.1.23          or any IRC client: 192.168.1.23, port 6667",
                "        (by DHCP; with nothing but nc: nc 192.168.1.23 6667)")


@pytest.mark.parametrize("model", ["Raspberry Pi Zero W Rev 1.1", "Raspberry Pi Zero 2 W Rev 1.0", "Raspberry Pi Zero Rev 1.3",
                                   "Raspberry Pi Model A Plus Rev 1.1", "Raspberry Pi 3 Model A Plus Rev 1.0"])
def test_a_board_without_an_ethernet_socket_names_the_adapter_it_needs(board, model):
    board.write("/proc/device-tree/model", model + "\0")
    board.start()
    needs = "    %s has no Ethernet socket: plug in a USB Ethernet adapter. Wi-Fi does not work." % model
    board.shows("    looking for a network ...", needs)
    board.write("/proc/uptime", "100.00 1.00\n")
    board.shows("    no network interface was found", needs)
    board.write("/run/linnet/address.eth0", "192.168.1.23 by DHCP\n")
    assert "adapter" not in board.shows("    linnet 192.168.1.23 ")


@pytest.mark.parametrize("model", ["Raspberry Pi 3 Model B Plus Rev 1.3", "Raspberry Pi 4 Model B Rev 1.1", None])
def test_a_board_with_an_ethernet_socket_needs_no_adapter(board, model):
    if model is None:
        os.remove(board.root / "proc/device-tree/model")
    else:
        board.write("/proc/device-tree/model", model + "\0")
    board.start()
    assert "adapter" not in board.shows("    looking for a network ...")


@pytest.mark.parametrize("before", ["", "console=ttyAMA0 quiet "])
def test_under_qemu_it_shows_the_address_that_leads_to_it(board, before):
    board.write("/proc/cmdline", before + "linnet.reach=127.0.0.1:6668 panic=10\n")
    board.write("/run/linnet/address.eth0", "10.0.2.15 by DHCP\n")
    board.start()
    board.shows("  Join from the machine that QEMU runs on:",
                "    linnet 127.0.0.1:6668        or any IRC client: 127.0.0.1, port 6668",
                "        (which leads to 10.0.2.15, by DHCP; with nothing but nc: nc 127.0.0.1 6668)")


def test_another_port_is_shown(board):
    board.write("/run/linnet/net", "PORT=7000\n")
    board.write("/run/linnet/address.eth0", "10.0.2.15 by DHCP\n")
    board.start()
    board.shows("    linnet 10.0.2.15:7000        or any IRC client: 10.0.2.15, port 7000")


def test_the_mdns_name_is_shown(board):
    board.write("/run/linnet/address.eth0", "192.168.1.23 by DHCP\n")
    board.start()
    assert ".local" not in board.shows("    linnet 192.168.1.23 ")
    board.write("/run/linnet/own.name", "linnet.local\n")
    board.shows("        (by DHCP; with nothing but nc: nc 192.168.1.23 6667)",
                "    linnet linnet.local          by name, where phones and PCs support .local")
    board.write("/run/linnet/own.name", "linnet-2.local, because another host is linnet.local\n")
    board.shows("    linnet linnet-2.local        by name, where phones and PCs support .local",
                "        (because another host is linnet.local)")
