#!/usr/bin/python3
"""Writes cells.csv (the data), and from it model.onnx, train.csv and heldout.csv. Run it in this folder with Debian's python3-sklearn 1.2.1 and
python3-onnx 1.12: the same bytes come out every time.

Half of the samples train the model, chosen by the SHA-256 of their number; the other half is held out. The model is a random forest of 40
small trees; its score is the share of trees' votes for a malignant tumour, weighted as scikit-learn weighs them. It is written as ONNX: one
input a column, joined by Concat, and a TreeEnsembleClassifier.
"""
import csv
import hashlib

import numpy as np
from onnx import TensorProto, helper
from sklearn.datasets import load_breast_cancer
from sklearn.ensemble import RandomForestClassifier


def half(row):
    return hashlib.sha256(("lakeside:" + row["id"]).encode()).hexdigest()


def write(name, rows):
    with open(name, "w", newline="") as f:
        out = csv.DictWriter(f, rows[0].keys(), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def ensemble(forest, names):
    a = {k: [] for k in ("treeids", "nodeids", "featureids", "modes", "values", "truenodeids", "falsenodeids")}
    w = {k: [] for k in ("treeids", "nodeids", "ids", "weights")}
    for t, one in enumerate(forest.estimators_):
        tree = one.tree_
        for n in range(tree.node_count):
            leaf = tree.children_left[n] < 0
            a["treeids"].append(t)
            a["nodeids"].append(n)
            a["featureids"].append(0 if leaf else int(tree.feature[n]))
            a["modes"].append("LEAF" if leaf else "BRANCH_LEQ")
            a["values"].append(0.0 if leaf else float(np.float32(tree.threshold[n])))
            a["truenodeids"].append(0 if leaf else int(tree.children_left[n]))
            a["falsenodeids"].append(0 if leaf else int(tree.children_right[n]))
            if leaf:
                value = tree.value[n][0] / tree.value[n][0].sum() / len(forest.estimators_)
                for c in (0, 1):
                    w["treeids"].append(t)
                    w["nodeids"].append(n)
                    w["ids"].append(c)
                    w["weights"].append(float(np.float32(value[c])))
    nodes = [helper.make_node("Concat", names, ["x"], axis=1),
             helper.make_node("TreeEnsembleClassifier", ["x"], ["label", "score"], domain="ai.onnx.ml", classlabels_int64s=[0, 1], post_transform="NONE",
                              **{"nodes_" + k: v for k, v in a.items()}, **{"class_" + k: v for k, v in w.items()})]
    graph = helper.make_graph(nodes, "cells", [helper.make_tensor_value_info(n, TensorProto.FLOAT, [None, 1]) for n in names],
                              [helper.make_tensor_value_info("label", TensorProto.INT64, [None]), helper.make_tensor_value_info("score", TensorProto.FLOAT, [None, 2])])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13), helper.make_opsetid("ai.onnx.ml", 1)], ir_version=7, producer_name="train.py")


def main():
    d = load_breast_cancer()
    names = [n.replace(" ", "_") for n in d.feature_names]
    rows = [dict(id=str(i + 1), malignant=str(int(t == 0)), **{n: "%.6g" % v for n, v in zip(names, x)}) for i, (x, t) in enumerate(zip(d.data, d.target))]
    write("cells.csv", rows)
    rows.sort(key=half)
    train, held = rows[:len(rows) // 2], rows[len(rows) // 2:]
    for part in (train, held):
        part.sort(key=lambda r: int(r["id"]))
    write("train.csv", train)
    write("heldout.csv", held)
    x = np.array([[np.float32(r[n]) for n in names] for r in train], dtype=np.float32)
    forest = RandomForestClassifier(n_estimators=40, max_depth=4, min_samples_leaf=3, random_state=20261123, n_jobs=1).fit(x, [int(r["malignant"]) for r in train])
    with open("model.onnx", "wb") as f:
        f.write(ensemble(forest, names).SerializeToString())
    p = forest.predict_proba(np.array([[np.float32(r[n]) for n in names] for r in held], dtype=np.float32))[:, 1]
    print("trained on %d, held out %d, right on %.4f of those; first scores %s" % (len(train), len(held), np.mean((p >= 0.5) == np.array([r["malignant"] == "1" for r in held])), np.round(p[:3], 6)))


if __name__ == "__main__":
    main()
