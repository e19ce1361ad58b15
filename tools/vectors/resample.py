"""A bootstrap of rows in NumPy, beside SciPy's own: what the ends of an interval have to come to, and how far a run may be from them.

The reference is the mean of an end over RUNS runs of REPLICATES replicates each. An implementation that draws otherwise is one more run:
its end scatters around the same place with the standard deviation of the runs, the mean of the runs with a RUNS-th part of its variance.
`within` is FAR of the standard deviations of that difference, so it is made of nothing but Monte-Carlo error; the vectors ask the program
for REPLICATES replicates, too. FAR = 4 is passed by chance once in 16,000 ends.
"""
import numpy as np
from scipy import stats

from common import real

RUNS, REPLICATES, FAR = 20, 20000, 4


def settled(name, lo, hi, clip=(-np.inf, np.inf)):
    """Of the ends of every run: where they are, and how far one more run may be. Prints both."""
    out, within = {}, {}
    for end, x in (("lo", np.clip(lo, *clip)), ("hi", np.clip(hi, *clip))):
        sd = np.std(x, ddof=1)
        out[end], within[end] = real(np.mean(x)), real(FAR * sd * (1 + 1 / RUNS) ** 0.5 + 1e-9)
    print("  %-28s lo %s within %.2g, hi %s within %.2g" % (name, out["lo"][:9], float(within["lo"]), out["hi"][:9], float(within["hi"])))
    return {**out, "within": within}


def redrawn(rng, cells, times):
    """times x cells: how many rows fall into each cell when as many rows are drawn again, with replacement."""
    cells = np.asarray(cells)
    return rng.multinomial(cells.sum(), cells / cells.sum(), times)


def around(name, value, distance, seed, confidence=0.95, most=np.inf, square=False):
    """value plus and minus the quantile of a distance; distance(rng, times) gives that of as many resampled tables from their own."""
    q = [np.quantile(distance(np.random.default_rng([seed, i]), REPLICATES), confidence) for i in range(RUNS)]
    lo, hi = np.maximum(0, value - np.array(q)), np.minimum(most, value + np.array(q))
    return settled(name, lo ** 2, hi ** 2) if square else settled(name, lo, hi)


def scipy_bca(name, data, statistic, seed, confidence=0.95):
    """The BCa ends of scipy.stats.bootstrap; data: one array of rows (their numbers), statistic takes (resamples x rows)."""
    e = [stats.bootstrap((data,), statistic, vectorized=True, axis=-1, n_resamples=REPLICATES, batch=1000, confidence_level=confidence,
                         method="BCa", random_state=np.random.default_rng([seed, i])).confidence_interval for i in range(RUNS)]
    return settled(name, [x.low for x in e], [x.high for x in e])
