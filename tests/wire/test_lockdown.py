"""The privileges of linnetd after its start: as few as possible.

Whoever runs these tests may be root or not: each says what holds for both, and where only root has something to give up,
that an ordinary user is left as it was.
"""

import glob
import os
import pwd
import re
import subprocess
import sys

import pytest

from harness import EMULATOR, HOST, LINNETD, Deadline, Server, program, run_linnetd, tool

pytestmark = pytest.mark.loopback       # the other users may not open the TAP devices that are the test's
ROOT = os.geteuid() == 0
STARTED_AS_ROOT = r"^linnetd: started as root without --user: continues as (\w+) \((\d+):(\d+)\)$"


def ids_of(name):
    try:
        user = pwd.getpwnam(name)
        return user.pw_uid, user.pw_gid
    except KeyError:
        return None


OWN = (os.geteuid(), os.getegid())
DEFAULT = (ids_of("linnetd") or ids_of("nobody") or (65534, 65534)) if ROOT else OWN


def threads(server):
    """The kernel's status of each thread, as dictionaries; under an emulator, which has its own threads, of the first only."""
    folders = ["/proc/%d" % server.pid] if EMULATOR else glob.glob("/proc/%d/task/*" % server.pid)
    assert EMULATOR or len(folders) > 64
    found = []
    for folder in folders:
        with open(folder + "/status") as file:
            found.append(dict(line.rstrip("\n").split(":", 1) for line in file))
    return found


def ready(server):
    """Past its start: somebody is welcome."""
    server.user("ann")
    return server


def check_ids(server, ids):
    for thread in threads(server):
        assert (thread["Uid"].split(), thread["Gid"].split()) == ([str(ids[0])] * 4, [str(ids[1])] * 4)


def check_rights(server):
    """No capability, and no way to get one."""
    with open("/proc/self/status") as file:
        ours = dict(line.rstrip("\n").split(":", 1) for line in file)
    for thread in threads(server):
        for kind in ["CapInh", "CapPrm", "CapEff", "CapAmb"]:
            assert int(thread[kind], 16) == 0, thread
        assert int(thread["CapBnd"], 16) == (0 if ROOT else int(ours["CapBnd"], 16)), thread
        assert thread["NoNewPrivs"].strip() == "1", thread
        assert thread["Groups"].split() == ([] if ROOT else ours["Groups"].split()), thread


def passwd(path, *lines):
    """The command line to put in front of a linnetd that is to see these lines in /etc/passwd; for root."""
    path.write_text("".join(line + "\n" for line in lines))
    return [tool("unshare"), "--mount", "sh", "-c", 'mount --bind "$0" /etc/passwd && exec "$@"', str(path)]


# ---- users ----

def test_root_becomes_another_user_and_says_so_in_one_line():
    with Server() as server:
        check_ids(ready(server), DEFAULT)
        check_rights(server)
        said = re.findall(STARTED_AS_ROOT, server.log.text(), re.M)
    assert len(said) == (1 if ROOT else 0)
    assert all((int(uid), int(gid)) == DEFAULT for _, uid, gid in said)


@pytest.mark.parametrize("lines, name, ids", [
    (["root:x:0:0::/:", "nobody:x:6000:6001::/:", "linnetd:x:4000:4001::/:"], "linnetd", (4000, 4001)),
    (["root:x:0:0::/:", "nobody:x:6000:6001::/:", "linnetd2:x:1:1::/:"], "nobody", (6000, 6001)),
    (["root:x:0:0::/:"], "nobody", (65534, 65534)),
    (["nobody:x:0:0::/:"], "nobody", (65534, 65534))])
def test_root_becomes_linnetd_where_there_is_one_else_nobody(tmp_path, lines, name, ids):
    wrapper = passwd(tmp_path / "passwd", *lines) if ROOT else ()
    with Server(wrapper=wrapper) as server:
        check_ids(ready(server), ids if ROOT else OWN)
        said = re.findall(STARTED_AS_ROOT, server.log.text(), re.M)
    assert said == ([(name, str(ids[0]), str(ids[1]))] if ROOT else [])


def test_root_with_user_root_stays_root_without_capabilities():
    if not ROOT:        # only root can become root
        _, err = run_linnetd("--listen", HOST + ":0", "--user", "root", status=1)
        assert err.splitlines()[-1].startswith("linnetd: error: --user: cannot become user 0: ")
        return
    with Server("--user", "root") as server:
        check_ids(ready(server), (0, 0))
        check_rights(server)
        assert "started as root" not in server.log.text()


@pytest.mark.parametrize("user, ids", [("nobody", ids_of("nobody")), ("4321:1234", (4321, 1234))])
def test_a_user_that_is_named(user, ids):
    if not ROOT:
        _, err = run_linnetd("--listen", HOST + ":0", "--user", user, status=1)
        assert err.splitlines()[-1].startswith("linnetd: error: --user: cannot become user %d: " % ids[0])
        return
    with Server("--user", user) as server:
        check_ids(ready(server), ids)
        check_rights(server)
        assert "started as root" not in server.log.text()


def test_a_process_that_already_runs_as_the_user_needs_no_change():
    """As when a service manager has started linnetd as the user that its configuration names."""
    ids = (4321, 1234) if ROOT else OWN
    wrapper = [tool("setpriv"), "--reuid=4321", "--regid=1234", "--clear-groups"] if ROOT else []
    with Server("--user", "%d:%d" % ids, wrapper=wrapper) as server:
        check_ids(ready(server), ids)


def test_supplementary_groups_are_given_up():
    wrapper = [tool("setpriv"), "--groups=4,5,6"] if ROOT else []
    for options in [[], ["--user", "root"], ["--user", "4321:1234"]] if ROOT else [[]]:
        with Server(*options, wrapper=wrapper) as server:
            check_rights(ready(server))


