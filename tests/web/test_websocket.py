"""IRC in WebSocket frames: RFC 6455 to the byte, and the subprotocols of IRCv3's websocket specification."""

import re
import socket
import time

import pytest

from harness import SLOW, Deadline
from websocket import ACCEPT, BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, Raw, WebSocket, frame, request

LIMIT = 8192                            # WEBSOCKET_MESSAGE_MAX


def websocket(server, protocols="", **options):
    return Raw((server.host, server.port), protocols, timeout=Deadline().left(), **options)


def registered(server, nick="wes", **options):
    ws = websocket(server, **options)
    ws.say("NICK " + nick, "USER %s 0 * :Wes" % nick)
    ws.until(b" 221 ")
    return ws


def refusal(server, data):
    """The status of the answer to a request that is refused."""
    with socket.create_connection((server.host, server.port), timeout=Deadline().left()) as connection:
        connection.sendall(data)
        answer = connection.makefile("rb").read()
    return int(re.match(rb"HTTP/1\.1 ([0-9]{3}) ", answer).group(1)), answer


# --- the handshake


@pytest.mark.parametrize("wanted, given", [
    ("", None), ("text.ircv3.net", "text.ircv3.net"), ("binary.ircv3.net", "binary.ircv3.net"),
    ("binary.ircv3.net, text.ircv3.net", "binary.ircv3.net"), ("text.ircv3.net,binary.ircv3.net", "text.ircv3.net"),
    ("chat , text.ircv3.net", "text.ircv3.net"), ("chat", None)])
def test_the_first_known_subprotocol_is_chosen(server, wanted, given):
    ws = websocket(server, wanted)
    assert ws.head.startswith("HTTP/1.1 101 ")
    assert "Sec-WebSocket-Accept: " + ACCEPT in ws.head
    found = re.search("Sec-WebSocket-Protocol: (.*)", ws.head)
    assert (found and found.group(1).strip()) == given
    opcode = BINARY if given == "binary.ircv3.net" else TEXT
    ws.send(frame(opcode, b"PING here"))
    assert ws.next() == (opcode, b":irc.example PONG irc.example :here")


@pytest.mark.parametrize("change, status", [
    ({"version": "8"}, 426), ({"version": None}, 426), ({"key": None}, 400), ({"key": "short=="}, 400),
    ({"Connection": "keep-alive"}, 400), ({"Connection": None}, 400),
    ({"path": "/chat"}, 404), ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403),
    ({"Origin": "http://127.0.0.1"}, 403), ({"Origin": "http://127.0.0.1:1"}, 403), ({"Origin": "file://"}, 403)])
def test_an_invalid_handshake_is_refused(server, change, status):
    host = "%s:%d" % (server.host, server.port)
    change = {name: value and value.replace("{host}", host) for name, value in change.items()}
    seen, answer = refusal(server, request(host, **change))
    assert seen == status, answer
    if status == 426:
        assert b"Sec-WebSocket-Version: 13\r\n" in answer


def test_an_upgrade_to_another_protocol_is_ignored(server):
    seen, _ = refusal(server, request("%s:%d" % (server.host, server.port), Upgrade="h2c"))
    assert seen == 200


@pytest.mark.parametrize("host", ["evil.example", "board.local.evil.example", "localevil.lan.", "127.0.0.1.evil.example"])
def test_dns_rebinding_gets_neither_page_nor_socket(server, host):
    """A page of evil.example whose name has come to point here: Origin equals Host."""
    seen, _ = refusal(server, request(host, Origin="http://" + host))
    assert seen == 421
    assert refusal(server, ("GET / HTTP/1.1\r\nHost: %s\r\n\r\n" % host).encode())[0] == 421


@pytest.mark.parametrize("host", ["board", "board.local", "board.lan:8067", "board.home.arpa", "10.0.0.1", "[fe80::1]:80",
                                  "BOARD.Local", "irc.example"])
def test_a_page_of_this_host_may_connect(server, host):
    websocket(server, host=host, Origin="http://" + host.lower())
    websocket(server, host=host)                        # no browser: there is no Origin


def test_the_port_is_part_of_the_origin(server):
    """Another port of the board is another origin."""
    assert refusal(server, request("board:81", Origin="http://board"))[0] == 403
    assert refusal(server, request("board", Origin="http://board:81"))[0] == 403
    websocket(server, host="board", Origin="https://board")        # behind a proxy that speaks TLS


def test_internet_names_must_be_configured(start):
    server = start("--web-origin", "chat.example.org", "--web-origin", "other.example.org")
    websocket(server, host="chat.example.org", Origin="http://chat.example.org")
    websocket(server, host="10.0.0.1", Origin="https://other.example.org")      # a page elsewhere, with a client in it
    assert refusal(server, request("chat.example.org.evil.example"))[0] == 421


# --- frames


