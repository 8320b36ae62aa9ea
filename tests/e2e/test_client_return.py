"""linnet loses its server, and finds its way back: nothing that was typed is lost without a word, and what was said
meanwhile is asked for. The servers are fakes, and our own.
"""

import re
import time

import pytest

from client_driver import Fake, Pipe, Terminal, said_at, where
from harness import Deadline, wait_until
from test_client_terminal import PROMPT, fake, person      # noqa: F401 (fixtures)

HISTORY = "batch server-time message-tags draft/chathistory"


def lose(person, fake, reason="power cut"):
    fake.send("ERROR :" + reason)
    fake.close()
    person.expect_match(r"^-- the connection to 127.0.0.1 is lost: %s; next attempt in [0-9]+ s$" % re.escape(reason))


@pytest.fixture
def reader(fake):  # noqa: F811
    """A user in a channel of a server with history. They have received one message."""
    with Terminal(where(fake)) as terminal:
        fake.accept().welcome(caps=HISTORY, sync=False)
        fake.expect("CHATHISTORY LATEST #lobby * 20")
        fake.send(":fake BATCH +1 chathistory #lobby", ":fake BATCH -1",
                  "@time=%s;msgid=m1 :bob!b@h PRIVMSG #lobby :seen" % said_at(60))
        fake.sync()
        terminal.expect("<bob> seen")
        yield terminal


def back(fake):
    """It comes back, and goes where it was."""
    fake.accept().welcome(caps=HISTORY, sync=False)


# --- lines typed while disconnected


def test_lines_typed_while_disconnected_are_kept_and_sent(person, fake):
    person.type("half")
    lose(person, fake)
    person.type(" a line\r/me waves\r/msg bob psst\r/topic new\r")
    person.expect("-- Kept until the connection is back: half a line")
    person.expect("-- Kept until the connection is back: psst")
    person.expect("-- Not connected")
    person.expect_prompt(PROMPT + "/topic new")
    fake.accept().welcome()
    fake.expect("PRIVMSG #lobby :half a line", "PRIVMSG #lobby :\1ACTION waves\1", "PRIVMSG bob :psst")
    person.expect("<dora> half a line")
    person.expect_prompt(PROMPT + "/topic new")


def test_unconfirmed_lines_are_sent_again(person, fake):
    person.type("did you get this?\r")
    fake.question_after("PRIVMSG #lobby :did you get this?")
    lose(person, fake)
    fake.accept().welcome()
    fake.expect("PRIVMSG #lobby :did you get this?")
    person.expect("-- Sent again, as it may not have arrived: did you get this?")


def test_lines_found_in_the_history_are_not_sent_again(reader, fake):
    reader.type("one\rtwo\r")
    fake.question_after("PRIVMSG #lobby :one")
    fake.until("PRIVMSG #lobby :two")
    lose(reader, fake)
    back(fake)
    fake.expect("CHATHISTORY AFTER #lobby msgid=m1 100")
    fake.send(":fake BATCH +2 chathistory #lobby",
              "@batch=2;time=%s;msgid=m2 :dora!d@h PRIVMSG #lobby :one" % said_at(61), ":fake BATCH -2")
    fake.expect("PRIVMSG #lobby :two")
    reader.expect("-- Sent again, as it may not have arrived: two")


def test_lines_that_cannot_be_sent_any_more_are_reported(person, fake):
    lose(person, fake)
    person.type("never said\rnor this\r")
    person.expect("-- Kept until the connection is back: nor this")
    person.type("/quit\r")
    person.wait(0)
    assert person.screen.text()[-2:] == ["-- Not sent: never said", "-- Not sent: nor this"]


def test_lines_beyond_the_queue_are_put_back(person, fake):
    lose(person, fake)
    for number in range(64):
        person.type("line %d\r" % number)
        person.expect("-- Kept until the connection is back: line %d" % number)
    person.type("one too many\r")
    person.expect("-- Too much is waiting for the server already")
    person.expect_prompt(PROMPT + "one too many")
    fake.accept().welcome()
    fake.expect(*("PRIVMSG #lobby :line %d" % number for number in range(64)))


# --- the way back


def test_waits_grow_and_connect_does_not_wait(person, fake):
    waits = []
    for _ in range(3):
        lose(person, fake, "no %d" % len(waits))
        waits.append(int(re.search("next attempt in ([0-9]+) s", person.screen.text()[-2]).group(1)))
        person.type("/connect\r")
        fake.accept().welcome()
    assert waits[0] < waits[1] < waits[2], waits


