"""label_noise: the confident joint by its definition (Northcutt, Jiang and Chuang 2021, section 3.1), in NumPy."""
from common import Procedures, UNDEFINED, csv, real, reals, versions

import numpy
from statsmodels.stats.proportion import proportion_confint


def joint(p, given):
    """Counts of (given label, label the scores are sure of), rows not counted, thresholds, and the calibrated joint."""
    k = p.shape[1]
    t = numpy.array([p[given == j, j].mean() for j in range(k)])
    reach = numpy.where(p >= t - 1e-9, p, -1)
    sure = reach.max(axis=1) >= 0
    c = numpy.zeros((k, k), int)
    numpy.add.at(c, (given[sure], reach[sure].argmax(axis=1)), 1)
    unsure = numpy.bincount(given[~sure], minlength=k)
    q = c / c.sum(axis=1, keepdims=True) * numpy.bincount(given, minlength=k)[:, None]
    return c, unsure, t, q / q.sum()


def stats(c, unsure, t):
    return {"joint": [str(v) for v in c.ravel()], "unsure": [str(v) for v in unsure], "threshold": reals(t)}


def main():
    f = Procedures("label_noise", versions("numpy") + ", by the definition of Northcutt, Jiang and Chuang (2021); the interval at 0 by "
                   + versions("statsmodels"), "tools/vectors/procedure/label_noise.py")
    r = numpy.random.RandomState(9)
    n = 300
    true = r.randint(0, 2, n)
    score = numpy.round(numpy.clip(r.beta(5, 2, n) * true + r.beta(2, 5, n) * (1 - true), 0, 1), 3)
    given = numpy.where(r.random_sample(n) < 0.12, 1 - true, true)
    c, unsure, t, q = joint(numpy.stack([1 - score, score], axis=1), given)
    cols = {"s": list(score) + [None, 0.5], "y": [int(v) for v in given] + [1, None]}
    f.case("two classes", "flipped labels; rows without label or score are left out", table=csv(cols), measure={"label": "y", "score": "s"}, stats=stats(c, unsure, t),
           expect={"label_noise_share": {"value": real(q[0, 1] + q[1, 0]),
                                         "points": {"positive looks like not positive": real(q[1, 0]), "not positive looks like positive": real(q[0, 1])}}})
    p = r.dirichlet([1, 1, 1], n)
    p[numpy.arange(n), true + r.randint(0, 2, n)] += 1.5
    p = numpy.round(p / p.sum(axis=1, keepdims=True), 4)
    given = numpy.where(r.random_sample(n) < 0.2, r.randint(0, 3, n), p.argmax(axis=1))
    c, unsure, t, q = joint(p, given)
    cols = {"p0": list(p[:, 0]), "p1": list(p[:, 1]), "p2": list(p[:, 2]), "y": [["low", "mid", "top"][v] for v in given]}
    f.case("three classes", "a column of scores for each class", table=csv(cols), measure={"label": "y", "score": "p0"},
           options={"scores": ["p0", "p1", "p2"], "classes": ["low", "mid", "top"]}, stats=stats(c, unsure, t),
           expect={"label_noise_share": {"value": real(q.sum() - numpy.trace(q)), "points": {"low looks like mid": real(q[0, 1]), "top looks like low": real(q[2, 0])}}})
    clean = {"s": [0.9, 0.8, 0.7, 0.2, 0.1, 0.3, 0.85], "y": [1, 1, 1, 0, 0, 0, 1]}
    s = numpy.array(clean["s"])
    c, unsure, t, q = joint(numpy.stack([1 - s, s], axis=1), numpy.array(clean["y"]))
    assert q[0, 1] == q[1, 0] == 0
    lo, hi = proportion_confint(0, c.sum(), method="beta")
    f.case("no doubt", "no label is doubted: 0 of the rows that are sure", table=csv(clean), measure={"label": "y", "score": "s"}, stats=stats(c, unsure, t),
           expect={"label_noise_share": {"value": "0", "lo": "0", "hi": real(hi), "method": "clopper-pearson"}})
    f.case("all equal", "scores that equal their mean reach it", table=csv({"s": [0.1] * 7, "y": [1, 1, 1, 0, 0, 0, 0]}), measure={"label": "y", "score": "s"},
           stats={"joint": ["4", "0", "3", "0"], "unsure": ["0", "0"]}, expect={"label_noise_share": {"value": real(3 / 7)}})
    f.case("not a probability", "a score above 1", table="s,y\n0.5,1\n1.5,0\n", measure={"label": "y", "score": "s"}, refused="not a probability")
    f.case("one label", "a class without rows is no class; the other is not doubted", table="s,y\n0.5,1\n0.25,1\n", measure={"label": "y", "score": "s"},
           stats={"joint": ["0", "0", "0", "1"], "unsure": ["0", "1"]}, expect={"label_noise_share": {"value": "0"}})
    f.case("no row", "nothing to count", table="s,y\n,1\n0.25,\n", measure={"label": "y", "score": "s"}, expect={"label_noise_share": UNDEFINED})
    f.case("classes", "labels in the order of scores", table="s,y\n0.5,1\n", measure={"label": "y", "score": "s"}, options={"scores": ["s", "s"], "classes": ["1"]},
           refused="lists the labels")
    f.case("one class", "two at least", table="s,y\n0.5,1\n", measure={"label": "y", "score": "s"}, options={"scores": ["s"]}, refused="2 to 64 columns")
    f.write()


main()
