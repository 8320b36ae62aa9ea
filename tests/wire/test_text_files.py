"""Files as editors of other systems write them: a byte order mark, CR LF, a last line without an end."""

import os

import pytest

from harness import run_linnetd

BOM = b"\xef\xbb\xbf"
FORMS = {"mark": lambda lines: BOM + b"".join(line + b"\n" for line in lines),
         "mark and CR LF": lambda lines: BOM + b"".join(line + b"\r\n" for line in lines),
         "no last end": b"\n".join, "CR LF but the last": b"\r\n".join, "CR": lambda lines: b"\r".join(lines) + b"\r"}


@pytest.fixture(params=FORMS)
def written(request, tmp_path):
    def write(name, *lines):
        path = tmp_path / name
        path.write_bytes(FORMS[request.param](lines))
        return path
    return write


def test_a_password(start, written):
    server = start("--password-file", written("password", b"sesame"))
    ann = server.client("ann")
    ann.send("PASS sesame", "NICK ann", "USER ann 0 * :Ann")
    assert ann.until("{*} 001 {*}", "{*} 464 {*}")[-1].split()[1] == "001"


def test_operators(start, written):
    server = start("--oper-file", written("opers", b"finch secret", b"# who else", b"wren too"))
    for name, password in [("finch", "secret"), ("wren", "too")]:
        client = server.user(name)
        client.send("OPER %s %s" % (name, password))
        assert client.until("{*} 381 {*}", "{*} 464 {*}")[-1].split()[1] == "381"


def test_the_message_of_the_day(start, written):
    server = start("--motd", written("motd", b"one", b"", b"two"))
    ann = server.user("ann")
    ann.send("MOTD")
    lines = ann.until("{*} 376 {*}")
    assert [line.split(" :", 1)[1] for line in lines if " 372 " in line] == ["- one", "- ", "- two"]


def test_a_tab_in_the_message_of_the_day_keeps_words_apart(start, tmp_path):
    (tmp_path / "motd").write_bytes(b"\tname\tport\n")
    ann = start("--motd", tmp_path / "motd").user("ann")
    ann.send("MOTD")
    ann.until(":{server} 372 ann :-  name port")


def test_an_endless_message_of_the_day_is_refused():
    _, log = run_linnetd("--check", "--motd", "/dev/zero", status=2)
    assert "error: --motd: cannot read /dev/zero: Not a regular file" in log


def test_a_message_of_the_day_that_can_be_read_only_once():
    """As the shell's <(...): each client is sent it again."""
    reading, writing = os.pipe()
    with open(reading), open(writing, "w") as pipe:
        pipe.write("hello\n")
        pipe.flush()
        _, log = run_linnetd("--check", "--motd", "/dev/fd/%d" % reading, status=2, pass_fds=[reading])
    assert "error: --motd: cannot read /dev/fd/%d: Not a regular file" % reading in log


def test_no_message_of_the_day_at_all(start):
    ann = start("--motd", "/dev/null").user("ann")
    ann.send("MOTD")
    ann.until(":{server} 376 ann {*}")


def test_a_configuration(start, written):
    server = start("--config", written("config", b"network Ship", b"description a boat"))
    ann = server.user("ann")
    ann.send("WHOIS ann")
    ann.until(":{server} 312 ann ann {server} :a boat")


@pytest.mark.parametrize("width", range(238, 244))
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_line_at_the_limit_leaves_no_empty_line_behind(start, tmp_path, width, end):
    """240 bytes are one line of the message of the day, more are two."""
    (tmp_path / "motd").write_bytes(b"x" * width + end + b"next" + end)
    ann = start("--motd", tmp_path / "motd").user("ann")
    ann.send("MOTD")
    lines = [line.split(" :- ", 1)[1] for line in ann.until("{*} 376 {*}") if " 372 " in line]
    assert lines == (["x" * 240, "x" * (width - 240), "next"] if width > 240 else ["x" * width, "next"])


@pytest.mark.parametrize("option", ["config", "password-file", "oper-file", "motd"])
def test_utf_16_is_refused_by_name(tmp_path, option):
    """Some editors call it Unicode."""
    path = tmp_path / "file"
    path.write_bytes("\ufeffname board\r\n".encode("utf-16-le"))
    _, err = run_linnetd("--" + option, path, "--check", status=2)
    assert err == "linnetd: error: --%s: cannot read %s: Not a text file in UTF-8\n" % (option, path)


def test_only_the_first_line_of_a_password_file_is_used(start, tmp_path):
    (tmp_path / "password").write_bytes(b"x" * 100 + b"\n" + b"who reads this is told the password\n" * 100)
    ann = start("--password-file", tmp_path / "password").client("ann")
    ann.send("PASS " + "x" * 100, "NICK ann", "USER ann 0 * :Ann")
    ann.until("{*} 001 {*}")
    (tmp_path / "password").write_bytes(b"x" * 101 + b"\n")
    _, err = run_linnetd("--password-file", tmp_path / "password", "--check", status=2)
    assert err.endswith(": its first line is too long: at most 100 bytes\n")
