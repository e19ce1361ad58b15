"""The regularised incomplete beta function and its inverse to 40 digits, on mpmath's arithmetic.

mpmath's own betainc gives up for large parameters, so the continued fraction is
evaluated at the side of the mean where it converges fast, and compared with mpmath's betainc
where that does answer.
"""
import mpmath as mp
from scipy.special import betaincinv

mp.mp.dps = 40


def fraction(a, b, x):
    """The continued fraction for I_x(a, b), fast for x below the mean (DLMF 8.17.22, Lentz)."""
    tiny, eps = mp.mpf(10) ** -300, mp.mpf(10) ** -41
    f, c, d, m = mp.mpf(1), mp.mpf(1), mp.mpf(0), 0
    while True:
        k = m // 2
        if m == 0:
            t = mp.mpf(1)
        elif m % 2 == 0:
            t = k * (b - k) * x / ((a + m - 1) * (a + m))
        else:
            t = -(a + k) * (a + b + k) * x / ((a + m - 1) * (a + m))
        d = 1 / ((1 + t * d) or tiny)
        c = 1 + t / c or tiny
        f *= c * d
        m += 1
        if m > 2 and abs(c * d - 1) < eps:
            break
    front = mp.exp(mp.loggamma(a + b) - mp.loggamma(a + 1) - mp.loggamma(b)
                   + a * mp.log(x) + b * mp.log1p(-x))
    return front * (f - 1)


def beta_reg(a, b, x):
    """(I_x(a,b), 1 - I_x(a,b)), both without cancellation where the smaller one is far below 1."""
    a, b, x = mp.mpf(a), mp.mpf(b), mp.mpf(x)
    if x <= 0:
        return mp.mpf(0), mp.mpf(1)
    if x >= 1:
        return mp.mpf(1), mp.mpf(0)
    if x * (a + b) <= a:
        lower = fraction(a, b, x)
        return lower, 1 - lower
    upper = fraction(b, a, 1 - x)
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
