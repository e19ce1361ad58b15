/* How far a refused person would have to move, in the middle. */
#include "lab/explain/explain.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	static const double at[3] = { 0.25, 0.5, 0.75 };
	const cn_stat *refused, *cost;
	CN_TRY(cn_stat_counts(c, "refused", 2, &refused, err));
	CN_TRY(cn_stat_reals(c, "cost", 0, &cost, err));
	cn_point *point = CN_NEW(a, cn_point, 3);
	if (!point)
		return cn_arena_fail(a, err);
	if (cost->n != (uint64_t)refused->count[0] || refused->count[0] > refused->count[1] || !rises_from_zero(cost))
		return stat_broken("cost", err);
	for (size_t i = 0; i < 3; i++) {
		point[i] = (cn_point){ .of = "cost", .x = at[i] };
		point[i].est = estimate_quantile(cost->real, NULL, cost->n, refused->count[1], at[i], lab_confidence(o));
	}
	ret->main = point[1].est;
	ret->point = point;
	ret->n_point = 3;
	return CN_OK;
}

const cn_metric_row cn_metric_counterfactual_cost_median = {
	.name = "counterfactual_cost_median",
	.title_en = "Change that turns a refusal, median",
	.title_zh = "使拒绝翻转的改变幅度，中位数",
	.property = "explainability",
	.unit = "standard deviations",
	.formula = "docs/metrics.md#counterfactual_cost_median",
	.reference = "tests/vectors/procedure/recourse.json: closed form for linear models; interval: SciPy binom",
	.needs = CN_NEED_STATS,
	.procedure = "recourse",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "order statistics, exact for any law of the costs",
	.assumptions = "rows are independent; a number costs its change in standard deviations, a category that changes costs one",
	.meaning_en = "How far your situation would have to move for a yes, where the typical refused person stands.",
	.meaning_zh = "处于典型被拒者的位置时，您的情况需要变化多少才能得到同意。",
	.use = "to compare groups or versions: who is refused with how long a way to go",
	.misuse = "standard deviations are not effort: a year of age and a year of income weigh what the table says",
	.compute = compute,
};
