"""The 005 tokens, on which clients rely. Modern IRC, "Feature Advertisement" and "RPL_ISUPPORT Parameters"."""

import pathlib
import re

from harness import SRC

TOKEN = re.compile(r"[A-Z0-9./]{1,20}(=[!-~]*)?")

WANTED = {
    "CASEMAPPING": "ascii",
    "CHANLIMIT": "#:[1-9][0-9]*",
    "CHANMODES": "beI,k,l,Cimnst",
    "CHANNELLEN": "50",
    "CHANTYPES": "#",
    "CHATHISTORY": "100",
    "MSGREFTYPES": "msgid,timestamp",
    "STATUSMSG": re.escape("@+"),
    "AWAYLEN": "[1-9][0-9]*",
    "ELIST": "CMNTU",
    "EXCEPTS": "e",
    "EXTBAN": ",m",
    "INVEX": "I",
    "KICKLEN": "300",
    "LINELEN": "512",
    "MAXLIST": "beI:50",
    "SAFELIST": "",
    "KEYLEN": "[1-9][0-9]*",
    "BOT": "B",
    "MODES": "[1-9][0-9]*",
    "MONITOR": "[1-9][0-9]*",
    "NAMELEN": "[1-9][0-9]*",
    "NETWORK": "Example",
    "NICKLEN": "30",
    "OVERRIDE": "",
    "PREFIX": re.escape("(ov)@+"),
    "TARGMAX": "([A-Z]+:[0-9]*)(,[A-Z]+:[0-9]*)*",
    "TOPICLEN": "300",
    "USERLEN": "[1-9][0-9]*",
    "UTF8ONLY": "",
    "WHOX": "",
}


def lines_of_005(client):
    client.send("VERSION")
    client.expect(":{server} 351 {*}")
    return client.expect_some(":{server} 005 {text} :{text}")


def test_the_tokens_are_well_formed_and_fit(start):
    ann = start("--network", "Example").user("ann")
    seen = set()
    for line in lines_of_005(ann):
        tokens = line.split(" :")[0].split(" ")[3:]
        assert 1 <= len(tokens) <= 13, "a client need not read more than 13 tokens in a line: " + line
        for token in tokens:
            assert TOKEN.fullmatch(token), "malformed token " + token
            name = token.split("=")[0]
            assert name not in seen, name + " is told twice"
            seen.add(name)


def test_no_token_is_lost_or_cut_with_the_longest_names(start):
    """The client's reader holds every line to 512 bytes; here the tokens must be the same as with short names."""
    def tokens(client):
        lines = lines_of_005(client)
        assert all(line.endswith(" :are supported by this server") for line in lines)
        return [token for line in lines for token in line.split(" :")[0].split(" ")[3:]]

    network = "N" * 30
    short = tokens(start("--network", network).user("a"))
    assert tokens(start("--network", network, name="s" * 63).user("n" * 30)) == short


def test_every_token_that_clients_look_for_is_there(start):
    ann = start("--network", "Example").user("ann")
    tokens = {}
    for line in lines_of_005(ann):
        for token in line.split(" :")[0].split(" ")[3:]:
            name, _, value = token.partition("=")
            tokens[name] = value
    for name, value in WANTED.items():
        assert name in tokens, name + " is missing"
        assert re.fullmatch(value, tokens[name]), "%s=%s does not look like %s" % (name, tokens[name], value)


def test_the_tokens_of_commands_are_there(start):
    rows = re.findall(r'^X\(.*\n  ".*", ".*", "([A-Z].*)\)$', pathlib.Path(SRC, "src/server/cmd/commands.def").read_text(encoding="utf-8"), re.M)
    wanted = {name for row in rows for name in re.findall(r"(?:^| )([A-Z]+)(?=[= ])", row)}
    assert {"NICKLEN", "SAFELIST", "WHOX"} <= wanted
    told = " ".join(lines_of_005(start("--network", "Example").user("ann")))
    missing = [name for name in sorted(wanted) if not re.search(" %s[= ]" % name, told)]
    assert not missing, ", ".join(missing)


def test_004_lists_the_supported_modes(server):
    ann = server.client("ann")
    ann.send("NICK ann", "USER ann 0 * :Ann")
    line = ann.until(":{server} 004 ann {*}")[-1].split(" ")
    assert set(line[5]) == set("iowB"), "user modes"
    assert set(line[6]) == set("CIbeiklmnostv"), "channel modes"
    assert set(line[7].lstrip(":")) == set("Ibeklov"), "channel modes with a parameter"


def test_the_advertised_number_of_modes_fits_in_one_command(server):
    """MODES: changes with a parameter in one command."""
    nicks = ["u%d" % number for number in range(8)]
    users = server.users(*nicks, channel="#garden")
    limit = int(re.search(r" MODES=([0-9]+)", " ".join(lines_of_005(users[0]))).group(1))
    count = min(limit, len(nicks) - 1)
    users[0].send("MODE #garden +%s %s" % ("v" * count, " ".join(nicks[1:1 + count])))
    users[0].expect(":{u0} MODE #garden +%s %s" % ("v" * count, " ".join(nicks[1:1 + count])))


def test_targmax_targets_are_accepted_and_one_more_is_refused(server):
    """TARGMAX: at the limit every target gets the message; past it the sender gets 407."""
    users = server.users("u0", "u1", "u2", "u3", "u4", "u5", "u6", "u7")
    limit = int(re.search(r"[=,]PRIVMSG:([0-9]+)", " ".join(lines_of_005(users[0]))).group(1))
    assert 1 <= limit < len(users) - 1
    users[0].send("PRIVMSG %s :all of you" % ",".join(user.name for user in users[1:1 + limit]))
    for user in users[1:1 + limit]:
        user.expect(":{u0} PRIVMSG %s :all of you" % user.name)
    users[0].expect_nothing()
    users[0].send("PRIVMSG %s :too many" % ",".join(user.name for user in users[1:2 + limit]))
    users[0].until(":{server} 407 u0 {word} :{text}")
