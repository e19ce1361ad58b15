#!/usr/bin/python3
"""Scores of the example's XGBoost model by Debian's python3-xgboost, with missing values, values on the
very thresholds of its trees, and values far outside the data."""
import csv
import json
import os

import numpy as np
import xgboost as xgb

from common import File, ROOT, versions

FOLDER = os.path.join(ROOT, "examples", "mortgage-lending")


def main():
    model = xgb.Booster({"nthread": 1})
    path = os.path.join(FOLDER, "model.json")
    model.load_model(path)
    names = model.feature_names
    with open(os.path.join(FOLDER, "hmda.csv"), newline="") as f:
        base = [[r[n] for n in names] for r in list(csv.DictReader(f))[:12]]
    with open(path, encoding="utf-8") as f:
        trees = json.load(f)["learner"]["gradient_booster"]["model"]["trees"]
    rows = [("row %d as it is" % (i + 1), r) for i, r in enumerate(base)]
    for k, n in enumerate(names):
        rows.append(("%s missing" % n, base[0][:k] + [None] + base[0][k + 1:]))
    rows.append(("everything missing", [None] * len(names)))
    rows.append(("everything 0", ["0"] * len(names)))
    rows.append(("everything huge", ["1e30"] * len(names)))
    rows.append(("everything very negative", ["-1e30"] * len(names)))
    seen = set()
    for t in trees:
        k, cut = t["split_indices"][0], t["split_conditions"][0]
        if k in seen or t["left_children"][0] < 0:
            continue
        seen.add(k)
        for word, v in (("on", np.float32(cut)), ("just below", np.nextafter(np.float32(cut), np.float32(-9e9)))):
            rows.append(("%s %s a threshold" % (names[k], word), base[3][:k] + ["%.9g" % v] + base[3][k + 1:]))
    x = np.array([[np.nan if v is None else np.float32(v) for v in r] for _, r in rows], dtype=np.float32)
    score = model.predict(xgb.DMatrix(x, feature_names=names))
    f = File("xgboost_scores", versions("xgboost"), "tools/vectors/xgb.py",
             "examples/mortgage-lending/model.json; features in the model's order; null = missing; score is a float32 with 9 digits and holds "
             "to 1e-6. A value is read as a float32 and goes left when it is below the threshold")
    for (name, r), s in zip(rows, score):
        f.case("score", name, "row 1" if "missing" in name else "row 4" if "threshold" in name else "a row",
               {"features": dict(zip(names, r))}, {"score": "%.9g" % s})
    f.write()


if __name__ == "__main__":
    main()
