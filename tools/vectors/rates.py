#!/usr/bin/python3
"""Rates of a group from its four cells, and gaps between groups.

Rates: scikit-learn (recall_score, precision_score, accuracy_score, confusion_matrix with weights),
each checked against an exact fraction. Gaps: exact fractions by the documented definitions of
Fairlearn (demographic_parity_difference, equalized_odds_difference, ...) and AIF360
(average_odds_difference, average_abs_odds_difference), neither of which is a Debian package.
"""
from fractions import Fraction as F

from sklearn.metrics import accuracy_score, confusion_matrix, precision_score, recall_score

from common import File, UNDEFINED, close, real, versions

SRC = versions("sklearn") + "; exact fractions (%s)" % versions("python")
RATES = {
    "selection_rate": lambda c: (c[0] + c[1], sum(c)), "prevalence": lambda c: (c[0] + c[3], sum(c)),
    "accuracy": lambda c: (c[0] + c[2], sum(c)), "tpr": lambda c: (c[0], c[0] + c[3]),
    "tnr": lambda c: (c[2], c[2] + c[1]), "fpr": lambda c: (c[1], c[2] + c[1]),
    "fnr": lambda c: (c[3], c[0] + c[3]), "ppv": lambda c: (c[0], c[0] + c[1]),
    "npv": lambda c: (c[2], c[2] + c[3]), "fdr": lambda c: (c[1], c[0] + c[1]),
    "for": lambda c: (c[3], c[2] + c[3]),
}


def rate(name, c):
    x, n = RATES[name](c)
    return F(x, n) if n else None


def theirs(name, c):
    """scikit-learn's value of the rate; the cells are rows with weights."""
    y, p, w = [1, 0, 0, 1], [1, 1, 0, 0], list(c)
    ny, np_ = [1 - v for v in y], [1 - v for v in p]
    if name == "tpr":
        return recall_score(y, p, sample_weight=w)
    if name == "tnr":
        return recall_score(ny, np_, sample_weight=w)
    if name == "fpr":
        return recall_score(ny, p, sample_weight=w)
    if name == "fnr":
        return recall_score(y, np_, sample_weight=w)
    if name == "ppv":
        return precision_score(y, p, sample_weight=w)
    if name == "fdr":
        return precision_score(ny, p, sample_weight=w)
    if name == "npv":
        return precision_score(ny, np_, sample_weight=w)
    if name == "for":
        return precision_score(y, np_, sample_weight=w)
    if name == "accuracy":
        return accuracy_score(y, p, sample_weight=w)
    m = confusion_matrix(y, p, sample_weight=w, normalize="all")
    return m[0][1] + m[1][1] if name == "selection_rate" else m[1][0] + m[1][1]


def show(f):
    return UNDEFINED if f is None else real(f)


def one_group(f, name, why, c):
    out = {}
    for r in RATES:
        v = rate(r, c)
        if v is None:
            out[r] = UNDEFINED
            continue
        t = float(theirs(r, c))
        close(t, float(v), 1e-12, r)
        out[r] = real(t)
    f.case("rates", name, why, cells(c), out)


def cells(c):
    return dict(zip(("tp", "fp", "tn", "fn"), c))


def gaps(groups, ref):
    """groups: {name: cells}. Every measure is undefined if a rate that it needs is."""
    out = {}
    for r in RATES:
        v = [rate(r, c) for c in groups.values()]
        ok = None not in v
        out[r + "_difference"] = show(max(v) - min(v) if ok else None)
        out[r + "_ratio"] = show(min(v) / max(v) if ok and max(v) else None)
    t, p = [rate("tpr", c) for c in groups.values()], [rate("fpr", c) for c in groups.values()]
    both = None not in t and None not in p
    out["equal_opportunity_difference"] = out["tpr_difference"]
    out["equalized_odds_difference"] = show(max(max(t) - min(t), max(p) - min(p)) if both else None)
    pos = sum(c[0] + c[1] for c in groups.values())
    out["ppr"] = {g: show(F(c[0] + c[1], pos) if pos else None) for g, c in groups.items()}
    out["against_reference"] = {}
    for g, c in groups.items():
        if g == ref:
            continue
        q = {}
        for r in RATES:
            a, b = rate(r, c), rate(r, groups[ref])
            q[r + "_difference"] = show(a - b if None not in (a, b) else None)
            q[r + "_ratio"] = show(a / b if None not in (a, b) and b else None)
        d = [(rate(r, c), rate(r, groups[ref])) for r in ("tpr", "fpr")]
        ok = None not in (d[0] + d[1])
        dt, dp = (d[0][0] - d[0][1], d[1][0] - d[1][1]) if ok else (None, None)
        q["average_odds_difference"] = show((dt + dp) / 2 if ok else None)
        q["average_abs_odds_difference"] = show((abs(dt) + abs(dp)) / 2 if ok else None)
        out["against_reference"][g] = q
    return out


