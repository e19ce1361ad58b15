/* Curves of dependence as they were attested, and their ranges. */
#include "lab/explain/explain.h"

#include <math.h>

enum { NORMAL_ROWS_MIN = 300 };

cn_estimate estimate_range(const double *v, size_t n, pair_variance var, const void *self, int64_t rows, size_t many, double confidence)
{
	cn_estimate e = { .defined = true, .has_interval = rows >= NORMAL_ROWS_MIN, .n = rows, .method = "normal, simultaneous", .why = "" };
	double z = cn_z_of(simultaneous(confidence, many * n * (n - 1) / 2));
	e.why = e.has_interval ? "" : "fewer than 300 rows: the normal law does not hold yet";
	for (size_t i = 0; i < n; i++) {
		for (size_t j = i + 1; j < n; j++) {
			double size = fabs(v[j] - v[i]), square = var(self, i, j), half = z * sqrt(fmax(0, square));
			if (square < 0 && e.has_interval) {
				e.has_interval = false;
				e.why = "a bin has fewer than two rows";
			}
			e.value = fmax(e.value, size);
			e.lo = fmax(e.lo, size - half);
			e.hi = fmax(e.hi, size + half);
		}
	}
	if (!e.has_interval) {
		e.lo = e.hi = 0;
		e.method = "";
	}
	return e;
}

/* Takes the next n of a vector. No score is so large that sums and squares of it pass the range of numbers. */
static bool next(const cn_stat *s, size_t *at, size_t n, const double **ret)
{
	const double most = 1e200;
	if (n > s->n - *at)
		return false;
	for (size_t i = 0; i < n; i++)
		if (fabs(s->real[*at + i]) > most)
			return false;
	*ret = s->real + *at;
	*at += n;
	return true;
}

typedef struct vectors {
	const cn_stat *size, *edges, *opposite, *grid, *mean, *square, *edge, *step, *step2, *bin;
} vectors;

static cn_code vectors_read(const cn_counts *c, vectors *v, cn_err *err)
{
	CN_TRY(cn_stat_counts(c, "grid.size", 0, &v->size, err));
	CN_TRY(cn_stat_counts(c, "ale.size", v->size->n, &v->edges, err));
	CN_TRY(cn_stat_counts(c, "opposite", v->size->n, &v->opposite, err));
	CN_TRY(cn_stat_reals(c, "grid", 0, &v->grid, err));
	CN_TRY(cn_stat_reals(c, "mean", 0, &v->mean, err));
	CN_TRY(cn_stat_reals(c, "square", 0, &v->square, err));
	CN_TRY(cn_stat_reals(c, "ale.edge", 0, &v->edge, err));
	CN_TRY(cn_stat_reals(c, "ale.step", 0, &v->step, err));
	CN_TRY(cn_stat_reals(c, "ale.step2", 0, &v->step2, err));
	return cn_stat_counts(c, "ale.rows", 0, &v->bin, err);
}

typedef struct places {
	size_t grid, mean, square, edge, step, step2;
} places;

/* The next curve; false where a vector ends before it. */
static bool curve_read(const vectors *v, size_t j, places *at, dependence_curve *k)
{
	size_t bins = k->edges ? k->edges - 1 : 0, from = at->step, pairs = k->n ? k->n * (k->n - 1) / 2 : 0;
	bool whole = next(v->grid, &at->grid, k->n, &k->grid) && next(v->mean, &at->mean, k->n, &k->mean);
	whole = whole && next(v->square, &at->square, pairs, &k->square) && next(v->edge, &at->edge, k->edges, &k->edge);
	whole = whole && next(v->step, &at->step, bins, &k->step) && next(v->step2, &at->step2, bins, &k->step2);
	if (!whole || at->step > v->bin->n)
		return false;
	k->bin = v->bin->count + from;
	k->opposite = v->opposite->count[j];
	return k->opposite <= k->rows;
}

cn_code dependence_read(cn_arena *a, const cn_counts *c, dependence_curve **ret, size_t *ret_n, cn_err *err)
{
	vectors v;
	places at = { 0 };
	int64_t rows;
	CN_TRY(stat_one(c, "rows", &rows, err));
	CN_TRY(vectors_read(c, &v, err));
	dependence_curve *d = CN_NEW(a, dependence_curve, v.size->n + 1);
	if (!d)
		return cn_arena_fail(a, err);
	if (!v.size->label)
		return stat_broken("grid.size", err);
	for (size_t j = 0; j < v.size->n; j++) {
		if (v.size->count[j] > CN_STAT_VALUES_MAX || v.edges->count[j] > CN_STAT_VALUES_MAX || v.edges->count[j] == 1)
			return stat_broken("grid.size", err);
		d[j] = (dependence_curve){ .name = v.size->label[j], .n = (size_t)v.size->count[j], .edges = (size_t)v.edges->count[j], .rows = rows };
		if (!curve_read(&v, j, &at, &d[j]))
			return stat_broken("grid", err);
	}
	*ret = d;
	*ret_n = v.size->n;
	return CN_OK;
}
