"""Chatting in the page: the user's actions, and the messages and events of others."""

import json
import os
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from programs import Irssi, Nc      # noqa: E402: they are another folder's

CAPS = ("message-tags", "batch", "draft/multiline", "away-notify")


def test_two_phones_irssi_and_nc_in_one_channel(chat, tmp_path):
    wren, finch = chat.phone().enter("wren"), chat.phone(width=320, height=568).enter("finch")
    programs = []
    for kind in (Irssi, Nc):
        home = tmp_path / kind.name
        home.mkdir()
        programs.append(kind(chat.server, home))
        wren.sees(programs[-1].nick + " joined")
    wren.say("hello from a phone: Grüße, 世界 🙂")
    finch.sees("Grüße, 世界 🙂")
    for program in programs:
        program.hears("wren", "hello from a phone: Grüße, 世界 🙂")
        program.say("hello from " + program.name)
        for phone in (wren, finch):
            phone.sees("hello from " + program.name)
    assert wren.lines()[-3:] == finch.lines()[-3:]
    for program in programs:
        program.stop()


def test_unread_lines_and_mentions_are_counted(chat):
    robin = chat.server.user("robin", "#lobby", "#ops")
    wren = chat.phone().enter("wren", "#ops")
    wren.say("/join #lobby")
    wren.wait("current.name === '#lobby' && current.state === 'in'")
    robin.send("PRIVMSG #ops :one", "PRIVMSG #ops :wrench and bowren")
    count = "(document.querySelector('#tabs [data-key=\"%s\"] b') || {}).innerText === '%s'"
    wren.wait(count % ("#ops", "2"))
    robin.send("PRIVMSG #ops :Wren: three", "PRIVMSG wren :psst")
    wren.wait(count % ("#ops", "@3"))
    wren.wait(count % ("robin", "@1"))
    wren.wait("document.title === '(4) #lobby'")
    assert wren.call("getAttribute", "#tab-robin", "aria-label") == "robin, 1 unread"
    wren.opens("robin")
    wren.sees("psst")
    wren.wait("document.title === '(3) robin'")
    wren.opens("#ops")
    wren.sees("three")
    assert wren.js("[...document.querySelectorAll('.hot p')].map((p) => p.innerText)") == ["Wren: three"]
    assert wren.js("document.querySelector('.fresh').parentElement.querySelector('p').innerText") == "one"
    wren.wait("document.title === '#ops'")


def test_read_messages_stay_read(chat):
    robin = chat.server.user("robin", "#lobby")
    wren = chat.phone().enter("wren")
    robin.send("PRIVMSG #lobby :one")
    wren.sees("one")
    wren.say("/join #ops")
    wren.wait("current.name === '#ops' && current.state === 'in'")
    robin.send("PRIVMSG #lobby :two")
    wren.wait("rooms.get('#lobby').unread === 1")
    wren.opens("#lobby")
    wren.wait("rooms.get('#lobby').unread === 0")
    wren.opens("#ops")
    wren.call("reload")
    wren.joined()
    wren.wait("rooms.get('#lobby').lines.some((l) => l.text === 'two') && rooms.get('#lobby').unread === 0")


def test_the_list_of_members_shows_their_state(chat):
    robin = chat.server.user("robin", "#lobby")
    chat.server.user("heron", "#lobby")
    wren = chat.phone().enter("wren")
    wren.wait("document.getElementById('who').innerText === '👥 3'")
    wren.call("click", "#who")
    assert wren.js("[...document.querySelectorAll('#side li')].map((l) => l.innerText)") == ["@robin", "heron", "wren"]
    robin.send("AWAY :lunch", "MODE #lobby +v heron")
    wren.wait("[...document.querySelectorAll('#side li')].map((l) => l.innerText).join() === '@robin Away,+heron,wren'")
    robin.send("QUIT :bye")
    wren.wait("document.querySelectorAll('#side li').length === 2")
    wren.call("click", "#side li button")
    assert wren.text("#title") == "heron"


def test_the_topic(chat):
    robin = chat.server.user("robin", "#lobby")
    robin.send("TOPIC #lobby :soldering")
    wren = chat.phone().enter("wren")
    wren.wait("document.getElementById('topic').innerText === 'soldering'")
    robin.send("TOPIC #lobby :knitting", "MODE #lobby -t")
    wren.sees("robin set the topic: knitting")
    wren.call("click", "#who")
    wren.call("click", "#side >> text=Topic")
    wren.call("fill", "#askfield", "sewing")
    wren.call("press", "#askfield", "Enter")
    robin.until(":wren!{word} TOPIC #lobby sewing", ":wren!{word} TOPIC #lobby :sewing")
    wren.wait("document.getElementById('topic').innerText === 'sewing'")


