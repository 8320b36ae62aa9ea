"""Who reads slowly, but steadily, as a phone on bad Wi-Fi does, keeps its connection, and makes nobody wait."""

from fair import BUSY_P99, BUSY_WORST, FULL, Verdict
from harness import Server
from people import Attackers, Town, p99, worst

SECONDS = 60 if FULL else 12
PASTED = 15                 # lines that somebody pastes at once


def test_a_phone_keeps_its_connection(tmp_path):
    verdict = Verdict("phone", 1, 0)
    with Server(fair=True) as server:
        town = Town(server)
        with Attackers(server, "phone", 1, 0) as phone:
            town.measure(SECONDS / 2, newcomers=False)
            town.people[-1].say(*["PRIVMSG #busy :line %d of what was pasted %s" % (number, "x" * 150)
                                  for number in range(PASTED)])
            figures = town.measure(SECONDS / 2, newcomers=False)
            stats = phone.now()
        verdict.figures["with it"] = figures.summary()
        verdict.right(stats["connections"] == 1 and stats["closed"] == 0, "it was closed: %s" % stats)
        verdict.right(stats["received"] > SECONDS * 300, "it has received little: %s" % stats)
        verdict.at_most("a line, p99", p99(figures.busy), BUSY_P99, worst(figures.echo))
        verdict.at_most("a line, worst", worst(figures.busy), BUSY_WORST, worst(figures.echo))
        town.end()
    verdict.end()
