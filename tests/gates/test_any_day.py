"""The tests pass on any day: no test compares a day that somebody has written down with the clock, and those that read the
clock pass at midnight, on the day that comes every four years, when the clocks change, and beyond 2038."""

import datetime
import os
import platform
import re
import shlex
import subprocess
import time

import pytest

from harness import EMULATOR, SRC, Deadline, Server, tool
from test_layout import files, read

# Folders whose programs are given the time by the test, and never ask for it.
GIVEN = ("tests/unit/", "tests/toolchain/")
DAY = re.compile(r"(?<![0-9])([0-9]{4})-[0-9]{2}-[0-9]{2}(?![0-9])")
SANE = 2025         # linnet believes no clock that tells an earlier year: these days are past wherever it runs
FAR = 2999          # and these have yet to come

# The tests whose programs show, compare or keep the time of day.
READ_THE_CLOCK = ["e2e/test_client_return.py", "e2e/test_client_windows.py::test_times_are_shown_in_local_time",
                  "e2e/test_client_windows.py::test_a_change_of_day_is_marked", "wire/test_chathistory.py",
                  "wire/test_marks.py", "wire/test_whowas.py", "wire/list.wire", "wire/rename.wire", "wire/replay.wire",
                  "wire/stats.wire", "wire/time.wire", "wire/whois.wire", "wire/whowas.wire"]
BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"
# How each begins: some seconds before something changes, in the middle of the tests.
MOMENTS = {
    "the end of 29 February, fourteen hours ahead": ("2028-02-29 23:59:48", "<+14>-14", 14),
    "the clock is put forward": ("2027-03-28 01:59:48", BERLIN, 1),
    "the clock is put back": ("2027-10-31 02:59:48", BERLIN, 2),
    "the end of a year beyond 2038, eleven hours behind": ("2040-12-31 23:59:48", "<-11>11", -11),
}


def test_no_test_compares_a_literal_day_with_the_clock():
    wrong = []
    for path in files("tests/**/*.py", "tests/**/*.wire"):
        if not path.startswith(GIVEN) and path != os.path.join("tests", "gates", os.path.basename(__file__)):
            for number, line in enumerate(read(path).splitlines(), 1):
                wrong += ["%s:%d: %s" % (path, number, day.group()) for day in DAY.finditer(line)
                          if SANE <= int(day.group(1)) != FAR]
    assert not wrong, "these are to be reckoned from now, or to lie before %d or in %d:\n%s" % (
        SANE, FAR, "\n".join(wrong))


@pytest.fixture(scope="module")
def other_clock(tmp_path_factory):
    """A function: the environment in which programs see that moment, in seconds since 1970. The programs of linnet load no
    library, so that an emulator runs them which does."""
    library = tmp_path_factory.mktemp("clock") / "other_clock.so"
    subprocess.run([tool("cc"), "-std=c11", "-Wall", "-Wextra", "-Werror", "-O", "-fno-builtin", "-shared", "-fPIC",
                    "-nostdlib", "-o", library, os.path.join(SRC, "tests", "gates", "other_clock.c")], check=True)
    return lambda moment: {"LD_PRELOAD": str(library), "LINNET_CLOCK_AHEAD": str(int(moment - time.time()))}


def emulator():
    """Of linnet's target, or else of this machine."""
    return EMULATOR or [tool("qemu-" + {"armv7l": "arm"}.get(platform.machine(), platform.machine()))]


def test_linnetd_reads_the_replaced_clock(other_clock):
    moment = 2500000000     # in 2049
    with Server(wrapper=[] if EMULATOR else emulator(), environment=other_clock(moment)) as server:
        ann = server.user("ann")
        ann.send("TIME")
        told = int(ann.expect(":{server} 391 ann {server} {n} {n} :2049-{text}").split()[4])
        assert moment - 1 <= told < moment + Deadline(120).seconds


@pytest.mark.parametrize("name", MOMENTS)
def test_clock_dependent_tests_pass_at(name, other_clock):
    local, zone, ahead = MOMENTS[name]
    moment = datetime.datetime.fromisoformat(local + "+00:00").timestamp() - ahead * 3600
    tests = [os.path.join(SRC, "tests", test) for test in READ_THE_CLOCK]
    done = subprocess.run(
        ["/usr/bin/python3", "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", "-n", "4", "--dist", "load",
         *tests],
        env={**os.environ, **other_clock(moment), "TZ": zone, "EMULATOR": shlex.join(emulator())},
        capture_output=True, text=True, timeout=Deadline(600).left())
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr[-2000:]
    assert int(re.search(r"^([0-9]+) passed", done.stdout.splitlines()[-1]).group(1)) > 140
