"""attribution: occlusion from the definition; areas by NumPy trapz, rank correlations by SciPy spearmanr, the noise from xoshiro256**.
For a linear model the attribution of a feature is its coefficient times (value - typical), which is asserted."""
import math
import warnings

import numpy as np
from scipy.stats import spearmanr

from common import Procedures, UNDEFINED, close, csv, real, reals, versions
from live import Model, Rng, column, mean_interval, proportion, rated, sd


def typical(m, rows, j):
    v = sorted(x for x in column(rows, j) if x is not None)
    if m.is_category(j):
        return max(sorted(set(v)), key=v.count)
    return v[(len(v) - 1) // 2]


def attribution(m, x, base):
    """Differences below 2^-32 of the largest are ties."""
    a = [m.score(x) - m.score([base[j] if i == j else v for i, v in enumerate(x)]) for j in range(len(x))]
    most = max(abs(v) for v in a)
    if most == 0:
        return a
    unit = math.ldexp(1, math.frexp(most)[1] - 1 - 32)
    return [float(np.rint(v / unit)) * unit for v in a]


def expected(m, rows, seed, repeats, noise, reasons):
    k, rng = len(m.features), Rng(seed)
    base = [typical(m, rows, j) for j in range(k)]
    spread = [0 if m.is_category(j) else sd(column(rows, j)) for j in range(k)]
    out, ins, stab, curves = [], [], [], {"deletion_auc": [], "insertion_auc": []}
    refused = act = without = 0
    told = [0] * k
    for x in rows:
        a, yes = attribution(m, x, base), m.yes(x)
        if not m.link:
            for j in range(k):
                assert abs(a[j] - m.w[j] * ((0 if x[j] is None else x[j]) - base[j])) < 1e-8
        order = sorted(range(k), key=lambda j: (-a[j] if yes else a[j], j))
        for curve, area, insert in (("deletion_auc", out, False), ("insertion_auc", ins, True)):
            p = []
            for s in range(k + 1):
                first = set(order[:s])
                v = m.score([x[j] if (j in first) == insert else base[j] for j in range(k)])
                p.append(v if yes else 1 - v)
            curves[curve].append(p)
            area.append(float(np.trapz(p, dx=1 / k)))
        rs = []
        near = [[x[j] + rng.gauss() * spread[j] * noise / 100 if x[j] is not None and spread[j] > 0 else x[j] for j in range(k)] for _ in range(repeats)]
        for y in near:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                c = spearmanr(a, attribution(m, y, base)).correlation
            if not math.isnan(c):
                rs.append(c)
        if rs:
            stab.append(np.mean(rs))
        if not yes:
            refused += 1
            low = [j for j in order if a[j] < 0]
            without += not low
            can = False
            for j in low[:reasons]:
                told[j] += 1
                way = m.direction.get(m.features[j], 0)
                can |= not m.is_fixed(j) and (way == 0 or x[j] is None or (way > 0) == (base[j] > x[j]))
            act += can
    gap = [b - a for a, b in zip(out, ins)]
    e = {"explanation_stability": rated(stab, -1, 2), "actionable_reason_share": dict(proportion(act, refused), points={
        m.features[j]: real(t / refused) for j, t in enumerate(told)}), "refusals_without_reason": proportion(without, refused)}
    for name, v, lo, w in (("deletion_auc", out, 0, 1), ("insertion_auc", ins, 0, 1), ("faithfulness_gap", gap, -1, 2)):
        e[name] = rated(v, lo, w)
        if name in curves:
            e[name]["points"] = {real(s / k): real(v) for s, v in enumerate(np.mean(curves[name], axis=0))}
    return e, (act, refused, without, told, len(stab))


def main():
    f = Procedures("attribution", versions("scipy", "numpy", "statsmodels") + ": spearmanr, trapz, proportion_confint",
                   "tools/vectors/procedure/attribution.py")
    r = np.random.RandomState(6)
    m = Model(["income", "debt", "age", "job"], [0.3, -0.5, 0.02, 0.8], -1.9, "logistic", fixed=["age"], direction={"income": 1, "debt": -1},
              levels={"job": ["none", "part", "full"]})
    rows = [[float(r.randint(0, 20)) / 2, float(r.randint(0, 8)), float(r.randint(18, 70)), int(r.randint(0, 3))] for _ in range(45)]
    rows[2][1] = None
    e, (act, refused, without, told, stable) = expected(m, rows, 1, 5, 5, 4)
    f.case("a logistic model", "both decisions, a category, a missing value, directions; Hoeffding's bound", table=csv(m.text(rows)), measure={}, model=m.spec(),
           stats={"refused.actionable": reals([act, refused]), "reasons": reals(told), "stable": reals([stable]), "outside": ["0"]}, expect=e)
    rows = [[float(r.randint(0, 20)) / 2, float(r.randint(0, 8)), float(r.randint(18, 70)), int(r.randint(0, 3))] for _ in range(310)]
    e, _ = expected(m, rows, 4, 2, 20, 1)
    f.case("one reason, more noise", "the normal law; of the first reason alone fewer can be changed", table=csv(m.text(rows)), measure={}, model=m.spec(), seed=4,
           options={"reasons": 1, "noise": 20, "repeats": 2}, expect=e)
    lin = Model(["a", "b"], [1.0, 2.0], 0.0, threshold=30.0)
    rows = [[float(i), float(i * 3 % 7)] for i in range(16)]
    e, (act, refused, without, told, stable) = expected(lin, rows, 1, 5, 5, 4)
    for name in ("deletion_auc", "insertion_auc", "faithfulness_gap"):
        e[name] = {"refused": "outside 0..1"}
    f.case("scores that are no probabilities", "attribution is coefficient times distance from the median; areas of scores are refused, the others stand; "
           "the typical person is refused, too: some have no reason", table=csv(lin.text(rows)), measure={}, model=lin.spec(),
           stats={"refused.without": reals([without, refused]), "reasons": reals(told)}, expect=e)
    assert without > 0
    stump = Model(["x", "y"], stump=(0, 5.0))
    f.case("nobody", "no rows: no number", table="x,y\n", measure={}, model=stump.spec(), expect={n: UNDEFINED for n in e})
    f.write()


main()
