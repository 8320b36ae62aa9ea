"""linnet on a terminal: several windows, mentions, colours, completion and pasting."""

import re
import signal
import time

import pytest

from client_driver import Fake, Screen, Terminal, environment, in_background, where
from test_client_terminal import CTRL, PROMPT, fake, person      # noqa: F401 (fixtures)

UP, DOWN, TAB = "\x1b[A", "\x1b[B", "\t"


def alt(key):
    return "\x1b" + key


def second_room(person, fake):
    fake.send(":dora!d@h JOIN #second", ":fake 353 dora = #second :dora bob", ":fake 366 dora #second :End")
    fake.sync()
    person.expect_prompt("[#second] ")


# --- rooms


def test_unread_messages_are_counted_in_the_prompt(person, fake):
    second_room(person, fake)
    fake.send(":bob!b@h PRIVMSG #lobby :one", ":bob!b@h PRIVMSG #lobby :two", ":bob!b@h PRIVMSG #second :here")
    person.expect_prompt("[#second 1:2] ")
    fake.send(":bob!b@h PRIVMSG #lobby :dora: look")
    person.expect_prompt("[#second 1:3!] ")
    person.type(alt("1"))
    person.expect_prompt("[#lobby] ")
    person.type(alt("2"))
    person.expect_prompt("[#second] ")


@pytest.mark.parametrize("columns, prompt", [
    (80, "[#second 1:2! 3:1! 4:1] "), (40, "[#second 1:2! 3:1! 4:1] "), (34, "[#second 1:2! 3:1! +] "),
    (30, "[#second 1:2! +!] "), (20, "[#second +!] "), (15, "[#second] "), (14, "[#seco…] "), (12, "[#se…] ")])
def test_a_narrow_window_keeps_the_name_of_the_channel(fake, columns, prompt):  # noqa: F811
    with Terminal(where(fake), columns=columns) as person:  # noqa: F811
        fake.accept().welcome()
        fake.send(":dora!d@h JOIN #second", ":bob!b@h PRIVMSG #lobby :dora: look", ":bob!b@h PRIVMSG #lobby :two",
                  ":ann!a@h PRIVMSG dora :psst", ":dora!d@h JOIN #third", ":dora!d@h JOIN #fourth")
        fake.sync()
        person.type("/win 2\r")
        fake.send(":bob!b@h PRIVMSG #third :three")
        person.expect_prompt(prompt)


def test_the_question_about_a_paste_is_there_in_a_narrow_window(fake):  # noqa: F811
    with Terminal(where(fake), columns=18) as person:  # noqa: F811
        fake.accept().welcome()
        person.type(paste("one\ntwo"))
        person.expect_prompt("Send? y/n ")
        person.type("y")
        fake.expect("PRIVMSG #lobby :one", "PRIVMSG #lobby :two")


def test_going_to_windows_by_number_and_name(person, fake):
    second_room(person, fake)
    for typed, prompt in [("/win 1\r", "[#lobby] "), ("/win #SECOND\r", "[#second] "), ("/win 1\r", "[#lobby] "),
                          ("/win bob\r", "[bob] ")]:
        person.type(typed)
        person.expect_prompt(prompt)
    fake.send(":ann!a@h PRIVMSG #second :hello")
    person.expect_prompt("[bob 2:1] ")
    person.type("/win\r")
    person.expect("--   1 #lobby")
    person.expect("--   2 #second (1 unread)")
    person.expect("-- > 3 bob")
    person.type("/win 9\r")
    person.expect_match("^-- There is no such window")
    person.type("just between us\r")
    fake.expect("PRIVMSG bob :just between us")
    person.expect("-> *bob* just between us")
    person.type("/part\r")
    person.expect_prompt("[#second] ")


def test_going_to_the_most_urgent_window(person, fake):
    second_room(person, fake)
    fake.send(":bob!b@h PRIVMSG #lobby :hello", ":bob!b@h PRIVMSG dora :psst")
    person.expect_prompt("[#second 1:1 3:1!] ")
    person.type(alt("a"))
    person.expect_prompt("[bob 1:1] ")
    person.type(alt("a"))
    person.expect_prompt("[#lobby] ")


def test_a_private_message_opens_a_window_that_follows_nick_changes(person, fake):
    fake.send(":bob!b@h PRIVMSG dora :psst")
    person.expect("*bob* psst")
    person.expect_prompt("[#lobby 2:1!] ")
    fake.send(":bob!b@h NICK robert")
    person.type(alt("2"))
    person.expect_prompt("[robert] ")


