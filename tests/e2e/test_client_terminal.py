"""linnet on a terminal: editing, incoming lines, commands, and the restored terminal."""

import contextlib
import os
import re
import shlex
import signal
import subprocess
import time

import pytest

from client_driver import ENVIRONMENT, Fake, Row, Terminal, environment, in_background, where
from harness import CLIENT_HOST, LINNET, Deadline, program, tool

LEFT, RIGHT, HOME, END = "\x1b[D", "\x1b[C", "\x1b[H", "\x1b[F"
DELETE, BACKSPACE = "\x1b[3~", "\x7f"
CTRL = {letter: chr(ord(letter) - ord("a") + 1) for letter in "abcdefghijklmnopqrstuvwxyz"}
PROMPT = "[#lobby] "


@pytest.fixture
def fake():
    with Fake() as server:
        yield server


@pytest.fixture
def person(fake):
    """A person at a terminal of 80 columns, in #lobby of a server without capabilities."""
    with Terminal(where(fake)) as terminal:
        fake.accept().welcome()
        terminal.expect_prompt(PROMPT)
        yield terminal


# --- chatting


def test_a_chat(server):
    bob = server.user("bob", "#lobby")
    with Terminal(where(server)) as dora:
        bob.until(":dora!{word} JOIN #lobby")
        dora.expect_prompt(PROMPT)
        bob.send("PRIVMSG #lobby :hello dora")
        dora.expect("<bob> hello dora")
        dora.type("hello bob\r")
        dora.expect("<dora> hello bob")
        dora.expect_prompt(PROMPT)
        bob.expect(":dora!{word} PRIVMSG #lobby :hello bob")
        dora.type("/me waves\r")
        dora.expect("* dora waves")
        dora.type("/msg bob psst\r")
        dora.expect("-> *bob* psst")
        bob.send("PRIVMSG dora :yes?")
        dora.expect("*bob* yes?")
        bob.send("PART #lobby :tired")
        dora.expect("* bob left #lobby (tired)")
        lines = dora.screen.text()
        assert lines.count("<dora> hello bob") == 1, "own messages must be shown once:\n" + "\n".join(lines)
        dora.type("/quit bye all\r")
        dora.wait(0)


def test_two_clients_see_the_same(server):
    with contextlib.ExitStack() as terminals:
        ann = terminals.enter_context(Terminal("--nick", "ann", where(server)))
        ann.expect("* ann joined #lobby")
        ben = terminals.enter_context(Terminal("--nick", "ben", where(server)))
        ben.expect("* ben joined #lobby")
        ben.expect_match("^-- In #lobby: .*ann")
        for number in range(20):
            (ann if number % 2 else ben).type("line %d\r" % number)
            for both in (ann, ben):
                both.expect("<%s> line %d" % ("ann" if number % 2 else "ben", number))


def test_own_lines_are_shown_by_a_server_without_echo_too(person, fake):
    person.type("hello\r")
    fake.expect("PRIVMSG #lobby :hello")
    person.expect("<dora> hello")


def test_own_lines_are_shown_once_by_a_server_with_echo(fake):
    with Terminal(where(fake)) as person:
        fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
        fake.send(":fake CAP * LS * :sasl=PLAIN echo-message server-time", ":fake CAP * LS :multi-prefix")
        fake.expect("CAP REQ :echo-message server-time")
        fake.send(":fake CAP dora ACK :echo-message server-time", ":fake 001 dora :Welcome")
        fake.expect("CAP END", "JOIN #lobby")
        fake.join()
        person.expect_prompt(PROMPT)
        person.type("hello\r")
        fake.expect("PRIVMSG #lobby :hello")
        fake.send(":bob!b@h PRIVMSG #lobby :first", ":dora!dora@here PRIVMSG #lobby :hello")
        person.expect("<dora> hello")
        assert person.screen.text().index("<bob> first") < person.screen.text().index("<dora> hello")
        fake.send(":fake CAP dora DEL :echo-message")
        fake.sync()
        person.type("again\r")
        person.expect("<dora> again")


