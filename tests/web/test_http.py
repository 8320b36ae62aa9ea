"""The page over HTTP: the responses to browsers and to other clients."""

import gzip
import hashlib
import base64
import os
import re
import select
import socket
import subprocess
import threading
import time

import pytest

from harness import LINNETD, LINNETD_HOST, SLOW, SRC, Deadline, Server

PAGE_BYTES = 16 * 1024
HEADERS = 100                           # HTTP_HEADERS
HEAD_BYTES = 16384                      # HTTP_HEAD_BYTES
GET = b"GET / HTTP/1.1\r\nHost: board\r\nAccept-Encoding: gzip\r\n\r\n"


class Answer:
    def __init__(self, data):
        head, _, self.body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        self.status = int(re.fullmatch(r"HTTP/1\.1 ([0-9]{3}) [A-Za-z -]+", first).group(1))
        self.headers = {}
        for line in lines:
            name, value = re.fullmatch(r"([A-Za-z-]+): (.*)", line).groups()
            assert name.lower() not in self.headers
            self.headers[name.lower()] = value
        assert self.headers["connection"] == "close"
        if "content-length" in self.headers and self.body:
            assert int(self.headers["content-length"]) == len(self.body)


def exchange(server, *pieces, port=None):
    with socket.create_connection((server.host, port or server.port), timeout=Deadline(20).left()) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for piece in pieces:
                connection.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass                        # it has answered, and gone
        return Answer(connection.makefile("rb").read())


def get(server, path="/", *lines, method="GET", version="HTTP/1.1", host="board", port=None):
    lines = (["Host: " + host] if host else []) + list(lines)
    return exchange(server, ("%s %s %s\r\n" % (method, path, version) + "".join(line + "\r\n" for line in lines) + "\r\n").encode(),
                    port=port)


def read_answer(connection):
    """All received bytes, up to the end or the reset of the connection."""
    data = b""
    try:
        while part := connection.recv(65536):
            data += part
    except ConnectionResetError:
        pass
    return data


def from_address(server, port, address, request):
    with socket.socket() as connection:
        connection.settimeout(Deadline(20).left())
        connection.bind((address, 0))
        connection.connect((server.host, port))
        try:
            connection.sendall(request)
        except (BrokenPipeError, ConnectionResetError):
            pass                        # it has answered, and gone
        return Answer(read_answer(connection))


def is_busy(answer):
    """A browser shows why, and loads the page again."""
    return answer.status == 503 and answer.headers["retry-after"] == answer.headers["refresh"] == "5" and \
        answer.headers["content-length"] == str(len(answer.body)) and answer.body.endswith(b"in 5 seconds.\r\n")


def page(server, *lines, **options):
    return get(server, "/", "Accept-Encoding: gzip, deflate", *lines, **options)


def web_server(start, *options, **keywords):
    """A server with a listener for browsers, and its port."""
    server = start("--web", "127.0.0.1:0", *options, **keywords)
    server.log.wait_for("continues as|no filter|sandbox|listening")
    ports = lambda: re.findall(r"listening on \S+:([0-9]+)", server.log.text())
    deadline = Deadline()
    while len(ports()) < 2:
        assert not deadline.passed()
        time.sleep(0.01)
    return server, int(ports()[1])


# --- the page


def test_the_page_is_served(server):
    answer = page(server)
    assert answer.status == 200 and answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert len(answer.body) <= PAGE_BYTES
    text = gzip.decompress(answer.body).decode()
    assert text.startswith("<!doctype html>")
    with open(os.path.join(SRC, "src/web/index.html"), encoding="utf-8") as file:
        title = re.search("<title>.*</title>", file.read()).group(0)
    assert title in text


def test_the_content_security_policy_allows_only_the_page_s_own_scripts_and_styles(server):
    answer = page(server, host="board:8067")
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    text = gzip.decompress(answer.body).decode()
    for kind, directive in (("style", "style-src"), ("script", "script-src")):
        blocks = re.findall("<%s>(.*?)</%s>" % (kind, kind), text, re.S)
        assert len(blocks) == 1
        digest = base64.b64encode(hashlib.sha256(blocks[0].encode()).digest()).decode()
        assert policy.pop(directive) == "'sha256-%s'" % digest
    assert policy == {"default-src": "'none'", "img-src": "'self' data:", "manifest-src": "'self'",
                      "connect-src": "'self' ws://board:8067", "base-uri": "'none'", "form-action": "'none'",
                      "frame-ancestors": "'none'"}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_page_refers_to_no_other_host(server):
    """No request to anywhere else, ever."""
    text = gzip.decompress(page(server).body).decode()
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", text)
    assert "@import" not in text


