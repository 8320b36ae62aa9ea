"""Includes run one way, so that each folder can be read, and tested, without those above it."""

import glob
import os
import re

from harness import SRC

# What the files of a folder may include, next to their own folder's headers and limits.h.
MAY_INCLUDE = {
    "base": set(),
    "irc": {"base"},
    "net": {"base"},
    "chat": {"irc", "base"},
    "server": {"chat", "irc", "net", "base"},
    "client": {"irc", "net", "base"},
}

SOCKET_HEADER = re.compile(r"sys/socket\.h|sys/un\.h|netinet/.*|arpa/.*|net/.*|netdb\.h|resolv\.h|ifaddrs\.h|lwip/.*")

FILES = sorted(os.path.relpath(path, SRC) for ending in ["*.c", "*.h", "*.def"]
               for path in glob.glob(os.path.join(SRC, "src", "**", ending), recursive=True))


def includes(path):
    with open(os.path.join(SRC, path), encoding="utf-8") as file:
        return re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', file.read(), re.M)


def test_there_are_sources_in_every_folder():
    assert {path.split("/")[1] for path in FILES if path.count("/") > 1} == set(MAY_INCLUDE)


def complaint(path, quote, header):
    """What is wrong with this include, if anything."""
    folder = path.split("/")[1]
    if path == "src/limits.h":
        return "limits.h stands below everything"
    if quote == "<":
        return "only net/ may know of sockets" if SOCKET_HEADER.fullmatch(header) and not path.startswith("src/net/") else None
    if not os.path.exists(os.path.join(SRC, "src", header)):
        return "it is written as folder/name.h, and must be there"
    where = header.split("/")[0]
    if header == "limits.h" or where == folder or where in MAY_INCLUDE[folder]:
        return None
    return "%s may include only %s" % (folder, ", ".join(sorted(MAY_INCLUDE[folder])) or "itself")


def test_includes_run_one_way():
    wrong = []
    for path in FILES:
        for quote, header in includes(path):
            why = complaint(path, quote, header)
            if why:
                wrong.append("%s includes %s: %s" % (path, header, why))
    assert not wrong, "\n".join(wrong)


def test_this_gate_would_notice_a_wrong_turn():
    assert complaint("src/chat/user.c", '"', "server/conn/slot.h")
    assert complaint("src/irc/line.c", '"', "chat/user.h")
    assert complaint("src/chat/user.c", "<", "sys/socket.h")
    assert complaint("src/server/main.c", '"', "main.h")
    assert not complaint("src/server/main.c", '"', "chat/user.h")