def test_a_capability_that_is_refused(fake):
    with Terminal(where(fake)):
        fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
        fake.send(":fake CAP * LS :echo-message")
        fake.expect("CAP REQ :echo-message")
        fake.send(":fake CAP dora NAK :echo-message")
        fake.expect("CAP END")


def test_a_server_that_answers_cap_end(fake):
    """CAP END is said once: else the two would keep each other busy for ever."""
    with Terminal(where(fake)):
        fake.accept().expect("CAP LS 302", "NICK dora", "USER dora 0 * :dora")
        fake.send(":fake CAP * LS :batch")
        fake.expect("CAP REQ :batch")
        fake.send(":fake CAP * NAK :batch")
        fake.expect("CAP END")
        fake.send(":fake CAP * NAK :END", ":fake CAP * ACK :", ":fake CAP * LS :", ":fake 410 * END :Invalid subcommand")
        fake.send(":fake 001 dora :Welcome")
        fake.expect("JOIN #lobby")
        fake.send(":fake CAP dora NEW :batch")
        fake.until("CAP REQ :batch")
        fake.send(":fake CAP dora ACK :batch")
        fake.sync()


def test_a_long_text_is_sent_in_parts_and_shown_whole(person, fake):
    text = "wörd " * 150
    person.type(text.rstrip() + "\r")
    parts = [fake.line(), fake.line()]
    assert all(part.startswith("PRIVMSG #lobby :") for part in parts)
    assert "".join(part[16:] for part in parts) == text.rstrip()


# --- editing


@pytest.mark.parametrize("keys, prompt, line", [
    ("hello", "hello|", "hello"),
    ("helo" + LEFT + "l", "hell|o", "hello"),
    ("hello" + HOME + RIGHT + DELETE + "E", "hE|llo", "hEllo"),
    ("hello" + CTRL["a"] + "> " + CTRL["e"] + "!", "> hello!|", "> hello!"),
    ("one two" + CTRL["w"], "one |", "one "),
    ("one two" + CTRL["u"] + "three", "three|", "three"),
    ("one two" + LEFT * 4 + CTRL["k"], "one|", "one"),
    ("one two three" + "\x1bb" * 2 + "x", "one x|two three", "one xtwo three"),
    ("wörld" + LEFT * 3 + BACKSPACE, "w|rld", "wrld"),
    ("日本語" + LEFT + BACKSPACE, "日|語", "日語"),
    ("e\u0301x" + LEFT + BACKSPACE, "|x", "x"),
    ("a\tb" + "\x1b[15~" + "\x1bOP" + CTRL["g"] + "c", "abc|", "abc"),
])
def test_keys(person, fake, keys, prompt, line):
    person.type(keys)
    person.expect_prompt(PROMPT + prompt)
    person.type("\r")
    fake.expect("PRIVMSG #lobby :" + line)
    person.expect_prompt(PROMPT)


def test_key_sequences_that_arrive_in_pieces(person):
    typed = b"".join((b"w", "ö".encode(), b"x", LEFT.encode()))
    for number in range(len(typed)):
        os.write(person.master, typed[number:number + 1])
        time.sleep(0.005)       # so that each byte is a read of its own; the result does not depend on it
    person.expect_prompt(PROMPT + "wö|x")


def test_escape_alone_is_not_part_of_the_next_key(person):
    person.type("ab" + "\x1b")
    person.expect_prompt(PROMPT + "ab")
    time.sleep(0.3)         # only the pause after Esc distinguishes it from Alt
    person.type("f")
    person.expect_prompt(PROMPT + "abf")


@pytest.mark.parametrize("answer", [
    "\x1b]11;rgb:1e1e/1e1e/1e1e\x07", "\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", "\x1bP1+r544e=787465726d\x1b\\",
    "\x1b_Gi=31;OK\x1b\\", "\x1b^private\x1b\\", "\x1bXstring\x1b\\", "\x1b[?62;22c", "\x1b[24;80R", "\x1b[M !!",
    "\x1b[I"])
@pytest.mark.parametrize("whole", [True, False])
def test_terminal_replies_are_not_taken_as_input(person, fake, answer, whole):
    person.type("hel")
    person.expect_prompt(PROMPT + "hel")
    for piece in [answer] if whole else answer:
        person.type(piece)
        if not whole:
            time.sleep(0.002)       # so that each byte is a read of its own; the result does not depend on it
    person.type("lo\r")
    fake.expect("PRIVMSG #lobby :hello")


