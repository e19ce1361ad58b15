/* Of those whose label is yes, the share predicted no; lowest group over highest. */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return rate_gap_metric(a, c, o, RATE_FNR, true, ret, err);
}

const cn_metric_row cn_metric_false_negative_rate_ratio = {
	.name = "false_negative_rate_ratio",
	.title_en = "Ratio of false negative rates",
	.title_zh = "假阴性率之比",
	.property = "fairness",
	.unit = "ratio",
	.formula = "docs/metrics.md#false_negative_rate_ratio",
	.reference = "tests/vectors/metric/group_gaps.json: scikit-learn 1.2.1 and exact fractions; intervals: statsmodels 0.13.5",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "score (Miettinen-Nurminen) or the ratio of two Clopper-Pearson bounds, by the rule; simultaneous over pairs",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "How the risk of being wrongly refused in the group that is spared most compares with the group that is hit most.",
	.meaning_zh = "最少受害群体被错误拒绝的风险与最常受害群体之比。",
	.use = "where rates are small, so that differences look harmless",
	.misuse = "when both rates are tiny a small count makes an extreme ratio: look at the difference beside it",
	.compute = compute,
};
