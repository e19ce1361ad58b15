#!/usr/bin/python3
"""Models of ONNX, built by Debian's python3-onnx 1.12, with what they give by the definition of their operators, walked in Python with
NumPy's float32. tools/npm/onnx puts the same questions to ONNX Runtime."""
import base64
import os
import sys

import numpy as np
from onnx import TensorProto, helper, numpy_helper

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import File, reals, versions  # noqa: E402

F = 4
ML = "ai.onnx.ml"
MODES = {"BRANCH_LEQ": lambda x, t: x <= t, "BRANCH_LT": lambda x, t: x < t, "BRANCH_GTE": lambda x, t: x >= t, "BRANCH_GT": lambda x, t: x > t}


class Forest:
    """Random trees: lists of (mode, feature, threshold, yes, no, missing) or a leaf's {output: weight}, by node."""

    def __init__(self, seed, trees=5, depth=3, outputs=(0,), modes=("BRANCH_LEQ",), missing=False, low=-16, dtype=np.float32, divide=16.0):
        self.rng = np.random.RandomState(seed)
        self.outputs, self.modes, self.missing, self.low, self.dtype, self.divide = outputs, modes, missing, low, dtype, divide
        self.trees = []
        for _ in range(trees):
            nodes = []
            self.grow(nodes, depth)
            self.trees.append(nodes)

    def grow(self, nodes, depth):
        at = len(nodes)
        nodes.append(None)
        if depth == 0 or self.rng.randint(8) == 0:
            nodes[at] = {k: self.rng.randint(self.low, 17) / self.divide for k in self.outputs}
            return at
        mode, feature, t = self.modes[self.rng.randint(len(self.modes))], self.rng.randint(F), self.dtype(self.rng.randint(-16, 17) / 8.0)
        if self.dtype == np.float64:
            t += 1e-12
        miss = int(self.missing and self.rng.randint(2))
        yes = self.grow(nodes, depth - 1)
        no = self.grow(nodes, depth - 1)
        nodes[at] = (mode, feature, t, yes, no, miss)
        return at

    def sums(self, x, outputs):
        m = np.zeros(outputs)
        for nodes in self.trees:
            n = nodes[0]
            while isinstance(n, tuple):
                v = x[n[1]]
                n = nodes[n[3] if MODES[n[0]](v, n[2]) or (n[5] and np.isnan(v)) else n[4]]
            for k, w in n.items():
                m[k] += w
        return m

    def rates(self):
        """How many rows each node saw: a number a leaf, added up."""
        def of(nodes, i):
            n = nodes[i]
            return of(nodes, n[3]) + of(nodes, n[4]) if isinstance(n, tuple) else float(1 + i % 5)
        return [of(nodes, i) for nodes in self.trees for i in range(len(nodes))]

    def attributes(self, kind, tensor=False, shuffle=False, hits=None):
        rows, weights = [], []
        for t, nodes in enumerate(self.trees):
            ids = [(len(nodes) - i) % len(nodes) for i in range(len(nodes))] if shuffle else list(range(len(nodes)))
            for i, n in enumerate(nodes):
                if isinstance(n, tuple):
                    rows.append((t, ids[i], n[0], n[1], float(n[2]), ids[n[3]], ids[n[4]], n[5]))
                else:
                    rows.append((t, ids[i], "LEAF", 0, 0.0, 0, 0, 0))
                    weights += [(t, ids[i], k, w) for k, w in n.items()]
        if shuffle:
            self.rng.shuffle(weights)
            weights = [(int(a), int(b), int(c), float(d)) for a, b, c, d in weights]
        names = ("nodes_treeids", "nodes_nodeids", "nodes_modes", "nodes_featureids", "nodes_values", "nodes_truenodeids", "nodes_falsenodeids",
                 "nodes_missing_value_tracks_true")
        a = dict(zip(names, map(list, zip(*rows))))
        if not self.missing:
            del a["nodes_missing_value_tracks_true"]
        prefix = "target" if kind == "Regressor" else "class"
        a.update(zip((prefix + "_treeids", prefix + "_nodeids", prefix + "_ids", prefix + "_weights"), map(list, zip(*weights))))
        if hits:
            a["nodes_hitrates"] = self.rates() if hits == "rows" else [1.0] * len(rows)
        if tensor:
            for k in ("nodes_values", prefix + "_weights"):
                a[k + "_as_tensor"] = numpy_helper.from_array(np.array(a.pop(k), dtype=np.float64), k)
        return a


