"""representation: SciPy chisquare, statsmodels proportion_confint."""
import math

from common import Procedures, UNDEFINED, csv, real, reals, versions

import numpy
from scipy.stats import chisquare
from statsmodels.stats.proportion import proportion_confint


def share_ends(x, n, alpha, k=5):
    normal = n >= 300 and k <= x <= n - k
    return proportion_confint(x, n, alpha=alpha, method="wilson" if normal else "beta")


def expected(names, x, q):
    n, there = sum(x), [i for i in range(len(q)) if q[i] > 0]
    p = [v / n for v in x]
    tvd = sum(abs(a - b) for a, b in zip(p, q)) / 2
    half = 0.5 * math.sqrt(2 * math.log((2 ** len(q) - 2) / 0.05) / n)
    ends = {i: share_ends(x[i], n, 0.05 / len(there)) for i in there}
    ratio = {i: p[i] / q[i] for i in there}
    out = {"population_distance": {"value": real(tvd), "lo": real(max(0, tvd - half)), "hi": real(min(1, tvd + half))},
           "least_represented_ratio": {"value": real(min(ratio.values())), "lo": real(min(ends[i][0] / q[i] for i in there)),
                                       "hi": real(min(ends[i][1] / q[i] for i in there)), "points": {names[i]: real(ratio[i]) for i in there}}}
    if len(there) == len(q):
        c = chisquare(x, [n * v for v in q])
        out["representation_chi2"] = {"value": real(c.statistic), "points": {"p": real(c.pvalue)}}
    else:
        out["representation_chi2"] = UNDEFINED
    return out


def main():
    f = Procedures("representation", versions("scipy", "statsmodels") + ": chisquare, proportion_confint; the interval of population_distance in closed form",
                   "tools/vectors/procedure/representation.py")
    x, names = [310, 150, 40], ["g=a", "g=b", "g=c"]
    cols = {"g": ["a"] * 310 + ["b"] * 150 + ["c"] * 40 + [None] * 3}
    q = [0.5, 0.35, 0.15]
    f.case("declared", "shares that are declared; rows of unknown group are left out", table=csv({**cols, "x": [1] * 503}), measure={"by": ["g"]},
           options={"shares": {"g=c": "0.15", "g=a": "0.5", "g=b": "0.35"}}, stats={"sample": ["40", "310", "150"], "population": ["0.15", "0.5", "0.35"], "missing": ["3"]},
           expect=expected(names, x, q))
    f.case("absent", "a group that is not in the table at all", table=csv(cols), measure={"by": ["g"]},
           options={"shares": {"g=a": "0.5", "g=b": "0.3", "g=c": "0.15", "g=d": "0.05"}}, stats={"sample": ["310", "150", "40", "0"]},
           expect=expected(names + ["g=d"], x + [0], [0.5, 0.3, 0.15, 0.05]))
    r = numpy.random.RandomState(1)
    pop = {"s": ["FM"[v] for v in r.randint(0, 2, 900)], "o": [int(v) for v in r.randint(0, 2, 900)]}
    own = {"s": ["FM"[v] for v in r.binomial(1, 0.3, 350)], "o": [int(v) for v in r.binomial(1, 0.4, 350)]}
    keys = sorted({(s, o) for s, o in zip(pop["s"], pop["o"])})
    count = lambda d: [sum((s, o) == k for s, o in zip(d["s"], d["o"])) for k in keys]
    f.case("second table", "two attributes, the population is a table", table=csv(own), other=csv(pop), measure={"by": ["s", "o"]},
           stats={"sample": [str(v) for v in count(own)], "population": reals([v / 900 for v in count(pop)])},
           expect=expected(["s=%s, o=%d" % k for k in keys], count(own), [v / 900 for v in count(pop)]))
    f.case("not in the population", "a group of the table that the population lacks", table=csv(cols), other=csv({"g": ["a"] * 3 + ["c"], "x": [1] * 4}), measure={"by": ["g"]},
           stats={"sample": ["310", "40", "150"], "population": ["0.75", "0.25", "0"]}, expect=expected(["g=a", "g=c", "g=b"], [310, 40, 150], [0.75, 0.25, 0]))
    one = {"g": ["a"] * 5}
    f.case("one group", "nothing to compare", table=csv(one), measure={"by": ["g"]}, options={"shares": {"g=a": 1}},
           expect={"population_distance": UNDEFINED, "representation_chi2": UNDEFINED, "least_represented_ratio": {"value": "1"}})
    f.case("no rows", "no row: no number", table="g\n", measure={"by": ["g"]}, options={"shares": {"g=a": "0.5", "g=b": "0.5"}},
           expect={"population_distance": UNDEFINED, "representation_chi2": UNDEFINED, "least_represented_ratio": UNDEFINED})
    f.case("rounded", "shares off by rounding are scaled", table=csv(one), measure={"by": ["g"]}, options={"shares": {"g=a": "0.499", "g=b": "0.499"}},
           stats={"population": ["0.5", "0.5"]})
    for name, why, shares, words in (("sum", "shares must sum to 1", {"g=a": "0.5", "g=b": "0.4"}, "sum to 0.9"),
                                     ("undeclared", "a group without a share", {"g=z": 1}, "has no declared share"),
                                     ("negative", "no share", {"g=a": "-1", "g=b": "2"}, "is not a number from 0 to 1"),
                                     ("no map", "a map", ["g=a"], "gives each group its share")):
        f.case(name, why, table=csv(one), measure={"by": ["g"]}, options={"shares": shares}, refused=words)
    f.case("no population", "against what?", table=csv(one), measure={"by": ["g"]}, refused="there is no population")
    f.case("no attribute", "which groups?", table=csv(one), measure={}, options={"shares": {"g=a": 1}}, refused="are not named")
    f.case("empty population", "no row there", table=csv(one), other="g\n", measure={"by": ["g"]}, refused="has no row whose group is known")
    f.write()


main()
