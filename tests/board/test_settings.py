"""linnet.txt, the settings on a board's card: whatever it holds, the board gets settings out of it, and says what is wrong.

The board's own awk program is run with busybox, as on the board.
"""

import os
import random
import subprocess

import pytest
from harness import LINNETD, SRC, tool

SYSTEM = os.path.join(SRC, "board", "system", "lib", "linnet")
OUTPUTS = ("name", "password", "operators", "linnetd.conf", "motd.text", "net", "problems")


def awk(program, data, folder):
    result = subprocess.run([tool("busybox"), "awk", "-f", os.path.join(SYSTEM, program)], input=data, cwd=folder,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    assert result.returncode == 0, result.stderr.decode("utf-8", "replace")


class Settings:
    """The result of linnet.txt: an attribute for each file, a list of its lines."""

    def __init__(self, folder, data):
        self.folder = folder
        awk("settings.awk", data if isinstance(data, bytes) else data.encode(), folder)
        for name in OUTPUTS:
            path = os.path.join(folder, name)
            lines = open(path, errors="replace").read().splitlines() if os.path.exists(path) else []
            setattr(self, name.split(".")[0], lines)


@pytest.fixture
def read(tmp_path):
    return lambda data: Settings(tmp_path, data)


ALL = """
# every setting
name = workshop
network = shop
description = The chat of the workshop
motd = Hello
motd =
motd = there
password = open sesame
operator = wren correct-horse
operator = finch staple
address = 192.168.7.5/16
gateway = 192.168.1.1
dns = 192.168.1.2
ntp = time.example
port = 7000
flood = 5:20
mdns = workshop
"""


def test_every_setting_is_passed_on(read):
    s = read(ALL)
    assert s.problems == []
    assert s.name == ["workshop"] and s.password == ["open sesame"]
    assert s.operators == ["wren correct-horse", "finch staple"]
    assert s.motd == ["Hello", "", "there"]
    assert s.linnetd == ["network shop", "description The chat of the workshop", "flood 5:20", "mdns workshop"]
    assert sorted(s.net) == ["ADDRESS=192.168.7.5/16", "DNS=192.168.1.2", "GATEWAY=192.168.1.1", "NTP=time.example",
                             "PORT=7000"]


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: "\ufeff" + text.lstrip(),
    lambda text: "\ufeff" + text.lstrip().replace("\n", "\r\n"),
    lambda text: text.rstrip("\n"),
    lambda text: text.replace(" = ", "="),
    lambda text: text.replace(" = ", "\t =  "),
    lambda text: "\n".join("  " + line + "  " for line in text.split("\n")),
    lambda text: "\n".join(line.split("=", 1)[0].upper() + "=" + line.split("=", 1)[1] if "=" in line else line
                           for line in text.split("\n")),
], ids=["CRLF", "BOM", "BOM and CRLF", "no last line feed", "no spaces", "tabs", "indented", "upper case keys"])
def test_editor_artefacts_are_accepted(read, change):
    s = read(change(ALL))
    assert s.problems == []
    assert s.name == ["workshop"] and s.password == ["open sesame"] and len(s.net) == 5 and s.motd[0] == "Hello"


@pytest.mark.parametrize("line, problem", [
    ("colour = blue", '"colour" is not a setting'),
    ("just some words", '"just some words" is not of the form: key = value'),
    ("name = has space", "name may have letters"),
    ("name = $(reboot)", "name may have letters"),
    ("name = " + 64 * "x", "name may have letters"),
    ("name =", 'there is no value after "name"'),
    ("address = 192.168.1", "address is neither dhcp nor like"),
    ("address = 300.1.1.1/24", "address is neither dhcp nor like"),
    ("address = 192.168.1.5/31", "address is neither dhcp nor like"),
    ("address = 192.168.1.5/24;reboot", "address is neither dhcp nor like"),
    ("address = 127.0.0.1/8", "address is neither dhcp nor like"),
    ("gateway = here", "gateway is not an address"),
    ("dns = ::1", "dns is not an address"),
    ("ntp = a b", "ntp is neither auto, off"),
    ("ntp = -p", "ntp is neither auto, off"),
    ("port = 0", "port is a number"),
    ("port = 65536", "port is a number"),
    ("port = 6667x", "port is a number"),
    ("operator = wren", "operator needs a name and a password"),
    ("operator = wren too many words", "operator needs a name and a password"),
    ("operator = #wren secret", "an operator's name does not begin with #"),
    ("operator = wren " + 101 * "x", "the operator's password is longer than 100 bytes"),
    ("address = 192.168.1.255/24", "address is the first or last of its network"),
    ("address = 192.168.1.0", "address is the first or last of its network"),
    ("address = 192.168.1.4/30", "address is the first or last of its network"),
    ("log = error", '"log" is not a setting'),
    ("password = " + 101 * "x", "password is longer than 100 bytes"),
])
def test_a_wrong_line_is_reported_and_the_others_are_used(read, line, problem):
    s = read("motd = before\n%s\nmotd = after\n" % line)
    assert len(s.problems) == 1 and s.problems[0].startswith("linnet.txt line 2: " + problem), s.problems
    assert s.motd == ["before", "after"]
    assert s.name == s.password == s.operators == s.net == s.linnetd == []


