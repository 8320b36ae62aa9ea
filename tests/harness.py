"""What the tests share: a `Server` under test, and by their names here, too, the `Client`s that talk to it
(irc_client.py) and waiting that is bounded by deadlines (waiting.py).

The environment says what is tested; the defaults serve a run by hand after `make`:

    SRC            the root of the source tree
    LINNETD, LINNET              the programs as they ship, stripped
    LINNETD_DEBUG, LINNET_DEBUG  their unstripped copies
    EMULATOR       what to put in front of them, such as `qemu-arm -cpu arm1176`; empty for none
    CLIENT_EMULATOR  the same for linnet, where it is built for another processor than linnetd
    LINNET_OVER    websocket: clients speak IRC in WebSocket frames
    LINNET_SLOW    factor on every deadline, for slow machines and emulators
    LINNETD_OPTIONS              options for every linnetd, in front of the test's own
    LINNETD_HOST, CLIENT_HOST    the server's address, and that of its clients (127.0.0.1); {n} in these three is a
                                 number that no other running linnetd has, for those that cannot share an address
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import time

from irc_client import LINE_MAX, Client, Closed, gather
from waiting import EMULATOR, SLOW, Deadline, Output, readable, transcript, wait_until

SRC = os.path.abspath(os.environ.get("SRC") or os.path.join(os.path.dirname(__file__), ".."))


def built(variable, name):
    return os.path.abspath(os.environ.get(variable) or os.path.join(SRC, "build", "native", name))


LINNETD = built("LINNETD", "linnetd")
LINNET = built("LINNET", "linnet")
LINNETD_DEBUG = built("LINNETD_DEBUG", "linnetd.debug")
LINNET_DEBUG = built("LINNET_DEBUG", "linnet.debug")
TARGET = os.path.basename(os.path.dirname(LINNETD))
CLIENT_EMULATOR = shlex.split(os.environ.get("CLIENT_EMULATOR") or os.environ.get("EMULATOR", ""))

NAME = "irc.example"        # the server's name in the tests
LINNETD_HOST = os.environ.get("LINNETD_HOST") or "127.0.0.1"
HOST = LINNETD_HOST.replace("{n}", "0")     # where a server is if it is the only one, and the host of its clients
CLIENT_HOST = (os.environ.get("CLIENT_HOST") or "127.0.0.1").replace("{n}", "0")
LOCALHOST = "127.0.0.1"     # where the tests themselves listen

running = []                # every server that has been started and may run still
servers = []                # every server that the current test started, for the report of a failure


def tool(name):
    """The path of a program that the tests need. A missing tool is a failure, never a skipped test."""
    path = shutil.which(name)
    assert path, "%s is not installed, and the tests need it" % name
    return path


def program(path, *arguments):
    """The command line that runs a built program, through the emulator if there is one."""
    assert os.path.exists(path), "%s is missing: run `make` first" % path
    options = os.environ.get("LINNETD_OPTIONS", "").replace("{n}", str(free_place())) if path == LINNETD else ""
    return (CLIENT_EMULATOR if path == LINNET else EMULATOR) + [path] + shlex.split(options) + [str(argument) for argument in arguments]


def free_place():
    """The number of a place that no server has which is still running, also for another test."""
    running[:] = [server for server in running if server.alive()]
    taken = [server.place for server in running]
    return next(place for place in range(len(taken) + 1) if place not in taken)


# The options that switch off the limits per address and per client: a test makes all its
# connections from one address, thousands of them one after the other, and sends everything at once. A test of
# these limits, or of the defaults, starts Server(fair=True).
NO_LIMITS = ("--per-address", "0", "--flood", "off")


class Server:
    """A running linnetd on a port that the kernel chose. Use it as a context manager."""

    def __init__(self, *options, name=NAME, listen=None, stdout=subprocess.PIPE, wrapper=(), environment=None,
                 fair=False):
        """`wrapper` is a command line to put in front, `environment` are variables to add; `fair` leaves the limits
        for one address and one client as they are by default."""
        self.name, self.process, self.checked, self.clients = name, None, False, []
        self.place = free_place()
        self.host = LINNETD_HOST.replace("{n}", str(self.place))
        self.client_host = os.environ.get("CLIENT_HOST", CLIENT_HOST).replace("{n}", str(self.place))
        listen = listen or self.host + ":0"
        self.names = {"server": name, "host": self.client_host}     # the values of the patterns' fixed placeholders
        options = (() if fair else NO_LIMITS) + options
        command = [*wrapper, *program(LINNETD, "--listen", listen, "--name", name, *options)]
        transcript.note("(test)", "starts", " ".join(command))
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE,
                                        env=dict(os.environ, **(environment or {})))
        servers.append(self)
        running.append(self)
        self.log = Output(self.process.stderr)
        self.stdout = Output(self.process.stdout) if self.process.stdout else None
        try:
            match = self.log.wait_for(r"^linnetd: listening on (\S+):([0-9]+)$")
        except BaseException:
            self.kill()
            raise
        self.address, self.port = match.group(1).strip("[]"), int(match.group(2))
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            self.stop()
        else:
            self.kill()

    def alive(self):
        return self.process.poll() is None

    def processor_time(self):
        """Seconds that its threads have run so far."""
        return time.clock_gettime(~self.pid << 3 | 2)       # as clock_getcpuclockid makes it

    def client(self, name="", **options):
        self.clients.append(Client(self, name, **options))      # kept: a client that nobody holds would hang up
        return self.clients[-1]

    def user(self, nick, *channels, caps=(), **options):
        """A client that has registered, with these capabilities, and joined the channels."""
        client = self.client(nick, **options)
        client.register(caps=caps)
        for channel in channels:
            client.join(channel)
        return client

    def users(self, *nicks, channel=None):
        """Several registered clients; those who are in the channel already have seen the others arrive."""
        users = [self.user(nick) for nick in nicks]
        if channel:
            gather(users, channel)
        return users

    def kill(self):
        """End it, whatever its state, without a judgement."""
        self.checked = True
        if self.process and self.alive():
            self.process.kill()
        if self.process:
            self.process.wait()

    def wait(self, deadline=None):
        """The exit status, once it has ended by itself."""
        deadline = deadline or Deadline(20)
        try:
            return self.process.wait(deadline.left())
        except subprocess.TimeoutExpired:
            log = self.log.text()
            self.kill()
            raise AssertionError("linnetd did not end within %.0f s; its log:\n%s" % (deadline.seconds, log))

    def stop(self, how=signal.SIGTERM):
        """End it as its owner would, and hold it to what every run must leave behind."""
        if self.checked:
            return
        self.checked = True
        if self.alive():
            self.process.send_signal(how)
        self.check_end(self.wait())

    def check_end(self, status):
        self.checked = True
        self.log.join(Deadline().left())
        log = self.log.text()
        if status < 0:
            raise AssertionError("linnetd died of %s; its log:\n%s" % (signal.Signals(-status).name, log))
        assert status == 0, "linnetd ended with status %d; its log:\n%s" % (status, log)
        assert not re.search(r"\bbug:", log), "linnetd found a bug in itself; its log:\n%s" % log
        watermark = re.search(r"^linnetd: stack: deepest client thread used ([0-9]+) of ([0-9]+) bytes$", log, re.M)
        assert watermark, "the log has no stack watermark:\n%s" % log
        used, size = int(watermark.group(1)), int(watermark.group(2))
        assert 0 < used <= size * 3 // 4, "a client thread used %d of %d bytes of stack: over three quarters" % (
            used, size)
        assert log.splitlines()[-1] == "linnetd: stopped", "the last log line is not `linnetd: stopped`:\n%s" % log


def run_linnetd(*options, status, deadline=None, **popen):
    """Run linnetd where it must end by itself with this exit status; returns its stdout and stderr."""
    command = program(LINNETD, *options)
    transcript.note("(test)", "runs", " ".join(command))
    deadline = deadline or Deadline()
    popen.setdefault("stdout", subprocess.PIPE)
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, **popen)
    try:
        out, err = process.communicate(timeout=deadline.left())
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise AssertionError("`%s` was still running after %.0f s" % (" ".join(command), deadline.seconds))
    out, err = (out or b"").decode(), err.decode()
    assert process.returncode == status, "`%s` ended with status %d, not %d\nstdout:\n%s\nstderr:\n%s" % (
        " ".join(command), process.returncode, status, out, err)
    return out, err
