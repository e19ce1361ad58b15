/* Reasons: the part of a condition that decided, as lines. True: the branch of an "or" that was taken. False: the shortest false part of an
 * "and". Unknown: what is left when the decided parts are taken away. Tests on members of one set become one line. */
#include "norm/why.h"

cn_code cn_why_add(cn_reasons *r, cn_why line, cn_err *err)
{
	if (r->n >= CN_WHY_MAX) {
		r->full = true;
		return CN_OK;
	}
	if (r->n == r->room) {
		size_t room = r->room ? r->room * 2 : 8;
		cn_why *grown = CN_NEW(r->a, cn_why, room);
		if (!grown)
			return cn_arena_fail(r->a, err);
		if (r->n)
			memcpy(grown, r->line, r->n * sizeof *grown);
		r->line = grown;
		r->room = room;
	}
	r->line[r->n++] = line;
	return CN_OK;
}

/* ---- what decided ---------------------------------------------------------------------------------------------------------------- */

/* The one kid that decides an "and" that is false or an "or" that is true: the shortest. */
static uint32_t deciding_kid(const cn_expr *e, const cn_world *w, cn_tri value)
{
	uint32_t best = e->n;
	size_t least = SIZE_MAX;
	for (uint32_t k = 0; k < e->n; k++) {
		if (cn_eval(e->kid[k], w) != value)
			continue;
		size_t size = cn_expr_size(e->kid[k]);
		if (size < least) {
			least = size;
			best = k;
		}
	}
	return best;
}

/* Does kid k belong to the reason for e's value? */
static bool decides(const cn_expr *e, const cn_world *w, uint32_t k)
{
	cn_tri value = cn_eval(e, w);
	cn_tri kid = cn_eval(e->kid[k], w);
	if (e->op == CN_E_AND || e->op == CN_E_OR) {
		if (value == CN_UNKNOWN)
			return kid == CN_UNKNOWN;
		bool one = value == (e->op == CN_E_AND ? CN_FALSE : CN_TRUE);
		return !one || k == deciding_kid(e, w, value);
	}
	if (e->op != CN_E_COND)
		return value != CN_UNKNOWN || kid == CN_UNKNOWN;
	cn_tri c = cn_eval(e->kid[0], w);
	if (c == CN_UNKNOWN)
		return value != CN_UNKNOWN ? k > 0 : k == 0 || kid == CN_UNKNOWN;
	return k == 0 ? value != CN_UNKNOWN : k == (c == CN_TRUE ? 1u : 2u);
}

cn_confidence cn_why_confidence(const cn_expr *e, const cn_world *w)
{
	cn_confidence worst = CN_READ;
	if (e->op == CN_E_DEF) {
		worst = e->def->confidence;
		if (cn_is_opaque(e, w))
			return worst;
	}
	for (uint32_t k = 0; k < e->n; k++) {
		if (!decides(e, w, k))
			continue;
		cn_confidence c = cn_why_confidence(e->kid[k], w);
		if (c > worst)
			worst = c;
	}
	return worst;
}

/* ---- one test --------------------------------------------------------------------------------------------------------------------- */

static cn_words plain(cn_str s)
{
	return (cn_words){ s, s };
}

static cn_words label(const cn_fact *f, cn_str id)
{
	for (size_t i = 0; i < f->n_member; i++)
		if (cn_eq(f->member[i].id, id) && f->member[i].label.en.n)
			return f->member[i].label;
	return plain(id);
}

static cn_words number_words(cn_arena *a, const cn_fact *f, const cn_dec *d)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	cn_dec_text(d, &b);
	if (f->unit.n)
		cn_buf_printf(&b, " %.*s", CN_FMT(f->unit));
	return plain(cn_buf_copy(a, &b));
}

static cn_words date_words(cn_arena *a, cn_date d)
{
	char text[CN_TIME_BYTES];
	cn_date_text(d, text);
	return plain(cn_str_copy(a, cn_str_z(text)));
}

