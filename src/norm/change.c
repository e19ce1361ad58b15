/* One change of a profile, from text. */
#include "norm/change.h"

#include "norm/library.h"

typedef struct change {
	cn_arena *a;
	const cn_library *lib;
	const cn_profile *p;
	cn_str text, name, market, value;
	char how; /* '=' '+' '-' */
	cn_profile *q; /* the copy */
	cn_err *err;
} change;

/* ---- reading ------------------------------------------------------------------------------------------------------------- */

static cn_code not_a_change(const change *c)
{
	(void)CN_FAIL(c->err, CN_EINPUT, "\"%.*s\" is not a change", CN_FMT(cn_sub(c->text, 0, 80)));
	return CN_HINTED(c->err, CN_EINPUT, "market+=EU market-=KR stage=use role=provider date=2027-12-03 fact=value fact+=member");
}

static cn_code split_change(change *c)
{
	cn_str name;
	if (!cn_split(c->text, '=', &name, &c->value) || name.n == 0)
		return not_a_change(c);
	char last = name.p[name.n - 1];
	c->how = last == '+' || last == '-' ? last : '=';
	if (c->how != '=')
		name.n--;
	(void)cn_split(name, '@', &c->name, &c->market);
	c->name = cn_trim(c->name);
	c->value = cn_trim(c->value);
	return c->name.n && c->value.n ? CN_OK : not_a_change(c);
}

/* Is s a member of a list of the vocabulary? */
static cn_code check_listed(const change *c, const char *list)
{
	size_t n;
	const cn_member *m = cn_library_list(c->lib, list, &n);
	cn_nearest near = cn_nearest_to(c->value);
	for (size_t i = 0; i < n; i++) {
		if (cn_eq(m[i].id, c->value))
			return CN_OK;
		cn_nearest_try(&near, m[i].id);
	}
	(void)CN_FAIL(c->err, CN_EINPUT, "%.*s: \"%.*s\" is not in the list %s of the vocabulary", CN_FMT(cn_sub(c->text, 0, 80)), CN_FMT(cn_sub(c->value, 0, 40)), list);
	return near.best.n ? CN_HINTED(c->err, CN_EINPUT, "%.*s", CN_FMT(near.best)) : CN_EINPUT;
}

static cn_code open_copy(change *c)
{
	c->q = CN_NEW(c->a, cn_profile, 1);
	if (!c->q)
		return cn_arena_fail(c->a, c->err);
	*c->q = *c->p;
	return CN_OK;
}

/* ---- markets, actors --------------------------------------------------------------------------------------------------------- */

static cn_code change_market(change *c, const cn_profile **ret)
{
	if (c->how == '=')
		return not_a_change(c);
	CN_TRY(check_listed(c, "places"));
	if (c->how == '+')
		return cn_profile_with_market(c->a, c->lib, c->p, c->value, ret, c->err);
	CN_TRY(open_copy(c));
	cn_market *m = CN_NEW(c->a, cn_market, c->p->n_market + 1);
	if (!m)
		return cn_arena_fail(c->a, c->err);
	c->q->market = m;
	c->q->n_market = 0;
	for (size_t i = 0; i < c->p->n_market; i++)
		if (!cn_eq(c->p->market[i].code, c->value))
			m[c->q->n_market++] = c->p->market[i];
	if (c->q->n_market == c->p->n_market)
		return CN_FAIL(c->err, CN_EINPUT, "%.*s: the system is not offered there", CN_FMT(cn_sub(c->text, 0, 80)));
	*ret = c->q;
	return CN_OK;
}

static bool same_actor(const cn_actor *x, const cn_actor *y)
{
	return cn_eq(x->role, y->role) && cn_eq(x->party, y->party) && cn_eq(x->place, y->place);
}

/* The actors as role= or place= makes them; two that became one are one. */
static size_t set_actors(const change *c, bool place, cn_actor *to)
{
	size_t n = 0;
	for (size_t i = 0; i < c->p->n_actor; i++) {
		size_t k = 0;
		to[n] = c->p->actor[i];
		*(place ? &to[n].place : &to[n].role) = c->value;
		while (k < n && !same_actor(&to[k], &to[n]))
			k++;
		n += k == n;
	}
	return n;
}

/* The actors without a role. */
static size_t drop_actors(const change *c, cn_actor *to)
{
	size_t n = 0;
	for (size_t i = 0; i < c->p->n_actor; i++)
		if (!cn_eq(c->p->actor[i].role, c->value))
			to[n++] = c->p->actor[i];
	return n;
}

static cn_code change_actors(change *c, bool place, const cn_profile **ret)
{
	CN_TRY(check_listed(c, place ? "places" : "roles"));
	CN_TRY(open_copy(c));
	cn_actor *actor = CN_NEW(c->a, cn_actor, c->p->n_actor + 1);
	size_t n;
	if (!actor)
		return cn_arena_fail(c->a, c->err);
	if (c->how == '=') {
		n = set_actors(c, place, actor);
	} else if (c->how == '-') {
		n = drop_actors(c, actor);
		if (n == 0 || n == c->p->n_actor)
			return CN_FAIL(c->err, CN_EINPUT, n ? "%.*s: no actor has this role" : "%.*s: no actor would be left", CN_FMT(cn_sub(c->text, 0, 80)));
	} else {
		n = c->p->n_actor;
		memcpy(actor, c->p->actor, n * sizeof *actor);
		actor[n++] = (cn_actor){ .role = c->value, .party = actor[0].party, .place = actor[0].place };
	}
	c->q->actor = actor;
	c->q->n_actor = n;
	*ret = c->q;
	return CN_OK;
}

