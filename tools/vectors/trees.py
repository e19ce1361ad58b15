#!/usr/bin/python3
"""Models of XGBoost with what Debian's python3-xgboost gives for them: margins, scores, contributions. A chain of
60 splits with contributions in exact fractions. Models in LightGBM's text form, for which no program is packaged."""
import base64
import json
import math
import os
import tempfile
from fractions import Fraction

import numpy as np
import xgboost as xgb

from common import File, reals, versions

NAMES = ["a", "b", "c", "d", "e", "f"]


def made(n, seed):
    """Rows in sixteenths, so that values fall on thresholds; a tenth is missing."""
    rng = np.random.RandomState(seed)
    x = rng.randint(-32, 33, size=(n, len(NAMES))) / 16.0
    y = x[:, 0] * x[:, 1] + np.where(x[:, 2] > 0.5, 1.5, -0.5) + 0.3 * x[:, 3] + rng.randint(-8, 9, n) / 16.0
    x[rng.rand(n, len(NAMES)) < 0.1] = np.nan
    return x.astype(np.float32), y


def saved(booster, form):
    with tempfile.TemporaryDirectory() as tmp:
        path = os.path.join(tmp, "m." + form)
        booster.save_model(path)
        with open(path, "rb") as f:
            return f.read()


def cells(x):
    return [[None if math.isnan(v) else "%.9g" % v for v in r] for r in x.tolist()]


def numbers(v):
    return [["%.9g" % e for e in r] for r in np.asarray(v, dtype=np.float32).reshape(len(v), -1).tolist()]


def expected(booster, d):
    phi = booster.predict(d, pred_contribs=True)
    return {"margin": numbers(booster.predict(d, output_margin=True)), "score": numbers(booster.predict(d)),
            "contributions": numbers(phi)}


def train(x, y, params, rounds, types=None):
    p = {"max_depth": 4, "eta": 0.3, "nthread": 1, "seed": 1, "base_score": 0.4}
    p.update(params)
    d = xgb.DMatrix(x, label=y, feature_names=NAMES, feature_types=types, enable_categorical=types is not None)
    return xgb.train(p, d, num_boost_round=rounds)