def test_all_channels_are_rejoined_with_their_keys(person, fake):
    person.type("/join #secret sesame\r")
    fake.expect("JOIN #secret sesame")
    fake.send(":dora!d@h JOIN #secret", ":bob!b@h PRIVMSG dora :psst")
    person.expect("*bob* psst")
    lose(person, fake)
    fake.accept().welcome(sync=False)
    fake.expect("JOIN #secret sesame")
    fake.send(":dora!d@h JOIN #secret", ":fake 332 dora #secret :an old topic", ":fake 353 dora = #secret :dora eve",
              ":fake 366 dora #secret :End")
    fake.sync()
    person.expect_prompt("[#secret 3:1!] ")
    text = "\n".join(person.screen.text())
    assert "an old topic" not in text and "eve" not in text, "the topic and the names are no news to who comes back"
    assert text.count("dora joined #secret") == 1


def test_a_channel_that_cannot_be_rejoined(person, fake):
    lose(person, fake)
    fake.accept().welcome(join=False)
    fake.send(":fake 474 dora #lobby :You are banned")
    person.expect("-- #lobby: You are banned")
    person.expect_prompt("> ")


def test_the_wanted_nick_is_taken_back_once_it_is_free(fake):
    with Terminal("--nick", "dora", where(fake)) as person:  # noqa: F811
        fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
        fake.send(":fake 433 * dora :in use")
        fake.expect("NICK dora_")
        fake.send(":fake CAP * LS :", ":fake 001 dora_ :Welcome")
        fake.expect("CAP END", "JOIN #lobby")
        fake.send(":dora_!d@h JOIN #lobby")
        person.expect_prompt(PROMPT)
        fake.sync()
        fake.send(":dora_!d@h NICK dora")
        person.expect("* dora_ is now dora")
        person.type("hello\r")
        person.expect("<dora> hello")


def test_another_server(person, fake):
    with Fake() as other:
        person.type("unsaid\r")
        fake.question_after("PRIVMSG #lobby :unsaid")
        person.type("/connect %s\r" % where(other))
        fake.until("QUIT")
        person.expect("-- Not sent: unsaid")
        other.accept().welcome()
        person.expect_prompt(PROMPT)
        person.type("hello\r")
        other.expect("PRIVMSG #lobby :hello")
        person.type("/connect no.such.host.invalid\r")
        person.expect_match("^-- cannot find no.such.host.invalid: .*; next attempt in")
        person.type("/connect host:x\r")
        person.expect("-- the port must be a number from 1 to 65535")
        assert person.process.poll() is None


def test_typing_goes_on_while_a_name_is_looked_up(person, fake):
    person.type("/connect no.such.host.invalid\r")
    person.type("still here")
    person.until(lambda screen: screen.bottom().endswith("still here"), "what is typed")


# --- the gap


def test_the_gap_in_history_is_requested_and_marked(reader, fake):
    lose(reader, fake)
    back(fake)
    fake.expect("CHATHISTORY AFTER #lobby msgid=m1 100")
    reader.type("not before the past is told\r")
    fake.send(":fake BATCH +2 chathistory #lobby",
              "@batch=2;time=%s;msgid=m2 :bob!b@h PRIVMSG #lobby :dora, where are you?" % said_at(61),
              "@batch=2;time=%s;msgid=m3 :bob!b@h PART #lobby" % said_at(62),
              "@batch=2;time=%s;msgid=m4 :dora!d@h PART #lobby" % said_at(62), ":fake BATCH -2")
    fake.expect("PRIVMSG #lobby :not before the past is told")
    reader.expect("<dora> not before the past is told")
    text = reader.screen.text()
    at = text.index("-- #lobby, while there was no connection: this was said")
    assert text[at + 1:at + 3] == ["<bob> dora, where are you?",
                                   "-- #lobby, while there was no connection: this was all"]
    assert reader.screen.bells == 0, "old messages must not ring the bell"
    reader.expect_prompt(PROMPT)


