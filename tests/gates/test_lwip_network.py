"""linnetd with its own TCP/IP (make NET=lwip): the tests of a network stack in the process."""

from harness import EMULATOR, TARGET
from over_lwip import over_lwip

# Under an emulator it takes many minutes: there one processor stands for the others.
if not EMULATOR or TARGET == "armv6":

    def test_the_tests_of_the_network_in_the_process_pass():
        assert over_lwip("lwip", without=["lwip/test_pools.py"]) > 80
