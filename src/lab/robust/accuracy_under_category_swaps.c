/* Accuracy when categories are swapped: the area under its curve, from nothing to everything. */
#include "lab/robust/live.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return perturbed_area(a, c, o, 3, ret, err);
}

const cn_metric_row cn_metric_accuracy_under_category_swaps = {
	.name = "accuracy_under_category_swaps",
	.title_en = "Accuracy when categories are swapped, over all levels",
	.title_zh = "类别互换下的准确率（各级平均）",
	.property = "robustness",
	.unit = "share",
	.formula = "docs/metrics.md#accuracy_under_category_swaps",
	.reference = "tests/vectors/procedure/perturbation.json: scikit-learn accuracy_score, NumPy trapz",
	.needs = CN_NEED_STATS,
	.procedure = "perturbation",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "normal from 300 rows up, else Hoeffding's bound, over rows; the draws of the errors are taken as given",
	.assumptions = "rows are independent; the label, where there is one, is right",
	.meaning_en = "How often the decision on you stays right when a box about you was ticked wrongly.",
	.meaning_zh = "当关于您的选项勾选错误时，对您的决定仍然正确的频率。",
	.use = "where categories are chosen from lists or coded by hand",
	.misuse = "every other category is equally likely here; real mix-ups are between neighbours",
	.compute = compute,
};
