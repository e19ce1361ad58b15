/* The largest range of accumulated local effects over the numbers. */
#include "lab/explain/explain.h"

#include <math.h>

/* Of the sum of the mean effects of the bins between two edges. */
static double variance(const void *self, size_t i, size_t j)
{
	const dependence_curve *d = self;
	double sum = 0;
	for (size_t b = i; b < j; b++) {
		double n = (double)d->bin[b];
		if (n < 2)
			return -1;
		sum += fmax(0, (d->step2[b] - d->step[b] * d->step[b] / n) / (n - 1)) / n;
	}
	return sum;
}

/* Sums of the mean effects, the mean over rows taken off; a row stands for the middle of its bin. */
static void accumulate(const dependence_curve *d, double *v)
{
	double sum = 0, rows = 0;
	v[0] = 0;
	for (size_t b = 0; b + 1 < d->edges; b++) {
		v[b + 1] = v[b] + (d->bin[b] ? d->step[b] / (double)d->bin[b] : 0);
		sum += (double)d->bin[b] * (v[b] + v[b + 1]) / 2;
		rows += (double)d->bin[b];
	}
	for (size_t i = 0; i < d->edges && rows > 0; i++)
		v[i] -= sum / rows;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	dependence_curve *d;
	size_t n, numbers = 0, m = 0, points = 0;
	CN_TRY(dependence_read(a, c, &d, &n, err));
	for (size_t j = 0; j < n; j++) {
		numbers += d[j].edges > 0;
		points += d[j].edges;
	}
	cn_estimate *each = CN_NEW(a, cn_estimate, numbers + 1);
	cn_point *point = CN_NEW(a, cn_point, points + 1);
	double *v = CN_NEW(a, double, points + 1);
	if (!each || !point || !v)
		return cn_arena_fail(a, err);
	points = 0;
	for (size_t j = 0; j < n; j++) {
		int64_t rows = 0;
		if (d[j].edges == 0)
			continue;
		for (size_t b = 0; b + 1 < d[j].edges; b++)
			rows += d[j].bin[b];
		accumulate(&d[j], v);
		each[m++] = estimate_range(v, d[j].edges, variance, &d[j], rows, numbers, lab_confidence(o));
		for (size_t i = 0; i < d[j].edges; i++) {
			cn_estimate at = estimate_plain(v[i], rows, "a place on a curve: the range bears the interval");
			point[points++] = (cn_point){ .of = "ale", .label = d[j].name, .x = d[j].edge[i], .est = at };
		}
	}
	ret->main = m ? estimate_largest(each, m) : undefined_why("undefined, the model takes no number that varies");
	ret->point = point;
	ret->n_point = points;
	return CN_OK;
}

const cn_metric_row cn_metric_ale_range = {
	.name = "ale_range",
	.title_en = "How far one number moves the score among people like each other, the strongest",
	.title_zh = "在相似人群中单一数值使分数变动的幅度（最强者）",
	.property = "explainability",
	.unit = "score",
	.formula = "docs/metrics.md#ale_range",
	.reference = "tests/vectors/procedure/dependence.json: closed form for linear models; NumPy",
	.needs = CN_NEED_STATS,
	.procedure = "dependence",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_NONE,
	.interval = "normal law of the sum of the mean effects of bins, simultaneous over pairs of edges and features; none below 300 rows",
	.assumptions = "rows are independent; bins are taken as given",
	.meaning_en = "How much your score would move along one number, counted in small steps among people like you.",
	.meaning_zh = "沿着某一数值、在与您相似的人之间逐步累计，您的分数会变动多少。",
	.use = "where features hang together: no person is asked about who could not exist",
	.misuse = "for categories there is no order to walk along: they are left out",
	.compute = compute,
};
