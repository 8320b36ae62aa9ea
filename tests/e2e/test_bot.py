"""A bot, Limnoria: it uses features that other clients do not, such as a label on each command."""

import os
import subprocess

import pytest
from harness import Output, Server, tool
from programs import LOBBY, Program
from tap import Tap

NEGOTIATED = {"account-notify", "account-tag", "away-notify", "batch", "chghost", "echo-message", "extended-join",
              "invite-notify", "labeled-response", "message-tags", "multi-prefix", "server-time", "setname",
              "userhost-in-names"}

CONFIG = """
supybot.nick: keeper
supybot.user: A Bot
supybot.networks: board
supybot.networks.board.servers: {host}:{port}
supybot.networks.board.channels: {lobby}
supybot.networks.board.ssl: False
supybot.plugins: Misc Owner Utilities
supybot.plugins.Misc: True
supybot.plugins.Owner: True
supybot.plugins.Utilities: True
supybot.reply.whenAddressedBy.chars: !
supybot.protocols.irc.throttleTime: 0.0
supybot.protocols.irc.experimentalExtensions: True
supybot.log.stdout.level: WARNING
"""


class Keeper(Program):
    name = "keeper"
    complaints = r"ERROR|Traceback|invalid message"

    def __init__(self, server, directory):
        super().__init__(server, directory)
        with open(os.path.join(self.directory, "keeper.conf"), "w") as file:
            file.write(CONFIG.format(host=server.host, port=server.port, lobby=LOBBY))
        for name in ["users", "channels", "networks", "ignores"]:     # else it complains that they are not there
            os.makedirs(os.path.join(self.directory, "conf"), exist_ok=True)
            with open(os.path.join(self.directory, "conf", name + ".conf"), "w"):
                pass
        self.start([tool("supybot"), "--allow-root", "keeper.conf"], stdin=subprocess.DEVNULL,
                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.lines = Output(self.process.stdout)

    def output(self):
        return self.lines.text()


@pytest.fixture(name="stage")
def fixture_stage(tmp_path):
    """A server, ann, who sent a command before the bot joined, the tap, and the bot."""
    with Server() as server:
        ann = server.user("ann", LOBBY)
        ann.send("PRIVMSG %s :!echo old news" % LOBBY)
        tap = Tap(server)
        keeper = Keeper(tap, tmp_path)
        ann.until("{*}:keeper!{word} JOIN " + LOBBY)
        yield ann, tap, keeper
        keeper.stop()
        tap.close()


def test_a_bot_receives_only_new_messages_and_obeys_them(stage):
    ann, tap, keeper = stage
    ann.send("PRIVMSG %s :!echo good morning" % LOBBY)
    said = ann.until(":keeper!{word} PRIVMSG {text}")
    assert said[-1].endswith("PRIVMSG %s :good morning" % LOBBY)
    ann.send("PRIVMSG keeper :echo between us")
    ann.until(":keeper!{word} PRIVMSG ann :between us", ":keeper!{word} NOTICE ann :between us")
    ann.send("WHOIS keeper")
    ann.until(":{server} 335 ann keeper :{text}")
    assert NEGOTIATED <= tap.negotiated()
    assert not [line for line in tap.told if "old news" in line]
    assert not tap.refusals() and not keeper.complained()
