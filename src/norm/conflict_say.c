/* A conflict in words and as a tree. */
#include "norm/conflict_private.h"
#include "norm/why.h"

static cn_words twice(cn_str s)
{
	return (cn_words){ s, s };
}

/* "Retain: Automatic logs" */
static cn_words what_of(cn_arena *a, const cn_library *lib, const cn_provision *p)
{
	cn_words arg[2] = { cn_library_label(lib, "acts", p->act), cn_library_label(lib, "objects", p->object) };
	return cn_say(a, CN_SAY_X_WHAT, arg, 2);
}

static cn_str op_sign(cn_str op, bool zh)
{
	return cn_eqz(op, "includes") ? zh ? CN_S("包括") : CN_S("includes") : op;
}

/* "retention >= 10 year (eu-ai-act/art_18.1)" */
static cn_words limit_of(cn_arena *a, const cn_library *lib, const cn_conflict_line *e)
{
	cn_words unit = e->unit.n ? cn_library_label(lib, "units", e->unit) : twice(CN_S(""));
	cn_str from = e->from ? cn_strf(a, " (%.*s)", CN_FMT(e->from->full)) : CN_S("");
	const char *gap = e->unit.n ? " " : "", *before = e->op.n ? " " : "";
	cn_str en = op_sign(e->op, false), zh = op_sign(e->op, true);
	return (cn_words){ cn_strf(a, "%.*s%s%.*s %.*s%s%.*s%.*s", CN_FMT(e->name), before, CN_FMT(en), CN_FMT(e->value), gap, CN_FMT(unit.en), CN_FMT(from)),
			   cn_strf(a, "%.*s%s%.*s %.*s%s%.*s%.*s", CN_FMT(e->name), before, CN_FMT(zh), CN_FMT(e->value), gap, CN_FMT(unit.zh), CN_FMT(from)) };
}

static cn_words limits_of(cn_arena *a, const cn_library *lib, const cn_conflict *c)
{
	cn_words *item = CN_NEW(a, cn_words, c->n_envelope + 1);
	for (size_t i = 0; item && i < c->n_envelope; i++)
		item[i] = limit_of(a, lib, &c->envelope[i]);
	return item ? cn_say_list(a, item, c->n_envelope) : (cn_words){ 0 };
}

static cn_say_id sentence_of(const cn_conflict *c, const cn_provision *other)
{
	switch (c->kind) {
	case CN_CONFLICT_FORBIDDEN:
		return CN_SAY_X_FORBIDDEN;
	case CN_CONFLICT_OPPOSITE:
		return CN_SAY_X_OPPOSITE;
	case CN_CONFLICT_PERMISSION:
		return other->deontic == CN_D_PROHIBITION ? CN_SAY_X_BARRED : CN_SAY_X_UNDONE;
	case CN_CONFLICT_DISJOINT:
		return CN_SAY_X_DISJOINT;
	case CN_CONFLICT_STRICTER:
		return CN_SAY_X_STRICTER;
	case CN_CONFLICT_THRESHOLD:
		return CN_SAY_X_THRESHOLD;
	default:
		return CN_SAY_X_DATES;
	}
}

/* The side the sentence begins with: the permission, else what is asked for before what is forbidden. */
static bool begins_with_b(const cn_conflict *c)
{
	if (c->kind == CN_CONFLICT_PERMISSION)
		return c->b->deontic == CN_D_PERMISSION && c->a->deontic != CN_D_PERMISSION;
	return c->kind == CN_CONFLICT_FORBIDDEN && c->a->deontic == CN_D_PROHIBITION;
}

cn_code cn_conflict_say(cn_arena *a, const cn_library *lib, cn_conflict *c, cn_err *err)
{
	bool turned = begins_with_b(c);
	const cn_provision *one = turned ? c->b : c->a, *other = turned ? c->a : c->b;
	cn_words arg[5] = { twice(one->full), what_of(a, lib, one), twice(other->full), what_of(a, lib, other), limits_of(a, lib, c) };
	c->why = cn_say(a, sentence_of(c, other), arg, 5);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* ---- as a tree -------------------------------------------------------------------------------------------------------------- */

static void put_word(cn_arena *a, cn_val *m, const char *key, cn_str s)
{
	if (s.n)
		cn_put(a, m, key, cn_text(a, s));
}

static cn_val *side_val(cn_arena *a, const cn_provision *p, cn_str market, const cn_cell *cell)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "id", cn_text(a, p->full));
	cn_put(a, m, "heading", cn_words_val(a, p->heading));
	cn_put(a, m, "text", cn_words_val(a, p->text));
	cn_put(a, m, "market", cn_text(a, market));
	cn_put(a, m, "deontic", cn_textz(a, cn_deontic_text(p->deontic)));
	put_word(a, m, "act", p->act);
	put_word(a, m, "object", p->object);
	cn_put(a, m, "force", cn_textz(a, cn_force_text(p->force)));
	cn_put(a, m, "confidence", cn_textz(a, cn_confidence_text(p->confidence)));
	put_word(a, m, "reference", p->instrument->reference);
	put_word(a, m, "url", p->instrument->url);
	if (cell)
		cn_put(a, m, "answer", cn_textz(a, cn_answer_text(cell->answer)));
	return m;
}

cn_val *cn_conflict_val(cn_arena *a, const cn_library *lib, const cn_conflict *c)
{
	cn_val *m = cn_map(a), *lines = cn_list(a);
	char from[CN_TIME_BYTES];
	cn_put(a, m, "type", cn_textz(a, cn_conflict_type_text(c->type)));
	cn_put(a, m, "kind", cn_textz(a, cn_conflict_kind_text(c->kind)));
	cn_put(a, m, "a", side_val(a, c->a, c->market_a, c->cell_a));
	cn_put(a, m, "b", side_val(a, c->b, c->market_b, c->cell_b));
	put_word(a, m, "matter", c->matter);
	cn_put(a, m, "same_market", cn_bool(a, c->same_market));
	cn_put(a, m, "two_parties", cn_bool(a, c->two_parties));
	cn_put(a, m, "together", cn_textz(a, cn_tri_text(c->together)));
	cn_date_text(c->from, from);
	put_word(a, m, "from", cn_str_z(from));
	for (size_t i = 0; i < c->n_envelope; i++) {
		const cn_conflict_line *e = &c->envelope[i];
		cn_val *l = cn_push(a, lines, cn_map(a));
		cn_put(a, l, "name", cn_text(a, e->name));
		put_word(a, l, "op", e->op);
		cn_put(a, l, "value", cn_text(a, e->value));
		put_word(a, l, "unit", e->unit);
		if (e->from)
			put_word(a, l, "from", e->from->full);
		cn_put(a, l, "text", cn_words_val(a, limit_of(a, lib, e)));
	}
	cn_put(a, m, "envelope", lines);
	cn_put(a, m, "force", cn_textz(a, cn_force_text(c->force)));
	cn_put(a, m, "confidence", cn_textz(a, cn_confidence_text(c->confidence)));
	put_word(a, m, "settled_by", c->settled_by);
	cn_put(a, m, "why", cn_words_val(a, c->why));
	return m;
}
