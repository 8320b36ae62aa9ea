"""One port for all protocols: the first bytes identify the protocol, and silence means plain mode."""

import re
import select
import socket
import ssl
import time

import pytest

from harness import HOST, Deadline


def exchange(server, *pieces):
    """Send these pieces, each in a write of its own, and return all that comes back until the server closes."""
    with socket.create_connection((HOST, server.port), timeout=Deadline().left()) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for piece in pieces:
                connection.sendall(piece)
        except BrokenPipeError:
            pass            # it has answered, waited, and gone before a slow machine had sent the rest
        answer = b""
        while True:
            data = connection.recv(4096)
            if not data:
                return answer
            answer += data


def still_serves(server):
    server.users("ann", "bob", channel="#garden")


# --- a person


def test_a_connection_silent_for_three_seconds_gets_a_hint(server):
    server.user("ann")      # the server has started in full
    nat = server.client("nat")
    connected = time.monotonic()
    nat.expect("-- Type your name and press Enter{*}")
    waited = time.monotonic() - connected
    assert 2.5 < waited < 4.5, "the hint came after %.1f s" % waited


def test_the_hint_comes_once_and_has_no_deadline(server):
    nat = server.client("nat", plain=True)
    nat.expect("-- Type your name and press Enter{*}")
    with pytest.raises(AssertionError, match="waited"):
        nat.line(Deadline(4))
    nat.send("nat")
    assert "Type your name" not in nat.line()


def test_an_empty_line_is_answered_with_the_hint_and_decides_nothing(server):
    nat = server.client("nat", plain=True)
    for _ in range(3):
        nat.send("")
        nat.expect("-- Type your name and press Enter{*}")
    nat.send_bytes(b"  \t nat\n")
    nat.until("-- Welcome{*}")
    with pytest.raises(AssertionError, match="waited"):
        nat.until("-- Type your name{*}", deadline=Deadline(4))


def test_an_irc_client_that_was_slow_is_served_after_the_hint(server):
    ann = server.client("ann")
    ann.expect("-- Type your name and press Enter{*}")
    ann.register()
    ann.join("#garden")


def test_a_client_that_sends_at_once_gets_no_hint(server):
    """An IRC client in the middle of registration, and the beginning of a line, are no silence of a person."""
    ann = server.client("ann")
    ann.send("CAP LS 302")
    ann.until(":{server} CAP * LS :{text}")
    with pytest.raises(AssertionError, match="waited"):
        ann.line(Deadline(4))


# --- IRC


@pytest.mark.parametrize("first", [
    b"CAP LS 302\r\n", b"NICK ann\r\n", b"PASS secret\r\n", b"USER ann 0 * :Ann\r\n", b"PING x\r\n", b"QUIT\r\n",
    b"nick ann\r\nuser ann 0 * :Ann\r\n", b"JOIN #garden\r\n", b":ann NICK ann\r\n", b"@a=b NICK ann\r\n",
    b"\r\nNICK ann\r\n", b"\n\n \n  NICK ann\r\n", b"\tCAP LS 302\r\n", b"\xef\xbb\xbfNICK ann\r\n",
    b"\r\n" * 3000 + b"NICK ann\r\n"])
def test_a_connection_that_starts_with_a_command_is_irc(server, first):
    """It is answered as IRC: an answer to PING at the end proves it."""
    client = server.client("ann")
    client.send_bytes(first + b"PING proof\r\n")
    client.until(":{server} PONG {server} :proof", "ERROR :{text}")


# --- a browser


@pytest.mark.parametrize("pieces", [
    [b"GET / HTTP/1.1\r\nHost: board:6667\r\nUser-Agent: test\r\n\r\n"],
    [b"G", b"ET", b" /", b" HTTP/1.1\r\n", b"Host: board\r\n\r\n"],
    [b"GET /chat?x=1 HTTP/1.0\r\n\r\n"],
    [b"\r\nGET / HTTP/1.1\r\n\r\n"]])
def test_a_browser_gets_a_page_that_explains_the_port(server, pieces):
    answer = exchange(server, *pieces)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert re.match(rb"HTTP/1\.[01] [0-9]{3} ", head), answer
    length = re.search(rb"(?i)\r\ncontent-length: ([0-9]+)", head)
    assert length and int(length.group(1)) == len(body), answer
    assert b"chat" in body
    still_serves(server)


JOIN = "  linnet %s   or in any IRC client: /connect %s %d   or: nc %s %d\n"


@pytest.mark.parametrize("host, shown, address, port", [
    ("board:6667", "board", "board", 6667), ("board.lan:7000", "board.lan:7000", "board.lan", 7000),
    ("board", "board:80", "board", 80), ("192.168.1.23:6667", "192.168.1.23", "192.168.1.23", 6667),
    ("[fe80::1]:6667", "[fe80::1]", "fe80::1", 6667), ("[::1]:65535", "[::1]:65535", "::1", 65535),
    ("x" * 63 + ":6667", "x" * 63, "x" * 63, 6667)])