def test_commands(chat):
    robin = chat.server.user("robin", "#lobby")
    wren = chat.phone().enter("wren")
    wren.say("/me waves")
    robin.until(":wren!{word} PRIVMSG #lobby :\x01ACTION waves\x01")
    wren.wait("document.querySelector('#log .line:last-child p').innerText.endsWith('* wren waves')")
    wren.say("//me is no command")
    robin.until(":wren!{word} PRIVMSG #lobby :/me is no command")
    wren.say("/nick jenny")
    robin.until(":wren!{word} NICK jenny", ":wren!{word} NICK :jenny")
    wren.sees("wren is now jenny")
    wren.say("/away lunch")
    wren.wait("me.away === 'lunch'")
    wren.say("/away")
    wren.wait("me.away === ''")
    wren.say("/msg robin psst, wrench")
    robin.until(":jenny!{word} PRIVMSG robin :psst, wrench")
    wren.wait("current.name === 'robin'")
    wren.confirmed()
    assert wren.count("psst") == 1
    wren.say("/join #ops")
    wren.wait("current.name === '#ops' && current.state === 'in'")
    wren.say("/topic tools")
    wren.wait("document.getElementById('topic').innerText === 'tools'")
    robin.join("#ops")
    wren.wait("current.people.has('robin')")
    wren.say("/kick robin enough now")
    robin.until(":jenny!{word} KICK #ops robin :enough now")
    wren.sees("robin was removed by jenny (enough now)")
    wren.say("/part")
    wren.wait("!rooms.has('#ops')")
    wren.say("/frobnicate")
    wren.sees("/frobnicate? /help")
    assert wren.call("inputValue", "#text") == "/frobnicate"
    wren.say("/help")
    wren.sees("/away")


def test_buttons(chat):
    robin = chat.server.user("robin", "#tools")
    wren = chat.phone().enter("wren")
    wren.call("click", "#add")
    wren.call("click", "#asklist >> text=#tools")
    wren.wait("current.name === '#tools' && current.state === 'in'")
    robin.until(":wren!{word} JOIN #tools")
    wren.call("click", "#add")
    wren.call("fill", "#askfield", "ops")
    wren.call("press", "#askfield", "Enter")
    wren.wait("current.name === '#ops' && current.state === 'in'")
    robin.join("#ops")
    wren.call("click", "#who")
    wren.call("click", "[aria-label='Remove robin']")
    robin.until(":wren!{word} KICK #ops robin {*}")
    wren.call("click", "#side >> text=Your name")
    wren.call("fill", "#askfield", "jenny")
    wren.call("click", "#askok")
    wren.wait("me.nick === 'jenny'")
    wren.call("click", "#who")
    wren.call("click", "#side >> text=Leave")
    wren.wait("!rooms.has('#ops')")


def test_a_kicked_user_sees_it_and_can_come_back(chat):
    robin = chat.server.user("robin", "#lobby")
    wren = chat.phone().enter("wren")
    robin.send("KICK #lobby wren :enough")
    wren.sees("wren was removed by robin (enough)")
    wren.say("am I heard?")
    wren.wait("document.querySelector('.failed')")
    wren.say("/join #lobby")
    wren.wait("current.state === 'in'")
    wren.call("click", ".failed >> text=Send again")
    wren.sees("am I heard?")
    assert wren.count("am I heard?") == 1


def test_formatting_and_links(chat):
    robin = chat.server.user("robin", "#lobby")
    wren = chat.phone().enter("wren")
    robin.send("PRIVMSG #lobby :\x02bold\x02 \x1ditalic\x1d \x1funder\x1f \x1estruck\x1e \x11mono\x11 \x16turned\x0f "
               "\x0304red\x03 \x0303,01green\x03 \x04ff0000hex\x04 x\x07y (see https://linnet.local/a_(b)?c=d&e#f). javascript:alert(1)")
    wren.sees("bold")
    style = "getComputedStyle([...document.querySelectorAll('#log span')].find((s) => s.innerText === '%s')).%s"
    assert int(wren.js(style % ("bold", "fontWeight"))) >= 600
    assert wren.js(style % ("italic", "fontStyle")) == "italic"
    assert "underline" in wren.js(style % ("under", "textDecoration"))
    assert "line-through" in wren.js(style % ("struck", "textDecoration"))
    assert "monospace" in wren.js(style % ("mono", "fontFamily"))
    assert wren.js(style % ("turned", "backgroundColor")) == wren.js("getComputedStyle(document.body).color")
    assert wren.js(style % ("red", "color")) != wren.js(style % ("green", "color"))
    assert wren.js("[...document.querySelectorAll('#log a')].map((a) => a.href)") == ["https://linnet.local/a_(b)?c=d&e#f"]
    assert wren.js("document.querySelector('#log a').rel") == "noopener noreferrer"
    assert "bold italic under struck mono turned red green hex xy (see https" in wren.text("#log")


