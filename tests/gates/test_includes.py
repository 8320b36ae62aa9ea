"""Includes run one way, so that each folder can be read, and tested, without those above it."""

import glob
import os
import re

from harness import SRC

# The headers that files of a folder may include, besides those of their own folder, limits.h and patience.h.
MAY_INCLUDE = {
    "base": "",
    "irc": "base",
    "net": "base",
    "net/mdns": "net base",
    "net/lwip": "net base",
    "chat": "irc base",
    "server/transport": "net base",
    "server/system": "chat net base",
    "server/config": "server/system chat net/mdns net base",
    "server/conn": "server/protocol/protocol.h server/transport server/config server/system chat irc net/mdns net base",
    "server/cmd": "server/conn server/config server/system chat irc base",
    "server/account": "server/cmd server/conn server/config chat irc base",
    "server/protocol": "server/cmd server/conn server/config chat irc net base",
    "server": "server/account server/cmd server/conn server/config server/system chat irc net base",
    "client/text": "client base",
    "client/tty": "client/text client irc base",
    "client/conn": "client/text client irc net base",
    "client/irc": "client/conn client/tty client/text client irc base",
    "client/cmd": "client/irc client/conn client/tty client/text client irc base",
    "client": "client/cmd client/irc client/conn client/tty client/text irc base",
}
MOST_SOURCES = 26                   # of one folder; server/cmd has one for each kind of command

# Lists of every static object: each needs all types, and so nobody includes one but to make the objects.
UMBRELLAS = {"chat/objects.h": {"chat/objects", "server/objects"}, "server/objects.h": {"server/objects"}}

SOCKET_HEADER = re.compile(r"sys/socket\.h|sys/un\.h|netinet/.*|arpa/.*|net/.*|netdb\.h|resolv\.h|ifaddrs\.h|lwip/.*")

FILES = sorted(os.path.relpath(path, SRC) for ending in ["*.c", "*.h", "*.def"]
               for path in glob.glob(os.path.join(SRC, "src", "**", ending), recursive=True))


def includes(path):
    with open(os.path.join(SRC, path), encoding="utf-8") as file:
        return re.findall(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', file.read(), re.M)


def test_each_folder_with_sources_is_in_the_table():
    assert {os.path.dirname(path)[len("src/"):] for path in FILES if path.endswith(".c")} == set(MAY_INCLUDE)


def complaint(path, quote, header):
    """The fault of this include, or None."""
    folder = os.path.dirname(path)[len("src/"):]
    if path in ("src/limits.h", "src/patience.h"):
        return "it stands below everything"
    if quote == "<":
        return "only net/ may know of sockets" if SOCKET_HEADER.fullmatch(header) and not path.startswith("src/net/") else None
    if not os.path.exists(os.path.join(SRC, "src", header)):
        return "it is written as folder/name.h, and must be there"
    if header in UMBRELLAS and os.path.splitext(path)[0][len("src/"):] not in UMBRELLAS[header]:
        return "it brings everything along: include what you use"
    while folder not in MAY_INCLUDE:            # net/lwip/arch
        folder = os.path.dirname(folder)
    where = os.path.dirname(header)
    if header in ("limits.h", "patience.h") or where == folder or {where, header} & set(MAY_INCLUDE[folder].split()):
        return None
    return "%s may include only %s" % (folder, MAY_INCLUDE[folder] or "itself")


def test_includes_run_one_way():
    wrong = []
    for path in FILES:
        for quote, header in includes(path):
            why = complaint(path, quote, header)
            if why:
                wrong.append("%s includes %s: %s" % (path, header, why))
    assert not wrong, "\n".join(wrong)


def modules():
    """Which modules each one includes; a source and its header are one module."""
    found = {}
    for path in FILES:
        name = os.path.splitext(path)[0][len("src/"):]
        found.setdefault(name, set()).update(os.path.splitext(header)[0] for quote, header in includes(path) if quote == '"')
        found[name].discard(name)
    return found


def circles_of(graph):
    """The modules that remain after repeatedly removing those that include no remaining one: circles, and their includers."""
    left = dict(graph)
    while True:
        done = {name for name, others in left.items() if not others & set(left)}
        if not done:
            return left
        left = {name: others for name, others in left.items() if name not in done}


def test_there_are_no_include_circles():
    left = circles_of(modules())
    assert not left, "\n".join("%s includes %s" % (name, ", ".join(sorted(others & set(left)))) for name, others in sorted(left.items()))


def test_no_folder_has_too_many_sources():
    for folder in set(MAY_INCLUDE) - {"server/cmd"}:
        sources = [path for path in FILES if os.path.dirname(path) == "src/" + folder and path.endswith(".c")]
        assert len(sources) <= MOST_SOURCES, "%s has %d sources" % (folder, len(sources))


def test_this_gate_detects_a_violation():
    assert complaint("src/chat/user.c", '"', "server/conn/slot.h")
    assert complaint("src/irc/line.c", '"', "chat/user.h")
    assert complaint("src/chat/user.c", "<", "sys/socket.h")
    assert complaint("src/server/main.c", '"', "main.h")
    assert not complaint("src/server/main.c", '"', "chat/user.h")
    assert complaint("src/server/conn/slot.c", '"', "server/cmd/reply.h")
    assert complaint("src/server/conn/slot.c", '"', "server/protocol/http.h")
    assert not complaint("src/server/conn/slot.c", '"', "server/protocol/protocol.h")
    assert complaint("src/server/cmd/reply.c", '"', "server/main.h")
    assert complaint("src/server/tick.c", '"', "server/objects.h")
    assert complaint("src/client/tty/ui.c", '"', "client/irc/render.h")
    assert circles_of({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}).keys() == {"a", "b", "c"}
    assert not circles_of({"a": {"b", "c"}, "b": {"c"}, "c": set()})
