"""The files that REHASH, SIGHUP and SIGUSR1 read again: the message of the day, the password and the operators."""

import os
import re
import select
import signal
import subprocess

import pytest

from harness import CLIENT_HOST, LINNETD, LINNETD_HOST, Deadline, free_place, program, run_linnetd


@pytest.fixture(autouse=True)
def folder_like_etc(tmp_path):
    """Others can look into it, as into /etc: linnetd that was started by root is somebody else by the time of REHASH."""
    tmp_path.chmod(0o755)


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


def test_rehash_reads_the_files_again(start, tmp_path):
    server = start(*files(tmp_path, "old\n", "old\n", "finch old\n"))
    ann, welcome = enter(server, "ann", "old")
    assert any(line.endswith(":- old") for line in welcome)
    assert oper(ann, "finch", "old") == "381"
    ann.sync()
    ann.lines.clear()
    (tmp_path / "next").write_text("new, and longer than before\n")
    (tmp_path / "next").rename(tmp_path / "motd")       # as an editor does it: another file of the same name
    files(tmp_path, "new, and longer than before\n", "new\n", "wren new\n")
    assert rehash(ann)[:3] == ["motd: read again", "password-file: read again", "oper-file: read again"]
    bob, seen = enter(server, "bob", "old")
    assert " 464 " in seen[-1]
    eve, welcome = enter(server, "eve", "new")
    assert any(line.endswith(":- new, and longer than before") for line in welcome)
    assert oper(eve, "finch", "old") == "464"
    assert oper(eve, "wren", "new") == "381"


def test_an_invalid_file_leaves_the_old_contents_in_use(start, tmp_path):
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


ANEW = ["motd: read again", "password-file: read again", "oper-file: read again"]


def operator_of(server):
    ann, _ = enter(server, "ann", "old")
    assert oper(ann, "finch", "old") == "381"
    ann.sync()
    ann.lines.clear()
    return ann


def password_now(server):
    """Which of them is it?"""
    for password in ["old", "new", "newer"]:
        client, seen = enter(server, "u%d" % len(server.clients), password)
        client.close()
        if " 464 " not in seen[-1]:
            return password


def test_a_root_only_file_is_read_again_after_it_was_overwritten(start, tmp_path):
    """For any user, linnetd cannot open these files again while it runs: it reads those that it has open."""
    server = start(*files(tmp_path, "old\n", "old\n", "finch old\n"))
    ann = operator_of(server)
    files(tmp_path, "new\n", "new\n", "finch new\n")
    for name in ["motd", "password", "opers"]:
        (tmp_path / name).chmod(0o000)
    assert rehash(ann)[:3] == ANEW
    assert password_now(server) == "new"
    assert oper(ann, "finch", "old") == "464"
    assert oper(ann, "finch", "new") == "381"
    ann.send("MOTD")
    ann.until(":{server} 372 ann :- new")


def test_a_file_replaced_by_a_root_only_one_is_not_used_and_the_log_says_why(start, tmp_path):
    server = start(*files(tmp_path, "old\n", "old\n", "finch old\n"))
    ann = operator_of(server)
    (tmp_path / "next").write_text("new\n")
    (tmp_path / "next").chmod(0o000)
    (tmp_path / "next").rename(tmp_path / "password")
    told = rehash(ann)
    assert told[0] == ANEW[0] and "cannot be used, the old one stays" in told[1] and told[2] == ANEW[2]
    server.log.wait_for(r"error: --password-file: \S+/password was replaced by a file that linnetd's user cannot open: ")
    assert password_now(server) == "old"
    (tmp_path / "password").chmod(0o644)
    assert rehash(ann)[:3] == ANEW
    assert password_now(server) == "new"


