"""linnetd with TCP/IP of its own (make NET=lwip): how it is built, and how tests run with it."""

import fcntl
import os
import re
import subprocess

from harness import LINNET, LINNET_DEBUG, LINNETD, SRC, TARGET, Deadline, tool

BUILD = os.path.join(os.path.dirname(LINNETD), "lwip")


def built(clients=64, core=False):
    """The path of a linnetd on lwIP for so many clients, or of its core alone. Several tests may want it at once."""
    build = BUILD if clients == 64 else "%s-%d%s" % (BUILD, clients, "-core" * core)
    os.makedirs(build, exist_ok=True)
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "CC", "NM", "SIZE")}
    path = os.path.join(build, TARGET, "linnetd")
    with open(os.path.join(build, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run([tool("make"), "-C", SRC, "NET=lwip", "BUILD=" + build, "TARGET=" + TARGET,
                               "CLIENTS=%d" % clients, "NO_INSTALL=1", path, *["WEB=no", "ACCOUNTS=0"] * core],
                              env=environment, capture_output=True, text=True, timeout=Deadline(300).left())
    assert done.returncode == 0, done.stdout + done.stderr
    return path


def over_lwip(*tests, without=()):
    """Runs these tests on TAP devices in a namespace that is their own; how many passed. None may fail."""
    path = built()
    environment = dict(os.environ, SRC=SRC, LINNETD=path, LINNETD_DEBUG=path + ".debug", LINNET=LINNET,
                       LINNET_DEBUG=LINNET_DEBUG)
    path_of = lambda test: os.path.join(SRC, "tests", test)     # noqa: E731
    done = subprocess.run([path_of("lwip/on-taps"), "/usr/bin/python3", "-m", "pytest", "-q", "--tb=short",
                           "-m", "not loopback", *["--ignore=" + path_of(test) for test in without],
                           *[path_of(test) for test in tests]],
                          env=environment, capture_output=True, text=True, timeout=Deadline(1500).left())
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr[-2000:]
    return int(re.search(r"^([0-9]+) passed", done.stdout.splitlines()[-1]).group(1))
