"""linnetd on the kernel's network: the tests that need a network namespace (tests/network)."""

import os
import re
import subprocess

from harness import SRC, Deadline


def test_the_network_tests_pass_in_a_namespace():
    done = subprocess.run([os.path.join(SRC, "tests", "network", "in-a-network"), "/usr/bin/python3", "-m", "pytest", "-q",
                           "-n", "4", "--tb=short", os.path.join(SRC, "tests", "network")],
                          env=dict(os.environ, SRC=SRC), capture_output=True, text=True, timeout=Deadline(400).left())
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr[-2000:]
    assert int(re.search(r"^([0-9]+) passed", done.stdout.splitlines()[-1]).group(1)) > 10
