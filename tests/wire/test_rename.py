"""draft/channel-rename: the effect of RENAME on the history of a channel; rename.wire has the replies."""

import re

CAPS = ("batch", "server-time", "message-tags", "draft/chathistory", "draft/event-playback", "draft/channel-rename")


def history(client, channel):
    """The reply to CHATHISTORY LATEST, by msgid: the tags except batch, and the line."""
    client.send("CHATHISTORY LATEST %s * 50" % channel)
    lines = client.until("{*}BATCH -{*}")[1:-1]
    assert all(line.startswith("@batch=") for line in lines)
    return {re.search("msgid=([^; ]+)", line).group(1): line.split(";", 1)[1] for line in lines}


def test_after_a_rename_history_keeps_ids_times_and_tags(server):
    ann = server.client("ann")
    ann.register("ann", caps=CAPS)
    bob = server.client("bob")
    bob.register("bob", caps=CAPS)
    for user in (ann, bob):
        user.join("#garden")
    ann.send("TOPIC #garden :roses in #garden", "@+reply=abc PRIVMSG #garden :see #garden", "MODE #garden +mv bob",
             "TAGMSG #garden", "NICK ann2", "KICK #garden bob :not of #garden")
    ann.sync()
    ann.lines.clear()
    before = history(ann, "#garden")
    assert len(before) >= 8
    ann.send("RENAME #garden #park")
    ann.until("{*} RENAME #garden #park :")
    after = history(ann, "#park")
    assert list(after) == list(before), "ids or their order changed"
    for msgid, line in before.items():
        tags, source, command, rest = line.split(" ", 3)
        rest = re.sub("^#garden", "#park", rest)
        assert after[msgid] == " ".join([tags, source, command, rest])
    assert sum("#garden" in line for line in after.values()) == 3
    ann.send("RENAME #park #PARK")
    ann.until("{*} RENAME #park #PARK :")
    assert sum(" #PARK" in line for line in history(ann, "#PARK").values()) >= 7


def test_renaming_to_a_longer_name_drops_only_the_oldest_history_of_a_full_pool(server):
    """More than fits: nobody is closed, and the newest messages remain, in order."""
    ann = server.client("ann")
    ann.register("ann", caps=CAPS)
    ann.join("#g")
    for number in range(1500):
        ann.send("PRIVMSG #g :%04d %s" % (number, "x" * 150))
    ann.sync()
    ann.lines.clear()
    ann.send("RENAME #g #" + "n" * 49)
    ann.until("{*} RENAME #g {*}")
    lines = history(ann, "#" + "n" * 49)
    numbers = [int(re.search(":([0-9]{4}) x", line).group(1)) for line in lines.values() if "PRIVMSG" in line]
    assert numbers == list(range(numbers[0], 1500))
    assert numbers
    assert all(" PRIVMSG #" + "n" * 49 + " :" in line for line in lines.values() if "PRIVMSG" in line)
