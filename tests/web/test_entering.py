"""How people come in: a name, and a password where there is one."""

import json

import pytest


def enter(phone, name):
    phone.call("fill", "#askfield", name)
    phone.call("press", "#askfield", "Enter")


def test_a_name_is_enough_to_join_and_is_remembered(chat):
    wren = chat.phone().enter("wren")
    assert wren.text("#title") == "#lobby"
    again = chat.browser.call(wren.context, "newPage")
    chat.browser.call(again, "goto", chat.url)
    assert chat.browser.call(again, "inputValue", "#askfield") == "wren"


def test_a_reload_does_not_ask_again(chat):
    wren = chat.phone().enter("wren")
    wren.call("reload")
    wren.joined()
    wren.wait("me.nick === 'wren'", seconds=30)


@pytest.mark.parametrize("typed, proposal", [("José", "Jose"), ("Bob Smith", "Bob_Smith"), ("9lives", "_9lives"), ("Иван", "guest"),
                                             ("a" * 31, "a" * 30), ("Strauß", "Strauss"), ("#x", "x"), ("", "guest")])
def test_an_invalid_name_brings_a_proposal(chat, typed, proposal):
    phone = chat.phone().open()
    enter(phone, typed)
    phone.wait("document.getElementById('askfield').value === %s" % json.dumps(proposal))
    assert "How about %s?" % proposal in phone.text("#askwrong")
    phone.call("press", "#askfield", "Enter")
    phone.joined()
    assert phone.js("me.nick") == proposal


def test_a_name_of_the_maximum_length(chat):
    assert chat.phone().enter("a" * 30).js("me.nick") == "a" * 30


def test_a_name_in_use_brings_a_proposal(chat):
    chat.server.user("finch")
    phone = chat.phone().open()
    enter(phone, "Finch")
    phone.wait("document.getElementById('askwrong').innerText.includes('Finch is taken. How about Finch2?')")
    assert phone.call("inputValue", "#askfield") == "Finch2"
    phone.call("press", "#askfield", "Enter")
    phone.joined()


def test_the_password_of_the_server(begin, tmp_path):
    (tmp_path / "password").write_text("soldering\n")
    chat = begin("--password-file", str(tmp_path / "password"))
    phone = chat.phone().open()
    assert not phone.call("isVisible", "#askpass")
    enter(phone, "wren")
    phone.call("waitForSelector", "#askpass:not([hidden])")
    assert phone.text("#askwrong") == ""
    phone.call("fill", "#askpass", "knitting")
    phone.call("press", "#askpass", "Enter")
    phone.wait("document.getElementById('askwrong').innerText === 'Wrong password'", seconds=30)
    phone.call("fill", "#askpass", "soldering")
    phone.call("press", "#askpass", "Enter")
    phone.wait("me.up", seconds=30)
    phone.joined()
    phone.call("reload")
    phone.wait("me.up", seconds=30)


def test_the_address_names_a_channel(chat):
    assert chat.phone().enter("wren", "#ops").text("#title") == "#ops"


@pytest.mark.parametrize("language, label", [("en-GB", "Your name"), ("de-AT", "Dein Name"), ("fr-CA", "Votre nom"), ("es-MX", "Tu nombre"),
                                             ("pt-BR", "Seu nome"), ("tr-TR", "Your name")])
def test_languages(chat, language, label):
    phone = chat.phone(locale=language).open()
    assert phone.text("#asklabel") == label
    assert phone.js("document.documentElement.lang") in ("en", language[:2])
    # Every text of a language has as many places as in English.
    assert phone.js("Object.entries(TEXTS).filter(([, t]) => t.length !== 5 || t.some((s) => !s || "
                    "s.split('{}').length !== t[0].split('{}').length)).map(([k]) => k)") == []


def test_the_page_works_without_storage(chat):
    phone = chat.phone()
    phone.call("addInitScript", "for (const s of ['localStorage', 'sessionStorage']) "
               "Object.defineProperty(window, s, { get() { throw new DOMException('no', 'SecurityError'); } });")
    phone.enter("wren")
    phone.say("hello")
    phone.confirmed()
    assert phone.count("hello") == 1