def test_private_messages_cannot_take_all_windows(person, fake):
    """Thirty strangers write; a channel can be entered all the same, and its number is one of theirs."""
    fake.send(*(":stranger%d!s@h PRIVMSG dora :buy this" % number for number in range(30)))
    person.expect("*stranger29* buy this")
    person.type("/join #second\r")
    fake.until("JOIN #second")
    fake.send(":dora!d@h JOIN #second")
    person.until(lambda screen: screen.bottom().startswith("[#second "), "the new channel")


# --- mentions, colours and times


def test_a_nick_in_a_message_rings_the_bell(person, fake):
    for text, rings in [("hello dora!", True), ("DORA?", True), ("dora", True), ("pandora's box", False),
                        ("doras", False), ("adora", False), ("dora-2", False), ("nothing", False)]:
        before = person.screen.bells
        fake.send(":bob!b@h PRIVMSG #lobby :" + text)
        fake.sync()
        person.expect("<bob> " + text)
        person.expect_prompt(PROMPT)
        assert person.screen.bells == before + rings, text


def test_nicks_have_colours_of_their_own(person, fake):
    fake.send(*(":nick%d!b@h PRIVMSG #lobby :hello" % number for number in range(30)))
    person.expect("<nick29> hello")
    colours = {person.screen.coloured("nick%d" % number) for number in range(30)}
    assert len(colours) >= 6 and all(re.fullmatch("(1;)?3[1-6]", colour) for colour in colours)
    first = person.screen.coloured("nick3")
    fake.send(":NICK3!b@h PRIVMSG #lobby :hello")
    person.expect("<NICK3> hello")
    assert person.screen.coloured("NICK3") == first


def test_joins_and_parts_are_dim_and_mentions_are_bold(person, fake):
    fake.send(":bob!b@h JOIN #lobby", ":bob!b@h PRIVMSG #lobby :dora!")
    person.expect("<bob> dora!")
    shown = [(number, text) for number, text in person.screen.colours if text]
    assert any(number == "2" and "* bob joined #lobby" in text for number, text in shown)
    assert ("1", "> dora!") in shown


@pytest.mark.parametrize("value, colours", [("1", False), ("", True)])
def test_no_color(fake, value, colours):  # noqa: F811
    with Terminal(where(fake), env=environment(NO_COLOR=value)) as person:  # noqa: F811
        fake.accept().welcome()
        fake.send(":bob!b@h PRIVMSG #lobby :hello dora")
        person.expect("<bob> hello dora")
        assert bool(person.screen.colours) == colours


@pytest.mark.parametrize("zone, shown", [
    (None, "21:40"), ("UTC", "21:40"), ("CET-1CEST,M3.5.0,M10.5.0/3", "22:40"), ("EST5EDT,M3.2.0,M11.1.0", "16:40"),
    ("<+0545>-5:45", "03:25"), ("<+14>-14", "11:40"), ("<-11>11", "10:40"), ("nonsense/zone", "21:40"), (":", "21:40"), ("Europe/../../../etc/passwd", "21:40")])
def test_times_are_shown_in_local_time(fake, zone, shown):  # noqa: F811
    with Terminal(where(fake), env=environment(TZ=zone or "UTC0")) as person:  # noqa: F811
        fake.accept().welcome(caps="server-time")
        fake.send("@time=2020-11-24T21:40:00.123Z :bob!b@h PRIVMSG #lobby :hello")
        person.expect("<bob> hello")
        text = ["".join(row).rstrip() for row in person.screen.lines]
        at = text.index(shown + " <bob> hello")
        assert re.fullmatch("-- 2020-11-2[45]", text[at - 1]), text


@pytest.mark.parametrize("zone, ahead, that_day", [
    ("UTC0", 0, "2020-11-24"), ("<+14>-14", 14, "2020-11-25"), ("<-11>11", -11, "2020-11-24")])
def test_a_change_of_day_is_marked(fake, zone, ahead, that_day):  # noqa: F811
    def today():
        return time.strftime("-- %Y-%m-%d", time.gmtime(time.time() + ahead * 3600))

    before = today()
    with Terminal(where(fake), env=environment(TZ=zone)) as person:  # noqa: F811
        fake.accept().welcome(caps="server-time")
        fake.send("@time=2020-11-24T12:00:00.000Z :bob!b@h PRIVMSG #lobby :once",
                  "@time=2020-11-24T12:01:00.000Z :bob!b@h PRIVMSG #lobby :and again", ":bob!b@h PRIVMSG #lobby :now")
        person.expect("<bob> now")
        text = [Screen.TIME.sub("", "".join(row).rstrip()) for row in person.screen.lines]
        at = text.index("-- " + that_day)
        assert text[at + 1:at + 3] == ["<bob> once", "<bob> and again"]
        assert text[at + 3] in (before, today()) and text[at + 4] == "<bob> now"


