/* The share of refused rows for which a change that a person could make turns the decision. */
#include "lab/explain/explain.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *refused, *used;
	CN_TRY(share_of_stat(c, "refused", lab_confidence(o), &ret->main, err));
	CN_TRY(cn_stat_counts(c, "refused", 2, &refused, err));
	CN_TRY(cn_stat_counts(c, "used", 0, &used, err));
	cn_point *point = CN_NEW(a, cn_point, used->n + 1);
	if (!point)
		return cn_arena_fail(a, err);
	for (size_t j = 0; j < used->n; j++) {
		if (used->count[j] > refused->count[0] || !used->label)
			return stat_broken("used", err);
		point[j] = (cn_point){ .of = "used", .label = used->label[j], .x = (double)j };
		point[j].est = estimate_rate((part){ used->count[j], refused->count[0] }, lab_confidence(o));
	}
	ret->point = point;
	ret->n_point = used->n;
	ret->caption[ret->n_captions++] = "The search finds a change or it does not: the true share is at least this";
	return CN_OK;
}

const cn_metric_row cn_metric_counterfactual_reach = {
	.name = "counterfactual_reach",
	.title_en = "Refusals that a change within reach would turn",
	.title_zh = "可通过可行改变而翻转的拒绝比例",
	.property = "explainability",
	.unit = "share",
	.formula = "docs/metrics.md#counterfactual_reach",
	.reference = "tests/vectors/procedure/recourse.json: closed form for linear models; interval: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "recourse",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "Wilson, or Clopper-Pearson, by the rule for proportions",
	.assumptions = "rows are independent; what a person can change is declared rightly",
	.meaning_en = "If you were refused, the chance that something you could change would get you a yes.",
	.meaning_zh = "如果您被拒绝，您能够做出的某种改变会使结果变为同意的可能性。",
	.use = "where people are told what they could do: it counts whether there is anything to tell",
	.misuse = "a change that turns the model need not be one that a person can afford, nor one that helps in the world",
	.compute = compute,
};
