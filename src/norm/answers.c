/* Answers as a tree: the shape of `applies --json`. */
#include "norm/library.h"

static void put_date(cn_arena *a, cn_val *m, const char *key, cn_date d)
{
	char text[CN_TIME_BYTES];
	if (d == CN_DATE_NONE)
		return;
	cn_date_text(d, text);
	cn_put(a, m, key, cn_textz(a, text));
}

static void put_text(cn_arena *a, cn_val *m, const char *key, cn_str s)
{
	if (s.n)
		cn_put(a, m, key, cn_text(a, s));
}

static cn_val *why_val(cn_arena *a, const cn_why *w)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "en", cn_text(a, w->text.en));
	cn_put(a, m, "zh", cn_text(a, w->text.zh));
	cn_put(a, m, "depth", cn_int(a, w->depth));
	if (w->fact) {
		put_text(a, m, "fact", w->fact->id);
		put_text(a, m, "value", w->fact_value);
	}
	put_text(a, m, "by", w->from.by);
	put_text(a, m, "on", w->from.on);
	put_text(a, m, "source", w->from.source);
	put_text(a, m, "record", w->from.record);
	put_text(a, m, "locator", w->locator);
	return m;
}

static cn_val *cell_val(cn_arena *a, const cn_cell *c)
{
	cn_val *m = cn_map(a), *why = cn_list(a), *missing = cn_list(a);
	cn_put(a, m, "id", cn_text(a, c->provision->full));
	cn_put(a, m, "market", cn_text(a, c->market));
	cn_put(a, m, "actor", cn_text(a, c->actor->party));
	cn_put(a, m, "role", cn_text(a, c->actor->role.n ? c->actor->role : CN_S("unknown")));
	cn_put(a, m, "answer", cn_textz(a, cn_answer_text(c->answer)));
	put_date(a, m, "from", c->from);
	put_date(a, m, "until", c->until);
	if (c->later != CN_FALSE)
		cn_put(a, m, "later", cn_textz(a, cn_tri_text(c->later)));
	cn_put(a, m, "force", cn_textz(a, cn_force_text(c->force)));
	cn_put(a, m, "confidence", cn_textz(a, cn_confidence_text(c->confidence)));
	cn_put(a, m, "basis", cn_textz(a, c->provision->scope_basis ? "scope" : "condition"));
	for (size_t i = 0; i < c->n_missing; i++)
		cn_push(a, missing, cn_text(a, c->missing[i]->id));
	if (c->n_missing)
		cn_put(a, m, "missing", missing);
	if (c->not_read)
		cn_put(a, m, "not_read", cn_bool(a, true));
	for (size_t i = 0; i < c->n_why; i++)
		cn_push(a, why, why_val(a, &c->why[i]));
	cn_put(a, m, "why", why);
	return m;
}

static cn_code coverage_val(cn_arena *a, const cn_library *lib, cn_str market, cn_date as_of, cn_val *list, cn_val *markets, cn_err *err)
{
	cn_coverage *c = NULL;
	size_t n = 0;
	bool covered = false;
	CN_TRY(cn_library_coverage(a, lib, market, as_of, &c, &n, &covered, err));
	for (size_t i = 0; i < n; i++) {
		cn_val *m = cn_map(a);
		cn_put(a, m, "market", cn_text(a, market));
		cn_put(a, m, "theme", cn_text(a, c[i].theme));
		cn_put(a, m, "level", cn_text(a, c[i].level));
		put_date(a, m, "as_of", c[i].as_of);
		if (c[i].note.en.n)
			cn_put(a, m, "note", cn_words_val(a, c[i].note));
		cn_push(a, list, m);
	}
	cn_val *m = cn_map(a);
	cn_put(a, m, "market", cn_text(a, market));
	cn_put(a, m, "covered", cn_bool(a, covered));
	cn_push(a, markets, m);
	return CN_OK;
}

cn_code cn_norm_answers_val(cn_arena *a, const cn_library *lib, const cn_profile *p, const cn_answers *answers, cn_val **ret, cn_err *err)
{
	cn_val *top = cn_map(a), *rows = cn_list(a), *coverage = cn_list(a), *markets = cn_list(a);
	cn_put(a, top, "system", cn_text(a, p->id));
	put_date(a, top, "as_of", answers->as_of);
	cn_put(a, top, "out_of_scope", cn_bool(a, answers->out_of_scope));
	for (size_t i = 0; i < answers->n_cell; i++)
		cn_push(a, rows, cell_val(a, &answers->cell[i]));
	for (size_t i = 0; i < p->n_market; i++)
		CN_TRY(coverage_val(a, lib, p->market[i].code, answers->as_of, coverage, markets, err));
	cn_put(a, top, "rows", rows);
	cn_put(a, top, "markets", markets);
	cn_put(a, top, "coverage", coverage);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = top;
	return CN_OK;
}
