"""board/fatcat.c reads one file of a FAT file system, as other programs have written it, and whatever else it is given it
ends, and says how it was."""

import os
import random
import struct
import subprocess

import pytest
from harness import SRC, tool

NAME = "LINNET  TXT"
NO_FILE, NO_FAT, DAMAGED, CUT = 1, 2, 3, 4
KINDS = {12: (4, []), 16: (32, []), 32: (64, ["-s", "1"])}     # MiB, and options of mkfs.vfat


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    path = tmp_path_factory.mktemp("fatcat") / "fatcat"
    subprocess.run([tool("cc"), "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-Werror", "-fsanitize=undefined",
                    "-fno-sanitize-recover", "-o", str(path), os.path.join(SRC, "board", "fatcat.c")], check=True)
    return path


@pytest.fixture
def fatcat(program):
    def run(card, most=1 << 21, name=NAME):
        done = subprocess.run([str(program), str(card), name, str(most)], capture_output=True, timeout=60)
        assert done.stderr == b"" and 0 <= done.returncode <= CUT, done
        return done.returncode, done.stdout
    return run


class Card:
    def __init__(self, path, bits):
        self.path = path
        mib, options = KINDS[bits]
        subprocess.run(["/usr/sbin/mkfs.vfat", "-F", str(bits), *options, "-C", str(path), str(mib * 1024)], check=True,
                       stdout=subprocess.DEVNULL)

    def put(self, data, name="linnet.txt"):
        source = self.path.parent / "source"
        source.write_bytes(data)
        subprocess.run([tool("mcopy"), "-o", "-i", str(self.path), str(source), "::" + name], check=True)


@pytest.fixture(params=sorted(KINDS))
def card(request, tmp_path):
    return Card(tmp_path / "card", request.param)


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 100000])
def test_a_file_is_read_unchanged(card, fatcat, size):
    data = random.Random(size).randbytes(size)
    card.put(b"before" * 1000, "a-long-name-before.text")
    card.put(data)
    assert fatcat(card.path) == (0, data)


def test_a_fragmented_file_is_read(card, fatcat):
    """Files before and between it are gone, and it fills their places."""
    for i in range(40):
        card.put(b"x" * 5000, "f%d" % i)
    subprocess.run([tool("mdel"), "-i", str(card.path), *["::f%d" % i for i in range(0, 40, 2)]], check=True)
    data = random.Random(1).randbytes(90000)
    card.put(data)
    assert fatcat(card.path) == (0, data)


def test_the_named_file_among_many_is_read(card, fatcat):
    for i in range(100):
        card.put(b"wrong", "linnet%d.txt" % i)
    card.put(b"right")
    assert fatcat(card.path) == (0, b"right")
    assert fatcat(card.path, name="LINNET  TX ") == (NO_FILE, b"")


def test_no_more_than_the_limit_is_read(card, fatcat):
    card.put(b"x" * 2000)
    assert fatcat(card.path, 2000) == (0, b"x" * 2000)
    assert fatcat(card.path, 1999) == (CUT, b"x" * 1999)


def test_a_missing_file_and_a_folder(card, fatcat):
    assert fatcat(card.path) == (NO_FILE, b"")
    subprocess.run([tool("mmd"), "-i", str(card.path), "::linnet.txt"], check=True)
    assert fatcat(card.path) == (DAMAGED, b"")


@pytest.mark.parametrize("data", [b"", b"\0" * 512, b"x" * 512, b"\xff" * 510 + b"\x55\xaa", b"\0" * 510 + b"\x55\xaa"])
def test_data_that_is_not_a_file_system(tmp_path, fatcat, data):
    (tmp_path / "card").write_bytes(data)
    assert fatcat(tmp_path / "card") == (NO_FAT, b"")
    assert fatcat(tmp_path / "nowhere") == (NO_FAT, b"")


def test_a_truncated_card(card, fatcat):
    card.put(b"x" * 100000)
    os.truncate(card.path, card.path.read_bytes().index(b"x" * 1000) + 51200)
    assert fatcat(card.path) == (DAMAGED, b"x" * 51200)
    os.truncate(card.path, 4096)
    assert fatcat(card.path) in ((NO_FILE, b""), (DAMAGED, b""))


def test_a_circular_cluster_chain_ends(card, fatcat):
    """The file is said to be larger than its two clusters, the second of which leads to the first."""
    card.put(b"y" * 65536)
    image = bytearray(card.path.read_bytes())
    at = image.index(NAME.encode())
    image[at + 28:at + 32] = struct.pack("<I", 0xffffffff)
    first = struct.unpack_from("<H", image, at + 26)[0]
    fat = struct.unpack_from("<H", image, 14)[0] * 512
    bits = int(card.path.read_bytes()[54:62].decode("latin-1")[3:5]) if image[54:57] == b"FAT" else 32
    if bits == 12:
        where = fat + (first + 1) * 3 // 2
        old = struct.unpack_from("<H", image, where)[0]
        struct.pack_into("<H", image, where, old & 0xf | first << 4 if (first + 1) % 2 else old & 0xf000 | first)
    else:
        struct.pack_into("<H" if bits == 16 else "<I", image, fat + (first + 1) * (bits // 8), first)
    card.path.write_bytes(image)
    assert fatcat(card.path, 300000) == (CUT, b"y" * 300000)


def test_random_tables_never_loop(card, fatcat):
    card.put(b"x" * 100000)
    whole = card.path.read_bytes()
    noise = random.Random(6667)
    for _ in range(60):
        image = bytearray(whole)
        for _ in range(noise.choice((1, 3, 30))):
            image[noise.choice((noise.randrange(64), noise.randrange(300000)))] = noise.randrange(256)
        card.path.write_bytes(image)
        status, data = fatcat(card.path)
        assert len(data) <= 1 << 21