def test_a_long_gap_is_requested_page_by_page(reader, fake):
    lose(reader, fake)
    back(fake)
    for page in range(3):
        after = "m1" if page == 0 else "p%d-99" % (page - 1)
        fake.expect("CHATHISTORY AFTER #lobby msgid=%s 100" % after)
        size = 100 if page < 2 else 5
        fake.send(":fake BATCH +p chathistory #lobby",
                  *("@batch=p;time=%s;msgid=p%d-%d :bob!b@h PRIVMSG #lobby :page %d line %d" % (
                      said_at(61 + page, number), page, number, page, number) for number in range(size)), ":fake BATCH -p")
    reader.expect("-- #lobby, while there was no connection: this was all")
    said = [line for line in reader.screen.text() if line.startswith("<bob> page")]
    assert len(said) == 205 and said[-1] == "<bob> page 2 line 4"
    assert len([line for line in reader.screen.text() if line.endswith("this was said")]) == 1


def said_now(fake, number):  # noqa: F811
    fake.send("@time=%s;msgid=n%d :bob!b@h PRIVMSG #lobby :now %d" % (said_at(100, number), number, number))


def history(fake, lines, now):  # noqa: F811
    """A page of the history that ends with the live message: both have msgids and times."""
    fake.send(":fake BATCH +p chathistory #lobby",
              *("@batch=p;time=%s;msgid=p%d :bob!b@h PRIVMSG #lobby :before %d" % (said_at(90, number), number, number)
                for number in lines),
              *("@batch=p;time=%s;msgid=n%d :bob!b@h PRIVMSG #lobby :now %d" % (said_at(100, number), number, number)
                for number in now))
    fake.send(":fake BATCH -p")


def joined(fake):  # noqa: F811
    fake.send("@time=%s :dora!~dora@here JOIN #lobby" % said_at(100))


@pytest.mark.parametrize("first", [0, 1])       # a message of the moment in which one entered, or of a later one
def test_messages_before_the_history_arrives_are_shown_once(fake, first):  # noqa: F811
    with Terminal(where(fake)) as person:  # noqa: F811
        fake.accept().welcome(caps=HISTORY, sync=False, join=False)
        joined(fake)
        fake.until("CHATHISTORY LATEST #lobby * 20")
        said_now(fake, first)
        history(fake, range(3), range(first, first + 3))
        said_now(fake, first + 1)
        said_now(fake, first + 2)
        person.expect("<bob> now %d" % (first + 2))
        said = [line for line in person.screen.text() if line.startswith("<bob>")]
        assert said == ["<bob> now %d" % first, *("<bob> before %d" % number for number in range(3)),
                        "<bob> now %d" % (first + 1), "<bob> now %d" % (first + 2)]
        person.type("/search before\r")         # the remembered lines have a gap, so the server is asked for all
        fake.until("CHATHISTORY BEFORE #lobby timestamp=%s 100" % said_at(100, first + 1))


def test_messages_while_the_history_arrives_are_shown_once(fake):  # noqa: F811
    with Terminal(where(fake)) as person:  # noqa: F811
        fake.accept().welcome(caps=HISTORY, sync=False, join=False)
        joined(fake)
        fake.until("CHATHISTORY LATEST #lobby * 20")
        fake.send(":fake BATCH +1 chathistory #lobby",
                  "@batch=1;time=%s;msgid=p1 :bob!b@h PRIVMSG #lobby :before" % said_at(90))
        said_now(fake, 1)
        fake.send("@batch=1;time=%s;msgid=n1 :bob!b@h PRIVMSG #lobby :now 1" % said_at(100, 1), ":fake BATCH -1")
        said_now(fake, 2)
        person.expect("<bob> now 2")
        said = [line for line in person.screen.text() if line.startswith("<bob>")]
        assert said == ["<bob> before", "<bob> now 1", "<bob> now 2"]


def test_a_live_message_before_the_gap_is_filled_neither_ends_nor_repeats_it(reader, fake):
    lose(reader, fake)
    fake.accept().welcome(caps=HISTORY, sync=False, join=False)
    joined(fake)
    fake.until("CHATHISTORY AFTER #lobby msgid=m1 100")
    said_now(fake, 1)
    history(fake, range(100), [])
    fake.until("CHATHISTORY AFTER #lobby msgid=p99 100")
    history(fake, range(100, 199), [1])         # a full page, but the later messages were shown
    reader.expect("-- #lobby, while there was no connection: this was all")
    said = [line for line in reader.screen.text() if line.startswith("<bob>")]
    assert said[-200:] == ["<bob> now 1", *("<bob> before %d" % number for number in range(199))]


