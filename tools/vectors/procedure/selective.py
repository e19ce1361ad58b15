"""selective: the area under the risk-coverage curve by its definition, in exact fractions; risks by statsmodels."""
from fractions import Fraction

import numpy as np
from statsmodels.stats.proportion import proportion_confint

from common import Procedures, UNDEFINED, csv, normal_rule, real, reals, versions
from resample import REPLICATES, scipy_bca


def curve(y, s, t):
    """Blocks of equal confidence, the surest first: rows, errors."""
    blocks = {}
    for yi, si in zip(y, s):
        b = blocks.setdefault(abs(si - t), [0, 0])
        b[0] += 1
        b[1] += int((si >= t) != bool(yi))
    return [blocks[k] for k in sorted(blocks, reverse=True)]


def aurc(blocks):
    """Mean over k of the expected error rate of the k surest rows, the order within a block at random."""
    n, errors, total = 0, Fraction(0), Fraction(0)
    for rows, wrong in blocks:
        for _ in range(rows):
            n += 1
            errors += Fraction(wrong, rows)
            total += errors / n
    return float(total / n)


def at(blocks, coverage):
    n = sum(b[0] for b in blocks)
    rows = wrong = 0
    for b in blocks:
        if rows >= Fraction(str(coverage)) * n:
            break
        rows, wrong = rows + b[0], wrong + b[1]
    return wrong, rows


def rate(x, n):
    normal = normal_rule(x, n)
    lo, hi = proportion_confint(x, n, 0.05, "wilson" if normal else "beta")
    return {"value": real(x / n), "lo": real(lo), "hi": real(hi)}


def resampled(name, blocks, seed):
    """The area of rows drawn again: at the k-th row of the order the errors before it are read off the curve through the ends of the blocks."""
    rows = np.repeat(np.arange(2 * len(blocks)), [x for r, e in blocks for x in (r - e, e)])

    def area(drawn, axis=-1):
        out = []
        for x in np.atleast_2d(drawn):
            c = np.bincount(x, minlength=2 * len(blocks)).reshape(-1, 2)
            n, wrong = np.cumsum(c.sum(axis=1)), np.cumsum(c[:, 1])
            k = np.arange(1, n[-1] + 1)
            out.append(np.mean(np.interp(k, np.append(0, n), np.append(0, wrong)) / k))
        return np.array(out) if np.ndim(drawn) > 1 else out[0]
    assert abs(area(rows) - aurc(blocks)) < 1e-12
    return scipy_bca(name, rows, area, seed)


def case(f, name, why, y, s, t=0.5, coverage=0.8, more=None, resample=0):
    b = curve(y, s, t)
    expect = {"aurc": {"value": real(aurc(b)), "points": {"1": real(sum(x[1] for x in b) / len(y))}}, "selective_risk": rate(*at(b, coverage))}
    expect["aurc"].update(more or {})
    if resample:
        expect["aurc"].update(resampled("aurc, " + name, b, resample))
    f.case(name, why, **({"replicates": REPLICATES} if resample else {}), table=csv({"y": [float(x) for x in y], "s": [float(x) for x in s]}),
           measure={"label": "y", "score": "s", "threshold": repr(t)}, options={"coverage": repr(coverage)},
           stats={"block.rows": reals(x[0] for x in b), "block.errors": reals(x[1] for x in b)}, expect=expect)


def main():
    f = Procedures("selective", versions("numpy", "statsmodels", "python") + ": exact fractions, proportion_confint",
                   "tools/vectors/procedure/selective.py")
    rng = np.random.default_rng(7)
    s = rng.choice(np.arange(1, 400, 2) / 512, 500)
    case(f, "500 rows", "errors more often near the threshold", rng.random(500) < s, s, resample=31)
    s = rng.choice(np.arange(0, 17) / 16, 200)
    case(f, "ties, another threshold", "17 scores, threshold 0.25, half kept", rng.random(200) < s, s, t=0.25, coverage=0.5, resample=41)
    s = rng.choice(np.arange(-40, 41) / 8, 60)
    case(f, "scores that are no probabilities", "any score will do, its distance from 0 is the confidence", rng.random(60) < 0.5, s, t=0.0)
    case(f, "by hand", "the least sure of four is wrong: (0 + 0 + 0 + 1/4) / 4 = 1/16", [1, 0, 1, 0], [1, 0.125, 0.75, 0.625],
         more={"value": "0.0625"})
    case(f, "by hand, all of one confidence", "no order at all: the error rate itself, 1/3", [1, 1, 0], [0.75, 0.75, 0.75],
         more={"value": real(1 / 3)})
    f.case("nothing", "no row: no number", table="y,s\n,0.5\n", measure={"label": "y", "score": "s"},
           expect={"aurc": UNDEFINED, "selective_risk": UNDEFINED})
    f.case("bad threshold", "a threshold is a number", table="y,s\n1,0.5\n", measure={"label": "y", "score": "s", "threshold": "high"},
           refused="the threshold \"high\" is not a number")
    f.case("bad option", "a share of 2 is none", table="y,s\n1,0.5\n", measure={"label": "y", "score": "s"}, options={"coverage": 2},
           refused="option \"coverage\" is a number from 0.01 to 1")
    f.write()


main()
