"""The model of back-pressure, src/server/conn/backpressure.pml: spin tries every order in which the threads can run.
What is never to happen does not happen under today's rules, and does with each fault of the past, so the model would see it."""

import glob
import os
import re
import subprocess

import pytest

from harness import SRC, tool

MODEL = os.path.join(SRC, "src/server/conn/backpressure.pml")
SECONDS = 600       # each takes 20 at most, with a processor of its own

# The behaviour of the clients, as sets of three bits. With wake-ups, three talking clients would take minutes.
HOLDS = {
    "all-ask-and-none-reads": "-DWAKE_UPS -DASKERS=7 -DDEAF=7",
    "all-talk-and-one-does-not-read": "-DTALKERS=7 -DDEAF=1",
    "who-asks-may-end-its-connection": "-DWAKE_UPS -DASKERS=3 -DENDERS=5 -DDEAF=3",
    "one-talks-to-two-that-ask-and-do-not-read": "-DWAKE_UPS -DASKERS=3 -DTALKERS=4 -DENDERS=1 -DDEAF=3",
    "two-that-do-not-read-lose-their-connections": "-DWAKE_UPS -DTALKERS=4 -DLOSERS=3 -DDEAF=3",
    "each-does-something-else": "-DWAKE_UPS -DASKERS=1 -DTALKERS=2 -DENDERS=2 -DLOSERS=4 -DDEAF=1",
}
FAULTS = {
    "OLD_RULES": ("-DASKERS=7 -DDEAF=7", "somebody_waits_for_ever"),
    "WITHOUT_WAKING_FIRST": ("-DASKERS=1 -DTALKERS=2 -DDEAF=1", "somebody_waits_for_ever"),
    "WITHOUT_CALL": ("-DTALKERS=3", "message_forgotten"),
    "WITHOUT_WAKING_FOR_BLOCKS": ("-DWAKE_UPS -DASKERS=7 -DDEAF=7", "somebody_waits_for_ever"),
    "WITHOUT_DROP_WRITTEN": ("-DASKERS=2 -DTALKERS=4 -DLOSERS=1 -DDEAF=1", "sent_what_it_has_not"),
}
ROUND_AND_ROUND = "-DTALKERS=1 -DDEAF=2"


def search(where, options, rounds=False):
    """The result of pan for the whole model; an incomplete search is a failure."""
    subprocess.run([tool("spin"), "-a", *options.split(), MODEL], cwd=where, check=True, stdout=subprocess.DEVNULL, timeout=SECONDS)
    subprocess.run([tool("cc"), "-O2", "-DNP" if rounds else "-DSAFETY", "-DCOLLAPSE", "-DMEMLIM=2000", "-o", "pan", "pan.c"],
                   cwd=where, check=True, timeout=SECONDS)
    result = subprocess.run(["./pan", "-E", "-m1000000", *(["-l"] if rounds else [])], cwd=where, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS)
    print(options, result.stdout, sep="\n")
    assert "error: max search depth too small" not in result.stdout
    return result.stdout


def is_good(said):
    return " errors: 0\n" in said and "Search not completed" not in said


@pytest.mark.parametrize("options", HOLDS.values(), ids=HOLDS)
def test_the_model_holds_in_every_order_of_events(tmp_path, options):
    assert is_good(search(tmp_path, options))


@pytest.mark.parametrize("fault", FAULTS)
def test_the_model_finds_each_past_fault(tmp_path, fault):
    options, what = FAULTS[fault]
    said = search(tmp_path, "-D%s %s" % (fault, options))
    assert re.search(r"assertion violated.*\b%s\b" % what, said)


def test_the_model_has_no_livelock(tmp_path):
    assert is_good(search(tmp_path, ROUND_AND_ROUND, rounds=True))


def test_the_model_finds_the_livelock_of_a_line_that_is_charged_twice(tmp_path):
    assert "non-progress cycle" in search(tmp_path, "-DWITHOUT_SAYING_ONCE " + ROUND_AND_ROUND, rounds=True)


def test_the_functions_named_by_the_model_exist():
    with open(MODEL, encoding="utf-8") as file:
        comments = re.findall(r"/\*.*?\*/", file.read(), re.DOTALL)
    named = {name for comment in comments for name in re.findall(r"\b(\w+)\(\)", comment)}
    defined = set()
    for path in glob.glob(os.path.join(SRC, "src/**/*.c"), recursive=True):
        with open(path, encoding="utf-8") as file:
            defined |= set(re.findall(r"^(?:\w+[ *]+)+(\w+)\([^;]*\)\s*\{", file.read(), re.MULTILINE))
    assert len(named) > 40
    assert not named - defined
