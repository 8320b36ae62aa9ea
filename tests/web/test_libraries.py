"""The libraries of browsers' IRC clients: irc-framework over npm's ws, which holds the server to RFC 6455."""

import os
import sys

import pytest

from harness import SRC

sys.path.append(os.path.join(SRC, "tests", "e2e"))
import programs     # noqa: E402


@pytest.mark.parametrize("protocol", ["text.ircv3.net", "none"])
def test_irc_framework_chats_over_websocket(server, tmp_path, protocol):
    ann = server.user("ann", "#lobby")
    frame = programs.Framework(server, str(tmp_path), protocol)
    ann.until(":frame!{*} JOIN #lobby")
    frame.say("hello, gr\u00fc\u00dfe")
    ann.until(":frame!{*} PRIVMSG #lobby :hello, gr\u00fc\u00dfe")
    for length in (1, 100, 400):
        ann.send("PRIVMSG #lobby :" + "x" * length)
        frame.shows("x" * length)
    ann.send("WHOIS frame")
    ann.until("{*} 320 ann frame :{*}WebSocket")
    frame.quit()
    ann.until(":frame!{*} QUIT :{text}")
