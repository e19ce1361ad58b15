/* Wasserstein distance of each number, in standard deviations of the second table. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum { ROWS_MIN = 300 };

/* The error of the distance is at most the L1 norm of the difference of two empirical processes, near a Gaussian one: its mean is
 * sqrt(2 / pi) times the spread, and it exceeds that by t with probability at most exp(-t^2 / 2 v), v its largest variance in any
 * direction; as the covariances of a Brownian bridge are positive, that is the variance of the difference of the two means. */
static cn_estimate distance_of(const drift_column *d, double confidence)
{
	const double two_over_pi = 0.63661977236758134308;
	double sd = sqrt(d->move[MOVE_VAR_REF]);
	if (!(sd > 0))
		return undefined_why("undefined, the column has no spread in the second table");
	cn_estimate e = {
		.defined = true, .value = d->move[MOVE_DISTANCE] / sd, .n = d->n_now + d->n_ref, .method = "", .why = ""
	};
	if (d->n_now < ROWS_MIN || d->n_ref < ROWS_MIN) {
		e.why = "no interval: fewer than 300 rows in one of the tables";
		return e;
	}
	double v = d->move[MOVE_VAR_NOW] / (double)d->n_now + d->move[MOVE_VAR_REF] / (double)d->n_ref;
	double off = (sqrt(two_over_pi) * d->move[MOVE_SPREAD] + sqrt(-2 * log(1 - confidence) * v)) / sd;
	e.has_interval = true;
	e.method = "gaussian concentration";
	e.lo = fmax(0, e.value - off);
	e.hi = e.value + off;
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
		each[i] = (drift_each){ .taken = col[i].number, .est = undefined_why("undefined, 0 of 0") };
		if (col[i].number && col[i].n_now > 0 && col[i].n_ref > 0)
			each[i].est = distance_of(&col[i], simultaneous(lab_confidence(o), numbers));
	}
	return drift_metric(a, col, each, n, "wasserstein", ret, err);
}

const cn_metric_row cn_metric_wasserstein_distance = {
	.name = "wasserstein_distance",
	.title_en = "Wasserstein distance of the number that moved most, in standard deviations",
	.title_zh = "移动最大的数值列的 Wasserstein 距离（以标准差计）",
	.property = "reliability",
	.unit = "standard deviations",
	.formula = "docs/metrics.md#wasserstein_distance",
	.reference = "tests/vectors/procedure/drift.json: SciPy wasserstein_distance, NumPy",
	.needs = CN_NEED_STATS,
	.procedure = "drift",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "triangle inequality with the concentration of a Gaussian process, simultaneous over columns; from 300 rows up",
	.assumptions = "rows are independent, within and between the tables; values have a variance, and the standard deviation is "
		       "taken as given",
	.meaning_en = "How far, in usual differences between people, the values now lie from those the system was made with.",
	.meaning_zh = "以人与人之间的通常差异为尺度，现在的取值离系统制作时的取值有多远。",
	.use = "to see how much, not only whether, numbers moved",
	.misuse = "a few far values weigh heavily in it",
	.compute = compute,
};
