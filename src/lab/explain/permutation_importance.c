/* The accuracy that the most important feature carries. */
#include "lab/explain/explain.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return importance_largest(a, c, o, false, ret, err);
}

const cn_metric_row cn_metric_permutation_importance = {
	.name = "permutation_importance",
	.title_en = "Accuracy lost without the most important feature",
	.title_zh = "失去最重要特征时的准确率损失",
	.property = "explainability",
	.unit = "difference",
	.formula = "docs/metrics.md#permutation_importance",
	.reference = "tests/vectors/procedure/permutation_importance.json: scikit-learn permutation_importance with the same shuffles",
	.needs = CN_NEED_STATS,
	.procedure = "permutation_importance",
	.lo = -1,
	.hi = 1,
	.better = CN_BETTER_NONE,
	.interval = "normal from 300 rows up, else Hoeffding's bound, of the difference row by row, simultaneous over features; the shuffles are taken as given",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "Which of the things known about you the decisions hang on most, and how much.",
	.meaning_zh = "对您的决定最依赖您的哪一项信息，以及依赖多少。",
	.use = "to see at a glance what a model uses, and to ask whether it should",
	.misuse = "it is not what causes the outcome, and it halves where two features say the same",
	.compute = compute,
};