def test_nothing_was_said_in_the_gap(reader, fake):
    lose(reader, fake)
    back(fake)
    fake.expect("CHATHISTORY AFTER #lobby msgid=m1 100")
    fake.send(":fake BATCH +2 chathistory #lobby", ":fake BATCH -2")
    reader.expect("-- #lobby, while there was no connection: nothing was said")


def test_a_server_that_does_not_know_the_last_message(reader, fake):
    lose(reader, fake)
    back(fake)
    fake.expect("CHATHISTORY AFTER #lobby msgid=m1 100")
    fake.send(":fake FAIL CHATHISTORY INVALID_MSGREFTYPE AFTER #lobby msgid=m1 :That message is not known")
    fake.expect("CHATHISTORY LATEST #lobby * 100")
    fake.send(":fake BATCH +2 chathistory #lobby",
              "@batch=2;time=%s;msgid=n1 :bob!b@h PRIVMSG #lobby :new times" % said_at(90), ":fake BATCH -2")
    reader.expect("<bob> new times")
    reader.expect("-- #lobby, while there was no connection: this was all")


def test_a_server_without_history(person, fake):
    lose(person, fake)
    fake.accept().welcome()
    person.expect("-- #lobby, while there was no connection: what was said is not known, the server keeps no history")


def test_earlier_history_is_requested_by_hand(reader, fake):
    reader.type("/history 2\r")
    fake.expect("CHATHISTORY BEFORE #lobby msgid=m1 2")
    fake.send(":fake BATCH +2 chathistory #lobby",
              "@batch=2;time=%s;msgid=k1 :bob!b@h PRIVMSG #lobby :early" % said_at(0),
              "@batch=2;time=%s;msgid=k2 :bob!b@h PRIVMSG #lobby :later" % said_at(1), ":fake BATCH -2")
    reader.expect("<bob> later")
    reader.type("/history\r")
    fake.expect("CHATHISTORY BEFORE #lobby msgid=k1 20")
    fake.send(":fake BATCH +2 chathistory #lobby", ":fake BATCH -2")
    reader.expect("-- Nothing earlier is known")
    reader.type("/history 101\r")
    reader.expect("-- Usage: /history [1-100]")
    fake.sync()


def test_no_history_to_request(person, fake):
    person.type("/history\r")
    person.expect("-- This server keeps no history")


def test_all_messages_of_one_timestamp_are_shown(fake):  # noqa: F811
    with Terminal(where(fake)) as person:  # noqa: F811
        fake.accept().welcome(caps="batch draft/chathistory message-tags server-time", sync=False)
        fake.until("CHATHISTORY LATEST #lobby * 20")
        fake.send(":fake BATCH +1 chathistory #lobby",
                  *("@batch=1;time=%s :bob!b@h PRIVMSG #lobby :line %d" % (said_at(1), n) for n in range(3)),
                  ":fake BATCH -1")
        for number in range(3):
            person.expect("<bob> line %d" % number)


def test_an_identity_cannot_smuggle_a_command(reader, fake):
    fake.send("@time=%s;msgid=a\\r\\nQUIT\\sx :bob!b@h PRIVMSG #lobby :evil" % said_at(61))
    reader.expect("<bob> evil")
    lose(reader, fake)
    back(fake)
    fake.expect("CHATHISTORY AFTER #lobby timestamp=%s 100" % said_at(61))


# --- a server that was restarted


def created(fake, when):
    fake.send(":fake 003 dora :This server was created " + when)


def lines_of_return(person):
    """The output since the loss of the connection, without the prompt."""
    text = person.screen.text()
    lost = max(i for i, line in enumerate(text) if "is lost" in line)
    return text[lost + 1:-1]


