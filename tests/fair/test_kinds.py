"""Every kind of bad client has its tests, and every number of them is bounded."""

import os
import re

import attack

HERE = os.path.dirname(os.path.abspath(__file__))


def test_every_kind_is_used_by_one_test():
    used = []
    for name in sorted(os.listdir(HERE)):
        if re.fullmatch(r"test_\w+\.py", name):
            with open(os.path.join(HERE, name), encoding="utf-8") as file:
                for kinds in re.findall(r"^@each\((.*?)\)$", file.read(), re.M | re.S):
                    used += re.findall(r'"(\w+)"', kinds)
    assert sorted(used) == sorted(list(attack.KINDS) + [attack.MIXED])
