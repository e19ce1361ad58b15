/* The facts of one row on one day: statements laid over each other.
 *
 * Statements about every market come first, those about this market after them; within each, in order, member by member for sets. A
 * statement past its last day leaves "unknown" behind: what it had replaced does not come back. */
#include "norm/profile.h"

static cn_tri tri_of(cn_str s)
{
	if (cn_eq(s, CN_S("yes")) || cn_eq(s, CN_S("true")))
		return CN_TRUE;
	return cn_eq(s, CN_S("no")) || cn_eq(s, CN_S("false")) ? CN_FALSE : CN_UNKNOWN;
}

static void lay_member(cn_value *v, const cn_fact *f, cn_str id, cn_tri x)
{
	for (size_t i = 0; i < f->n_member; i++)
		if (cn_eq(f->member[i].id, id))
			v->member[i] = x;
}

static cn_code open_set(cn_arena *a, cn_value *v, const cn_fact *f, cn_err *err)
{
	if (v->member)
		return CN_OK;
	v->member = v->room ? v->room : CN_NEW(a, cn_tri, f->n_member ? f->n_member : 1);
	if (!v->member)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < f->n_member; i++)
		v->member[i] = CN_UNKNOWN;
	return CN_OK;
}

static cn_code lay_set(cn_arena *a, cn_value *v, const cn_statement *s, bool expired, cn_err *err)
{
	const cn_fact *f = s->fact;
	CN_TRY(open_set(a, v, f, err));
	bool unknown = s->value->type == CN_TEXT && cn_eq(s->value->s, CN_S("unknown"));
	if (s->complete || unknown || cn_is_text(s->value, "none"))
		for (size_t i = 0; i < f->n_member; i++)
			v->member[i] = unknown || expired ? CN_UNKNOWN : CN_FALSE;
	if (s->value->type == CN_TEXT) {
		lay_member(v, f, s->value->s, expired ? CN_UNKNOWN : CN_TRUE);
		return CN_OK;
	}
	bool in_map = s->value->type == CN_MAP;
	CN_EACH(x, s->value)
		if (x->type == CN_TEXT)
			lay_member(v, f, in_map ? x->key : x->s, expired ? CN_UNKNOWN : in_map ? tri_of(x->s) : CN_TRUE);
	return CN_OK;
}

static cn_code lay(cn_arena *a, cn_value *v, const cn_statement *s, cn_date as_of, cn_err *err)
{
	bool expired = s->from.until != CN_DATE_NONE && as_of > s->from.until;
	v->by = s;
	v->expired = expired;
	if (s->fact->type == CN_F_SET)
		return lay_set(a, v, s, expired, err);
	cn_str text = s->value->type == CN_TEXT ? s->value->s : CN_S("unknown");
	bool unknown = expired || cn_eq(text, CN_S("unknown"));
	v->known = !unknown;
	v->b = unknown ? CN_UNKNOWN : tri_of(text);
	v->text = text;
	if (!unknown && s->fact->type == CN_F_NUMBER)
		v->known = cn_dec_parse(text, &v->num, NULL) == CN_OK;
	if (!unknown && s->fact->type == CN_F_DATE)
		v->known = cn_date_parse(text, &v->date, NULL) == CN_OK;
	return CN_OK;
}

static void set_text(cn_value *v, cn_str s)
{
	v->text = s;
	v->known = s.n > 0;
}

void cn_world_actor(cn_value *value, const cn_actor *actor)
{
	set_text(&value[CN_B_PLACE], actor->place);
	set_text(&value[CN_B_ROLE], actor->role);
}

