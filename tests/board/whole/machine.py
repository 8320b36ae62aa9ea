"""A board under QEMU: started from an image, with its console read and its chat reachable from here."""

import hashlib
import os
import re
import signal
import socket
import subprocess
import time

from harness import HOST, SRC, Client, Deadline, Output, tool, wait_until

IMAGES = os.path.abspath(os.environ.get("IMAGES") or os.path.join(SRC, "build", "boards"))
PARTITION = "@@1M"                  # where the file system begins in an image
CLEAR = "\x1b[H\x1b[J"              # written before the console draws its screen


def image_of(board):
    path = os.path.join(IMAGES, board, "linnet-%s.img" % board)
    assert os.path.exists(path), "%s is missing: make image BOARD=%s" % (path, board)
    return path


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def card(board, folder, settings=None, remove=(), name="card.img"):
    """A copy of the board's image in the folder; `settings` replaces its linnet.txt."""
    path = os.path.join(folder, name)
    subprocess.run([tool("cp"), "--sparse=always", image_of(board), path], check=True)
    for file in remove:
        subprocess.run([tool("mdel"), "-i", path + PARTITION, "::" + file], check=True)
    if settings is not None:
        text = os.path.join(folder, "linnet.txt")
        with open(text, "wb") as file:
            file.write(settings if isinstance(settings, bytes) else settings.encode())
        subprocess.run([tool("mcopy"), "-o", "-i", path + PARTITION, text, "::linnet.txt"], check=True)
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


class Console(Output):
    """The serial console: the last screen that was drawn, and all that ever came."""

    def screen(self):
        return self.text().rsplit(CLEAR, 1)[-1]

    def wait_for_screen(self, regex, seconds=60):
        return wait_until(lambda: re.search(regex, self.screen(), re.M),
                          lambda: "%r on the console, which shows\n%s" % (regex, self.text()[-3000:]), seconds)


class Machine:
    """QEMU with a board in it. Has what harness.Client wants of a server: port, name, names."""

    def __init__(self, board, image, *options, net=None, card="", address="", net_device="",
                 kernel_options=""):
        """`net` "" leaves the network card out; `card` is another card than the image's; `address` is where the chat is, if not where QEMU's DHCP puts it."""
        self.board, self.image, self.host, self.port, self.name = board, image, HOST, free_port(), "board"
        self.client_host = "10.0.2.2"       # where QEMU's network has us
        self.names = {"host": self.client_host}
        environment = dict(os.environ, CARD=card, NET_DEVICE=net_device, KERNEL_OPTIONS=kernel_options)
        if address:
            net = "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:%d-%s:6667" % (self.port, address)
        if net is not None:
            environment["NETDEV"] = net
        if net == "":
            options = ("-nic", "none", *options)
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [os.path.join(SRC, "board", "boot"), board, image, str(self.port), "-no-reboot", *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment,
            start_new_session=True)
        self.console = Console(self.process.stdout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def kill(self):
        """Pulls the plug."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()

    def answers(self):
        """True once somebody who connects is welcomed. QEMU itself accepts connections long before that."""
        # A connection made too early never gets an answer: short timeouts at first, or it would cost seconds.
        patience = 0.4 if time.monotonic() - self.started < 20 else 2
        try:
            with socket.create_connection((HOST, self.port), patience) as probe:
                probe.settimeout(patience)
                probe.sendall(b"CAP LS\r\n")
                data = probe.recv(1000)
                match = re.match(rb":(\S+) CAP ", data)
                if match:
                    self.name = self.names["server"] = match.group(1).decode()
                return bool(match)
        except OSError:
            return False

    def wait_for_chat(self, seconds=90):
        """Seconds from power-on to chat."""
        def answers():
            assert self.process.poll() is None, "QEMU ended:\n" + self.console.text()
            return self.answers()
        wait_until(answers, lambda: "the chat of %s; its console:\n%s" % (self.board, self.console.text()[-4000:]), seconds)
        return time.monotonic() - self.started

    def of_qemu(self, name):
        """A file of QEMU's, in /proc."""
        with open("/proc/%d/task/%d/children" % (self.process.pid, self.process.pid)) as file:
            qemu = file.read().split()[0]
        with open("/proc/%s/%s" % (qemu, name)) as file:
            return file.read()

    def memory(self):
        """MiB that the board has, as QEMU was told."""
        words = self.of_qemu("cmdline").split("\0")
        return int(words[words.index("-m") + 1])

    def user(self, nick, *channels, password=None):
        client = Client(self, nick)
        if password is not None:
            client.send("PASS :" + password)
        client.register()
        for channel in channels:
            client.join(channel)
        return client

    def type(self, line):
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def power_off(self):
        self.type("off")
        deadline = Deadline(60)
        while self.process.poll() is None:
            assert not deadline.passed(), "it does not power off:\n" + self.console.text()[-2000:]
            time.sleep(0.05)
        assert self.process.returncode == 0, self.console.text()[-2000:]


class Monitor:
    """QEMU's own console, through a socket: for pulling network cables."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "monitor")
        self.options = ("-monitor", "unix:%s,server=on,wait=off" % self.path)

    def say(self, line):
        def connected():
            probe = socket.socket(socket.AF_UNIX)
            try:
                probe.connect(self.path)
                return probe
            except OSError:
                probe.close()
                return None
        with wait_until(connected, "QEMU's monitor", 20) as monitor:
            monitor.settimeout(Deadline().left())
            data = b""
            while not data.endswith(b"(qemu) "):
                data += monitor.recv(4096)
            monitor.sendall(line.encode() + b"\n")
            data = b""
            while b"(qemu) " not in data.split(b"\n")[-1]:
                data += monitor.recv(4096)
