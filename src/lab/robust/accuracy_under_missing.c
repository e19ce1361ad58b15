/* Accuracy when values are missing: the area under its curve, from nothing to everything. */
#include "lab/robust/live.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return perturbed_area(a, c, o, 0, ret, err);
}

const cn_metric_row cn_metric_accuracy_under_missing = {
	.name = "accuracy_under_missing",
	.title_en = "Accuracy when values are missing, over all levels",
	.title_zh = "缺失值下的准确率（各级平均）",
	.property = "robustness",
	.unit = "share",
	.formula = "docs/metrics.md#accuracy_under_missing",
	.reference = "tests/vectors/procedure/perturbation.json: scikit-learn accuracy_score, NumPy trapz",
	.needs = CN_NEED_STATS,
	.procedure = "perturbation",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "normal from 300 rows up, else Hoeffding's bound, over rows; the draws of the errors are taken as given",
	.assumptions = "rows are independent; the label, where there is one, is right",
	.meaning_en = "How often the decision on you stays right when pieces of your information are missing.",
	.meaning_zh = "当您的部分信息缺失时，对您的决定仍然正确的频率。",
	.use = "where people leave fields empty or sources fail; the curve shows where decisions start to break",
	.misuse = "it says nothing about values that are missing for a reason: here they go missing by chance",
	.compute = compute,
};
