"""multiclass: scikit-learn's recall_score and balanced_accuracy_score in each group; bounds by statsmodels."""
import itertools

import numpy as np
from sklearn.metrics import balanced_accuracy_score, recall_score
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from common import Procedures, UNDEFINED, csv, normal_rule, real, reals, versions


def share(x, n, alpha):
    return proportion_confint(x, n, alpha, "wilson" if normal_rule(x, n, alpha) else "beta")


def gap(x, n, alpha):
    """Largest difference of x / n and its bounds, from pairs that hold together."""
    pairs = list(itertools.combinations(range(len(x)), 2))
    a, lo, hi = alpha / len(pairs), 0.0, 0.0
    for i, j in pairs:
        i, j = (i, j) if x[i] / n[i] >= x[j] / n[j] else (j, i)
        if normal_rule(x[i], n[i], a) and normal_rule(x[j], n[j], a):
            l, h = confint_proportions_2indep(x[i], n[i], x[j], n[j], method="newcomb", compare="diff", alpha=a)
        else:
            (l1, h1), (l2, h2) = (proportion_confint(x[k], n[k], a / 2, "beta") for k in (i, j))
            l, h = l1 - h2, h1 - l2
        lo, hi = max(lo, l), max(hi, h)
    v = [k / m for k, m in zip(x, n)]
    return max(v) - min(v), lo, min(1, hi)


def case(f, name, why, rows, extra=(), number=False):
    groups, classes = sorted({r[0] for r in rows}), sorted({r[1] for r in rows})
    of = {g: (np.array([r[1] for r in rows if r[0] == g]), np.array([r[2] for r in rows if r[0] == g])) for g in groups}
    n = np.array([[int((of[g][0] == c).sum()) for c in classes] for g in groups])
    x = np.array([[int(((of[g][0] == c) & (of[g][1] == c)).sum()) for c in classes] for g in groups])
    for i, g in enumerate(groups):
        assert np.allclose(x[i] / n[i], recall_score(*of[g], labels=classes, average=None, zero_division=0))
    each = [gap(x[:, k], n[:, k], 0.05 / len(classes)) for k in range(len(classes))]
    best = max(e[0] for e in each)
    macro = [balanced_accuracy_score(*of[g]) for g in groups]
    ends = np.array([np.mean([share(x[i][k], n[i][k], 0.05 / n.size) for k in range(len(classes))], axis=0) for i in range(len(groups))])
    table = list(rows) + list(extra)
    f.case(name, why, table=csv({"g": [r[0] for r in table], "y": [r[1] for r in table], "d": [r[2] for r in table]}),
           measure={"label": "y", "prediction": "d", "by": ["g"]},
           stats={"groups": reals(n.sum(axis=1)), "classes": reals(n.sum(axis=0)), "rows": reals(n.ravel()), "right": reals(x.ravel())},
           expect={"multiclass_tpr_gap": {"value": real(best), "lo": real(max(e[1] for e in each)), "hi": real(max(e[2] for e in each)),
                                          "points": {real(c) if number else c: real(e[0]) for c, e in zip(classes, each)}},
                   "macro_tpr_gap": {"value": real(max(macro) - min(macro)), "lo": real(max(0, ends[:, 0].max() - ends[:, 1].min())),
                                     "hi": real(min(1, ends[:, 1].max() - ends[:, 0].min())), "points": {"g=" + g: real(m) for g, m in zip(groups, macro)}}})


def people(rng, n, groups, classes, hit):
    g, y = rng.integers(0, len(groups), n), rng.integers(0, len(classes), n)
    ok = rng.random(n) < np.array(hit)[g, y]
    d = np.where(ok, y, (y + 1 + rng.integers(0, len(classes) - 1, n)) % len(classes))
    return [(groups[a], classes[b], classes[c]) for a, b, c in zip(g, y, d)]


def main():
    f = Procedures("multiclass", versions("sklearn", "statsmodels") + ": recall_score, balanced_accuracy_score, confint_proportions_2indep, proportion_confint",
                   "tools/vectors/procedure/multiclass.py")
    rng = np.random.default_rng(21)
    case(f, "three classes, two groups", "many rows; one class is found less in one group", people(rng, 4000, "FM", ["high", "low", "mid"],
                                                                                               [[0.5, 0.8, 0.7], [0.7, 0.82, 0.72]]))
    case(f, "four classes, three groups", "fewer rows: exact bounds; rows without group, label or prediction are left out",
         people(rng, 700, "PQR", list("abcd"), [[0.9, 0.6, 0.7, 0.5], [0.6, 0.6, 0.7, 0.6], [0.8, 0.5, 0.9, 0.95]]),
         [(None, "a", "a"), ("P", None, "a"), ("P", "a", None)])
    case(f, "classes as numbers", "labels 1, 2, 3", people(rng, 900, "FM", [1, 2, 3], [[0.7, 0.8, 0.6], [0.9, 0.8, 0.8]]), number=True)
    f.case("a class that is not there", "a group without a row of one class: no number, not 0", table="g,y,d\na,x,x\na,z,z\nb,x,x\n",
           measure={"label": "y", "prediction": "d", "by": ["g"]}, expect={"multiclass_tpr_gap": UNDEFINED, "macro_tpr_gap": UNDEFINED})
    f.case("a class that is only predicted", "it has no rows, and is none of the classes", table="g,y,d\na,x,x\na,z,q\nb,x,x\nb,z,z\n",
           measure={"label": "y", "prediction": "d", "by": ["g"]}, stats={"classes": ["2", "2"], "right": ["1", "0", "1", "1"]},
           expect={"multiclass_tpr_gap": {"value": "1"}, "macro_tpr_gap": {"value": "0.5"}})
    f.case("one group", "nothing to compare", table="g,y,d\na,x,x\na,z,x\n", measure={"label": "y", "prediction": "d", "by": ["g"]},
           expect={"multiclass_tpr_gap": {"value": "0"}, "macro_tpr_gap": {"value": "0"}})
    for k in (256, 257):
        table = "g,y,d\n" + "".join("a,c%d,c%d\n" % (i, i) for i in range(k))
        more = {"refused": "more than 256 classes"} if k > 256 else {"expect": {"macro_tpr_gap": {"value": "0"}}}
        f.case("%d classes" % k, "as many classes as there may be, and one more", table=table, measure={"label": "y", "prediction": "d", "by": ["g"]}, **more)
    f.case("no prediction", "a column of classes is needed", table="g,y\na,x\n", measure={"label": "y", "by": ["g"]}, refused="a prediction is needed")
    f.write()


main()
