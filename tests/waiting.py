"""Waiting that is bounded by deadlines, and the report of a wait that failed.

Nothing here sleeps and hopes. A test waits for something (a line, the end of a connection, an exit), gives up at a
deadline, and then says what it waited for and what it saw instead.

    EMULATOR       what is put in front of the programs: it makes them slow
    LINNET_SLOW    factor on every deadline, for slow machines and emulators
"""

import os
import re
import shlex
import threading
import time

EMULATOR = shlex.split(os.environ.get("EMULATOR", ""))
SLOW = float(os.environ.get("LINNET_SLOW") or (3 if EMULATOR else 1))     # an emulator is a slow machine


class Deadline:
    """A moment after which waiting is a failure. Seconds are scaled for slow machines."""

    def __init__(self, seconds=10):
        self.seconds = seconds * SLOW
        self.end = time.monotonic() + self.seconds

    def left(self):
        return max(0.0, self.end - time.monotonic())

    def passed(self):
        return time.monotonic() >= self.end


def wait_until(true, what, seconds=10):
    """Wait for something that can only be looked at now and then, such as a file or a screen."""
    deadline = Deadline(seconds)
    while True:
        value = true()
        if value:
            return value
        assert not deadline.passed(), "waited %.0f s for %s" % (deadline.seconds, what() if callable(what) else what)
        time.sleep(0.02)


def readable(text):
    """A line as a person wants to see it in a failure: control characters escaped, the rest as it is."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


class Transcript:
    """The events of the current test, in order, shown when the test fails."""

    def __init__(self):
        self.lines, self.start = [], time.monotonic()

    def clear(self):
        self.__init__()

    def note(self, who, direction, text):
        self.lines.append("%8.3f  %s %s %s" % (time.monotonic() - self.start, who, direction, readable(text[:700])))

    def recent(self, count=40):
        skipped = max(0, len(self.lines) - count)
        head = ["(%d earlier lines)" % skipped] if skipped else []
        return "\n".join(head + self.lines[-count:])


transcript = Transcript()


class Output(threading.Thread):
    """Collects the lines of a pipe, so that nobody blocks on it, and lets others wait for one of them."""

    def __init__(self, pipe):
        super().__init__(daemon=True)
        self.pipe, self.lines, self.ended, self.changed = pipe, [], False, threading.Condition()
        self.start()

    def run(self):
        for line in self.pipe:
            with self.changed:
                self.lines.append(line.decode("utf-8", "backslashreplace").rstrip("\n"))
                self.changed.notify_all()
        self.pipe.close()
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def text(self):
        with self.changed:
            return "\n".join(self.lines)

    def wait_for(self, regex, deadline=None):
        """The first line that matches, as a match object."""
        deadline, seen = deadline or Deadline(), 0
        with self.changed:
            while True:
                for line in self.lines[seen:]:
                    match = re.search(regex, line)
                    if match:
                        return match
                seen = len(self.lines)
                assert not self.ended, "the output ended without a line that matches %r:\n%s" % (
                    regex, "\n".join(self.lines))
                assert self.changed.wait(deadline.left()), "no line matches %r after %.0f s in:\n%s" % (
                    regex, deadline.seconds, "\n".join(self.lines))
