"""linnetd with TCP/IP of its own (make NET=lwip): its memory, its size, and everything that it must do as with the
kernel's, over TAP devices in a network namespace that lasts as long as the tests."""

import os
import re
import subprocess

import pytest

from harness import EMULATOR, LINNET, LINNET_DEBUG, LINNETD, SRC, Deadline, run_linnetd, tool
from test_binaries import ALLOCATOR, symbols
from test_budget import Bill

KIB = 1024
TARGET = os.path.basename(os.path.dirname(LINNETD))
BUILD = os.path.join(os.path.dirname(LINNETD), "lwip")


def built(clients):
    """The path of a linnetd on lwIP for so many clients."""
    build = BUILD if clients == 64 else "%s-%d" % (BUILD, clients)
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "CC", "NM", "SIZE")}
    path = os.path.join(build, TARGET, "linnetd")
    done = subprocess.run([tool("make"), "-C", SRC, "NET=lwip", "BUILD=" + build, "TARGET=" + TARGET,
                           "CLIENTS=%d" % clients, "NO_INSTALL=1", path],
                          env=environment, capture_output=True, text=True, timeout=Deadline(300).left())
    assert done.returncode == 0, done.stdout + done.stderr
    return path


def test_32_clients_cost_at_most_a_mebibyte_and_a_quarter():
    bill = Bill(built(32))
    assert bill.totals["total"] <= 1280 * KIB, bill.text
    assert bill.size("kernel socket buffers") == 0, bill.text


def test_lwips_pools_are_rows_of_the_bill():
    bill = Bill(built(64))
    for name in ["connections and their rings", "stacks of the network's threads", "lwIP: TCP_PCB", "lwIP: TCP_SEG",
                 "lwIP: PBUF_POOL"]:
        assert bill.size(name) > 0, name + " is not on the bill:\n" + bill.text
    assert sum(size for _, size in bill.rows) == bill.totals["total"], bill.text


def test_it_is_small_and_has_no_heap():
    path = built(64)
    most = {"armv6": 192 * KIB}.get(TARGET, 216 * KIB)
    assert os.path.getsize(path) <= most, "%d bytes" % os.path.getsize(path)
    found = symbols(path + ".debug") & set(ALLOCATOR)
    assert not found, "%s holds %s" % (path, ", ".join(sorted(found)))


@pytest.mark.parametrize("option", ["--tap=tap0", "--address=dhcp", "--gateway=192.168.1.1"])
def test_a_linnetd_on_the_kernels_network_says_which_build_knows_these(option):
    _, err = run_linnetd(option, status=2)
    assert re.fullmatch(r"linnetd: error: %s: .*`make NET=lwip`.*\n" % re.escape(option), err), err


def over_lwip(*tests):
    path = built(64)
    environment = dict(os.environ, SRC=SRC, LINNETD=path, LINNETD_DEBUG=path + ".debug", LINNET=LINNET,
                       LINNET_DEBUG=LINNET_DEBUG)
    done = subprocess.run([os.path.join(SRC, "tests", "lwip", "on-taps"), "/usr/bin/python3", "-m", "pytest", "-q",
                           "--tb=short", "-m", "not loopback", *[os.path.join(SRC, "tests", test) for test in tests]],
                          env=environment, capture_output=True, text=True, timeout=Deadline(1500).left())
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr[-2000:]
    return int(re.search(r"^([0-9]+) passed", done.stdout.splitlines()[-1]).group(1))


def test_the_programs_chat_over_lwip():
    assert over_lwip(*(["e2e/test_chat.py"] if EMULATOR else ["e2e"])) > 10


# Under an emulator these take many minutes: there one processor stands for the others.
if not EMULATOR or TARGET == "armv6":

    def test_the_wire_tests_pass_over_lwip():
        assert over_lwip("wire") > 600

    def test_what_only_a_network_in_the_process_can_get_wrong():
        assert over_lwip("lwip") > 60
