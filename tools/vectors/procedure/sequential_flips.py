"""sequential_flips: flips counted here from the definition, the end of asking as for sequential_errors."""
import os
import sys

from common import Procedures, csv, versions
from live import Model

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sequential_errors import expected, run


def main():
    f = Procedures("sequential_flips", versions("scipy") + ": betaln, brentq; flips by the definition, the order by xoshiro256** from the seed",
                   "tools/vectors/procedure/sequential_flips.py")

    def case(name, why, m, rows, names, limit, measure, seed=1, **options):
        def tried(r):
            out = []
            for k in names:
                j = m.features.index(k)
                if r[j] is not None:
                    out += [r[:j] + [v] + r[j + 1:] for v in sorted({x[j] for x in rows if x[j] is not None}) if v != r[j]]
            return out
        can = [i for i, r in enumerate(rows) if tried(r)]
        x = run(lambda i: any(m.yes(t) != m.yes(rows[i]) for t in tried(rows[i])), lambda i: 1 + len(tried(rows[i])), can, seed, limit,
                options.get("rows", 2000), options.get("batch", 50))
        f.case(name, why, table=csv(m.text(rows)), measure=measure, model=m.spec(), seed=seed, **({"options": options} if options else {}),
               **expected("flip_rate_sequential", *x, limit))

    sex = Model(["income", "sex", "age"], [1.0, 2.0, 0.01], 0.0, threshold=5.5, levels={"sex": ["F", "M"]}, fixed=["age"])
    rows = [[float(i % 10), i % 2, float(30 + i % 5)] for i in range(500)] + [[4.0, None, 40.0]]
    case("a bonus of 2", "two of every ten turn, far above one in twenty: soon decided; who has no entry is not asked", sex, rows, ["sex"], 0.05, {"by": ["sex"]}, seed=11)
    blind = Model(["income", "sex"], [1.0, 0.0], 0.0, threshold=5.5, levels={"sex": ["F", "M"]}, fixed=["sex"])
    rows = [[float(i % 10), i % 2] for i in range(400)]
    case("it does not count", "nothing turns: decided against one in ten after the first batch of 40", blind, rows, ["sex"], 0.1, {}, batch=40)
    many = Model(["income", "place"], [1.0, 0.5], 0.0, threshold=5.5, levels={"place": ["a", "b", "c", "d"]}, fixed=["place"])
    rows = [[float(i * 3 % 10), i % 4] for i in range(120)]
    case("three other values", "four questions a row, and the limit is near: all are asked", many, rows, ["place"], 0.4, {"by": ["place"]}, batch=30, seed=2)
    none = Model(["income"], [1.0], threshold=5.0)
    f.case("no protected feature", "refused", table="income,sex\n1,F\n", measure={"by": ["sex"]}, model=none.spec(), limit="0.1", refused="no protected feature")
    f.write()


main()
