/* The attacker who sees decisions alone: right means member. His advantage is the accuracy on members less that on others. */
#include "lab/attack/attack.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *rows, *right;
	(void)a;
	CN_TRY(cn_stat_counts(c, "rows", 2, &rows, err));
	CN_TRY(cn_stat_counts(c, "right", 2, &right, err));
	if (right->count[0] > rows->count[0] || right->count[1] > rows->count[1])
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "right");
	ret->main = estimate_difference((cn_two){ right->count[0], rows->count[0], right->count[1], rows->count[1] }, lab_confidence(o));
	return CN_OK;
}

const cn_metric_row cn_metric_membership_gap = {
	.name = "membership_gap",
	.title_en = "Membership inference from decisions alone, advantage",
	.title_zh = "仅凭决定的成员推断，优势",
	.property = "attack-resistance",
	.unit = "difference",
	.formula = "docs/metrics.md#membership_gap",
	.reference = "tests/vectors/procedure/membership.json: statsmodels confint_proportions_2indep, proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "membership",
	.lo = -1,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or the difference of two Clopper-Pearson bounds, by the rule",
	.assumptions = "rows are independent; both tables come from the same population",
	.meaning_en = "How much oftener the model is right about people it was trained on than about others: what one decision gives away.",
	.meaning_zh = "模型对训练过的人比对其他人多答对多少：一次决定就会泄露的信息。",
	.use = "where only decisions leave the system",
	.misuse = "it is a lower bound of what can be learned: scores tell more than decisions",
	.compute = compute,
};
