"""The wire scripts: plain text files of lines that clients send and lines that they must receive.

tests/README.md describes the language. This module parses a script into steps and runs them against a server of the
script's own; conftest.py makes a pytest item of each `==` section.
"""

import os
import re
import shlex

from harness import Client, Deadline, Server, gather
from pattern import Pattern, PatternError, expand

SEND = re.compile(r"(?P<who>[a-z]+)(?P<raw>>\||>) ?(?P<text>.*)")
EXPECT = re.compile(r"(?P<who>[a-z]+)<(?P<how>[*+~!]?)(?: (?P<text>.*))?$")
ACTION = re.compile(r"(?P<who>[a-z]+(?: [a-z]+)*): (?P<verb>[a-z]+)(?: (?P<rest>.*))?$")
FILE = re.compile(r"file (?P<name>[a-z]+):(?: (?P<text>.*))?$")
OPTIONS = re.compile(r"server: (?P<text>.*)$")
# The actions of a client, and the number of words that each takes (None: any number).
VERBS = {"connect": 0, "plain": 0, "register": None, "welcomed": 0, "join": 1,
         "shut": 0, "close": 0, "reset": 0, "closed": 0}


class ScriptError(Exception):
    """The script itself is wrong. The message names the line."""


class StepFailed(Exception):
    """A step did not come out as the script says. `__cause__` says how."""

    def __init__(self, script, step):
        super().__init__("%s:%d: %s" % (script, step.number, step.source))


class Step:
    def __init__(self, number, source, who, action, how="", text=""):
        self.number, self.source = number, source
        self.who, self.action, self.how, self.text = who, action, how, text


class Section:
    """One test: its name, the server's options, the files it needs, and its steps."""

    def __init__(self, name, number):
        self.name, self.number = name, number
        self.options, self.files, self.steps = [], {}, []


def parse(text, script="script"):
    """All sections of a script."""
    sections, names = [], set()
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip("\r")
        if not line.strip() or line.startswith("#"):
            continue
        try:
            if line.startswith("== "):
                name = line[3:].strip()
                if name in names:
                    raise ScriptError("there is already a test called %r" % name)
                names.add(name)
                sections.append(Section(name, number))
            elif not sections:
                raise ScriptError("a script starts with `== name of a test`")
            else:
                parse_line(sections[-1], number, line)
        except (ScriptError, PatternError) as error:
            raise ScriptError("%s:%d: %s" % (script, number, error)) from None
    return sections


def parse_line(section, number, line):
    """One line of a section: an option, a line of a file, or a step."""
    match = OPTIONS.fullmatch(line)
    if match:
        section.options += shlex.split(match.group("text"))
        return
    match = FILE.fullmatch(line)
    if match:
        section.files.setdefault(match.group("name"), []).append(match.group("text") or "")
        return
    match = SEND.fullmatch(line)
    if match:
        action = "bytes" if match.group("raw") == ">|" else "send"
        section.steps.append(Step(number, line, [match.group("who")], action, text=match.group("text")))
        return
    match = EXPECT.fullmatch(line)
    if match:
        if (match.group("how") == "!") != (match.group("text") is None):
            raise ScriptError("`<` wants a pattern behind it, and `<!` does not")
        section.steps.append(Step(number, line, [match.group("who")], "expect", match.group("how"),
                                  match.group("text")))
        return
    match = ACTION.fullmatch(line)
    if match and match.group("verb") in VERBS:
        words = (match.group("rest") or "").split()
        wanted = VERBS[match.group("verb")]
        if wanted is not None and len(words) != wanted:
            raise ScriptError("`%s` takes %d words behind it, not %d" % (match.group("verb"), wanted, len(words)))
        section.steps.append(Step(number, line, match.group("who").split(), match.group("verb"), text=words))
        return
    raise ScriptError("cannot read %r: neither `who> LINE`, `who< PATTERN`, `who: %s` nor `server:` or `file`" % (
        line, "|".join(VERBS)))


