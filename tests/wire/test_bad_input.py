"""What a server on an open port has to take: lines, names and peers of every bad kind.

Each limit is tried at the limit, where it must hold, and one past it. After every insult the connection must go on,
or end with a reason, and nobody else may notice.
"""

import glob
import os
import re
import signal
import socket
import subprocess
import time

import pytest

from harness import CLIENT_HOST, HOST, LINNETD, NAME, Deadline, Server, gather, program, readable, run_linnetd

NICK_MAX, CHANNEL_MAX, TOPIC_MAX = 30, 50, 300
TEXT_MAX = 510              # bytes of a line without CR LF
STALL = 10                  # seconds after which a full reader that takes nothing is closed: STALL_MS


def goes_on(client):
    """The connection still works, and nothing unexpected came before."""
    client.send("PING still-there")
    client.expect("{*}:{server} PONG {server} :still-there")


def padded_ison(length):
    """A command of `length` bytes whose answer is short."""
    return "ISON ann " + "n" * (length - len("ISON ann "))


# --- long lines


def test_a_line_of_512_bytes_is_accepted(server):
    ann = server.user("ann")
    ann.send(padded_ison(TEXT_MAX))
    ann.expect(":{server} 303 ann :ann")
    goes_on(ann)


def test_a_line_of_513_bytes_is_refused_and_the_connection_goes_on(server):
    ann = server.user("ann")
    ann.send(padded_ison(TEXT_MAX + 1))
    ann.expect(":{server} 417 ann :{text}")
    goes_on(ann)


def test_the_limit_is_the_same_for_a_line_that_ends_in_lf(server):
    ann = server.user("ann")
    ann.send_bytes(padded_ison(TEXT_MAX).encode() + b"\n")
    ann.expect(":{server} 303 ann :ann")
    ann.send_bytes(padded_ison(TEXT_MAX + 2).encode() + b"\n")
    ann.expect(":{server} 417 ann :{text}")
    goes_on(ann)


