/* The share of refusals that come with at least one reason that a person can change. */
#include "lab/explain/explain.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return reason_share(a, c, o, "refused.actionable", ret, err);
}

const cn_metric_row cn_metric_actionable_reason_share = {
	.name = "actionable_reason_share",
	.title_en = "Refusals with a reason that a person can change",
	.title_zh = "附有个人可改变理由的拒绝比例",
	.property = "explainability",
	.unit = "share",
	.formula = "docs/metrics.md#actionable_reason_share",
	.reference = "tests/vectors/procedure/attribution.json: closed form for linear models; interval: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "attribution",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "Wilson, or Clopper-Pearson, by the rule for proportions",
	.assumptions = "rows are independent; what a person can change is declared rightly",
	.meaning_en = "If you are refused and told why, the chance that one of the reasons is something you can change.",
	.meaning_zh = "如果您被拒绝并被告知原因，其中至少有一项您可以改变的可能性。",
	.use = "where the law asks for the main reasons of a refusal: it counts whether they help",
	.misuse = "a reason that can be changed need not be enough: counterfactual_reach counts that",
	.compute = compute,
};
