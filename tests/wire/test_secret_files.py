"""Files of secrets that others can read: a warning with the command that mends it, or with --strict-secrets no start."""

import os
import pathlib
import re
import subprocess
import tempfile

import pytest
from harness import LINNETD, Deadline, program, run_linnetd

ROOT = os.geteuid() == 0
as_root = pytest.mark.parametrize("", [()] if ROOT else [])      # only root can give files away
STRANGE_GROUP = 54321       # nobody's


@pytest.fixture
def folder():
    """With a short name, for the log's sake, and open to look into, as /etc."""
    with tempfile.TemporaryDirectory() as path:
        os.chmod(path, 0o755)
        yield pathlib.Path(path)


@pytest.fixture
def secret(folder):
    def write(mode, option="--password-file", name="s", group=None, owner=None):
        path = folder / name
        path.write_text("old secret\n")
        if group is not None or owner is not None:
            os.chown(path, -1 if owner is None else owner, -1 if group is None else group)
        path.chmod(mode)
        return option, path
    return write


def checked(*options, status=0, **how):
    return run_linnetd(*options, "--check", status=status, **how)[1]


OPTIONS = ["--password-file", "--oper-file"]


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700, 0o710, 0o701])
def test_a_file_that_nobody_else_can_read_brings_no_warning(secret, option, mode):
    assert checked(*secret(mode, option), "--strict-secrets") == ""


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("mode, what", [(0o644, "read"), (0o604, "read"), (0o666, "read"), (0o602, "write to")])
def test_a_file_that_everyone_can_read_or_write_brings_a_warning_with_the_command_that_fixes_it(secret, option, mode, what):
    option, path = secret(mode, option)
    said = checked(option, path)
    warned = re.fullmatch(r"linnetd: warning: {0}: everyone can {1} (\S+)\n"
                          r"linnetd: warning: {0}: to fix this: (.*)\n".format(option, what), said)
    assert warned and warned.group(1) == str(path)
    subprocess.run(["sh", "-c", warned.group(2)], check=True)
    assert checked(option, path, "--strict-secrets") == ""


@pytest.mark.parametrize("option", OPTIONS)
def test_strict_secrets_refuses_to_start(secret, option):
    option, path = secret(0o644, option)
    for strict in ("--strict-secrets", "--strict-secrets=yes"):
        said = checked(option, path, strict, status=2)
        assert said == ("linnetd: error: %s: everyone can read %s, which --strict-secrets refuses\n"
                        "linnetd: warning: %s: to fix this: chmod 600 %s\n" % (option, path, option, path))
    assert "warning" in checked(option, path, "--strict-secrets=no")


def test_the_message_of_the_day_may_be_readable(secret):
    assert checked(*secret(0o644, "--motd"), "--strict-secrets") == ""


def test_an_invalid_file_that_others_can_read_is_reported_once(secret):
    option, path = secret(0o644, "--oper-file")
    path.write_text("finch\n")
    assert re.fullmatch(r"linnetd: error: --oper-file: \S+:1: .*\n", checked(option, path, status=2))


@as_root
def test_only_the_groups_of_root_and_of_linnetd_may_read_it(secret):
    for group, user in [(0, []), (STRANGE_GROUP, ["--user", "1234:%d" % STRANGE_GROUP])]:
        assert checked(*secret(0o640, group=group), *user, "--strict-secrets") == ""
    for mode, what in [(0o640, "read"), (0o660, "read"), (0o620, "write to")]:
        option, path = secret(mode, group=STRANGE_GROUP)
        assert checked(option, path) == ("linnetd: warning: --password-file: group %d can %s %s\n"
                                         "linnetd: warning: --password-file: to fix this: chmod 600 %s\n" % (STRANGE_GROUP, what, path, path))
        assert "refuses" in checked(option, path, "--strict-secrets", status=2)


def as_somebody(*options):
    """Run by an unprivileged user, in its own group."""
    return subprocess.run(["setpriv", "--reuid=1234", "--regid=%d" % STRANGE_GROUP, "--clear-groups",
                           *program(LINNETD, *options, "--check")], capture_output=True, text=True, timeout=Deadline().left())


@as_root
def test_the_fix_for_a_file_of_another_owner_sets_its_group(secret):
    """As systemd starts it. chmod 600 would take the file away from it."""
    option, path = secret(0o644)
    done = as_somebody(option, path)
    assert done.stderr == ("linnetd: warning: --password-file: everyone can read %s\n"
                           "linnetd: warning: --password-file: to fix this: chgrp %d %s && chmod 640 %s\n" % (path, STRANGE_GROUP, path, path))
    subprocess.run(["sh", "-c", done.stderr.split("to fix this: ")[1]], check=True)
    done = as_somebody(option, path, "--strict-secrets")
    assert (done.returncode, done.stderr) == (0, "")
    option, path = secret(0o644, name="own", owner=1234)
    assert as_somebody(option, path).stderr.endswith(": to fix this: chmod 600 %s\n" % path)


