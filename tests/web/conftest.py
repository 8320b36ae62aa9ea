"""Fixtures of the page's tests: one browser for each file, and phones in a chat."""

import os
import sys

import pytest

from harness import Server

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import browser as browsers      # noqa: E402: it is beside this file
from browser import Browser, Phone     # noqa: E402


@pytest.fixture(scope="module")
def browser():
    browser = Browser()
    yield browser
    browser.close()


class Chat:
    """A server and the phones on it. At the end each page must have been free of errors, and spoken to nobody else."""

    def __init__(self, browser, *options):
        self.browser, self.server, self.phones = browser, Server(*options), []
        self.url = browsers.url_of(self.server)
        self.before = len(browser.call(0, "events"))

    def phone(self, url=None, **options):
        self.phones.append(Phone(self.browser, url or self.url, **options))
        return self.phones[-1]

    def end(self, good):
        events = self.browser.call(0, "events")[self.before:]
        for phone in self.phones:
            phone.close()
        if not good:
            self.server.kill()
            return
        self.server.stop()
        hosts = [phone.url.split("/")[2] for phone in self.phones]
        for kind, text in events:
            assert kind != "error", text
            assert "Content Security Policy" not in text, text
            assert kind not in ("request", "websocket") or text.split("/")[2] in hosts, "a request to " + text


@pytest.fixture
def begin(browser, request):
    """Starts a chat, with options for the server."""
    chats = []

    def start(*options):
        chats.append(Chat(browser, *options))
        return chats[-1]

    failed = request.session.testsfailed
    yield start
    for chat in chats:
        chat.end(request.session.testsfailed == failed)


@pytest.fixture
def chat(begin):
    return begin()
