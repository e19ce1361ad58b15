/* The streaming reader: cuts the bytes fed into whole records, and the finished table. */
#include "lab/table/priv.h"

enum { PIECE_BYTES = 1 << 17 };

struct cn_reader {
	cn_table_form form;
	cn_builder *b;
	cn_arena *a;
	cn_str *only;
	size_t n_only;
	csv csv;
	cn_buf pend;    /* the start of a record that has not ended */
	bool in_quotes; /* at the end of pend (CSV) */
	bool started;   /* the byte order mark has been looked for */
	bool done;
};

cn_code cn_reader_new(cn_table_form form, const cn_table_options *o, cn_reader **ret, cn_err *err)
{
	static const cn_table_options plain;
	if (!o)
		o = &plain;
	if (o->separator == '"' || o->separator == '\n' || o->separator == '\r' || (unsigned char)o->separator >= 0x80)
		return CN_FAIL(err, CN_EINPUT, "a separator is one ASCII character other than a quote or a line end");
	cn_reader *r = cn_heap_take(sizeof *r);
	if (!r)
		return CN_NOMEM(err);
	*r = (cn_reader){ .form = form, .n_only = o->n_only, .a = cn_arena_new(CN_RECORD_ARENA_BYTES) };
	cn_buf_init(&r->pend, TABLE_ROW_BYTES);
	cn_buf_init(&r->csv.cell, CN_FIELD_BYTES_MAX);
	r->csv.separator = o->separator ? o->separator : ',';
	r->csv.line = 1;
	r->csv.stop[(unsigned char)r->csv.separator] = r->csv.stop['\n'] = r->csv.stop['"'] = 1;
	r->only = CN_NEW(r->a, cn_str, o->n_only ? o->n_only : 1);
	for (size_t i = 0; r->only && i < o->n_only; i++)
		r->only[i] = cn_str_copy(r->a, o->only[i]);
	r->csv.only = r->only;
	r->csv.n_only = o->n_only;
	cn_code rc = cn_arena_ok(r->a) ? cn_builder_new(o, &r->b, err) : CN_NOMEM(err);
	if (rc != CN_OK) {
		cn_reader_free(r);
		return rc;
	}
	*ret = r;
	return CN_OK;
}

void cn_reader_free(cn_reader *r)
{
	if (!r)
		return;
	cn_builder_free(r->b);
	cn_buf_done(&r->pend);
	cn_buf_done(&r->csv.cell);
	cn_arena_free(r->a);
	cn_heap_give(r);
}

/* The bytes of whole records at the start of s; carries the quote state on. 0: no record ends here. */
static size_t whole_records(cn_reader *r, cn_str s)
{
	if (r->form == CN_FORM_JSONL) {
		const char *nl = s.n ? memrchr(s.p, '\n', s.n) : NULL;
		return nl ? (size_t)(nl - s.p) + 1 : 0;
	}
	size_t from = 0, whole = 0;
	while (from < s.n) {
		const char *q = memchr(s.p + from, '"', s.n - from);
		size_t to = q ? (size_t)(q - s.p) : s.n;
		if (!r->in_quotes && to > from) {
			const char *nl = memrchr(s.p + from, '\n', to - from);
			if (nl)
				whole = (size_t)(nl - s.p) + 1;
		}
		if (!q)
			break;
		r->in_quotes = !r->in_quotes;
		from = to + 1;
	}
	return whole;
}

static bool is_ascii(cn_str s)
{
	uint64_t all = 0, w;
	size_t i = 0;
	for (; i + 8 <= s.n; i += 8) {
		memcpy(&w, s.p + i, 8);
		all |= w;
	}
	for (; i < s.n; i++)
		all |= (unsigned char)s.p[i];
	return (all & 0x8080808080808080ull) == 0;
}

static cn_code records(cn_reader *r, cn_str whole, cn_err *err)
{
	if (memchr(whole.p, 0, whole.n) || (!is_ascii(whole) && !cn_utf8_ok(whole)))
		return CN_FAIL(err, CN_EINPUT, "%.*s: not UTF-8 text, at or after line %zu", CN_FMT(r->b->source), r->csv.line);
	if (r->form == CN_FORM_CSV)
		return csv_parse(&r->csv, r->b, r->a, whole, err);
	while (whole.n > 0) {
		cn_str line, rest;
		(void)cn_split(whole, '\n', &line, &rest); /* the last line may have no end */
		CN_TRY(jsonl_line(r->b, line, r->csv.line++, r->only, r->n_only, err));
		whole = rest;
	}
	return CN_OK;
}

