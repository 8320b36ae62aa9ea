"""What is built for other processors: wrong use is told, programs of several processors chat together, archives are the
same wherever and whenever they are made."""

import hashlib
import os
import re
import shutil
import subprocess
import sys

import pytest

from harness import LINNETD, SRC, Deadline, tool

BUILD = os.path.dirname(os.path.dirname(os.path.abspath(LINNETD)))      # where the tests of the other targets need the same programs
OURS = ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "CC", "NM", "SIZE")


def make(*arguments, source=SRC, environment=None, umask=-1, seconds=400):
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run([tool("make"), "-C", source, *arguments], env=dict(clean, **(environment or {})), text=True,
                          capture_output=True, umask=umask, timeout=Deadline(seconds).left())


def targets():
    return sorted(name[:-3] for name in os.listdir(os.path.join(SRC, "toolchain/targets")) if name.endswith(".mk"))


def copy_of_the_tree(to):
    shutil.copytree(SRC, to, ignore=shutil.ignore_patterns("build", ".git", "__pycache__"))


def built(directory, target):
    """The folder with a target's programs."""
    done = make("TARGET=" + target, "BUILD=%s" % directory)
    assert done.returncode == 0, done.stdout + done.stderr
    return os.path.join(directory, target)


def test_an_unknown_target_lists_the_known_ones():
    done = make("TARGET=vax")
    assert done.returncode != 0
    assert "TARGET=vax is not known. There is: " + " ".join(targets()) in done.stderr


def test_the_readme_has_a_row_for_each_target():
    readme = open(os.path.join(SRC, "README.md"), encoding="utf-8").read()
    table = readme.split("\n| target | for | tested as |\n", 1)[1].split("\n\n", 1)[0]
    assert sorted(re.findall(r"^\| (\w+) \|", table, re.M)) == [target for target in targets() if target != "native"]


def test_a_new_target_is_one_file(tmp_path):
    """In a copy of the tree: it is listed, built, run, packed, and packaged, once it has a file."""
    tree = tmp_path / "tree"
    copy_of_the_tree(tree)
    (tree / "toolchain/targets/vax.mk").write_text("# A made-up one: this machine's.\ninclude toolchain/targets/native.mk\n"
                                                   "DEB = vax\nIPK = vax_780 vax_8800\n")
    known = make("TARGET=pdp11", source=tree)
    assert "There is: " + " ".join(sorted([*targets(), "vax"])) in known.stderr
    done = make("TARGET=vax", "build/vax/linnetd", source=tree)
    assert done.returncode == 0, done.stdout + done.stderr
    version = subprocess.run([tree / "build/vax/linnetd", "--version"], capture_output=True, text=True,
                             timeout=Deadline().left())
    assert version.returncode == 0 and version.stdout.startswith("linnetd"), version
    for goal, mention in [("targets", r"\bvax\b"), ("dist", r"\bvax\b"), ("check-targets", r"\bvax\b"),
                          ("deb", r"\bvax=vax\b"), ("ipk", r"\bvax_780=vax vax_8800=vax\b")]:
        planned = make("--dry-run", "--always-make", goal, "MAKE=echo", source=tree)
        assert re.search(mention, planned.stdout), "make %s knows nothing of it:\n%s" % (goal, planned.stdout + planned.stderr)


def test_a_missing_compiler_names_its_package(tmp_path):
    """On a PATH that has everything but the compiler."""
    for folder in ["/usr/local/bin", "/usr/bin", "/bin"]:
        for name in os.listdir(folder):
            if not name.startswith("mips-linux-gnu-") and not os.path.lexists(tmp_path / name):
                os.symlink(os.path.join(folder, name), tmp_path / name)
    path = str(tmp_path)
    done = make("TARGET=mips", "NO_INSTALL=1", "BUILD=%s/build" % tmp_path, environment={"PATH": path})
    assert done.returncode != 0
    assert "gcc-mips-linux-gnu " in done.stdout + done.stderr


@pytest.mark.parametrize("client, emulator", [("mips", "qemu-mips -cpu 24Kc"), ("riscv64", "qemu-riscv64")])
def test_processors_chat_together(client, emulator):
    """linnetd on a Raspberry Pi's processor, linnet on another one (MIPS: of the other byte order), and irssi, WeeChat,
    sic, ii and nc on this one: the tests of real programs once more."""
    server, client = built(BUILD, "armv6"), built(BUILD, client)
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", "0", os.path.join(SRC, "tests/e2e/test_chat.py")],
                          env=dict(os.environ, LINNETD=server + "/linnetd", EMULATOR="qemu-arm -cpu arm1176",
                                   LINNET=client + "/linnet", CLIENT_EMULATOR=emulator),
                          cwd=SRC, capture_output=True, text=True, timeout=Deadline(300).left())
    assert done.returncode == 0 and " passed" in done.stdout, done.stdout[-5000:] + done.stderr


def archives(directory):
    folder = os.path.join(directory, "dist")
    return {name: hashlib.sha256(open(os.path.join(folder, name), "rb").read()).hexdigest() for name in os.listdir(folder)}


def test_archives_are_reproducible_at_any_place_and_time(tmp_path):
    """Another folder, another day (of the files, and for the programs that ask), another umask, language and time zone."""
    made = []
    for number, (folder, umask, environment, day) in enumerate([
            ("a", 0o022, {"LC_ALL": "C", "TZ": "UTC"}, "2026-01-02"),
            ("another/and/longer folder".replace(" ", "-"), 0o077, {"LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"}, "2031-12-30")]):
        source = tmp_path / folder
        copy_of_the_tree(source)
        subprocess.run(["find", str(source), "-exec", "touch", "-h", "-d", day, "{}", "+"], check=True)
        targets = "DIST_TARGETS=aarch64 mips"     # 64 bits, and big endian
        done = make("dist", targets, source=str(source), umask=umask, environment=environment)
        assert done.returncode == 0, done.stdout + done.stderr
        made.append(archives(source / "build"))
    assert made[0] == made[1]
    assert len(made[0]) == 3 and "SHA256SUMS" in made[0]
    listed = subprocess.run(["tar", "-tvzf", str(tmp_path / "a/build/dist" / sorted(made[0])[1])], capture_output=True,
                            text=True, check=True).stdout
    for name in ["/linnetd\n", "/linnet\n", "/linnetd.8\n", "/linnet.1\n", "/README.md\n", "/LICENSE\n", "/service/"]:
        assert name in listed, name + " is not in\n" + listed
