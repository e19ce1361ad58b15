/* Of those whose label is yes, the share predicted no; highest group minus lowest. */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return rate_gap_metric(a, c, o, RATE_FNR, false, ret, err);
}

const cn_metric_row cn_metric_false_negative_rate_difference = {
	.name = "false_negative_rate_difference",
	.title_en = "Difference of false negative rates",
	.title_zh = "假阴性率之差",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#false_negative_rate_difference",
	.reference = "tests/vectors/metric/group_gaps.json: scikit-learn 1.2.1 and exact fractions; intervals: statsmodels 0.13.5",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or the difference of two Clopper-Pearson bounds, by the rule; simultaneous over pairs",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "Of the people who should get a yes, how many more are refused in one group than in another.",
	.meaning_zh = "在本应得到肯定的人中，某一群体被拒绝的比例比另一群体高多少。",
	.use = "where being missed is the harm: an illness not found, a benefit not granted",
	.misuse = "labels that exist only for those once accepted make it meaningless, and it is then refused",
	.compute = compute,
};
