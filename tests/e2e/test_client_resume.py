"""linnet's cable is pulled: it takes its own place at the server again, which does not know yet that it was gone."""

import contextlib
import select
import socket
import threading

import pytest

from client_driver import Fake, Terminal, where
from harness import Deadline
from test_client_terminal import PROMPT, fake      # noqa: F401 (a fixture)

CAPS = "linnet.chat/resume"


class Cable(threading.Thread):
    """The way from linnet to the server. When it is pulled, linnet's side ends, and the server's stays as it is."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.to = (server.host, server.port)
        self.listener = socket.create_server(("127.0.0.1", 0))       # linnet has a network of its own, whatever the server has
        self.host, self.port = self.listener.getsockname()
        self.lock, self.near, self.far, self.lost, self.ended = threading.Lock(), None, None, [], False
        self.start()

    def pull(self):
        with self.lock:
            self.lost.append(self.far)
            self.near.close()
            self.near = self.far = None

    def run(self):
        while not self.ended:
            with self.lock:
                ends = [self.listener] + [end for end in (self.near, self.far) if end]
                for end in select.select(ends, [], [], 0.01)[0]:
                    self.serve(end)

    def serve(self, end):
        if end is self.listener:
            self.near, self.far = self.listener.accept()[0], socket.create_connection(self.to)
            return
        if end not in (self.near, self.far):
            return
        data = b""
        with contextlib.suppress(ConnectionResetError):
            data = end.recv(65536)
        if data:
            (self.far if end is self.near else self.near).sendall(data)
        else:
            self.near.close()
            self.far.close()
            self.near = self.far = None

    def stop(self):
        self.ended = True
        self.join(5)
        for end in self.lost + [self.near, self.far, self.listener]:
            with contextlib.suppress(AttributeError, OSError):
                end.close()


@pytest.fixture
def cable(server):
    cable = Cable(server)
    yield cable
    cable.stop()


def test_a_pulled_cable_costs_neither_nick_nor_channel_nor_rights(server, cable):
    with Terminal("--nick", "dora", where(cable)) as dora:
        dora.expect_match("^-- In #lobby: @dora$")
        bob = server.user("bob", "#lobby")
        dora.expect_match("bob joined #lobby$")
        cable.pull()
        dora.expect_match("is lost")
        dora.type("still me\r")
        line = bob.until(":dora!{word} PRIVMSG #lobby :still me", deadline=Deadline(10))
        assert line[0].startswith(":dora!") and len(line) == 1, line      # bob has seen nothing else
        dora.type("/topic roses\r")
        bob.expect(":dora!{word} TOPIC #lobby :roses")
        dora.expect_prompt(PROMPT)
        cable.pull()                                                     # and once more, with the next token
        dora.type("again\r")
        bob.expect(":dora!{word} PRIVMSG #lobby :again", deadline=Deadline(10))


# --- with fakes


@pytest.fixture
def dora(fake):  # noqa: F811
    """In #lobby of a server with the capability, which has sent her a token."""
    with Terminal(where(fake)) as dora:
        fake.accept().welcome(caps=CAPS)
        fake.send(":fake RESUME TOKEN abc123")
        fake.sync()
        dora.expect_prompt(PROMPT)
        yield dora


def agree(fake):
    """The beginning of the next connection, up to what linnet says after the capabilities."""
    fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
    fake.send(":fake CAP * LS :" + CAPS)
    fake.expect("CAP REQ :" + CAPS)
    fake.send(":fake 433 * dora :That nick is in use")
    fake.expect("NICK dora_")
    fake.send(":fake CAP * ACK :" + CAPS)


def test_the_token_is_sent_once_and_the_nick_is_the_old_one_again(dora, fake):  # noqa: F811
    fake.close()
    agree(fake)
    fake.expect("RESUME abc123", "CAP END")
    fake.send(":fake 001 dora :Welcome", ":dora!d@here JOIN #lobby")
    fake.until("JOIN #lobby")
    fake.sync()
    dora.expect("-- Connected again")
    dora.expect_prompt(PROMPT)
    fake.close()
    agree(fake)
    fake.expect("CAP END")


def test_a_token_that_is_refused_is_not_shown(dora, fake):  # noqa: F811
    fake.close()
    agree(fake)
    fake.expect("RESUME abc123", "CAP END")
    fake.send(":fake FAIL RESUME INVALID_TOKEN :unheard of", ":fake 001 dora_ :Welcome")
    fake.until("JOIN #lobby")
    fake.send(":dora_!d@here JOIN #lobby")
    fake.sync()
    dora.expect("-- Connected again, as dora_")
    assert "unheard" not in "\n".join(dora.screen.text())


def test_a_server_that_does_not_agree_on_it_gets_no_token(dora, fake):  # noqa: F811
    fake.close()
    fake.accept().welcome(caps="")


def test_another_server_gets_no_token(dora, fake):  # noqa: F811
    with Fake() as other:
        dora.type("/connect %s\r" % where(other))
        other.accept().welcome(caps=CAPS)


@pytest.mark.parametrize("token", ["x" * 65, ":x y", ""])
def test_a_token_that_cannot_be_one_is_ignored(fake, token):  # noqa: F811
    with Terminal(where(fake)) as dora:
        fake.accept().welcome(caps=CAPS)
        fake.send(":fake RESUME TOKEN " + token)
        fake.sync()
        dora.expect_prompt(PROMPT)
        fake.close()
        fake.accept().welcome(caps=CAPS)
