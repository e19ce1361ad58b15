"""What the generators of procedures that ask a model share: the published generator xoshiro256** seeded by splitmix64, the simple models
of the tests, and what occurs in a column."""
import math

import numpy as np

M = (1 << 64) - 1


class Rng:
    """xoshiro256** (Blackman and Vigna 2018)."""

    def __init__(self, seed):
        self.s = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & M
            z = seed
            z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & M
            z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & M
            self.s.append(z ^ (z >> 31))

    def next(self):
        s = self.s
        x = (s[1] * 5) & M
        out = (((x << 7) | (x >> 57)) * 9) & M
        t = (s[1] << 17) & M
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = ((s[3] << 45) | (s[3] >> 19)) & M
        return out

    def below(self, n):
        if n <= 1:
            return 0
        while True:
            x = self.next()
            if x < (1 << 64) - (1 << 64) % n:
                return x % n

    def gauss(self):
        """Twelve uniform draws less six."""
        total = 0
        for _ in range(6):
            x = self.next()
            total += (x >> 32) + (x & 0xFFFFFFFF)
        return total / 2**32 - 6


class Model:
    """The simple models of tests/unit/test_lab_procedures.c: rows are lists, None is missing, categories are indices."""

    def __init__(self, features, w=None, b=0.0, link=None, threshold=0.5, stump=None, fixed=(), direction=None, levels=None, whole=False, cross=0.0):
        self.features, self.w, self.b, self.link, self.threshold, self.stump = features, w, b, link, threshold, stump
        self.fixed, self.direction, self.levels, self.whole, self.cross = list(fixed), direction or {}, levels or {}, whole, cross

    def score(self, row):
        if self.stump:
            x = row[self.stump[0]]
            return 1.0 if x is not None and x >= self.stump[1] else 0.0
        s = self.b
        for w, x in zip(self.w, row):
            s += 0 if x is None else w * x
        if self.cross and row[0] is not None and row[1] is not None:
            s += self.cross * row[0] * row[1]
        return 1 / (1 + math.exp(-s)) if self.link else s

    def yes(self, row):
        return self.score(row) >= self.threshold

    def spec(self):
        from common import real, reals
        m = {"features": self.features, "threshold": real(self.threshold)}
        if self.stump:
            m["stump"] = {"feature": self.stump[0], "at": real(self.stump[1])}
        else:
            m["w"], m["b"] = reals(self.w), real(self.b)
            if self.link:
                m["link"] = self.link
            if self.cross:
                m["cross"] = real(self.cross)
        for k in ("fixed", "direction", "levels"):
            if getattr(self, k):
                m[k] = getattr(self, k)
        if self.whole:
            m["whole"] = True
        return m

    def is_category(self, j):
        return self.features[j] in self.levels

    def is_fixed(self, j):
        return self.features[j] in self.fixed

    def text(self, rows):
        """Rows as columns for common.csv."""
        out = {}
        for j, name in enumerate(self.features):
            values = [r[j] for r in rows]
            out[name] = [None if v is None else self.levels[name][v] for v in values] if name in self.levels else values
        return out


def sd(values):
    """Standard deviation (n - 1) by NumPy, 0 where there is none."""
    v = [x for x in values if x is not None]
    return float(np.std(v, ddof=1)) if len(set(v)) > 1 else 0.0


def column(rows, j):
    return [r[j] for r in rows]


def sample(rng, n, most):
    """Places drawn without replacement, in order."""
    at = list(range(n))
    if n <= most:
        return at
    for i in range(most):
        k = i + rng.below(n - i)
        at[i], at[k] = at[k], at[i]
    return sorted(at[:most])


def mean_interval(values, floor, width, confidence=0.95):
    """Mean; normal from 300 values up (SciPy), else Hoeffding's bound."""
    from scipy import stats
    v = np.asarray(values, dtype=float)
    m, n = float(np.mean(v)), len(v)
    if n >= 300 and np.var(v) > 0:
        half = stats.norm.ppf((1 + confidence) / 2) * float(np.std(v, ddof=1)) / math.sqrt(n)
    else:
        half = width * math.sqrt(math.log(2 / (1 - confidence)) / (2 * n))
    return m, max(floor, m - half), min(floor + width, m + half)


def rated(values, floor, width, confidence=0.95):
    from common import real
    m, lo, hi = mean_interval(values, floor, width, confidence)
    return {"value": real(m), "lo": real(lo), "hi": real(hi)}


def proportion(x, n, confidence=0.95):
    """By the rule for proportions: Wilson from 300 rows up where the counts are not small, else Clopper-Pearson (statsmodels)."""
    from common import real
    from statsmodels.stats.proportion import proportion_confint
    method = "wilson" if n >= 300 and 5 <= x <= n - 5 else "beta"
    lo, hi = proportion_confint(x, n, alpha=1 - confidence, method=method)
    return {"value": real(x / n), "lo": real(lo if x else 0.0), "hi": real(hi if x < n else 1.0)}


def quantile(values, n, q, confidence=0.95):
    """Smallest value that the share q of n reaches, with order statistics as bounds; what is not in values comes last."""
    from common import real
    from scipy import stats
    v = sorted(values)
    at = max(1, math.ceil(q * n))
    half = (1 - confidence) / 2
    lo = max([k for k in range(1, n + 1) if stats.binom.cdf(k - 1, n, q) <= half], default=0)
    hi = min([k for k in range(1, n + 1) if stats.binom.sf(k - 1, n, q) <= half], default=n + 1)
    if at > len(v):
        return {"error": "undefined"}
    out = {"value": real(v[at - 1])}
    if hi <= len(v):
        out["lo"], out["hi"] = real(v[lo - 1] if lo else 0.0), real(v[hi - 1])
    return out


def array(rows):
    """Rows as NumPy numbers, missing as NaN."""
    return np.array([[math.nan if x is None else x for x in r] for r in rows], dtype=float)


class Estimator:
    """A Model as scikit-learn takes it."""
    _estimator_type = "classifier"
    classes_ = np.array([0, 1])

    def __init__(self, model, regressor=False):
        self.model, self.fitted_ = model, True
        if regressor:
            self._estimator_type = "regressor"

    def fit(self, x, y):
        return self

    def scores(self, x):
        return np.array([self.model.score([None if math.isnan(v) else v for v in r]) for r in x])

    def predict(self, x):
        s = self.scores(x)
        return s if self._estimator_type == "regressor" else (s >= self.model.threshold).astype(int)
