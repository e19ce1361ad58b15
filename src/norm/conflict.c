/* Which pairs of provisions are in conflict, and how. Parameters are in conflict_fit.c, the joint conditions in conflict_together.c. */
#include "norm/conflict_private.h"

/* A provision that can take part, with what the pairs ask of it again and again. */
typedef struct side {
	const cn_provision *p;
	cn_str market;       /* where it holds */
	cn_date from, until; /* of its periods that have not ended; CN_DATE_NONE: open */
	const cn_cell *cell; /* of the system asked about */
	int sign;            /* 1 asks for its act, -1 forbids it, 0 permits it */
	bool defines, state_only;
} side;

typedef struct work {
	cn_arena *a;
	const cn_library *lib;
	const cn_conflict_query *q;
	side *s;
	size_t n_side;
	cn_conflict *c;
	size_t n, room;
	cn_err *err;
} work;

const char *cn_conflict_type_text(cn_conflict_type t)
{
	static const char *const word[] = { "H", "S", "P" };
	return word[t];
}

const char *cn_conflict_kind_text(cn_conflict_kind k)
{
	static const char *const word[] = { "forbidden", "opposite", "permission", "disjoint", "stricter", "threshold", "dates" };
	return word[k];
}

/* ---- who takes part -------------------------------------------------------------------------------------------------------- */

static bool listed(cn_texts list, cn_str s)
{
	for (size_t i = 0; i < list.n; i++)
		if (cn_eq(list.item[i], s))
			return true;
	return false;
}

static bool is_over(const cn_instrument *in, cn_date as_of)
{
	bool gone = cn_eqz(in->status, "repealed") || cn_eqz(in->status, "expired") || cn_eqz(in->status, "replaced");
	return gone && (in->status_as_of == CN_DATE_NONE || as_of >= in->status_as_of);
}

/* The first market asked about that the instrument reaches; without a question its first jurisdiction. */
static bool where_it_holds(const work *w, const cn_instrument *in, cn_str *ret)
{
	if (w->q->markets.n == 0 && in->jurisdictions.n) {
		*ret = in->jurisdictions.item[0];
		return true;
	}
	for (size_t m = 0; m < w->q->markets.n; m++)
		for (size_t i = 0; i < in->jurisdictions.n; i++)
			if (cn_library_inside(w->lib, w->q->markets.item[m], in->jurisdictions.item[i], w->q->as_of)) {
				*ret = w->q->markets.item[m];
				return true;
			}
	return false;
}

static void set_dates(side *s, cn_date as_of)
{
	bool any = false;
	s->from = s->until = CN_DATE_NONE;
	for (size_t i = 0; i < s->p->n_period; i++) {
		const cn_period *p = &s->p->period[i];
		if (p->until != CN_DATE_NONE && p->until < as_of)
			continue;
		s->from = any && (s->from == CN_DATE_NONE || s->from < p->from) ? s->from : p->from;
		s->until = any && (s->until == CN_DATE_NONE || (p->until != CN_DATE_NONE && s->until > p->until)) ? s->until : p->until;
		any = true;
	}
	if (!any)
		s->p = NULL; /* ended */
}

static int sign_of(cn_deontic d)
{
	return d == CN_D_PROHIBITION ? -1 : d == CN_D_PERMISSION ? 0 : 1;
}

/* The row of the system that says most: applies, else presumed, else unknown, else later. */
static const cn_cell *cell_of(const cn_answers *answers, const cn_provision *p, bool *ret_reaches)
{
	static const int rank[] = { [CN_DOES_NOT] = 0, [CN_ANSWER_UNKNOWN] = 1, [CN_PRESUMED] = 2, [CN_APPLIES] = 3 };
	const cn_cell *best = NULL;
	*ret_reaches = false;
	for (size_t i = 0; i < answers->n_cell; i++) {
		const cn_cell *c = &answers->cell[i];
		*ret_reaches |= c->provision->instrument == p->instrument;
		if (c->provision != p || (c->answer == CN_DOES_NOT && c->later == CN_FALSE))
			continue;
		if (!best || rank[c->answer] > rank[best->answer])
			best = c;
	}
	return best;
}

static bool of_states(cn_texts roles)
{
	for (size_t i = 0; i < roles.n; i++)
		if (!cn_eqz(roles.item[i], "state") && !cn_eqz(roles.item[i], "authority"))
			return false;
	return true;
}

/* Has it what is compared: an act on an object, or a definition with a number. */
static bool speaks(const cn_provision *p)
{
	if (!p->act.n || !p->object.n)
		return false;
	return p->deontic == CN_D_DEFINITION ? p->n_parameter > 0 : cn_deontic_binds(p->deontic);
}

