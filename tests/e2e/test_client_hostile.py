"""linnet and servers that mean harm, or are broken: whatever they send, the terminal obeys none of it, linnet stays
whole, and what can be used is used.

On a terminal, every test here also runs through client_driver.Screen, which fails at any control byte and at any
sequence that linnet does not itself use.
"""

import random
import re
import signal
import struct
import socket

import pytest

from client_driver import Fake, Pipe, Terminal, in_background, where

ESCAPES = [
    b"\x1b[2J", b"\x1b]0;title\x07", b"\x1b]52;c;aGk=\x1b\\", b"\x1bP$q\"p\x1b\\", b"\x1bc", b"\x1b(0", b"\x0e",
    b"\x07", b"\x08",
    b"\x7f", b"\x9b2J", b"\xc2\x9b2J", b"\xc2\x90q\xc2\x9c", b"\xc0\x9b", b"\xe0\x80\x9b", b"\xff\xfe", b"\xed\xa0\x80",
    b"\xf8\x88\x80\x80\x80", b"\xe2\x80\xae", b"\xe2\x81\xa7", b"\x05", b"\x16", b"\x1b[6n",
    b"\x1b[?1049h", b"\x0b\x0c",
]


@pytest.fixture
def fake():
    with Fake() as server:
        yield server


def all_fields(evil):
    """Messages that carry the bytes wherever bytes can be."""
    return [
        b":" + evil + b"!u@h PRIVMSG #lobby :text",
        b":bob!" + evil + b"@" + evil + b" PRIVMSG #lobby :" + evil + b" text " + evil,
        b":bob!u@h PRIVMSG #" + evil + b" :text",
        b":bob!u@h PRIVMSG dora :\1ACTION " + evil + b"\1",
        b":bob!u@h NOTICE dora :" + evil,
        b":" + evil + b" NOTICE dora :" + evil,
        b"@time=" + evil + b";x=" + evil + b" :bob!u@h PRIVMSG #lobby :tagged",
        b":" + evil + b"!u@h JOIN #lobby",
        b":bob!u@h JOIN #" + evil,
        b":bob!u@h PART #lobby :" + evil,
        b":bob!u@h QUIT :" + evil,
        b":bob!u@h NICK " + evil,
        b":bob!u@h TOPIC #lobby :" + evil,
        b":bob!u@h MODE #lobby " + evil + b" " + evil,
        b":bob!u@h KICK #lobby " + evil + b" :" + evil,
        b":bob!u@h INVITE dora " + evil,
        b":fake 332 dora #lobby :" + evil,
        b":fake 353 dora = #lobby :" + evil + b" bob",
        b":fake 311 dora " + evil + b" " + evil + b" " + evil + b" * :" + evil,
        b":fake 322 dora #" + evil + b" 3 :" + evil,
        b":fake 372 dora :" + evil,
        b":fake 401 dora " + evil + b" :" + evil,
        b":fake 499 dora " + evil,
        b":fake " + evil + b" dora :x",
        b"FAIL " + evil + b" X :" + evil,
        evil,
    ]


@pytest.mark.parametrize("evil", ESCAPES, ids=repr)
def test_no_escape_sequence_reaches_a_terminal(fake, evil):
    with Terminal(where(fake)) as person:
        fake.accept().welcome()
        for message in all_fields(evil):
            fake.send_bytes(message + b"\r\n")
        fake.send(":bob!u@h PRIVMSG #lobby :still here")
        person.expect("<bob> still here")
        person.type("so am I\r")
        fake.until("PRIVMSG #lobby :so am I")


@pytest.mark.parametrize("evil", ESCAPES, ids=repr)
def test_no_escape_sequence_comes_out_of_a_pipe(fake, evil):
    with Pipe("--tail", where(fake)) as linnet:
        fake.accept().welcome()
        for message in all_fields(evil):
            fake.send_bytes(message + b"\r\n")
        fake.sync()
        linnet.process.terminate()
        fake.until("QUIT")
        fake.close()
        out, err = linnet.end(status=-signal.SIGTERM)
    assert "<bob> tagged" in out
    for text in (out, err):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", text), repr(text)


def test_a_channel_of_control_characters_in_the_prompt(fake):
    with Terminal(where(fake)) as person:
        fake.accept().welcome()
        fake.send("@x :dora!u@h JOIN #\x1b[2J\x07\x9b")
        person.expect_prompt("[#�[2J��] ")


