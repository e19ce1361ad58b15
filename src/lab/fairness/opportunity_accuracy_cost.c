/* Right decisions lost when the limits of the groups are set so that all are found at about one rate where the label is positive. */
#include "lab/fairness/fairness.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return mitigation_metric(a, c, o, "opportunity", false, ret, err);
}

const cn_metric_row cn_metric_opportunity_accuracy_cost = {
	.name = "opportunity_accuracy_cost",
	.title_en = "Accuracy lost to reach equal opportunity",
	.title_zh = "为达到机会均等而损失的准确率",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#opportunity_accuracy_cost",
	.reference = "tests/vectors/procedure/mitigation.json: every choice of limits tried by NumPy; statsmodels proportion_confint, zconfint_mean",
	.needs = CN_NEED_STATS,
	.procedure = "mitigation",
	.lo = -1,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "normal over the paired differences from 300 rows up, else Hoeffding",
	.assumptions = "rows are independent; the label is right; a limit for each group may be set at all",
	.meaning_en = "How many more people in all would be decided wrongly so that every group is found at about one rate where the label is positive; below 0: fewer.",
	.meaning_zh = "为使各群体达到机会均等，总体上会多判错多大比例的人；低于 0 则更少。",
	.use = "to know the price before saying that a criterion cannot be met",
	.misuse = "a different limit for each group may be unlawful: it is a measure of what is possible, not advice to do it",
	.compute = compute,
};
