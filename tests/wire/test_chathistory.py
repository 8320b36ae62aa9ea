"""draft/chathistory, draft/event-playback (IRCv3): what was said, told again to those who ask.

The scripts in *.wire cannot quote an id or a time that the server has made up, so these tests are in Python.
"""

import re

import pytest

from harness import CLIENT_HOST

CAPS = ("batch", "server-time", "message-tags", "echo-message", "draft/chathistory", "standard-replies")
PLAYBACK = CAPS + ("draft/event-playback",)


class Said:
    """One line that was said: its tags, and all behind them."""

    def __init__(self, line):
        tags, self.line = line[1:].split(" ", 1) if line.startswith("@") else ("", line)
        self.tags = dict((tag.split("=", 1) + [""])[:2] for tag in tags.split(";") if tag)
        self.text = self.line.split(" :", 1)[-1]

    @property
    def id(self):
        return "msgid=" + self.tags["msgid"]

    @property
    def time(self):
        return "timestamp=" + self.tags["time"]


def say(client, *texts, channel="#x", command="PRIVMSG"):
    """The messages of a client with echo-message, as others received them. No two have the same time."""
    said = []
    for text in texts:
        client.send("%s %s :%s" % (command, channel, text))
        said.append(Said(client.line()))
        now = said[-1].tags["time"]
        while now == said[-1].tags["time"]:
            client.send("PING :what time is it")
            now = Said(client.line()).tags["time"]
    return said


def ask(client, command, batch="chathistory #x"):
    """The lines of the batch that answers."""
    client.send("CHATHISTORY " + command)
    first = Said(client.line())
    opened = re.fullmatch(r":irc\.example BATCH \+(\w+) " + re.escape(batch), first.line)
    assert opened, first.line
    lines = []
    while True:
        line = Said(client.line())
        if line.line == ":irc.example BATCH -" + opened.group(1):
            return lines
        assert line.tags.pop("batch") == opened.group(1), line.line
        lines.append(line)


def texts(lines):
    return " ".join(line.text for line in lines)


def everything(lines):
    return [(line.tags, line.line) for line in lines]


@pytest.fixture
def ann(server):
    client = server.user("ann", caps=CAPS)
    client.join("#x")
    return client


def test_history_repeats_messages_unchanged(ann):
    said = say(ann, "one", "two")
    ann.send("@+draft/reply=%s;label=x NOTICE #x :three" % said[0].tags["msgid"])
    said.append(Said(ann.line()))
    assert everything(ask(ann, "LATEST #x * 10")) == everything(said)


def test_latest(ann):
    said = say(ann, *"abcde")
    assert texts(ask(ann, "LATEST #x * 2")) == "d e"
    assert texts(ask(ann, "LATEST #X * 100")) == "a b c d e"
    assert texts(ask(ann, "LATEST #x %s 100" % said[2].id)) == "d e"
    assert texts(ask(ann, "LATEST #x %s 1" % said[2].time)) == "e"
    assert texts(ask(ann, "LATEST #x %s 10" % said[4].id)) == ""


@pytest.mark.parametrize("kind", ["id", "time"])
def test_before_and_after(ann, kind):
    said = [getattr(line, kind) for line in say(ann, *"abcde")]
    assert texts(ask(ann, "BEFORE #x %s 2" % said[3])) == "b c"
    assert texts(ask(ann, "BEFORE #x %s 10" % said[0])) == ""
    assert texts(ask(ann, "AFTER #x %s 2" % said[1])) == "c d"
    assert texts(ask(ann, "AFTER #x %s 10" % said[4])) == ""


@pytest.mark.parametrize("kind", ["id", "time"])
def test_around(ann, kind):
    said = [getattr(line, kind) for line in say(ann, *"abcde")]
    assert texts(ask(ann, "AROUND #x %s 1" % said[2])) == "c"
    assert texts(ask(ann, "AROUND #x %s 3" % said[2])) == "b c d"
    assert texts(ask(ann, "AROUND #x %s 3" % said[0])) == "a b c"
    assert texts(ask(ann, "AROUND #x %s 3" % said[4])) == "d e"


