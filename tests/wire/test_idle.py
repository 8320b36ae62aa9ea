"""With nobody speaking, nothing runs: a board sleeps, and its battery lasts."""

import glob
import re
import time

from harness import NAME

CALM = 6        # seconds: time itself must pass


def switches(server):
    """How often the server's threads have run."""
    total = 0
    for path in glob.glob("/proc/%d/task/*/status" % server.pid):
        with open(path, encoding="utf-8") as file:
            total += sum(int(n) for n in re.findall(r"ctxt_switches:\s+([0-9]+)", file.read()))
    return total


def test_an_idle_server_does_not_wake(start):
    server = start()
    clients = [server.client(name) for name in ("ann", "bob", "cid")]
    for client in clients:
        client.register()
    time.sleep(2)       # what their coming has begun is over
    before = switches(server)
    time.sleep(CALM)
    woken = switches(server) - before
    assert woken <= 2, "its threads have run %d times in %d s" % (woken, CALM)
    for client in clients:
        client.send("PING :here")
        client.expect(":%s PONG %s :here" % (NAME, NAME))
