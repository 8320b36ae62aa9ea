"""Messages of several lines (draft/multiline) in history: pages begin and end at a message, and the limit counts messages.

Whoever knows draft/multiline gets them as they were said, nested in the answer's batch; others get their lines.
"""

import re
import select

import pytest

from harness import CLIENT_HOST, wait_until
from test_chathistory import CAPS, Said, say

KNOWING = CAPS + ("draft/multiline",)
FIVE = [("one", False), ("", False), ("two and ", False), ("a half", True), ("three", False)]


class Message:
    """A message of one or several lines: the first line's tags, and each line's text and concat flag."""

    def __init__(self, said, lines):
        self.tags, self.lines = said.tags, lines
        self.id = "msgid=" + said.tags["msgid"] if "msgid" in said.tags else None
        self.time = "timestamp=" + said.tags["time"] if "time" in said.tags else None

    def text(self):
        return "".join(text if goes_on or not n else "\n" + text for n, (text, goes_on) in enumerate(self.lines))


def say_lines(client, lines=FIVE, command="PRIVMSG", tags=""):
    """Sends it; returns its echo."""
    client.send(tags + "BATCH +1 draft/multiline #x")
    client.send(*["@batch=1%s %s #x :%s" % (";draft/multiline-concat" * goes_on, command, text) for text, goes_on in lines],
                "BATCH -1")
    return read_message(client, Said(client.line()))


def read_message(client, first, outer=None):
    """One message of a stream of lines: a batch if it begins one."""
    assert first.tags.pop("batch", None) == outer, first.line
    opened = re.fullmatch(r":\S+ BATCH \+(\w+) draft/multiline #x", first.line)
    if not opened:
        return Message(first, [(first.text, False)])
    lines = []
    while True:
        line = Said(client.line())
        if line.line == ":irc.example BATCH -" + opened.group(1):
            assert line.tags.pop("batch", None) == outer
            return Message(first, lines)
        assert line.tags.pop("batch") == opened.group(1), line.line
        lines.append((line.text, line.tags.pop("draft/multiline-concat", None) is not None))
        assert not line.tags, line.line


def history(client, command):
    """What CHATHISTORY answers, as messages; for who does not know draft/multiline, lines without an id belong to those
    before."""
    client.send("CHATHISTORY " + command)
    outer = re.fullmatch(r":irc\.example BATCH \+(\w+) chathistory #x", Said(client.line()).line).group(1)
    messages = []
    while True:
        line = Said(client.line())
        if line.line == ":irc.example BATCH -" + outer:
            return messages
        message = read_message(client, line, outer)
        if message.id is None:
            messages[-1].lines += message.lines
        else:
            messages.append(message)


def texts(messages):
    return [message.text() for message in messages]


@pytest.fixture
def ann(server):
    return server.user("ann", "#x", caps=KNOWING)


@pytest.fixture(params=[True, False], ids=["knowing", "unknowing"])
def reader(request, server, ann):
    """A client that requests history, with or without draft/multiline."""
    client = server.user("bob", "#x", caps=KNOWING if request.param else CAPS)
    ann.until("{*} JOIN #x")
    client.knowing = request.param
    return client


def later(client, message):
    """The server's clock goes on."""
    now = message.tags["time"]
    while now == message.tags["time"]:
        client.send("PING :what time is it")
        now = Said(client.line()).tags["time"]


def settled(client):
    client.sync()
    client.lines.clear()
    return client


def whole(reader):
    """The text of FIVE for that reader."""
    return "one\n\ntwo and a half\nthree" if reader.knowing else "one\ntwo and \na half\nthree"


