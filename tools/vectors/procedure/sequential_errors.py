"""sequential_errors: the order drawn by the published generator, the confidence sequence by SciPy."""
from common import Procedures, UNDEFINED, csv, real, reals, versions
from live import Model, Rng
from scipy.optimize import brentq
from scipy.special import betaln, xlog1py, xlogy


def sequence(x, n, confidence=0.95):
    """Shares at which the wealth of the Beta(1/2, 1/2) mixture is below 1 / (1 - confidence)."""
    import math

    def over(p):
        return betaln(x + 0.5, n - x + 0.5) - math.log(math.pi) - xlogy(x, p) - xlog1py(n - x, -p) + math.log(1 - confidence)
    share = x / n
    lo = 0.0 if x == 0 else brentq(over, 1e-300, share, xtol=1e-15, rtol=1e-14)
    hi = 1.0 if x == n else brentq(over, share, 1 - 1e-16, xtol=1e-15, rtol=1e-14)
    return lo, hi


def shuffled(rows, seed, most):
    order, r = list(rows), Rng(seed)
    n = min(len(order), most)
    for i in range(n):
        j = i + r.below(len(order) - i)
        order[i], order[j] = order[j], order[i]
    return order[:n]


def run(happens, queries, rows, seed, limit, most=2000, batch=50, budget=None):
    order = shuffled(rows, seed, most)
    x = n = asked = 0
    while n < len(order):
        if n:
            lo, hi = sequence(x, n)
            if lo > limit or hi < limit:
                break
        part = order[n:n + batch]
        x += sum(happens(i) for i in part)
        n += len(part)
        asked += sum(queries(i) for i in part)
    return x, n, asked, sum(queries(i) for i in order)


def expected(metric, x, n, asked, planned, limit):
    lo, hi = sequence(x, n)
    return {"stats": {"events": reals([x, n]), "queries": reals([asked, planned])},
            "expect": {metric: {"value": real(x / n), "lo": real(lo), "hi": real(hi), "method": "confidence sequence"}}, "limit": real(limit)}


def main():
    f = Procedures("sequential_errors", versions("scipy") + ": betaln, brentq; the order by xoshiro256** from the seed",
                   "tools/vectors/procedure/sequential_errors.py")
    m = Model(["income"], [1.0], threshold=5.0)

    def case(name, why, n, wrong, limit, seed=1, **options):
        rows = [[float(i * 7 % 10)] for i in range(n)]
        truth = [m.yes(r) != wrong(i) for i, r in enumerate(rows)]
        x = run(lambda i: m.yes(rows[i]) != truth[i], lambda i: 1, range(n), seed, limit, options.get("rows", 2000), options.get("batch", 50))
        text = "income,right\n" + "".join("%g,%s\n" % (r[0], "yes" if t else "no") for r, t in zip(rows, truth))
        f.case(name, why, table=text, measure={"label": "right", "positive": "yes"}, model=m.spec(), seed=seed,
               **({"options": options} if options else {}), **expected("error_rate_sequential", *x, limit))

    case("far below", "no errors, a limit of one in five: one batch decides", 600, lambda i: False, 0.2)
    case("far above", "every third is wrong, a limit of one in ten", 900, lambda i: i % 3 == 0, 0.1, seed=7)
    case("close", "one in ten against one in ten: all rows are asked and nothing is decided", 400, lambda i: i % 10 == 0, 0.1, batch=20)
    case("all wrong", "every answer is wrong: no upper end but 1", 80, lambda i: True, 0.5, batch=10)
    case("few rows", "rows end first", 30, lambda i: i % 5 == 0, 0.19, seed=3)
    case("at most 100", "the option ends it", 1000, lambda i: i % 11 == 0, 0.1, rows=100, seed=5)
    one = "income,right\n1,no\n"
    f.case("no limit", "what is to be decided must be said", table=one, measure={"label": "right", "positive": "yes"}, model=m.spec(),
           refused="sequential_errors needs a limit to decide")
    f.case("a limit of 1", "every share is at most 1: there is nothing to decide", table=one, measure={"label": "right", "positive": "yes"}, model=m.spec(),
           limit="1", refused="between 0 and 1")
    f.case("nobody", "no rows: no number", table="income,right\n", measure={"label": "right", "positive": "yes"}, model=m.spec(), limit="0.5",
           expect={"error_rate_sequential": UNDEFINED})
    f.write()


if __name__ == "__main__":
    main()
