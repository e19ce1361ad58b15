#!/usr/bin/python3
"""Trains the example's model and writes model.json, predictions.csv and the two halves as they were
(train.csv, heldout.csv). Run it in this folder with Debian's python3-xgboost 1.7.4: the same bytes come
out every time.

Half of the applications train the model, chosen by the SHA-256 of their number; the other half is
held out. The model never sees `afam` or `single`. Its score is the probability that people would
have granted the loan. An application is predicted to be refused (prediction 1, as in `deny`) when its
score is not above the cut, and the cut is set on the training half so that the model refuses as many
there as the lenders did.
"""
import csv
import hashlib

import numpy as np
import xgboost as xgb

FEATURES = ["pirat", "hirat", "lvrat", "chist", "mhist", "phist", "unemp", "selfemp",
            "insurance", "condomin", "hschool"]
ROUNDS = 50
PARAMS = {"objective": "binary:logistic", "max_depth": 3, "eta": 0.1, "tree_method": "exact",
          "base_score": 0.5, "min_child_weight": 5, "nthread": 1, "seed": 20261103}


def half(row):
    return hashlib.sha256(("northbank:" + row["id"]).encode()).hexdigest()


def matrix(rows):
    x = np.array([[float(r[f]) for f in FEATURES] for r in rows], dtype=np.float32)
    return xgb.DMatrix(x, label=[1 - int(r["deny"]) for r in rows], feature_names=FEATURES)


def main():
    with open("hmda.csv", newline="") as f:
        rows = sorted(csv.DictReader(f), key=half)
    train, held = rows[:len(rows) // 2], rows[len(rows) // 2:]
    train.sort(key=lambda r: int(r["id"]))
    held.sort(key=lambda r: int(r["id"]))
    model = xgb.train(PARAMS, matrix(train), ROUNDS)
    model.save_model("model.json")
    refused = sum(int(r["deny"]) for r in train)
    cut = np.sort(model.predict(matrix(train)))[refused - 1]
    scores = model.predict(matrix(held))
    with open("predictions.csv", "w", newline="") as f:
        f.write("id,deny,score,prediction,afam,single\n")
        for r, s in zip(held, scores):
            f.write("%s,%s,%.9g,%d,%s,%s\n" % (r["id"], r["deny"], s, s <= cut, r["afam"], r["single"]))
    for name, part in (("train.csv", train), ("heldout.csv", held)):
        with open(name, "w", newline="") as f:
            out = csv.DictWriter(f, rows[0].keys(), lineterminator="\n")
            out.writeheader()
            out.writerows(part)
    print("trained on %d, held out %d, cut %.9g" % (len(train), len(held), cut))


if __name__ == "__main__":
    main()