static void add_side(work *w, const cn_provision *p, cn_str market)
{
	side s = { .p = p, .market = market, .sign = sign_of(p->deontic), .defines = p->deontic == CN_D_DEFINITION, .state_only = of_states(p->roles) };
	bool reaches = true;
	if (!speaks(p))
		return;
	if (w->q->answers)
		s.cell = cell_of(w->q->answers, p, &reaches);
	if (w->q->answers && (s.defines ? !reaches : !s.cell))
		return;
	if (s.cell)
		s.market = s.cell->market;
	set_dates(&s, w->q->as_of);
	if (s.p)
		w->s[w->n_side++] = s;
}

static cn_code gather(work *w)
{
	w->s = CN_NEW(w->a, side, w->lib->n_provision + 1);
	if (!w->s)
		return cn_arena_fail(w->a, w->err);
	for (size_t i = 0; i < w->lib->n_instrument; i++) {
		const cn_instrument *in = w->lib->instrument[i];
		cn_str market = CN_S("");
		if (is_over(in, w->q->as_of) || !where_it_holds(w, in, &market))
			continue;
		for (size_t k = 0; k < in->n_provision; k++)
			add_side(w, &in->provision[k], market);
	}
	return CN_OK;
}

/* ---- what stands against each other ------------------------------------------------------------------------------------------- */

static bool are_opposite(const cn_library *lib, cn_str x, cn_str y)
{
	for (size_t i = 0; i < lib->n_opposite; i++) {
		const cn_opposite *o = &lib->opposite[i];
		if ((cn_eq(o->one, x) && cn_eq(o->other, y)) || (cn_eq(o->one, y) && cn_eq(o->other, x)))
			return true;
	}
	return false;
}

/* The matter that both are about; NULL if none. */
static const cn_matter *matter_of(const cn_library *lib, const cn_provision *x, const cn_provision *y)
{
	for (size_t i = 0; i < lib->n_matter; i++) {
		const cn_matter *m = &lib->matter[i];
		if (listed(m->objects, x->object) && listed(m->objects, y->object) && listed(m->acts, x->act) && listed(m->acts, y->act))
			return m;
	}
	return NULL;
}

/* Duty against prohibition, duty against opposite duty, permission against either. */
static bool acts_collide(const work *w, const side *x, const side *y, cn_conflict_kind *ret)
{
	bool same = cn_eq(x->p->act, y->p->act), opposite = are_opposite(w->lib, x->p->act, y->p->act);
	if (x->defines || y->defines || (!same && !opposite))
		return false;
	if (x->sign == 0 || y->sign == 0) {
		int other = x->sign + y->sign;
		*ret = CN_CONFLICT_PERMISSION;
		return (same && other < 0) || (opposite && other > 0);
	}
	*ret = same ? CN_CONFLICT_FORBIDDEN : CN_CONFLICT_OPPOSITE;
	return same ? x->sign != y->sign : x->sign > 0 && y->sign > 0;
}

/* What the parameters of two sides that do not collide by their acts say. Prohibitions turn limits round, so they are left out. */
static cn_code parameters_collide(work *w, const side *x, const side *y, cn_conflict *c, bool *ret)
{
	cn_conflict_line *line = CN_NEW(w->a, cn_conflict_line, 2 * x->p->n_parameter + 1);
	size_t n = 0;
	cn_fit fit = CN_FIT_NONE;
	*ret = false;
	if (!line)
		return cn_arena_fail(w->a, w->err);
	if (x->defines && y->defines) {
		n = cn_fit_thresholds(x->p, y->p, line);
		c->kind = CN_CONFLICT_THRESHOLD;
		*ret = n > 0;
	} else if (!x->defines && !y->defines && x->sign >= 0 && y->sign >= 0) {
		CN_TRY(cn_fit_parameters(w->a, x->p, y->p, line, &n, &fit, w->err));
		c->kind = fit == CN_FIT_DISJOINT ? CN_CONFLICT_DISJOINT : CN_CONFLICT_STRICTER;
		*ret = fit == CN_FIT_DISJOINT || (fit == CN_FIT_BOTH && x->sign > 0 && y->sign > 0);
	}
	c->envelope = line;
	c->n_envelope = n;
	return CN_OK;
}

