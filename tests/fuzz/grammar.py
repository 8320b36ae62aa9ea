"""Lines that a client might send: mostly right, mostly about people and channels that exist, and now and then broken.

Everything comes from one random generator, so that a seed tells the whole story.
"""

import pathlib
import re

from harness import SRC

NICKS = ["ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal"]
CHANNELS = ["#a", "#b", "#c", "#Garden", "#" + "x" * 49]
WORDS = ["hello", "Grüße", "世界🙂", "\x01ACTION waves\x01", "\x01VERSION\x01", "\x02bold\x02 \x0304red\x03", "", " ", ":)"]
MASKS = ["*", "*!*@*", "ann", "b?b!*@127.*", "*!*@127.0.0.1", "a*!~*@*", "****?*", "$a:x", "!@", "*" * 200]
NUMBERS = ["0", "1", "2", "7", "100", "-1", "65536", "99999999999999999999", "1.5", ""]
TIMES = ["timestamp=1970-01-01T00:00:00.000Z", "timestamp=2999-12-31T23:59:59.999Z", "timestamp=yesterday", "*"]
CAPABILITY_WORDS = ["LS", "LS 302", "LIST", "END", "REQ", "ACK", "NAK", "CLEAR"]
MODES = ["+o", "-o", "+v", "+b", "-b", "+e", "+I", "+k", "-k", "+l", "-l", "+i", "+m", "+n", "+s", "+t", "+C", "b", "+",
         "+ov-v+b", "-imnstC", "+lk", "+B", "+w", "-o+o", "+kkkk", "+bbbbbbbbbbbbbb", "+Z"]
SUBCOMMANDS = ["LATEST", "BEFORE", "AFTER", "AROUND", "BETWEEN", "TARGETS", "+", "-", "C", "L", "S", "%tcuihsnfdlaor,7"]
TAGS = ["+typing=active", "+draft/reply=x", "label=abc", "label=" + "l" * 64, "label=", "label=" + "l" * 65, "batch=1",
        "batch=r", "draft/multiline-concat", "time=1", "+x=" + "y" * 300, "+" + "k" * 40, "+a=\\:\\s\\\\\\r\\n\\", "=", ";"]
SENSELESS = [b"\0", b"\r", b"\xff\xfe", b"\xf0\x9f", b"\t", b"\x7f", b"@", b":", b" ", b"  ", b"\xc3\xa4" * 300,
             b"z" * 600, b"@" + b"t" * 5000, b"\n", b"\r\n\r\n", b"\x16\x03", b"GET / HTTP/1.1"]


def names_in(path, regex):
    return re.findall(regex, pathlib.Path(SRC, path).read_text(encoding="utf-8"), re.M)


COMMANDS = names_in("src/server/cmd/commands.def", r'^X\("([A-Z]+)",')
CAPABILITIES = names_in("src/server/cmd/cap.h", r'\bCAP\([A-Z_]+, "([^"=]+)')
SELDOM = ["QUIT", "KILL", "PASS", "REHASH",      # these end the session,
          "REGISTER", "ACCOUNT"]                # and these make keys of passwords, which takes time on purpose
GUESSES = ["OPER", "LOGIN", "AUTHENTICATE", "RESUME"]   # a wrong password or token has to wait for its answer


def targets(rng, names):
    """One name, or several with commas, now and then in other letters."""
    some = [rng.choice(names) for _ in range(rng.choice([1, 1, 1, 1, 2, 3, 9]))]
    text = ",".join(some)
    return text.swapcase() if rng.random() < 0.1 else text


def parameter(rng, seen):
    """One parameter of any kind. `seen` are the msgids that the server has sent."""
    kind = rng.randrange(14)
    if kind < 3:
        return targets(rng, NICKS)
    if kind < 6:
        return rng.choice(["", "", "", "@", "+"]) + targets(rng, CHANNELS)
    if kind == 6 and seen:
        return rng.choice(["msgid=", ""]) + rng.choice(seen)
    if kind == 7:
        return rng.choice(TIMES)
    pools = {8: MODES, 9: MASKS, 10: NUMBERS, 11: SUBCOMMANDS, 12: CAPABILITIES, 13: CAPABILITY_WORDS}
    return rng.choice(pools.get(kind, WORDS))


