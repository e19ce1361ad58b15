/* The share predicted as the label says; highest group minus lowest. */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return rate_gap_metric(a, c, o, RATE_ACCURACY, false, ret, err);
}

const cn_metric_row cn_metric_accuracy_difference = {
	.name = "accuracy_difference",
	.title_en = "Difference of accuracy",
	.title_zh = "准确率之差",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#accuracy_difference",
	.reference = "tests/vectors/metric/group_gaps.json: scikit-learn 1.2.1 and exact fractions; intervals: statsmodels 0.13.5",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or the difference of two Clopper-Pearson bounds, by the rule; simultaneous over pairs",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "How much more often the system is wrong about people of one group than of another.",
	.meaning_zh = "系统对某一群体的人判断出错，比对另一群体多出多少。",
	.use = "where both kinds of error cost about the same, and outcomes are about equally common in the groups",
	.misuse = "equal accuracy can hide that one group is wrongly refused and another wrongly accepted",
	.compute = compute,
};
