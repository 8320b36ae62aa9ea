"""What was typed and could not be done: it comes back into the line, gives way to what is typed next, and is told when
linnet ends."""

import pytest

from client_driver import Terminal, where
from test_client_return import lose
from test_client_terminal import BACKSPACE, CTRL, HOME, LEFT, PROMPT, fake, person      # noqa: F401 (fixtures)


# --- typing after a line was put back


@pytest.fixture
def offline(person, fake):  # noqa: F811
    """A user whose `/topic new` has been put back into the input line."""
    lose(person, fake)
    person.type("/topic new\r")
    person.expect("-- Not connected")
    person.expect_prompt(PROMPT + "/topic new")
    return person


@pytest.mark.parametrize("typed, line", [
    ("h", "h"),
    ("é", "é"),
    ("\x1b[200~pasted\x1b[201~", "pasted"),
    (BACKSPACE + "t", "/topic net"),
    (LEFT + "t", "/topic netw"),
    (HOME + "/", "//topic new"),
    (CTRL["u"] + "x", "x"),
    (CTRL["e"] + "!", "/topic new!"),
    ("\x1b9" + "x", "x"),           # no key that edits
    ("h" + CTRL["u"] + "\x1b[A", "/topic new"),
])
def test_typed_text_replaces_a_line_that_was_put_back(offline, typed, line):
    offline.type(typed)
    offline.until(lambda screen: screen.bottom().rstrip() == PROMPT + line, "the line %r" % line)


def test_a_line_that_was_put_back_can_be_sent_unchanged(offline, fake):  # noqa: F811
    fake.accept().welcome()
    offline.expect("-- Connected again")
    offline.type("\r")
    fake.until("TOPIC #lobby :new")


def test_lines_typed_ahead_of_the_reply_stay_separate(person, fake):  # noqa: F811
    lose(person, fake)
    person.type("/topic new\rhello\r")
    person.expect("-- Kept until the connection is back: hello")
    person.expect_prompt(PROMPT)


def test_lines_of_a_paste_beyond_the_queue_are_reported(fake):  # noqa: F811
    with Terminal("--channel", "#a", where(fake)) as person:  # noqa: F811
        fake.accept().welcome(channel="#a", join=False)
        person.type("\x1b[200~one\rtwo\x1b[201~y")
        person.expect("-- Not sent: one")
        person.expect("-- Not sent: two")


# --- /nick without a connection


def test_a_nick_chosen_without_a_connection_is_requested_later(person, fake):  # noqa: F811
    lose(person, fake)
    person.type("/nick annie\r")
    person.expect("-- Not connected: linnet will ask the server for the nick annie")
    person.expect_prompt(PROMPT)
    person.type("hello\r")
    person.expect("-- Kept until the connection is back: hello")
    fake.accept().expect("CAP LS 302", "NICK annie")


def test_a_nick_chosen_during_registration_is_requested_at_once(fake):  # noqa: F811
    with Terminal(where(fake)) as person:  # noqa: F811
        fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
        person.type("/nick annie\r")
        fake.expect("NICK annie")
        fake.send(":fake 001 annie :Welcome")
        fake.expect("JOIN #lobby")


@pytest.mark.parametrize("nick", ["1annie", "an.nie", "n" * 31])
def test_an_invalid_nick_is_refused_without_a_connection_too(person, fake, nick):  # noqa: F811
    lose(person, fake)
    person.type("/nick %s\r" % nick)
    person.expect_match("^-- %s: a nick has 1 to 30 letters" % nick.replace(".", r"\."))
    fake.accept().expect("CAP LS 302", "NICK dora")


# --- the end of input


@pytest.mark.parametrize("typed", ["hello", "/topic new\r"])
def test_the_end_of_input_quits_and_reports_unsent_lines(person, fake, typed):  # noqa: F811
    if typed.endswith("\r"):
        lose(person, fake)
        person.type(typed)
        person.expect_prompt(PROMPT + "/topic new")
    else:
        person.type(typed)
    person.type(CTRL["d"])
    if not typed.endswith("\r"):
        fake.expect("QUIT")
        fake.close()
    person.wait(0)
    assert person.screen.text()[-1] == "-- Not sent: " + typed.rstrip()


def test_deleting_once_too_often_does_not_leave(person, fake):  # noqa: F811
    person.type("abc" + LEFT * 2 + CTRL["d"] * 3)
    person.until(lambda screen: screen.bells == 1, "a bell")
    person.expect_prompt(PROMPT + "a")
    person.type(BACKSPACE + "b" + HOME + CTRL["d"] * 2)
    person.until(lambda screen: screen.bells == 2, "another bell")
    person.type("still here\r")
    fake.until("PRIVMSG #lobby :still here")