# --- quicker than typing


def test_recalling_earlier_lines(person, fake):
    for line in "one", "two", "two":
        person.type(line + "\r")
        fake.until("PRIVMSG #lobby :" + line)       # lines that come in one piece would be a paste
    person.type("/frobnicate")
    person.expect_prompt(PROMPT + "/frobnicate")
    person.type(CTRL["u"])
    person.expect_prompt(PROMPT)
    person.type("half")
    person.type(UP)
    person.expect_prompt(PROMPT + "two")
    person.type(UP)
    person.expect_prompt(PROMPT + "one")
    person.type(UP)
    person.until(lambda screen: screen.bells == 1, "a bell")
    person.expect_prompt(PROMPT + "one")
    person.type(DOWN + DOWN)
    person.expect_prompt(PROMPT + "half")
    person.type(UP + UP + "!\r")
    fake.until("PRIVMSG #lobby :one!")
    person.type(UP)
    person.expect_prompt(PROMPT + "one!")


def test_completion(person, fake):
    fake.send(":fake 353 dora = #lobby :dora @anna +annika Berta [odd]", ":berta2!b@h JOIN #lobby",
              ":annika!b@h PRIVMSG #lobby :I spoke last")
    person.expect("<annika> I spoke last")
    for typed, line in [("an" + TAB, "annika: "), ("an" + TAB + TAB, "anna: "), ("an" + TAB * 3, "an"),
                        ("hi ber" + TAB, "hi Berta "), ("hi ber" + TAB + TAB, "hi berta2 "), ("[" + TAB, "[odd]: "),
                        ("/jo" + TAB, "/join "), ("/t" + TAB, "/topic "), ("/join #lo" + TAB, "/join #lobby "),
                        ("(an" + TAB, "(annika "), ("hi @an" + TAB * 2, "hi @anna "), ("see (#lo" + TAB, "see (#lobby "),
                        ("/w" + TAB * 3, "/whois "), ("/msg ANNA" + TAB, "/msg anna ")]:
        person.type(typed)
        person.expect_prompt(PROMPT + line)
        person.type(CTRL["u"])
        person.expect_prompt(PROMPT)
    bells = person.screen.bells
    person.type("zzz" + TAB)
    person.until(lambda screen: screen.bells > bells, "a bell")
    person.expect_prompt(PROMPT + "zzz")


def test_users_who_have_left_are_not_completed(person, fake):
    fake.send(":fake 353 dora = #lobby :dora kim kit kip kix", ":kim!k@h PART #lobby", ":kit!k@h QUIT :bye",
              ":op!o@h KICK #lobby kip :enough", ":kix!k@h NICK max")
    fake.sync()
    bells = person.screen.bells
    person.type("ki" + TAB)
    person.until(lambda screen: screen.bells > bells, "a bell")
    person.type(CTRL["u"] + "ma" + TAB)
    person.expect_prompt(PROMPT + "max: ")


def test_a_nick_of_control_characters_is_not_completed(person, fake):
    fake.send(":evil\x1b[2J!e@h PRIVMSG #lobby :complete me", ":evil\u200dtwo!e@h PRIVMSG #lobby :me too")
    fake.sync()
    person.type("evil" + TAB)
    person.until(lambda screen: screen.bells == 1, "a bell")
    person.expect_prompt(PROMPT + "evil")


# --- pasting


def paste(text):
    return "\x1b[200~" + text + "\x1b[201~"


def test_bracketed_paste_is_switched_on(person):
    assert person.screen.pastes


def test_a_paste_of_one_line_is_inserted(person, fake):
    person.type("see: " + paste("https://example.org/\t\x1b[31m\n") + " there")
    person.expect_prompt(PROMPT + "see: https://example.org/ �[31m there")
    person.type("\r")
    fake.expect("PRIVMSG #lobby :see: https://example.org/ �[31m there")


def test_a_paste_of_many_lines_asks_first(person, fake):
    person.type("mine" + paste("one\r\ntwo\r\n\r\n/quit\r\nfour\r\n"))
    person.expect_prompt("Send 5 lines? y/n mine")
    fake.send(":bob!b@h PRIVMSG #lobby :meanwhile", "PING :anything said?")
    fake.expect("PONG :anything said?")
    person.expect("<bob> meanwhile")
    person.expect_prompt("Send 5 lines? y/n mine")
    person.type("y")
    fake.expect("PRIVMSG #lobby :one", "PRIVMSG #lobby :two", "PRIVMSG #lobby :/quit", "PRIVMSG #lobby :four")
    person.expect_prompt(PROMPT + "mine")


