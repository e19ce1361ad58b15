"""near_duplicates: every pair compared (near.py), sets by SciPy's connected components."""
from common import Procedures, UNDEFINED, csv, real, versions
from near import rows_near, some_texts, texts_near

import numpy
from scipy.sparse.csgraph import connected_components


def sets_case(f, name, why, cols, near, options, **more):
    n = len(near)
    count, of = connected_components(near | numpy.eye(n, dtype=bool), directed=False)
    size = numpy.bincount(of)
    value = (n - count) / n
    f.case(name, why, table=csv(cols), measure={}, options=options, seed=5,
           stats={"rows": [str(n)], "repeats": [str(n - count)], "repeated": [str(n - int((size == 1).sum()))], "largest": [str(size.max())]},
           expect={"near_duplicate_share": {"value": real(value), "lo": real(value), "hi": real(value)}}, **more)


def text_near(texts, similarity=0.8, k=5):
    n = len(texts)
    near = numpy.zeros((n, n), bool)
    for i in range(n):
        for j in range(n):
            same_gap = texts[i] is None and texts[j] is None  # two rows without a text are equal rows
            near[i, j] = same_gap or texts_near(texts[i], texts[j], similarity, k)
    return near


def main():
    f = Procedures("near_duplicates", "every pair compared in Python sets and NumPy; " + versions("scipy") + ": connected_components",
                   "tools/vectors/procedure/near_duplicates.py")
    r = numpy.random.RandomState(8)
    texts = some_texts(r, 220)
    cols = {"id": list(range(len(texts))), "t": texts}
    sets_case(f, "texts", "two scripts, case and spaces, gaps", cols, text_near(texts), {"text": "t"})
    sets_case(f, "looser", "a lower threshold, shorter shingles", cols, text_near(texts, 0.6, 3), {"text": ["t"], "similarity": "0.6", "shingle": 3})
    sets_case(f, "alike in all", "threshold 1: case and spaces do not count", cols, text_near(texts, 1), {"text": "t", "similarity": 1, "permutations": 16})
    short = ["a", "A", "ab", "", "abcde", "abcd", "ABCDE ", "b"]
    sets_case(f, "short", "texts shorter than a shingle are one shingle", {"t": ['"%s"' % s for s in short], "n": [1] * 8}, text_near(short), {"text": "t"})
    at = [0, 0.5, 1, 4, 5, 5.25, 9, 10, None, None, 5.2, 3]
    rows = {"g": list("aaaabbbbaabb"), "x": at, "y": [1, 1, 2, 2, 3, 3, 9, 9, 1, 1, 3, None]}
    sets_case(f, "rows", "a chain is one set; texts equal, gaps only with gaps", rows, rows_near(rows, 0.05), {"tolerance": "0.05"})
    many = {"x": [round(v, 3) for v in r.random_sample(300)], "y": [round(v, 3) for v in r.normal(size=300)], "g": ["pq"[v] for v in r.randint(0, 2, 300)]}
    sets_case(f, "many rows", "two numbers and a text", many, rows_near(many, 0.03), {"tolerance": "0.03"})
    sets_case(f, "no tolerance", "a tolerance of 0 is equality", many, rows_near(many, 0), {"tolerance": 0})
    part = {k: many[k] for k in ("x", "g")}
    sets_case(f, "named", "some columns are compared", many, rows_near(part, 0.001), {"tolerance": "0.001", "columns": ["x", "g"]})
    f.case("no rows", "no row: no number", table="t\n", measure={}, options={"tolerance": 0}, expect={"near_duplicate_share": UNDEFINED})
    f.case("neither", "what is near must be said", table=csv(rows), measure={}, options={}, refused="what is near is not said")
    f.case("both", "one way only", table=csv(rows), measure={}, options={"text": "g", "tolerance": 0}, refused="name one of the two")
    f.case("numbers as text", "a text is no number", table=csv(rows), measure={}, options={"text": "x"}, refused="holds numbers")
    f.case("two texts", "one column", table=csv(rows), measure={}, options={"text": ["g", "g"]}, refused="is one column")
    three = csv({"x": [1, 2, 3, 1, 9]})  # four values in one sweep: 1-2, 1-3, 2-3 are looked at, 3-9 is too far
    f.case("pairs enough", "three pairs, three allowed", table=three, measure={}, options={"tolerance": "0.25", "pairs": 3}, stats={"repeats": ["3"]})
    f.case("pairs too many", "three pairs, two allowed", table=three, measure={}, options={"tolerance": "0.25", "pairs": 2}, refused="more pairs of rows")
    f.write()


main()
