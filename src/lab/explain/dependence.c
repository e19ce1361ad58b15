/* dependence: the score as one feature takes each value of a grid in every row (partial dependence, Friedman 2001; the rows' own curves,
 * Goldstein and others 2015), and, for numbers, the local differences between the edges of bins (accumulated local effects, Apley and Zhu
 * 2020). O(features x rows x (grid + 2)) questions; O(features x rows x grid^2) besides. */
#include "lab/explain/explain.h"

#include <math.h>

typedef struct curves {
	live l;
	size_t grid, bins;
	double *score; /* [n * grid]: of one feature */
	double *sorted; /* [n] */
	/* what is attested, one feature behind the other */
	int64_t *size, *edges, *opposite, *bin;
	double *at, *mean, *square, *edge, *step, *step2;
	cn_str *text;
	size_t n_at, n_square, n_edge, n_bin;
} curves;

/* The quantile of scikit-learn's grid (Cunnane's plotting position, as SciPy's mquantiles). */
static double quantile(const double *sorted, size_t n, double p)
{
	double at = (double)n * p + 0.4 + 0.2 * p, k = floor(fmin(fmax(at, 1), (double)n - 1)), rest = fmin(fmax(at - k, 0), 1);
	size_t i = (size_t)k;
	return n == 1 ? sorted[0] : (1 - rest) * sorted[i - 1] + rest * sorted[i];
}

/* Every value that occurs, where those are fewer than the grid; else even steps from the 5 % to the 95 % quantile. */
static cn_code grid_of(cn_arena *own, const curves *w, const live_column *c, bool category, double **ret, size_t *ret_n, cn_err *err)
{
	if (category || c->n_other < w->grid)
		return live_values(own, c, w->grid, ret, ret_n, err);
	double lo = quantile(c->value, c->n, 0.05), hi = quantile(c->value, c->n, 0.95);
	if (!(lo < hi)) {
		lo = c->value[0];
		hi = c->value[c->n - 1];
	}
	double *v = CN_NEW(own, double, w->grid);
	if (!v)
		return cn_arena_fail(own, err);
	for (size_t g = 0; g < w->grid; g++)
		v[g] = lo + (hi - lo) * (double)g / (double)(w->grid - 1);
	v[w->grid - 1] = hi;
	*ret = v;
	*ret_n = w->grid;
	return CN_OK;
}

static cn_code ask_at(curves *w, size_t j, double x, size_t g, size_t size, cn_err *err)
{
	live *l = &w->l;
	for (size_t from = 0; from < l->n; from += l->cap) {
		size_t n = l->n - from < l->cap ? l->n - from : l->cap;
		memcpy(l->ask, l->row + from * l->k, n * l->k * sizeof *l->ask);
		for (size_t i = 0; i < n; i++)
			l->ask[i * l->k + j] = x;
		CN_TRY(live_ask(l, n, err));
		for (size_t i = 0; i < n; i++)
			w->score[(from + i) * size + g] = l->said[i];
	}
	return CN_OK;
}

/* Means, squares of the differences of pairs, and how many rows go the other way between the lowest and the highest place. */
static void curve_of(curves *w, size_t j, const double *grid, size_t size)
{
	size_t lo = 0, hi = 0, rows = w->l.n;
	double *mean = w->mean + w->n_at;
	for (size_t g = 0; g < size; g++) {
		w->at[w->n_at + g] = grid[g];
		mean[g] = 0;
		for (size_t i = 0; i < rows; i++)
			mean[g] += w->score[i * size + g];
		mean[g] /= (double)rows;
		lo = mean[g] < mean[lo] ? g : lo;
		hi = mean[g] > mean[hi] ? g : hi;
	}
	for (size_t g = 0; g < size; g++) {
		for (size_t h = g + 1; h < size; h++) {
			double sum = 0;
			for (size_t i = 0; i < rows; i++) {
				double d = w->score[i * size + h] - w->score[i * size + g];
				sum += d * d;
			}
			w->square[w->n_square++] = sum;
		}
	}
	for (size_t i = 0; i < rows; i++)
		w->opposite[j] += w->score[i * size + hi] < w->score[i * size + lo];
	w->size[j] = (int64_t)size;
	w->n_at += size;
}

static int by_number(const void *p, const void *q)
{
	double x = *(const double *)p, y = *(const double *)q;
	return x < y ? -1 : x > y;
}

/* Edges of bins with equally many rows, equal ones once. */
static size_t edges_of(curves *w, size_t j, double *edge)
{
	const live *l = &w->l;
	size_t n = 0, edges = 0;
	for (size_t i = 0; i < l->n; i++)
		if (!isnan(l->row[i * l->k + j]))
			w->sorted[n++] = l->row[i * l->k + j];
	if (n == 0)
		return 0;
	qsort(w->sorted, n, sizeof *w->sorted, by_number);
	for (size_t b = 0; b <= w->bins; b++) {
		double x = cn_quantile_sorted(w->sorted, n, (double)b / (double)w->bins);
		if (edges == 0 || x > edge[edges - 1])
			edge[edges++] = x;
	}
	return edges < 2 ? 0 : edges;
}

