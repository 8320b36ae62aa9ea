"""linnet in scripts: options, the environment, pipes, exit statuses, and the server's reasons."""

import os
import re
import signal
import socket
import subprocess
import time

import pytest

import harness
from client_driver import ENVIRONMENT, Fake, Pipe, environment, in_background, run_linnet, where
from harness import CLIENT_HOST, HOST, LINNET, LOCALHOST, Deadline, program


@pytest.fixture
def bob(server):
    return server.user("bob", "#lobby")


def said(reader, sender="dora", channel="#lobby"):
    """The next text that the sender says in the channel."""
    line = reader.until(":%s!{word} PRIVMSG %s :{text}" % (sender, channel))[-1]
    return line.split(" :", 1)[1]


# --- options


def test_version():
    assert run_linnet("--version")[0] == "linnet 0.1.0\n"


def test_help_names_every_option():
    out, err = run_linnet("--help")
    assert err == ""
    for option in ("--nick", "--channel", "--password-file", "--send", "--tail", "--help", "--version", "HOST[:PORT]"):
        assert option in out


@pytest.mark.parametrize("options, complaint", [
    (["--bogus"], "--bogus"),
    (["-x"], "-x"),
    (["--nick"], "--nick NAME"),
    (["--nick", "has space"], "--nick"),
    (["--nick", "1digit"], "--nick"),
    (["--nick", "n" * 31], "--nick"),
    (["--nick="], "--nick"),
    (["--channel", "a b"], "--channel"),
    (["--channel", ""], "--channel"),
    (["--channel", "#" + "x" * 200], "--channel"),
    (["--tail=yes"], "--tail: this option takes no value"),
    (["--send", ""], "--send"),
    (["--send", "x", "--tail"], "--send excludes it"),
    (["one", "#two", "three"], "three: only one server and one channel"),
    (["host:0"], "1 to 65535"),
    (["host:65536"], "1 to 65535"),
    (["host:"], "1 to 65535"),
    (["host:66x7"], "1 to 65535"),
    ([":6667"], "missing"),
    (["h" * 300], "too long"),
    (["board", "70000"], "the port must be"),
    (["board", "irc.example"], "nor can it be a nick"),
    (["board", "#a", "#b"], "only one server"),
    (["board", "6667", "6668"], "nor can it be a nick"),
    (["ircs://board/lobby"], "does not speak TLS"),
    (["https://board/lobby"], "neither TLS nor HTTP"),
    (["irc://board/lobby?"], "a channel's key has 1 to 23"),
    (["irc://board/lobby?" + "k" * 24], "a channel's key has 1 to 23"),
    (["irc://board/lobby?a,b"], "a channel's key has"),
    (["irc://board/lobby?a%20b"], "a channel's key has"),
    (["irc://board/lobby?a%0d%0aQUIT"], "a channel's key has"),
    (["irc://board/lobby?a%00b"], "a channel's key has"),
    (["irc://board/lobby%0d%0aQUIT"], "one word of at most"),
    (["irc://board/" + "c" * 200], "one word of at most"),
    (["irc://board?key"], "but no channel"),
    (["irc://board/?key"], "but no channel"),
    (["irc://?key"], "but no channel"),
    (["irc:///lobby"], "missing"),
    (["irc://" + "h" * 300 + "/lobby"], "too long"),
    (["irc://board:x/lobby"], "1 to 65535"),
    (["--channel", "#a", "irc://board/b"], "another channel or nick is named"),
    (["irc://board/a", "#b"], "only one server and one channel"),
    (["board/lobby"], "neither / nor #"),
    (["--channel", "#a", "board", "#b"], "another channel or nick is named"),
    (["[::1"], "[ADDRESS]:PORT"),
    (["[::1]x"], "[ADDRESS]:PORT"),
    (["--password-file", "/nonexistent/file"], "/nonexistent/file"),
    (["--password-file", "/"], "--password-file: /: Is a directory"),
    (["--password-file", "/dev/null"], "first line"),
])
def test_wrong_options_are_named(options, complaint):
    out, err = run_linnet(*options, status=2)
    assert out == "" and err.count("\n") == 1 and err.startswith("linnet: error: ") and complaint in err


