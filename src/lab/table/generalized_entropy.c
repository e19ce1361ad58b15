/* Generalised entropy of benefits b = prediction - label + 1 (Speicher and others 2018): fn 0, tp and tn 1, fp 2.
 *   alpha not 0, 1   sum((b/mu)^alpha - 1) / (n alpha (alpha - 1))
 *   alpha 1          sum(b/mu ln(b/mu)) / n            (Theil)
 *   alpha 0          -sum(ln(b/mu)) / n                (mean log deviation; none if a benefit is 0)
 * Between groups: the same with everyone's benefit replaced by the mean of the group. */
#include "lab/table/metric.h"

#include <math.h>

/* One term of the sum for a benefit of r times the mean; false where there is none. */
static bool term(double r, double alpha, double *ret)
{
	if (alpha == 0) {
		if (!(r > 0))
			return false;
		*ret = -log(r);
	} else if (alpha == 1) {
		*ret = r > 0 ? r * log(r) : 0;
	} else {
		*ret = (r == 1 ? 0 : pow(r, alpha) - 1) / (alpha * (alpha - 1));
	}
	return true;
}

bool entropy_of_values(const double *b, size_t n, double alpha, double *ret)
{
	double mu = 0, sum = 0, t;
	for (size_t i = 0; i < n; i++)
		mu += b[i];
	mu /= (double)n;
	if (n == 0 || !(mu > 0))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!term(b[i] / mu, alpha, &t))
			return false;
		sum += t;
	}
	*ret = fmax(0, sum / (double)n);
	return true;
}

bool entropy_of_counts(const int64_t *cell, size_t n_groups, double alpha, bool between, double *ret)
{
	double rows = 0, total = 0, sum = 0, t;
	for (size_t g = 0; g < n_groups; g++) {
		rows += (double)(cell[3 * g] + cell[3 * g + 1] + cell[3 * g + 2]);
		total += (double)(cell[3 * g + 1] + 2 * cell[3 * g + 2]);
	}
	if (!(rows > 0 && total > 0))
		return false;
	double mu = total / rows;
	for (size_t g = 0; g < n_groups; g++) {
		const int64_t *x = &cell[3 * g];
		double n = (double)(x[0] + x[1] + x[2]);
		if (between && n > 0) {
			if (!term((double)(x[1] + 2 * x[2]) / n / mu, alpha, &t))
				return false;
			sum += n * t;
		}
		for (unsigned b = 0; !between && b < 3; b++) {
			if (x[b] == 0)
				continue;
			if (!term(b / mu, alpha, &t))
				return false;
			sum += (double)x[b] * t;
		}
	}
	*ret = fmax(0, sum / rows);
	return true;
}

typedef struct index_ctx {
	double alpha;
	bool between;
} index_ctx;

static bool of_cells(const int64_t *cell, size_t n_cells, const void *ctx, double *ret)
{
	const index_ctx *k = ctx;
	return entropy_of_counts(cell, n_cells / 3, k->alpha, k->between, ret);
}

static cn_code index_estimate(cn_arena *a, const int64_t *cell, size_t n_groups, index_ctx k, const cn_lab_options *o, cn_result *ret,
			      cn_estimate *e, cn_err *err)
{
	*e = (cn_estimate){ .defined = true, .method = "", .why = "" };
	for (size_t i = 0; i < 3 * n_groups; i++)
		e->n += cell[i];
	if (!entropy_of_counts(cell, n_groups, k.alpha, k.between, &e->value)) {
		*e = undefined_why(e->n ? "undefined: a benefit is 0, or all are" : "undefined, 0 of 0");
		return CN_OK;
	}
	return bootstrap_into(a, cell, 3 * n_groups, of_cells, &k, o, ret, e, err);
}

cn_code entropy_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, double alpha, bool every, cn_result *ret, cn_err *err)
{
	static const struct {
		index_ctx k;
		const char *of;
	} all[] = { { { 0, false }, "ge_0" }, { { 1, false }, "ge_1" }, { { 2, false }, "ge_2" },
		    { { 0, true }, "between_0" }, { { 1, true }, "between_1" }, { { 2, true }, "between_2" } };
	size_t n_all = sizeof all / sizeof *all;
	compared g;
	CN_TRY(groups_compared(a, c, o, &g, err));
	int64_t *cell = CN_NEW(a, int64_t, 3 * c->n_groups + 1);
	cn_group_value *v = CN_NEW(a, cn_group_value, n_all);
	if (!cell || !v)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < c->n_groups; i++) { /* everyone, whether or not the attributes are known */
		cn_cells x = group_cells(c, i);
		cell[3 * i] = x.fn;
		cell[3 * i + 1] = x.tp + x.tn;
		cell[3 * i + 2] = x.fp;
	}
	CN_TRY(index_estimate(a, cell, c->n_groups, (index_ctx){ alpha, false }, o, ret, &ret->main, err));
	for (size_t i = 0; every && i < n_all; i++) {
		v[i] = (cn_group_value){ .group = GROUP_EVERYONE, .of = all[i].of };
		CN_TRY(index_estimate(a, cell, c->n_groups, all[i].k, o, ret, &v[i].est, err));
	}
	ret->group = v;
	ret->n_group = every ? n_all : 0;
	return CN_OK;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return entropy_metric(a, c, o, 2, true, ret, err);
}

const cn_metric_row cn_metric_generalized_entropy = {
	.name = "generalized_entropy",
	.title_en = "Generalised entropy of benefits (alpha 2)",
	.title_zh = "收益的广义熵（alpha 2）",
	.property = "fairness",
	.unit = "index",
	.formula = "docs/metrics.md#generalized_entropy",
	.reference = "tests/vectors/metric/entropy_indices.json: NumPy, SciPy entropy, mpmath",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "multinomial bootstrap over (group, benefit), BCa",
	.assumptions = "rows are independent; a yes is a benefit; the label is right",
	.meaning_en = "How unevenly the system's benefits and errors are spread over all people, groups aside.",
	.meaning_zh = "不论群体，系统的益处与错误在所有人之间分布得有多不均。",
	.use = "to see unfairness between individuals, and how much of it lies between groups",
	.misuse = "it counts a wrongly given yes as more than deserved; the number has no plain scale, so compare versions of one system only",
	.compute = compute,
};
