"""Firefox, with the methods of `browser.Browser` that a `Phone` needs: Debian has no geckodriver, so the tests speak
WebDriver BiDi to it by themselves (https://www.w3.org/TR/webdriver-bidi/)."""

import itertools
import json
import os
import re
import signal
import subprocess

import websocket
from harness import Deadline, Output, tool

ENTER = "\ue007"        # WebDriver's name of the key

# The element that is meant by a selector, or by `SELECTOR >> text=TEXT`: the innermost one with that text.
FIND = """((what) => {
    const [selector, text] = what.split(' >> text=');
    if (text === undefined) return document.querySelector(what);
    const has = (e) => e.innerText !== undefined && e.innerText.includes(text);
    return [...document.querySelectorAll(selector + ' *')].find((e) => has(e) && ![...e.children].some(has));
})(%s)"""


class Firefox:
    def __init__(self, home):
        self.process = subprocess.Popen(
            [tool("firefox-esr"), "--headless", "--no-remote", "--profile", str(home), "--remote-debugging-port", "0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
            env=dict(os.environ, HOME=str(home), MOZ_CRASHREPORTER_DISABLE="1"))
        self.output = Output(self.process.stderr)
        try:
            deadline = Deadline(60)         # it makes a profile first
            host, port = self.output.wait_for("BiDi listening on ws://([0-9.]+):([0-9]+)", deadline).groups()
            self.socket = websocket.Raw((host, int(port)), path="/session", timeout=deadline.left())
            self.numbers, self.seen, self.pages = itertools.count(1), [], {}
            self.command("session.new", capabilities={})
            self.command("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        except BaseException:
            self.kill()
            raise

    def command(self, method, **parameters):
        number = next(self.numbers)
        self.socket.send(websocket.frame(websocket.TEXT, json.dumps(
            {"id": number, "method": method, "params": parameters}).encode()))
        while True:
            found = self.socket.next()
            assert found is not None, "Firefox has ended"
            answer = json.loads(found[1])
            if answer.get("id") == number:
                assert answer["type"] == "success", "%s: %s" % (method, answer)
                return answer["result"]
            self.note(answer["method"], answer["params"])

    def note(self, event, told):
        if event == "network.beforeRequestSent" and told["context"] in self.pages:
            self.seen.append(["request", told["request"]["url"]])
        elif event == "log.entryAdded" and told["level"] == "error" and told["source"].get("context") in self.pages:
            self.seen.append(["error" if told["type"] == "javascript" else "console", told["text"]])

    def call(self, on, method, *args):
        if on == 0:
            if method == "events":
                return self.seen
            return self.command("browser.createUserContext")["userContext"]     # newContext
        if method == "newPage":
            page = self.command("browsingContext.create", type="tab", userContext=on)["context"]
            self.pages[page] = None
            return page
        if on in self.pages:
            return getattr(self, "page_" + method)(on, *args)
        return self.command("browser.removeUserContext", userContext=on)        # close

    def page_setDefaultTimeout(self, page, milliseconds):
        pass                                # every wait has a limit of its own

    def page_goto(self, page, url):
        self.command("browsingContext.navigate", context=page, url=url, wait="complete")

    def page_reload(self, page):
        self.command("browsingContext.reload", context=page, wait="complete")

    def page_evaluate(self, page, expression):
        found = self.command("script.evaluate", target={"context": page}, awaitPromise=True,
                             expression="JSON.stringify(%s)" % expression)
        assert found["type"] == "success", found["exceptionDetails"]["text"]
        return json.loads(found["result"].get("value", "null"))

    def page_innerText(self, page, selector):
        return self.page_evaluate(page, FIND % json.dumps(selector) + ".innerText")

    def page_fill(self, page, selector, text):
        self.page_evaluate(page, "((e) => { e.focus(); e.value = %s; e.dispatchEvent(new Event('input', "
                                 "{ bubbles: true })); })(%s)" % (json.dumps(text), FIND % json.dumps(selector)))

    def page_press(self, page, selector, key):
        self.page_evaluate(page, FIND % json.dumps(selector) + ".focus()")
        self.act(page, "key", [{"type": "keyDown", "value": ENTER}, {"type": "keyUp", "value": ENTER}])

    def page_click(self, page, selector):
        x, y = self.page_evaluate(page, "((e) => { e.scrollIntoView({ block: 'nearest' }); const r = e.getBoundingClientRect(); "
                                        "return [r.x + r.width / 2, r.y + r.height / 2]; })(%s)" % FIND % json.dumps(selector))
        self.act(page, "pointer", [{"type": "pointerMove", "x": round(x), "y": round(y)},
                                   {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}])

    def act(self, page, kind, actions):
        self.command("input.performActions", context=page, actions=[{"type": kind, "id": kind, "actions": actions}])

    def kill(self):
        """It and the processes that it has started."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