def test_head_returns_the_same_headers_without_a_body(server):
    with_body, without = page(server), page(server, method="HEAD")
    assert without.headers == with_body.headers and without.body == b""


def test_a_cached_page_is_not_sent_again(server):
    etag = page(server).headers["etag"]
    for value in (etag, '"other", W/%s' % etag):
        answer = page(server, "If-None-Match: " + value)
        assert answer.status == 304 and answer.body == b"" and answer.headers["etag"] == etag
    assert page(server, 'If-None-Match: "other"').status == 200


@pytest.mark.parametrize("encoding, zipped", [
    ("gzip", True), ("GZIP", True), ("br, gzip;q=0.5", True), ("deflate,gzip", True), ("gzip; q=0.001", True),
    ("gzip;q=0", False), ("gzip;q=0.000", False), ("br", False), ("xgzip", False), ("identity", False), (None, False)])
def test_a_client_without_gzip_gets_a_text(server, encoding, zipped):
    answer = get(server, "/", *(["Accept-Encoding: " + encoding] if encoding else []))
    assert answer.status == 200
    assert ("content-encoding" in answer.headers) == zipped
    if not zipped:
        assert b"This port is a chat server" in answer.body and answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path, kind", [("/favicon.ico", "image/svg+xml"), ("/icon.svg", "image/svg+xml"),
                                        ("/manifest.webmanifest", "application/manifest+json"), ("/?x=1", "text/html; charset=utf-8"),
                                        ("http://board/", "text/html; charset=utf-8"), ("http://board", "text/html; charset=utf-8")])
def test_the_other_files_are_served(server, path, kind):
    answer = get(server, path, "Accept-Encoding: gzip")
    assert answer.status == 200 and answer.headers["content-type"] == kind
    assert gzip.decompress(answer.body)


@pytest.mark.parametrize("path", ["/chat", "//", "/index.html", "/../etc/passwd", "/%2e", "/favicon.ico/"])
def test_an_unknown_path_gets_a_short_404_page(server, path):
    answer = get(server, path, "Accept-Encoding: gzip")
    assert answer.status == 404 and b"chat" in answer.body and len(answer.body) < 200


# --- requests that are wrong


@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"])
def test_other_methods_are_refused(server, verb):
    answer = get(server, method=verb)
    assert answer.status == 405 and answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("version, status", [
    ("HTTP/1.0", 200), ("HTTP/1.1", 200), ("HTTP/1.9", 200), ("HTTP/2.0", 505), ("HTTP/3", 505), ("http/1.1", 400), ("", 400),
    ("X", 400)])
def test_versions(server, version, status):
    assert get(server, version=version).status == status


def test_http_1_0_needs_no_host_and_1_1_does(server):
    assert page(server, version="HTTP/1.0", host=None).status == 200
    assert page(server, host=None).status == 400


@pytest.mark.parametrize("line", [
    "no colon", " : x", "Name : x", "\tfolded: x", " folded", ": x", "Host: again", "Host:", "Sec-WebSocket-Key: short"])
def test_an_invalid_header_is_refused(server, line):
    assert page(server, line).status == 400


@pytest.mark.parametrize("line", ["X:", "X: \t ", "X-Y: a:b", "Cookie: " + "x" * 5000, "X: \xe4", "Host2: x"])
def test_unknown_headers_are_ignored(server, line):
    answer = exchange(server, b"GET / HTTP/1.1\r\nHost: board\r\n" + line.encode("latin-1") + b"\r\nAccept-Encoding: gzip\r\n\r\n")
    assert answer.status == 200 and answer.headers["content-encoding"] == "gzip"


def test_lines_may_end_with_lf_alone(server):
    answer = exchange(server, b"GET / HTTP/1.1\nHost: board\nAccept-Encoding: gzip\n\n")
    assert answer.headers["content-encoding"] == "gzip"