@pytest.mark.parametrize("target", ["", "#lobby "])
def test_a_server_restart_is_reported_once(reader, fake, target):
    """Its start, which 003 tells, is another one; it does not know the last messages of any channel."""
    fake.send(":dora!d@h JOIN #second")
    fake.expect("CHATHISTORY LATEST #second * 20")
    fake.send(":fake BATCH +1 chathistory #second", ":fake BATCH -1",
              "@time=%s;msgid=s1 :bob!b@h PRIVMSG #second :seen" % said_at(60))
    fake.send(":dora!d@h JOIN #third")
    fake.expect("CHATHISTORY LATEST #third * 20")
    fake.send(":fake BATCH +1 chathistory #third", ":fake BATCH -1")
    created(fake, "2024-01-01T00:00:00Z")
    fake.sync()
    lose(reader, fake)
    back(fake)
    created(fake, "2024-01-02T00:00:00Z")
    fake.expect("JOIN #second", "JOIN #third")
    fake.send(":dora!d@h JOIN #second", ":dora!d@h JOIN #third")
    unknown = ":fake FAIL CHATHISTORY INVALID_MSGREFTYPE AFTER %smsgid=%%s :There is no such message" % target
    nothing = ":fake BATCH +1 chathistory %s", ":fake BATCH -1"
    answers = {"CHATHISTORY AFTER #lobby msgid=m1 100": [unknown % "m1"],
               "CHATHISTORY AFTER #second msgid=s1 100": [unknown.replace("#lobby", "#second") % "s1"],
               "CHATHISTORY LATEST #third * 100": [nothing[0] % "#third", nothing[1]],
               "CHATHISTORY LATEST #lobby * 100": [nothing[0] % "#lobby", nothing[1]],
               "CHATHISTORY LATEST #second * 100": [
                   nothing[0] % "#second",
                   "@batch=1;time=%s;msgid=n1 :bob!b@h PRIVMSG #second :new times" % said_at(90), nothing[1]]}
    while answers:
        fake.send(*answers.pop(fake.line()))
    reader.expect("-- #second, while there was no connection: this was all")
    fake.sync()
    reader.expect_prompt("[#third] ")
    assert lines_of_return(reader) == [
        "-- Connected again", "-- The server was restarted: what was said meanwhile is not known",
        "-- #second, while there was no connection: this was said", "#second <bob> new times",
        "-- #second, while there was no connection: this was all"]


@pytest.mark.parametrize("source, text", [("fake", "yesterday"), ("fake", "today"), ("other", "today")])
def test_a_server_without_history_is_reported_once(person, fake, source, text):
    """The same one, restarted or not, or another one of the network."""
    created(fake, "yesterday")
    fake.send(*(":dora!d@h JOIN #number%d" % number for number in range(3)))
    fake.sync()
    lose(person, fake)
    fake.accept().welcome(sync=False)
    fake.send(":%s 003 dora :This server was created %s" % (source, text))
    fake.expect(*("JOIN #number%d" % number for number in range(3)))
    fake.send(*(":dora!d@h JOIN #number%d" % number for number in range(3)))
    fake.sync()
    person.expect("-- #lobby, #number0, #number1, #number2, while there was no connection: what was said is not known, "
                  "the server keeps no history")


def test_many_channels_without_new_messages(reader, fake):
    names = ["#channel-with-a-long-name-%02d" % number for number in range(15)]
    for name in names:
        fake.send(":dora!d@h JOIN " + name)
        fake.expect("CHATHISTORY LATEST %s * 20" % name)
        fake.send(":fake BATCH +1 chathistory " + name, ":fake BATCH -1")
    lose(reader, fake)
    back(fake)
    fake.expect(*("JOIN " + name for name in names))
    fake.send(*(":dora!d@h JOIN " + name for name in names))
    for line in ["CHATHISTORY AFTER #lobby msgid=m1 100", *("CHATHISTORY LATEST %s * 100" % name for name in names)]:
        fake.expect(line)
        fake.send(":fake BATCH +1 chathistory " + line.split()[2], ":fake BATCH -1")
    line = reader.expect_match("^-- #lobby, .*, while there was no connection: nothing was said$")
    assert re.match("-- #lobby, #channel-with-a-long-name-00, .* and [0-9]+ more, while", line), line


def test_no_history_before_a_message_that_the_server_forgot(reader, fake):
    reader.type("/history 2\r")
    fake.expect("CHATHISTORY BEFORE #lobby msgid=m1 2")
    fake.send(":fake FAIL CHATHISTORY INVALID_MSGREFTYPE BEFORE #lobby msgid=m1 :There is no such message")
    reader.expect("-- Nothing earlier is known")
    fake.sync()


