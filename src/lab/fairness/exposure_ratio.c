/* Attention for a place in a list: the mean weight that a member of each group gets, lowest over highest. */
#include "lab/fairness/fairness.h"

#include <math.h>

enum { LISTS_MIN = 30 }; /* lists from which resampling them says something */

typedef struct input {
	const cn_stat *groups, *people, *seen;
	size_t lists;
} input;

/* Mean weight of each group over lists taken weight[i] times; false where a group has nobody. */
static bool means(const input *in, const int64_t *weight, double *lo, double *hi, double *each)
{
	size_t g = in->groups->n;
	*lo = HUGE_VAL;
	*hi = 0;
	for (size_t k = 0; k < g; k++) {
		double seen = 0, people = 0;
		for (size_t i = 0; i < in->lists; i++) {
			double times = weight ? (double)weight[i] : 1;
			seen += times * in->seen->real[i * g + k];
			people += times * (double)in->people->count[i * g + k];
		}
		if (!(people > 0))
			return false;
		*lo = fmin(*lo, seen / people);
		*hi = fmax(*hi, seen / people);
		if (each)
			each[k] = seen / people;
	}
	return g > 0;
}

static bool ratio_of(const int64_t *cell, size_t n, const void *ctx, double *ret)
{
	double lo, hi;
	(void)n;
	if (!means(ctx, cell, &lo, &hi, NULL))
		return false;
	*ret = lo / hi;
	return true;
}

static cn_code input_read(const cn_counts *c, input *in, cn_err *err)
{
	CN_TRY(cn_stat_counts(c, "groups", 0, &in->groups, err));
	CN_TRY(cn_stat_counts(c, "people", 0, &in->people, err));
	CN_TRY(cn_stat_reals(c, "seen", 0, &in->seen, err));
	size_t g = in->groups->n;
	in->lists = g ? in->people->n / g : 0;
	if (!in->groups->label || in->people->n != in->lists * g || in->seen->n != in->people->n)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "groups");
	for (size_t i = 0; i < in->seen->n; i++) /* every place has a weight above 0 and at most 1 */
		if (in->seen->real[i] > (double)in->people->count[i] + 1e-9 || (in->people->count[i] ? !(in->seen->real[i] > 0) : in->seen->real[i] != 0))
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "seen");
	return CN_OK;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	input in;
	double lo, hi;
	CN_TRY(input_read(c, &in, err));
	size_t g = in.groups->n;
	double *each = CN_NEW(a, double, g + 1);
	int64_t *once = CN_NEW(a, int64_t, in.lists + 1);
	cn_point *point = CN_NEW(a, cn_point, g + 1);
	if (!each || !once || !point)
		return cn_arena_fail(a, err);
	if (!means(&in, NULL, &lo, &hi, each))
		return CN_OK;
	for (size_t k = 0; k < g; k++) {
		point[k] = (cn_point){ .of = "exposure", .label = in.groups->label[k], .x = (double)k };
		point[k].est = estimate_plain(each[k], in.groups->count[k], "no interval: read the ratio");
		ret->main.n += in.groups->count[k];
	}
	for (size_t i = 0; i < in.lists; i++)
		once[i] = 1;
	ret->point = point;
	ret->n_point = g;
	ret->main = estimate_plain(lo / hi, ret->main.n, g == 1 ? "one group only: there is nothing to compare" :
				   "no interval: fewer than 30 lists; places in one list depend on each other");
	if (g > 1 && in.lists >= LISTS_MIN)
		return bootstrap_into(a, once, in.lists, ratio_of, &in, o, ret, &ret->main, err);
	return CN_OK;
}

const cn_metric_row cn_metric_exposure_ratio = {
	.name = "exposure_ratio",
	.title_en = "Ratio of attention between groups in rankings",
	.title_zh = "排序中各群体所得关注之比",
	.property = "fairness",
	.unit = "ratio",
	.formula = "docs/metrics.md#exposure_ratio",
	.reference = "tests/vectors/procedure/ranking.json: scikit-learn dcg_score",
	.needs = CN_NEED_STATS,
	.procedure = "ranking",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "bootstrap of whole lists, from 30 lists up; none below",
	.assumptions = "lists are independent; a reader looks from the top, with weight 1 / log2(1 + rank)",
	.meaning_en = "How much of the attention that one group gets per person is left for a member of another.",
	.meaning_zh = "一个群体人均得到的关注，另一群体的成员能得到其中几成。",
	.use = "for searches, feeds, and lists of applicants",
	.misuse = "it does not ask who deserves a place: put the label beside it",
	.compute = compute,
};