def xgboost_file():
    f = File("xgboost_trees", versions("xgboost"), "tools/vectors/trees.py",
             "model is the file as text, or in base64; null = missing; margin, score, contributions (the last is the "
             "expected margin) are float32 with 9 digits. Margins and scores hold to 1e-6 relative; contributions to "
             "2e-5, since the library adds them up in float32", folder="model")
    x, y = made(300, 5)
    rows = np.vstack([x[:9], np.full((1, 6), np.nan), np.full((1, 6), 1e30), np.full((1, 6), -1e30), np.zeros((1, 6))]).astype(np.float32)

    def case(name, why, booster, form="json", types=None, edit=None, at=rows):
        raw = saved(booster, "json" if form == "edited" else form)
        d = xgb.DMatrix(at, feature_names=NAMES, feature_types=types, enable_categorical=types is not None)
        inp = {"rows": cells(at)}
        if form == "ubj":
            inp["base64"] = base64.b64encode(raw).decode()
        else:
            inp["model"] = edit(raw.decode()) if edit else raw.decode()
        f.case("model", name, why, inp, expected(booster, d))

    logistic = train(x, y > 0, {"objective": "binary:logistic"}, 8)
    case("logistic", "probabilities, missing values, thresholds", logistic)
    case("logistic, UBJSON", "the same bytes in another form", logistic, "ubj")

    def newer(text):
        m = json.loads(text)
        m["learner"]["learner_model_param"]["base_score"] = "[4E-1]"
        m["learner"]["gradient_booster"]["model"]["cats"] = {"enc": [], "feature_segments": [], "sorted_idx": []}
        m["version"] = [3, 1, 0]
        return json.dumps(m, indent=1)
    case("logistic, as 3.1 writes it", "base_score as a list, a container of categories, white space", logistic, "edited", edit=newer)
    case("squared error", "margins are scores", train(x, y, {"objective": "reg:squarederror"}, 6))
    case("raw log odds", "base and score are margins", train(x, y > 0, {"objective": "binary:logitraw"}, 3))
    case("poisson", "logarithmic link", train(x, np.floor(np.abs(y)), {"objective": "count:poisson"}, 5))
    case("hinge", "scores are 0 or 1", train(x, y > 0, {"objective": "binary:hinge"}, 5))
    case("three classes", "softmax, trees by class", train(x, np.digitize(y, [-1, 1]), {"objective": "multi:softprob", "num_class": 3}, 4))
    case("dart", "trees with weights", train(x, y > 0, {"objective": "binary:logistic", "booster": "dart", "rate_drop": 0.5, "one_drop": 1}, 6))
    case("forest", "several trees a round", train(x, y, {"objective": "reg:squarederror", "num_parallel_tree": 3, "subsample": 0.7}, 2))
    case("deep", "depth 12", train(x, y, {"objective": "reg:squarederror", "max_depth": 12, "min_child_weight": 0}, 2))
    case("one leaf", "a tree without splits", train(x, y, {"objective": "reg:squarederror", "max_depth": 3, "gamma": 1e9}, 2))
    cat = x.copy()
    cat[:, 1] = np.where(np.isnan(cat[:, 1]), np.nan, np.floor((cat[:, 1] + 2) * 12))
    types = ["q", "c", "q", "q", "q", "q"]
    y2 = y + np.where(np.nan_to_num(cat[:, 1]) % 3 == 1, 2, 0)
    odd = cat[:10].copy()
    odd[3, 1], odd[4, 1], odd[5, 1] = 40, 0, 31
    case("categories, sets", "splits on sets of categories, one of them beyond 32; a category that no split names",
         train(cat, y2, {"objective": "reg:squarederror", "tree_method": "hist", "max_cat_to_onehot": 1}, 4, types), types=types, at=odd)
    case("categories, one each", "splits on one category",
         train(cat, y2, {"objective": "reg:squarederror", "tree_method": "hist", "max_cat_to_onehot": 100}, 4, types), types=types, at=odd)
    f.write()


def exact(path, value):
    """Shapley values of one leaf: path is {feature: (share, takes it)}."""
    out, names = {}, list(path)
    for j in names:
        poly = [Fraction(1)]  # coefficient s: coalitions of s others, out of the others
        for i in names:
            if i == j:
                continue
            z, o = path[i]
            poly = [(poly[s] * z if s < len(poly) else 0) + (poly[s - 1] * o if s else 0) for s in range(len(poly) + 1)]
        k = len(names)
        w = [Fraction(math.factorial(s) * math.factorial(k - 1 - s), math.factorial(k)) for s in range(k)]
        z, o = path[j]
        out[j] = value * (o - z) * sum(a * b for a, b in zip(w, poly))
    return out