def rows_of(seed, n=40, missing=True):
    rng = np.random.RandomState(seed + 500)
    x = rng.randint(-20, 21, size=(n, F)) / 8.0
    near = rng.rand(n, F)
    x[near < 0.1] += 2e-7  # above a threshold by a bit of float32
    x[(near > 0.9) & (x != 0)] *= 1 - 1e-7
    if missing:
        x[rng.rand(n, F) < 0.1] = np.nan
    x[0] = [1e30, -1e30, 0.0, -0.0]
    return x


def logistic(v):
    return 1 / (1 + np.exp(-v))


def softmax(v):
    e = np.exp(v - v.max())
    return e / e.sum()


POST = {"NONE": lambda v: v, "LOGISTIC": logistic, "SOFTMAX": softmax}
TYPES = {"float": (TensorProto.FLOAT, np.float32), "double": (TensorProto.DOUBLE, np.float64), "int64": (TensorProto.INT64, np.int64)}


def built(nodes, kind, inputs, outputs, ml=3):
    ins = [helper.make_tensor_value_info(name, kind, [None, width]) for name, width in inputs]
    outs = [helper.make_tensor_value_info(name, t, shape) for name, t, shape in outputs]
    graph = helper.make_graph(nodes, "g", ins, outs)
    m = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15), helper.make_opsetid(ML, ml)], producer_name="")
    m.ir_version = 8
    return m.SerializeToString()