def test_replies_and_reactions(chat):
    robin = chat.server.user("robin", caps=CAPS)
    robin.join("#lobby")
    wren = chat.phone().enter("wren")
    robin.send("PRIVMSG #lobby :is the printer free?", "PRIVMSG #lobby :or the lathe?")
    wren.sees("lathe")
    line = wren.js("current.lines.find((l) => l.text.includes('printer')).id")
    wren.call("click", "#log >> text=printer")
    wren.call("click", "#tools >> text=Reply")
    wren.say("yes")
    robin.until("@{*}+draft/reply=%s{*} :wren!{word} PRIVMSG #lobby {*}yes" % line)
    wren.wait("document.querySelector('.quote').innerText === '↪ robin is the printer free?'")
    wren.say("no reply")
    assert "+draft/reply" not in robin.until("{*} PRIVMSG #lobby :no reply")[-1]
    wren.call("click", "#log >> text=lathe")
    wren.call("click", "#tools >> text=🎉")
    robin.until("@{*}+draft/react=🎉;+draft/reply={word} :wren!{word} TAGMSG #lobby")
    wren.wait("document.querySelector('.marks').innerText === '🎉 1'")
    answer = wren.js("current.lines.find((l) => l.text === 'yes').id")
    robin.send("@+draft/reply=%s;+draft/react=👍 TAGMSG #lobby" % answer, "@+draft/reply=%s PRIVMSG #lobby :good" % answer)
    wren.sees("good")
    assert "👍 1" in wren.js("[...document.querySelectorAll('.marks')].map((m) => m.innerText)")
    finch = chat.phone().enter("finch")          # they are history, too
    finch.wait("document.querySelectorAll('.marks button').length === 2 && document.querySelectorAll('.quote').length === 2")
    wren.call("click", ".marks >> text=🎉")
    robin.until("@{*}+draft/unreact=🎉;+draft/reply={word} :wren!{word} TAGMSG #lobby")
    finch.wait("document.querySelectorAll('.marks button').length === 1")


def test_the_menu_of_a_line_stays_open_during_events(chat):
    robin = chat.server.user("robin", caps=(*CAPS, "echo-message", "draft/message-redaction"))
    robin.join("#lobby")
    wren = chat.phone().enter("wren")
    robin.send("PRIVMSG #lobby :is the printer free?", "PRIVMSG #lobby :wrong window")
    wren.sees("wrong window")
    ids = wren.js("current.lines.filter((l) => l.said).map((l) => l.id)")
    wren.call("click", "#log >> text=printer")
    robin.send("@+draft/reply=%s;+draft/react=👍 TAGMSG #lobby" % ids[0])
    wren.wait("document.querySelector('.marks')")
    robin.send("REDACT #lobby " + ids[1])
    wren.wait("current.lines.every((l) => l.text !== 'wrong window')")
    assert wren.js("document.querySelectorAll('#tools').length") == 1
    wren.call("click", "#tools >> text=🎉")
    wren.wait("document.querySelectorAll('.marks button').length === 2 && !document.getElementById('tools')")


def test_typing_is_shown_and_sent(chat):
    robin = chat.server.user("robin", caps=CAPS)
    robin.join("#lobby")
    wren = chat.phone().enter("wren")
    robin.send("@+typing=active TAGMSG #lobby")
    wren.wait("document.getElementById('typing').innerText === 'Typing: robin'")
    robin.send("@+typing=done TAGMSG #lobby")
    wren.wait("document.getElementById('typing').innerText === ''")
    robin.send("@+typing=active TAGMSG #lobby")
    wren.wait("document.getElementById('typing').innerText !== ''")
    wren.wait("document.getElementById('typing').innerText === ''", "the notice to be too old", 15)
    wren.call("type", "#text", "hel")
    robin.until("@{*}+typing=active :wren!{word} TAGMSG #lobby")
    wren.call("fill", "#text", "")
    robin.until("@{*}+typing=done :wren!{word} TAGMSG #lobby")
    wren.call("type", "#text", "/nick x")
    wren.call("fill", "#text", "")
    robin.expect_nothing()