/* Each row is asked at both edges of its bin. */
static cn_code effects(curves *w, size_t j, cn_err *err)
{
	enum { chunk = LIVE_CHUNK / 2 };
	live *l = &w->l;
	const double *edge = w->edge + w->n_edge;
	size_t edges = edges_of(w, j, w->edge + w->n_edge);
	w->edges[j] = (int64_t)edges;
	for (size_t from = 0; from < l->n && edges; from += chunk) {
		size_t n = l->n - from < chunk ? l->n - from : chunk, asked = 0, of[chunk];
		for (size_t i = from; i < from + n; i++) {
			double x = l->row[i * l->k + j];
			size_t b = 0;
			if (isnan(x))
				continue;
			while (b + 2 < edges && x > edge[b + 1])
				b++;
			of[asked] = b;
			for (size_t side = 0; side < 2; side++) {
				double *to = l->ask + (asked * 2 + side) * l->k;
				memcpy(to, l->row + i * l->k, l->k * sizeof *to);
				to[j] = edge[b + side];
			}
			asked++;
		}
		CN_TRY(live_ask(l, asked * 2, err));
		for (size_t q = 0; q < asked; q++) {
			double d = l->said[2 * q + 1] - l->said[2 * q];
			size_t at = w->n_bin + of[q];
			w->step[at] += d;
			w->step2[at] += d * d;
			w->bin[at]++;
		}
	}
	w->n_edge += edges;
	w->n_bin += edges ? edges - 1 : 0;
	return CN_OK;
}

static cn_code measure(cn_arena *own, curves *w, cn_err *err)
{
	live *l = &w->l;
	size_t all = l->k * (w->grid + w->bins + 2), pairs = l->k * w->grid * (w->grid - 1) / 2;
	if (all > CN_STAT_VALUES_MAX || pairs > CN_STAT_VALUES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "%zu features on a grid of %zu are more than can be attested: take a smaller grid", l->k, w->grid);
	w->score = CN_NEW(own, double, l->n * w->grid + 1);
	w->sorted = CN_NEW(own, double, l->n + 1);
	int64_t **counts[] = { &w->size, &w->edges, &w->opposite, &w->bin };
	double **reals[] = { &w->at, &w->mean, &w->edge, &w->step, &w->step2 };
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
		*counts[i] = CN_NEW(own, int64_t, all);
	for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
		*reals[i] = CN_NEW(own, double, all);
	w->square = CN_NEW(own, double, pairs + 1);
	if (!cn_arena_ok(own))
		return cn_arena_fail(own, err);
	for (size_t j = 0; j < l->k && l->n; j++) {
		double *grid;
		size_t size;
		CN_TRY(grid_of(own, w, &l->column[j], l->f.feature[j].category, &grid, &size, err));
		for (size_t g = 0; g < size; g++)
			CN_TRY(ask_at(w, j, grid[g], g, size, err));
		if (size)
			curve_of(w, j, grid, size);
		if (!l->f.feature[j].category)
			CN_TRY(effects(w, j, err));
	}
	return CN_OK;
}

static cn_code put(cn_arena *a, const curves *w, cn_counts *s, cn_err *err)
{
	CN_TRY(live_put(a, s, "rows", (int64_t)w->l.n, err));
	CN_TRY(live_put_features(a, s, "grid.size", &w->l, w->size, err));
	CN_TRY(live_put_features(a, s, "ale.size", &w->l, w->edges, err));
	CN_TRY(live_put_features(a, s, "opposite", &w->l, w->opposite, err));
	CN_TRY(cn_stats_put_reals(a, s, "grid", w->at, w->n_at, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "mean", w->mean, w->n_at, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "square", w->square, w->n_square, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "ale.edge", w->edge, w->n_edge, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "ale.step", w->step, w->n_bin, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "ale.step2", w->step2, w->n_bin, NULL, err));
	return cn_stats_put_counts(a, s, "ale.rows", w->bin, w->n_bin, NULL, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	curves w = { 0 };
	int64_t rows, grid, bins;
	CN_TRY(cn_option_int(in, "rows", 1000, 1, 10000, &rows, err));
	CN_TRY(cn_option_int(in, "grid", 20, 2, 50, &grid, err));
	CN_TRY(cn_option_int(in, "bins", 10, 1, 50, &bins, err));
	w.grid = (size_t)grid;
	w.bins = (size_t)bins;
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, false, rows, &w.l, err));
	CN_TRY(measure(own, &w, err));
	cn_counts *s = cn_stats_new(a, "dependence", (int64_t)w.l.n);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(put(a, &w, s, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_dependence = {
	.name = "dependence",
	.title_en = "dependence: the score along one feature: on average, row by row, and in small steps",
	.title_zh = "依赖关系：分数随单一特征的变化：平均、逐行及局部累计",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL,
	.options = "rows  1..10000, 1000 if absent: rows that are drawn and measured\n"
		   "grid  2..50, 20 if absent: values of a feature that are tried\n"
		   "bins  1..50, 10 if absent: of accumulated local effects",
	.take = take,
};