@pytest.mark.parametrize("kind", ["id", "time"])
def test_between_counts_from_its_first_end_in_both_directions(ann, kind):
    said = [getattr(line, kind) for line in say(ann, *"abcdef")]
    assert texts(ask(ann, "BETWEEN #x %s %s 10" % (said[0], said[5]))) == "b c d e"
    assert texts(ask(ann, "BETWEEN #x %s %s 2" % (said[0], said[5]))) == "b c"
    assert texts(ask(ann, "BETWEEN #x %s %s 10" % (said[5], said[0]))) == "b c d e"
    assert texts(ask(ann, "BETWEEN #x %s %s 2" % (said[5], said[0]))) == "d e"
    assert texts(ask(ann, "BETWEEN #x %s %s 2" % (said[2], said[2]))) == ""


def test_timestamps_before_and_after_all_messages(ann):
    say(ann, *"ab")
    assert texts(ask(ann, "AFTER #x timestamp=2001-01-01T00:00:00.000Z 10")) == "a b"
    assert texts(ask(ann, "BEFORE #x timestamp=2999-01-01T00:00:00.000Z 10")) == "a b"
    assert texts(ask(ann, "BEFORE #x timestamp=2001-01-01T00:00:00.000Z 10")) == ""
    assert texts(ask(ann, "AFTER #x timestamp=2999-01-01T00:00:00.000Z 10")) == ""


def test_a_reply_has_at_most_as_many_messages_as_005_says(ann):
    ann.send(*["PRIVMSG #x :%d" % n for n in range(101)])
    for _ in range(101):
        ann.line()
    assert len(ask(ann, "LATEST #x * 100")) == 100
    assert texts(ask(ann, "LATEST #x * 4294967297"))[:3] == "1 2"


def test_each_channel_has_its_own_history(ann):
    ann.join("#y")
    say(ann, "x")
    say(ann, "y", channel="#y")
    assert texts(ask(ann, "LATEST #x * 10")) == "x"
    assert texts(ask(ann, "LATEST #y * 10", "chathistory #y")) == "y"


def test_statusmsg_and_private_messages_are_not_kept(ann):
    say(ann, "all")
    ann.send("PRIVMSG @#x :operators", "PRIVMSG ann :me")
    ann.until("{*} :me"), ann.line()
    assert texts(ask(ann, "LATEST #x * 10")) == "all"


def test_targets_lists_channels_by_their_last_message(ann):
    ann.join("#y")
    ann.join("#silent")
    first, = say(ann, "in y", channel="#y")
    second = say(ann, "in x", "again")[-1]
    between = "TARGETS timestamp=2001-01-01T00:00:00.000Z timestamp=2999-01-01T00:00:00.000Z "
    backward = "TARGETS timestamp=2999-01-01T00:00:00.000Z timestamp=2001-01-01T00:00:00.000Z "
    x = ":irc.example CHATHISTORY TARGETS #x " + second.tags["time"]
    y = ":irc.example CHATHISTORY TARGETS #y " + first.tags["time"]

    def targets(command):
        return [line.line for line in ask(ann, command, "draft/chathistory-targets")]
    assert targets(between + "10") == [y, x]
    assert targets(backward + "10") == [y, x]
    assert targets(between + "1") == [y]
    assert targets(backward + "1") == [x]
    assert targets("TARGETS timestamp=2001-01-01T00:00:00.000Z %s 10" % second.time) == [y]


