"""linnet with servers that no one here wrote: ngIRCd, and InspIRCd without and with its IRCv3 modules."""

import pytest

from client_driver import Pipe, Terminal, run_linnet
from harness import LOCALHOST, Deadline
from other_servers import OtherServer


@pytest.fixture(params=["ngircd", "inspircd", "inspircd with IRCv3"])
def other(request):
    server = OtherServer(request.param)
    yield server
    server.remove()


@pytest.fixture(params=["ngircd", "inspircd"])
def slow(request):
    """A server with flood control: the tests here do not depend on capabilities."""
    server = OtherServer(request.param)
    yield server
    server.remove()


def where(server):
    return "%s:%d" % (LOCALHOST, server.port)


def on_terminal(server, nick):
    return Terminal("--nick", nick, where(server))


def test_a_chat(other):
    with on_terminal(other, "ann") as ann:
        ann.expect("* ann joined #lobby")
        with on_terminal(other, "ben") as ben:
            ben.expect_prompt("[#lobby] ")
            ben.expect_match("^-- In #lobby: .*ann")
            ann.expect("* ben joined #lobby")
            ann.type("hello ben, wörld 🐦\r")
            ben.expect("<ann> hello ben, wörld 🐦")
            ann.expect("<ann> hello ben, wörld 🐦")
            ben.type("/me waves\r")
            ann.expect("* ben waves")
            ben.type("/msg ann psst\r")
            ann.expect("*ben* psst")
            ann.expect_prompt("[#lobby 2:1!] ")
            ann.type("/topic the news\r")
            ben.expect("* ann set the topic of #lobby: the news")
            ann.type("/whois ben\r")
            ann.expect_match("^-- ben is ")
            ben.type("/nick benny\r")
            ann.expect("* ben is now benny")
            ann.type("/kick benny enough\r")
            ben.expect("* ann threw benny out of #lobby (enough)")
            ben.expect_prompt("[ann] ")
            ann.type("/quit\r")
            ann.wait(0)
            assert len([line for line in ann.screen.text() if line == "<ann> hello ben, wörld 🐦"]) == 1


def test_scripts(other):
    with Pipe("--tail", where(other), "#ops") as tail:
        assert tail.process.poll() is None
        with on_terminal(other, "ann") as ann:
            ann.expect_prompt("[#lobby] ")
            ann.type("/join #ops\r")
            ann.expect_match("^-- In #ops: .*dora|^(#ops )?. dora joined #ops")
            run_linnet("--nick", "eve", "--send", "-", where(other), "#ops", stdin=b"disk full\n/etc is full\n")
            ann.expect("<eve> /etc is full")
        assert tail.line() == "#ops <eve> disk full"
        assert tail.line() == "#ops <eve> /etc is full"
        run_linnet("--nick", "eve", "--send", "psst", where(other), "dora")
        assert tail.line() == "dora <eve> psst"
        assert "nobody" in run_linnet("--nick", "eve", "--send", "psst", where(other), "nobody", status=6)[1]


def test_a_flood_of_lines_arrives_completely(slow):
    """More lines than a server takes at once from one client: all arrive, and nobody is thrown out."""
    count = 12      # InspIRCd takes one a second
    with Pipe("--tail", where(slow)) as tail:
        with on_terminal(slow, "ann") as ann:
            ann.expect_match("^-- In #lobby: .*dora|^. dora joined #lobby")
        lines = ["line %d" % number for number in range(count)]
        run_linnet("--nick", "eve", where(slow), stdin="\n".join(lines).encode(), deadline=Deadline(60))
        assert [tail.line() for _ in lines] == ["#lobby <eve> " + line for line in lines]


def test_a_long_line_reaches_others_whole(slow):
    text = " ".join("wörd%d" % number for number in range(200))
    with Pipe("--tail", where(slow)) as tail:
        with on_terminal(slow, "ann") as ann:
            ann.expect_match("^-- In #lobby: .*dora|^. dora joined #lobby")
        run_linnet("--nick", "eve", where(slow), stdin=text.encode())
        words = []      # servers may cut off the space at the end of a message
        while len(words) < 200:
            words += tail.line()[len("#lobby <eve> "):].split()
        assert " ".join(words) == text


def test_the_server_vanishes_and_returns(other):
    with on_terminal(other, "ann") as ann:
        ann.expect_prompt("[#lobby] ")
        other.end()
        ann.expect_match("^-- the connection to 127.0.0.1 is lost: .*; next attempt in")
        ann.type("meanwhile\r")
        ann.expect("-- Kept until the connection is back: meanwhile")
        other.start()
        ann.expect("<ann> meanwhile")
        ann.expect_match("^-- #lobby, while there was no connection: what was said is not known")


def test_a_nick_in_use(slow):
    with on_terminal(slow, "ann") as ann, on_terminal(slow, "ann") as second:
        ann.expect_prompt("[#lobby] ")
        second.expect_prompt("[#lobby] ")
        names = {line for each in (ann, second) for line in each.screen.text() if "joined #lobby" in line}
        assert "* ann_ joined #lobby" in names and "* ann joined #lobby" in names
