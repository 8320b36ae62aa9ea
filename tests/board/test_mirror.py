"""board/fetch brings packages from a mirror: the newest that the mirror has, also when it lists one that it does not have,
and what it says about that."""

import functools
import hashlib
import http.server
import os
import shutil
import subprocess
import tempfile
import threading

import pytest

from harness import SRC, Deadline, tool

SUITES = ["debian/dists/%s" % suite for suite in ("stable", "stable-updates", "trixie", "trixie-updates")] + [
    "debian-security/dists/stable-security", "debian-security/dists/trixie-security"]


@pytest.fixture(scope="module")
def keys():
    """A key to sign lists with: GnuPG's folder, whose path must be short, for a socket is in it."""
    folder = tempfile.mkdtemp(prefix="keys")
    environment = dict(os.environ, GNUPGHOME=folder)
    gpg = [tool("gpg"), "--batch", "--quiet", "--passphrase", ""]
    subprocess.run([*gpg, "--quick-generate-key", "mirror", "ed25519", "sign", "never"], env=environment, check=True,
                   capture_output=True)
    with open(os.path.join(folder, "mirror.gpg"), "wb") as file:
        subprocess.run([*gpg, "--export"], env=environment, check=True, stdout=file)
    yield folder
    subprocess.run([tool("gpgconf"), "--kill", "gpg-agent"], env=environment, check=True)
    shutil.rmtree(folder)


class Mirror:
    """Packages of suites, in a folder, as a mirror of Debian's has them."""

    def __init__(self, folder, keys):
        self.folder, self.keys, self.packages = folder, keys, {suite: [] for suite in SUITES}

    def add(self, name, version, depends=None, suite=SUITES[0]):
        """A package with one file that holds its version; returns the path of the package's file."""
        root = self.folder / "build" / (name + version)
        (root / "DEBIAN").mkdir(parents=True)
        (root / "what").write_text("%s %s\n" % (name, version))
        control = "Package: %s\nVersion: %s\nArchitecture: armhf\nMaintainer: none\n%sDescription: none\n" % (
            name, version, "Depends: %s\n" % depends if depends else "")
        (root / "DEBIAN" / "control").write_text(control)
        place = "pool/%s_%s_armhf.deb" % (name, version)
        file = self.folder / suite.split("/")[0] / place
        file.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([tool("dpkg-deb"), "--root-owner-group", "-b", str(root), str(file)], check=True, capture_output=True)
        self.packages[suite].append("%sFilename: %s\nSize: %d\nSHA256: %s\n" % (
            control, place, file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest()))
        return file

    def kernel(self, version, **where):
        """A kernel, and the general name that depends on it, of the same version."""
        file = self.add("linux-image-%s-armmp" % version, version + "-1", **where)
        self.add("linux-image-armmp", version + "-1", depends="linux-image-%s-armmp (= %s-1)" % (version, version), **where)
        return file

    def sign(self, torn=()):
        """Writes the lists; those of torn suites do not fit what is signed, as while a mirror is updated."""
        for suite in SUITES:
            dist = self.folder / suite
            (dist / "main/binary-armhf").mkdir(parents=True, exist_ok=True)
            text = "\n".join(self.packages[suite]).encode()
            (dist / "main/binary-armhf/Packages").write_bytes(text)
            name = suite.split("/")[-1]
            release = "Origin: Debian\nSuite: %s\nCodename: %s\nArchitectures: armhf\nComponents: main non-free-firmware\n" \
                "Date: %s\nSHA256:\n %s %d main/binary-armhf/Packages\n" % (
                    name, name, subprocess.check_output(["date", "-u", "-R"], text=True).strip().replace("+0000", "UTC"),
                    hashlib.sha256(text).hexdigest(), len(text) + (suite in torn))
            subprocess.run([tool("gpg"), "--batch", "--quiet", "--yes", "--clearsign", "-o", str(dist / "InRelease")],
                           input=release.encode(), env=dict(os.environ, GNUPGHOME=self.keys), check=True)


@pytest.fixture
def mirror(tmp_path, keys):
    folder = tmp_path / "mirror"
    folder.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    made = Mirror(folder, keys)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.address = "http://127.0.0.1:%d" % server.server_port
    yield made
    server.shutdown()