def test_an_http_client_gets_an_address_to_use(server, host, shown, address, port):
    """The one that has led here."""
    body = exchange(server, ("GET / HTTP/1.1\r\nUser-Agent: x\r\nhOST:  %s \r\n\r\n" % host).encode()).split(b"\r\n\r\n", 1)[1]
    first, words, join = body.decode().splitlines(keepends=True)
    assert "chat server" in first and words == "Join it (with nc, then type your name):\n"
    assert join == JOIN % (shown, address, port, address, port)


@pytest.mark.parametrize("host", [
    "", ":6667", "board:0", "board:65536", "board:66x", "board:99999999999999999999", "x" * 64, "[fe80::1", "[", "[]:6667",
    "a b", "board/..", "<script>", "board\x1b[31m", "caf\xe9", "-rf", "ann@board", "[fe80::1]x", "board:6667:1"])
def test_an_invalid_host_header_is_refused_and_not_echoed(server, host):
    answer = exchange(server, b"GET / HTTP/1.1\r\nHost: %s\r\n\r\n" % host.encode("latin-1"))
    head, body = answer.split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 400 ") and body == b"This is a chat server, and that request cannot be read.\n"


def test_a_host_line_after_the_headers_is_ignored(server):
    body = exchange(server, b"GET / HTTP/1.0\r\n\r\nHost: board:6667\r\n\r\n").split(b"\r\n\r\n", 1)[1]
    assert b"board" not in body and b"Join with any IRC client" in body


def test_a_request_is_answered_when_its_headers_end(server):
    with socket.create_connection((server.host, server.port), timeout=Deadline().left()) as browser:
        for piece in (b"GET / HTTP/1.1\r\n", b"User-Agent: x\r\nHo", b"st: bo", b"ard:6667\r\n\r"):
            browser.sendall(piece)
            assert not select.select([browser], [], [], 1)[0], "it has answered too early"
        browser.sendall(b"\n")
        assert (JOIN % ("board", "board", 6667, "board", 6667)).encode() in browser.makefile("rb").read()


def test_head_is_answered_without_a_body(server):
    answer = exchange(server, b"HEAD / HTTP/1.1\r\nHost: board\r\n\r\n")
    assert answer.startswith(b"HTTP/1.") and answer.endswith(b"\r\n\r\n"), answer


@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"])
def test_a_form_that_smuggles_commands_is_refused(server, verb):
    """A web page can make a browser send this to a chat server of the local network."""
    bob = server.user("bob", "#garden")
    answer = exchange(server, verb.encode() + b" / HTTP/1.1\r\nHost: board\r\nContent-Length: 70\r\n\r\n"
                      b"NICK evil\r\nUSER evil 0 * :Evil\r\nPRIVMSG bob :spam\r\nJOIN #garden\r\n")
    assert answer.startswith(b"HTTP/1.1 405 ") and answer.count(b"HTTP/") == 1, answer
    bob.expect_nothing()
    assert "evil" not in server.log.text()


def test_commands_smuggled_after_a_get_are_not_executed(server):
    bob = server.user("bob", "#garden")
    exchange(server, b"GET / HTTP/1.1\r\nX: \r\nNICK evil\r\nUSER evil 0 * :Evil\r\nPRIVMSG bob :spam\r\n\r\n")
    bob.expect_nothing()


# --- TLS


def test_a_tls_client_gets_an_alert_that_it_shows(server):
    context = ssl.create_default_context()
    with socket.create_connection((HOST, server.port), timeout=Deadline().left()) as connection:
        with pytest.raises(ssl.SSLError, match="(?i)alert handshake failure"):
            context.wrap_socket(connection, server_hostname="board.example")
    server.log.wait_for("TLS")
    still_serves(server)


@pytest.mark.parametrize("pieces", [
    [b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"], [b"\x16", b"\x03"], [b"\x16\x03\x03" + b"\xff" * 20000]])
def test_a_tls_hello_is_answered_with_seven_bytes(server, pieces):
    """A fatal alert, handshake_failure; nothing else that TLS would choke on."""
    assert exchange(server, *pieces) == b"\x15\x03\x01\x00\x02\x02\x28"
    server.log.wait_for("TLS")


# --- anything else


@pytest.mark.parametrize("first", [b"\x16\x04ann\n", b"Gretel\n", b"PETER\n", b"Nick\n", b"GETTY\n", b"POSTMAN\n"])
def test_names_that_look_like_other_protocols_are_names(server, first):
    nat = server.client("nat", plain=True)
    nat.send_bytes(first)
    line = nat.line()
    assert not line.startswith(("ERROR", "HTTP", ":")), line


def test_a_client_that_sends_binary_data_does_no_harm(server):
    """Bytes of no protocol, many of them, with and without line ends."""
    for first in [bytes(range(256)) * 40, b"\xff" * 5000, b"\0" * 5000, b"\n" * 5000, b"SSH-2.0-OpenSSH_9.2\r\n",
                  b"\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00"]:
        stranger = server.client("stranger", plain=True)
        stranger.send_in_background(first).join(Deadline().left())
        stranger.close()
    still_serves(server)
