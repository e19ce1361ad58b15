#!/usr/bin/python3
"""Calibration of scores: Brier, log loss, ECE, calibration in the large, from scikit-learn."""
import csv
import os

import numpy as np
from scipy import stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, log_loss

from common import File, ROOT, UNDEFINED, close, real, versions


def ece_width(y, s, bins=10):
    """Bins [k/10, (k+1)/10), the last one closed. scikit-learn's curve has them closed at the right,
    so the two are compared wherever no score lies on an edge."""
    k = np.minimum((s * bins).astype(int), bins - 1)
    total, worst = 0.0, 0.0
    for i in range(bins):
        m = k == i
        if m.any():
            gap = abs(y[m].mean() - s[m].mean())
            total += gap * m.sum() / len(y)
            worst = max(worst, gap)
    if not np.isin(s, np.arange(1, bins) / bins).any():
        frac, mean = calibration_curve(y, s, n_bins=bins)
        n = np.bincount(k, minlength=bins)
        n = n[n > 0]
        close(float((abs(frac - mean) * n).sum() / len(y)), total, 1e-12, "ece")
    return total, worst


def ece_count(y, s, bins=10):
    """Equal counts: rows in order of score (stable), numpy.array_split into 10 runs."""
    order = np.argsort(s, kind="stable")
    total = 0.0
    for part in np.array_split(order, min(bins, len(s))):
        total += abs(y[part].mean() - s[part].mean()) * len(part) / len(y)
    return total


def numbers(rows, text):
    y, s = np.array([r[0] for r in rows]), np.array([float(r[1]) for r in rows])
    out = {"brier": real(brier_score_loss(y, s)), "mean_score": real(s.mean()), "rate": real(y.mean()),
           "in_the_large": real(s.mean() - y.mean())}
    e, m = ece_width(y, s)
    out["ece"], out["mce"] = real(e), real(m)
    if text:
        out["ece_equal_count"] = real(ece_count(y, s))
    if ((s > 0) & (s < 1)).all():
        out["log_loss"] = real(log_loss(y, s, labels=[0, 1]))
    v = ((1 - 2 * s) ** 2 * s * (1 - s)).sum()
    if v > 0:
        z = ((y - s) * (1 - 2 * s)).sum() / np.sqrt(v)
        out["spiegelhalter_z"], out["spiegelhalter_p"] = real(z), real(2 * stats.norm.sf(abs(z)))
    else:
        out["spiegelhalter_z"] = UNDEFINED
    if len(y) > 1:
        out["brier_se"] = real(stats.sem((s - y) ** 2))
    return out


def main():
    f = File("calibration", versions("sklearn", "scipy", "numpy"), "tools/vectors/calibration.py",
             "brier = brier_score_loss; log_loss where every score is inside (0, 1); ece, mce: 10 bins of equal width, closed at the left, "
             "1 in the last (calibration_curve agrees where no score lies on an edge); ece_equal_count: 10 runs of the sorted scores as "
             "numpy.array_split cuts them; in_the_large = mean score - rate; spiegelhalter_z = sum((y-s)(1-2s)) / sqrt(sum((1-2s)^2 "
             "s(1-s))); brier_se = scipy.stats.sem of (s-y)^2")
    rng = np.random.default_rng(1950)
    s = np.round(rng.beta(2, 3, 200), 4)
    y = (rng.random(200) < s).astype(int)
    over = (rng.random(200) < 0.5 + (s - 0.5) * 0.5).astype(int)
    with open(os.path.join(ROOT, "examples", "mortgage-lending", "predictions.csv"), newline="") as h:
        rows = list(csv.DictReader(h))
    cases = [
        ("calibrated", "labels drawn with the scores", list(zip(y.tolist(), map(real, s)))),
        ("overconfident", "labels drawn nearer to one half", list(zip(over.tolist(), map(real, s)))),
        ("mortgage, afam yes", "held-out half, label = granted by people", [(1 - int(r["deny"]), r["score"]) for r in rows if r["afam"] == "yes"]),
        ("mortgage, afam no", "held-out half, label = granted by people", [(1 - int(r["deny"]), r["score"]) for r in rows if r["afam"] == "no"]),
        ("two rows", "tiny", [(1, "0.8"), (0, "0.3")]), ("one row", "one row", [(1, "0.25")]),
        ("sure and right", "scores 0 and 1, all right", [(1, "1"), (0, "0"), (1, "1"), (0, "0")]),
        ("sure and wrong", "scores 0 and 1, all wrong: the last bin holds 1", [(0, "1"), (1, "0"), (0, "1")]),
        ("on the edges", "scores at 0.125, 0.5, 0.25: 0.5 opens its bin", [(1, "0.5"), (0, "0.5"), (1, "0.25"), (0, "0.125"), (1, "0.4375")]),
        ("one label only", "everybody positive", [(1, "0.9"), (1, "0.6"), (1, "0.35"), (1, "0.72")]),
        ("one score", "ten equal scores", [(1, "0.31"), (0, "0.31")] * 5),
    ]
    for name, why, rows in cases:
        f.case("calibration", name, why, {"label": [int(r[0]) for r in rows], "score": [r[1] for r in rows]},
               numbers(rows, len(rows) >= 10 and len({r[1] for r in rows}) == len(rows)))
    f.case("calibration", "no rows", "nothing is defined", {"label": [], "score": []}, UNDEFINED)
    f.write()


if __name__ == "__main__":
    main()
