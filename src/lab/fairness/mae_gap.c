/* Amounts are guessed less exactly for one group: highest mean absolute error less the lowest. */
#include "lab/fairness/fairness.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return amounts_mean_gap(a, c, true, o, ret, err);
}

const cn_metric_row cn_metric_mae_gap = {
	.name = "mae_gap",
	.title_en = "Difference of mean absolute errors between groups",
	.title_zh = "各群体平均绝对误差之差",
	.property = "fairness",
	.unit = "units of the label",
	.formula = "docs/metrics.md#mae_gap",
	.reference = "tests/vectors/procedure/regression.json: scikit-learn mean_absolute_error, statsmodels CompareMeans (zconfint_diff)",
	.needs = CN_NEED_STATS,
	.procedure = "regression",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "normal from 300 rows a group up, simultaneous over pairs; none below",
	.assumptions = "rows are independent; the label is right; the errors have a fourth moment",
	.meaning_en = "How much farther off the system is about people of one group than of another.",
	.meaning_zh = "系统对某一群体的判断比对另一群体偏离多少。",
	.use = "beside mean_residual_gap",
	.misuse = "amounts of different size have errors of different size: a group that earns more has larger errors in money",
	.compute = compute,
};
