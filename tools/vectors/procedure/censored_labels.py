"""censored_labels: shares and their difference by statsmodels."""
from common import Procedures, UNDEFINED, csv, real, versions
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint


def main():
    f = Procedures("censored_labels", versions("statsmodels") + ": proportion_confint, confint_proportions_2indep", "tools/vectors/procedure/censored_labels.py")
    n, m = {"granted": 400, "refused": 500}, {"granted": 40, "refused": 480}
    cols = {"d": [], "y": []}
    for k in n:
        cols["d"] += [k] * n[k]
        cols["y"] += [None] * m[k] + [1] * (n[k] - m[k])
    lo, hi = proportion_confint(520, 900, method="wilson")
    dlo, dhi = confint_proportions_2indep(480, 500, 40, 400, method="newcomb", compare="diff")
    each = {"d=" + k: real(m[k] / n[k]) for k in n}
    f.case("selective labels", "outcomes are known mostly of those granted", table=csv(cols), measure={"label": "y", "prediction": "d"},
           stats={"compared": ["2"], "rows": ["400", "500"], "missing": ["40", "480"]},
           expect={"censored_label_share": {"value": real(520 / 900), "lo": real(lo), "hi": real(hi), "method": "wilson", "points": each},
                   "censored_label_gap": {"value": real(0.96 - 0.1), "lo": real(dlo), "hi": real(dhi), "method": "newcombe"}})
    small = {"who": ["a", "a", "a", "b", "b", None], "y": [1, None, 0, None, None, None]}
    lo, hi = proportion_confint(4, 6, method="beta")
    (l1, h1), (l2, h2) = (proportion_confint(x, k, alpha=0.025, method="beta") for x, k in ((2, 2), (1, 3)))
    f.case("few rows", "exact; a row without a decision counts in the whole only", table=csv(small), measure={"label": "y"}, options={"decision": "who"},
           stats={"compared": ["2"], "rows": ["3", "2", "1"], "missing": ["1", "2", "1"]},
           expect={"censored_label_share": {"value": real(4 / 6), "lo": real(lo), "hi": real(hi), "method": "clopper-pearson"},
                   "censored_label_gap": {"value": real(1 - 1 / 3), "lo": real(max(0, l1 - h2)), "hi": real(min(1, h1 - l2))}})
    f.case("no decision", "by what?", table=csv(small), measure={"label": "y"}, refused="which column holds the decision")
    f.case("no rows", "no row: no number", table="d,y\n", measure={"label": "y", "prediction": "d"},
           expect={"censored_label_share": UNDEFINED, "censored_label_gap": UNDEFINED})
    f.write()


main()
