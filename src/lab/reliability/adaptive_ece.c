/* Calibration error over bins of equally many rows (quantiles; equal scores stay together). */
#include "lab/reliability/reliability.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return binned_metric(a, c, o, "mass", ret, err);
}

const cn_metric_row cn_metric_adaptive_ece = {
	.name = "adaptive_ece",
	.title_en = "Calibration error over bins of equally many rows",
	.title_zh = "自适应校准误差（等频分箱）",
	.property = "reliability",
	.unit = "difference",
	.formula = "docs/metrics.md#adaptive_ece",
	.reference = "tests/vectors/procedure/calibration.json: scikit-learn calibration_curve(strategy=quantile)",
	.needs = CN_NEED_STATS,
	.procedure = "calibration",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval =
	    "from 300 rows up the error and the quantile of how far resampled bins are from it, by the triangle inequality; below, "
	    "exact bounds of every bin",
	.assumptions = "rows are independent; the score is a probability of yes; the label is right",
	.meaning_en = "How far a stated chance is, on average, from how often it comes true, with equally many people behind each "
		      "comparison.",
	.meaning_zh = "在人数相等的各组比较中，系统所说的概率与实际发生的比例平均相差多少。",
	.use = "where scores crowd in a part of 0 to 1, so that bins of equal width are nearly empty",
	.misuse = "errors of opposite sign within a bin cancel; a model that gives everyone the same share can have none and tell "
		  "nobody apart",
	.compute = compute,
};
