"""Sources from the network: only the pinned bytes are taken, from whichever address has them."""

import hashlib
import http.server
import os
import subprocess
import threading

import pytest

from harness import SRC, Deadline

ARCHIVE = os.urandom(200_000)
SUM = hashlib.sha256(ARCHIVE).hexdigest()
ANSWERS = {"/right": ARCHIVE, "/short": ARCHIVE[:150_000], "/wrong": ARCHIVE[:-1] + bytes([ARCHIVE[-1] ^ 1]), "/empty": b""}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = ANSWERS.get(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield "http://127.0.0.1:%d" % server.server_port
    server.shutdown()


def fetch(tmp_path, *addresses):
    sources = tmp_path / "sources"
    sources.write_text("".join("thing\t1.0\t%s\t%s\n" % (SUM, address) for address in addresses))
    environment = dict(os.environ, LINNET_SOURCES=str(sources), LINNET_CACHE=str(tmp_path / "cache"))
    return subprocess.run([os.path.join(SRC, "toolchain/fetch"), "thing"], env=environment, capture_output=True, text=True,
                          timeout=Deadline(60).left())


def test_a_file_with_the_pinned_checksum_is_taken_and_cached(tmp_path, address):
    done = fetch(tmp_path, address + "/right")
    assert done.returncode == 0 and done.stderr == "", done.stderr
    assert open(done.stdout.strip(), "rb").read() == ARCHIVE
    assert fetch(tmp_path, address + "/nothing").stdout == done.stdout, "it is in the cache"


@pytest.mark.parametrize("first", ["/nothing", "/short", "/wrong", "/empty"])
def test_the_second_address_is_used_when_the_first_fails(tmp_path, address, first):
    done = fetch(tmp_path, address + first, address + "/right")
    assert done.returncode == 0, done.stderr
    assert open(done.stdout.strip(), "rb").read() == ARCHIVE


@pytest.mark.parametrize("what", ["/short", "/wrong", "/empty"])
def test_a_file_with_another_checksum_is_refused_and_not_cached(tmp_path, address, what):
    done = fetch(tmp_path, address + what)
    assert done.returncode == 1 and done.stdout == ""
    assert "was refused" in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert os.listdir(tmp_path / "cache" / "sources") == []


def test_a_damaged_file_in_the_cache_is_fetched_again(tmp_path, address):
    path = fetch(tmp_path, address + "/right").stdout.strip()
    with open(path, "r+b") as file:
        file.truncate(1000)
    assert fetch(tmp_path, address + "/right").returncode == 0
    assert open(path, "rb").read() == ARCHIVE


def test_no_address_can_be_reached(tmp_path):
    done = fetch(tmp_path, "http://127.0.0.1:9/a", "http://127.0.0.1:9/b")
    assert done.returncode == 1
    assert done.stderr == "linnet: thing 1.0 could be had neither from http://127.0.0.1:9/a nor http://127.0.0.1:9/b\n"
