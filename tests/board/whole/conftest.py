"""Makes the programs of the end-to-end tests known here, and prints what the boots measured at the end."""

import os
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "e2e"))


@pytest.fixture
def measured(record_property):
    """Notes a figure for the summary: measured(what, value, limit)."""
    return lambda what, value, limit="": record_property("measured", (what, value, limit))


def pytest_terminal_summary(terminalreporter):
    figures = [figure for outcome in ("passed", "failed") for report in terminalreporter.getreports(outcome)
               for name, figure in report.user_properties if name == "measured" and report.when == "call"]
    if figures:
        terminalreporter.section("measured")
        for what, value, limit in figures:
            terminalreporter.write_line("%-50s %12s %s" % (what, value, "(at most %s)" % limit if limit else ""))
