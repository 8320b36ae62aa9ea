"""Nothing that was typed is lost, and nothing is said twice, whatever happens to the phone, the way and the server."""

import pytest

from harness import LINNETD_HOST, Server, wait_until
from relay import Relay

LONG = 5000         # lines, more than history holds


@pytest.fixture
def relay(chat):
    """A way to the server for one phone: chat.url leads the others."""
    relay = Relay(chat.url)
    yield relay
    relay.stop()


def said(phone):
    return phone.js("current.lines.filter((l) => l.said).map((l) => l.text)")


def test_lines_typed_without_a_connection_are_sent_later(chat, relay):
    finch, wren = chat.phone().enter("finch"), chat.phone(relay.url).enter("wren")
    wren.say("before")
    wren.confirmed()
    relay.refuse = True
    relay.cut()
    wren.wait("!document.getElementById('state').hidden")
    assert "No connection. Next try in " in wren.text("#state")
    for n in range(30):
        wren.say("typed %d." % n)
    finch.say("meanwhile")
    assert wren.js("document.querySelectorAll('#pending .wait').length") == 30
    assert "not confirmed" in wren.text("#pending")
    relay.refuse = False
    wren.confirmed()
    wren.wait("document.getElementById('state').hidden")
    expected = ["before", "meanwhile"] + ["typed %d." % n for n in range(30)]
    finch.sees("typed 29.")
    assert said(finch) == said(wren) == expected
    assert wren.js("me.nick") == "wren"


def test_waits_grow(chat, relay):
    wren = chat.phone(relay.url).enter("wren")
    relay.refuse = True
    relay.cut()
    wren.wait("me.back >= 4", seconds=30)
    assert wren.js("document.getElementById('state').innerText.match(/in (\\d+) s/)[1]") in [str(n) for n in range(3, 12)]
    relay.refuse = False
    wren.call("click", "#state >> text=Now")
    wren.joined()


def test_a_line_whose_echo_was_lost_is_not_sent_twice(chat, relay):
    """The server has it, the phone does not know: history tells."""
    finch, wren = chat.phone().enter("finch"), chat.phone(relay.url).enter("wren")
    relay.deaf = True               # data from the server is dropped
    wren.say("once")
    wren.say("once")                # two of a kind are two
    finch.sees("once")
    wait_until(lambda: finch.count("once") == 2, "both to arrive")
    wren.say("three")
    finch.sees("three")
    assert wren.js("outbox.map((p) => p.state).join()") == "sent,sent,sent"
    relay.deaf = False
    relay.cut()
    wren.confirmed()
    wren.say("end")
    finch.sees("end")
    assert said(finch) == said(wren) == ["once", "once", "three", "end"]


def test_a_line_that_never_arrived_is_sent_again(chat, relay):
    finch, wren = chat.phone().enter("finch"), chat.phone(relay.url).enter("wren")
    relay.freeze()
    wren.say("once")
    wren.say("two")
    wren.wait("outbox.every((p) => p.state === 'sent')")
    relay.thaw(late=False)
    wren.confirmed()
    finch.sees("two")
    assert said(finch) == said(wren) == ["once", "two"]


def test_a_phone_takes_its_own_place_again_on_a_new_connection(chat, relay):
    """The old one has not ended, and what was said on it comes too late."""
    robin = chat.server.user("robin", "#lobby")
    wren = chat.phone(relay.url).enter("wren")
    wren.wait("me.token")
    wren.say("before")
    robin.until(":wren!{word} PRIVMSG #lobby :before")
    relay.freeze()
    wren.say("late")
    wren.wait("outbox[0].state === 'sent'")
    relay.hold_old()
    wren.js("lost()")
    wren.wait("me.up", seconds=20)
    assert wren.js("me.nick") == "wren"
    wren.say("new")
    wren.confirmed()
    relay.release_old()
    robin.expect(":wren!{word} PRIVMSG #lobby :late", ":wren!{word} PRIVMSG #lobby :new")
    robin.expect_nothing()
    assert said(wren) == ["before", "late", "new"]


