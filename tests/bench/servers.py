"""The servers that are measured: how each is started, with its limits off, and ended."""

import os
import pwd
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

HOST = "127.0.0.1"
START_SECONDS = 20

NGIRCD = """[Global]
Name = bench.example
Info = bench
AdminInfo1 = bench
Listen = {host}
Ports = {port}
ServerUID = {user}
ServerGID = {group}
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxNickLength = 30
MaxPenaltyTime = 0
[Options]
DNS = no
Ident = no
PAM = no
"""

INSPIRCD = """<server name="bench.example" description="bench" network="bench">
<admin name="bench" nick="bench" email="bench@bench.example">
<bind address="{host}" port="{port}" type="clients">
<connect name="all" allow="*" resolvehostnames="no" useconnectban="no" fakelag="no" limit="100000" localmax="100000"
         globalmax="100000" commandrate="1000000000" threshold="1000000" recvq="1000000" softsendq="10000000"
         hardsendq="100000000">
<performance somaxconn="1024" softlimit="100000" clonesonconnect="no">
<path datadir="{directory}" logdir="{directory}" runtimedir="{directory}">
<pid file="{directory}/inspircd.pid">
<log method="file" type="*" level="default" target="{directory}/inspircd.log">
"""


class Failed(Exception):
    """A server that did not start, or lost something."""


class Server:
    """One process of a server, and the port it listens on."""

    load_options = []

    def __init__(self, command, start_seconds=START_SECONDS):
        started = time.monotonic()
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.PIPE)
        try:
            self.wait_until_ready(started + start_seconds)
        except BaseException:
            self.stop()
            raise
        self.start_ms = (time.monotonic() - started) * 1000
        # A server that logs must never wait for the reader of its log.
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def wait_until_ready(self, deadline):
        """For servers that say where they listen."""
        said = b""
        while True:
            ready, _, _ = select.select([self.process.stderr], [], [], max(0, deadline - time.monotonic()))
            data = os.read(self.process.stderr.fileno(), 4096) if ready else b""
            said += data
            match = re.search(rb"listening on \S+:([0-9]+)\n", said)
            if match:
                self.port = int(match.group(1))
                return
            if not data:
                raise Failed("did not start: " + said.decode(errors="replace"))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failed("did not end") from None


class ConfiguredServer(Server):
    """A server that reads its port from a configuration file and does not tell when it is ready."""

    def __init__(self, command, configuration):
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]
        user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        self.directory = tempfile.TemporaryDirectory()
        path = os.path.join(self.directory.name, "configuration")
        with open(path, "w", encoding="utf-8") as file:
            file.write(configuration.format(host=HOST, port=self.port, directory=self.directory.name, user=user,
                                            group=pwd.getpwnam(user).pw_gid))
        super().__init__([path if word == "CONFIGURATION" else word for word in command])

    def wait_until_ready(self, deadline):
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Failed("did not start")
            time.sleep(0.01)

    def answers(self):
        """Whether a client can register."""
        try:
            with socket.create_connection((HOST, self.port), timeout=START_SECONDS) as probe:
                probe.sendall(b"NICK probe\r\nUSER probe 0 * :Probe\r\n")
                said = b""
                while b" 001 " not in said:
                    data = probe.recv(4096)
                    if not data:
                        return False
                    said += data
            return True
        except OSError:
            return False

    def stop(self):
        super().stop()
        self.directory.cleanup()


class Inspircd(ConfiguredServer):
    # It completes registrations once a second, so many clients have to connect at once.
    load_options = ["-a", "200"]


def ngircd(before=()):
    """`before` is put in front of its command."""
    return ConfiguredServer([*before, tool("ngircd"), "-n", "-f", "CONFIGURATION"], NGIRCD)


def inspircd(before=()):
    as_root = ["--runasroot"] if os.getuid() == 0 else []
    return Inspircd([*before, tool("inspircd"), "--nofork", *as_root, "--config", "CONFIGURATION"], INSPIRCD)


def tool(name):
    return shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")


def version(name):
    """`ngIRCd 26.1` and the like, as the program itself says."""
    said = subprocess.run([tool(name), "--version"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    match = re.search(r"(ngIRCd|InspIRCd)[- ]([0-9.]+[0-9])", said.stdout)
    return " ".join(match.groups()) if match else name