def test_requests_may_arrive_byte_by_byte(server):
    request = b"GET / HTTP/1.1\r\nHost: board\r\nAccept-Encoding: gzip\r\n\r\n"
    answer = exchange(server, *[bytes([byte]) for byte in request])
    assert answer.status == 200 and answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("count, status", [(HEADERS - 1, 200), (HEADERS, 431), (1000, 431)])
def test_the_number_of_headers_at_and_over_the_limit(server, count, status):
    assert page(server, *["X-%d: y" % i for i in range(count - 1)]).status == status


@pytest.mark.parametrize("size, status", [(HEAD_BYTES, 200), (HEAD_BYTES + 1, 431), (200000, 431)])
def test_the_size_of_headers_at_and_over_the_limit(server, size, status):
    begin, end = b"GET / HTTP/1.1\r\nHost: board\r\nCookie: ", b"\r\n\r\n"
    assert exchange(server, begin + b"x" * (size - len(begin) - len(end)) + end).status == status


def test_an_address_that_is_too_long_is_refused(server):
    assert get(server, "/" + "x" * 600).status == 414
    assert exchange(server, b"GET /" + b"x" * 100000).status == 414


# --- a listener for browsers


def test_a_browser_that_only_connects_receives_nothing(start):
    """Browsers connect in advance; a text would be parsed as a response. On the other port, users get the hint."""
    server, port = web_server(start)
    with socket.create_connection((server.host, port)) as idle:
        person = server.client("nat")
        person.expect("-- Type your name and press Enter{*}")
        assert not select.select([idle], [], [], 1 * SLOW)[0]
        idle.settimeout(Deadline().left())
        idle.sendall(b"GET / HTTP/1.1\r\nHost: board\r\nAccept-Encoding: gzip\r\n\r\n")
        assert Answer(idle.makefile("rb").read()).status == 200


def test_the_join_instructions_begin_with_the_web_address(start):
    server, port = web_server(start)
    server.stdout.wait_for(" linnet ")
    assert server.stdout.lines[1:3] == [
        "  http://127.0.0.1:%d/   in any web browser" % port,
        "  linnet 127.0.0.1:%d   or in any IRC client: /connect 127.0.0.1 %d   or: nc 127.0.0.1 %d" % ((server.port,) * 3)]


def test_every_listener_serves_every_protocol(start):
    server, port = web_server(start)
    ann = server.user("ann", "#garden")
    server.port = port
    bob = server.user("bob", "#garden")
    bob.send("PRIVMSG #garden :hello")
    ann.until(":bob!{*} PRIVMSG #garden :hello")


def test_a_browser_gets_http_503_when_the_server_is_full(start):
    server, port = web_server(start, "--max-clients", "2")
    server.users("ann", "bob")
    answer = page(server, port=port)
    assert is_busy(answer) and answer.body.startswith(b"Server is full: 2 of 2 are connected.")


# --- slow ones, and many


def test_an_unfinished_request_is_closed(start):
    """A byte a second, as an attacker would send it, is no reason to wait longer."""
    server = start("--registration-timeout", "3")
    with socket.create_connection((server.host, server.port), timeout=Deadline().left()) as slow:
        began, sent = time.monotonic(), b"GET / HTTP/1.1\r\nX: "
        slow.sendall(sent)
        while not select.select([slow], [], [], 0.5)[0]:
            slow.sendall(b"x")
            assert time.monotonic() - began < 8 * SLOW
        assert slow.recv(100) == b""


def test_a_slow_reader_gets_the_whole_page(server):
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        slow.settimeout(Deadline().left())
        slow.connect((server.host, server.port))
        slow.sendall(b"GET / HTTP/1.1\r\nHost: board\r\nAccept-Encoding: gzip\r\n\r\n")
        data = b""
        while True:
            part = slow.recv(256)
            if not part:
                break
            data += part
        assert gzip.decompress(Answer(data).body)