def chain_file():
    f = File("deep_chain", "exact fractions of Python", "tools/vectors/trees.py",
             "the definition of path-dependent Shapley values, leaf by leaf; holds to 1e-11 of the largest leaf",
             folder="model")
    for depth, repeat in ((60, 60), (60, 17), (12, 5)):
        left, right, feature, cond, hess = [], [], [], [], []
        nodes = []
        for d in range(depth):
            nodes.append(("split", d % repeat, 0.5 if d < repeat else 0.25 / (d // repeat)))
            nodes.append(("leaf", (-1) ** d * (1 + d / 8.0)))
        nodes.append(("leaf", 100.0))
        n = len(nodes)
        for i, e in enumerate(nodes):
            if e[0] == "split":
                left.append(i + 2)
                right.append(i + 1)
                feature.append(e[1])
                cond.append(e[2])
            else:
                left.append(-1)
                right.append(-1)
                feature.append(0)
                cond.append(e[1])
            hess.append(0)
        for i in reversed(range(n)):
            hess[i] = 1 + i % 3 if nodes[i][0] == "leaf" else hess[left[i]] + hess[right[i]]
        model = {"learner": {"feature_names": [], "learner_model_param": {"base_score": "0", "num_class": "0", "num_feature": str(repeat)},
                             "objective": {"name": "reg:squarederror"},
                             "gradient_booster": {"name": "gbtree", "model": {"tree_info": [0], "trees": [
                                 {"left_children": left, "right_children": right, "split_indices": feature, "split_conditions": cond,
                                  "default_left": [0] * n, "sum_hessian": hess}]}}}}
        for row in ([0.0] * repeat, [0.0 if i % 2 else 1.0 for i in range(repeat)], [0.125] * (repeat - 1) + [0.75]):
            phi, base, at, path = [Fraction(0)] * repeat, Fraction(0), 0, {}
            while True:
                here = nodes[at]
                for side, child in ((True, left[at]), (False, right[at])) if here[0] == "split" else ():
                    z, o = path.get(here[1], (Fraction(1), 1))
                    step = dict(path)
                    step[here[1]] = (z * Fraction(hess[child], hess[at]), o if (row[here[1]] < here[2]) == side else 0)
                    if nodes[child][0] == "leaf":
                        for j, v in exact(step, Fraction(nodes[child][1])).items():
                            phi[j] += v
                        share = Fraction(1)
                        for zz, _ in step.values():
                            share *= zz
                        base += share * Fraction(nodes[child][1])
                    else:
                        down = step
                if here[0] == "leaf" or nodes[left[at]][0] == "leaf":
                    break
                at, path = left[at], down
            f.case("chain", "depth %d, %d features, %s" % (depth, repeat, ",".join("%g" % v for v in row[:3])), "splits in a chain",
                   {"model": json.dumps(model), "rows": [reals(row)]}, {"contributions": [reals(phi + [base])]})
    f.write()


# ---- LightGBM ----

def light(head, trees):
    """The text of a model; a tree is a leaf (number) or (feature, kind, threshold, left, right, rows)."""
    text = ["tree", "version=v4"] + head + ["feature_infos=none none none", "tree_sizes=0", ""]
    for i, t in enumerate(trees):
        splits, leaves, words, bounds = [], [], [], [0]

        def walk(e, splits=splits, leaves=leaves, words=words, bounds=bounds):
            if not isinstance(e, tuple):
                leaves.append(e)
                return -len(leaves), 10
            at = len(splits)
            splits.append(None)
            feature, kind, cut, left, right = e
            if kind & 1:
                bits = [0] * (max(cut) // 32 + 1)
                for c in cut:
                    bits[c // 32] |= 1 << c % 32
                words.extend(bits)
                bounds.append(len(words))
                cut = len(bounds) - 2
            left, a = walk(left)
            right, b = walk(right)
            splits[at] = (feature, kind, cut, left, right, a + b)
            return at, a + b
        walk(t)
        col = list(zip(*splits)) if splits else [()] * 6
        text += ["Tree=%d" % i, "num_leaves=%d" % len(leaves), "num_cat=%d" % (len(bounds) - 1)]
        for key, k in (("split_feature", 0), ("threshold", 2), ("decision_type", 1), ("left_child", 3), ("right_child", 4)):
            text.append("%s=%s" % (key, " ".join(map(repr, col[k]))))
        text += ["leaf_value=" + " ".join(map(repr, leaves)), "leaf_count=" + " ".join(["10"] * len(leaves)),
                 "internal_count=" + " ".join(map(repr, col[5]))]
        if len(bounds) > 1:
            text += ["cat_boundaries=" + " ".join(map(str, bounds)), "cat_threshold=" + " ".join(map(str, words))]
        text += ["is_linear=0", "shrinkage=1", "", ""]
    return "\n".join(text + ["end of trees", "", "feature_importances:", "a=1", "", "parameters:", "end of parameters", ""])


def walked(t, row):
    """By LightGBM's documented rules."""
    while isinstance(t, tuple):
        feature, kind, cut, left, right = t
        v = row[feature]
        if kind & 1:
            first = v is not None and v >= 0 and int(v) in cut
        else:
            missing = kind >> 2 & 3
            if v is None and missing != 2:
                v = 0.0
            if (missing == 1 and abs(v) <= 1e-35) or v is None:
                first = bool(kind & 2)
            else:
                first = v <= cut
        t = left if first else right
    return t


def lightgbm_file():
    f = File("lightgbm_trees", "LightGBM's documentation of its decision types and of its text form (no program is packaged)",
             "tools/vectors/trees.py", "models written by hand, walked by the rules in a dozen lines of Python", folder="model")
    a = (0, 2 | 8, 0.5, (1, 0, -0.25, -1.0, 0.75), (2, 4, 0.0, 0.125, (0, 2 | 4, 2.0, 1.5, -0.3)))
    b = (1, 8, 1.0, 0.2, (2, 1, [1, 3, 40], 0.9, -0.6))
    c = (2, 0, 0.0, 0.1, -0.1)
    values = [None, 0.0, 0.5, 0.5000000000000001, -0.25, 1.0, 2.0, 3.0, 40.0, 39.9, 40.5, -1.0, 1e-36, 1e300, 33.0]
    rows = [[values[(i * 7 + k * 5 + i // 15) % 15] for k in range(3)] for i in range(60)]
    names = ["num_class=1", "num_tree_per_iteration=1", "label_index=0", "max_feature_idx=2"]
    three = ["num_class=3", "num_tree_per_iteration=3", "label_index=0", "max_feature_idx=2"]
    who = ["feature_names=a b c"]

    def logistic(m, slope=1):
        return 1 / (1 + math.exp(-slope * m))

    def softmax(m):
        e = [math.exp(v - max(m)) for v in m]
        return [v / sum(e) for v in e]
    one = [[walked(a, r) + walked(b, r) + walked(c, r)] for r in rows]
    many = [[walked(a, r), walked(b, r), walked(c, r)] for r in rows]
    for name, why, head, margin, score in (
            ("regression", "every kind of missing value, at and just above thresholds, sets of categories", ["objective=regression"], one, one),
            ("binary", "a steeper link", ["objective=binary sigmoid:2"], one, [[logistic(m[0], 2)] for m in one]),
            ("poisson", "logarithmic link", ["objective=poisson"], one, [[math.exp(m[0])] for m in one]),
            ("regression sqrt", "squares with the sign kept", ["objective=regression sqrt"], one, [[math.copysign(m[0] ** 2, m[0])] for m in one]),
            ("lambda", "log(1 + exp)", ["objective=cross_entropy_lambda"], one, [[math.log1p(math.exp(m[0]))] for m in one]),
            ("no objective", "the margin is the score", [], one, one),
            ("average", "a forest: the mean of the trees", ["objective=regression", "average_output"], [[m[0] / 3] for m in one], [[m[0] / 3] for m in one]),
            ("multiclass", "softmax", ["objective=multiclass num_class:3"], many, [softmax(m) for m in many]),
            ("one against all", "each class by itself", ["objective=multiclassova num_class:3 sigmoid:1"], many, [[logistic(v) for v in m] for m in many])):
        text = light((three if len(margin[0]) == 3 else names) + head + who, [a, b, c])
        f.case("model", name, why, {"model": text, "rows": [[None if v is None else repr(v) for v in r] for r in rows]},
               {"margin": [reals(m) for m in margin], "score": [reals(m) for m in score]})
    f.write()


if __name__ == "__main__":
    xgboost_file()
    chain_file()
    lightgbm_file()
