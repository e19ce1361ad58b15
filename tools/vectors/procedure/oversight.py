"""oversight: counts by pandas, shares and differences by statsmodels, quantiles by NumPy with order statistics by SciPy's binomial law."""
import numpy as np
import pandas as pd
from scipy.stats import binom
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from common import Procedures, UNDEFINED, csv, normal_rule, real, reals, versions


def share(x, n):
    lo, hi = proportion_confint(x, n, 0.05, "wilson" if normal_rule(x, n) else "beta")
    return {"value": real(x / n), "lo": real(lo), "hi": real(hi)}


def difference(x1, n1, x2, n2):
    if normal_rule(x1, n1) and normal_rule(x2, n2):
        lo, hi = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff")
    else:
        (l1, h1), (l2, h2) = (proportion_confint(x, n, 0.025, "beta") for x, n in ((x1, n1), (x2, n2)))
        lo, hi = max(-1, l1 - h2), min(1, h1 - l2)
    return {"value": real(x1 / n1 - x2 / n2), "lo": real(lo), "hi": real(hi)}


def quantile(times, n, q):
    """Value and bounds; times that never came are later than any. None: there is no such time."""
    x = np.concatenate([np.sort(times), np.full(n - len(times), np.inf)])
    k = np.arange(n + 1)
    lo = max(k[1:][binom.cdf(k[:-1], n, q) <= 0.025], default=0)
    hi = min(k[1:][binom.sf(k[:-1], n, q) <= 0.025], default=n + 1)
    v = x[int(np.ceil(q * n)) - 1]
    assert not np.isfinite(v) or v == np.quantile(np.sort(x)[np.isfinite(x)] if len(times) == n else x, q, method="inverted_cdf")
    return v, x[lo - 1] if lo else 0.0, x[hi - 1] if hi <= n else np.inf


def timed(times, n):
    v, lo, hi = quantile(times, n, 0.5)
    if not np.isfinite(v):
        return UNDEFINED
    e = {"value": real(v), "lo": real(lo), "points": {}}
    e["hi"] = real(hi) if np.isfinite(hi) else "0"  # open above: no number stands there
    for q in (0.9, 0.95):
        v = quantile(times, n, q)[0]
        e["points"][real(q)] = real(v) if np.isfinite(v) else UNDEFINED
    return e


def expected(d, arms=None):
    """The statistics and the values, from a data frame with every column of a log."""
    both = d.dropna(subset=["advice", "decision"])
    known = both.dropna(subset=["truth"])
    other = both.advice != both.decision
    wrong, right = known[known.advice != known.truth], known[known.advice == known.truth]
    caught, harmed = (wrong.decision != wrong.advice).sum(), (right.decision != right.advice).sum()
    never = wrong[(wrong.decision == wrong.advice) & wrong.seconds.isna()]
    times = d.seconds.dropna().astype(float)
    kinds = times.value_counts().sort_index()
    can, back = d.changeable.dropna(), d.rollback.dropna()
    stats = {"overruled": reals([other.sum(), len(both)]), "caught": reals([caught, len(wrong)]), "harmed": reals([harmed, len(right)]),
             "seconds": reals(kinds.index), "stops": reals(kinds.values), "timed": reals([len(times) + len(never)]),
             "fixed": reals([(can == "no").sum(), len(can)]), "rolled_back": reals([(back == "ok").sum(), len(back)])}
    expect = {"override_rate": share(other.sum(), len(both)), "catch_rate": share(caught, len(wrong)),
              "harmful_override_rate": share(harmed, len(right)), "time_to_stop": timed(times.values, len(times) + len(never)),
              "share_not_changeable": share((can == "no").sum(), len(can)), "rollback_success": share((back == "ok").sum(), len(back))}
    if arms:
        a, b = (wrong[wrong.arm == arm] for arm in arms)
        four = [(a.decision == a.advice).sum(), len(a), (b.decision == b.advice).sum(), len(b)]
        stats["arms"] = reals(four)
        expect["automation_bias"] = difference(*four)
    else:
        expect["automation_bias"] = UNDEFINED
    return stats, expect


def log(n, seed, some, wrongs, follow, slow):
    """A log in which `wrongs` of the advice is wrong and wrong advice is followed with the chance follow[arm]."""
    rng = np.random.default_rng(seed)
    answers = np.array(["grant", "refuse", "ask"], dtype=object)
    t = rng.integers(0, 3, n)
    arm = rng.integers(0, 2, n)
    bad = rng.random(n) < wrongs
    adv = np.where(bad, (t + 1 + rng.integers(0, 2, n)) % 3, t)
    go = np.where(bad, rng.random(n) < np.where(arm == 0, follow[0], follow[1]), rng.random(n) < 0.93)
    dec = np.where(go, adv, (adv + 1 + rng.integers(0, 2, n)) % 3)
    d = pd.DataFrame({"advice": answers[adv], "decision": answers[dec], "truth": answers[t],
                      "changeable": np.where(rng.random(n) < 0.15, "no", "yes"),
                      "seconds": np.where(go | (rng.random(n) < 0.1), np.nan, np.round(rng.exponential(slow, n))),
                      "rollback": np.where(rng.random(n) < 0.9, "ok", "failed"), "arm": np.where(arm == 0, "seen", "blind")})
    for c, p in some.items():
        d.loc[rng.random(n) < p, c] = None
    return d


