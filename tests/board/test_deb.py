"""The Debian packages: clean under lintian, reproducible, and their contents."""

import os
import subprocess

import pytest
from harness import LINNET, LINNETD, SRC, tool
from target_files import values

BUILD = os.path.join(SRC, "board", "debian", "build")


def build(arch, output, **environment):
    done = subprocess.run([BUILD, arch, os.path.dirname(LINNETD), str(output)], capture_output=True, text=True,
                          env=dict(os.environ, VERSION="0.1.0", SOURCE_DATE_EPOCH="1764000000", **environment))
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    return build("amd64", tmp_path_factory.mktemp("packages"))


def test_lintian_finds_nothing(packages):
    done = subprocess.run([tool("lintian"), "--no-cfg", "--fail-on", "error,warning,info,pedantic", "-I", "--pedantic",
                           "--allow-root", *packages], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout == "", done.stdout + done.stderr


def test_with_a_maintainer_lintian_needs_no_excuse_for_the_address(tmp_path):
    made = build("amd64", tmp_path, DEB_MAINTAINER="A Packager <packages@debian.org>")
    done = subprocess.run([tool("lintian"), "--no-cfg", "--fail-on", "error,warning", "--allow-root", *made],
                          capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout == "", done.stdout + done.stderr
    assert "bogus" not in subprocess.run(["dpkg-deb", "--fsys-tarfile", made[0]], capture_output=True).stdout.decode(
        "latin-1")


def test_the_packages_are_reproducible(packages, tmp_path):
    for one, two in zip(packages, build("amd64", tmp_path)):
        assert open(one, "rb").read() == open(two, "rb").read()


def test_contents_of_the_packages(packages, tmp_path):
    for package in packages:
        subprocess.run([tool("dpkg-deb"), "-x", package, str(tmp_path)], check=True)
    for path, built in (("usr/sbin/linnetd", LINNETD), ("usr/bin/linnet", LINNET)):
        assert open(tmp_path / path, "rb").read() == open(built, "rb").read()
        assert os.access(tmp_path / path, os.X_OK)
    for path in ("etc/linnet/linnetd.conf", "usr/lib/systemd/system/linnetd.service", "etc/init.d/linnetd",
                 "usr/share/man/man8/linnetd.8.gz", "usr/share/man/man1/linnet.1.gz",
                 "usr/share/doc/linnetd/copyright", "usr/share/doc/linnet/copyright"):
        assert (tmp_path / path).exists(), path
    conffiles = subprocess.run([tool("dpkg-deb"), "-I", packages[0], "conffiles"], capture_output=True, text=True).stdout
    assert conffiles.split() == ["/etc/avahi/services/linnet.service", "/etc/linnet/linnetd.conf", "/etc/init.d/linnetd"]


@pytest.mark.parametrize("arch", sorted(set(values("DEB").values()) - {"amd64"}))
def test_a_package_names_its_architecture(arch, tmp_path):
    for package in build(arch, tmp_path):
        field = subprocess.run([tool("dpkg-deb"), "-f", package, "Architecture"], capture_output=True, text=True).stdout
        assert field.strip() == arch
