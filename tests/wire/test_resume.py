"""RESUME: a client with the capability linnet.chat/resume takes its own place again, whatever became of its connection.

The old connection hangs: its system acknowledges everything, and it says nothing.
"""

import re
import time

import pytest

from harness import Deadline

CAPS = "linnet.chat/resume draft/read-marker standard-replies"


def begin(client, nick):
    client.send("CAP LS 302", "NICK " + nick, "USER %s 0 * :%s" % (nick, nick.title()), "CAP REQ :" + CAPS)
    client.until("{*} CAP {word} ACK :{*}")


def token_of(client):
    line = client.until(":{server} RESUME TOKEN {*}")[-1]
    token = line.split()[-1]
    assert re.fullmatch("[0-9a-f]{32}", token), line
    return token


def register(client, nick):
    begin(client, nick)
    client.send("CAP END")
    return token_of(client)


def resume(client, nick, token):
    begin(client, nick)
    client.send("RESUME " + token, "CAP END")


@pytest.fixture
def ann(server):
    """An operator of #garden and a member of #yard, away, with a read marker; and her token."""
    bob = server.user("bob", "#yard")
    ann = server.client("ann")
    token = register(ann, "ann")
    ann.send("JOIN #garden,#yard", "MODE #garden +ik key", "TOPIC #garden :roses", "AWAY :at lunch",
             "MARKREAD #garden timestamp=2024-11-20T10:00:00.000Z", "MODE ann +i")
    ann.until("{*} MODE ann :+i")
    bob.expect("{*} JOIN #yard")
    return ann, bob, token


def test_who_comes_back_has_everything_again_and_nobody_sees_it(server, ann):
    old, bob, token = ann
    new = server.client("new")
    resume(new, "ann", token)
    new.until(":{server} 001 ann :{*}")
    new.until(":{server} 221 ann +i")
    assert token_of(new) != token
    for channel, topic, names in [("#yard", False, "@bob ann"), ("#garden", True, "@ann")]:
        new.until(":ann!~ann@{word} JOIN " + channel)
        if topic:
            new.until(":{server} 332 ann #garden :roses")
            new.until(":{server} MARKREAD #garden timestamp=2024-11-20T10:00:00.000Z")
        new.until(":{server} 353 ann = %s :{words %s}" % (channel, names))
    old.until("ERROR :{*}", deadline=Deadline(5))
    old.expect_closed()
    new.send("NAMES #garden", "MODE #garden -i", "PRIVMSG bob :back", "PRIVMSG #yard :here")
    new.until("{*} MODE #garden -i")
    bob.expect(":ann!~ann@{word} PRIVMSG bob :back", ":ann!~ann@{word} PRIVMSG #yard :here")
    bob.send("PRIVMSG ann :hello")
    bob.expect(":{server} 301 bob ann :at lunch")
    new.until("{*} PRIVMSG ann :hello")
    bob.expect_nothing()


def test_a_token_is_good_for_one_use(server, ann):
    _, _, token = ann
    new, other = server.client("new"), server.client("other")
    resume(new, "ann", token)
    new.until(":{server} 001 ann :{*}")
    resume(other, "eve", token)
    other.until(":{server} FAIL RESUME INVALID_TOKEN :{*}")
    other.until(":{server} 001 eve :{*}")
    new.send("MODE #garden")
    new.until("{*} 324 ann #garden {*}")


def test_without_a_connection_the_token_is_worth_nothing(server, ann):
    old, bob, token = ann
    old.send("QUIT")
    old.until("ERROR :{*}")
    bob.expect("{*} QUIT {*}")
    new = server.client("new")
    resume(new, "ann", token)
    new.until(":{server} FAIL RESUME INVALID_TOKEN :{*}")
    new.until(":{server} 001 ann :{*}")


def test_a_token_does_not_replace_the_password(start, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("sesame\n")
    secret.chmod(0o600)
    server = start("--password-file", secret)
    ann, new, other = server.client("ann"), server.client("new"), server.client("other")
    ann.send("PASS sesame")
    token = register(ann, "ann")
    new.send("CAP REQ :" + CAPS, "RESUME " + token)
    new.until(":{server} 464 {*}")
    new.until("ERROR :{*}")
    new.expect_closed()
    other.send("PASS sesame")
    resume(other, "ann", token)
    other.until(":{server} 001 ann :{*}")


@pytest.mark.parametrize("wrong", ["", "0" * 31, "0" * 33, "G" * 32, ":with a space", "x" * 400])
def test_what_is_no_token_is_refused(server, ann, wrong):
    new = server.client("new")
    begin(new, "eve")
    new.send("RESUME %s" % (wrong or ":"))
    new.until(":{server} FAIL RESUME INVALID_TOKEN :{*}")


def test_wrong_tokens_are_delayed_as_wrong_passwords_are(server, ann):
    old, _, token = ann
    new = server.client("new")
    begin(new, "eve")
    begun = time.monotonic()
    new.send("RESUME " + "0" * 32, "RESUME " + "1" * 32, "RESUME " + token)
    new.until(":{server} 001 ann :{*}", deadline=Deadline(10))
    assert time.monotonic() - begun > 2.9
