"""The page in Firefox: it chats with Chromium, and comes back after a cut."""

import pytest

from browser import Phone
from firefox import Firefox
from relay import Relay


@pytest.fixture
def firefox(tmp_path):
    firefox = Firefox(tmp_path)
    yield firefox
    firefox.kill()


def test_a_phone_with_firefox_and_one_with_chromium(chat, firefox):
    relay = Relay(chat.url)
    robin = chat.server.user("robin", "#lobby", caps=["message-tags", "echo-message", "draft/message-redaction"])
    wren = chat.phone().enter("wren")
    finch = Phone(firefox, relay.url).enter("finch")

    finch.say("hello from Firefox: Grüße, 世界 🙂")
    wren.sees("Grüße, 世界 🙂")
    wren.say("hello from Chromium")
    finch.sees("hello from Chromium")

    finch.call("click", "#log >> text=hello from Chromium")
    finch.call("click", "#tools >> text=Reply")
    finch.say("a reply")
    wren.wait("document.querySelector('.quote').innerText === '↪ wren hello from Chromium'")
    finch.wait("document.querySelector('.quote').innerText === '↪ wren hello from Chromium'")
    wren.call("click", "#log >> text=a reply")
    wren.call("click", "#tools >> text=🎉")
    for phone in (wren, finch):
        phone.wait("[...document.querySelectorAll('.marks')].map((m) => m.innerText).join() === '🎉 1'")

    robin.send("PRIVMSG #lobby :the secret")
    secret = robin.until("@{*}msgid={*} :robin!{*} PRIVMSG #lobby :the secret")[-1].split("msgid=")[1].split(" ")[0].split(";")[0]
    finch.sees("the secret")
    robin.send("REDACT #lobby " + secret)
    for phone in (wren, finch):
        phone.wait("![...document.querySelectorAll('.line')].some((l) => l.innerText.includes('secret'))")

    relay.refuse = True
    relay.cut()
    finch.wait("!document.getElementById('state').hidden")
    finch.say("typed without a connection")
    wren.say("meanwhile")
    wren.confirmed()
    assert finch.js("document.querySelectorAll('#pending .wait').length") == 1
    relay.refuse = False
    finch.confirmed()
    finch.wait("document.getElementById('state').hidden", seconds=30)
    wren.sees("typed without a connection")
    said = "current.lines.filter((l) => l.said).map((l) => l.text)"
    assert finch.js(said) == wren.js(said) == [
        "hello from Firefox: Grüße, 世界 🙂", "hello from Chromium", "a reply", "meanwhile", "typed without a connection"]
    assert finch.js("me.nick") == "finch"
    assert not [text for kind, text in firefox.call(0, "events") if kind == "error"]
    assert {text.split("/")[2] for kind, text in firefox.call(0, "events") if kind == "request"} == {relay.url.split("/")[2]}
    relay.stop()
