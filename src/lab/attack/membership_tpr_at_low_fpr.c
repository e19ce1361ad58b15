/* Who is told with near certainty: the share of members found when at most one other row in a thousand is accused.
 *
 * The limit of sureness is the 0.999 quantile of the other rows, and is itself uncertain. Its bounds are order statistics of those rows
 * (half of the error), and at each of them the share found is binomial (the other half): exact together, with ties, for any law. */
#include "lab/attack/attack.h"

#define LOW_FPR 0.001

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *rows, *hits, *probability;
	(void)a;
	CN_TRY(cn_stat_counts(c, "rows", 2, &rows, err));
	CN_TRY(cn_stat_counts(c, "hits", 0, &hits, err));
	CN_TRY(cn_stat_counts(c, "probability", 1, &probability, err));
	if (!probability->count[0])
		return CN_FAIL(err, CN_EINPUT, "a score lies outside 0 to 1, so it is not a probability");
	int64_t in = rows->count[0];
	uint64_t out = (uint64_t)rows->count[1], k = out / 1000, lo, hi;
	double half = simultaneous(lab_confidence(o), 2); /* each of the two halves of the error */
	cn_interval low = { 0, 0 }, high;
	if (in == 0 || out == 0)
		return CN_OK;
	cn_order_bounds(out, LOW_FPR, half, &lo, &hi);
	if (k >= hits->n || hi > hits->n || hits->count[k] > in || hits->count[hi - 1] > in)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "hits");
	cn_estimate e = { .defined = true, .has_interval = true, .x = hits->count[k], .n = in, .method = "order statistics, clopper-pearson", .why = "" };
	e.value = (double)e.x / (double)in;
	if ((lo > 0 && !cn_clopper_pearson(hits->count[lo - 1], in, half, &low)) || !cn_clopper_pearson(hits->count[hi - 1], in, half, &high))
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "hits");
	e.lo = low.lo;
	e.hi = high.hi;
	ret->main = e;
	return CN_OK;
}

const cn_metric_row cn_metric_membership_tpr_at_low_fpr = {
	.name = "membership_tpr_at_low_fpr",
	.title_en = "Members found at 0.1 % false alarms",
	.title_zh = "误报率 0.1 % 时找出的成员比例",
	.property = "attack-resistance",
	.unit = "share",
	.formula = "docs/metrics.md#membership_tpr_at_low_fpr",
	.reference = "tests/vectors/procedure/membership.json: scikit-learn roc_curve, SciPy binom and beta",
	.needs = CN_NEED_STATS,
	.procedure = "membership",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "order statistics for the limit of sureness and Clopper-Pearson for the share above it, half of the error each",
	.assumptions = "rows are independent; both tables come from the same population",
	.meaning_en = "The share of people in the training data whom an attacker can name while wrongly naming at most one outsider in a thousand.",
	.meaning_zh = "攻击者在最多误指千分之一外人的情况下，能指认出的训练数据中人的比例。",
	.use = "beside the AUC: it says whether anyone is exposed for certain, which an average hides",
	.misuse = "with fewer than a few thousand rows outside the training data its interval is wide, and it is no proof of safety",
	.compute = compute,
};
