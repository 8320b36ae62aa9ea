"""People of whom nothing is to be seen: /ignore and /unignore."""

import pytest

from client_driver import Terminal, said_at, where
from test_client_terminal import PROMPT, fake, person      # noqa: F401 (fixtures)


def ignore(person, *nicks):  # noqa: F811
    for nick in nicks:
        person.type("/ignore %s\r" % nick)
        person.expect("-- You ignore %s from now on; /unignore %s ends that" % (nick, nick))


def shown(person, fake):  # noqa: F811
    """The screen once it shows everything that the server has sent."""
    fake.send(":eve!e@h PRIVMSG #lobby :that was all")
    person.expect("<eve> that was all")
    return "\n".join(person.screen.text())


@pytest.mark.parametrize("line", [
    "PRIVMSG #lobby :secret", "PRIVMSG @#lobby :secret", "NOTICE #lobby :secret", "PRIVMSG dora :secret",
    "NOTICE dora :secret", "PRIVMSG #lobby :\1ACTION secret\1", "PRIVMSG dora :\1ACTION secret\1",
    "PRIVMSG dora :\1VERSION secret\1", "INVITE dora #secret", "TAGMSG #lobby", "REDACT #lobby secret :secret",
    "PRIVMSG #lobby :dora: secret"])
def test_messages_of_an_ignored_user_are_hidden(person, fake, line):  # noqa: F811
    ignore(person, "Bob")
    fake.send("@+typing=active :bOB!b@h " + line)
    text = shown(person, fake)
    assert "secret" not in text, text
    assert person.screen.bells == 0
    person.type("/win\r")
    person.expect("-- > 1 #lobby")
    assert not [line for line in person.screen.text() if "-- " in line and " 2 " in line]


def test_joins_and_parts_of_an_ignored_user_are_shown(person, fake):  # noqa: F811
    ignore(person, "bob")
    fake.send(":bob!b@h JOIN #lobby", ":bob!b@h PART #lobby :bye")
    person.expect("* bob left #lobby (bye)")


def test_unignore_shows_messages_again(person, fake):  # noqa: F811
    ignore(person, "bob")
    person.type("/ignore\r")
    person.expect("-- You ignore bob")
    person.type("/ignore BOB\r")
    person.expect("-- You ignore BOB already")
    person.type("/unignore BOB\r")
    person.expect("-- You no longer ignore BOB")
    person.type("/unignore bob\r")
    person.expect("-- You do not ignore bob; /ignore lists whom you do")
    person.type("/unignore\r")
    person.expect("-- You ignore nobody")
    fake.send(":bob!b@h PRIVMSG #lobby :here again")
    person.expect("<bob> here again")


def test_an_ignored_user_stays_ignored_after_a_nick_change(person, fake):  # noqa: F811
    ignore(person, "bob", "eva")
    fake.send(":bob!b@h NICK eva", ":eva!b@h NICK rob", ":rob!b@h PRIVMSG #lobby :hidden",
              ":bob!other@h PRIVMSG #lobby :somebody else")
    person.expect("* bob is now eva")
    text = shown(person, fake)
    assert "hidden" not in text and "<bob> somebody else" in text
    person.type("/ignore\r")
    person.expect("-- You ignore rob")


@pytest.mark.parametrize("nick", ["#lobby", "bob!*@*", "a b", "n" * 64])
def test_ignoring_an_invalid_nick(person, nick):  # noqa: F811
    person.type("/ignore %s\r" % nick)
    person.expect("-- Usage: /ignore [nick]; a nick is one word, without user and host")
    person.type("/ignore\r")
    person.expect("-- You ignore nobody")


def test_as_many_ignored_users_as_allowed_and_one_more(person, fake):  # noqa: F811
    for number in range(32):
        ignore(person, "troll%d" % number)
    person.type("/ignore eve\r")
    person.expect("-- You ignore 32 people already; /unignore somebody first")
    fake.send(":troll0!t@h PRIVMSG #lobby :hidden", ":troll31!t@h PRIVMSG #lobby :hidden")
    assert "hidden" not in shown(person, fake)


def test_ignored_messages_in_history_are_hidden_and_do_not_end_it(fake):  # noqa: F811
    with Terminal(where(fake)) as person:  # noqa: F811
        fake.accept().welcome(caps="batch draft/chathistory message-tags server-time", sync=False)
        fake.until("CHATHISTORY LATEST #lobby * 20")
        fake.send(":fake BATCH +1 chathistory #lobby", ":fake BATCH -1")
        person.expect_prompt(PROMPT)
        ignore(person, "bob")
        person.type("/history 2\r")
        fake.until("CHATHISTORY LATEST #lobby * 2")
        fake.send(":fake BATCH +2 chathistory #lobby",
                  "@batch=2;time=%s;msgid=m1 :bob!b@h PRIVMSG #lobby :hidden" % said_at(1),
                  "@batch=2;time=%s;msgid=m2 :eve!e@h PRIVMSG #lobby :seen" % said_at(2), ":fake BATCH -2")
        person.expect("<eve> seen")
        person.type("/history 2\r")
        fake.until("CHATHISTORY BEFORE #lobby msgid=m1 2")
        assert "hidden" not in shown(person, fake)


def test_ignored_nicks_do_not_apply_to_another_server(person, fake):  # noqa: F811
    ignore(person, "bob")
    person.type("/connect %s\r" % where(fake))
    fake.until("QUIT")
    fake.accept().welcome()
    fake.send(":bob!b@h PRIVMSG #lobby :another bob")
    person.expect("<bob> another bob")
