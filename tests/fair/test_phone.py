"""A client that reads slowly but steadily, such as a phone on bad Wi-Fi, stays connected and delays nobody."""

from fair import FULL, Verdict
from harness import Server
from people import Attackers, Town

SECONDS = 60 if FULL else 12
PASTED = 15                 # lines that somebody pastes at once


def some_calm_and_a_paste(town):
    town.measure(SECONDS / 2, newcomers=False)
    town.people[-1].say(*["PRIVMSG #busy :line %d of what was pasted %s" % (number, "x" * 150) for number in range(PASTED)])
    return town.measure(SECONDS / 2, newcomers=False)


def test_a_phone_keeps_its_connection(tmp_path):
    verdict = Verdict("phone", 1, 0)
    with Server(fair=True) as server:
        town = Town(server)
        with Attackers(server, "phone", 1, 0) as phone:
            verdict.judge("with it", lambda: some_calm_and_a_paste(town))
            stats = phone.now()
        verdict.right(stats["connections"] == 1 and stats["closed"] == 0, "it was closed: %s" % stats)
        verdict.right(stats["received"] > SECONDS * 300, "it has received little: %s" % stats)
        town.end()
    verdict.end()
