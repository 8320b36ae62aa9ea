"""linnetd with TCP/IP of its own (make NET=lwip): its memory, its size, and that programs chat through it.

What takes longest stands in files of its own, test_lwip_*.py, which run beside each other."""

import os
import re

import pytest

from harness import TARGET, run_linnetd
from over_lwip import built, over_lwip
from target_files import has_64_bits
from test_binaries import ALLOCATOR, symbols
from test_budget import Bill

KIB = 1024


def test_32_clients_cost_at_most_a_mebibyte_and_a_quarter():
    """Of the core, without web page and accounts, on 32-bit processors, as boards have them. Code for 64 bits is larger."""
    path = built(32, core=True)
    bill = Bill(path)
    most = (1360 if has_64_bits(path) else 1280) * KIB
    assert bill.totals["total"] <= most, bill.text
    assert bill.size("kernel socket buffers") == 0, bill.text


def test_lwips_pools_are_rows_of_the_bill():
    bill = Bill(built())
    for name in ["connections and their rings", "stacks of the network's threads", "lwIP: TCP_PCB", "lwIP: TCP_SEG",
                 "lwIP: PBUF_POOL"]:
        assert bill.size(name) > 0, name + " is not on the bill:\n" + bill.text
    assert sum(size for _, size in bill.rows) == bill.totals["total"], bill.text


def test_it_is_small_and_has_no_heap():
    path = built()
    most = (240 if TARGET == "armv6" else 312 if has_64_bits(path) else 280) * KIB
    assert os.path.getsize(path) <= most, "%d bytes" % os.path.getsize(path)
    found = symbols(path + ".debug") & set(ALLOCATOR)
    assert not found, "%s holds %s" % (path, ", ".join(sorted(found)))


@pytest.mark.parametrize("option", ["--tap=tap0", "--address=dhcp", "--gateway=192.168.1.1"])
def test_a_linnetd_on_the_kernel_s_network_names_the_build_with_these_options(option):
    _, err = run_linnetd(option, status=2)
    assert re.fullmatch(r"linnetd: error: %s: .*`make NET=lwip`.*\n" % re.escape(option), err), err


def test_the_programs_chat_over_lwip():
    """In short, and on every processor; test_lwip_e2e.py runs all of it."""
    assert over_lwip("e2e/test_chat.py") > 10
