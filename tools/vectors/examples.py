#!/usr/bin/python3
"""The headline figures of the three examples, from their data by pandas, statsmodels and R, so that
a run of the program on them can be checked."""
import os
import warnings

import numpy as np
import pandas as pd
import statsmodels.stats.proportion as sm
from statsmodels.stats.contingency_tables import StratifiedTable

from common import File, ROOT, close, real, rscript, versions

warnings.simplefilter("ignore")


def table(path):
    return pd.read_csv(os.path.join(ROOT, "examples", path), dtype=str)


def share(x, n):
    w, c = sm.proportion_confint(x, n, 0.05, "wilson"), sm.proportion_confint(x, n, 0.05, "beta")
    return {"x": int(x), "n": int(n), "rate": real(x / n), "wilson": pair(w), "clopper_pearson": pair(c)}


def pair(p):
    return [real(p[0]), real(p[1])]


def counts(d, by, hit):
    """{group: (hits, rows)}; a group is the values of `by` joined by '/'."""
    key = d[by[0]].str.cat([d[b] for b in by[1:]], sep="/") if len(by) > 1 else d[by[0]]
    g = pd.DataFrame({"key": key, "hit": hit}).groupby("key").hit.agg(["sum", "size"])
    return {k: (int(r["sum"]), int(r["size"])) for k, r in g.iterrows()}


def rates(f, name, why, path, d, by, hit, what):
    c = counts(d, by, hit)
    f.case("rates", name, why, {"file": path, "by": by, "of": what}, {g: share(x, n) for g, (x, n) in c.items() if n})
    return c


def gap(f, name, why, inp, a, b):
    """Difference a - b and ratio a / b of two (x, n)."""
    (x1, n1), (x2, n2) = a, b
    c1 = sm.proportion_confint(x1, n1, 0.025, "beta")
    c2 = sm.proportion_confint(x2, n2, 0.025, "beta")
    t = sm.confint_proportions_2indep
    z, p = sm.proportions_ztest([x1, x2], [n1, n2])
    f.case("gap", name, why, dict(inp, x1=x1, n1=n1, x2=x2, n2=n2), {
        "difference": real(x1 / n1 - x2 / n2), "newcombe": pair(t(x1, n1, x2, n2, "newcomb", "diff")),
        "difference_two_bounds": [real(c1[0] - c2[1]), real(c1[1] - c2[0])],
        "ratio": real(x1 / n1 / (x2 / n2)), "score_mn": pair(t(x1, n1, x2, n2, "score", "ratio")),
        "log_adjusted": pair(t(x1, n1, x2, n2, "log-adjusted", "ratio")),
        "ratio_two_bounds": [real(c1[0] / c2[1]), real(c1[1] / c2[0])], "z": real(z), "p": real(p)})


def common_odds(f, name, why, inp, d, group, first, hit, stratum):
    tabs = []
    for s in sorted(d[stratum].unique()):
        m = d[stratum] == s
        one = m & (d[group] == first)
        two = m & (d[group] != first)
        tabs.append([int((one & hit).sum()), int((one & ~hit).sum()), int((two & hit).sum()), int((two & ~hit).sum())])
    r = rscript("stratified.R", "x\t%s\n" % "\t".join(" ".join(map(str, t)) for t in tabs))[1]
    r = dict(zip(r[1::2], r[2::2]))
    s = StratifiedTable([np.array(t).reshape(2, 2) for t in tabs])
    lo, hi = s.oddsratio_pooled_confint()
    close(float(r["or"]), s.oddsratio_pooled, 1e-10, name)
    close(float(r["lo"]), lo, 1e-10, name)
    crude = np.array(tabs).sum(0)
    f.case("common_odds_ratio", name, why, dict(inp, strata=tabs), {
        "or": real(s.oddsratio_pooled), "lo": real(lo), "hi": real(hi), "chi2": real(float(r["chi2"])), "p": real(float(r["p"])),
        "crude_or": real(crude[0] * crude[3] / (crude[1] * crude[2]))})


