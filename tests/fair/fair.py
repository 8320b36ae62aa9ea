"""What the tests of this folder share: one kind of bad clients, many of them, attack a server, and nobody else waits for it.

For each kind of attack.py and each number of bad clients a server with its default settings is attacked, while people
talk in a channel without the bad ones and in one with them, newcomers come in, tables are used, and, when the bad ones
have gone, everything must be as before. Then they come again, and the server is stopped in the midst of it.

A delay is the server's only in part: the threads of a busy machine wait for its processors. What a bare echo is late by,
measured at the same time, shows how long; see machine(). An attack whose delays are over their limits is measured again,
and the best of ATTEMPTS counts: a fault of the server shows every time. All else has one attempt: nothing is lost, nobody
is refused or closed, recovery, and SIGTERM.

    LINNET_FAIR=full      all numbers of bad clients, and longer; by default 14, and 60 where only those fill the server
    LINNET_FAIR_SEED=N    the seed of all that is random (it is shown when a test fails)
    LINNET_FAIR_FIGURES=F appends what each test has measured to the file F, one line of JSON each
"""

import json
import os
import random
import re
import signal
import time

import pytest

from harness import Deadline, EMULATOR, SLOW, Server
from people import Attackers, BUSY, QUIET, Town, p99, worst

ALL = [1, 2, 8, 14, 20, 40, 60]
WANTED = os.environ.get("LINNET_FAIR") or "14"
CROWD = [] if os.environ.get("LINNET_FAIR") else [60]       # by default, for kinds that do harm by taking places
FULL = WANTED == "full"
COUNTS = ALL if FULL else [int(count) for count in WANTED.split(",")]
SECONDS = 20 if FULL else 5         # how long an attack is measured
ATTEMPTS = 3
TIMES = max(SLOW, 5) if EMULATOR else SLOW

# Limits in seconds, on an idle machine. The delay of a busy one is added: see machine().
QUIET_P99, QUIET_WORST = 0.020, 0.250
BUSY_P99, BUSY_WORST = 0.100, 1.0
NEWCOMER = 1.0
RECOVERY = 5.0
STOP = 1.0


def each(*kinds, crowd=False):
    """A test of these kinds, each with so many bad clients: it is given `kind` and `count`. `crowd`: also with many."""
    counts = COUNTS + CROWD if crowd else COUNTS

    def both(test):
        return pytest.mark.parametrize("kind", kinds)(pytest.mark.parametrize("count", counts)(test))
    return both


def machine(figures):
    """How late the machine itself is: twice the worst of a bare echo. An echo wakes up two processes; a line wakes up as many
    and, between them, up to two threads of linnetd: one reads it, one sends it on."""
    return 2 * worst(figures.echo)


def seed_of(kind, count):
    given = os.environ.get("LINNET_FAIR_SEED")
    return int(given) if given else random.Random().randrange(1 << 30)


class Verdict:
    """Collects all that is wrong, so that a failure shows all of it, with the figures and the seed."""

    def __init__(self, kind, count, seed):
        self.figures, self.wrong = {"kind": kind, "count": count, "seed": seed}, []

    def at_most(self, what, seconds, limit, allowance=0.0):
        self.wrong += self.too_late((what, seconds, limit, allowance))

    def too_late(self, *delays):
        """What to say of those that are over their limit: each a name, seconds, the limit, and what is added to it."""
        return ["%s: %.0f ms, at most %.0f + %.0f ms" % (what, seconds * 1000, limit * TIMES * 1000, allowance * 1000)
                for what, seconds, limit, allowance in delays if seconds > limit * TIMES + allowance]

    def right(self, true, what):
        if not true:
            self.wrong.append(what)

    def judge(self, phase, measure):
        """Measures until the delays are within their limits, ATTEMPTS times at most. Returns the last figures."""
        for attempt in range(1, ATTEMPTS + 1):
            figures = measure()
            self.figures[phase], self.figures["attempts"] = figures.summary(), attempt
            own = machine(figures)
            late = self.too_late(
                ("%s: a line in %s, p99" % (phase, QUIET), p99(figures.quiet), QUIET_P99, own),
                ("%s: a line in %s, worst" % (phase, QUIET), worst(figures.quiet), QUIET_WORST, own),
                ("%s: a line in %s, p99" % (phase, BUSY), p99(figures.busy), BUSY_P99, own),
                ("%s: a line in %s, worst" % (phase, BUSY), worst(figures.busy), BUSY_WORST, own),
                ("%s: a newcomer, worst" % phase, worst(figures.newcomers), NEWCOMER, own))
            self.right(figures.quiet and figures.busy, "%s: nothing was said" % phase)
            self.right(not figures.lost, "%s: %d lines were lost" % (phase, figures.lost))
            self.right(not figures.refused, "%s: newcomers: %s" % (phase, "; ".join(figures.refused[:3])))
            if self.wrong or not late:
                break
        self.wrong += late
        return figures

    def stop(self, town, server):
        """The server is told to end, and does."""
        start, deadline = time.monotonic(), Deadline(10)
        server.process.send_signal(signal.SIGTERM)
        figures = town.listen(lambda: not server.alive() or deadline.passed())
        took = time.monotonic() - start
        self.figures["stop"] = round(took, 2)
        self.at_most("SIGTERM", took, STOP, machine(figures))

    def end(self):
        self.figures["wrong"] = self.wrong
        path = os.environ.get("LINNET_FAIR_FIGURES")
        if path:
            with open(path, "a", encoding="utf-8") as file:
                file.write(json.dumps(self.figures) + "\n")
        assert not self.wrong, "%(kind)s, %(count)d bad clients, LINNET_FAIR_SEED=%(seed)d:\n  " % self.figures + \
            "\n  ".join(self.wrong) + "\n" + json.dumps(self.figures, indent=1)