def test_a_nick_of_control_characters_for_linnet_itself(fake):
    with Terminal(where(fake)) as person:
        fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
        fake.send(":fake 001 \x1b[2J :Welcome", ":\x1b[2J!u@h JOIN #lobby")
        person.expect_prompt("[#lobby] ")
        person.type("hello\r")
        fake.until("PRIVMSG #lobby :hello")
        person.expect("<�[2J> hello")


def test_lines_that_are_too_long_are_dropped(fake):
    with Terminal(where(fake)) as person:
        fake.accept().welcome()
        for size in 10_000, 100_000, 3_000_000:
            fake.send_bytes(b":bob!u@h PRIVMSG #lobby :" + b"x" * size + b"\r\n")
            fake.send(":bob!u@h PRIVMSG #lobby :after %d" % size)
            person.expect("<bob> after %d" % size)
        assert person.screen.text().count("-- The server sent a line that is too long; it is left out") == 3
        assert not [line for line in person.screen.text() if "xxx" in line]


def test_lines_up_to_the_limit_are_shown(fake):
    with Pipe("--tail", where(fake)) as linnet:
        fake.accept().welcome()
        fake.send("@" + "t" * 8000 + " :bob!u@h PRIVMSG #lobby :with many tags")
        assert linnet.line() == "#lobby <bob> with many tags"
        fake.send(":bob!u@h PRIVMSG #lobby :" + "y" * 3000)
        assert linnet.line() == "#lobby <bob> " + "y" * 3000
        for size in 8000, 8001, 8002:       # cut somewhere, but never within a character
            fake.send_bytes(b":bob!u@h PRIVMSG #lobby :" + b"x" * (size % 3) + b"\xff" * size + b"\r\n")
            assert set(linnet.line()[len("#lobby <bob> "):]) <= {"�", "x"}


def test_a_nul_in_a_line(fake):
    with Terminal(where(fake)) as person:
        fake.accept().welcome()
        fake.send_bytes(b":bob!u@h PRIVMSG #lobby :one\0two\r\n:bob!u@h PRIVMSG #lobby :three\r\n")
        person.expect("-- The server sent a line with a NUL in it; it is left out")
        person.expect("<bob> three")


def test_lines_in_segments_of_one_byte_with_any_line_end(fake):
    with Pipe("--tail", where(fake)) as linnet:
        fake.accept().welcome()
        fake.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        said = ":bob!u@h PRIVMSG #lobby :"
        for byte in (said + "wörd\r\n" + said + "two\n\n\r" + said + "three\r").encode():
            fake.send_bytes(bytes([byte]))
        assert [linnet.line() for _ in range(3)] == ["#lobby <bob> " + text for text in ("wörd", "two", "three")]


def test_endless_names(fake):
    with Terminal(where(fake)) as person:
        fake.accept().welcome()
        names = " ".join("nick%d" % number for number in range(50))
        done = in_background(lambda: fake.send(*[":fake 353 dora = #lobby :" + names] * 3000,
                                               ":fake 366 dora #lobby :End", ":bob!u@h PRIVMSG #lobby :at last"))
        person.expect("<bob> at last")
        done()
        person.expect_prompt("[#lobby] ")


@pytest.mark.parametrize("seed", range(6))
def test_garbage(fake, seed):
    """Random bytes with line ends, and random pieces of IRC: linnet goes on, and answers in between."""
    random.seed(seed)
    words = [b"PRIVMSG", b"JOIN", b"PART", b"NICK", b"CAP", b"LS", b"ACK", b"NAK", b"*", b"001", b"433", b"353",
             b"PONG", b":", b"@", b"!", b"#lobby", b"dora", b"bob!u@h", b" ", b"  ", b"\r\n", b"\n", b"\1ACTION",
             b"KICK", b"MODE", b"echo-message", b"linnet-0", b"\xff", b"\x1b[", b"=", b"x" * 300]
    with Terminal(where(fake)) as person:
        fake.accept().welcome()
        for _ in range(40):
            fake.send_bytes(random.randbytes(500) + b"\r\n")
            fake.send_bytes(b"".join(random.choice(words) + random.choice([b"", b" "]) for _ in range(100)) + b"\r\n")
            fake.sync()
            person.until(lambda screen: True, "")
        fake.send(":bob!u@h PRIVMSG dora :still here")
        fake.sync()
        assert person.process.poll() is None