def test_a_declined_paste_is_not_sent(person, fake):
    person.type(paste("one\ntwo\nthree"))
    person.expect_prompt("Send 3 lines? y/n ")
    person.type("x\r")
    person.expect_prompt("Send 3 lines? y/n ")
    person.type("n")
    person.expect("-- The paste was not sent")
    person.expect_prompt(PROMPT)
    person.type("typed\r")
    fake.expect("PRIVMSG #lobby :typed")


def test_a_long_paste_is_sent_at_the_server_s_pace(person, fake):
    lines = ["line %d of a long paste" % number for number in range(1000)]
    person.type(paste("\n".join(lines)))
    person.expect_prompt("Send 1000 lines? y/n ")
    done = in_background(lambda: fake.expect(*("PRIVMSG #lobby :" + line for line in lines)))
    person.type("y")
    person.expect("<dora> " + lines[-1])
    done()


def test_a_paste_at_the_limit_and_past_it(person, fake):
    line = "x" * 400 + "\n"
    text = (line * 82)[:32768]
    person.type(paste(text))
    person.until(lambda screen: screen.bottom().startswith("Send 82 lines?"), "the question")
    person.type("n")
    person.expect("-- The paste was not sent")
    person.type(paste(text + "y"))
    person.expect("-- The paste is longer than 32768 bytes; all of it was dropped")
    person.expect_prompt(PROMPT)
    person.type(paste("x" * 1025))
    person.expect_prompt("Send 1025 bytes? y/n ")
    person.type("n")
    person.type(paste("x" * 1024))
    person.until(lambda screen: screen.bottom().endswith("xxx"), "the line")


@pytest.mark.parametrize("size", [3000, 4097, 32768])
def test_a_pasted_long_line_is_sent_in_parts(person, fake, size):
    text = ("wörd " * 6600).encode()[:size - 3].decode("utf-8", "ignore")
    text += "x" * (size - 3 - len(text.encode())) + "end"
    person.type("mine" + paste(text))
    person.expect_prompt("Send %d bytes? y/n mine" % size)
    said = []

    def listen():
        while sum(len(part.encode()) for part in said) < size:
            line = fake.line()
            assert line.startswith("PRIVMSG #lobby :"), line
            said.append(line[16:])

    done = in_background(listen)
    person.type("y")
    person.until(lambda screen: screen.text()[-2].endswith("end"), "the end of the text")
    done()
    assert "".join(said) == text
    person.expect_prompt(PROMPT + "mine")


def test_long_lines_of_a_paste_are_sent_in_parts(person, fake):
    person.type(paste("one\n" + "x" * 5000 + "\nthree"))
    person.expect_prompt("Send 3 lines? y/n ")
    person.type("y")
    fake.expect("PRIVMSG #lobby :one")
    text = ""
    while len(text) < 5000:
        text += fake.line()[16:]
    assert text == "x" * 5000
    fake.expect("PRIVMSG #lobby :three")


# --- a paste whose end never comes


def test_an_unterminated_paste_ends_after_a_silence(person, fake):
    person.type("\x1b[200~one line")
    person.expect_prompt(PROMPT + "one line")
    person.type("!\r")
    fake.expect("PRIVMSG #lobby :one line!")
    person.type("\x1b[200~one\ntwo\n")
    person.expect_prompt("Send 2 lines? y/n ")
    person.type("y")
    fake.expect("PRIVMSG #lobby :one", "PRIVMSG #lobby :two")


def test_the_rest_of_a_stalled_paste_is_neither_an_answer_nor_input(person, fake):
    person.type("\x1b[200~one\ntwo\n")
    person.expect_prompt("Send 2 lines? y/n ")
    person.type("yes\nyour turn\n\x1b[201~")
    person.expect_prompt("Send 4 lines? y/n ")
    person.type("y")
    fake.expect("PRIVMSG #lobby :one", "PRIVMSG #lobby :two", "PRIVMSG #lobby :yes", "PRIVMSG #lobby :your turn")
    person.type("\x1b[200~one line")
    person.expect_prompt(PROMPT + "one line")
    person.type(" and\rmore\r\x1b[201~")
    person.expect_prompt("Send 2 lines? y/n one line")
    fake.sync()


