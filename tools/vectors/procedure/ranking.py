"""ranking: a group's attention in a list is scikit-learn's dcg_score of the marks of its members, equal scores sharing their places."""
import numpy as np
from sklearn.metrics import dcg_score

from common import Procedures, UNDEFINED, csv, real, reals, versions
from resample import REPLICATES, scipy_bca


def case(f, name, why, rows, listed=True, resample=0):
    """rows: list, group, score"""
    groups, lists = sorted({r[1] for r in rows}), sorted({r[0] for r in rows}) if listed else [None]
    seen, people = np.zeros((len(lists), len(groups))), np.zeros((len(lists), len(groups)), dtype=int)
    for i, l in enumerate(lists):
        mine = [r for r in rows if not listed or r[0] == l]
        for k, g in enumerate(groups):
            mark = np.array([float(r[1] == g) for r in mine])
            people[i, k] = mark.sum()
            seen[i, k] = dcg_score([mark], [[r[2] for r in mine]]) if len(mine) > 1 else mark.sum()
    mean = seen.sum(axis=0) / people.sum(axis=0)
    def ratio(lists, axis=-1):
        """Of lists drawn again, whole."""
        each = seen[lists].sum(axis=-2) / people[lists].sum(axis=-2)
        return each.min(axis=-1) / each.max(axis=-1)
    more = scipy_bca("exposure_ratio, " + name, np.arange(len(lists)), ratio, resample) if resample else {}
    f.case(name, why, **({"replicates": REPLICATES} if resample else {}), table=csv({"l": [r[0] for r in rows], "g": [r[1] for r in rows], "s": [float(r[2]) for r in rows]}),
           measure={"score": "s", "by": ["g"]}, options={"list": "l"} if listed else {},
           stats={"groups": reals(people.sum(axis=0)), "people": reals(people.ravel()), "seen": reals(seen.ravel())},
           expect={"exposure_ratio": {"value": real(mean.min() / mean.max()), "points": {"g=" + g: real(m) for g, m in zip(groups, mean)}, **more}})


def main():
    f = Procedures("ranking", versions("sklearn") + ": dcg_score", "tools/vectors/procedure/ranking.py")
    rng = np.random.default_rng(2)

    def rows(lists, n, groups, off, step):
        out = []
        for l in range(lists):
            for _ in range(int(rng.integers(2, n))):
                k = int(rng.integers(0, len(groups)))
                s = rng.normal(off[k], 1)
                out.append(("q%02d" % l, groups[k], round(s / step) * step if step else s))
        return out
    case(f, "forty lists", "lists of several lengths, no ties", rows(40, 20, "FM", [0, 0.7], 0), resample=51)
    case(f, "ties", "equal scores share the weights of their places, whoever has them", rows(12, 30, "PQR", [0, 0.3, 0.6], 1))
    case(f, "one list", "no column of lists: all rows compete", rows(1, 60, "FM", [0, 0.4], 0.5), listed=False)
    case(f, "alone", "lists of one row each: everyone is seen alike", [("a", "F", 1.0), ("b", "M", 0.0), ("c", "M", 5.0)])
    f.case("by hand", "places 1 and 3 against place 2: weights 1, 1 / log2(3) and 1 / 2", table="g,s\nF,3\nM,2\nF,1\n,9\nM,\n", measure={"score": "s", "by": ["g"]},
           stats={"groups": ["2", "1"]}, expect={"exposure_ratio": {"value": real(1 / np.log2(3) / 0.75), "points": {"g=F": "0.75"}}})
    f.case("one group", "nothing to compare with", table="g,s\nF,3\nF,2\n", measure={"score": "s", "by": ["g"]}, expect={"exposure_ratio": {"value": "1"}})
    f.case("no rows", "nobody is ranked", table="g,s\nF,\nM,\n", measure={"score": "s", "by": ["g"]}, expect={"exposure_ratio": UNDEFINED})
    f.write()


main()
