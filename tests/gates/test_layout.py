"""The tree looks as a newcomer may expect it to."""

import glob
import os
import re

from harness import SRC

TOP = {"Makefile", "README.md", "LICENSE", "src", "board", "toolchain", "tests"}
BUILT = {"build"}                   # what .gitignore leaves out
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
