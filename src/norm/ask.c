/* What to find out first, what one change would flip, on which days dates alone change something. */
#include "norm/apply.h"

/* ---- open questions ------------------------------------------------------------------------------------------------------------ */

/* A prohibition weighs most: to be wrong about it is to be where one may not be. */
double cn_provision_weight(const cn_provision *p)
{
	static const double by_force[] = { [CN_BINDING] = 8, [CN_STANDARD] = 3, [CN_SOFT] = 2, [CN_VOLUNTARY] = 1, [CN_DRAFT] = 1 };
	double w = by_force[p->force];
	return p->deontic == CN_D_PROHIBITION ? w * 1.5 : w;
}

typedef struct asker {
	cn_arena *a;
	cn_question *q;
	size_t n, room;
	size_t *needed_room;
	cn_err *err;
} asker;

static cn_code question_for(asker *k, const cn_fact *f, cn_str market, size_t *ret)
{
	cn_str where = f->per_market ? market : CN_S("");
	for (size_t i = 0; i < k->n; i++)
		if (k->q[i].fact == f && cn_eq(k->q[i].market, where)) {
			*ret = i;
			return CN_OK;
		}
	if (k->n == k->room) {
		size_t room = k->room ? k->room * 2 : 32;
		cn_question *q = CN_NEW(k->a, cn_question, room);
		size_t *r = CN_NEW(k->a, size_t, room);
		if (!q || !r)
			return cn_arena_fail(k->a, k->err);
		if (k->n) {
			memcpy(q, k->q, k->n * sizeof *q);
			memcpy(r, k->needed_room, k->n * sizeof *r);
		}
		k->q = q;
		k->needed_room = r;
		k->room = room;
	}
	k->q[k->n] = (cn_question){ .fact = f, .market = where };
	*ret = k->n++;
	return CN_OK;
}

static cn_code add_needed(asker *k, size_t i, const cn_provision *p)
{
	cn_question *q = &k->q[i];
	for (size_t x = 0; x < q->n_needed_by; x++)
		if (q->needed_by[x] == p)
			return CN_OK;
	const cn_provision **list = NULL;
	if (q->n_needed_by == k->needed_room[i]) {
		size_t room = k->needed_room[i] ? k->needed_room[i] * 2 : 8;
		list = CN_NEW(k->a, const cn_provision *, room);
		if (!list)
			return cn_arena_fail(k->a, k->err);
		if (q->n_needed_by)
			memcpy(list, q->needed_by, q->n_needed_by * sizeof *list);
		q->needed_by = list;
		k->needed_room[i] = room;
	} else {
		memcpy(&list, &q->needed_by, sizeof list); /* the same block, ours to fill */
	}
	list[q->n_needed_by++] = p;
	return CN_OK;
}

static cn_code ask_cell(asker *k, const cn_cell *c)
{
	for (size_t i = 0; i < c->n_missing; i++) {
		size_t at = 0;
		CN_TRY(question_for(k, c->missing[i], c->market, &at));
		CN_TRY(add_needed(k, at, c->provision));
		cn_question *q = &k->q[at];
		q->decides++;
		q->alone += c->n_missing == 1 && !c->not_read;
		q->binding += c->force == CN_BINDING && (c->provision->deontic == CN_D_DUTY || c->provision->deontic == CN_D_PROHIBITION);
		double w = cn_provision_weight(c->provision) / (double)(c->n_missing + c->not_read);
		q->weight += w;
		q->law += c->force == CN_BINDING ? w : 0;
	}
	return CN_OK;
}

/* What is not binding breaks ties only: a hundred clauses of a standard that nobody claims must not stand before the law. */
static int by_weight(const void *x, const void *y)
{
	const cn_question *a = x, *b = y;
	if (a->law != b->law)
		return a->law > b->law ? -1 : 1;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	if (a->fact->index != b->fact->index)
		return a->fact->index < b->fact->index ? -1 : 1;
	return cn_cmp(a->market, b->market);
}

cn_code cn_norm_questions(cn_arena *a, const cn_library *lib, const cn_answers *answers, cn_question **ret, size_t *ret_n, cn_err *err)
{
	asker k = { .a = a, .err = err };
	(void)lib; /* facts know themselves; kept for texts per library */
	for (size_t i = 0; i < answers->n_cell; i++) {
		const cn_cell *c = &answers->cell[i];
		if (c->answer == CN_ANSWER_UNKNOWN || c->answer == CN_PRESUMED)
			CN_TRY(ask_cell(&k, c));
	}
	if (k.n)
		qsort(k.q, k.n, sizeof *k.q, by_weight);
	*ret = k.q;
	*ret_n = k.n;
	return CN_OK;
}

/* ---- what would change --------------------------------------------------------------------------------------------------------------- */

static bool same_cell(const cn_cell *x, const cn_cell *y)
{
	return x->provision == y->provision && cn_eq(x->market, y->market) && cn_eq(x->actor->role, y->actor->role) &&
	       cn_eq(x->actor->party, y->actor->party) && cn_eq(x->actor->place, y->actor->place);
}

/* The same cell in the other set. Both are in one order, so the search goes on from the last hit. */
static const cn_cell *find_cell(const cn_answers *in, const cn_cell *c, size_t *from)
{
	for (size_t i = 0; i < in->n_cell; i++) {
		size_t at = (*from + i) % in->n_cell;
		if (same_cell(&in->cell[at], c)) {
			*from = at + 1;
			return &in->cell[at];
		}
	}
	return NULL;
}

