"""The page fits any phone, reads well in both themes, and does without a mouse, without eyes, and without a fast processor."""

import os

import pytest

PHONES = [(390, 844), (320, 568), (1100, 700)]
LONG = "donaudampfschifffahrtsgesellschaftskapitaenskajuetentuerschloss" * 3


def fill(chat, phone):
    """A channel with a bit of everything in it, and many tabs."""
    robin = chat.server.user("robin", caps=("message-tags",))
    robin.join("#lobby")
    chat.server.user("A" * 30, "#lobby").send("AWAY :gone")
    robin.send("TOPIC #lobby :" + LONG, "PRIVMSG #lobby :" + LONG, "PRIVMSG #lobby :see https://linnet.local/" + LONG,
               "PRIVMSG #lobby :wren: " + "\x02bold\x02 \x0308yellow\x03 \x1fund\x1f " * 5, "NOTICE #lobby :a notice",
               "PRIVMSG #lobby :\x01ACTION waves\x01", "PRIVMSG wren :psst", "PRIVMSG #lobby :שלום wren, مرحبا")
    phone.sees("مرحبا")
    line = phone.js("current.lines.find((l) => l.said).id")
    robin.send("@+draft/reply=%s;+draft/react=👍 TAGMSG #lobby" % line, "@+draft/reply=%s PRIVMSG #lobby :an answer" % line,
               "@+typing=active TAGMSG #lobby")
    phone.wait("document.getElementById('typing').innerText")
    for n in range(6):
        phone.js("room('#channel-%d'), view.tabs()" % n)
    return robin


SCREENS = {
    "the chat": "0",
    "the end of the chat": "toEnd()",
    "a line's tools": "tools(current, current.lines.find((l) => l.said))",
    "an answer being written": "answer(current.lines.find((l) => l.said))",
    "a line that was refused": "outbox.push({ to: '#lobby', text: '%s', state: 'failed', why: '%s' }), view.pending()" % (LONG, LONG),
    "the people": "side(true)",
    "no connection": "view.state('lost', 30, '%s')" % LONG,
    "a question": "ask(T('topic'), 'x', retopic, true, '%s')" % LONG,
    "the channels": "view.list([['', '#' + 'x'.repeat(49), 64, '%s']])" % LONG,
}


def too_wide(phone):
    """Elements beyond the right edge, except within a horizontally scrolling element."""
    return phone.js("""[...document.querySelectorAll('body *')].filter((e) => e.getClientRects().length && !e.closest('#tabs')
        && e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('#topic, #title, .quote, #replyto')).map((e) => e.outerHTML.slice(0, 200))""")


@pytest.mark.parametrize("width, height", PHONES)
def test_nothing_is_wider_than_the_screen(chat, width, height):
    entering = chat.phone(width=width, height=height).open()
    assert too_wide(entering) == []
    wren = chat.phone(width=width, height=height).enter("wren")
    fill(chat, wren)
    for name, script in SCREENS.items():
        wren.js(script)
        assert too_wide(wren) == [], name
        assert wren.js("document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"), name
        assert wren.js("getComputedStyle(document.body).overflow") == "hidden"


def test_touch_targets_are_large_enough(chat):
    """Buttons are large enough for a finger, and the text field is in sight, with a keyboard on half of the screen."""
    wren = chat.phone(width=320, height=300).enter("wren")
    fill(chat, wren)
    small = wren.js("[...document.querySelectorAll('nav button, form button')].filter((b) => b.getClientRects().length)"
                    ".map((b) => b.getBoundingClientRect()).filter((r) => r.width < 44 || r.height < 44).length")
    assert small == 0
    assert wren.js("document.getElementById('send').getBoundingClientRect().bottom <= innerHeight")
    assert wren.js("document.getElementById('scroll').clientHeight") > 60


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_accessibility_faults(chat, scheme):
    with open(os.path.join(chat.browser.modules, "axe-core", "axe.min.js"), encoding="utf-8") as file:
        axe = file.read()
    findings = []

    def look(phone, name):
        for found in phone.js("axe.run().then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html + ' ' + n.failureSummary)))"):
            findings.append("%s: %s" % (name, found))

    entering = chat.phone(colorScheme=scheme).open()
    entering.js(axe + "; 0")
    look(entering, "entering")
    wren = chat.phone(colorScheme=scheme).enter("wren")
    wren.js(axe + "; 0")
    fill(chat, wren)
    for name, script in SCREENS.items():
        wren.js(script + "; 0")
        look(wren, name)
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_names_have_enough_contrast(chat, scheme):
    """WCAG 1.4.3: a contrast of 4.5 for every hue, also in a line that mentions somebody."""
    wren = chat.phone(colorScheme=scheme).enter("wren")
    worst = wren.js("""(() => {
        const light = (c) => { const [r, g, b] = c.match(/[\\d.]+/g).map((v) => v / 255)
            .map((v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
        const b = document.body.appendChild(nickName('x'));
        let worst = 99;
        for (let h = 0; h < 360; h++) for (const back of ['--back', '--soft', '--hot']) {
            b.style.setProperty('--h', h);
            b.style.background = 'var(' + back + ')';
            const style = getComputedStyle(b), x = light(style.color), y = light(style.backgroundColor);
            worst = Math.min(worst, (Math.max(x, y) + .05) / (Math.min(x, y) + .05));
        }
        b.remove();
        return worst;
    })()""")
    assert worst >= 4.5


