"""The memory bill: it adds up, it stays within the budget, and sizes that cannot be are refused by the compiler."""

import os
import re
import subprocess

import pytest

from harness import LINNETD, SRC, TARGET, Deadline, program, tool

KIB = 1024


class Bill:
    """The table that `linnetd --budget` prints."""

    def __init__(self, binary):
        done = subprocess.run(program(binary, "--budget"), capture_output=True, text=True, timeout=Deadline().left())
        assert done.returncode == 0 and done.stderr == "", done.stderr
        self.text = done.stdout
        self.rows, self.totals = [], {}
        heading, *lines = done.stdout.splitlines()
        assert re.fullmatch(r"object +count +each +bytes", heading), heading
        for line in lines:
            row = re.fullmatch(r"(\S.*?)(?: +([0-9]+) +([0-9]+))? +([0-9]+)", line)
            assert row, "cannot read this row of the bill: " + line
            name, count, each, size = row.group(1), row.group(2), row.group(3), int(row.group(4))
            if count:
                assert int(count) * int(each) == size, "%s x %s is not %d: %s" % (count, each, size, line)
            if name.startswith("total"):
                self.totals[name] = size
            else:
                self.rows.append((name, size))

    def size(self, start):
        return sum(size for name, size in self.rows if name.startswith(start))


@pytest.fixture(scope="module")
def bill():
    return Bill(LINNETD)


def make(directory, *arguments):
    """Run the project's own make in a directory of the test's own, as somebody at a keyboard would."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "CC", "NM", "SIZE")}
    return subprocess.run(
        [tool("make"), "-C", SRC, "BUILD=%s" % directory, "TARGET=%s" % TARGET, "NO_INSTALL=1", *arguments],
        env=environment, capture_output=True, text=True, timeout=Deadline(300).left())


def test_the_bill_adds_up(bill):
    everything = sum(size for name, size in bill.rows)
    sockets = bill.size("kernel socket buffers")
    assert bill.totals["total, kernel socket buffers aside"] == everything - sockets, bill.text
    assert bill.totals["total"] == everything, bill.text


def test_the_bill_names_the_largest_objects(bill):
    names = " ".join(name for name, _ in bill.rows)
    for object in ["message", "queues", "history", "users", "channels", "slots", "stacks", "text", "socket buffers"]:
        assert object in names, object + " is not on the bill:\n" + bill.text


def holds(bill, kib):
    total = bill.totals["total, kernel socket buffers aside"]
    assert total <= kib * KIB, "%d bytes over\n%s" % (total - kib * KIB, bill.text)


def test_64_clients_and_128_accounts_cost_at_most_1152_kib(bill):
    holds(bill, 1152)


def test_64_clients_without_accounts_cost_at_most_a_mebibyte(tmp_path):
    """Web page and multicast DNS included. Code for aarch64 is the largest, and takes a page more."""
    done = make(tmp_path, "ACCOUNTS=0", "%s/%s/linnetd" % (tmp_path, TARGET))
    assert done.returncode == 0, done.stdout + done.stderr
    holds(Bill(str(tmp_path / TARGET / "linnetd")), 1028 if TARGET == "aarch64" else 1024)


def test_the_bill_equals_the_program_s_memory(bill):
    """Everything that the linker laid out is on the bill, to the page."""
    headers = subprocess.run([tool("readelf"), "-lW", LINNETD], capture_output=True, text=True, check=True).stdout
    sizes = [int(size, 16) for size in re.findall(r"^  LOAD +0x\w+ 0x\w+ 0x\w+ 0x\w+ 0x(\w+) ", headers, re.M)]
    billed = bill.totals["total, kernel socket buffers aside"] - bill.size("stack of the main thread")
    assert sum(sizes) <= billed + 4 * KIB, "%d bytes are laid out, %d are on the bill\n%s" % (
        sum(sizes), billed, bill.text)


def test_each_further_client_costs_at_most_ten_kibibytes(bill, tmp_path):
    done = make(tmp_path, "CLIENTS=128", "%s/%s/linnetd" % (tmp_path, TARGET))
    assert done.returncode == 0, done.stdout + done.stderr
    larger = Bill(str(tmp_path / TARGET / "linnetd"))
    cost = larger.totals["total, kernel socket buffers aside"] - bill.totals["total, kernel socket buffers aside"]
    assert cost <= 64 * 10 * KIB, "64 more clients cost %d bytes, %d each\n%s" % (cost, cost / 64, larger.text)


@pytest.mark.parametrize("clients", ["1", "2048"])
def test_the_least_and_the_most_clients_can_be_built(tmp_path, clients):
    done = make(tmp_path, "CLIENTS=" + clients, "%s/%s/linnetd" % (tmp_path, TARGET))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("clients", ["0", "2049", "100000"])
def test_an_invalid_number_of_clients_is_refused_with_the_range(tmp_path, clients):
    done = make(tmp_path, "CLIENTS=" + clients, "%s/%s/linnetd" % (tmp_path, TARGET))
    assert done.returncode != 0, "make CLIENTS=%s went through" % clients
    assert re.search(r"CLIENTS.*\b1\b.*\b2048\b", done.stdout + done.stderr), done.stdout + done.stderr