def test_a_file_in_an_unreadable_folder(start, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    server = start(*files(folder, "old\n", "old\n", "finch old\n"))
    ann = operator_of(server)
    (folder / "password").write_text("new\n")
    folder.chmod(0o000)
    assert rehash(ann)[:3] == ANEW
    assert password_now(server) == "new"
    server.log.wait_for(r"linnetd: --password-file: cannot open the folder of \S+: reads the file that is already open$")
    folder.chmod(0o755)
    (folder / "next").write_text("newer\n")
    (folder / "next").rename(folder / "password")
    folder.chmod(0o000)
    assert "cannot be used, the old one stays" in rehash(ann)[1]
    server.log.wait_for(r"error: --password-file: \S+/password was replaced by a file that ")
    folder.chmod(0o755)
    assert rehash(ann)[:3] == ANEW
    assert password_now(server) == "newer"


def test_a_symbolic_link_within_the_folder_is_followed_again(start, tmp_path):
    server = start(*files(tmp_path, "old\n", "old\n", "finch old\n")[:2], "--oper-file", tmp_path / "opers",
                   "--password-file", link(tmp_path, "link", "password"))
    ann = operator_of(server)
    (tmp_path / "another").write_text("new\n")
    link(tmp_path, "next", "another").rename(tmp_path / "link")
    assert rehash(ann)[:3] == ANEW
    assert password_now(server) == "new"


def test_a_symbolic_link_out_of_the_folder_works_while_its_target_is_the_same_file(start, tmp_path):
    """It may lead anywhere, and out of the folder nothing can be opened later."""
    (tmp_path / "inner").mkdir()
    files(tmp_path, "old\n", "old\n", "finch old\n")
    server = start("--motd", tmp_path / "motd", "--oper-file", tmp_path / "opers",
                   "--password-file", link(tmp_path / "inner", "link", "../password"))
    ann = operator_of(server)
    (tmp_path / "password").write_text("new\n")
    assert rehash(ann)[:3] == ANEW
    assert password_now(server) == "new"
    (tmp_path / "another").write_text("newer\n")
    link(tmp_path, "next", "../another").rename(tmp_path / "inner" / "link")
    told = rehash(ann)[1]
    if told == ANEW[1]:     # on kernels, and under QEMU, that do not know how to keep within a folder
        assert password_now(server) == "newer"
        return
    assert "cannot be used, the old one stays" in told
    server.log.wait_for(r"error: --password-file: \S+/link was replaced by a file that ")
    assert password_now(server) == "new"


def link(folder, name, to):
    (folder / name).symlink_to(to)
    return folder / name


def test_a_file_with_a_bare_name_is_read_again(start, tmp_path):
    files(tmp_path, "old\n", "old\n", "finch old\n")
    server = start("--motd", "motd", "--password-file", "./password", "--oper-file", "opers", wrapper=["env", "-C", str(tmp_path)])
    ann = operator_of(server)
    (tmp_path / "next").write_text("new\n")
    (tmp_path / "next").rename(tmp_path / "password")
    assert rehash(ann)[:3] == ANEW
    assert password_now(server) == "new"


@pytest.mark.loopback       # root of a namespace, as over lwIP it may be, cannot become another user
def test_in_a_chroot_files_outside_it_are_read_again_after_they_were_overwritten(start, tmp_path):
    """Of others than root, which cannot go there, these are usual files."""
    (tmp_path / "empty").mkdir()
    jail = ["--chroot", tmp_path / "empty", "--user", "4321:1234"] if os.geteuid() == 0 else []
    server = start(*files(tmp_path, "old\n", "old\n", "finch old\n"), *jail)
    ann = operator_of(server)
    (tmp_path / "password").write_text("new\n")
    assert rehash(ann)[:3] == ANEW
    assert password_now(server) == "new"


def test_a_password_from_a_pipe_is_read_once(start, tmp_path):
    """As with --password-file <(...) of a shell. It cannot be read again, and stays."""
    files(tmp_path, "old\n", "old\n", "finch old\n")
    server = start("--motd", tmp_path / "motd", "--oper-file", tmp_path / "opers", "--password-file", "/dev/fd/3",
                   wrapper=["sh", "-c", 'exec "$@" 3<<E\nold\nE', "sh"])
    ann = operator_of(server)
    assert "cannot be used, the old one stays" in rehash(ann)[1]
    assert password_now(server) == "old"


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGUSR1])
def test_a_signal_reads_the_files_again_too(start, tmp_path, number):
    server = start(*files(tmp_path, "old\n", "old\n", "finch old\n"))
    (tmp_path / "opers").write_text("finch new\n")
    server.process.send_signal(number)
    server.log.wait_for(r"files read again$")
    ann, _ = enter(server, "ann", "old")
    assert oper(ann, "finch", "old") == "464"
    assert oper(ann, "finch", "new") == "381"


def test_sighup_from_a_closed_terminal_stops_the_server():
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


def test_a_server_under_nohup_ignores_sighup(start):
    server = start(wrapper=["nohup"])
    ann = server.user("ann")
    server.process.send_signal(signal.SIGHUP)
    ann.sync()
    assert "read again" not in server.log.text()


def test_two_operators_rehash_at_once(start, tmp_path):
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


def test_an_oper_file_at_the_limit_and_one_past_it(tmp_path):
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
