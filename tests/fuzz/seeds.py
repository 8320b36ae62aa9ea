"""Turns the wire scripts into inputs for the harness `commands`: what the tests say is where a fuzzer may begin.

    seeds.py DIRECTORY      writes a file for each section of tests/wire/*.wire
"""

import hashlib
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import wirescript
from pattern import expand

HERE = pathlib.Path(__file__).resolve().parent
PEOPLE = {"a": "ann", "b": "bob", "c": "cat", "d": "dan"}      # as commands.c has them
NAMES = {"server": "irc.example", "host": "10.0.0.1"}


def cast(section):
    """Which of the harness's clients plays which of the script's."""
    roles, free = {}, list("abd")
    for step in section.steps:
        for name in step.who:
            if name in roles:
                continue
            if step.action == "plain":
                wish = "c"
            elif step.action == "connect":
                wish = "d"
            else:
                wish = "a" if step.action != "register" or step.text else "b"
            role = wish if wish == "c" or wish in free else (free or ["a"])[0]
            roles[name] = role
            if role in free:
                free.remove(role)
    return roles


def seed(section):
    """The section as a script for commands.c."""
    roles, lines = cast(section), []

    def renamed(text):
        return re.sub(r"[a-z]+", lambda word: PEOPLE.get(roles.get(word.group()), word.group()), text)

    for step in section.steps:
        for name in step.who:
            role = roles[name]
            if step.action == "send":
                lines.append(role + renamed(expand(step.text, NAMES)))
            elif step.action == "bytes":
                *whole, rest = renamed(expand(step.text, NAMES)).split("\n")
                lines += [role + line for line in whole] + [role.upper() + rest]
            elif step.action == "join":
                lines.append("%sJOIN %s" % (role, step.text[0]))
            elif step.action == "register" and role == "d":
                lines.append("dNICK dan\r\ndUSER d 0 * :d")
            elif step.action in ("close", "shut"):
                lines.append("-" + role)
            elif step.action == "reset":
                lines.append("!" + role)
    return "".join(line.replace("\n", "\n" + line[0]) + "\n" for line in lines)


def main(directory):
    directory.mkdir(parents=True, exist_ok=True)
    for script in sorted(HERE.parent.glob("wire/*.wire")):
        for section in wirescript.parse(script.read_text(encoding="utf-8"), script.name):
            data = seed(section).encode()
            (directory / hashlib.sha1(data).hexdigest()).write_bytes(data)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
