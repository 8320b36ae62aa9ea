"""WebSocket as a client speaks it (RFC 6455), by hand: frames to the byte, and a socket that carries lines in them."""

import base64
import hashlib
import os
import socket
import struct

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
KEY = "dGhlIHNhbXBsZSBub25jZQ=="                # the example of RFC 6455 section 1.3
ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def request(host, protocols="", path="/", key=KEY, version="13", **headers):
    """An upgrade request. Headers that are None are left out; others are added."""
    lines = {"Host": host, "Upgrade": "websocket", "Connection": "keep-alive, Upgrade", "Sec-WebSocket-Key": key,
             "Sec-WebSocket-Version": version, "Sec-WebSocket-Protocol": protocols or None}
    lines.update({name.replace("_", "-"): value for name, value in headers.items()})
    return ("GET %s HTTP/1.1\r\n" % path + "".join("%s: %s\r\n" % (name, value) for name, value in lines.items()
                                                   if value is not None) + "\r\n").encode()


def frame(opcode, payload=b"", fin=True, mask=b"\x11\x22\x33\x44", rsv=0):
    """A client's frame; `mask` None leaves it out, against the rules."""
    size = len(payload)
    length = bytes([size]) if size < 126 else struct.pack("!BH", 126, size) if size < 65536 else struct.pack("!BQ", 127, size)
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode, length[0] | (0x80 if mask else 0)]) + length[1:]
    if mask is None:
        return head + payload
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


class Frames:
    """The frames that a server sends."""

    def __init__(self):
        self.data = b""

    def next(self):
        """(opcode, payload), or None when there is no whole frame."""
        data = self.data
        if len(data) < 2:
            return None
        assert data[0] & 0x70 == 0 and data[1] & 0x80 == 0, "no server's frame: %r" % data[:8]
        assert data[0] & 0x80, "this server does not fragment"
        size, start = data[1], 2
        if size >= 126:
            start = 4 if size == 126 else 10
            if len(data) < start:
                return None
            size = int.from_bytes(data[2:start], "big")
            assert size >= (126 if start == 4 else 65536), "the length takes more bytes than it must"
        if len(data) < start + size:
            return None
        self.data = data[start + size:]
        return data[0] & 0x0f, data[start:start + size]


class WebSocket:
    """A connected socket that carries lines of IRC: what is sent and received looks like IRC's bytes on TCP. Each line
    of what is sent is a message; what is no whole line yet goes as a fragment."""

    def __init__(self, connection, host, protocol="binary.ircv3.net", **headers):
        self.connection, self.frames, self.within, self.code = connection, Frames(), False, None
        self.opcode = BINARY if protocol == "binary.ircv3.net" else TEXT
        connection.sendall(request(host, protocol, **headers))
        head = b""
        while b"\r\n\r\n" not in head:
            data = connection.recv(1)
            assert data, "the server refused: %r" % head
            head += data
            if not head.startswith(b"HTTP/1.1 101"[:len(head)]):
                raise ConnectionRefusedError(repr(head + connection.recv(4096)))
        self.head = head.decode()

    def __getattr__(self, name):
        return getattr(self.connection, name)

    def encode(self, data):
        out = b""
        for line in bytes(data).splitlines(keepends=True):
            whole = line.endswith(b"\n")
            out += frame(CONTINUATION if self.within else self.opcode, line.rstrip(b"\r\n") if whole else line, fin=whole,
                         mask=os.urandom(4))
            self.within = not whole
        return out

    def sendall(self, data):
        self.connection.sendall(self.encode(data))

    def send(self, data, flags=0):
        """Takes all of it: what does not go at once goes with waiting. What is sent to a server that has closed is lost,
        as it is with TCP's first send."""
        part = bytes(data[:2048])
        encoded = self.encode(part)
        try:
            sent = self.connection.send(encoded, flags)
            if sent < len(encoded):
                self.connection.sendall(encoded[sent:])
        except (BrokenPipeError, ConnectionResetError):
            pass
        return len(part)

    def recv(self, size=65536):
        """Whole messages as lines; b"" at the end."""
        lines = b""
        while True:
            found = self.frames.next()
            if found is None:
                if lines:
                    return lines
                data = self.connection.recv(size)
                if not data:
                    assert not self.frames.data, "the connection ended inside a frame"
                    return b""
                self.frames.data += data
            elif found[0] == CLOSE:
                self.code = int.from_bytes(found[1][:2], "big")
            elif found[0] == PING:
                self.connection.sendall(frame(PONG, found[1]))
            elif found[0] == self.opcode:
                assert self.code is None, "a message behind the close frame"
                assert b"\r" not in found[1] and b"\n" not in found[1], "a line's end in a message: %r" % found[1]
                lines += found[1] + b"\r\n"


class Raw:
    """A WebSocket for any bytes that a test sends."""

    def __init__(self, address, protocols="", timeout=10, host=None, receive_buffer=None, **headers):
        self.socket, self.frames = socket.socket(), Frames()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.connect(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request(host or "%s:%d" % address, protocols, **headers))
        self.head = b""
        while b"\r\n\r\n" not in self.head:
            data = self.socket.recv(4096)
            assert data, "closed after %r" % self.head
            self.head += data
        self.head, _, self.frames.data = self.head.partition(b"\r\n\r\n")
        self.head = self.head.decode()

    def send(self, *frames):
        self.socket.sendall(b"".join(frames))

    def say(self, *lines):
        self.send(*[frame(TEXT, line.encode()) for line in lines])

    def next(self):
        """The next frame; None at the end."""
        while True:
            found = self.frames.next()
            if found is not None:
                return found
            data = self.socket.recv(65536)
            if not data:
                assert not self.frames.data, "the connection ended inside a frame"
                return None
            self.frames.data += data

    def until(self, what):
        """Skips frames until one has this text; returns that."""
        while True:
            found = self.next()
            assert found is not None, "closed before %r came" % what
            if what in found[1]:
                return found

    def code(self):
        """Skips what there is up to the close frame, and returns its code; the connection must end behind it."""
        while True:
            found = self.next()
            assert found is not None, "closed without a close frame"
            if found[0] == CLOSE:
                assert self.next() is None
                return int.from_bytes(found[1][:2], "big")


def accept(key):
    return base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
