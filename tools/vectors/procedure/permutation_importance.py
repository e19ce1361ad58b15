"""permutation_importance: scikit-learn's, with its shuffles drawn from xoshiro256** (Fisher and Yates, from the last)."""
import numpy as np
import sklearn.inspection._permutation_importance as inner
from sklearn.inspection import permutation_importance

from common import Procedures, UNDEFINED, csv, real, reals, versions
from live import Estimator, Model, Rng, array, mean_interval


class Shuffles:
    def __init__(self, seed):
        self.seed = seed
        self.rng = Rng(seed)

    def randint(self, _):
        return self  # each feature begins again with the seed

    def shuffle(self, at):
        at[:] = np.arange(len(at))
        for i in range(len(at) - 1, 0, -1):
            k = self.rng.below(i + 1)
            at[i], at[k] = at[k], at[i]


def importances(m, rows, label, seed, repeats):
    """Importances by scikit-learn, and row by row: right as it is less the share of repeats that are right."""
    keep = inner.check_random_state
    each = []

    class Watched(Estimator):
        def predict(self, x):
            p = super().predict(x)
            each.append((p == label).astype(float))
            return p

    try:
        inner.check_random_state = lambda s: Shuffles(s.seed if isinstance(s, Shuffles) else s)
        got = permutation_importance(Watched(m), array(rows), label, scoring="accuracy", n_repeats=repeats, random_state=seed, n_jobs=None)
    finally:
        inner.check_random_state = keep
    own = [each[0] - np.mean(each[1 + j * repeats:1 + (j + 1) * repeats], axis=0) for j in range(len(m.features))]
    for a, b in zip(own, got.importances_mean):
        assert abs(a.mean() - b) < 1e-12
    return got.importances_mean, own


def expected(m, rows, label, seed, repeats):
    mean, own = importances(m, rows, np.array(label), seed, repeats)
    out = {}
    for name, use in (("permutation_importance", range(len(mean))), ("fixed_feature_importance", [j for j in range(len(mean)) if m.is_fixed(j)])):
        use = list(use)
        if not use:
            out[name] = UNDEFINED
            continue
        ends = [mean_interval(own[j], -1, 2, 1 - 0.05 / len(use)) for j in use]
        out[name] = {"value": real(max(mean[j] for j in use)), "lo": real(max(e[1] for e in ends)), "hi": real(max(e[2] for e in ends)),
                     "points": {m.features[j]: real(mean[j]) for j in use}}
    return out


def main():
    f = Procedures("permutation_importance", versions("sklearn", "numpy", "scipy") + ": permutation_importance, norm",
                   "tools/vectors/procedure/permutation_importance.py")
    r = np.random.RandomState(2)
    m = Model(["income", "age", "noise", "job"], [0.4, 0.05, 0.0, -1.0], -2.5, "logistic", fixed=["age"], levels={"job": ["a", "b", "c"]})
    rows = [[float(r.randint(0, 20)), float(r.randint(18, 70)), float(r.randint(0, 9)), int(r.randint(0, 3))] for _ in range(60)]
    rows[7][0] = None
    label = [int(m.yes(x)) if i % 7 else 1 - int(m.yes(x)) for i, x in enumerate(rows)]
    f.case("few rows", "Hoeffding's bound over four features; one that does not count; one that is fixed; a missing value travels with the shuffle",
           table=csv(dict(m.text(rows), y=label)), measure={"label": "y"}, model=m.spec(), stats={"rows": reals([60]), "fixed": reals([0, 1, 0, 0])},
           expect=expected(m, rows, label, 1, 5))
    m = Model(["x", "z"], [1.0, -1.0], 0.0, threshold=0.0)
    rows = [[float(r.randint(-9, 10)), float(r.randint(-4, 5))] for _ in range(320)]
    label = [int(m.yes(x)) if r.rand() < 0.9 else int(r.rand() < 0.5) for x in rows]
    f.case("many rows", "the normal law; no feature is fixed", table=csv(dict(m.text(rows), y=label)), measure={"label": "y"}, model=m.spec(), seed=5,
           options={"repeats": 3}, expect=expected(m, rows, label, 5, 3))
    f.case("without labels", "accuracy needs labels", table="x,z\n1,2\n", measure={}, model=m.spec(), refused="needs a label")
    f.write()


main()
