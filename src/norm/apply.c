/* Applicability: rows (market, actor) against every provision that reaches them, on one day.
 *
 * A provision applies on a day if its condition holds and one of its periods runs that day (with that period's own condition). So the
 * question is one condition: role && condition && (when of a running period || ...). Kleene first, then the exact check where it says
 * unknown, then the instrument's presumptions. The system's own time in a market cuts the periods. */
#include "norm/apply.h"

enum { SCRATCH_BYTES = 64 << 20 };

typedef struct job {
	cn_arena *a;      /* of the answers */
	cn_arena *scratch; /* of one row */
	const cn_library *lib;
	const cn_profile *p;
	cn_date as_of;
	bool explain;
	cn_cell *cell;
	size_t n, room;
	/* of the row at hand */
	const cn_market *market;
	const cn_actor *actor;
	cn_world world;
	cn_worlds in; /* of the instrument at hand */
	cn_err *err;
} job;

/* The periods of a provision as this row sees them. */
typedef struct span {
	cn_date from, until;
	const cn_expr *when;
} span;

const char *cn_answer_text(cn_answer x)
{
	static const char *const word[] = { "does_not", "applies", "unknown", "presumed" };
	return word[x];
}

/* ---- the question ---------------------------------------------------------------------------------------------------------------- */

static cn_date later_of(cn_date x, cn_date y)
{
	return x == CN_DATE_NONE || (y != CN_DATE_NONE && y > x) ? y : x;
}

static span span_of(const job *j, const cn_period *p)
{
	return (span){ later_of(p->from, j->market->from), cn_sooner(p->until, j->market->until), p->when };
}

static bool runs(span s, cn_date day)
{
	return cn_day_within(s.from, s.until, day);
}

static bool is_future(span s, cn_date day)
{
	return s.from != CN_DATE_NONE && s.from > day && (s.until == CN_DATE_NONE || s.until >= s.from);
}

cn_code cn_role_test(cn_arena *a, const cn_library *lib, const cn_provision *p, const cn_expr **ret, cn_err *err)
{
	cn_expr *e = CN_NEW(a, cn_expr, 1);
	if (!e)
		return cn_arena_fail(a, err);
	*e = (cn_expr){ .op = CN_E_IS, .fact = &lib->fact[CN_B_ROLE], .item = p->roles, .member = UINT32_MAX, .date = CN_DATE_NONE };
	*ret = e;
	return CN_OK;
}

cn_code cn_cell_question(cn_arena *a, const cn_library *lib, const cn_provision *p, const bool *counts, bool role_known, const cn_expr **ret,
			 cn_err *err)
{
	const cn_expr **when = CN_NEW(a, const cn_expr *, p->n_period), *part[3];
	size_t n_when = 0, n = 0;
	bool always = false;
	if (!when)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < p->n_period; i++) {
		if (!counts[i])
			continue;
		if (p->period[i].when)
			when[n_when++] = p->period[i].when;
		else
			always = true;
	}
	*ret = NULL;
	if (!always && n_when == 0)
		return CN_OK;
	if (!role_known)
		CN_TRY(cn_role_test(a, lib, p, &part[n++], err));
	if (p->expr)
		part[n++] = p->expr;
	if (!always)
		part[n++] = n_when == 1 ? when[0] : cn_expr_nary(a, CN_E_OR, when, n_when);
	*ret = n == 1 ? part[0] : cn_expr_nary(a, CN_E_AND, part, n);
	return *ret ? CN_OK : cn_arena_fail(a, err);
}

/* Over the periods that run (or are to come). *ret is NULL if there is no such period. */
static cn_code question(job *j, const cn_provision *p, bool future, const cn_expr **ret)
{
	bool *counts = CN_NEW(j->scratch, bool, p->n_period);
	if (!counts)
		return cn_arena_fail(j->scratch, j->err);
	for (size_t i = 0; i < p->n_period; i++) {
		span s = span_of(j, &p->period[i]);
		counts[i] = future ? is_future(s, j->as_of) : runs(s, j->as_of);
	}
	return cn_cell_question(j->scratch, j->lib, p, counts, j->actor->role.n > 0, ret, j->err);
}

/* The earliest start of the periods that count here: those whose `when` is not false, true ones first. */
static cn_date first_day(const job *j, const cn_provision *p, const cn_world *w, bool future)
{
	for (unsigned open = 0; open < 2; open++) {
		cn_date best = CN_DATE_NONE;
		for (size_t i = 0; i < p->n_period; i++) {
			span s = span_of(j, &p->period[i]);
			cn_tri x = s.when ? cn_eval(s.when, w) : CN_TRUE;
			if ((future ? is_future(s, j->as_of) : runs(s, j->as_of)) && x == (open ? CN_UNKNOWN : CN_TRUE))
				best = cn_sooner(best, s.from);
		}
		if (best != CN_DATE_NONE)
			return best;
	}
	return CN_DATE_NONE;
}

