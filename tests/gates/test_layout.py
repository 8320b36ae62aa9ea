"""The tree looks as a newcomer may expect it to."""

import glob
import os
import re

from harness import SRC

TOP = {"Makefile", "README.md", "LICENSE", "src", "board", "toolchain", "tests"}
BUILT = {"build"}                   # ignored by .gitignore
FUNCTION_LINES = 60
FILE_LINES = 400
LINE_WIDTH = 120
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|WIP)\b")


def files(*patterns):
    found = []
    for pattern in patterns:
        found += glob.glob(os.path.join(SRC, pattern), recursive=True)
    return sorted(os.path.relpath(path, SRC) for path in found if os.path.isfile(path) and "__pycache__" not in path)


C_FILES = files("src/**/*.[ch]", "tests/**/*.[ch]")
SOURCES = files("src/**/*.c")
TEXTS = sorted(set(C_FILES + files("Makefile", "README.md", "src/**/*", "toolchain/**/*", "board/**/*", "tests/**/*.py",
                                   "tests/**/*.wire", "tests/**/*.md")))


def read(path):
    with open(os.path.join(SRC, path), encoding="utf-8") as file:
        return file.read()


def test_the_top_level_holds_nothing_unexpected():
    there = {name for name in os.listdir(SRC) if not name.startswith(".")} - BUILT
    assert there <= TOP, "unexpected: " + ", ".join(sorted(there - TOP))
    missing = TOP - there - {"board"}       # boards come later
    assert not missing, "missing: " + ", ".join(sorted(missing))


def test_a_source_includes_its_own_header_first():
    """So that each header is complete by itself."""
    wrong = []
    for path in SOURCES:
        own = os.path.splitext(os.path.relpath(path, "src"))[0] + ".h"
        first = re.search(r'^\s*#\s*include\s*[<"]([^>"]+)', read(path), re.M)
        if os.path.exists(os.path.join(SRC, "src", own)) and not (first and first.group(1) == own):
            wrong.append("%s should include %s first" % (path, own))
    assert not wrong, "\n".join(wrong)


def test_each_source_and_header_opens_with_a_comment_that_begins_with_its_name():
    wrong = [path for path in C_FILES if path.startswith("src/")
             if not read(path).startswith("/* %s: " % os.path.basename(path))]
    assert not wrong, "these do not open with `/* name: `:\n" + "\n".join(wrong)


def test_no_two_modules_of_tests_share_a_name():
    """They are imported by it, so that the second could not be."""
    names = [os.path.basename(path) for path in files("tests/**/*.py") if not path.endswith("/conftest.py")]
    assert len(names) == len(set(names)), "twice: " + ", ".join(sorted({name for name in names if names.count(name) > 1}))


def test_a_header_is_guarded_by_its_name():
    wrong = []
    for path in files("src/**/*.h"):
        if path == "src/net/lwip/lwippools.h":
            continue                        # a list, which lwIP includes by this name as often as it needs it
        guard = re.sub(r"[^A-Z0-9]", "_", os.path.relpath(path, "src").upper())
        if not re.search(r"^#ifndef %s\n#define %s\n" % (guard, guard), read(path), re.M):
            wrong.append("%s has no guard %s" % (path, guard))
    assert not wrong, "\n".join(wrong)


def test_no_function_is_too_long():
    """A function begins and ends with a brace in the first column."""
    wrong = []
    for path in C_FILES:
        start = None
        for number, line in enumerate(read(path).split("\n"), 1):
            if line == "{":
                start = number
            elif line.startswith("}") and start:
                if number - start + 1 > FUNCTION_LINES:
                    wrong.append("%s:%d: a function of %d lines" % (path, start, number - start + 1))
                start = None
    assert not wrong, "\n".join(wrong)


def test_no_file_is_too_long():
    long = {path for path in C_FILES if path.startswith("src/") and read(path).count("\n") > FILE_LINES}
    assert not long, "more than %d lines: %s" % (FILE_LINES, ", ".join(sorted(long)))


def lines_of_texts():
    for path in TEXTS:
        for number, line in enumerate(read(path).split("\n"), 1):
            yield path, "%s:%d" % (path, number), line


