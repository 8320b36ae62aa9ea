"""The way between a phone and the server, which can be cut, or freeze as it does when a phone sleeps or is out of reach."""

import select
import socket
import threading


class Pair:
    """A phone's connection, and the one to the server that it is handed on to."""

    def __init__(self, phone, server):
        self.phone, self.server, self.frozen = phone, server, False


class Relay(threading.Thread):
    """Hands on bytes between a port of its own and the server's; `url` leads to it."""

    def __init__(self, url):
        super().__init__(daemon=True)
        host, port = url.split("/")[2].split(":")
        self.to, self.pairs, self.ended = (host, int(port)), [], False
        self.refuse = False         # new connections end at once
        self.deaf = False           # data from the server is dropped
        self.frozen = False         # nothing is forwarded, for new connections either, without an error
        self.lock = threading.Lock()
        self.listener = socket.create_server((host, 0))
        self.url = "http://%s:%d/" % self.listener.getsockname()
        self.start()

    def freeze(self):
        with self.lock:
            self.frozen = True
            for pair in self.pairs:
                pair.frozen = True

    def hold_old(self):
        """It works again for new connections; those that there are stay frozen."""
        with self.lock:
            self.frozen = False

    def release_old(self):
        """What the phone had said on its old connections arrives at last, and they end."""
        with self.lock:
            for pair in [pair for pair in self.pairs if pair.frozen]:
                self.hand_on(pair, pair.phone)
                self.close(pair)

    def thaw(self, late):
        """It works again, for new connections. The old ones end; what the phone had said on them arrives if `late`."""
        self.hold_old()
        if late:
            self.release_old()
        self.cut()

    def cut(self):
        """All connections end."""
        with self.lock:
            for pair in list(self.pairs):
                self.close(pair)

    def stop(self):
        self.ended = True
        self.join(5)
        self.cut()
        self.listener.close()

    def close(self, pair):
        pair.phone.close()
        pair.server.close()
        if pair in self.pairs:
            self.pairs.remove(pair)

    def run(self):
        while not self.ended:
            with self.lock:
                ends = [] if self.frozen else [self.listener]
                ends += [end for pair in self.pairs if not pair.frozen for end in (pair.phone, pair.server)]
                for end in select.select(ends, [], [], 0)[0]:
                    if end is self.listener:
                        self.accept()
                    for pair in [pair for pair in self.pairs if end in (pair.phone, pair.server)]:
                        self.hand_on(pair, end)
            select.select([], [], [], 0.005)

    def accept(self):
        phone = self.listener.accept()[0]
        if self.refuse:
            phone.close()
            return
        try:
            self.pairs.append(Pair(phone, socket.create_connection(self.to)))
        except OSError:
            phone.close()

    def hand_on(self, pair, end):
        try:
            data = end.recv(65536, socket.MSG_DONTWAIT)
            if end is pair.phone:
                pair.server.sendall(data)
            elif not self.deaf:
                pair.phone.sendall(data)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.close(pair)
