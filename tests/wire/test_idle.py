"""With nobody speaking, nothing runs: a board sleeps, and its battery lasts."""

import glob
import re
import socket
import time

import pytest

from harness import NAME, Deadline, Server, wait_until

CALM = 6        # seconds: time itself must pass


def switches(server):
    """How often the server's threads have run."""
    total = 0
    for path in glob.glob("/proc/%d/task/*/status" % server.pid):
        with open(path, encoding="utf-8") as file:
            total += sum(int(n) for n in re.findall(r"ctxt_switches:\s+([0-9]+)", file.read()))
    return total


@pytest.mark.loopback       # lwIP has timers of its own, and the TAP device wakes it
def test_an_idle_server_never_wakes_up(start):
    server = start()
    clients = [server.client(name) for name in ("ann", "bob", "cid")]
    for client in clients:
        client.register()
    time.sleep(2)       # the work that their connecting caused is done
    before = switches(server)
    time.sleep(CALM)
    woken = switches(server) - before
    assert woken <= 2, "its threads have run %d times in %d s" % (woken, CALM)
    for client in clients:
        client.send("PING :here")
        client.expect(":%s PONG %s :here" % (NAME, NAME))


def test_messages_before_a_flood_control_wait_are_delivered_at_once():
    """Nobody wakes the main thread: a thread that waits between two lines has sent the results of the earlier ones."""
    with Server("--flood", "2:4", fair=True) as server:
        ann, bob = server.user("ann", "#x"), server.user("bob", "#x")
        ann.send(*["PRIVMSG #x :%d" % n for n in range(30)])
        bob.until(":ann!{word} PRIVMSG #x :0", deadline=Deadline(5))
        assert not any(":29" in line for line in bob.lines)


def test_a_wrong_password_is_answered_while_the_next_one_waits(tmp_path):
    opers = tmp_path / "opers"
    opers.write_text("root right\n")
    opers.chmod(0o600)
    with Server("--oper-file", opers) as server:
        ann = server.user("ann")
        ann.send(*["OPER root wrong"] * 6)
        ann.until("{*} 464 {*}", deadline=Deadline(3))


@pytest.mark.loopback
def test_a_disconnected_client_quits_although_its_lines_wait_for_flood_control():
    """Its end comes behind the lines, to which nobody answers; that it has gone shows when it is sent anything."""
    with Server("--flood", "2:20", fair=True) as server:
        bob, eve = server.user("bob"), server.user("eve")
        eve.send(*["PRIVMSG bob :%d" % number for number in range(80)])     # the last one has its turn after 30 s
        bob.until(":eve!{word} PRIVMSG bob :10")
        eve.close()

        def gone():
            bob.send("ISON eve")
            return bob.until(":{server} 303 bob :{*}")[-1].endswith(" :")
        wait_until(gone, "eve to be gone", seconds=6)


def test_after_a_half_close_all_lines_are_executed():
    with Server("--flood", "4:20", fair=True) as server:
        bob, eve = server.user("bob"), server.user("eve")
        eve.send(*["PRIVMSG bob :%d" % number for number in range(34)])
        eve.socket.shutdown(socket.SHUT_WR)
        bob.until(":eve!{word} PRIVMSG bob :33", deadline=Deadline(20))
        eve.until("PING :{server}")
