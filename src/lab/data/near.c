/* Which rows nearly agree: asked one way or the other, and rows within a tolerance. Texts are in near_text.c. */
#include "lab/data/data.h"

#include <math.h>

cn_code near_pair_taken(int64_t *pairs, cn_err *err)
{
	if (*pairs <= 0)
		return CN_FAIL(err, CN_ETOOBIG, "more pairs of rows are alike than the option \"pairs\" allows to compare: ask for more likeness");
	--*pairs;
	return CN_OK;
}

cn_code near_asked(const cn_take *in, bool *ret, cn_err *err)
{
	bool text = cn_get(in->options, "text") != NULL, tolerance = cn_get(in->options, "tolerance") != NULL;
	if (text && tolerance)
		return CN_FAIL(err, CN_EINPUT, "rows are near by their \"text\" or within a \"tolerance\": name one of the two");
	*ret = text || tolerance;
	return CN_OK;
}

cn_code near_columns(cn_arena *a, const cn_take *in, names *col, cn_err *err)
{
	names text;
	CN_TRY(option_names(a, in, "text", &text, err));
	if (text.n > 1)
		return CN_FAIL(err, CN_EINPUT, "option \"text\" is one column");
	if (text.n)
		*col = text;
	return CN_OK;
}

cn_code near_find(cn_arena *a, const cn_take *in, const cn_table *other, names col, const classes *c, const near_seen *seen, cn_err *err)
{
	int64_t pairs;
	CN_TRY(cn_option_int(in, "pairs", 1000000000, 1, 1000000000000, &pairs, err));
	if (cn_get(in->options, "text"))
		return near_texts(a, in, other, col.at[0], c, seen, &pairs, err);
	return near_rows(a, in, other, col, c, seen, &pairs, err);
}

/* ---- within a tolerance --------------------------------------------------------------------------------------------------------------- */

typedef struct item {
	double x;       /* by which is swept */
	uint32_t block; /* rows of one block agree in all texts, and in what is missing */
	uint32_t class;
} item;

static int by_block(const void *p, const void *q)
{
	const item *x = p, *y = q;
	if (x->block != y->block)
		return x->block < y->block ? -1 : 1;
	if (x->x != y->x)
		return x->x < y->x ? -1 : 1;
	return (x->class > y->class) - (x->class < y->class);
}

/* The numbers of one class, laid side by side. */
typedef struct lay {
	double *x;     /* [class * n + k], 0 where missing */
	double *width; /* [n]: by how much they may differ */
	size_t n, sweep;
	uint32_t *block; /* [class] */
} lay;

static double number_at(const cn_take *in, const cn_table *other, cn_str name, size_t row)
{
	size_t rows = cn_table_rows(in->table);
	return row < rows ? cn_table_find(in->table, name)->number[row] : cn_table_find(other, name)->number[row - rows];
}

/* Column k of the numbers: its values, its width, and blocks cut by what is missing. The column with most different values is swept. */
static cn_code lay_numbers(cn_arena *a, const cn_take *in, const cn_table *other, cn_str name, const classes *c, double tolerance, size_t k, lay *l,
			   size_t *most, cn_err *err)
{
	double lo = HUGE_VAL, hi = -HUGE_VAL;
	classes each;
	CN_TRY(classes_of_rows(a, in->table, other, (names){ &name, 1 }, &each, err));
	for (uint32_t i = 0; i < c->n; i++) {
		double x = number_at(in, other, name, c->first[i]);
		bool there = x == x;
		l->x[i * l->n + k] = there ? x : 0;
		lo = there ? fmin(lo, x) : lo;
		hi = there ? fmax(hi, x) : hi;
	}
	l->width[k] = hi > lo ? tolerance * (hi - lo) : 0;
	if (each.n > *most) {
		*most = each.n;
		l->sweep = k;
	}
	return CN_OK;
}

