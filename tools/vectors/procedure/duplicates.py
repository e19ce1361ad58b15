"""duplicates: pandas duplicated."""
from common import Procedures, UNDEFINED, csv, real, versions

import numpy
import pandas


def frame_case(f, name, why, cols, only=None, **more):
    d = pandas.DataFrame(cols)
    seen = d[only] if only else d
    n, repeats, repeated = len(d), int(seen.duplicated().sum()), int(seen.duplicated(keep=False).sum())
    largest = int(seen.groupby(list(seen.columns), dropna=False).size().max())
    if only:
        more["options"] = {"columns": only}
    f.case(name, why, table=csv(cols), measure={}, stats={"rows": [str(n)], "repeats": [str(repeats)], "repeated": [str(repeated)], "largest": [str(largest)]},
           expect={"duplicate_share": {"value": real(repeats / n), "lo": real(repeats / n), "hi": real(repeats / n), "method": "complete count"}}, **more)


def main():
    f = Procedures("duplicates", versions("pandas") + ": duplicated, groupby", "tools/vectors/procedure/duplicates.py")
    r = numpy.random.RandomState(4)
    cols = {"a": [int(x) for x in r.randint(0, 4, 200)], "b": ["pqr"[x] for x in r.randint(0, 3, 200)],
            "c": [None if x < 0.2 else round(x, 1) for x in r.random_sample(200)]}
    frame_case(f, "mixed", "integers, texts, reals with gaps: missing equals missing", cols)
    frame_case(f, "named", "two columns make rows equal", cols, only=["a", "b"])
    frame_case(f, "none", "no row repeats", {"a": [1, 2, 3], "b": ["x", "x", "y"]})
    frame_case(f, "zeros", "-0 and 0 are one value", {"a": [0.5, -0.0, 0.0, 0.5, 1.5]})
    f.case("no rows", "no row: no number", table="a,b\n", measure={}, expect={"duplicate_share": UNDEFINED})
    f.case("no such column", "a column that is not there", table="a,b\n1,2\n", measure={}, options={"columns": ["c"]}, refused="column")
    f.case("not a list", "columns are a list", table="a,b\n1,2\n", measure={}, options={"columns": 3}, refused="is a list of columns")
    f.write()


main()
