"""linnet in scripts: exit status 0 means that the server has accepted every message; otherwise linnet names the failure."""

import pytest

from client_driver import Fake, Pipe, Terminal, environment, in_background, run_linnet, said_at, where

LABELS = "batch labeled-response echo-message"


@pytest.fixture
def fake():
    with Fake() as server:
        yield server


def ends(fake, linnet, status, err=""):
    fake.until("QUIT")
    fake.close()
    out, errors = linnet.end(status)
    assert out == "" and err in errors and (err or not errors), errors


def labeled(line, target="#lobby"):
    """The label and the text of a message."""
    label, _, command = line.partition(" ")
    assert label.startswith("@label=") and command.startswith("PRIVMSG %s :" % target), line
    return label[1:], command.split(" :", 1)[1]


# --- labeled-response


@pytest.mark.parametrize("answer", [
    ["@{label} :dora!d@h PRIVMSG #lobby :important"],
    ["@{label} :fake ACK"],
    ["@{label} :fake BATCH +x labeled-response", "@batch=x :fake 301 dora bob :Gone", "@batch=x :dora!d@h PRIVMSG #lobby :x",
     ":fake BATCH -x"],
    ["@label=linnet-77 :fake ACK", ":dora!d@h PRIVMSG #lobby :somebody's else",
     "@time=%s;{label} :dora!d@h PRIVMSG #lobby :important" % said_at(60)],
])
def test_a_labeled_reply_confirms_delivery(fake, answer):
    with Pipe("--send", "important", where(fake)) as linnet:
        fake.accept().welcome(caps=LABELS)
        label, text = labeled(fake.line())
        assert text == "important"
        fake.sync()
        assert linnet.process.poll() is None
        fake.send(*(line.replace("{label}", label) for line in answer))
        ends(fake, linnet, 0)


@pytest.mark.parametrize("answer", [
    ["@{label} :fake 404 dora #lobby :You may not talk here"],
    ["@{label} :fake FAIL PRIVMSG REDACTED #lobby :You may not talk here"],
    ["@{label} :fake BATCH +x labeled-response", "@batch=x :fake 404 dora #lobby :You may not talk here",
     "@batch=x :fake NOTICE dora :Ask an operator", ":fake BATCH -x"],
])
def test_a_labeled_error_reports_a_refusal(fake, answer):
    with Pipe("--send", "important", where(fake)) as linnet:
        fake.accept().welcome(caps=LABELS)
        label, _ = labeled(fake.line())
        fake.send(*(line.replace("{label}", label) for line in answer))
        ends(fake, linnet, 6, "You may not talk here")


def test_one_of_several_is_refused(fake):
    with Pipe("--send", "one\ntwo\nthree", where(fake)) as linnet:
        fake.accept().welcome(caps=LABELS)
        labels = [labeled(fake.line())[0] for _ in range(3)]
        fake.send("@%s :fake ACK" % labels[0], "@%s :fake 404 dora #lobby :No" % labels[1], "@%s :fake ACK" % labels[2])
        ends(fake, linnet, 6, "#lobby: No")


def test_a_refused_message_is_shown_to_the_user(fake):
    with Terminal(where(fake)) as person:
        fake.accept().welcome(caps=LABELS)
        person.expect_prompt("[#lobby] ")
        person.type("one\rtwo\r")
        labels = [labeled(fake.line())[0] for _ in range(2)]
        fake.send("@%s :fake 404 dora #lobby :No" % labels[0], "@%s :dora!d@h PRIVMSG #lobby :two" % labels[1])
        person.expect("<dora> two")
        assert [line for line in person.screen.text() if "one" in line] == ["-- Not delivered: one"]


# --- echo-message, and plain servers


def test_an_echo_confirms_delivery(fake):
    with Pipe("--send", "important", where(fake)) as linnet:
        fake.accept().welcome(caps="echo-message")
        fake.question_after("PRIVMSG #lobby :important")
        fake.send(":dora!d@h PRIVMSG #lobby :important")
        ends(fake, linnet, 0)


def test_a_silently_dropped_message_is_not_delivered(fake):
    """A server that promises echoes, and answers the PING behind the message without one, has not passed it on."""
    with Pipe("--send", "important", where(fake)) as linnet:
        fake.accept().welcome(caps="echo-message")
        fake.expect("PRIVMSG #lobby :important")
        ends(fake, linnet, 6, "The server has not delivered the message to #lobby")


@pytest.mark.parametrize("caps", ["", "echo-message", LABELS])
@pytest.mark.parametrize("number", [401, 404])
def test_a_message_to_an_unknown_nick(fake, caps, number):
    with Pipe("--send", "psst", where(fake), "bob") as linnet:
        fake.accept().welcome(caps=caps, channel=None)
        label = ""
        if caps == LABELS:
            label = "@" + labeled(fake.line(), "bob")[0] + " "
        else:
            fake.question_after("PRIVMSG bob :psst")
        fake.send("%s:fake %d dora bob :There is nobody" % (label, number), ":fake PONG fake :linnet-1")
        ends(fake, linnet, 6, "bob: There is nobody")


def test_an_unrelated_error_does_not_refuse_the_message(fake):
    with Pipe("--send", "important", where(fake)) as linnet:
        fake.accept().welcome()
        fake.question_after("PRIVMSG #lobby :important")
        fake.send(":fake 404 dora #other :No", ":fake PONG fake :linnet-1")
        ends(fake, linnet, 0, "#other: No")