def test_no_line_is_lost_between_pages(ann, reader):
    start, = say(ann, "start")
    ann.send(*["PRIVMSG #x :%d" % n for n in range(98)])
    for _ in range(98):
        ann.line()
    several = say_lines(ann)
    end, = say(ann, "end")
    settled(reader)
    page = history(reader, "AFTER #x %s 100" % start.id)
    assert texts(page) == [str(n) for n in range(98)] + [whole(reader), "end"]
    assert texts(history(reader, "AFTER #x %s 99" % start.id))[-1] == whole(reader)
    assert texts(history(reader, "AFTER #x %s 100" % several.id)) == ["end"]
    assert texts(history(reader, "BEFORE #x %s 2" % end.id)) == ["97", whole(reader)]


def test_pages_of_any_size_give_each_line_once(ann, reader):
    for n in range(7):
        say_lines(ann, [("%d.%d" % (n, line), False) for line in range(1 + n)])
    settled(reader)
    wanted = ["\n".join("%d.%d" % (n, line) for line in range(1 + n)) for n in range(7)]
    for size in range(1, 9):
        forward, page = [], history(reader, "AFTER #x timestamp=2001-01-01T00:00:00.000Z %d" % size)
        while page:
            forward += page
            page = history(reader, "AFTER #x %s %d" % (page[-1].id, size))
        backward, page = [], history(reader, "LATEST #x * %d" % size)
        while page:
            backward = page + backward
            page = history(reader, "BEFORE #x %s %d" % (page[0].id, size))
        assert texts(forward) == texts(backward) == wanted, size


@pytest.mark.parametrize("command, wanted", [
    ("LATEST #x * 1", "d"), ("LATEST #x * 2", "cd"), ("LATEST #x {a} 10", "bcd"), ("LATEST #x {b} 10", "cd"),
    ("BEFORE #x {c} 1", "b"), ("BEFORE #x {c} 2", "ab"), ("BEFORE #x {b} 5", "a"),
    ("AFTER #x {a} 1", "b"), ("AFTER #x {a} 2", "bc"), ("AFTER #x {b} 2", "cd"),
    ("AROUND #x {b} 1", "b"), ("AROUND #x {b} 3", "abc"), ("AROUND #x {c} 3", "bcd"),
    ("BETWEEN #x {a} {d} 1", "b"), ("BETWEEN #x {a} {d} 5", "bc"), ("BETWEEN #x {d} {a} 1", "c"),
    ("BETWEEN #x {b} {d} 5", "c"), ("BETWEEN #x {a} {b} 5", "")])
@pytest.mark.parametrize("kind", ["id", "time"])
def test_the_limit_counts_messages(ann, reader, command, wanted, kind):
    said = {"a": say(ann, "a")[0], "b": say_lines(ann)}     # no two have the same time
    later(ann, said["b"])
    said["c"] = say_lines(ann, [("c", False), ("c", False)])
    later(ann, said["c"])
    said["d"], = say(ann, "d")
    settled(reader)
    places = {name: getattr(message, kind) for name, message in said.items()}
    text = {"a": "a", "b": whole(reader), "c": "c\nc", "d": "d"}
    assert texts(history(reader, command.format(**places))) == [text[name] for name in wanted]


def test_history_repeats_a_multiline_message_as_a_batch(server, ann):
    """Tags, blank lines, lines that go on; a NOTICE; blank lines first and last; one line alone."""
    ways = [(FIVE, "PRIVMSG", ""), (FIVE, "NOTICE", "@+draft/reply=7;+x=y "), ([("alone", False)], "PRIVMSG", ""),
            ([("", False), ("behind a blank line", False), ("", False)], "PRIVMSG", "@+draft/reply=7 "),
            ([("x" * 400, False), ("y" * 400, True)], "PRIVMSG", ""), ([(":", False), (" ", True)], "PRIVMSG", "")]
    said = [say_lines(ann, *way) for way in ways]
    assert [message.text() for message in said] == [Message(Said("x"), lines).text() for lines, _, _ in ways]
    bob = server.user("bob", "#x", caps=KNOWING)
    for command in ["LATEST #x * 100", "BEFORE #x timestamp=2999-01-01T00:00:00.000Z 100"]:
        again = history(bob, command)
        assert [(message.tags, message.text()) for message in again] == [(message.tags, message.text()) for message in said]
        assert again[1].tags["+draft/reply"] == "7" and again[1].tags["+x"] == "y"
        assert again[3].lines == ways[3][0]


