"""A tap on the connection between a program and the server: it passes everything on, and remembers every line.

A program shows only what its author found worth showing. The tap tells what it asked for, and what it got.
"""

import re
import socket
import threading

from harness import LOCALHOST, Deadline, wait_until


class Tap:
    """Listens on `port`, and connects the one program that comes to the server."""

    def __init__(self, server):
        self.host = LOCALHOST
        self.listener = socket.create_server((LOCALHOST, 0))
        self.port, self.server_address = self.listener.getsockname()[1], (server.host, server.port)
        self.asked, self.told = [], []          # lines of the program, and of the server, without CR LF
        self.changed = threading.Condition()
        self.ends = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        try:
            program, _ = self.listener.accept()
        except OSError:
            return                              # nobody came before the end
        self.ends = [program, socket.create_connection(self.server_address, Deadline().left())]
        for end in self.ends:
            end.settimeout(None)
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for source, sink, lines in [(*self.ends, self.asked), (*self.ends[::-1], self.told)]:
            threading.Thread(target=self.pass_on, args=(source, sink, lines), daemon=True).start()

    def pass_on(self, source, sink, lines):
        rest = b""
        try:
            while data := source.recv(65536):
                *whole, rest = (rest + data).split(b"\n")
                with self.changed:
                    lines += [line.decode().rstrip("\r") for line in whole]
                    self.changed.notify_all()
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass                                # one side has gone, and the other will notice

    def close(self):
        for end in [self.listener, *self.ends]:
            end.close()

    def wait_told(self, regex):
        """Wait until the server has told the program a line that holds this. Tags stand before it."""
        with self.changed:
            found = self.changed.wait_for(lambda: any(re.search(regex, line) for line in self.told), Deadline().left())
            assert found, "the program never received %r, but:\n%s" % (regex, "\n".join(self.told))

    def negotiated(self):
        """The capabilities that the program has asked for and got, once its negotiation is over."""
        wait_until(lambda: any(re.match(r"(@\S+ )?CAP :?END", line) for line in self.asked), "the end of the negotiation")
        self.wait_told(r" 001 ")
        names = set()
        for line in self.told:
            match = re.search(r" CAP \S+ ACK :?(.*)", line)
            for name in match.group(1).split() if match else []:
                (names.discard if name.startswith("-") else names.add)(name.lstrip("-"))
        return names

    def refusals(self):
        """What the server refused: error numerics and FAILs. Not that there is no message of the day, and not that one
        cannot join before one has registered, which irssi tries on purpose."""
        return [line for line in self.told
                if re.match(r"(@\S+ )?(:\S+ )?([45][0-9][0-9](?<!422|451)|FAIL|WARN|ERROR|CAP \S+ NAK) ", line)]
