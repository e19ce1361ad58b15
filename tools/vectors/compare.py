#!/usr/bin/python3
"""Compares two folders of vector files: everything equal, reals to 1e-10 (libraries may round the
last digits differently on another machine). compare.py COMMITTED NEW"""
import json
import os
import sys


def same(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a if k != "by")
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if a == b:
        return True
    try:
        x, y = float(a), float(b)
    except (TypeError, ValueError):
        return False
    return abs(x - y) <= 1e-10 * max(abs(x), abs(y)) or abs(x - y) < 1e-13


def main(old, new):
    bad = 0
    names = sorted(set(os.listdir(old)) | set(os.listdir(new)))
    for n in names:
        try:
            a, b = (json.load(open(os.path.join(d, n), encoding="utf-8"))["cases"] for d in (old, new))
        except FileNotFoundError as e:
            print("only in one folder: %s" % e.filename)
            bad += 1
            continue
        diff = [x["name"] for x, y in zip(a, b) if not same(x, y)] + (["the number of cases"] if len(a) != len(b) else [])
        if diff:
            bad += 1
            print("%s: %d differ, first: %s" % (n, len(diff), diff[0]))
    print("%d files compared, %d differ" % (len(names), bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