def test_garbage_before_registration(fake):
    with Terminal(where(fake)) as person:
        fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
        fake.send(":dora!u@h JOIN #early", ":fake 366", "JOIN", "PRIVMSG", ":", "@", ":x", "@x", "CAP", "CAP x LS",
                  "PONG", "PONG linnet-0", "001", "PING", "KICK", "NICK", ":dora NICK", ":dora!u@h PART", "ERROR",
                  "433", "005")
        fake.send(":fake 001 dora :Welcome")
        fake.until("JOIN #lobby")
        fake.join()
        person.expect_match("^\\* dora joined #lobby")


def test_registration_that_happens_twice(fake):
    with Terminal(where(fake)) as person:
        fake.accept().welcome()
        fake.send(":fake 001 dora :Welcome", ":fake CAP dora LS :echo-message", ":fake 433 * dora :in use",
                  ":fake 432 * dora :bad")
        fake.sync()
        fake.send(":bob!u@h PRIVMSG #lobby :hello")
        person.expect("<bob> hello")


def test_a_server_that_requests_replies_and_never_reads_them(fake):
    with Pipe("--tail", where(fake)) as linnet:
        fake.accept().welcome()

        def ask():
            try:
                while True:
                    fake.send_bytes(b"PING :" + b"x" * 400 + b"\r\n")
            except ConnectionError:
                pass

        done = in_background(ask)
        linnet.complains("does not read")
        done()


def test_a_server_that_floods_with_pings_and_reads_the_replies(fake):
    with Pipe("--tail", where(fake)) as linnet:
        fake.accept().welcome()
        asked = 20_000
        done = in_background(lambda: fake.send_bytes(b"".join(b"PING :%d\r\n" % number for number in range(asked))))
        fake.expect(*("PONG :%d" % number for number in range(asked)))
        done()
        assert linnet.process.poll() is None


def test_a_reset(fake):
    with Pipe("--tail", where(fake)) as linnet:
        fake.accept().welcome()
        fake.sync()
        fake.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        fake.close()
        linnet.complains("^linnet: warning: the connection to 127.0.0.1 is lost: Connection reset by peer; next attempt")


def test_a_connection_that_ends_within_a_line(fake):
    with Pipe("--tail", where(fake)) as linnet:
        fake.accept().welcome()
        fake.send_bytes(b":bob!u@h PRIVMSG #lobby :whole\r\n:bob!u@h PRIVMSG #lobby :hal")
        fake.close()
        linnet.complains("lost: the server closed it")
        assert linnet.line() == "#lobby <bob> whole"


@pytest.mark.parametrize("reason", ["", ":", ":" + "long " * 100, ":\x1b]0;x\x07 \x9b", ":" + "ö" * 200])
def test_any_error_message_is_shown(fake, reason):
    with Pipe("--tail", where(fake)) as linnet:
        fake.accept().welcome()
        fake.send("ERROR " + reason)
        fake.close()
        err = linnet.complains("^linnet: warning: the connection to 127.0.0.1 is lost: ")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", err) and len(err) < 300


def test_a_nick_of_control_characters_that_the_next_server_refuses(fake):
    with Terminal(where(fake)) as person, Fake() as other:
        fake.accept().welcome()
        fake.send_bytes(b":dora!d@h NICK \x1b[2Jx\xc2\x9b\xff\r\n")
        person.expect("* dora is now �[2Jx��")
        person.type("/connect %s\r" % where(other))
        other.accept().expect("CAP LS 302")
        other.send(":fake 433 * x :in use")
        person.expect("-- The server refused that nick; trying �[2Jx��_")


def test_a_channel_of_control_characters_that_drops_messages(fake):
    with Terminal(where(fake)) as person:
        fake.accept().welcome(caps="echo-message")
        fake.send(":dora!d@h JOIN #\x1b[2J\x9b")
        person.expect_prompt("[#�[2J�] ")
        fake.answers = False
        person.type("lost\r")
        fake.expect("PRIVMSG #\x1b[2J\x9b :lost", "PING linnet-1")
        fake.send(":fake PONG fake :linnet-1")
        person.expect("-- The server has not delivered the message to #�[2J�")
        person.expect("-- Not delivered: lost")
        person.type("/win\r")
        person.expect("-- > 2 #�[2J�")
