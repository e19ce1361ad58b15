/* The largest range of a partial dependence over features. */
#include "lab/explain/explain.h"

#include <math.h>

/* Of the mean over rows of the difference between two places of the grid. */
static double variance(const void *self, size_t i, size_t j)
{
	const dependence_curve *d = self;
	double n = (double)d->rows, mean = d->mean[j] - d->mean[i];
	size_t before = i * (2 * d->n - i - 1) / 2; /* pairs whose first is below i */
	return n < 2 ? -1 : fmax(0, (d->square[before + j - i - 1] - n * mean * mean) / (n - 1) / n);
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	dependence_curve *d;
	size_t n, points = 0;
	CN_TRY(dependence_read(a, c, &d, &n, err));
	for (size_t j = 0; j < n; j++)
		points += d[j].n;
	size_t m = 0, varying = 0;
	for (size_t j = 0; j < n; j++)
		varying += d[j].n > 1;
	cn_estimate *each = CN_NEW(a, cn_estimate, n + 1);
	cn_point *point = CN_NEW(a, cn_point, points + 1);
	if (!each || !point)
		return cn_arena_fail(a, err);
	points = 0;
	for (size_t j = 0; j < n; j++) {
		if (d[j].n < 2 || d[j].rows == 0)
			continue;
		each[m++] = estimate_range(d[j].mean, d[j].n, variance, &d[j], d[j].rows, varying, lab_confidence(o));
		for (size_t i = 0; i < d[j].n; i++) {
			cn_estimate at = estimate_plain(d[j].mean[i], d[j].rows, "a place on a curve: the range bears the interval");
			point[points++] = (cn_point){ .of = "partial_dependence", .label = d[j].name, .x = d[j].grid[i], .est = at };
		}
	}
	ret->main = m ? estimate_largest(each, m) : undefined_why("undefined, no feature varies");
	ret->point = point;
	ret->n_point = points;
	return CN_OK;
}

const cn_metric_row cn_metric_partial_dependence_range = {
	.name = "partial_dependence_range",
	.title_en = "How far one feature moves the mean score, the strongest",
	.title_zh = "单一特征使平均分数变动的幅度（最强者）",
	.property = "explainability",
	.unit = "score",
	.formula = "docs/metrics.md#partial_dependence_range",
	.reference = "tests/vectors/procedure/dependence.json: scikit-learn partial_dependence",
	.needs = CN_NEED_STATS,
	.procedure = "dependence",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_NONE,
	.interval = "normal law of the mean difference of two places, simultaneous over pairs of places and features; none below 300 rows",
	.assumptions = "rows are independent; a feature can be another one while the rest stays (see ale_range)",
	.meaning_en = "How much your score would move, on average, between the ends of what occurs of one feature.",
	.meaning_zh = "在某一特征的取值范围内，您的分数平均会变动多少。",
	.use = "to see direction and shape of what a model does with a feature",
	.misuse = "where features hang together it asks about people who do not exist: read ale_range beside it",
	.compute = compute,
};
