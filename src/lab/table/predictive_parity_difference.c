/* Predictive parity: of those predicted yes, the share whose label is yes; highest group minus lowest. */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return rate_gap_metric(a, c, o, RATE_PPV, false, ret, err);
}

const cn_metric_row cn_metric_predictive_parity_difference = {
	.name = "predictive_parity_difference",
	.title_en = "Difference of precision",
	.title_zh = "精确率之差",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#predictive_parity_difference",
	.reference = "tests/vectors/metric/group_gaps.json: scikit-learn 1.2.1 and exact fractions; intervals: statsmodels 0.13.5",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or the difference of two Clopper-Pearson bounds, by the rule; simultaneous over pairs",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "When the system says yes, how much more often it is right about one group than about another.",
	.meaning_zh = "系统判为肯定时，对某一群体的正确率比对另一群体高多少。",
	.use = "where others act on a yes and should be able to trust it equally for all",
	.misuse = "with unequal outcomes it cannot be 0 together with equal error rates, unless prediction is perfect",
	.compute = compute,
};
