"""counterfactual_flip: shares counted here from the definition, intervals by statsmodels."""
from common import Procedures, UNDEFINED, csv, real, reals, versions
from live import Model, proportion


def expected(m, rows, names, values=20):
    n = any_ = 0
    each = {k: [0, 0] for k in names}
    for r in rows:
        turns = {}
        for k in names:
            j = m.features.index(k)
            if r[j] is None:
                continue
            occur = sorted({x[j] for x in rows if x[j] is not None})
            if len(occur) > values:
                occur = [occur[i * (len(occur) - 1) // (values - 1)] for i in range(values)]
            turns[k] = any(m.yes(r[:j] + [v] + r[j + 1:]) != m.yes(r) for v in occur)
            each[k][0] += turns[k]
            each[k][1] += 1
        if turns:
            n += 1
            any_ += any(turns.values())
    return any_, n, each


def main():
    f = Procedures("counterfactual_flip", versions("statsmodels") + ": proportion_confint; shares by the definition",
                   "tools/vectors/procedure/counterfactual_flip.py")

    def case(name, why, m, rows, names, measure, **more):
        x, n, each = expected(m, rows, names, more.get("options", {}).get("values", 20))
        f.case(name, why, table=csv(m.text(rows)), measure=measure, model=m.spec(), stats={"turned": reals([x, n])},
               expect={"counterfactual_flip_rate": dict(proportion(x, n), points={k: real(e[0] / e[1]) for k, e in each.items()})}, **more)

    sex = Model(["income", "sex", "age"], [1.0, 2.0, 0.01], 0.0, threshold=5.5, levels={"sex": ["F", "M"]}, fixed=["age"])
    rows = [[float(i % 10), i % 2, float(30 + i % 5)] for i in range(60)] + [[4.0, None, 40.0]]
    case("a bonus of 2", "score = income + 2 for one sex against about 5: incomes of 4 and 5 turn, so 2 of every 10; age, which a person cannot change either, is not asked for; who has no entry is left out", sex, rows,
         ["sex"], {"by": ["sex"]})
    age = Model(["income", "age", "sex"], [1.0, 0.1, 0.5], 0.0, threshold=9.0, fixed=["age", "sex"], levels={"sex": ["F", "M"]})
    rows = [[float(i * 5 % 13), float(18 + i * 7 % 53), i % 2] for i in range(330)]
    case("fixed features", "no attribute named: what a person cannot change; of 53 ages five are tried", age, rows, ["age", "sex"], {},
         options={"values": 5})
    blind = Model(["income"], [1.0], threshold=5.0)
    f.case("a blind model", "no protected feature among its inputs: refused", table="income,sex\n1,F\n", measure={"by": ["sex"]}, model=blind.spec(),
           refused="no protected feature")
    f.case("nobody", "no rows: no number", table="income,age,sex\n", measure={}, model=Model(["income", "age", "sex"], [1, 1, 1], fixed=["age"]).spec(),
           expect={"counterfactual_flip_rate": UNDEFINED})
    f.write()


main()
