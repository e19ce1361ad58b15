/* What the metrics of drift share: the columns read back, the largest over columns, p adjusted over columns. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum { REPLICATES_OF_COLUMN_MAX = 20000 };

static bool column_sound(const drift_column *d)
{
	int64_t now = 0, ref = 0;
	for (size_t i = 0; i < d->n_bins; i++) {
		now += d->now[i];
		ref += d->ref[i];
	}
	bool fits = d->n_bins >= 1 && now == d->rows_now && ref == d->rows_ref && d->n_now <= now && d->n_ref <= ref;
	for (size_t i = 0; i < MOVES; i++)
		fits = fits && d->move[i] >= 0;
	return fits && (!d->number || (double)d->ks <= (double)d->n_now * (double)d->n_ref);
}

cn_code drift_read(cn_arena *a, const cn_counts *c, drift_column **ret, size_t *ret_n, cn_err *err)
{
	const cn_stat *rows, *kind, *there, *bins, *now, *ref, *ks, *move;
	CN_TRY(cn_stat_counts(c, "rows", 2, &rows, err));
	CN_TRY(cn_stat_counts(c, "number", 0, &kind, err));
	CN_TRY(cn_stat_counts(c, "there", 2 * kind->n, &there, err));
	CN_TRY(cn_stat_counts(c, "bins", kind->n, &bins, err));
	CN_TRY(cn_stat_counts(c, "now", 0, &now, err));
	CN_TRY(cn_stat_counts(c, "ref", now->n, &ref, err));
	CN_TRY(cn_stat_counts(c, "ks", kind->n, &ks, err));
	CN_TRY(cn_stat_reals(c, "move", kind->n * MOVES, &move, err));
	drift_column *d = CN_NEW(a, drift_column, kind->n + 1);
	if (!d)
		return cn_arena_fail(a, err);
	size_t at = 0, n = kind->n;
	bool ok = kind->label && n && there->n == 2 * n && bins->n == n && ks->n == n && move->n == n * MOVES && ref->n == now->n;
	for (size_t i = 0; ok && i < n; i++) {
		ok = (uint64_t)bins->count[i] <= now->n - at;
		if (!ok)
			break;
		d[i] = (drift_column){ kind->label[i],	       kind->count[i] != 0, there->count[2 * i],   there->count[2 * i + 1],
				       (size_t)bins->count[i], now->count + at,	    ref->count + at,	   rows->count[0],
				       rows->count[1],	       ks->count[i],	    move->real + i * MOVES };
		ok = column_sound(&d[i]);
		at += d[i].n_bins;
	}
	if (!ok)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "bins");
	*ret = d;
	*ret_n = n;
	return CN_OK;
}

static void tests_show(const drift_column *col, const drift_each *each, size_t n, const char *of, const double *p, cn_point *to,
		       size_t *at)
{
	for (size_t i = 0; i < n; i++)
		if (each[i].taken && each[i].tested)
			to[(*at)++] = bare_point(of, col[i].name, (double)i, *p++, "a probability of the test");
}

static cn_code tests_add(cn_arena *a, const drift_column *col, const drift_each *each, size_t n, cn_point *to, size_t *at,
			 cn_err *err)
{
	double *p = CN_NEW(a, double, n + 1), *bh = CN_NEW(a, double, n + 1), *holm = CN_NEW(a, double, n + 1);
	size_t m = 0;
	if (!p || !bh || !holm)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++)
		if (each[i].taken && each[i].tested)
			p[m++] = each[i].p;
	if (m == 0)
		return CN_OK;
	if (!cn_benjamini_hochberg(a, p, m, bh) || !cn_holm(a, p, m, holm))
		return cn_arena_fail(a, err);
	tests_show(col, each, n, "p", p, to, at);
	tests_show(col, each, n, "p_bh", bh, to, at);
	tests_show(col, each, n, "p_holm", holm, to, at);
	return CN_OK;
}

cn_code drift_metric(cn_arena *a, const drift_column *col, const drift_each *each, size_t n, const char *of, cn_result *ret,
		     cn_err *err)
{
	cn_point *p = CN_NEW(a, cn_point, 4 * n + 1);
	cn_estimate *e = CN_NEW(a, cn_estimate, n + 1);
	size_t taken = 0, at = 0, without = 0;
	if (!p || !e)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		if (!each[i].taken)
			continue;
		p[at++] = (cn_point){ .of = of, .label = col[i].name, .x = (double)i, .est = each[i].est };
		if (each[i].est.defined)
			e[taken++] = each[i].est;
		else
			without++;
	}
	CN_TRY(tests_add(a, col, each, n, p, &at, err));
	ret->point = p;
	ret->n_point = at;
	ret->main = taken ? estimate_largest(e, taken)
			  : undefined_why("undefined, no column of the kind it takes has values in both tables");
	if (without && taken)
		ret->caption[ret->n_captions++] =
		    cn_cstr(a, cn_strf(a, "%zu columns have no value of this metric and are left out", without));
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* ---- distances over bins
 * ---------------------------------------------------------------------------------------------------------------- */