def test_a_wrong_host_in_the_environment_is_named():
    assert "$LINNET_HOST" in run_linnet(status=2, env=environment(LINNET_HOST="board:x"))[1]


def test_options_take_their_value_both_ways(server, bob):
    run_linnet("--nick=eve", "--channel=lobby", "--send=hello = hello", where(server))
    assert said(bob, "eve") == "hello = hello"


def test_two_dashes_end_the_options():
    assert "--nick" in run_linnet("--", "--nick.invalid:x", status=2)[1]


# --- nick and host


@pytest.mark.parametrize("changes, nick", [
    ({"LINNET_NICK": "Nora"}, "Nora"),
    ({"USER": "peter"}, "peter"),
    ({"USER": None, "LOGNAME": "quentin"}, "quentin"),
    ({"USER": "Jürgen Müller"}, "JrgenMller"),
    ({"USER": "7of9"}, "_7of9"),
    ({"USER": "n" * 40}, "n" * 30),
    ({"USER": "äöü"}, "guest"),
    ({"USER": None}, "guest"),
])
def test_the_default_nick(server, bob, changes, nick):
    run_linnet("--send", "hello", where(server), env=environment(**changes))
    assert said(bob, nick) == "hello"


def test_a_nick_in_use_gets_an_underscore(server, bob):
    with server.user("dora"), server.user("dora_"):
        out, err = run_linnet("--send", "hello", where(server))
    assert said(bob, "dora__") == "hello"
    assert err == ""


def test_the_default_host(server, bob):
    run_linnet("--send", "hello", env=environment(LINNET_HOST=where(server)))
    assert said(bob) == "hello"


@pytest.mark.loopback
def test_a_host_by_name(server, bob):
    run_linnet("--send", "hello", "localhost:%d" % server.port)
    assert said(bob) == "hello"


@pytest.mark.loopback
def test_an_ipv6_address(start):
    server = start(listen="[::1]:0")
    run_linnet("--send", "hello", "[::1]:%d" % server.port)


def test_a_host_that_does_not_exist():
    assert "no.such.host.invalid" in run_linnet("no.such.host.invalid", status=3)[1]


def test_connection_refused():
    with socket.socket() as closed:
        closed.bind((LOCALHOST, 0))
        port = closed.getsockname()[1]
        out, err = run_linnet("%s:%d" % (LOCALHOST, port), status=3)
    assert out == ""
    assert err == "linnet: error: cannot reach 127.0.0.1 (127.0.0.1) at port %d: Connection refused\n" % port


# --- saying


def test_send_sends_the_text_and_exits(server, bob):
    assert run_linnet("--send", "the disk is full", where(server)) == ("", "")
    bob.expect(":dora!{word} JOIN #lobby", ":dora!{word} PRIVMSG #lobby :the disk is full", ":dora!{word} QUIT :{text}")


def test_send_to_another_channel(server):
    ann = server.user("ann", "#ops")
    run_linnet("--channel", "ops", "--send", "/etc is not a command", where(server))
    assert said(ann, channel="#ops") == "/etc is not a command"


def test_send_sends_each_line(server, bob):
    run_linnet("--send", "one\n\ntwo\nthree", where(server))
    assert [said(bob) for _ in range(3)] == ["one", "two", "three"]


def test_send_from_the_standard_input(server, bob):
    assert run_linnet("--send", "-", where(server), stdin=b"one\r\ntwo\n\nthree") == ("", "")
    assert [said(bob) for _ in range(3)] == ["one", "two", "three"]


@pytest.mark.parametrize("options", [["--send", "-"], []])
def test_a_byte_order_mark_in_front_of_the_standard_input(server, bob, options):
    run_linnet(*options, where(server), stdin=b"\xef\xbb\xbf\r\n\xef\xbb\xbfone\r\n")
    run_linnet(*options, where(server), stdin=b"\xef\xbb\xbftwo\r\nthree")
    assert [said(bob) for _ in range(3)] == ["\ufeffone", "two", "three"]


def test_each_line_of_a_pipe_is_sent(server, bob):
    run_linnet(where(server), stdin="hello\n/quit is said, too\nwörld 🐦".encode())
    assert [said(bob) for _ in range(3)] == ["hello", "/quit is said, too", "wörld 🐦"]
    bob.until(":dora!{word} QUIT :{text}")


