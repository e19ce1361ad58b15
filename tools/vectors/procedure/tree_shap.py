"""tree_shap and tree_robustness: small XGBoost models, walked in Python by the documented rules.

Shapley values: the sum over all subsets of features of the path-dependent expectation (Lundberg and others 2020), in exact fractions of the
float32 leaves and covers of the model file; held against xgboost's own pred_contribs, which is float32. Smallest change: every cell between
thresholds is looked at, the nearest point of each that decides otherwise in float32."""
import itertools
import json
import math
from fractions import Fraction

import numpy as np
import xgboost as xgb

from common import Procedures, csv, real, reals

FEATURES = ["a", "b", "c"]


def model_of(seed, rounds, depth):
    rng = np.random.RandomState(seed)
    x = np.round(rng.uniform(0, 10, (200, 3)), 1).astype(np.float32)
    y = ((x[:, 0] > 4) ^ (x[:, 1] > 6)).astype(int)
    m = xgb.train({"objective": "binary:logistic", "max_depth": depth, "eta": 0.5, "nthread": 1, "base_score": 0.5, "tree_method": "exact"},
                  xgb.DMatrix(x, label=y, feature_names=FEATURES), rounds)
    return m, x, bytes(m.save_raw("json")).decode()


def trees_of(text):
    out = []
    for t in json.loads(text)["learner"]["gradient_booster"]["model"]["trees"]:
        f32 = lambda v: [np.float32(x) for x in v]
        out.append({"left": t["left_children"], "right": t["right_children"], "at": f32(t["split_conditions"]), "of": t["split_indices"],
                    "cover": f32(t["sum_hessian"])})
    return out


def expect(t, row, known, node=0):
    """Path-dependent expectation with the features in `known` fixed."""
    if t["left"][node] < 0:
        return Fraction(float(t["at"][node]))
    left, right, f = t["left"][node], t["right"][node], t["of"][node]
    if f in known:
        return expect(t, row, known, left if np.float32(row[f]) < t["at"][node] else right)
    wl, wr = Fraction(float(t["cover"][left])), Fraction(float(t["cover"][right]))
    return (wl * expect(t, row, known, left) + wr * expect(t, row, known, right)) / (wl + wr)


def shapley(trees, row):
    k = len(FEATURES)
    value = {s: sum(expect(t, row, set(s)) for t in trees) for n in range(k + 1) for s in itertools.combinations(range(k), n)}
    phi = []
    for i in range(k):
        total = Fraction(0)
        for n in range(k):
            weight = Fraction(math.factorial(n) * math.factorial(k - n - 1), math.factorial(k))
            for s in itertools.combinations([j for j in range(k) if j != i], n):
                total += weight * (value[tuple(sorted(s + (i,)))] - value[s])
        phi.append(total)
    return phi, value[()]


def margin(trees, row):
    total = 0.0
    for t in trees:
        node = 0
        while t["left"][node] >= 0:
            node = t["left"][node] if np.float32(row[t["of"][node]]) < t["at"][node] else t["right"][node]
        total += float(t["at"][node])
    return total


def smallest(trees, row, scale):
    """Smallest largest change, in units of scale, over one nearest point of each cell."""
    options = []
    for f in range(len(FEATURES)):
        here = np.float32(row[f])
        points = [float(here)]
        for t in sorted({float(t["at"][n]) for t in trees for n in range(len(t["left"])) if t["left"][n] >= 0 and t["of"][n] == f}):
            t = np.float32(t)
            points.append(float(t) if here < t else float(np.nextafter(t, np.float32(-np.inf))))
        options.append(points if scale[f] else [float(here)])
    own = margin(trees, row) >= 0
    best = math.inf
    for p in itertools.product(*options):
        if (margin(trees, p) >= 0) != own:
            best = min(best, max(abs(p[f] - float(np.float32(row[f]))) / scale[f] if p[f] != options[f][0] else 0.0 for f in range(len(p))))
    return best


def table_of(x):
    return csv({f: [float("%.1f" % v) for v in x[:, i]] for i, f in enumerate(FEATURES)})


def order_median(values, n):
    """The median and its exact interval by order statistics: SciPy's binomial law."""
    from scipy.stats import binom
    v = sorted(values)
    return v[(n - 1) // 2] if len(v) > (n - 1) // 2 else None


def main():
    shap = Procedures("tree_shap", "Python fractions; held against xgboost %s pred_contribs" % xgb.__version__, "tools/vectors/procedure/tree_shap.py")
    firm = Procedures("tree_robustness", "Python: every cell between the thresholds of a model of xgboost %s" % xgb.__version__,
                      "tools/vectors/procedure/tree_shap.py")
    for name, seed, rounds, depth, n in (("three trees", 1, 3, 2, 12), ("deeper", 2, 4, 3, 9), ("many rows", 3, 2, 2, 320)):
        m, x, text = model_of(seed, rounds, depth)
        rng = np.random.RandomState(seed + 100)
        rows = np.round(rng.uniform(0, 10, (n, 3)), 1)
        trees = trees_of(text)
        got = m.predict(xgb.DMatrix(rows.astype(np.float32), feature_names=FEATURES), pred_contribs=True)
        size, square, expected = [Fraction(0)] * 3, [Fraction(0)] * 3, None
        for r, theirs in zip(rows, got):
            phi, expected = shapley(trees, r)
            for j in range(3):
                assert abs(float(phi[j]) - float(theirs[j])) < 2e-5, (phi, theirs)
                size[j] += abs(phi[j])
                square[j] += phi[j] ** 2
        mean = [s / n for s in size]
        best = max(range(3), key=lambda j: mean[j])
        want = {"value": real(float(mean[best])), "points": {f: real(float(mean[j])) for j, f in enumerate(FEATURES)}}
        if n >= 300:
            from scipy.stats import norm
            z = norm.ppf(1 - 0.05 / 3 / 2)
            sd = math.sqrt((float(square[best]) - float(size[best]) ** 2 / n) / (n - 1))
            want["lo"], want["hi"] = real(float(mean[best]) - z * sd / math.sqrt(n)), real(float(mean[best]) + z * sd / math.sqrt(n))
        model = {"features": FEATURES, "trees": text}
        shap.case(name, "contributions of %d rows" % n, table=table_of(rows), measure={}, model=model,
                  stats={"rows": [str(n)], "size": reals(float(s) for s in size), "square": reals(float(s) for s in square),
                         "expected": [real(float(expected))]}, expect={"shap_importance": want})
        if n > 100:
            continue
        for fixed in ([], ["a"]):
            scale = [0.0 if f in fixed else float(np.std(rows[:, i], ddof=1)) for i, f in enumerate(FEATURES)]
            far = [smallest(trees, [float(v) for v in r], scale) for r in rows]
            there = sorted(d for d in far if d < math.inf)
            at = (n - 1) // 2
            expect_ = {"certified_distance_median": {"value": real(there[at])}} if at < len(there) else {}
            firm.case(name + (", one that cannot change" if fixed else ""), "the smallest change of each row", table=table_of(rows), measure={},
                      model=dict(model, fixed=fixed, threshold="0.5"),
                      stats={"rows": [str(n)], "exact": [str(n)], "never": [str(n - len(there))], "lower": reals(there), "upper": reals(there)},
                      expect=expect_)
    for f in (shap, firm):
        f.case("not trees", "a model of another kind is refused in words", table="a\n1\n2\n", measure={},
               model={"features": ["a"], "w": ["1"]}, refused="trees that are read here")
        f.write()


main()
