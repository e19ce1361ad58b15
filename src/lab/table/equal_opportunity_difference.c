/* Equal opportunity: of those whose label is yes, the share predicted yes; highest group minus lowest. */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return rate_gap_metric(a, c, o, RATE_TPR, false, ret, err);
}

const cn_metric_row cn_metric_equal_opportunity_difference = {
	.name = "equal_opportunity_difference",
	.title_en = "Difference of true positive rates",
	.title_zh = "真阳性率之差",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#equal_opportunity_difference",
	.reference = "tests/vectors/metric/group_gaps.json: scikit-learn 1.2.1 and exact fractions; intervals: statsmodels 0.13.5",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or the difference of two Clopper-Pearson bounds, by the rule; simultaneous over pairs",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "Of the people who should get a yes, how many more get it in one group than in another.",
	.meaning_zh = "在本应得到肯定的人中，某一群体得到肯定的比例比另一群体高多少。",
	.use = "where being wrongly refused is the harm: loans, jobs, care",
	.misuse = "it needs labels that are right for those refused, too; it does not look at people wrongly accepted",
	.compute = compute,
};