cn_code cn_world_fill(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str market, const cn_actor *actor, cn_date as_of, cn_value *v,
		      cn_err *err)
{
	for (size_t i = 0; i < lib->n_fact; i++)
		v[i] = (cn_value){ .b = CN_UNKNOWN, .room = v[i].room };
	set_text(&v[CN_B_MARKET], market);
	if (actor)
		cn_world_actor(v, actor);
	set_text(&v[CN_B_STAGE], p->stage);
	v[CN_B_PURPOSES].open = p->purposes;
	v[CN_B_PURPOSES].open_complete = p->purposes.n > 0;
	v[CN_B_AS_OF].date = as_of;
	v[CN_B_AS_OF].known = true;
	for (unsigned about_market = 0; about_market < 2; about_market++)
		for (size_t i = 0; i < p->n_statement; i++) {
			const cn_statement *s = &p->statement[i];
			if (about_market ? cn_eq(s->market, market) && s->market.n : s->market.n == 0)
				CN_TRY(lay(a, &v[s->fact->index], s, as_of, err));
		}
	return CN_OK;
}

cn_code cn_world_make(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str market, const cn_actor *actor, cn_date as_of, cn_world *ret,
		      cn_err *err)
{
	cn_value *v = CN_NEW(a, cn_value, lib->n_fact);
	if (!v)
		return cn_arena_fail(a, err);
	CN_TRY(cn_world_fill(a, lib, p, market, actor, as_of, v, err));
	*ret = (cn_world){ .value = v, .n = lib->n_fact };
	return CN_OK;
}

cn_value *cn_world_room(cn_arena *a, const cn_library *lib)
{
	cn_value *v = CN_NEW(a, cn_value, lib->n_fact);
	for (size_t i = 0; v && i < lib->n_fact; i++)
		if (lib->fact[i].type == CN_F_SET)
			v[i].room = CN_NEW(a, cn_tri, lib->fact[i].n_member + 1);
	return cn_arena_ok(a) ? v : NULL;
}

static bool is_known(const cn_value *v, const cn_presumption *p)
{
	if (p->fact->type == CN_F_BOOL)
		return v->b != CN_UNKNOWN;
	if (p->fact->type != CN_F_SET)
		return v->known;
	for (size_t i = 0; v->member && i < p->fact->n_member; i++)
		if (cn_eq(p->fact->member[i].id, p->value))
			return v->member[i] != CN_UNKNOWN;
	return false;
}

cn_code cn_world_presume(cn_arena *a, cn_world *w, const cn_presumption *p, bool *ret_done, cn_err *err)
{
	const cn_value *old = &w->value[p->fact->index];
	*ret_done = false;
	if (is_known(old, p))
		return CN_OK;
	cn_value *all = CN_NEW(a, cn_value, w->n);
	cn_val *value = cn_text(a, p->value);
	if (!all || !value)
		return cn_arena_fail(a, err);
	memcpy(all, w->value, w->n * sizeof *all);
	cn_value *v = &all[p->fact->index];
	const cn_statement *by = v->by;
	v->room = NULL; /* that one belongs to the world as stated */
	if (v->member) {
		cn_tri *member = CN_NEW(a, cn_tri, p->fact->n_member);
		if (!member)
			return cn_arena_fail(a, err);
		memcpy(member, v->member, p->fact->n_member * sizeof *member);
		v->member = member;
	}
	cn_statement s = { .fact = p->fact, .value = value, .from = { .until = CN_DATE_NONE } };
	CN_TRY(lay(a, v, &s, 0, err));
	v->by = by;
	v->presumed = p;
	w->value = all;
	*ret_done = true;
	return CN_OK;
}

/* ---- for showing --------------------------------------------------------------------------------------------------------------- */

cn_code cn_profile_fact(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str fact, cn_str market, cn_date as_of, cn_fact_view *ret,
			cn_err *err)
{
	const cn_fact *f = cn_library_fact(lib, fact);
	cn_world w;
	if (!f)
		return CN_FAIL(err, CN_ENOTFOUND, "there is no fact called \"%.*s\"", CN_FMT(cn_sub(fact, 0, 80)));
	CN_TRY(cn_world_make(a, lib, p, market, NULL, as_of, &w, err));
	const cn_value *v = &w.value[f->index];
	*ret = (cn_fact_view){ .fact = f, .market = market, .expired = v->expired, .text = cn_value_text(a, f, v), .from = { .until = CN_DATE_NONE } };
	ret->known = !cn_eqz(ret->text, "unknown");
	if (v->by)
		ret->from = v->by->from;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
