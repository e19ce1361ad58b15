"""missing: shares and their differences by statsmodels."""
import itertools

from common import Procedures, UNDEFINED, csv, real, reals, versions
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint


def gap(x, n, alpha):
    """Largest difference and its simultaneous interval over pairs: by Newcombe, or by two exact bounds for small counts."""
    pairs = list(itertools.combinations(range(len(x)), 2))
    a = alpha / len(pairs)
    lo = hi = 0.0
    for i, j in pairs:
        i, j = (i, j) if x[i] / n[i] >= x[j] / n[j] else (j, i)
        if all(m >= 300 and 5 <= k <= m - 5 for k, m in ((x[i], n[i]), (x[j], n[j]))):
            l, h = confint_proportions_2indep(x[i], n[i], x[j], n[j], method="newcomb", compare="diff", alpha=a)
        else:
            (l1, h1), (l2, h2) = (proportion_confint(x[k], n[k], alpha=a / 2, method="beta") for k in (i, j))
            l, h = l1 - h2, h1 - l2
        lo, hi = max(lo, l), max(hi, h)
    rates = [k / m for k, m in zip(x, n)]
    return max(rates) - min(rates), lo, hi


def main():
    f = Procedures("missing", "statsmodels " + versions("statsmodels").split()[-1] + ": confint_proportions_2indep, proportion_confint",
                   "tools/vectors/procedure/missing.py")
    # two groups, one column: few rows, so two exact bounds
    g = ["F"] * 8 + ["M"] * 12
    x = [None] * 3 + [1] * 5 + [None] + [2] * 11
    v, lo, hi = gap([3, 1], [8, 12], 0.05)
    f.case("small", "two groups of one column, exact bounds", table=csv({"g": g, "x": x}), measure={"by": ["g"], "features": ["x"]},
           stats={"rows": reals([8, 12]), "missing": reals([3, 1]), "columns": reals([4])},
           expect={"missing_rate_difference": {"value": real(v), "lo": real(lo), "hi": real(hi)}})
    # three groups, two columns, a missing attribute that is not compared; large groups
    n = [400, 500, 600]
    miss = {"a": [40, 80, 30], "b": [100, 101, 102]}
    cols = {"g": [], "a": [], "b": []}
    for i, name in enumerate("PQR"):
        for k in range(n[i]):
            cols["g"].append(name)
            for c in "ab":
                cols[c].append(None if k < miss[c][i] else 1)
    for _ in range(7):
        cols["g"].append(None)
        cols["a"].append(None)
        cols["b"].append(None)
    each = [gap(miss[c], n, 0.05 / 2) for c in "ab"]
    best = max(each)
    f.case("three groups", "pairs and columns at once; people of unknown group are not compared", table=csv(cols),
           measure={"by": ["g"], "features": ["a", "b"]},
           stats={"compared": ["3"], "rows": reals(n + [7]), "missing": reals(miss["a"] + [7] + miss["b"] + [7])},
           expect={"missing_rate_difference": {"value": real(best[0]), "lo": real(max(e[1] for e in each)),
                                               "hi": real(max(e[2] for e in each)),
                                               "points": {c: real(e[0]) for c, e in zip("ab", each)}}})
    f.case("no rows", "no group: no number", table="g,x\n", measure={"by": ["g"]}, expect={"missing_rate_difference": UNDEFINED})
    f.write()


main()