static cn_code pend_put(cn_reader *r, cn_str s, cn_err *err)
{
	if (s.n > TABLE_ROW_BYTES - r->pend.n)
		return CN_FAIL(err, CN_ETOOBIG, "%.*s: line %zu is longer than %d MiB, or a quote is not closed", CN_FMT(r->b->source), r->csv.line,
			       TABLE_ROW_BYTES >> 20);
	cn_buf_put(&r->pend, s);
	return r->pend.failed ? CN_NOMEM(err) : CN_OK;
}

/* The mark may be cut between two feeds: wait for three bytes. */
static bool mark_skipped(cn_reader *r, cn_str *s)
{
	if (r->started)
		return true;
	size_t have = r->pend.n + s->n;
	if (have < 3 && !r->done)
		return false;
	char head[3] = { 0 };
	for (size_t i = 0; i < 3 && i < have; i++)
		head[i] = i < r->pend.n ? r->pend.p[i] : s->p[i - r->pend.n];
	r->started = true;
	if (have >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0) {
		*s = cn_sub(*s, 3 - r->pend.n, s->n);
		cn_buf_reset(&r->pend);
	}
	return true;
}

cn_code cn_reader_feed(cn_reader *r, cn_str bytes, cn_err *err)
{
	if (bytes.n == 0)
		return CN_OK;
	if (!r->started) {
		if (!mark_skipped(r, &bytes))
			return pend_put(r, bytes, err);
		/* what waited for the mark has not been looked at for quotes yet */
		(void)whole_records(r, cn_buf_str(&r->pend));
	}
	size_t whole = whole_records(r, bytes);
	cn_str head = cn_sub(bytes, 0, whole), tail = cn_sub(bytes, whole, bytes.n);
	if (whole > 0) {
		if (r->pend.n > 0) {
			CN_TRY(pend_put(r, head, err));
			CN_TRY(records(r, cn_buf_str(&r->pend), err));
			cn_buf_reset(&r->pend);
		} else {
			CN_TRY(records(r, head, err));
		}
	}
	return tail.n > 0 ? pend_put(r, tail, err) : CN_OK;
}

cn_code cn_reader_end(cn_reader *r, cn_table **ret, cn_err *err)
{
	cn_str none = { "", 0 };
	r->done = true;
	(void)mark_skipped(r, &none); /* fewer than three bytes were fed: there is no mark */
	if (r->pend.n > 0)
		CN_TRY(records(r, cn_buf_str(&r->pend), err));
	cn_buf_reset(&r->pend);
	if (r->form == CN_FORM_CSV && !r->csv.has_header)
		return CN_FAIL(err, CN_EINPUT, "%.*s: empty: a table starts with a line of column names", CN_FMT(r->b->source));
	if (r->form == CN_FORM_JSONL && r->b->n_cols == 0)
		return CN_FAIL(err, CN_EINPUT, "%.*s: no object with a column in it", CN_FMT(r->b->source));
	for (size_t i = 0; i < r->n_only; i++) {
		size_t at;
		if (builder_find(r->b, r->only[i], &at) != CN_OK)
			return CN_FAIL(err, CN_EINPUT, "%.*s: there is no column \"%.*s\"", CN_FMT(r->b->source), CN_FMT(r->only[i]));
	}
	return cn_builder_end(r->b, ret, err);
}

cn_code cn_table_parse(cn_table_form form, const cn_table_options *o, cn_str bytes, cn_table **ret, cn_err *err)
{
	cn_reader *r = NULL;
	CN_TRY(cn_reader_new(form, o, &r, err));
	cn_code rc = CN_OK;
	for (size_t at = 0; at < bytes.n && rc == CN_OK; at += PIECE_BYTES) /* pieces that stay in cache from check to check */
		rc = cn_reader_feed(r, cn_sub(bytes, at, PIECE_BYTES), err);
	if (rc == CN_OK)
		rc = cn_reader_end(r, ret, err);
	cn_reader_free(r);
	return rc;
}
