/* Share of generated files with a label that people see: of texts by their first or last paragraph, of others as far as it is known. */
/* DUTY cn-aigc-labelling-measures/art_4.1: explicit label on generated text */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return mark_metric(a, c, o, CN_MARK_EXPLICIT, ret, err);
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
	.interval = "Wilson or Clopper-Pearson, by the rule; over all that the unknown may be",
	.assumptions = "outputs are a random sample of what the system makes",
	.meaning_en = "How often people are told, where they can see it, that AI made what they look at.",
	.meaning_zh = "人们被以可感知方式告知内容由人工智能生成的比例。",
	.use = "on a random sample of files as they reach people",
	.misuse = "of texts it looks for words in the first and last paragraph; of sound, films and most pictures a visible label cannot be known from the file",
	.compute = compute,
};
