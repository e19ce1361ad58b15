/* Differential fairness (Foulds and others 2020): the largest |ln p(y|g) - ln p(y|h)| over outcomes and pairs of groups, made for
 * intersections of attributes. p = (x + alpha / 2) / (n + alpha). */
#include "lab/table/metric.h"

#include <math.h>

bool differential_fairness_of(const part *p, size_t n, double alpha, double *ret)
{
	double eps = 0, s = alpha < 0 ? 0 : alpha;
	bool any = false;
	for (unsigned y = 0; y < 2; y++) {
		double least = 2, most = -1;
		for (size_t i = 0; i < n; i++) {
			if (p[i].n == 0)
				continue;
			int64_t x = y ? p[i].n - p[i].x : p[i].x;
			double q = ((double)x + s / 2) / ((double)p[i].n + s);
			least = fmin(least, q);
			most = fmax(most, q);
			any = true;
		}
		if (!any || (least <= 0 && most > 0))
			return false;
		if (most > 0)
			eps = fmax(eps, log(most) - log(least));
	}
	*ret = eps;
	return true;
}

/* From bounds of the groups' rates that hold together. */
static void bounds(const part *p, size_t n, double confidence, cn_estimate *e)
{
	double lo = 0, hi = 0;
	for (unsigned y = 0; y < 2; y++) {
		double max_lo = 0, min_hi = 1, max_hi = 0, min_lo = 1;
		for (size_t i = 0; i < n; i++) {
			cn_interval x;
			const char *method;
			if (!cn_proportion(y ? p[i].n - p[i].x : p[i].x, p[i].n, simultaneous(confidence, n), &x, &method))
				continue;
			max_lo = fmax(max_lo, x.lo);
			min_lo = fmin(min_lo, x.lo);
			max_hi = fmax(max_hi, x.hi);
			min_hi = fmin(min_hi, x.hi);
		}
		if (max_lo > 0 && min_hi > 0)
			lo = fmax(lo, log(max_lo / min_hi));
		e->hi_open |= !(min_lo > 0);
		hi = min_lo > 0 ? fmax(hi, log(max_hi / min_lo)) : hi;
	}
	e->has_interval = true;
	e->method = "bounds of the groups, simultaneous";
	e->lo = fmin(lo, e->value);
	e->hi = e->hi_open ? 0 : fmax(hi, e->value);
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	compared g;
	CN_TRY(groups_compared(a, c, o, &g, err));
	part *p = CN_NEW(a, part, g.n + 1);
	cn_group_value *v = CN_NEW(a, cn_group_value, g.n + 1);
	if (!p || !v)
		return cn_arena_fail(a, err);
	size_t n = 0;
	int64_t rows = 0;
	double alpha = o->alpha < 0 || o->alpha > 0 ? o->alpha : 1;
	for (size_t i = 0; i < g.n; i++) {
		cn_cells cells = group_cells(c, g.at[i]);
		part x = rate_part(&cells, RATE_SELECTION);
		v[i] = (cn_group_value){ g.at[i], rate_name(RATE_SELECTION), estimate_rate(x, lab_confidence(o)) };
		rows += x.n;
		if (x.n)
			p[n++] = x;
	}
	ret->group = v;
	ret->n_group = g.n;
	cn_estimate e = { .defined = true, .n = rows, .method = "", .why = "" };
	if (!differential_fairness_of(p, n, alpha, &e.value))
		e = undefined_why(n ? "undefined: a rate is 0 or 1 and there is no smoothing" : "undefined, 0 of 0");
	else if (n > 1)
		bounds(p, n, lab_confidence(o), &e);
	else
		e.why = "one group only: there is nothing to compare";
	ret->main = e;
	return CN_OK;
}

const cn_metric_row cn_metric_differential_fairness = {
	.name = "differential_fairness",
	.title_en = "Differential fairness",
	.title_zh = "差分公平性",
	.property = "fairness",
	.unit = "log ratio",
	.formula = "docs/metrics.md#differential_fairness",
	.reference = "tests/vectors/metric/differential_fairness.json: SciPy beta means",
	.needs = CN_NEED_PREDICTION | CN_NEED_GROUPS,
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "from simultaneous bounds of the groups' rates; open above where a rate may be 0",
	.assumptions = "rows are independent; a prediction of yes means selected",
	.meaning_en = "How far the chances of an answer can differ between any two groups, crossings of several traits included.",
	.meaning_zh = "任意两个群体（包括多种特征交叉的群体）得到同一答复的可能性最多相差多少。",
	.use = "where several attributes are crossed and the worst pair matters",
	.misuse = "small groups make it large by chance; it does not ask whether the answers were right",
	.compute = compute,
};
