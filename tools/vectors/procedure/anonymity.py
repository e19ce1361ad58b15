"""anonymity: pandas groupby over the quasi-identifiers."""
import math

from common import Procedures, UNDEFINED, csv, real, versions

import numpy
import pandas


def complete(x):
    return {"value": real(x), "lo": real(x), "hi": real(x), "method": "complete count"}


def one(f, name, why, cols, quasi, sensitive=None, k=None, confidence=0.95):
    d = pandas.DataFrame(cols)
    size = d.groupby(quasi, dropna=False).size()
    n, below, unique = len(d), int(size[size < (k or 5)].sum()), int((size == 1).sum())
    half = 2 * math.sqrt(math.log(2 / (1 - confidence)) / (2 * n))  # McDiarmid, each row moves the count by at most 2
    u = unique / n
    stats = {"rows": [str(n)], "classes": [str(len(size))], "smallest": [str(size.min())], "below_k": [str(below)], "unique": [str(unique)]}
    expect = {"k_anonymity": complete(int(size.min())), "below_k_share": complete(below / n),
              "sample_uniqueness": {"value": real(u), "lo": real(max(0, u - half)), "hi": real(min(1, u + half))}, "l_diversity": UNDEFINED, "one_kind_share": UNDEFINED}
    options = {"quasi": quasi}
    if k:
        options["k"] = k
    if sensitive:
        kinds = d.groupby(quasi, dropna=False)[sensitive].nunique(dropna=False)
        alone = int(size[kinds == 1].sum())
        options["sensitive"] = sensitive
        stats.update(least_kinds=[str(kinds.min())], one_kind=[str(alone)])
        expect.update(l_diversity=complete(int(kinds.min())), one_kind_share=complete(alone / n))
    f.case(name, why, table=csv(cols), measure={}, options=options, stats=stats, expect=expect)


def main():
    f = Procedures("anonymity", versions("pandas") + ": groupby; the interval of sample_uniqueness in closed form", "tools/vectors/procedure/anonymity.py")
    r = numpy.random.RandomState(12)
    n = 1500
    cols = {"zip": ["%03d" % v for v in r.binomial(30, 0.3, n)], "age": [None if v > 8 else int(v) * 10 for v in r.poisson(4, n)],
            "sex": ["FM"[v] for v in r.randint(0, 2, n)], "illness": [None if v == 0 else "pqrs"[v - 1] for v in r.binomial(4, 0.4, n)]}
    cols["zip"] = ["z" + v for v in cols["zip"]]
    one(f, "three", "a text, a number with gaps, a text", cols, ["zip", "age", "sex"], "illness", 5)
    one(f, "another k", "fewer than 20", cols, ["zip", "age"], None, 20)
    one(f, "one column", "large classes", cols, ["sex"], "illness", 2)
    two = {"q": ["a"] * 4 + ["b"] * 4, "s": ["x"] * 4 + ["x", "y", None, None]}
    one(f, "homogeneous", "four share everything, the secret too; a gap is a value", two, ["q"], "s")
    f.case("no list", "which columns?", table=csv(two), measure={}, refused="the quasi-identifiers are not named")
    f.case("k of 1", "everyone is alone with one", table=csv(two), measure={}, options={"quasi": "q", "k": 1}, refused="whole number from 2")
    f.case("no rows", "no row: no number", table="q,s\n", measure={}, options={"quasi": "q", "sensitive": "s"},
           expect={m: UNDEFINED for m in ("k_anonymity", "below_k_share", "sample_uniqueness", "l_diversity", "one_kind_share")})
    f.write()


main()