class Vectors:
    def __init__(self):
        self.f = File("onnx_models", versions("onnx", "numpy"), "tools/vectors/onnx_models.py",
                      "models built by onnx.helper; sums and transforms by the definitions of the operators; asked again of ONNX Runtime by tools/npm/onnx",
                      folder="model")

    def add(self, name, why, op, attributes, arrive, score, kind="float", before=(), after=(), outputs=1, rows=None, zipped=False, inputs=(("X", F),),
            margin=None, ml=3, width=None, linear=False):
        """arrive(x) takes a row of the input's type to what the model takes; score(values) gives scores. before, after: functions of names."""
        onnx_type, numpy_type = TYPES[kind]
        x = rows_of(len(self.f.cases) if hasattr(self.f, "cases") else 0) if rows is None else rows
        x = x.astype(numpy_type)
        classes = op.endswith("Classifier")
        nodes, at = [], "X"
        for i, step in enumerate(before):
            nodes.append(step(at, "b%d" % i))
            at = "b%d" % i
        scores = "S" if classes else "Y"
        nodes.append(helper.make_node(op, [at], ["L", "S"] if classes else ["Y"], domain=ML, **attributes))
        for i, step in enumerate(after):
            nodes.append(step(scores, "a%d" % i))
            scores = "a%d" % i
        outs = [(scores, TensorProto.FLOAT, [None, None])]
        if classes:
            text = "classlabels_strings" in attributes
            outs.insert(0, ("L", TensorProto.STRING if text else TensorProto.INT64, [None]))
        plain = built(nodes, onnx_type, [(n, width if width is not None else w) for n, w in inputs] if width != 0 else [(n, None) for n, w in inputs], outs, ml)
        model = plain
        if zipped:
            labels = {k: v for k, v in attributes.items() if k.startswith("classlabels")}
            nodes.append(helper.make_node("ZipMap", [scores], ["Z"], domain=ML, **labels))
            model = built(nodes, onnx_type, list(inputs), outs[:-1] + [("Z", TensorProto.FLOAT, [None])], ml)
        got = [score(arrive(r)) for r in x]
        case = {"base64": base64.b64encode(model).decode(), "type": kind, "names": [n for n, _ in inputs], "output": scores,
                "rows": [[None if np.isnan(v) else repr(float(v)) for v in r] for r in x.astype(np.float64)]}
        if zipped:
            case["runtime"] = base64.b64encode(plain).decode()
        expect = {"score": [reals(s) for s, _ in got]}
        if not linear:
            expect["margin"] = [reals(m) for _, m in got]
        self.f.case("model", name, why, case, expect)

    def regressor(self, name, why, forest, post="NONE", targets=1, base=None, average=False, arrive=lambda r: r, tensor=False, shuffle=False, hits=None, **more):
        a = forest.attributes("Regressor", tensor, shuffle, hits)
        a.update(n_targets=targets, post_transform=post)
        if base:
            a["base_values"] = base
        if average:
            a["aggregate_function"] = "AVERAGE"

        def score(x):
            m = forest.sums(x, targets) / (len(forest.trees) if average else 1) + (base or 0)
            return POST[post](m), m
        self.add(name, why, "TreeEnsembleRegressor", a, arrive, score, **more)

    def classifier(self, name, why, forest, classes, post="NONE", base=None, arrive=lambda r: r, labels=None, **more):
        a = forest.attributes("Classifier")
        a.update(post_transform=post)
        a.update({"classlabels_strings": labels} if labels else {"classlabels_int64s": list(range(classes))})
        if base:
            a["base_values"] = base
        alone = classes == 2 and len(forest.outputs) == 1

        def score(x):
            m = forest.sums(x, classes)
            if alone:
                m = m[list(forest.outputs)] + (base[-1] if base else 0)
                return (logistic(m) if post == "LOGISTIC" else m), m
            m = m + (base or 0)
            s = POST[post](m)
            if classes > 2:
                return s, m
            return s[1:], m[1:] - (m[:1] if post == "SOFTMAX" else 0)
        self.add(name, why, "TreeEnsembleClassifier", a, arrive, score, **more)

    def linear(self, name, why, coefficients, intercepts, post="NONE", classes=0, arrive=lambda r: r, labels=None, **more):
        w = np.array(coefficients, dtype=np.float32).astype(np.float64)
        b = np.array(intercepts, dtype=np.float32).astype(np.float64)
        a = {"coefficients": [float(v) for v in w.reshape(-1)], "intercepts": [float(v) for v in b], "post_transform": post}
        if classes:
            a.update({"classlabels_strings": labels} if labels else {"classlabels_ints": list(range(classes))})

        def score(x):
            s = POST[post](w.reshape(len(b), -1) @ np.asarray(x, dtype=np.float64) + b)
            return s[-1:], None
        self.add(name, why, "LinearClassifier" if classes else "LinearRegressor", a, arrive, score, linear=True, **more)


def scaler(offset, scale):
    def node(i, o):
        return helper.make_node("Scaler", [i], [o], domain=ML, offset=offset, scale=scale)
    return node


def imputer(values):
    def node(i, o):
        return helper.make_node("Imputer", [i], [o], domain=ML, imputed_value_floats=values, replaced_value_float=float("nan"))
    return node


def plain(op, domain="", **attributes):
    def node(i, o):
        return helper.make_node(op, [i], [o], domain=domain, **attributes)
    return node


def scaled(offset, scale, wide=False):
    o, s = np.array(offset, dtype=np.float32), np.array(scale, dtype=np.float32)

    def arrive(r):
        if wide:
            return ((r - o.astype(np.float64)) * s.astype(np.float64)).astype(np.float32)
        return (r.astype(np.float32) - o) * s
    return arrive


def imputed(values, then=lambda r: r):
    v = np.array(values, dtype=np.float32)
    return lambda r: then(np.where(np.isnan(r), v, r).astype(np.float32))