/* ---- facts -------------------------------------------------------------------------------------------------------------------- */

static bool has_part(cn_str id, cn_str part)
{
	while (id.n) {
		cn_str head;
		(void)cn_split(id, '_', &head, &id);
		if (cn_eq(head, part))
			return true;
	}
	return false;
}

/* By its id, or by a part that no other fact has. NULL if neither. */
static const cn_fact *fact_named(const change *c)
{
	const cn_fact *f = cn_library_fact(c->lib, c->name), *one = NULL;
	size_t n = 0;
	for (size_t i = 0; !f && i < c->lib->n_fact; i++)
		if (!c->lib->fact[i].builtin && has_part(c->lib->fact[i].id, c->name)) {
			one = &c->lib->fact[i];
			n++;
		}
	return f ? f : n == 1 ? one : NULL;
}

/* The nearest fact: by its whole id, else by one part of it. */
static cn_str near_fact(const change *c)
{
	cn_str best = cn_library_near_fact(c->lib, c->name);
	unsigned least = 3;
	for (size_t i = 0; !best.n && least > 0 && i < c->lib->n_fact; i++)
		for (cn_str rest = c->lib->fact[i].id, head; rest.n;) {
			(void)cn_split(rest, '_', &head, &rest);
			unsigned d = cn_edit_distance(head, c->name, 2);
			if (d >= least || head.n < 4)
				continue;
			least = d;
			best = c->lib->fact[i].id;
			break;
		}
	return best;
}

static cn_val *fact_value(const change *c, const cn_fact *f)
{
	if (c->how != '=') {
		cn_val *m = cn_map(c->a);
		cn_put_s(c->a, m, c->value, cn_textz(c->a, c->how == '+' ? "yes" : "no"));
		return m;
	}
	if (f->type != CN_F_SET || cn_eqz(c->value, "none") || cn_eqz(c->value, "unknown"))
		return cn_text(c->a, c->value);
	cn_val *list = cn_list(c->a);
	for (cn_str rest = c->value, head; rest.n;) {
		(void)cn_split(rest, ',', &head, &rest);
		cn_push(c->a, list, cn_text(c->a, cn_trim(head)));
	}
	return list;
}

static cn_code change_fact(change *c, const cn_profile **ret)
{
	const cn_fact *f = fact_named(c);
	if (!f || f->builtin) {
		cn_str near = near_fact(c);
		(void)CN_FAIL(c->err, CN_ENOTFOUND, "%.*s: there is no fact called \"%.*s\"", CN_FMT(cn_sub(c->text, 0, 80)), CN_FMT(cn_sub(c->name, 0, 40)));
		return near.n ? CN_HINTED(c->err, CN_ENOTFOUND, "%.*s", CN_FMT(near)) : CN_ENOTFOUND;
	}
	if (c->how != '=' && f->type != CN_F_SET)
		return CN_FAIL(c->err, CN_EINPUT, "%.*s: += and -= are for sets and markets; %.*s takes =", CN_FMT(cn_sub(c->text, 0, 80)), CN_FMT(f->id));
	cn_provenance from = { .by = CN_S("what if"), .until = CN_DATE_NONE };
	cn_code rc = cn_profile_with_fact(c->a, c->lib, c->p, f->id, c->market, fact_value(c, f), &from, ret, c->err);
	return rc == CN_OK ? rc : cn_while(c->err, "%.*s", CN_FMT(cn_sub(c->text, 0, 80)));
}

cn_code cn_profile_change(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str text, const cn_profile **ret, cn_date *day, cn_err *err)
{
	change c = { .a = a, .lib = lib, .p = p, .text = text, .err = err };
	CN_TRY(split_change(&c));
	bool plain = c.how == '=' && c.market.n == 0;
	if (cn_eqz(c.name, "market") && c.market.n == 0)
		return change_market(&c, ret);
	if (cn_eqz(c.name, "role") && c.market.n == 0)
		return change_actors(&c, false, ret);
	if (cn_eqz(c.name, "place") && plain)
		return change_actors(&c, true, ret);
	if ((cn_eqz(c.name, "date") || cn_eqz(c.name, "as_of")) && plain) {
		if (cn_date_parse(c.value, day, err) != CN_OK)
			return cn_while(err, "%.*s", CN_FMT(cn_sub(text, 0, 80)));
		*ret = p;
		return CN_OK;
	}
	if (!cn_eqz(c.name, "stage") || !plain)
		return change_fact(&c, ret);
	CN_TRY(check_listed(&c, "stages"));
	CN_TRY(open_copy(&c));
	c.q->stage = c.value;
	*ret = c.q;
	return CN_OK;
}
