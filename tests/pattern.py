"""Patterns for the lines that a server sends, used by the wire scripts and by the Python tests alike.

A pattern is literal text with a few placeholders in braces, so that it reads like the line it stands for:

    {server}       the server's name                        {n}        a number
    {host}         the host that the tests connect from     {word}     anything without a space, at least one character
    {ann}          the source of the client called ann,     {text}     anything, at least one character
                   that is ann!~ann@HOST                    {*}        anything, or nothing
    {x*30}         thirty times x                           {time}     a server-time, 2024-01-31T23:59:59.123Z
    {words a b c}  exactly these words, in any order        {}         nothing: it marks spaces at a line's end

Escapes: \\r \\n \\t \\\\ \\{ and \\xHH.  Everything else, the asterisk included, stands for itself.
"""

import re

ESCAPES = {"r": "\r", "n": "\n", "t": "\t", "\\": "\\", "{": "{", "}": "}"}

WILD = {
    "n": r"[0-9]+",
    "word": r"[^ ]+",
    "text": r".+",
    "*": r".*",
    "time": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z",
}


class PatternError(ValueError):
    """The text of a pattern is wrong: a mistake in the test, not in the server."""


def pieces(text):
    """Cut a pattern into ('text', literal) and ('brace', content) pieces, with the escapes resolved."""
    literal, at = "", 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            code = text[at + 1:at + 2]
            if code in ESCAPES:
                literal, at = literal + ESCAPES[code], at + 2
            elif re.match(r"x[0-9a-fA-F]{2}", text[at + 1:]):
                literal, at = literal + chr(int(text[at + 2:at + 4], 16)), at + 4
            else:
                raise PatternError("unknown escape \\%s in %r" % (code, text))
        elif char == "{":
            end = closing_brace(text, at)
            if literal:
                yield "text", literal
            yield "brace", text[at + 1:end]
            literal, at = "", end + 1
        else:
            literal, at = literal + char, at + 1
    if literal:
        yield "text", literal


def closing_brace(text, at):
    """The index of the brace that closes the one at `at`; braces may stand inside, as in {words @{ann} {bob}}."""
    depth = 0
    for index in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0:
            return index
    raise PatternError("no } for the { in %r; a brace of its own is written \\{" % text)


def fixed(content, names):
    """The text that the placeholder {content} stands for, or None when it is a wildcard."""
    if content in names or content == "":
        return names.get(content, "")
    repeat = re.fullmatch(r"(.+)\*([0-9]+)", content)
    if repeat:
        return repeat.group(1) * int(repeat.group(2))
    return None


def expand(text, names):
    """A line to send: the escapes and the fixed placeholders resolved."""
    out = []
    for kind, content in pieces(text):
        value = content if kind == "text" else fixed(content, names)
        if value is None:
            raise PatternError("{%s} cannot be sent: it is no known name" % content)
        out.append(value)
    return "".join(out)


class Pattern:
    """A compiled pattern. `names` gives the values of {server}, {host} and the clients' sources."""

    def __init__(self, text, names):
        self.text = text
        self.word_lists = []
        regex = []
        for kind, content in pieces(text):
            if kind == "text":
                regex.append(re.escape(content))
            elif fixed(content, names) is not None:
                regex.append(re.escape(fixed(content, names)))
            elif content in WILD:
                regex.append(WILD[content])
            elif content.startswith("words "):
                self.word_lists.append(sorted(expand(word, names) for word in content.split()[1:]))
                regex.append(r"(?P<words%d>.*)" % len(self.word_lists))
            else:
                raise PatternError("unknown placeholder {%s} in %r" % (content, text))
        self.regex = re.compile("".join(regex), re.DOTALL)

    def matches(self, line):
        match = self.regex.fullmatch(line)
        if not match:
            return False
        return all(sorted(match.group("words%d" % (i + 1)).split()) == words
                   for i, words in enumerate(self.word_lists))