@pytest.mark.parametrize("line, where, value", [
    ("name = " + 63 * "x", "name", [63 * "x"]),
    ("password = " + 100 * "x", "password", [100 * "x"]),
    ('password = "a b" # c=d', "password", ['"a b" # c=d']),
    ("password = a\tb", "password", ["a b"]),
    ("operator = wren\tsecret", "operators", ["wren secret"]),
    ("operator = wren " + 100 * "x", "operators", ["wren " + 100 * "x"]),
    ("ntp = OFF", "net", ["NTP=off"]),
    ("address = 192.168.1.0/23", "net", ["ADDRESS=192.168.1.0/23"]),
    ("address = 192.168.1.254/24", "net", ["ADDRESS=192.168.1.254/24"]),
    ("address = 10.0.0.1/30", "net", ["ADDRESS=10.0.0.1/30"]),
    ("address = 10.0.0.1/8", "net", ["ADDRESS=10.0.0.1/8"]),
    ("address = 10.0.0.1", "net", ["ADDRESS=10.0.0.1/24"]),
    ("address = DHCP", "net", []),
    ("port = 65535", "net", ["PORT=65535"]),
    ("port = 1", "net", ["PORT=1"]),
    ("motd = " + 993 * "x", "motd", [993 * "x"]),
])
def test_a_value_at_the_limit_is_used(read, line, where, value):
    s = read(line)
    assert s.problems == [] and getattr(s, where) == value


def test_a_line_of_a_megabyte_is_ignored(read):
    s = read(b"name = one\n" + b"motd = " + b"x" * 1000000 + b"\nnetwork = shop\n")
    assert s.problems == ["linnet.txt line 2: it has 1000007 bytes, and is ignored; at most 1000 are allowed"]
    assert s.name == ["one"] and s.linnetd == ["network shop"] and s.motd == []


def test_a_value_one_byte_too_long_is_ignored(read):
    s = read("motd = " + 994 * "x")
    assert s.motd == [] and "1001 bytes" in s.problems[0]


def test_binary_garbage_gives_no_settings_and_a_short_report(read):
    noise = random.Random(6667).randbytes(300000)
    s = read(noise.replace(b"\0", b"?"))
    assert s.net == s.name == []
    assert 1 <= len(s.problems) <= 21 and "more lines are wrong" in s.problems[-1]
    assert all(31 < ord(char) < 127 for line in s.problems for char in line), "a terminal would be driven by this"


def test_a_thousand_wrong_lines_are_counted(read):
    s = read("x\n" * 1000)
    assert len(s.problems) == 21 and s.problems[-1] == "linnet.txt: 980 more lines are wrong"


def test_a_repeated_setting_is_reported_and_the_last_value_is_used(read):
    s = read("name = one\nname = two\n")
    assert s.name == ["two"] and s.problems == ['linnet.txt line 2: "name" is set for the second time: this one is used']


def test_invalid_utf_8_is_reported_with_its_line(read):
    s = read("motd = Grüße, 你好 🙂\n".encode() + "motd = Grüße\n".encode("cp1252") + b"motd = \xe2\x82\n")
    assert s.problems == ["linnet.txt line %d: letters other than A to Z can be read only if the file is saved as UTF-8" % n
                          for n in (2, 3)]