def test_the_fix_is_quoted_for_any_file_name(secret):
    option, path = secret(0o644, name="it's $HOME; a `b`")
    fix = checked(option, path).split("to fix this: ")[1]
    subprocess.run(["sh", "-c", fix], check=True)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_fix_that_does_not_fit_is_left_out(tmp_path):
    """Half a path would be another file's."""
    folder = tmp_path
    while len(str(folder)) < 130:
        folder = folder / ("d" * 30)
        folder.mkdir()
    for n in range(1, 100, 7):
        path = folder / ("f" * n)
        path.write_text("secret\n")
        path.chmod(0o644)
        said = checked("--password-file", path)
        assert said.endswith((" chmod 600 %s\n" % path, " chmod 600 FILE\n")), said
    assert said.endswith("FILE\n")


def test_a_pipe_is_not_checked(tmp_path):
    """A pipe, as a shell's <(...) makes it, belongs to whoever has it."""
    done = subprocess.run(["sh", "-c", "echo secret | \"$@\"", "sh", *program(
        LINNETD, "--password-file", "/dev/stdin", "--strict-secrets", "--check")], capture_output=True, text=True,
        timeout=Deadline().left())
    assert (done.returncode, done.stderr) == (0, "")


# ---- while it runs ----

def enter(server, nick, password):
    client = server.client(nick)
    client.send("PASS " + password, "NICK " + nick, "USER %s 0 * :%s" % (nick, nick))
    return client, client.until("{*} 376 {*}", "{*} 422 {*}", "{*} 464 {*}")[-1].split()[1] != "464"


def operator(server, password):
    ann, is_in = enter(server, "ann", password)
    assert is_in
    ann.send("OPER finch :word")
    ann.until("{*} 381 {*}")
    ann.sync()
    ann.lines.clear()
    return ann


def rehash(client):
    client.send("REHASH")
    client.expect(":{server} 382 {word} * :{text}")
    return [client.expect(":{server} NOTICE {word} :{text}").split(" :", 1)[1] for _ in range(3)]


@pytest.fixture
def files(folder):
    def write(name, text, mode):
        new = folder / (name + "~")
        new.write_text(text)
        new.chmod(mode)
        new.rename(folder / name)
    write("password", "old\n", 0o600)
    write("opers", "finch word\n", 0o600)
    write.options = ["--password-file", folder / "password", "--oper-file", folder / "opers"]
    write.folder = folder
    return write


def test_rehash_warns(start, files):
    server = start(*files.options)
    ann = operator(server, "old")
    assert " can read " not in server.log.text()
    files("password", "new\n", 0o644)
    assert rehash(ann)[0] == "password-file: read again"
    server.log.wait_for(r"warning: --password-file: everyone can read \S+/password$")
    assert [enter(server, nick, word)[1] for nick, word in [("bob", "old"), ("eve", "new")]] == [False, True]


def test_rehash_with_strict_secrets_refuses_and_gives_the_operator_the_reason(start, files):
    server = start(*files.options, "--strict-secrets")
    ann = operator(server, "old")
    files("password", "new\n", 0o644)
    os.chmod(files.folder / "opers", 0o644)          # the same file, which it has open
    said = rehash(ann)
    for line, option in zip(said, ["password-file", "oper-file"]):
        assert line.startswith(option + ": others can read it, which --strict-secrets refuses, so the old one stays: ")
    server.log.wait_for(r"error: --password-file: everyone can read \S+/password, which --strict-secrets refuses$")
    server.log.wait_for(r"error: --oper-file: everyone can read \S+/opers, which --strict-secrets refuses$")
    assert [enter(server, nick, word)[1] for nick, word in [("bob", "old"), ("eve", "new")]] == [True, False]


def test_the_fix_from_the_log_works_for_the_running_server(start, files):
    """Also where it has become a user that does not own the file: then that keeps its owner, and gets a group."""
    server = start(*files.options, "--strict-secrets")
    ann = operator(server, "old")
    files("password", "new\n", 0o644)
    assert "others can read it" in rehash(ann)[0]
    fix = server.log.wait_for(r"--password-file: to fix this: (.*)").group(1)
    subprocess.run(["sh", "-c", fix], check=True)
    assert rehash(ann)[0] == "password-file: read again"
    assert enter(server, "eve", "new")[1]