def test_late_data_from_the_old_connection_duplicates_nothing(chat, relay):
    """The phone comes back on a new connection while the old one, whose bytes are still on their way, holds its name, as
    it does without a token."""
    finch, wren = chat.phone().enter("finch"), chat.phone(relay.url).enter("wren")
    wren.js("me.token = ''")
    relay.freeze()
    wren.say("late")
    wren.wait("outbox[0].state === 'sent'")
    relay.hold_old()                # new connections go through, the old one stays as it is
    wren.js("lost()")
    wren.wait("me.up && me.nick === 'wren_'", seconds=20)
    wren.say("new")
    wren.wait("rooms.get('#lobby').lines.length > 0 && !rooms.get('#lobby').asking")
    assert wren.js("outbox.map((p) => p.state).join()") == "doubt,new"
    relay.release_old()
    wren.wait("me.nick === 'wren'", seconds=60)
    wren.confirmed()
    finch.sees("new")
    assert said(finch) == said(wren) == ["late", "new"]


def test_a_phone_that_slept_for_ten_minutes(chat, relay):
    robin = chat.server.user("robin", "#lobby")
    wren = chat.phone(relay.url)
    wren.call("clock.install")
    wren.enter("wren")
    wren.say("good night")
    wren.confirmed()
    relay.freeze()
    for n in range(250):
        robin.send("PRIVMSG #lobby :night %d." % n)
    robin.sync()
    wren.call("clock.fastForward", "10:00")
    wren.say("good morning")
    relay.thaw(late=False)
    wren.call("clock.fastForward", "00:20")
    wren.joined()
    wren.confirmed()
    robin.until(":wren!{word} PRIVMSG #lobby :good morning")
    assert said(wren) == ["good night"] + ["night %d." % n for n in range(250)] + ["good morning"]
    assert wren.js("me.nick") == "wren"


def test_airplane_mode(chat):
    finch, wren = chat.phone().enter("finch"), chat.phone().enter("wren")
    wren.offline(True)
    wren.js("lost()")           # Chromium's offline mode leaves open connections alone
    wren.say("typed on the plane")
    finch.say("while you flew")
    finch.confirmed()
    wren.wait("me.back > 1")
    wren.offline(False)
    wren.confirmed()
    wren.sees("while you flew")
    finch.sees("typed on the plane")
    assert said(finch) == said(wren) == ["while you flew", "typed on the plane"]


def test_a_restart_of_the_server(chat, relay):
    finch, wren = chat.phone(relay.url).enter("finch"), chat.phone(relay.url).enter("wren")
    wren.say("/join #ops")
    wren.wait("current.name === '#ops' && current.state === 'in'")
    wren.opens("#lobby")
    wren.say("before")
    finch.sees("before")
    chat.server.stop()
    wren.wait("!me.up")
    wren.say("in between")
    finch.say("me too")
    chat.server = Server(listen="%s:%d" % (LINNETD_HOST, chat.server.port))
    for phone in (wren, finch):
        phone.joined()
        phone.confirmed()
        phone.sees("me too")
        phone.sees("in between")
    wren.say("after")
    finch.sees("after")
    for phone in (wren, finch):
        assert sorted(said(phone)) == sorted(["before", "in between", "me too", "after"])
    assert wren.js("[...rooms.values()].map((r) => r.name + ' ' + r.state).join()") == "#lobby in,#ops in"


def restart(chat, *phones):
    """The server is killed, and another one without its history starts on the same port."""
    chat.server.kill()
    for phone in phones:
        phone.wait("!me.up")
    chat.server = Server(listen="%s:%d" % (LINNETD_HOST, chat.server.port))