/* "more than 1e25 FLOP", "2027-12-02 or after" */
static cn_words asked(cn_arena *a, const cn_expr *e)
{
	bool day = !e->num;
	cn_words value = day ? date_words(a, e->date) : number_words(a, e->fact, e->num);
	cn_say_id id = e->cmp == CN_E_LT   ? (day ? CN_SAY_DAY_LT : CN_SAY_LT)
		       : e->cmp == CN_E_LE ? (day ? CN_SAY_DAY_LE : CN_SAY_LE)
		       : e->cmp == CN_E_GT ? (day ? CN_SAY_DAY_GT : CN_SAY_GT)
		       : e->cmp == CN_E_GE ? (day ? CN_SAY_DAY_GE : CN_SAY_GE)
		       : e->cmp == CN_E_EQ ? CN_SAY_EQ
					   : CN_SAY_NE;
	return cn_say1(a, id, value);
}

static cn_words listed(cn_arena *a, const cn_fact *f, cn_texts item)
{
	cn_words *name = CN_NEW(a, cn_words, item.n ? item.n : 1);
	for (size_t i = 0; name && i < item.n; i++)
		name[i] = label(f, item.item[i]);
	return name ? cn_say_list(a, name, item.n) : (cn_words){ 0 };
}

static cn_words test_words(cn_reasons *r, const cn_expr *e, const cn_value *v, cn_texts members, cn_tri x)
{
	const cn_fact *f = e->fact;
	cn_words arg[3] = { f->question, { { 0 }, { 0 } }, { { 0 }, { 0 } } };
	if (e->op == CN_E_FACT || e->op == CN_E_HAS)
		return cn_say(r->a, x == CN_TRUE ? CN_SAY_YES : x == CN_FALSE ? CN_SAY_NO : CN_SAY_UNKNOWN, arg, 1);
	if (e->op == CN_E_MEMBER) {
		arg[1] = listed(r->a, f, members);
		return cn_say(r->a, x == CN_TRUE ? CN_SAY_SET_YES : x == CN_FALSE ? CN_SAY_SET_NO : CN_SAY_SET_UNKNOWN, arg, 2);
	}
	arg[2] = e->op == CN_E_IS ? listed(r->a, f, e->item) : asked(r->a, e);
	if (!v->known) {
		arg[1] = arg[2];
		return cn_say(r->a, CN_SAY_UNKNOWN_ASKED, arg, 2);
	}
	if (e->op == CN_E_IS) {
		arg[1] = label(f, v->text);
		return cn_say(r->a, x == CN_TRUE ? CN_SAY_VALUE : CN_SAY_VALUE_ASKED, arg, 3);
	}
	arg[1] = e->num ? number_words(r->a, f, &v->num) : date_words(r->a, v->date);
	return cn_say(r->a, CN_SAY_VALUE_ASKED, arg, 3);
}

/* Who said it, whether it still counts, who would have to. */
static cn_words with_provenance(cn_reasons *r, cn_words text, const cn_fact *f, const cn_value *v, cn_tri x)
{
	cn_arena *a = r->a;
	if (v->presumed)
		return cn_say_join(a, text, cn_say1(a, CN_SAY_PRESUMED, plain(v->presumed->by)));
	if (v->by && v->expired && v->by->from.until != CN_DATE_NONE)
		text = cn_say_join(a, text, cn_say_date(a, CN_SAY_EXPIRED, v->by->from.until));
	else if (v->by) {
		cn_words who[2] = { plain(v->by->from.by), plain(v->by->from.on) };
		if (who[0].en.n)
			text = cn_say_join(a, text, cn_say(a, who[1].en.n ? CN_SAY_STATED_ON : CN_SAY_STATED, who, 2));
		if (v->by->from.source.n)
			text = cn_say_join(a, text, cn_say1(a, CN_SAY_SOURCE, plain(v->by->from.source)));
		if (v->by->from.disputed)
			text = cn_say_join(a, text, cn_say(a, CN_SAY_DISPUTED, NULL, 0));
	}
	if (x == CN_UNKNOWN && f->judgement.n)
		text = cn_say_join(a, text, cn_say1(a, CN_SAY_JUDGEMENT, cn_library_label(r->lib, "people_roles", f->judgement)));
	return text;
}