def main():
    v = Vectors()
    mixed = tuple(MODES)
    off, sc = [0.1, -0.3, 0.7, 0.0], [0.3, -1.7, 2.5, -0.01]
    v.regressor("at or below", "sums of leaves; values on thresholds and missing ones", Forest(1))
    v.regressor("every mode", "below, at or below, above, at or above, with missing values that go either way", Forest(2, 8, 4, modes=mixed, missing=True))
    v.regressor("missing tracks true", "one mode; missing values that go either way", Forest(3, 6, 4, missing=True))
    v.regressor("base", "a base value; how many rows each node saw", Forest(4), base=[0.625], hits="rows")
    v.regressor("average", "the mean of the trees, and a base value", Forest(5, 4), average=True, base=[0.25])
    v.regressor("three targets", "a leaf has a weight for each", Forest(6, 4, outputs=(0, 1, 2)), targets=3, base=[0.5, 0.0, -0.25])
    v.regressor("three targets, softmax", "over all of them", Forest(7, 4, outputs=(0, 1, 2)), targets=3, post="SOFTMAX")
    v.regressor("three targets, logistic", "of each sum", Forest(8, outputs=(0, 1, 2)), targets=3, post="LOGISTIC")
    v.regressor("any order", "weights in any order, numbers of nodes against it", Forest(9, 4, modes=mixed, missing=True), shuffle=True)
    v.regressor("no width", "the file does not say how many columns it takes", Forest(10, 9), width=0)
    v.regressor("double", "thresholds and weights in tensors of double", Forest(11, 5, dtype=np.float64), tensor=True, kind="double")
    v.classifier("integers", "a tensor of int64", Forest(12), 2, kind="int64", rows=np.floor(rows_of(12, missing=False).clip(-3, 3)))
    v.regressor("one leaf", "a tree without splits", Forest(13, 2, 0), hits="ones")
    v.regressor("rates that say nothing", "1 at every node, as several programs write it", Forest(14), hits="ones")
    v.classifier("two classes, one probability", "weights of one class, never below 0: the sum is its probability", Forest(20, 4, low=0, divide=64.0), 2)
    v.classifier("two classes, one probability of class 1", "the same, for the second class", Forest(21, 4, outputs=(1,), low=0, divide=64.0), 2, zipped=True)
    v.classifier("two classes, one score", "weights of one class on both sides of 0", Forest(22), 2)
    v.classifier("two classes, log odds", "LOGISTIC, and a base value", Forest(23, 6, modes=mixed, missing=True), 2, post="LOGISTIC", base=[-0.5], zipped=True)
    v.classifier("two classes, log odds, class 1", "weights are for the second class", Forest(25, outputs=(1,)), 2, post="LOGISTIC")
    v.classifier("two classes, weights of both", "the second one is the score", Forest(26, outputs=(0, 1), low=0), 2, labels=["no", "yes"], zipped=True)
    v.classifier("two classes, weights of both, logistic", "the second one is the score", Forest(27, outputs=(0, 1)), 2, post="LOGISTIC")
    v.classifier("two classes, weights of both, softmax", "their difference is the log odds", Forest(28, outputs=(0, 1)), 2, post="SOFTMAX")
    for i, post in enumerate(("NONE", "LOGISTIC", "SOFTMAX")):
        v.classifier("three classes, " + post, "one score a class", Forest(30 + i, 5, outputs=(0, 1, 2)), 3, post=post, base=[0.5, 0.0, -0.5] if i else None)
    v.classifier("normalized", "a Normalizer that changes nothing", Forest(34), 2, post="LOGISTIC", after=[plain("Normalizer", ML, norm="L1"), plain("Identity")])
    v.regressor("scaled", "features are scaled, some turned around", Forest(40, 8, 4, modes=mixed, missing=True), arrive=scaled(off, sc), before=[scaler(off, sc)])
    v.regressor("scaled by one", "one offset and one scale for all", Forest(41), arrive=scaled([0.1], [3.3]), before=[scaler([0.1], [3.3])])
    v.regressor("imputed and scaled", "what stands for missing values is scaled, too", Forest(42, 8, 4, modes=mixed, missing=True),
                arrive=imputed([0.5, 1.0, -1.0, 0.0], scaled(off, sc)), before=[imputer([0.5, 1.0, -1.0, 0.0]), scaler(off, sc), plain("Identity")])
    v.regressor("double, cast, scaled", "what is rounded first is compared rounded", Forest(43, 8, 4), kind="double", arrive=scaled(off, sc),
                before=[plain("Cast", to=TensorProto.FLOAT), scaler(off, sc)])
    v.regressor("double, scaled", "scaled in double, then rounded", Forest(44, 8, 4), kind="double", arrive=scaled(off, sc, True), before=[scaler(off, sc)])
    v.regressor("joined", "two inputs of two columns", Forest(45), inputs=(("p", 2), ("q", 2)),
                before=[lambda i, o: helper.make_node("Concat", ["p", "q"], [o], axis=1)])
    v.regressor("joined by column", "four inputs of one column, which gives names", Forest(46), inputs=(("age", 1), ("income", 1), ("debt", 1), ("years", 1)),
                before=[lambda i, o: helper.make_node("FeatureVectorizer", ["age", "income", "debt", "years"], [o], domain=ML, inputdimensions=[1, 1, 1, 1])])
    small = rows_of(50, missing=False)
    small[0] = [1, 2, 3, 4]
    gaps = small.copy()
    gaps[3, 1] = gaps[4, 0] = gaps[4, 3] = np.nan
    w = [0.5, -1.25, 0.3, 2.0]
    v.linear("linear", "a sum", w, [0.1], rows=small)
    v.linear("linear, scaled and imputed", "scaled, and values for what is missing", w, [0.1], rows=gaps, arrive=imputed([1.0], scaled(off, sc)),
             before=[imputer([1.0]), scaler(off, sc)])
    v.linear("linear, scaled before imputed", "what stands for a missing value is in scaled units", w, [0.1], rows=gaps,
             arrive=lambda r: imputed([0.2, 0.4, 0.6, 0.8])(scaled(off, sc)(r)), before=[scaler(off, sc), imputer([0.2, 0.4, 0.6, 0.8])])
    turned = [-e for e in w] + w
    v.linear("logistic regression", "two classes, one the other's negative; a Normalizer that changes nothing", turned, [-0.1, 0.1], post="LOGISTIC", classes=2,
             rows=small, after=[plain("Normalizer", ML, norm="L1")], zipped=True, labels=["bad", "good"])
    v.linear("two classes, softmax", "their difference is the log odds", [0.2, 0.4, -0.6, 0.1] + w, [0.3, -0.2], post="SOFTMAX", classes=2, rows=small)
    v.linear("two classes, scores", "the second one is the score", [0.2, 0.4, -0.6, 0.1] + w, [0.3, -0.2], classes=2, rows=small)
    v.f.write()


