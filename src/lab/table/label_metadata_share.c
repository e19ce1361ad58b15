/* Share of generated files that carry an AIGC label with its elements: texts in their front matter, others in the carrier of their format. */
/* DUTY cn-aigc-labelling-measures/art_5.1: implicit label in the metadata of the file */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return mark_metric(a, c, o, CN_MARK_METADATA, ret, err);
}

const cn_metric_row cn_metric_label_metadata_share = {
	.name = "label_metadata_share",
	.title_en = "Share of outputs with an AIGC metadata block",
	.title_zh = "带有 AIGC 元数据标识的输出比例",
	.property = "controllability",
	.unit = "share",
	.formula = "docs/metrics.md#label_metadata_share",
	.reference = "tests/vectors/metric/proportion_intervals.json: statsmodels proportion_confint",
	.needs = CN_NEED_OUTPUTS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "Wilson or Clopper-Pearson, by the rule; over all that the unknown may be",
	.assumptions = "outputs are a random sample of what the system makes",
	.meaning_en = "How often a file carries the mark by which other programs can tell that AI made it.",
	.meaning_zh = "文件带有可供其他程序识别其由人工智能生成的标识的比例。",
	.use = "on a random sample of files as they leave the system",
	.misuse = "a mark is easily removed, and a mark that is there may be wrong",
	.compute = compute,
};
