/* Rank correlation of the explanation of a row and of the same row with a little noise. */
#include "lab/explain/explain.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return faithfulness(a, c, o, "explanation_stability", ret, err);
}

const cn_metric_row cn_metric_explanation_stability = {
	.name = "explanation_stability",
	.title_en = "Do explanations stay the same under a little noise?",
	.title_zh = "轻微噪声下解释是否保持不变",
	.property = "explainability",
	.unit = "correlation",
	.formula = "docs/metrics.md#explanation_stability",
	.reference = "tests/vectors/procedure/attribution.json: SciPy spearmanr",
	.needs = CN_NEED_STATS,
	.procedure = "attribution",
	.lo = -1,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "normal from 300 rows up, else Hoeffding's bound, over rows",
	.assumptions = "rows are independent",
	.meaning_en = "Whether someone almost like you would be told the same reasons.",
	.meaning_zh = "与您情况几乎相同的人是否会被告知同样的理由。",
	.use = "with noise as small as the errors of the data: an explanation that turns within them explains nothing",
	.misuse = "a stable explanation can be stably wrong: look at faithfulness_gap, too",
	.compute = compute,
};
