"""The chat is whole on good wires and on bad ones."""

import threading

import pytest

from bad_wire import BadWire
from crowd import chat
from harness import Deadline, Server

FAR = "10.78.0.2"
ON_WIRE = ("--tap", "wire0", "--address", FAR + "/24")


def test_64_clients_chat_at_once(server):
    chat((server.host, server.port), 64, lines=20)


def test_64_clients_with_the_longest_lines(server):
    chat((server.host, server.port), 64, lines=5, size=400)


@pytest.mark.parametrize("loss", [0.01, 0.05, 0.2])
def test_packet_loss_duplication_and_reordering_lose_no_line(loss):
    """20 % of all frames lost: each line is a matter of luck and seconds, so there are fewer of them."""
    talkers, lines = {0.01: (32, 10), 0.05: (16, 8), 0.2: (6, 4)}[loss]
    with BadWire(loss=loss, seed=int(loss * 100)) as wire, Server(*ON_WIRE, listen=FAR + ":0") as server:
        chat((FAR, server.port), talkers, lines, deadline=Deadline(180))
        assert wire.lost > wire.passed * loss / 3, "the wire lost only %d of %d frames" % (wire.lost, wire.passed)


def test_the_cable_is_unplugged_and_plugged_in():
    """Messages sent while the wire is dead are delivered when it works again, and nobody is disconnected."""
    with BadWire() as wire, Server(*ON_WIRE, listen=FAR + ":0") as server:
        def pull(turn):
            if turn == 0:
                wire.cut = True
                threading.Timer(3, setattr, (wire, "cut", False)).start()

        chat((FAR, server.port), 8, 3, meanwhile=pull)
        assert wire.lost > 0, "the cable was never missed"