def test_linnetd_is_restarted(start):
    server = start()
    started = int(time.time())
    with Terminal(where(server)) as person:  # noqa: F811
        person.expect_prompt(PROMPT)
        person.type("/join #second\r")
        person.expect_prompt("[#second] ")
        person.type("one\r")
        person.expect("<dora> one")
        person.type("/win 1\r")
        person.expect_prompt(PROMPT)
        person.type("two\r")
        person.expect("<dora> two")
        wait_until(lambda: int(time.time()) > started, lambda: "the next second, as 003 tells seconds")
        server.stop()
        person.expect_match("is lost")
        again = start(listen="%s:%d" % (server.host, server.port))
        bob = again.user("bob", "#lobby")
        person.expect("-- The server was restarted: what was said meanwhile is not known")
        person.type("back\r")           # its questions about the time before are answered before this
        person.expect("<dora> back")
        bob.send("PRIVMSG #lobby :anew")
        person.expect("<bob> anew")
        text = "\n".join(person.screen.text())
        assert text.count("-- The server was restarted: what was said meanwhile is not known") == 1
        assert text.count("-- Connected again") == 1 and "no such message" not in text and "while there was" not in text


# --- programs that run on


def test_tail_reconnects_and_prints_the_gap(fake):
    with Pipe("--tail", where(fake)) as linnet:
        fake.accept().welcome(caps="echo-message labeled-response " + HISTORY)
        fake.send("@time=%s;msgid=m1 :bob!b@h PRIVMSG #lobby :one" % said_at(60))
        assert linnet.line() == "#lobby <bob> one"
        fake.close()
        linnet.complains("is lost: the server closed it; next attempt in [12] s$")
        fake.accept().welcome(caps="echo-message labeled-response " + HISTORY, sync=False)
        fake.expect("CHATHISTORY AFTER #lobby msgid=m1 100")
        fake.send(":fake BATCH +2 chathistory #lobby",
                  "@batch=2;time=%s;msgid=m2 :bob!b@h PRIVMSG #lobby :two" % said_at(61), ":fake BATCH -2")
        fake.sync()
        assert linnet.line() == "#lobby <bob> two"


def test_lines_from_a_pipe_wait_for_the_server(fake):
    with Pipe(where(fake)) as linnet:
        fake.accept().welcome()
        linnet.say("one")
        fake.question_after("PRIVMSG #lobby :one")
        fake.close()
        linnet.complains("is lost")
        linnet.say("two")
        fake.accept().welcome()
        fake.expect("PRIVMSG #lobby :one", "PRIVMSG #lobby :two")


def test_linnetd_stops_and_starts_again(start):
    """The whole way with linnetd: it is killed and started again on the same port."""
    server = start()
    with Terminal(where(server)) as person:  # noqa: F811
        person.expect_prompt(PROMPT)
        server.stop()
        person.expect_match("^-- the connection to %s is lost: .*Server shutting down" % re.escape(server.host))
        person.type("meanwhile\r")
        person.expect("-- Kept until the connection is back: meanwhile")
        again = start(listen="%s:%d" % (server.host, server.port))
        reader = again.user("bob", "#lobby")
        reader.until(":dora!{word} PRIVMSG #lobby :meanwhile")
        person.expect("<dora> meanwhile")


def test_the_history_of_linnetd(start):
    server = start()
    bob = server.user("bob", "#lobby")
    with Terminal(where(server)) as person:  # noqa: F811
        bob.until(":dora!{word} JOIN #lobby")
        person.expect_prompt(PROMPT)
        bob.send("PRIVMSG #lobby :before")
        person.expect("<bob> before")
        person.type("/raw QUIT :gone\r")
        person.expect_match("is lost")
        bob.until(":dora!{word} QUIT :{text}")
        bob.send("PRIVMSG #lobby :between")
        person.expect("-- #lobby, while there was no connection: this was said")
        person.expect("<bob> between")
        person.expect("-- #lobby, while there was no connection: this was all")
        assert person.screen.text().count("<bob> before") == 1


def test_a_server_that_returns_fewer_messages_than_requested(reader, fake):
    """Its limit comes with 005, after the first connection's questions."""
    fake.page = 10
    lose(reader, fake)
    back(fake)
    fake.expect("CHATHISTORY AFTER #lobby msgid=m1 10")
    page(fake, 0, 10)
    fake.expect("CHATHISTORY AFTER #lobby msgid=p0-9 10")
    page(fake, 1, 3)
    reader.expect("-- #lobby, while there was no connection: this was all")
    assert len([line for line in reader.screen.text() if line.startswith("<bob> page")]) == 13
    reader.type("/history 50\r")
    fake.expect("CHATHISTORY BEFORE #lobby msgid=m1 10")