def leave(town, person):
    """The person leaves, and a little later has been gone for a while."""
    person.say("QUIT :long gone")
    town.run(lambda deadline=Deadline(3): person.ended or deadline.passed())
    town.people.remove(person)
    town.measure(0.5, newcomers=False)


def use_tables(town, verdict):
    """The features with shared tables: each works for an honest user while others fill the tables."""
    founder, other = town.people[:2]
    founder.say("CAP REQ draft/read-marker")
    for who, line, answer, refusal in ((founder, "MODE #quiet +b nobody!*@*", r" MODE #quiet \+b ", r" 478 "),
                                       (founder, "MONITOR + busy1", r" 730 ", r" 734 "),
                                       (founder, "MARKREAD #quiet timestamp=2024-01-01T00:00:00.000Z",
                                        r" MARKREAD #quiet timestamp=", r" FAIL | NOTICE "),
                                       (other, "JOIN #mine", r" 366 ", r" 4\d\d "),
                                       (other, "INVITE busy1 #mine", r" 341 ", r" 4\d\d "),
                                       (other, "WHOWAS gone", r" 314 ", r" 406 ")):
        got = who.ask(line, (answer + "|" + refusal).encode())
        verdict.right(got is not None and re.search(answer, got), "under attack: %s says %s: %s" % (who.nick, line, got))
        if got is None:
            return              # the others would only wait as long


def all_gone(town):
    """True when the server knows of nobody but the honest."""
    got = town.people[0].ask("LUSERS", rb" 255 ", seconds=1)
    return got is not None and " %d clients" % len([p for p in town.people if not p.ended]) in got


def recovered(town, verdict):
    """How long it takes, seconds, until only honest people are left, their lines go through, and newcomers are let in."""
    start, deadline = time.monotonic(), Deadline(RECOVERY + 3)
    while True:
        figures = town.measure(0.5)
        own = machine(figures)
        if (figures.quiet and figures.busy and not figures.refused
                and worst(figures.newcomers) < NEWCOMER * TIMES + own and worst(figures.quiet) < QUIET_WORST * TIMES + own
                and worst(figures.busy) < QUIET_WORST * TIMES + own and all_gone(town)):
            break
        if deadline.passed():
            verdict.right(False, "nothing is as before %.0f s after they have gone: %s" % (deadline.seconds,
                                                                                         figures.summary()))
            break
    verdict.figures["recovery"] = round(time.monotonic() - start, 2)
    verdict.at_most("recovery", time.monotonic() - start, RECOVERY, own)


def addresses_of(count):
    """How many addresses that many bad clients have. Together with the honest, 60 from 60 addresses would have a right to
    all places; so they have fewer."""
    return count if count <= 40 else 6


def nobody_waits_for(kind, count, tmp_path):
    seed = seed_of(kind, count)
    verdict = Verdict(kind, count, seed)
    motd = tmp_path / "motd"
    motd.write_text("".join("line %d of a long message of the day\n" % number for number in range(500)))
    server = Server("--motd", motd, fair=True)
    try:
        town = Town(server)
        gone = town.person("gone")
        assert gone.ask("", rb" 376 [^ ]+ :End")
        calm = town.measure(1)
        verdict.figures["calm"] = calm.summary()
        with Attackers(server, kind, count, seed, addresses_of(count)) as bad:
            verdict.judge("under attack", lambda: town.measure(SECONDS))
            verdict.right(not gone.ended, "gone was closed: %s" % gone.ended)
            leave(town, gone)
            use_tables(town, verdict)
        verdict.figures["bad"] = bad.stats
        verdict.right(bad.stats.get("connections", 0) >= count, "the bad clients did not come: %s" % bad.stats)
        for person in town.people:
            verdict.right(not person.ended, "%s was closed: %s" % (person.nick, person.ended))
        recovered(town, verdict)
        with Attackers(server, kind, count, seed, addresses_of(count)) as bad:
            town.measure(5, newcomers=False, until=bad.begun)
            town.measure(1, newcomers=False)
            verdict.stop(town, server)
            server.wait(Deadline(10))
        verdict.right(not town.lost, "%d lines were lost in all" % town.lost)
        town.end()
        server.check_end(server.process.returncode)
    finally:
        server.kill()
    verdict.end()