class Run:
    """The state of one running section."""

    def __init__(self, section, script, directory):
        self.section, self.script, self.directory = section, script, directory
        self.clients, self.registered, self.gone, self.last_sender = {}, set(), set(), None
        self.server = None

    def run(self):
        with Server(*self.server_options()) as self.server:
            steps = self.section.steps
            at = 0
            while at < len(steps):
                # Patterns with `<~` that follow each other are one group whose lines may come in any order.
                size = 1
                while is_unordered(steps[at]) and steps[at + size:] and is_unordered(steps[at + size]) \
                        and steps[at + size].who == steps[at].who:
                    size += 1
                self.attempt(steps[at:at + size])
                at += size
            self.attempt_end(steps[-1])
            for client in self.clients.values():
                client.close()

    def server_options(self):
        """The options, with {NAME} standing for the path of the file of that name."""
        names = {}
        for name, lines in self.section.files.items():
            names[name] = os.path.join(self.directory, name)
            with open(names[name], "w", encoding="utf-8", newline="") as file:
                file.write("".join(expand(line, {}) + "\n" for line in lines))
        return [expand(option, names) for option in self.section.options]

    def attempt(self, group):
        try:
            if len(group) > 1 or is_unordered(group[0]):
                self.client(group[0].who[0]).expect_in_any_order(*[self.pattern(step.text) for step in group])
            else:
                self.step(group[0])
        except (AssertionError, OSError) as error:
            raise StepFailed(self.script, group[0]) from error
        except (ScriptError, PatternError) as error:
            raise ScriptError("%s:%d: %s" % (self.script, group[0].number, error)) from None

    def attempt_end(self, last):
        """At the end nobody may have got anything that the script does not mention."""
        try:
            for name in self.clients:
                if name not in self.gone and not self.clients[name].plain:
                    self.settle()
                    self.clients[name].expect_nothing()
        except (AssertionError, OSError) as error:
            raise StepFailed(self.script, Step(last.number, "(after the last step)", [], "end")) from error

    def client(self, name):
        if name not in self.clients or name in self.gone:
            raise ScriptError("%s is not connected" % name)
        return self.clients[name]

    def pattern(self, text):
        return Pattern(text, self.server.names)

    def settle(self, except_for=None):
        """Wait until the server has handled everything that the clients sent, so that what one client does next
        comes after what another one did before."""
        for name, client in self.clients.items():
            if name not in self.gone and name != except_for:
                client.sync()

    def step(self, step):
        getattr(self, "do_" + step.action)(step)

    def sender(self, step):
        client = self.client(step.who[0])
        if self.last_sender not in (None, client) and not self.last_sender.ended:
            self.last_sender.sync()
        self.last_sender = client
        return client

    def do_send(self, step):
        self.sender(step).send(expand(step.text, self.server.names))

    def do_bytes(self, step):
        self.sender(step).send_bytes(expand(step.text, self.server.names).encode("latin-1"))

    def do_expect(self, step):
        client = self.client(step.who[0])
        if step.how == "!":
            self.settle(except_for=client.name)
            client.expect_nothing()
        elif step.how == "*":
            client.until(self.pattern(step.text))
        elif step.how == "+":
            client.expect_some(self.pattern(step.text))
        else:
            client.expect(self.pattern(step.text))

    def connect(self, name, plain=False):
        if name in self.clients and name not in self.gone:
            raise ScriptError("%s is connected already" % name)
        self.settle()
        self.clients[name] = Client(self.server, name, plain=plain)
        self.gone.discard(name)
        self.registered.discard(name)
        return self.clients[name]

    def do_connect(self, step):
        for name in step.who:
            self.connect(name)

    def do_plain(self, step):
        for name in step.who:
            self.connect(name, plain=True)

    def do_register(self, step):
        for name in step.who:
            self.connect(name).register(caps=step.text)
            self.registered.add(name)

    def do_welcomed(self, step):
        for name in step.who:
            self.client(name).expect_welcome(name)
            self.registered.add(name)

    def do_join(self, step):
        for name in step.who:
            if name not in self.registered:
                self.connect(name).register()
                self.registered.add(name)
        self.settle()
        gather([self.client(name) for name in step.who], step.text[0])

    def do_close(self, step):
        for name in step.who:
            self.client(name).close()
            self.gone.add(name)

    def do_reset(self, step):
        for name in step.who:
            self.client(name).reset()
            self.gone.add(name)

    def do_shut(self, step):
        for name in step.who:
            self.client(name).shut()

    def do_closed(self, step):
        for name in step.who:
            self.client(name).expect_closed(Deadline())
            self.client(name).close()
            self.gone.add(name)


def is_unordered(step):
    return step.action == "expect" and step.how == "~"
