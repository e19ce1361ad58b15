#!/usr/bin/env python3
"""Changes one operator, bound or constant of the lab's formulas at a time and sees whether a test fails.

  tools/mutate_metrics.py BUILD [--list] [--jobs N] [--each N] [FILE...]

BUILD is a configured and built tree; it is not touched. Each mutant is one object, linked before the library, so that the library's own
copy is not taken; then the lab's test programs run one after the other until one fails. A mutant that every program passes survives.
tools/mutants_survive.txt names those that may, each with its reason: file | line of code | change | reason. Ends with 1 if another
survives, or if a line of that list is no longer needed; with 0 otherwise. --each N takes N mutants
of each file, the same ones as long as their lines stay as they are."""

import argparse
import concurrent.futures
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIST = os.path.join(ROOT, "tools", "mutants_survive.txt")
# Readers of files have their own tests and fuzz targets; the sampler is held by exact laws in test_lab_resample.
NOT_FORMULAS = {"builder.c", "csv.c", "csv_plain.c", "jsonl.c", "number.c", "reader.c", "table.c", "sample.c"}
TESTS = ["tests/test_lab_formula", "tests/test_lab_vectors", "tests/test_lab_interval", "tests/test_lab", "tests/test_lab_procedures",
         "tests/prop_lab", "tests/test_lab_resample", "tests/test_lab_outputs", "tests/test_lab_watch"]
SWAP = {
    "+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "+=": ["-="], "-=": ["+="], "*=": ["/="],
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"], "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
    "fmin": ["fmax"], "fmax": ["fmin"], "sqrt": [""], "fabs": [""], "true": ["false"], "false": ["true"],
    "tp": ["fp"], "fp": ["tp"], "tn": ["fn"], "fn": ["tn"],
}
TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|/\*.*?\*/|//[^\n]*|[A-Za-z_]\w*|(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?[uUlLfF]*|'
                   r'->|\+\+|--|<<|>>|[-+*/<>=!&|]=|&&|\|\||\s+|.', re.S)
TYPES = {"double", "int64_t", "uint64_t", "uint32_t", "size_t", "char", "void", "unsigned", "int", "bool", "const"}


def plus_one(number):
    """The constant that a mutant has instead."""
    if re.fullmatch(r"\d+", number):
        return str(int(number) + 1)
    try:
        return repr(float(number) * 1.01)
    except ValueError:
        return None


def passed_over(line):
    """Memory, failures and the descriptions of metrics are not formulas."""
    s = line.strip()
    return (s.startswith((".", "#", "assert", "CN_TRY")) or "CN_NEW" in s or "CN_FAIL" in s or "cn_arena_fail" in s or "static const char" in s
            or re.fullmatch(r"if \((!\w+(\.\w+)?( \|\| )?)+\)", s))  # "if (!a || !b)": was there memory


def mutants(path):
    """The text of the file, and (start, end, new text, line of code, what, line) of each change."""
    text = open(path, encoding="utf-8").read()
    starts = [0] + [m.end() for m in re.finditer("\n", text)]
    lines = text.split("\n")
    out, before, line_no, seen = [], "", 0, {}
    for m in TOKEN.finditer(text):
        tok, at = m.group(), m.start()
        while line_no + 1 < len(starts) and starts[line_no + 1] <= at:
            line_no += 1
        if tok.isspace() or tok.startswith(("/*", "//", '"', "'")):
            continue
        line = lines[line_no]
        news = list(SWAP.get(tok, []))
        operand = re.fullmatch(r"[A-Za-z_]\w*|[\d.].*|\)|\]", before) and before not in TYPES and before not in {"return", "else"}
        if tok in "+-*/" and not operand:
            news = []
        if tok == "*" and re.match(r"\s*(static |const |struct )*[a-z_]+(_t)? \*", line) and not re.match(r"\s*[a-z_]+ \*=", line):
            news = []  # a declaration of a pointer
        if re.fullmatch(r"[\d.].*", tok):
            new = plus_one(tok)
            news = [new] if new else []
        # of a loop only the start: its end is a bound of memory; an array's size is none of a formula
        if re.match(r"\s*(for|while) \(", line) and not re.search(r"= (0|1)$", line[: at - starts[line_no] + 1]):
            news = []
        if re.match(r"\s*(static )?(const )?[a-z_]\w* \w+\[\d+\]( =|;)", line) and before == "[":
            news = []
        if passed_over(line) or not line.startswith("\t"):
            news = []
        for new in news:
            what = f"{tok} to {new or 'nothing'}"
            key = (line.strip(), what)
            seen[key] = seen.get(key, 0) + 1
            out.append((at, m.end(), new, line.strip(), what if seen[key] == 1 else f"{what} ({seen[key]})", line_no + 1))
        before = tok
    return text, out


