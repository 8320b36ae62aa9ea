"""The Debian packages on a Debian: installed, upgraded, removed and purged in a minimal system of its own (needs root), also
in one for another processor, under QEMU; and of all the others the programs run.

DEBS is the folder where `make deb` has put them.
"""

import glob
import os
import subprocess

import pytest
from harness import SRC, tool, wait_until
from target_files import values

DEBS = os.path.abspath(os.environ.get("DEBS") or os.path.join(SRC, "build", "deb"))
EMULATORS = {arch: values("QEMU")[target] for target, arch in values("DEB").items()}


def package(name, arch):
    found = glob.glob(os.path.join(DEBS, "%s_*_%s.deb" % (name, arch)))
    assert len(found) == 1, "%s in %s: make deb" % (name, DEBS)
    return found[0]


NATIVE = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True).stdout.strip()
FOREIGN = "armhf"

# Linux 6.7 and later let a user namespace say by itself who runs foreign programs: this machine is not affected.
IN_NAMESPACE = """
set -e
read -r mapped
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
cat /usr/lib/binfmt.d/qemu-arm.conf >/proc/sys/fs/binfmt_misc/register
for folder in proc dev; do mount --rbind /$folder "$1/$folder"; done
exec chroot "$@"
"""


class Debian:
    """A minimal system in a folder. Nothing is started in there."""

    def __init__(self, root, arch):
        assert os.getuid() == 0, "installing packages into a folder of their own needs root"
        self.root, self.arch = root, arch
        done = subprocess.run([tool("debootstrap"), "--arch=" + arch, *["--foreign"] * (arch != NATIVE), "--variant=minbase",
                               "--include=adduser", "bookworm", str(root),
                               os.environ.get("DEBIAN_MIRROR", "http://deb.debian.org") + "/debian"],
                              capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-3000:]
        if arch != NATIVE:
            for name in ("proc", "sys"):
                if (root / name).is_symlink():
                    (root / name).unlink()
                    (root / name).mkdir()
            (root / "etc/dpkg/dpkg.cfg.d/test").write_text("force-unsafe-io\n")
            self.inside("env", "container=lxc", "DEBOOTSTRAP_DIR=/debootstrap", "/debootstrap/debootstrap", "--second-stage")
        policy = root / "usr/sbin/policy-rc.d"
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)

    def inside(self, *command):
        own = [] if self.arch == NATIVE else ["unshare", "--user", "--mount", "sh", "-c", IN_NAMESPACE]
        process = subprocess.Popen([*own, "chroot", str(self.root), *command], stdin=subprocess.PIPE, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive",
                                        "LC_ALL": "C"})
        if own:
            wait_until(lambda: os.readlink("/proc/%d/ns/user" % process.pid) != os.readlink("/proc/self/ns/user"),
                       "a user namespace")
            for ids in ("uid_map", "gid_map"):
                with open("/proc/%d/%s" % (process.pid, ids), "w") as file:
                    file.write("0 0 65536\n")
        output = process.communicate("mapped\n")[0]
        assert process.returncode == 0, output[-5000:]
        return output


@pytest.fixture(scope="module", params=[NATIVE, FOREIGN])
def debian(request, tmp_path_factory):
    return Debian(tmp_path_factory.mktemp("debian") / "root", request.param)


def files(root):
    """Names with linnet in them."""
    return {os.path.join(folder, name) for top in ("etc", "usr", "var/lib/systemd") for folder, folders, names in
            os.walk(root / top) for name in folders + names if "linnet" in name}


def test_installing_upgrading_removing_purging(debian):
    root = debian.root
    assert debian.inside("dpkg", "--print-architecture").strip() == debian.arch
    for name in ("linnetd", "linnet"):
        (root / (name + ".deb")).write_bytes(open(package(name, debian.arch), "rb").read())
    debian.inside("dpkg", "-i", "/linnetd.deb", "/linnet.deb")
    assert debian.inside("linnetd", "--version").startswith("linnetd ")
    assert debian.inside("linnet", "--version").startswith("linnet ")
    debian.inside("linnetd", "--config", "/etc/linnet/linnetd.conf", "--check")
    assert "linnet:x:" in (root / "etc/passwd").read_text()
    started = glob.glob(str(root / "etc/rc2.d/S*linnetd")) + glob.glob(
        str(root / "etc/systemd/system/multi-user.target.wants/linnetd.service"))
    assert started, "nothing starts it"

    config = root / "etc/linnet/linnetd.conf"
    config.write_text("name mine\n")
    debian.inside("dpkg", "--force-confold", "-i", "/linnetd.deb")
    assert config.read_text() == "name mine\n"
    debian.inside("dpkg", "-r", "linnetd", "linnet")
    assert not (root / "usr/sbin/linnetd").exists() and config.read_text() == "name mine\n"
    debian.inside("dpkg", "-P", "linnetd", "linnet")
    assert files(root) == set()


@pytest.mark.parametrize("arch", sorted(EMULATORS))
def test_the_packages_of_every_architecture_run(arch, tmp_path):
    for name in ("linnetd", "linnet"):
        subprocess.run([tool("dpkg-deb"), "-x", package(name, arch), str(tmp_path)], check=True)
    for path in ("usr/sbin/linnetd", "usr/bin/linnet"):
        done = subprocess.run([tool(EMULATORS[arch]), str(tmp_path / path), "--version"], capture_output=True, text=True)
        assert done.returncode == 0 and done.stdout.split()[0] == os.path.basename(path), done.stderr