def test_operators_beyond_the_limit_are_reported(read):
    lines = ["operator = o%d %s" % (i, 50 * "x") for i in range(12)]
    s = read("\n".join(lines))
    assert s.operators == [line.split(" = ")[1] for line in lines[:9]]
    assert len(s.problems) == 3 and all("there is no room for this operator" in line for line in s.problems)
    taken = subprocess.run([LINNETD, "--oper-file", str(s.folder / "operators"), "--check"], capture_output=True, text=True)
    assert taken.returncode == 0, taken.stderr


@pytest.mark.parametrize("gateway, counts", [("10.0.0.6", True), ("10.0.0.9", False), ("10.0.1.6", False)])
def test_a_gateway_must_be_in_the_network_of_the_address(read, gateway, counts):
    s = read("address = 10.0.0.5/30\ngateway = %s\n" % gateway)
    assert ("GATEWAY=" + gateway in s.net) == counts
    assert s.problems == ([] if counts else ["linnet.txt: the gateway %s is not in the network of 10.0.0.5/30" % gateway])


@pytest.mark.parametrize("line", ["gateway = 192.168.1.1", "dns = 192.168.1.1", "address = dhcp\ngateway = 192.168.1.1"])
def test_a_gateway_without_an_address_is_reported_as_unused(read, line):
    s = read(line)
    assert s.problems == ["linnet.txt: gateway and dns are used only with an address; DHCP provides its own"]
    assert not any(line.startswith("GATEWAY") for line in s.net)


def test_control_characters_are_replaced(read):
    s = read("motd = \x1b[2Jgone\x07\n")
    assert s.motd == ["?[2Jgone?"]


def test_the_shipped_card_and_each_of_its_lines_are_valid(read, tmp_path):
    text = open(os.path.join(SRC, "board", "card", "linnet.txt")).read()
    assert read(text).problems == []
    lines = "\n".join(line[1:] for line in text.splitlines() if line.startswith("#") and not line.startswith("# "))
    inner = tmp_path / "all"
    inner.mkdir()
    s = Settings(inner, lines)
    assert s.problems == [] and len(s.net) == 5 and len(s.linnetd) == 8


# ---- the list of online users ----

def who(folder, *lines):
    awk("who.awk", "".join("linnetd: " + line + "\n" for line in lines).encode(), folder)
    return (folder / "who").read_text()


def test_online_users_are_listed_in_order_of_arrival(tmp_path):
    assert who(tmp_path) == "0\n"
    assert who(tmp_path, "listening on [::]:6667", "slot 0: wren from 10.0.0.2 is here",
               "slot 1: finch from 10.0.0.3 is here", "slot 0: owl from 10.0.0.2 is here") == "2 owl finch\n"
    assert who(tmp_path, "slot 0: wren from 10.0.0.2 is here", "slot 0: wren from 10.0.0.2 left: Quit: wren",
               "slot 0: owl from 10.0.0.2 is here") == "1 owl\n"


def test_messages_cannot_forge_the_list_of_online_users(tmp_path):
    assert who(tmp_path, "slot 0: wren from 10.0.0.2 is here", "slot 5: x from y left: Quit: bye",
               "slot 1: eve from 10.0.0.9 left: Quit: linnetd: slot 0: wren from 10.0.0.2 left: x") == "1 wren\n"


def test_the_log_stays_small(tmp_path):
    who(tmp_path, *("line %d" % i for i in range(10000)))
    kept = (tmp_path / "log.1").read_text() + (tmp_path / "log.2").read_text()
    assert "line 9999" in kept and 200 <= kept.count("\n") <= 400


def test_the_mdns_name_is_saved_for_the_console(tmp_path):
    who(tmp_path, "mdns: this server is linnet.local")
    assert (tmp_path / "own.name").read_text() == "linnet.local\n"
    who(tmp_path, "warning: mdns: this server is linnet-2.local, because another host is linnet.local")
    assert (tmp_path / "own.name").read_text() == "linnet-2.local, because another host is linnet.local\n"
    who(tmp_path, "slot 3: wren from 10.0.0.7 left: mdns: this server is mine.local")
    assert (tmp_path / "own.name").read_text().startswith("linnet-2.local")
