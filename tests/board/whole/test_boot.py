"""Every board's image boots under QEMU, has a chat, shows it on its console, and leaves its card alone.

BOARDS says which; the tests that are about the system rather than about a board use virt-arm.
"""

import os
import time

import pytest
from harness import Deadline, wait_until
from machine import Machine, card, digest
from programs import Irssi, Linnet

BOARDS = os.environ.get("BOARDS", "virt-arm rpi").split()
ALL_FROM_HERE = "per-address = 0\nflood = off\n"     # behind QEMU everybody has the same address
TIMES_THE_KERNEL = 3            # from power-on to chat, at most


@pytest.mark.parametrize("board", BOARDS)
def test_it_boots_chats_and_powers_off(board, tmp_path, measured):
    image = card(board, tmp_path)
    before = digest(image)
    with Machine(board, image) as machine:
        seconds = machine.wait_for_chat()
        measured("%s: power-on to chat, s" % board, "%.1f" % seconds)
        machine.console.wait_for_screen(r"linnet 127\.0\.0\.1:%d .*127\.0\.0\.1, port %d\s+\(which leads to 10\.0\.2\.15, "
                                        % (machine.port, machine.port))
        for program in (Irssi, Linnet):
            (tmp_path / program.name).mkdir()
        ann = machine.user("ann", "#lobby")
        irssi, linnet = Irssi(machine, tmp_path / "irssi"), Linnet(machine, tmp_path / "lin")
        try:
            for nick in ("irssi", "lin"):
                wait_until(lambda: ann.sync() or any(line.startswith(":%s!" % nick) and " JOIN " in line
                                                     for line in ann.lines), nick + " to join", 60)
            ann.send("PRIVMSG #lobby :hello from outside")
            for program in (irssi, linnet):
                wait_until(lambda: "hello from outside" in program.output(), "%s to show it" % program.name, 30)
            irssi.say("hello from irssi")
            ann.until(":irssi!{word} PRIVMSG #lobby :hello from irssi", deadline=Deadline(30))
            linnet.say("hello from linnet")
            ann.until(":lin!{word} PRIVMSG #lobby :hello from linnet", deadline=Deadline(30))
            machine.console.wait_for_screen(r"On now \(3\): +(?=.*\bann\b)(?=.*\birssi\b)(?=.*\blin\b)")
        finally:
            irssi.stop()
            linnet.stop()
        ann.close()
        machine.console.wait_for_screen(r"Nobody is on")
        machine.power_off()
    assert digest(image) == before, "the card was written to"


@pytest.mark.parametrize("board", BOARDS)
def test_linnet_adds_little_to_the_kernel_s_boot_time(board, tmp_path, measured):
    """A boot to the chat against a boot of the kernel that ends where the first program would start, one after the other:
    how fast the machine is does not matter then. The best of some pairs."""
    image, best, limit = card(board, tmp_path), 1e9, TIMES_THE_KERNEL
    for _ in range(4):
        kernel = seconds_of_the_kernel(board, image)
        with Machine(board, image) as machine:
            chat = machine.wait_for_chat()
        if chat / kernel < best:
            best, seconds = chat / kernel, chat
        if best <= limit:
            break
    measured("%s: power-on to chat, s" % board, "%.1f" % seconds)
    measured("%s: power-on to chat ÷ the kernel alone" % board, "%.2f" % best, limit)
    assert best <= limit


def seconds_of_the_kernel(board, image):
    """From power-on until the kernel gives up, as there is no first program; QEMU ends with it."""
    with Machine(board, image, kernel_options="rdinit=/none panic=-1") as machine:
        machine.process.wait(120)
        return time.monotonic() - machine.started


@pytest.mark.parametrize("board", ["virt-arm", "virt-arm-lwip"])
def test_thirty_two_clients_chat_in_64_megabytes(board, tmp_path, measured):
    with Machine(board, card(board, tmp_path, ALL_FROM_HERE)) as machine:
        machine.wait_for_chat()
        assert machine.memory() == 64
        clients = [machine.user("client%d" % i) for i in range(32)]
        for client in clients:
            client.join("#lobby")
        for client in clients:
            for i in range(5):
                client.send("PRIVMSG #lobby :%s says %d" % (client.name, i))
        for client in clients:
            said = {other.name: 0 for other in clients if other is not client}
            while any(count < 5 for count in said.values()):
                line = client.until("{*} PRIVMSG #lobby :{text}", deadline=Deadline(60))[-1]
                words = line.split(" ")
                assert int(words[-1]) == said[words[-3].lstrip(":")], "out of order: " + line
                said[words[-3].lstrip(":")] += 1
        machine.console.wait_for_screen(r"On now \(32\):")
        assert "Out of memory" not in machine.console.text()
        measured(board + ": clients chatting in 64 MB of RAM", 32)
        machine.type("memory")
        kilobytes = machine.console.wait_for_screen(r"MemAvailable: +([0-9]+) kB").group(1)
        measured(board + ": of which left, MB", int(kilobytes) // 1024)