/* The last day, if every running period that may count has one. */
static cn_date last_day(const job *j, const cn_provision *p, const cn_world *w)
{
	cn_date last = CN_DATE_NONE;
	for (size_t i = 0; i < p->n_period; i++) {
		span s = span_of(j, &p->period[i]);
		if (!runs(s, j->as_of) || (s.when && cn_eval(s.when, w) == CN_FALSE))
			continue;
		if (s.until == CN_DATE_NONE)
			return CN_DATE_NONE;
		last = later_of(last, s.until);
	}
	return last;
}

/* ---- reasons ------------------------------------------------------------------------------------------------------------------------- */

static cn_code add_plain(cn_reasons *r, cn_why_kind kind, cn_tri value, cn_words text, cn_err *err)
{
	return cn_why_add(r, (cn_why){ .kind = kind, .value = value, .text = text, .from = { .until = CN_DATE_NONE } }, err);
}

static cn_code why_dates(job *j, cn_reasons *r, const cn_cell *c)
{
	cn_arena *a = j->a;
	const cn_market *m = j->market;
	if (c->answer != CN_DOES_NOT) {
		if (c->from != CN_DATE_NONE)
			CN_TRY(add_plain(r, CN_WHY_DATE, CN_TRUE, cn_say_date(a, CN_SAY_SINCE, c->from), j->err));
		return c->until == CN_DATE_NONE ? CN_OK : add_plain(r, CN_WHY_DATE, CN_TRUE, cn_say_date(a, CN_SAY_ENDS, c->until), j->err);
	}
	if (m->from != CN_DATE_NONE && j->as_of < m->from)
		CN_TRY(add_plain(r, CN_WHY_MARKET, CN_FALSE, cn_say_date(a, CN_SAY_MARKET_FROM, m->from), j->err));
	if (m->until != CN_DATE_NONE && j->as_of > m->until)
		CN_TRY(add_plain(r, CN_WHY_MARKET, CN_FALSE, cn_say_date(a, CN_SAY_MARKET_UNTIL, m->until), j->err));
	if (c->later != CN_FALSE && c->from != CN_DATE_NONE)
		return add_plain(r, CN_WHY_DATE, c->later, cn_say_date(a, c->later == CN_TRUE ? CN_SAY_WILL : CN_SAY_MAY, c->from), j->err);
	return CN_OK;
}

/* The lines of one cell: dates, what to know about the provision, then the condition. `e` is the question that was decided, NULL if the
 * dates alone decided. */
static cn_code explain(job *j, cn_cell *c, const cn_expr *e, const cn_world *w)
{
	cn_reasons r = { .a = j->a, .lib = j->lib };
	const cn_provision *p = c->provision;
	if (!j->explain)
		return CN_OK;
	CN_TRY(why_dates(j, &r, c));
	if (p->force == CN_DRAFT)
		CN_TRY(add_plain(&r, CN_WHY_STATUS, CN_UNKNOWN, cn_say(j->a, CN_SAY_DRAFT, NULL, 0), j->err));
	if (p->scope_basis)
		CN_TRY(add_plain(&r, CN_WHY_SCOPE, CN_UNKNOWN, cn_say(j->a, CN_SAY_SCOPE, NULL, 0), j->err));
	if (!j->actor->role.n && c->answer == CN_ANSWER_UNKNOWN)
		CN_TRY(add_plain(&r, CN_WHY_ROLE, CN_UNKNOWN, cn_say1(j->a, CN_SAY_ROLE, cn_say_roles(j->a, j->lib, p->roles)), j->err));
	if (c->either_way)
		CN_TRY(add_plain(&r, CN_WHY_EITHER_WAY, c->answer == CN_APPLIES ? CN_TRUE : CN_FALSE,
				 cn_say(j->a, c->answer == CN_APPLIES ? CN_SAY_EITHER_TRUE : CN_SAY_EITHER_FALSE, NULL, 0), j->err));
	if (e)
		CN_TRY(cn_why_expr(&r, e, w, 0, j->err));
	else if (c->answer == CN_DOES_NOT && c->later == CN_FALSE)
		CN_TRY(add_plain(&r, CN_WHY_DATE, CN_FALSE, cn_say(j->a, CN_SAY_NO_PERIOD, NULL, 0), j->err));
	if (r.n == 0)
		CN_TRY(add_plain(&r, CN_WHY_SCOPE, CN_TRUE, cn_say(j->a, CN_SAY_ALWAYS, NULL, 0), j->err));
	c->why = r.line;
	c->n_why = r.n;
	return CN_OK;
}

