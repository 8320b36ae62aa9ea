"""linnetd with TCP/IP of its own (make NET=lwip): programs that people use chat over lwIP."""

from harness import EMULATOR, TARGET
from over_lwip import over_lwip

# Under an emulator it takes minutes: there one processor stands for the others.
if not EMULATOR or TARGET == "armv6":

    def test_the_e2e_tests_pass_over_lwip():
        assert over_lwip("e2e") > 400
