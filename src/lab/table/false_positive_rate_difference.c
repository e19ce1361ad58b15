/* Of those whose label is no, the share predicted yes; highest group minus lowest. */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return rate_gap_metric(a, c, o, RATE_FPR, false, ret, err);
}

const cn_metric_row cn_metric_false_positive_rate_difference = {
	.name = "false_positive_rate_difference",
	.title_en = "Difference of false positive rates",
	.title_zh = "假阳性率之差",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#false_positive_rate_difference",
	.reference = "tests/vectors/metric/group_gaps.json: scikit-learn 1.2.1 and exact fractions; intervals: statsmodels 0.13.5",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or the difference of two Clopper-Pearson bounds, by the rule; simultaneous over pairs",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "Of the people who should not be flagged, how many more are flagged in one group than in another.",
	.meaning_zh = "在本不应被标记的人中，某一群体被标记的比例比另一群体高多少。",
	.use = "where being flagged is the harm: fraud alarms, risk of reoffending",
	.misuse = "if a yes is a benefit, this counts those who gained by mistake, not those harmed",
	.compute = compute,
};