# ---- what is refused ----

STUMP = {"nodes_treeids": [0, 0, 0], "nodes_nodeids": [0, 1, 2], "nodes_modes": ["BRANCH_LEQ", "LEAF", "LEAF"], "nodes_featureids": [0, 0, 0],
         "nodes_values": [0.5, 0.0, 0.0], "nodes_truenodeids": [1, 0, 0], "nodes_falsenodeids": [2, 0, 0]}
TARGETS = {"target_treeids": [0, 0], "target_nodeids": [1, 2], "target_ids": [0, 0], "target_weights": [1.0, 2.0], "n_targets": 1}
CLASSES = {"class_treeids": [0, 0], "class_nodeids": [1, 2], "class_ids": [0, 0], "class_weights": [-1.0, 2.0], "classlabels_int64s": [0, 1]}
LINEAR = {"coefficients": [1.0, 2.0], "intercepts": [0.5]}
LOGISTIC = {"coefficients": [1.0, 2.0, -1.0, 3.0], "intercepts": [0.5, 1.0], "classlabels_ints": [0, 1], "post_transform": "LOGISTIC"}


def ml(op, i="X", o="Y", **a):
    return helper.make_node(op, [i] if isinstance(i, str) else i, [o] if isinstance(o, str) else o, domain=ML, **{k: v for k, v in a.items() if v is not None})


def trees(**a):
    return ml("TreeEnsembleRegressor", a.pop("i", "X"), **{**STUMP, **TARGETS, **a})


def classifier(**a):
    return ml("TreeEnsembleClassifier", "X", ["L", "Y"], **{**STUMP, **CLASSES, **a})


def made(*nodes, inputs=(("X", 2),), kind=TensorProto.FLOAT, out="Y", shape=None, opset=3, functions=False):
    ins = [helper.make_tensor_value_info(n, kind, [None, w]) for n, w in inputs]
    if shape is not None:
        ins = [helper.make_tensor_value_info("X", kind, shape)]
    g = helper.make_graph(list(nodes), "g", ins, [helper.make_tensor_value_info(out, TensorProto.FLOAT, [None, 1])])
    sets = [helper.make_opsetid("", 15)] + ([helper.make_opsetid(ML, opset)] if opset else [])
    m = helper.make_model(g, opset_imports=sets, producer_name="")
    if functions:
        m.functions.add().name = "Scaler"
    return m.SerializeToString()


