"""A bad wire between this machine and a linnetd: it loses frames, doubles them, delays them, and changes their order.

It is what `tc netem` does, for kernels that do not have that. This machine's end is a TAP device that the wire holds;
the frames that come out of it are put on the device that linnetd holds, and the other way round.
"""

import fcntl
import heapq
import os
import random
import select
import socket
import struct
import subprocess
import threading
import time

from harness import tool

TUNSETIFF = 0x400454ca
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
ETH_P_ALL = 3


def run(*command):
    subprocess.run([str(word) for word in command], check=True)


class BadWire:
    """Between `device`, which a linnetd at `address`/24 opens, and the network of `mine`."""

    def __init__(self, device="wire0", mine="10.78.0.1", loss=0.0, seed=1):
        self.device, self.near = device, device + "n"
        self.loss, self.cut, self.random = loss, False, random.Random(seed)
        self.passed = self.lost = 0
        ip = tool("ip")
        run(ip, "tuntap", "add", "dev", device, "mode", "tap")
        run(ip, "link", "set", device, "arp", "off", "addrgenmode", "none", "up")   # the kernel's part is to pass on
        self.tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(self.tap, TUNSETIFF, struct.pack("16sH", self.near.encode(), IFF_TAP | IFF_NO_PI))
        run(ip, "addr", "add", mine + "/24", "dev", self.near)
        run(ip, "link", "set", self.near, "up")
        self.far = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self.far.bind((device, ETH_P_ALL))
        self.far.setblocking(False)
        self.stopping = False
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stopping = True
        self.thread.join()
        os.close(self.tap)
        self.far.close()
        subprocess.run([tool("ip"), "link", "del", self.device], check=True)

    def accept(self, waiting, send, frame):
        """Decide what becomes of a frame: nothing, or one or two of it, some later than others that come after it."""
        if self.cut or self.random.random() < self.loss:
            self.lost += 1
            return
        self.passed += 1
        for _ in range(2 if self.loss and self.random.random() < 0.01 else 1):
            delay = self.random.choice([0.001, 0.001, 0.001, 0.006]) if self.loss else 0
            heapq.heappush(waiting, (time.monotonic() + delay, self.random.random(), send, frame))

    def serve(self):
        waiting = []
        to_far = lambda frame: self.far.send(frame)         # noqa: E731
        to_near = lambda frame: os.write(self.tap, frame)   # noqa: E731
        while not self.stopping:
            patience = max(0, waiting[0][0] - time.monotonic()) if waiting else 0.1
            ready, _, _ = select.select([self.tap, self.far], [], [], min(patience, 0.1))
            if self.tap in ready:
                self.accept(waiting, to_far, os.read(self.tap, 2048))
            if self.far in ready:
                frame, origin = self.far.recvfrom(2048)
                if origin[2] != socket.PACKET_OUTGOING:
                    self.accept(waiting, to_near, frame)
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, send, frame = heapq.heappop(waiting)
                try:
                    send(frame)
                except OSError:
                    self.lost += 1                          # nobody holds the device at this moment
