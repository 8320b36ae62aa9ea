"""Mistakes in making and booting images: each has an error that names the fix."""

import fcntl
import os
import socket
import subprocess

import pytest
from harness import SRC, tool


def run(*command, path=None, **variables):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    environment.update(variables)
    if path is not None:
        environment["PATH"] = str(path)
    return subprocess.run(command, cwd=SRC, capture_output=True, text=True, env=environment)


@pytest.mark.parametrize("goal", ["image", "boot"])
def test_an_unknown_board(goal):
    done = run("make", goal, "BOARD=toaster")
    assert done.returncode != 0 and "BOARD=toaster is not known. There is: rpi rpi64 virt-aarch64 virt-arm virt-arm-lwip" in done.stderr


@pytest.mark.parametrize("size", ["0", "63", "65", "2048", "big", "-1", ""])
def test_an_invalid_card_size(size, tmp_path):
    done = run("board/image", "virt-arm", "/nowhere", str(tmp_path / "out"), IMAGE_MIB=size or " ")
    assert done.returncode == 1 and "the size is a power of two" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("missing", ["cpio", "xz", "mkfs.vfat", "mcopy", "sfdisk", "fdtput"])
def test_a_missing_program(missing, tmp_path):
    for name in ("sh", "dirname", "git", "cpio", "xz", "mkfs.vfat", "mcopy", "sfdisk", "fdtput"):
        if name != missing:
            (tmp_path / name).symlink_to(tool(name) if name == "sh" else "/bin/true")
    (tmp_path / "dirname").unlink()
    (tmp_path / "dirname").symlink_to(tool("dirname"))
    text = open(os.path.join(SRC, "board", "image")).read()
    assert "PATH=$PATH:/usr/sbin:/sbin" in text
    (tmp_path / "image").write_text(text.replace("PATH=$PATH:/usr/sbin:/sbin", "").replace(
        'here=$(dirname "$0")', "here=board"))
    done = run("/bin/sh", str(tmp_path / "image"), "virt-arm", "/nowhere", str(tmp_path / "out"), path=tmp_path)
    assert done.returncode == 1 and "%s is missing; toolchain/packages names its package" % missing in done.stderr


def test_booting_a_file_that_is_not_an_image(tmp_path):
    done = run("board/boot", "virt-arm", str(tmp_path / "none.img"))
    assert done.returncode == 1 and "cannot be read: make image BOARD=virt-arm" in done.stderr
    (tmp_path / "noise.img").write_bytes(os.urandom(3 << 20))
    done = run("board/boot", "virt-arm", str(tmp_path / "noise.img"))
    assert done.returncode == 1 and "is not an image of virt-arm" in done.stderr
    done = run("board/boot", "toaster", str(tmp_path / "noise.img"))
    assert done.returncode == 1 and "there is no board 'toaster'" in done.stderr


def test_booting_an_image_that_is_running_already(tmp_path):
    image = tmp_path / "linnet.img"
    image.write_bytes(b"")
    with open(image, "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = run("board/boot", "virt-arm", str(image))
    assert done.returncode == 1
    assert done.stderr == "boot: %s is running already: end it there with off and Enter, or Ctrl-A x\n" % image


def test_booting_with_the_port_in_use(tmp_path):
    (tmp_path / "mcopy").write_text("#!/bin/sh\n")
    (tmp_path / "mcopy").chmod(0o755)
    (tmp_path / "linnet.img").write_bytes(b"")
    with socket.create_server(("127.0.0.1", 0)) as there:
        port = there.getsockname()[1]
        done = run("board/boot", "virt-arm", str(tmp_path / "linnet.img"), str(port), path="%s:%s" % (tmp_path, os.environ["PATH"]))
    assert done.returncode == 1
    assert done.stderr == "boot: port %d of this machine is taken; another one: make boot BOARD=virt-arm PORT=%d\n" % (port, port + 1)


def test_every_board_defines_all_required_variables():
    boards = os.path.join(SRC, "board", "boards")
    assert len(os.listdir(boards)) >= 4
    for name in os.listdir(boards):
        text = open(os.path.join(boards, name)).read()
        for word in ("about=", "target=", "systems=", "qemu=", "qemu_net=", "qemu_card="):
            assert "\n" + word in text, "%s has no %s" % (name, word)
