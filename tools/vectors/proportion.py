#!/usr/bin/python3
"""Intervals of one proportion, of a difference and of a ratio of two.

The values are statsmodels' own. Each is solved a second time here with mpmath at 40 digits from
the published equation. Where statsmodels has no value (its root finder needs a start that a zero
count does not give) or is off by more than 1e-12, the 40-digit value stands and the case says so
under "by".
"""
import math
import warnings

import mpmath as mp
import statsmodels.stats.proportion as sm

from common import File, UNDEFINED, real, versions
from exact import beta_quantile

mp.mp.dps = 40
warnings.simplefilter("ignore")
SRC = versions("statsmodels", "scipy", "mpmath")


def z_of(conf):
    return mp.sqrt(2) * mp.erfinv(mp.mpf(conf))


def bisect(f, lo, hi, steps=125):
    """A root of f between lo and hi; f(lo) and f(hi) have different signs."""
    flo = f(lo)
    for _ in range(steps):
        mid = (lo + hi) / 2
        fm = f(mid)
        if (fm > 0) == (flo > 0):
            lo = mid
        else:
            hi = mid
    return (lo + hi) / 2


def mp_wilson(x, n, conf):
    z = z_of(conf)
    p = mp.mpf(x) / n
    d = 1 + z * z / n
    c = (p + z * z / (2 * n)) / d
    h = z * mp.sqrt(p * (1 - p) / n + z * z / (4 * mp.mpf(n) ** 2)) / d
    return (mp.mpf(0) if x == 0 else c - h), (mp.mpf(1) if x == n else c + h)


def mp_clopper(x, n, conf):
    a = (1 - mp.mpf(conf)) / 2
    lo, hi = mp.mpf(0), mp.mpf(1)
    if x > 0:
        lo = beta_quantile(x, n - x + 1, a)
    if x < n:
        hi = 1 - beta_quantile(n - x, x + 1, a)
    return lo, hi


def mp_diff_null(x1, n1, x0, n0, d):
    """The constrained maximum-likelihood p0 under p1 = p0 + d (Miettinen and Nurminen 1985)."""
    lo, hi = max(mp.mpf(0), -d), min(mp.mpf(1), 1 - d)

    def slope(p):
        s = mp.mpf(0)
        for k, q in ((x1, p + d), (x0, p)):
            s += k / q if k else 0
        for k, q in ((n1 - x1, 1 - p - d), (n0 - x0, 1 - p)):
            s -= k / q if k else 0
        return s

    n = mp.mpf(n1 + n0)         # the cubic's closed form; kept where the slope there is 0
    l2, l1 = (n1 + 2 * n0) * d - n - x1 - x0, (n0 * d - n - 2 * x0) * d + x1 + x0
    q = (l2 / (3 * n)) ** 3 - l1 * l2 / (6 * n * n) + x0 * d * (1 - d) / (2 * n)
    r = (l2 / (3 * n)) ** 2 - l1 / (3 * n)
    if q != 0 and r > 0:
        u = mp.sign(q) * mp.sqrt(r)
        if abs(q / u ** 3) <= 1:
            p = 2 * u * mp.cos((mp.pi + mp.acos(q / u ** 3)) / 3) - l2 / (3 * n)
            w = mp.mpf(10) ** -25
            if lo + w < p < hi - w and slope(p - w) > 0 > slope(p + w):
                return p
    e = mp.mpf(10) ** -22 * (hi - lo)
    if slope(lo + e) <= 0:
        return lo
    if slope(hi - e) >= 0:
        return hi
    return bisect(slope, lo + e, hi - e)


def mp_diff_score(x1, n1, x2, n2, conf):
    z, n = z_of(conf), n1 + n2

    def stat(d):
        p0 = mp_diff_null(x1, n1, x2, n2, d)
        p1 = p0 + d
        v = (p1 * (1 - p1) / n1 + p0 * (1 - p0) / n2) * n / (n - 1)
        gap = mp.mpf(x1) / n1 - mp.mpf(x2) / n2 - d
        if v <= 0:
            return mp.mpf(10) ** 12 * mp.sign(gap)
        return gap / mp.sqrt(v)

    point = mp.mpf(x1) / n1 - mp.mpf(x2) / n2
    e = mp.mpf(10) ** -13
    lo = mp.mpf(-1) if point == -1 else bisect(lambda d: stat(d) - z, -1 + e, point, 60)
    hi = mp.mpf(1) if point == 1 else bisect(lambda d: stat(d) + z, point, 1 - e, 60)
    return lo, hi


