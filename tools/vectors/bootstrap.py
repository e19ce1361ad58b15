#!/usr/bin/python3
"""What a percentile bootstrap of a rate difference must come to.

fixed_groups: rows resampled within each group. The resampled rates are two independent binomials,
so the distribution of the difference is computed exactly, by convolution in SciPy's binomial
probabilities: no Monte-Carlo error at all.
all_rows: rows resampled over the whole table (group sizes vary too), 4,000,000 NumPy multinomial
draws; `error` is the standard error of the ends from 40 batches.
sd: the standard deviation of the ends of a run of 2,000 replicates, from the same source; an
implementation is right if its ends are within a few of these.
bca: scipy.stats.bootstrap(method='BCa') of a mean of few values, 200,000 resamples, in 5 runs.
"""
import numpy as np
from scipy import stats

from common import File, UNDEFINED, real, reals, versions

np.seterr(divide="ignore")

SIZES = [
    ("an ordinary case", 40, 100, 25, 90), ("mortgage, refused by the model", 49, 162, 98, 1028),
    ("HMDA, refused", 96, 339, 189, 2041), ("Berkeley, women against men", 557, 1835, 1198, 2691),
    ("a group of 18", 12, 18, 400, 1000), ("equal rates", 30, 60, 50, 100), ("rare", 3, 400, 9, 500),
]


def exact(x1, n1, x2, n2):
    """Support and probabilities of x1*/n1 - x2*/n2, sorted; values that are equal fractions are merged."""
    p1, p2 = stats.binom.pmf(np.arange(n1 + 1), n1, x1 / n1), stats.binom.pmf(np.arange(n2 + 1), n2, x2 / n2)
    a, b = np.flatnonzero(p1 > 1e-18), np.flatnonzero(p2 > 1e-18)
    value = (a[:, None] * n2 - b[None] * n1).ravel()
    prob = (p1[a][:, None] * p2[b][None]).ravel()
    value, back = np.unique(value, return_inverse=True)
    return value / (n1 * n2), np.bincount(back, prob)


def quantile(v, cum, q):
    return v[min(np.searchsorted(cum, q), len(v) - 1)]


def fixed(f, name, x1, n1, x2, n2, rng):
    v, p = exact(x1, n1, x2, n2)
    cum = np.cumsum(p)
    lo, hi = quantile(v, cum, 0.025), quantile(v, cum, 0.975)
    d = (rng.binomial(n1, x1 / n1, (400, 2000)) / n1 - rng.binomial(n2, x2 / n2, (400, 2000)) / n2)
    ends = np.percentile(d, [2.5, 97.5], axis=1)
    f.case("fixed_groups", name, "rows resampled within each group", {"x1": x1, "n1": n1, "x2": x2, "n2": n2, "confidence": "0.95"},
           {"lo": real(lo), "hi": real(hi), "mean": real(x1 / n1 - x2 / n2),
            "sd_lo": real(ends[0].std()), "sd_hi": real(ends[1].std()), "step": real(1 / max(n1, n2))})


def all_rows(f, name, x1, n1, x2, n2, rng):
    n = n1 + n2
    prob = np.array([x1, n1 - x1, x2, n2 - x2]) / n
    lo, hi, sd = [], [], []
    for _ in range(40):
        c = rng.multinomial(n, prob, 100000).astype(float)
        with np.errstate(invalid="ignore", divide="ignore"):
            d = c[:, 0] / (c[:, 0] + c[:, 1]) - c[:, 2] / (c[:, 2] + c[:, 3])
        d = d[~np.isnan(d)]
        e = np.percentile(d, [2.5, 97.5])
        lo.append(e[0])
        hi.append(e[1])
        sd.append(np.percentile(d[:98000].reshape(49, 2000), [2.5, 97.5], axis=1).std(axis=1))
    sd = np.mean(sd, axis=0)
    f.case("all_rows", name, "rows resampled over the whole table", {"x1": x1, "n1": n1, "x2": x2, "n2": n2, "confidence": "0.95"},
           {"lo": real(np.mean(lo)), "hi": real(np.mean(hi)), "error_lo": real(np.std(lo) / 40 ** 0.5),
            "error_hi": real(np.std(hi) / 40 ** 0.5), "sd_lo": real(sd[0]), "sd_hi": real(sd[1])})


def bca(f, name, why, data):
    x = np.array(data, float)
    low, high = [], []
    for i in range(5):
        r = stats.bootstrap((x,), np.mean, confidence_level=0.95, n_resamples=200000, method="BCa",
                            random_state=np.random.default_rng(100 + i), batch=20000)
        low.append(r.confidence_interval.low)
        high.append(r.confidence_interval.high)
    f.case("bca_mean", name, why, {"values": reals(x), "confidence": "0.95"},
           {"lo": real(np.mean(low)), "hi": real(np.mean(high)), "error_lo": real(np.std(low) / 5 ** 0.5),
            "error_hi": real(np.std(high) / 5 ** 0.5)})


def main():
    f = File("bootstrap", versions("scipy", "numpy"), "tools/vectors/bootstrap.py",
             "ends of the 95 % percentile interval of x1/n1 - x2/n2, exact (fixed_groups) or from 4,000,000 draws with its own standard "
             "error (all_rows); sd_lo, sd_hi: how far the ends of a run of 2,000 replicates scatter. bca_mean: BCa interval of a mean")
    rng = np.random.default_rng(20261123)
    for s in SIZES:
        fixed(f, *s, rng)
    for s in SIZES[:5]:
        all_rows(f, *s, rng)
    bca(f, "ten values", "skewed", [1, 1, 2, 2, 3, 4, 5, 9, 14, 30])
    bca(f, "twenty 0 and 1", "a rate of 0.3", [1] * 6 + [0] * 14)
    f.case("fixed_groups", "nobody in a group", "no rate, no interval", {"x1": 0, "n1": 0, "x2": 4, "n2": 9, "confidence": "0.95"}, UNDEFINED)
    f.write()


if __name__ == "__main__":
    main()
