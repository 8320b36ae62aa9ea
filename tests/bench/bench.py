"""Measures linnetd against bare sending (floor.c) and, where they are installed, against other IRC servers.

    bench.py OUT            OUT is the directory with linnetd, bench/load, bench/floor and the builds in clients-N
    bench.py OUT phones     only phones against IRC readers

Every load runs several times, all servers taking turns, each time with a fresh process. A figure is the median of its
runs; a ratio is the median of the ratios to the floor of the same round, so that a busy moment of the machine hits both
sides. What a load is stands in LOADS, and load.c says how it is checked. Exit status 1: a delivery was lost.
"""

import os
import re
import resource
import statistics
import subprocess
import sys
from collections import namedtuple

from servers import HOST, Failed, Server, ngircd, inspircd, tool, version

OUT = os.path.abspath(sys.argv[1]) if len(sys.argv) == 2 or sys.argv[2:] == ["phones"] else sys.exit(__doc__)
UNLIMITED = ["--per-address", "0", "--flood", "off"]     # a load comes from one address, as fast as it can

# clients: the CLIENTS that linnetd is built with. rounds: how often floor and linnetd run, and how often the others.
Load = namedtuple("Load", "title clients rounds other_rounds options")
PACED = Load("paced: 100 clients in one channel, 300 lines a second", 128, 5, 2, "-n 100 -s 100 -m 10 -r 300")
FLAT_OUT = Load("flat out: 100 clients in one channel, 50 speak with 2 lines under way each", 128, 5, 3,
                "-n 100 -s 50 -m 60 -w 2")
LOADS = [
    PACED,
    FLAT_OUT,
    Load("two people, one line at a time", 64, 5, 2, "-n 2 -s 1 -m 3000 -w 1"),
    Load("500 clients in one channel, 60 lines a second", 512, 3, 1, "-n 500 -s 100 -m 2 -r 60"),
    Load("1,000 clients in 100 channels, 1,000 lines a second", 1024, 3, 1, "-n 1000 -c 100 -s 500 -m 4 -r 1000"),
]

def linnetd(clients):
    """The path of the linnetd that is built for so many clients."""
    if clients == 64:
        return os.path.join(OUT, "linnetd")
    return os.path.join(OUT, "clients-%d" % clients, os.path.basename(OUT), "linnetd")


def start_floor(_):
    return Server([os.path.join(OUT, "bench", "floor")])


def start_linnetd(clients):
    return Server([linnetd(clients), "--listen", HOST + ":0", "--name", "bench.example", *UNLIMITED])


def start_ngircd(_):
    return ngircd()


def start_inspircd(_):
    return inspircd()


def measure(start, load):
    """One run: the figures that load.c prints, by name, and how long the server took to start."""
    server = start(load.clients)
    try:
        command = [os.path.join(OUT, "bench", "load"), "-p", str(server.port), "-P", str(server.process.pid)]
        command += server.load_options + load.options.split()
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if run.returncode != 0:
            raise Failed(run.stderr.strip())
    finally:
        server.stop()
    figures = {name: float(value) for name, value in (line.split() for line in run.stdout.splitlines())}
    return dict(figures, start_ms=server.start_ms)


class Results:
    """All runs of one load: for each server a list with the figures of each round."""

    def __init__(self, load, servers):
        print("\n" + load.title, flush=True)
        self.rounds, self.failures = {name: [] for name in servers}, {}
        for number in range(load.rounds):
            for name, start in servers.items():
                if name in self.failures or (name not in OURS and number >= load.other_rounds):
                    continue
                try:
                    self.rounds[name].append(measure(start, load))
                except Failed as failure:
                    self.failures[name] = str(failure)

    def median(self, name, figure):
        return statistics.median(run[figure] for run in self.rounds[name])

    def ratio(self, name, figure):
        return statistics.median(run[figure] / floor[figure]
                                 for run, floor in zip(self.rounds[name], self.rounds["floor"]))

    def show(self):
        print("%-20s %11s %6s %9s %6s %9s %6s %13s %9s %9s" % (
            "", "CPU µs per", "÷", "p50", "÷", "p99", "÷", "deliveries", "CPU µs", "Rss"))
        print("%-20s %11s %6s %9s %6s %9s %6s %13s %9s %9s" % (
            "", "delivery", "floor", "µs", "floor", "µs", "floor", "per second", "per join", "KiB"))
        for name in self.rounds:
            if name in self.failures:
                print("%-20s failed: %s" % (name, self.failures[name]))
                continue
            timed = []
            for figure in ("p50_us", "p99_us"):
                timed += ["%9s" % format(self.median(name, figure), ",.0f"), "%6.2f" % self.ratio(name, figure)]
            print("%-20s %11.3f %6.2f %s %13s %9.1f %9s" % (
                name, self.median(name, "cpu_us_per_delivery"), self.ratio(name, "cpu_us_per_delivery"),
                " ".join(timed), format(self.median(name, "deliveries_per_s"), ",.0f"),
                self.median(name, "cpu_us_per_join"), format(self.median(name, "rss_loaded_kib"), ",.0f")), flush=True)


