"""calibration: Brier score and its parts, log loss, calibration errors, Spiegelhalter's test."""
import numpy as np
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, log_loss
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

from common import Procedures, UNDEFINED, close, csv, normal_rule, real, reals, versions
from resample import REPLICATES, around, redrawn


def bins_width(y, p, n):
    """Rows, positives and sums of scores by NumPy's histogram (half-open bins, the last closed)."""
    rows = np.histogram(p, n, (0, 1))[0]
    pos = np.histogram(p, n, (0, 1), weights=y)[0]
    score = np.histogram(p, n, (0, 1), weights=p)[0]
    used = rows > 0
    t, m = calibration_curve(y, p, n_bins=n)
    for a, b in zip(t, (pos / np.maximum(rows, 1))[used]):
        close(a, b, what="share")
    for a, b in zip(m, (score / np.maximum(rows, 1))[used]):
        close(a, b, what="mean score")
    return rows, pos, score


def ece(rows, pos, score):
    return float(np.sum(np.abs(score - pos)) / rows.sum())


def mce(rows, pos, score, alpha=0.05):
    used = [(int(r), int(k), s / r) for r, k, s in zip(rows, pos, score) if r]
    v = lo = hi = 0
    for r, k, m in used:
        normal = normal_rule(k, r, alpha / len(used))
        l, h = proportion_confint(k, r, alpha / len(used), "wilson" if normal else "beta")
        l, h = l - m, h - m
        size = (0, max(-l, h)) if l <= 0 <= h else (min(abs(l), abs(h)), max(abs(l), abs(h)))
        v, lo, hi = max(v, abs(k / r - m)), max(lo, size[0]), max(hi, size[1])
    return v, lo, hi


def bounds(rows, pos, score, alpha=0.05):
    """Weighted sums of the bounds of every bin, which hold together."""
    used = [(int(r), int(k), s / r) for r, k, s in zip(rows, pos, score) if r]
    n, lo, hi = sum(r for r, _, _ in used), 0, 0
    for r, k, m in used:
        l, h = (v - m for v in proportion_confint(k, r, alpha / len(used), "beta"))
        lo += r / n * (0 if l <= 0 <= h else min(abs(l), abs(h)))
        hi += r / n * max(abs(l), abs(h))
    return {"lo": real(lo), "hi": real(min(1, hi))}


def adaptive(y, p, n):
    """sklearn's quantile strategy gives shares and means; the rows of each bin come from its own edges."""
    t, m = calibration_curve(y, p, n_bins=n, strategy="quantile")
    ids = np.searchsorted(np.percentile(p, np.linspace(0, 1, n + 1) * 100)[1:-1], p)
    rows = np.bincount(ids, minlength=n)
    return rows, float(np.sum(rows[rows > 0] * np.abs(t - m)) / len(y)), t, m


def murphy(rows, pos, score, brier):
    n, base = rows.sum(), pos.sum() / rows.sum()
    r, k, s = (x[rows > 0] for x in (rows, pos, score))
    rel = float(np.sum(r * (s / r - k / r) ** 2) / n)
    res = float(np.sum(r * (k / r - base) ** 2) / n)
    unc = float(base * (1 - base))
    return {"reliability": real(rel), "resolution": real(res), "uncertainty": real(unc),
            "within bins": real(brier - (rel - res + unc))}


def resampled(name, rows, pos, score, seed):
    """The error plus and minus how far resampled bins lie from their own, one row of each kind added to every bin."""
    r, k, s = (np.asarray(x, float)[np.asarray(rows) > 0] for x in (rows, pos, score))
    cells = np.stack([r - k + 1, k + 1], axis=1).astype(int)
    mean, n = s / r, cells.sum()

    def off(c):
        """n_b / n (p_b - o_b), the score of a row being the mean of its bin"""
        no, yes = c[..., 0], c[..., 1]
        return (mean * (no + yes) - yes) / n

    def distance(rng, times):
        drawn = redrawn(rng, cells.ravel(), times).reshape(times, -1, 2)
        return np.abs(off(drawn) - off(cells)).sum(axis=1)
    return around(name, ece(np.asarray(rows), pos, score), distance, seed, most=1)


