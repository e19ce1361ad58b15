#!/usr/bin/python3
"""Entropy indices, differential fairness, consistency over neighbours.

Generalized entropy is computed through other people's functions for the same quantity: Theil
(alpha 1) and mean log deviation (alpha 0) are Kullback-Leibler divergences (scipy.stats.entropy)
between shares of benefit and equal shares; alpha 2 is half the squared coefficient of variation
(numpy.var). The docstring's formula is computed beside it with mpmath and must agree.
"""
import mpmath as mp
import numpy as np
from scipy import stats
from sklearn.neighbors import NearestNeighbors

from common import File, UNDEFINED, close, real, reals, versions

mp.mp.dps = 40


def ge_formula(b, alpha):
    mu = sum(mp.mpf(v) for v in b) / len(b)
    r = [mp.mpf(v) / mu for v in b]
    if alpha == 0:
        return -sum(mp.log(v) for v in r) / len(b)
    if alpha == 1:
        return sum(v * mp.log(v) if v else 0 for v in r) / len(b)
    return sum(v ** alpha - 1 for v in r) / (len(b) * alpha * (alpha - 1))


def ge(b, alpha):
    """b: list of benefits >= 0. None where it has no value."""
    exact, b = b, np.asarray(b, float)
    if b.size == 0 or b.sum() == 0 or (alpha == 0 and (b == 0).any()):
        return None
    share, equal = b / b.sum(), np.full(b.size, 1 / b.size)
    if alpha == 1:
        v = stats.entropy(share, equal)
    elif alpha == 0:
        v = stats.entropy(equal, share)
    elif alpha == 2:
        v = np.var(b) / np.mean(b) ** 2 / 2
    else:
        v = float(ge_formula(b, alpha))
    mine = ge_formula(exact, alpha)
    close(float(v), float(mine), 1e-9, "generalized entropy")
    return 0.0 if abs(mine) < 1e-25 else float(mine)


def show(v):
    return UNDEFINED if v is None else real(v)


def benefits(c):
    tp, fp, tn, fn = c
    return [0] * fn + [1] * (tp + tn) + [2] * fp


CELLS = [
    ("two plain groups", "an ordinary case", [(40, 10, 45, 5), (30, 20, 35, 15)]),
    ("no false negatives", "alpha 0 has a value only if no benefit is 0", [(40, 10, 45, 0), (30, 20, 35, 0)]),
    ("COMPAS, four groups", "public counts (ProPublica 2016)",
     [(1369, 805, 990, 532), (505, 349, 1139, 461), (9, 3, 5, 1), (152, 125, 547, 222)]),
    ("no errors", "all benefits equal: 0", [(5, 0, 5, 0), (2, 0, 9, 0)]),
    ("everybody missed", "all benefits 0: undefined", [(0, 0, 0, 5), (0, 0, 0, 9)]),
    ("one group", "between groups there is nothing: 0", [(4, 3, 2, 1)]),
    ("mortgage example", "held-out half of examples/mortgage-lending by afam", [(876, 54, 51, 47), (98, 15, 27, 22)]),
]
LISTS = [("positive benefits", "1 2 3 4 5"), ("skewed", "1 1 1 1 96"), ("equal", "3 3 3"), ("with a zero", "0 1 2 2"),
         ("one and two", "1 1 1 2 2 1 1 2 1 1"), ("fractions", "0.5 0.25 1.75 0.125 2")]


def entropy_file():
    f = File("entropy_indices", versions("scipy", "numpy", "mpmath"), "tools/vectors/indices.py",
             "benefit b = prediction - label + 1 (fn 0, tp and tn 1, fp 2); GE(alpha) = sum((b/mu)^alpha - 1) / (n alpha (alpha - 1)), "
             "alpha 1: sum(b/mu ln(b/mu)) / n (Theil), alpha 0: -sum(ln(b/mu)) / n, undefined if a benefit is 0. between = the same "
             "over everyone's group mean. A peer divides alpha 0 by mu once more (0.0402 for 0.0505)")
    for name, why, groups in CELLS:
        all_b = [v for c in groups for v in benefits(c)]
        means = [m for c in groups for m in [mp.mpf(sum(benefits(c))) / sum(c)] * sum(c)] if all_b else []
        exp = {}
        for a in (0, 1, 2):
            exp["ge_%d" % a] = show(ge(all_b, a))
            exp["between_%d" % a] = show(ge(means, a))
        exp["theil"] = exp["ge_1"]
        keys = ("tp", "fp", "tn", "fn")
        f.case("entropy_of_cells", name, why, {"groups": [dict(zip(keys, c)) for c in groups]}, exp)
    for name, text in LISTS:
        b = [float(v) for v in text.split()]
        f.case("entropy_of_benefits", name, "benefits given as numbers", {"b": text.split()},
               {"ge_%d" % a: show(ge(b, a)) for a in (0, 1, 2)})
    f.write()


