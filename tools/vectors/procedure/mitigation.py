"""mitigation: every choice of one limit a group is tried, in exact fractions; who is moved is counted row by row with NumPy; intervals by
statsmodels and SciPy."""
import itertools
from fractions import Fraction as F

import numpy as np

from common import Procedures, UNDEFINED, csv, real, reals, versions
from live import proportion, rated


def places(y, s):
    """(rate of selection, rate among positives, rows right, limit) of every limit, from nobody to everybody."""
    limits = [float(np.nextafter(s.max(), np.inf))] + sorted(set(s), reverse=True)
    return [(F(int((s >= t).sum()), len(s)), F(int(((s >= t) & (y == 1)).sum()), int((y == 1).sum())) if (y == 1).any() else None,
             int(((s >= t) == (y == 1)).sum()), float(t)) for t in limits]


def choose(groups, which, tolerance):
    """Most right, then the higher lowest rate, then the higher rates; None where a rate does not exist."""
    each = [places(y, s) for y, s in groups.values()]
    if any(p[0][which] is None for p in each):
        return None
    best = None
    for c in itertools.product(*each):
        rates = [p[which] for p in c]
        if max(rates) - min(rates) > tolerance:
            continue
        key = (sum(p[2] for p in c), min(rates), rates)
        if best is None or key > best[0]:
            best = (key, [p[3] for p in c])
    return best[1]


def case(f, name, why, groups, tolerance=0.05, threshold=0.5, extra=()):
    expect, stats = {}, {"groups": reals([len(y) for y, _ in groups.values()]), "tolerance": reals([round(tolerance * 10**6)])}
    for which, prefix in ((0, "parity"), (1, "opportunity")):
        limits = choose(groups, which, F(round(tolerance * 10**6), 10**6))
        if limits is None:
            expect[prefix + "_accuracy_cost"] = expect[prefix + "_people_moved"] = UNDEFINED
            continue
        lost, moved, cells, points = [], [], [], {}
        for (g, (y, s)), t in zip(groups.items(), limits):
            now, then = s >= threshold, s >= t
            lost.append((now == y).astype(int) - (then == y).astype(int))
            moved.append(now != then)
            cells += [int((then & (y == 1)).sum()), int((then & (y == 0)).sum()), int((~then & (y == 0)).sum()), int((~then & (y == 1)).sum())]
            points.update({"threshold/g=" + g: real(t), "newly selected/g=" + g: real((then & ~now).mean()),
                           "newly rejected/g=" + g: real((now & ~then).mean()), "accuracy lost/g=" + g: real(lost[-1].mean())})
        stats[prefix + ".cells"], stats[prefix + ".threshold"] = reals(cells), reals(limits)
        both = np.concatenate(moved)
        expect[prefix + "_accuracy_cost"] = {**rated(np.concatenate(lost), -1, 2), "points": points}
        expect[prefix + "_people_moved"] = {**proportion(int(both.sum()), len(both)), "points": points}
    rows = [(g, float(a), float(b)) for g, (y, s) in groups.items() for a, b in zip(y, s)] + list(extra)
    f.case(name, why, table=csv({"g": [r[0] for r in rows], "y": [r[1] for r in rows], "s": [r[2] for r in rows]}),
           measure={"label": "y", "score": "s", "by": ["g"], "positive": "1", "threshold": real(threshold)}, options={"tolerance": real(tolerance)},
           stats=stats, expect=expect)


def people(rng, n, base, sharp, step):
    y = (rng.random(n) < base).astype(int)
    s = 1 / (1 + np.exp(-rng.normal(0, 1, n) - sharp * (2 * y - 1)))
    return y, np.round(np.round(s / step) * step, 4)


def main():
    f = Procedures("mitigation", versions("numpy", "statsmodels", "scipy") + ": every choice tried; proportion_confint, normal law and Hoeffding's bound",
                   "tools/vectors/procedure/mitigation.py")
    rng = np.random.default_rng(33)
    case(f, "two groups", "many rows, scores in hundredths; rows without group, label or score are left out",
         {"F": people(rng, 400, 0.3, 0.7, 0.02), "M": people(rng, 350, 0.6, 0.9, 0.02)}, extra=[(None, 1.0, 0.5), ("F", None, 0.5), ("M", 1.0, None)])
    case(f, "three groups, no tolerance", "rates have to be equal, which few choices are", {"P": people(rng, 24, 0.4, 0.8, 0.1), "Q": people(rng, 36, 0.5, 0.8, 0.1),
                                                                                   "R": people(rng, 12, 0.7, 0.8, 0.1)}, 0.0, 0.4)
    case(f, "three groups, wide", "rates up to 0.2 apart", {"P": people(rng, 40, 0.2, 1, 0.1), "Q": people(rng, 50, 0.5, 1, 0.1), "R": people(rng, 45, 0.8, 1, 0.1)}, 0.2, 0.6)
    case(f, "anything goes", "a tolerance of 1: the best limit of each group, accuracy is won", {"F": people(rng, 60, 0.3, 0.7, 0.05), "M": people(rng, 60, 0.6, 0.7, 0.05)}, 1.0, 0.7)
    case(f, "limits that rise", "nearly everyone is selected now: people of both labels are newly rejected",
         {"F": people(rng, 90, 0.3, 0.7, 0.05), "M": people(rng, 70, 0.6, 0.9, 0.05)}, 0.1, 0.15)
    case(f, "one group", "its best limit", {"F": people(rng, 80, 0.3, 0.7, 0.05)})
    no = people(rng, 20, 0.5, 1, 0.1)
    case(f, "no positives", "a group without positives has no rate among them", {"F": (no[0] * 0, no[1]), "M": no})
    f.case("a group of nobody", "a group whose rows have no label: no rate", table="g,y,s\na,1,0.9\nb,,0.3\n",
           measure={"label": "y", "score": "s", "by": ["g"], "positive": "1"},
           expect={k: UNDEFINED for k in ("parity_accuracy_cost", "parity_people_moved", "opportunity_accuracy_cost", "opportunity_people_moved")})
    f.case("tolerance below 0", "out of its bounds", table="g,y,s\na,1,0.9\n", measure={"label": "y", "score": "s", "by": ["g"]}, options={"tolerance": "-0.1"},
           refused="tolerance")
    f.write()


main()
