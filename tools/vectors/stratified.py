#!/usr/bin/python3
"""Common odds ratio over strata (Mantel-Haenszel), its interval (Robins, Breslow, Greenland), the
Cochran-Mantel-Haenszel test, homogeneity (Breslow-Day, with and without Tarone's term), and
conditional demographic disparity."""
import csv
import math
import os
import warnings
from fractions import Fraction as F

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from common import File, ROOT, UNDEFINED, close, real, rscript, versions

warnings.simplefilter("ignore")


def from_csv(path, group, first, outcome, yes, strata):
    """{stratum: [yes, no of the first group, yes, no of the others]} of an example's file."""
    out = {}
    with open(os.path.join(ROOT, "examples", path), newline="") as f:
        for r in csv.DictReader(f):
            c = out.setdefault("/".join(r[s] for s in strata), [0, 0, 0, 0])
            c[(0 if r[group] == first else 2) + (0 if r[outcome] == yes else 1)] += 1
    return [out[k] for k in sorted(out)]


def data():
    ucb = from_csv("admissions/admissions.csv", "sex", "woman", "admitted", "1", ["department"])
    hmda = "mortgage-lending/hmda.csv"
    return [
        ("Berkeley 1973", "women against men, admitted, by department: the crude odds ratio is 0.54, the common one 1.11", ucb),
        ("Berkeley 1973, men first", "the same with the groups exchanged", [c[2:] + c[:2] for c in ucb]),
        ("HMDA by single", "refused, African-American against others, by single", from_csv(hmda, "afam", "yes", "deny", "1", ["single"])),
        ("HMDA by credit history", "the same by chist, six strata", from_csv(hmda, "afam", "yes", "deny", "1", ["chist"])),
        ("HMDA by bad record and insurance", "the same by phist and insurance: a sparse stratum",
         from_csv(hmda, "afam", "yes", "deny", "1", ["phist", "insurance"])),
        ("model on the held-out half, by single", "refused by the example's model",
         from_csv("mortgage-lending/predictions.csv", "afam", "yes", "prediction", "1", ["single"])),
        ("model on the held-out half, by label", "the same, by the past decision",
         from_csv("mortgage-lending/predictions.csv", "afam", "yes", "prediction", "1", ["deny"])),
        ("one stratum", "a single table: the plain odds ratio", [[30, 70, 20, 80]]),
        ("homogeneous", "the odds ratio is 6 in both", [[20, 10, 10, 30], [40, 20, 20, 60]]),
        ("opposite", "odds ratios 4 and 1/4", [[40, 20, 20, 40], [20, 40, 40, 20]]),
        ("sparse", "many small strata with zeros", [[1, 0, 1, 1], [0, 2, 1, 1], [2, 1, 0, 1], [1, 1, 1, 2], [3, 0, 1, 2]]),
        ("an empty stratum row", "a stratum that has only one group says nothing",
         [[30, 70, 20, 80], [10, 5, 0, 0], [12, 8, 9, 11]]),
        ("a stratum of one outcome", "everybody selected in one stratum", [[30, 70, 20, 80], [10, 0, 12, 0], [12, 8, 9, 11]]),
        ("large", "counts in the hundred thousands", [[200000, 300000, 150000, 350000], [90000, 10000, 400000, 100000]]),
        ("no discordance against", "sum of b c / n is 0: no finite odds ratio", [[5, 0, 3, 4], [6, 0, 2, 9]]),
        ("no discordance for", "sum of a d / n is 0: odds ratio 0, no interval on the log scale", [[0, 5, 4, 3], [0, 6, 9, 2]]),
        ("nobody selected", "both sums are 0: undefined", [[0, 5, 0, 3], [0, 6, 0, 9]]),
    ]


def breslow_day(tables, orr):
    """statsmodels' test on the strata that have both groups and both outcomes."""
    live = [t for t in tables if t[0] + t[1] and t[2] + t[3] and t[0] + t[2] and t[1] + t[3]]
    if len(live) < 2 or not 0 < orr < math.inf:
        return None
    s = StratifiedTable([np.array(t).reshape(2, 2) for t in live])
    b, t = s.test_equal_odds(False).statistic, s.test_equal_odds(True).statistic
    if math.isnan(b):  # statsmodels divides by 1 - or; at or = 1 the expected cells are those of independence
        x = np.array(live, float)
        n, r, c = x.sum(1), x[:, 0] + x[:, 1], x[:, 0] + x[:, 2]
        e = r * c / n
        v = 1 / (1 / e + 1 / (c - e) + 1 / (r - e) + 1 / (n - r - c + e))
        b = float(((x[:, 0] - e) ** 2 / v).sum())
        t = b - float((x[:, 0] - e).sum() ** 2 / v.sum())
    df = len(live) - 1
    return {"breslow_day": real(b), "breslow_day_p": real(stats.chi2.sf(b, df)),
            "tarone": real(t), "tarone_p": real(stats.chi2.sf(t, df)), "df": df}