def test_messages_of_several_lines(chat):
    robin, heron = chat.server.user("robin", caps=CAPS), chat.server.user("heron", "#lobby")
    robin.join("#lobby")
    wren = chat.phone().enter("wren")
    wren.call("type", "#text", "one")
    wren.call("press", "#text", "Shift+Enter")
    wren.call("press", "#text", "Shift+Enter")
    wren.call("type", "#text", "three")
    wren.call("press", "#text", "Enter")
    robin.until("@{*} :wren!{word} BATCH +{n} draft/multiline #lobby")
    heron.until(":wren!{word} PRIVMSG #lobby :one")
    heron.expect(":wren!{word} PRIVMSG #lobby :three")
    wren.sees("one\n\nthree")
    robin.send("BATCH +a draft/multiline #lobby", "@batch=a PRIVMSG #lobby :un", "@batch=a PRIVMSG #lobby :deux",
               "@batch=a;draft/multiline-concat PRIVMSG #lobby :trois", "BATCH -a")
    wren.sees("un\ndeuxtrois")
    finch = chat.phone().enter("finch")
    finch.sees("un\ndeuxtrois")
    finch.sees("one\n\nthree")


@pytest.mark.parametrize("text", ["x" * 340, "x" * 341, "ü" * 171, "word " * 500, "🙂" * 1000, "z" * 10000, "\n".join(map(str, range(24))),
                                  "\n".join(map(str, range(60)))], ids=lambda text: "%d-%s" % (len(text), text[0]))
def test_long_texts_arrive_whole(chat, text):
    finch, wren = chat.phone().enter("finch"), chat.phone().enter("wren")
    wren.say(text)
    wren.confirmed()
    whole = json.dumps(text.replace("\n", "").strip())
    finch.wait("current.lines.filter((l) => l.said).map((l) => l.text).join('').replace(/\\n/g, '') === %s" % whole)
    assert finch.js("current.lines.filter((l) => l.said).map((l) => l.text)") == wren.js("current.lines.filter((l) => l.said).map((l) => l.text)")


def test_redacted_messages_disappear(chat):
    wren, finch = chat.phone().enter("wren"), chat.phone().enter("finch")
    finch.say("a mistake")
    wren.sees("a mistake")
    finch.call("click", "#log >> text=a mistake")
    finch.call("click", "#tools >> text=Delete")
    wren.wait("!current.lines.some((l) => l.text === 'a mistake')")
    finch.wait("!document.body.innerText.includes('a mistake')")
    assert "a mistake" not in wren.text()


def test_scrolling_up_loads_history(chat):
    robin = chat.server.user("robin", "#lobby")
    robin.send(*["PRIVMSG #lobby :line %d." % n for n in range(250)])
    robin.sync()
    wren = chat.phone().enter("wren")
    wren.sees("line 249.")
    assert wren.count("line 100.") == 0
    for _ in range(3):
        wren.js("document.getElementById('scroll').scrollTop = 0")
        wren.wait("!current.asking")
    wren.sees("line 0.")
    assert wren.js("current.lines.filter((l) => l.said).map((l) => l.text)") == ["line %d." % n for n in range(250)]
    assert "Nothing older" in wren.text("#log")
    robin.send("PRIVMSG #lobby :down here")          # a reader who has scrolled up stays there
    wren.wait("current.unread === 1")
    assert wren.js("atEnd()") is False


def test_days_are_marked_and_times_are_server_time(chat):
    """The phone's clock stands at 1999: what counts is the server's, for lines that it has told the time of."""
    wren = chat.phone(timezoneId="Asia/Kolkata")
    wren.call("addInitScript", "const D = Date; Date = class extends D { constructor(...a) "
              "{ super(...(a.length ? a : [946600000000])); } static now() { return 946600000000; } };")
    wren.enter("wren")
    wren.js("take(parse('@time=2020-03-01T18:29:00.000Z;msgid=t1 :robin!r@h PRIVMSG #lobby :late'))")
    wren.js("take(parse('@time=2020-03-01T18:31:00.000Z;msgid=t2 :robin!r@h PRIVMSG #lobby :early'))")
    wren.sees("early")
    days = wren.js("[...document.querySelectorAll('.line h2')].map((h) => h.innerText.replace(',', ''))")
    assert days[-2:] == ["Sunday 1 March", "Monday 2 March"]
    assert wren.js("[...document.querySelectorAll('.head time')].map((t) => t.innerText)")[-2:] == ["23:59", "00:01"]
    wren.say("hello")
    wren.confirmed()
    assert wren.js("current.lines[current.lines.length - 1].at") > "2026"