typedef struct two_bins {
	bin_distance root;
	const int64_t *cell; /* as resampled from: now, then ref */
} two_bins;

static bool both_apart(const int64_t *cell, size_t n_cells, const void *ctx, double *ret)
{
	const two_bins *t = ctx;
	size_t n = n_cells / 2;
	*ret = t->root(cell, t->cell, n) + t->root(cell + n, t->cell + n, n);
	return isfinite(*ret);
}

static cn_code bins_each(cn_arena *a, const drift_column *d, const cn_lab_options *o, bin_distance root, bool squared, double most,
			 cn_result *ret, cn_estimate *to, cn_err *err)
{
	size_t n = 0;
	int64_t *cell = CN_NEW(a, int64_t, 2 * d->n_bins), *plain = CN_NEW(a, int64_t, 2 * d->n_bins);
	if (!cell || !plain)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < d->n_bins; i++)
		n += d->now[i] || d->ref[i];
	for (size_t i = 0, k = 0; i < d->n_bins; i++) {
		if (!d->now[i] && !d->ref[i])
			continue;
		plain[k] = d->now[i];
		plain[n + k] = d->ref[i];
		cell[k] = d->now[i] + 1; /* as for calibration: a bin that is empty in one table is not thereby certain */
		cell[n + k++] = d->ref[i] + 1;
	}
	cn_estimate e = {
		.defined = true, .value = root(plain, plain + n, n), .n = d->rows_now + d->rows_ref, .method = "", .why = ""
	};
	CN_TRY(distance_interval(cell, 2 * n, both_apart, &(two_bins){ root, cell }, o, squared ? HUGE_VAL : most, ret, &e, err));
	if (squared) {
		e.value *= e.value;
		e.lo *= e.lo;
		e.hi *= e.hi;
	}
	*to = e;
	return CN_OK;
}

cn_code bins_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, bin_distance root, bool squared, const char *of,
		    double most, cn_result *ret, cn_err *err)
{
	drift_column *col;
	size_t n;
	CN_TRY(drift_read(a, c, &col, &n, err));
	drift_each *each = CN_NEW(a, drift_each, n);
	if (!each)
		return cn_arena_fail(a, err);
	cn_lab_options own = *o;
	own.confidence = simultaneous(lab_confidence(o), n);
	/* an end far out needs replicates beyond it */
	double need = fmin(REPLICATES_OF_COLUMN_MAX, ceil(20 / (1 - own.confidence)));
	own.replicates = lab_replicates(o) > need ? lab_replicates(o) : (unsigned)need;
	for (size_t i = 0; i < n; i++) {
		each[i] = (drift_each){ .taken = true, .est = undefined_why("undefined, 0 of 0") };
		if (col[i].rows_now > 0 && col[i].rows_ref > 0)
			CN_TRY(bins_each(a, &col[i], &own, root, squared, most, ret, &each[i].est, err));
	}
	return drift_metric(a, col, each, n, of, ret, err);
}
