#!/usr/bin/python3
"""Tests of two proportions, chi-square over groups, and corrections for many tests."""
import warnings

import mpmath as mp
import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from common import File, UNDEFINED, close, real, reals, rscript, versions

mp.mp.dps = 60
warnings.simplefilter("ignore")
PAIRS = [
    (30, 100, 45, 100, "an ordinary case"), (50, 100, 50, 100, "equal: z 0, p 1"),
    (3116, 19000, 4720, 20000, "FPR 0.164 against 0.236: the right test of false-positive rates (p near 1e-70)"),
    (3116, 10387, 4720, 15733, "the same counts as shares of predicted positives: FDR, which does not differ"),
    (96, 339, 189, 2041, "Boston HMDA, refused"), (557, 1835, 1198, 2691, "Berkeley 1973, admitted, crude"),
    (49, 162, 98, 1028, "the mortgage example's model"), (0, 10, 5, 10, "a zero"), (0, 10, 0, 12, "both zero: z undefined, Fisher p 1"),
    (10, 10, 12, 12, "all in both"), (1, 1, 0, 1, "one row each"), (9, 18, 400, 1000, "a group of 18"),
    (400000, 1000000, 410000, 1000000, "large"), (5, 300, 295, 300, "far apart: a very small p"),
]
TABLES = [
    ("three groups", [[30, 70], [45, 55], [38, 62]]), ("Berkeley departments, women", [[89, 19], [17, 8], [202, 391], [131, 244], [94, 299], [24, 317]]),
    ("two by two", [[96, 243], [189, 1852]]), ("five groups, one of three rows", [[1, 2], [50, 50], [49, 51], [500, 480], [20, 31]]),
    ("three outcomes", [[10, 20, 30], [12, 25, 18]]),
]
P_LISTS = [
    ("ordinary", [0.01, 0.04, 0.03, 0.005, 0.5]), ("one", [0.03]), ("ties", [0.02, 0.02, 0.02, 0.5]),
    ("all ones", [1.0, 1.0, 1.0]), ("a zero", [0.0, 0.04, 0.9]), ("very small", [7e-70, 1e-300, 0.2, 3e-5]),
    ("in order", [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34, 0.341,
                  0.384, 0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986]),
    ("reversed", [0.9, 0.5, 0.1, 0.05, 0.04, 0.001]), ("monotone repair", [0.01, 0.011, 0.012, 0.013]),
]


def z_exact(x1, n1, x2, n2):
    """Pooled z and its two-sided p at 60 digits: far tails stay exact."""
    p = mp.mpf(x1 + x2) / (n1 + n2)
    v = p * (1 - p) * (mp.mpf(1) / n1 + mp.mpf(1) / n2)
    if v == 0:
        return None
    z = (mp.mpf(x1) / n1 - mp.mpf(x2) / n2) / mp.sqrt(v)
    return z, mp.erfc(abs(z) / mp.sqrt(2))


def main():
    rows = rscript("tests.R", "".join("%d %d %d %d\n" % p[:4] for p in PAIRS))
    r_version, fisher = rows[0][0], [row[0] for row in rows[1:]]
    f = File("proportion_tests", "%s, R %s fisher.test" % (versions("statsmodels", "scipy", "mpmath"), r_version),
             "tools/vectors/tests.py",
             "z_pooled = proportions_ztest (two-sided); fisher = fisher.test, two-sided: the sum of the tables no more likely than the "
             "one seen (relative tolerance 1e-7); chi_square = chi2_contingency without and with Yates' correction (2 x 2)")
    for (x1, n1, x2, n2, why), fp in zip(PAIRS, fisher):
        inp = {"x1": x1, "n1": n1, "x2": x2, "n2": n2}
        name = "%d/%d against %d/%d" % (x1, n1, x2, n2)
        e = z_exact(x1, n1, x2, n2)
        if e is None:
            f.case("z_pooled", name, why, inp, UNDEFINED)
        else:
            z, p = proportions_ztest([x1, x2], [n1, n2])
            close(z, float(e[0]), 1e-10, name)
            close(p, float(e[1]), 1e-9, name + " p")
            f.case("z_pooled", name, why, inp, {"z": real(float(e[0])), "p": real(float(e[1]))})
        t = [[x1, n1 - x1], [x2, n2 - x2]]
        f.case("fisher", name, why, inp, {"p": real(min(1.0, float(fp)))})
        if e is not None:
            c, y = stats.chi2_contingency(t, correction=False), stats.chi2_contingency(t, correction=True)
            close(c[0], float(e[0] ** 2), 1e-9, name + " chi2 = z^2")
            f.case("chi_square", name, why, {"rows": t},
                   {"chi2": real(c[0]), "df": 1, "p": real(float(e[1])), "chi2_yates": real(y[0]), "p_yates": real(y[1])})
    for name, t in TABLES[:2] + TABLES[3:]:
        c = stats.chi2_contingency(t, correction=False)
        f.case("chi_square", name, "groups x outcomes", {"rows": t}, {"chi2": real(c[0]), "df": int(c[2]), "p": real(c[1])})
    f.case("chi_square", "an empty column", "an outcome nobody has: undefined", {"rows": [[5, 0], [7, 0]]}, UNDEFINED)
    f.write()

    f = File("multiple_tests", versions("statsmodels"), "tools/vectors/tests.py",
             "adjusted p-values in the order given: holm = multipletests(method='holm'), benjamini_hochberg = 'fdr_bh', "
             "bonferroni = 'bonferroni'; never above 1")
    for name, p in P_LISTS:
        out = {op: reals(multipletests(p, method=m)[1])
               for op, m in (("holm", "holm"), ("benjamini_hochberg", "fdr_bh"), ("bonferroni", "bonferroni"))}
        f.case("adjust", name, "%d tests" % len(p), {"p": reals(p)}, out)
    f.write()


if __name__ == "__main__":
    main()
