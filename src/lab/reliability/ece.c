/* Expected calibration error over bins of equal width; the reliability diagram are its points. */
#include "lab/reliability/reliability.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return binned_metric(a, c, o, "width", ret, err);
}

const cn_metric_row cn_metric_ece = {
	.name = "ece",
	.title_en = "Expected calibration error",
	.title_zh = "期望校准误差（等宽分箱）",
	.property = "reliability",
	.unit = "difference",
	.formula = "docs/metrics.md#ece",
	.reference = "tests/vectors/procedure/calibration.json: scikit-learn calibration_curve, NumPy histogram",
	.needs = CN_NEED_STATS,
	.procedure = "calibration",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval =
	    "from 300 rows up the error and the quantile of how far resampled bins are from it, by the triangle inequality; below, "
	    "exact bounds of every bin",
	.assumptions = "rows are independent; the score is a probability of yes; the label is right",
	.meaning_en = "How far a stated chance is, on average, from how often it comes true for people who were given it.",
	.meaning_zh = "系统所说的概率，与得到该概率的人中实际发生的比例，平均相差多少。",
	.use = "where scores are read as chances and spread over 0 to 1",
	.misuse = "errors of opposite sign within a bin cancel; a model that gives everyone the same share can have none and tell "
		  "nobody apart",
	.compute = compute,
};
