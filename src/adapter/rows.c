/* Rows as text, and answers back. Numbers go out with 17 digits: what is asked is what was measured. */
#include "adapter/rows.h"

#include <math.h>

static void put_csv_text(cn_buf *b, cn_str s)
{
	cn_buf_putc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			cn_buf_putc(b, '"');
		cn_buf_putc(b, s.p[i]);
	}
	cn_buf_putc(b, '"');
}

bool rows_level(const cn_feature *f, double x, cn_str *ret)
{
	if (!f->category || !(x >= 0) || x >= f->n_levels)
		return false;
	*ret = f->level[(size_t)x];
	return true;
}

void rows_csv(cn_buf *b, const cn_feature *f, size_t n_features, const double *row, size_t n)
{
	for (size_t k = 0; k < n_features; k++) {
		if (k)
			cn_buf_putc(b, ',');
		put_csv_text(b, f[k].name);
	}
	cn_buf_putc(b, '\n');
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < n_features; k++) {
			double x = row[i * n_features + k];
			cn_str text;
			if (k)
				cn_buf_putc(b, ',');
			if (rows_level(&f[k], x, &text))
				put_csv_text(b, text);
			else if (isfinite(x))
				cn_buf_printf(b, "%.17g", x);
		}
		cn_buf_putc(b, '\n');
	}
}

void rows_jsonl(cn_buf *b, const cn_feature *f, size_t n_features, const double *row, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < n_features; k++) {
			double x = row[i * n_features + k];
			cn_str text;
			cn_buf_putz(b, k ? ", " : "{");
			cn_json_text(b, f[k].name);
			cn_buf_putz(b, ": ");
			if (rows_level(&f[k], x, &text))
				cn_json_text(b, text);
			else if (isfinite(x))
				cn_buf_printf(b, "%.17g", x);
			else
				cn_buf_putz(b, "null");
		}
		cn_buf_putz(b, "}\n");
	}
}

static const cn_column *answer_column(const cn_table *t)
{
	const cn_column *c = cn_table_find(t, CN_S("score"));
	if (!c)
		c = cn_table_find(t, CN_S("prediction"));
	return c ? c : cn_table_columns(t) == 1 ? cn_table_column(t, 0) : NULL;
}

static cn_code answer_take(const char *who, const cn_table *t, double *score, size_t n, cn_err *err)
{
	const cn_column *c = answer_column(t);
	if (!c)
		return CN_FAIL(err, CN_EINPUT, "%s answered without a column \"score\"", who);
	if (cn_table_rows(t) != n)
		return CN_FAIL(err, CN_EINPUT, "%s gave %zu answers to %zu rows", who, cn_table_rows(t), n);
	if (n && (!c->number || c->n_missing))
		return CN_FAIL(err, CN_EINPUT, "%s gave an answer that is not a number", who);
	for (size_t i = 0; i < n; i++)
		score[i] = c->number[i];
	return CN_OK;
}

cn_code rows_answer(const char *who, cn_str text, bool jsonl, double *score, size_t n, cn_err *err)
{
	cn_table *t = NULL;
	cn_table_options o = { .source = cn_str_z("answer") };
	if (cn_table_parse(jsonl ? CN_FORM_JSONL : CN_FORM_CSV, &o, text, &t, err) != CN_OK)
		return cn_while(err, "%s", who);
	cn_code rc = answer_take(who, t, score, n, err);
	cn_table_free(t);
	return rc;
}
