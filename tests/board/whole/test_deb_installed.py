"""The Debian packages on a Debian: installed, upgraded, removed and purged in a minimal system of its own (needs root), and
for other processors unpacked and run.

DEBS is the folder where `make deb` has put them.
"""

import glob
import os
import subprocess

import pytest
from harness import SRC, tool

DEBS = os.path.abspath(os.environ.get("DEBS") or os.path.join(SRC, "build", "deb"))
EMULATORS = {"amd64": "qemu-x86_64", "arm64": "qemu-aarch64", "armhf": "qemu-arm", "armel": "qemu-arm",
             "riscv64": "qemu-riscv64"}


def package(name, arch):
    found = glob.glob(os.path.join(DEBS, "%s_*_%s.deb" % (name, arch)))
    assert len(found) == 1, "%s in %s: make deb" % (name, DEBS)
    return found[0]


@pytest.fixture(scope="module")
def debian(tmp_path_factory):
    assert os.getuid() == 0, "installing packages into a folder of their own needs root"
    root = tmp_path_factory.mktemp("debian") / "root"
    done = subprocess.run([tool("debootstrap"), "--variant=minbase", "--include=adduser", "bookworm", str(root),
                           os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org") + "/debian"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]
    policy = root / "usr/sbin/policy-rc.d"      # nothing is started in there
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    return root


def inside(root, *command, status=0):
    done = subprocess.run(["chroot", str(root), *command], capture_output=True, text=True,
                          env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"})
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def files(root):
    """Names with linnet in them."""
    return {os.path.join(folder, name) for top in ("etc", "usr", "var/lib/systemd") for folder, folders, names in
            os.walk(root / top) for name in folders + names if "linnet" in name}


def test_installing_upgrading_removing_purging(debian):
    native = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True).stdout.strip()
    for name in ("linnetd", "linnet"):
        (debian / (name + ".deb")).write_bytes(open(package(name, native), "rb").read())
    inside(debian, "dpkg", "-i", "/linnetd.deb", "/linnet.deb")
    assert inside(debian, "linnetd", "--version").startswith("linnetd ")
    assert inside(debian, "linnet", "--version").startswith("linnet ")
    inside(debian, "linnetd", "--config", "/etc/linnet/linnetd.conf", "--check")
    assert "linnet:x:" in (debian / "etc/passwd").read_text()
    started = glob.glob(str(debian / "etc/rc2.d/S*linnetd")) + glob.glob(
        str(debian / "etc/systemd/system/multi-user.target.wants/linnetd.service"))
    assert started, "nothing starts it"

    config = debian / "etc/linnet/linnetd.conf"
    config.write_text("name mine\n")
    inside(debian, "dpkg", "--force-confold", "-i", "/linnetd.deb")
    assert config.read_text() == "name mine\n"
    inside(debian, "dpkg", "-r", "linnetd", "linnet")
    assert not (debian / "usr/sbin/linnetd").exists() and config.read_text() == "name mine\n"
    inside(debian, "dpkg", "-P", "linnetd", "linnet")
    assert files(debian) == set()


@pytest.mark.parametrize("arch", sorted(EMULATORS))
def test_the_packages_of_every_architecture_run(arch, tmp_path):
    for name in ("linnetd", "linnet"):
        subprocess.run([tool("dpkg-deb"), "-x", package(name, arch), str(tmp_path)], check=True)
    for path in ("usr/sbin/linnetd", "usr/bin/linnet"):
        done = subprocess.run([tool(EMULATORS[arch]), str(tmp_path / path), "--version"], capture_output=True, text=True)
        assert done.returncode == 0 and done.stdout.split()[0] == os.path.basename(path), done.stderr