def mortgage(f):
    path, pred = "mortgage-lending/hmda.csv", "mortgage-lending/predictions.csv"
    d, p = table(path), table(pred)
    no, ok = d.deny == "1", p.prediction == "0"
    for by in (["afam"], ["single"], ["afam", "single"]):
        tag = " and ".join(by)
        rates(f, "all applications, refused, by " + tag, "past decisions of people", path, d, by, no, "deny = 1")
        rates(f, "held out, offered by the model, by " + tag, "favourable: prediction = 0", pred, p, by, ok, "prediction = 0")
        rates(f, "held out, lent by people, by " + tag, "favourable: deny = 0", pred, p, by, p.deny == "0", "deny = 0")
    for col in ("afam", "single"):
        c = counts(p, [col], ok)
        gap(f, "model's offers, %s yes against no" % col, "selection rate, favourable = 0", {"file": pred}, c["yes"], c["no"])
        c = counts(d, [col], ~no)
        gap(f, "people's loans, all applications, %s yes against no" % col, "past decisions", {"file": path}, c["yes"], c["no"])
        for label, of in (("0", "TPR: offered among those people lent to"), ("1", "FPR: offered among those people refused")):
            m = p.deny == label
            c = counts(p[m], [col], ok[m])
            gap(f, "agreement, deny = %s, %s yes against no" % (label, col), of, {"file": pred, "deny": label}, c["yes"], c["no"])
    common_odds(f, "model's offers, afam, by single", "favourable = 0", {"file": pred}, p, "afam", "yes", ok, "single")
    common_odds(f, "model's offers, afam, by past decision", "favourable = 0, stratum deny", {"file": pred}, p, "afam", "yes", ok, "deny")
    common_odds(f, "people's loans, afam, by credit history", "all applications, stratum chist", {"file": path}, d, "afam", "yes", ~no, "chist")


def admissions(f):
    path = "admissions/admissions.csv"
    d = table(path)
    hit = d.admitted == "1"
    rates(f, "admitted, by sex", "the crude rates", path, d, ["sex"], hit, "admitted = 1")
    rates(f, "admitted, by department and sex", "the rates behind them", path, d, ["department", "sex"], hit, "admitted = 1")
    c = counts(d, ["sex"], hit)
    gap(f, "admitted, woman against man", "crude: 14 points fewer", {"file": path}, c["woman"], c["man"])
    for dep in "ABCDEF":
        m = d.department == dep
        c = counts(d[m], ["sex"], hit[m])
        gap(f, "admitted, department %s, woman against man" % dep, "one department", {"file": path}, c["woman"], c["man"])
    common_odds(f, "admitted, woman against man, by department", "the crude odds ratio is 0.54, the common one 1.11", {"file": path}, d,
                "sex", "woman", hit, "department")


def chatbot(f):
    t = pd.read_csv(os.path.join(ROOT, "examples/public-chatbot/outputs/EXPECTED.tsv"), sep="\t")
    for col in ("explicit", "metadata", "machine"):
        x, u = int((t[col] == "yes").sum()), int((t[col] == "unknown").sum())
        f.case("share", "outputs with a label: " + col, "counted in EXPECTED.tsv", {"file": "public-chatbot/outputs"}, share(x, len(t)))
        if u:
            f.case("share", "outputs with a label: " + col + ", if all that are unknown had one", "counted in EXPECTED.tsv",
                   {"file": "public-chatbot/outputs"}, share(x + u, len(t)))


def main():
    f = File("examples", versions("pandas", "statsmodels") + ", R mantelhaen.test", "tools/vectors/examples.py",
             "rates: both intervals of every share; gap: first minus and over second, all intervals at 95 %, z_pooled; which method "
             "applies follows from the counts (n >= 300 and 5 <= x <= n - 5, else exact)")
    mortgage(f)
    admissions(f)
    chatbot(f)
    f.write()


if __name__ == "__main__":
    main()
