"""A nick belongs to its registered user while the connection is alive. tests/network tests dead connections."""

import time

import pytest

from harness import SLOW, Deadline


def test_an_unregistered_connection_does_not_reserve_a_nick(server):
    stranger = server.client("stranger")
    stranger.send("NICK ann")
    stranger.sync()
    server.user("ann")
    stranger.send("USER stranger 0 * :Stranger")
    stranger.expect(":{server} 433 * ann :{text}")
    stranger.send("NICK other")
    stranger.expect_welcome("other")


def test_the_first_client_to_register_gets_the_nick(server):
    """Capability negotiation holds registration back, as clients do that ask for SASL."""
    first, second = server.client("first"), server.client("second")
    first.send("CAP LS 302", "NICK ann", "USER first 0 * :First")
    first.until("{*} CAP * LS :{text}")
    second.send("NICK Ann", "USER second 0 * :Second")
    second.expect_welcome("Ann")
    first.send("CAP END")
    first.expect(":{server} 433 * ann :{text}")
    first.send("NICK first")
    first.expect_welcome("first")


def test_a_client_that_lost_its_nick_before_registration_can_wait_for_it(server):
    ann, late = server.client("ann"), server.client("late")
    late.send("NICK ann")
    late.sync()
    ann.register()
    late.send("USER late 0 * :Late")
    late.expect(":{server} 433 * ann :{text}")
    ann.send("QUIT")
    ann.until("ERROR :{text}")
    ann.expect_closed()
    late.send("NICK ann")
    late.expect_welcome("ann")


def test_a_plain_mode_user_whose_name_was_taken_during_the_password_types_another(start, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("sesame\n")
    secret.chmod(0o600)
    server = start("--password-file", secret)
    nat = server.client("nat", plain=True)
    nat.send("nat")
    nat.until("{*}wants its password{*}")
    other = server.client("other")
    other.send("PASS sesame", "NICK nat", "USER nat 0 * :Nat")
    other.expect_welcome("nat")
    nat.send("sesame")
    nat.expect("{*}nat{*}in use{*}", "-- Type another name.")
    nat.send("nat")
    nat.expect("-- nat is taken. {text}")
    nat.send("bob")
    nat.until("{*}bob joined #lobby")


# --- connections that are alive


def test_a_silent_holder_is_pinged_at_once_when_another_client_wants_the_nick(server):
    ann, bob = server.users("ann", "bob")
    time.sleep(3)
    bob.send("NICK ann")
    bob.expect(":{server} 433 bob ann :{text}")
    ann.expect("PING :{server}", deadline=Deadline(1))
    ann.send("PONG :irc.example")
    bob.send("NICK ann")
    bob.expect(":{server} 433 bob ann :{text}")
    ann.expect_nothing()


def test_an_active_holder_is_pinged_only_after_it_has_become_silent(server):
    ann, bob = server.users("ann", "bob")
    asked = time.monotonic()
    ann.send("ISON ann")
    ann.expect("{*} 303 {*}")
    bob.send("NICK ann")
    bob.expect(":{server} 433 bob ann :{text}")
    ann.expect("PING :{server}", deadline=Deadline(5))
    assert time.monotonic() - asked > 2.9


def test_a_holder_that_answers_keeps_the_nick_after_any_number_of_requests(server):
    ann, bob = server.users("ann", "bob")
    end, asked = time.monotonic() + 16, 0
    while time.monotonic() < end:
        bob.send("NICK ann")
        bob.expect(":{server} 433 bob ann :{text}")
        time.sleep(0.2)
        while ann.lines:
            ann.expect("PING :{server}")
            ann.send("PONG :irc.example")
            asked += 1
        try:
            ann.wait(Deadline(0.01), "a PING")
        except AssertionError:
            pass
    assert 2 <= asked <= 6, "they were asked %d times" % asked


@pytest.mark.loopback
def test_a_plain_mode_holder_keeps_the_name_without_a_ping(server):
    """They cannot answer a PING: their system does."""
    nat = server.client("nat", plain=True)
    nat.send("nat")
    nat.until("{*}Everything you type{*}")
    bob = server.user("bob")
    end = time.monotonic() + 14
    while time.monotonic() < end:
        bob.send("NICK nat")
        bob.expect(":{server} 433 bob nat :{text}")
        time.sleep(0.5)
    bob.send("PRIVMSG nat :are you there?")
    nat.expect("*bob* are you there?")
    nat.send("yes")
    bob.sync()
    assert "left" not in server.log.text()


def test_a_holder_that_does_not_answer_loses_the_nick(server):
    """As a program that hangs: its system acknowledges everything, and it says nothing."""
    ann, bob = server.users("ann", "bob")
    asked = time.monotonic()
    bob.send("NICK ann")
    bob.expect(":{server} 433 bob ann :{text}")
    ann.until("ERROR :Closing Link: {text} (Ping timeout)", deadline=Deadline(15))
    assert 12 < time.monotonic() - asked < 15 * SLOW
    ann.expect_closed()
    bob.send("NICK ann")
    bob.expect(":{bob} NICK {*}ann")
