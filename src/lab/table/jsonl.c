/* JSON Lines into cells: one object a line. */
#include "lab/table/priv.h"

#include <math.h>

static cn_code value(cn_builder *b, cn_arena *a, size_t at, const cn_val *v, cn_err *err)
{
	switch (v->type) {
	case CN_NULL:
		return cn_builder_missing(b, at, err);
	case CN_BOOL:
		return builder_put(b, at, v->b ? CN_S("true") : CN_S("false"), CELL_TEXT, err);
	case CN_INT:
		return builder_put(b, at, cn_strf(a, "%lld", (long long)v->i), CELL_QUOTED, err);
	case CN_REAL:
		return builder_put(b, at, cn_strf(a, "%.17g%s", v->r, fabs(v->r) < 1e15 && v->r == floor(v->r) ? ".0" : ""), CELL_QUOTED, err);
	case CN_TEXT:
		return builder_put(b, at, v->s, CELL_TEXT, err);
	default:
		return CN_FAIL(err, CN_EINPUT, "%.*s:%zu: \"%.*s\" holds a list or an object", CN_FMT(b->source), b->line, CN_FMT(cn_sub(v->key, 0, 60)));
	}
}

static bool wanted(const cn_str *only, size_t n_only, cn_str name)
{
	for (size_t i = 0; i < n_only; i++)
		if (cn_eq(only[i], name))
			return true;
	return n_only == 0;
}

cn_code jsonl_line(cn_builder *b, cn_str line, size_t line_no, const cn_str *only, size_t n_only, cn_err *err)
{
	const cn_val *v;
	b->line = line_no;
	if (cn_trim(line).n == 0)
		return CN_OK;
	CN_AUTO_ARENA a = cn_arena_new(CN_JSON_BYTES_MAX);
	if (!a)
		return CN_NOMEM(err);
	cn_code rc = cn_json_parse(a, line, CN_JSON_DEPTH_MAX, &v, err);
	if (rc != CN_OK) {
		(void)cn_while(err, "%.*s:%zu", CN_FMT(b->source), line_no); /* it takes its code from err, which may be left out */
		return rc;
	}
	if (v->type != CN_MAP)
		return CN_FAIL(err, CN_EINPUT, "%.*s:%zu: not an object", CN_FMT(b->source), line_no);
	CN_EACH(m, v)
	{
		size_t at;
		if (!wanted(only, n_only, m->key))
			continue;
		if (builder_find(b, m->key, &at) != CN_OK) {
			at = b->n_cols;
			CN_TRY(cn_builder_column(b, m->key, err));
		}
		CN_TRY(value(b, a, at, m, err));
	}
	return cn_builder_row(b, line_no, err);
}
