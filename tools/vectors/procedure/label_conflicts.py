"""label_conflicts: pandas groupby."""
from common import Procedures, UNDEFINED, csv, real, versions

import numpy
import pandas


def one(f, name, why, cols, features, measure, **more):
    d = pandas.DataFrame(cols)
    d = d[d["y"].notna()]
    by = d.groupby(features, dropna=False)["y"]
    size, kinds, most = by.size(), by.nunique(), by.agg(lambda s: s.value_counts().max())
    n, clash, least = len(d), int(size[kinds > 1].sum()), int((size - most).sum())
    f.case(name, why, table=csv(cols), measure=measure,
           stats={"rows": [str(n)], "in_conflict": [str(clash)], "least_wrong": [str(least)], "conflicts": [str(int((kinds > 1).sum()))]},
           expect={"conflicting_label_share": {"value": real(clash / n), "lo": real(clash / n), "hi": real(clash / n)},
                   "least_error_share": {"value": real(least / n), "lo": real(least / n), "hi": real(least / n)}}, **more)


def main():
    f = Procedures("label_conflicts", versions("pandas") + ": groupby, nunique", "tools/vectors/procedure/label_conflicts.py")
    r = numpy.random.RandomState(2)
    n = 240
    cols = {"a": [int(v) for v in r.randint(0, 6, n)], "b": [None if v == 0 else "xyz"[v - 1] for v in r.randint(0, 4, n)],
            "y": [None if v == 0 else ["no", "yes", "late"][v % 3] for v in r.randint(0, 12, n)], "p": [int(v) for v in r.randint(0, 2, n)],
            "id": list(range(n))}
    one(f, "all but the others", "label, prediction and unit are no features", {k: cols[k] for k in ("a", "b", "y", "p")}, ["a", "b"],
        {"label": "y", "prediction": "p"})
    one(f, "features", "the features of the measure", cols, ["a"], {"label": "y", "features": ["a"]})
    one(f, "named", "the option", cols, ["a", "b", "p"], {"label": "y"}, options={"columns": ["a", "b", "p"]})
    one(f, "no conflict", "every row its own", cols, ["id"], {"label": "y", "features": ["id"]})
    f.case("label as feature", "the label cannot be a feature", table=csv(cols), measure={"label": "y", "features": ["a", "y"]}, refused="is among the columns")
    f.case("no labels", "no row has a label", table="a,y\n1,\n2,\n", measure={"label": "y"},
           expect={"conflicting_label_share": UNDEFINED, "least_error_share": UNDEFINED})
    f.write()


main()
