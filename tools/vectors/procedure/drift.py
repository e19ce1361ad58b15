"""drift: distances and tests of SciPy, column by column; adjusted p by statsmodels."""
import math

import numpy as np
from scipy.optimize import brentq
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2_contingency, ks_2samp, kstwobign, ncx2, wasserstein_distance
from statsmodels.stats.multitest import multipletests

from common import Procedures, UNDEFINED, close, csv, real, reals, versions
from resample import REPLICATES, around, redrawn


def values(x):
    return np.array([v for v in x if v is not None])


def bins(now, ref, k=10):
    """Rows of each bin, those that are missing last. Bins of numbers: above the reference's value at floor(j (m - 1) / k)."""
    if isinstance(values(ref)[0], str):
        names = sorted(set(values(now)) | set(values(ref)))
        rows = [[sum(v == w for v in x) for w in names] for x in (now, ref)]
    else:
        y = np.sort(values(ref))
        edge = sorted({y[j * (len(y) - 1) // k] for j in range(1, k)})
        rows = [list(np.bincount(np.searchsorted(edge, values(x)), minlength=len(edge) + 1)) for x in (now, ref)]
    return [r + [len(x) - len(values(x))] for r, x in zip(rows, (now, ref))]


def used(p, q):
    return zip(*[(a, b) for a, b in zip(p, q) if a or b])


def psi(p, q):
    p, q = (np.array(v, float) for v in used(p, q))
    if (p == 0).any() or (q == 0).any():
        p, q = p + 0.5, q + 0.5
    p, q = p / p.sum(), q / q.sum()
    return float(np.sum((p - q) * np.log(p / q)))


def ks(x, y):
    d = ks_2samp(x, y).statistic
    n, m = len(x), len(y)
    if n * m <= 10 ** 6:
        return d, ks_2samp(x, y, method="exact").pvalue
    return d, kstwobign.sf(d * math.sqrt(n * m / (n + m)))


def wasserstein(x, y, alpha):
    sd = np.std(y, ddof=1)
    w = wasserstein_distance(x, y) / sd
    at = np.unique(np.concatenate([x, y]))
    f, g = (np.searchsorted(np.sort(v), at[:-1], side="right") / len(v) for v in (x, y))
    n, m = len(x), len(y)
    close(float(np.sum(np.abs(f - g) * np.diff(at))) / sd, w, what="wasserstein")
    spread = np.sum(np.sqrt(f * (1 - f) / n + g * (1 - g) / m) * np.diff(at))
    var = np.var(x, ddof=1) / n + np.var(y, ddof=1) / m
    off = (math.sqrt(2 / math.pi) * spread + math.sqrt(2 * math.log(1 / alpha) * var)) / sd
    return w, max(0, w - off), w + off


def chi(p, q, alpha):
    t = np.array(list(zip(*used(p, q))))
    stat, pv, df, _ = chi2_contingency(t.T if t.shape[0] != 2 else t, correction=False)
    n = t.sum()
    v = math.sqrt(stat / n)

    def root(level):
        f = lambda nc: ncx2.cdf(stat, df, nc) - level
        if f(1e-12) <= 0:
            return 0
        return brentq(f, 1e-12, 10 * stat + 100, xtol=1e-14, rtol=1e-14)
    return v, pv, min(v, math.sqrt(root(1 - alpha / 2) / n)), min(1, max(v, math.sqrt(root(alpha / 2) / n)))


def adjusted(names, ps):
    out = {}
    for name, p in zip(names, ps):
        out["p/" + name] = real(p)
    for how, method in (("p_bh", "fdr_bh"), ("p_holm", "holm")):
        for name, p in zip(names, multipletests(ps, method=method)[1]):
            out[how + "/" + name] = real(p)
    return out


def shares(x):
    return x / x.sum(axis=-1, keepdims=True)


def root_psi(p, q):
    """Of every pair of rows of counts; half a row more everywhere where one is 0."""
    add = np.where(((p == 0) | (q == 0)).any(axis=-1, keepdims=True), 0.5, 0.0)
    p, q = shares(p + add), shares(q + add)
    return np.sqrt(np.sum((p - q) * np.log(p / q), axis=-1))


def js(p, q):
    return jensenshannon(p, q, base=2, axis=-1)


def resampled(name, p, q, root, value, columns, seed, most, square):
    """The distance plus and minus how far both tables, one row added to every bin, are from themselves drawn again, each at its own size."""
    p, q = (np.array(v) + 1 for v in used(p, q))

    def distance(rng, times):
        return sum(root(redrawn(rng, x, times), np.broadcast_to(x, (times, len(x)))) for x in (p, q))
    return {"value": real(value ** 2 if square else value), **around(name, value, distance, seed, 1 - 0.05 / columns, most, square)}


def case(f, name, why, now, ref, k=10, resample=0):
    cols = list(now)
    numbers = [c for c in cols if not isinstance(values(ref[c])[0], str)]
    texts = [c for c in cols if c not in numbers]
    b = {c: bins(now[c], ref[c], k) for c in cols}
    expect = {}
    jsd = {c: float(jensenshannon(b[c][0], b[c][1], base=2)) for c in cols}
    ps = {c: psi(*b[c]) for c in cols}
    expect["psi"] = {"value": real(max(ps.values())), "points": {c: real(v) for c, v in ps.items()}}
    expect["jensen_shannon"] = {"value": real(max(jsd.values())), "points": {c: real(v) for c, v in jsd.items()}}
    for i, c in enumerate(cols if resample else []):
        of = ", %s, %s" % (name, c)
        expect["psi"]["points"][c] = resampled("psi" + of, *b[c], root_psi, math.sqrt(ps[c]), len(cols), resample + 2 * i, np.inf, True)
        expect["jensen_shannon"]["points"][c] = resampled("jensen_shannon" + of, *b[c], js, jsd[c], len(cols), resample + 2 * i + 1, 1, False)
    if numbers:
        pair = {c: (values(now[c]), values(ref[c])) for c in numbers}
        d = {c: ks(*pair[c]) for c in numbers}
        off = {c: sum(math.sqrt(math.log(4 / (0.05 / len(numbers))) / 2 / len(v)) for v in pair[c]) for c in numbers}
        expect["ks_statistic"] = {"value": real(max(v[0] for v in d.values())),
                                  "lo": real(max(max(0, d[c][0] - off[c]) for c in numbers)),
                                  "hi": real(max(min(1, d[c][0] + off[c]) for c in numbers)),
                                  "points": {**{c: real(d[c][0]) for c in numbers}, **adjusted(numbers, [d[c][1] for c in numbers])}}
        w = {c: wasserstein(*pair[c], 0.05 / len(numbers)) for c in numbers}
        expect["wasserstein_distance"] = {"value": real(max(v[0] for v in w.values())), "points": {c: real(v[0]) for c, v in w.items()}}
        if all(len(v) >= 300 for p in pair.values() for v in p):
            expect["wasserstein_distance"].update(lo=real(max(v[1] for v in w.values())), hi=real(max(v[2] for v in w.values())))
    else:
        expect["ks_statistic"] = expect["wasserstein_distance"] = UNDEFINED
    if texts:
        x = {c: chi(*b[c], 0.05 / len(texts)) for c in texts}
        expect["chi_square"] = {"value": real(max(v[0] for v in x.values())), "lo": real(max(v[2] for v in x.values())),
                                "hi": real(max(v[3] for v in x.values())),
                                "points": {**{c: real(x[c][0]) for c in texts}, **adjusted(texts, [x[c][1] for c in texts])}}
    else:
        expect["chi_square"] = UNDEFINED
    f.case(name, why, **({"replicates": REPLICATES} if resample else {}), table=csv(now), other=csv(ref), options={"bins": k},
           stats={"rows": reals([len(now[cols[0]]), len(ref[cols[0]])]), "now": reals(v for c in cols for v in b[c][0]),
                  "ref": reals(v for c in cols for v in b[c][1])}, expect=expect)


def main():
    f = Procedures("drift", versions("scipy", "numpy", "statsmodels") +
                   ": ks_2samp, kstwobign, wasserstein_distance, jensenshannon, chi2_contingency, ncx2, multipletests",
                   "tools/vectors/procedure/drift.py")
    rng = np.random.default_rng(5)

    def table(n, shift, p, gone=0):
        x = np.round(rng.normal(shift, 1, n), 3)
        return {"income": [None if i < gone else float(v) for i, v in enumerate(x)],
                "age": [float(v) for v in rng.integers(20, 60, n)],
                "town": [None if i % 40 == 7 else str(v) for i, v in enumerate(rng.choice(["a", "b", "c", "d"], n, p=p))],
                "sex": [str(v) for v in rng.choice(["F", "M"], n)]}
    even = [0.25] * 4
    case(f, "small, exact", "60 against 80 rows: exact Kolmogorov-Smirnov, no interval of the Wasserstein distance",
         table(60, 0.7, [0.4, 0.3, 0.2, 0.1], 3), table(80, 0, even))
    case(f, "nothing moved", "two samples of one population", table(700, 0, even), table(900, 0, even), resample=60)
    case(f, "moved", "1,500 against 1,200 rows: Kolmogorov's limit", table(1500, 0.15, [0.3, 0.3, 0.2, 0.2], 60), table(1200, 0, even), k=7, resample=80)
    case(f, "numbers only", "no category: no chi-square", {"x": [1.0, 2.0, 2.0, 3.0, 5.0]}, {"x": [1.0, 1.0, 2.0, 4.0, 6.0, 7.0]}, k=3)
    case(f, "categories only", "no number; a category that is new, one that is gone", {"c": ["a"] * 30 + ["n"] * 10}, {"c": ["a"] * 25 + ["o"] * 25})
    f.case("no spread", "a constant in the second table has no standard deviation", table="x,z\n1,1\n2,2\n", other="x,z\n1,1\n1,3\n",
           expect={"wasserstein_distance": {"value": real(0.5 / math.sqrt(2)), "points": {"x": UNDEFINED}}, "ks_statistic": {"value": "0.5"}})
    f.case("empty", "a second table without rows of a column's kind", table="x\n1\n", other="x,y\n,1\n",
           refused="is text in one table and numbers in the other")
    f.case("nothing in common", "no column is in both", table="x\n1\n", other="y\n1\n", refused="no column in common")
    f.case("missing feature", "a feature that the second table lacks", table="x,y\n1,2\n", other="x\n1\n", measure={"features": ["y"]},
           refused="the second table")
    f.case("without", "a second table is needed", table="x\n1\n", refused="drift needs a second table")
    f.write()


main()