def page(fake, number, size):
    fake.send(":fake BATCH +p chathistory #lobby",
              *("@batch=p;time=%s;msgid=p%d-%d :bob!b@h PRIVMSG #lobby :page %d line %d" % (
                  said_at(70 + number, line), number, line, number, line) for line in range(size)), ":fake BATCH -p")


def test_a_server_that_does_not_advertise_its_history_limit(reader, fake):
    """A page that is not full may still not be the last one: an empty one is."""
    fake.page = None
    lose(reader, fake)
    back(fake)
    fake.expect("CHATHISTORY AFTER #lobby msgid=m1 100")
    page(fake, 0, 7)
    fake.expect("CHATHISTORY AFTER #lobby msgid=p0-6 100")
    page(fake, 1, 0)
    reader.expect("-- #lobby, while there was no connection: this was all")


def test_a_gap_longer_than_the_limit(reader, fake):
    fake.page = 5
    lose(reader, fake)
    back(fake)
    for number in range(20):
        fake.expect("CHATHISTORY AFTER #lobby msgid=%s 5" % ("p%d-4" % (number - 1) if number else "m1"))
        page(fake, number, 5)
    reader.expect("-- #lobby, while there was no connection: more was said than is shown")
    fake.sync()
    assert len([line for line in reader.screen.text() if line.startswith("<bob> page")]) == 100


def test_a_server_that_repeats_the_same_page_forever(reader, fake):
    """A page that ends where it was asked from would be asked for for ever, or as often as is allowed."""
    fake.page = 5
    lose(reader, fake)
    back(fake)
    fake.expect("CHATHISTORY AFTER #lobby msgid=m1 5")
    page(fake, 0, 5)
    fake.expect("CHATHISTORY AFTER #lobby msgid=p0-4 5")
    page(fake, 0, 5)
    reader.expect("-- #lobby, while there was no connection: more was said than is shown")
    fake.sync()


def test_a_gap_whose_beginning_is_unknown(reader, fake):
    """The last messages are a full page: others may have come before them."""
    fake.page = 5
    lose(reader, fake)
    back(fake)
    fake.expect("CHATHISTORY AFTER #lobby msgid=m1 5")
    fake.send(":fake FAIL CHATHISTORY INVALID_MSGREFTYPE AFTER #lobby msgid=m1 :That message is not known")
    fake.expect("CHATHISTORY LATEST #lobby * 5")
    page(fake, 0, 5)
    reader.expect("-- #lobby, while there was no connection: more was said than is shown")


@pytest.mark.parametrize("answer", [None, ":fake 421 dora CHATHISTORY :Unknown command"])
def test_a_server_that_does_not_answer_chathistory(reader, fake, answer):
    lose(reader, fake)
    back(fake)
    fake.expect("CHATHISTORY AFTER #lobby msgid=m1 100")
    fake.send(*([answer] if answer else []))
    fake.sync()
    reader.expect("-- #lobby, while there was no connection: what was said is not known")
    reader.type("so be it\r")
    fake.until("PRIVMSG #lobby :so be it")


# --- private messages


def test_private_messages_of_the_gap_are_requested(reader, fake):
    fake.send("@time=%s;msgid=x1 :ann!a@h PRIVMSG dora :known" % said_at(61))
    reader.expect("*ann* known")
    fake.correspondents = [("#lobby", said_at(65)), ("ann", said_at(65)),
                           ("eve", said_at(66)), ("old", said_at(0))]
    lose(reader, fake)
    back(fake)
    fake.expect("CHATHISTORY AFTER ann msgid=x1 100")
    fake.send(":fake BATCH +1 chathistory ann",
              "@batch=1;time=%s;msgid=x2 :ann!a@h PRIVMSG dora :are you there?" % said_at(64),
              "@batch=1;time=%s;msgid=x3 :dora!d@h PRIVMSG ann :from my telephone: yes" % said_at(65),
              ":fake BATCH -1")
    questions = sorted([fake.line(), fake.line()])
    assert questions == ["CHATHISTORY AFTER #lobby msgid=m1 100",
                         "CHATHISTORY AFTER eve timestamp=%s 100" % said_at(61)]
    fake.send(":fake BATCH +1 chathistory #lobby", ":fake BATCH -1", ":fake BATCH +1 chathistory eve",
              "@batch=1;time=%s;msgid=x4 :eve!e@h PRIVMSG dora :hello, stranger" % said_at(66), ":fake BATCH -1")
    reader.expect("-- eve, while there was no connection: this was all")
    text = reader.screen.text()
    assert text[text.index("-- ann, while there was no connection: this was said"):][1:4] == [
        "*ann* are you there?", "-> *ann* from my telephone: yes", "-- ann, while there was no connection: this was all"]
    assert "*eve* hello, stranger" in text
    reader.type("/win 3\r")
    reader.expect_prompt("[eve 2:1!] ")
    fake.sync()


