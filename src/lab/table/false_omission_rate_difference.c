/* Of those predicted no, the share whose label is yes; highest group minus lowest. */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return rate_gap_metric(a, c, o, RATE_FOR, false, ret, err);
}

const cn_metric_row cn_metric_false_omission_rate_difference = {
	.name = "false_omission_rate_difference",
	.title_en = "Difference of false omission rates",
	.title_zh = "错误遗漏率之差",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#false_omission_rate_difference",
	.reference = "tests/vectors/metric/group_gaps.json: scikit-learn 1.2.1 and exact fractions; intervals: statsmodels 0.13.5",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or the difference of two Clopper-Pearson bounds, by the rule; simultaneous over pairs",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "Of those the system said no about, how many more were wrong in one group than in another.",
	.meaning_zh = "在系统判为否定的人中，某一群体的误判比例比另一群体高多少。",
	.use = "where a no ends the matter and nobody looks again",
	.misuse = "it needs outcomes of those who were refused, which are often not there",
	.compute = compute,
};