static void weaken(cn_cell *c, const cn_expr *e, const cn_world *w)
{
	cn_confidence x = e ? cn_why_confidence(e, w) : CN_READ;
	if (x > c->confidence)
		c->confidence = x;
}

/* ---- a cell -------------------------------------------------------------------------------------------------------------------------------- */

static cn_code missing_facts(job *j, cn_cell *c, const cn_expr *e, const cn_world *w)
{
	cn_open open;
	CN_TRY(cn_open_facts(j->a, e, w, &open, j->err));
	c->missing = open.fact;
	c->n_missing = open.n;
	c->not_read = open.not_read;
	return CN_OK;
}

/* The memory is warm again for the next cell. */
cn_code cn_exact_apart(const cn_expr *e, const cn_world *w, cn_tri *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(SCRATCH_BYTES);
	return a ? cn_exact(a, e, w, ret, err) : CN_NOMEM(err);
}

/* Unknown after the exact check: what is presumed? */
static cn_code presume(job *j, cn_cell *c, const cn_expr *e, const cn_world *w)
{
	cn_tri x = CN_UNKNOWN;
	c->answer = CN_ANSWER_UNKNOWN;
	CN_TRY(missing_facts(j, c, e, w));
	if (j->in.presumes) {
		j->in.presumed.strict = w->strict;
		CN_TRY(cn_exact_apart(e, &j->in.presumed, &x, j->err));
	}
	if (x != CN_TRUE)
		return CN_OK;
	c->answer = CN_PRESUMED;
	return CN_OK;
}

/* Does not apply today: will it? */
static cn_code look_ahead(job *j, cn_cell *c, const cn_world *w, const cn_expr *today)
{
	const cn_expr *e = NULL;
	c->answer = CN_DOES_NOT;
	CN_TRY(question(j, c->provision, true, &e));
	if (e)
		CN_TRY(cn_exact_apart(e, w, &c->later, j->err));
	if (!e)
		c->later = CN_FALSE;
	c->from = c->later == CN_FALSE ? CN_DATE_NONE : first_day(j, c->provision, w, true);
	const cn_expr *reason = today && c->later == CN_FALSE ? today : e;
	weaken(c, reason, w);
	return explain(j, c, reason, w);
}

static cn_code decide(job *j, cn_cell *c, const cn_world *w)
{
	const cn_expr *e = NULL;
	CN_TRY(question(j, c->provision, false, &e));
	if (!e)
		return look_ahead(j, c, w, NULL);
	cn_tri kleene = cn_eval(e, w), x = kleene;
	if (x == CN_UNKNOWN)
		CN_TRY(cn_exact_apart(e, w, &x, j->err));
	c->either_way = x != kleene;
	if (x == CN_FALSE)
		return look_ahead(j, c, w, e);
	c->answer = CN_APPLIES;
	if (x == CN_UNKNOWN)
		CN_TRY(presume(j, c, e, w));
	const cn_world *rests_on = c->answer == CN_PRESUMED ? &j->in.presumed : w;
	c->from = first_day(j, c->provision, rests_on, false);
	c->until = last_day(j, c->provision, rests_on);
	weaken(c, e, rests_on);
	return explain(j, c, e, rests_on);
}

/* The dates cannot say it. */
bool cn_settled_by_status(const cn_provision *p, cn_date as_of, cn_tri *ret_later, cn_say_id *ret_say)
{
	const cn_instrument *in = p->instrument;
	bool gone = cn_eqz(in->status, "repealed") || cn_eqz(in->status, "expired") || cn_eqz(in->status, "replaced");
	if (gone && p->period->until == CN_DATE_NONE && (in->status_as_of == CN_DATE_NONE || as_of >= in->status_as_of)) {
		*ret_say = CN_SAY_REPEALED;
		*ret_later = CN_FALSE;
		return true;
	}
	bool own = cn_get(p->tree, "applies") != NULL;
	if (cn_eqz(in->status, "adopted") && p->force == CN_BINDING && !own) {
		for (size_t i = 0; i < in->n_date; i++)
			if (cn_eqz(in->date[i].what, "entry-into-force") || cn_eqz(in->date[i].what, "applies"))
				return false;
		*ret_say = CN_SAY_NOT_YET;
		*ret_later = CN_UNKNOWN;
		return true;
	}
	return false;
}

