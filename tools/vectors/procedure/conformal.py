"""conformal: split-conformal sets by their definition in NumPy, on the same seeded split."""
import math

import numpy as np
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

from common import Procedures, UNDEFINED, csv, normal_rule, real, reals, versions
from seeded import shuffled


def sets(y, p, alpha, share, seed):
    rows = shuffled(sorted(zip(p, y)), seed)
    k = math.floor(len(rows) * share + 1e-9)
    p, y = (np.array(x) for x in zip(*rows))
    odd = np.where(y == 1, 1 - p, p)
    r = math.ceil((k + 1) * (1 - alpha) - 1e-9)
    q = 1.0 if r > k else np.sort(odd[:k])[r - 1]
    no, yes, y = p[k:] <= q, 1 - p[k:] <= q, y[k:]
    return k, q, np.where(y == 1, yes, no), no.astype(int) + yes, y


def case(f, name, why, y, p, alpha=0.1, share=0.5, seed=1):
    k, q, hit, size, t = sets(y, p, alpha, share, seed)
    n, x = len(hit), int(hit.sum())
    normal = normal_rule(x, n)
    lo, hi = proportion_confint(x, n, 0.05, "wilson" if normal else "beta")
    half = norm.isf(0.025) * size.std(ddof=1) / math.sqrt(n) if n >= 300 and size.std() > 0 else 2 * math.sqrt(math.log(2 / 0.05) / (2 * n))
    of = {"no": (t == 0), "yes": (t == 1)}
    f.case(name, why, table=csv({"y": [float(v) for v in y], "p": list(p)}), measure={"label": "y", "score": "p"}, seed=seed,
           options={"alpha": repr(alpha), "calibration": repr(share)},
           stats={"split": reals([k, n]), "threshold": reals([alpha, q]), "size": reals(np.bincount(size, minlength=3))},
           expect={"split_conformal_coverage": {"value": real(x / n), "lo": real(lo), "hi": real(hi),
                                                "points": {w: real(hit[m].mean()) if m.any() else UNDEFINED for w, m in of.items()}},
                   "conformal_set_size": {"value": real(size.mean()), "lo": real(max(0, size.mean() - half)),
                                          "hi": real(min(2, size.mean() + half)),
                                          "points": {str(i): real((size == i).mean()) for i in range(3)}}})


def main():
    f = Procedures("conformal", versions("numpy", "scipy", "statsmodels") + ": sort, norm, proportion_confint",
                   "tools/vectors/procedure/conformal.py")
    rng = np.random.default_rng(11)
    p = np.round(rng.random(700), 3)
    case(f, "700 rows", "a calibrated model", rng.random(700) < p, p)
    case(f, "another seed and split", "other rows set the threshold", rng.random(700) < p, p, alpha=0.25, share=0.3, seed=99)
    q = np.round(rng.random(40), 2)
    case(f, "40 rows", "few rows, exact bounds", rng.random(40) < q, q)
    case(f, "too few for the promise", "8 rows cannot promise 0.05: every answer stays", [0, 1] * 8, [0.25, 0.5] * 8, alpha=0.05)
    f.case("nothing", "no row: no number", table="y,p\n,0.5\n", measure={"label": "y", "score": "p"},
           expect={"split_conformal_coverage": UNDEFINED, "conformal_set_size": UNDEFINED})
    f.write()


main()
