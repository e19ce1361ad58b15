/* Insertion: what the score for the decision gains as the features named first are put into a typical row. */
#include "lab/explain/explain.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return faithfulness(a, c, o, "insertion_auc", ret, err);
}

const cn_metric_row cn_metric_insertion_auc = {
	.name = "insertion_auc",
	.title_en = "Certainty gained as the named reasons are put in",
	.title_zh = "逐步加入所列理由后获得的把握",
	.property = "explainability",
	.unit = "share",
	.formula = "docs/metrics.md#insertion_auc",
	.reference = "tests/vectors/procedure/attribution.json: closed form and NumPy trapz",
	.needs = CN_NEED_STATS,
	.procedure = "attribution",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "normal from 300 rows up, else Hoeffding's bound, over rows",
	.assumptions = "rows are independent; scores are probabilities; the typical value of a feature stands for its absence",
	.meaning_en = "Whether the reasons given for a decision suffice for it: put them in, and it should come back.",
	.meaning_zh = "所给的决定理由是否足以支撑该决定：加入这些理由，决定就应恢复。",
	.use = "to compare ways of explaining one model on the same rows",
	.misuse = "it depends on the model and on the typical values: never compare it between models",
	.compute = compute,
};