def test_requests_may_arrive_byte_by_byte(server):
    ws = websocket(server)
    for part in (frame(TEXT, b"PING one"), frame(TEXT, b"PI", fin=False), frame(PING, b"x"), frame(CONTINUATION, b"NG two")):
        for byte in part:
            ws.send(bytes([byte]))
    answers = [ws.next() for _ in range(3)]         # a pong may overtake the lines that have come with its ping
    assert sorted(text[-4:] for _, text in answers) == [b":one", b":two", b"x"] and (PONG, b"x") in answers


def test_frames_may_be_split_anywhere(server):
    """Two messages, cut in two at every place."""
    both = frame(TEXT, b"PING one") + frame(TEXT, b"PING two")
    ws = websocket(server)
    for cut in range(1, len(both)):
        ws.send(both[:cut])
        time.sleep(0.002 * SLOW)                    # so that the two do not come together; any order is right
        ws.send(both[cut:])
        assert ws.next()[1].endswith(b":one")
        assert ws.next()[1].endswith(b":two")


@pytest.mark.parametrize("size", [0, 1, 124, 125])
def test_a_pong_repeats_the_data_of_the_ping(server, size):
    ws = websocket(server)
    ws.send(frame(PING, b"x" * size))
    assert ws.next() == (PONG, b"x" * size)
    ws.send(frame(PONG, b"unasked"))
    ws.say("PING still")
    assert ws.next()[1].endswith(b":still")


def test_control_frames_may_come_between_fragments(server):
    ws = websocket(server)
    ws.send(frame(TEXT, b"PI", fin=False), frame(PING, b"1"), frame(CONTINUATION, b"NG ", fin=False), frame(PONG),
            frame(CONTINUATION, b"", fin=False), frame(PING, b"2"), frame(CONTINUATION, b"all"))
    assert ws.next() == (PONG, b"1")
    assert ws.next() == (PONG, b"2")
    assert ws.next()[1].endswith(b":all")


def test_a_frame_may_contain_the_line_end(server):
    """Some clients send CR LF inside the message."""
    ws = websocket(server)
    ws.send(frame(TEXT, b"PING one\r\n"), frame(TEXT, b""), frame(TEXT, b"PING two"))
    assert ws.next()[1].endswith(b":one")
    assert ws.next()[1].endswith(b":two")


@pytest.mark.parametrize("wrong, code", [
    (frame(TEXT, b"PING x", mask=None), 1002), (frame(TEXT, b"PING x", rsv=4), 1002), (frame(3), 1002), (frame(11), 1002),
    (frame(CONTINUATION, b"x"), 1002), (frame(TEXT, b"x", fin=False) + frame(TEXT, b"y"), 1002),
    (frame(PING, b"x", fin=False), 1002), (frame(PING, b"x" * 126), 1002), (frame(BINARY, b"PING x"), 1003),
    (frame(TEXT, b"PRIVMSG #a :\xff"), 1007), (frame(TEXT, b"\xc3") + frame(TEXT, b"\xa4"), 1007),
    (frame(TEXT, b"x" * 70000), 1009), (frame(TEXT, b"x" * (LIMIT + 1)), 1009),
    (frame(TEXT, b"x" * LIMIT, fin=False) + frame(CONTINUATION, b"x"), 1009),
    (b"\x81\xff" + b"\xff" * 8 + b"mask", 1009)])
def test_a_protocol_error_closes_with_its_code(server, wrong, code):
    ws = registered(server)
    ws.send(wrong)
    assert ws.code() == code


def test_a_websocket_message_that_is_not_a_valid_line_is_answered(server):
    ws = registered(server)
    ws.send(frame(TEXT, b"x" * LIMIT), frame(TEXT, b"PING on"))
    assert b" 417 " in ws.next()[1]
    assert ws.next()[1].endswith(b":on")


def test_the_longest_tags_and_line_are_accepted(server):
    ws, ann = registered(server), server.user("ann", caps=["message-tags"])
    ws.say("CAP REQ message-tags")
    ws.until(b"ACK")
    ws.say("@+a=%s PRIVMSG ann :%s" % ("x" * 4090, "y" * 400))
    ann.until("@{*}+a=%s{*} PRIVMSG ann :%s" % ("x" * 4090, "y" * 400))


def test_binary_that_is_not_utf8_is_refused_as_in_irc(server):
    ws = websocket(server, "binary.ircv3.net")
    ws.send(frame(BINARY, b"NICK \xff"), frame(BINARY, b"PING on"))
    ws.until(b"INVALID_UTF8")
    assert ws.next()[1].endswith(b":on")


# --- closing


@pytest.mark.parametrize("payload, code", [
    (b"", 1000), (b"\x03\xe8", 1000), (b"\x03\xe9bye", 1001), (b"\x0f\xa0own", 4000), (b"\x03", 1002), (b"\x03\xed", 1002),
    (b"\x03\xe7", 1002), (b"\x0b\xb7", 1002), (b"\x03\xe8\xff", 1007)])
