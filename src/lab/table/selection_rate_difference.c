/* Demographic parity: the share of those selected, highest group minus lowest. */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return rate_gap_metric(a, c, o, RATE_SELECTION, false, ret, err);
}

const cn_metric_row cn_metric_selection_rate_difference = {
	.name = "selection_rate_difference",
	.title_en = "Difference of selection rates",
	.title_zh = "入选率之差",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#selection_rate_difference",
	.reference = "tests/vectors/metric/group_gaps.json: scikit-learn 1.2.1 and exact fractions; intervals: statsmodels 0.13.5",
	.needs = CN_NEED_PREDICTION | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or the difference of two Clopper-Pearson bounds, by the rule; simultaneous over pairs",
	.assumptions = "rows are independent; a prediction of yes means selected",
	.meaning_en = "How many more people in a hundred get a yes in one group than in another.",
	.meaning_zh = "某一群体每百人中得到肯定的人数比另一群体多多少。",
	.use = "where access itself should be shared evenly, or outcomes are not known",
	.misuse = "it does not ask who should get a yes: equal rates can be unfair, and unequal ones justified",
	.compute = compute,
};
