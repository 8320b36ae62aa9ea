"""Plain mode: a line that does not fit in one message behind its source is said in several, between words."""

import pytest

from harness import CLIENT_HOST, LINE_MAX

# The bytes that a message of nat's to #lobby has room for.
MOST = LINE_MAX - len(":nat!~nat@%s PRIVMSG #lobby :\r\n" % CLIENT_HOST)


@pytest.fixture
def people(server):
    ann = server.user("ann", "#lobby")
    nat = server.client("nat", plain=True)
    nat.send("nat")
    nat.until("-- Everything you type{*}")
    ann.expect("{*} JOIN #lobby")
    return ann, nat


def say(nat, *lines):
    """Returns when the server has handled them."""
    nat.send(*lines, "/done")
    nat.until("-- There is no /done {*}")


def parts(client, before=":nat!~nat@%s PRIVMSG #lobby :" % CLIENT_HOST):
    """The texts that have come from nat."""
    client.sync()
    lines, client.lines[:] = list(client.lines), []
    assert all(line.startswith(before) for line in lines), lines
    return [line[len(before):] for line in lines]


def test_a_text_at_the_limit_is_one_message_and_one_byte_more_is_two(people):
    ann, nat = people
    for text, wanted in [("x" * MOST, ["x" * MOST]), ("x" * (MOST + 1), ["x" * MOST, "x"])]:
        say(nat, text)
        assert parts(ann) == wanted


def test_a_long_text_is_split_between_words(people):
    ann, nat = people
    text = " ".join("word%d" % n for n in range(70))[:510]
    say(nat, text)
    said = parts(ann)
    assert len(said) == 2 and " ".join(said) == text and len(said[0]) > MOST - 8


def test_no_character_is_split(people):
    ann, nat = people
    text = "x" + "\u20ac" * 169
    say(nat, text)
    said = parts(ann)
    assert len(said) == 2 and "".join(said) == text


def test_actions_and_private_messages_are_split_too(people):
    ann, nat = people
    text = ("waves " * 85)[:500]
    say(nat, "/me " + text)
    said = parts(ann)
    assert len(said) == 2 and all(part.startswith("\1ACTION ") and part.endswith("\1") for part in said)
    assert " ".join(part[8:-1] for part in said) == text.strip()
    say(nat, "/msg ann " + text)
    said = parts(ann, ":nat!~nat@%s PRIVMSG ann :" % CLIENT_HOST)
    assert len(said) == 2 and " ".join(said) == text.strip()


def test_the_line_after_a_long_one_is_intact(people):
    ann, nat = people
    say(nat, "/me " + "x" * 500, "next", "y" * 510, "/me waves", "last")
    action = MOST - len("\1ACTION \1")
    assert parts(ann) == ["\1ACTION %s\1" % ("x" * action), "\1ACTION %s\1" % ("x" * (500 - action)), "next",
                          "y" * MOST, "y" * (510 - MOST), "\1ACTION waves\1", "last"]
