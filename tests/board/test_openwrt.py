"""The OpenWrt feed: its Makefile, its init script and its UCI configuration, with stand-ins for what OpenWrt has around them
(openwrt/), and the packages that come out.
"""

import io
import os
import re
import shutil
import subprocess
import tarfile

import pytest
from harness import HOST, LINNETD, SRC, Server, tool

FEED = os.path.join(SRC, "board", "openwrt", "linnet")
STUBS = os.path.join(os.path.dirname(__file__), "openwrt")
CONFIG = open(os.path.join(FEED, "files", "linnetd.config")).read()


def every_option():
    """The names of all settings that may stand in linnetd's configuration file, as UCI writes them."""
    help_text = subprocess.run([LINNETD, "--help"], capture_output=True, text=True, check=True).stdout
    names = re.findall(r"^  --([a-z-]+)(?!.*built with NET=lwip)", help_text, re.M)
    return {name.replace("-", "_") for name in names} - {"config", "check", "budget", "version", "help"}


# ---- the init script ----

class Router:
    """A folder with a UCI configuration, and the init script run over it by busybox's shell, as on a router."""

    def __init__(self, folder, config):
        self.folder, self.conf = folder, folder / "var" / "linnetd-main.conf"
        (folder / "linnetd").write_text(config)
        text = open(os.path.join(FEED, "files", "linnetd.init")).read()
        for old, new in (("/usr/sbin/linnetd", LINNETD), ("/var/etc", str(self.conf.parent))):
            assert old in text
            text = text.replace(old, new)
        (folder / "init").write_text(text)

    def run(self, action="start", status=0):
        done = subprocess.run([tool("busybox"), "sh", os.path.join(STUBS, "rc.common"), str(self.folder / "init"), action],
                              capture_output=True, text=True, env={"UCI_CONFIG_DIR": str(self.folder),
                                                                   "PATH": os.environ["PATH"]})
        assert (done.returncode != 0) == (status != 0), done.stdout + done.stderr
        return done.stdout.splitlines(), done.stderr


@pytest.fixture
def router(tmp_path):
    return lambda config: Router(tmp_path, config)


def with_all_options(folder):
    """The configuration with every option taken into use."""
    for name in ("password", "operators", "motd"):
        (folder / name).write_text("word word\n")
        (folder / name).chmod(0o600)
    return re.sub(r"^\t#(option|list)", r"\t\1", CONFIG, flags=re.M).replace("/etc/linnet/", str(folder) + "/")


def test_the_configuration_has_every_option_of_linnetd():
    shown = set(re.findall(r"^\t#?(?:option|list) ([a-z_]+)", CONFIG, re.M)) - {"enabled"}
    assert shown == every_option()


def test_every_option_reaches_linnetd_and_is_valid(router, tmp_path):
    router = router(with_all_options(tmp_path))
    told, errors = router.run()
    assert errors == ""
    names = {line.split(" ")[0].replace("-", "_") for line in router.conf.read_text().splitlines()}
    assert names == every_option()
    assert "description Chat for everyone on this network" in router.conf.read_text().splitlines()


def test_procd_restarts_it_within_limits(router):
    router = router(CONFIG.replace("option motd", "#option motd"))
    told, _ = router.run()
    assert told[0] == "open main" and told[-1] == "close"
    assert "param command %s --config %s" % (LINNETD, router.conf) in told
    assert "param respawn 3600 5 5" in told and 'param limits core=0 nofile=1024 1024' in told
    assert "param stdout 1" in told and "param stderr 1" in told and "param file %s" % router.conf in told
    assert router.run("triggers")[0] == ["trigger linnetd"]


def test_the_command_given_to_procd_starts(router):
    router = router("config linnetd 'main'\n\tlist listen '%s:0'\n\toption name 'router.lan'\n" % HOST)
    told, _ = router.run()
    command = next(line for line in told if line.startswith("param command ")).split(" ")[2:]
    with Server(*command[1:], name="router.lan") as server:
        server.user("ann", "#lobby")


def test_several_addresses(router):
    router = router("config linnetd 'main'\n\tlist listen '6667'\n\tlist listen '[::1]:7000'\n")
    router.run()
    assert router.conf.read_text() == "listen 6667\nlisten [::1]:7000\nstrict-secrets\n"


def test_each_section_is_a_server_of_its_own(router):
    router = router("config linnetd 'main'\n\toption name 'one.lan'\n\tlist listen '6667'\n"
                    "config linnetd 'second'\n\toption name 'two.lan'\n\tlist listen '6668'\n")
    told, _ = router.run()
    second = router.conf.parent / "linnetd-second.conf"
    assert router.conf.read_text() == "listen 6667\nname one.lan\nstrict-secrets\n"
    assert second.read_text() == "listen 6668\nname two.lan\nstrict-secrets\n"
    assert [line for line in told if " command " in line] == [
        "param command %s --config %s" % (LINNETD, conf) for conf in (router.conf, second)]


def test_a_disabled_server_is_not_started(router):
    assert router("config linnetd 'main'\n\toption enabled '0'\n").run()[0] == []


@pytest.mark.parametrize("line, words", [("option flood 'fast'", "flood"), ("option max_clients '0'", "max-clients"),
                                         ("option motd '/nowhere'", "cannot read /nowhere"),
                                         ("list listen 'here:there'", "listen")])
