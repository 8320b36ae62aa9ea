"""Reads the table `left_out`: which tests a target leaves out, and why."""

import fnmatch
import os
import pathlib

import pytest

from harness import EMULATOR, TARGET

TABLE = pathlib.Path(__file__).with_name("left_out")


def rows():
    """(places, pattern, reason, number) of each line."""
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            fields = line.split("\t")
            if len(fields) != 3 or not all(fields):
                raise pytest.UsageError("tests/left_out:%d: three fields are wanted, with tabs between" % number)
            yield fields[0].split(), fields[1], fields[2], number


def applies(places, asked):
    """Whether a line counts in this run; `asked`: somebody asked for tests by a word of their names."""
    if "quick" in places:
        return bool(os.environ.get("QUICK")) and not asked
    if "!" + TARGET in places:
        return False
    brief = bool(os.environ.get("BRIEF")) and "brief" in places
    return bool(EMULATOR) and (brief or "emulated" in places or TARGET in places)


def take_out(items, config):
    """The tests that stay, and those that are left out. A line that fits none of its files' tests is a mistake: natively all
    tests are there."""
    names = {item: "tests/" + item.nodeid for item in items}
    files = {name.split("::")[0] for name in names.values()}
    whole = not any("::" in argument for argument in config.args)   # nobody asked for one test by its name
    out = set()
    for places, pattern, _, number in rows():
        fitting = {item for item, name in names.items() if fnmatch.fnmatchcase(name, pattern)}
        if not EMULATOR and not fitting and whole and pattern.split("::")[0] in files:
            raise pytest.UsageError("tests/left_out:%d: no test is named %s" % (number, pattern))
        if applies(places, bool(config.option.keyword)):
            out |= fitting
    return [item for item in items if item not in out], [item for item in items if item in out]
