"""board/install.sh installs, keeps what its user changed, and leaves nothing behind: for every kind of init, and with no
other programs than busybox's."""

import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile

import pytest
from harness import HOST, LINNET, LINNETD, SRC, Server, tool, wait_until

INSTALL = os.path.join(SRC, "board", "install.sh")
KINDS = ["systemd", "openrc", "procd", "sysv", "busybox", "none"]


@pytest.fixture
def busybox_path(tmp_path):
    """A PATH that has busybox's programs and no others."""
    folder = tmp_path / "path"
    folder.mkdir()
    names = subprocess.run([tool("busybox"), "--list"], capture_output=True, text=True, check=True).stdout.split()
    for name in names:
        (folder / name).symlink_to(tool("busybox"))
    return str(folder)


class System:
    """A folder that looks like the root of a system with this init."""

    def __init__(self, root, kind, path):
        self.root, self.kind, self.path = root, kind, path
        for folder in ("etc", "sbin", "run"):
            (root / folder).mkdir(parents=True)
        (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\ndaemon:x:200:200::/:/bin/false\n")
        (root / "etc/group").write_text("root:x:0:\n")
        if kind == "systemd":
            (root / "lib/systemd/system").mkdir(parents=True)
        elif kind == "openrc":
            (root / "sbin/openrc-run").touch(0o755)
        elif kind == "procd":
            (root / "sbin/procd").touch(0o755)
        elif kind == "sysv":
            (root / "etc/init.d").mkdir()
        elif kind == "busybox":
            (root / "etc/inittab").write_text("::sysinit:/etc/rc\n")
            (root / "sbin/init").symlink_to("../bin/busybox")
        (root / "etc/avahi/services").mkdir(parents=True)
        self.before = self.files()

    def files(self):
        return {os.path.relpath(os.path.join(folder, name), self.root): self.content(os.path.join(folder, name))
                for folder, _, names in os.walk(self.root) for name in names}

    @staticmethod
    def content(path):
        if os.path.islink(path):
            return os.readlink(path)
        with open(path, "rb") as file:
            return file.read()

    def run(self, *options, status=0, source=("--from", os.path.dirname(LINNETD)), **variables):
        where = () if variables else ("--root", str(self.root))
        done = subprocess.run([tool("busybox"), "sh", INSTALL, *source, *where, *options],
                              env=dict(variables, PATH=self.path), capture_output=True, text=True, timeout=60)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(params=KINDS)
def system(request, tmp_path, busybox_path):
    return System(tmp_path / "root", request.param, busybox_path)


SERVICE = {"systemd": "etc/systemd/system/linnetd.service", "openrc": "etc/init.d/linnetd", "procd": "etc/init.d/linnetd",
           "sysv": "etc/init.d/linnetd"}
ENABLED = {"systemd": "etc/systemd/system/multi-user.target.wants/linnetd.service",
           "openrc": "etc/runlevels/default/linnetd", "procd": "etc/rc.d/S95linnetd", "sysv": "etc/rc2.d/S95linnetd"}


def test_it_finds_the_init_and_installs_everything(system):
    assert "(%s)" % system.kind in system.run()
    files = system.files()
    assert files["usr/sbin/linnetd"] == System.content(LINNETD) and files["usr/bin/linnet"] == System.content(LINNET)
    assert b"LINNETD 8" in files["usr/share/man/man8/linnetd.8"] and b"LINNET 1" in files["usr/share/man/man1/linnet.1"]
    if system.kind in SERVICE:
        assert b"/usr/sbin/linnetd" in files[SERVICE[system.kind]]
        link = os.path.join(system.root, ENABLED[system.kind])
        assert os.path.islink(link)
        target = os.readlink(link)
        path = system.root / target[1:] if target.startswith("/") else os.path.join(os.path.dirname(link), target)
        assert os.path.exists(path), "the link leads nowhere: " + target
    if system.kind == "busybox":
        assert re.search(rb"\n::respawn:[^\n]*/usr/sbin/linnetd --config [^\n]*\n$", files["etc/inittab"])
    for kind, port in (("irc", 6667), ("http", 80)):
        assert re.search(rb"<type>_%s._tcp</type>\s*<port>%d</port>" % (kind.encode(), port),
                         files["etc/avahi/services/linnet.service"])
    user = [line for line in files["etc/passwd"].decode().splitlines() if line.startswith("linnet:")]
    assert len(user) == (0 if system.kind in ("procd", "none") else 1)
    assert not user or user[0].split(":")[2] == "201", "a number that somebody else has"


def test_installing_twice_changes_nothing(system):
    system.run()
    once = system.files()
    system.run()
    assert system.files() == once


def test_uninstalling_leaves_only_the_user_behind(system):
    system.run()
    system.run("--uninstall")
    left = system.files()
    for name in ("etc/passwd", "etc/group"):        # files may still belong to it
        left.pop(name)
        system.before.pop(name)
    assert left == system.before and not os.path.exists(system.root / "etc/linnet")


def test_uninstalling_twice_is_no_error(system):
    system.run("--uninstall")
    assert system.files() == system.before
    system.run()
    system.run("--uninstall")
    once = system.files()
    system.run("--uninstall")
    assert system.files() == once


@pytest.mark.parametrize("slash", ["", "/"])
def test_destdir_means_the_root_as_for_make(system, slash):
    system.run(DESTDIR=str(system.root) + slash)
    assert System.content(system.root / "usr/sbin/linnetd") == System.content(LINNETD)
    system.run("--uninstall", DESTDIR=str(system.root) + slash)
    assert not os.path.exists(system.root / "usr/sbin/linnetd")


def test_a_last_line_without_a_newline_stays_a_separate_line(system):
    names = ["etc/passwd", "etc/group"] + ["etc/inittab"] * (system.kind == "busybox")
    for name in names:
        (system.root / name).write_bytes(system.before[name].rstrip(b"\n"))
    system.run()
    for name in names:
        assert (system.root / name).read_bytes().startswith(system.before[name].rstrip(b"\n")), name
        added = (system.root / name).read_text().splitlines()[system.before[name].count(b"\n"):]
        assert all(line.startswith(("linnet:x:", "# linnet:", "::respawn:")) for line in added), added
        assert (system.kind in ("procd", "none")) == (added == [])


def test_without_root_it_reports_that_and_does_nothing(tmp_path):
    """As another user: without root it cannot change anything either."""
    nobody = {"user": 65534} if os.getuid() == 0 else {}
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        script = shutil.copy(INSTALL, folder)
        for options in ([], ["--uninstall"]):
            done = subprocess.run([tool("busybox"), "sh", script, *options], capture_output=True, text=True, **nobody)
            assert done.returncode == 1 and "this needs root: sudo" in done.stderr and done.stdout == ""


def test_a_missing_root_folder_is_reported(tmp_path, busybox_path):
    system = System(tmp_path / "root", "sysv", busybox_path)
    assert "there is no such folder" in system.run("--root", str(tmp_path / "nowhere"), status=1)
    assert "there is no such folder" in system.run(DESTDIR=str(tmp_path / "nowhere"), status=1)
    assert system.files() == system.before


def test_a_changed_configuration_is_never_touched(system):
    system.run()
    config = system.root / "etc/linnet/linnetd.conf"
    config.write_text("name mine\n")
    assert "stays as it is" in system.run()
    assert config.read_text() == "name mine\n"
    assert (system.root / "etc/linnet/linnetd.conf.new").exists()
    system.run("--uninstall")
    assert config.read_text() == "name mine\n"


def test_an_unchanged_configuration_is_brought_up_to_date(system, tmp_path):
    system.run()
    config = system.root / "etc/linnet/linnetd.conf"
    fresh = config.read_bytes()
    config.write_text("# an older version\n")
    (system.root / "etc/linnet/.installed").write_text(hashlib.md5(config.read_bytes()).hexdigest() + "\n")
    system.run()
    assert config.read_bytes() == fresh


@pytest.mark.parametrize("options, words", [
    (["--root"], "--root needs a value"),
    (["--init", "upstart"], "it is one of"),
    (["--wat"], "there is no option --wat"),
])
def test_wrong_use_is_reported(tmp_path, busybox_path, options, words):
    done = subprocess.run([tool("busybox"), "sh", INSTALL, *options], env={"PATH": busybox_path}, capture_output=True,
                          text=True)
    assert done.returncode == 1 and words in done.stderr


def test_without_programs_nothing_is_installed(tmp_path, busybox_path):
    system = System(tmp_path / "root", "sysv", busybox_path)
    assert "--from says where" in system.run(status=1, source=("--from", str(tmp_path)))
    assert system.files() == system.before


# ---- the services ----

# How systemd runs it, by the unit.
AS_THE_UNIT = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs", "--bounding-set=-all,+net_bind_service",
               "--inh-caps=-all,+net_bind_service", "--ambient-caps=-all,+net_bind_service"]
