"""The runner of the wire scripts itself: it must detect each kind of fault, and report the line."""

import pytest

import harness
import wirescript
from pattern import Pattern, PatternError, expand

NAMES = {"server": "irc.example", "host": "127.0.0.1", "ann": "ann!~ann@127.0.0.1"}


def run(text, tmp_path):
    for section in wirescript.parse(text, "test.wire"):
        wirescript.Run(section, "test.wire", str(tmp_path)).run()


def test_a_script_that_matches_passes(tmp_path):
    run("== fine\nserver: --motd {motd}\nfile motd: Hello\nann: register\nann> MOTD\nann<* {*} 372 ann :- Hello\n"
        "ann< {*} 376 ann :{text}\nann<!\n", tmp_path)


@pytest.mark.parametrize("steps, line", [
    ("ann: register\nann> PING a\nann< {*} PONG {server} :b\n", 4),         # another line than expected
    ("ann: register\nann> PING a\n", None),                                 # a line that nobody expected
    ("ann: register\nann> PING a\nann<!\n", 4),                             # the same, asked for
    ("ann: register\nann> PING a\nann< {*}\nann: closed\n", None),          # a connection that does not end
    ("ann bob: join #a\nann> PRIVMSG #a :x\nann<!\n", None),                # somebody else got something
    ("ann: register\nann> NAMES #a,#b\nann<~ {*} 366 ann #b :{*}\nann<~ {*} 366 ann #c :{*}\n", 4),
])
def test_a_script_that_does_not_match_fails_at_its_line(tmp_path, monkeypatch, steps, line):
    monkeypatch.setattr("waiting.SLOW", harness.SLOW / 20)      # deadlines of half a second
    with pytest.raises(wirescript.StepFailed) as failure:
        run("== wrong\n" + steps, tmp_path)
    assert line is None or str(failure.value).startswith("test.wire:%d: " % line), failure.value


@pytest.mark.parametrize("text, line, why", [
    ("ann: register\n", 1, "a script starts with"), ("== a\nann: dance\n", 2, "cannot read"),
    ("== a\nann: join\n", 2, "takes 1 words"), ("== a\nann<\n", 2, "wants a pattern"),
    ("== a\nAnn> x\n", 2, "cannot read"), ("== a\n\n== a\n", 3, "already a test"),
    ("== a\nann<! x\n", 2, "wants a pattern")])
def test_a_mistake_in_a_script_is_reported_with_its_line(text, line, why):
    with pytest.raises(wirescript.ScriptError, match=why) as failure:
        wirescript.parse(text, "test.wire")
    assert str(failure.value).startswith("test.wire:%d: " % line), failure.value


def test_a_step_of_an_unconnected_client_is_a_mistake(tmp_path):
    with pytest.raises(wirescript.ScriptError, match="test.wire:2: ann is not connected"):
        run("== a\nann> PING\n", tmp_path)


@pytest.mark.parametrize("pattern, line, matches", [
    (":{server} 001 ann :{text}", ":irc.example 001 ann :Welcome", True),
    (":{server} 001 ann :{text}", ":irc.example 001 ann :", False),
    (":{server} 001 ann :{*}", ":irc.example 001 ann :", True),
    (":{server} 001 ann", ":ircXexample 001 ann", False),
    ("{ann} *", "ann!~ann@127.0.0.1 *", True), ("a*", "abc", False), ("{n}", "12", True), ("{n}", "-1", False),
    ("{word} b", "a b", True), ("{word} b", "a a b", False), ("{x*3}", "xxx", True), ("{x*3}", "xxxx", False),
    ("{words a b}", "b a", True), ("{words a b}", "b a a", False), ("{words @{ann} b}", "b @ann!~ann@127.0.0.1", True),
    (r"\x01\\\{", "\x01\\{", True), ("a {}", "a ", True), ("@time={time} x", "@time=2024-01-31T23:59:59.123Z x", True)])
def test_patterns(pattern, line, matches):
    assert Pattern(pattern, NAMES).matches(line) == matches


@pytest.mark.parametrize("pattern", ["{nobody}", "{", r"\q", r"\x1", "{words {nobody}}"])
def test_a_mistake_in_a_pattern_is_reported(pattern):
    with pytest.raises(PatternError):
        Pattern(pattern, NAMES)


def test_lines_to_send_are_expanded():
    assert expand(r"PRIVMSG {ann} :{x*3}\r{}", NAMES) == "PRIVMSG ann!~ann@127.0.0.1 :xxx\r"
    with pytest.raises(PatternError, match="cannot be sent"):
        expand("PRIVMSG {word}", NAMES)