def test_a_private_message_joins_no_channel(fake):
    with Pipe("--send", "psst", where(fake), "bob") as linnet:
        fake.accept().welcome(channel=None, sync=False)
        fake.expect("PRIVMSG bob :psst", "QUIT")
        fake.close()
        linnet.end(0)


# --- with our own server


def test_all_ways_to_send_a_text(server):
    ops = server.user("ops", "#ops")
    run_linnet("--send", "-", where(server), "#ops", stdin=b"disk full\n")
    ops.until(":dora!{word} PRIVMSG #ops :disk full")
    run_linnet("--send", "psst", where(server), "ops")
    ops.until(":dora!{word} PRIVMSG ops :psst")
    assert "nobody" in run_linnet("--send", "psst", where(server), "nobody", status=6)[1]
    ops.send("MODE #ops +m")
    ops.sync()
    assert "#ops" in run_linnet("--send", "hello", where(server), "#ops", status=6)[1]
    ops.send("MODE #ops +i")
    ops.sync()
    assert "#ops" in run_linnet("--send", "hello", where(server), "#ops", status=5)[1]


# --- a file of defaults


@pytest.fixture
def defaults(tmp_path):
    """Writes a file of defaults, and returns an environment in which it is read."""
    def write(text, path="linnet/config", **changes):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return environment(**{"XDG_CONFIG_HOME": str(tmp_path), **changes})
    return write


@pytest.mark.parametrize("path, changes", [
    ("linnet/config", {}), ("linnet", {}), (".config/linnet/config", {"XDG_CONFIG_HOME": None}),
    (".config/linnet/config", {"XDG_CONFIG_HOME": ""}), (".config/linnet/config", {"XDG_CONFIG_HOME": "relative"})])
def test_defaults_are_read(server, defaults, tmp_path, path, changes):
    bob = server.user("bob", "#ops")
    text = "# where\n\n  host\t%s \r\nnick  nora\nchannel #ops\n" % where(server)
    run_linnet("--send", "hello", env=defaults(text, path, HOME=str(tmp_path), **changes))
    bob.until(":nora!{word} PRIVMSG #ops :hello")


@pytest.mark.parametrize("text", [
    b"\xef\xbb\xbfhost %s\nnick nora\n", b"\xef\xbb\xbfhost %s\r\nnick nora", b"host %s\rnick nora\r"])
def test_defaults_from_another_system(server, defaults, text):
    bob = server.user("bob", "#lobby")
    run_linnet("--send", "hello", env=defaults(text % where(server).encode()))
    bob.until(":nora!{word} PRIVMSG #lobby :hello")


def test_precedence_of_options_environment_and_defaults(server, defaults):
    bob = server.user("bob", "#ops")
    env = defaults("host no.such.host.invalid\nnick file\nchannel file\n", LINNET_NICK="variable",
                   LINNET_HOST=where(server))
    run_linnet("--channel", "ops", "--send", "one", env=env)
    bob.until(":variable!{word} PRIVMSG #ops :one")
    run_linnet("--nick", "option", "--send", "two", where(server), "#ops", env=env)
    bob.until(":option!{word} PRIVMSG #ops :two")


@pytest.mark.parametrize("text, complaint", [
    ("nick nora\nbogus x\n", "config:2: the names are host, nick, channel and password-file"),
    ("send x\n", "config:1: the names are"),
    ("nick\n", "config:1: the value is missing"),
    ("nick 1x\n", "config:1: a nick has 1 to 30"),
    ("\n\nhost board:x", "config:3: the port must be"),
    ("channel a b\n", "config:1: a channel or a nick is one word"),
    ("password-file /nonexistent\n", "config:1: /nonexistent: No such file"),
    ("x" * 4096, "config: it is too long"),
    (b"\xff\0\n", "config: Not a text file in UTF-8"),
])
def test_wrong_defaults_are_named(defaults, text, complaint):
    out, err = run_linnet("--send", "x", status=2, env=defaults(text))
    assert out == "" and err.count("\n") == 1 and complaint in err


def test_help_needs_no_defaults(defaults):
    assert run_linnet("--help", env=defaults("bogus\n"))[0].startswith("usage: ")


# --- servers that answer a PING in ways of their own


def nameless(fake, channel="#lobby", late=False):
    """Welcomes it; from then on a PONG has the server's name instead of the token, and may overtake earlier lines."""
    fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
    fake.send(":fake 421 * CAP :Unknown command", ":fake 001 dora :Welcome")
    fake.answers = False
    fake.expect("JOIN " + channel, "PING linnet-in")
    join, pong = ":dora!d@h JOIN " + channel, ":fake PONG :fake"
    fake.send(*((pong, join) if late else (join, pong)))
    if late:
        fake.expect("PING linnet-in")
        fake.send(pong)


@pytest.mark.parametrize("late", [False, True])
def test_a_server_that_answers_a_ping_with_its_own_name(fake, late):
    def serve():
        nameless(fake, late=late)
        fake.expect("PRIVMSG #lobby :hello", "PING linnet-1")
        fake.send(":fake PONG :fake")
        fake.expect("QUIT")
        fake.close()

    done = in_background(serve)
    run_linnet("--send", "hello", where(fake), "#lobby")
    done()