def test_capabilities_that_a_service_manager_gave_are_given_up():
    """Ambient ones outlive a change of the user, and linnetd needs none once its port is open."""
    ids = (4321, 1234) if ROOT else OWN
    wrapper = [tool("setpriv"), "--reuid=4321", "--regid=1234", "--clear-groups", "--inh-caps=+net_bind_service",
               "--ambient-caps=+net_bind_service"] if ROOT else []
    with Server(wrapper=wrapper) as server:
        check_ids(ready(server), ids)
        for thread in threads(server):
            assert {int(thread[kind], 16) for kind in ["CapInh", "CapPrm", "CapEff", "CapAmb"]} == {0}


def test_if_nobody_is_unavailable_the_error_says_how_to_stay_root():
    """In a user namespace of an ordinary user there is nobody but root."""
    alone = [tool("unshare"), "--user", "--map-root-user"]
    done = subprocess.run([*alone, *program(LINNETD, "--listen", HOST + ":0")], capture_output=True, text=True,
                          timeout=Deadline().left())
    assert done.returncode == 1
    assert re.search(r"^linnetd: error: started as root, and cannot become \w+ .*; --user root stays root: ", done.stderr,
                     re.M), done.stderr
    with Server("--user", "root", wrapper=alone) as server:
        ready(server)


# ---- another root directory ----

@pytest.mark.parametrize("options", [["--chroot", "/"], ["--chroot", "/", "--check"], ["--chroot=/nonexistent"]])
def test_chroot_without_a_user_is_refused_with_the_fix(options):
    _, err = run_linnetd("--listen", HOST + ":0", *options, status=2)
    assert re.fullmatch(r"linnetd: error: --chroot \S+: .*--user nobody.*\n", err), err


def test_chroot_without_a_user_is_refused_in_a_file_too(tmp_path):
    (tmp_path / "conf").write_text("chroot /\n")
    _, err = run_linnetd("--config", tmp_path / "conf", "--check", status=2)
    assert "--user nobody" in err
    (tmp_path / "conf").write_text("chroot /\nuser nobody\n")
    run_linnetd("--config", tmp_path / "conf", "--check", status=0)


def test_chroot_with_a_user(tmp_path):
    options = ["--chroot", tmp_path, "--user", "4321:1234"]
    if not ROOT:
        _, err = run_linnetd("--listen", HOST + ":0", *options, status=1)
        assert err.splitlines()[-1] == "linnetd: error: --chroot: cannot enter %s: Operation not permitted" % tmp_path
        return
    with Server(*options) as server:
        check_ids(ready(server), (4321, 1234))
        check_rights(server)
        assert EMULATOR or os.readlink("/proc/%d/root" % server.pid) == str(tmp_path)
        assert EMULATOR or os.readlink("/proc/%d/cwd" % server.pid) == str(tmp_path)


# ---- system calls: tests/unit/sandbox.c has the forbidden ones, and their consequences ----

UNFILTERED = r"^linnetd: warning: runs without a sandbox: this system cannot filter system calls \(seccomp\)$"

# Starts a program where filters cannot be set, as on a kernel without them: a filter of its own, which lets the call
# seccomp (its number is the argument) fail with ENOSYS, and all others through.
NO_FILTERS = """
import ctypes, os, struct, sys
steps = [(0x20, 0, 0, 0), (0x15, 0, 1, int(sys.argv[1])), (6, 0, 0, 0x00050000 + 38), (6, 0, 0, 0x7fff0000)]
program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
class Filter(ctypes.Structure):
    _fields_ = [("count", ctypes.c_ushort), ("steps", ctypes.c_void_p)]
prctl = ctypes.CDLL(None, use_errno=True).prctl
if prctl(38, 1, 0, 0, 0) or prctl(22, 2, ctypes.byref(Filter(len(steps), ctypes.addressof(program))), 0, 0):
    sys.exit("no filter: %d" % ctypes.get_errno())
os.execvp(sys.argv[2], sys.argv[2:])
"""
SECCOMP = {"x86_64": 317, "aarch64": 277, "riscv64": 277}


def without_filters():
    """The command line to put in front of linnetd; under an emulator there are none anyway."""
    return [] if EMULATOR else [sys.executable, "-c", NO_FILTERS, str(SECCOMP[os.uname().machine])]


def test_every_thread_is_sandboxed_or_the_log_has_one_line_about_it():
    with Server() as server:
        modes = {thread["Seccomp"].strip() for thread in threads(ready(server))}
        said = re.findall(UNFILTERED, server.log.text(), re.M)
    assert (modes, len(said)) in [({"2"}, 0), ({"0"}, 1)]
    assert modes == {"2"} or EMULATOR       # the programs that are tested here natively are those that ship


def test_without_seccomp_it_runs_and_warns_in_one_line():
    with Server(wrapper=without_filters()) as server:
        ready(server)
        assert len(re.findall(UNFILTERED, server.log.text(), re.M)) == 1


def test_require_sandbox_without_seccomp_is_an_error():
    for how in [["--require-sandbox"], ["--require-sandbox=yes"]]:
        done = subprocess.run([*without_filters(), *program(LINNETD, "--listen", HOST + ":0", *how)], capture_output=True,
                              text=True, timeout=Deadline().left())
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1] == ("linnetd: error: --require-sandbox: this system cannot filter system calls "
                                                "(seccomp)")
    with Server("--require-sandbox=no", wrapper=without_filters()) as server:
        ready(server)


def test_require_sandbox_with_seccomp_starts():
    if EMULATOR:
        run_linnetd("--listen", HOST + ":0", "--require-sandbox", status=1)
        return
    with Server("--require-sandbox") as server:
        assert "sandbox" not in ready(server).log.text()