def test_clients_without_multiline_get_lines_and_the_id_with_the_first(server, ann):
    said = say_lines(ann, [("", False)] + FIVE, tags="@+draft/reply=7 ")
    bob = server.user("bob", "#x", caps=CAPS)
    bob.send("CHATHISTORY LATEST #x * 10")
    outer = bob.line().split("+")[1].split(" ")[0]
    tags = "batch=%s;time=%s" % (outer, said.tags["time"])
    source = " :ann!~ann@%s PRIVMSG #x :" % CLIENT_HOST
    bob.expect("@%s;msgid=%s;+draft/reply=7%sone" % (tags, said.tags["msgid"], source),
               *["@" + tags + source + text for text in ("two and {}", "a half", "three")],
               "{*}:irc.example BATCH -" + outer)


def test_the_replay_has_whole_multiline_messages(start):
    """--replay counts messages, too."""
    server = start("--replay", "2")
    ann = server.user("ann", "#x", caps=KNOWING)
    say(ann, "lost")
    say_lines(ann)
    say(ann, "end")
    bob = server.user("bob")
    bob.send("JOIN #x")
    bob.until("{*} :What was said before:")
    bob.expect(*[":{ann} PRIVMSG #x :" + text for text in ("one", "two and {}", "a half", "three", "end")],
               ":{server} NOTICE #x :{text}")
    eve = server.user("eve", caps=["batch", "draft/multiline"])
    eve.send("JOIN #x")
    eve.until("{*} 366 {*}")
    outer = eve.line().split("+")[1].split(" ")[0]
    inner = eve.expect("@batch=%s :{ann} BATCH +{n} draft/multiline #x" % outer).split("+")[1].split(" ")[0]
    eve.expect(*["@batch=%s%s :{ann} PRIVMSG #x :%s" % (inner, ";draft/multiline-concat" * goes_on, text or "{}")
                 for text, goes_on in [(text.replace("and ", "and {}"), goes_on) for text, goes_on in FIVE]],
               "@batch=%s :{server} BATCH -%s" % (outer, inner), "@batch=%s :{ann} PRIVMSG #x :end" % outer,
               ":{server} BATCH -" + outer)
    nat = server.client("nat", plain=True)
    nat.send("nat", "/join #x")
    nat.until("-- #x What was said before:", "#x -- What was said before:")
    nat.expect(*["#x <ann> " + text for text in ("one", "two and {}", "a half", "three", "end")])


def test_joins_and_parts_in_history_do_not_split_a_multiline_message(server, ann):
    """draft/event-playback."""
    say_lines(ann)
    bob = server.user("bob", "#x", caps=KNOWING + ("draft/event-playback",))
    ann.until("{*} JOIN #x")
    say_lines(ann, [("a", False), ("b", False)])
    settled(bob)
    assert texts(history(bob, "LATEST #x * 3")) == ["one\n\ntwo and a half\nthree", ":bob!~bob@%s JOIN #x" % CLIENT_HOST, "a\nb"]


def test_a_renamed_channel_keeps_its_multiline_messages(server, ann):
    said = say_lines(ann)
    ann.send("RENAME #x #y", "RENAME #y #x")
    ann.until("{*} 366 ann #x :{text}")
    bob = server.user("bob", "#x", caps=KNOWING)
    again, = history(bob, "LATEST #x * 10")
    assert again.lines == FIVE and again.tags == said.tags


