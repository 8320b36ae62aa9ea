"""The manual pages are clean, and they, --help and the README tell of the same options."""

import os
import re
import subprocess

import pytest

from harness import LINNET, LINNETD, SRC, Deadline, program, tool

FLAG = r"Fl (?:Fl |-)([a-z][a-z-]*)"      # how mdoc writes --name
PAGES = {"linnetd": "src/server/linnetd.8", "linnet": "src/client/linnet.1"}
PROGRAMS = {"linnetd": LINNETD, "linnet": LINNET}


def page(name):
    with open(os.path.join(SRC, PAGES[name]), encoding="utf-8") as file:
        return file.read()


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=Deadline().left())


def options_of_help(name):
    done = run(*program(PROGRAMS[name], "--help"))
    assert done.returncode == 0, done.stderr
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", done.stdout))


def options_of_page(name):
    """The options that the page explains, each in an item of a list."""
    return {"--" + option for option in re.findall(r"^\.It " + FLAG, page(name), re.M)}


@pytest.mark.parametrize("name", PAGES)
def test_mandoc_reports_nothing(name):
    """Except about other pages that this machine has, or has not yet in its index: that is no fault of ours."""
    done = run(tool("mandoc"), "-Tlint", os.path.join(SRC, PAGES[name]))
    said = [line for line in done.stdout.splitlines() if "referenced manual not found" not in line]
    assert not said, "\n".join(said)


@pytest.mark.parametrize("name", PAGES)
def test_it_renders(name):
    done = run(tool("mandoc"), "-Tutf8", os.path.join(SRC, PAGES[name]))
    assert done.returncode == 0
    text = re.sub(".\b", "", done.stdout)
    for heading in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES"]:
        assert re.search("^%s$" % heading, text, re.M), heading + " is missing"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_explains_the_existing_options(name):
    assert options_of_page(name) == options_of_help(name)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_names_every_option_in_its_synopsis(name):
    synopsis = page(name).split(".Sh SYNOPSIS", 1)[1].split(".Sh ", 1)[0]
    named = {"--" + option for option in re.findall(r"\b" + FLAG, synopsis)}
    assert named | {"--help", "--version"} == options_of_help(name)


def test_the_readme_names_the_options_of_the_server_and_no_others():
    with open(os.path.join(SRC, "README.md"), encoding="utf-8") as file:
        text = file.read()
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text))
    missing = options_of_help("linnetd") - named
    assert not missing, "the README does not name " + ", ".join(sorted(missing))
    unknown = named - options_of_help("linnetd") - options_of_help("linnet")
    assert not unknown, "the README names %s, which neither program has" % ", ".join(sorted(unknown))
