"""recourse: closed form. The score is linear, so each change of a feature adds coefficient times step: one change suffices if the largest
step that is allowed lifts the score over the limit, two if the two largest together do; among as few the shortest counts. Enumerated here
over every set of changes from the definition. Intervals by statsmodels and SciPy."""
import itertools
import math

from common import Procedures, UNDEFINED, csv, real, reals, versions
from live import Model, column, mean_interval, proportion, quantile, sd


def values_of(m, rows, j, most):
    occur = sorted({x for x in column(rows, j) if x is not None})
    return occur if len(occur) <= most else [occur[i * (len(occur) - 1) // (most - 1)] for i in range(most)]


def fewest(m, rows, x, depth, most, spread):
    """(changes, cost, features) by trying every set of changes."""
    k = len(m.features)
    may = []
    for j in range(k):
        way = m.direction.get(m.features[j], 0)
        ok = not m.is_fixed(j) and x[j] is not None
        may.append([v for v in values_of(m, rows, j, most) if ok and v != x[j] and (way == 0 or (way > 0) == (v > x[j]))])
    for n in range(1, depth + 1):
        best = None
        for js in itertools.combinations(range(k), n):
            for vs in itertools.product(*(may[j] for j in js)):
                y = list(x)
                for j, v in zip(js, vs):
                    y[j] = v
                if m.yes(y):
                    cost = math.sqrt(sum((1.0 if m.is_category(j) else (v - x[j]) / spread[j]) ** 2 for j, v in zip(js, vs)))
                    if best is None or cost < best[1] - 1e-12:
                        best = (n, cost, js)
        if best:
            return best
    return None


def main():
    f = Procedures("recourse", versions("statsmodels", "scipy") + ": proportion_confint, binom; changes enumerated", "tools/vectors/procedure/recourse.py")

    def case(name, why, m, rows, depth=3, most=20, greedy=False, **more):
        k = len(m.features)
        spread = [0 if m.is_category(j) else sd(column(rows, j)) for j in range(k)]
        refused = [r for r in rows if not m.yes(r)]
        found = [b for b in (fewest(m, rows, r, depth, most, spread) for r in refused) if b]
        n, used = len(refused), [sum(j in b[2] for b in found) for j in range(k)]
        changes = [sum(b[0] == d for b in found) for d in range(1, depth + 1)]
        mean = mean_interval([b[0] for b in found], 1, depth - 1)
        f.case(name, why, table=csv(m.text(rows)), measure={}, model=m.spec(), **more,
               stats={"refused": reals([len(found), n]), "changes": reals(changes), "used": reals(used), "cost": reals(sorted(b[1] for b in found))},
               expect={"counterfactual_reach": dict(proportion(len(found), n), points={m.features[j]: real(u / len(found)) for j, u in enumerate(used)}),
                       "counterfactual_changes": {"value": real(mean[0]), "lo": real(mean[1]), "hi": real(mean[2]),
                                                  "points": {real(d + 1): real(c / len(found)) for d, c in enumerate(changes)}},
                       "counterfactual_cost_median": quantile([b[1] for b in found], n, 0.5)})

    m = Model(["income", "debt", "age", "job"], [1.0, -1.5, 0.5, 2.0], 0.0, threshold=12.0, fixed=["age"], direction={"debt": -1, "income": 1},
              levels={"job": ["none", "part", "full"]})
    rows = [[float(2 + i * 7 % 6), float(i * 5 % 4), float(i * 3 % 5), i * 11 % 3] for i in range(36)]
    rows[4][0] = None
    case("one change or two", "debt can only fall, income only rise, age stays; a person without an entry of income cannot change it", m, rows, depth=2,
         options={"depth": 2})
    stump = Model(["age", "x"], stump=(0, 40.0), fixed=["age"])
    rows = [[float(20 + i), float(i % 3)] for i in range(30)]
    f.case("no way", "age decides and stays: nobody who is refused can do anything", table=csv(stump.text(rows)), measure={}, model=stump.spec(),
           stats={"refused": ["0", "20"], "changes": ["0", "0", "0"]},
           expect={"counterfactual_reach": dict(proportion(0, 20)), "counterfactual_changes": UNDEFINED, "counterfactual_cost_median": UNDEFINED})
    m = Model(["a", "b", "c"], [1.0, 1.0, 1.0], 0.0, threshold=25.5)
    rows = [[float(i % 10), float(i * 3 % 10), float(i * 7 % 10)] for i in range(20)]
    case("three changes", "each of three is at most 9 and the limit 25.5: those at the bottom have to change all", m, rows, most=10, greedy=True,
         options={"values": 10})
    m = Model(["a", "b"], [1.0, 1.0], 0.0, threshold=14.5)
    rows = [[float(i % 10), float(i // 3 % 7 + i % 3)] for i in range(420)]
    case("many refused", "enough for the normal law of the mean number of changes", m, rows, most=5, options={"values": 5})
    f.write()


main()
