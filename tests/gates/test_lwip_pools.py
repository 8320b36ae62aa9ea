"""linnetd with TCP/IP of its own (make NET=lwip): each pool of lwIP at its end."""

from harness import EMULATOR, TARGET
from over_lwip import over_lwip

# Under an emulator it takes many minutes: there one processor stands for the others.
if not EMULATOR or TARGET == "armv6":

    def test_each_pool_of_lwip_can_run_out():
        assert over_lwip("lwip/test_pools.py") > 9
