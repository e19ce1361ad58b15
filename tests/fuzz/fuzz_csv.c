/* CSV from outside: whatever the bytes and wherever they are cut, an answer; cut or whole, with types guessed or declared as guessed, which
 * reads rows in another way, give the same table; a table can be counted. */
#include "lab/lab.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cn_code read_cut(cn_str s, size_t step, const cn_table_options *o, cn_table **t)
{
	cn_reader *r = NULL;
	cn_err err = { 0 };
	if (cn_reader_new(CN_FORM_CSV, o, &r, &err) != CN_OK)
		abort();
	cn_code rc = CN_OK;
	for (size_t at = 0; at < s.n && rc == CN_OK; at += step)
		rc = cn_reader_feed(r, cn_sub(s, at, step), &err);
	if (rc == CN_OK)
		rc = cn_reader_end(r, t, &err);
	if (rc != CN_OK && (*t || !err.msg[0]))
		abort();
	cn_reader_free(r);
	return rc;
}

static void same(const cn_table *x, const cn_table *y)
{
	if (cn_table_rows(x) != cn_table_rows(y) || cn_table_columns(x) != cn_table_columns(y))
		abort();
	for (size_t c = 0; c < cn_table_columns(x); c++) {
		const cn_column *a = cn_table_column(x, c), *b = cn_table_column(y, c);
		if (a->type != b->type || a->n_missing != b->n_missing || a->n_levels != b->n_levels || !cn_eq(a->name, b->name))
			abort();
		for (size_t r = 0; r < cn_table_rows(x); r++)
			if (cn_column_missing(a, r) != cn_column_missing(b, r) ||
			    (a->number ? memcmp(&a->number[r], &b->number[r], sizeof(double)) != 0 : cn_column_code(a, r) != cn_column_code(b, r)))
				abort();
		for (uint32_t l = 0; l < a->n_levels; l++)
			if (!cn_eq(a->level[l], b->level[l]))
				abort();
	}
}

static void count(const cn_table *t)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_counts *c = NULL;
	cn_err err = { 0 };
	cn_str by = cn_table_column(t, 0)->name;
	cn_str last = cn_table_column(t, cn_table_columns(t) - 1)->name;
	cn_measure m = { .prediction = last, .by = &by, .n_by = 1 };
	if (!a || cn_counts_take(a, t, &m, CN_NEED_PREDICTION, &c, &err) != CN_OK)
		return;
	if (!c->has_prediction) /* a column without a name cannot be named */
		return;
	int64_t n = 0;
	for (size_t g = 0; g < c->n_groups; g++)
		n += c->cell[g].sel + c->cell[g].rej + c->group[g].skipped;
	if (n != c->n_rows)
		abort();
}

static void declared(cn_str s, const cn_table *guessed)
{
	CN_AUTO_ARENA a = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	cn_table *t = NULL;
	cn_table_options o = { .n_decl = cn_table_columns(guessed) };
	cn_column_decl *d = CN_NEW(a, cn_column_decl, o.n_decl);
	if (!d)
		abort();
	for (size_t i = 0; i < o.n_decl; i++)
		d[i] = (cn_column_decl){ cn_table_column(guessed, i)->name, cn_table_column(guessed, i)->type };
	o.decl = d;
	if (read_cut(s, s.n ? s.n : 1, &o, &t) != CN_OK)
		abort();
	same(guessed, t);
	cn_table_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cn_str s = { (const char *)data, size };
	cn_table *whole = NULL, *cut = NULL;
	cn_code rc = read_cut(s, size ? size : 1, NULL, &whole);
	if (read_cut(s, size > 4096 ? 977 : 3, NULL, &cut) != rc)
		abort();
	if (rc == CN_OK) {
		same(whole, cut);
		if (cn_table_rows(whole) < CN_TABLE_GUESS_ROWS) /* later rows may turn integers into reals, declared ones not */
			declared(s, whole);
		count(whole);
	}
	cn_table_free(whole);
	cn_table_free(cut);
	return 0;
}
