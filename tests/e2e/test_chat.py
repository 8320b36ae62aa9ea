"""Real programs chat through one server at once, and none of them finds anything to complain about."""

import re
import subprocess

import pytest

from harness import CLIENT_HOST, Deadline, Server, tool
from programs import ALL, LOBBY, Framework, Ii, Irssi, Linnet, Nc, Sic, Weechat

TALKERS = [Irssi, Weechat, Framework, Sic, Ii, Nc]     # those with commands to change things: linnet in a pipe only talks


class Party:
    """A server, one program of each kind in its lobby, and `ann`, the tests' own client, which receives everything."""

    def __init__(self, directory):
        self.server = Server()
        self.ann = self.server.user("ann", LOBBY)
        self.ann.send("MODE %s -t" % LOBBY)
        self.ann.expect("{*} MODE %s -t" % LOBBY)
        self.programs = []
        for kind in ALL:
            home = directory / kind.name
            home.mkdir()
            self.programs.append(kind(self.server, home))
            self.ann.until(":%s!{word} JOIN %s" % (kind.name, LOBBY))

    def one(self, kind):
        return next(each for each in self.programs if isinstance(each, kind))

    def others(self, program):
        return [each for each in self.programs if each is not program]

    def end(self):
        for program in self.programs:
            program.stop()
        self.server.stop()


@pytest.fixture(scope="module")
def party(tmp_path_factory):
    party = Party(tmp_path_factory.mktemp("party"))
    yield party
    party.end()


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_everyone_receives_a_message(party, kind):
    speaker = party.one(kind)
    for text in ["hello, this is " + kind.name, "Grüße aus der Ferne, 世界 🙂"]:
        speaker.say(text)
        party.ann.until(":%s!{word} PRIVMSG %s :%s" % (speaker.nick, LOBBY, text))
        for other in party.others(speaker):
            other.hears(speaker.nick, text)


def test_everyone_sends_at_once_and_receives_all(party):
    for number in range(10):
        for program in party.programs:
            program.say("line %d of %s." % (number, program.name))
    for speaker in party.programs:
        for number in range(10):
            for other in party.others(speaker):
                other.hears(speaker.nick, "line %d of %s." % (number, speaker.name))


@pytest.mark.parametrize("kind", TALKERS, ids=lambda kind: kind.name)
def test_everyone_sees_a_new_nick(party, kind):
    program = party.one(kind)
    old, new = program.nick, kind.name + "-two"
    program.rename(new)
    party.ann.until(":%s!{word} NICK {*}%s" % (old, new))
    for other in party.others(program):
        other.shows_that("renamed", old=old, new=new)
    program.say("the new name of " + old)
    for other in party.others(program):
        other.hears(new, "the new name of " + old)


@pytest.mark.parametrize("kind", TALKERS, ids=lambda kind: kind.name)
def test_everyone_sees_a_new_topic(party, kind):
    program = party.one(kind)
    text = "a topic by %s" % kind.name
    program.topic(text)
    party.ann.until(":%s!{word} TOPIC %s :%s" % (program.nick, LOBBY, text))
    for other in party.others(program):
        other.shows_that("topic", nick=program.nick, text=text)


@pytest.mark.parametrize("kind", TALKERS, ids=lambda kind: kind.name)
def test_everyone_sees_who_leaves_and_comes_back(party, kind):
    program = party.one(kind)
    program.leave()
    party.ann.until(":%s!{word} PART %s{*}" % (program.nick, LOBBY))
    for other in party.others(program):
        other.shows_that("left", nick=program.nick)
    program.join()
    party.ann.until(":%s!{word} JOIN %s" % (program.nick, LOBBY))
    program.say("%s is back" % program.nick)
    for other in party.others(program):
        other.hears(program.nick, "%s is back" % program.nick)


def test_actions_and_private_messages(party):
    irssi, weechat, nat = party.one(Irssi), party.one(Weechat), party.one(Nc)
    irssi.type("/me waves")
    weechat.shows(r"\t \*\t@?%s waves" % irssi.nick)
    nat.shows(r"\* %s waves" % irssi.nick)
    nat.type("/me waves back")
    irssi.shows(r"\* %s waves back" % nat.nick)
    weechat.shows(r"\t \*\t@?%s waves back" % nat.nick)
    nat.type("/msg %s between us" % irssi.nick)
    irssi.shows(r"<%s> between us" % nat.nick)
    irssi.type("/msg %s only us" % nat.nick)
    nat.shows(r"\*%s\* only us" % irssi.nick)


def test_irssi_gets_everything_it_requests(party):
    irssi = party.one(Irssi)
    irssi.type("/names", "/who " + LOBBY, "/whois ann", "/whois", "/list", "/topic", "/mode " + LOBBY, "/mode +i",
               "/ban", "/away gone", "/away", "/userhost ann", "/ison ann", "/lusers", "/motd", "/version", "/ping ann",
               "/notice ann psst", "/ctcp ann version")
    party.ann.until(":%s!{word} PRIVMSG ann :\x01PING {*}" % irssi.nick)
    party.ann.until(":%s!{word} NOTICE ann :psst" % irssi.nick)
    party.ann.until(":%s!{word} PRIVMSG ann :\x01VERSION\x01" % irssi.nick)
    irssi.shows(r"End of WHOIS", 2)
    irssi.shows(r"ann=\+~ann@" + re.escape(CLIENT_HOST))
    irssi.shows(r"linnetd-[0-9.]+")


def test_weechat_gets_everything_it_requests(party):
    weechat = party.one(Weechat)
    weechat.type("/names", "/who " + LOBBY, "/whois ann", "/list", "/topic", "/mode " + LOBBY, "/mode %s +b" % LOBBY,
                 "/away gone", "/away", "/userhost ann", "/ison ann", "/lusers", "/motd", "/version",
                 "/notice ann psst", "/ctcp ann version", "/cap ls", "/cap list")
    party.ann.until(":%s!{word} NOTICE ann :psst" % weechat.nick)
    party.ann.until(":%s!{word} PRIVMSG ann :\x01VERSION\x01" % weechat.nick)
    weechat.shows("currently enabled: .*multi-prefix")
    weechat.shows(r"ann=\+~ann@" + re.escape(CLIENT_HOST))


def test_no_client_reported_an_error(party):
    complaints = {program.name: program.complained() for program in party.programs}
    assert not any(complaints.values()), "\n".join(
        "%s: %s" % (name, line) for name, lines in complaints.items() for line in lines)


@pytest.mark.parametrize("kind", [Sic, Ii, Nc, Linnet, Framework, Weechat, Irssi], ids=lambda kind: kind.name)
def test_everyone_sees_who_quits(party, kind):
    program = party.one(kind)
    party.programs.remove(program)
    try:
        program.quit()
        party.ann.until(":%s!{word} QUIT {*}" % program.nick)
        for other in party.programs:
            other.shows_that("quit", nick=program.nick)
        program.ends()
    finally:
        program.stop()


def test_a_line_from_a_script_reaches_everyone(server, tmp_path):
    """`printf 'name\\ntext\\n' | nc -N board 6667`, as in a cron job: nc ends its input at once."""
    ann = server.user("ann", LOBBY)
    done = subprocess.run([tool("nc"), "-N", server.host, str(server.port)], input=b"backup\nthe backup is done\n",
                          capture_output=True, timeout=Deadline().left())
    assert done.returncode == 0
    ann.expect(":backup!{word} JOIN " + LOBBY, ":backup!{word} PRIVMSG %s :the backup is done" % LOBBY,
               ":backup!{word} QUIT :{text}")
