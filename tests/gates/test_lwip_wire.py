"""linnetd with TCP/IP of its own (make NET=lwip): the wire tests pass over lwIP."""

from harness import EMULATOR, TARGET
from over_lwip import over_lwip

# Under an emulator it takes many minutes: there one processor stands for the others.
if not EMULATOR or TARGET == "armv6":

    def test_the_wire_tests_pass_over_lwip():
        assert over_lwip("wire") > 600