def test_nothing_is_marked_as_unfinished():
    wrong = [where + ": " + line.strip() for path, where, line in lines_of_texts()
             if UNFINISHED.search(line) and path != "tests/gates/test_layout.py"]
    assert not wrong, "\n".join(wrong)


def test_no_line_is_wider_than_the_screen():
    """In the programs; lines that tests expect are sometimes longer than a screen."""
    wrong = []
    for path, where, line in lines_of_texts():
        width = len(line.expandtabs(8))
        if width > LINE_WIDTH and path.startswith("src/"):
            wrong.append("%s: %d columns" % (where, width))
    assert not wrong, "\n".join(wrong)


def test_no_line_has_trailing_spaces_and_each_file_ends_with_one_newline():
    wrong = [where + ": spaces at the end" for path, where, line in lines_of_texts() if line != line.rstrip()]
    wrong += [path + ": does not end with one line end" for path in TEXTS
              if not read(path).endswith("\n") or read(path).endswith("\n\n")]
    assert not wrong, "\n".join(wrong)


# ---- names ----

# What a file begins at the first column and gives a body: a function that others may call.
DEFINITION = re.compile(r"^(?!static\b|OWN_FRAME static\b|typedef\b)[A-Za-z_][\w *]*?\b(\w+)\([^;{}()]*(?:\([^;{}()]*\)[^;{}()]*)*\)\n\{", re.M)

# Functions that others have named: the C standard, musl, lwIP, and the authors of an algorithm.
NAMED_BY_OTHERS = {
    "main": "main", "client/tty/no_vdso": "__vdsosym", "base/log": "bug_at", "base/sha256": "hmac|hmac_\\w+|pbkdf2|bytes_equal",
    "net/lwip/sys": "sys_\\w+|port_(core_locked|random)", "net/lwip/conn": "net_lwip_hears", "net/lwip/cookie": "net_lwip_isn",
}


def prefixed(function, *names):
    return any(function == name or function.startswith(name + "_") for name in names)


def misplaced(module, function, headers):
    """What is wrong with the name of a function, or with the header that it stands in: `headers` are those of its folder,
    and of the folder above, for a contract like net.h, by their paths without .h."""
    folder, name = os.path.split(module)
    declared = [header for header in headers if re.search(r"\b%s\(" % function, read("src/%s.h" % header))]
    if re.fullmatch(NAMED_BY_OTHERS.get(module, NAMED_BY_OTHERS.get(name, "")), function):
        return None
    if folder == "server/cmd" and re.search(r'^X\("\w+", %s,' % function.partition("cmd_")[2], read("src/server/cmd/commands.def"), re.M):
        return None                                     # command.h declares the handlers
    if not declared:
        return "no header of its folder declares it"
    if module in declared and prefixed(function, name, name + "s", name.rstrip("s")):
        return None
    if prefixed(function, *map(os.path.basename, declared)) or prefixed(function, os.path.basename(folder)):
        return None                                     # a header that several files fill: net.h, mdns.h, dial.h
    return "neither its file, its header nor its folder is called so"


def test_a_function_that_others_call_is_named_after_its_module():
    """So that whoever reads a call knows where to look."""
    wrong = []
    for path in SOURCES:
        module = os.path.splitext(os.path.relpath(path, "src"))[0]
        folder = os.path.dirname(module)
        headers = [os.path.splitext(os.path.relpath(header, "src"))[0]
                   for header in files("src/%s/*.h" % folder, "src/%s/*.h" % os.path.dirname(folder))]
        for function in DEFINITION.findall(read(path)):
            why = misplaced(module, function, headers)
            if why:
                wrong.append("%s: %s: %s" % (path, function, why))
    assert not wrong, "\n".join(wrong)


def test_this_gate_would_notice_a_name_of_another_module():
    assert DEFINITION.findall("int *f(int (*g)(void *), int n)\n{\n}\nstatic int h(void)\n{\n}\n") == ["f"]
    assert misplaced("server/cmd/cmd_monitor", "tell_watchers", ["server/cmd/cmd_monitor"])
    assert misplaced("net/net_posix", "net_send", ["net/net"]) is None
    assert misplaced("server/conn/flush", "slot_open", ["server/conn/flush"])
    assert misplaced("server/conn/slot", "slots_busy", ["server/conn/slot"]) is None