def test_an_unterminated_terminal_reply_does_not_block_the_keyboard(person, fake):
    person.type("\x1b]11;rgb:1e1e")
    fake.send(":bob!b@h PRIVMSG #lobby :hello")
    person.expect("<bob> hello")
    time.sleep(1.2)         # the string is over after a second of silence
    person.type("typed\r")
    fake.expect("PRIVMSG #lobby :typed")


@pytest.mark.parametrize("typed, sent", [
    (b"caf\xe9 ol\xe9!", "caf� ol�!"), (b"\xff\xfe\x80", "���"), (b"\xc3", "�"), (b"\xed\xa0\x80x", "�x")])
def test_invalid_utf_8_is_replaced(person, fake, typed, sent):
    os.write(person.master, typed + b"\r")
    fake.expect("PRIVMSG #lobby :" + sent)


def test_a_command_on_a_dumb_terminal_is_sent_as_utf_8(fake):
    with Terminal(where(fake), env=environment(TERM="dumb")) as person:
        fake.accept().welcome()
        os.write(person.master, b"/topic caf\xe9\n/me \xff\n")
        fake.expect("TOPIC #lobby :caf�", "PRIVMSG #lobby :\1ACTION �\1")


def test_a_line_longer_than_the_window_scrolls(person, fake):
    text = " ".join("word%d" % number for number in range(60))
    person.type(text)
    person.until(lambda screen: screen.bottom().endswith(text[-20:]), "the end of the line")
    assert len(person.screen.bottom()) < 80
    person.type(HOME)
    person.expect_prompt(PROMPT + "|" + text[:80 - len(PROMPT) - 1])
    person.type(RIGHT * 100)
    person.until(lambda screen: screen.bottom()[screen.column:].startswith(text[100:110]),
                 "the cursor at character 100")
    person.type("\r")
    fake.expect("PRIVMSG #lobby :" + text)


def test_a_full_line_rings_the_bell(person):
    person.type("x" * 1024)
    person.until(lambda screen: screen.bottom().endswith("xxx"), "a long line")
    assert person.screen.bells == 0
    person.type("y")
    person.until(lambda screen: screen.bells == 1, "a bell")


def test_clearing_the_screen(person):
    person.type("hello" + CTRL["l"])
    person.until(lambda screen: screen.row == 0 and screen.bottom() == PROMPT + "hello", "a clear screen")


def test_incoming_lines_do_not_disturb_the_input_line(person, fake):
    """Lines come in between all keys; the line being typed stays whole, and so do they."""
    text = "What is typed while others talk, wörd for wörd."
    for number, char in enumerate(text):
        fake.send(":bob!b@h PRIVMSG #lobby :this is line %d" % number)
        person.type(char)
        person.expect("<bob> this is line %d" % number)
        person.expect_prompt(PROMPT + text[:number + 1])
    person.type(LEFT * 5)
    fake.send(":bob!b@h PRIVMSG #lobby :" + "long " * 90)
    person.expect_match("^<bob> long( long)*$")
    person.expect_prompt(PROMPT + text[:-5] + "|" + text[-5:])
    person.type("\r")
    fake.expect("PRIVMSG #lobby :" + text)
    talk = [line for line in person.screen.text() if line.startswith("<bob> this")]
    assert talk == ["<bob> this is line %d" % number for number in range(len(text))]


def test_resizing_the_window(person):
    text = "a line that is longer than the narrow window and shorter than the wide one"
    person.type(text)
    person.until(lambda screen: screen.bottom().endswith("wide one"), "the end of the line")
    person.screen.columns = 40
    # as a terminal does that does not rewrap its lines
    person.screen.lines = [Row(line[:40]) for line in person.screen.lines]
    person.screen.column = min(person.screen.column, 39)
    person.set_size(40, 24)
    person.until(lambda screen: len(screen.bottom()) < 40 and screen.bottom().startswith(PROMPT) and
                 screen.bottom().endswith("wide one"), "the line in 40 columns")
    person.screen.columns = 120
    person.set_size(120, 24)
    person.expect_prompt(PROMPT + text)


