"""/search: first the lines that linnet remembers, then the server's history."""

import pytest

from client_driver import Terminal, said_at, where
from test_client_terminal import PROMPT, fake, person      # noqa: F401 (fixtures)

CAPS = "batch draft/chathistory message-tags server-time"


@pytest.fixture
def reader(fake):  # noqa: F811
    """A person on a server with history, which has two messages of the last hour shown."""
    with Terminal(where(fake)) as person:  # noqa: F811
        fake.accept().welcome(caps=CAPS, sync=False)
        fake.until("CHATHISTORY LATEST #lobby * 20")
        page(fake, [(100, "an old Apple"), (101, "a pear")])
        person.expect("<bob> a pear")
        person.expect_prompt(PROMPT)
        yield person


def page(fake, messages, channel="#lobby"):  # noqa: F811
    fake.send(":fake BATCH +p chathistory " + channel)
    fake.send(*("@batch=p;time=%s;msgid=m%d :bob!b@h PRIVMSG %s :%s" % (said_at(0, when), when, channel, text)
                for when, text in messages))
    fake.send(":fake BATCH -p")


def test_remembered_lines_are_searched(person, fake):  # noqa: F811
    fake.send(":bob!b@h PRIVMSG #lobby :an Apple", ":eve!e@h PRIVMSG #lobby :\1ACTION eats the APPLE\1",
              ":apple!a@h PRIVMSG #lobby :pears", ":bob!b@h PRIVMSG #other :apple elsewhere",
              ":bob!b@h PRIVMSG dora :apple in private", ":bob!b@h PRIVMSG dora :\1VERSION apple\1")
    person.type("apple, too\r")
    person.expect("<dora> apple, too")
    person.type("/search apple\r")
    person.expect("-- 3 of 4 messages in #lobby contain apple")
    lines = person.screen.text()
    found = lines[lines.index("<dora> apple, too") + 1:-2]
    assert found == ["<bob> an Apple", "* eve eats the APPLE", "<dora> apple, too"]
    person.type("/win bob\r/search apple\r")
    person.expect("-- 1 of 1 messages in bob contain apple")


@pytest.mark.parametrize("word, answer", [
    ("orange", "Nothing found: none of 2 messages in #lobby contains orange"),
    ("GRÜN", "Nothing found: none of 2 messages in #lobby contains GRÜN"),
    ("GRün", "1 of 2 messages in #lobby contain GRün"), ("two words", "1 of 2 messages in #lobby contain two words"),
    ("[.*", "Nothing found: none of 2 messages in #lobby contains [.*"),
    ("w" * 100, "Nothing found: none of 2 messages in #lobby contains " + "w" * 100),
    ("w" * 101, "A word to search for has at most 100 bytes")])
def test_words(person, fake, word, answer):  # noqa: F811
    fake.send(":bob!b@h PRIVMSG #lobby :grün", ":bob!b@h PRIVMSG #lobby :has Two Words")
    person.expect("<bob> has Two Words")
    person.type("/search %s\r" % word)
    person.expect("-- " + answer)


def test_search_without_a_window(fake):  # noqa: F811
    with Terminal(where(fake)) as person:  # noqa: F811
        fake.accept().welcome(join=False)
        for word in "#x", "x":
            person.type("/search %s\r" % word)
            person.until(lambda screen: screen.bottom().rstrip() == "> /search " + word, "the line again")
        person.expect("-- You are in no channel: /join #channel")


def test_search_without_a_connection(person, fake):  # noqa: F811
    fake.send(":bob!b@h PRIVMSG #lobby :here")
    person.expect("<bob> here")
    fake.close()
    person.expect_match("next attempt")
    person.type("/search here\r")
    person.expect("-- 1 of 1 messages in #lobby contain here")


def test_the_oldest_lines_are_forgotten(person, fake):  # noqa: F811
    fake.send(*(":bob!b@h PRIVMSG #lobby :%d %s" % (number, "x" * 400) for number in range(100)))
    person.expect_match("^<bob> 99 ")
    person.type("/search xxx\r")
    count = person.expect_match("of [0-9]+ messages in #lobby contain xxx; what is older was not searched$|contain xxx$")
    found, messages = (int(word) for word in count.split()[1:4:2])
    assert 32768 // 500 < messages < 32768 // 400 and found == 50, count


def test_the_search_continues_in_the_server_s_history_page_by_page(reader, fake):
    fake.send("@time=%s :bob!b@h PRIVMSG #lobby :a new apple" % said_at(1))
    reader.expect("<bob> a new apple")
    reader.type("/search apple\r")
    fake.until("CHATHISTORY BEFORE #lobby timestamp=%s 100" % said_at(0, 100))
    reader.expect("<bob> a new apple")
    page(fake, [(when, "apple pie" if when == 50 else "pear") for when in range(100)])
    fake.until("CHATHISTORY BEFORE #lobby msgid=m0 100")
    page(fake, [])
    reader.expect("-- 3 of 103 messages in #lobby contain apple")
    assert "<bob> apple pie" in reader.screen.text() and reader.screen.text().count("<bob> pear") == 0
    reader.type("/history 5\r")         # goes on where the window ends, not where the search did
    fake.until("CHATHISTORY BEFORE #lobby msgid=m100 5")


