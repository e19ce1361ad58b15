/* Share of generated files whose content credentials hold. */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return mark_metric(a, c, o, CN_MARK_CREDENTIALS, ret, err);
}

const cn_metric_row cn_metric_credentials_hold_share = {
	.name = "credentials_hold_share",
	.title_en = "Share of outputs whose content credentials hold",
	.title_zh = "内容凭证有效的输出比例",
	.property = "controllability",
	.unit = "share",
	.formula = "docs/metrics.md#credentials_hold_share",
	.reference = "tests/vectors/metric/proportion_intervals.json: statsmodels proportion_confint",
	.needs = CN_NEED_OUTPUTS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "Wilson or Clopper-Pearson, by the rule; over all that the unknown may be",
	.assumptions = "outputs are a random sample of what the system makes",
	.meaning_en = "How often a file carries a signed record of its making that nothing in the file contradicts.",
	.meaning_zh = "文件带有经签名且与文件内容相符的生成记录的比例。",
	.use = "where a chain of provenance is promised, or is one of the layers of a marking scheme",
	.misuse = "that credentials hold does not say who signed them: a list of trusted certificates does, in media check",
	.compute = compute,
};