def case(f, name, why, y, p, bins=10, more=None, resample=0):
    y, p = np.array(y, float), np.array(p, float)
    rows, pos, score = bins_width(y, p, bins)
    mrows, aece, _, _ = adaptive(y, p, bins)
    gap2 = (y - p) ** 2
    brier = brier_score_loss(y, p)
    n = len(y)
    expect = {"brier_score": {"value": real(brier), "points": murphy(rows, pos, score, brier)},
              "ece": {"value": real(ece(rows, pos, score))}, "adaptive_ece": {"value": real(aece)}}
    if n >= 300:
        half = norm.isf(0.025) * gap2.std(ddof=1) / np.sqrt(n)
        expect["brier_score"].update(lo=real(brier - half), hi=real(brier + half), method="normal")
    else:
        half = np.sqrt(np.log(2 / 0.05) / (2 * n))
        expect["brier_score"].update(lo=real(max(0, brier - half)), hi=real(min(1, brier + half)), method="hoeffding")
    if np.all(np.where(y == 1, p, 1 - p) > 0):
        each = -np.log(np.where(y == 1, p, 1 - p))
        loss = log_loss(y, p, labels=[0, 1], eps=1e-300)
        close(loss, each.mean(), what="log loss")
        expect["log_loss"] = {"value": real(loss)}
        if n >= 300:
            half = norm.isf(0.025) * each.std(ddof=1) / np.sqrt(n)
            expect["log_loss"].update(lo=real(max(0, loss - half)), hi=real(loss + half))
    else:
        expect["log_loss"] = UNDEFINED
    if n < 300:
        expect["ece"].update(bounds(rows, pos, score))
    v, lo, hi = mce(rows, pos, score)
    expect["mce"] = {"value": real(v), "lo": real(lo), "hi": real(hi)}
    var = float(np.sum((1 - 2 * p) ** 2 * p * (1 - p)))
    if var > 0:
        z = float(np.sum((y - p) * (1 - 2 * p)) / np.sqrt(var))
        expect["spiegelhalter_z"] = {"value": real(z), "points": {"p": real(2 * norm.sf(abs(z)))}}
    else:
        expect["spiegelhalter_z"] = UNDEFINED
    for k, x in (more or {}).items():
        expect[k].update(x)
    if resample:
        expect["ece"].update(resampled("ece, " + name, rows, pos, score, resample))
        q = np.asarray(p, float)
        ids = np.searchsorted(np.percentile(q, np.linspace(0, 1, bins + 1) * 100)[1:-1], q)
        expect["adaptive_ece"].update(resampled("adaptive_ece, " + name, mrows, np.bincount(ids, y, bins), np.bincount(ids, q, bins), resample + 1))
    f.case(name, why, **({"replicates": REPLICATES} if resample else {}), table=csv({"y": list(y), "p": list(p)}), measure={"label": "y", "score": "p"}, options={"bins": bins},
           stats={"rows": reals([n, y.sum(), 0]), "width.rows": reals(rows), "width.positive": reals(pos), "mass.rows": reals(mrows)},
           expect=expect)


def main():
    f = Procedures("calibration", versions("sklearn", "scipy", "numpy", "statsmodels") +
                   ": brier_score_loss, log_loss, calibration_curve, norm, proportion_confint", "tools/vectors/procedure/calibration.py")
    rng = np.random.default_rng(41)
    p = np.round(rng.beta(2, 3, 600), 4)
    case(f, "600 rows, calibrated", "scores drawn, labels drawn with their chance", rng.random(600) < p, p, resample=11)
    case(f, "600 rows, too sure", "labels nearer to the middle than the scores say", rng.random(600) < 0.3 + 0.3 * p, p, bins=7, resample=21)
    own = np.random.default_rng(43)
    few = np.concatenate([np.full(150, 0.05), np.full(150, 0.95), np.repeat([0.25, 0.45, 0.65, 0.75], 4)])
    case(f, "few rows alike", "bins of four rows that are all yes: without the rows added they would not move at all",
         np.concatenate([own.random(300) < few[:300], np.ones(16)]), few, resample=91)
    q = np.round(rng.random(40), 3)
    case(f, "40 rows", "few rows: Hoeffding's bound, no interval of the loss", rng.random(40) < q, q, bins=5)
    case(f, "many ties", "equal scores stay in one bin of equal mass", rng.random(90) < 0.4, rng.choice([0.15, 0.25, 0.45, 0.85], 90), bins=6)
    case(f, "by hand", "Spiegelhalter by hand: scores 0.25 x 4, one yes: sum (y - p)(1 - 2p) = 0; bins of one score: nothing within them",
         [0, 0, 0, 1], [0.25] * 4, bins=4,
         more={"spiegelhalter_z": {"value": "0"}, "brier_score": {"value": "0.1875", "points": {"reliability": "0", "within bins": "0"}}})
    case(f, "by hand, unlike", "scores 0.1 and 0.9, both wrong: z = (0.9 x 0.8 + 0.9 x 0.8) / sqrt(2 x 0.64 x 0.09) = 3 sqrt 2",
         [1, 0], [0.1, 0.9], more={"spiegelhalter_z": {"value": real(3 * 2 ** 0.5)}, "brier_score": {"value": "0.81"}, "ece": {"value": "0.9"}})
    case(f, "certain and wrong", "a score of 0 for what happened: the loss has no number; scores 0 and 1 leave the test without variance",
         [1, 0, 1], [0, 0, 1])
    f.case("missing", "rows without score or label are left out, and counted", table="y,p\n1,0.5\n,0.5\n0,\n0,0.25\n",
           measure={"label": "y", "score": "p"}, stats={"rows": ["2", "1", "2"]},
           expect={"brier_score": {"value": real((0.25 + 0.0625) / 2)}})
    f.case("nothing", "no row: no number", table="y,p\n,0.5\n", measure={"label": "y", "score": "p"},
           expect={m: UNDEFINED for m in ("brier_score", "log_loss", "ece", "adaptive_ece", "mce", "spiegelhalter_z")})
    f.case("not a probability", "a score above 1 is refused", table="y,p\n1,1.5\n", measure={"label": "y", "score": "p"},
           refused="so it is not a probability")
    f.case("censored", "labels of those once selected say nothing about the others", table="y,p\n1,0.5\n",
           measure={"label": "y", "score": "p", "censored": True}, refused="only for those once selected")
    f.case("units", "rows of one household are not independent", table="y,p,u\n1,0.5,a\n0,0.2,a\n",
           measure={"label": "y", "score": "p", "unit": "u"}, refused="rows share units")
    f.write()


main()
