"""The command line and the configuration file."""

import re
import socket

import pytest

from harness import HOST, Deadline, Server, run_linnetd


def test_version():
    out, err = run_linnetd("--version", status=0)
    assert re.fullmatch(r"linnetd [0-9]+\.[0-9]+\.[0-9]+\n", out) and err == ""


def test_help_names_every_option_of_the_usage():
    out, err = run_linnetd("--help", status=0)
    for option in ["--listen", "--name", "--description", "--network", "--motd", "--password-file", "--oper-file", "--admin",
                   "--admin-location", "--admin-email", "--config",
                   "--user", "--chroot", "--require-sandbox", "--max-clients", "--per-address", "--flood", "--registration-timeout",
                   "--ping", "--replay", "--log", "--syslog", "--check", "--budget", "--version", "--help"]:
        assert re.search(r"^\s+%s\b" % option, out, re.M), option + " is missing"
    assert "--per-address 0 --flood off" in out
    assert err == ""
    assert max(len(line) for line in out.splitlines()) <= 120


def test_check_says_nothing_when_all_is_well(tmp_path):
    path = tmp_path / "linnetd.conf"
    path.write_text("# a comment\n\nname board.example\n  ping 30   \r\n\tnetwork Example\nlisten 127.0.0.1:6667\n")
    out, err = run_linnetd("--config", path, "--check", status=0)
    assert err == ""


def test_a_config_file_holds_the_same_names_as_the_command_line(tmp_path):
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


def test_an_option_may_stick_to_its_value():
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
def test_ipv6_users_have_a_host_that_is_no_trailing_parameter():
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


def test_flood_control_slows_a_talker_down_and_loses_nothing():
    with Server("--flood", "50:5") as server:
        ann, bob = server.users("ann", "bob", channel="#garden")
        ann.send(*["PRIVMSG #garden :%d" % number for number in range(40)])
        for number in range(40):
            bob.expect(":{ann} PRIVMSG #garden :%d" % number)


@pytest.mark.parametrize("level, shown", [("debug", True), ("info", True), ("warn", False), ("error", False)])
def test_the_log_level_decides_what_is_logged(level, shown):
    """`listening on` is information; the harness needs it, so this looks at what an orderly end says."""
    if shown:
        with Server("--log", level) as server:
            server.user("ann")
        assert "linnetd: stopped" in server.log.text()
    else:
        _, err = run_linnetd("--log", level, "--listen", HOST + ":0", "--check", status=0)
        assert err == ""
