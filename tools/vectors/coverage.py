#!/usr/bin/python3
"""Exact coverage of intervals, by enumeration over all outcomes: the chance that the interval made
from the outcome holds the true value. Limits from statsmodels, probabilities from SciPy. A check on
whoever enumerates a rule that mixes these."""
import numpy as np
import statsmodels.stats.proportion as sm
from scipy import stats

from common import File, real, versions

np.seterr(divide="ignore")


def one(n, p, method):
    x = np.arange(n + 1)
    lo, hi = sm.proportion_confint(x, n, 0.05, method)
    lo, hi = np.array(lo), np.array(hi)
    lo[0], hi[n] = 0, 1
    for b in (lo, hi):
        if np.min(np.abs(b - p)) < 1e-9:
            raise SystemExit("p = %r lies on a bound at n = %d: coverage jumps there" % (p, n))
    return stats.binom.pmf(x, n, p)[(lo <= p) & (p <= hi)].sum()


def two(n1, n2, p1, p2, method):
    x1, x2 = np.arange(n1 + 1), np.arange(n2 + 1)
    d = p1 - p2
    q1, q2 = x1[:, None] / n1, x2[None] / n2
    if method == "newcombe":
        (a1, b1), (a2, b2) = (np.array(sm.proportion_confint(x, n, 0.05, "wilson")) for x, n in ((x1, n1), (x2, n2)))
        a1[0], b1[n1], a2[0], b2[n2] = 0, 1, 0, 1
        lo = q1 - q2 - np.sqrt((q1 - a1[:, None]) ** 2 + (b2[None] - q2) ** 2)
        hi = q1 - q2 + np.sqrt((q2 - a2[None]) ** 2 + (b1[:, None] - q1) ** 2)
    else:
        (a1, b1), (a2, b2) = (np.array(sm.proportion_confint(x, n, 0.025, "beta")) for x, n in ((x1, n1), (x2, n2)))
        lo, hi = a1[:, None] - b2[None], b1[:, None] - a2[None]
    if min(np.abs(lo - d).min(), np.abs(hi - d).min()) < 1e-10:
        raise SystemExit("the difference %r lies on a bound: coverage jumps there" % d)
    prob = stats.binom.pmf(x1, n1, p1)[:, None] * stats.binom.pmf(x2, n2, p2)[None]
    return prob[(lo <= d) & (d <= hi)].sum()


def main():
    f = File("interval_coverage", versions("statsmodels", "scipy"), "tools/vectors/coverage.py",
             "P(lo(X) <= p <= hi(X)) at 95 %, ends 0 and 1 exact at x = 0 and x = n; no p lies on a bound. difference: two "
             "independent groups, the true value p1 - p2. `used` in the program is a mixture of these by counts")
    for n in (10, 30, 100, 300, 1000, 3000):
        for p in (0.005, 0.02, 0.1, 0.25, 0.37, 0.5):
            for op, m in (("wilson", "wilson"), ("clopper_pearson", "beta")):
                f.case(op, "n = %d, p = %s" % (n, p), "one proportion", {"n": n, "p": real(p), "confidence": "0.95"},
                       {"coverage": real(one(n, p, m))})
    for n1, n2 in ((10, 10), (10, 30), (30, 100), (300, 300), (100, 300)):
        for p1, p2 in ((0.013, 0.021), (0.1, 0.13), (0.3, 0.217), (0.513, 0.5), (0.91, 0.113)):
            for op in ("newcombe", "exact_two_bounds"):
                f.case(op, "n = %d and %d, p = %s and %s" % (n1, n2, p1, p2), "a difference",
                       {"n1": n1, "n2": n2, "p1": real(p1), "p2": real(p2), "confidence": "0.95"},
                       {"coverage": real(two(n1, n2, p1, p2, op))})
    f.write()


if __name__ == "__main__":
    main()