static cn_flip flip_of(const cn_cell *c, const cn_cell *was, const cn_cell *is)
{
	return (cn_flip){ .provision = c->provision, .market = c->market, .role = c->actor->role, .party = c->actor->party, .had = was != NULL,
			  .has = is != NULL, .before = was ? was->answer : CN_DOES_NOT, .after = is ? is->answer : CN_DOES_NOT, .was = was, .is = is };
}

cn_code cn_norm_flips(cn_arena *a, const cn_answers *before, const cn_answers *after, cn_flip **ret, size_t *ret_n, cn_err *err)
{
	cn_flip *f = CN_NEW(a, cn_flip, before->n_cell + after->n_cell + 1);
	size_t n = 0, from = 0;
	if (!f)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < after->n_cell; i++) {
		const cn_cell *is = &after->cell[i], *was = find_cell(before, is, &from);
		if ((was ? was->answer : CN_DOES_NOT) != is->answer)
			f[n++] = flip_of(is, was, is);
	}
	from = 0;
	for (size_t i = 0; i < before->n_cell; i++) {
		const cn_cell *was = &before->cell[i];
		if (!find_cell(after, was, &from) && was->answer != CN_DOES_NOT)
			f[n++] = flip_of(was, was, NULL);
	}
	*ret = f;
	*ret_n = n;
	return CN_OK;
}

cn_code cn_norm_what_if(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str fact, cn_str market, const cn_val *value, cn_date as_of,
			cn_flip **ret, size_t *ret_n, cn_err *err)
{
	const cn_profile *q = NULL;
	const cn_answers *before = NULL, *after = NULL;
	CN_TRY(cn_profile_with_fact(a, lib, p, fact, market, value, NULL, &q, err));
	CN_TRY(cn_norm_apply(a, lib, p, as_of, false, &before, err));
	CN_TRY(cn_norm_apply(a, lib, q, as_of, false, &after, err));
	return cn_norm_flips(a, before, after, ret, ret_n, err);
}

/* ---- days on which something changes ------------------------------------------------------------------------------------------------------ */

typedef struct days {
	cn_arena *a;
	cn_date *day;
	size_t n, room;
	cn_date from, to;
	bool failed;
} days;

static void add_day(days *d, cn_date day)
{
	if (day == CN_DATE_NONE || day <= d->from || day > d->to)
		return;
	for (size_t i = 0; i < d->n; i++)
		if (d->day[i] == day)
			return;
	if (d->n == d->room) {
		size_t room = d->room ? d->room * 2 : 32;
		cn_date *grown = CN_NEW(d->a, cn_date, room);
		if (!grown) {
			d->failed = true;
			return;
		}
		if (d->n)
			memcpy(grown, d->day, d->n * sizeof *grown);
		d->day = grown;
		d->room = room;
	}
	d->day[d->n++] = day;
}

static void add_span(days *d, cn_date from, cn_date until)
{
	add_day(d, from);
	if (until != CN_DATE_NONE && until < INT32_MAX)
		add_day(d, until + 1);
}

/* Conditions that ask for the day itself. */
static void add_asked(days *d, const cn_expr *e)
{
	if (!e)
		return;
	if (e->op == CN_E_CMP && e->fact->builtin && e->fact->index == CN_B_AS_OF)
		add_span(d, e->date, e->date);
	for (uint32_t k = 0; k < e->n; k++)
		add_asked(d, e->kid[k]);
}

static bool may_reach(const cn_library *lib, const cn_profile *p, const cn_instrument *in, const days *d)
{
	for (size_t m = 0; m < p->n_market; m++)
		for (size_t i = 0; i < in->jurisdictions.n; i++)
			if (cn_library_inside(lib, p->market[m].code, in->jurisdictions.item[i], d->to) ||
			    cn_library_inside(lib, p->market[m].code, in->jurisdictions.item[i], d->from))
				return true;
	return false;
}

static void add_instrument(days *d, const cn_instrument *in)
{
	for (size_t k = 0; k < in->n_provision; k++) {
		const cn_provision *p = &in->provision[k];
		if (!cn_deontic_binds(p->deontic))
			continue;
		add_asked(d, p->expr);
		for (size_t i = 0; i < p->n_period; i++) {
			add_span(d, p->period[i].from, p->period[i].until);
			add_asked(d, p->period[i].when);
		}
	}
}

static int by_day(const void *x, const void *y)
{
	cn_date a = *(const cn_date *)x, b = *(const cn_date *)y;
	return (a > b) - (a < b);
}

cn_code cn_norm_breakpoints(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_date from, cn_date to, cn_date **ret, size_t *ret_n,
			    cn_err *err)
{
	days d = { .a = a, .from = from, .to = to };
	for (size_t i = 0; i < lib->n_instrument; i++)
		if (may_reach(lib, p, lib->instrument[i], &d))
			add_instrument(&d, lib->instrument[i]);
	for (size_t i = 0; i < lib->n_group; i++)
		for (size_t k = 0; k < lib->group[i].n; k++)
			for (size_t m = 0; m < p->n_market; m++)
				if (cn_eq(lib->group[i].member[k].code, p->market[m].code))
					add_span(&d, lib->group[i].member[k].from, lib->group[i].member[k].until);
	for (size_t m = 0; m < p->n_market; m++)
		add_span(&d, p->market[m].from, p->market[m].until);
	for (size_t i = 0; i < p->n_statement; i++)
		add_span(&d, CN_DATE_NONE, p->statement[i].from.until);
	if (d.failed)
		return cn_arena_fail(a, err);
	if (d.n)
		qsort(d.day, d.n, sizeof *d.day, by_day);
	*ret = d.day;
	*ret_n = d.n;
	return CN_OK;
}
