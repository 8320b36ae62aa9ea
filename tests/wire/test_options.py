"""The command line and the configuration file."""

import os
import re
import shutil
import socket
import subprocess
import tempfile

import pytest

from harness import EMULATOR, HOST, LINNETD, Deadline, Output, Server, run_linnetd


def test_version():
    out, err = run_linnetd("--version", status=0)
    assert re.fullmatch(r"linnetd [0-9]+\.[0-9]+\.[0-9]+\n", out) and err == ""


def test_help_names_every_option_of_the_usage():
    out, err = run_linnetd("--help", status=0)
    for option in ["--listen", "--name", "--description", "--network", "--motd", "--password-file", "--oper-file", "--admin",
                   "--admin-location", "--admin-email", "--config",
                   "--user", "--chroot", "--require-sandbox", "--strict-secrets", "--max-clients", "--per-address", "--flood",
                   "--registration-timeout", "--ping", "--replay", "--log", "--syslog", "--check", "--budget", "--version", "--help"]:
        assert re.search(r"^\s+%s\b" % option, out, re.M), option + " is missing"
    assert "--per-address 0 --flood off" in out
    assert err == ""
    assert max(len(line) for line in out.splitlines()) <= 120


def test_check_prints_nothing_for_a_valid_configuration(tmp_path):
    path = tmp_path / "linnetd.conf"
    path.write_text("# a comment\n\nname board.example\n  ping 30   \r\n\tnetwork Example\nlisten 127.0.0.1:6667\n")
    out, err = run_linnetd("--config", path, "--check", status=0)
    assert err == ""


def test_a_config_file_accepts_the_options_of_the_command_line(tmp_path):
    motd = tmp_path / "motd"
    motd.write_text("Hello\n")
    path = tmp_path / "linnetd.conf"
    path.write_text("motd %s\nnetwork Example\ndescription A board: in the hall\n" % motd)
    with Server("--config", path) as server:
        ann = server.client("ann")
        ann.send("NICK ann", "USER ann 0 * :Ann")
        lines = ann.until("{*} 376 {*}")
        assert any(" NETWORK=Example" in line for line in lines)
        assert any(line.endswith(" :- Hello") for line in lines)
        ann.send("WHOIS ann")
        ann.until(":{server} 312 ann ann {server} :A board: in the hall")


def test_the_command_line_wins(tmp_path):
    path = tmp_path / "linnetd.conf"
    path.write_text("name of.the.file\nlisten 192.0.2.1:6667\n")
    for options in [["--config", path], ["--config=%s" % path]]:
        with Server(*options) as server:      # the harness gives --name and --listen
            server.user("ann")


def test_an_option_may_be_joined_to_its_value():
    out, err = run_linnetd("--name=board.example", "--check", status=0)
    assert err == ""


@pytest.mark.loopback
def test_several_listeners_serve_one_chat(tmp_path):
    with Server("--listen", "127.0.0.1:0", "--listen", "[::1]:0") as server:
        server.log.wait_for(r"listening on \[::1\]:([0-9]+)$")
        ports = [int(line.rsplit(":", 1)[1]) for line in server.log.text().splitlines() if "listening on" in line]
        assert len(set(ports)) == 3
        first, second = server.port, [port for port in ports if port != server.port][0]
        ann = server.user("ann", "#garden")
        server.port = second
        bob = server.user("bob", "#garden")
        server.port = first
        bob.send("PRIVMSG #garden :hello")
        ann.until(":{bob} PRIVMSG #garden :hello")


@pytest.mark.loopback
def test_the_host_of_an_ipv6_user_does_not_begin_with_a_colon():
    """A host that begins with a colon would end a line's parameters, so ::1 is shown as 0::1."""
    with Server("--listen", "[::1]:0") as server:
        port = int(server.log.wait_for(r"listening on \[::1\]:([0-9]+)$").group(1))
        with socket.create_connection(("::1", port), timeout=Deadline().left()) as connection:
            connection.sendall(b"NICK ann\r\nUSER ann 0 * :Ann\r\nWHOIS ann\r\n")
            data = b""
            while b" 318 ann " not in data:
                data += connection.recv(4096)
    assert re.search(rb" 311 ann ann ~ann 0::1 \* :Ann\r\n", data), data


def test_the_join_instructions_name_every_way_in():
    with Server() as server:
        server.user("ann")
        for way in ["linnet", "nc ", str(server.port)]:
            assert way in server.stdout.text() or server.stdout.wait_for(re.escape(way))


@pytest.fixture
def unpacked():
    """A folder with linnetd and something that is called linnet, where whoever linnetd becomes may look."""
    folder = tempfile.mkdtemp(prefix="unpacked")
    os.chmod(folder, 0o755)
    shutil.copy(LINNETD, folder)
    shutil.copy(LINNETD, os.path.join(folder, "linnet"))
    yield folder
    shutil.rmtree(folder)


def told_at_the_start(command, path):
    """The lines of standard output, and the port."""
    process = subprocess.Popen([*EMULATOR, command, "--listen", HOST + ":0", "--name", "board"], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "PATH": path})
    try:
        told, log = Output(process.stdout), Output(process.stderr)
        port = log.wait_for(r"listening on \S+:([0-9]+)$").group(1)
        told.wait_for("linnet .* nc ")
        process.terminate()
        assert process.wait(Deadline().left()) == 0, log.text()
        told.join(Deadline().left())
        return told.text().splitlines(), port
    finally:
        process.kill()


@pytest.mark.loopback
@pytest.mark.parametrize("where", ["is not in the PATH", "is in the PATH", "is not there"])
def test_the_join_instructions_show_how_linnet_can_be_called(unpacked, where):
    """Other machines on the LAN have their own linnet; a user who has just built it may need its path."""
    path = os.environ["PATH"] + ":/nonexistent::" + (unpacked if where == "is in the PATH" else "")
    if where == "is not there":
        os.remove(os.path.join(unpacked, "linnet"))
    assert shutil.which("linnet", path=path) is None or where == "is in the PATH"
    lines, port = told_at_the_start(os.path.join(unpacked, "linnetd"), path)
    assert lines[:2] == ["Join from this LAN (with nc, then type your name):",
                         "  linnet %s:%s   or in any IRC client: /connect %s %s   or: nc %s %s" % ((HOST, port) * 3)]
    assert lines[2:] == (["On this machine, linnet is %s/linnet" % unpacked] if where == "is not in the PATH" else [])


def test_flood_control_delays_messages_and_loses_none():
    with Server("--flood", "50:5") as server:
        ann, bob = server.users("ann", "bob", channel="#garden")
        ann.send(*["PRIVMSG #garden :%d" % number for number in range(40)])
        for number in range(40):
            bob.expect(":{ann} PRIVMSG #garden :%d" % number)


@pytest.mark.parametrize("level, shown", [("debug", True), ("info", True), ("warn", False), ("error", False)])
def test_the_log_level_filters_the_log(level, shown):
    """`listening on` is information; the harness needs it, so this looks at what an orderly end says."""
    if shown:
        with Server("--log", level) as server:
            server.user("ann")
        assert "linnetd: stopped" in server.log.text()
    else:
        _, err = run_linnetd("--log", level, "--listen", HOST + ":0", "--check", status=0)
        assert err == ""