@pytest.mark.parametrize("command, answer", [
    ("NONSENSE #x * 10", "INVALID_PARAMS NONSENSE :{text}"),
    ("LATEST", "INVALID_PARAMS LATEST :{text}"),
    ("LATEST #x *", "INVALID_PARAMS LATEST :{text}"),
    ("LATEST #x * 10 11", "INVALID_PARAMS LATEST :{text}"),
    ("BETWEEN #x msgid=1 10", "INVALID_PARAMS BETWEEN :{text}"),
    ("LATEST #x * many", "INVALID_PARAMS LATEST many :{text}"),
    ("LATEST #x * 0", "INVALID_PARAMS LATEST 0 :{text}"),
    ("LATEST #x * -1", "INVALID_PARAMS LATEST -1 :{text}"),
    ("BEFORE #x * 10", "INVALID_PARAMS BEFORE * :{text}"),
    ("BEFORE #x timestamp=yesterday 10", "INVALID_PARAMS BEFORE timestamp=yesterday :{text}"),
    ("BEFORE #x serial=7 10", "INVALID_MSGREFTYPE BEFORE #x serial=7 :{text}"),
    ("AFTER #x msgid=unknown 10", "MESSAGE_ERROR AFTER #x msgid=unknown :{text}"),
    ("BETWEEN #X msgid=unknown msgid=other 10", "MESSAGE_ERROR BETWEEN #X msgid=unknown :{text}"),
    ("BEFORE bob msgid=unknown 10", "MESSAGE_ERROR BEFORE bob msgid=unknown :{text}"),
    ("LATEST #nowhere * 10", "INVALID_TARGET LATEST #nowhere :{text}"),
    ("LATEST 8ob * 10", "INVALID_TARGET LATEST 8ob :{text}"),
    ("LATEST bob nothing 10", "INVALID_PARAMS LATEST nothing :{text}"),
    ("TARGETS msgid=1 msgid=2 10", "INVALID_PARAMS TARGETS :{text}"),
])
def test_errors(ann, command, answer):
    ann.send("CHATHISTORY " + command)
    ann.expect("{*}:{server} FAIL CHATHISTORY " + answer)
    ann.expect_nothing()


def test_private_messages_have_no_history(server, ann):
    """Clients ask for that when a conversation is opened; that there is none is an empty answer, not an error."""
    server.user("Bob")
    ann.send("PRIVMSG Bob :between us")
    ann.expect("{*} PRIVMSG Bob :between us")
    assert ask(ann, "LATEST bob * 10", "chathistory Bob") == []
    assert ask(ann, "BEFORE bob timestamp=2999-01-01T00:00:00.000Z 10", "chathistory Bob") == []
    assert ask(ann, "LATEST gone * 10", "chathistory gone") == []


def test_no_parameters_at_all(ann):
    ann.send("CHATHISTORY")
    ann.expect("{*}:{server} 461 ann CHATHISTORY :{text}")


def test_only_members_can_request_history(server, ann):
    say(ann, "secret")
    bob = server.user("bob", caps=CAPS)
    bob.send("CHATHISTORY LATEST #x * 10")
    bob.expect("{*}:{server} FAIL CHATHISTORY INVALID_TARGET LATEST #x :{text}")
    bob.send("CHATHISTORY TARGETS timestamp=2001-01-01T00:00:00.000Z timestamp=2999-01-01T00:00:00.000Z 10")
    bob.expect("{*}:{server} BATCH +{n} draft/chathistory-targets", "{*}:{server} BATCH -{n}")


def test_without_the_capability_chathistory_is_unknown(server):
    bob = server.user("bob")
    bob.send("CHATHISTORY LATEST #x * 10")
    bob.expect(":{server} 421 bob CHATHISTORY :{text}")


def test_without_batch_the_lines_come_without_one(server, ann):
    say(ann, "hello")
    bob = server.user("bob", caps=["draft/chathistory"])
    bob.join("#x")
    bob.send("CHATHISTORY LATEST #x * 10")
    bob.expect(":{ann} PRIVMSG #x :hello")
    bob.expect_nothing()


def test_a_label_is_on_the_batch(server, ann):
    said, = say(ann, "hello")
    bob = server.user("bob", caps=CAPS + ("labeled-response",))
    bob.join("#x")
    bob.send("@label=l CHATHISTORY LATEST #x * 10")
    batch = bob.expect("@label=l :{server} BATCH +{n} chathistory #x").split("+")[1].split(" ")[0]
    bob.expect("@batch=%s;time=%s;msgid=%s :{ann} PRIVMSG #x :hello" % (batch, said.tags["time"], said.tags["msgid"]))
    bob.expect(":{server} BATCH -" + batch)