def likely(rng, command, seen):
    """Parameters that this command can do something with; None where any will do."""
    nick, channel = rng.choice(NICKS), rng.choice(CHANNELS)
    text = " ".join(rng.choice(WORDS) for _ in range(rng.randrange(1, 12)))
    reference = rng.choice([rng.choice(TIMES), "msgid=" + (rng.choice(seen) if seen else "none")])
    choices = {
        "JOIN": [[targets(rng, CHANNELS)], [channel, "key"], ["0"]],
        "PART": [[channel], [channel, text]],
        "TOPIC": [[channel, text], [channel], [channel, ""]],
        "KICK": [[channel, targets(rng, NICKS), text]],
        "INVITE": [[nick, channel], []],
        "RENAME": [[channel, rng.choice(CHANNELS), text], [channel, "#new%d" % rng.randrange(3)]],
        "MODE": [[channel, rng.choice(MODES), rng.choice(NICKS + MASKS), nick, rng.choice(NUMBERS)], [nick, rng.choice(MODES)]],
        "PRIVMSG": [[targets(rng, CHANNELS + NICKS), text], [rng.choice("@+") + channel, text]],
        "NOTICE": [[targets(rng, CHANNELS + NICKS), text]],
        "TAGMSG": [[targets(rng, CHANNELS + NICKS)]],
        "CHATHISTORY": [[rng.choice(SUBCOMMANDS), channel, reference, rng.choice(NUMBERS)],
                        ["BETWEEN", channel, reference, rng.choice(TIMES), rng.choice(NUMBERS)],
                        ["LATEST", channel, "*", "50"], ["TARGETS", rng.choice(TIMES), rng.choice(TIMES), "10"]],
        "REDACT": [[channel, rng.choice(seen) if seen else "none", text]],
        "MARKREAD": [[channel, rng.choice(TIMES)], [channel]],
        "CAP": [[rng.choice(CAPABILITY_WORDS)], ["REQ", " ".join(
            rng.choice(["", "", "-"]) + rng.choice(CAPABILITIES) for _ in range(rng.randrange(1, 6)))]],
        "NICK": [[nick]],
        "MONITOR": [[rng.choice("+-"), targets(rng, NICKS + ["zoe"])], [rng.choice("CLS")]],
        "WHO": [[rng.choice(CHANNELS + NICKS + MASKS), rng.choice(["o", "%tcuihsnfdlaor,42", "%n"])], [channel]],
        "OPER": [["root", "secret"]],
        "LOGIN": [[]],
        "AUTHENTICATE": [["PLAIN"], ["SCRAM-SHA-256"], ["EXTERNAL"], ["*"], ["+"], ["=" * rng.choice([1, 399, 401])]],
        "RESUME": [[]],
        "ACCOUNT": [["LIST"], ["DELETE", nick], ["ADD", nick, text]],
        "LIST": [[rng.choice([">1", "<3", "C<5", "T>0", "*a*", "!*b*", channel])]],
        "BATCH": [["+r", "draft/multiline", channel], ["-r"]],
    }
    return rng.choice(choices[command]) if command in choices else None


def line(rng, seen):
    """One line as bytes, with its end."""
    if rng.random() < 0.03:
        return rng.choice(SENSELESS) + b"\r\n"
    command = rng.choice(COMMANDS)
    if command in SELDOM and rng.random() < 0.9:
        command = "JOIN"
    parameters = likely(rng, command, seen)
    if parameters is None or rng.random() < 0.15 and command not in GUESSES:
        parameters = [parameter(rng, seen) for _ in range(rng.choice([0, 1, 1, 2, 2, 3, 4, 15, 17]))]
    words = [command.lower() if rng.random() < 0.1 else command, *parameters[:-1]]
    if parameters:
        words.append(rng.choice([":", ":", ""]) + parameters[-1])
    data = " ".join(words).encode()
    if rng.random() < 0.3:
        tags = ";".join(rng.choice(TAGS) for _ in range(rng.choice([1, 1, 2, 3, 20])))
        data = b"@" + tags.encode() + b" " + data
    if rng.random() < 0.03:
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(SENSELESS) + data[at:]
    return data + (b"\n" if rng.random() < 0.05 else b"\r\n")