COMPAS = {"African-American": (1369, 805, 990, 532), "Caucasian": (505, 349, 1139, 461),
          "Native American": (9, 3, 5, 1), "all others": (152, 125, 547, 222)}
FPR = {"A": (7271, 3116, 15884, 23729), "B": (11013, 4720, 15280, 18987)}
MORTGAGE = {"no": (876, 54, 51, 47), "yes": (98, 15, 27, 22)}
TABLES = [
    ("two plain groups", "an ordinary case", {"a": (40, 10, 45, 5), "b": (30, 20, 35, 15)}, "a"),
    ("equal groups", "no gap: differences 0, ratios 1", {"a": (40, 10, 45, 5), "b": (80, 20, 90, 10)}, "a"),
    ("COMPAS, two years", "public counts (Larson et al., ProPublica 2016); a peer divides tp of a group by the positives of "
     "all groups and reports TPR 0.421, 0.155, 0.003 where 0.720, 0.523, 0.900 are right", COMPAS, "Caucasian"),
    ("false-positive gap in 97,000 rows", "FPR 0.164 against 0.236 while FDR is equal: a peer's significance test of FPR is "
     "a test of FDR and finds nothing", FPR, "A"),
    ("mortgage example, afam", "held-out half of examples/mortgage-lending, positive = granted", MORTGAGE, "no"),
    ("five groups", "more than two groups: the widest pair makes the gap",
     {"a": (50, 5, 40, 5), "b": (45, 10, 35, 10), "c": (20, 20, 20, 20), "d": (1, 0, 3, 0), "e": (200, 90, 310, 100)}, "e"),
    ("a group without positives", "TPR and FNR of b have denominator 0: undefined, and so is every gap over them",
     {"a": (40, 10, 45, 5), "b": (0, 3, 7, 0)}, "a"),
    ("a group never selected", "PPV and FDR of b undefined; selection ratio 0", {"a": (40, 10, 45, 5), "b": (0, 0, 12, 8)}, "a"),
    ("nobody selected", "selection rates 0 and 0: difference 0, ratio undefined", {"a": (0, 0, 9, 1), "b": (0, 0, 12, 8)}, "a"),
    ("everybody selected", "TNR 0 in both, NPV undefined", {"a": (9, 1, 0, 0), "b": (12, 8, 0, 0)}, "a"),
    ("a group of one", "one person", {"a": (400, 100, 450, 50), "b": (1, 0, 0, 0)}, "a"),
    ("one group only", "a gap of a single group is 0 by the definition of max - min; ratio 1", {"a": (4, 3, 2, 1)}, "a"),
]


def main():
    f = File("group_rates", SRC, "tools/vectors/rates.py",
             "rates of one group; a rate whose denominator is 0 is undefined, never 0")
    seen = set()
    for name, why, groups, _ in TABLES:
        for g, c in groups.items():
            if c not in seen:
                seen.add(c)
                one_group(f, "%s: %s" % (name, g), why, c)
    for c, why in (((0, 0, 0, 0), "no rows: every rate undefined"), ((1, 0, 0, 0), "one true positive"),
                   ((0, 0, 0, 5), "only misses"), ((0, 7, 0, 0), "only false alarms"),
                   ((2 ** 40, 2 ** 41, 2 ** 42, 2 ** 40 + 1), "counts above 32 bits")):
        if c not in seen:
            one_group(f, "cells %d %d %d %d" % c, why, c)
    f.write()

    f = File("group_gaps", SRC, "tools/vectors/rates.py",
             "X_difference = max - min over groups, X_ratio = min / max; equalized_odds_difference = the larger of the TPR and "
             "FPR differences; ppr = a group's share of all predicted positives; against_reference: group minus reference, group "
             "over reference; average_odds_difference = mean of the TPR and FPR differences, average_abs_ of their sizes")
    for name, why, groups, ref in TABLES:
        f.case("gaps", name, why, {"groups": [dict(name=g, **cells(c)) for g, c in groups.items()], "reference": ref},
               gaps(groups, ref))
    f.write()


if __name__ == "__main__":
    main()