def table(d):
    return csv({c: [None if pd.isna(v) else v for v in d[c]] for c in d.columns})


def main():
    f = Procedures("oversight", versions("statsmodels", "scipy", "numpy", "pandas") + ": proportion_confint, confint_proportions_2indep, binom, quantile",
                   "tools/vectors/procedure/oversight.py",
                   "lo and hi of time_to_stop are order statistics; hi 0 stands for a bound that no stop reaches")
    some = {"truth": 0.3, "decision": 0.02, "advice": 0.01, "changeable": 0.2, "rollback": 0.9}
    d = log(4000, 1, some, 0.4, (0.6, 0.45), 40)
    stats, expect = expected(d, ("seen", "blind"))
    f.case("a long log", "every column, many rows: normal methods; three answers as texts", table=table(d), options={"advised": "seen"}, stats=stats,
           expect=expect)
    d = log(60, 2, some, 0.5, (0.5, 0.2), 300)
    stats, expect = expected(d, ("blind", "seen"))
    f.case("a short log", "few rows: exact methods; the arm named is the other one", table=table(d), options={"advised": "blind"}, stats=stats, expect=expect)
    d = log(400, 3, {"truth": 0.1}, 0.5, (0.2, 0.2), 15)
    stats, expect = expected(d)
    named = d.rename(columns={"advice": "says", "decision": "does", "truth": "is", "changeable": "can", "seconds": "s", "rollback": "undo"})
    f.case("columns by name", "the columns have other names; no arm is named, so there is no trial", table=table(named), stats=stats, expect=expect,
           options={"advice": "says", "decision": "does", "truth": "is", "changeable": "can", "seconds": "s", "rollback": "undo"})
    f.case("numbers", "answers as numbers, yes and ok as 1 and 0, a time of 0",
           table="advice,decision,truth,changeable,seconds,rollback\n1,1,0,1,,1\n1,0,0,0,0,0\n0,0,0,1,,1\n2,2,1,1,,\n0,1,0,0,-0,\n",
           stats={"overruled": ["2", "5"], "caught": ["1", "3"], "harmed": ["1", "2"], "seconds": ["0"], "stops": ["2"], "timed": ["4"],
                  "fixed": ["2", "5"], "rolled_back": ["2", "3"]},
           expect={"override_rate": share(2, 5), "catch_rate": share(1, 3), "harmful_override_rate": share(1, 2), "rollback_success": share(2, 3),
                   "share_not_changeable": share(2, 5), "time_to_stop": timed(np.array([0.0, 0.0]), 4)})
    f.case("nobody stops anything", "wrong outputs that were all followed: the median time does not exist",
           table="advice,decision,truth,seconds\na,a,b,\na,a,b,\na,b,b,3\n", stats={"timed": ["3"], "seconds": ["3"]},
           expect={"time_to_stop": UNDEFINED, "catch_rate": share(1, 3)})
    f.case("no columns", "a log that holds none of this: no number, in words", table="x\n1\n",
           expect={k: UNDEFINED for k in ("override_rate", "catch_rate", "harmful_override_rate", "time_to_stop", "share_not_changeable",
                                          "rollback_success", "automation_bias")})
    f.case("no truth yet", "an empty column of the truth: what needs it has no rows", table="advice,decision,truth\n1,1,\n1,0,\n",
           stats={"overruled": ["1", "2"], "caught": ["0", "0"]}, expect={"override_rate": share(1, 2), "catch_rate": UNDEFINED})
    f.case("no rows", "nothing happened", table="advice,decision,truth,seconds,changeable,rollback\n",
           expect={"override_rate": UNDEFINED, "time_to_stop": UNDEFINED, "share_not_changeable": UNDEFINED})
    f.case("not comparable", "numbers against texts", table="advice,decision\n1,yes\n", refused="they cannot be compared")
    f.case("neither yes nor no", "a word that is neither", table="advice,changeable\n1,perhaps\n", refused="row 1: \"changeable\" says neither")
    f.case("time runs back", "a time below 0", table="seconds\n5\n-1\n", refused="row 2: a time to stop is not below 0")
    f.case("time in words", "a column of seconds that holds texts", table="seconds\nsoon\n", refused="it has to be numbers")
    f.case("a column that is not there", "what an option names has to exist", table="x\n1\n", options={"advice": "says"}, refused="no column")
    f.case("three arms", "a trial has two", table="advice,decision,truth,arm\n1,1,0,a\n1,1,0,b\n1,1,0,c\n", options={"advised": "a"},
           refused="a trial has two arms")
    f.case("an arm that is not there", "the arm named is neither", table="advice,decision,truth,arm\n1,1,0,a\n1,1,0,b\n", options={"advised": "c"},
           refused="a trial has two arms")
    for n in (4096, 4097):
        rows = "".join("%x,%x\n" % (i, i if i % 2 else 0) for i in range(n))
        more = {"refused": "more than 4096 different texts"} if n > 4096 else {
            "stats": {"overruled": reals([2047, 4096])}, "expect": {"override_rate": share(2047, 4096)}}
        f.case("%d texts" % n, "as many different answers as are compared, and one more", table="advice,decision\n" + rows.replace(",", "x,").replace("\n", "x\n"), **more)
    f.case("shared units", "several rows a person", table="p,advice,decision\n1,1,1\n1,1,0\n", measure={"unit": "p"}, refused="rows share units")
    f.write()


main()
