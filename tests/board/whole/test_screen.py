"""The console on a screen: the Raspberry Pi's firmware, which QEMU has not, makes a frame buffer and tells the kernel of it in
the device tree. Here the tree says so from the start, and QEMU shows what the board draws there."""

import re
import subprocess

from harness import tool, wait_until
from machine import PARTITION, Machine, Monitor, card, image_of

TREE = "bcm2835-rpi-zero.dtb"
WIDTH, HEIGHT, ADDRESS = 640, 480, 0x1c100000       # QEMU's own frame buffer of 16 bits a pixel, behind the board's memory
CELL_WIDTH, CELL_HEIGHT = 8, 16                     # of the kernel's letters


def with_frame_buffer(board, folder):
    """A card whose device tree tells the kernel of the frame buffer, as the firmware would."""
    image, tree = card(board, folder), folder / TREE
    subprocess.run([tool("mcopy"), "-i", image + PARTITION, "::" + TREE, str(tree)], check=True)

    def put(kind, node, name, *values):
        subprocess.run([tool("fdtput"), "-p", "-t", kind, str(tree), node, name, *values], check=True)
    for name in ("#address-cells", "#size-cells"):
        put("x", "/chosen", name, "1")
    subprocess.run([tool("fdtput"), "-t", "bx", str(tree), "/chosen", "ranges"], check=True)
    node = "/chosen/framebuffer@%x" % ADDRESS
    put("s", node, "compatible", "simple-framebuffer")
    put("x", node, "reg", "%x" % ADDRESS, "%x" % (WIDTH * HEIGHT * 2))
    for name, value in (("width", WIDTH), ("height", HEIGHT), ("stride", WIDTH * 2)):
        put("x", node, name, "%x" % value)
    put("s", node, "format", "r5g6b5")
    subprocess.run([tool("mcopy"), "-o", "-i", image + PARTITION, str(tree), "::" + TREE], check=True)
    return image


def rows_of_letters(path):
    """A screenshot (PPM) as rows of letters, whatever they are: the picture of each."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
    if not head or (int(head[1]), int(head[2])) != (WIDTH, HEIGHT) or len(data) != head.end() + WIDTH * HEIGHT * 3:
        return []
    lit = [any(data[head.end() + 3 * i:head.end() + 3 * i + 3]) for i in range(WIDTH * HEIGHT)]
    return [[tuple(lit[(y + i) * WIDTH + x] for i in range(CELL_HEIGHT - 2) for x in range(x0, x0 + CELL_WIDTH))
             for x0 in range(0, WIDTH, CELL_WIDTH)] for y in range(0, HEIGHT, CELL_HEIGHT)]


def shows(rows, text):
    """Is there a row in which equal letters look alike, and different ones do not, as in the text?"""
    def pattern(letters):
        return [letters.index(letter) for letter in letters]
    return any(pattern(row[:len(text)]) == pattern(list(text)) for row in rows)


def test_the_console_is_on_the_screen(tmp_path):
    monitor, shot = Monitor(tmp_path), tmp_path / "screen.ppm"
    with Machine("rpi", with_frame_buffer("rpi", tmp_path), *monitor.options) as machine:
        machine.wait_for_chat()
        machine.console.wait_for_screen(r"leads to 10\.0\.2\.15, by DHCP")

        def drawn():
            monitor.say("screendump %s" % shot)
            rows = rows_of_letters(shot)
            return all(shows(rows, text) for text in (
                "  Join from the machine that QEMU runs on:",
                "    linnet %-21s or any IRC client: 127.0.0.1, port %d" % ("127.0.0.1:%d" % machine.port, machine.port),
                "  Type off and Enter to power off, or again to restart. Pulling the plug does n"))
        wait_until(drawn, "the console on the screen", 60)


def test_every_device_tree_asks_the_firmware_for_a_screen(tmp_path):
    names = subprocess.run([tool("mdir"), "-b", "-i", image_of("rpi") + PARTITION, "::"], capture_output=True, text=True,
                           check=True).stdout.split()
    trees = [name for name in names if name.endswith(".dtb")]
    assert len(trees) > 8
    for name in trees:
        subprocess.run([tool("mcopy"), "-i", image_of("rpi") + PARTITION, name, str(tmp_path)], check=True)
        said = subprocess.run([tool("fdtget"), str(tmp_path / name[3:]), "/soc/fb", "status"], capture_output=True, text=True)
        assert said.stdout == "disabled\n", name + said.stderr