/* The same duty, of which one side has begun and the other has not. */
static cn_code dates_differ(work *w, const side *x, const side *y, cn_conflict *c, bool *ret)
{
	bool same = cn_eq(x->p->act, y->p->act) && cn_eq(x->p->object, y->p->object) && !x->defines && !y->defines;
	bool bind = x->p->force == CN_BINDING && y->p->force == CN_BINDING && x->p->deontic == CN_D_DUTY && y->p->deontic == CN_D_DUTY;
	bool begun_x = x->from == CN_DATE_NONE || x->from <= w->q->as_of, begun_y = y->from == CN_DATE_NONE || y->from <= w->q->as_of;
	*ret = same && bind && begun_x != begun_y;
	if (!*ret)
		return CN_OK;
	cn_conflict_line *line = CN_NEW(w->a, cn_conflict_line, 2);
	if (!line)
		return cn_arena_fail(w->a, w->err);
	const side *both[2] = { x, y };
	for (size_t i = 0; i < 2; i++) {
		char day[CN_TIME_BYTES];
		cn_date_text(both[i]->from, day);
		line[i] = (cn_conflict_line){ CN_S("from"), CN_S(""), cn_str_copy(w->a, cn_str_z(day)), CN_S(""), both[i]->p };
	}
	c->kind = CN_CONFLICT_DATES;
	c->envelope = line;
	c->n_envelope = 2;
	return CN_OK;
}

/* ---- may they meet ----------------------------------------------------------------------------------------------------------------- */

static bool is_party(cn_str role)
{
	return !cn_eqz(role, "state") && !cn_eqz(role, "authority") && !cn_eqz(role, "affected-person") && !cn_eqz(role, "other");
}

static bool has_party(cn_texts roles)
{
	for (size_t i = 0; i < roles.n; i++)
		if (is_party(roles.item[i]))
			return true;
	return false;
}

static cn_code common_roles(work *w, const side *x, const side *y, cn_texts *ret)
{
	cn_str *item = CN_NEW(w->a, cn_str, x->p->roles.n + 1);
	size_t n = 0;
	if (!item)
		return cn_arena_fail(w->a, w->err);
	for (size_t i = 0; i < x->p->roles.n; i++)
		if (listed(y->p->roles, x->p->roles.item[i]))
			item[n++] = x->p->roles.item[i];
	*ret = (cn_texts){ item, n };
	return CN_OK;
}

static cn_date later_of(cn_date x, cn_date y)
{
	return x == CN_DATE_NONE || (y != CN_DATE_NONE && y > x) ? y : x;
}

static bool days_meet(const side *x, const side *y)
{
	cn_date from = later_of(x->from, y->from);
	return from == CN_DATE_NONE || ((x->until == CN_DATE_NONE || from <= x->until) && (y->until == CN_DATE_NONE || from <= y->until));
}

static bool one_place(const work *w, const cn_instrument *x, const cn_instrument *y)
{
	for (size_t i = 0; i < x->jurisdictions.n; i++)
		for (size_t k = 0; k < y->jurisdictions.n; k++)
			if (cn_library_inside(w->lib, x->jurisdictions.item[i], y->jurisdictions.item[k], w->q->as_of) ||
			    cn_library_inside(w->lib, y->jurisdictions.item[k], x->jurisdictions.item[i], w->q->as_of))
				return true;
	return false;
}

/* A relation by which an instrument itself says that its rule goes before the other, or carries it out. */
static cn_str settled_from(const cn_provision *x, const cn_provision *y)
{
	static const char *const word[] = { "lex-specialis-to", "repeals", "amends", "implements" };
	for (size_t i = 0; i < x->n_relation; i++)
		for (size_t k = 0; k < sizeof word / sizeof word[0]; k++)
			if (cn_eqz(x->relation[i].rel, word[k]) && (cn_eq(x->relation[i].to, y->full) || listed(y->aliases, x->relation[i].to)))
				return x->relation[i].rel;
	return CN_S("");
}

/* Can one party, or two of one system, stand before both? Soft kinds need one party; in one place a permission is an exception from the duty,
 * and no conflict with it; what authorities owe is no envelope of an operator. */
static bool parties_meet(const side *x, const side *y, const cn_conflict *c)
{
	bool hard = c->kind < CN_CONFLICT_STRICTER;
	if (c->two_parties && (!hard || !has_party(x->p->roles) || !has_party(y->p->roles)))
		return false;
	if (c->same_market && c->kind == CN_CONFLICT_PERMISSION && x->sign + y->sign > 0)
		return false;
	return hard || !(x->state_only && y->state_only);
}

/* Roles, days and conditions. *ret false: the two never meet. */
static cn_code can_meet(work *w, const side *x, const side *y, cn_conflict *c, bool *ret)
{
	cn_texts roles;
	CN_TRY(common_roles(w, x, y, &roles));
	c->two_parties = roles.n == 0;
	c->same_market = one_place(w, x->p->instrument, y->p->instrument);
	*ret = false;
	if (!days_meet(x, y) || !parties_meet(x, y, c))
		return CN_OK;
	c->type = x->state_only && y->state_only ? CN_CONFLICT_POLICY : c->kind < CN_CONFLICT_STRICTER ? CN_CONFLICT_HARD : CN_CONFLICT_STACK;
	c->together = CN_TRUE;
	if (x->cell && y->cell)
		c->together = x->cell->answer == CN_APPLIES && y->cell->answer == CN_APPLIES ? CN_TRUE : CN_UNKNOWN;
	else if (!x->defines)
		CN_TRY(cn_hold_together(w->lib, x->p, y->p, w->q->as_of, !c->same_market, roles, &c->together, w->err));
	*ret = c->together != CN_FALSE;
	return CN_OK;
}

