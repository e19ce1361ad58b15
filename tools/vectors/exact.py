"""The regularised incomplete beta function and its inverse to 40 digits, on mpmath's arithmetic.

mpmath's own betainc gives up for large parameters, so the series of positive terms is summed:
I_x(a, b) = x^a (1-x)^b / (a B(a,b)) * sum_k (a+b)_k / (a+1)_k x^k  (DLMF 8.17.8), taken at the
side of the mean where it converges fast. Where mpmath's betainc does answer, the two are compared.
"""
import mpmath as mp
from scipy.special import betaincinv

mp.mp.dps = 40


def series(a, b, x):
    front = mp.exp(mp.loggamma(a + b) - mp.loggamma(a + 1) - mp.loggamma(b)
                   + a * mp.log(x) + b * mp.log1p(-x))
    term, total, k, eps = mp.mpf(1), mp.mpf(1), 0, mp.mpf(10) ** -42
    while True:
        r = (a + b + k) * x / (a + 1 + k)
        term *= r
        total += term
        k += 1
        if r < 1 and term * r / (1 - r) < eps * total:
            return front * total


def beta_reg(a, b, x):
    """(I_x(a,b), 1 - I_x(a,b)), both without cancellation where the smaller one is far below 1."""
    a, b, x = mp.mpf(a), mp.mpf(b), mp.mpf(x)
    if x <= 0:
        return mp.mpf(0), mp.mpf(1)
    if x >= 1:
        return mp.mpf(1), mp.mpf(0)
    if x * (a + b) <= a:
        lower = series(a, b, x)
        return lower, 1 - lower
    upper = series(b, a, 1 - x)
    return 1 - upper, upper


def beta_quantile(a, b, q):
    """x with I_x(a, b) = q: SciPy's value as the start, then Newton's steps at 40 digits."""
    q = mp.mpf(q)
    x = mp.mpf(float(betaincinv(float(a), float(b), float(q))))
    if x <= 0:
        x = mp.exp((mp.log(q) + mp.log(mp.mpf(a)) + mp.log(mp.beta(a, b))) / a)
    lb = mp.loggamma(mp.mpf(a) + b) - mp.loggamma(a) - mp.loggamma(b)
    for _ in range(8):
        lower, upper = beta_reg(a, b, x)
        gap = lower - q if lower < 0.5 else (1 - q) - upper
        step = gap / mp.exp(lb + (a - 1) * mp.log(x) + (b - 1) * mp.log1p(-x))
        new = x - step
        x = new if 0 < new < 1 else (x / 2 if new <= 0 else (1 + x) / 2)
        if abs(step) < mp.mpf(10) ** -35 * x:
            break
    return x


def self_test():
    for a, b, x in ((2, 3, "0.3"), (0.5, 7.5, "0.01"), (30, 4, "0.95"), (120, 180, "0.4")):
        mine, theirs = beta_reg(a, b, mp.mpf(x))[0], mp.betainc(a, b, 0, mp.mpf(x), regularized=True)
        if abs(mine - theirs) > mp.mpf(10) ** -36 * theirs:
            raise SystemExit("beta_reg differs from mpmath.betainc at %r" % ((a, b, x),))


self_test()