def test_the_page_works_with_the_keyboard_alone(chat):
    robin = chat.server.user("robin", "#lobby")
    wren = chat.phone(width=1100, height=700, hasTouch=False).open()
    press = lambda *keys: [wren.call("keyboard.press", key) for key in keys]      # noqa: E731
    wren.call("keyboard.type", "wren")
    press("Enter")
    wren.joined()
    robin.send("PRIVMSG #lobby :one", "PRIVMSG #lobby :two", "PRIVMSG wren :psst")
    wren.sees("two")
    wren.call("keyboard.type", "ro")
    press("Tab")
    wren.call("keyboard.type", "hello")
    press("Enter")
    robin.until("{*} PRIVMSG #lobby :robin: hello")
    wren.confirmed()
    press("Alt+2")
    assert wren.text("#title") == "robin"
    press("Alt+ArrowUp")
    assert wren.text("#title") == "#lobby"
    wren.js("document.getElementById('scroll').focus()")
    press("ArrowUp", "ArrowUp", "ArrowDown", "ArrowUp", "Enter")
    assert wren.js("document.activeElement.querySelector('p').innerText") == "two"
    press("Tab")
    assert wren.js("document.activeElement.innerText") == "↩ Reply"
    press("Enter")
    wren.call("keyboard.type", "three")
    press("Enter")
    robin.until("{*} PRIVMSG #lobby :three")
    wren.js("document.querySelector('[role=tab][aria-selected=true]').focus()")
    press("ArrowDown")
    assert wren.text("#title") == "robin"
    assert wren.js("document.activeElement.dataset.key") == "robin"
    wren.js("document.getElementById('add').focus()")
    press("Enter")
    assert wren.js("document.activeElement.id") == "askfield"
    press("Escape")
    assert wren.call("isVisible", "#text")


def test_announcements_for_a_screen_reader(chat):
    robin = chat.server.user("robin", "#lobby")
    wren = chat.phone().enter("wren")
    assert wren.js("document.querySelector('[role=log]').getAttribute('aria-label')") == "#lobby"
    assert wren.js("document.querySelectorAll('[role=tab][aria-selected=true]').length") == 1
    wren.js("window.added = [], new MutationObserver((all) => all.forEach((m) => m.addedNodes.forEach((n) => added.push(n.innerText))))"
            ".observe(document.getElementById('log'), { childList: true }); 0")
    robin.send("PRIVMSG #lobby :news")
    wren.sees("news")
    assert len(wren.js("added")) == 1        # not all of it once more


def test_right_to_left_text_is_isolated(chat):
    robin = chat.server.user("robin", "#lobby")
    wren = chat.phone().enter("wren")
    robin.send("PRIVMSG #lobby :שלום wren!", "PRIVMSG #lobby :hello מרחבא")
    wren.sees("hello")
    direction = "getComputedStyle(current.lines[current.lines.length - %d].e.querySelector('p')).direction"
    assert wren.js(direction % 2) == "rtl"
    assert wren.js(direction % 1) == "ltr"
    wren.call("fill", "#text", "שלום")
    assert wren.js("getComputedStyle(document.getElementById('text')).direction") == "rtl"


def test_showing_a_thousand_lines_takes_little_more_than_their_elements(chat):
    """Opening a channel of 1,000 lines, beside a loop that only makes and lays out 5,000 elements with a word in each, in the
    same page: the machine's own speed and load are in both. About twice as long was measured."""
    wren = chat.phone().enter("wren")
    wren.js("for (let n = 0; n < 1200; n++) take(parse('@time=2020-01-01T10:00:00.000Z;msgid=m' + n + ' :robin' + n % 7 + "
            "'!r@h PRIVMSG #lobby :line ' + n + ' of \\x02many\\x02, see https://linnet.local/' + n)); 0")
    assert wren.js("current.lines.length === LINES && document.querySelectorAll('#log .line').length === LINES")
    floor, opened, added = wren.js("""(() => {
        const best = (f) => Math.min(...[1, 2, 3, 4, 5].map(() => { const t = performance.now(); f(); document.body.offsetHeight;
            return performance.now() - t; }));
        const floor = best(() => { const box = document.createElement('div'); for (let n = 0; n < 5000; n++)
            box.append(Object.assign(document.createElement('p'), { textContent: 'word' })); fill($('log'), box); });
        return [floor, best(() => show(current)), best(() => note(current, 'x'))];
    })()""")
    print("floor %.0f ms, opened in %.0f ms, one line more in %.1f ms" % (floor, opened, added))
    assert opened < 6 * floor
    assert added < floor


def test_nothing_moves_by_itself(chat):
    wren = chat.phone(reducedMotion="reduce").enter("wren")
    wren.js("side(true)")
    assert wren.js("document.getAnimations().length") == 0