def test_a_line_too_long_with_its_source_is_split(server, ann):
    """Live and later; nothing of it is lost, and a space stays at the end of its part."""
    bob, eve = server.user("bob", "#x", caps=KNOWING), server.user("eve", "#x", caps=CAPS)
    eve.sync()
    for client in (ann, bob, eve):
        settled(client)
    most = 512 - len(":ann!~ann@%s PRIVMSG #x :\r\n" % CLIENT_HOST)
    fits, over, words = "x" * most, "y" * (most + 1), ("word " * 100)[:480]
    said = say_lines(ann, [(fits, False), (over, False), (words, False)])
    assert said.lines[:3] == [(fits, False), (over[:-1], False), ("y", True)]
    assert said.text() == "\n".join([fits, over, words]) and said.lines[3][0].endswith("word ")
    live = read_message(bob, Said(bob.line()))
    again, = history(bob, "LATEST #x * 10")
    assert live.lines == again.lines == said.lines
    parts = [line for line, _ in said.lines]
    assert [Said(eve.line()).text for _ in parts] == parts
    again, = history(eve, "LATEST #x * 10")
    assert [line for line, _ in again.lines] == parts


@pytest.mark.parametrize("lines", [[("x" * 160, False)] * 24, [("x" * 460, False)] * 8 + [("x" * 20, False)] * 16],
                         ids=["24 lines", "4096 bytes"])
def test_the_largest_message_is_kept_whole(server, ann, reader, lines):
    say_lines(ann, lines)
    settled(reader)
    for _ in range(3):
        again, = history(reader, "LATEST #x * 1")
        assert again.text().replace("\n", "") == "".join(text for text, _ in lines)


def test_a_multiline_message_leaves_the_history_as_a_whole(server, ann):
    """History ends where the pool does: the oldest message that is left has all of its lines."""
    wanted = {}
    for n in range(200):
        lines = [("%d.%d " % (n, line) + "x" * 150, False) for line in range(1 + n % 24)]
        wanted[say_lines(ann, lines).id] = lines
    bob = server.user("bob", "#x", caps=KNOWING)
    kept = page = history(bob, "LATEST #x * 100")
    while page:
        page = history(bob, "BEFORE #x %s 100" % page[0].id)
        kept = page + kept
    assert 20 < len(kept) < 200
    for message in kept:
        assert message.lines == wanted[message.id]
    assert [message.id for message in kept] == list(wanted)[-len(kept):]


def test_redacting_a_message_while_it_is_read_closes_its_batch(server, ann):
    """A reader that takes little has half of it when it is redacted, and then the channel is renamed."""
    ann.send("CAP REQ :draft/message-redaction")
    ann.until("{*} ACK {*}")
    said = [say_lines(ann, [("%d.%d " % (n, line) + "x" * 150, False) for line in range(24)]) for n in range(30)]
    bob = server.client("bob", receive_buffer=2048)
    bob.register(caps=KNOWING)
    bob.join("#x")
    bob.send(*["CHATHISTORY LATEST #x * 100"] * 3)
    wait_until(lambda: select.select([bob.socket], [], [], 0)[0], "the first of what bob asked for")
    ann.until("{*} JOIN #x")
    ann.sync()
    ann.send(*["REDACT #x " + message.id.split("=")[1] for message in said[::2]], "RENAME #x #y")
    ann.until("{*} 366 ann #y {*}")
    bob.sync()
    opened, texts_of = set(), {}
    for line in (Said(line) for line in bob.lines):
        batch = re.fullmatch(r":\S+ BATCH ([+-])(\w+)( .*)?", line.line)
        assert "batch" not in line.tags or line.tags["batch"] in opened, line.line
        if batch and batch.group(1) == "+":
            opened.add(batch.group(2))
        elif batch:
            opened.remove(batch.group(2))
        elif " PRIVMSG " in line.line:
            texts_of.setdefault(line.tags["batch"], []).append(line.text)
    assert not opened and texts_of
    for lines in texts_of.values():
        first = lines[0].split(".")[0]
        assert [line.split(" ")[0] for line in lines] == ["%s.%d" % (first, n) for n in range(len(lines))]
