"""membership: areas by scikit-learn and R's pROC (DeLong), hits by roc_curve, bounds by SciPy, gaps by statsmodels."""
import numpy as np
from scipy.stats import beta, binom
from sklearn.metrics import accuracy_score, roc_auc_score, roc_curve
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from common import Procedures, UNDEFINED, close, csv, normal_rule, real, reals, rscript, versions


def difference(x1, n1, x2, n2):
    if normal_rule(x1, n1) and normal_rule(x2, n2):
        lo, hi = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff")
    else:
        (l1, h1), (l2, h2) = (proportion_confint(x, n, 0.025, "beta") for x, n in ((x1, n1), (x2, n2)))
        lo, hi = max(-1, l1 - h2), min(1, h1 - l2)
    return {"value": real(x1 / n1 - x2 / n2), "lo": real(lo), "hi": real(hi)}


def low_fpr(inside, outside):
    """Members found at a false positive rate of at most 0.001: roc_curve; a quarter of 5 % for each end of the limit and of the share."""
    m, n, tail = len(inside), len(outside), 0.0125
    fpr, tpr, _ = roc_curve([1] * m + [0] * n, np.concatenate([inside, outside]), drop_intermediate=False)
    value = tpr[fpr * 1000 <= 1 + 1e-9].max()
    k = np.arange(n + 1)
    lo = max(k[1:][binom.cdf(k[:-1], n, 0.001) <= tail], default=0)
    hi = min(k[1:][binom.sf(k[:-1], n, 0.001) <= tail], default=n + 1)
    surest = np.sort(outside)[::-1]

    def found(place):  # members above the place-th surest other row; past the last one every member
        return int((inside > surest[place - 1]).sum()) if place <= n else m
    low = beta.ppf(tail, found(lo), m - found(lo) + 1) if lo and found(lo) else 0.0
    high = beta.ppf(1 - tail, found(hi) + 1, m - found(hi)) if found(hi) < m else 1.0
    return {"value": real(value), "lo": real(low), "hi": real(high)}


def case(f, name, why, inside, outside, threshold=0.5, **more):
    """inside, outside: (labels, scores)"""
    sure = [np.where(np.array(y) == 1, s, 1 - np.array(s)) for y, s in (inside, outside)]
    right = [int(accuracy_score(y, np.array(s) >= threshold, normalize=False)) for y, s in (inside, outside)]
    m, n = len(sure[0]), len(sure[1])
    area = roc_auc_score([1] * m + [0] * n, np.concatenate(sure))
    row = rscript("auc.R", "x\tauc\t%s\t%s\n" % tuple(" ".join(reals(s)) for s in sure))[1]
    r = dict(zip(row[1::2], row[2::2]))
    close(float(r["auc"]), area, 1e-12, name)
    f.case(name, why, measure={"label": "y", "score": "s", "positive": "1", "threshold": real(threshold)},
           table=csv({"y": list(map(float, outside[0])), "s": list(map(float, outside[1]))}),
           other=csv({"y": list(map(float, inside[0])), "s": list(map(float, inside[1]))}),
           stats={"rows": reals([m, n]), "right": reals(right), "probability": ["1"]},
           expect={"membership_auc": {"value": real(area), "lo": real(float(r["lo"])), "hi": real(float(r["hi"]))},
                   "membership_gap": difference(right[0], m, right[1], n), "membership_tpr_at_low_fpr": low_fpr(*sure)}, **more)


def people(rng, n, sharp, step):
    y = rng.integers(0, 2, n)
    p = 1 / (1 + np.exp(-rng.normal(0, 1, n) - sharp * (2 * y - 1)))
    return y, np.round(p / step) * step if step else p


def main():
    f = Procedures("membership", versions("sklearn", "scipy", "statsmodels") + ", R pROC (auc.R): roc_auc_score, roc_curve, ci.auc, binom, beta, "
                   "confint_proportions_2indep, proportion_confint", "tools/vectors/procedure/membership.py")
    rng = np.random.default_rng(5)
    case(f, "few rows", "exact methods; no false alarm is allowed among so few", people(rng, 40, 1.5, 0), people(rng, 30, 0.5, 0))
    case(f, "ties", "scores in eighths: equal ones count one half in the area and never above the limit", people(rng, 400, 1.5, 0.125),
         people(rng, 500, 1, 0.125), threshold=0.375)
    case(f, "many rows", "several false alarms are allowed, and both bounds of the limit lie among the rows", people(rng, 2500, 2, 0),
         people(rng, 9000, 1, 0.001))
    case(f, "worse than chance", "the model is surer of rows that it was not trained on", people(rng, 350, 0.2, 0), people(rng, 320, 1, 0))
    model = {"features": ["x"], "w": ["2"], "b": "-1", "link": "logistic"}
    f.case("a model that is asked", "no column of scores: sureness rises with x for a yes and falls with it for a no, so places decide",
           table="x,y\n0,1\n1,1\n1,0\n", other="x,y\n2,1\n0,0\n0.5,1\n,1\n", measure={"label": "y", "positive": "1"}, model=model,
           stats={"rows": ["4", "3"], "right": ["3", "1"], "probability": ["1"]},
           expect={"membership_auc": {"value": real((3 + 2 + 2 + 1 + 0.5) / 12)}, "membership_gap": difference(3, 4, 1, 3)})
    f.case("missing", "rows without a score or a label are left out", table="y,s\n1,0.9\n0,0.2\n1,\n,0.5\n", other="y,s\n1,0.95\n0,\n0,0.3\n",
           measure={"label": "y", "score": "s", "positive": "1"}, stats={"rows": ["2", "2"], "right": ["2", "2"]},
           expect={"membership_auc": {"value": "0.5"}, "membership_gap": difference(2, 2, 2, 2)})
    f.case("apart", "all members surer than any other: bounds by disjoint pairs", table="y,s\n1,0.6\n1,0.7\n", other="y,s\n1,0.9\n1,0.8\n1,0.95\n",
           measure={"label": "y", "score": "s", "positive": "1"},
           expect={"membership_auc": {"value": "1", "lo": real(proportion_confint(2, 2, 0.05, "beta")[0]), "hi": "1"},
                   "membership_tpr_at_low_fpr": low_fpr(np.array([0.9, 0.8, 0.95]), np.array([0.6, 0.7]))})
    f.case("no members", "no member has a label: no number", table="y,s\n1,0.6\n", other="y,s\n,0.5\n", measure={"label": "y", "score": "s", "positive": "1"},
           expect={"membership_auc": UNDEFINED, "membership_gap": UNDEFINED, "membership_tpr_at_low_fpr": UNDEFINED})
    f.case("not probabilities", "sureness about the true label needs probabilities; decisions do not", table="y,s\n1,3\n0,-2\n", other="y,s\n1,5\n",
           measure={"label": "y", "score": "s", "positive": "1", "threshold": "0"}, stats={"probability": ["0"]},
           expect={"membership_auc": {"refused": "not a probability"}, "membership_tpr_at_low_fpr": {"refused": "not a probability"},
                   "membership_gap": difference(1, 1, 2, 2)})
    f.case("censored", "labels of those once selected alone", table="y,s\n1,0.6\n", other="y,s\n1,0.6\n",
           measure={"label": "y", "score": "s", "censored": True}, refused="the label exists only for those once selected")
    f.write()


main()