/* ---- the pairs ------------------------------------------------------------------------------------------------------------------------ */

static cn_code keep(work *w, const cn_conflict *c)
{
	if (w->n >= CN_CONFLICTS_MAX)
		return CN_FAIL(w->err, CN_ETOOBIG, "there are more than %d conflicts; ask about fewer markets", CN_CONFLICTS_MAX);
	if (w->n == w->room) {
		size_t room = w->room ? w->room * 2 : 32;
		cn_conflict *grown = CN_NEW(w->a, cn_conflict, room);
		if (!grown)
			return cn_arena_fail(w->a, w->err);
		if (w->n)
			memcpy(grown, w->c, w->n * sizeof *grown);
		w->c = grown;
		w->room = room;
	}
	w->c[w->n++] = *c;
	return CN_OK;
}

static cn_code try_pair(work *w, const side *x, const side *y)
{
	const cn_matter *m = cn_eq(x->p->object, y->p->object) ? NULL : matter_of(w->lib, x->p, y->p);
	bool found = false;
	if (!m && !cn_eq(x->p->object, y->p->object))
		return CN_OK;
	cn_conflict c = { .a = x->p, .b = y->p, .market_a = x->market, .market_b = y->market, .cell_a = x->cell, .cell_b = y->cell,
			  .matter = m ? m->name.id : CN_S(""), .from = later_of(x->from, y->from) };
	found = acts_collide(w, x, y, &c.kind);
	if (!found && (cn_eq(x->p->act, y->p->act) || matter_of(w->lib, x->p, y->p)))
		CN_TRY(parameters_collide(w, x, y, &c, &found));
	if (!found)
		CN_TRY(dates_differ(w, x, y, &c, &found));
	if (found)
		CN_TRY(can_meet(w, x, y, &c, &found));
	if (!found)
		return CN_OK;
	c.confidence = x->p->confidence > y->p->confidence ? x->p->confidence : y->p->confidence;
	c.force = x->p->force > y->p->force ? x->p->force : y->p->force;
	c.settled_by = settled_from(x->p, y->p);
	if (!c.settled_by.n)
		c.settled_by = settled_from(y->p, x->p);
	CN_TRY(cn_conflict_say(w->a, w->lib, &c, w->err));
	return keep(w, &c);
}

static int by_weight(const void *x, const void *y)
{
	const cn_conflict *a = x, *b = y;
	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	if (a->force != b->force)
		return a->force < b->force ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	int c = cn_cmp(a->a->full, b->a->full);
	return c ? c : cn_cmp(a->b->full, b->b->full);
}

static cn_code check_markets(const work *w)
{
	size_t n;
	const cn_member *place = cn_library_list(w->lib, "places", &n);
	for (size_t m = 0; m < w->q->markets.n; m++) {
		cn_nearest near = cn_nearest_to(w->q->markets.item[m]);
		bool known = false;
		for (size_t i = 0; i < n && !known; i++) {
			known = cn_eq(place[i].id, near.wrong);
			cn_nearest_try(&near, place[i].id);
		}
		if (known)
			continue;
		(void)CN_FAIL(w->err, CN_ENOTFOUND, "\"%.*s\" is not a place of the vocabulary", CN_FMT(cn_sub(near.wrong, 0, 40)));
		return near.best.n ? CN_HINTED(w->err, CN_ENOTFOUND, "%.*s", CN_FMT(near.best)) : CN_ENOTFOUND;
	}
	return CN_OK;
}

cn_code cn_norm_conflicts(cn_arena *a, const cn_library *lib, const cn_conflict_query *q, cn_conflict **ret, size_t *ret_n, cn_err *err)
{
	work w = { .a = a, .lib = lib, .q = q, .err = err };
	CN_TRY(check_markets(&w));
	CN_TRY(gather(&w));
	for (size_t i = 0; i < w.n_side; i++)
		for (size_t k = i + 1; k < w.n_side; k++)
			if (w.s[i].p->instrument != w.s[k].p->instrument)
				CN_TRY(try_pair(&w, &w.s[i], &w.s[k]));
	if (w.n)
		qsort(w.c, w.n, sizeof *w.c, by_weight);
	*ret = w.c;
	*ret_n = w.n;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
