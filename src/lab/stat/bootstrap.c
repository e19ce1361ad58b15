/* Multinomial bootstrap over cells: percentile and BCa (Efron 1987) ends. */
#include "lab/stat/stat.h"

#include <math.h>

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return a < b ? -1 : a > b;
}

double cn_quantile_sorted(const double *sorted, size_t n, double q)
{
	assert(n >= 1);
	double at = q * (double)(n - 1);
	size_t i = at <= 0 ? 0 : (size_t)at;
	if (i + 1 >= n)
		return sorted[n - 1];
	return sorted[i] + (at - (double)i) * (sorted[i + 1] - sorted[i]);
}

/* Bias from the share of replicates below the value, ties counted half; acceleration from the jackknife. */
bool cn_bca(const double *sorted, size_t n, double value, const double *left_out, const int64_t *weight, size_t n_cells, double confidence,
	    cn_interval *ret)
{
	double below = 0, rows = 0, mean = 0, s2 = 0, s3 = 0;
	for (size_t i = 0; i < n; i++)
		below += sorted[i] < value ? 1 : sorted[i] == value ? 0.5 : 0;
	if (below <= 0 || below >= (double)n)
		return false;
	for (size_t i = 0; i < n_cells; i++) {
		rows += (double)weight[i];
		mean += weight[i] ? (double)weight[i] * left_out[i] : 0;
	}
	mean /= rows;
	for (size_t i = 0; i < n_cells; i++) {
		if (weight[i] == 0)
			continue;
		double d = mean - left_out[i];
		s2 += (double)weight[i] * d * d;
		s3 += (double)weight[i] * d * d * d;
	}
	if (!(s2 > 0))
		return false;
	double accel = s3 / (6 * pow(s2, 1.5)), bias = cn_norm_quantile(below / (double)n), z = cn_z_of(confidence);
	double dl = 1 - accel * (bias - z), dh = 1 - accel * (bias + z);
	if (!(dl > 0 && dh > 0))
		return false;
	double ql = cn_norm_cdf(bias + (bias - z) / dl), qh = cn_norm_cdf(bias + (bias + z) / dh);
	*ret = (cn_interval){ cn_quantile_sorted(sorted, n, ql), cn_quantile_sorted(sorted, n, qh) };
	return true;
}

static bool jackknife(cn_arena *a, const int64_t *cell, size_t n_cells, cn_cell_stat stat, const void *ctx, double *left_out)
{
	int64_t *c = CN_NEW(a, int64_t, n_cells);
	if (!c)
		return false;
	memcpy(c, cell, n_cells * sizeof *c);
	for (size_t i = 0; i < n_cells; i++) {
		if (cell[i] == 0)
			continue;
		c[i]--;
		bool there = stat(c, n_cells, ctx, &left_out[i]);
		c[i]++;
		if (!there)
			return false;
	}
	return true;
}

cn_code cn_bootstrap(const int64_t *cell, size_t n_cells, cn_cell_stat stat, const void *ctx, uint64_t seed, unsigned replicates,
		     double confidence, cn_boot *ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(CN_REQUEST_ARENA_BYTES); /* what resampling needs for itself is given back at once */
	double value, *rep = CN_NEW(own, double, replicates), *left_out = CN_NEW(own, double, n_cells);
	int64_t *draw = CN_NEW(own, int64_t, n_cells);
	cn_sampler *s = cn_sampler_new(own, seed);
	cn_multinomial *m = s ? cn_multinomial_new(s, cell, n_cells) : NULL;
	if (!rep || !left_out || !draw || !m)
		return cn_arena_fail(own, err);
	if (!stat(cell, n_cells, ctx, &value))
		return CN_FAIL(err, CN_EUNDEFINED, "no value on the data");
	size_t used = 0;
	for (unsigned i = 0; i < replicates; i++) {
		cn_multinomial_draw(m, draw);
		if (stat(draw, n_cells, ctx, &rep[used]))
			used++;
	}
	if (!cn_arena_ok(own))
		return cn_arena_fail(own, err);
	if (used == 0 || (replicates - used) * 20 > replicates)
		return CN_FAIL(err, CN_EUNDEFINED, "too few rows to resample: %zu of %u replicates have no value", replicates - used, replicates);
	qsort(rep, used, sizeof *rep, by_value);
	if (rep[0] == rep[used - 1])
		return CN_FAIL(err, CN_EUNDEFINED, "all replicates are equal: resampling says nothing about the uncertainty here");
	double tail = (1 - confidence) / 2;
	cn_boot b = { .n_used = (unsigned)used };
	b.percentile = (cn_interval){ cn_quantile_sorted(rep, used, tail), cn_quantile_sorted(rep, used, 1 - tail) };
	if (jackknife(own, cell, n_cells, stat, ctx, left_out))
		b.has_bca = cn_bca(rep, used, value, left_out, cell, n_cells, confidence, &b.bca);
	if (!cn_arena_ok(own))
		return cn_arena_fail(own, err);
	*ret = b;
	return CN_OK;
}
