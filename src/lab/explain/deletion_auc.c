/* Deletion: what is left of the score for the decision as the features named first are replaced by typical ones. */
#include "lab/explain/explain.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return faithfulness(a, c, o, "deletion_auc", ret, err);
}

const cn_metric_row cn_metric_deletion_auc = {
	.name = "deletion_auc",
	.title_en = "Certainty left as the named reasons are taken away",
	.title_zh = "逐步去除所列理由后剩余的把握",
	.property = "explainability",
	.unit = "share",
	.formula = "docs/metrics.md#deletion_auc",
	.reference = "tests/vectors/procedure/attribution.json: closed form and NumPy trapz",
	.needs = CN_NEED_STATS,
	.procedure = "attribution",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "normal from 300 rows up, else Hoeffding's bound, over rows",
	.assumptions = "rows are independent; scores are probabilities; the typical value of a feature stands for its absence",
	.meaning_en = "Whether the reasons given for a decision are what it rests on: take them away, and it should fall.",
	.meaning_zh = "所给的决定理由是否真正是其依据：去掉这些理由，决定就应动摇。",
	.use = "to compare ways of explaining one model on the same rows",
	.misuse = "it depends on the model and on the typical values: never compare it between models",
	.compute = compute,
};
