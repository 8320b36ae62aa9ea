"""A client that guesses passwords gets few attempts, and the right password is accepted meanwhile."""

import math
import time

import pytest

from fair import FULL, NEWCOMER, Verdict, machine, seed_of
from harness import Server
from people import Attackers, Town, worst

MINUTE = 60 if FULL else 12         # seconds that stand for one: by then the most is waited after each guess
GUESSES = 30                        # in the second minute, from one address


@pytest.mark.parametrize("kind, count", [("guesses", 1), ("guesses", 16), ("oper_guesses", 8)])
def test_few_password_guesses_are_checked(kind, count, tmp_path):
    password, opers = tmp_path / "password", tmp_path / "opers"
    password.write_text("right\n")
    opers.write_text("root alsoright\n")
    for file in (password, opers):
        file.chmod(0o600)
    seed = seed_of(kind, count)
    verdict = Verdict(kind, count, seed)
    options = ["--password-file", password] if kind == "guesses" else ["--oper-file", opers]
    with Server(*options, fair=True) as server:
        town = Town(server, people=1, password="right" if kind == "guesses" else None)
        with Attackers(server, kind, count, seed, addresses=1) as bad:
            town.measure(MINUTE, newcomers=False)
            first = bad.now()["wrong passwords"]
            start = time.monotonic()
            figures = town.measure(MINUTE, newcomers=kind == "guesses")
            second = bad.now()["wrong passwords"] - first
            allowed = math.ceil(GUESSES * (time.monotonic() - start) / 60)
        verdict.figures.update(first=first, second=second, people=figures.summary(), bad=bad.stats)
        verdict.right(bad.stats["connections"] >= count, "nobody guessed: %s" % bad.stats)
        verdict.right(second <= allowed, "%d guesses in the second %d s, at most %d" % (second, MINUTE, allowed))
        verdict.right(second > 0, "nobody guessed in the second %d s" % MINUTE)
        verdict.right(not figures.refused, "newcomers who know it: %s" % figures.refused[:3])
        verdict.at_most("a newcomer, worst", worst(figures.newcomers), NEWCOMER, machine(figures))
        town.end()
        log = server.log.text()
    verdict.right(len([line for line in log.splitlines() if "password" in line]) <= 2 * MINUTE / 60 + 4,
                  "the log has too many lines about them:\n%s" % log[-2000:])
    verdict.end()
