"""An image: it is reproducible, its file system is clean, and it lists its contents."""

import os
import re
import subprocess

import pytest
from harness import SRC, tool
from machine import PARTITION, image_of
from test_boot import BOARDS

LIMITS = {"rpi": 12250000}      # bytes of the image as xz
PROGRAMS = os.path.join(os.environ.get("IMAGES", os.path.join(SRC, "build", "boards")), "..", "armv6")


def text_of(board, name):
    return subprocess.run([tool("mtype"), "-i", image_of(board) + PARTITION, "::" + name], capture_output=True,
                          check=True).stdout.decode()


def make(output, *arguments, **variables):
    return subprocess.run([os.path.join(SRC, "board", "image"), *arguments, str(output)], capture_output=True, text=True,
                          cwd=SRC, env=dict(os.environ, VERSION="0.1.0", STRIP="arm-linux-gnueabi-strip", **variables))


@pytest.mark.parametrize("board", BOARDS)
def test_sizes(board, measured):
    compressed = os.path.getsize(image_of(board) + ".xz")
    measured("%s: image as xz, bytes" % board, compressed, LIMITS.get(board, ""))
    assert compressed <= LIMITS.get(board, 1 << 30)
    assert os.path.getsize(image_of(board)) == 64 << 20
    if board == "virt-arm":
        size = os.path.getsize(os.path.join(os.path.dirname(image_of(board)), "files", "initrd-arm.img"))
        measured("virt-arm: initramfs, bytes", size, 2000000)
        assert size <= 2000000


@pytest.mark.parametrize("board", BOARDS)
def test_the_file_system_is_clean_and_the_files_are_intact(board, tmp_path):
    partition = tmp_path / "partition"
    subprocess.run(["dd", "if=" + image_of(board), "of=%s" % partition, "bs=1M", "skip=1"], check=True, capture_output=True)
    done = subprocess.run(["/usr/sbin/fsck.vfat", "-n", str(partition)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    files = os.path.join(os.path.dirname(image_of(board)), "files")
    subprocess.run([tool("mcopy"), "-i", image_of(board) + PARTITION, "::*", str(tmp_path)], check=True)
    assert sorted(os.listdir(files)) == sorted(set(os.listdir(tmp_path)) - {"partition"})
    for name in os.listdir(files):
        assert (tmp_path / name).read_bytes() == open(os.path.join(files, name), "rb").read(), name


@pytest.mark.parametrize("board", BOARDS)
def test_it_lists_its_contents(board):
    text = text_of(board, "VERSIONS.TXT")
    rows = [line.split(" | ") for line in text.splitlines() if line.count(" | ") == 4]
    names = {row[0]: row for row in rows[1:]}
    assert ("lwip" in names) == board.endswith("-lwip")
    assert {"busybox", "musl", "linnet"} <= set(names) and any(name.startswith("linux-image-") for name in names)
    assert ("raspi-firmware" in names) == board.startswith("rpi")
    for name, version, _, digest, licences in rows[1:]:
        assert version and licences, name
        assert name == "linnet" or re.fullmatch("[0-9a-f]{64}", digest), name
    licences = text_of(board, "LICENCES.TXT")
    assert "GNU GENERAL PUBLIC LICENSE" in licences and "Permission to use, copy" in licences
    if board.startswith("rpi"):
        assert "Broadcom" in licences
    if board.endswith("-lwip"):
        assert "Swedish Institute of Computer Science" in licences


def test_the_readme_has_the_size_of_busybox():
    with open(os.path.join(SRC, "board", "README.md"), encoding="utf-8") as file:
        told = re.search(r"^\| `busybox`, .*: ([0-9,]+) bytes on armv6,", file.read(), re.M)
    assert told and int(told.group(1).replace(",", "")) == os.path.getsize(os.path.join(PROGRAMS, "busybox"))


def test_the_image_is_reproducible(tmp_path):
    for name in ("one", "two"):
        done = make(tmp_path / name, "virt-arm", PROGRAMS, SOURCE_DATE_EPOCH="1764000000")
        assert done.returncode == 0, done.stderr
    one, two = ((tmp_path / name / "linnet-virt-arm.img").read_bytes() for name in ("one", "two"))
    assert one == two


def test_an_image_that_is_too_small_for_its_files(tmp_path):
    done = make(tmp_path, "virt-arm", PROGRAMS, IMAGE_MIB="8")
    assert done.returncode == 1 and re.search(r"the files take [0-9]+ MiB: IMAGE_MIB=8 is too small", done.stderr)


def test_a_package_that_does_not_exist():
    done = subprocess.run([os.path.join(SRC, "board", "fetch"), "arm64", "linux-image-toaster"], capture_output=True, text=True)
    assert done.returncode == 1 and "the package linux-image-toaster cannot be fetched" in done.stderr
