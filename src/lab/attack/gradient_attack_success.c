/* Of the rows that the model gets right, the share that it gets wrong after one step against its gradient. */
#include "lab/attack/attack.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *right, *turned, *steps;
	CN_TRY(cn_stat_counts(c, "right", 2, &right, err));
	CN_TRY(cn_stat_counts(c, "turned", GRADIENT_STEPS, &turned, err));
	CN_TRY(cn_stat_reals(c, "steps", GRADIENT_STEPS, &steps, err));
	cn_point *point = CN_NEW(a, cn_point, GRADIENT_STEPS);
	if (!point)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < GRADIENT_STEPS; i++) {
		if (turned->count[i] > right->count[0])
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "turned");
		point[i] = (cn_point){ .of = "success", .x = steps->real[i] };
		point[i].est = estimate_rate((part){ turned->count[i], right->count[0] }, lab_confidence(o));
	}
	ret->main = point[GRADIENT_STEP_NAMED].est;
	ret->point = point;
	ret->n_point = GRADIENT_STEPS;
	return CN_OK;
}

const cn_metric_row cn_metric_gradient_attack_success = {
	.name = "gradient_attack_success",
	.title_en = "Right decisions turned by a gradient step",
	.title_zh = "被一步梯度攻击翻转的正确决定",
	.property = "attack-resistance",
	.unit = "share",
	.formula = "docs/metrics.md#gradient_attack_success",
	.reference = "tests/vectors/procedure/gradient_attack.json: closed form for a linear score; statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "gradient_attack",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Wilson or Clopper-Pearson, by the rule",
	.assumptions = "the score is smooth in its numbers; the label is right; rows are independent",
	.meaning_en = "The share of people rightly decided whose decision could be turned by a small, well-aimed change of the numbers.",
	.meaning_zh = "在判断正确的人中，只需对数值作小而精准的改动即可使决定翻转的比例。",
	.use = "for logistic and other smooth scores, beside the adversarial distance",
	.misuse = "on trees it would report the model's own error as success, so it is refused there",
	.compute = compute,
};
