"""The programs that people chat with, each driven the way a person or a script would drive it.

Every program is a `Program`: it joins #lobby when it starts, `type`s lines, and shows things, which `shows` waits for
in whatever it calls its output. All live in a directory of their own, never in somebody's home.
"""

import json
import os
import re
import subprocess

from harness import LINNET, SRC, Deadline, Output, program, tool, transcript, wait_until

LOBBY = "#lobby"


class Program:
    """The common base class. A subclass defines how the program starts, where its output is and its format."""

    name = None                 # of the program, and its first nick
    complaints = r"unknown|error|invalid|not enough"
    # How this program shows the events of others; None if it does not show them.
    looks = {"said": r"<[@+ ]?{nick}> {text}", "renamed": None, "topic": None, "left": None, "quit": None}

    def __init__(self, server, directory):
        self.server, self.directory, self.nick = server, str(directory), self.name
        self.environment = dict(os.environ, HOME=self.directory, LC_ALL="C.UTF-8", TERM="xterm")
        self.process = None

    def start(self, command, **pipes):
        transcript.note(self.name, "starts", " ".join(command))
        self.process = subprocess.Popen(command, cwd=self.directory, env=self.environment, **pipes)

    def shows(self, regex, count=1):
        """Wait until the output has this text, `count` times."""
        def seen():
            return len(re.findall(regex, self.output())) >= count
        wait_until(seen, lambda: "%s to show %r %d times; it shows:\n%s" % (self.name, regex, count, self.output()),
                   seconds=15)

    def shows_that(self, event, **values):
        """Wait until it shows an event of `looks`, if it shows such events at all."""
        if self.looks[event]:
            self.shows(self.looks[event].format(**{key: re.escape(value) for key, value in values.items()}))

    def hears(self, nick, text):
        self.shows_that("said", nick=nick, text=text)

    def complained(self):
        """The lines of the output in which it complains."""
        return [line for line in self.output().splitlines() if re.search(self.complaints, line, re.I)]

    def stop(self):
        """End it, whatever its state."""
        if self.process and self.process.poll() is None:
            self.process.kill()
        if self.process:
            self.process.wait(Deadline().left())

    def ends(self):
        """It ends by itself."""
        return self.process.wait(Deadline().left())


class Piped(Program):
    """A program that reads lines and writes lines."""

    def start_piped(self, command):
        self.start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.lines = Output(self.process.stdout)

    def type(self, *lines):
        for line in lines:
            transcript.note(self.name, "types", line)
            self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def output(self):
        return self.lines.text()

    def stop(self):
        super().stop()
        if self.process:
            self.process.stdin.close()


class Nc(Piped):
    """netcat, with a user in plain mode."""

    name = "nat"
    complaints = r"^:|^ERROR|FAIL|no such|not allowed|there is no|unknown"
    looks = {"said": r"(^|\n)<{nick}> {text}", "renamed": r"\* {old} is now {new}", "topic": r"\* {nick} .*: {text}",
             "left": r"\* {nick} left #lobby", "quit": r"\* {nick} left"}

    def __init__(self, server, directory):
        super().__init__(server, directory)
        self.start_piped([tool("nc"), server.host, str(server.port)])
        self.type(self.name)

    def rename(self, nick):
        self.type("/nick " + nick)
        self.nick = nick

    def topic(self, text):
        self.type("/topic " + text)

    def say(self, text):
        self.type(text)

    def leave(self):
        self.type("/part")

    def join(self):
        self.type("/join " + LOBBY)

    def quit(self):
        self.type("/quit")
        self.process.stdin.close()      # nc itself waits for the end of its input, too


class Linnet(Piped):
    """linnet in a pipe: it sends its input, and prints the messages of others."""

    name = "lin"

    def __init__(self, server, directory):
        super().__init__(server, directory)
        self.start_piped(program(LINNET, "--nick", self.name, "%s:%d" % (server.host, server.port)))

    def say(self, text):
        self.type(text)

    def quit(self):
        self.process.stdin.close()


class Sic(Piped):
    """sic shows unknown lines unchanged, after `><`."""

    name = "sic"
    complaints = r">< ([45][0-9][0-9](?<!422)|ERROR|FAIL)"
    looks = {"said": r"#lobby +: [0-9/: ]+<{nick}> {text}", "renamed": r"{old} +: .* >< NICK .*{new}",
             "topic": r"{nick} +: .* >< TOPIC \(#lobby\): {text}", "left": r"{nick} +: .* >< PART \(#lobby\)",
             "quit": r"{nick} +: .* >< QUIT "}

    def __init__(self, server, directory):
        super().__init__(server, directory)
        self.start_piped([tool("sic"), "-h", server.host, "-p", str(server.port), "-n", self.name])
        self.join()

    def say(self, text):
        self.type(text)

    def rename(self, nick):
        self.type(":NICK " + nick)
        self.nick = nick

    def topic(self, text):
        self.type(":TOPIC %s :%s" % (LOBBY, text))

    def leave(self):
        self.type(":l " + LOBBY)

    def join(self):
        self.type(":j " + LOBBY)

    def quit(self):
        self.type(":QUIT :bye")


