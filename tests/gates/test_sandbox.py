"""The list of system calls that linnetd may make is complete: what it makes is on the list, on every processor.

Natively the kernel has its say in all tests, and ends linnetd with a line in the log. An emulator has no filters: here it
tells which calls there are.
"""

import pathlib
import re

from harness import EMULATOR, SRC, Server, tool, wait_until


def test_all_system_calls_are_on_the_sandbox_s_list(tmp_path):
    """As an emulator or strace sees them. Natively the kernel has its say as well; this holds where it has none."""
    allowed = {"openat2", "exit_group"}
    for file in ["src/server/system/sandbox.c", "src/net/net_posix.c"]:
        allowed |= set(re.findall(r"(?:ANY\(|\{ )SYS_(\w+)", pathlib.Path(SRC, file).read_text()))
    assert len(allowed) > 40
    trace, motd = tmp_path / "trace", tmp_path / "motd"
    tmp_path.chmod(0o755)
    motd.write_text("hello\n")
    (tmp_path / "opers").write_text("finch secret\n")
    how = {"environment": {"QEMU_STRACE": "1", "QEMU_LOG_FILENAME": str(trace)}} if EMULATOR else {
        "wrapper": [tool("strace"), "-D", "-f", "-o", str(trace)]}
    with Server("--motd", motd, "--oper-file", tmp_path / "opers", "--ping", "1", **how) as server:
        ann, bob = server.users("ann", "bob", channel="#garden")
        nat = server.client("nat", plain=True)
        nat.send("nat", "hello", "/who", "/quit")
        nat.until("{*}Closing Link{*}")
        ann.send("MOTD", "STATS m", "LIST", "WHO #garden", "PRIVMSG #garden :hello")
        bob.until(":{ann} PRIVMSG #garden :hello")
        ann.send("OPER finch secret", "REHASH")
        ann.until("{*} NOTICE ann :linnetd reads all other settings {*}")
        ann.until("PING {*}")
    if not EMULATOR:
        wait_until(lambda: trace.read_text().endswith("+++ exited with 0 +++\n"), "the end of the trace")
    served = trace.read_text().split(" seccomp(")[-1]
    made = set(re.findall(r"^[0-9]+ +(\w+)\(", served, re.M))
    assert {"recvfrom", "openat" if EMULATOR else "openat2"} <= made      # QEMU knows no openat2
    assert made - allowed <= ({"openat"} if EMULATOR else set()), made - allowed
