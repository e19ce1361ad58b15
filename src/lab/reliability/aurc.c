/* Area under the risk-coverage curve (Geifman, Uziel, El-Yaniv 2019): the mean over k of the error rate of the k surest rows. The
 * order within a block is taken as random: the expected value over it, which needs no order of rows. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum { CURVE_POINTS = 20, HARMONIC_SUMMED = 32 };

/* 1 + 1/2 + ... + 1/n; n >= 0. */
static double harmonic(double n)
{
	double sum = 0, r = 1 / (n * n);
	if (n >= HARMONIC_SUMMED)
		return log(n) + 0.57721566490153286061 + 1 / (2 * n) - r / 12 * (1 - r / 10 * (1 - r * 10 / 21));
	for (int64_t k = 1; k <= (int64_t)n; k++)
		sum += 1 / (double)k;
	return sum;
}

/* Cells are (right, wrong) of each block. With E errors in the a rows before, a block of m rows with e errors gives the sum over
 * k = a+1..a+m of (E + (k - a) e / m) / k = (E - a e / m) (H(a+m) - H(a)) + e. */
static bool area(const int64_t *cell, size_t n_cells, const void *ctx, double *ret)
{
	double a = 0, errors = 0, sum = 0, from = 0;
	(void)ctx;
	for (size_t i = 0; i < n_cells; i += 2) {
		double e = (double)cell[i + 1], m = (double)cell[i] + e;
		if (!(m > 0))
			continue;
		double to = harmonic(a + m);
		sum += (errors - a * e / m) * (to - from) + e;
		a += m;
		errors += e;
		from = to;
	}
	*ret = a > 0 ? fmax(0, sum / a) : 0;
	return a > 0;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	curve k;
	CN_TRY(curve_read(c, &k, err));
	CN_TRY(scored_captions(a, c, ret, err));
	int64_t *cell = CN_NEW(a, int64_t, 2 * k.blocks + 2);
	cn_point *p = CN_NEW(a, cn_point, CURVE_POINTS);
	if (!cell || !p)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < k.blocks; i++) {
		cell[2 * i] = k.rows[i] - k.errors[i];
		cell[2 * i + 1] = k.errors[i];
	}
	cn_estimate e = { .defined = true, .n = k.n, .method = "", .why = "" };
	if (!area(cell, 2 * k.blocks, NULL, &e.value))
		return CN_OK;
	int64_t last = 0;
	for (size_t i = 1; i <= CURVE_POINTS; i++) {
		part at = curve_at(&k, (double)i / CURVE_POINTS);
		if (at.n == last)
			continue;
		p[ret->n_point++] =
		    (cn_point){ .of = "risk", .x = (double)at.n / (double)k.n, .est = estimate_rate(at, lab_confidence(o)) };
		last = at.n;
	}
	ret->point = p;
	CN_TRY(bootstrap_into(a, cell, 2 * k.blocks, area, NULL, o, ret, &e, err));
	ret->main = e;
	return CN_OK;
}

const cn_metric_row cn_metric_aurc = {
	.name = "aurc",
	.title_en = "Area under the risk-coverage curve",
	.title_zh = "风险—覆盖率曲线下面积",
	.property = "reliability",
	.unit = "index",
	.formula = "docs/metrics.md#aurc",
	.reference = "tests/vectors/procedure/selective.json: its definition, row by row in exact fractions, and a case by hand",
	.needs = CN_NEED_STATS,
	.procedure = "selective",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "multinomial bootstrap over (step of confidence, right or wrong)",
	.assumptions = "rows are independent; the label is right; confidence is the distance of the score from the threshold",
	.meaning_en = "How well the system knows which of its decisions about people are wrong.",
	.meaning_zh = "系统在多大程度上知道自己对人的哪些决定是错的。",
	.use = "where unsure cases can be handed to a person: a low area means that handing over the right ones works",
	.misuse = "it mixes how often the system errs with how well it knows: compare it beside the accuracy",
	.compute = compute,
};