def test_a_window_that_was_narrow_temporarily(person):
    """80, 20 and 80 columns again, while a long line is typed: the window is filled again."""
    person.type("word " * 20 + "end")
    person.until(lambda screen: screen.bottom().endswith("word end"), "the end of the line")
    person.screen.columns = 20
    person.screen.lines = [Row(line[:20]) for line in person.screen.lines]
    person.screen.column = min(person.screen.column, 19)
    person.set_size(20, 24)
    person.until(lambda screen: len(screen.bottom()) < 20 and screen.bottom().endswith(" end"), "20 columns")
    person.screen.columns = 80
    person.set_size(80, 24)
    person.until(lambda screen: len(screen.bottom()) > 50 and screen.bottom().startswith(PROMPT) and
                 screen.bottom().endswith("word end"), "the line in 80 columns")


@pytest.mark.parametrize("columns", [1, 2, 3, 5, 12, 25])
def test_a_narrow_window(fake, columns):
    with Terminal(where(fake), columns=columns) as person:
        fake.accept().welcome()
        person.type("hello 日本語" * 3 + HOME + RIGHT * 9 + END)
        fake.send(":bob!b@h PRIVMSG #lobby :日本語 hello")
        fake.sync()
        person.type("\r")
        fake.expect("PRIVMSG #lobby :" + "hello 日本語" * 3)


def test_many_lines_at_once_are_all_sent(person, fake):
    lines = ["/me types line %d" % number for number in range(500)]
    done = in_background(lambda: fake.expect(
        *("PRIVMSG #lobby :\1ACTION %s\1" % line[4:] for line in lines)))
    person.type("\r".join(lines) + "\r")     # a paste would be asked about, commands are not
    person.expect("* dora " + lines[-1][4:])
    done()


# --- commands


@pytest.mark.parametrize("typed, sent", [
    ("/join #other", "JOIN #other"),
    ("/join other", "JOIN #other"),
    ("/JOIN #other key", "JOIN #other key"),
    ("/part", "PART #lobby"),
    ("/part #lobby see you", "PART #lobby :see you"),
    ("/part see you", "PART #lobby :see you"),
    ("/msg bob hello  there ", "PRIVMSG bob :hello  there "),
    ("/msg #other hello", "PRIVMSG #other :hello"),
    ("/me waves", "PRIVMSG #lobby :\1ACTION waves\1"),
    ("/nick doris", "NICK doris"),
    ("/topic", "TOPIC #lobby"),
    ("/topic the news", "TOPIC #lobby :the news"),
    ("/topic #other", "TOPIC #other"),
    ("/names", "NAMES #lobby"),
    ("/names #other", "NAMES #other"),
    ("/who", "WHO #lobby"),
    ("/who bob", "WHO bob"),
    ("/whois bob", "WHOIS bob"),
    ("/list", "LIST"),
    ("/list #o*", "LIST #o*"),
    ("/away lunch break", "AWAY :lunch break"),
    ("/away", "AWAY"),
    ("/mode", "MODE #lobby"),
    ("/mode +o bob", "MODE #lobby +o bob"),
    ("/mode #other +m", "MODE #other +m"),
    ("/mode dora", "MODE dora"),
    ("/j other", "JOIN #other"),
    ("/leave", "PART #lobby"),
    ("/close see you", "PART #lobby :see you"),
    ("/exit", "QUIT"),
    ("/w bob", "WHO bob"),
    ("/query bob hello", "PRIVMSG bob :hello"),
    ("/q bob hello", "PRIVMSG bob :hello"),
    ("/op bob", "MODE #lobby +o bob"),
    ("/deop #other bob", "MODE #other -o bob"),
    ("/voice bob", "MODE #lobby +v bob"),
    ("/ban bob", "MODE #lobby +b bob!*@*"),
    ("/ban *!*@10.0.0.1", "MODE #lobby +b *!*@10.0.0.1"),
    ("/unban bob", "MODE #lobby -b bob!*@*"),
    ("/raw PRIVMSG bob :raw  text", "PRIVMSG bob :raw  text"),
    ("/quit", "QUIT"),
    ("/quit so long", "QUIT :so long"),
    ("/quit " + "x" * 600, "QUIT"),
    ("//etc/passwd is a file", "PRIVMSG #lobby :/etc/passwd is a file"),
])
def test_commands(person, fake, typed, sent):
    person.type(typed + "\r")
    assert fake.line().rstrip() == sent.rstrip()


