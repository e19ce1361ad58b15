"""extraction: copies by scikit-learn's DecisionTreeClassifier, whose own draws among equal splits are tried many times over; where the
copies made so say different things, nothing is expected; the commonest answer by DummyClassifier; intervals by statsmodels and SciPy."""
import numpy as np
from sklearn.dummy import DummyClassifier
from sklearn.tree import DecisionTreeClassifier

from common import Procedures, UNDEFINED, csv, real, reals, versions
from live import Model, Rng, array, proportion, rated


def order(r, n):
    """The places 0..n-1 by Fisher and Yates, from the last."""
    x = list(range(n))
    for i in range(n, 1, -1):
        j = r.below(i)
        x[i - 1], x[j] = x[j], x[i - 1]
    return x


def pool_and_test(rows, other, queries, tested, seed):
    r = Rng(seed)
    at = order(r, len(rows))
    if other:
        pool, test = [other[i] for i in order(r, len(other))], [rows[i] for i in at]
    else:
        half = len(rows) // 2
        pool, test = [rows[i] for i in at[:half]], [rows[i] for i in at[half:]]
    return pool[:queries], test[:tested]


def steps_of(n):
    return [s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if 10 <= s < n] + [n]


def same(model, pool, test, depth):
    """For each row tested: does the copy say what the model says? None where trees of other draws say something else."""
    x, y, t = array(pool), [model.yes(p) for p in pool], array(test)
    said = {tuple(DecisionTreeClassifier(max_depth=depth, random_state=s).fit(x, y).predict(t)) for s in range(10)}
    return np.array(said.pop()) == [model.yes(p) for p in test] if len(said) == 1 else None


def case(f, name, why, model, rows, other=None, queries=1000, tested=10000, depth=6, seed=1, options=None):
    pool, test = pool_and_test(rows, other, queries, tested, seed)
    step = steps_of(len(pool))
    copies = {q: same(model, pool[:q], test, depth) for q in step}
    e = copies[step[-1]]
    y = [model.yes(p) for p in pool]
    assert 2 * sum(y) != len(y)
    plain = DummyClassifier(strategy="most_frequent").fit(array(pool), y).predict(array(test)) == [model.yes(p) for p in test]
    gained, lost = int((e & ~plain).sum()), int((plain & ~e).sum())
    f.case(name, why, table=csv(model.text(rows)), **({"other": csv(model.text(other))} if other else {}), model=model.spec(), seed=seed, options=options or {},
           stats={"queries": reals(step), "tested": reals([len(test)]), "gain": reals([gained, lost, len(test)])},
           expect={"extraction_agreement": {**proportion(int(e.sum()), len(test)),
                                            "points": {real(q): real(c.mean()) for q, c in copies.items() if c is not None}},
                   "extraction_gain": rated(e.astype(int) - plain.astype(int), -1, 2)})


def people(n, seed):
    """Numbers that a float holds exactly, as scikit-learn's trees take them."""
    r = np.random.default_rng(seed)
    return [[float(v) for v in row] for row in np.round(r.normal(0, 2, (n, 3)) * 4096) / 4096]


def main():
    f = Procedures("extraction", versions("sklearn", "statsmodels", "scipy") + ": DecisionTreeClassifier, DummyClassifier, proportion_confint",
                   "tools/vectors/procedure/extraction.py")
    linear = Model(["a", "b", "c"], [1.0, -0.7, 0.2], 0.5, "logistic", threshold=0.6)
    tries = [("half of the table", "asks about one half, is held against the other", linear, dict(n=1400, depth=4, options={"depth": 4})),
             ("a shallow copy", "two levels, 60 questions, 200 rows tested", linear,
              dict(n=900, depth=2, queries=60, tested=200, options={"depth": 2, "queries": 60, "tested": 200})),
             ("rows of its own", "the attacker has a second table", linear, dict(n=500, m=300, depth=3, options={"depth": 3})),
             ("a jump", "a model of one jump is copied nearly whole by one level", Model(["a", "b", "c"], stump=(1, 0.75)), dict(n=800, depth=1, options={"depth": 1}))]
    for name, why, model, how in tries:
        n, m = how.pop("n"), how.pop("m", 0)
        for seed in range(1, 100):
            rows, other = people(n, seed), people(m, 1000 + seed) if m else None
            pool, test = pool_and_test(rows, other, how.get("queries", 1000), how.get("tested", 10000), seed)
            if same(model, pool, test, how["depth"]) is not None:
                break
        case(f, name, why, model, rows, other, seed=seed, **how)
    # by hand: missing goes left; of equal numbers of answers yes
    m = Model(["a", "b"], [1.0, 0.0], threshold=1.0)
    f.case("missing values", "a is missing for two rows, which the model refuses as it does a = 0: one split below 1 tells all apart",
           table="a,b\n,1\n3,2\n0,3\n", other="a,b\n,1\n2,2\n0,3\n2,4\n2,5\n,6\n", model=m.spec(),
           stats={"queries": ["6"], "agree": ["3"], "tested": ["3"], "gain": ["2", "0", "3"]},
           expect={"extraction_agreement": {"value": "1"}, "extraction_gain": {"value": real(2 / 3)}})
    f.case("as many yes as no", "yes where a and b have one sign: no single split helps, and leaves and the commonest answer are a yes",
           table="a,b\n1,1\n1,-1\n-1,1\n-1,-1\n2,-3\n", other="a,b\n1,1\n1,-1\n-1,1\n-1,-1\n", options={"depth": 1},
           model=Model(["a", "b"], [0.0, 0.0], cross=1.0).spec(), stats={"queries": ["4"], "agree": ["2"], "tested": ["5"], "gain": ["0", "0", "5"]},
           expect={"extraction_agreement": {"value": "0.4"}, "extraction_gain": {"value": "0"}})
    f.case("one question", "one answer is the whole copy", table="a,b\n0,1\n5,1\n5,2\n", other="a,b\n5,1\n", model=m.spec(),
           stats={"queries": ["1"], "agree": ["2"], "gain": ["0", "0", "3"]},
           expect={"extraction_agreement": {"value": real(2 / 3)}, "extraction_gain": {"value": "0"}})
    f.case("nothing to ask about", "one row: half of it is none", table="a,b\n0,1\n", model=m.spec(), stats={"queries": []},
           expect={"extraction_agreement": UNDEFINED, "extraction_gain": UNDEFINED})
    f.write()


main()