static cn_code add_test(cn_reasons *r, const cn_expr *e, const cn_world *w, cn_texts members, unsigned depth, cn_err *err)
{
	if (r->n >= CN_WHY_MAX) {
		r->full = true;
		return CN_OK;
	}
	const cn_value *v = &w->value[e->fact->index];
	cn_tri x = cn_eval(e, w);
	cn_why line = { .kind = v->presumed ? CN_WHY_PRESUMED : CN_WHY_FACT, .depth = depth, .value = x, .fact = e->fact, .from = { .until = CN_DATE_NONE } };
	line.text = with_provenance(r, test_words(r, e, v, members, x), e->fact, v, x);
	line.fact_value = cn_value_text(r->a, e->fact, v);
	if (v->by)
		line.from = v->by->from;
	if (v->presumed)
		line.locator = v->presumed->by;
	return cn_why_add(r, line, err);
}

/* ---- trees -------------------------------------------------------------------------------------------------------------------------- */

static cn_words def_words(cn_reasons *r, const cn_expr *e, const cn_world *w, cn_tri x)
{
	const cn_definition *d = e->def;
	cn_words name = d->note.en.n ? d->note : plain(d->id);
	if (cn_is_opaque(e, w))
		return cn_say1(r->a, CN_SAY_NOT_READ, plain(d->locator.n ? d->locator : d->id));
	return cn_say1(r->a, x == CN_TRUE ? CN_SAY_DEF_TRUE : x == CN_FALSE ? CN_SAY_DEF_FALSE : CN_SAY_DEF_UNKNOWN, name);
}

static cn_code why_def(cn_reasons *r, const cn_expr *e, const cn_world *w, unsigned depth, cn_err *err)
{
	bool opaque = cn_is_opaque(e, w);
	cn_tri x = cn_eval(e, w);
	cn_why line = { .kind = opaque ? CN_WHY_NOT_READ : CN_WHY_DEFINITION, .depth = depth, .value = x, .locator = e->def->locator,
			.text = def_words(r, e, w, x), .from = { .until = CN_DATE_NONE } };
	CN_TRY(cn_why_add(r, line, err));
	return opaque ? CN_OK : cn_why_expr(r, e->kid[0], w, depth + 1, err);
}

/* Kids of an "and" or "or" that belong to the reason; members of one set with one value become one line. */
static cn_code why_many(cn_reasons *r, const cn_expr *e, const cn_world *w, unsigned depth, cn_err *err)
{
	cn_str *member = CN_NEW(r->a, cn_str, e->n ? e->n : 1);
	if (!member)
		return cn_arena_fail(r->a, err);
	for (uint32_t k = 0; k < e->n; k++) {
		const cn_expr *kid = e->kid[k];
		if (!decides(e, w, k))
			continue;
		if (kid->op != CN_E_MEMBER) {
			CN_TRY(cn_why_expr(r, kid, w, depth, err));
			continue;
		}
		size_t n = 0;
		cn_tri x = cn_eval(kid, w);
		uint32_t last = k;
		for (uint32_t j = k; j < e->n; j++)
			if (e->kid[j]->op == CN_E_MEMBER && e->kid[j]->fact == kid->fact && cn_eval(e->kid[j], w) == x && decides(e, w, j)) {
				if (j > last + 1)
					break;
				member[n++] = e->kid[j]->text;
				last = j;
			}
		CN_TRY(add_test(r, kid, w, (cn_texts){ member, n }, depth, err));
		k = last;
	}
	return CN_OK;
}

cn_code cn_why_expr(cn_reasons *r, const cn_expr *e, const cn_world *w, unsigned depth, cn_err *err)
{
	if (r->n >= CN_WHY_MAX) {
		r->full = true;
		return CN_OK;
	}
	if (e->op == CN_E_BOOL)
		return CN_OK;
	if (e->op == CN_E_DEF)
		return why_def(r, e, w, depth, err);
	if (e->op == CN_E_AND || e->op == CN_E_OR)
		return why_many(r, e, w, depth, err);
	if (e->n == 0)
		return add_test(r, e, w, (cn_texts){ &e->text, 1 }, depth, err);
	for (uint32_t k = 0; k < e->n; k++)
		if (decides(e, w, k))
			CN_TRY(cn_why_expr(r, e->kid[k], w, depth, err));
	return CN_OK;
}
