"""What REHASH, SIGHUP and SIGUSR1 read anew: the message of the day, the password and the operators."""

import os
import re
import select
import signal
import subprocess

import pytest

from harness import CLIENT_HOST, LINNETD, LINNETD_HOST, Deadline, free_place, program, run_linnetd


def oper(client, name, password):
    client.send("OPER %s :%s" % (name, password))
    return client.until("{*} 381 {*}", "{*} 464 {*}", "{*} 491 {*}")[-1].split()[1]


def files(tmp_path, motd, password, opers):
    for name, text in [("motd", motd), ("password", password), ("opers", opers)]:
        (tmp_path / name).write_text(text)
    return ["--motd", tmp_path / "motd", "--password-file", tmp_path / "password", "--oper-file", tmp_path / "opers"]


def enter(server, nick, password):
    client = server.client(nick)
    client.send("PASS " + password, "NICK " + nick, "USER %s 0 * :%s" % (nick, nick))
    return client, client.until("{*} 376 {*}", "{*} 422 {*}", "{*} 464 {*}")


def rehash(client):
    client.send("REHASH")
    client.expect(":{server} 382 {word} * :{text}")
    return [client.expect(":{server} NOTICE {word} :{text}").split(" :", 1)[1] for _ in range(4)]


def test_files_are_read_anew(start, tmp_path):
    server = start(*files(tmp_path, "old\n", "old\n", "finch old\n"))
    ann, welcome = enter(server, "ann", "old")
    assert any(line.endswith(":- old") for line in welcome)
    assert oper(ann, "finch", "old") == "381"
    ann.sync()
    ann.lines.clear()
    (tmp_path / "next").write_text("new, and longer than before\n")
    (tmp_path / "next").rename(tmp_path / "motd")       # as an editor does it: another file of the same name
    files(tmp_path, "new, and longer than before\n", "new\n", "wren new\n")
    assert rehash(ann)[:3] == ["motd: read anew", "password-file: read anew", "oper-file: read anew"]
    bob, seen = enter(server, "bob", "old")
    assert " 464 " in seen[-1]
    eve, welcome = enter(server, "eve", "new")
    assert any(line.endswith(":- new, and longer than before") for line in welcome)
    assert oper(eve, "finch", "old") == "464"
    assert oper(eve, "wren", "new") == "381"


def test_a_file_that_is_wrong_leaves_what_was_read_before(start, tmp_path):
    server = start(*files(tmp_path, "old\n", "old\n", "finch old\n"))
    ann, _ = enter(server, "ann", "old")
    assert oper(ann, "finch", "old") == "381"
    ann.sync()
    ann.lines.clear()
    (tmp_path / "motd").unlink()
    (tmp_path / "password").write_text("\n")
    (tmp_path / "opers").write_text("finch\n")
    told = rehash(ann)
    assert len([line for line in told if "cannot be used" in line]) == 3
    server.log.wait_for(r"error: --motd: cannot read")
    server.log.wait_for(r"error: --password-file: ")
    server.log.wait_for(r"error: --oper-file: \S+:1: ")
    bob, welcome = enter(server, "bob", "old")
    assert any(line.endswith(":- old") for line in welcome)
    assert oper(bob, "finch", "old") == "381"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGUSR1])
def test_a_signal_does_it_too(start, tmp_path, number):
    server = start(*files(tmp_path, "old\n", "old\n", "finch old\n"))
    (tmp_path / "opers").write_text("finch new\n")
    server.process.send_signal(number)
    server.log.wait_for(r"files read anew$")
    ann, _ = enter(server, "ann", "old")
    assert oper(ann, "finch", "old") == "464"
    assert oper(ann, "finch", "new") == "381"


def test_a_server_whose_terminal_is_gone_leaves():
    ours, its = os.openpty()
    command = program(LINNETD, "--listen", LINNETD_HOST.replace("{n}", str(free_place())) + ":0")
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=its, stderr=its) as server:
        os.close(its)
        said, deadline = b"", Deadline()
        while b"Join" not in said:
            assert select.select([ours], [], [], deadline.left())[0], said
            said += os.read(ours, 1000)
        server.send_signal(signal.SIGHUP)
        assert server.wait(deadline.left()) == 0
    os.close(ours)


def test_a_server_that_was_started_to_survive_its_terminal_stays(start):
    server = start(wrapper=["nohup"])
    ann = server.user("ann")
    server.process.send_signal(signal.SIGHUP)
    ann.sync()
    assert "anew" not in server.log.text()


def test_two_operators_at_once(start, tmp_path):
    server = start(*files(tmp_path, "old\n", "old\n", "finch old\n"))
    clients = [enter(server, nick, "old")[0] for nick in ["ann", "bob", "eve"]]
    for client in clients:
        assert oper(client, "finch", "old") == "381"
        client.sync()
        client.lines.clear()
    for client in clients:
        client.send("REHASH", "REHASH")
    for client in clients:
        for _ in range(2):
            client.expect(":{server} 382 {word} * :{text}", *[":{server} NOTICE {word} :{text}"] * 4)


def test_a_wrong_oper_is_slow_and_in_the_log(start, tmp_path):
    """Each wrong try takes OPER_WAIT_MS; others are served meanwhile."""
    server = start(*files(tmp_path, "old\n", "old\n", "finch old\n"))
    ann, _ = enter(server, "ann", "old")
    bob, _ = enter(server, "bob", "old")
    ann.send("OPER finch wrong")
    bob.sync()
    assert not any(" 464 " in line for line in ann.lines)
    ann.until("{*} 464 {*}")
    server.log.wait_for("warning: ann from %s gave a wrong name or password" % CLIENT_HOST)


def test_the_oper_file_may_be_as_long_as_the_limit_and_not_longer(tmp_path):
    path = tmp_path / "opers"
    path.write_bytes(b"finch secret\n#" + b"x" * (512 - 14))
    run_linnetd("--oper-file", path, "--check", status=0)
    path.write_bytes(b"finch secret\n#" + b"x" * (513 - 14))
    _, err = run_linnetd("--oper-file", path, "--check", status=2)
    assert "--oper-file: cannot read %s: it is too long: at most 512 bytes" % path in err


def test_a_wrong_oper_file_is_named_with_its_line(tmp_path):
    path = tmp_path / "opers"
    for text, line in [("finch\n", 1), ("# who\n\n  wren secret\nfinch \n", 4), ("finch " + "x" * 101, 1)]:
        path.write_text(text)
        _, err = run_linnetd("--oper-file", path, "--check", status=2)
        assert re.fullmatch(r"linnetd: error: --oper-file: \S+:%d: it must be a name.*\n" % line, err), err
    path.write_text("finch " + "x" * 100)
    run_linnetd("--oper-file", path, "--check", status=0)
    _, err = run_linnetd("--oper-file", tmp_path / "none", "--check", status=2)
    assert "--oper-file: cannot read" in err