def fetch(tmp_path, mirror, *packages, status=0):
    """The output: the fields of each line of stdout, and stderr."""
    environment = dict(os.environ, LINNET_CACHE=str(tmp_path / "cache"), DEBIAN_MIRROR=mirror.address,
                       DEBIAN_KEYS=os.path.join(mirror.keys, "mirror.gpg"))
    done = subprocess.run([os.path.join(SRC, "board/fetch"), "armhf", *packages], env=environment, capture_output=True,
                          text=True, timeout=Deadline(120).left())
    assert done.returncode == status, done.stdout + done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()], done.stderr


def holds(line):
    with open(os.path.join(line[4], "what"), encoding="utf-8") as file:
        return file.read()


def test_the_generic_kernel_package_means_the_newest_kernel(tmp_path, mirror):
    mirror.kernel("6.9.1")
    mirror.kernel("6.12.57", suite=SUITES[1])
    mirror.kernel("6.12.48")
    mirror.add("firmware", "1")
    mirror.sign()
    lines, said = fetch(tmp_path, mirror, "linux-image-armmp", "firmware")
    assert [line[:3] for line in lines] == [["linux-image-6.12.57-armmp", "6.12.57-1", "armhf"], ["firmware", "1", "armhf"]]
    assert said == "" and holds(lines[0]) == "linux-image-6.12.57-armmp 6.12.57-1\n"


def test_the_next_kernel_is_taken_when_the_mirror_lacks_the_newest(tmp_path, mirror):
    mirror.kernel("6.12.48")
    mirror.kernel("6.12.57").unlink()
    mirror.sign()
    lines, said = fetch(tmp_path, mirror, "linux-image-armmp")
    assert lines[0][:2] == ["linux-image-6.12.48-armmp", "6.12.48-1"]
    assert holds(lines[0]) == "linux-image-6.12.48-armmp 6.12.48-1\n"
    assert said == "fetch: armhf: the mirror lists linux-image-6.12.57-armmp 6.12.57-1, but does not have it; " \
        "linux-image-6.12.48-armmp 6.12.48-1 is taken\n"


def test_the_next_version_is_taken_of_any_package(tmp_path, mirror):
    mirror.add("firmware", "1.9")
    for version in ("1.10", "1.11"):
        mirror.add("firmware", version).unlink()
    mirror.sign()
    lines, said = fetch(tmp_path, mirror, "firmware")
    assert lines[0][:2] == ["firmware", "1.9"]
    assert "firmware 1.11 and firmware 1.10, but does not have it" in said


def test_three_versions_are_tried_and_no_more(tmp_path, mirror):
    mirror.add("firmware", "1")
    for version in ("2", "3", "4"):
        mirror.add("firmware", version).unlink()
    mirror.sign()
    lines, said = fetch(tmp_path, mirror, "firmware", status=1)
    assert not lines and said.splitlines()[-1].startswith("fetch: armhf: the package firmware cannot be fetched from http://127.0.0.1:")
    assert "404" in said, "apt's own words"


def test_a_file_with_the_wrong_checksum_is_refused(tmp_path, mirror):
    mirror.add("firmware", "1")
    file = mirror.add("firmware", "2")
    mirror.sign()
    file.write_bytes(file.read_bytes()[:-1] + b"!")
    lines, _ = fetch(tmp_path, mirror, "firmware")
    assert lines[0][:2] == ["firmware", "1"] and holds(lines[0]) == "firmware 1\n"


def test_an_error_from_a_mirror_under_update_is_explained(tmp_path, mirror):
    mirror.kernel("6.12.48")
    mirror.kernel("6.12.57", suite=SUITES[1])
    mirror.sign(torn=[SUITES[1]])
    lines, said = fetch(tmp_path, mirror, "linux-image-armmp")
    assert lines[0][:2] == ["linux-image-6.12.48-armmp", "6.12.48-1"]
    assert said.startswith("fetch: armhf: the image will be fine, but perhaps not the newest: ") and "stable-updates" in said
    assert said.count("\n") == 1


def test_old_package_lists_are_fetched_again(tmp_path, mirror):
    file = mirror.add("firmware", "1")
    mirror.sign()
    fetch(tmp_path, mirror, "firmware")
    mirror.add("firmware", "2")
    mirror.add("other", "1")
    mirror.sign()
    file.unlink()
    lines, said = fetch(tmp_path, mirror, "firmware", "other", "firmware")
    assert [line[1] for line in lines] == ["1", "1", "2"] and said == "", "the cached lists are used for half a day"


def test_an_unknown_package_is_named(tmp_path, mirror):
    mirror.sign()
    _, said = fetch(tmp_path, mirror, "nonsense", status=1)
    assert said.splitlines()[-1].startswith("fetch: armhf: the package nonsense cannot be fetched from ")
