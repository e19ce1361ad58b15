/* CSV records (RFC 4180) into cells. The bytes given hold whole records only; reader.c sees to that. */
#include "lab/table/priv.h"

static cn_code bad(const cn_builder *b, const csv *c, cn_err *err, const char *what)
{
	(void)CN_FAIL(err, CN_EINPUT, "%s", what);
	(void)cn_while(err, "%.*s:%zu", CN_FMT(b->source), c->line);
	return CN_EINPUT;
}

/* A plain field from *pos, which ends behind it, on the separator, the line end or the end of text. */
static cn_code plain_field(const csv *c, const cn_builder *b, cn_str s, size_t *pos, cn_str *ret, cn_err *err)
{
	const char *p = s.p + *pos, *end = s.p + s.n, *q = p;
	while (q < end && !c->stop[(unsigned char)*q])
		q++;
	if (q < end && *q == '"')
		return bad(b, c, err, "a quote inside a field that does not start with one");
	size_t n = (size_t)(q - p);
	if (n > 0 && p[n - 1] == '\r' && (q == end || *q == '\n'))
		n--;
	*ret = (cn_str){ p, n };
	*pos = (size_t)(q - s.p);
	return CN_OK;
}

static size_t lines_in(const char *p, const char *end)
{
	size_t n = 0;
	while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		n++;
		p++;
	}
	return n;
}

/* A field in quotes; its text stands in c->cell. */
static cn_code quoted_field(csv *c, const cn_builder *b, cn_str s, size_t *pos, size_t *lines, cn_err *err)
{
	const char *p = s.p + *pos + 1, *end = s.p + s.n;
	cn_buf_reset(&c->cell);
	for (;; p++) {
		const char *close = memchr(p, '"', (size_t)(end - p));
		if (!close)
			return bad(b, c, err, "a quote is not closed");
		*lines += lines_in(p, close);
		cn_buf_put(&c->cell, (cn_str){ p, (size_t)(close - p) });
		p = close + 1;
		if (p == end || *p != '"')
			break;
		cn_buf_putc(&c->cell, '"');
	}
	if (c->cell.failed && (size_t)(p - s.p) - *pos < CN_FIELD_BYTES_MAX)
		return CN_NOMEM(err);
	if (c->cell.failed)
		return CN_FAIL(err, CN_ETOOBIG, "%.*s:%zu: a field of more than %d bytes", CN_FMT(b->source), c->line, CN_FIELD_BYTES_MAX);
	if (p < end && *p == '\r' && (p + 1 == end || p[1] == '\n'))
		p++;
	if (p < end && *p != c->separator && *p != '\n')
		return bad(b, c, err, "text after a closing quote");
	*pos = (size_t)(p - s.p);
	return CN_OK;
}

static cn_code field(csv *c, const cn_builder *b, cn_str s, size_t *pos, size_t *lines, cn_str *ret, bool *quoted, cn_err *err)
{
	*quoted = *pos < s.n && s.p[*pos] == '"';
	if (!*quoted)
		return plain_field(c, b, s, pos, ret, err);
	CN_TRY(quoted_field(c, b, s, pos, lines, err));
	*ret = cn_buf_str(&c->cell);
	return CN_OK;
}

static bool wanted(const csv *c, cn_str name)
{
	for (size_t i = 0; i < c->n_only; i++)
		if (cn_eq(c->only[i], name))
			return true;
	return c->n_only == 0;
}

static cn_code header_end(csv *c, cn_builder *b, cn_err *err)
{
	for (size_t i = 0; i < c->n_only; i++) {
		size_t at;
		if (builder_find(b, c->only[i], &at) != CN_OK)
			return CN_FAIL(err, CN_EINPUT, "%.*s: there is no column \"%.*s\"", CN_FMT(b->source), CN_FMT(c->only[i]));
	}
	c->has_header = c->numbers_plain = true;
	for (size_t i = 0; i < b->n_missing; i++) {
		double v;
		if (table_number(b->missing[i], &v) != NUM_NOT)
			c->numbers_plain = false;
	}
	bool all = true;
	for (size_t i = 0; i < b->n_cols; i++)
		all &= b->col[i].declared;
	return all ? builder_decide(b, err) : CN_OK; /* nothing to guess */
}

static cn_code header_field(csv *c, cn_builder *b, cn_str name, cn_err *err)
{
	if (c->n_fields == CN_COLUMNS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "%.*s: more than %d columns", CN_FMT(b->source), CN_COLUMNS_MAX);
	c->to[c->n_fields] = SIZE_MAX;
	if (wanted(c, name)) {
		c->to[c->n_fields] = b->n_cols;
		CN_TRY(cn_builder_column(b, name, err));
	}
	c->n_fields++;
	return CN_OK;
}

static cn_code record_end(csv *c, cn_builder *b, size_t n, cn_err *err)
{
	if (!c->has_header)
		return header_end(c, b, err);
	if (n != c->n_fields)
		return CN_FAIL(err, CN_EINPUT, "%.*s:%zu: %zu fields where the header has %zu", CN_FMT(b->source), c->line, n, c->n_fields);
	return cn_builder_row(b, c->line, err);
}

static cn_code record_field(csv *c, cn_builder *b, size_t n, cn_str text, bool quoted, cn_err *err)
{
	if (!c->has_header)
		return header_field(c, b, text, err);
	if (n < c->n_fields && c->to[n] != SIZE_MAX)
		return builder_put(b, c->to[n], text, quoted ? CELL_QUOTED : CELL_PLAIN, err);
	return CN_OK;
}

/* The record at *pos, and past its line end. */
static cn_code record(csv *c, cn_builder *b, cn_str s, size_t *pos, cn_err *err)
{
	size_t lines = 1, n = 0;
	b->line = c->line;
	for (;; ++*pos) {
		cn_str text = { "", 0 };
		bool quoted = false;
		CN_TRY(field(c, b, s, pos, &lines, &text, &quoted, err));
		CN_TRY(record_field(c, b, n++, text, quoted, err));
		if (*pos >= s.n || s.p[*pos] == '\n')
			break;
	}
	if (!c->has_header)
		c->crlf = *pos > 0 && s.p[*pos - 1] == '\r';
	CN_TRY(record_end(c, b, n, err));
	c->line += lines;
	++*pos;
	return CN_OK;
}

cn_code csv_parse(csv *c, cn_builder *b, cn_arena *a, cn_str whole, cn_err *err)
{
	if (!c->to && !(c->to = CN_NEW(a, size_t, CN_COLUMNS_MAX)))
		return cn_arena_fail(a, err);
	size_t pos = 0;
	while (pos < whole.n) {
		bool cr = whole.p[pos] == '\r' && pos + 1 < whole.n && whole.p[pos + 1] == '\n';
		if (cr || whole.p[pos] == '\n') {
			pos += cr ? 2 : 1;
			c->line++;
			continue;
		}
		size_t at = pos;
		if (c->has_header && !b->staging)
			CN_TRY(csv_rows_plain(c, b, a, whole, &pos, err));
		if (pos == at)
			CN_TRY(record(c, b, whole, &pos, err));
	}
	return CN_OK;
}
