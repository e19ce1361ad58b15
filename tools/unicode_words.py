#!/usr/bin/python3
"""What Python's \\w and str.lower() know of Unicode, as src/lab/model/words.def: ranges of code points.

    /usr/bin/python3 tools/unicode_words.py >src/lab/model/words.def

WORD(first, last)               characters of a word: re's \\w
CASED(first, last)              letters with case, by which the final form of a Greek sigma is told
IGNORED(first, last)            what is looked past when that is told
LOWER(first, last, step, more)  every step-th from first to last has its small letter `more` further on
"""
import re
import unicodedata

ALL = [c for c in range(0x110000) if not 0xd800 <= c <= 0xdfff]
SMALL = "\u03c2"


def ranges(test):
    out = []
    for c in filter(test, ALL):
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return out


def is_cased(c):
    return (chr(c) + "\u03a3").lower().endswith(SMALL)


def is_ignored(c):
    return not is_cased(c) and ("A" + chr(c) + "\u03a3").lower().endswith(SMALL)


def lowers():
    out = []
    for c in ALL:
        small = chr(c).lower()
        if len(small) != 1 or small == chr(c):  # U+0130 alone becomes two: words.c knows it
            continue
        more = ord(small) - c
        if out and out[-1][3] == more and (c - out[-1][1] == out[-1][2] or out[-1][0] == out[-1][1]) and c - out[-1][1] <= 2:
            if out[-1][0] == out[-1][1]:
                out[-1][2] = c - out[-1][1]
            out[-1][1] = c
        else:
            out.append([c, c, 1, more])
    return out


def table(name, rows):
    shown, line = ["%s(%s)" % (name, ", ".join(["0x%x" % v for v in r[:2]] + ["%d" % v for v in r[2:]])) for r in rows], ""
    print("\n#ifdef %s" % name)
    for s in shown:
        if len(line) + len(s) > 138:
            print(line)
            line = ""
        line += (" " if line else "") + s
    print(line)
    print("#undef %s\n#endif" % name)


print("/* Made by tools/unicode_words.py from Unicode %s: do not edit. */" % unicodedata.unidata_version)
table("WORD", ranges(lambda c: re.match(r"\w", chr(c))))
table("CASED", ranges(is_cased))
table("IGNORED", ranges(is_ignored))
table("LOWER", lowers())
