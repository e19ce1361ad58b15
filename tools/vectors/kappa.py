#!/usr/bin/python3
"""Cohen's kappa of two readers and its interval (Fleiss, Cohen and Everitt 1969)."""
import numpy as np
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

from common import File, UNDEFINED, real, versions

TABLES = [
    ("ordinary", "six words, most on the diagonal", [[5, 1, 0, 0, 1, 0], [1, 8, 1, 0, 2, 0], [0, 1, 20, 0, 4, 1], [0, 0, 0, 15, 3, 0], [1, 2, 5, 4, 70, 6], [0, 0, 1, 0, 5, 30]]),
    ("two words", "the other four were never used", [[0] * 6, [0] * 6, [0, 0, 45, 0, 15, 0], [0] * 6, [0, 0, 25, 0, 15, 0], [0] * 6]),
    ("all agree", "kappa 1, no width", [[3, 0, 0, 0, 0, 0], [0, 4, 0, 0, 0, 0], [0, 0, 5, 0, 0, 0], [0] * 6, [0, 0, 0, 0, 6, 0], [0, 0, 0, 0, 0, 2]]),
    ("by chance", "margins alone: kappa 0", [[4, 4, 0, 0, 0, 0], [4, 4, 0, 0, 0, 0], [0] * 6, [0] * 6, [0] * 6, [0] * 6]),
    ("against each other", "kappa below 0", [[0, 10, 0, 0, 0, 0], [12, 0, 0, 0, 0, 0], [0] * 6, [0] * 6, [0] * 6, [0] * 6]),
    ("one pair apart", "a large table", [[100, 1, 0, 0, 0, 0], [0, 100, 0, 0, 0, 0], [0, 0, 100, 0, 0, 0], [0] * 6, [0] * 6, [0] * 6]),
]
f = File("cohen_kappa", versions("statsmodels"), "tools/vectors/kappa.py",
         "cohens_kappa(table): kappa, kappa_low, kappa_upp at 95 %; bounds clipped to [-1, 1]; where all agree, (p - pe) / (1 - pe) with p = proportion_confint(n, n, method='beta')")
for name, why, table in TABLES:
    r = cohens_kappa(np.array(table))
    n = sum(map(sum, table))
    pe = sum(sum(table[i]) * sum(row[i] for row in table) for i in range(6)) / n ** 2
    whole = r.kappa == 1  # the variance is 0 there: the exact lower bound of n of n, by proportion_confint, in place of the observed share
    low = (proportion_confint(n, n, method="beta")[0] - pe) / (1 - pe)
    f.case("kappa", name, why, {"table": table},
           {"kappa": real(r.kappa), "lo": real(low if whole else max(-1.0, r.kappa_low)), "hi": real(1.0 if whole else min(1.0, r.kappa_upp))})
f.case("kappa", "one word", "chance agreement is 1", {"table": [[0] * 6] * 4 + [[0, 0, 0, 0, 9, 0]] + [[0] * 6]}, UNDEFINED)
f.case("kappa", "empty", "no pair", {"table": [[0] * 6] * 6}, UNDEFINED)
f.write()
