"""Whatever the server answers, it answers over WebSocket too: the scripts of tests/wire once more."""

import glob
import os
import subprocess
import sys

from harness import SRC, Deadline

# WHOIS says how somebody is connected.
SCRIPTS = sorted(set(glob.glob(os.path.join(SRC, "tests/wire/*.wire"))) - {os.path.join(SRC, "tests/wire/whois.wire")})


def test_the_wire_scripts_pass_over_websocket():
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider",
                           *SCRIPTS], cwd=SRC, env=dict(os.environ, LINNET_OVER="websocket", PYTEST_XDIST_WORKER=""),
                          capture_output=True, text=True, timeout=Deadline(300).left())
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
