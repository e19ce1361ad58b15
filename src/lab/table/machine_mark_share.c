/* Share of generated files with a mark that machines read and that says made by AI. */
/* DUTY eu-ai-act/art_50.2: outputs are marked in a machine-readable format */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return mark_metric(a, c, o, CN_MARK_MACHINE, ret, err);
}

const cn_metric_row cn_metric_machine_mark_share = {
	.name = "machine_mark_share",
	.title_en = "Share of outputs with a machine-readable mark",
	.title_zh = "带有机器可读标识的输出比例",
	.property = "controllability",
	.unit = "share",
	.formula = "docs/metrics.md#machine_mark_share",
	.reference = "tests/vectors/metric/proportion_intervals.json: statsmodels proportion_confint",
	.needs = CN_NEED_OUTPUTS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "Wilson or Clopper-Pearson, by the rule; over all that the unknown may be",
	.assumptions = "outputs are a random sample of what the system makes",
	.meaning_en = "How often a program that looks can tell that AI made a file: by credentials that hold, a source type or an AIGC label.",
	.meaning_zh = "程序能识别文件由人工智能生成的比例：依据有效的内容凭证、数字来源类型或 AIGC 标识。",
	.use = "on a random sample of files as they leave the system, and again as they reach people",
	.misuse = "invisible watermarks of makers are not seen, and a mark that is there is easily removed later",
	.compute = compute,
};
