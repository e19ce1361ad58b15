"""dependence: partial dependence and the rows' own curves by scikit-learn; accumulated local effects from the definition, with NumPy's
quantiles, and in closed form for a linear model: the coefficient times the way from edge to edge."""
import math

import numpy as np
from scipy import stats
from sklearn.inspection import partial_dependence

from common import Procedures, UNDEFINED, close, csv, real, reals, versions
from live import Estimator, Model, array, column, proportion


def ranged(v, var, rows, many, conf=0.95):
    """Largest difference of two values; interval over all pairs by the normal law."""
    n = len(v)
    z = stats.norm.ppf(1 - (1 - conf) / (many * n * (n - 1) / 2) / 2)
    pairs = [(abs(v[j] - v[i]), z * math.sqrt(max(0, var(i, j)))) for i in range(n) for j in range(i + 1, n)]
    out = {"value": real(max(p[0] for p in pairs))}
    if rows >= 300:
        out["lo"], out["hi"] = real(max(0, max(a - h for a, h in pairs))), real(max(a + h for a, h in pairs))
    return out


def effects(m, rows, j, bins):
    x = np.array([r[j] for r in rows if r[j] is not None])
    edge = np.unique(np.quantile(x, np.arange(bins + 1) / bins))
    each = [[] for _ in edge[1:]]
    for r in rows:
        if r[j] is None:
            continue
        b = max(0, int(np.searchsorted(edge, r[j], side="left")) - 1)
        lo, hi = list(r), list(r)
        lo[j], hi[j] = float(edge[b]), float(edge[b + 1])
        each[b].append(m.score(hi) - m.score(lo))
    v = np.concatenate([[0], np.cumsum([np.mean(e) for e in each])])
    v = v - sum(len(e) * (v[b] + v[b + 1]) / 2 for b, e in enumerate(each)) / len(x)
    return edge, v, each


def expected(m, rows, grid, bins):
    x, k = array(rows), len(m.features)
    pd, ale, ice, places, effect = {}, {}, {}, {}, {}
    est = Estimator(m, regressor=True)
    curves = []
    for j in range(k):
        if np.isnan(x[:, j]).any():  # scikit-learn's grid takes no gaps: ours is that of the values that are there
            full = partial_dependence(est, x[~np.isnan(x[:, j])], [j], kind="individual", grid_resolution=grid, method="brute")
            values = full["values"][0]
            own = np.array([[m.score([v if i == j else r[i] for i in range(k)]) for v in values] for r in rows])
            mean = own.mean(axis=0)
        else:
            got = partial_dependence(est, x, [j], kind="both", grid_resolution=grid, method="brute")
            values, mean, own = got["values"][0], got["average"][0], got["individual"][0]
        curves.append((values, mean, own))
    numbers = [j for j in range(k) if not m.is_category(j)]
    n = len(rows)
    for j, (values, mean, own) in enumerate(curves):
        pd[m.features[j]] = ranged(mean, lambda a, b: np.var(own[:, b] - own[:, a], ddof=1) / n, n, k)
        places.update({"%s@%d" % (m.features[j], i): real(b) for i, b in enumerate(mean)})
        turned = int(np.sum(own[:, np.argmax(mean)] < own[:, np.argmin(mean)]))
        ice[m.features[j]] = proportion(turned, n, 1 - 0.05 / k)
    for j in numbers:
        edge, v, each = effects(m, rows, j, bins)
        if m.w and not m.link and not m.cross:
            close(v[-1] - v[0], m.w[j] * (edge[-1] - edge[0]), what="closed form")
        effect.update({"%s@%d" % (m.features[j], i): real(b) for i, b in enumerate(v)})
        var = lambda a, b: sum(np.var(e, ddof=1) / len(e) for e in each[a:b])
        ale[m.features[j]] = ranged(v, var, sum(len(e) for e in each), len(numbers))

    def top(d):
        best = {"value": real(max(float(e["value"]) for e in d.values()))}
        if all("lo" in e for e in d.values()):
            best["lo"], best["hi"] = (real(max(float(e[w]) for e in d.values())) for w in ("lo", "hi"))
        return best
    return {"partial_dependence_range": dict(top(pd), points=places), "ale_range": dict(top(ale), points=effect),
            "ice_disagreement": dict(top(ice), points={name: e["value"] for name, e in ice.items()})}, curves


def main():
    f = Procedures("dependence", versions("sklearn", "numpy", "scipy") + ": partial_dependence, quantile, norm", "tools/vectors/procedure/dependence.py")
    m = Model(["a", "b", "c", "d"], [2.0, -1.0, 0.5, 0.25], 1.0, levels={"c": ["x", "y", "z"]})
    r = np.random.RandomState(1)
    rows = [[float(r.randint(0, 40)) / 4, float(r.randint(0, 6) ** 2), int(r.randint(0, 3)), float(r.randint(0, 4))] for _ in range(50)]
    rows[3][0] = None
    rows[9][1] = None
    expect, curves = expected(m, rows, 6, 4)
    f.case("a linear model", "range = coefficient times the way along the grid; few rows: no interval; missing values; numbers with as many values as the grid and with fewer; a category",
           table=csv(m.text(rows)), measure={}, model=m.spec(), options={"grid": 6, "bins": 4},
           stats={"rows": ["50"], "grid.size": reals([len(c[0]) for c in curves]), "grid": reals([v for c in curves for v in c[0]]),
                  "mean": reals([v for c in curves for v in c[1]]), "opposite": reals([0, 0, 0, 0])}, expect=expect)
    m = Model(["a", "b"], [0.3, 0.1], -0.2, "logistic", cross=0.25)
    rows = [[float(np.round(r.randn() * 3, 3)), float(np.round(r.randn() * 2 + 1, 3))] for _ in range(351)]
    expect, curves = expected(m, rows, 8, 5)
    f.case("an interaction", "the second number turns the effect of the first for some; enough rows for intervals over all pairs of places",
           table=csv(m.text(rows)), measure={}, model=m.spec(), options={"grid": 8, "bins": 5},
           stats={"grid": reals([v for c in curves for v in c[0]]), "mean": reals([v for c in curves for v in c[1]])}, expect=expect)
    f.case("nobody", "no rows: no number", table="a,b\n", measure={}, model=m.spec(),
           expect={"partial_dependence_range": UNDEFINED, "ale_range": UNDEFINED, "ice_disagreement": UNDEFINED})
    f.write()


main()
