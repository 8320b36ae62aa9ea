"""Every pool of lwIP at its end: a linnetd that is built with a few of each, for all its connections together.

It may be slow, as it waits for what others give back; but nobody is lost, and it is as quick as ever afterwards.
"""

import os
import subprocess

import pytest

import harness
from crowd import chat
from harness import SRC, Deadline, Server, tool

FEW = ("MEMP_NUM_TCP_SEG=24", "LWIP_HEADERS=24", "MEMP_NUM_PBUF=20", "LWIP_PACKETS=12", "LWIP_SPARE=1", "LWIP_HALF_OPEN=2",
       "LWIP_ENDED=1", "LWIP_FRAMES=1")


@pytest.fixture
def tight(tmp_path, monkeypatch):
    target = os.path.basename(os.path.dirname(harness.LINNETD))
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "CC", "NM", "SIZE")}
    done = subprocess.run(
        [tool("make"), "-C", SRC, "BUILD=%s" % tmp_path, "TARGET=" + target, "NET=lwip", "NO_INSTALL=1",
         "CPPFLAGS=" + " ".join("-D" + size for size in FEW), "%s/%s/linnetd" % (tmp_path, target)],
        env=environment, capture_output=True, text=True, timeout=Deadline(300).left())
    assert done.returncode == 0, done.stdout + done.stderr
    monkeypatch.setattr(harness, "LINNETD", str(tmp_path / target / "linnetd"))


def test_pools_at_their_end_cost_time_and_no_line(tight):
    with Server() as server:
        chat((server.host, server.port), 32, lines=4, size=300)
        chat((server.host, server.port), 2, lines=50, deadline=Deadline(10))
