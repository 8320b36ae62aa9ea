"""HELP explains every command that it lists, and lists every command that the source has."""

import os
import re

from harness import SRC


def test_every_command_has_a_topic(server):
    ann = server.user("ann")
    ann.send("HELP")
    listed = []
    for line in ann.until(":{server} 706 ann * :{text}")[2:-1]:
        listed += line.split(" :", 1)[1].split()
    with open(os.path.join(SRC, "src/server/cmd/commands.def"), encoding="utf-8") as file:
        assert listed == re.findall(r'^X\("([A-Z]+)",', file.read(), re.M)
    for command in listed:
        ann.send("HELP " + command)
        ann.expect(":{server} 704 ann %s :%s{*}" % (command, command), ":{server} 705 ann %s :" % command,
                   ":{server} 706 ann %s :{text}" % command)