class Build:
    """How the tree at `folder` compiles a file of the lab and links a test."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        self.compile = {}
        for c in json.load(open(os.path.join(self.folder, "compile_commands.json"), encoding="utf-8")):
            if "/liblab.a.p/" in c.get("output", c["command"]):
                self.compile[os.path.relpath(os.path.join(c["directory"], c["file"]), ROOT)] = c
        self.tests = [t for t in TESTS if os.path.exists(os.path.join(self.folder, t))]
        if not self.tests:
            sys.exit(f"error: {folder} has no test of the lab; build it first")
        links = subprocess.run(["ninja", "-C", self.folder, "-t", "commands", *self.tests], check=True, capture_output=True, text=True).stdout
        self.link = {t: line for line in links.split("\n") for t in self.tests if f" -o {t} " in line}

    def command(self, path, source, obj):
        out, skip = [], False
        for w in shlex.split(self.compile[path]["command"]):
            if skip:
                skip = False
            elif w in ("-MQ", "-MF", "-o", "-c"):
                skip = True
            elif w not in ("ccache", "-Werror", "-g", "-MD"):
                out.append(w)
        return out + ["-w", "-o", obj, "-c", source]


def run(args, cwd, limit):
    env = dict(os.environ, CONCORD_SOURCE=ROOT)
    try:
        return subprocess.run(args, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=limit).returncode
    except subprocess.TimeoutExpired:
        return -1


def tried(build, path, text, mutant, limit):
    """'killed', 'survived' or 'not C'."""
    start, end, new = mutant[:3]
    with tempfile.TemporaryDirectory() as tmp:
        source, obj, exe = os.path.join(tmp, os.path.basename(path)), os.path.join(tmp, "m.o"), os.path.join(tmp, "t")
        with open(source, "w", encoding="utf-8") as f:
            f.write(text[:start] + new + text[end:])
        if run(build.command(path, source, obj), build.folder, 60) != 0:
            return "not C"
        for t in build.tests:
            link = build.link[t].replace(f" -o {t} ", f" -o {shlex.quote(exe)} {shlex.quote(obj)} ", 1)
            if run(["sh", "-c", link], build.folder, 60) != 0:
                sys.exit(f"error: {t} does not link with a mutant of {path}")
            if run([exe], build.folder, limit) != 0:
                return "killed"
    return "survived"


def allowed():
    out = {}
    if os.path.exists(LIST):
        for n, line in enumerate(open(LIST, encoding="utf-8"), 1):
            if line.strip() and not line.startswith("# "):
                parts = [p.strip() for p in line.rstrip("\n").rsplit(" | ", 3)]
                if len(parts) != 4 or not parts[3]:
                    sys.exit(f"error: {LIST}:{n}: file | line | change | reason")
                out[tuple(parts[:3])] = parts[3]
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("build")
    ap.add_argument("files", nargs="*")
    ap.add_argument("--list", action="store_true")
    ap.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    ap.add_argument("--each", type=int, default=0)
    o = ap.parse_intermixed_args()
    files = o.files
    if not files:
        for folder in ("src/lab/table", "src/lab/stat"):
            files += [f"{folder}/{f}" for f in sorted(os.listdir(os.path.join(ROOT, folder))) if f.endswith(".c") and f not in NOT_FORMULAS]
    work = []
    for path in files:
        text, found = mutants(os.path.join(ROOT, path))
        if o.each:
            found = sorted(sorted(found, key=lambda m: zlib.crc32((m[3] + m[4]).encode()))[: o.each])
        work += [(path, text, m) for m in found]
    if o.list:
        for path, _, m in work:
            print(f"{path}:{m[5]}: {m[4]}: {m[3]}")
        return 0
    build = Build(o.build)
    begin = time.time()
    for t in build.tests:
        if run([os.path.join(build.folder, t)], build.folder, 300) != 0:
            sys.exit(f"error: {t} fails without a mutant")
    limit = max(20, 10 * (time.time() - begin))
    may, used, counts, bad = allowed(), set(), {"killed": 0, "survived": 0, "not C": 0}, 0
    with concurrent.futures.ThreadPoolExecutor(o.jobs) as pool:
        for (path, _, m), got in zip(work, pool.map(lambda w: tried(build, *w, limit), work)):
            counts[got] += 1
            key = (path, m[3], m[4])
            if got == "survived" and key in may:
                used.add(key)
            elif got == "survived":
                bad += 1
                print(f"survives: {path} | {m[3]} | {m[4]} | ", flush=True)
    if not o.each:
        for key in sorted(set(may) - used):
            if key[0] in files:
                bad += 1
                print(f"listed, but no such mutant survives: {' | '.join(key)}")
    print(f"{counts['killed']} mutants fail a test, {counts['survived']} survive ({len(used)} with a reason), {counts['not C']} are not C; "
          f"{time.time() - begin:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
