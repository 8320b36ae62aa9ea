"""Passwords are guessed slowly: all connections of an address share the wait, and nobody at it is locked out."""

import re
import time

import pytest

from harness import CLIENT_HOST, SLOW, Closed, Deadline


@pytest.fixture
def guarded(start, tmp_path):
    """A server that wants a password, and has an operator."""
    secret, opers = tmp_path / "secret", tmp_path / "opers"
    for path, text in ((secret, "sesame\n"), (opers, "finch secret\n")):
        path.write_text(text)
        path.chmod(0o600)
    return start("--password-file", secret, "--oper-file", opers)


def enter(server, name, password="sesame"):
    client = server.client(name)
    client.send("PASS " + password, "NICK " + name, "USER u 0 * :u")
    return client


def test_each_wrong_password_delays_the_next_attempt(guarded):
    ann = enter(guarded, "ann")
    ann.expect_welcome("ann")
    waits = []
    for _ in range(5):
        began = time.monotonic()
        ann.send("OPER finch wrong")
        ann.expect(":{server} 464 ann :{text}")
        waits.append(time.monotonic() - began)
    for waited, most in zip(waits, (0, 1, 2, 4, 4)):
        assert most - 0.1 <= waited < most + 0.7 * SLOW, waits


def test_other_clients_are_served_during_the_delay(guarded):
    ann, bob = enter(guarded, "ann"), enter(guarded, "bob")
    ann.expect_welcome("ann")
    bob.expect_welcome("bob")
    ann.send("OPER finch wrong", "OPER finch wrong", "OPER finch wrong", "PING :end")
    began = time.monotonic()
    bob.sync()
    assert time.monotonic() - began < 0.5 * SLOW
    ann.until("{*} PONG {*} :end")


def test_parallel_connections_share_the_delay_and_the_right_password_is_accepted(guarded):
    """Seven guess, each comes again at once when it is refused; somebody at the same address has the right password."""
    crowd, end, guesses = [enter(guarded, "e%d" % i, "wrong") for i in range(7)], time.monotonic() + 40, 0
    late = enter(guarded, "late")
    began, welcomed = time.monotonic(), None
    while time.monotonic() < end:
        for i, client in enumerate(crowd):
            try:
                client.wait(Deadline(0.01), "an answer")
            except AssertionError:
                pass
            if client.ended:
                guesses += 1
                crowd[i] = enter(guarded, client.name, "wrong")
        if welcomed is None and not late.lines:
            try:
                late.wait(Deadline(0.01), "the welcome")
            except Closed:
                raise
            except AssertionError:
                pass
        if welcomed is None and late.lines:
            late.expect(":{server} 001 late :{text}")
            welcomed = time.monotonic() - began
    assert welcomed is not None, "who knows the password was locked out for 40 s"
    assert 6 <= guesses <= 14, "%d guesses in 40 s" % guesses


def test_in_the_second_minute_at_most_thirty_guesses_are_checked(guarded):
    """As fast as one can, with four connections."""
    crowd = [enter(guarded, "e%d" % i) for i in range(4)]
    for client in crowd:
        client.expect_welcome(client.name)      # the right password waits behind wrong ones of the same address, too
    for client in crowd:
        client.send(*["OPER finch wrong"] * 100)
    began, second = time.monotonic(), 0
    while time.monotonic() < began + 120:
        for client in crowd:
            try:
                client.wait(Deadline(0.02), "an answer")
            except AssertionError:
                pass
            second += len(client.lines) if time.monotonic() > began + 60 else 0
            client.lines.clear()
    assert 5 <= second <= 30, "%d guesses in the second minute" % second


def test_the_delay_ends_with_the_connection(guarded):
    crowd = [enter(guarded, "e%d" % i, "wrong") for i in range(8)]
    guarded.log.wait_for("wrong passwords: ")
    for client in crowd:
        client.close()
    bob = enter(guarded, "bob")
    began = time.monotonic()
    bob.expect(":{server} 001 bob :{text}", deadline=Deadline(8))
    assert time.monotonic() - began < 6 * SLOW


def test_the_delay_ends_when_the_server_stops(guarded):
    crowd = [enter(guarded, "e%d" % i, "wrong") for i in range(8)]
    guarded.log.wait_for("wrong passwords: ")
    began = time.monotonic()
    guarded.stop()
    assert time.monotonic() - began < 1.5 * SLOW


def test_wrong_passwords_are_logged_once_a_minute(guarded):
    ann = enter(guarded, "ann")
    ann.expect_welcome("ann")
    ann.send("OPER finch wrong")
    guarded.log.wait_for(r"^linnetd: warning: wrong passwords: 1, the last one from %s$" % re.escape(CLIENT_HOST))
    ann.send("OPER finch wrong", "OPER finch wrong", "PING :end")
    ann.until("{*} PONG {*} :end")
    guarded.stop()
    lines = [line for line in guarded.log.text().splitlines() if "wrong passwords" in line]
    assert len(lines) == 2 and "wrong passwords: 2, " in lines[1], lines
    assert "wrong\n" not in guarded.log.text()
