"""draft/message-redaction and draft/read-marker (IRCv3)."""

import pytest

from harness import CLIENT_HOST
from test_chathistory import CAPS, PLAYBACK, Said, ask, say, texts

REDACTING = CAPS + ("draft/message-redaction",)


@pytest.fixture
def people(server):
    """ann, the operator of #x, bob, and eve without the capability of redaction."""
    ann = server.user("ann", caps=REDACTING)
    bob = server.user("bob", caps=REDACTING)
    eve = server.user("eve")
    for client in (ann, bob, eve):
        client.join("#x")
    for client in (ann, bob):
        client.sync()
        client.lines.clear()
    return ann, bob, eve


def test_a_user_redacts_their_own_message(people):
    ann, bob, eve = people
    one, two = say(bob, "one", "two")
    bob.send("REDACT #x %s :a mistake" % one.tags["msgid"])
    for client in (ann, bob):
        client.until("{*}:{bob} REDACT #x %s :a mistake" % one.tags["msgid"])
    eve.until("{*} :two")
    eve.expect_nothing()
    assert texts(ask(ann, "LATEST #x * 10")) == "two"
    bob.send("REDACT #x " + one.tags["msgid"])
    bob.expect("{*}:{server} FAIL REDACT UNKNOWN_MSGID #x %s :{text}" % one.tags["msgid"])
    bob.send("REDACT #x " + two.tags["msgid"])
    bob.expect("{*}:{bob} REDACT #x " + two.tags["msgid"])


def test_only_an_operator_redacts_messages_of_others(people):
    ann, bob, _ = people
    of_bob, = say(bob, "spam")
    ann.until("{*} :spam")
    of_ann, = say(ann, "rules")
    bob.until("{*} :rules")
    bob.send("REDACT #x " + of_ann.tags["msgid"])
    bob.expect("{*}:{server} FAIL REDACT REDACT_FORBIDDEN #x %s :{text}" % of_ann.tags["msgid"])
    ann.send("REDACT #x " + of_bob.tags["msgid"])
    bob.expect("{*}:{ann} REDACT #x " + of_bob.tags["msgid"])


def test_a_new_owner_of_a_nick_cannot_redact_its_messages(server):
    ann = server.user("ann", caps=REDACTING)
    bob = server.user("bob", caps=REDACTING)
    ann.join("#x")
    bob.join("#x")
    said, = say(bob, "mine")
    bob.send("QUIT")
    ann.until("{*} QUIT {*}")
    bob = server.user("bob", caps=REDACTING)
    bob.join("#x")
    bob.send("REDACT #x " + said.tags["msgid"])
    bob.expect("{*}:{server} FAIL REDACT REDACT_FORBIDDEN #x %s :{text}" % said.tags["msgid"])


def test_only_messages_can_be_redacted(server):
    ann = server.user("ann", caps=PLAYBACK + ("draft/message-redaction",))
    ann.join("#x")
    join = ask(ann, "LATEST #x * 10")[0]
    ann.send("REDACT #x " + join.tags["msgid"])
    ann.expect("{*}:{server} FAIL REDACT UNKNOWN_MSGID {*}")
    ann.send("@+draft/react=x TAGMSG #x")
    react = ask_id(ann.line())
    ann.send("REDACT #x " + react)
    ann.expect("{*}:{ann} REDACT #x " + react)


def ask_id(line):
    return line.split("msgid=")[1].split(";")[0].split(" ")[0]


def test_redact_errors(people):
    ann, _, eve = people
    ann.send("REDACT #x nonsense", "REDACT #nowhere nonsense", "REDACT bob nonsense", "REDACT #x")
    ann.expect("{*}:{server} FAIL REDACT UNKNOWN_MSGID #x nonsense :{text}",
               "{*}:{server} FAIL REDACT INVALID_TARGET #nowhere :{text}",
               "{*}:{server} FAIL REDACT UNKNOWN_MSGID bob nonsense :{text}",
               "{*}:{server} 461 ann REDACT :{text}")
    eve.send("REDACT #x nonsense")
    eve.until("{*}:{server} 421 eve REDACT :{text}")


MARKING = ("draft/read-marker", "standard-replies")


def test_a_read_marker_only_moves_forward(server):
    ann = server.user("ann", caps=MARKING)
    ann.send("MARKREAD #x")
    ann.expect(":{server} MARKREAD #x *")
    ann.send("MARKREAD #x timestamp=2024-01-02T03:04:05.678Z")
    ann.expect(":{server} MARKREAD #x timestamp=2024-01-02T03:04:05.678Z")
    ann.send("MARKREAD #X timestamp=2023-01-02T03:04:05.678Z")
    ann.expect(":{server} MARKREAD #X timestamp=2024-01-02T03:04:05.678Z")
    ann.send("MARKREAD #x timestamp=2024-01-02T03:04:05.679Z", "MARKREAD bob")
    ann.expect(":{server} MARKREAD #x timestamp=2024-01-02T03:04:05.679Z", ":{server} MARKREAD bob *")


