"""board/lwip/on-the-wire: linnetd alone answers on a wire that is bridged to its device, and all is as before when it
ends. A pair of virtual cards stands for the wire and the physical interface."""

import os
import re
import signal
import subprocess

from crowd import chat
from harness import EMULATOR, LINNETD, SRC, Deadline, Output, tool, wait_until

SCRIPT = os.path.join(SRC, "board", "lwip", "on-the-wire")


def ip(*arguments):
    return subprocess.run([tool("ip"), *arguments], check=True, capture_output=True, text=True).stdout


def links():
    return set(re.findall(r"^[0-9]+: ([^:@]+)", ip("link"), re.M))


def test_linnetd_is_on_the_bridge_and_the_kernel_is_not():
    ip("link", "add", "wire1", "type", "veth", "peer", "name", "card1")
    try:
        ip("addr", "add", "10.79.0.1/24", "dev", "wire1")
        ip("link", "set", "wire1", "up")
        ip("addr", "add", "10.79.0.9/24", "dev", "card1")       # the kernel's address there is gone
        before = links()
        process = subprocess.Popen([SCRIPT, "card1", LINNETD, "--address", "10.79.0.2/24", "--listen", "0"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   env=dict(os.environ, EMULATOR=" ".join(EMULATOR)))
        log = Output(process.stderr)
        port = int(log.wait_for(r"^linnetd: listening on \S+:([0-9]+)$").group(1))
        chat(("10.79.0.2", port), 8, lines=3)
        for part in ["card1", "linnet", "linnet0"]:
            assert " inet" not in ip("addr", "show", "dev", part), part + " has an address"
        process.send_signal(signal.SIGTERM)
        assert process.wait(Deadline(20).left()) == 0, log.text()
        assert "linnetd: stopped" in log.text()
        wait_until(lambda: links() == before, "the bridge to be gone")
    finally:
        ip("link", "del", "wire1")


def test_wrong_use_is_reported_and_changes_nothing():
    before = links()
    for arguments in [[], ["lo"], ["none0", LINNETD], ["lo", "/no/linnetd"]]:
        done = subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, timeout=Deadline().left())
        assert done.returncode == 1 and re.fullmatch(r"on-the-wire: .+\n", done.stderr), done.stderr
    assert links() == before