def test_a_close_frame_is_answered_with_its_code(server, payload, code):
    ws = registered(server)
    ws.send(frame(CLOSE, payload))
    found = ws.next()
    assert found == (CLOSE, code.to_bytes(2, "big")) and ws.next() is None


def test_messages_before_a_close_are_delivered(server):
    ann, ws = server.user("ann", "#garden"), registered(server)
    ws.send(frame(TEXT, b"JOIN #garden"), frame(TEXT, b"PRIVMSG #garden :bye"), frame(CLOSE, b"\x03\xe8"),
            frame(TEXT, b"PRIVMSG #garden :late"))
    ann.until(":wes!{*} PRIVMSG #garden :bye")
    ann.expect(":wes!{*} QUIT :Connection closed")


def test_quit_is_answered_with_error_and_a_close(server):
    ws = registered(server)
    ws.say("QUIT :so long")
    assert ws.next()[1].startswith(b"ERROR :Closing Link: ")
    assert ws.code() == 1000


def test_a_shutdown_closes_with_going_away(start):
    server = start()
    ws = registered(server)
    server.stop()
    assert ws.code() == 1001


def test_a_connection_that_ends_within_a_frame_quits(server):
    ann, ws = server.user("ann", "#garden"), registered(server)
    ws.say("JOIN #garden")
    ann.until(":wes!{*} JOIN #garden")
    ws.send(frame(TEXT, b"PRIVMSG #garden :half")[:-3])
    ws.socket.close()
    ann.expect(":wes!{*} QUIT :{text}")


# --- beside the others


def test_clients_of_all_protocols_share_a_channel(server):
    ws, ann = registered(server), server.user("ann", "#garden")
    nat = server.client("nat", plain=True)
    nat.send("nat", "/join #garden")
    nat.until("* nat joined #garden")
    ws.say("JOIN #garden", "PRIVMSG #garden :grüße")
    ann.until(":wes!{*} PRIVMSG #garden :grüße")
    nat.until("{*}<wes> grüße")
    ann.send("PRIVMSG #garden :" + "x" * 200)
    assert ws.until(b"PRIVMSG #garden :x")[1].endswith(b"x" * 200)
    nat.send("hello")
    ws.until(b":nat!~nat@127.0.0.1 PRIVMSG #garden :hello")
    ann.send("WHOIS wes")
    ann.until("{*} 320 ann wes :{*}WebSocket")


@pytest.mark.parametrize("length", [1, 60, 70, 71, 72, 73, 74, 75, 80, 125, 150, 151, 300, 400])
def test_lines_of_any_length_are_framed(server, length):
    """Around 126 bytes, where the header grows, and around the ends of blocks."""
    ws, ann = registered(server), server.user("ann")
    ann.send("PRIVMSG wes :" + "x" * length)
    assert ws.next() == (TEXT, b":ann!~ann@127.0.0.1 PRIVMSG wes :" + b"x" * length)


def test_labels_batches_and_history_work_as_in_irc(server):
    ws = registered(server)
    ws.say("CAP REQ :message-tags server-time batch labeled-response draft/chathistory echo-message")
    ws.until(b"ACK")
    ws.say("JOIN #garden")
    ws.until(b" 366 ")
    for i in range(30):
        ws.say("PRIVMSG #garden :line %d" % i)
        ws.until(b"line %d" % i)
    ws.say("@label=l1 CHATHISTORY LATEST #garden * 20")
    assert re.match(rb"@label=l1 :irc.example BATCH \+\d+ ", ws.until(b"@label=l1")[1])
    for i in range(10, 30):
        assert ws.until(b"PRIVMSG")[1].endswith(b"line %d" % i)


def test_a_slow_reader_gets_everything_in_order(server):
    ws, ann = registered(server, receive_buffer=4096), server.user("ann", "#garden")
    ws.say("JOIN #garden")
    ann.until(":wes!{*} JOIN #garden")
    thread = ann.send_in_background(b"".join(b"PRIVMSG #garden :%04d %s\r\n" % (i, b"x" * 300) for i in range(600)))
    for i in range(600):
        assert b":%04d " % i in ws.until(b"PRIVMSG")[1]
    thread.join(Deadline(60).left())


def test_websocket_pings_count_for_flood_control(start):
    server = start("--flood", "10:20", fair=True)
    ws = registered(server)
    began = time.monotonic()
    ws.send(*[frame(PING, b"%d" % i) for i in range(60)])
    for i in range(60):
        assert ws.next() == (PONG, b"%d" % i)
    assert time.monotonic() - began > 2


def test_the_harness_speaks_websocket(server):
    with socket.create_connection((server.host, server.port), timeout=Deadline().left()) as connection:
        ws = WebSocket(connection, "%s:%d" % (server.host, server.port))
        ws.sendall(b"NICK wes\r\nUS")
        ws.sendall(b"ER w 0 * :W\r\n")
        assert ws.recv().startswith(b":irc.example 001 wes :")
