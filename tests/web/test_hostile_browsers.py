"""Messages of others are shown as text everywhere, and the page contacts no host but the server."""

import json

import pytest

MARKUP = ["<img src=x onerror=pwned=1>", "<script>pwned=1</script>", "<svg/onload=pwned=1>", "\"><b onclick=pwned=1>x</b>",
          "javascript:pwned=1", "https://x/\"onmouseover=\"pwned=1", "https://x/<img src=x onerror=pwned=1>", "&lt;b&gt;", "{} ${pwned=1}"]
# Lines that a server might send, and ours would not let through: nicks, channels, and texts without a meaning.
LINES = [":%s!u@h PRIVMSG #lobby :%s", ":%s!u@h PRIVMSG wren :%s", ":a!u@h TOPIC #lobby :%s%s", ":%s!u@h JOIN #lobby %s", ":%s!u@h QUIT :%s",
         ":%s!u@h JOIN #%s", ":a!u@h JOIN #lobby %s%s", ":a!u@h KICK #lobby %s :%s", ":a!u@h NICK :%s%s", ":a!u@h AWAY :%s%s",
         ":s 301 wren %s :%s", ":s 332 wren #lobby :%s%s", ":s 354 wren #lobby %s H%s", ":a!u@h INVITE wren :%s%s", ":s 404 wren %s :%s",
         "FAIL X Y %s :%s", ":a!u@h NOTICE #lobby :%s%s", ":s 372 wren :- %s%s", ":s 376 wren :x", ":s 322 wren %s 3 :%s", ":s 323 wren :",
         "@+draft/reply=m1;+draft/react=%s :%s!u@h TAGMSG #lobby", "@+typing=active :%s!u@h TAGMSG #lobby", "@msgid=%s :a!u@h PRIVMSG #lobby :%s",
         "@time=%s :a!u@h PRIVMSG #lobby :%s", ":a!u@h PRIVMSG #lobby :\x01ACTION %s%s\x01", ":s MARKREAD #lobby timestamp=%s%s"]


def clean(phone):
    assert phone.js("typeof pwned") == "undefined"
    assert phone.js("document.querySelectorAll('img, svg, iframe, object, embed, base, link:not([rel=icon], [rel=manifest], [rel=stylesheet])').length") == 0
    assert phone.js("[...document.querySelectorAll('*')].flatMap((e) => e.getAttributeNames()).filter((n) => n.startsWith('on'))") == []
    assert phone.js("[...document.querySelectorAll('a')].filter((a) => !/^https?:$/.test(a.protocol)).length") == 0


def test_markup_from_users_is_shown_as_text(chat):
    """As far as the server lets it through, in every place that it is shown."""
    robin = chat.server.user("robin", "#lobby", caps=("message-tags",))
    wren = chat.phone().enter("wren")
    for n, markup in enumerate(MARKUP):
        word = markup.replace(" ", "/")
        robin.send("PRIVMSG #lobby :" + markup, "NOTICE #lobby :" + markup, "TOPIC #lobby :" + markup, "AWAY :" + markup,
                   "PRIVMSG wren :" + markup, "JOIN #" + word.replace(",", ""), "INVITE wren #" + word.replace(",", ""),
                   "PRIVMSG #lobby :\x01ACTION %s\x01" % markup, "@+typing=active TAGMSG #lobby", "NICK robin%d" % n, "SETNAME :" + markup)
        wren.sees("robin%d" % n)
        clean(wren)
    wren.say("/msg robin%d hello" % n)
    wren.wait("current.name.startsWith('robin')")
    wren.call("click", "#add")
    wren.wait("document.querySelectorAll('#asklist button').length > 1")
    clean(wren)
    wren.call("click", "#asklist button >> nth=0")
    wren.wait("current.name[0] === '#'")
    robin.send("PART #lobby :" + MARKUP[0], "JOIN #lobby", "QUIT :" + MARKUP[0])
    wren.opens("#lobby")
    wren.sees("left (Quit: " + MARKUP[0])
    clean(wren)
    assert wren.count(MARKUP[1]) > 0


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_from_a_server_is_shown_as_text(chat, markup):
    wren = chat.phone().enter("wren")
    word = markup.replace(" ", "/")
    wren.js("take(parse('@msgid=m1;time=2020-01-01T00:00:00.000Z :a!u@h PRIVMSG #lobby :x')); 0")
    for line in LINES:
        places = line.count("%s")
        last = line.rfind("%s") > line.find(" :") > 0 and places == 2
        text = line % tuple([word] * (places - 1) + [markup if last else word] if places else [])
        wren.js("take(parse(%s)); 0" % json.dumps(text))
    for name in ("#lobby", "wren"):
        wren.js("rooms.has('%s') && show(room('%s')); side(true)" % (name, name))
        clean(wren)
    wren.call("mouse.move", 100, 300)
    clean(wren)


def test_nonsense_lines_do_not_break_the_page(chat):
    robin = chat.server.user("robin", "#lobby")
    wren = chat.phone().enter("wren")
    for line in ["", ":", "@", "@a", "@a=b", ":x", "PRIVMSG", ":a!b@c PRIVMSG", ":a!b@c PRIVMSG #lobby", ":a!b@c TAGMSG", ":a!b@c JOIN", ":a NICK",
                 "BATCH", "BATCH +", "BATCH -x", "BATCH +x chathistory #lobby", "BATCH -x", "BATCH +m draft/multiline #lobby", "BATCH -m",
                 ":a!b@c KICK #lobby", ":a!b@c TOPIC #lobby", "332", ":s 332 wren", ":s 354 wren", "FAIL", "CAP", ":s CAP * LS", "REDACT",
                 "MARKREAD", "INVITE", "301", "433", "PING", "@time=x :a!b@c PRIVMSG #lobby :bad time", ":a!b@c PRIVMSG #lobby :", "constructor",
                 "__proto__ x", "toString"]:
        wren.js("socket.onmessage({ data: %s }); 0" % json.dumps(line))
    robin.send("PRIVMSG #lobby :still there?")
    wren.sees("still there?")