PAGE = "import urllib.request; print(urllib.request.urlopen('http://127.0.0.1/', timeout=20).read().decode())"


@pytest.mark.parametrize("before, after", [(AS_THE_UNIT, []), ([], ["--user", "65534:65534"])], ids=["systemd", "root"])
def test_the_service_opens_port_80_and_then_drops_privileges(before, after):
    """In a network of its own, where 80 is free and not everybody's."""
    config = os.path.join(SRC, "board", "service", "linnetd.conf")
    process = subprocess.Popen([tool("unshare"), "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", *before,
                                LINNETD, "--config", config, "--strict-secrets", *after],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        log = [process.stderr.readline()]
        while log[-1] and " on [::]:80\n" not in log[-1]:
            log.append(process.stderr.readline())
        assert log[-1], "".join(log)
        page = subprocess.run([tool("nsenter"), "--net", "--target", str(process.pid), sys.executable, "-c", PAGE],
                              capture_output=True, text=True)
        assert "linnet" in page.stdout, page.stderr
        status = open("/proc/%d/status" % process.pid).read()
        for rights in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            assert rights + ":\t0000000000000000\n" in status, status
        assert "Uid:\t65534\t65534\t65534\t65534\n" in status
    finally:
        process.terminate()
        process.communicate()
    assert process.returncode == 0


def test_the_systemd_unit_is_valid_and_hardened(tmp_path):
    unit = os.path.join(SRC, "board", "service", "linnetd.service")
    text = open(unit).read().replace("/usr/sbin/linnetd", LINNETD).replace("Documentation=man:linnetd(8)\n", "")
    here = tmp_path / "linnetd.service"
    here.write_text(text)
    done = subprocess.run([tool("systemd-analyze"), "verify", str(here)], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    done = subprocess.run([tool("systemd-analyze"), "security", "--offline=true", "--threshold=20", str(here)],
                          capture_output=True, text=True)
    assert done.returncode == 0, "more exposed than 2.0 of 10:\n" + done.stdout[-500:]


def calls_of(word):
    """The system calls that a word of SystemCallFilter= stands for."""
    if not word.startswith("@"):
        return {word}
    done = subprocess.run([tool("systemd-analyze"), "syscall-filter", word], capture_output=True, text=True, check=True)
    words = [line.strip() for line in done.stdout.splitlines()[1:] if line.strip() and not line.strip().startswith("#")]
    return set().union(*(calls_of(word) for word in words))


def test_the_systemd_unit_allows_all_system_calls_it_needs(tmp_path):
    """Among them the one that sets linnetd's own filter, which leaves less. Traced as the unit runs it: as a user with no
    right but the one to port 80, to whom a service manager is listening."""
    allowed = set()
    for line in open(os.path.join(SRC, "board", "service", "linnetd.service")):
        if line.startswith("SystemCallFilter=~"):
            allowed -= set().union(*map(calls_of, line.strip()[18:].split()))
        elif line.startswith("SystemCallFilter="):
            allowed |= set().union(*map(calls_of, line.strip()[17:].split()))
    assert "recvfrom" in allowed and "setuid" not in allowed
    tmp_path.chmod(0o777)
    trace = tmp_path / "trace"
    user = AS_THE_UNIT if os.geteuid() == 0 else []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        (tmp_path / "notify").chmod(0o777)
        with Server(wrapper=[tool("strace"), "-D", "-f", "-o", str(trace), *user],
                    environment={"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "30000000"}) as server:
            server.users("ann", "bob", channel="#garden")
    wait_until(lambda: trace.read_text().endswith("+++ exited with 0 +++\n"), "the end of the trace")
    its_own = trace.read_text().rsplit(" execve(", 1)[1]
    made = set(re.findall(r"^[0-9]+ +(\w+)\(", its_own, re.M))
    assert {"seccomp", "accept4", "sendto"} <= made and (os.geteuid() != 0 or "capset" in made)
    assert made <= allowed, made - allowed


@pytest.mark.parametrize("path, lines", [
    ("service/linnetd.service", ["User=linnet", "Group=linnet", "CapabilityBoundingSet=CAP_NET_BIND_SERVICE\n", "NoNewPrivileges=yes"]),
    ("service/linnetd.openrc", ["--strict-secrets --user linnet\"", "no_new_privs=yes"]),
    ("service/linnetd.procd", [" --strict-secrets --user nobody\n", "\tprocd_set_param no_new_privs 1"]),
    ("service/linnetd.sysv", ["\tstart-stop-daemon -S -b -m -p $PIDFILE -x $DAEMON -- --config $CONFIG --strict-secrets --user linnet $log"]),
    ("system/lib/linnet/chat", ["set -- --user 100:100 --name "]),
    ("install.sh", [" exec /usr/sbin/linnetd --config /etc/linnet/linnetd.conf --strict-secrets --user linnet "]),
    ("openwrt/linnet/files/linnetd.init", ["\tprocd_set_param no_new_privs 1 "]),
    ("openwrt/linnet/files/linnetd.config", ["\toption user 'nobody'"])])
def test_no_service_runs_it_as_root_or_with_unneeded_privileges(path, lines):
    """Where the manager does not do it, linnetd does: see tests/wire/test_lockdown.py."""
    text = open(os.path.join(SRC, "board", path)).read()
    for line in lines:
        assert line in text


@pytest.mark.parametrize("path", ["service/linnetd.service", "service/linnetd.openrc", "service/linnetd.procd",
                                  "service/linnetd.sysv", "install.sh", "system/lib/linnet/chat"])
def test_every_service_refuses_secrets_that_others_can_read(path):
    """OpenWrt's package writes it into a file: see test_openwrt.py."""
    lines = [line for line in open(os.path.join(SRC, "board", path)) if re.search("config (\\$CONFIG|/etc|linnetd.conf)", line)]
    assert lines and all("--strict-secrets" in line or "start /usr/sbin" in line for line in lines)


def test_the_systemd_unit_restarts_it_when_it_hangs():
    """A watchdog that barks ends it, and counts as a failure."""
    unit = open(os.path.join(SRC, "board", "service", "linnetd.service")).read()
    for line in ("Type=notify", "WatchdogSec=30", "Restart=on-failure"):
        assert line in unit.splitlines()


def test_the_shipped_configuration_and_each_of_its_lines_are_valid(tmp_path):
    text = open(os.path.join(SRC, "board", "service", "linnetd.conf")).read()
    for name in ("motd", "password"):
        (tmp_path / name).write_text("text\n")
    every = "\n".join(line[1:] if line.startswith("#") and not line.startswith("# ") else line
                      for line in text.splitlines()).replace("/etc/linnet", str(tmp_path))
    for content in (text, every):
        (tmp_path / "conf").write_text(content)
        (tmp_path / "password").chmod(0o600)
        done = subprocess.run([LINNETD, "--config", str(tmp_path / "conf"), "--strict-secrets", "--check"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def test_the_sysv_script_starts_and_stops(tmp_path, busybox_path):
    """Its paths are moved into a folder; all else is as it ships, run by busybox."""
    text = open(os.path.join(SRC, "board", "service", "linnetd.sysv")).read()
    (tmp_path / "conf").write_text("listen %s:0\n" % HOST)
    for old, new in (("/usr/sbin/linnetd", LINNETD), ("/etc/linnet/linnetd.conf", str(tmp_path / "conf")),
                     ("/run/linnetd.pid", str(tmp_path / "pid")), (" $log", ""), (" --user linnet", ""),
                     ("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "PATH=" + busybox_path)):
        assert old in text
        text = text.replace(old, new)
    script = tmp_path / "linnetd"
    script.write_text(text)

    def run(word, status=0):
        done = subprocess.run([tool("busybox"), "sh", str(script), word], capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL)
        assert done.returncode == status, (word, done.stdout, done.stderr)
        return done.stdout

    run("status", 3)
    run("start")
    try:
        wait_until(lambda: (tmp_path / "pid").exists() and "running" in run("status"), "linnetd to run")
        pid = int((tmp_path / "pid").read_text())
        assert os.readlink("/proc/%d/exe" % pid) == os.path.realpath(LINNETD)
        run("start")
        assert int((tmp_path / "pid").read_text()) == pid
        run("restart")
        wait_until(lambda: (tmp_path / "pid").exists() and int((tmp_path / "pid").read_text()) != pid, "another one")
    finally:
        run("stop")
    run("status", 3)
    (tmp_path / "conf").write_text("colour blue\n")
    run("start", 1)
    run("wat", 2)


def test_the_scripts_are_clean():
    """All of them are for any POSIX shell."""
    board = os.path.join(SRC, "board")
    scripts = [os.path.join(folder, name) for folder, _, names in os.walk(board) for name in names
               if open(os.path.join(folder, name), "rb").read(10) == b"#!/bin/sh\n"]
    assert len(scripts) > 10
    done = subprocess.run([tool("shellcheck"), "-s", "sh", *scripts], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    for name in ("linnetd.openrc", "linnetd.procd"):        # the init system reads their variables
        done = subprocess.run([tool("shellcheck"), "-s", "sh", "-e", "SC1008,SC2034,SC2154,SC2329",
                               os.path.join(board, "service", name)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
