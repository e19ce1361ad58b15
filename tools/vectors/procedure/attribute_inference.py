"""attribute_inference: every value tried for every row by NumPy, and cases whose answer is known beforehand; intervals of means by SciPy."""
import numpy as np

from common import Procedures, UNDEFINED, csv, reals, versions
from live import Model, Rng, column, rated, sample


def guesses(model, rows, j, digits, most, seed):
    """Rows attacked and, from rounded scores and from decisions: guesses that are right, as arrays; those of the commonest value."""
    values = sorted({v for v in column(rows, j) if v is not None})
    often = np.array([sum(v == w for w in column(rows, j)) for v in values])
    first = int(np.argmax(often))
    at = [i for i in sample(Rng(seed), len(rows), most) if rows[i][j] is not None]
    right = {"score": [], "decision": []}
    for i in at:
        s = np.array([model.score(rows[i][:j] + [v] + rows[i][j + 1:]) for v in values + [rows[i][j]]])
        for of, shown in (("score", np.floor(s * 10**digits + 0.5)), ("decision", (s >= model.threshold).astype(float))):
            far = np.abs(shown[:-1] - shown[-1])
            near = np.flatnonzero(far == far.min())
            right[of].append(values[near[np.argmax(often[near])]] == rows[i][j])
    return at, {k: np.array(v) for k, v in right.items()}, np.array([values[first] == rows[i][j] for i in at]), often


def case(f, name, why, model, rows, feature, known=None, digits=2, most=1000, seed=1, options=None):
    at, right, base, often = guesses(model, rows, model.features.index(feature), digits, most, seed)
    stats, points = {"values": reals(often)}, {}
    for of in ("score", "decision"):
        gained, lost = int((right[of] & ~base).sum()), int((base & ~right[of]).sum())
        stats[of] = reals([gained, lost, len(at)])
        points[of] = rated(right[of].astype(int) - base.astype(int), -1, 2)
    if known:
        assert stats["score"] == reals(known[0]) and stats["decision"] == reals(known[1]), (name, stats)
    f.case(name, why, table=csv(model.text(rows)), model=model.spec(), options={"feature": feature, **(options or {})}, seed=seed, stats=stats,
           expect={"attribute_inference_gain": {**points["score"], "points": {k: v["value"] for k, v in points.items()}}})


def main():
    f = Procedures("attribute_inference", versions("numpy", "scipy") + ": every value tried, normal law and Hoeffding's bound",
                   "tools/vectors/procedure/attribute_inference.py")
    r = np.random.default_rng(8)
    n = 900
    rows = [[float(np.round(a, 2)), int(b), float(c)] for a, b, c in zip(r.normal(0, 1, n), r.choice(4, n, p=[0.2, 0.5, 0.2, 0.1]), r.integers(0, 6, n))]
    for i in range(0, n, 19):
        rows[i][1] = None
    m = Model(["x", "illness", "k"], [0.9, 0.35, -0.2], -0.3, "logistic", levels={"illness": ["a", "b", "c", "d"]})
    case(f, "a score to two decimals", "four values, one of them in the middle of the others; rows without it are left out", m, rows, "illness")
    case(f, "no decimals", "the score is rounded to 0 or 1", m, rows, "illness", digits=0, options={"digits": 0})
    case(f, "a number of few values", "200 rows drawn, one decimal", m, rows, "k", digits=1, most=200, seed=5, options={"digits": 1, "rows": 200})
    # known beforehand: 3 of 10 have a 1; the score says it, and the decision does where x is 0
    few = [[0.0, 1.0]] * 2 + [[5.0, 1.0]] + [[0.0, 0.0]] * 4 + [[5.0, 0.0]] * 3
    m = Model(["x", "secret"], [1.0, 1.0], 0.0, threshold=1.0)
    case(f, "given away", "the score is x + secret: all 3 are found; the decision x + secret >= 1 finds those 2 with x = 0", m, few, "secret",
         known=([3, 0, 10], [2, 0, 10]))
    m = Model(["x", "secret"], [1.0, 0.0], 0.0, threshold=1.0)
    case(f, "not used", "a feature that the score does not use: the commonest value is always the best guess", m, few, "secret",
         known=([0, 0, 10], [0, 0, 10]))
    case(f, "a jump elsewhere", "a model that looks at another feature alone", Model(["x", "secret"], stump=(0, 3.0)), few, "secret",
         known=([0, 0, 10], [0, 0, 10]))
    f.case("empty", "nobody has the attribute: no number", table="x,secret\n1,\n2,\n", model=m.spec(), options={"feature": "secret"},
           stats={"score": ["0", "0", "0"]}, expect={"attribute_inference_gain": UNDEFINED})
    for k in (32, 33):
        many = [[0.0, float(i)] for i in range(k)]
        if k == 32:
            case(f, "32 values", "as many as are tried, each its own answer; the decision tells 0 from the rest, of which the first is guessed", Model(["x", "secret"], [1.0, 1.0]), many, "secret", known=([31, 0, 32], [1, 0, 32]))
        else:
            f.case("33 values", "one more than are tried", table=csv(m.text(many)), model=m.spec(), options={"feature": "secret"}, refused="more than 32 values")
    f.case("not named", "which feature is hidden has to be said", table="x,secret\n1,1\n", model=m.spec(), refused="has to name a feature of the model")
    f.case("not a feature", "the model does not take it", table="x,secret\n1,1\n", model=m.spec(), options={"feature": "y"}, refused="the model has no feature \"y\"")
    f.write()


main()
