"""slices: every conjunction one by one; p by statsmodels' pooled z test or SciPy's fisher_exact; Benjamini-Hochberg by statsmodels."""
import itertools

import numpy as np
from scipy.stats import fisher_exact
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

from common import Procedures, UNDEFINED, csv, normal_rule, real, reals, versions


def levels(name, values, bins):
    """Each row's level in words. Numbers with more than 8 values: bin j + 1 starts above the value at place floor(j (n - 1) / bins)."""
    there = sorted(v for v in values if v is not None)
    if isinstance(there[0], str):
        return [name + " missing" if v is None else name + "=" + v for v in values]
    if len(set(there)) <= 8:
        return [name + " missing" if v is None else name + "=" + real(v) for v in values]
    edge = sorted({there[j * (len(there) - 1) // bins] for j in range(1, bins)} - {there[-1]})

    def of(v):
        if v is None:
            return name + " missing"
        k = sum(v > e for e in edge)
        if k == 0:
            return "%s<=%s" % (name, real(edge[0]))
        if k == len(edge):
            return "%s>%s" % (name, real(edge[-1]))
        return "%s<%s<=%s" % (real(edge[k - 1]), name, real(edge[k]))
    return [of(v) for v in values]


def difference(x1, n1, x2, n2, alpha):
    if normal_rule(x1, n1, alpha) and normal_rule(x2, n2, alpha):
        return confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff", alpha=alpha)
    (l1, h1), (l2, h2) = (proportion_confint(x, n, alpha / 2, "beta") for x, n in ((x1, n1), (x2, n2)))
    return max(-1, l1 - h2), min(1, h1 - l2)


def search(columns, wrong, depth=3, least=30, bins=4, fdr=0.05):
    n, errors = len(wrong), int(sum(wrong))
    coded = [levels(c, v, bins) for c, v in columns.items()]
    tested = []
    for d in range(1, depth + 1):
        for cols in itertools.combinations(range(len(coded)), d):
            cells = {}
            for i in range(n):
                key = " & ".join(coded[c][i] for c in cols)
                cell = cells.setdefault(key, [0, 0])
                cell[0] += 1
                cell[1] += int(wrong[i])
            for key, (rows, x) in cells.items():
                if rows < least or rows == n:
                    continue
                y, m = errors - x, n - rows
                p = 1.0
                if x * m > y * rows:
                    pool = (x + y) / n
                    if min(rows, m) * min(pool, 1 - pool) < 5:
                        p = fisher_exact([[x, rows - x], [y, m - y]])[1]
                    else:
                        p = proportions_ztest([x, y], [rows, m])[1]
                tested.append((p, key, rows, x, d))
    reject = multipletests([t[0] for t in tested], fdr, "fdr_bh")[0]
    return tested, reject, n, errors


def case(f, name, why, columns, y, d, options=None, measure=None):
    options = options or {}
    wrong = [a != b for a, b in zip(y, d)]
    tested, reject, n, errors = search(columns, wrong, options.get("depth", 3), options.get("rows", 30), options.get("bins", 4))
    worst = [(x / r - (errors - x) / (n - r), -t[4], t) for t, ok in zip(tested, reject) for r, x in [(t[2], t[3])] if ok]
    expect = {}
    if worst:
        best = max(worst, key=lambda w: w[:2])
        if sum(abs(w[0] - best[0]) < 1e-12 for w in worst) == 1:
            expect["points"] = {best[2][1]: real(best[0])}
        expect["value"] = real(best[0])
        _, _, r, x, _ = best[2]
        expect["lo"] = real(difference(x, r, errors - x, n - r, 0.05 / len(tested))[0])
    else:
        p, key, r, x, _ = min(tested, key=lambda t: (t[0], t[4]))
        expect["value"] = real(x / r - (errors - x) / (n - r))
    hi = max(difference(x, r, errors - x, n - r, 0.05 / len(tested))[1] for _, _, r, x, _ in tested)
    expect["hi"] = real(hi)
    table = dict(columns)
    table["y"], table["d"] = [float(v) for v in y], [float(v) for v in d]
    f.case(name, why, table=csv(table), measure=measure or {"label": "y", "prediction": "d"}, options=options,
           stats={"searched": reals([len(tested), int(sum(reject)), options.get("rows", 30)]), "rows": reals([n, errors, 0])},
           expect={"worst_slice_gap": expect})


def main():
    f = Procedures("slices", versions("statsmodels", "scipy", "python") + ": proportions_ztest, multipletests, fisher_exact, itertools",
                   "tools/vectors/procedure/slices.py")
    rng = np.random.default_rng(3)
    n = 700
    sex, town = rng.choice(["F", "M"], n), rng.choice(["a", "b", "c"], n)
    age, kids = np.round(rng.normal(45, 15, n), 1), rng.integers(0, 4, n)
    cols = {"sex": [str(v) for v in sex], "town": [None if i % 23 == 0 else str(v) for i, v in enumerate(town)],
            "age": [None if i % 31 == 0 else float(v) for i, v in enumerate(age)], "kids": [float(v) for v in kids]}
    y = rng.random(n) < 0.5
    bad = (sex == "F") & (town == "c")
    d = np.where(rng.random(n) < np.where(bad, 0.45, 0.08), ~y, y)
    case(f, "a planted corner", "women of one town: found among all conjunctions", cols, y, d)
    case(f, "depth 1", "one condition only", cols, y, d, {"depth": 1})
    case(f, "depth 2, larger slices", "two conditions, 60 rows, three bins", cols, y, d, {"depth": 2, "rows": 60, "bins": 3})
    d = np.where(rng.random(n) < 0.2, ~y, y)
    case(f, "nothing there", "errors at random: no slice stands out, the least likely is shown", cols, y, d)
    d = np.where(rng.random(n) < np.where(bad & (age > 50), 0.3, 0.01), ~y, y)
    case(f, "rare errors", "expected counts below 5: Fisher's exact test", cols, y, d)
    big = 4000
    x = rng.random(big)
    y = rng.random(big) < 0.5
    d = np.where(rng.random(big) < np.where(x > 0.75, 0.3, 0.1), ~y, y)
    case(f, "one column, a bound that can be met", "large slices: the upper end is near", {"x": [round(float(v), 3) for v in x]}, y, d, {"rows": 500})
    f.case("by score", "no prediction column: the score against the threshold; the columns of the measure are not sliced by",
           table="g,y,s\n" + "a,1,0.3\n" * 20 + "a,1,0.9\n" * 20 + "b,0,0.1\n" * 50 + "b,,0.1\nb,1,\n",
           measure={"label": "y", "score": "s", "threshold": "0.4"}, stats={"rows": ["90", "20", "2"], "searched": ["2", "1", "30"]},
           expect={"worst_slice_gap": {"value": "0.5", "points": {"g=a": "0.5"}}})
    f.case("too small", "no slice of 30 rows: no number", table="g,y,d\na,1,0\nb,0,0\n", measure={"label": "y", "prediction": "d"},
           expect={"worst_slice_gap": UNDEFINED})
    f.case("no errors", "no slice errs more than the rest", table="g,y,d\n" + "a,1,1\n" * 40 + "b,0,0\n" * 40,
           measure={"label": "y", "prediction": "d"}, expect={"worst_slice_gap": UNDEFINED})
    f.case("nothing to compare", "neither a prediction nor a score", table="g,y\na,1\n", measure={"label": "y"},
           refused="slices needs a prediction, or a score and a threshold")
    many = {"c": [str(1000 + i % 20) + "x" for i in range(1200)]}
    y = rng.random(1200) < 0.5
    codes = np.array([i % 20 for i in range(1200)])
    d = np.where(rng.random(1200) < np.where(codes == 3, 0.6, 0.1), ~y, y)
    f.case("many categories", "the 14 commonest (of equal ones the first in bytes) by name, the other six together",
           table=csv({"c": many["c"], "y": [float(v) for v in y], "d": [float(v) for v in d]}), measure={"label": "y", "prediction": "d"},
           stats={"searched": ["15", "1", "30"]},
           expect={"worst_slice_gap": {"value": real(np.mean((y != d)[codes == 3]) - np.mean((y != d)[codes != 3])),
                                       "points": {"c=1003x": real(np.mean((y != d)[codes == 3]) - np.mean((y != d)[codes != 3]))}}})
    f.write()


main()
