"""Makes the programs of the end-to-end tests known here, and prints what the boots measured at the end."""

import os
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "e2e"))

figures = []


@pytest.fixture(scope="session")
def measured():
    """Notes a figure for the summary: measured(what, value, limit)."""
    return lambda what, value, limit="": figures.append((what, value, limit))


def pytest_terminal_summary(terminalreporter):
    if figures:
        terminalreporter.section("measured")
        for what, value, limit in figures:
            terminalreporter.write_line("%-50s %12s %s" % (what, value, "(at most %s)" % limit if limit else ""))
