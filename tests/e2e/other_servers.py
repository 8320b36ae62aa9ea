"""IRC servers that others wrote, from Debian's packages, each in a directory of its own on a port of the kernel's choice."""

import os
import shutil
import socket
import subprocess
import tempfile

from harness import LOCALHOST, Deadline, transcript, wait_until

NGIRCD = """[Global]
Name = other.example
Info = somebody else's server
Listen = {host}
Ports = {port}
MotdPhrase = Welcome
[Limits]
MaxConnectionsIP = 0
[Options]
DNS = no
Ident = no
PAM = no
SyslogFacility = local1
"""

INSPIRCD = """<server name="other.example" description="somebody else's server" network="other">
<admin name="other" nick="other" email="other@other.example">
<bind address="{host}" port="{port}" type="clients">
<connect name="all" allow="*" resolvehostnames="no" useconnectban="no" localmax="100" globalmax="100">
<path datadir="{directory}" logdir="{directory}" runtimedir="{directory}">
<pid file="{directory}/inspircd.pid">
<log method="file" type="*" level="default" target="{directory}/inspircd.log">
"""

MODERN = "".join('<module name="%s">\n' % name for name in (
    "cap", "ircv3", "ircv3_batch", "ircv3_ctctags", "ircv3_echomessage", "ircv3_labeledresponse", "ircv3_msgid",
    "ircv3_servertime", "chanhistory"))


def find(name):
    path = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    assert path, "%s is not installed: `make check` does that (toolchain/packages)" % name
    return path


class OtherServer:
    def __init__(self, kind):
        self.directory = tempfile.mkdtemp(prefix="linnet-other-")
        with socket.socket() as free:
            free.bind((LOCALHOST, 0))
            self.port = free.getsockname()[1]
        text = NGIRCD if kind == "ngircd" else INSPIRCD + (MODERN if kind == "inspircd with IRCv3" else "")
        path = os.path.join(self.directory, "configuration")
        with open(path, "w") as file:
            file.write(text.format(host=LOCALHOST, port=self.port, directory=self.directory))
        if kind == "ngircd":
            self.command = [find("ngircd"), "-n", "-f", path]
        else:
            self.command = [find("inspircd"), "--nofork", *(["--runasroot"] if os.getuid() == 0 else []),
                            "--config", path]
        self.process = None
        self.start()

    def start(self):
        transcript.note("(test)", "starts", " ".join(self.command))
        with open(os.path.join(self.directory, "output"), "w") as output:
            self.process = subprocess.Popen(self.command, cwd=self.directory, stdin=subprocess.DEVNULL, stdout=output,
                                            stderr=output)
        wait_until(self.answers, lambda: "%s to listen; it said:\n%s" % (self.command[0], self.said()), seconds=20)

    def said(self):
        with open(os.path.join(self.directory, "output")) as output:
            return output.read()

    def answers(self):
        with socket.socket() as probe:
            return probe.connect_ex((LOCALHOST, self.port)) == 0

    def end(self):
        """At once, without a word to anybody."""
        self.process.kill()
        self.process.wait(Deadline().left())

    def remove(self):
        self.end()
        shutil.rmtree(self.directory)