def test_sixteen_phones_load_the_page_at_once_on_a_full_board(start):
    """With 56 of 64 here, each from an address of its own, and nobody is kept out meanwhile. Every load is answered, with the
    page or with "try again": then the phone loads it again, as a browser does."""
    server, port = web_server(start, fair=True)
    people = [server.user("p%d" % i, source="127.0.1.%d" % (i + 1)) for i in range(56)]
    answers, threads = [None] * 16, []

    def load(number):
        deadline = Deadline(20)
        while not deadline.passed():
            try:
                answers[number] = from_address(server, port, "127.0.2.%d" % (number + 1), GET)
                if not is_busy(answers[number]):
                    return
            except Exception as error:
                answers[number] = error
                return
            time.sleep(0.2)

    for number in range(16):
        threads.append(threading.Thread(target=load, args=(number,), daemon=True))
        threads[-1].start()
    newcomer = server.user("new", source="127.0.3.1")
    for thread in threads:
        thread.join(Deadline(20).left())
    for answer in answers:
        assert isinstance(answer, Answer) and answer.status == 200, answer
    newcomer.send("PRIVMSG p3 :hello")
    people[3].until(":new!{*} PRIVMSG p3 :hello")


@pytest.mark.parametrize("begun", [b"", GET[:2], GET[:-2]])
def test_an_evicted_page_load_is_asked_to_retry(start, begun):
    """The page load takes the last of four places. It stays there until a newcomer needs the place, who gets it."""
    server, port = web_server(start, "--max-clients", "4", "--per-address", "4", "--log", "debug", fair=True)
    people = [server.user("p%d" % i, source="127.0.1.%d" % i) for i in range(1, 4)]
    with socket.socket() as phone:
        phone.settimeout(Deadline(20).left())
        phone.bind(("127.0.2.1", 0))
        phone.connect((server.host, port))
        phone.sendall(begun)
        server.log.wait_for("127.0.2.1 connected")
        assert not select.select([phone], [], [], 0)[0]
        server.user("new", source="127.0.3.1").send("PRIVMSG p1 :hello")
        people[0].until(":new!{*} PRIVMSG p1 :hello")
        answer = Answer(read_answer(phone))
    assert is_busy(answer) and answer.body.startswith(b"Server is full: 4 of 4 are connected.")


def test_a_page_load_that_fits_costs_nobody_a_place(start):
    server, port = web_server(start, "--max-clients", "4", "--per-address", "4", fair=True)
    people = [server.user("p%d" % i, source="127.0.1.%d" % i) for i in range(1, 4)]
    assert from_address(server, port, "127.0.2.1", GET).status == 200
    for person in people:
        person.sync()


@pytest.mark.parametrize("begun", [b"", GET[:-2]])
def test_a_browser_is_asked_to_retry_when_the_server_stops(start, begun):
    server, port = web_server(start, "--log", "debug")
    with socket.create_connection((server.host, port), timeout=Deadline(20).left()) as phone:
        phone.sendall(begun)
        server.log.wait_for("connected")
        server.process.terminate()
        answer = Answer(read_answer(phone))
    assert is_busy(answer) and answer.body.startswith(b"Server shutting down.")


def test_loading_the_page_costs_no_history(server):
    """It is sent from where it lies, and takes no blocks of the pool."""
    ann = server.user("ann", "#garden")
    for i in range(50):
        ann.send("PRIVMSG #garden :line %d" % i)
    ann.sync()
    for _ in range(40):
        assert page(server).status == 200
    bob = server.user("bob", caps=["batch", "draft/chathistory"])
    bob.join("#garden")
    bob.send("CHATHISTORY LATEST #garden * 100")
    seen = bob.until("{*}:{server} BATCH -{*}")
    assert sum(" PRIVMSG #garden :line " in line for line in seen) == 50


def test_a_web_port_in_use_disables_the_page_and_not_the_chat():
    with socket.create_server((LINNETD_HOST, 0)) as other:
        port = other.getsockname()[1]
        with Server("--web", "%s:%d" % (LINNETD_HOST, port)) as server:
            server.log.wait_for("cannot listen on %s port %d, so there is no web page: give --web another port"
                                % (LINNETD_HOST, port))
            server.user("ann", "#garden")
        assert subprocess.run([LINNETD, "--listen", "%s:%d" % (LINNETD_HOST, port)], capture_output=True,
                              timeout=Deadline(20).left()).returncode == 1