class Framework(Piped):
    """A program made with irc-framework, the library of several web clients; irc_framework.js shows its events."""

    name = "frame"
    # It calls lines without a handler unknown; for plain numerics that is not a complaint.
    complaints = r'^irc error (?!.*\(Quit: )|^unknown command \{"command":"([45]|[A-Z])|^\S+Error|^ +at '
    looks = {"said": r'\nprivmsg .*"nick":"{nick}".*"message":"{text}"',
             "renamed": r'\nnick .*"nick":"{old}".*"new_nick":"{new}"',
             "topic": r'\ntopic .*"nick":"{nick}".*"topic":"{text}"', "left": r'\npart .*"nick":"{nick}"',
             "quit": r'\nquit .*"nick":"{nick}"'}

    def __init__(self, server, directory, protocol=None):
        """`protocol` is a WebSocket's, or "none"; without one it speaks TCP."""
        super().__init__(server, directory)
        self.environment.setdefault("NODE_PATH", os.path.join(SRC, "build", "native", "npm", "node_modules"))
        assert os.path.isdir(os.path.join(self.environment["NODE_PATH"], "irc-framework")), \
            "irc-framework is not installed: `make check` does that, or `toolchain/npm build/native/npm`"
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "irc_framework.js")
        self.start_piped([tool("node"), script, server.host, str(server.port), self.name] + ([protocol] if protocol else []))
        self.shows("capabilities ")
        self.join()

    def call(self, *call):
        self.type(json.dumps(call))

    def say(self, text):
        self.call("say", LOBBY, text)

    def rename(self, nick):
        self.call("changeNick", nick)
        self.nick = nick

    def topic(self, text):
        self.call("setTopic", LOBBY, text)

    def leave(self):
        self.call("part", LOBBY)

    def join(self):
        self.call("join", LOBBY)

    def quit(self):
        self.call("quit", "bye")