def test_an_empty_pipe_joins_and_quits(server, bob):
    run_linnet(where(server), stdin=b"")
    run_linnet(where(server), stdin=b"\n\n\r\n")
    bob.until(":dora!{word} QUIT :{text}")


def test_many_lines_all_arrive_in_order(server, bob):
    lines = ["line number %d" % number for number in range(3000)]
    done = in_background(lambda: run_linnet(where(server), stdin="\n".join(lines).encode(), deadline=Deadline(60)))
    assert [said(bob) for _ in lines] == lines
    done()


def test_a_long_line_becomes_several_messages_that_arrive_uncut(server, bob):
    text = " ".join("wörd%d" % number for number in range(400))
    run_linnet(where(server), stdin=text.encode())
    together = ""
    while len(together) < len(text):
        together += said(bob)
    assert together == text


def test_a_line_longer_than_all_buffers_loses_nothing(server, bob):
    text = "".join(chr(0x4e00 + number % 5000) for number in range(10000))
    done = in_background(lambda: run_linnet(where(server), stdin=text.encode()))
    together = ""
    while len(together) < len(text):
        together += said(bob)
    assert together == text
    done()


def test_a_line_longer_than_all_buffers_is_cut_at_spaces(server, bob):
    words = ["word%04d" % number for number in range(1200)]
    done = in_background(lambda: run_linnet(where(server), stdin=" ".join(words).encode()))
    heard = []
    while len(heard) < len(words):
        heard += said(bob).split()
    assert heard == words
    done()


def test_binary_input_is_sent_as_text(server, bob):
    run_linnet("--send", "-", where(server), stdin=b"a\x1b[31m\xff\0\x7fb\n\x01ACTION x\x01\n" + bytes(range(128, 256)))
    assert said(bob) == "a�[31m���b"
    assert said(bob) == "�ACTION x�"
    assert set(said(bob)) == {"�"}


# --- messages arrive, or the exit status reports the failure


def test_send_waits_for_the_server_s_confirmation():
    with Fake() as fake:
        with Pipe("--send", "important", where(fake)) as linnet:
            fake.accept().welcome()
            fake.expect("PRIVMSG #lobby :important")
            question = fake.question()
            assert linnet.process.poll() is None
            fake.send(":fake PONG fake :not-this", ":fake PONG fake :" + question)
            fake.expect("QUIT")
            fake.close()
            assert linnet.end() == ("", "")


def test_losing_the_server_before_its_confirmation_is_a_failure():
    with Fake() as fake:
        with Pipe("--send", "important", where(fake)) as linnet:
            fake.accept().welcome()
            fake.expect("PRIVMSG #lobby :important")
            fake.close()
            assert "lost" in linnet.end(status=7)[1]


def test_a_refused_message_is_a_failure():
    with Fake() as fake:
        with Pipe("--send", "important", where(fake)) as linnet:
            fake.accept().welcome()
            fake.expect("PRIVMSG #lobby :important")
            fake.send(":fake 404 dora #lobby :You may not talk here")
            fake.expect("QUIT")
            fake.close()
            assert linnet.end(status=6)[1] == "linnet: error: #lobby: You may not talk here\n"


def test_unconfirmed_lines_are_limited():
    """A server with flood protection never has more to hold than a few lines."""
    count, ahead = 50, 8
    with Fake() as fake:
        with Pipe("--send", "\n".join(map(str, range(count))), where(fake)) as linnet:
            fake.accept().welcome()
            seen, confirmed, question = 0, 0, None
            fake.answers = False
            while True:
                line = fake.line()
                if line.startswith("PING linnet-"):
                    question = int(line[12:])
                elif line == "QUIT":
                    break
                else:
                    assert line == "PRIVMSG #lobby :%d" % seen
                    seen += 1
                assert seen - confirmed <= ahead
                if question is not None and seen in (confirmed + ahead, count):     # as late as can be
                    fake.send(":fake PONG fake linnet-%d" % question)
                    confirmed, question = question, None
            assert seen == confirmed == count
            fake.close()
            linnet.end()


