/* Of those predicted yes, the share whose label is no; highest group minus lowest. Its denominator is not that of the false positive rate. */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return rate_gap_metric(a, c, o, RATE_FDR, false, ret, err);
}

const cn_metric_row cn_metric_false_discovery_rate_difference = {
	.name = "false_discovery_rate_difference",
	.title_en = "Difference of false discovery rates",
	.title_zh = "错误发现率之差",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#false_discovery_rate_difference",
	.reference = "tests/vectors/metric/group_gaps.json: scikit-learn 1.2.1 and exact fractions; intervals: statsmodels 0.13.5",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or the difference of two Clopper-Pearson bounds, by the rule; simultaneous over pairs",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "Of those the system said yes about, how many more were wrong in one group than in another.",
	.meaning_zh = "在系统判为肯定的人中，某一群体的误判比例比另一群体高多少。",
	.use = "where a yes triggers something: an alarm, a search, a treatment",
	.misuse = "it says nothing of those the system said no about; a group for whom a yes is rare has a wide interval",
	.compute = compute,
};
