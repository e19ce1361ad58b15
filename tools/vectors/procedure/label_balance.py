"""label_balance: shares and odds by statsmodels proportion_confint."""
from common import Procedures, UNDEFINED, csv, real, versions
from statsmodels.stats.proportion import proportion_confint


def ends(x, n, alpha):
    return proportion_confint(x, n, alpha=alpha, method="wilson" if n >= 300 and 5 <= x <= n - 5 else "beta")


def one(f, name, why, counts, missing=0):
    labels = sorted(counts)
    x = [counts[k] for k in labels]
    n, k = sum(x), len(x)
    each = [ends(v, n, 0.05 if k == 2 else 0.05 / k) for v in x]
    few, many = min(x), max(x)
    lo, hi = ends(few, few + many, 0.05 / (k * (k - 1) // 2))
    odds = hi / (1 - hi) if hi < 0.5 else 1
    cols = {"y": [v for v in labels for _ in range(counts[v])] + [None] * missing}
    cols["x"] = [1] * len(cols["y"])
    f.case(name, why, table=csv(cols), measure={"label": "y"}, stats={"rows": [str(v) for v in x]},
           expect={"minority_label_share": {"value": real(few / n), "lo": real(min(e[0] for e in each)), "hi": real(min(e[1] for e in each)),
                                            "points": {"y=" + v: real(counts[v] / n) for v in labels}},
                   "label_balance_ratio": {"value": real(few / many), "lo": real(lo / (1 - lo)), "hi": real(odds)}})


def main():
    f = Procedures("label_balance", versions("statsmodels") + ": proportion_confint", "tools/vectors/procedure/label_balance.py")
    one(f, "two labels", "large, by Wilson", {"no": 900, "yes": 100}, missing=11)
    one(f, "three labels", "intervals hold together", {"a": 250, "b": 40, "c": 330})
    one(f, "few rows", "exact bounds; the two may be even", {"no": 7, "yes": 5})
    one(f, "even", "all alike", {"no": 6, "yes": 6})
    f.case("one label", "no balance", table="y,x\n1,2\n1,2\n", measure={"label": "y"},
           expect={"minority_label_share": UNDEFINED, "label_balance_ratio": UNDEFINED})
    f.case("reals", "a label is no measurement", table="y,x\n0.5,2\n1.5,2\n", measure={"label": "y"}, refused="holds reals")
    f.write()


main()