def test_a_channel_that_refuses_linnet(server):
    ann = server.user("ann", "#locked")
    ann.send("MODE #locked +k secret")
    ann.sync()
    out, err = run_linnet("--channel", "#locked", "--send", "hello", where(server), status=5)
    assert "did not let us into #locked" in err and err.count("#locked") >= 1


def test_a_join_without_a_reply():
    with Fake() as fake:
        with Pipe("--send", "hello", where(fake)) as linnet:
            fake.accept().welcome(join=False)
            with pytest.raises((AssertionError, ConnectionError)):
                fake.line()     # it is asked once more, and then the connection is closed
            assert "did not let us into #lobby" in linnet.end(status=5)[1]


def test_a_kick_from_the_channel():
    with Fake() as fake:
        with Pipe("--tail", where(fake)) as linnet:
            fake.accept().welcome()
            fake.send(":ann!ann@there KICK #other dora :enough", ":ann!ann@there KICK #lobby bob :enough")
            fake.sync()
            fake.send(":ann!ann@there KICK #lobby dora :enough")
            assert linnet.end(status=5)[1] == "linnet: error: we are no longer in #lobby\n"


# --- hearing


def test_tail_prints_each_message_at_once(server, bob):
    with Pipe(where(server)) as linnet:
        bob.until(":dora!{word} JOIN #lobby")
        bob.send("PRIVMSG #lobby :hello there", "PRIVMSG #lobby :\1ACTION waves\1", "PRIVMSG dora :psst",
                 "NOTICE #lobby :hm")
        assert [linnet.line() for _ in range(4)] == ["#lobby <bob> hello there", "#lobby * bob waves",
                                                       "dora <bob> psst", "#lobby -bob- hm"]
        linnet.say("hello yourself")
        assert said(bob) == "hello yourself"
        bob.send("PRIVMSG #lobby :bye")
        assert linnet.line() == "#lobby <bob> bye"
        assert linnet.end() == ("", "")


def test_tail_prints_only_messages(server, bob):
    with Pipe("--tail", where(server)) as linnet:
        bob.until(":dora!{word} JOIN #lobby")
        ann = server.user("ann", "#lobby")
        ann.send("TOPIC #lobby :news", "NICK ann2", "PART #lobby", "QUIT")
        bob.until(":ann2!{word} QUIT :{text}", ":ann2!{word} PART #lobby")
        bob.send("PRIVMSG #lobby :x")
        assert linnet.line() == "#lobby <bob> x"


def test_tail_exits_when_its_output_is_closed():
    """As `linnet --tail | head -1`: it does not wait for the next message to find out."""
    with Fake() as fake:
        with Pipe("--tail", where(fake)) as linnet:
            fake.accept().welcome()
            fake.send(":bob!b@h PRIVMSG #lobby :one")
            assert linnet.line() == "#lobby <bob> one"
            linnet.process.stdout.close()
            fake.until("QUIT")
            fake.close()
            assert linnet.process.wait(Deadline().left()) == 1


def test_sending_needs_no_reader_of_standard_output():
    """Messages are sent even if nobody reads the output; also when everything is a pipe."""
    with Fake() as fake:
        with Pipe(where(fake)) as linnet:
            fake.accept().welcome()
            linnet.process.stdout.close()
            linnet.say("still here")
            fake.expect("PRIVMSG #lobby :still here")


def test_the_reason_of_a_refused_registration_is_printed_once():
    with Fake() as fake:
        with Pipe("--send", "hello", where(fake)) as linnet:
            fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
            fake.send(":fake 464 * :Wrong password")
            fake.close()
            assert linnet.process.wait(Deadline().left()) == 4
            assert linnet.process.stderr.read() == b"linnet: error: 127.0.0.1 did not let us in: Wrong password\n"


def test_tail_sends_nothing_and_runs_until_it_is_stopped(server, bob):
    with Pipe("--tail", where(server)) as linnet:
        bob.until(":dora!{word} JOIN #lobby")
        linnet.process.stdin.write(b"not said\n")
        linnet.process.stdin.close()
        bob.send("PRIVMSG #lobby :one")
        assert linnet.line() == "#lobby <bob> one"
        bob.expect_nothing()
        linnet.process.send_signal(signal.SIGTERM)
        assert linnet.process.wait(Deadline().left()) == -signal.SIGTERM
        bob.until(":dora!{word} QUIT :{text}")


