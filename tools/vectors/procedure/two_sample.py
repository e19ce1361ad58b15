"""two_sample: scikit-learn's logistic regression on the same seeded draw and split; DeLong's variance from its definition."""
import math
import struct

import numpy as np
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from common import Procedures, csv, real, reals, versions
from seeded import M, Rng

GOLDEN = 0x9E3779B97F4A7C15


def after(h, x):
    return Rng(h ^ (x * GOLDEN & M)).next()


def bits(v):
    """A cell as 64 bits: doubles in their order as integers, texts by FNV-1a, 0 for a missing one."""
    if v is None:
        return 0
    if isinstance(v, str):
        h = 0xCBF29CE484222325
        for b in v.encode():
            h = (h ^ b) * 0x100000001B3 & M
        return h
    u = struct.unpack("<Q", struct.pack("<d", v + 0.0))[0]
    return ~u & M if u >> 63 else u | 1 << 63


def drawn(table, side, seed, most=5000):
    rows = list(zip(*table.values()))
    keys = []
    for r in rows:
        h = after(seed, side)
        for v in r:
            h = after(h, bits(v))
        keys.append(h)
    seen, out = {}, []
    for h, r in zip(keys, rows):
        seen[h] = seen.get(h, -1) + 1
        out.append((after(h, seen[h]), r))
    return [r for _, r in sorted(out, key=lambda x: x[0])][:most]


def features(now, ref, seed):
    one, two = drawn(now, 0, seed), drawn(ref, 1, seed)
    rows = one + two
    learn = np.array([i % 2 == 0 for i in range(len(one))] + [i % 2 == 0 for i in range(len(two))])
    y = np.array([1] * len(one) + [0] * len(two))
    cols, names = [], []
    for k, name in enumerate(now):
        v = [r[k] for r in rows]
        full = list(now[name]) + list(ref[name])
        if any(isinstance(x, str) for x in full):
            count = {}
            for x in full:
                if x is not None:
                    count[x] = count.get(x, 0) + 1
            common = sorted(sorted(count, key=lambda x: (-count[x], x))[:8])
            for c in common:
                cols.append([float(x == c) for x in v])
                names.append("%s=%s" % (name, c))
            if len(count) > 8:
                cols.append([float(x is not None and x not in common) for x in v])
                names.append(name + "=(another value)")
            cols.append([float(x is None) for x in v])
            names.append(name + "=(missing)")
            continue
        x = np.array([np.nan if t is None else t for t in v], float)
        there = x[learn & ~np.isnan(x)]
        z = np.clip((x - there.mean()) / there.std(ddof=1), -5, 5)
        cols += [np.nan_to_num(z), np.where(np.isnan(x), 0, z ** 2 - 1)]
        names += [name, name + " squared"]
        if np.isnan(x).any():
            cols.append(np.isnan(x).astype(float))
            names.append(name + " missing")
    return np.array(cols, float).T, y, learn, names


def auc(x, y, learn):
    model = LogisticRegression(C=1.0, solver="newton-cg", tol=1e-8, max_iter=10000).fit(x[learn], y[learn])
    w = np.append(model.coef_[0], model.intercept_)
    for _ in range(5):  # its optimum, to the last digits
        p = 1 / (1 + np.exp(-(x[learn] @ w[:-1] + w[-1])))
        a = np.column_stack([x[learn], np.ones(learn.sum())])
        ridge = np.append(np.ones(x.shape[1]), 0)
        w = w - np.linalg.solve((a * (p * (1 - p))[:, None]).T @ a + np.diag(ridge), a.T @ (p - y[learn]) + ridge * w)
    assert np.abs(w[:-1] - model.coef_[0]).max() < 1e-5
    s, t = np.round((x[~learn] @ w[:-1] + w[-1]) * 2 ** 30), y[~learn]
    v = roc_auc_score(t, s)
    pos, neg = s[t == 1], s[t == 0]
    psi = (pos[:, None] > neg[None, :]) + 0.5 * (pos[:, None] == neg[None, :])
    var = psi.mean(1).var(ddof=1) / len(pos) + psi.mean(0).var(ddof=1) / len(neg)
    half = norm.isf(0.025) * math.sqrt(var)
    return v, max(0, v - half), min(1, v + half), w


def case(f, name, why, now, ref, seed=1):
    x, y, learn, names = features(now, ref, seed)
    v, lo, hi, w = auc(x, y, learn)
    big = np.argsort(-np.abs(w[:-1]), kind="stable")[0]
    f.case(name, why, table=csv(now), other=csv(ref), seed=seed,
           stats={"asked": reals([(y[~learn] == 1).sum(), (y[~learn] == 0).sum()]), "weight": reals(w[:-1])},
           expect={"classifier_two_sample": {"value": real(v), "lo": real(lo), "hi": real(hi), "points": {names[big]: real(w[big])}}})


def main():
    f = Procedures("two_sample", versions("sklearn", "scipy", "numpy") + ": LogisticRegression, roc_auc_score, norm",
                   "tools/vectors/procedure/two_sample.py")
    rng = np.random.default_rng(17)

    def table(n, shift=0.0, spread=1.0, p=0.5, gone=0):
        x = np.round(rng.normal(shift, spread, n), 3)
        return {"income": [None if i < gone else float(v) for i, v in enumerate(x)],
                "kids": [float(v) for v in rng.integers(0, 4, n)],
                "town": [None if i % 29 == 3 else str(v) for i, v in enumerate(rng.choice(["a", "b"], n, p=[p, 1 - p]))]}
    case(f, "a mean and a share moved", "told apart by a number and a category", table(240, 0.8, p=0.7, gone=9), table(200))
    case(f, "a spread moved", "seen by the square alone", table(200, spread=2.0), table(220), seed=5)
    case(f, "nothing moved", "no better than a coin", table(180), table(180), seed=3)
    many = {"c": [None if i % 50 == 0 else "k%02d" % v for i, v in enumerate(rng.integers(0, 12, 150))]}
    other = {"c": ["k%02d" % min(v, 11) for v in rng.geometric(0.2, 140)]}
    many["d"], other["d"] = ([float(v) for v in rng.integers(0, 2, n)] for n in (150, 140))
    case(f, "more than 8 categories", "rarer ones together, among many equal rows", many, other)
    f.case("few rows", "too few to learn from", table="x\n" + "1\n" * 19, other="x\n" + "2\n" * 40, refused="needs at least 20 rows in both tables")
    f.write()


main()
