/* Insertion less deletion: 0 in the mean for features in a drawn order, whatever the model. */
#include "lab/explain/explain.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return faithfulness(a, c, o, "faithfulness_gap", ret, err);
}

const cn_metric_row cn_metric_faithfulness_gap = {
	.name = "faithfulness_gap",
	.title_en = "Insertion less deletion: do the named reasons come first?",
	.title_zh = "插入与删除之差：所列理由是否确实居先",
	.property = "explainability",
	.unit = "difference",
	.formula = "docs/metrics.md#faithfulness_gap",
	.reference = "tests/vectors/procedure/attribution.json: closed form and NumPy trapz",
	.needs = CN_NEED_STATS,
	.procedure = "attribution",
	.lo = -1,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "normal from 300 rows up, else Hoeffding's bound, over rows",
	.assumptions = "rows are independent; scores are probabilities; the typical value of a feature stands for its absence",
	.meaning_en = "Whether the reasons you are told are better than reasons drawn by lot.",
	.meaning_zh = "您被告知的理由是否优于随意抽取的理由。",
	.use = "the one of the three that has a zero: an order by lot gives 0 in the mean",
	.misuse = "a model that hardly reacts to anything gives 0 to every explanation",
	.compute = compute,
};
