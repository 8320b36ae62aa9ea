"""What the files of toolchain/targets say: tests read it there, so that a new target needs no change of theirs."""

import os
import re

from harness import SRC

FOLDER = os.path.join(SRC, "toolchain", "targets")


def values(name):
    """The value of a variable in each target's file that sets it, by the target's name."""
    found = {}
    for file in sorted(os.listdir(FOLDER)):
        if file.endswith(".mk"):
            with open(os.path.join(FOLDER, file), encoding="utf-8") as text:
                value = re.search(r"^%s = (.+)$" % name, text.read(), re.M)
            if value:
                found[file[:-3]] = value.group(1)
    return found


def has_64_bits(program):
    """Byte 4 of an ELF file is the class: 1 for 32 bits, 2 for 64."""
    with open(program, "rb") as file:
        return file.read(5)[4] == 2