DF = [
    ("two groups", "an ordinary case", [(50, 100), (30, 100)]), ("equal", "eps = 0", [(5, 10), (5, 10)]),
    ("none selected in one group", "smoothing keeps it finite", [(0, 10), (5, 10)]),
    ("none selected at all", "differs by group size only through the smoothing", [(0, 10), (0, 1000)]),
    ("all selected in one", "the other outcome decides", [(10, 10), (9, 20)]),
    ("Berkeley 1973, admitted", "sex", [(1198, 2691), (557, 1835)]),
    ("intersections", "six groups, one of three people", [(30, 60), (25, 61), (7, 40), (200, 390), (1, 3), (90, 180)]),
    ("mortgage example", "refused by the model, by afam", [(98, 1028), (49, 162)]),
]


def differential_file():
    f = File("differential_fairness", versions("scipy"), "tools/vectors/indices.py",
             "eps = max over outcomes y and pairs of groups of |ln p(y|g) - ln p(y|h)|, p = the mean of SciPy's Beta(x + alpha/2, "
             "n - x + alpha/2), that is (x + alpha/2) / (n + alpha); groups without rows are left out; one group only = 0")
    for name, why, groups in DF:
        for alpha in ("1", "2", "0.5"):
            a = float(alpha) / 2
            p = [stats.beta.mean(x + a, n - x + a) for x, n in groups]
            q = [stats.beta.mean(n - x + a, x + a) for x, n in groups]
            eps = max(np.ptp(np.log(p)), np.ptp(np.log(q)))
            f.case("differential_fairness", "%s, alpha %s" % (name, alpha), why,
                   {"groups": [{"x": x, "n": n} for x, n in groups], "alpha": alpha}, {"eps": real(eps)})
    p = [50 / 100, 30 / 100]
    f.case("differential_fairness", "two groups, alpha 0", "no smoothing: empirical rates",
           {"groups": [{"x": 50, "n": 100}, {"x": 30, "n": 100}], "alpha": "0"}, {"eps": real(np.log(p[0] / p[1]))})
    f.case("differential_fairness", "none selected, alpha 0", "no smoothing and a rate of 0: no number",
           {"groups": [{"x": 0, "n": 10}, {"x": 5, "n": 10}], "alpha": "0"}, UNDEFINED)
    f.write()


def consistency_file():
    f = File("consistency", versions("sklearn"), "tools/vectors/indices.py",
             "1 - mean |prediction - mean prediction of the k nearest by Euclidean distance|; with_self counts the row among its own "
             "k neighbours (as AIF360 does), without_self takes the k nearest others. No two distances from a row are equal")
    rng = np.random.default_rng(20261123)
    for n, dim, k, why in ((12, 1, 3, "a small line"), (30, 2, 5, "the usual k"), (60, 3, 1, "k = 1: with itself always 1"),
                           (40, 2, 39, "all others"), (25, 4, 5, "all predictions equal")):
        x = np.round(rng.normal(size=(n, dim)) * 10, 3)
        y = np.zeros(n, int) if "equal" in why else (x[:, 0] + rng.normal(size=n) * 6 > 0).astype(int)
        d = np.sort(np.sqrt(((x[:, None] - x[None]) ** 2).sum(2)), axis=1)
        if np.min(np.diff(d, axis=1)) < 1e-9:
            raise SystemExit("equal distances: choose another seed")
        idx = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(x).kneighbors(x, return_distance=False)
        other = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(x).kneighbors(return_distance=False)
        f.case("consistency", "%d rows, %d columns, k %d" % (n, dim, k), why,
               {"k": k, "rows": [reals(r) for r in x], "prediction": [int(v) for v in y]},
               {"with_self": real(1 - np.mean(np.abs(y - y[idx].mean(1)))),
                "without_self": real(1 - np.mean(np.abs(y - y[other].mean(1))))})
    f.write()


if __name__ == "__main__":
    entropy_file()
    differential_file()
    consistency_file()
