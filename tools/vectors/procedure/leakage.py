"""leakage: pandas merge and isin; near rows by comparing every pair (near.py)."""
from common import Procedures, UNDEFINED, csv, real, versions
from near import rows_near, some_texts, texts_near

import numpy
import pandas


def complete(x, n):
    return {"value": real(x / n), "lo": real(x / n), "hi": real(x / n), "method": "complete count"}


def exact(test, train, on):
    left, right = pandas.DataFrame(test)[on], pandas.DataFrame(train)[on].drop_duplicates()
    return int((left.merge(right, on=on, how="left", indicator=True)["_merge"] == "both").sum())


def main():
    f = Procedures("leakage", versions("pandas") + ": merge, isin; every pair compared in Python sets and NumPy", "tools/vectors/procedure/leakage.py")
    r = numpy.random.RandomState(6)

    def table(n, first):
        return {"id": [int(v) for v in r.randint(0, 90, n)], "a": [int(v) for v in r.randint(0, 9, n)],
                "b": [None if v == 0 else "uvw"[v - 1] for v in r.randint(0, 4, n)], "p": [first + i for i in range(n)]}
    test, train = table(80, 0), table(60, 1000)
    on = ["a", "b"]
    n = len(test["a"])
    x = exact(test, train, on)
    seen = int(pandas.Series(test["id"]).isin(train["id"]).sum())
    f.case("exact", "rows by what is left of the columns; levels in another order", table=csv(test), other=csv(train), measure={"prediction": "p"},
           options={"key": "id", "columns": on}, stats={"rows": [str(n)], "exact": [str(x)], "keys": [str(n)], "keys_seen": [str(seen)]},
           expect={"leaked_row_share": complete(x, n), "key_overlap_share": complete(seen, n), "near_leaked_row_share": UNDEFINED})
    all_on = ["id", "a", "b"]
    f.case("whole rows", "a prediction is no part of a row", table=csv(test), other=csv(train), measure={"prediction": "p"},
           stats={"exact": [str(exact(test, train, all_on))]},
           expect={"leaked_row_share": complete(exact(test, train, all_on), n), "key_overlap_share": UNDEFINED})
    keys = pandas.DataFrame(test)
    whole = keys["b"].notna()
    pairs = set(zip(train["a"], train["b"]))
    seen = sum(w and k in pairs for w, k in zip(whole, zip(test["a"], test["b"])))
    f.case("two keys", "a key with a gap is none", table=csv(test), other=csv(train), measure={}, options={"key": ["a", "b"]},
           stats={"keys": [str(int(whole.sum()))], "keys_seen": [str(seen)]}, expect={"key_overlap_share": complete(seen, int(whole.sum()))})
    both = {"a": test["a"] + train["a"], "b": test["b"] + train["b"], "x": [round(v, 2) for v in r.random_sample(140)]}
    near = rows_near(both, 0.1)[:n, n:].any(axis=1).sum()
    cut = [{k: v[:n] for k, v in both.items()}, {k: v[n:] for k, v in both.items()}]
    x = exact(cut[0], cut[1], ["a", "b", "x"])
    f.case("near rows", "widths from both tables", table=csv(cut[0]), other=csv(cut[1]), measure={}, options={"tolerance": "0.1"},
           stats={"exact": [str(x)], "near": [str(near)]}, expect={"near_leaked_row_share": complete(int(near), n), "leaked_row_share": complete(x, n)})
    texts = some_texts(r, 160)
    r.shuffle(texts)
    one, two = texts[:90], texts[90:]
    gap = any(t is None for t in two)
    near = sum(any(texts_near(t, u) for u in two) if t is not None else gap for t in one)
    x = exact({"t": one}, {"t": two}, ["t"])
    f.case("near texts", "a copy with one change was trained on", table=csv({"t": one, "k": [1] * 90}), other=csv({"t": two, "k": [1] * 70}), measure={}, options={"text": "t"},
           stats={"exact": [str(x)], "near": [str(near)]}, expect={"near_leaked_row_share": complete(near, 90), "leaked_row_share": complete(x, 90)})
    f.case("types", "text against number", table="a\n1\n", other="a\nx\n", measure={}, refused="is text in one table and a number in the other")
    f.case("no column", "the second table lacks a column", table="a,b\n1,2\n", other="a\n1\n", measure={}, refused="the second table")
    f.case("no second", "it compares two tables", table="a\n1\n", measure={}, refused="needs a second table")
    f.case("no rows", "no row: no number", table="a\n", other="a\n", measure={}, expect={"leaked_row_share": UNDEFINED})
    f.write()


main()
