"""regression: scikit-learn's mean_absolute_error and r2_score in each group; differences of means by statsmodels, of R2 by the delta method on
NumPy's covariances."""
import itertools

import numpy as np
from scipy.stats import norm
from sklearn.metrics import mean_absolute_error, r2_score
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from common import Procedures, UNDEFINED, csv, real, reals, versions


def r2_variance(y, p):
    """Of R2 = 1 - A / B with A the mean of e^2 and B the mean of d^2: gradient, covariance, gradient."""
    e2, d2 = (p - y) ** 2, (y - y.mean()) ** 2
    a, b = e2.mean(), d2.mean()
    g = np.array([-1 / b, a / b**2])
    return float(g @ np.cov(e2, d2, ddof=0) @ g) / len(y)


def bounds(groups, interval):
    """Of the size of the largest difference, from intervals of the pairs that hold together."""
    pairs = list(itertools.combinations(groups, 2))
    lo = hi = 0.0
    for one, two in pairs:
        l, h = interval(one, two, 0.05 / len(pairs))
        lo, hi = max(lo, 0.0 if l <= 0 <= h else min(abs(l), abs(h))), max(hi, abs(l), abs(h))
    return lo, hi


def expected(groups, value, interval):
    v = {k: value(*g) for k, g in groups.items()}
    e = {"value": real(max(v.values()) - min(v.values())), "points": {"g=" + k: real(x) for k, x in v.items()}}
    if len(v) > 1 and all(len(y) >= 300 for y, _ in groups.values()):
        lo, hi = bounds(list(groups.values()), interval)
        e["lo"], e["hi"] = real(min(lo, max(v.values()) - min(v.values()))), real(hi)
    return e


def means(of):
    def interval(one, two, alpha):
        return CompareMeans(DescrStatsW(of(*one)), DescrStatsW(of(*two))).zconfint_diff(alpha=alpha, usevar="unequal")
    return interval


def r2s(one, two, alpha):
    d = r2_score(*one) - r2_score(*two)
    half = norm.isf(alpha / 2) * np.sqrt(r2_variance(*one) + r2_variance(*two))
    return d - half, d + half


def case(f, name, why, groups, extra=(), **more):
    rows = [(k, float(a), float(b)) for k, (y, p) in groups.items() for a, b in zip(y, p)] + list(extra)
    f.case(name, why, table=csv({"g": [r[0] for r in rows], "y": [r[1] for r in rows], "s": [r[2] for r in rows]}),
           measure={"label": "y", "score": "s", "by": ["g"]},
           stats={"rows": reals([len(y) for y, _ in groups.values()]), "error": reals([np.mean(p - y) for y, p in groups.values()])},
           expect={"mae_gap": expected(groups, mean_absolute_error, means(lambda y, p: np.abs(p - y))),
                   "mean_residual_gap": expected(groups, lambda y, p: np.mean(p - y), means(lambda y, p: p - y)),
                   "r2_gap": expected(groups, r2_score, r2s)}, **more)


def amounts(rng, n, off, wide):
    y = np.round(rng.lognormal(3, 0.6, n), 2)
    return y, np.round(y * 0.9 + off + rng.normal(0, wide, n), 2)


def main():
    f = Procedures("regression", versions("sklearn", "statsmodels", "numpy", "scipy") + ": mean_absolute_error, r2_score, CompareMeans.zconfint_diff, cov",
                   "tools/vectors/procedure/regression.py")
    rng = np.random.default_rng(12)
    case(f, "two groups", "many rows: normal methods", {"F": amounts(rng, 500, -1, 6), "M": amounts(rng, 450, 2, 3)})
    case(f, "three groups", "pairs that hold together; rows without group, label or score are left out",
         {"a": amounts(rng, 310, 0, 4), "b": amounts(rng, 400, 3, 9), "c": amounts(rng, 350, -4, 4)},
         [(None, 1.0, 9.0), ("a", None, 3.0), ("b", 3.0, None)])
    case(f, "alike", "no difference to see: the bound starts at 0", {"a": amounts(rng, 400, 0, 4), "b": amounts(rng, 400, 0, 4)})
    case(f, "few rows", "amounts have no ends, so few of them have no interval", {"F": amounts(rng, 30, -1, 6), "M": amounts(rng, 400, 2, 3)})
    case(f, "one group", "nothing to compare", {"F": amounts(rng, 320, -1, 6)})
    f.case("nothing to explain", "labels of a group that are all equal have no R2", table="g,y,s\na,1,2\na,1,4\nb,1,1\nb,2,2\n",
           measure={"label": "y", "score": "s", "by": ["g"]}, stats={"absolute": ["2", "0"], "error2": ["5", "0"], "label2": ["0", "0.25"]},
           expect={"mae_gap": {"value": "2"}, "r2_gap": UNDEFINED})
    f.case("an empty group", "a group whose rows have no label", table="g,y,s\na,1,2\nb,,1\n", measure={"label": "y", "score": "s", "by": ["g"]},
           expect={"mae_gap": UNDEFINED, "mean_residual_gap": UNDEFINED})
    f.case("too large", "the fourth power is no number", table="g,y,s\na,1,1e80\n", measure={"label": "y", "score": "s", "by": ["g"]},
           refused="the amounts are too large to square")
    f.case("words", "a label that is text", table="g,y,s\na,high,1\n", measure={"label": "y", "score": "s", "by": ["g"]}, refused="it has to be numbers")
    f.write()


main()