def test_a_signal_ends_linnet_before_it_is_connected():
    with Fake() as fake:
        with Pipe("--tail", where(fake)) as linnet:
            fake.accept()
            linnet.process.send_signal(signal.SIGINT)
            assert linnet.process.wait(Deadline().left()) == -signal.SIGINT


def test_a_closed_output_ends_linnet(server, bob):
    with Pipe("--tail", where(server)) as linnet:
        bob.until(":dora!{word} JOIN #lobby")
        linnet.process.stdout.close()
        bob.send("PRIVMSG #lobby :to nobody")
        assert linnet.process.wait(Deadline().left()) == 1
        assert linnet.process.stderr.read() == b""
        bob.until(":dora!{word} QUIT :{text}")


def test_a_blocked_output_does_not_prevent_the_exit(server, bob):
    with Pipe("--tail", where(server)) as linnet:
        bob.until(":dora!{word} JOIN #lobby")
        for number in range(400):
            bob.send("PRIVMSG #lobby :" + "%d " % number * 70)
        bob.sync()
        linnet.process.send_signal(signal.SIGTERM)
        assert linnet.process.wait(Deadline().left()) == -signal.SIGTERM


def test_all_descriptors_closed(server, bob):
    command = " ".join(program(LINNET, "--send", "hello", where(server)))
    subprocess.run(["sh", "-c", "exec %s <&- >&- 2>&-" % command], env=ENVIRONMENT, timeout=Deadline().left(),
                   check=True)
    assert said(bob) == "hello"


# --- the server's reasons


def test_a_server_that_shuts_down(server):
    with Pipe("--tail", where(server)) as linnet:
        ann = server.user("ann", "#lobby")
        ann.send("NAMES #lobby")
        if "dora" not in "".join(ann.until(":{server} 366 ann #lobby :{text}")):
            ann.until(":dora!{word} JOIN #lobby")
        server.stop()
        linnet.complains(r"^linnet: warning: the connection to %s is lost: Closing Link: %s "
                         r"\(Server shutting down\); next attempt in [12] s$" % (HOST, CLIENT_HOST))


def test_a_server_that_is_full(start):
    server = start("--max-clients", "1")
    with server.user("ann"):
        out, err = run_linnet("--tail", where(server), status=4)
    assert re.match(r"linnet: error: %s did not let us in: \S.*\n$" % re.escape(HOST), err)


@pytest.mark.parametrize("arguments", [
    ["{host}", "{port}", "#ops"], ["irc://{host}:{port}/ops"], ["irc://{host}:{port}/#ops"], ["irc://{host}:{port}/%23ops"],
    ["irc://{host}:{port}/", "#ops"], ["#ops"], ["--channel", "ops", "{host}", "{port}"],
    ["--channel", "#ops", "{host}:{port}", "#ops"]])
def test_common_forms_of_arguments_are_accepted(server, arguments):
    bob = server.user("bob", "#ops")
    words = [word.replace("{host}", server.host).replace("{port}", str(server.port)) for word in arguments]
    run_linnet("--send", "hello", *words, env=environment(LINNET_HOST=where(server)))
    bob.until(":dora!{word} PRIVMSG #ops :hello")


@pytest.mark.parametrize("address, join", [
    ("irc://{}/lobby?sesame", "JOIN #lobby sesame"), ("irc://{}/%23lobby?se%3Fsame%2", "JOIN #lobby se?same%2"),
    ("irc://{}/#lobby?" + "k" * 23, "JOIN #lobby " + "k" * 23), ("irc://{}/caf%c3%a9", "JOIN #café"),
    ("irc://{}/" + "c" * 199, "JOIN #" + "c" * 199), ("irc://{}/100%", "JOIN #100%")])
def test_the_key_of_a_channel_is_part_of_its_address(address, join):
    with Fake() as fake:
        key_of_a_channel(fake, address, join)