class Ii(Program):
    """ii is a directory: lines are written into files called in and appear in files called out."""

    name = "ii"
    complaints = r":\S+ ([45][0-9][0-9](?<!422)|ERROR|FAIL) |^ii: "
    looks = {"said": r"<{nick}> {text}", "renamed": r"{old} changed nick to \"?{new}",
             "topic": r"{nick} changed topic to \"?{text}", "left": r"{nick}\(.*\) has left #lobby",
             "quit": r"{nick}\(.*\) has quit"}

    def __init__(self, server, directory):
        super().__init__(server, directory)
        self.start([tool("ii"), "-i", self.directory, "-s", server.host, "-p", str(server.port), "-n", self.name],
                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.raw = Output(self.process.stdout)
        self.join()

    def path(self, *parts):
        return os.path.join(self.directory, self.server.host, *parts)

    def write(self, line, *where):
        """Into one of its FIFOs, once it is there."""
        transcript.note(self.name, "types", line)
        wait_until(lambda: os.path.exists(self.path(*where, "in")), "ii's FIFO " + self.path(*where, "in"))
        with open(self.path(*where, "in"), "w") as fifo:
            fifo.write(line + "\n")

    def output(self):
        """All its files, and the raw lines that it writes to its standard output."""
        parts = [self.raw.text()]
        for where in ["", LOBBY]:
            try:
                with open(self.path(where, "out"), encoding="utf-8") as file:
                    parts.append(file.read())
            except FileNotFoundError:
                pass
        return "\n".join(parts)

    def type(self, *lines):
        for line in lines:
            self.write(line, LOBBY)

    def say(self, text):
        self.type(text)

    def topic(self, text):
        self.type("/t " + text)

    def rename(self, nick):
        self.write("/n " + nick)
        self.nick = nick

    def leave(self):
        self.type("/l bye")

    def join(self):
        self.write("/j " + LOBBY)

    def quit(self):
        self.write("/q bye")


class Weechat(Program):
    """WeeChat without a screen: commands go into its FIFO, and its logs have the text of the screen."""

    name = "weechat"
    complaints = r"=!=|unknown|error|invalid|not enough"
    looks = {"said": r"\t[@+]?{nick}\t{text}", "renamed": r"{old} is now known as {new}|You are now known as {new}",
             "topic": r"{nick} has changed topic for #lobby (from .* )?to \"{text}\"",
             "left": r"{nick} \(.*\) has left #lobby", "quit": r"{nick} \(.*\) has quit"}

    def __init__(self, server, directory):
        super().__init__(server, directory)
        self.fifo = os.path.join(self.directory, "fifo")
        commands = [
            "/set logger.file.flush_delay 0", "/set irc.look.smart_filter off", "/set fifo.file.path " + self.fifo,
            "/set irc.server_default.anti_flood_prio_high 0", "/set irc.server_default.anti_flood_prio_low 0",
            "/server add board %s/%d -notls -username=wee" % (server.host, server.port),
            "/set irc.server.board.nicks " + self.name, "/set irc.server.board.autojoin " + LOBBY,
            "/connect board"]
        arguments = [argument for command in commands for argument in ["-r", command]]
        self.start([tool("weechat-headless"), "-d", self.directory] + arguments,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def output(self):
        parts = []
        for name in ["core.weechat", "irc.server.board", "irc.board." + LOBBY]:
            try:
                with open(os.path.join(self.directory, "logs", name + ".weechatlog"), encoding="utf-8") as file:
                    parts.append(file.read())
            except FileNotFoundError:
                pass
        return "\n".join(parts)

    def type(self, *lines, where="board." + LOBBY):
        wait_until(lambda: os.path.exists(self.fifo), "WeeChat's FIFO; its plugin is in the package weechat-plugins")
        with open(self.fifo, "w") as fifo:
            for line in lines:
                transcript.note(self.name, "types", line)
                fifo.write("irc.%s *%s\n" % (where, line))

    def say(self, text):
        self.type(text)

    def rename(self, nick):
        self.type("/nick " + nick)
        self.nick = nick

    def topic(self, text):
        self.type("/topic " + text)

    def leave(self):
        self.type("/part")

    def join(self):
        self.type("/join " + LOBBY)

    def quit(self):
        self.type("/quit")


class Irssi(Program):
    """irssi in a terminal of tmux that is high enough to show all it ever wrote in its one window."""

    name = "irssi"
    complaints = r"unknown|error|invalid|not enough|no such|cannot"
    looks = {"said": r"<[@+ ]?{nick}> {text}", "renamed": r"{old} is now known as {new}|You're now known as {new}",
             "topic": r"{nick} changed the topic of #lobby to: {text}", "left": r"{nick} \[.*\] has left #lobby",
             "quit": r"{nick} \[.*\] has quit"}

    CONFIG = """
        servers = ( {{
            address = "{host}"; port = "{port}"; chatnet = "board"; autoconnect = "yes"; use_tls = "no";
        }} );
        chatnets = {{ board = {{ type = "IRC"; nick = "irssi"; }}; }};
        channels = ( {{ name = "#lobby"; chatnet = "board"; autojoin = "yes"; }} );
        settings = {{
            core = {{ nick = "irssi"; user_name = "irssi"; real_name = "Irssi"; }};
            "irc/core" = {{ cmd_queue_speed = "1msec"; cmds_max_at_once = "100"; }};
            "fe-text" = {{ paste_verify_line_count = "0"; paste_detect_time = "0"; }};
            "fe-common/core" = {{ autocreate_windows = "no"; use_status_window = "no"; use_msgs_window = "no"; }};
        }};
    """

    def __init__(self, server, directory):
        super().__init__(server, directory)
        with open(os.path.join(self.directory, "config"), "w") as file:
            file.write(self.CONFIG.format(host=server.host, port=server.port))
        self.environment["TMUX_TMPDIR"] = self.directory
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", "180", "-y", "500",
                  tool("irssi"), "--home=" + self.directory)

    def tmux(self, *arguments, check=True):
        done = subprocess.run([tool("tmux"), "-u", "-L", "linnet", *arguments], env=self.environment,
                              capture_output=True, text=True, timeout=Deadline().left())
        assert not check or done.returncode == 0, "tmux %s: %s" % (arguments, done.stderr)
        return done.stdout

    def output(self):
        """What stands on its screen, without the lines on which one types."""
        return self.tmux("capture-pane", "-p", "-J", check=False).rsplit("\n [", 1)[0]

    def type(self, *lines):
        for line in lines:
            transcript.note(self.name, "types", line)
            self.tmux("send-keys", "-l", line)
            self.tmux("send-keys", "Enter")

    def say(self, text):
        self.type(text)

    def rename(self, nick):
        self.type("/nick " + nick)
        self.nick = nick

    def topic(self, text):
        self.type("/topic " + text)

    def leave(self):
        self.type("/part " + LOBBY)

    def join(self):
        self.type("/join " + LOBBY)

    def quit(self):
        self.type("/quit")

    def ends(self):
        wait_until(lambda: self.tmux("has-session", check=False) == "" and not self.tmux("list-sessions", check=False),
                   "irssi to end")

    def stop(self):
        self.tmux("kill-server", check=False)


ALL = [Irssi, Weechat, Framework, Sic, Ii, Nc, Linnet]
