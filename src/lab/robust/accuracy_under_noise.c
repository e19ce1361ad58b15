/* Accuracy when numbers are noisy: the area under its curve, from nothing to everything. */
#include "lab/robust/live.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return perturbed_area(a, c, o, 1, ret, err);
}

const cn_metric_row cn_metric_accuracy_under_noise = {
	.name = "accuracy_under_noise",
	.title_en = "Accuracy when numbers are noisy, over all levels",
	.title_zh = "数值噪声下的准确率（各级平均）",
	.property = "robustness",
	.unit = "share",
	.formula = "docs/metrics.md#accuracy_under_noise",
	.reference = "tests/vectors/procedure/perturbation.json: scikit-learn accuracy_score, NumPy trapz",
	.needs = CN_NEED_STATS,
	.procedure = "perturbation",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "normal from 300 rows up, else Hoeffding's bound, over rows; the draws of the errors are taken as given",
	.assumptions = "rows are independent; the label, where there is one, is right",
	.meaning_en = "How often the decision on you stays right when the numbers about you are a little off.",
	.meaning_zh = "当关于您的数字略有偏差时，对您的决定仍然正确的频率。",
	.use = "where numbers are measured, estimated or typed; noise is counted in each feature's own spread",
	.misuse = "noise here is independent between features and people; errors in the world seldom are",
	.compute = compute,
};
