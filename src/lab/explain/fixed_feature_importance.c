/* The accuracy that hangs on what a person cannot change. */
#include "lab/explain/explain.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return importance_largest(a, c, o, true, ret, err);
}

const cn_metric_row cn_metric_fixed_feature_importance = {
	.name = "fixed_feature_importance",
	.title_en = "Accuracy that hangs on a feature a person cannot change",
	.title_zh = "依赖于个人无法改变之特征的准确率",
	.property = "explainability",
	.unit = "difference",
	.formula = "docs/metrics.md#fixed_feature_importance",
	.reference = "tests/vectors/procedure/permutation_importance.json: scikit-learn permutation_importance with the same shuffles",
	.needs = CN_NEED_STATS,
	.procedure = "permutation_importance",
	.lo = -1,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "normal from 300 rows up, else Hoeffding's bound, of the difference row by row, simultaneous over fixed features; the shuffles are taken as given",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "How much the decisions hang on something about you that you cannot change, such as age or sex.",
	.meaning_zh = "决定在多大程度上取决于您无法改变的方面，例如年龄或性别。",
	.use = "where fixed features are among the inputs: a large number asks for a reason",
	.misuse = "0 does not show that they do not count: other features may stand in for them",
	.compute = compute,
};
