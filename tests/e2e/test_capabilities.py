"""What today's clients ask a server for, and what they make of it: irssi, WeeChat and irc-framework.

Each comes alone to a channel in which ann has talked, through a tap that tells what it negotiated.
"""

import re

import pytest

from harness import Server
from programs import LOBBY, Framework, Irssi, Weechat
from tap import Tap

# The capabilities that each requests: all that it knows and this server has. These are irssi 1.4.3, WeeChat 3.8 and irc-framework 4.14.0;
# a newer one may ask for more.
NEGOTIATED = {
    Irssi: {"multi-prefix", "extended-join", "setname", "invite-notify", "away-notify", "chghost", "account-notify",
            "server-time"},
    Weechat: {"multi-prefix", "extended-join", "setname", "invite-notify", "away-notify", "chghost", "account-notify",
              "server-time", "cap-notify", "userhost-in-names", "message-tags"},
    Framework: {"multi-prefix", "extended-join", "setname", "invite-notify", "away-notify", "chghost", "account-notify",
                "server-time", "cap-notify", "userhost-in-names", "account-tag", "message-tags", "batch",
                "echo-message", "labeled-response", "standard-replies", "draft/chathistory", "draft/event-playback"},
}
TOPIC = "what the board is for"
BEFORE = ["first things first", "Grüße aus der Vergangenheit", "and 日本語 too"]

# How each shows events that the other tests (test_chat.py) do not cover.
SHOWN = {
    Irssi: {"topic": r"Topic for #lobby: {topic}", "setter": r"Topic set by ann", "away": r"away +: {reason}"},
    Weechat: {"topic": r'Topic for #lobby is "{topic}"', "setter": r"Topic set by ann",
              "away": r"\[ann\] is away: {reason}"},
    Framework: {"topic": r'\ntopic .*"topic":"{topic}"', "setter": r'\ntopicsetby .*"nick":"ann"',
                "away": r'\naway .*"nick":"ann".*"message":"{reason}"'},
}


class Visit:
    """A server where ann has set a topic and talked, and one program that came later."""

    def __init__(self, kind, directory):
        self.server = Server()
        self.ann = self.server.user("ann", LOBBY)
        self.ann.send("TOPIC %s :%s" % (LOBBY, TOPIC))
        for text in BEFORE:
            self.ann.send("PRIVMSG %s :%s" % (LOBBY, text))
        self.ann.sync()
        self.tap = Tap(self.server)
        self.program = kind(self.tap, directory)
        self.ann.until(":%s!{word} JOIN %s" % (kind.name, LOBBY))
        self.shows("topic", topic=TOPIC)        # it knows that it is there

    def shows(self, what, **values):
        self.program.shows(SHOWN[type(self.program)][what].format(**values))

    def end(self):
        self.program.stop()
        self.tap.close()
        self.server.stop()


@pytest.fixture(scope="module", params=NEGOTIATED, ids=lambda kind: kind.name)
def visit(request, tmp_path_factory):
    visit = Visit(request.param, tmp_path_factory.mktemp(request.param.name))
    yield visit
    visit.end()


def test_the_client_gets_all_requested_capabilities(visit):
    missing = NEGOTIATED[type(visit.program)] - visit.tap.negotiated()
    assert not missing, "it did not ask for " + ", ".join(sorted(missing))
    assert not visit.tap.refusals()


def test_the_client_shows_the_topic_and_its_author(visit):
    visit.shows("topic", topic=TOPIC)
    visit.shows("setter")


def test_the_client_shows_earlier_messages(visit):
    if "draft/chathistory" in visit.tap.negotiated():       # then the server waits until it is asked
        visit.program.call("raw", "CHATHISTORY", "LATEST", LOBBY, "*", "50")
        visit.program.shows(r"\nbatch end chathistory ")
    for text in BEFORE:
        visit.program.hears("ann", text)
    output = visit.program.output()
    at = [output.index(text) for text in BEFORE]
    assert at == sorted(at)


def test_the_client_sends_and_receives(visit):
    visit.program.say("hello from the newcomer")
    visit.ann.until(":%s!{word} PRIVMSG %s :hello from the newcomer" % (visit.program.nick, LOBBY))
    visit.ann.send("PRIVMSG %s :hello, newcomer" % LOBBY)
    visit.program.hears("ann", "hello, newcomer")


def test_the_client_shows_its_own_messages_once(visit):
    """Those with echo-message wait for the server's copy; a client that counts both would show them twice."""
    text = "once and no more"
    visit.program.say(text)
    visit.program.hears(visit.program.nick, text)
    visit.ann.until("{*} PRIVMSG %s :%s" % (LOBBY, text))
    visit.ann.send("PRIVMSG %s :did that come once?" % LOBBY)
    visit.program.hears("ann", "did that come once?")
    pattern = visit.program.looks["said"].format(nick=re.escape(visit.program.nick), text=text)
    assert len(re.findall(pattern, visit.program.output())) == 1


def test_the_client_shows_who_is_away(visit):
    visit.ann.send("AWAY :out for lunch")
    visit.tap.wait_told(r":ann!~ann@\S+ AWAY :out for lunch$")
    if type(visit.program) is not Framework:        # the terminals only grey the nick, unless they are asked
        visit.program.type("/whois ann")
    visit.shows("away", reason="out for lunch")
    visit.ann.send("AWAY")
    visit.tap.wait_told(r":ann!~ann@\S+ AWAY$")


def test_the_client_receives_real_names_and_invitations(visit):
    """No client may report a line that it requested as unknown."""
    zoe = visit.server.user("zoe")
    visit.ann.send("SETNAME :Ann the Gardener")
    visit.tap.wait_told(r":ann!~ann@\S+ SETNAME :Ann the Gardener$")
    visit.ann.send("INVITE zoe " + LOBBY)
    visit.tap.wait_told(r":ann!~ann@\S+ INVITE zoe :?%s$" % LOBBY)
    zoe.expect(":ann!{word} INVITE zoe " + LOBBY)
    zoe.join(LOBBY)
    visit.tap.wait_told(r":zoe!~zoe@\S+ JOIN %s \* :Zoe$" % LOBBY)
    zoe.send("QUIT :bye")
    visit.program.shows_that("quit", nick="zoe")


def test_no_command_was_refused_and_the_client_reported_no_error(visit):
    assert not visit.tap.refusals()
    assert not visit.program.complained()