def test_a_client_with_chathistory_gets_no_replay(server, ann):
    say(ann, "hello")
    bob = server.user("bob", caps=CAPS)
    bob.join("#x")
    bob.expect_nothing()


def test_joins_and_parts_go_only_to_clients_with_event_playback(server):
    ann = server.user("ann", caps=PLAYBACK)
    ann.join("#x")
    bob = server.user("bob", caps=CAPS)
    bob.join("#x")
    bob.send("@+draft/react=x TAGMSG #x", "@+typing=active TAGMSG #x", "NICK robert", "PART #x :later")
    bob.until("{*} PART {*}")
    ann.send("TOPIC #x :birds", "MODE #x +m", "PRIVMSG #x :hello")
    ann.until("{*} :hello")
    lines = [line.line for line in ask(ann, "LATEST #x * 100")]
    source = ":bob!~bob@" + CLIENT_HOST
    assert lines == [
        ":ann!~ann@%s JOIN #x" % CLIENT_HOST,
        source + " JOIN #x",
        source + " TAGMSG #x",
        source + " NICK :robert",
        ":robert!~bob@%s PART #x :later" % CLIENT_HOST,
        ":ann!~ann@%s TOPIC #x :birds" % CLIENT_HOST,
        ":ann!~ann@%s MODE #x +m" % CLIENT_HOST,
        ":ann!~ann@%s PRIVMSG #x :hello" % CLIENT_HOST,
    ]
    bob.send("JOIN #x")
    bob.until("{*} 366 {*}")
    assert texts(ask(bob, "LATEST #x * 100")) == "hello"


def test_a_quit_is_kept_in_each_channel(server):
    ann = server.user("ann", caps=PLAYBACK)
    bob = server.user("bob")
    for channel in ("#x", "#y"):
        ann.join(channel)
        bob.join(channel)
    bob.send("QUIT :bye")
    ann.until("{*} QUIT {*}")
    for channel in ("#x", "#y"):
        assert ask(ann, "LATEST %s * 100" % channel, "chathistory " + channel)[-1].line == \
            ":bob!~bob@%s QUIT :Quit: bye" % CLIENT_HOST


def test_msgids_from_before_a_restart_are_unknown(start):
    def id_of_first_message():
        ann = start().user("ann", caps=CAPS)
        ann.join("#x")
        return ann, say(ann, "hello")[0].id
    _, old = id_of_first_message()
    ann, new = id_of_first_message()
    assert old != new
    ann.send("CHATHISTORY AFTER #x %s 10" % old)
    ann.expect("{*}:{server} FAIL CHATHISTORY MESSAGE_ERROR AFTER #x %s :{text}" % old)


def test_targets_costs_as_much_as_its_lines(server):
    """Everybody else waits meanwhile. With a walk through history for each channel and each line it was 120 times as much
    as asking for one message; twenty lines are about 5 times as much. What is counted is processor time of the server,
    which does not depend on how much else the machine does."""
    ann = server.user("ann", "#x", *["#y%d" % number for number in range(19)], caps=PLAYBACK)
    for number in range(800):
        ann.send_quietly(b"PRIVMSG #x :line %d\r\n" % number)
    ann.sync()
    ann.lines.clear()
    both = "timestamp=2999-01-01T00:00:00.000Z timestamp=2001-01-01T00:00:00.000Z"

    def cost(command):
        costs = []
        for _ in range(5):
            before = server.processor_time()
            ann.send_quietly(b"%s\r\n" % command.encode() * 100)
            ann.sync()
            costs.append(server.processor_time() - before)
            ann.lines.clear()
        return min(costs)

    one, all_of_them = cost("CHATHISTORY BETWEEN #x %s 1" % both), cost("CHATHISTORY TARGETS %s 100" % both)
    assert all_of_them < 20 * one, "%.1f ms for a hundred of one, %.1f ms for those of all" % (1000 * one, 1000 * all_of_them)
