"""A log that strangers would fill stays short, and one that nobody reads stops nothing."""

import re
import threading
import time

import pytest

import harness
from fair import Verdict, seed_of
from harness import Deadline, Server
from people import Attackers, Town

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
            start = time.monotonic()
            verdict.judge("under refusals", lambda: town.measure(SECONDS, newcomers=False))
            seconds = time.monotonic() - start
            lines = server.log.text().splitlines()[before:]
        verdict.figures.update(bad=bad.stats, lines=len(lines), seconds=round(seconds, 1))
        verdict.right(bad.stats["connections"] > 500 * seconds / harness.SLOW, "there were few: %s" % bad.stats)
        verdict.right(len(lines) <= LINES * seconds, "%d lines in %.0f s:\n%s" % (len(lines), seconds, "\n".join(lines[-20:])))
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


def test_an_unread_log_stalls_nothing(monkeypatch):
    monkeypatch.setattr(harness, "Output", Unread)
    server = Server("--log", "debug", fair=True)
    verdict = Verdict("unread log", 40, seed_of("nicks", 40))
    try:
        town = Town(server)
        with Attackers(server, "nicks", 40, verdict.figures["seed"]) as bad:    # more than a pipe holds
            verdict.judge("under attack", lambda: town.measure(SECONDS))
            verdict.stop(town, server)
            server.wait(Deadline(10))
        verdict.figures["bad"] = bad.stats
        town.end()
    finally:
        server.log.read_on()
        server.stdout.read_on()
        server.kill()
    verdict.end()
