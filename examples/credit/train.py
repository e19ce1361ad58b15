#!/usr/bin/python3
"""Trains the example's model and writes model.json, train.csv and heldout.csv. Run it in this folder with Debian's python3-sklearn 1.2.1.

Half of the loans train the model, chosen by the SHA-256 of their number; the other half is held out. The model is a logistic regression
that never sees `age` or `marital`; it is written as Concord's linear/1, with the median of the training half where a value is missing.
Its score is the chance that the loan was repaid; a renewal is offered above a cut that offers as many as repaid in the training half.
"""
import csv
import hashlib
import json

import numpy as np
from sklearn.linear_model import LogisticRegression

FEATURES = ["seniority", "time", "expenses", "income", "assets", "debt", "amount", "price", "records", "owner", "job_fixed", "job_parttime",
            "job_freelance"]


def half(row):
    return hashlib.sha256(("riverbank:" + row["id"]).encode()).hexdigest()


def matrix(rows, missing):
    return np.array([[float(r[f]) if r[f] else m for f, m in zip(FEATURES, missing)] for r in rows])


def main():
    with open("credit.csv", newline="") as f:
        rows = sorted(csv.DictReader(f), key=half)
    train, held = rows[:len(rows) // 2], rows[len(rows) // 2:]
    for part in (train, held):
        part.sort(key=lambda r: int(r["id"]))
    missing = [float(np.median([float(r[f]) for r in train if r[f]])) for f in FEATURES]
    x, y = matrix(train, missing), np.array([1 - int(r["bad"]) for r in train])
    mean, sd = x.mean(0), x.std(0)
    fit = LogisticRegression(C=1.0, tol=1e-10, max_iter=10000).fit((x - mean) / sd, y)
    w = fit.coef_[0] / sd
    short = [float("%.6g" % v) for v in w]  # six digits: the same bytes whatever the last bits of the solver
    b = float("%.6g" % (fit.intercept_[0] - (w * mean).sum()))
    with open("model.json", "w") as f:
        json.dump({"concord": "linear/1", "features": FEATURES, "coefficients": short, "intercept": b, "link": "logistic", "missing": missing}, f, indent=1)
        f.write("\n")
    for name, part in (("train.csv", train), ("heldout.csv", held)):
        with open(name, "w", newline="") as f:
            out = csv.DictWriter(f, rows[0].keys(), lineterminator="\n")
            out.writeheader()
            out.writerows(part)
    score = 1 / (1 + np.exp(-(x @ np.array(short) + b)))
    cut = np.sort(score)[::-1][int(y.sum()) - 1]
    print("trained on %d, held out %d, repaid %d, cut %.6f" % (len(train), len(held), y.sum(), cut))


if __name__ == "__main__":
    main()