@pytest.mark.parametrize("typed, told", [
    ("\x1b[200~one\ntwo\n\n", ["one", "two"]),
    ("mine" + paste("one\ntwo"), ["one", "two", "mine"]),
    (paste("\n".join("line %d" % number for number in range(30))),
     ["line %d" % number for number in range(20)] + ["10 more lines that were pasted"]),
])
def test_leaving_reports_the_unsent_part_of_a_paste(person, fake, typed, told):
    person.type(typed)
    if "201~" in typed:
        person.until(lambda screen: screen.bottom().startswith("Send "), "the question")
    fake.send(":bob!b@h PRIVMSG #lobby :meanwhile")
    person.expect("<bob> meanwhile")
    person.type(CTRL["c"])
    fake.until("QUIT")
    fake.close()
    person.wait(-signal.SIGINT)
    assert person.screen.text()[-len(told):] == ["-- Not sent: " + line for line in told]


def test_leaving_reports_unsent_lines(person, fake):
    """Of a paste that is being sent, and of lines typed after Enter, which wait for the server."""
    person.type(paste("\n".join("line %d" % number for number in range(90))))
    person.expect_prompt("Send 90 lines? y/n ")
    person.type("y")
    fake.question_after("PRIVMSG #lobby :line 7")
    person.type("typed\rand this\rand that")
    person.expect_prompt(PROMPT + "typed")
    person.process.send_signal(signal.SIGTERM)
    fake.until("QUIT")
    fake.close()
    person.wait(-signal.SIGTERM)
    told = [line[13:] for line in person.screen.text() if line.startswith("-- Not sent: ")]
    said = sum(text.startswith("line ") for text in told)
    assert told[:said] == ["line %d" % number for number in range(8, 8 + said)]
    assert re.fullmatch("%d more lines that were pasted" % (90 - 8 - said), told[said])
    assert told[said + 1:] == ["typed", "and this", "and that"]


def test_a_second_paste_replaces_the_one_in_question(person, fake):
    person.type(paste("never\nnor this"))
    person.expect_prompt("Send 2 lines? y/n ")
    person.type(paste("yes\nno\nnow"))
    person.expect("-- The earlier paste was not sent")
    person.expect_prompt("Send 3 lines? y/n ")
    person.type("y")
    fake.expect("PRIVMSG #lobby :yes", "PRIVMSG #lobby :no", "PRIVMSG #lobby :now")


def test_a_paste_without_brackets_asks_too(person, fake):
    """As on the Linux console: many lines come at once, and nothing says that they were not typed."""
    person.type("mine")
    person.expect_prompt(PROMPT + "mine")
    person.type("one\rtwo\r\r/quit\rthree\rand")
    person.expect_prompt("Send 6 lines? y/n mine")
    person.type("y")
    fake.expect(*("PRIVMSG #lobby :" + line for line in ["one", "two", "/quit", "three", "and"]))
    person.expect_prompt(PROMPT + "mine")


def test_a_long_paste_without_brackets(person, fake):
    lines = ["line %d of a long paste" % number for number in range(1000)]
    person.type("\r".join(lines))
    person.expect_prompt("Send 1000 lines? y/n ")
    person.type("n")
    person.expect("-- The paste was not sent")
    person.type("a\rb\rc\r" + ("x" * 400 + "\r") * 90)
    person.expect("-- The paste is longer than 32768 bytes; all of it was dropped")
    person.expect_prompt(PROMPT)
    fake.sync()


def test_lines_typed_ahead_are_not_a_paste(person, fake):
    """Two lines at once, and any number of commands, or of lines that a program edits with keys."""
    person.type("one\rtwo\r")
    fake.expect("PRIVMSG #lobby :one", "PRIVMSG #lobby :two")
    person.type("/me a\r/me b\r/me c\r/me d\r")
    fake.expect(*("PRIVMSG #lobby :\1ACTION %s\1" % char for char in "abcd"))
    person.type("x\x01a\rb\rc\rd\r")
    fake.expect("PRIVMSG #lobby :ax", *("PRIVMSG #lobby :" + char for char in "bcd"))


def test_lines_typed_while_the_server_is_slow_are_not_a_paste(person, fake):
    fake.answers = False
    person.type("".join("/me %d\r" % number for number in range(70)))
    fake.until("PRIVMSG #lobby :\1ACTION 0\1")
    person.type("one\r")
    person.type("two\r")
    person.type("three\r")
    fake.send(":fake PONG fake :linnet-1")
    fake.answers = True
    fake.until("PRIVMSG #lobby :three")
    person.expect("<dora> three")


def test_a_paste_in_pieces(person):
    for byte in paste("a\x1b[20b").encode():
        person.type(chr(byte))
        time.sleep(0.002)       # so that each byte is a read of its own; the result does not depend on it
    person.expect_prompt(PROMPT + "a�[20b")
