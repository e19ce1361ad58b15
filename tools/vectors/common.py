"""Shared by the generators of tests/vectors/metric: how a vector file is written.

Run the generators with Debian's /usr/bin/python3 (its statsmodels, SciPy and scikit-learn
are the references), all of them by tools/vectors/run.
"""
import json
import math
import os
import platform
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OUT = os.path.join(os.environ.get("CONCORD_VECTORS_OUT", os.path.join(ROOT, "tests", "vectors")),
                   "metric")
UNDEFINED = {"error": "undefined"}


def versions(*names):
    """'statsmodels 0.13.5, SciPy 1.10.1' for the modules named."""
    shown = {"scipy": "SciPy", "sklearn": "scikit-learn", "numpy": "NumPy"}
    out = []
    for name in names:
        if name == "python":
            out.append("Python " + platform.python_version())
            continue
        mod = __import__(name)
        out.append("%s %s" % (shown.get(name, name), mod.__version__.split("+")[0]))
    return ", ".join(out)


def real(x):
    """A real as a decimal string that reads back to the same double."""
    x = float(x)
    if math.isnan(x):
        raise ValueError("a vector never holds NaN: write UNDEFINED")
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    if x == int(x) and abs(x) < 1e15:
        return str(int(x))
    return repr(x)


def reals(xs):
    return [real(x) for x in xs]


class File:
    def __init__(self, name, source, made_by, note=None, folder="metric"):
        self.folder = os.path.join(os.path.dirname(OUT), folder)
        self.head = {"concord": "vectors/1", "source": source, "made_by": made_by}
        if note:
            self.head["note"] = note
        self.name, self.cases, self.seen = name, [], set()

    def case(self, op, name, why, inp, expect, **more):
        if (op, name) in self.seen:
            raise ValueError("two cases named %s %s" % (op, name))
        self.seen.add((op, name))
        c = {"op": op, "name": name, "why": why}
        c.update(more)
        c["in"], c["expect"] = inp, expect
        self.cases.append(c)

    def write(self):
        os.makedirs(self.folder, exist_ok=True)
        path = os.path.join(self.folder, self.name + ".json")
        with open(path, "w", encoding="utf-8", newline="\n") as f:
            f.write("{\n")
            for k, v in self.head.items():
                f.write(' %s: %s,\n' % (json.dumps(k), json.dumps(v, ensure_ascii=False)))
            f.write(' "cases": [\n')
            f.write(",\n".join("  " + json.dumps(c, ensure_ascii=False) for c in self.cases))
            f.write("\n ]\n}\n")
        print("%-28s %5d cases" % (self.name, len(self.cases)))


def rscript(script, stdin_text):
    """Runs tools/vectors/<script> with the text on standard input; returns its lines, split at tabs."""
    path = os.path.join(ROOT, "tools", "vectors", script)
    p = subprocess.run(["Rscript", "--vanilla", path], input=stdin_text, text=True,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if p.returncode:
        raise SystemExit("%s: %s" % (script, p.stderr))
    return [line.split("\t") for line in p.stdout.splitlines()]


def close(a, b, rel=1e-9, what=""):
    """Two references must agree, or the generator stops."""
    if not (abs(a - b) <= rel * max(abs(a), abs(b), 1e-300) or abs(a - b) < 1e-13):
        raise SystemExit("references differ: %s: %r %r" % (what, a, b))


def normal_rule(x, n, alpha=0.05):
    """docs/decisions/002: may the normal methods be used for x of n?"""
    from scipy.stats import norm
    k = max(5, math.ceil(5 * (norm.isf(alpha / 2) / 1.959963984540054) ** 2 - 1e-9))
    return n >= 300 and k <= x <= n - k


class Procedures:
    """tests/vectors/procedure/NAME.json: cases of one procedure and of the metrics of what it takes."""

    def __init__(self, name, source, made_by, note=None):
        self.head = {"concord": "procedure-vectors/1", "procedure": name, "source": source, "made_by": made_by}
        if note:
            self.head["note"] = note
        self.name, self.cases, self.seen = name, [], set()

    def case(self, name, why, **members):
        """members: table, other (CSV text), measure, model, options, seed, confidence, stats, expect, refused."""
        if name in self.seen:
            raise ValueError("two cases named " + name)
        self.seen.add(name)
        self.cases.append({"name": name, "why": why, **members})

    def write(self):
        folder = os.path.join(os.path.dirname(OUT), "procedure")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, self.name + ".json"), "w", encoding="utf-8", newline="\n") as f:
            f.write("{\n")
            for k, v in self.head.items():
                f.write(" %s: %s,\n" % (json.dumps(k), json.dumps(v, ensure_ascii=False)))
            f.write(' "cases": [\n')
            f.write(",\n".join("  " + json.dumps(c, ensure_ascii=False) for c in self.cases))
            f.write("\n ]\n}\n")
        print("procedure/%-18s %5d cases" % (self.name, len(self.cases)))


def csv(columns):
    """{"a": [1, None, ...], ...} as CSV text; None is an empty field."""
    names = list(columns)
    lines = [",".join(names)]
    for row in zip(*columns.values()):
        lines.append(",".join("" if x is None else x if isinstance(x, str) else real(x) for x in row))
    return "\n".join(lines) + "\n"