def key_of_a_channel(fake, address, join):
    channel = join.split()[1]
    with Pipe(address.format(where(fake))) as linnet:
        fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
        fake.send(":fake CAP * LS :")
        fake.expect("CAP END")
        fake.send(":fake 001 dora :Welcome")
        fake.expect(join)
        fake.join(channel)
        fake.sync()
        fake.close()
        linnet.complains("next attempt")
        fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
        fake.send(":fake CAP * LS :")
        fake.expect("CAP END")
        fake.send(":fake 001 dora :Welcome")
        fake.expect(join)


@pytest.mark.parametrize("stdin", [b"", b"\n\n"])
def test_an_empty_standard_input_is_reported(server, stdin):
    assert run_linnet("--send", "-", where(server), stdin=stdin)[1] == "linnet: warning: there was nothing to send\n"


def test_tail_without_a_standard_output_fails(server):
    command = harness.program(harness.LINNET, "--tail", where(server))
    done = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh", *command], env=ENVIRONMENT, stderr=subprocess.PIPE,
                          timeout=harness.Deadline().left(), check=False)
    assert done.returncode == 1 and done.stderr == b"linnet: error: cannot write: Bad file descriptor\n"


def test_a_host_that_never_answers():
    with Fake() as fake:
        host_that_never_answers(fake)


def host_that_never_answers(fake):
    assert "has not answered for 1 seconds" in run_linnet("--connect-timeout", "1", "--send", "x", where(fake), status=4)[1]
    assert "from 1 to 3600" in run_linnet("--connect-timeout", "0", "--send", "x", where(fake), status=2)[1]


@pytest.mark.parametrize("words, told", [
    (b"HTTP/1.1 400 Bad Request\r\n\r\n", "for HTTP"), (b"<!DOCTYPE HTML>", "for HTTP"),
    (b"\x15\x03\x01\x00\x02\x02\x0a", "for TLS"), (b"\x15\x03\x03\x00\x02\x02\x46", "for TLS")])
def test_the_protocol_of_a_wrong_port_is_named(words, told):
    with Fake() as fake:
        port_for_something_else(fake, words, told)


def port_for_something_else(fake, words, told):
    def serve():
        fake.accept().expect("CAP LS 302")
        fake.send_bytes(words)

    done = in_background(serve)
    err = run_linnet("--send", "x", where(fake), status=4)[1]
    done()
    assert err.count("\n") == 1 and told in err, err


def test_the_option_h_prints_help():
    assert run_linnet("-h") == run_linnet("--help")


@pytest.mark.parametrize("options", [[], ["--password-file"]])
def test_a_password_that_is_missing_or_wrong(start, tmp_path, options):
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    right.write_text("open sesame\n")
    wrong.write_text("open barley\n")
    server = start("--password-file", str(right))
    out, err = run_linnet(*options, *([str(wrong)] if options else []), "--send", "hello", where(server), status=4)
    assert "did not let us in" in err


