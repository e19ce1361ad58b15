/* drift: how far the columns of a table are from those of another one (training rows, an earlier period), column by column. Rows of
 * the bins that the other table sets, the Kolmogorov-Smirnov distance as an integer, and the Wasserstein distance with what bounds
 * its error. O(n log n) a column at most; 64 bytes a row of both tables while a column is looked at. */
#include "lab/reliability/reliability.h"

#include <math.h>

typedef struct vectors {
	int64_t *kind, *there, *bins, *now, *ref, *ks;
	double *move;
	cn_str *name;
	size_t columns, cells;
} vectors;

static cn_code sorted_take(cn_arena *a, const cn_column *c, size_t rows, scored **ret, size_t *ret_n, cn_err *err)
{
	scored *v = CN_NEW(a, scored, rows + 1);
	size_t n = 0;
	if (!v)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < rows; i++)
		if (!cn_column_missing(c, i))
			v[n++].key = scored_key(c->number[i]);
	CN_TRY(scored_sort(a, &v, n, err));
	*ret = v;
	*ret_n = n;
	return CN_OK;
}

static double variance(const scored *v, size_t n)
{
	double mean = 0, sum = 0;
	for (size_t i = 0; i < n; i++)
		mean += scored_value(v[i].key) / (double)n;
	for (size_t i = 0; i < n; i++) {
		double d = scored_value(v[i].key) - mean;
		sum += d * d;
	}
	return n > 1 ? sum / (double)(n - 1) : 0;
}

/* Walks both sorted samples at once; between one value and the next both distribution functions stand still. */
static int64_t walk(const scored *x, size_t n, const scored *y, size_t m, double move[MOVES])
{
	int64_t most = 0;
	double last = 0;
	for (size_t i = 0, j = 0; i < n || j < m;) {
		uint64_t key = j == m || (i < n && x[i].key <= y[j].key) ? x[i].key : y[j].key;
		double at = scored_value(key), f = (double)i / (double)n, g = (double)j / (double)m;
		if (i || j) {
			move[MOVE_DISTANCE] += fabs(f - g) * (at - last);
			move[MOVE_SPREAD] += sqrt(f * (1 - f) / (double)n + g * (1 - g) / (double)m) * (at - last);
		}
		while (i < n && x[i].key == key)
			i++;
		while (j < m && y[j].key == key)
			j++;
		int64_t d = (int64_t)(i * m) - (int64_t)(j * n);
		most = llabs(d) > most ? llabs(d) : most;
		last = at;
	}
	return most;
}

/* Bin k + 1 starts above the reference's value at place floor(j (m - 1) / bins); places of equal value make one. */
static size_t number_edges(const scored *y, size_t m, size_t bins, uint64_t *edge)
{
	size_t k = 0;
	for (size_t j = 1; j < bins && m; j++) {
		uint64_t at = y[j * (m - 1) / bins].key;
		if (k == 0 || at > edge[k - 1])
			edge[k++] = at;
	}
	return k;
}

static void number_bins(const scored *v, size_t n, const uint64_t *edge, size_t edges, int64_t *to)
{
	size_t at = 0;
	for (size_t i = 0; i < n; i++) {
		while (at < edges && edge[at] < v[i].key)
			at++;
		to[at]++;
	}
}

static cn_code number_take(const column_pair *c, size_t rows, size_t other, size_t bins, vectors *v, cn_err *err)
{
	CN_AUTO_ARENA own = scratch_of(rows + other, 40);
	scored *x = NULL, *y = NULL;
	size_t n = 0, m = 0, i = v->columns;
	uint64_t edge[CN_DRIFT_BINS_MAX];
	CN_TRY(sorted_take(own, c->now, rows, &x, &n, err));
	CN_TRY(sorted_take(own, c->ref, other, &y, &m, err));
	size_t edges = number_edges(y, m, bins, edge);
	number_bins(x, n, edge, edges, v->now + v->cells);
	number_bins(y, m, edge, edges, v->ref + v->cells);
	v->kind[i] = 1;
	v->bins[i] = (int64_t)edges + 2;
	if (n && m)
		v->ks[i] = walk(x, n, y, m, v->move + i * MOVES);
	v->move[i * MOVES + MOVE_VAR_NOW] = variance(x, n);
	v->move[i * MOVES + MOVE_VAR_REF] = variance(y, m);
	for (size_t k = 0; k < MOVES; k++)
		if (!isfinite(v->move[i * MOVES + k]))
			return CN_FAIL(err, CN_EUNDEFINED, "column \"%.*s\" has values too large to compare", CN_FMT(c->now->name));
	return CN_OK;
}

