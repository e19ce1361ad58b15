/* Calibration error over bins, and the interval of a distance. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum { RESAMPLED_ROWS_MIN = 300 };

cn_code binned_read(const cn_counts *c, const char *prefix, binned *ret, cn_err *err)
{
	bool width = strcmp(prefix, "width") == 0;
	const cn_stat *rows, *pos, *score;
	CN_TRY(cn_stat_counts(c, width ? "width.rows" : "mass.rows", 0, &rows, err));
	CN_TRY(cn_stat_counts(c, width ? "width.positive" : "mass.positive", rows->n, &pos, err));
	CN_TRY(cn_stat_reals(c, width ? "width.score" : "mass.score", rows->n, &score, err));
	for (size_t i = 0; i < rows->n; i++)
		if (pos->count[i] > rows->count[i] ||
		    !(score->real[i] >= 0 && score->real[i] <= (double)rows->count[i] * (1 + 1e-9)))
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", prefix);
	*ret = (binned){ rows->n, rows->count, pos->count, score->real };
	return CN_OK;
}

static int64_t binned_rows(const binned *b)
{
	int64_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		n += b->rows[i];
	return n;
}

bool binned_ece(const binned *b, double *ret)
{
	double sum = 0;
	int64_t n = binned_rows(b);
	for (size_t i = 0; i < b->n; i++)
		sum += b->rows[i] ? fabs(b->score[i] - (double)b->pos[i]) : 0;
	*ret = n ? sum / (double)n : 0;
	return n > 0;
}

cn_estimate bin_gap(int64_t pos, int64_t rows, double mean, double confidence)
{
	cn_estimate e = estimate_rate((part){ pos, rows }, confidence);
	cn_interval size = interval_of_size((cn_interval){ e.lo - mean, e.hi - mean });
	e.value = fabs(e.value - mean);
	e.x = 0;
	e.lo = size.lo;
	e.hi = size.hi;
	return e;
}

/* Few rows: if every bin's interval holds its gap, their weighted sums hold the error. */
static void ece_bounds(const binned *b, double confidence, cn_estimate *e)
{
	size_t used = 0;
	for (size_t i = 0; i < b->n; i++)
		used += b->rows[i] > 0;
	for (size_t i = 0; i < b->n; i++) {
		if (!b->rows[i])
			continue;
		cn_estimate gap_of =
		    bin_gap(b->pos[i], b->rows[i], b->score[i] / (double)b->rows[i], simultaneous(confidence, used));
		e->lo += gap_of.lo * (double)b->rows[i] / (double)e->n;
		e->hi += gap_of.hi * (double)b->rows[i] / (double)e->n;
	}
	e->has_interval = true;
	e->hi = fmin(1, e->hi);
	e->method = "bounds of the bins, simultaneous";
}

typedef struct bin_centre {
	const double *mean;  /* score of each bin */
	const int64_t *cell; /* (no, yes) of each bin, as resampled from */
	double rows;
} bin_centre;

/* Sum over bins of how far the resampled (score - label) of the bin is from its centre. */
static bool bins_apart(const int64_t *cell, size_t n_cells, const void *ctx, double *ret)
{
	const bin_centre *k = ctx;
	double n = 0, sum = 0;
	for (size_t i = 0; i < n_cells; i++)
		n += (double)cell[i];
	for (size_t i = 0; 2 * i < n_cells; i++) {
		const int64_t *x = cell + 2 * i, *y = k->cell + 2 * i;
		double now = k->mean[i] * (double)(x[0] + x[1]) - (double)x[1],
		       was = k->mean[i] * (double)(y[0] + y[1]) - (double)y[1];
		sum += fabs(now / n - was / k->rows);
	}
	*ret = sum;
	return n > 0;
}

cn_code distance_interval(const int64_t *cell, size_t n_cells, cn_cell_stat dist, const void *ctx, const cn_lab_options *o,
			  double most, cn_result *ret, cn_estimate *e, cn_err *err)
{
	cn_boot b;
	if (lab_replicates(o) > CN_REPLICATES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d replicates", CN_REPLICATES_MAX);
	/* the upper percentile end at 2c - 1 is the c quantile */
	CN_TRY(cn_bootstrap(cell, n_cells, dist, ctx, o->seed, lab_replicates(o), 2 * lab_confidence(o) - 1, &b, err));
	ret->seed = o->seed;
	ret->replicates = lab_replicates(o);
	e->has_interval = true;
	e->method = "bootstrap of the distance";
	e->lo = fmax(0, e->value - b.percentile.hi);
	e->hi = fmin(most, e->value + b.percentile.hi);
	return CN_OK;
}

/* One row of each kind is added to every bin: a bin whose few rows are all alike is not thereby certain. */
static cn_code ece_interval(cn_arena *a, const binned *b, const cn_lab_options *o, cn_result *ret, cn_estimate *e, cn_err *err)
{
	int64_t *cell = CN_NEW(a, int64_t, 2 * b->n);
	double *mean = CN_NEW(a, double, b->n);
	if (!cell || !mean)
		return cn_arena_fail(a, err);
	bin_centre k = { mean, cell, 0 };
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++) {
		if (!b->rows[i])
			continue;
		mean[n] = b->score[i] / (double)b->rows[i];
		cell[2 * n] = b->rows[i] - b->pos[i] + 1;
		cell[2 * n + 1] = b->pos[i] + 1;
		k.rows += (double)b->rows[i] + 2;
		n++;
	}
	return distance_interval(cell, 2 * n, bins_apart, &k, o, 1, ret, e, err);
}

cn_code binned_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, const char *prefix, cn_result *ret, cn_err *err)
{
	binned b;
	CN_TRY(binned_read(c, prefix, &b, err));
	CN_TRY(scored_captions(a, c, ret, err));
	cn_estimate e = { .defined = true, .n = binned_rows(&b), .method = "", .why = "" };
	if (!binned_ece(&b, &e.value))
		return CN_OK;
	cn_point *p = CN_NEW(a, cn_point, b.n);
	if (!p)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < b.n; i++) {
		if (!b.rows[i])
			continue;
		p[ret->n_point++] = (cn_point){ .of = "observed",
						.x = b.score[i] / (double)b.rows[i],
						.est = estimate_rate((part){ b.pos[i], b.rows[i] }, lab_confidence(o)) };
	}
	ret->point = p;
	if (e.n < RESAMPLED_ROWS_MIN)
		ece_bounds(&b, lab_confidence(o), &e);
	else
		CN_TRY(ece_interval(a, &b, o, ret, &e, err));
	ret->main = e;
	ret->caption[ret->n_captions++] = "Calibration error is biased upwards in small bins: part of it is chance";
	return CN_OK;
}
