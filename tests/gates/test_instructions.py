"""The instructions of a delivery, a message and a join: a change that increases them must raise the limits here."""

import os
import subprocess
import sys

import pytest

from harness import SRC, TARGET, Deadline, tool

sys.path.append(os.path.join(SRC, "tests", "bench"))
import instructions     # noqa: E402

# As measured, and 5 % more: counts differ by some percent between versions of the compiler and of musl.
MOST = instructions.Figures(delivery=385, message=4558, join=129800, web=0)
MORE_BY_WEB = 60     # what a WebSocket reader's delivery may take beyond an IRC reader's in the same run


@pytest.mark.skipif(TARGET != "native", reason="valgrind cannot run what is built for another processor, and the limits "
                                               "are those of the compiler and the musl of this system")
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the limits are those of x86_64")
def test_deliveries_messages_and_joins_stay_within_their_instruction_limits(tmp_path):
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "CC", "NM", "SIZE")}
    program = tmp_path / "native" / "linnetd"
    subprocess.run([tool("make"), "-s", "-C", SRC, "BUILD=%s" % tmp_path, "TARGET=native", "NO_INSTALL=1",
                    "CLIENTS=128", str(program)], env=environment, check=True, timeout=Deadline(300).left())
    counted = instructions.measure(instructions.linnetd(str(program)), web=True)
    for what, count, most in zip(instructions.WHAT, counted, MOST._replace(web=counted.delivery + MORE_BY_WEB)):
        assert count <= most, "%s takes %d instructions, at most %d are allowed\n%s" % (what, count, most, counted)
