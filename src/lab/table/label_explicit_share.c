/* Share of generated files whose first or last paragraph says in words that AI made them. */
/* DUTY cn-aigc-labelling-measures/art_4.1: explicit label on generated text */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	(void)err;
	ret->main = estimate_rate((part){ c->n_explicit, c->n_outputs }, lab_confidence(o));
	return CN_OK;
}

const cn_metric_row cn_metric_label_explicit_share = {
	.name = "label_explicit_share",
	.title_en = "Share of outputs that say they are AI-made",
	.title_zh = "带有显式标识的输出比例",
	.property = "controllability",
	.unit = "share",
	.formula = "docs/metrics.md#label_explicit_share",
	.reference = "tests/vectors/metric/proportion_intervals.json: statsmodels proportion_confint",
	.needs = CN_NEED_OUTPUTS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "Wilson or Clopper-Pearson, by the rule",
	.assumptions = "outputs are a random sample of what the system makes",
	.meaning_en = "How often a reader is told in words that a text was made by AI.",
	.meaning_zh = "读者有多大比例被明文告知文本由人工智能生成。",
	.use = "on a random sample of files as they reach people",
	.misuse = "it looks for words in the first and last paragraph; it cannot tell whether a text was made by AI",
	.compute = compute,
};
