/* Accuracy when numbers are in the wrong unit: the area under its curve, from nothing to everything. */
#include "lab/robust/live.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return perturbed_area(a, c, o, 2, ret, err);
}

const cn_metric_row cn_metric_accuracy_under_unit_errors = {
	.name = "accuracy_under_unit_errors",
	.title_en = "Accuracy when numbers are in the wrong unit, over all levels",
	.title_zh = "单位错误下的准确率（各级平均）",
	.property = "robustness",
	.unit = "share",
	.formula = "docs/metrics.md#accuracy_under_unit_errors",
	.reference = "tests/vectors/procedure/perturbation.json: scikit-learn accuracy_score, NumPy trapz",
	.needs = CN_NEED_STATS,
	.procedure = "perturbation",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "normal from 300 rows up, else Hoeffding's bound, over rows; the draws of the errors are taken as given",
	.assumptions = "rows are independent; the label, where there is one, is right",
	.meaning_en = "How often the decision on you stays right when a number about you was entered in the wrong unit.",
	.meaning_zh = "当关于您的数字以错误单位录入时，对您的决定仍然正确的频率。",
	.use = "where numbers come from several sources or people: ten times, a thousand times, a hundredth",
	.misuse = "a check of the input that refuses such numbers is not part of the model that is asked here",
	.compute = compute,
};
