"""Measures linnetd on lwIP beside linnetd on the kernel's sockets, both for 32 clients.

    bench_net.py OUT        OUT is the directory with bench/load and the builds in net-posix and net-lwip

To be run by tests/lwip/on-taps. The kernel's is reached over loopback, the other over a TAP device, which costs the
kernel more: the table shows what the whole thing costs, not what lwIP does. Runs take turns, figures are medians. Exit
status 1: a delivery was lost. What size and bill may be is for tests/gates/test_lwip.py.
"""

import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

OUT = os.path.abspath(sys.argv[1]) if len(sys.argv) == 2 else sys.exit(__doc__)
TARGET = os.path.basename(OUT)
ROUNDS = 5
PACED = "-n 30 -s 30 -m 30 -r 300"
BULK = 4 << 20
HOSTS = {"kernel": ("127.0.0.1", []), "lwIP": ("10.77.0.2", ["--tap", "tap0", "--address", "10.77.0.2/24"])}
FOLDERS = {"kernel": "net-posix", "lwIP": "net-lwip"}


EMULATOR = os.environ.get("EMULATOR", "").split()


def program(name):
    return os.path.join(OUT, FOLDERS[name], TARGET, "linnetd")


def emulated(name):
    return EMULATOR + [program(name)]


def bill(name):
    said = subprocess.run(emulated(name) + ["--budget"], stdout=subprocess.PIPE, text=True, check=True).stdout
    return int(re.findall(r"^total .*?([0-9]+)$", said, re.M)[-1])


class Server:
    def __init__(self, name, *options):
        self.host, own = HOSTS[name]
        self.process = subprocess.Popen(emulated(name) + [*own, "--listen", self.host + ":0", "--name", "bench.example",
                                                          "--per-address", "0", "--flood", "off", *options],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for line in self.process.stderr:
            match = re.search(rb"listening on \S+:([0-9]+)$", line)
            if match:
                self.port = int(match.group(1))
                break
        else:
            raise SystemExit("%s did not start" % program(name))
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)


def paced(name):
    with Server(name) as server:
        run = subprocess.run([*EMULATOR, os.path.join(OUT, "bench", "load"), "-h", server.host, "-p", str(server.port),
                              "-P", str(server.process.pid), *PACED.split()], capture_output=True, text=True)
    if run.returncode:
        raise SystemExit("%s: %s" % (name, run.stderr.strip()))
    return {figure: float(value) for figure, value in (line.split() for line in run.stdout.splitlines())}


def bulk(name, motd):
    """Seconds that one reader waits for 4 MiB."""
    with Server(name, "--motd", motd) as server:
        with socket.create_connection((server.host, server.port), 30) as reader:
            start, tail = time.monotonic(), b""
            reader.sendall(b"NICK reader\r\nUSER r 0 * :r\r\n")
            while b" 376 " not in tail:
                piece = reader.recv(1 << 16)
                if not piece:
                    raise SystemExit(name + " closed its reader")
                tail = tail[-200:] + piece
            return time.monotonic() - start


def main():
    runs = {name: [] for name in HOSTS}
    reads = {name: [] for name in HOSTS}
    with tempfile.NamedTemporaryFile("w") as motd:
        for number in range(BULK // 100):
            motd.write("%099d\n" % number)
        motd.flush()
        for _ in range(ROUNDS):
            for name in HOSTS:
                runs[name].append(paced(name))
                reads[name].append(bulk(name, motd.name))
    rows = [("linnetd, stripped, bytes", lambda name: os.path.getsize(program(name)), "%d"),
            ("bill for 32 clients, with buffers, bytes", bill, "%d")]
    for title, figure, form in [("paced, 30 clients: CPU us a delivery", "cpu_us_per_delivery", "%.2f"),
                                ("paced, 30 clients: p99, us", "p99_us", "%.0f")]:
        rows.append((title, lambda name, figure=figure: statistics.median(run[figure] for run in runs[name]), form))
    rows.append(("4 MiB to one reader, ms", lambda name: 1000 * statistics.median(reads[name]), "%.0f"))
    print("%-42s %10s %10s" % (TARGET + ", 32 clients", *HOSTS))
    for title, value, form in rows:
        print("%-42s %10s %10s" % (title, *(form % value(name) for name in HOSTS)))


if __name__ == "__main__":
    main()
