/* The share of refusals for which no feature lowers the score. */
#include "lab/explain/explain.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return reason_share(a, c, o, "refused.without", ret, err);
}

const cn_metric_row cn_metric_refusals_without_reason = {
	.name = "refusals_without_reason",
	.title_en = "Refusals for which no reason can be named",
	.title_zh = "无法给出理由的拒绝比例",
	.property = "explainability",
	.unit = "share",
	.formula = "docs/metrics.md#refusals_without_reason",
	.reference = "tests/vectors/procedure/attribution.json: closed form for linear models; interval: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "attribution",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Wilson, or Clopper-Pearson, by the rule for proportions",
	.assumptions = "rows are independent; the typical value of a feature stands for its absence",
	.meaning_en = "How many of those refused could not be told any reason.",
	.meaning_zh = "被拒者中有多少人得不到任何理由。",
	.use = "where a refusal needs reasons by law: a model that refuses the typical person has none to give",
	.misuse = "with attributions of another kind the number is another one",
	.compute = compute,
};