@pytest.mark.parametrize("first", [True, False])
def test_an_unconfirmed_line_before_a_server_crash_is_left_to_its_writer(chat, relay, first):
    """It may have, and would be said twice; it may not, and would be lost. So its writer decides, as to both of these."""
    finch, wren = chat.phone().enter("finch"), chat.phone(relay.url).enter("wren")
    if not first:
        wren.say("before")
        wren.confirmed()
    relay.deaf = True
    wren.say("heard")
    finch.sees("heard")
    relay.freeze()
    wren.say("unheard")
    wren.wait("outbox.map((p) => p.state).join() === 'sent,sent'")
    restart(chat, finch)
    relay.deaf = False
    relay.thaw(late=False)
    wren.say("later")
    finch.sees("later", seconds=60)
    for phone in (wren, finch):
        phone.joined()
    wren.wait("outbox.map((p) => p.state).join() === 'doubt,doubt'")
    assert wren.js("document.querySelectorAll('.doubt').length") == 2
    assert wren.text("#pending .doubt:first-child") == "heard\n\nDid it arrive?Send againDelete"
    wren.call("click", "#pending .doubt:first-child >> text=Delete")
    wren.call("click", "#pending .doubt:first-child >> text=Send again")
    wren.confirmed()
    finch.sees("unheard")
    assert said(finch) == [] + ["before"] * (not first) + ["heard", "later", "unheard"]
    assert said(wren) == [] + ["before"] * (not first) + ["later", "unheard"]


def test_an_unconfirmed_line_older_than_the_history_is_left_to_its_writer(chat, relay):
    robin, wren = chat.server.user("robin", "#lobby"), chat.phone(relay.url).enter("wren")
    wren.say("before")
    wren.confirmed()
    relay.deaf = True
    wren.say("heard")
    robin.until(":wren!{word} PRIVMSG #lobby :heard")
    for n in range(LONG):
        robin.send("PRIVMSG #lobby :long ago %d" % n)
    robin.sync()
    relay.deaf = False
    relay.cut()
    wren.wait("document.querySelector('.doubt button')", seconds=60)
    assert wren.js("outbox.map((p) => p.text).join()") == "heard"


def test_a_reload_keeps_unconfirmed_lines_and_the_input_line(chat, relay):
    finch, wren = chat.phone().enter("finch"), chat.phone(relay.url).enter("wren")
    wren.say("known")
    wren.confirmed()
    relay.deaf = True
    wren.say("known")               # arrives, but the phone receives no echo
    wait_until(lambda: finch.count("known") == 2, "the second line to arrive")
    relay.refuse = True
    relay.cut()
    wren.wait("!me.up")
    wren.say("never sent")
    wren.call("fill", "#text", "half a li")
    relay.refuse = relay.deaf = False
    wren.call("reload")
    wren.joined()
    wren.confirmed()
    finch.sees("never sent")
    assert said(finch) == said(wren) == ["known", "known", "never sent"]
    assert wren.call("inputValue", "#text") == "half a li"


def test_an_unconfirmed_private_message_is_left_to_its_writer(chat, relay):
    """Nothing remembers private talk, so only people can tell whether it has arrived."""
    robin = chat.server.user("robin", "#lobby")
    wren = chat.phone(relay.url).enter("wren")
    wren.say("/msg robin psst")
    robin.until("{*} PRIVMSG robin :psst")
    wren.confirmed()
    relay.freeze()
    wren.say("did you hear?")
    wren.wait("outbox[0].state === 'sent'")
    relay.thaw(late=False)
    wren.wait("document.querySelector('.doubt button')", seconds=30)
    assert "Did it arrive?" in wren.text("#pending")
    wren.call("click", "#pending >> text=Send again")
    robin.until("{*} PRIVMSG robin :did you hear?")
    wren.confirmed()
    assert wren.count("did you hear?") == 1


def test_a_name_taken_during_the_disconnection_stays_with_its_new_owner(chat, relay):
    wren = chat.phone(relay.url)
    wren.call("clock.install")
    wren.enter("wren")
    relay.refuse = True
    relay.cut()
    wren.wait("!me.up")
    wait_until(lambda: "wren from" in chat.server.log.text() and "left" in chat.server.log.text(), "the server to know")
    other = chat.server.user("wren")
    wren.say("who am I?")
    relay.refuse = False
    wren.call("clock.fastForward", "00:40")
    wren.wait("me.up")
    for _ in range(30):
        # The page's clock runs ahead of the network: before each step its last PING must have been answered.
        wren.wait("!probed")
        wren.call("clock.fastForward", "00:03")
        other.sync()
    wren.confirmed()
    wren.wait("me.nick === 'wren_' && me.regain === 0")
    assert wren.count("who am I?") == 1
