#!/usr/bin/python3
"""Group AUC, AUC across groups, DeLong's variance, interval and paired test, from R's pROC; every
area is checked against scikit-learn's roc_auc_score and an exact count of pairs."""
import csv
import os
from fractions import Fraction as F

import numpy as np
from sklearn.metrics import roc_auc_score

from common import File, ROOT, UNDEFINED, close, real, reals, rscript, versions


def held_out():
    with open(os.path.join(ROOT, "examples", "mortgage-lending", "predictions.csv"), newline="") as f:
        return list(csv.DictReader(f))


def data():
    rng = np.random.default_rng(19881)
    a, b = np.round(rng.normal(0.6, 0.2, 25), 2), np.round(rng.normal(0.45, 0.2, 40), 2)
    fine, other = rng.normal(1, 1, 60), rng.normal(0, 1, 90)
    rows = held_out()

    def part(group, deny):
        return [r["score"] for r in rows if (group is None or r["afam"] == group) and r["deny"] == deny]

    out = [
        ("tiny", "two against two", ["0.9", "0.4"], ["0.5", "0.1"]),
        ("ties", "equal scores count one half", reals(a), reals(b)),
        ("continuous", "no ties", reals(fine), reals(other)),
        ("all tied", "one score for everybody: area 1/2, variance 0", ["0.5"] * 6, ["0.5"] * 9),
        ("reversed", "worse than chance", ["0.1", "0.2", "0.3", "0.8"], ["0.7", "0.9", "0.6", "0.25"]),
        ("unequal sizes", "three against many", ["0.3", "0.55", "0.9"], reals(b)),
        ("near one", "interval reaches 1", ["0.9", "0.8", "0.85", "0.7", "0.62"], ["0.1", "0.2", "0.65", "0.3"]),
        ("large scores", "scores need not be probabilities", ["1e6", "3e6", "2.5e6"], ["2e6", "1", "-4e3", "7"]),
        ("mortgage, everybody", "held-out half; positive = granted by people (deny 0), score = probability of that", part(None, "0"), part(None, "1")),
        ("mortgage, afam yes", "within the group", part("yes", "0"), part("yes", "1")),
        ("mortgage, afam no", "within the group", part("no", "0"), part("no", "1")),
        ("mortgage, bpsn of yes", "positives of the others against negatives of the group", part("no", "0"), part("yes", "1")),
        ("mortgage, bnsp of yes", "positives of the group against negatives of the others", part("yes", "0"), part("no", "1")),
    ]
    y = (rng.random(80) < 0.4).astype(int)
    s1 = np.round(y * 0.8 + rng.normal(0, 1, 80), 3)
    s2 = np.round(s1 * 0.5 + rng.normal(0, 0.8, 80) + y * 0.2, 1)
    granted = [str(1 - int(r["deny"])) for r in rows]
    noisy = [real(round(float(r["score"]), 2)) for r in rows]
    paired = [("two scores, second with ties", "correlated scores", [str(v) for v in y], reals(s1), reals(s2)),
              ("mortgage, score against the rounded one", "1,190 rows, ties in the second", granted, [r["score"] for r in rows], noisy)]
    return out, paired


def exact(pos, neg):
    """The area and DeLong's variance from placements, in exact fractions."""
    p, n = [F(float(v)) for v in pos], [F(float(v)) for v in neg]
    s = sorted(n)
    t = sorted(p)
    import bisect
    v10 = [F(bisect.bisect_left(s, v) + bisect.bisect_right(s, v), 2 * len(n)) for v in p]
    v01 = [F(2 * len(p) - bisect.bisect_left(t, v) - bisect.bisect_right(t, v), 2 * len(p)) for v in n]
    area = sum(v10) / len(p)
    if len(p) < 2 or len(n) < 2:
        return area, None
    return area, (sum((v - area) ** 2 for v in v10) / (len(p) - 1) / len(p)
                  + sum((v - area) ** 2 for v in v01) / (len(n) - 1) / len(n))


def main():
    cases, paired = data()
    text = "".join("%s\tauc\t%s\t%s\n" % (n, " ".join(p), " ".join(q)) for n, _, p, q in cases)
    text += "".join("%s\tpaired\t%s\t%s\t%s\n" % (n, " ".join(y), " ".join(a), " ".join(b)) for n, _, y, a, b in paired)
    rows = {r[0]: dict(zip(r[1::2], r[2::2])) for r in rscript("auc.R", text)}
    v = rows.pop("versions")
    f = File("auc", "R %s pROC %s, %s" % (v["R"], v["pROC"], versions("sklearn")), "tools/vectors/auc.py",
             "auc: share of pairs (positive, negative) in which the positive has the higher score, ties one half; var, lo, hi at 95 % by "
             "DeLong, ends cut at 0 and 1. Lists of scores of positives and negatives, so a cross-group area (BPSN, BNSP) is the same op. "
             "u2 = twice the Mann-Whitney U, an integer")
    for name, why, p, q in cases:
        r = rows[name]
        area, var = exact(p, q)
        close(float(r["auc"]), float(area), 1e-12, name)
        close(roc_auc_score([1] * len(p) + [0] * len(q), [float(x) for x in p + q]), float(area), 1e-12, name)
        close(float(r["var"]), float(var), 1e-9, name + " var")
        f.case("auc", name, why, {"positive": p, "negative": q, "confidence": "0.95"},
               {"auc": real(area), "var": real(var), "lo": real(float(r["lo"])), "hi": real(float(r["hi"])),
                "u2": int(2 * area * len(p) * len(q))})
    f.case("auc", "one positive", "an area but no variance", {"positive": ["0.7"], "negative": ["0.1", "0.7", "0.9"], "confidence": "0.95"},
           {"auc": "0.5", "var": UNDEFINED, "u2": 3})
    f.case("auc", "no positives", "one class only: undefined", {"positive": [], "negative": ["0.1", "0.7"], "confidence": "0.95"}, UNDEFINED)
    f.case("auc", "no negatives", "one class only: undefined", {"positive": ["0.3"], "negative": [], "confidence": "0.95"}, UNDEFINED)
    f.case("auc", "perfect separation", "area 1 and variance 0: DeLong's interval has no width, so it is not to be trusted (pROC warns)",
           {"positive": ["0.9", "0.8", "0.7"], "negative": ["0.1", "0.2"], "confidence": "0.95"}, {"auc": "1", "var": "0", "u2": 12})
    for name, why, y, a, b in paired:
        r = rows[name]
        f.case("delong_paired", name, why, {"label": [int(v) for v in y], "score1": a, "score2": b},
               {k: real(float(r[k])) for k in ("auc1", "auc2", "z", "p", "cov")})
    f.write()


if __name__ == "__main__":
    main()
