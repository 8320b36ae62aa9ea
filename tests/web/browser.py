"""A browser that the tests drive: `Browser` is the process, `Phone` one page in a context of its own."""

import json
import os
import subprocess

from harness import Deadline, SRC, tool, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))


def url_of(server):
    """Where a server's page is."""
    return "http://%s:%d/" % (server.address, server.port)


class Browser:
    """Chromium, driven through browser.js."""

    def __init__(self):
        environment = dict(os.environ)
        environment.setdefault("NODE_PATH", os.path.join(SRC, "build", "native", "npm", "node_modules"))
        self.modules = environment["NODE_PATH"]
        assert os.path.isdir(os.path.join(self.modules, "playwright-core")), \
            "playwright-core is not installed: `make check` does that, or `toolchain/npm build/native/npm`"
        self.process = subprocess.Popen([tool("node"), os.path.join(HERE, "browser.js"), tool("chromium")],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self.calls = 0
        self.answer(0)

    def answer(self, number):
        line = self.process.stdout.readline()
        assert line, "the browser has ended"
        answer = json.loads(line)
        assert answer["id"] == number
        assert "error" not in answer, answer["error"]
        value = answer.get("value")
        return value["object"] if isinstance(value, dict) and set(value) == {"object"} else value

    def call(self, on, method, *args):
        self.calls += 1
        line = json.dumps({"id": self.calls, "on": on, "method": method, "args": args})
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()
        return self.answer(self.calls)

    def events(self, *kinds):
        return [text for kind, text in self.call(0, "events") if kind in kinds]

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


class Phone:
    """A page in a context of its own, as one person has it."""

    def __init__(self, browser, url, width=390, height=844, **options):
        options = dict({"viewport": {"width": width, "height": height}, "locale": "en-GB", "hasTouch": True}, **options)
        self.browser, self.url, self.name = browser, url, "phone"
        self.context = browser.call(0, "newContext", options)
        self.page = browser.call(self.context, "newPage")
        self.call("setDefaultTimeout", Deadline(10).seconds * 1000)

    def call(self, method, *args):
        return self.browser.call(self.page, method, *args)

    def open(self, fragment=""):
        self.call("goto", self.url + fragment)
        return self

    def js(self, expression):
        return self.call("evaluate", expression)

    def enter(self, name, fragment=""):
        """Opens the page, types a name, and waits until it is in a channel."""
        self.name = name
        self.open(fragment)
        self.call("fill", "#askfield", name)
        self.call("press", "#askfield", "Enter")
        self.joined()
        return self

    def joined(self):
        self.wait("me.up && current && current.state === 'in' && current.people.size > 0", "to be in a channel")

    def wait(self, condition, what=None, seconds=10):
        """Waits until an expression of JavaScript is true in the page."""
        wait_until(lambda: self.js("!!(%s)" % condition),
                   lambda: "%s: %s; the page says:\n%s" % (self.name, what or condition, self.text()), seconds)

    def say(self, text):
        self.call("fill", "#text", text)
        self.call("press", "#text", "Enter")

    def text(self, selector="body"):
        return self.call("innerText", selector)

    def lines(self):
        """The texts of the lines of the channel that is shown, those without confirmation last."""
        return self.js("[...document.querySelectorAll('.line')].map((l) => l.querySelector('p').innerText)")

    def sees(self, text, seconds=10):
        self.wait("[...document.querySelectorAll('#log .line p')].some((p) => p.innerText.includes(%s))" % json.dumps(text),
                  "%r in the channel" % text, seconds)

    def count(self, text):
        """In how many lines a text is."""
        return sum(text in line for line in self.lines())

    def confirmed(self):
        """Waits until the server has everything that was typed."""
        self.wait("outbox.length === 0", "all lines to be confirmed", 30)

    def opens(self, room):
        self.call("click", "#tabs [data-key=%s]" % json.dumps(room))

    def offline(self, off):
        self.browser.call(self.context, "setOffline", off)

    def close(self):
        self.browser.call(self.context, "close")