/* Blocks: classes of the columns of texts, then of where numbers are missing, paired as numbers of one another. */
static cn_code lay_blocks(cn_arena *a, const cn_take *in, const cn_table *other, names text, names number, const classes *c, lay *l, cn_err *err)
{
	classes block;
	CN_TRY(classes_of_rows(a, in->table, other, text, &block, err));
	item *at = CN_NEW(a, item, c->n + (size_t)1);
	if (!at)
		return cn_arena_fail(a, err);
	for (uint32_t i = 0; i < c->n; i++)
		l->block[i] = block.of[c->first[i]];
	for (size_t k = 0; k < number.n; k++) {
		for (uint32_t i = 0; i < c->n; i++) {
			double x = number_at(in, other, number.at[k], c->first[i]);
			at[i] = (item){ .x = x != x, .block = l->block[i], .class = i };
		}
		qsort(at, c->n, sizeof *at, by_block);
		uint32_t b = 0;
		for (uint32_t i = 0; i < c->n; i++) {
			b += i && (at[i].block != at[i - 1].block || at[i].x != at[i - 1].x);
			l->block[at[i].class] = b;
		}
	}
	return CN_OK;
}

static bool within(const lay *l, uint32_t i, uint32_t j)
{
	const double *x = l->x + (size_t)i * l->n, *y = l->x + (size_t)j * l->n;
	for (size_t k = 0; k < l->n; k++)
		if (!(fabs(x[k] - y[k]) <= l->width[k]))
			return false;
	return true;
}

static cn_code sweep(cn_arena *a, const lay *l, uint32_t n, const near_seen *seen, int64_t *pairs, cn_err *err)
{
	item *at = CN_NEW(a, item, n + (size_t)1);
	if (!at)
		return cn_arena_fail(a, err);
	for (uint32_t i = 0; i < n; i++)
		at[i] = (item){ l->x[(size_t)i * l->n + l->sweep], l->block[i], i };
	qsort(at, n, sizeof *at, by_block);
	for (uint32_t i = 0; i < n; i++) {
		for (uint32_t j = i + 1; j < n && at[j].block == at[i].block && at[j].x - at[i].x <= l->width[l->sweep]; j++) {
			CN_TRY(near_pair_taken(pairs, err));
			if (!seen->settled(seen->self, at[i].class, at[j].class) && within(l, at[i].class, at[j].class))
				seen->found(seen->self, at[i].class, at[j].class);
		}
	}
	return CN_OK;
}

cn_code near_rows(cn_arena *a, const cn_take *in, const cn_table *other, names col, const classes *c, const near_seen *seen, int64_t *pairs,
		  cn_err *err)
{
	double tolerance;
	size_t most = 0;
	CN_TRY(cn_option_real(in, "tolerance", 0, 0, 1, &tolerance, err));
	names number = { CN_NEW(a, cn_str, col.n + 1), 0 }, text = { CN_NEW(a, cn_str, col.n + 1), 0 };
	if (!number.at || !text.at)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < col.n; i++) {
		if (cn_table_find(in->table, col.at[i])->number)
			number.at[number.n++] = col.at[i];
		else
			text.at[text.n++] = col.at[i];
	}
	if (number.n == 0 || c->n == 0)
		return CN_OK;
	if (c->n > CN_FRAME_VALUES_MAX / number.n)
		return CN_FAIL(err, CN_ETOOBIG, "%zu rows of %zu features are more than can be held: measure a sample", c->rows, number.n);
	lay l = { .x = CN_NEW(a, double, c->n * number.n), .width = CN_NEW(a, double, number.n), .n = number.n, .block = CN_NEW(a, uint32_t, c->n) };
	if (!l.x || !l.width || !l.block)
		return cn_arena_fail(a, err);
	for (size_t k = 0; k < number.n; k++)
		CN_TRY(lay_numbers(a, in, other, number.at[k], c, tolerance, k, &l, &most, err));
	CN_TRY(lay_blocks(a, in, other, text, number, c, &l, err));
	return sweep(a, &l, c->n, seen, pairs, err);
}
