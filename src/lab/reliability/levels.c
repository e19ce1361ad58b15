/* Columns in few levels. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum { VALUES_FEW = 8, NAMED_MAX = CN_LEVELS_MAX - 2 }; /* the rest: "others" and "missing" */

typedef struct tallied {
	cn_str text;
	size_t rows;
	uint32_t code;
} tallied;

static int by_rows(const void *x, const void *y)
{
	const tallied *a = x, *b = y;
	return a->rows != b->rows ? (a->rows < b->rows ? 1 : -1) : cn_cmp(a->text, b->text);
}

static int by_text(const void *x, const void *y)
{
	return cn_cmp(((const tallied *)x)->text, ((const tallied *)y)->text);
}

/* Categories by how many rows they have; whether a row has none. */
static bool rows_tally(const cn_column *c, const size_t *keep, size_t n, tallied *t)
{
	bool missing = false;
	for (uint32_t i = 0; i < c->n_levels; i++)
		t[i] = (tallied){ c->level[i], 0, i };
	for (size_t i = 0; i < n; i++) {
		uint32_t k = cn_column_code(c, keep[i]);
		missing |= k == CN_LEVEL_MISSING;
		t[k == CN_LEVEL_MISSING ? c->n_levels : k].rows++;
	}
	qsort(t, c->n_levels, sizeof *t, by_rows);
	return missing;
}

/* How many of them have a name of their own; the rest are "others". */
static uint32_t named_of(const tallied *t, uint32_t n_levels)
{
	uint32_t named = n_levels > NAMED_MAX ? NAMED_MAX : n_levels;
	while (named && t[named - 1].rows == 0)
		named--;
	return named;
}

static cn_code texts_take(cn_arena *a, const cn_column *c, const size_t *keep, size_t n, levels *to, cn_err *err)
{
	tallied *t = CN_NEW(a, tallied, c->n_levels + (size_t)1);
	uint8_t *of = CN_NEW(a, uint8_t, c->n_levels + (size_t)1);
	if (!t || !of)
		return cn_arena_fail(a, err);
	bool missing = rows_tally(c, keep, n, t);
	uint32_t named = named_of(t, c->n_levels);
	bool others = named < c->n_levels && t[named].rows > 0;
	qsort(t, named, sizeof *t, by_text);
	for (uint32_t i = 0; i < c->n_levels; i++)
		of[t[i].code] = (uint8_t)(i < named ? i : named);
	for (uint32_t i = 0; i < named; i++)
		to->text[i] = cn_strf(a, "%.*s=%.*s", CN_FMT(c->name), CN_FMT(cn_sub(t[i].text, 0, 80)));
	to->n = named;
	if (others)
		to->text[to->n++] = cn_strf(a, "%.*s: another value", CN_FMT(c->name));
	if (missing)
		to->text[to->n++] = cn_strf(a, "%.*s missing", CN_FMT(c->name));
	for (size_t i = 0; i < n; i++) {
		uint32_t k = cn_column_code(c, keep[i]);
		to->code[i] = k == CN_LEVEL_MISSING ? (uint8_t)(to->n - 1) : of[k];
	}
	return CN_OK;
}

/* The largest value of each level but the last, ascending; as many as there are is returned. */
static size_t edges_of(const scored *v, size_t n, unsigned bins, double *edge, bool *few)
{
	size_t k = 0;
	for (size_t i = 0; i < n && k <= VALUES_FEW; i++)
		if (i == 0 || v[i].key != v[i - 1].key)
			edge[k < VALUES_FEW ? k : VALUES_FEW - 1] = scored_value(v[i].key), k++;
	*few = k <= VALUES_FEW;
	if (*few)
		return k ? k - 1 : 0;
	k = 0;
	for (size_t j = 1; j < bins; j++) {
		double at = scored_value(v[j * (n - 1) / bins].key);
		if (at < scored_value(v[n - 1].key) && (k == 0 || at > edge[k - 1]))
			edge[k++] = at;
	}
	return k;
}

static void numbers_name(cn_arena *a, const cn_column *c, const double *edge, size_t n_edges, bool few, double last, levels *to)
{
	char lo[CN_REAL_BYTES], hi[CN_REAL_BYTES];
	for (size_t i = 0; i <= n_edges; i++) {
		if (i)
			cn_real_text(edge[i - 1], lo);
		cn_real_text(i < n_edges ? edge[i] : last, hi);
		if (few)
			to->text[i] = cn_strf(a, "%.*s=%s", CN_FMT(c->name), hi);
		else if (i == 0)
			to->text[i] = cn_strf(a, "%.*s<=%s", CN_FMT(c->name), hi);
		else if (i == n_edges)
			to->text[i] = cn_strf(a, "%.*s>%s", CN_FMT(c->name), lo);
		else
			to->text[i] = cn_strf(a, "%s<%.*s<=%s", lo, CN_FMT(c->name), hi);
	}
	to->n = (uint32_t)n_edges + 1;
}

static cn_code numbers_take(cn_arena *a, const cn_column *c, const size_t *keep, size_t n, unsigned bins, levels *to, cn_err *err)
{
	scored *v = CN_NEW(a, scored, n + 1);
	double edge[CN_LEVELS_MAX];
	size_t there = 0, k = 0;
	bool few;
	if (!v)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++)
		if (!cn_column_missing(c, keep[i]))
			v[there++].key = scored_key(c->number[keep[i]]);
	CN_TRY(scored_sort(a, &v, there, err));
	if (there) {
		k = edges_of(v, there, bins, edge, &few);
		numbers_name(a, c, edge, k, few, scored_value(v[there - 1].key), to);
	}
	if (there < n)
		to->text[to->n++] = cn_strf(a, "%.*s missing", CN_FMT(c->name));
	for (size_t i = 0; i < n; i++) {
		double x = c->number[keep[i]];
		uint8_t at = 0;
		for (size_t j = 0; j < k; j++)
			at = (uint8_t)(at + (x > edge[j]));
		to->code[i] = x != x ? (uint8_t)(to->n - 1) : at;
	}
	return CN_OK;
}

cn_code levels_take(cn_arena *a, const cn_column *c, const size_t *keep, size_t n, unsigned bins, levels *ret, cn_err *err)
{
	levels to = { .name = c->name, .code = CN_NEW(a, uint8_t, n + 1), .text = CN_NEW(a, cn_str, CN_LEVELS_MAX + 1) };
	if (!to.code || !to.text)
		return cn_arena_fail(a, err);
	assert(bins <= CN_LEVELS_MAX - 2);
	if (c->number)
		CN_TRY(numbers_take(a, c, keep, n, bins, &to, err));
	else
		CN_TRY(texts_take(a, c, keep, n, &to, err));
	*ret = to;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
