/* The share of rows whose decision changes when a protected feature is another one. */
#include "lab/robust/live.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *turned, *rows;
	CN_TRY(share_of_stat(c, "turned", lab_confidence(o), &ret->main, err));
	CN_TRY(cn_stat_counts(c, "feature.turned", 0, &turned, err));
	CN_TRY(cn_stat_counts(c, "feature.rows", turned->n, &rows, err));
	cn_point *point = CN_NEW(a, cn_point, turned->n + 1);
	if (!point)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < turned->n; i++) {
		if (turned->count[i] > rows->count[i] || !turned->label)
			return stat_broken("feature.rows", err);
		point[i] = (cn_point){ .of = "flip_rate", .label = turned->label[i], .x = (double)i };
		point[i].est = estimate_rate((part){ turned->count[i], rows->count[i] }, lab_confidence(o));
	}
	ret->point = point;
	ret->n_point = turned->n;
	ret->caption[ret->n_captions++] = "All else is held equal: what hangs together with the feature in the world does not change with it here";
	return CN_OK;
}

const cn_metric_row cn_metric_counterfactual_flip_rate = {
	.name = "counterfactual_flip_rate",
	.title_en = "Decisions that change with a protected feature alone",
	.title_zh = "仅改变受保护特征即翻转的决定比例",
	.property = "robustness",
	.unit = "share",
	.formula = "docs/metrics.md#counterfactual_flip_rate",
	.reference = "tests/vectors/procedure/counterfactual_flip.json: closed form; interval: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "counterfactual_flip",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Wilson, or Clopper-Pearson, by the rule for proportions",
	.assumptions = "rows are independent",
	.meaning_en = "How many people would get another answer if nothing were different about them but their sex, age or origin.",
	.meaning_zh = "若仅性别、年龄或出身不同而其他一切相同，会得到另一答案的人有多少。",
	.use = "where the model takes a protected feature: the most direct test whether it decides",
	.misuse = "0 does not show fairness: other features may stand in for the one that was changed",
	.compute = compute,
};
