/* Columns that two tables share, and their levels in one order. */
#include "lab/reliability/reliability.h"

static bool is_compared(const cn_take *in, const cn_column *c)
{
	return !cn_eq(c->name, in->m->unit) && cn_table_find(in->other, c->name);
}

cn_code pairs_take(cn_arena *a, const cn_take *in, column_pair **ret, size_t *ret_n, cn_err *err)
{
	const cn_measure *m = in->m;
	size_t all = m->n_features ? m->n_features : cn_table_columns(in->table), n = 0;
	column_pair *p = CN_NEW(a, column_pair, CN_DRIFT_COLUMNS_MAX);
	if (!p)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < all; i++) {
		column_pair x = { NULL, NULL };
		if (m->n_features)
			CN_TRY(cn_table_need(in->table, m->features[i], &x.now, err));
		else
			x.now = cn_table_column(in->table, i);
		if (!m->n_features && !is_compared(in, x.now))
			continue;
		if (cn_table_need(in->other, x.now->name, &x.ref, err) != CN_OK)
			return cn_while(err, "the second table");
		if (!x.now->number != !x.ref->number)
			return CN_FAIL(err, CN_EUNDEFINED, "column \"%.*s\" is text in one table and numbers in the other",
				       CN_FMT(x.now->name));
		if (n == CN_DRIFT_COLUMNS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "more than %d columns to compare: name the features", CN_DRIFT_COLUMNS_MAX);
		p[n++] = x;
	}
	if (n == 0)
		return CN_FAIL(err, CN_EINPUT, "the two tables have no column in common");
	*ret = p;
	*ret_n = n;
	return CN_OK;
}

typedef struct named {
	cn_str text;
	size_t rows;
	uint32_t code, side;
} named;

static int by_text(const void *x, const void *y)
{
	const named *a = x, *b = y;
	int d = cn_cmp(a->text, b->text);
	return d ? d : (a->side > b->side) - (a->side < b->side);
}

static int by_rows(const void *x, const void *y)
{
	const named *a = x, *b = y;
	return a->rows != b->rows ? (a->rows < b->rows ? 1 : -1) : cn_cmp(a->text, b->text);
}

static size_t levels_list(const cn_column *c, size_t rows, uint32_t side, named *to)
{
	for (uint32_t i = 0; i < c->n_levels; i++)
		to[i] = (named){ c->level[i], 0, i, side };
	for (size_t i = 0; i < rows; i++)
		if (!cn_column_missing(c, i))
			to[cn_column_code(c, i)].rows++;
	return c->n_levels;
}

/* Of levels in order of text, each once; a level that both tables have keeps the side of the first. */
static size_t levels_join(const named *x, size_t all, named *one)
{
	size_t n = 0;
	for (size_t i = 0; i < all; i++) {
		if (n && cn_eq(one[n - 1].text, x[i].text))
			one[n - 1].rows += x[i].rows;
		else
			one[n++] = x[i];
	}
	return n;
}

/* Where the text is among the n named ones, whichever table it was first seen in; n: it is not. */
static uint32_t level_place(const named *one, uint32_t n, cn_str text)
{
	for (uint32_t side = 0; n && side < 2; side++) {
		const named *at = bsearch(&(named){ .text = text, .side = side }, one, n, sizeof *one, by_text);
		if (at)
			return (uint32_t)(at - one);
	}
	return n;
}

cn_code levels_match(cn_arena *a, const column_pair *c, size_t rows_now, size_t rows_ref, uint32_t most, levels_both *ret,
		     cn_err *err)
{
	size_t all = (size_t)c->now->n_levels + c->ref->n_levels, n = 0;
	named *x = CN_NEW(a, named, all + 1), *one = CN_NEW(a, named, all + 1);
	levels_both l = { { CN_NEW(a, uint32_t, c->now->n_levels + (size_t)1), CN_NEW(a, uint32_t, c->ref->n_levels + (size_t)1) },
			  CN_NEW(a, cn_str, most + (size_t)1),
			  0,
			  0 };
	if (!x || !one || !l.of[0] || !l.of[1] || !l.text)
		return cn_arena_fail(a, err);
	size_t k = levels_list(c->now, rows_now, 0, x);
	(void)levels_list(c->ref, rows_ref, 1, x + k);
	qsort(x, all, sizeof *x, by_text);
	n = levels_join(x, all, one);
	if (n)
		qsort(one, n, sizeof *one, by_rows);
	l.n_named = n < most ? (uint32_t)n : most;
	if (l.n_named)
		qsort(one, l.n_named, sizeof *one, by_text);
	for (uint32_t i = 0; i < l.n_named; i++)
		l.text[i] = one[i].text;
	for (size_t i = 0; i < all; i++)
		l.of[x[i].side][x[i].code] = level_place(one, l.n_named, x[i].text);
	l.n = l.n_named + (n > l.n_named) + 1;
	*ret = l;
	return CN_OK;
}
