"""Every command and every numeric of linnetd is tested over the wire, and the README lists commands and capabilities."""

import os
import pathlib
import re

from harness import SRC

WIRE = pathlib.Path(SRC, "tests", "wire")


def rows(path, regex):
    """The text that the regex captures in each row of a table in a source file."""
    found = re.findall(regex, pathlib.Path(SRC, path).read_text(encoding="utf-8"), re.M)
    assert found, "no row of a table in %s looks like %s" % (path, regex)
    return found


def commands():
    return rows("src/server/cmd/commands.def", r'^X\("([A-Z]+)",')


def numerics():
    """Their names, by the three digits on the wire."""
    return {"%03d" % int(number): name
            for name, number in rows("src/irc/numerics.def", r"^X\(((?:RPL|ERR)_\w+), ([0-9]+),")}


def lines_of_tests(mark):
    """The lines that wire tests send (mark '>') or expect (mark '<'): in scripts by their mark, and in Python all of
    them, where the surroundings tell them apart."""
    for path in sorted(WIRE.glob("*.wire")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.match(r"[a-z]+%s[|*+~]? ?" % mark, line):
                yield re.sub(r"^[a-z]+%s[|*+~]? ?" % mark, "", line)
    for path in sorted(WIRE.glob("*.py")):
        yield from path.read_text(encoding="utf-8").splitlines()


def test_every_numeric_is_expected_by_a_wire_test():
    """In command position: behind the server's name, which a test writes as {server}, {word} or {*}."""
    expected = {number for line in lines_of_tests("<")
                for number in re.findall(r"(?:\}|:\S+) ([0-9]{3}) ", line)}
    missing = ["%s %s" % (number, name) for number, name in numerics().items() if number not in expected]
    assert not missing, "no wire test expects " + ", ".join(missing)


def test_every_command_is_sent_by_a_wire_test():
    sent = {word for line in lines_of_tests(">") for word in re.findall(r"\b[A-Z]+\b", line)}
    missing = set(commands()) - sent
    assert not missing, "no wire test sends " + ", ".join(sorted(missing))


def test_the_readme_lists_commands_and_capabilities(server):
    """Its table has the commands of commands.def and the capabilities that a client is offered."""
    client = server.client("ann")
    client.send("CAP LS 302")
    offered = []
    while not offered or " LS * :" in offered[-1]:
        offered.append(client.line())
    capabilities = {word.split("=")[0] for line in offered for word in line.split(" :", 1)[1].split()}
    readme = pathlib.Path(SRC, "README.md").read_text(encoding="utf-8")
    table = readme.split("## What it speaks", 1)[1].split("\n## ", 1)[0]
    named = [word for row in table.splitlines() if row.startswith("|") for word in re.findall(r"`([^`]+)`", row)]
    assert sorted(named) == sorted(set(commands()) | capabilities)


def test_adding_a_command_takes_five_files():
    """KNOCK was added as the proof. A row, a function, numerics, a script with every reply, a line of README's table."""
    places = [path for folder in ("src", "tests/wire", "tests/gates") for path in pathlib.Path(SRC, folder).rglob("*.*")
              if path.suffix in (".c", ".h", ".def", ".wire", ".py") and path.name != "test_coverage.py"]
    found = {os.path.relpath(path, SRC) for path in [pathlib.Path(SRC, "README.md"), *places]
             if re.search(r"\b(KNOCK|cmd_knock|(RPL|ERR)_\w*KNOCK\w*)\b", path.read_text(encoding="utf-8"))}
    assert found == {"src/server/cmd/commands.def", "src/server/cmd/cmd_knock.c", "src/irc/numerics.def",
                     "tests/wire/knock.wire", "README.md"}