def test_a_search_stops_at_the_limit_of_messages(reader, fake):
    reader.type("/search nowhere\r")
    for number in range(20):
        fake.until("CHATHISTORY BEFORE #lobby " + (
            "msgid=m%d 100" % (10 ** 6 - 1000 * number) if number else "timestamp=%s 100" % said_at(0, 100)))
        start = 10 ** 6 - 1000 * (number + 1)
        fake.send(":fake BATCH +p chathistory #lobby")
        fake.send(*("@batch=p;time=%s;msgid=m%d :bob!b@h PRIVMSG #lobby :pear" % (
            said_at(-number - 1, when), start + when) for when in range(100)))
        fake.send(":fake BATCH -p")
    reader.expect("-- Nothing found: none of 2002 messages in #lobby contains nowhere; what is older was not searched")
    fake.sync()


def test_a_search_stops_at_the_limit_of_matches(reader, fake):
    reader.type("/search pear\r")
    fake.until("CHATHISTORY BEFORE #lobby timestamp=%s 100" % said_at(0, 100))
    page(fake, [(when, "pear") for when in range(100)])
    reader.expect("-- 101 of 102 messages in #lobby contain pear; what is older was not searched")


@pytest.mark.parametrize("number", [49, 50, 51])
def test_a_search_stops_at_the_limit_in_remembered_lines(reader, fake, number):
    fake.send(*("@time=%s :bob!b@h PRIVMSG #lobby :plum %d" % (said_at(1, when), when) for when in range(number)))
    reader.expect("<bob> plum %d" % (number - 1))
    reader.type("/search plum\r")
    if number < 50:
        fake.until("CHATHISTORY BEFORE #lobby timestamp=%s 100" % said_at(0, 100))
        page(fake, [])
        reader.expect("-- 49 of 51 messages in #lobby contain plum")
    else:
        end = "-- 50 of %d messages in #lobby contain plum; what is older was not searched" % (number + 2)
        reader.expect(end)
        fake.sync()
        text = reader.screen.text()
        at = text.index(end)
        assert text[at - 50:at] == ["<bob> plum %d" % n for n in range(number - 50, number)]


def test_the_last_page_may_be_the_end_of_the_history(reader, fake):
    reader.type("/search nowhere\r")
    for number in range(20):
        fake.until("CHATHISTORY BEFORE #lobby " + ("msgid=p%d-0 100" % (number - 1) if number else
                                                   "timestamp=%s 100" % said_at(0, 100)))
        fake.send(":fake BATCH +p chathistory #lobby")
        fake.send(*("@batch=p;time=%s;msgid=p%d-%d :bob!b@h PRIVMSG #lobby :pear" % (
            said_at(-number - 1, when), number, when) for when in range(100 if number < 19 else 99)))
        fake.send(":fake BATCH -p")
    reader.expect("-- Nothing found: none of 2001 messages in #lobby contains nowhere")


def test_a_server_that_repeats_the_same_page_of_history(reader, fake):
    reader.type("/search nowhere\r")
    fake.until("CHATHISTORY BEFORE #lobby timestamp=%s 100" % said_at(0, 100))
    page(fake, [(when, "pear") for when in range(100)])
    fake.until("CHATHISTORY BEFORE #lobby msgid=m0 100")
    page(fake, [(when, "pear") for when in range(100)])
    reader.expect("-- Nothing found: none of 202 messages in #lobby contains nowhere")


@pytest.mark.parametrize("failure, told", [
    (":fake FAIL CHATHISTORY INVALID_MSGREFTYPE BEFORE #lobby :No", None),
    (":fake FAIL CHATHISTORY MESSAGE_ERROR #lobby :Something broke", "-- Something broke")])
def test_a_server_that_refuses(reader, fake, failure, told):
    reader.type("/search apple\r")
    fake.until("CHATHISTORY BEFORE #lobby timestamp=%s 100" % said_at(0, 100))
    fake.send(failure)
    reader.expect("-- 1 of 2 messages in #lobby contain apple")
    assert told is None or told in reader.screen.text()


def test_a_new_search_ends_the_last_one(reader, fake):
    reader.type("/search apple\r/search pear\r")
    fake.until("CHATHISTORY BEFORE #lobby timestamp=%s 100" % said_at(0, 100))
    fake.until("CHATHISTORY BEFORE #lobby timestamp=%s 100" % said_at(0, 100))
    page(fake, [(1, "apple pie")])
    page(fake, [(1, "pear pie")])
    reader.expect("-- 2 of 3 messages in #lobby contain pear")
    assert "<bob> apple pie" not in reader.screen.text() and "<bob> pear pie" in reader.screen.text()


def test_a_lost_connection_ends_the_search(reader, fake):
    reader.type("/search apple\r")
    fake.until("CHATHISTORY BEFORE #lobby timestamp=%s 100" % said_at(0, 100))
    fake.close()
    reader.type("/connect\r")
    fake.accept().welcome(caps=CAPS, sync=False)
    reader.expect("-- 1 of 2 messages in #lobby contain apple")


def test_searching_the_history_of_linnetd(start):
    server = start()
    bob = server.user("bob", "#lobby")
    for number in range(10):
        bob.send("PRIVMSG #lobby :apple %d" % number)
        bob.send("PRIVMSG #lobby :pear %d" % number)
    with Terminal(where(server), env=None) as person:  # noqa: F811
        person.expect("<bob> pear 9")
        for number in range(25):
            bob.send("PRIVMSG #lobby :apple pie %d" % number)
        person.expect("<bob> apple pie 24")
        person.type("/search APPLE\r")
        person.expect("-- 35 of 45 messages in #lobby contain APPLE")