@pytest.mark.parametrize("typed, told", [
    ("/frobnicate", "-- There is no command /frobnicate; /help lists them, //frobnicate sends it"),
    ("/" + "x" * 100, None),
    ("/", None),
    ("/join", "-- Usage: /join #channel [key] - enter a channel, or go back to one"),
    ("/msg", None),
    ("/msg bob", None),
    ("/me", None),
    ("/nick", None),
    ("/whois", None),
    ("/raw", None),
])
def test_a_wrong_command_is_reported_not_sent_and_can_be_recalled(person, fake, typed, told):
    person.type(typed + "\r")
    if told:
        person.expect(told)
    else:
        person.expect_match("^-- (There is no command|Usage:)")
    person.until(lambda screen: screen.bottom().rstrip().endswith("]"), "an empty line")
    person.type("\x1b[A")    # the arrow up
    person.until(lambda screen: screen.bottom().endswith(typed[-30:]), "the line, to be changed")
    fake.send("PING :anything sent?")
    fake.expect("PONG :anything sent?")


@pytest.mark.parametrize("typed, told", [
    ("/topic " + "x" * 600, "-- That is too long for the server: a line has 510 bytes"),
    ("/msg #" + "x" * 300 + " hello", "-- That is too long for the server: a line has 510 bytes"),
])
def test_a_command_that_cannot_be_executed_is_reported_and_put_back(person, fake, typed, told):
    person.type(typed + "\r")
    person.expect(told)
    person.until(lambda screen: screen.bottom().endswith(typed[-30:]), "the line, to be changed")
    fake.send("PING :anything sent?")
    fake.expect("PONG :anything sent?")


def test_help_lists_all_commands(person):
    person.type("/help\r")
    for name in "join part msg me nick topic names who whois list away mode raw quit help".split():
        person.expect_match("^--   /%s [^ ]" % name)
    person.expect("--   /exit is /quit")


def test_several_people_at_once(person, fake):
    person.type("/op ann bob\r/query eve\r")
    fake.expect("MODE #lobby +o ann", "MODE #lobby +o bob")
    person.expect_prompt("[eve] ")
    person.type("/clear\r")
    person.until(lambda screen: screen.row == 0 and screen.bottom() == "[eve] ", "a clear screen")


def test_an_empty_line_is_ignored(person, fake):
    person.type("\r   \r")
    person.type("hello\r")
    fake.expect("PRIVMSG #lobby :hello")


def test_several_channels(person, fake):
    fake.send(":dora!dora@here JOIN #second", ":fake 332 dora #second :the topic",
              ":fake 353 dora = #second :@dora bob")
    person.expect("-- Topic of #second: the topic")
    person.expect("-- In #second: @dora bob")
    person.expect_prompt("[#second] ")
    fake.send(":bob!b@h PRIVMSG #second :here", ":bob!b@h PRIVMSG #lobby :there",
              ":bob!b@h PRIVMSG #lobby :\1ACTION waves\1")
    person.expect("<bob> here")
    person.expect("#lobby <bob> there")
    person.expect("#lobby * bob waves")
    person.type("/join #LOBBY\r")           # one is in it: it is talked to again, nothing is sent
    person.expect_prompt("[#lobby] ")
    person.type("hello\r")
    fake.expect("PRIVMSG #lobby :hello")
    fake.send(":dora!dora@here PART #lobby")
    person.expect_prompt("[#second] ")
    fake.send(":op!o@h KICK #second dora :enough")
    person.expect("* op threw dora out of #second (enough)")
    person.expect_prompt("> ")
    person.type("hello?\r")
    person.expect("-- You are in no channel: /join #channel")
    person.expect_prompt("> hello?")
    for command in "/mode +o bob", "/mode", "/invite bob", "/who":     # all of them need a channel
        person.type(CTRL["u"] + command + "\r")
        person.expect_prompt("> " + command)
    person.type(CTRL["u"] + "/mode dora +i\r/invite bob #second\r/who bob\r")
    fake.expect("MODE dora +i", "INVITE bob #second", "WHO bob")


