/* How much of the differences between people the model explains within each group: highest R2 less the lowest. */
#include "lab/fairness/fairness.h"

#include <math.h>

/* R2 = 1 - A / B with A the mean of e^2 and B the mean of d^2; the influence of a row is (A d^2 / B - e^2) / B. */
static double variance(const amounts *m, size_t i)
{
	double r = m->e2[i] / m->d2[i], n = (double)m->rows->count[i];
	return fmax(0, m->e4[i] - 2 * r * m->e2d2[i] + r * r * m->d4[i]) / (m->d2[i] * m->d2[i]) / n;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	amounts m;
	CN_TRY(amounts_read(c, &m, err));
	double *value = CN_NEW(a, double, m.n + 1), *var = CN_NEW(a, double, m.n + 1);
	if (!value || !var)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < m.n; i++) {
		bool there = m.rows->count[i] > 1 && m.d2[i] > 0;
		value[i] = there ? 1 - m.e2[i] / m.d2[i] : 0;
		var[i] = there ? variance(&m, i) : -1; /* labels that are all equal: nothing to explain */
	}
	return amounts_gap(a, &m, "r2", value, var, o, ret, err);
}

const cn_metric_row cn_metric_r2_gap = {
	.name = "r2_gap",
	.title_en = "Difference of R2 between groups",
	.title_zh = "各群体决定系数 R² 之差",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#r2_gap",
	.reference = "tests/vectors/procedure/regression.json: scikit-learn r2_score; interval: the delta method by NumPy covariance",
	.needs = CN_NEED_STATS,
	.procedure = "regression",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "normal with the delta method from 300 rows a group up, simultaneous over pairs; none below",
	.assumptions = "rows are independent; the label is right; the errors have a fourth moment",
	.meaning_en = "How much worse the system tells people of one group apart than people of another.",
	.meaning_zh = "系统区分某一群体内部个体的能力比对另一群体差多少。",
	.use = "where amounts differ in size between groups",
	.misuse = "a group in which people hardly differ has a low R2 with the same errors",
	.compute = compute,
};
