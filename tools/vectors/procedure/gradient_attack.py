"""gradient_attack: for a score that is linear (or a logistic of it) the sign of each weight is the sign of the gradient, so a step of s spreads
moves the linear part by s times the sum of |weight| times spread: closed form; shares by statsmodels."""
import numpy as np

from common import Procedures, UNDEFINED, csv, real, reals, versions
from live import Model, Rng, column, proportion, sample, sd


def case(f, name, why, model, rows, label, step=0.1, options=None, most=1000, seed=1):
    options = dict(options or {})
    known = [i for i in range(len(rows)) if label[i] is not None]
    at = [known[i] for i in sample(Rng(seed), len(known), most)]
    spread = [0.0 if model.is_category(j) or model.is_fixed(j) else sd(column(rows, j)) for j in range(len(model.features))]
    right = [i for i in at if model.yes(rows[i]) == (label[i] == 1)]
    turned, steps = [], [step * t for t in (0.25, 0.5, 1, 2)]
    for s in steps:
        n = 0
        for i in right:
            z = model.b + sum(0 if x is None else w * x for w, x in zip(model.w, rows[i]))
            reach = s * sum(abs(w) * d for w, d, x in zip(model.w, spread, rows[i]) if x is not None)
            z += -reach if model.yes(rows[i]) else reach
            n += ((1 / (1 + np.exp(-z)) if model.link else z) >= model.threshold) != model.yes(rows[i])
        turned.append(n)
    table = dict(model.text(rows))
    table["y"] = label
    if right:
        best = proportion(turned[2], len(right))
        best["points"] = {real(s): real(t / len(right)) for s, t in zip(steps, turned)}
    else:
        best = UNDEFINED
    f.case(name, why, table=csv(table), measure={"label": "y", "positive": "1"}, model=model.spec(), options=options, seed=seed,
           stats={"right": reals([len(right), len(at)]), "turned": reals(turned), "steps": reals(steps)}, expect={"gradient_attack_success": best})


def people(n, seed):
    r = np.random.default_rng(seed)
    x = np.column_stack([np.round(r.normal(30, 12, n), 2), np.round(r.normal(0, 1, n), 3), np.round(r.exponential(5, n), 2), r.integers(0, 3, n)])
    return [[float(v) for v in row[:3]] + [int(row[3])] for row in x], r


def main():
    f = Procedures("gradient_attack", versions("statsmodels", "numpy") + ": closed form for linear scores, std, proportion_confint",
                   "tools/vectors/procedure/gradient_attack.py")
    rows, r = people(900, 1)
    for i in range(0, 900, 13):
        rows[i][i % 3] = None
    m = Model(["age", "z", "debt", "job"], [0.05, -0.8, 0.1, 0.4], -1.9, "logistic", levels={"job": ["a", "b", "c"]}, fixed=["age"])
    label = [float(m.yes(x) if r.random() < 0.85 else not m.yes(x)) for x in rows]
    for i in range(5, 900, 17):
        label[i] = None
    case(f, "logistic", "one number that nobody can move, one category, missing values and labels", m, rows, label)
    case(f, "a drawn sample, a longer step", "100 rows; the spread is that of the whole table", m, rows, label, 0.37, {"rows": 100, "step": "0.37"}, 100, 9)
    m = Model(["age", "z"], [0.02, 1.5], -0.4, threshold=0.25)
    rows = [x[:2] for x in people(400, 4)[0]]
    label = [float(m.yes(x)) for x in rows]
    case(f, "linear", "a score that is no probability; every label right", m, rows, label)
    case(f, "no step", "a step of 0 turns nothing", m, rows, label, 0.0, {"step": "0"})
    case(f, "all wrong", "the model is never right: there is nothing to turn", m, rows[:40], [1 - y for y in label[:40]])
    stump = Model(["age", "z"], stump=(0, 30.0))
    f.case("jumps", "a model known to be constant between jumps: refused, with the rows it gets wrong anyway", table="age,z,y\n20,1,0\n40,1,1\n50,2,0\n10,1,\n",
           measure={"label": "y", "positive": "1"}, model=stump.spec(), refused="would report as success the 1 of 3 rows")
    flat = Model(["age", "z"], [0.0, 0.0], 0.7)
    f.case("flat", "no difference is ever found: refused as well", table="age,z,y\n20,1,0\n40,1,1\n50,2,1\n", measure={"label": "y", "positive": "1"},
           model=flat.spec(), refused="would report as success the 1 of 3 rows")
    f.case("a step too long", "beyond its bound", table="age,z,y\n20,1,0\n", measure={"label": "y"}, model=flat.spec(), options={"step": "10.5"}, refused="step")
    f.write()


main()
