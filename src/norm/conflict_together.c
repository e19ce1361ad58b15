/* Can two conditions hold for one system? Their conjunction is searched over the facts, which are those of one system: shared by both sides,
 * except what may differ between two markets or two parties. Such facts are renamed on the second side. */
#include "norm/conflict_private.h"

typedef struct renaming {
	cn_arena *a;
	const cn_library *lib;
	const cn_fact **name; /* by index: what the second side calls the fact; NULL: the same */
	cn_err *err;
} renaming;

static bool counts_from(const cn_period *p, cn_date as_of)
{
	return p->until == CN_DATE_NONE || p->until >= as_of;
}

/* condition && (when of a period that has not ended || ...). *ret NULL: always. */
static cn_code question(cn_arena *a, const cn_provision *p, cn_date as_of, const cn_expr **ret, cn_err *err)
{
	const cn_expr **when = CN_NEW(a, const cn_expr *, p->n_period + 1), *part[2];
	size_t n_when = 0, n = 0;
	bool always = p->n_period == 0;
	if (!when)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < p->n_period; i++) {
		if (!counts_from(&p->period[i], as_of))
			continue;
		always = always || !p->period[i].when;
		if (p->period[i].when)
			when[n_when++] = p->period[i].when;
	}
	*ret = NULL;
	if (p->expr)
		part[n++] = p->expr;
	if (!always && n_when)
		part[n++] = cn_expr_nary(a, CN_E_OR, when, n_when);
	if (n)
		*ret = n == 1 ? part[0] : cn_expr_nary(a, CN_E_AND, part, n);
	return n && !*ret ? cn_arena_fail(a, err) : CN_OK;
}

static cn_code new_name(renaming *r, const cn_fact *f)
{
	cn_fact *copy = CN_NEW(r->a, cn_fact, 1);
	if (!copy)
		return cn_arena_fail(r->a, r->err);
	*copy = *f;
	r->name[f->index] = copy;
	return CN_OK;
}

static cn_code open_renaming(renaming *r, bool markets, bool parties)
{
	r->name = CN_NEW(r->a, const cn_fact *, r->lib->n_fact);
	if (!r->name)
		return cn_arena_fail(r->a, r->err);
	for (size_t i = 0; i < r->lib->n_fact; i++) {
		const cn_fact *f = &r->lib->fact[i];
		bool of_market = f->per_market || i == CN_B_MARKET, of_party = i == CN_B_ROLE || i == CN_B_PLACE;
		if ((markets && of_market) || (parties && of_party))
			CN_TRY(new_name(r, f));
	}
	return CN_OK;
}

/* A copy with the new names; definitions are written out, since they mean another thing now. */
static cn_code rename_in(renaming *r, const cn_expr *e, const cn_expr **ret)
{
	if (e->op == CN_E_DEF)
		return rename_in(r, e->kid[0], ret);
	cn_expr *copy = CN_NEW(r->a, cn_expr, 1);
	const cn_expr **kid = CN_NEW(r->a, const cn_expr *, e->n + 1);
	if (!copy || !kid)
		return cn_arena_fail(r->a, r->err);
	*copy = *e;
	copy->kid = kid;
	if (e->fact && r->name[e->fact->index])
		copy->fact = r->name[e->fact->index];
	for (uint32_t i = 0; i < e->n; i++)
		CN_TRY(rename_in(r, e->kid[i], &kid[i]));
	*ret = copy;
	return CN_OK;
}

static cn_code role_test(cn_arena *a, const cn_library *lib, cn_texts roles, const cn_expr **ret, cn_err *err)
{
	cn_expr *e = CN_NEW(a, cn_expr, 1);
	if (!e)
		return cn_arena_fail(a, err);
	*e = (cn_expr){ .op = CN_E_IS, .fact = &lib->fact[CN_B_ROLE], .item = roles, .member = UINT32_MAX, .date = CN_DATE_NONE };
	*ret = e;
	return CN_OK;
}

/* Nothing is known but the day. */
static cn_code empty_world(cn_arena *a, const cn_library *lib, cn_date as_of, cn_world *ret, cn_err *err)
{
	cn_value *v = CN_NEW(a, cn_value, lib->n_fact);
	if (!v)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < lib->n_fact; i++)
		v[i].b = CN_UNKNOWN;
	v[CN_B_AS_OF] = (cn_value){ .known = true, .date = as_of, .b = CN_UNKNOWN };
	*ret = (cn_world){ .value = v, .n = lib->n_fact };
	return CN_OK;
}

static cn_code together(cn_arena *a, const cn_library *lib, const cn_provision *x, const cn_provision *y, cn_date as_of, bool apart, cn_texts roles,
			cn_tri *ret, cn_err *err)
{
	renaming r = { .a = a, .lib = lib, .err = err };
	const cn_expr *part[3], *ex = NULL, *ey = NULL;
	size_t n = 0;
	cn_world w;
	CN_TRY(question(a, x, as_of, &ex, err));
	CN_TRY(question(a, y, as_of, &ey, err));
	CN_TRY(open_renaming(&r, apart, roles.n == 0));
	if (ex)
		part[n++] = ex;
	if (ey)
		CN_TRY(rename_in(&r, ey, &part[n++]));
	if (roles.n)
		CN_TRY(role_test(a, lib, roles, &part[n++], err));
	*ret = CN_TRUE;
	if (n == 0)
		return CN_OK;
	CN_TRY(empty_world(a, lib, as_of, &w, err));
	const cn_expr *both = n == 1 ? part[0] : cn_expr_nary(a, CN_E_AND, part, n);
	return both ? cn_satisfiable(a, both, &w, ret, err) : cn_arena_fail(a, err);
}

cn_code cn_hold_together(const cn_library *lib, const cn_provision *x, const cn_provision *y, cn_date as_of, bool apart, cn_texts roles,
			 cn_tri *ret, cn_err *err)
{
	enum { SCRATCH_BYTES = 64 << 20 };
	CN_AUTO_ARENA scratch = cn_arena_new(SCRATCH_BYTES); /* one pair's memory is warm for the next */
	return scratch ? together(scratch, lib, x, y, as_of, apart, roles, ret, err) : CN_NOMEM(err);
}