static cn_code add_cell(job *j, const cn_provision *p)
{
	if (j->n == j->room) {
		size_t room = j->room ? j->room * 2 : 256;
		cn_cell *grown = CN_NEW(j->a, cn_cell, room);
		if (!grown)
			return cn_arena_fail(j->a, j->err);
		if (j->n)
			memcpy(grown, j->cell, j->n * sizeof *grown);
		j->cell = grown;
		j->room = room;
	}
	cn_cell *c = &j->cell[j->n++];
	*c = (cn_cell){ .provision = p, .actor = j->actor, .market = j->market->code, .from = CN_DATE_NONE, .until = CN_DATE_NONE, .later = CN_FALSE,
			.force = p->force, .confidence = p->confidence };
	cn_say_id say = CN_SAY_REPEALED;
	if (!cn_settled_by_status(p, j->as_of, &c->later, &say))
		return decide(j, c, p->force == CN_BINDING ? &j->in.strict : &j->in.lax);
	cn_reasons r = { .a = j->a, .lib = j->lib };
	if (j->explain)
		CN_TRY(add_plain(&r, CN_WHY_STATUS, c->later, cn_say(j->a, say, NULL, 0), j->err));
	c->why = r.line;
	c->n_why = r.n;
	return CN_OK;
}

/* ---- rows ------------------------------------------------------------------------------------------------------------------------------------ */

static bool binds_role(const cn_provision *p, cn_str role)
{
	if (!cn_deontic_binds(p->deontic))
		return false;
	for (size_t i = 0; i < p->roles.n; i++)
		if (!role.n || cn_eq(p->roles.item[i], role))
			return true;
	return false;
}

cn_code cn_worlds_open(cn_arena *a, cn_arena *memo, const cn_instrument *in, const cn_world *row, cn_worlds *ret, cn_err *err)
{
	size_t n = in->n_definition + 1;
	cn_worlds w = { .strict = *row, .lax = *row, .presumed = *row };
	w.strict.strict = true;
	w.presumed.strict = true;
	w.strict.memo = CN_NEW(memo, uint8_t, n);
	w.lax.memo = CN_NEW(memo, uint8_t, n);
	if (!w.strict.memo || !w.lax.memo)
		return cn_arena_fail(memo, err);
	for (size_t i = 0; i < in->n_presumption; i++) {
		bool done = false;
		if (cn_eval(in->presumption[i].when, &w.strict) == CN_TRUE)
			CN_TRY(cn_world_presume(a, &w.presumed, &in->presumption[i], &done, err));
		w.presumes |= done;
	}
	*ret = w;
	return CN_OK;
}

static cn_code do_row(job *j)
{
	CN_AUTO_ARENA scratch = cn_arena_new(SCRATCH_BYTES);
	if (!scratch)
		return CN_NOMEM(j->err);
	j->scratch = scratch;
	CN_TRY(cn_world_make(j->a, j->lib, j->p, j->market->code, j->actor, j->as_of, &j->world, j->err));
	for (size_t i = 0; i < j->lib->n_instrument; i++) {
		const cn_instrument *in = j->lib->instrument[i];
		if (!cn_library_reaches(j->lib, j->market->code, in, j->as_of))
			continue;
		CN_TRY(cn_worlds_open(j->a, j->scratch, in, &j->world, &j->in, j->err));
		for (size_t k = 0; k < in->n_provision; k++)
			if (binds_role(&in->provision[k], j->actor->role))
				CN_TRY(add_cell(j, &in->provision[k]));
	}
	return CN_OK;
}

cn_code cn_norm_apply(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_date as_of, bool explain_it, const cn_answers **ret, cn_err *err)
{
	job j = { .a = a, .lib = lib, .p = p, .as_of = as_of, .explain = explain_it, .err = err };
	unsigned long was = cn_heap_failures();
	cn_answers *r = CN_NEW(a, cn_answers, 1);
	if (!r)
		return cn_arena_fail(a, err);
	for (size_t m = 0; m < p->n_market && !p->out_of_scope; m++)
		for (size_t k = 0; k < p->n_actor; k++) {
			j.market = &p->market[m];
			j.actor = &p->actor[k];
			CN_TRY(do_row(&j));
		}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (cn_heap_failures() != was) /* a reason may have lost its words */
		return CN_NOMEM(err);
	*r = (cn_answers){ .as_of = as_of, .out_of_scope = p->out_of_scope, .cell = j.cell, .n_cell = j.n };
	*ret = r;
	return CN_OK;
}
