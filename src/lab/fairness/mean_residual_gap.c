/* Amounts are guessed too high for one group and too low for another: highest mean error less the lowest. */
#include "lab/fairness/fairness.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return amounts_mean_gap(a, c, false, o, ret, err);
}

const cn_metric_row cn_metric_mean_residual_gap = {
	.name = "mean_residual_gap",
	.title_en = "Difference of mean errors between groups",
	.title_zh = "各群体平均误差之差",
	.property = "fairness",
	.unit = "units of the label",
	.formula = "docs/metrics.md#mean_residual_gap",
	.reference = "tests/vectors/procedure/regression.json: NumPy, statsmodels CompareMeans (zconfint_diff)",
	.needs = CN_NEED_STATS,
	.procedure = "regression",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "normal from 300 rows a group up, simultaneous over pairs; none below",
	.assumptions = "rows are independent; the label is right; the errors have a fourth moment",
	.meaning_en = "How much more an amount about you is overstated because of the group you belong to.",
	.meaning_zh = "因所属群体不同，关于您的数额被多高估了多少。",
	.use = "for predicted amounts: income, price, risk in money, hours",
	.misuse = "equal mean errors may hide that one group's errors are far larger both ways: read mae_gap beside it",
	.compute = compute,
};
