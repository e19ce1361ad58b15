/* How well sureness about the true label tells rows of the training data from others: AUC with DeLong's variance. */
#include "lab/attack/attack.h"

static bool joined(const int64_t *limb, uint64_t *hi, uint64_t *lo)
{
	for (unsigned i = 0; i < 3; i++)
		if (limb[i] >> (i < 2 ? LIMB_BITS : 128 - 2 * LIMB_BITS))
			return false;
	*lo = (uint64_t)limb[0] | (uint64_t)limb[1] << LIMB_BITS;
	*hi = (uint64_t)limb[1] >> (64 - LIMB_BITS) | (uint64_t)limb[2] << (2 * LIMB_BITS - 64);
	return true;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *rows, *ranks, *probability;
	CN_TRY(cn_stat_counts(c, "rows", 2, &rows, err));
	CN_TRY(cn_stat_counts(c, "ranks", 9, &ranks, err));
	CN_TRY(cn_stat_counts(c, "probability", 1, &probability, err));
	if (!probability->count[0])
		return CN_FAIL(err, CN_EINPUT, "a score lies outside 0 to 1, so it is not a probability");
	cn_ranks r = { .n_pos = rows->count[0], .n_neg = rows->count[1] };
	if (!joined(ranks->count, &r.u2_hi, &r.u2_lo) || !joined(ranks->count + 3, &r.pos2_hi, &r.pos2_lo) ||
	    !joined(ranks->count + 6, &r.neg2_hi, &r.neg2_lo))
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "ranks");
	ret->main = estimate_auc(a, &r, lab_confidence(o), CN_S(""));
	return CN_OK;
}

const cn_metric_row cn_metric_membership_auc = {
	.name = "membership_auc",
	.title_en = "Membership inference by confidence, AUC",
	.title_zh = "按置信度的成员推断，AUC",
	.property = "attack-resistance",
	.unit = "probability",
	.formula = "docs/metrics.md#membership_auc",
	.reference = "tests/vectors/procedure/membership.json: scikit-learn roc_auc_score, R pROC (DeLong)",
	.needs = CN_NEED_STATS,
	.procedure = "membership",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "DeLong; disjoint pairs with Clopper-Pearson where the two sides are apart",
	.assumptions = "rows are independent; both tables come from the same population",
	.meaning_en = "How often the model's answers give away which of two people was in its training data: 0.5 is as good as a coin.",
	.meaning_zh = "模型的回答在多大程度上泄露两人中谁在训练数据里：0.5 等于抛硬币。",
	.use = "for models trained on data whose mere presence is a secret: patients, debtors, offenders",
	.misuse = "an AUC near 0.5 does not clear the model: a few people may still be told with certainty, so read the hits at few false alarms",
	.compute = compute,
};
