/* Kolmogorov-Smirnov distance of each number: the largest difference of the two distribution functions. */
#include "lab/reliability/reliability.h"

#include <math.h>

/* Massart's (1990) bound for each sample at half the error: no assumption about the distribution. */
static cn_estimate distance_of(const drift_column *d, double confidence)
{
	double n = (double)d->n_now, m = (double)d->n_ref, l = log(4 / (1 - confidence)) / 2, off = sqrt(l / n) + sqrt(l / m);
	cn_estimate e = { .defined = true, .has_interval = true, .n = d->n_now + d->n_ref, .method = "dkw", .why = "" };
	e.value = (double)d->ks / (n * m);
	e.lo = fmax(0, e.value - off);
	e.hi = fmin(1, e.value + off);
	return e;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	drift_column *col;
	size_t n, numbers = 0;
	CN_TRY(drift_read(a, c, &col, &n, err));
	drift_each *each = CN_NEW(a, drift_each, n);
	if (!each)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++)
		numbers += col[i].number;
	for (size_t i = 0; i < n; i++) {
		const drift_column *d = &col[i];
		bool there = d->n_now > 0 && d->n_ref > 0;
		each[i] = (drift_each){ .taken = d->number, .tested = there, .est = undefined_why("undefined, 0 of 0") };
		if (!d->number || !there)
			continue;
		each[i].est = distance_of(d, simultaneous(lab_confidence(o), numbers));
		if (!ks_p(a, d->ks, d->n_now, d->n_ref, &each[i].p))
			return cn_arena_fail(a, err);
	}
	return drift_metric(a, col, each, n, "ks", ret, err);
}

const cn_metric_row cn_metric_ks_statistic = {
	.name = "ks_statistic",
	.title_en = "Kolmogorov-Smirnov distance of the number that moved most",
	.title_zh = "移动最大的数值列的 Kolmogorov–Smirnov 距离",
	.property = "reliability",
	.unit = "difference",
	.formula = "docs/metrics.md#ks_statistic",
	.reference = "tests/vectors/procedure/drift.json: SciPy ks_2samp, kstwobign; statsmodels multipletests",
	.needs = CN_NEED_STATS,
	.procedure = "drift",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Massart's bound on both samples, simultaneous over columns",
	.assumptions = "rows are independent, within and between the tables",
	.meaning_en = "How far the people whom the system now decides about differ from those it was made with, in the number that "
		      "differs most.",
	.meaning_zh = "系统现在所判断的人与制作时所用的人，在差别最大的数值上相差多远。",
	.use = "to see whether a model is used on people like those it learnt from; the p of every column stand beside it",
	.misuse = "with many rows a p finds differences that do not matter: bound the distance, not the p",
	.compute = compute,
};