def test_a_right_password(start, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("open sesame\r\nand a second line\n")
    right = tmp_path / "right"
    right.write_text("open sesame\n")
    server = start("--password-file", str(right))
    run_linnet("--password-file", str(secret), "--send", "hello", where(server))


@pytest.mark.parametrize("form", [b"\xef\xbb\xbfopen sesame\r\n", b"\xef\xbb\xbfopen sesame", b"open sesame\rmore\r"])
def test_a_password_from_another_system(start, tmp_path, form):
    (tmp_path / "secret").write_bytes(form)
    (tmp_path / "right").write_text("open sesame\n")
    server = start("--password-file", str(tmp_path / "right"))
    run_linnet("--password-file", str(tmp_path / "secret"), "--send", "hello", where(server))


def test_a_password_at_and_over_the_limit(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("x" * 101)
    assert "100 bytes" in run_linnet("--password-file", str(secret), where_nobody(), status=2)[1]
    secret.write_text("x" * 100 + "\n")
    assert "Connection refused" in run_linnet("--password-file", str(secret), where_nobody(), status=3)[1]


def where_nobody():
    """An address where nobody listens."""
    with socket.socket() as closed:
        closed.bind((LOCALHOST, 0))
        return "%s:%d" % closed.getsockname()


def test_a_connection_closed_without_a_message():
    with Fake() as fake:
        with Pipe("--tail", where(fake)) as linnet:
            fake.accept().close()
            assert linnet.end(status=4)[1].startswith("linnet: error: 127.0.0.1 did not let us in: ")


def test_the_reason_of_a_refusing_server_is_printed():
    with Fake() as fake:
        with Pipe("--tail", where(fake)) as linnet:
            fake.accept()
            fake.send("ERROR :Closing Link: (You are banned: \x1b[31mred\x07)")
            fake.close()
            assert linnet.end(status=4)[1] == (
                "linnet: error: 127.0.0.1 did not let us in: Closing Link: (You are banned: �[31mred�)\n")


def test_a_nick_that_is_not_allowed_at_all():
    with Fake() as fake:
        with Pipe("--tail", where(fake)) as linnet:
            fake.accept().expect("CAP LS 302", "NICK dora")
            fake.send(":fake 432 * dora :That name is reserved")
            assert "That name is reserved" in linnet.end(status=4)[1]


def test_a_nick_that_is_too_long_for_the_server():
    with Fake() as fake:
        with Pipe("--nick", "christopher", "--tail", where(fake)):
            fake.accept().expect("CAP LS 302", "NICK christopher", "USER dora 0 * :christopher")
            fake.send(":fake 432 * christopher :Nickname too long")
            fake.expect("NICK christoph")


def test_every_nick_is_in_use():
    with Fake() as fake:
        with Pipe("--tail", where(fake)) as linnet:
            fake.accept()

            def refuse():
                tried = []
                try:
                    while True:
                        line = fake.line()
                        if line.startswith("NICK "):
                            tried.append(line[5:])
                            fake.send(":fake 433 * %s :That nick is in use" % line[5:])
                except (AssertionError, ConnectionError):
                    return tried

            tried = in_background(refuse)
            assert "That nick is in use" in linnet.end(status=4)[1]
            assert tried()[:3] == ["dora", "dora_", "dora__"] and len(set(tried())) == len(tried()) <= 12


# --- servers of many kinds


def test_a_server_without_capabilities():
    with Fake() as fake:
        with Pipe("--send", "hello", where(fake)) as linnet:
            fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
            fake.send(":fake 421 * CAP :Unknown command", "PING :before you come in")
            fake.expect("PONG :before you come in")
            fake.send(":fake 001 dora :Welcome")
            fake.expect("JOIN #lobby")
            fake.join()
            fake.expect("PRIVMSG #lobby :hello")
            fake.expect("QUIT")
            fake.close()
            assert linnet.end() == ("", "")


def test_a_server_that_changes_the_nick():
    with Fake() as fake:
        with Pipe("--send", "hello", where(fake)) as linnet:
            fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
            fake.send(":fake CAP * LS :", ":fake 001 guest17 :Welcome")
            fake.expect("CAP END", "JOIN #lobby")
            fake.join(nick="guest17")
            fake.expect("PRIVMSG #lobby :hello")
            fake.expect("QUIT")
            fake.close()
            linnet.end()


def test_a_server_that_does_not_close_after_quit():
    with Fake() as fake:
        with Pipe("--send", "hello", where(fake)) as linnet:
            fake.accept().welcome()
            fake.expect("PRIVMSG #lobby :hello")
            fake.expect("QUIT")
            begin = time.monotonic()
            linnet.end()
            assert time.monotonic() - begin < 10 * harness.SLOW


# --- the manual


def test_mandoc_accepts_the_manual_page():
    page = os.path.join(harness.SRC, "src", "client", "linnet.1")
    lint = subprocess.run([harness.tool("mandoc"), "-Tlint", page], capture_output=True, text=True)
    assert lint.returncode == 0 and lint.stdout == "", lint.stdout


def test_the_manual_page_has_all_options_and_commands():
    page = os.path.join(harness.SRC, "src", "client", "linnet.1")
    text = subprocess.run([harness.tool("mandoc"), "-Tascii", page], capture_output=True, text=True, check=True).stdout
    text = re.sub(".\b", "", text)
    for option in re.findall(r"--[a-z-]+", run_linnet("--help")[0]):
        assert option in text, option
    source = open(os.path.join(harness.SRC, "src", "client", "cmd", "command.c")).read()
    commands = re.findall(r'^\t\{ [0-9], .* [a-z]+_[a-z]+, "([a-z]+)', source, re.M)
    assert len(commands) >= 15
    for command in commands:
        assert "/" + command in text, command
