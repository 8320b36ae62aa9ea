"""A log that strangers would fill stays short, and one that nobody reads stops nothing."""

import re
import signal
import threading
import time

import pytest

import harness
from fair import BUSY_P99, BUSY_WORST, NEWCOMER, QUIET_P99, QUIET_WORST, STOP, Verdict, seed_of
from harness import Deadline, Server
from people import Attackers, Town, p99, worst

SECONDS = 5
LINES = 10                  # a second


@pytest.mark.parametrize("addresses", [1, 200])
def test_refusals_are_not_all_logged(addresses):
    """As many as this machine can make: some thousand a second."""
    seed = seed_of("refused", addresses)
    verdict = Verdict("refused", addresses, seed)
    with Server("--max-clients", "10", fair=True) as server:
        town = Town(server)
        before = len(server.log.text().splitlines())
        with Attackers(server, "refused", 200, seed, addresses) as bad:
            figures = town.measure(SECONDS, newcomers=False)
            lines = server.log.text().splitlines()[before:]
        verdict.figures.update(people=figures.summary(), bad=bad.stats, lines=len(lines))
        verdict.right(bad.stats["connections"] > 500 * SECONDS / harness.SLOW, "there were few: %s" % bad.stats)
        verdict.right(len(lines) <= LINES * SECONDS, "%d lines in %d s:\n%s" % (len(lines), SECONDS, "\n".join(lines[-20:])))
        for delays, p99_limit, worst_limit in ((figures.quiet, QUIET_P99, QUIET_WORST), (figures.busy, BUSY_P99, BUSY_WORST)):
            verdict.at_most("a line, p99", p99(delays), p99_limit, worst(figures.echo))
            verdict.at_most("a line, worst", worst(delays), worst_limit, worst(figures.echo))
        town.end()
    verdict.end()


class Unread(harness.Output):
    """A log that is read until the server listens, and then not until read_on()."""

    def __init__(self, pipe):
        self.may_read = threading.Event()
        super().__init__(pipe)

    def read_on(self):
        self.may_read.set()

    def run(self):
        for line in iter(self.pipe.readline, b""):
            with self.changed:
                self.lines.append(line.decode("utf-8", "backslashreplace").rstrip("\n"))
                self.changed.notify_all()
            if re.search(rb"listening on", line):
                break
        self.may_read.wait()
        super().run()


def test_a_log_that_nobody_reads_stops_nothing(monkeypatch):
    monkeypatch.setattr(harness, "Output", Unread)
    server = Server("--log", "debug", fair=True)
    verdict = Verdict("unread log", 60, seed_of("connects", 60))
    try:
        town = Town(server)
        with Attackers(server, "connects", 60, verdict.figures["seed"], addresses=60) as bad:
            figures = town.measure(SECONDS)
            for _ in range(1000):               # more than a pipe holds, whatever becomes of the strangers' lines
                town.people[0].say("NICK someone-with-a-long-name", "NICK quiet0")
            town.measure(1, newcomers=False)
            figures.add(town.measure(SECONDS))
        verdict.figures.update(people=figures.summary(), bad=bad.stats)
        verdict.right(not figures.refused, "newcomers: %s" % figures.refused[:3])
        verdict.at_most("a newcomer, worst", worst(figures.newcomers), NEWCOMER, worst(figures.echo))
        verdict.at_most("a line, worst", worst(figures.quiet), QUIET_WORST, worst(figures.echo))
        start = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        server.wait(Deadline(10))
        verdict.at_most("SIGTERM", time.monotonic() - start, STOP, worst(figures.echo))
        town.end()
    finally:
        server.log.read_on()
        server.stdout.read_on()
        server.kill()
    verdict.end()
