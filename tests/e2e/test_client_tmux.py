"""linnet in a real terminal: tmux draws its output, and the tests compare the screen."""

import os
import re
import shlex
import subprocess

import pytest

from client_driver import ENVIRONMENT, Fake, where
from harness import LINNET, Deadline, program, tool, transcript, wait_until

BRACKETS = "\x1b[200~", "\x1b[201~"


class Tmux:
    """One window, with a shell in it that has run linnet."""

    def __init__(self, directory, *options, columns=80, rows=20):
        self.socket = os.path.join(str(directory), "tmux")
        variables = ["%s=%s" % item for item in ENVIRONMENT.items() if item[0] in ("USER", "PATH", "HOME")]
        command = "printf ready; read -r _; %s; printf 'ended with %%d\\n' $?; exec cat" % shlex.join(
            program(LINNET, *options))
        # tmux sets TMUX and TERM itself
        self.run("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "env", *variables,
                 "LC_ALL=C.UTF-8", "sh", "-c", command)
        self.until("^ready")
        self.run("send-keys", "Enter")

    def run(self, *arguments):
        done = subprocess.run([tool("tmux"), "-u", "-S", self.socket, *arguments], capture_output=True, text=True,
                              timeout=Deadline().left(), env=dict(ENVIRONMENT, LC_ALL="C.UTF-8"))
        assert done.returncode == 0, "tmux %s: %s" % (arguments, done.stderr)
        return done.stdout

    def type(self, text, *keys):
        transcript.note("person", ">", text)
        if text:
            self.run("send-keys", "-l", "--", text)
        if keys:
            self.run("send-keys", *keys)

    def screen(self, *options):
        return self.run("capture-pane", "-p", *options).rstrip("\n")

    def until(self, regex):
        wait_until(lambda: re.search(regex, self.screen(), re.M),
                   lambda: "%r on the screen:\n%s" % (regex, self.screen()))

    def rows(self):
        """The rows that are not empty, without their times."""
        return [re.sub("^[0-9:]{5} ", "", row).rstrip() for row in self.screen().split("\n") if row.strip()]


@pytest.fixture
def fake():
    with Fake() as server:
        yield server


@pytest.fixture
def tmux(fake, tmp_path):
    terminal = Tmux(tmp_path, where(fake))
    try:
        fake.accept().welcome()
        terminal.until(r"^\[#lobby\]")
        yield terminal
    finally:
        subprocess.run([tool("tmux"), "-S", terminal.socket, "kill-server"], check=False)


def test_editing_while_messages_arrive(tmux, fake):
    tmux.type("日本語 wörld")
    tmux.until(r"^\[#lobby\] 日本語 wörld$")
    for number in range(30):
        fake.send(":bob!b@h PRIVMSG #lobby :message %d" % number)
    tmux.type("", "Home", "Right", "Right", "DC")
    fake.sync()
    tmux.until("message 29\n.#lobby. 日本 wörld$")
    tmux.type("!", "End", "BSpace", "Enter")
    fake.expect("PRIVMSG #lobby :日本! wörl")
    tmux.until("<dora> 日本! wörl\n.#lobby.$")


def test_the_scrollback_is_kept(tmux, fake):
    for number in range(100):
        fake.send(":bob!b@h PRIVMSG #lobby :message %d" % number)
    tmux.until("message 99$")
    history = tmux.screen("-S", "-200")
    assert [int(number) for number in re.findall("message ([0-9]+)", history)] == list(range(100))
    assert history.count("[#lobby]") == 1, "the prompt leaves no traces above"


@pytest.mark.parametrize("columns", [30, 41, 120])
def test_a_resize_leaves_no_traces(tmux, fake, columns):
    text = "a line that is longer than the narrow window and shorter than the wide one"[:70]
    fake.send(":bob!b@h PRIVMSG #lobby :before")
    tmux.type(text)
    tmux.until(re.escape(text[-20:]) + "$")
    tmux.run("resize-window", "-x", str(columns), "-y", "20")
    tmux.until(r"^\[#lobby\] .*%s$" % re.escape(text[-8:]))
    fake.send(":bob!b@h PRIVMSG #lobby :after")
    tmux.until("after\n.#lobby. .*$")
    rows = tmux.rows()
    assert len([row for row in rows if "[#lobby]" in row]) == 1, rows
    assert rows[-3:-1] == ["<bob> before", "<bob> after"], rows


def test_a_resize_that_shortens_the_prompt_leaves_no_traces(tmux, fake):
    for room in range(4):
        fake.send(":dora!d@h JOIN #room%d" % room)
    tmux.until(r"^\[#room3\]$")
    for room in range(3):
        fake.send(":bob!b@h PRIVMSG #room%d :unread" % room)
    text = "a line that is longer than the narrow window by far"
    tmux.type(text)
    tmux.until(r"^\[#room3 2:1 3:1 4:1\] .*%s$" % text[-20:])
    for columns in 40, 25, 13:
        tmux.run("resize-window", "-x", str(columns), "-y", "20")
        tmux.until(r"^\[#r.*\] .{0,%d}ar$" % (columns - 10))
        rows = tmux.rows()
        assert len([row for row in rows if row.startswith("[")]) == 1, rows


def test_a_paste(tmux, fake):
    tmux.run("set-buffer", "one\ntwo\nthree\n")
    tmux.run("paste-buffer", "-p")
    tmux.until("^Send 3 lines. y/n$")
    tmux.type("y")
    fake.expect("PRIVMSG #lobby :one", "PRIVMSG #lobby :two", "PRIVMSG #lobby :three")
    tmux.until(r"<dora> three\n\[#lobby\]$")


def test_colours(tmux, fake):
    fake.send(":bob!b@h PRIVMSG #lobby :hello dora", ":ann!a@h JOIN #lobby")
    tmux.until("ann joined")
    coloured = tmux.screen("-e")
    assert re.search(r"\x1b\[[0-9;]*3[1-6]mbob\x1b", coloured), coloured
    assert re.search(r"\x1b\[(0;)?2m(\x1b\[[0-9]+m)*..:.. \* ann joined #lobby", coloured), coloured


def test_a_hostile_server(tmux, fake):
    evil = ["\x1b[2J", "\x1b]0;title\x07", "\x1bc", "\x9b2J", "\u202e", "\x1b[?1049h", "\x1b[8m", "\x0e"]
    for text in evil:
        fake.send(":%s!u@h PRIVMSG #lobby :%s" % (text, text), ":fake 332 dora #lobby :" + text,
                  ":fake 301 dora bob :" + text, "@time=%s :bob!u@h NICK %s" % (text, text))
    fake.send_bytes(b":bob!u@h PRIVMSG #lobby :" + b"x" * 10_000 + b"\r\n")
    fake.send(":bob!b@h PRIVMSG #lobby :still here")
    tmux.until("<bob> still here\n.#lobby.$")
    history = tmux.screen("-S", "-200")
    assert "dora joined #lobby" in history and history.count("�[2J") >= 3
    tmux.type("so am I", "Enter")
    fake.until("PRIVMSG #lobby :so am I")


def test_it_leaves_the_terminal_as_it_was(tmux, fake):
    tmux.type("/quit", "Enter")
    fake.until("QUIT")
    fake.close()
    tmux.until("^ended with 0$")
    tmux.type("echoed", "Enter")
    tmux.until("^echoed\nechoed$")
