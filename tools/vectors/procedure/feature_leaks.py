"""feature_leaks: areas by scikit-learn, DeLong's intervals by pROC."""
from common import Procedures, UNDEFINED, close, csv, real, rscript, versions

import numpy
import pandas
from scipy.special import ndtri
from sklearn.metrics import roc_auc_score

LEVEL_ROWS = 10


def readings(column, y):
    """Scores of each way to read a column, with the rows that have one."""
    s = pandas.Series(column)
    if s.dtype == object and any(isinstance(v, str) for v in column):
        key = s.fillna("(missing)")
        size = key[y.notna()].value_counts()
        key = key.where(key.map(size).fillna(0) >= LEVEL_ROWS, "(rare)")
        rate = (y == 1)[y.notna()].groupby(key[y.notna()]).mean()
        return [key.map(rate)]
    s = s.astype(float)
    gap = s.isna().astype(float)
    return [s, -s] + ([gap, -gap] if s.isna().any() else [])


def area(score, y):
    there = score.notna() & y.notna()
    pos, neg = score[there & (y == 1)], score[there & (y == 0)]
    if not len(pos) or not len(neg):
        return 0, pos, neg
    return roc_auc_score([1] * len(pos) + [0] * len(neg), list(pos) + list(neg)), pos, neg


def best(column, y):
    return max((area(s, y) for s in readings(column, y)), key=lambda x: x[0])


def delong(found, confidence):
    lines = ["%s\tauc\t%s\t%s" % (k, " ".join(map(repr, map(float, p))), " ".join(map(repr, map(float, n)))) for k, (_, p, n) in found.items()]
    out = {}
    for row in rscript("auc.R", "\n".join(lines) + "\n"):
        if row[0] in found:
            v = dict(zip(row[1::2], row[2::2]))
            close(float(v["auc"]), found[row[0]][0], what=row[0])
            half = ndtri((1 + confidence) / 2) * float(v["var"]) ** 0.5
            out[row[0]] = (float(v["auc"]), max(0, float(v["auc"]) - half), min(1, float(v["auc"]) + half))
    return out


def main():
    f = Procedures("feature_leaks", versions("sklearn") + ": roc_auc_score; pROC: var (DeLong)", "tools/vectors/procedure/feature_leaks.py")
    r = numpy.random.RandomState(3)
    n = 260
    y = r.randint(0, 2, n)
    cols = {"up": [round(v, 2) for v in y + r.normal(size=n) * 1.2], "down": [int(v) for v in -3 * y + r.randint(0, 5, n)],
            "town": [None if v == 0 else "abcdefgh"[min(7, v)] for v in r.binomial(7, 0.3 + 0.3 * y)],
            "closed": [round(u, 1) if (k if v > 0.1 else not k) else None for k, v, u in zip(y, r.random_sample(n), r.random_sample(n))],
            "y": [None if i % 40 == 7 else "yes" if v else "no" for i, v in enumerate(y)]}
    label = pandas.Series([None if v is None else float(v == "yes") for v in cols["y"]], dtype=float)
    names = [k for k in cols if k != "y"]
    found = {k: best(cols[k], label) for k in names}
    ends = delong(found, 1 - 0.05 / len(names))
    top = max(ends, key=lambda k: ends[k][0])
    f.case("four features", "higher, lower, a category with rare values, and a gap that tells", table=csv(cols), measure={"label": "y", "positive": "yes"},
           stats={"positives": [str(len(found[k][1])) for k in names], "negatives": [str(len(found[k][2])) for k in names], "how": ["0", "1", "2", "3"]},
           expect={"feature_label_auc": {"value": real(ends[top][0]), "lo": real(max(e[1] for e in ends.values())), "hi": real(max(e[2] for e in ends.values())),
                                         "points": {k: real(ends[k][0]) for k in names}}})
    clean = delong({"up": found["up"]}, 0.95)["up"]
    f.case("one feature", "the feature that is named", table=csv(cols), measure={"label": "y", "positive": "yes", "features": ["up"]},
           expect={"feature_label_auc": {"value": real(clean[0]), "lo": real(clean[1]), "hi": real(clean[2]), "method": "delong"}})
    perfect = {"x": [1, 2, 3, 4, 5, 6], "y": [0, 0, 0, 1, 1, 1]}
    f.case("gives it away", "perfect separation: 3 disjoint pairs, all won, so lo = 0.025^(1/3)", table=csv(perfect), measure={"label": "y"},
           expect={"feature_label_auc": {"value": "1", "lo": real(0.025 ** (1 / 3)), "hi": "1"}})
    f.case("one label", "no pair of labels: no number", table="x,y\n1,1\n2,1\n", measure={"label": "y"}, expect={"feature_label_auc": UNDEFINED})
    f.write()


main()
