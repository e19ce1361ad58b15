/* Error rate among the surest cases that make up the named share of all. */
#include "lab/reliability/reliability.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	curve k;
	const cn_stat *coverage;
	CN_TRY(curve_read(c, &k, err));
	CN_TRY(cn_stat_reals(c, "coverage", 1, &coverage, err));
	CN_TRY(scored_captions(a, c, ret, err));
	ret->main = estimate_rate(curve_at(&k, coverage->real[0]), lab_confidence(o));
	return CN_OK;
}

const cn_metric_row cn_metric_selective_risk = {
	.name = "selective_risk",
	.title_en = "Errors among the cases that the system keeps",
	.title_zh = "系统自行决定的情形中的错误率",
	.property = "reliability",
	.unit = "share",
	.formula = "docs/metrics.md#selective_risk",
	.reference = "tests/vectors/procedure/selective.json: NumPy, statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "selective",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Wilson or exact; the step of confidence is taken as given",
	.assumptions = "rows are independent; the label is right; new cases are ranked by the same confidence",
	.meaning_en = "How often the system is wrong about a person whose case it decides without handing it over.",
	.meaning_zh = "系统不转交而自行决定时，对当事人判断错误的频率。",
	.use = "to choose which share of cases a person must see",
	.misuse = "it says nothing about the cases handed over, nor whether the person decides them better",
	.compute = compute,
};