def test_a_nick_that_changes(person, fake):
    fake.send(":dora!dora@here NICK doris")
    person.expect("* dora is now doris")
    person.type("hello\r")
    person.expect("<doris> hello")


def test_more_channels_than_windows(person, fake):
    for number in range(30):
        fake.send(":dora!dora@here JOIN #room%d" % number)
    person.expect_match("^-- linnet has room for 20 channels")
    fake.send(*(":dora!dora@here PART #room%d" % number for number in range(30)))
    person.expect_prompt(PROMPT)


def test_lines_typed_before_registration_are_put_back(fake):
    with Terminal(where(fake)) as person:
        fake.accept()
        person.type("too early\r")
        person.expect("-- Not connected")
        person.expect_prompt("> too early")
        fake.welcome()
        person.expect_prompt(PROMPT + "too early")
        person.type("\r")
        fake.expect("PRIVMSG #lobby :too early")


def test_server_messages_are_shown(person, fake):
    fake.send(":fake 372 dora :- message of the day", ":fake 401 dora nobody :No such nick",
              ":fake NOTICE dora :going down soon", ":fake FAIL JOIN SOMETHING :that is no good")
    for line in "-- - message of the day", "-- nobody: No such nick", "-- going down soon", "-- that is no good":
        person.expect(line)


# --- every way out


@pytest.mark.parametrize("typed", ["/quit\r", CTRL["d"]])
def test_leaving(person, fake, typed):
    person.type(typed)
    fake.expect("QUIT")
    fake.close()
    person.wait(0)
    assert PROMPT.strip() not in "".join(person.screen.text()[-1:])


def test_ctrl_c(person, fake):
    person.type("half a line")
    person.expect_prompt(PROMPT + "half a line")
    person.type(CTRL["c"])
    fake.expect("QUIT")
    fake.close()
    person.wait(-signal.SIGINT)
    assert person.screen.text()[-1] == "-- Not sent: half a line"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signals_that_end_linnet_cleanly(person, fake, number):
    person.process.send_signal(number)
    fake.expect("QUIT")
    fake.close()
    person.wait(-number)


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGQUIT, signal.SIGBUS, signal.SIGFPE,
                                    signal.SIGUSR1, signal.SIGALRM])
def test_signals_that_kill_linnet(person, number):
    person.process.send_signal(number)
    person.wait(-number)


def test_a_terminal_that_disappears(person, fake):
    os.close(person.slave)
    person.slave = None
    os.close(person.master)
    person.master = None
    fake.expect("QUIT")
    fake.close()
    assert person.process.wait(Deadline().left()) != 0


def test_a_lost_server(person, fake):
    person.type("half a line")
    person.expect_prompt(PROMPT + "half a line")
    fake.send("ERROR :Closing Link: (\x1b[5mpower cut)")
    fake.close()
    person.expect_match(r"^-- the connection to 127.0.0.1 is lost: Closing Link: \(�\[5mpower cut\); next attempt in [12] s$")
    person.expect_prompt(PROMPT + "half a line")


def test_a_server_that_cannot_be_reached():
    with Terminal("127.0.0.1:1") as person:
        person.wait(3)
        assert re.match("linnet: error: cannot reach 127.0.0.1 .*: Connection refused", person.screen.text()[-1])