OURS = ("floor", "linnetd")


def all_servers():
    servers = {"floor": start_floor, "linnetd": start_linnetd}
    for name, start in (("inspircd", start_inspircd), ("ngircd", start_ngircd)):
        if tool(name):
            servers[version(name)] = start
        else:
            print("%s is not installed, so it is not compared with." % name)
    return servers


def bill():
    """The total of `linnetd --budget`, bytes."""
    said = subprocess.run([linnetd(64), "--budget"], stdout=subprocess.PIPE, text=True, check=True).stdout
    total = re.search(r"^total\D+([0-9][0-9,]*)", said, re.M | re.I)
    return int(total.group(1).replace(",", ""))


PHONES = Load("paced: 64 phones (IRC in WebSocket frames) and 64 IRC readers in one channel, 300 lines a second", 128, 7, 0,
              "-n 128 -s 128 -m 16 -r 300 -W")


def show_phones():
    """All of them read the same lines at the same time, so the machine's busy moments hit both kinds."""
    print("\n" + PHONES.title, flush=True)
    runs = [measure(start_linnetd, PHONES) for _ in range(PHONES.rounds)]
    for figure, most in (("p50_us", None), ("p99_us", 1.15)):
        irc, web = (statistics.median(run[kind + figure] for run in runs) for kind in ("irc_", "web_"))
        ratio = statistics.median(run["web_" + figure] / run["irc_" + figure] for run in runs)
        print("%-10s IRC %9s   phones %9s   ÷ %.2f%s%s" % (
            figure, format(irc, ",.0f"), format(web, ",.0f"), ratio, "   at most %.2f" % most if most else "",
            "   MISSED" if most and ratio > most else ""), flush=True)


def show_goals(paced, flat_out):
    """The goals of linnetd. A busy machine may miss a goal, so that is not an error."""
    starts = [measure_start() for _ in range(21)]
    full = [measure(start_linnetd, Load("", 64, 1, 1, "-n 64 -s 32 -m 60 -w 2")) for _ in range(3)]
    figures = [
        ("paced: CPU per delivery ÷ floor", paced.ratio("linnetd", "cpu_us_per_delivery"), 1.10, "%.2f"),
        ("paced: p99 latency ÷ floor", paced.ratio("linnetd", "p99_us"), 1.5, "%.2f"),
        ("flat out: CPU per delivery ÷ floor", flat_out.ratio("linnetd", "cpu_us_per_delivery"), 0.15, "%.2f"),
        ("start to listening, ms", statistics.median(starts), 20, "%.1f"),
        ("linnetd, stripped, bytes", os.path.getsize(linnetd(64)), 128 * 1024, "%d"),
        ("linnet, stripped, bytes", os.path.getsize(os.path.join(OUT, "linnet")), 64 * 1024, "%d"),
        ("everything on the bill, bytes", bill(), 1024 * 1024, "%d"),
        ("Rss with no client, KiB", statistics.median(run["rss_idle_kib"] for run in full), None, "%d"),
        ("Rss with 64 clients after load, KiB", statistics.median(run["rss_loaded_kib"] for run in full), None, "%d"),
    ]
    print("\n%-40s %10s %10s" % ("linnetd for 64 clients, unless said above", "measured", "at most"))
    for name, value, limit, form in figures:
        print("%-41s %10s %10s%s" % (name, form % value, form % limit if limit is not None else "",
                                     "   MISSED" if limit is not None and value > limit else ""))


def measure_start():
    server = start_linnetd(64)
    server.stop()
    return server.start_ms


def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print("%d processors. Medians of interleaved runs; ratios are to floor (bare sending) in the same round." %
          os.cpu_count())
    if os.getloadavg()[0] > 1:
        print("This machine has other work to do (load average %.1f): the figures will be off." % os.getloadavg()[0])
    if sys.argv[2:]:
        show_phones()
        return 0
    servers, results, status = all_servers(), {}, 0
    for load in LOADS:
        results[load] = Results(load, servers)
        results[load].show()
        status |= any(name in results[load].failures for name in OURS)
    if status:
        return status
    show_goals(results[PACED], results[FLAT_OUT])
    show_phones()
    return 0


if __name__ == "__main__":
    sys.exit(main())