static cn_code text_take(const column_pair *c, size_t rows, size_t other, vectors *v, cn_err *err)
{
	CN_AUTO_ARENA own = scratch_of((size_t)c->now->n_levels + c->ref->n_levels, 160);
	levels_both l;
	CN_TRY(levels_match(own, c, rows, other, CN_DRIFT_BINS_MAX - 2, &l, err));
	for (size_t i = 0; i < rows; i++)
		if (!cn_column_missing(c->now, i))
			v->now[v->cells + l.of[0][cn_column_code(c->now, i)]]++;
	for (size_t i = 0; i < other; i++)
		if (!cn_column_missing(c->ref, i))
			v->ref[v->cells + l.of[1][cn_column_code(c->ref, i)]]++;
	v->bins[v->columns] = l.n;
	return CN_OK;
}

static cn_code vectors_put(cn_arena *a, const vectors *v, size_t rows, size_t other, cn_counts *c, cn_err *err)
{
	CN_TRY(cn_stats_put_counts(a, c, "rows", (const int64_t[]){ (int64_t)rows, (int64_t)other }, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "number", v->kind, v->columns, v->name, err));
	CN_TRY(cn_stats_put_counts(a, c, "there", v->there, 2 * v->columns, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "bins", v->bins, v->columns, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "now", v->now, v->cells, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "ref", v->ref, v->cells, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "ks", v->ks, v->columns, NULL, err));
	return cn_stats_put_reals(a, c, "move", v->move, v->columns * MOVES, NULL, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	int64_t bins;
	column_pair *pair;
	size_t n, rows = cn_table_rows(in->table), other = cn_table_rows(in->other);
	CN_TRY(cn_option_int(in, "bins", 10, 2, 50, &bins, err));
	CN_TRY(pairs_take(a, in, &pair, &n, err));
	vectors v = { CN_NEW(a, int64_t, n),
		      CN_NEW(a, int64_t, 2 * n),
		      CN_NEW(a, int64_t, n),
		      CN_NEW(a, int64_t, n * CN_DRIFT_BINS_MAX),
		      CN_NEW(a, int64_t, n * CN_DRIFT_BINS_MAX),
		      CN_NEW(a, int64_t, n),
		      CN_NEW(a, double, n *MOVES),
		      CN_NEW(a, cn_str, n),
		      0,
		      0 };
	cn_counts *c = cn_stats_new(a, "drift", (int64_t)rows);
	if (!c || !v.kind || !v.there || !v.bins || !v.now || !v.ref || !v.ks || !v.move || !v.name)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		v.name[i] = pair[i].now->name;
		v.there[2 * i] = (int64_t)(rows - pair[i].now->n_missing);
		v.there[2 * i + 1] = (int64_t)(other - pair[i].ref->n_missing);
		if (pair[i].now->number)
			CN_TRY(number_take(&pair[i], rows, other, (size_t)bins, &v, err));
		else
			CN_TRY(text_take(&pair[i], rows, other, &v, err));
		v.cells += (size_t)v.bins[i];
		v.now[v.cells - 1] = (int64_t)pair[i].now->n_missing;
		v.ref[v.cells - 1] = (int64_t)pair[i].ref->n_missing;
		v.columns++;
	}
	CN_TRY(vectors_put(a, &v, rows, other, c, err));
	*ret = c;
	return CN_OK;
}

const cn_procedure cn_procedure_drift = {
	.name = "drift",
	.title_en = "how far the columns moved from those of a second table",
	.title_zh = "各列与第二张表相比移动了多少",
	.needs = CN_TAKE_TABLE | CN_TAKE_OTHER | CN_TAKE_COLUMNS,
	.options = "bins  2..50, 10 if absent: of numbers, equally many rows of the second table in each",
	.take = take,
};