def test_the_read_marker_comes_after_join_and_before_366(server):
    ann = server.user("ann", caps=MARKING)
    ann.send("JOIN #x")
    ann.expect(":{ann} JOIN #x", ":{server} MARKREAD #x *", ":{server} 353 {*}", ":{server} 366 {*}")


def test_a_read_marker_is_never_in_the_future(server):
    ann = server.user("ann", caps=MARKING)
    ann.send("MARKREAD #x timestamp=2999-01-01T00:00:00.000Z")
    assert "2999" not in ann.expect(":{server} MARKREAD #x timestamp={time}")


def test_read_markers_belong_to_a_connection_and_end_with_it(server):
    ann, bob = server.user("ann", caps=MARKING), server.user("bob", caps=MARKING)
    ann.send("MARKREAD #x timestamp=2024-01-02T03:04:05.678Z")
    ann.expect(":{server} MARKREAD #x timestamp={time}")
    bob.send("MARKREAD #x")
    bob.expect(":{server} MARKREAD #x *")
    ann.send("QUIT")
    ann.until("ERROR {*}")
    ann = server.user("ann", caps=MARKING)
    ann.send("MARKREAD #x")
    ann.expect(":{server} MARKREAD #x *")


def test_as_many_read_markers_as_a_client_may_have_and_one_more(server):
    ann = server.user("ann", caps=MARKING)
    for n in range(32):
        ann.send("MARKREAD #%d timestamp=2024-01-02T03:04:05.678Z" % n)
        ann.expect(":{server} MARKREAD #%d timestamp=2024-01-02T03:04:05.678Z" % n)
    ann.send("MARKREAD #more timestamp=2024-01-02T03:04:05.678Z", "MARKREAD #7 timestamp=2024-01-02T03:04:06.000Z")
    ann.expect(":{server} FAIL MARKREAD INTERNAL_ERROR #more :{text}",
               ":{server} MARKREAD #7 timestamp=2024-01-02T03:04:06.000Z")


@pytest.mark.parametrize("command, answer", [
    ("MARKREAD", "NEED_MORE_PARAMS :{text}"),
    ("MARKREAD #x *", "INVALID_PARAMS * :{text}"),
    ("MARKREAD #x yesterday", "INVALID_PARAMS yesterday :{text}"),
    ("MARKREAD #x timestamp=2024-01-02", "INVALID_PARAMS timestamp=2024-01-02 :{text}"),
    ("MARKREAD 7up", "INVALID_PARAMS 7up :{text}"),
])
def test_markread_errors(server, command, answer):
    ann = server.user("ann", caps=MARKING)
    ann.send(command)
    ann.expect(":{server} FAIL MARKREAD " + answer)
    ann.expect_nothing()


def test_without_the_capability_markread_is_unknown(server):
    ann = server.user("ann")
    ann.send("MARKREAD #x")
    ann.expect(":{server} 421 ann MARKREAD :{text}")


def say_in_lines(client, *lines):
    """One message of several lines; its id is on the first one that others get."""
    client.send("BATCH +1 draft/multiline #x", *["@batch=1 PRIVMSG #x :" + line for line in lines], "BATCH -1")
    first = Said(client.line())
    client.until("{*}BATCH -{n}")
    return first


def test_redacting_a_multiline_message_removes_all_of_it(server):
    ann = server.user("ann", "#x", caps=REDACTING + ("draft/multiline",))
    say(ann, "before")
    said = say_in_lines(ann, "one", "", "two", "three")
    again = say_in_lines(ann, "four", "five")
    say(ann, "after")
    bob = server.user("bob", "#x", caps=CAPS)       # without draft/multiline: receives lines
    ann.send("REDACT #x " + said.tags["msgid"])
    ann.until("{*} REDACT #x {word}")
    assert texts(ask(bob, "LATEST #x * 10")) == "before four five after"
    assert texts(ask(bob, "AFTER #x %s 10" % again.id)) == "after"
    assert texts(ask(bob, "BEFORE #x %s 10" % again.id)) == "before"
    assert texts(ask(bob, "LATEST #x %s 10" % again.id)) == "after"


def test_a_redact_reason_that_is_too_long_is_cut_and_its_sender_warned(people):
    ann, bob, _ = people
    said, = say(bob, "one")
    what = "REDACT #x %s :" % said.tags["msgid"]
    most = 512 - len(":bob!~bob@%s \r\n" % CLIENT_HOST) - len(what)
    bob.send(what + "x" * most + "yz")
    ann.until("{*}:{bob} %s{x*%d}" % (what, most))
    bob.expect("{*}:{bob} %s{x*%d}" % (what, most))
    bob.expect("{*}:{server} WARN REDACT MESSAGE_TRUNCATED #x %s :{text}: yz" % said.tags["msgid"])