def refused_file():
    f = File("onnx_refused", versions("onnx"), "tools/vectors/onnx_models.py",
             "files of onnx.helper that break a rule, with words of the refusal (empty: the file is read, and stands beside one that is not)", folder="model")
    std, scale = helper.make_node, [1.0] * 2

    def case(name, says, model, too_big=False):
        f.case("refused", name, "one sentence", {"base64": base64.b64encode(model).decode()}, {"refused": says, **({"too_big": 1} if too_big else {})})
    case("a stump", "", made(trees()))
    case("a classifier", "", made(classifier()))
    case("a linear model", "", made(ml("LinearRegressor", **LINEAR)))
    case("nothing", "not valid ONNX", b"")
    case("text", "not valid ONNX", b"hello, world")
    case("no graph", "not valid ONNX", b"\x08\x08")
    case("a neural network", "the operator \"Gemm\" is not read here: ask this model with adapter: onnxruntime", made(std("Gemm", ["X", "W", "B"], ["h"]), std("Relu", ["h"], ["Y"])))
    case("an operator of another domain", "\"Mystery\" of \"com.example\"", made(helper.make_node("Mystery", ["X"], ["Y"], domain="com.example")))
    case("a support vector machine", "\"SVMRegressor\" of \"ai.onnx.ml\"", made(ml("SVMRegressor")))
    case("behind the trees", "\"Sigmoid\"", made(trees(), std("Sigmoid", ["Y"], ["Z"]), out="Z"))
    case("no model", "there is no model", made(std("Identity", ["X"], ["Y"])))
    case("not on the line", "does not follow", made(std("Identity", ["X"], ["h"]), trees()))
    case("two models", "is not read here", made(trees(), ml("LinearRegressor", "Y", "Z", **LINEAR), out="Z"))
    case("behind it, not on the line", "does not follow", made(trees(), std("Identity", ["X"], ["Z"]), out="Z"))
    case("scores are not given out", "does not give out its scores", made(classifier(), out="L"))
    case("no version", "version", made(trees(), opset=0))
    case("a version to come", "version", made(trees(), opset=6))
    case("functions", "functions of its own", made(trees(), functions=True))
    case("no input", "no input", made(trees(), inputs=()))
    case("an input of text", "no tensor", made(trees(), kind=TensorProto.STRING))
    case("an input of three axes", "rows and columns", made(trees(), shape=[None, 2, 2]))
    case("an input without a name", "no name", made(trees(i=""), inputs=(("", 2),)))
    case("two inputs, not joined", "does not follow", made(trees(), inputs=(("X", 1), ("W", 1))))
    case("joined by rows", "does not follow", made(std("Concat", ["X", "W"], ["h"], axis=0), trees(i="h"), inputs=(("X", 1), ("W", 1))))
    case("joined in another order", "does not follow", made(std("Concat", ["W", "X"], ["h"], axis=1), trees(i="h"), inputs=(("X", 1), ("W", 1))))
    case("joined twice", "does not follow", made(std("Concat", ["X"], ["h"], axis=1), std("Concat", ["h"], ["k"], axis=1), trees(i="k")))
    case("cast to integers", "Cast", made(std("Cast", ["X"], ["h"], to=TensorProto.INT64), trees(i="h")))
    case("scores cast to integers", "Cast", made(trees(), std("Cast", ["Y"], ["Z"], to=TensorProto.INT64), out="Z"))
    case("a scale of 0", "\"scale\" has a zero", made(ml("Scaler", o="h", offset=scale, scale=[1.0, 0.0]), trees(i="h")))
    case("an offset of infinity", "\"offset\"", made(ml("Scaler", o="h", offset=[float("inf")], scale=scale), trees(i="h")))
    case("no scale", "\"scale\" has 0 numbers", made(ml("Scaler", o="h", offset=scale), trees(i="h")))
    case("three offsets of two", "\"offset\" has 3 numbers, 2 are expected", made(ml("Scaler", o="h", offset=[0.0] * 3, scale=scale), trees(i="h")))
    case("imputer of zeros", "replaces NaN", made(ml("Imputer", o="h", imputed_value_floats=[1.0], replaced_value_float=0.0), trees(i="h")))
    case("imputer of NaN by NaN", "imputed_value_floats", made(ml("Imputer", o="h", imputed_value_floats=[float("nan")], replaced_value_float=float("nan")), trees(i="h")))
    case("imputer of nothing", "imputed_value_floats", made(ml("Imputer", o="h", replaced_value_float=float("nan")), trees(i="h")))
    for n in (16, 17):
        line = [ml("Scaler", "h%d" % i if i else "X", "h%d" % (i + 1), offset=[0.0], scale=[2.0]) for i in range(n)]
        case("%d operators before the model" % n, "" if n == 16 else "more than 16 operators", made(*line, trees(i="h%d" % n)), n > 16)
    case("a normalizer of sums", "Normalizer", made(trees(), ml("Normalizer", "Y", "Z", norm="L1"), out="Z"))
    case("a normalizer by the largest", "Normalizer", made(classifier(post_transform="LOGISTIC"), ml("Normalizer", "Y", "Z", norm="MAX"), out="Z"))
    case("no trees", "no trees", made(ml("TreeEnsembleRegressor", n_targets=1)))
    case("no weights", "no trees", made(trees(target_treeids=None, target_nodeids=None, target_ids=None, target_weights=None)))
    for k in ("nodes_nodeids", "nodes_featureids", "nodes_values", "nodes_modes", "nodes_truenodeids", "nodes_falsenodeids", "target_nodeids", "target_treeids", "target_ids"):
        case("%s cut" % k, "\"%s\" has" % k, made(trees(**{k: {**STUMP, **TARGETS}[k][:-1]})))
    case("missing_value_tracks_true cut", "nodes_missing_value_tracks_true", made(trees(nodes_missing_value_tracks_true=[1])))
    case("hitrates cut", "nodes_hitrates", made(trees(nodes_hitrates=[1.0])))
    case("equality", "\"BRANCH_EQ\"", made(trees(nodes_modes=["BRANCH_EQ", "LEAF", "LEAF"])))
    case("a node twice", "one number", made(trees(nodes_nodeids=[0, 1, 1])))
    case("a child of another tree", "not in its tree", made(trees(nodes_treeids=[0, 0, 1], target_treeids=[0, 1])))
    case("a child that is not there", "not in its tree", made(trees(nodes_falsenodeids=[3, 0, 0])))
    case("a circle", "0 roots", made(trees(nodes_modes=["BRANCH_LEQ", "BRANCH_LEQ", "LEAF"], nodes_truenodeids=[1, 0, 0], nodes_falsenodeids=[2, 2, 0],
                                           target_treeids=[0], target_nodeids=[2], target_ids=[0], target_weights=[1.0])))
    case("a shared child", "2 roots", made(trees(nodes_falsenodeids=[1, 0, 0])))
    case("twice the same child", "reached twice", made(trees(nodes_nodeids=[0, 1, 2], nodes_modes=["BRANCH_LEQ", "BRANCH_LT", "LEAF"], nodes_truenodeids=[1, 2, 0],
                                                             nodes_falsenodeids=[2, 2, 0], target_treeids=[0], target_nodeids=[2], target_ids=[0], target_weights=[1.0])))
    case("a threshold that is none", "a threshold is not a number", made(trees(nodes_values=[float("nan"), 0.0, 0.0])))
    case("a leaf that is none", "a leaf has no finite value", made(trees(target_weights=[1.0, float("inf")])))
    case("a feature beyond the input", "a feature that the model does not have", made(trees(nodes_featureids=[2, 0, 0])))
    case("a feature below 0", "a feature that the model does not have", made(trees(nodes_featureids=[-1, 0, 0])))
    case("feature 65535", "", made(trees(nodes_featureids=[65535, 0, 0]), inputs=(("X", None),)))
    case("feature 65536", "more than 65536 features", made(trees(nodes_featureids=[65536, 0, 0]), inputs=(("X", None),)), True)
    case("65537 columns", "65537 features", made(trees(), inputs=(("X", 65537),)), True)
    case("a weight of another target", "an output that the model does not have", made(trees(target_ids=[0, 1])))
    case("a weight of a split", "no leaf", made(trees(target_nodeids=[0, 2])))
    case("a weight of no node", "no leaf", made(trees(target_nodeids=[1, 3])))
    case("the largest leaf", "\"MAX\"", made(trees(aggregate_function="MAX")))
    case("probit", "\"PROBIT\"", made(trees(post_transform="PROBIT")))
    case("one score, logistic", "left out by ONNX Runtime", made(trees(post_transform="LOGISTIC")))
    case("weights never below 0, logistic", "left out by ONNX Runtime", made(classifier(post_transform="LOGISTIC", class_weights=[1.0, 2.0])))
    case("one score, softmax", "left out by ONNX Runtime", made(classifier(post_transform="SOFTMAX")))
    case("two base values of two classes", "not defined", made(classifier(base_values=[0.5, 0.5])))
    case("base values of another number", "\"base_values\" has 2 numbers, 1 are expected", made(trees(base_values=[0.5, 0.5])))
    case("a base value that is none", "base_values", made(trees(base_values=[float("nan")])))
    case("no target", "n_targets", made(trees(n_targets=0)))
    case("1024 targets", "", made(trees(n_targets=1024)))
    case("1025 targets", "1025 outputs", made(trees(n_targets=1025)), True)
    case("one class", "fewer than two", made(classifier(classlabels_int64s=[0])))
    case("1025 classes", "1025 outputs", made(classifier(classlabels_int64s=list(range(1025)))), True)
    case("linear, two targets", "targets", made(ml("LinearRegressor", targets=2, **LINEAR)))
    case("linear, logistic", "left out by ONNX Runtime", made(ml("LinearRegressor", post_transform="LOGISTIC", **LINEAR)))
    case("linear, two intercepts", "\"intercepts\" has 2", made(ml("LinearRegressor", coefficients=[1.0, 2.0], intercepts=[0.0, 0.0])))
    case("linear, no coefficients", "\"coefficients\" has 0", made(ml("LinearRegressor", intercepts=[0.0])))
    case("linear, three columns of two", "2 columns, its operator 3", made(ml("LinearRegressor", coefficients=[1.0, 2.0, 3.0])))
    case("linear, infinite", "\"coefficients\" is not a number", made(ml("LinearRegressor", coefficients=[1.0, float("inf")])))
    case("linear, an intercept that is none", "\"intercepts\" is not a number", made(ml("LinearRegressor", coefficients=[1.0, 2.0], intercepts=[float("nan")])))
    two = {"classlabels_ints": [0, 1]}
    case("linear, three classes", "3 classes", made(ml("LinearClassifier", "X", ["L", "Y"], classlabels_ints=[0, 1, 2], coefficients=[1.0] * 6, intercepts=[0.0] * 3)))
    case("linear, two classes, one row", "\"intercepts\" has 1", made(ml("LinearClassifier", "X", ["L", "Y"], coefficients=[1.0] * 2, intercepts=[0.0], **two)))
    case("linear, coefficients that two rows cannot share", "cannot share", made(ml("LinearClassifier", "X", ["L", "Y"], coefficients=[1.0] * 3, intercepts=[0.0] * 2, **two)))
    case("linear, logistic scores that do not add up to 1", "Normalizer", made(ml("LinearClassifier", "X", ["L", "Y"], **LOGISTIC), ml("Normalizer", "Y", "Z", norm="L1"), out="Z"))
    elsewhere = numpy_helper.from_array(np.array([0.5, 0, 0]), "v")
    elsewhere.data_location = TensorProto.EXTERNAL
    case("numbers in another file", "another file", made(trees(nodes_values=None, nodes_values_as_tensor=elsewhere)))
    case("numbers as text", "not a list of numbers", made(trees(nodes_values=None, nodes_values_as_tensor=numpy_helper.from_array(np.array([1, 2, 3]), "v"))))
    f.write()


if __name__ == "__main__":
    main()
    refused_file()
