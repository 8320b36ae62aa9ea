"""Every command, with parameters that nobody should send: it is answered in well-formed lines, and nothing breaks."""

import os
import re

import pytest

from harness import SRC

NAME, NICK = "s" * 63, "n" * 30
LONG = "x" * 470
PARAMETERS = [
    "", ":", " :", "*", "* *", "0", "-1", "99999999999999999999", ":two words", "::", ": ", ",", ",,,,", "#", "#,#,#",
    "@#x", LONG, ":" + LONG, "\u00e4" * 230, "a " * 14 + "a", "a a a a :" + "b " * 200, "a,b,c,d,e,f,g,h,i,j," * 20,
    "#" + "y" * 460, "* %tcuihsnfdlaor,999", LONG[:200] + " " + LONG[:260], "%s %s" % (NICK, LONG[:400]), NAME,
    NAME + " " + NICK, NICK, "#garden", "#garden " + NICK, "#garden " + LONG[:400], "#garden +beI-kl " + LONG[:300],
    NICK + " +iowBZZZ", "+ " + LONG, "+ " + ",".join("n%02d" % number for number in range(110)), "%n %s %x",
    "\x01\x02\x1f", "latest * * 10", "* timestamp=x",
]
# QUIT ends the connection, which is no news; OPER, RESUME and LOGIN make the sender wait.
LEFT_OUT = {"QUIT", "OPER", "RESUME", "LOGIN"}


def commands():
    with open(os.path.join(SRC, "src/server/cmd/commands.def"), encoding="utf-8") as file:
        return re.findall(r'^X\("([A-Z]+)",', file.read(), re.M)


def error_numerics():
    """For each error numeric: how many parameters stand between the nick and the text."""
    with open(os.path.join(SRC, "src/irc/numerics.def"), encoding="utf-8") as file:
        rows = re.findall(r'^X\(ERR_\w+, (\d+), "(.*?)(?=:)', file.read(), re.M)
    return {number: len(parameters.split()) for number, parameters in rows}


ERRORS = error_numerics()


def well_formed(line):
    """The client has looked at its length, its end and its bytes; here, whether its parameters are those that it has."""
    line = line.split(" ", 1)[1] if line.startswith("@") else line
    words = line.split(" :")[0].split(" ")
    if len(words) < 2 or "" in words:
        return False
    if words[1] in ERRORS:
        return len(words) == 3 + ERRORS[words[1]] and " :" in line
    return not words[1].isdigit() or len(words) > 2


def rub(client, command, forbidden=()):
    for parameters in PARAMETERS:
        line = ("%s %s" % (command, parameters)).encode()[:510].decode(errors="ignore")
        client.send(line)
    client.sync()
    wrong = [line for line in client.lines if not well_formed(line)]
    assert not wrong, "malformed after %s: %s" % (command, "\n".join(wrong))
    assert not [line for line in client.lines if any(" %s " % number in line for number in forbidden)]
    client.lines.clear()


def user(server, caps):
    client = server.client("ann")
    client.register(NICK, caps)
    client.join("#garden")
    return client


NEW = ["batch", "labeled-response", "message-tags", "server-time", "standard-replies"]


@pytest.mark.parametrize("caps", [[], NEW], ids=["old", "new"])
def test_every_command_of_a_user(start, caps):
    server = start(name=NAME)
    ann = user(server, caps)
    for command in commands():
        if command not in LEFT_OUT:
            rub(ann, command)
            ann.send("NICK " + NICK, "JOIN #garden")
            ann.sync()
            ann.lines.clear()


def test_every_command_of_an_operator(start, tmp_path):
    (tmp_path / "opers").write_text("finch secret\n")
    server = start("--oper-file", tmp_path / "opers", name=NAME)
    ann = user(server, [])
    for command in commands():
        if command not in LEFT_OUT | {"KILL"}:
            ann.send("NICK " + NICK, "OPER finch secret", "JOIN #garden")
            rub(ann, command, forbidden=["481"])
    bob = server.user("bob")
    ann.send("KILL bob :" + LONG[:200])
    bob.until("ERROR :{text}")


def test_every_command_before_registration(server):
    for command in commands():
        if command in LEFT_OUT | {"USER"}:
            continue
        ann = server.client("ann")
        ann.send("CAP LS 302")
        rub(ann, command)
        ann.close()
