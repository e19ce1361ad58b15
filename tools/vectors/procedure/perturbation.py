"""perturbation: the same draws (xoshiro256**) laid on the rows here, accuracy by scikit-learn, areas by NumPy."""
import numpy as np
from sklearn.metrics import accuracy_score

from common import Procedures, UNDEFINED, csv, real, reals, versions
from live import Model, Rng, column, mean_interval, rated, sample, sd

LEVELS = [0, 5, 10, 20, 50, 100]
KINDS = ["missing", "noise", "unit", "category"]
NAME = {"missing": "accuracy_under_missing", "noise": "accuracy_under_noise", "unit": "accuracy_under_unit_errors",
        "category": "accuracy_under_category_swaps"}


def worse(model, table, rows, kind, seed, repeats):
    """[repeat][level][row]: rows as they are asked."""
    rng, out = Rng(seed + KINDS.index(kind)), []
    k = len(model.features)
    spread = [0 if model.is_category(j) else sd(column(table, j)) for j in range(k)]
    occur = [sorted({x for x in column(table, j) if x is not None}) for j in range(k)]
    for _ in range(repeats):
        levels = [[] for _ in LEVELS]
        for row in rows:
            hit, with_ = [101] * k, [None] * k
            for j, x in enumerate(row):
                cat = model.is_category(j)
                if kind == "missing":
                    hit[j] = rng.below(100)
                elif x is None:
                    continue
                elif kind == "noise" and not cat and spread[j] > 0:
                    hit[j], with_[j] = 0, rng.gauss() * spread[j]
                elif kind == "unit" and not cat:
                    hit[j] = rng.below(100)
                    with_[j] = [x * 10, x * 1000, x / 100][rng.below(3)]
                elif kind == "category" and cat and len(occur[j]) > 1:
                    hit[j] = rng.below(100)
                    others = [v for v in occur[j] if v != x]
                    with_[j] = others[rng.below(len(others))]
            for v, level in enumerate(LEVELS):
                new = []
                for j, x in enumerate(row):
                    if hit[j] >= level:
                        new.append(x)
                    else:
                        new.append(x + with_[j] * level / 100 if kind == "noise" else with_[j])
                levels[v].append(new)
        out.append(levels)
    return out


def expected(model, table, label, seed, repeats, level, rows_max=2000):
    use = [i for i in range(len(table)) if label is None or label[i] is not None]
    at = [use[i] for i in sample(Rng(seed), len(use), rows_max)]
    rows = [table[i] for i in at]
    want = [model.yes(r) for r in rows] if label is None else [label[i] == 1 for i in at]
    expect, drops = {}, {}
    kinds = [k for k in KINDS if k != "category" or model.levels]
    if model.whole:
        kinds.remove("missing")
    for kind in kinds:
        asked = worse(model, table, rows, kind, seed, repeats)
        right = np.array([[[model.yes(r) == w for r, w in zip(lv, want)] for lv in rep] for rep in asked], dtype=float).mean(axis=0)
        each = np.trapz(right, x=np.array(LEVELS) / 100, axis=0)
        for v in range(len(LEVELS)):  # the mean over repeats of scikit-learn's accuracy is the curve
            acc = np.mean([accuracy_score(want, [model.yes(r) for r in rep[v]]) for rep in asked])
            assert abs(acc - right[v].mean()) < 1e-12
        expect[NAME[kind]] = dict(rated(each, 0, 1), points={real(l / 100): rated(right[v], 0, 1) for v, l in enumerate(LEVELS)})
        drops[kind] = right[0] - right[LEVELS.index(level)]
    for kind in KINDS:
        expect.setdefault(NAME[kind], UNDEFINED)
    conf = 1 - 0.05 / len(drops)
    ends = {k: mean_interval(d, -1, 2, conf) for k, d in drops.items()}
    expect["accuracy_drop"] = {"value": real(max(e[0] for e in ends.values())), "lo": real(max(e[1] for e in ends.values())),
                               "hi": real(max(e[2] for e in ends.values())), "points": {k: real(e[0]) for k, e in ends.items()}}
    return expect, len(rows)


def people(n, seed):
    r = np.random.RandomState(seed)
    out = []
    for _ in range(n):
        row = [float(r.randint(18, 80)), float(r.randint(5, 90)) / 2, int(r.randint(0, 3))]
        if r.rand() < 0.06:
            row[int(r.randint(0, 3))] = None
        out.append(row)
    return out


def main():
    f = Procedures("perturbation", versions("sklearn", "numpy", "scipy") + ": accuracy_score, trapz, norm", "tools/vectors/procedure/perturbation.py")
    m = Model(["age", "income", "job"], [0.02, 0.1, -0.7], -2.6, "logistic", levels={"job": ["none", "part", "full"]})
    rows = people(40, 3)
    label = [1 if i % 4 else int(m.yes(r)) for i, r in enumerate(rows)]
    label[5] = None
    expect, n = expected(m, rows, label, 1, 3, 20)
    text = dict(m.text(rows), y=label)
    f.case("with labels", "numbers, a category, missing values, a row without a label; few rows: Hoeffding's bound", table=csv(text),
           measure={"label": "y"}, model=m.spec(), options={"repeats": 3, "level": 20},
           stats={"rows": reals([n]), "labelled": ["1"], "repeats": ["3"], "levels": reals(LEVELS)}, expect=expect)
    rows = people(420, 4)
    expect, n = expected(m, rows, None, 9, 2, 10, 350)
    f.case("own decisions", "no label: agreement with the decision on the row as it is; 350 rows drawn of 420; the normal law", table=csv(m.text(rows)),
           measure={}, model=m.spec(), seed=9, options={"rows": 350, "repeats": 2}, stats={"rows": reals([n]), "labelled": ["0"]}, expect=expect)
    whole = Model(["a", "b"], [1.0, -1.0], 0.0, threshold=0.1, whole=True)
    rows = [[float(i), float((i * 7) % 11)] for i in range(12)]
    expect, _ = expected(whole, rows, None, 1, 5, 10)
    f.case("a model that takes no gaps", "a curve that cannot be had is undefined, the others stand", table=csv(whole.text(rows)), measure={},
           model=whole.spec(), expect=expect)
    f.case("a level between", "levels are the ones of the curve", table=csv(whole.text(rows)), measure={}, model=whole.spec(),
           options={"level": 30}, refused="5, 10, 20, 50 or 100")
    for at, why in ((43.0, "ten times"), (4300.0, "a thousand times"), (0.043, "a hundredth")):
        one = Model(["x"], [1.0], 0.0, threshold=at)
        rows = [[float(i % 9 + 1)] for i in range(25)]
        expect, _ = expected(one, rows, None, 2, 5, 50)
        f.case("units, " + why, "only %s crosses the limit of %g" % (why, at), table=csv(one.text(rows)), measure={}, model=one.spec(), seed=2,
               options={"level": 50}, expect=expect)
    f.case("nobody", "no rows: no number", table="a,b\n", measure={}, model=whole.spec(),
           expect={n: UNDEFINED for n in list(NAME.values()) + ["accuracy_drop"]})
    f.write()


main()