def mp_ratio_score(x1, n1, x2, n2, conf, correct):
    z, n = z_of(conf), n1 + n2

    def stat(logr):
        r = mp.exp(logr)
        a, b = n * r, -(n1 * r + x1 + n2 + x2 * r)
        c = mp.mpf(x1 + x2)
        p0 = (-b - mp.sqrt(b * b - 4 * a * c)) / (2 * a)
        p1 = p0 * r
        v = p1 * (1 - p1) / n1 + r * r * p0 * (1 - p0) / n2
        if correct:
            v = v * n / (n - 1)
        gap = mp.mpf(x1) / n1 - r * mp.mpf(x2) / n2
        return gap / mp.sqrt(v) if v > 0 else mp.mpf(10) ** 12 * mp.sign(gap)

    far = mp.mpf(40)
    start = mp.log(mp.mpf(x1) * n2 / (mp.mpf(n1) * x2)) if x1 and x2 else mp.mpf(0)
    lo = mp.mpf(0) if x1 == 0 else mp.exp(bisect(lambda t: stat(t) - z, -far, start if x2 else far))
    hi = mp.inf if x2 == 0 else mp.exp(bisect(lambda t: stat(t) + z, start if x1 else -far, far))
    return lo, hi


def put(f, op, name, why, inp, theirs, exact):
    """theirs: a function that gives statsmodels' (lo, hi); exact: the 40-digit pair."""
    more, e = {}, (float(exact[0]), float(exact[1]))
    try:
        t = tuple(float(v) for v in theirs())
    except (ValueError, ZeroDivisionError, FloatingPointError):
        t = None
    if t is None or any(math.isnan(v) for v in t):
        more["by"] = "mpmath, from the published equation: statsmodels has no value here"
        t = e
    else:
        off = max(0 if a == b else abs(a - b) / max(abs(b), 1e-3) for a, b in zip(t, e))
        if off > 1e-12:
            more["by"] = "mpmath, from the published equation: statsmodels is off by %.1e" % off
            edge = "x1" in inp and (inp["x1"] in (0, inp["n1"]) or inp["x2"] in (0, inp["n2"]))
            if off > 1e-6 and op != "miettinen_nurminen" and not edge:
                raise SystemExit("statsmodels differs: %s %s %r %r" % (op, name, t, e))
            t = e
        else:
            # beyond its 12th digit statsmodels rounds; the exact ends 0 and 1 stay exact
            t = tuple(b if b in (0.0, 1.0) else a for a, b in zip(t, e))
    f.case(op, name, why, inp, {"lo": real(t[0]), "hi": real(t[1])}, **more)