def test_a_server_without_chathistory_targets(reader, fake):
    lose(reader, fake)
    fake.accept().welcome(caps=HISTORY, sync=False, answers=False)
    fake.until("CHATHISTORY AFTER #lobby msgid=m1 100")
    fake.send(":fake FAIL CHATHISTORY INVALID_PARAMS TARGETS :not here", ":fake BATCH +1 chathistory #lobby",
              ":fake BATCH -1")
    reader.expect("-- #lobby, while there was no connection: nothing was said")
    assert "not here" not in "\n".join(reader.screen.text())


# --- rooms that change


def test_a_channel_is_renamed(fake):
    with Terminal(where(fake)) as person:  # noqa: F811
        fake.accept().welcome(caps="draft/channel-rename draft/message-redaction message-tags")
        fake.send(":bob!b@h RENAME #lobby #hall :moved\x1b[2J")
        person.expect("* bob renamed #lobby to #hall (moved�[2J)")
        person.expect_prompt("[#hall] ")
        person.type("here?\r")
        fake.expect("PRIVMSG #hall :here?")
        fake.send(":bob!b@h REDACT #hall abc :\x9bwrong channel".encode("latin-1").decode("latin-1"))
        person.expect_match(r"^\* bob deleted a message in #hall \(.wrong channel\)$")
        lose(person, fake)
        fake.accept().expect("CAP LS 302")
        fake.send(":fake 001 dora :Welcome")
        fake.until("JOIN #hall")


def test_a_program_follows_its_renamed_channel(fake):
    with Pipe(where(fake)) as linnet:
        fake.accept().welcome(caps="draft/channel-rename")
        fake.send(":bob!b@h RENAME #lobby #hall :moved")
        fake.sync()
        linnet.say("here?")
        fake.expect("PRIVMSG #hall :here?")


@pytest.mark.parametrize("numeric, text", [("437", "Channel is temporarily unavailable"), ("471", "It is full"),
                                           ("480", "You come too often"), ("489", "Only over TLS")])
def test_rejoining_a_channel_is_given_up_after_a_refusal(person, fake, numeric, text):
    person.type("/join #other\r")
    fake.expect("JOIN #other")
    fake.send(":dora!d@h JOIN #other")
    person.expect_prompt("[#other] ")
    lose(person, fake)
    fake.accept().welcome(sync=False)
    fake.expect("JOIN #other")
    fake.send(":fake %s dora #other :%s" % (numeric, text))
    person.expect("-- #other: " + text)
    person.expect_prompt(PROMPT)


def test_a_channel_that_forwards_to_another(person, fake):
    person.type("/join #old\r")
    fake.expect("JOIN #old")
    fake.send(":fake 470 dora #old #new :Forwarding to another channel", ":dora!d@h JOIN #new")
    person.expect("-- #old leads to #new: Forwarding to another channel")
    person.expect_prompt("[#new] ")


def test_after_a_kick_linnet_does_not_rejoin(person, fake):
    fake.send(":bob!b@h KICK #lobby dora :\x1b]0;out\x07")
    person.expect("* bob threw dora out of #lobby (�]0;out�)")
    person.expect_prompt("> ")
    lose(person, fake)
    fake.accept().welcome(channel=None)
    person.expect_prompt("> ")


def test_banned_from_the_server_while_away(person, fake):
    lose(person, fake)
    fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
    fake.send(":fake 465 dora :You are banned: \x1b[31mspam", "ERROR :Closing link (K-lined\x9b)")
    fake.close()
    person.expect("-- You are banned: �[31mspam")
    person.expect_match("^-- 127.0.0.1 did not let us in: Closing link .K-lined.*; next attempt in [0-9]+ s$")
