"""hopskipjump: closed forms. One number: the attack walks the line to the limit, so the distance is the way to it in standard deviations.
Several numbers: the method is carried out here once more, with the same draws, and has to come within 2 % of the distance of a linear model."""
import math

import numpy as np

from common import Procedures, UNDEFINED, csv, real, reals, versions
from live import Model, Rng, column, quantile, sample, sd


def attack(m, table, seed, rows, steps, directions, halvings, pool=2000):
    """Chen, Jordan and Wainwright (2020), L2; NumPy."""
    rng = Rng(seed)
    at = sample(rng, len(table), pool)
    own = [table[i] for i in at]
    k = len(m.features)
    spread = [sd(column(table, j)) for j in range(k)]
    order, n, out, asked = list(range(len(own))), len(own), [], 0
    for i in range(min(rows, n)):
        with_ = i + rng.below(n - i)
        x = own[order[with_]]
        order[with_] = order[i]
        own_rng = Rng(rng.next())
        move = [j for j in range(k) if x[j] is not None and spread[j] > 0 and not m.is_fixed(j)]
        d = len(move)

        def turned(z):
            nonlocal asked
            asked += 1
            y = list(x)
            for j, step in zip(move, z):
                y[j] = y[j] + step * spread[j]
            return m.yes(y) != m.yes(x)

        def pull(z):
            lo, hi = 0.0, 1.0
            for _ in range(halvings):
                mid = lo + (hi - lo) / 2
                if turned([a * mid for a in z]):
                    hi = mid
                else:
                    lo = mid
            return [a * hi for a in z]

        def size(z):
            total = 0.0
            for a in z:
                total += a * a
            return math.sqrt(total)

        starts = []
        for row in own:
            if m.yes(row) != m.yes(x):
                starts.append([0.0 if row[j] is None else (row[j] - x[j]) / spread[j] for j in move])
        z = next((s for s in sorted([s for s in starts if size(s) > 0], key=size)[:20] if d and turned(s)), None)
        if z is None:
            continue
        z = pull(z)
        best = size(z)
        for t in range(steps if d > 1 else 0):
            far, root = size(z), math.sqrt(t + 1)
            radius = far * (0.1 if t == 0 else 0.01 / d)
            u = []
            for _ in range(int(min(directions * root, 1000))):
                v = [own_rng.gauss() for _ in range(d)]
                u.append([a / size(v) for a in v])
            phi = np.array([1.0 if turned([a + radius * b for a, b in zip(z, v)]) else -1.0 for v in u])
            mean = phi.mean() if abs(phi.mean()) < 1 else 0.0
            g = ((phi - mean)[:, None] * np.array(u)).sum(axis=0)
            g = g / np.linalg.norm(g) if np.linalg.norm(g) > 0 else g
            reach, moved = far / root, None
            for _ in range(30):
                try_ = [a + reach * b for a, b in zip(z, g)]
                if turned(try_):
                    moved = try_
                    break
                reach /= 2
            if moved is None:
                continue
            z = pull(moved)
            best = min(best, size(z))
        out.append((best, x))
    return sorted(b for b, _ in out), asked, out, spread


def metrics(far, n):
    pts = {}
    for q in (0.1, 0.25, 0.5, 0.75, 0.9):
        pts[real(q)] = real(sorted(far)[max(1, math.ceil(q * n)) - 1]) if math.ceil(q * n) <= len(far) else UNDEFINED
    return {"adversarial_distance_median": dict(quantile(far, n, 0.5), points=pts), "adversarial_distance_tenth": quantile(far, n, 0.1)}


def main():
    f = Procedures("hopskipjump", versions("scipy", "numpy") + ": binom; distances in closed form", "tools/vectors/procedure/hopskipjump.py")
    one = Model(["x", "age"], [2.0, 0.0], -0.1, threshold=15.3, fixed=["age"])
    rows = [[float(i * i % 29), float(20 + i)] for i in range(40)] + [[None, float(i)] for i in range(25)]
    s = sd(column(rows, 0))
    far = sorted(abs(7.7 - r[0]) / s for r in rows if r[0] is not None)
    got, asked, _, _ = attack(one, rows, 1, 65, 10, 30, 52)
    assert max(abs(a - b) for a, b in zip(got, far)) < 1e-12
    f.case("one number", "2 x - 0.1 >= 15.3, so x turns at 7.7: the distance is |7.7 - x| in standard deviations; age is fixed and never moves; who has no entry of x cannot move and counts as farther than any",
           table=csv(one.text(rows)), measure={}, model=one.spec(), options={"halvings": 52, "rows": 65}, stats={"distance": reals(far), "attacked": ["65"]},
           expect=metrics(far, 65))
    two = Model(["a", "b", "c"], [1.0, -0.5, 0.25], 0.3, threshold=2.0)
    r = np.random.RandomState(5)
    rows = [[float(v) for v in r.randint(-40, 60, 3) / 8] for _ in range(50)]
    far, asked, pairs, spread = attack(two, rows, 3, 20, 12, 60, 20)
    slope = math.sqrt(sum((w * s) ** 2 for w, s in zip(two.w, spread)))
    for best, x in pairs:
        exact = abs(two.score(x) - 2.0) / slope
        assert exact * (1 - 1e-9) <= best <= exact * 1.02, (best, exact)
    f.case("three numbers", "a linear model: |score - threshold| / |coefficients times spreads| is the shortest way, and the attack comes within 2 % of it",
           table=csv(two.text(rows)), measure={}, model=two.spec(), seed=3, options={"rows": 20, "steps": 12, "directions": 60, "halvings": 20},
           stats={"distance": reals(far), "queries": reals([asked]), "attacked": ["20"]}, expect=metrics(far, 20))
    stuck = Model(["x", "sex"], [0.0, 5.0], threshold=2.0, fixed=["sex"], levels={"sex": ["F", "M"]})
    rows = [[float(i), i % 2] for i in range(10)]
    f.case("no way", "only what a person cannot change decides: no distance", table=csv(stuck.text(rows)), measure={}, model=stuck.spec(),
           stats={"distance": [], "attacked": ["10"]}, expect={"adversarial_distance_median": UNDEFINED, "adversarial_distance_tenth": UNDEFINED})
    f.write()


main()