@pytest.mark.parametrize("length", [1000, 1024, 1025, 4096, 100_000])
def test_no_part_of_a_long_line_is_executed(server, length):
    ann, bob = server.users("ann", "bob")
    ann.send(("PRIVMSG bob :smuggled " * (length // 22 + 1))[:length])
    ann.expect(":{server} 417 ann :{text}")
    goes_on(ann)
    bob.expect_nothing()


def test_a_long_line_is_refused_once_in_any_fragmentation(server):
    ann = server.user("ann")
    for _ in range(20):
        ann.send_bytes(b"x" * 100)
    ann.send_bytes(b"\r\n")
    ann.expect(":{server} 417 ann :{text}")
    goes_on(ann)


def test_a_long_line_before_registration_is_refused_too(server):
    ann = server.client("ann")
    ann.send("NICK ann", "USER ann 0 * :" + "x" * 600)
    ann.expect(":{server} 417 {word} :{text}")
    ann.send("USER ann 0 * :Ann")
    ann.expect(":{server} 001 ann :{text}")


def test_a_text_too_long_with_its_source_is_cut_between_characters(server):
    ann, bob = server.users("ann", "bob")
    command = "PRIVMSG bob :"
    for text in ["x" * (TEXT_MAX - len(command)), "ü" * ((TEXT_MAX - len(command)) // 2),
                 "x" + "ü" * ((TEXT_MAX - len(command) - 1) // 2), "🙂" * ((TEXT_MAX - len(command)) // 4)]:
        ann.send(command + text)
        source = ":{ann} PRIVMSG bob :"
        line = bob.expect(source + "{text}")        # Client checks the 512 bytes and the UTF-8
        received = line.split(" :", 1)[1]
        assert text.startswith(received), "the text was changed, not only cut: %s" % readable(received)
        room = 512 - 2 - len(line.split(" :", 1)[0].encode()) - 2
        assert len(received.encode()) > room - 4, "%d bytes arrived where %d fit" % (len(received.encode()), room)
        ann.expect("{*}{server} NOTICE ann :PRIVMSG bob: {text}: " + text[len(received):])
        goes_on(ann)


CAPS = ["standard-replies", "labeled-response", "batch", "echo-message"]


@pytest.mark.parametrize("command", ["PRIVMSG", "NOTICE"])
def test_the_sender_of_a_cut_text_is_sent_the_lost_part(server, command):
    """At the limit nothing is said; one byte more, and each target's speaker learns of it."""
    ann, bob = server.user("ann", "#garden", caps=CAPS), server.user("bob", "#garden")
    ann.expect("{*} JOIN #garden")
    most = 512 - len(":ann!~ann@%s %s #garden :\r\n" % (CLIENT_HOST, command))
    ann.send("%s #garden :%s" % (command, "x" * most))
    ann.expect(":{ann} %s #garden :{x*%d}" % (command, most))
    goes_on(ann)
    bob.expect(":{ann} %s #garden :{x*%d}" % (command, most))
    ann.send("@label=l1 %s #garden :%s" % (command, "x" * most + "yz"))
    bob.expect(":{ann} %s #garden :{x*%d}" % (command, most))
    ann.expect("@label=l1 :{server} BATCH +{n} labeled-response", "@batch={n} :{ann} %s #garden :{x*%d}" % (command, most),
               "@batch={n} :{server} WARN %s MESSAGE_TRUNCATED #garden :{text}: yz" % command, ":{server} BATCH -{n}")
    ann.send("%s @#garden,bob :%s" % (command, "x" * (most + 4)))
    ann.until("{*} WARN %s MESSAGE_TRUNCATED @#garden :{text}: xxxxx" % command)
    ann.expect(":{ann} %s bob :{x*%d}" % (command, most + 4))      # which is a shorter name
    goes_on(ann)


def test_the_sender_of_a_cut_wallops_is_warned(start, tmp_path):
    (tmp_path / "opers").write_text("root secret\n")
    ann = start("--oper-file", str(tmp_path / "opers")).user("ann")
    ann.send("OPER root secret")
    ann.until("{*} MODE ann :+o")
    most = 512 - len(":ann!~ann@%s WALLOPS :\r\n" % CLIENT_HOST)
    ann.send("WALLOPS :" + "x" * most)
    goes_on(ann)
    ann.send("WALLOPS :" + "x" * most + "yz")
    ann.expect(":{server} NOTICE ann :WALLOPS: {text}: yz")


# --- bytes that do not belong into a line


INVALID_UTF8 = {
    "a lone continuation byte": b"\x80",
    "a byte that never occurs": b"\xff",
    "an overlong slash": b"\xc0\xaf",
    "an overlong NUL": b"\xc0\x80",
    "an overlong euro sign": b"\xf0\x82\x82\xac",
    "half of a surrogate pair": b"\xed\xa0\x80",
    "a code point past U+10FFFF": b"\xf4\x90\x80\x80",
    "a sequence that is cut short": b"\xe2\x82 and more",
    "a sequence that the line's end cuts short": b"\xf0\x9f\x99",
    "Latin-1": "Grüße".encode("latin-1"),
}


def test_the_refusal_of_a_long_line_has_its_label(server):
    ann = server.user("ann", caps=["batch", "labeled-response"])
    ann.send_bytes(b"@label=l1 PRIVMSG ann :\xff\r\n")
    ann.expect("@label=l1 :{server} FAIL PRIVMSG INVALID_UTF8 :{text}")
    ann.send_bytes(b"@label=l\xff PRIVMSG ann :x\r\n")
    ann.expect(":{server} FAIL PRIVMSG INVALID_UTF8 :{text}")
    goes_on(ann)


@pytest.mark.parametrize("data", INVALID_UTF8.values(), ids=INVALID_UTF8.keys())
def test_a_line_that_is_not_utf_8_is_refused(server, data):
    ann, bob = server.users("ann", "bob")
    ann.send_bytes(b"PRIVMSG bob :" + data + b"\r\n")
    ann.expect(":{server} FAIL PRIVMSG INVALID_UTF8 :{text}")
    goes_on(ann)
    bob.expect_nothing()


def test_names_that_are_not_utf_8_are_refused_before_registration(server):
    ann = server.client("ann")
    ann.send_bytes(b"NICK ann\r\nUSER ann 0 * :\xff\r\n")
    ann.expect(":{server} FAIL USER INVALID_UTF8 :{text}")
    ann.send("USER ann 0 * :Ann")
    ann.expect(":{server} 001 ann :{text}")


def test_the_first_and_last_characters_of_each_utf_8_length_pass(server):
    ann, bob = server.users("ann", "bob")
    for text in ["\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"]:
        ann.send("PRIVMSG bob :" + text)
        bob.expect(":{ann} PRIVMSG bob :" + text)


@pytest.mark.parametrize("line", [
    b"PRIVMSG bob :a\0b", b"PRIVMSG bob :\0", b"\0", b"PRIV\0MSG bob :x", b"PRIVMSG b\0ob :x"])
def test_a_line_with_a_nul_is_refused(server, line):
    ann, bob = server.users("ann", "bob")
    ann.send_bytes(line + b"\r\n")
    ann.expect(":{server} FAIL {word} INVALID_UTF8 :{text}")
    goes_on(ann)
    bob.expect_nothing()


def test_control_bytes_in_texts_pass_unchanged(server):
    ann, bob = server.users("ann", "bob")
    text = "".join(chr(code) for code in range(1, 32) if chr(code) not in "\r\n") + "\x7f"
    ann.send("PRIVMSG bob :" + text)
    line = bob.line()
    assert line == ":ann!~ann@%s PRIVMSG bob :%s" % (CLIENT_HOST, text), readable(line)


@pytest.mark.parametrize("code", [1, 7, 9, 27, 31, 127])
def test_control_bytes_are_refused_in_names(server, code):
    ann = server.user("ann")
    ann.send("NICK a%cb" % code)
    ann.expect(":{server} 432 ann {*} :{text}")
    ann.send("JOIN #a%cb" % code)
    ann.expect(":{server} 476 ann {*} :{text}")


def test_a_carriage_return_is_never_part_of_a_line(server):
    ann, bob = server.users("ann", "bob")
    ann.send_bytes(b"PRIVMSG bob :one\rQUIT :two\r\n")
    assert bob.line().endswith(":one")      # Client checks every line for a lone CR


# --- how bytes arrive


def test_a_line_in_one_byte_segments_is_one_line(server):
    ann, bob = server.users("ann", "bob")
    for byte in "PRIVMSG bob :Grüße in pieces\r\n".encode():
        ann.send_quietly(bytes([byte]))
    bob.expect(":{ann} PRIVMSG bob :Grüße in pieces")


def test_the_protocol_is_detected_in_one_byte_segments(server):
    ann = server.client("ann")
    for byte in b"CAP LS 302\r\nNICK ann\r\nUSER ann 0 * :Ann\r\nCAP END\r\n":
        ann.send_quietly(bytes([byte]))
    ann.until(":{server} CAP {word} LS :{text}")
    ann.expect(":{server} 001 ann :{text}")


def test_ten_thousand_commands_in_one_write(server):
    ann = server.user("ann")
    ann.send_quietly(b"".join(b"PING %d\r\n" % number for number in range(10_000)), Deadline(60))
    for number in range(10_000):
        assert ann.line() == ":%s PONG %s :%d" % (NAME, NAME, number)
    goes_on(ann)


def test_ten_thousand_messages_in_one_write_reach_everyone_in_order(server):
    ann, bob, eve = server.users("ann", "bob", "eve", channel="#garden")
    data = b"".join(b"PRIVMSG #garden :%d\r\n" % number for number in range(10_000))
    sender = ann.send_in_background(data)
    for number in range(10_000):
        expected = ":ann!~ann@%s PRIVMSG #garden :%d" % (CLIENT_HOST, number)
        assert bob.line(Deadline(60)) == expected
        assert eve.line(Deadline(60)) == expected
    sender.join(Deadline().left())
    goes_on(ann)


# --- commands at the wrong time, with the wrong parameters


@pytest.mark.parametrize("line", [
    "JOIN #garden", "PART #garden", "PRIVMSG bob :hello", "NAMES #garden", "TOPIC #garden", "WHO bob", "WHOIS bob",
    "MODE bob", "LIST", "MOTD", "LUSERS", "AWAY :gone", "ISON bob", "USERHOST bob", "VERSION"])
def test_a_command_before_registration_is_refused(server, line):
    ann = server.client("ann")
    ann.send("CAP LS", line)
    ann.until(":{server} CAP * LS :{text}")
    ann.expect(":{server} 451 * :{text}")
    goes_on(ann)


@pytest.mark.parametrize("line, numeric", [
    ("JOIN", "461 ann JOIN"), ("PART", "461 ann PART"), ("TOPIC", "461 ann TOPIC"), ("MODE", "461 ann MODE"),
    ("ISON", "461 ann ISON"), ("USERHOST", "461 ann USERHOST"), ("NICK", "431 ann"), ("WHOIS", "431 ann"),
    ("PING", "461 ann PING"), ("PRIVMSG", "411 ann"), ("PRIVMSG bob", "412 ann")])
def test_a_command_with_too_few_parameters_is_refused(server, line, numeric):
    ann = server.user("ann")
    ann.send(line)
    ann.expect(":{server} %s :{text}" % numeric)
    goes_on(ann)


@pytest.mark.parametrize("line, answer", [
    ("PING token", ":{server} PONG {server} :token"), ("NICK anna", ":{ann} NICK {*}anna"),
    ("JOIN #kitchen key", ":{ann} JOIN #kitchen"), ("AWAY gone", ":{server} 306 ann :{text}"),
    ("TOPIC #garden Roses", ":{ann} TOPIC #garden :Roses"), ("PRIVMSG ann hello", ":{ann} PRIVMSG ann :hello")])
def test_extra_parameters_are_ignored(server, line, answer):
    ann = server.user("ann", "#garden")
    ann.send(line + " and some more")
    ann.until(answer)


@pytest.mark.parametrize("count", [14, 15, 16, 100, 240])
def test_a_line_may_have_any_number_of_parameters(server, count):
    ann = server.user("ann")
    ann.send("ISON " + "ann " + "x " * (count - 1))
    ann.expect(":{server} 303 ann :ann")
    ann.send("AWAY" + " x" * count)
    ann.expect(":{server} 306 ann :{text}")
    goes_on(ann)


def test_an_unknown_command_is_named(server):
    ann = server.user("ann")
    ann.send("FROBNICATE the widget")
    ann.expect(":{server} 421 ann FROBNICATE :{text}")
    ann.send("X" * 400)
    ann.expect(":{server} 421 ann {text} :{text}")
    goes_on(ann)


# --- long names and texts


def test_a_nick_at_its_limit_and_one_past(server):
    ann = server.user("ann")
    ann.send("NICK " + "n" * (NICK_MAX + 1))
    ann.expect(":{server} 432 ann {n*%d} :{text}" % (NICK_MAX + 1))
    ann.send("NICK " + "n" * NICK_MAX)
    ann.expect(":{ann} NICK {*}{n*%d}" % NICK_MAX)


def test_a_nick_past_its_limit_is_refused_before_registration(server):
    ann = server.client("ann")
    ann.send("NICK " + "n" * (NICK_MAX + 1))
    ann.expect(":{server} 432 * {n*%d} :{text}" % (NICK_MAX + 1))


def test_a_channel_name_at_its_limit_and_one_past(server):
    ann = server.user("ann")
    ann.send("JOIN #" + "c" * CHANNEL_MAX)
    ann.expect(":{server} 476 ann #{c*%d} :{text}" % CHANNEL_MAX)
    ann.send("JOIN #" + "c" * (CHANNEL_MAX - 1))
    ann.expect(":{ann} JOIN #{c*%d}" % (CHANNEL_MAX - 1))


def test_a_topic_at_its_limit_and_one_past(server):
    ann = server.user("ann", "#garden")
    ann.send("TOPIC #garden :" + "t" * TOPIC_MAX)
    ann.expect(":{ann} TOPIC #garden :{t*%d}" % TOPIC_MAX)
    ann.send("TOPIC #garden :" + "u" * (TOPIC_MAX + 1))
    ann.expect(":{ann} TOPIC #garden :{u*%d}" % TOPIC_MAX)
    ann.send("TOPIC #garden :" + "v" * (TOPIC_MAX - 1) + "ü")
    ann.expect(":{ann} TOPIC #garden :{v*%d}" % (TOPIC_MAX - 1))


def test_more_channels_than_a_user_may_join(server):
    ann = server.user("ann")
    limit = int(isupport(ann)["CHANLIMIT"].split(":")[1])
    for number in range(limit):
        ann.join("#c%d" % number)
    ann.send("JOIN #onemore")
    ann.expect(":{server} 405 ann #onemore :{text}")
    ann.send("PART #c0")
    ann.expect(":{ann} PART #c0")
    ann.join("#onemore")


def test_more_channels_than_an_address_may_create(server):
    """The last channel that it may make works, the next one is refused with a reason, #lobby exists all the same, and one
    that is left makes room."""
    users, made = [], 0
    while True:
        user = server.user("u%d" % len(users))
        users.append(user)
        for _ in range(20):
            user.send("JOIN #c%d" % made)
            line = user.line()
            if " JOIN " not in line:
                assert re.fullmatch(r":\S+ 437 u[0-9]+ #c[0-9]+ :.+", line), readable(line)
                assert made >= 20, "there is room for %d channels only" % made
                user.join("#lobby")
                for channel in ["#c0", "#c1"]:
                    users[0].send("PART " + channel)
                    users[0].until("{*} PART " + channel)
                user.join("#c%d" % made)
                return
            made += 1
            user.until("{*} 366 {*}")


def test_the_text_limits_of_005_hold(server):
    """Texts beyond their limit are cut, as clients expect from 005."""
    ann, bob = server.users("ann", "bob", channel="#garden")
    tokens = isupport(ann)
    away, key = int(tokens["AWAYLEN"]), int(tokens["KEYLEN"])
    bob.send("AWAY :" + "a" * (away + 1))
    bob.expect(":{server} 306 bob :{text}")
    ann.send("PRIVMSG bob :there?")
    ann.expect(":{server} 301 ann bob :{a*%d}" % away)
    ann.send("MODE #garden +k " + "k" * key)
    ann.expect(":{ann} MODE #garden +k {k*%d}" % key)
    ann.send("MODE #garden -k *")
    ann.expect(":{ann} MODE #garden -k {*}")
    ann.send("MODE #garden +k " + "k" * (key + 1))
    ann.expect(":{server} 696 ann #garden k {*} :{text}")


def test_user_names_and_real_names_are_cut(server):
    ann = server.client("ann")
    ann.send("NICK ann", "USER " + "u" * 100 + " 0 * :" + "ü" * 150)
    ann.expect_welcome("ann")
    limit = int(isupport(ann)["USERLEN"])
    ann.send("WHOIS ann")
    line = ann.until(":{server} 311 {*}")[-1]
    user, real = line.split(" ")[4], line.split(" :")[1]
    assert len(user) <= limit + 1 and re.fullmatch("~u+", user), readable(line)
    assert re.fullmatch("ü+", real), readable(line)


def isupport(client):
    """The tokens of 005."""
    client.send("VERSION")
    client.until(":{server} 351 {*}")
    tokens = {}
    for line in client.expect_some(":{server} 005 {text} :{text}"):
        for token in line.split(" :")[0].split()[3:]:
            name, _, value = token.partition("=")
            tokens[name] = value
    return tokens


# --- peers that go


def test_an_unfinished_line_is_dropped_when_the_peer_closes(server):
    ann, bob = server.users("ann", "bob", channel="#garden")
    ann.send_bytes(b"PRIVMSG #garden :half a li")
    ann.close()
    bob.expect(":{ann} QUIT :{text}")


def test_the_last_lines_before_a_half_close_are_executed(server):
    ann, bob = server.users("ann", "bob", channel="#garden")
    ann.send("PRIVMSG #garden :last words")
    ann.shut()
    bob.expect(":{ann} PRIVMSG #garden :last words")
    bob.expect(":{ann} QUIT :{text}")


def test_a_reset_connection_quits_with_a_reason(server):
    ann, bob = server.users("ann", "bob", channel="#garden")
    ann.reset()
    bob.expect(":{ann} QUIT :{text}")
    server.user("ann")


@pytest.mark.parametrize("first_bytes", [b"", b"N", b"NICK ann\r\n", b"CAP LS 302\r\nNICK ann\r\n", b"\x16", b"GET",
                                         b"somebody\n", b"x" * 300])
def test_a_peer_may_disconnect_at_any_moment(server, first_bytes):
    for how in ["close", "reset"]:
        peer = server.client("peer")
        peer.send_bytes(first_bytes)
        getattr(peer, how)()
    server.user("bob")      # ann's nick may be taken until the server has noticed


def two_and_one_who_may_not_read(server, nick):
    """Ann, bob, and one whose system takes little for it, in #garden."""
    ann, bob = server.users("ann", "bob", channel="#garden")
    third = server.client(nick, receive_buffer=4096)
    third.register()
    third.join("#garden")
    for user in [ann, bob]:
        user.expect(":{%s} JOIN #garden" % nick)
    return ann, bob, third


def test_a_client_that_never_reads_is_closed_and_others_lose_nothing(server):
    """The others receive the QUIT of the stuck reader; until then the sender may be slowed down, but not forever."""
    ann, bob, stuck = two_and_one_who_may_not_read(server, "stuck")
    deadline, sent, gone = Deadline(60), 0, False
    while not gone:
        assert not deadline.passed(), "after %d messages the stuck reader is still here" % sent
        ann.send_quietly(b"".join(b"PRIVMSG #garden :%d %s\r\n" % (sent + i, b"x" * 300) for i in range(20)), deadline)
        sent += 20
        ann.sync(deadline)
        bob.sync(deadline)
        gone = any(" QUIT :" in line for line in bob.lines)
    ann.send("PRIVMSG #garden :done")
    lines = bob.until(":{ann} PRIVMSG #garden :done", deadline=deadline)
    numbers = [int(line.split(":", 2)[2].split()[0]) for line in lines[:-1] if " PRIVMSG " in line]
    assert numbers == list(range(sent)), "bob lost messages, or got them in another order"
    quits = [line for line in lines if " QUIT " in line]
    assert len(quits) == 1 and re.search(r"^:stuck!\S+ QUIT :.*SendQ", quits[0]), quits


def test_a_client_that_floods_requests_and_never_reads_stalls_nobody(server):
    """Its queue keeps space for messages of others beside the replies; when that is full, the client's time budget is spent."""
    ann, bob, greedy = two_and_one_who_may_not_read(server, "greedy")
    greedy.send_while_it_is_read(b"".join(b"PING :%s\r\nPRIVMSG greedy :%s\r\n" % (b"x" * 400, b"y" * 400)
                                          for _ in range(1000)))
    slowest = 0
    for number in range(50):
        said = time.monotonic()
        ann.send("PRIVMSG #garden :%d" % number)
        bob.expect(":{ann} PRIVMSG #garden :%d" % number)
        slowest = max(slowest, time.monotonic() - said)
    assert slowest < Deadline(2).seconds, "a client that does not read stalled others for %.1f s" % slowest
    time.sleep(Deadline(STALL).seconds)
    for number in range(200):
        ann.send("PRIVMSG #garden :%d" % number)
    said = time.monotonic()
    lines = bob.until(":{ann} PRIVMSG #garden :199")
    assert time.monotonic() - said < Deadline(2).seconds, "a client that has been stalled for long still stalls others"
    if not any(line.startswith(":greedy!") for line in lines):
        lines = [bob.line()]
    assert any(re.search(r"^:greedy!\S+ QUIT :.*SendQ", line) for line in lines), "the stalled one is still here"


def test_a_slow_reader_loses_nothing(server):
    """A reader with a small buffer that reads, but slowly, gets every message: the sender waits."""
    ann = server.user("ann", "#garden")
    slow = server.client("slow", receive_buffer=4096)
    slow.register()
    slow.join("#garden")
    ann.expect(":{slow} JOIN #garden")
    count = 3000
    sender = ann.send_in_background(b"".join(b"PRIVMSG #garden :%d %s\r\n" % (n, b"x" * 200) for n in range(count)))
    received, data = 0, b""
    deadline = Deadline(60)
    while received < count:
        assert not deadline.passed(), "%d of %d messages after %.0f s" % (received, count, deadline.seconds)
        slow.socket.settimeout(deadline.left())
        data += slow.socket.recv(300)
        *lines, data = data.split(b"\r\n")
        for line in lines:
            assert b" :%d x" % received in line, line
            received += 1
    sender.join(Deadline().left())
    goes_on(ann)


# --- more peers than slots


def test_a_connection_beyond_the_limit_is_refused_and_a_freed_slot_is_usable_at_once(start):
    server = start("--max-clients", "3")
    users = server.users("ann", "bob", "eve", channel="#garden")
    late = server.client("late")
    late.expect("{*}ERROR :{text}")
    late.expect_closed()
    users[0].send("PRIVMSG #garden :still here")
    for user in users[1:]:
        user.expect(":{ann} PRIVMSG #garden :still here")
    for number in range(10):
        users[0].send("QUIT")
        users[0].expect("ERROR :{text}")
        users[0].expect_closed()
        users[0] = server.user("ann%d" % number)


def test_every_slot_can_be_used_and_used_again(server):
    users = []
    while True:
        client = server.client("u%d" % len(users))
        client.send("NICK " + client.name, "USER u 0 * :u")
        if client.look_ahead().startswith("ERROR :"):
            break
        client.expect_welcome(client.name)
        users.append(client)
    assert len(users) >= 64, "there is room for %d clients only" % len(users)
    gather(users[:3], "#garden")
    for user in users[3:]:
        user.reset()
    for number in range(len(users) - 3):
        again = server.user("v%d" % number)
        again.send("PRIVMSG u0 :%d" % number)
        users[0].expect(":{v%d} PRIVMSG u0 :%d" % (number, number))
    users[1].expect_nothing()


def test_many_connections_at_once_are_all_served_or_refused(start):
    """Three times as many connections as slots in one moment: each gets a welcome or an ERROR, none gets silence."""
    server = start("--max-clients", "20")
    clients = [server.client("c%d" % number) for number in range(60)]
    welcome, refused = 0, 0
    for client in clients:
        try:
            client.send("NICK " + client.name, "USER c 0 * :c")
            line = client.line()
        except (OSError, AssertionError):
            refused += 1        # the refusal was on its way while we were sending
            continue
        if " 001 " in line:
            welcome += 1
        else:
            assert "ERROR :" in line, readable(line)
            refused += 1
    assert welcome == 20, "%d welcomed, %d refused" % (welcome, refused)


def test_connections_beyond_the_limit_per_address_are_refused(start):
    server = start("--per-address", "2")
    here = server.users("ann", "bob")
    late = server.client("late")
    late.expect("{*}ERROR :{text}")
    late.expect_closed()
    assert len(here) == 2, "both were there all the time"


# --- starting and stopping


def one_line(text):
    lines = text.splitlines()
    assert len(lines) == 1 and lines[0].startswith("linnetd: error: "), "expected one line of error:\n" + text
    return lines[0]


def test_a_port_in_use_is_an_error_of_one_line(server):
    _, err = run_linnetd("--listen", "%s:%d" % (HOST, server.port), status=1)
    assert str(server.port) in one_line(err)


def test_a_foreign_listening_address_is_an_error_of_one_line():
    _, err = run_linnetd("--listen", "192.0.2.1:6667", status=1)      # TEST-NET-1, RFC 5737
    assert "192.0.2.1" in one_line(err)


@pytest.mark.parametrize("options", [
    "--nonsense", "-z", "--name", "leftover", "--listen nonsense", "--listen 127.0.0.1:99999", "--listen 127.0.0.1:",
    "--listen example.com:6667", "--max-clients 0", "--max-clients 100000", "--max-clients many", "--per-address -1",
    "--ping soon", "--ping 10x", "--log shout", "--flood fast", "--name two@words", "--name " + "x" * 64,
    "--motd /nonexistent/motd", "--motd /", "--password-file /nonexistent/secret", "--password-file /",
    "--config /nonexistent/config", "--config /", "--user nobody-of-that-name", "--version=maybe", "--name=",
    "--name a.example --oops", "--listen 127.0.0.1:0 leftover"])
def test_a_wrong_option_is_named_in_one_line(options):
    options = options.split(" ")
    _, err = run_linnetd(*options, "--check", status=2)
    wrong = [option for option in options if option in one_line(err)]
    assert wrong, "the message does not name what is wrong: " + err


def test_an_unknown_user_is_an_error_before_anything_is_opened():
    _, err = run_linnetd("--listen", HOST + ":0", "--user", "nobody-of-that-name", status=2)
    assert "nobody-of-that-name" in one_line(err)


@pytest.mark.parametrize("text, line", [
    ("nonsense 1\n", 1), ("# fine\n\nname a.example\nmax-clients many\n", 4), ("listen\n", 1), ("name two@words\n", 1),
    ("listen 127.0.0.1:99999\n", 1), ("name a.example\nconfig other\n", 2), ("name a.example\n \t help\n", 2)])
def test_a_malformed_config_file_is_named_with_its_line(tmp_path, text, line):
    path = tmp_path / "linnetd.conf"
    path.write_text(text)
    _, err = run_linnetd("--config", path, "--check", status=2)
    assert "%s:%d:" % (path, line) in one_line(err)


@pytest.mark.parametrize("data", [b"name a.example\n\0\n", b"description " + b"x" * 5000 + b"\n", b"name \xff\n"])
def test_a_config_file_that_is_binary_or_too_long_is_named(tmp_path, data):
    path = tmp_path / "linnetd.conf"
    path.write_bytes(data)
    _, err = run_linnetd("--config", path, "--check", status=2)
    assert str(path) in one_line(err)


def test_an_empty_password_file_is_refused(tmp_path):
    path = tmp_path / "secret"
    path.write_text("")
    _, err = run_linnetd("--password-file", path, "--check", status=2)
    assert str(path) in one_line(err)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_shutdown_under_load_sends_error_to_everyone(number):
    with Server() as server:
        users = server.users("ann", "bob", "eve", "zoe", channel="#garden")
        for user in users:
            data = ("PRIVMSG #garden :%s talks and talks\r\n" % user.name).encode() * 500
            user.send_in_background(data)
        users[0].until("{*} PRIVMSG #garden :zoe talks and talks")
        server.process.send_signal(number)
        for user in users:
            last = until_end(user)
            assert re.fullmatch(r"ERROR :Closing Link: .* \(Server shutting down\)", last), readable(last)
        server.check_end(server.wait())


def until_end(client):
    """Read until the connection ends, also when that is by a reset because we were still sending; the last line."""
    last = ""
    try:
        while True:
            last = client.line()
    except (AssertionError, OSError):
        return last


@pytest.mark.loopback
def test_the_last_error_arrives_although_its_reader_is_still_sending(server):
    """The reader's system has room for nothing more, the last word waits in the server's, and the reader talks on: the
    server's system must not take that for a reason to reset the connection, and throw away what waits."""
    ann, zoe = server.user("ann", "#garden"), server.client("zoe", receive_buffer=4096)
    zoe.register()
    zoe.join("#garden")
    for number in range(20):        # 8,400 bytes: more than zoe's system takes, less than fit into the server's
        ann.send("PRIVMSG #garden :%d %s" % (number, "x" * 380))
    ann.sync()
    server.process.send_signal(signal.SIGTERM)
    server.log.wait_for("zoe from .* left: Server shutting down")
    zoe.send_bytes(b"PRIVMSG #garden :wait\r\n")
    last = until_end(zoe)[:60]
    assert re.fullmatch(r"ERROR :Closing Link: .* \(Server shutting down\)", last), readable(last)
    server.check_end(server.wait())


def test_a_shutdown_notifies_unregistered_and_plain_connections(server):
    early = server.client("early")
    early.send("NICK early")
    early.sync()
    nat = server.client("nat", plain=True)
    nat.send("nat")
    nat.line()
    server.stop()
    assert until_end(early).startswith("ERROR :")
    assert "shutting down" in until_end(nat)


def test_a_stopped_server_frees_its_port():
    with Server() as server:
        server.user("ann")
        port = server.port
    with Server(listen="%s:%d" % (HOST, port)) as server:
        server.user("ann")


def test_linnetd_runs_with_standard_output_closed(start):
    """Also when the pipe that it went to is gone."""
    read, write = os.pipe()
    os.close(read)
    server = start(stdout=write)
    os.close(write)
    server.users("ann", "bob", channel="#garden")
    full = os.open("/dev/full", os.O_WRONLY)
    server = start(stdout=full)
    os.close(full)
    server.users("ann", "bob", channel="#garden")


@pytest.mark.loopback
def test_linnetd_runs_with_all_standard_files_closed():
    """With descriptors 0, 1 and 2 closed, no socket may become somebody's standard error."""
    command = program(LINNETD, "--listen", HOST + ":0", "--name", NAME)
    process = subprocess.Popen(["/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh"] + command)
    try:
        with socket.create_connection((HOST, listening_port(process)), timeout=Deadline().left()) as connection:
            connection.sendall(b"NICK ann\r\nUSER ann 0 * :Ann\r\nPRIVMSG ann :hello\r\n")
            data = b""
            while b" PRIVMSG ann :hello\r\n" not in data:
                data += connection.recv(4096)
            assert all(line.startswith(b":") for line in data.split(b"\r\n")[:-1]), data
        process.terminate()
        assert process.wait(Deadline().left()) == 0
    finally:
        process.kill()
        process.wait()


def listening_port(process):
    """The port that a process which cannot tell listens on, as the kernel knows it."""
    deadline = Deadline()
    while not deadline.passed():
        assert process.poll() is None, "linnetd ended with status %s" % process.returncode
        inodes = set()
        for path in glob.glob("/proc/%d/fd/*" % process.pid):
            try:
                inodes.update(re.findall(r"^socket:\[([0-9]+)\]$", os.readlink(path)))
            except FileNotFoundError:
                pass        # closed since
        with open("/proc/net/tcp") as table:
            for row in [line.split() for line in table][1:]:
                if row[3] == "0A" and row[9] in inodes:
                    return int(row[1].split(":")[1], 16)
        time.sleep(0.01)
    raise AssertionError("linnetd does not listen")