ONE = [
    (10, 10, "0.95", "all of a tiny group: the upper end is exactly 1"),
    (0, 10, "0.95", "none of a tiny group: the lower end is exactly 0"),
    (0, 1, "0.95", "one row, count 0"), (1, 1, "0.95", "one row, count 1"),
    (1, 2, "0.95", "two rows"), (3, 7, "0.95", "a tiny group"),
    (9, 18, "0.95", "a group of 18, the size of the smallest group in COMPAS"),
    (1, 300, "0.95", "few successes in 300"), (5, 300, "0.95", "x = 5, where Wilson's use begins"),
    (4, 300, "0.95", "x = 4, still exact"), (295, 300, "0.95", "n - 5, where Wilson's use ends"),
    (296, 300, "0.95", "n - 4, exact again"), (298, 299, "0.95", "one short of 300"),
    (299, 299, "0.95", "all of 299: the lower end is just above 0.9877"),
    (72, 72, "0.95", "all of 72"), (60, 72, "0.95", "a folder of 72 outputs"),
    (150, 300, "0.95", "half"), (285, 2380, "0.95", "the share denied in Boston HMDA"),
    (500, 1000, "0.99", "another confidence"), (500, 1000, "0.9", "another confidence"),
    (3, 1000000, "0.95", "rare in a million"), (999997, 1000000, "0.95", "nearly all of a million"),
    (123456, 10000000, "0.95", "ten million rows"), (37, 3000, "0.975", "the 97.5 % of the exact difference"),
    (1755, 4526, "0.95", "the share admitted at Berkeley in 1973"),
]
TWO = [
    (56, 70, 48, 80, "Newcombe 1998, table II, case a"), (9, 10, 3, 10, "Newcombe 1998, case b"),
    (6, 7, 2, 7, "Newcombe 1998, case c"), (5, 56, 0, 29, "Newcombe 1998, case d: a zero"),
    (0, 10, 0, 20, "Newcombe 1998, case e: both zero"), (0, 10, 0, 10, "Newcombe 1998, case f: both zero"),
    (10, 10, 0, 20, "Newcombe 1998, case g: all against none"), (10, 10, 0, 10, "Newcombe 1998, case h"),
    (1, 1, 0, 1, "one row each"), (0, 3, 3, 3, "none against all, tiny"), (4, 4, 4, 4, "all against all"),
    (96, 339, 189, 2041, "denied, Boston HMDA: Black applicants against the others"),
    (1198, 2691, 557, 1835, "admitted, Berkeley 1973: men against women"),
    (512, 825, 89, 108, "admitted, Berkeley 1973, department A"),
    (30, 300, 60, 300, "a ratio of a half"), (5, 300, 295, 300, "near both ends"),
    (240, 300, 300, 300, "the four-fifths rule against a full rate"), (150, 300, 150, 300, "equal"),
    (80, 100, 100, 100, "four fifths exactly"), (3, 18, 400, 1000, "a group of 18 against 1,000"),
    (4100, 25000, 17700, 75000, "0.164 against 0.236 in 100,000 rows"),
    (500000, 1000000, 499000, 1000000, "a million each"), (2, 100000, 9, 100000, "rare in both"),
    (7, 34, 1, 34, "a small trial"), (0, 34, 4, 40, "the first is zero"), (4, 40, 0, 34, "the second is zero"),
]


def main():
    f = File("proportion_intervals", SRC, "tools/vectors/proportion.py",
             "one proportion x of n: wilson = proportion_confint(method='wilson') with the ends 0 and 1 exact "
             "where x = 0 or x = n; clopper_pearson = proportion_confint(method='beta')")
    for x, n, conf, why in ONE:
        a = 1 - float(conf)
        inp = {"x": x, "n": n, "confidence": conf}
        name = "%d of %d at %s" % (x, n, conf)
        alpha = float(1 - mp.mpf(conf))
        put(f, "wilson", name, why, inp, lambda: sm.proportion_confint(x, n, alpha, "wilson"),
            mp_wilson(x, n, conf))
        put(f, "clopper_pearson", name, why, inp, lambda: sm.proportion_confint(x, n, alpha, "beta"),
            mp_clopper(x, n, conf))
    for op in ("wilson", "clopper_pearson"):
        f.case(op, "0 of 0", "no rows: no rate and no interval", {"x": 0, "n": 0, "confidence": "0.95"}, UNDEFINED)
    f.write()

    f = File("difference_intervals", SRC, "tools/vectors/proportion.py",
             "p1 - p2. newcombe = confint_proportions_2indep(method='newcomb'), with Wilson ends exact at 0 and n; "
             "miettinen_nurminen = the score interval with the factor n/(n-1): solved at 40 digits, because statsmodels 0.13.5 "
             "(method='score') has a wrong constrained estimate, count0 where Miettinen and Nurminen have n0, and so a "
             "wrong interval; exact_two_bounds = [lo1 - hi2, hi1 - lo2] of two Clopper-Pearson "
             "intervals, each two-sided at (1 + confidence) / 2")
    g = File("ratio_intervals", SRC, "tools/vectors/proportion.py",
             "p1 / p2. score_mn = confint_proportions_2indep(compare='ratio', method='score') with the factor n/(n-1), "
             "koopman = the same without it; log_adjusted = method='log-adjusted' (0.5 added to each count and total); "
             "exact_two_bounds = [lo1 / hi2, hi1 / lo2] of two Clopper-Pearson intervals at (1 + confidence) / 2; "
             "hi 'inf' = no finite upper end; both counts 0 = undefined for every method but log_adjusted")
    for x1, n1, x2, n2, why in TWO:
        for conf in ("0.95", "0.99") if (x1, n1) in ((56, 70), (96, 339)) else ("0.95",):
            both(f, g, x1, n1, x2, n2, conf, why)
    zero = {"x1": 0, "n1": 0, "x2": 3, "n2": 10, "confidence": "0.95"}
    back = {"x1": 3, "n1": 10, "x2": 0, "n2": 0, "confidence": "0.95"}
    for h, ops in ((f, ("newcombe", "miettinen_nurminen", "exact_two_bounds")),
                   (g, ("score_mn", "koopman", "log_adjusted", "exact_two_bounds"))):
        for op in ops:
            h.case(op, "first group empty", "no rows in the first group", zero, UNDEFINED)
            h.case(op, "second group empty", "no rows in the second group", back, UNDEFINED)
    f.write()
    g.write()