def main():
    cases = data()
    text = "".join("%s\t%s\n" % (n, "\t".join(" ".join(map(str, t)) for t in ts)) for n, _, ts in cases)
    lines = rscript("stratified.R", text)
    r = {row[0]: dict(zip(row[1::2], row[2::2])) for row in lines}
    v = r["versions"]
    f = File("stratified", "%s, R %s mantelhaen.test, metafor %s rma.mh" % (versions("statsmodels", "scipy"), v["R"], v["metafor"]),
             "tools/vectors/stratified.py",
             "each stratum [a, b, c, d] = first group selected, not; second group selected, not. or, lo, hi at 95 % (Robins, "
             "Breslow, Greenland); chi2 and p = Cochran-Mantel-Haenszel without continuity correction, _corrected with |sum| - 1/2; "
             "breslow_day and tarone over the strata that have both groups and both outcomes, df = their number - 1")
    for name, why, ts in cases:
        ref = r[name]
        inp = {"strata": ts, "confidence": "0.95"}
        f.case("mantel_haenszel", name, why, inp, expected(name, ts, ref))
    f.write()
    cdd_file(cases)


def expected(name, ts, ref):
    use = [t for t in ts if sum(t) > 1]
    s = StratifiedTable([np.array(t).reshape(2, 2) for t in use])
    num = sum(F(a * d, a + b + c + d) for a, b, c, d in ts)
    den = sum(F(b * c, a + b + c + d) for a, b, c, d in ts)
    out = {}
    if den == 0:
        out["or"] = UNDEFINED
    else:
        out["or"] = real(num / den)
        close(float(s.oddsratio_pooled), float(num / den), 1e-12, name)
    if den and num:
        lo, hi = s.oddsratio_pooled_confint(0.05)
        if "lo" in ref:
            close(lo, float(ref["lo"]), 1e-10, name + " lo")
            close(hi, float(ref["hi"]), 1e-10, name + " hi")
            close(float(ref["or"]), float(num / den), 1e-10, name + " or")
        out["lo"], out["hi"] = real(lo), real(hi)
    else:
        out["interval"] = UNDEFINED
    c0, c1 = s.test_null_odds(False), s.test_null_odds(True)
    if math.isnan(c0.statistic):
        out["chi2"] = UNDEFINED
    else:
        if "chi2" in ref and ref["chi2"] not in ("NaN", "NA"):
            close(c0.statistic, float(ref["chi2"]), 1e-10, name + " chi2")
            close(stats.chi2.sf(c0.statistic, 1), float(ref["p"]), 1e-9, name + " p")
        gap = abs(float(sum(F(t[0]) - F((t[0] + t[1]) * (t[0] + t[2]), sum(t)) for t in ts)))
        out.update(chi2=real(c0.statistic), p=real(stats.chi2.sf(c0.statistic, 1)))
        if gap >= 0.5:  # below, R takes 0 and statsmodels squares a negative number: nothing to agree on
            if "chi2_corrected" in ref:
                close(c1.statistic, float(ref["chi2_corrected"]), 1e-9, name + " corrected")
            out.update(chi2_corrected=real(c1.statistic), p_corrected=real(stats.chi2.sf(c1.statistic, 1)))
    h = breslow_day(ts, float(num / den) if den else math.inf)
    if h and "tarone" in ref and len(ts) == h["df"] + 1:
        close(float(h["tarone"]), float(ref["tarone"]), 1e-7, name + " tarone")
    out.update(h or {"breslow_day": UNDEFINED})
    return out


def cdd_file(cases):
    f = File("conditional_disparity", "exact fractions (%s)" % versions("python"), "tools/vectors/stratified.py",
             "conditional demographic disparity of the first group = sum over strata of n_s / n (its share of those rejected in s - its "
             "share of those selected in s), as AIF360 documents it. A stratum where nobody was rejected or nobody selected has no "
             "value, and then the whole has none; over_defined sums over the other strata, n being theirs")
    for name, why, ts in cases:
        parts = [(sum(t), F(t[1], t[1] + t[3]) - F(t[0], t[0] + t[2]) if t[1] + t[3] and t[0] + t[2] else None) for t in ts]
        ok = [(n, d) for n, d in parts if d is not None]
        over = sum(n * d for n, d in ok) / sum(n for n, _ in ok) if ok else None
        f.case("cdd", name, why, {"strata": ts},
               {"cdd": real(over) if len(ok) == len(parts) else UNDEFINED, "over_defined": real(over) if ok else UNDEFINED})
    f.write()


if __name__ == "__main__":
    main()
