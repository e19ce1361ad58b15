/* AUC of a classifier that was asked which of the two tables a row is from; DeLong's interval from exact ranks. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum { LIMBS = 3, LIMB_BITS = 43, SHOWN = 20 };

static void wide_of(const int64_t *limb, uint64_t *hi, uint64_t *lo)
{
	cn_u128 x = 0;
	for (unsigned i = LIMBS; i-- > 0;)
		x = x << LIMB_BITS | (cn_u128)(uint64_t)limb[i];
	*hi = (uint64_t)(x >> 64);
	*lo = (uint64_t)x;
}

static cn_code ranks_read(const cn_counts *c, cn_ranks *ret, cn_err *err)
{
	const cn_stat *asked, *limbs;
	CN_TRY(cn_stat_counts(c, "asked", 2, &asked, err));
	CN_TRY(cn_stat_counts(c, "ranks", 3 * LIMBS, &limbs, err));
	cn_ranks r = { .n_pos = asked->count[0], .n_neg = asked->count[1] };
	bool fits = true;
	for (size_t i = 0; i < 3 * LIMBS; i++)
		fits = fits && limbs->count[i] < 1LL << LIMB_BITS;
	wide_of(limbs->count, &r.u2_hi, &r.u2_lo);
	wide_of(limbs->count + LIMBS, &r.pos2_hi, &r.pos2_lo);
	wide_of(limbs->count + 2 * LIMBS, &r.neg2_hi, &r.neg2_lo);
	double pairs = 2.0 * (double)r.n_pos * (double)r.n_neg;
	if (!fits || ldexp((double)r.u2_hi, 64) + (double)r.u2_lo > pairs)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "ranks");
	*ret = r;
	return CN_OK;
}

/* The weights that are largest in size, in that order. */
static cn_code weights_show(cn_arena *a, const cn_stat *w, cn_result *ret, cn_err *err)
{
	cn_point *p = CN_NEW(a, cn_point, SHOWN);
	bool *done = CN_NEW(a, bool, w->n + 1);
	if (!p || !done)
		return cn_arena_fail(a, err);
	for (size_t k = 0; w->label && k < SHOWN && k < w->n; k++) {
		size_t best = w->n;
		for (size_t i = 0; i < w->n; i++)
			if (!done[i] && (best == w->n || fabs(w->real[i]) > fabs(w->real[best])))
				best = i;
		done[best] = true;
		p[ret->n_point++] = bare_point("weight", w->label[best], (double)k, w->real[best], "a weight of the classifier");
	}
	ret->point = p;
	return CN_OK;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	cn_ranks r;
	const cn_stat *w;
	CN_TRY(ranks_read(c, &r, err));
	CN_TRY(cn_stat_reals(c, "weight", 0, &w, err));
	ret->main = estimate_auc(a, &r, lab_confidence(o), CN_S(""));
	return weights_show(a, w, ret, err);
}

const cn_metric_row cn_metric_classifier_two_sample = {
	.name = "classifier_two_sample",
	.title_en = "How well a classifier tells the two tables apart (AUC)",
	.title_zh = "分类器区分两张表的能力（AUC）",
	.property = "reliability",
	.unit = "probability",
	.formula = "docs/metrics.md#classifier_two_sample",
	.reference =
	    "tests/vectors/procedure/two_sample.json: scikit-learn LogisticRegression and roc_auc_score on the same seeded split",
	.needs = CN_NEED_STATS,
	.procedure = "two_sample",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "DeLong, on rows that the classifier did not learn from; disjoint pairs where all are told apart",
	.assumptions = "rows are independent, within and between the tables; the classifier is taken as given",
	.meaning_en = "How often one could tell that a person comes from after the system was made and not from before: 0.5 is no "
		      "better than a coin.",
	.meaning_zh = "能在多大程度上看出某人来自系统制作之后而非之前：0.5 与抛硬币无异。",
	.use = "for changes that no single column shows; the weights say which columns give it away",
	.misuse = "near 0.5 it says that this classifier found nothing: it sees means, spreads and shares, not every change of how "
		  "columns go together",
	.compute = compute,
};
