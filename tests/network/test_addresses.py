"""Which addresses count as one, and as the machine itself, on a real network."""

import itertools
import re

from harness import Client, Server

numbers = itertools.count()

BOARD, BOARD6 = "10.66.0.1", "fd66:0:0:1::1"


class At:
    """The same server at another of its addresses."""

    def __init__(self, server, host, port):
        self.host, self.port, self.client_host, self.names = host, port, host, dict(server.names)


def refusal(server, source):
    client = Client(server, "late", source=source)
    line = client.line()
    client.expect_closed()
    return re.fullmatch(r"ERROR :Closing Link: \S+ \((.*)\)", line).group(1)


def users(server, sources):
    everyone = []
    for source in sources:
        everyone.append(Client(server, "u%d" % next(numbers), source=source))
        everyone[-1].register()
    return everyone


def test_one_place_is_reserved_for_the_machine_itself():
    with Server("--max-clients", "8", "--per-address", "8", fair=True) as server:
        everyone = users(server, ["10.66.0.%d" % (2 + n) for n in range(7)])
        assert refusal(server, "10.66.0.9") == \
            "Server is full: 7 of 8 are connected, and the last place is reserved for this machine itself"
        everyone += users(server, [BOARD])
        assert refusal(server, "10.66.0.9") == "Server is full: 8 of 8 are connected"


def test_loopback_counts_as_the_machine_itself():
    with Server("--max-clients", "8", "--per-address", "8", listen="0.0.0.0:0", fair=True) as server:
        everyone = users(server, ["10.66.0.%d" % (2 + n) for n in range(7)])
        assert "reserved for this machine itself" in refusal(server, "10.66.0.9")
        everyone += users(At(server, "127.0.0.1", server.port), [None])


def test_an_ipv6_network_of_64_bits_counts_as_one_address():
    with Server("--per-address", "4", listen="[::]:0", fair=True) as server:
        six = At(server, BOARD6, server.port)
        everyone = users(six, ["fd66:0:0:2::%d" % (1 + n) for n in range(4)])
        assert refusal(six, "fd66:0:0:2::9") == "Too many connections from your address, 4: 4 of 64 are connected"
        everyone += users(six, [BOARD6])


def test_on_its_own_lan_each_ipv6_address_counts_separately():
    with Server("--per-address", "4", listen="[::]:0", fair=True) as server:
        six = At(server, BOARD6, server.port)
        everyone = users(six, ["fd66:0:0:1::%d" % (2 + n) for n in range(10)])
        everyone += users(six, 3 * ["fd66:0:0:1::2"])
        assert refusal(six, "fd66:0:0:1::2") == "Too many connections from your address, 4: 13 of 64 are connected"


def test_an_ipv4_address_counts_as_such_on_an_ipv6_listener():
    with Server("--per-address", "2", listen="[::]:0", fair=True) as server:
        four = At(server, BOARD, server.port)
        everyone = users(four, ["10.66.0.2", "10.66.0.2", "10.66.0.3"])
        assert refusal(four, "10.66.0.2") == "Too many connections from your address, 2: 3 of 64 are connected"
        assert len(everyone) == 3
