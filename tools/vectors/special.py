#!/usr/bin/python3
"""The functions under the metrics, to the last digit over wide ranges: mpmath at 40 digits, with
SciPy's value compared wherever it has one."""
import mpmath as mp
from scipy import special, stats

from common import File, real, versions
from exact import beta_quantile, beta_reg

mp.mp.dps = 40
WORST = {}


def put(f, op, name, why, inp, exact, scipy_value):
    e = float(exact)
    s = float(scipy_value)
    if s == s and e:
        rel = abs(s - e) / abs(e)
        if rel > WORST.get(op, (0, ""))[0]:
            WORST[op] = (rel, name)
    f.case(op, name, why, inp, {"y": real(e)})


def normal(f):
    for z in ("-37.5", "-20", "-10", "-8.3", "-5", "-3", "-1.959963984540054", "-1", "-0.5", "-1e-10", "0", "1e-10", "0.25", "1",
              "1.6448536269514722", "2.5758293035489004", "4", "6", "8"):
        x = mp.mpf(float(z))
        put(f, "normal_cdf", "z = " + z, "lower tail", {"z": z}, mp.erfc(-x / mp.sqrt(2)) / 2, special.ndtr(float(z)))
    for z in ("0", "1", "5", "10", "17.73", "30", "37"):
        x = mp.mpf(float(z))
        put(f, "normal_upper", "z = " + z, "upper tail", {"z": z}, mp.erfc(x / mp.sqrt(2)) / 2, special.ndtr(-float(z)))
    for p in ("1e-300", "1e-100", "1e-20", "1e-10", "0.0001", "0.0005", "0.005", "0.01", "0.0125", "0.025", "0.05", "0.1", "0.2425",
              "0.25", "0.425", "0.499999", "0.5", "0.500001", "0.575", "0.75", "0.9", "0.95", "0.975", "0.9875", "0.99", "0.995",
              "0.9995", "0.999999", "0.9999999999"):
        q = mp.mpf(float(p))
        put(f, "normal_quantile", "p = " + p, "the double nearest to p", {"p": p}, quantile(q), special.ndtri(float(p)))


def quantile(p):
    """Newton's steps on the exact distribution from SciPy's value."""
    if p == mp.mpf("0.5"):
        return mp.mpf(0)
    x = mp.mpf(float(special.ndtri(float(p))))
    for _ in range(6):
        cdf = mp.erfc(-x / mp.sqrt(2)) / 2
        x -= (cdf - p) / mp.npdf(x)
    return x


def beta(f):
    for a, b, x in (("0.5", "0.5", "0.3"), ("1", "1", "0.7"), ("1", "10", "0.0025"), ("2", "3", "0.5"), ("10", "1", "0.99"),
                    ("5", "296", "0.01"), ("5", "296", "0.05"), ("150", "151", "0.5"), ("150", "151", "0.4"), ("60", "13", "0.9"),
                    ("300", "2701", "0.1"), ("1000", "1000", "0.45"), ("0.001", "2", "0.5"), ("3", "999998", "1e-6"),
                    ("123456", "9876545", "0.0123"), ("1e6", "1e6", "0.501"), ("1", "1000000", "1e-9"), ("50", "2", "0.001"),
                    ("2", "50", "0.9")):
        lo, hi = beta_reg(float(a), float(b), float(x))
        inp = {"a": a, "b": b, "x": x}
        name = "a = %s, b = %s, x = %s" % (a, b, x)
        put(f, "beta_lower", name, "I_x(a, b)", inp, lo, special.betainc(float(a), float(b), float(x)))
        put(f, "beta_upper", name, "1 - I_x(a, b)", inp, hi, special.betainc(float(b), float(a), 1 - float(x)))
    for a, b, p in (("10", "1", "0.025"), ("1", "10", "0.975"), ("1", "1", "0.3"), ("5", "296", "0.025"), ("6", "295", "0.975"),
                    ("150", "151", "0.025"), ("151", "150", "0.975"), ("0.5", "0.5", "0.1"), ("3", "999998", "0.025"),
                    ("4", "999997", "0.975"), ("123456", "9876545", "0.025"), ("37", "2964", "0.0125"), ("38", "2963", "0.9875"),
                    ("299", "1", "0.025"), ("60", "13", "0.0125"), ("2", "2", "1e-10"), ("1", "5", "1e-300"), ("20", "30", "0.999999")):
        put(f, "beta_quantile", "a = %s, b = %s, p = %s" % (a, b, p), "x with I_x(a, b) = p", {"a": a, "b": b, "p": p},
            beta_quantile(float(a), float(b), mp.mpf(float(p))), special.betaincinv(float(a), float(b), float(p)))


def binomial(f):
    for k, n, p in ((0, 10, "0.1"), (1, 10, "0.1"), (10, 10, "0.5"), (5, 10, "0.5"), (3, 300, "0.005"), (20, 300, "0.05"),
                    (285, 2380, "0.1"), (300, 3000, "0.08"), (600, 1000, "0.5"), (900, 1000, "0.5"), (69, 72, "0.99"),
                    (297, 300, "0.99"), (1, 1000000, "1e-7"), (500600, 1000000, "0.5")):
        upper = beta_reg(k, n - k + 1, float(p))[0] if k else mp.mpf(1)
        lower = beta_reg(k + 1, n - k, float(p))[1] if k < n else mp.mpf(1)
        inp = {"k": k, "n": n, "p": p}
        name = "k = %d, n = %d, p = %s" % (k, n, p)
        put(f, "binomial_upper", name, "P(X >= k)", inp, upper, stats.binom.sf(k - 1, n, float(p)))
        put(f, "binomial_lower", name, "P(X <= k)", inp, lower, stats.binom.cdf(k, n, float(p)))


def chi_square(f):
    for x, df in (("0", 1), ("0.0001", 1), ("1", 1), ("3.841458820694124", 1), ("6.63", 1), ("25", 1), ("314.4", 1), ("1000", 1),
                  ("1400", 1), ("0.5", 2), ("9.21", 2), ("1", 5), ("20", 5), ("200", 5), ("90", 99), ("99", 100), ("150", 100),
                  ("400", 100), ("950", 1000), ("1200", 1000), ("0.01", 30)):
        e = mp.gammainc(mp.mpf(df) / 2, mp.mpf(float(x)) / 2, mp.inf, regularized=True)
        put(f, "chi_square_upper", "x = %s, df = %d" % (x, df), "P(X >= x)", {"x": x, "df": df}, e, stats.chi2.sf(float(x), df))


def main():
    f = File("special_functions", versions("mpmath", "scipy"), "tools/vectors/special.py",
             "inputs are the doubles nearest to the decimals shown; values are correctly rounded from 40 digits")
    normal(f)
    beta(f)
    binomial(f)
    chi_square(f)
    f.head["note"] += "; SciPy's largest relative difference: " + ", ".join(
        "%s %.0e" % (k, v[0]) for k, v in sorted(WORST.items()))
    f.write()


if __name__ == "__main__":
    main()
