/* A finished table. */
#include "lab/table/priv.h"

void cn_table_free(cn_table *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n_cols; i++) {
		cn_column *c = &t->col[i];
		/* the table owns what its columns lend out as const */
		cn_heap_give((void *)(uintptr_t)c->number);
		cn_heap_give((void *)(uintptr_t)c->code8);
		cn_heap_give((void *)(uintptr_t)c->code32);
		cn_heap_give((void *)(uintptr_t)c->level);
	}
	cn_heap_give(t->col);
	cn_arena_free(t->names);
	cn_heap_give(t);
}

size_t cn_table_rows(const cn_table *t)
{
	return t->n_rows;
}

size_t cn_table_columns(const cn_table *t)
{
	return t->n_cols;
}

const cn_column *cn_table_column(const cn_table *t, size_t index)
{
	assert(index < t->n_cols);
	return &t->col[index];
}

const cn_column *cn_table_find(const cn_table *t, cn_str name)
{
	for (size_t i = 0; i < t->n_cols; i++)
		if (cn_eq(t->col[i].name, name))
			return &t->col[i];
	return NULL;
}

cn_code cn_table_need(const cn_table *t, cn_str name, const cn_column **ret, cn_err *err)
{
	const cn_column *c = cn_table_find(t, name);
	if (c) {
		*ret = c;
		return CN_OK;
	}
	const cn_column *near = NULL;
	unsigned best = 4;
	for (size_t i = 0; i < t->n_cols; i++) {
		unsigned d = cn_edit_distance(t->col[i].name, name, 3);
		if (d < best) {
			best = d;
			near = &t->col[i];
		}
	}
	(void)CN_FAIL(err, CN_ENOTFOUND, "the table has no column \"%.*s\"", CN_FMT(cn_sub(name, 0, 80)));
	if (near)
		return cn_hint(err, "%.*s", CN_FMT(cn_sub(near->name, 0, 80)));
	return CN_ENOTFOUND;
}

/* One more REAL column from every step-th number; NaN is missing where holes are allowed. */
static cn_code column_add(cn_table *t, cn_str name, const double *number, size_t step, bool holes, cn_err *err)
{
	if (cn_table_find(t, name))
		return CN_FAIL(err, CN_EINPUT, "the table has a column \"%.*s\" already", CN_FMT(cn_sub(name, 0, 80)));
	if (t->n_cols == CN_COLUMNS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d columns", CN_COLUMNS_MAX);
	if (t->n_cols == t->room_cols) {
		cn_column *more = cn_heap_grow(t->col, (t->n_cols + 8) * sizeof *more);
		if (!more)
			return CN_NOMEM(err);
		t->col = more;
		t->room_cols = t->n_cols + 8;
	}
	size_t bytes, missing = 0;
	double *copy = cn_mul(t->n_rows ? t->n_rows : 1, sizeof *copy, &bytes) ? cn_heap_take(bytes) : NULL;
	cn_str own = cn_str_copy(t->names, name);
	if (!copy || !cn_arena_ok(t->names)) {
		cn_heap_give(copy);
		return CN_NOMEM(err);
	}
	for (size_t i = 0; i < t->n_rows; i++) {
		double v = copy[i] = number[i * step];
		bool hole = holes && v != v;
		missing += hole;
		if (hole || v - v == 0)
			continue;
		cn_heap_give(copy);
		return CN_FAIL(err, CN_EINPUT, "row %zu of column \"%.*s\" is not a finite number", i + 1, CN_FMT(cn_sub(name, 0, 80)));
	}
	t->col[t->n_cols++] = (cn_column){ .name = own, .type = CN_COL_REAL, .number = copy, .n_missing = missing };
	return CN_OK;
}

cn_code cn_table_add_numbers(cn_table *t, cn_str name, const double *number, cn_err *err)
{
	return column_add(t, name, number, 1, false, err);
}

cn_code cn_table_of_rows(const cn_str *name, size_t n_cols, const double *row, size_t n_rows, cn_table **ret, cn_err *err)
{
	if (n_rows > CN_ROWS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d rows", CN_ROWS_MAX);
	cn_table *t = cn_heap_take(sizeof *t);
	if (!t)
		return CN_NOMEM(err);
	*t = (cn_table){ .n_rows = n_rows, .names = cn_arena_new(TABLE_NAMES_BYTES) };
	cn_code rc = t->names ? CN_OK : CN_NOMEM(err);
	for (size_t i = 0; i < n_cols && rc == CN_OK; i++)
		rc = column_add(t, name[i], row + i, n_cols, true, err);
	if (rc != CN_OK) {
		cn_table_free(t);
		return rc;
	}
	*ret = t;
	return CN_OK;
}