def test_a_wrong_option_is_reported_and_nothing_is_started(router, line, words):
    told, errors = router("config linnetd 'main'\n\t%s\n" % line).run(status=1)
    assert told == [] and words in errors


def test_a_value_cannot_become_another_setting(router):
    """A shell's and a configuration's special characters are only text."""
    router = router("config linnetd 'main'\n\toption description '$(reboot) `reboot`; # \"x\"'\n\tlist listen '%s:0'\n" % HOST)
    router.run()
    assert "description $(reboot) `reboot`; # \"x\"" in router.conf.read_text().splitlines()


# ---- the Makefile, and the packages ----

def member(package, name):
    with tarfile.open(package, "r:gz") as outer:
        data = outer.extractfile("./" + name).read()
    return tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") if name.endswith(".tar.gz") else data


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The packages, as OpenWrt's build would make them, with a compiler of this machine."""
    folder = tmp_path_factory.mktemp("openwrt")
    compiler = shutil.which("musl-gcc") or tool("cc")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    done = subprocess.run(["make", "-C", FEED, "TOPDIR=" + STUBS, "STUB_OUT=%s" % folder, "STUB_CC=" + compiler,
                           "STUB_CROSS=", "STUB_CFLAGS=", "STUB_ARCH=test_arch",
                           "STUB_IPK=" + os.path.join(SRC, "board", "openwrt", "ipk")],
                          capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder


def test_the_makefile_builds_both_packages(built):
    assert sorted(os.listdir(built / "bin")) == ["linnet_0.1.0-1_test_arch.ipk", "linnetd_0.1.0-1_test_arch.ipk"]


def test_contents_of_the_server_s_package(built):
    package = built / "bin" / "linnetd_0.1.0-1_test_arch.ipk"
    assert member(package, "debian-binary") == b"2.0\n"
    control = member(package, "control.tar.gz")
    fields = control.extractfile("./control").read().decode()
    assert "Package: linnetd\n" in fields and "Version: 0.1.0-1\n" in fields and "Architecture: test_arch\n" in fields
    assert control.extractfile("./conffiles").read().split() == [b"/etc/config/linnetd", b"/etc/linnet/"]
    for script in ("postinst", "prerm"):
        assert b"default_%s" % script.encode() in control.extractfile("./" + script).read()
    data = member(package, "data.tar.gz")
    modes = {each.name: each.mode for each in data.getmembers() if each.isfile()}
    assert modes == {"./usr/sbin/linnetd": 0o755, "./etc/init.d/linnetd": 0o755, "./etc/config/linnetd": 0o600,
                     "./etc/linnet/motd": 0o644}
    assert all(each.uid == each.gid == 0 for each in data.getmembers())


def test_the_packaged_programs_pass_the_feed_s_own_test(built, tmp_path):
    for name in ("linnetd", "linnet"):
        member(built / "bin" / ("%s_0.1.0-1_test_arch.ipk" % name), "data.tar.gz").extractall(tmp_path)
        path = "%s/usr/sbin:%s/usr/bin:%s" % (tmp_path, tmp_path, os.environ["PATH"])
        done = subprocess.run(["sh", os.path.join(FEED, "test.sh"), name, "0.1.0"], capture_output=True, text=True,
                              env=dict(os.environ, PATH=path))
        assert done.returncode == 0, done.stdout + done.stderr
        wrong = subprocess.run(["sh", os.path.join(FEED, "test.sh"), name, "9.9.9"], env=dict(os.environ, PATH=path),
                               stdout=subprocess.DEVNULL)
        assert wrong.returncode != 0


def test_the_packages_of_static_programs(tmp_path):
    """For users without an SDK: the same files in the same places, reproducibly."""
    for output in ("one", "two"):
        subprocess.run([os.path.join(SRC, "board", "openwrt", "static"), os.path.dirname(LINNETD), "0.1.0", "mips_24kc",
                        str(tmp_path / output)], check=True, stdout=subprocess.DEVNULL)
    names = sorted(os.listdir(tmp_path / "one"))
    assert names == ["linnet_0.1.0-1_mips_24kc.ipk", "linnetd_0.1.0-1_mips_24kc.ipk"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    data = member(tmp_path / "one" / names[1], "data.tar.gz")
    assert data.extractfile("./usr/sbin/linnetd").read() == open(LINNETD, "rb").read()
    assert {each.name for each in data.getmembers() if each.isfile()} == {
        "./usr/sbin/linnetd", "./etc/init.d/linnetd", "./etc/config/linnetd", "./etc/linnet/motd"}


def test_the_version_is_the_source_s():
    makefile = open(os.path.join(SRC, "Makefile")).read()
    version = re.search(r"^VERSION = (\S+)$", makefile, re.M).group(1)
    assert "PKG_VERSION:=%s\n" % version in open(os.path.join(FEED, "Makefile")).read()


def test_the_init_script_is_clean():
    done = subprocess.run([tool("shellcheck"), "-s", "dash", "-e", "SC1008,SC2034,SC3043,SC2329",
                           os.path.join(FEED, "files", "linnetd.init"), os.path.join(FEED, "test.sh")],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