def test_suspending_and_going_on(fake, tmp_path):
    """In a shell with job control, in tmux: Ctrl-Z gives the terminal back, fg goes on where one was."""
    socket = str(tmp_path / "tmux")

    def tmux(*arguments):
        return subprocess.run([tool("tmux"), "-S", socket, "-f", "/dev/null", *arguments], check=True,
                              capture_output=True, text=True).stdout

    def until(regex):
        deadline = Deadline()
        while True:
            screen = tmux("capture-pane", "-p")
            if re.search(regex, screen, re.M):
                return
            assert not deadline.passed(), "never %r on the screen:\n%s" % (regex, screen)
            time.sleep(0.02)

    variables = ["%s=%s" % item for item in ENVIRONMENT.items() if item[0] in ("USER", "PATH")]
    tmux("new-session", "-d", "-x", "100", "-y", "30", "env", "-i", *variables, "TERM=screen", "PS1=$ ",
         "bash", "--norc", "--noprofile")
    try:
        until(r"^\$")
        tmux("send-keys", shlex.join(program(LINNET, where(fake))), "Enter")
        fake.accept().welcome()
        until(r"^\[#lobby\]")
        tmux("send-keys", "half a line")
        until(r"half a line$")
        tmux("send-keys", "C-z")
        until(r"Stopped")
        tmux("send-keys", "stty -a | tr ' ' '\\n' | grep -c -x -e icanon -e echo", "Enter")
        until(r"^2$")
        fake.send(":bob!b@h PRIVMSG #lobby :meanwhile")
        tmux("send-keys", "fg", "Enter")
        until(r"^..:.. <bob> meanwhile\n\[#lobby\] half a line$")
        tmux("send-keys", " is whole", "Enter")
        fake.expect("PRIVMSG #lobby :half a line is whole")
        tmux("send-keys", "/quit", "Enter")
        fake.expect("QUIT")
        fake.close()
        until(r"^\$$")
    finally:
        tmux("kill-server")


@pytest.mark.parametrize("ahead", ["\x04", "hi\x04"])
def test_an_end_of_file_typed_before_the_start_ends_linnet(fake, ahead):
    """As script(1) types when its own input is at an end: the kernel hands it over as NUL."""
    with Terminal(where(fake), ahead=ahead) as person:
        person.wait(0)


def test_a_nul_typed_later_is_ignored(fake):
    with Terminal(where(fake)) as person:
        fake.accept().welcome()
        person.expect_prompt(PROMPT)
        person.type("\0hello\r")
        fake.expect("PRIVMSG #lobby :hello")


# --- terminals of other kinds


def test_a_dumb_terminal_gets_plain_lines(fake):
    with Terminal(where(fake), env=environment(TERM="dumb")) as person:
        fake.accept().welcome()
        person.expect("* dora joined #lobby")
        fake.send(":bob!b@h PRIVMSG #lobby :hello")
        person.expect("<bob> hello")
        person.type("hello yourself\n")
        fake.expect("PRIVMSG #lobby :hello yourself")
        person.type("/frobnicate\n")
        person.expect_match("^-- There is no command /frobnicate")
        person.type("\x04")
        fake.expect("QUIT")
        fake.close()
        person.wait(0)
        assert "[#lobby]" not in "\n".join(person.screen.text())


def test_tail_on_a_terminal_leaves_it_alone(fake):
    with Terminal("--tail", where(fake)) as person:
        fake.accept().welcome()
        fake.send(":bob!b@h JOIN #lobby", ":bob!b@h PRIVMSG #lobby :\x1b[31mhello")
        person.expect_match("^....-..-..T..:..:..Z #lobby <bob> �\\[31mhello$")
        person.type(CTRL["c"])
        fake.expect("QUIT")
        fake.close()
        person.wait(-signal.SIGINT)


def test_dialects_of_other_servers(start):
    """Against our own server with everything it can say at registration: nothing is shown twice, nothing unreadable."""
    server = start("--network", "home")
    with Terminal(where(server)) as person:
        person.expect_prompt(PROMPT)
        person.type("/whois dora\r")
        person.expect_match("^-- dora is ~dora@" + re.escape(CLIENT_HOST))
        person.type("/who\r/names\r/list\r/mode\r/topic fresh\r/topic\r/away gone\r/away\r/nick eve\r")
        person.expect("* dora is now eve")
        for regex in "^-- dora .~dora@" + re.escape(CLIENT_HOST), "^-- In #lobby: @dora$", "^-- #lobby .1.$", \
                r"^-- Modes of #lobby: \+[a-z]+$", "set the topic of #lobby: fresh$", "^-- Topic of #lobby: fresh$":
            person.expect_match(regex)
        assert not [line for line in person.screen.text() if re.match(r"-- [0-9]{3} ", line)]