def both(f, g, x1, n1, x2, n2, conf, why):
    name = "%d/%d against %d/%d at %s" % (x1, n1, x2, n2, conf)
    inp = {"x1": x1, "n1": n1, "x2": x2, "n2": n2, "confidence": conf}
    al = float(1 - mp.mpf(conf))
    p1, p2 = mp.mpf(x1) / n1, mp.mpf(x2) / n2
    (l1, u1), (l2, u2) = mp_wilson(x1, n1, conf), mp_wilson(x2, n2, conf)
    d = p1 - p2
    nc = (d - mp.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2), d + mp.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2))

    def theirs(method, compare, correction=True):
        return lambda: sm.confint_proportions_2indep(x1, n1, x2, n2, method, compare, al, correction)

    put(f, "newcombe", name, why, inp, theirs("newcomb", "diff"), nc)
    put(f, "miettinen_nurminen", name, why, inp, theirs("score", "diff"), mp_diff_score(x1, n1, x2, n2, conf))
    wide = (1 + mp.mpf(conf)) / 2
    aw = float(1 - wide)
    (a1, b1), (a2, b2) = mp_clopper(x1, n1, wide), mp_clopper(x2, n2, wide)

    def cp(x, n):
        return [float(v) for v in sm.proportion_confint(x, n, aw, "beta")]

    put(f, "exact_two_bounds", name, why, inp,
        lambda: (cp(x1, n1)[0] - cp(x2, n2)[1], cp(x1, n1)[1] - cp(x2, n2)[0]), (a1 - b2, b1 - a2))
    z = z_of(conf)
    h = mp.mpf(1) / 2
    m = mp.log((x1 + h) / (n1 + h)) - mp.log((x2 + h) / (n2 + h))
    s = z * mp.sqrt(1 / (x1 + h) - 1 / (n1 + h) + 1 / (x2 + h) - 1 / (n2 + h))
    put(g, "log_adjusted", name, why, inp, theirs("log-adjusted", "ratio"), (mp.exp(m - s), mp.exp(m + s)))
    if x1 == 0 and x2 == 0:
        for op in ("score_mn", "koopman", "exact_two_bounds"):
            g.case(op, name, why, inp, UNDEFINED)
        return
    put(g, "score_mn", name, why, inp, theirs("score", "ratio"), mp_ratio_score(x1, n1, x2, n2, conf, True))
    put(g, "koopman", name, why, inp, theirs("score", "ratio", False),
        mp_ratio_score(x1, n1, x2, n2, conf, False))
    put(g, "exact_two_bounds", name, why, inp,
        lambda: (cp(x1, n1)[0] / cp(x2, n2)[1], cp(x1, n1)[1] / cp(x2, n2)[0] if x2 else math.inf),
        (a1 / b2, b1 / a2 if x2 else mp.inf))


if __name__ == "__main__":
    main()
