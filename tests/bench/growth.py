"""Measures how the cost of a delivery grows with the number of readers, and draws it as one picture.

    growth.py OUT PNG       OUT is the directory with bench/load, bench/floor and the builds in clients-N

One channel, from 2 to 2,000 readers: CPU time, instructions in user space, the latency that 99 of 100 deliveries keep to,
and the memory in use; linnetd beside bare sending (floor.c) and the other IRC servers that are installed. linnetd is the
smallest of its builds that has room. Times are those of three seconds for each point, so they wander; where a server
fails, its point is missing. Instructions are those of this machine's processor, up to MOST_COUNTED readers.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
from collections import namedtuple

from servers import HOST, Failed, Server, inspircd, ngircd, tool, version

READERS = (2, 10, 100, 500, 1000, 2000)
BUILDS = (128, 512, 2048)           # the CLIENTS of the builds of linnetd
DELIVERIES_A_SECOND = 10000         # at most, and
LINES_A_SECOND = 300                # at most
SECONDS = 3                         # of each load
MOST_COUNTED = 500                  # readers, where instructions are counted: valgrind makes a server fifty times slower
LINES_COUNTED, DELIVERIES_COUNTED = 400, 50000      # at most
COUNTED_A_SECOND = 5000             # deliveries
PATIENCE = 100                      # seconds for one load

Figure = namedtuple("Figure", "name title key")
FIGURES = (Figure("cpu_us_per_delivery", "CPU time per delivery, microseconds", "right"),
           Figure("instructions", "instructions per delivery, user space", "right"),
           Figure("p99_us", "99 of 100 deliveries within, microseconds", "left"),
           Figure("rss_loaded_kib", "memory in use, KiB", "left"))


def linnetd(out, readers, before=()):
    clients = min(build for build in BUILDS if build >= readers)
    program = os.path.join(out, "clients-%d" % clients, os.path.basename(out), "linnetd")
    return Server([*before, program, "--listen", HOST + ":0", "--name", "bench.example", "--ping", "1200",
                   "--per-address", "0", "--flood", "off"])


def all_servers(out):
    """How each server is started, by name: start(readers, words in front of its command)."""
    servers = {"bare sending": lambda _: Server([os.path.join(out, "bench", "floor")]),
               "linnetd": lambda readers, before=(): linnetd(out, readers, before)}
    for name, start in (("inspircd", inspircd), ("ngircd", ngircd)):
        if tool(name):
            servers[version(name)] = lambda _, before=(), start=start: start(before)
        else:
            print("%s is not installed, so it is not compared with." % name)
    return servers


def load(out, server, readers, lines, rate):
    """One load: the figures that load.c prints, by name. As many speak as there are lines, 100 at most."""
    speakers = min(readers, lines, 100)
    command = [os.path.join(out, "bench", "load"), "-p", str(server.port), "-P", str(server.process.pid),
               "-n", str(readers), "-s", str(speakers), "-m", str(max(1, lines // speakers)), "-r", str(rate),
               "-t", str(PATIENCE), *server.load_options]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if run.returncode != 0:
        raise Failed(run.stderr.strip())
    return {name: float(value) for name, value in (line.split() for line in run.stdout.splitlines())}


def timed(out, start, readers):
    """CPU, latency and memory."""
    rate = min(LINES_A_SECOND, DELIVERIES_A_SECOND // readers)
    server = start(readers)
    try:
        return load(out, server, readers, SECONDS * rate, rate)
    finally:
        server.stop()


def count(out, start, readers, lines):
    """The instructions of a server's whole life with so many readers and lines, and the deliveries among them."""
    with tempfile.TemporaryDirectory() as directory:
        written = os.path.join(directory, "callgrind")
        with open(written, "wb"):
            pass
        for path, mode in ((directory, 0o777), (written, 0o666)):   # for servers that do not stay root
            os.chmod(path, mode)
        server = start(readers, [tool("valgrind"), "--quiet", "--tool=callgrind", "--max-threads=%d" % (max(BUILDS) + 100),
                                 "--callgrind-out-file=" + written])
        try:
            rate = min(LINES_A_SECOND, COUNTED_A_SECOND // readers)
            deliveries = load(out, server, readers, lines, rate)["deliveries"]
        finally:
            server.stop()
        with open(written, encoding="utf-8") as file:
            return int(re.search(r"^(?:summary|totals): *([0-9]+)", file.read(), re.M).group(1)), deliveries


def instructions(out, start, readers):
    """Two lives that differ in the number of lines alone: few, and so many that joining does not matter."""
    few, many = (count(out, start, readers, lines)
                 for lines in (2, 2 + min(LINES_COUNTED, DELIVERIES_COUNTED // readers)))
    return (many[0] - few[0]) / (many[1] - few[1])


def measure(out, name, start, readers):
    figures = timed(out, start, readers)
    if name != "bare sending" and readers <= MOST_COUNTED:
        figures["instructions"] = instructions(out, start, readers)
    return figures


def draw(measured, path):
    """measured[name][readers]: figures by name."""
    plot = ["set terminal png size 900,660 medium", "set output '%s'" % path, "set multiplot layout 2,2", "set grid",
            "set logscale xy", "set xrange [1.6:2600]", "set format y '%.0f'", "set xlabel 'readers in one channel'",
            "set xtics (%s)" % ", ".join("'%s' %d" % (str(n).replace("000", "k"), n) for n in READERS)]
    for number, (name, points) in enumerate(measured.items(), 1):
        for figure in FIGURES:
            rows = ["%d %g" % (n, points[n][figure.name]) for n in READERS if figure.name in points.get(n, {})]
            plot.append("$%s%d << END\n%s\nEND" % (figure.name, number, "\n".join(rows)))
    for figure in FIGURES:
        lines = ["$%s%d with linespoints lw 2 lt %d title '%s'" % (figure.name, number, number, name)
                 for number, (name, points) in enumerate(measured.items(), 1)
                 if any(figure.name in each for each in points.values())]
        plot += ["set title '%s'" % figure.title, "set key %s top" % figure.key, "plot " + ", ".join(lines)]
    subprocess.run([tool("gnuplot")], input="\n".join(plot) + "\n", text=True, check=True)


def main(out, path):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if os.getloadavg()[0] > 1:
        print("This machine has other work to do (load average %.1f): the times will be off." % os.getloadavg()[0])
    servers = all_servers(out)
    measured = {name: {} for name in servers}
    for readers in READERS:
        print("\n%-20s %s" % ("%d readers" % readers, " ".join("%24s" % figure.title[:24] for figure in FIGURES)))
        for name, start in servers.items():
            try:
                measured[name][readers] = figures = measure(out, name, start, readers)
            except Failed as failure:
                print("%-20s failed: %s" % (name, failure))
                continue
            print("%-20s %s" % (name, " ".join("%24s" % (format(figures[figure.name], ",.1f") if figure.name in figures
                                                         else "") for figure in FIGURES)), flush=True)
    draw(measured, path)
    print("\ndrawn: " + path)


if __name__ == "__main__":
    main(*map(os.path.abspath, sys.argv[1:])) if len(sys.argv) == 3 else sys.exit(__doc__)
