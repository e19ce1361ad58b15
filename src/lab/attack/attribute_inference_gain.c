/* What the model's answers add to guessing the commonest value. */
#include "lab/attack/attack.h"

static cn_code gain_of(const cn_counts *c, const char *name, double confidence, cn_estimate *ret, cn_err *err)
{
	const cn_stat *s;
	CN_TRY(cn_stat_counts(c, name, 3, &s, err));
	if (s->count[0] > s->count[2] || s->count[1] > s->count[2] - s->count[0])
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", name);
	*ret = estimate_paired(s->count[0], s->count[1], s->count[2], confidence);
	return CN_OK;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	static const char *const of[] = { "score", "decision" };
	cn_point *point = CN_NEW(a, cn_point, 2);
	if (!point)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < 2; i++) {
		point[i] = (cn_point){ .of = of[i], .label = cn_str_z(of[i]), .x = (double)i };
		CN_TRY(gain_of(c, of[i], lab_confidence(o), &point[i].est, err));
	}
	ret->main = point[0].est;
	ret->point = point;
	ret->n_point = 2;
	return CN_OK;
}

const cn_metric_row cn_metric_attribute_inference_gain = {
	.name = "attribute_inference_gain",
	.title_en = "Hidden attribute guessed above the base rate",
	.title_zh = "隐藏属性的猜中率高出基准的部分",
	.property = "attack-resistance",
	.unit = "difference",
	.formula = "docs/metrics.md#attribute_inference_gain",
	.reference = "tests/vectors/procedure/attribute_inference.json: closed form; interval: statsmodels zconfint_mean",
	.needs = CN_NEED_STATS,
	.procedure = "attribute_inference",
	.lo = -1,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "normal over the paired differences from 300 rows up, else Hoeffding",
	.assumptions = "the attacker knows the other attributes and how common each value is; rows are independent",
	.meaning_en = "How much oftener a secret about a person is guessed right once the model's answer about that person is known.",
	.meaning_zh = "得知模型对某人的回答后，此人的秘密被猜中的机会增加多少。",
	.use = "for models that take in health, origin or belief and show their scores",
	.misuse = "it tries one attribute with all others known; an attacker who knows less gains less, one who has several answers more",
	.compute = compute,
};
