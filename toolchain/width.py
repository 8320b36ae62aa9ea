#!/usr/bin/python3
"""Writes src/client/text/width.def: which characters take no column on a terminal, and which take two.

    toolchain/width.py > src/client/text/width.def

Two lists of ranges in rising order, each range as two numbers: code points between it and the one before, and code
points in it less one. A number is written seven bits a byte, the low ones first, with the high bit on all bytes but its
last. That is a fifth of what a C library's tables take. Code points that Unicode has not assigned join a range's ends.
"""

import unicodedata

FIRST = 0x300       # all before take one column


def ranges(belongs, between):
    found, start, last = [], None, None
    for code in range(FIRST, 0x110001):
        if code < 0x110000 and belongs(chr(code)):
            start = code if start is None else start
            last = code
        elif start is not None and (code == 0x110000 or not between(chr(code))):
            found.append((start, last))
            start = None
    return found


def unassigned(char):
    return unicodedata.category(char) == "Cn"


def none(char):
    return unicodedata.category(char) in ("Mn", "Me", "Cf") or "\u1160" <= char <= "\u11ff"    # Hangul's later letters


def two(char):
    return unicodedata.east_asian_width(char) in "WF" and not none(char) and not unassigned(char)


def encoded(found):
    numbers, at = [], FIRST
    for start, last in found:
        numbers += [start - at, last - start]
        at = last + 1
    for number in numbers:
        while number > 127:
            yield number & 127 | 128
            number >>= 7
        yield number


def table(name, found):
    print("static const unsigned char %s[] = {" % name)
    data = list(encoded(found))
    for at in range(0, len(data), 18):
        print("\t" + " ".join("0x%02x," % byte for byte in data[at:at + 18]))
    print("};")


print("/* width.def: made by toolchain/width.py from Unicode %s; not to be changed by hand. */" % unicodedata.unidata_version)
print("/* clang-format off */\n")
print("#define WIDTH_FIRST 0x%x\n" % FIRST)
table("width_none", ranges(none, unassigned))
print()
table("width_two", ranges(two, unassigned))
