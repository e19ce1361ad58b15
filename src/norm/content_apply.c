/* Verdicts about a file: what was given becomes a world, each rule is asked in it, and dates and confidence may hold the answer back. */
#include <math.h>

#include "norm/apply.h"
#include "norm/content_private.h"

typedef struct job {
	cn_arena *a;
	const cn_content_rules *r;
	const cn_content_fact **given; /* by index of the fact */
	cn_value *value;
	size_t n_value;
	cn_date day;
	bool explain;
	cn_content_verdict *verdict;
	size_t n;
	cn_err *err;
} job;

/* ---- what was given ------------------------------------------------------------------------------------------------------------- */

static cn_code no_such_fact(const job *j, cn_str name)
{
	cn_nearest near = cn_nearest_to(name);
	for (size_t i = 0; i < j->r->n_fact; i++)
		cn_nearest_try(&near, j->r->fact[i].id);
	cn_str of_system = cn_library_near_fact(j->r->lib, name);
	(void)CN_FAIL(j->err, CN_ENOTFOUND, "there is no fact called \"%.*s\"", CN_FMT(cn_sub(name, 0, 80)));
	if (!near.best.n)
		near.best = of_system;
	return near.best.n ? CN_HINTED(j->err, CN_ENOTFOUND, "%.*s", CN_FMT(near.best)) : CN_ENOTFOUND;
}

static cn_code not_a_value(const job *j, const cn_fact *f, cn_str text)
{
	return CN_FAIL(j->err, CN_EINPUT, "\"%.*s\" is not a value of the fact %.*s", CN_FMT(cn_sub(text, 0, 80)), CN_FMT(f->id));
}

static size_t member_of(const cn_fact *f, cn_str id)
{
	size_t i = 0;
	while (i < f->n_member && !cn_eq(f->member[i].id, id))
		i++;
	return i;
}

static cn_code lay_member(job *j, cn_value *v, const cn_fact *f, cn_str text)
{
	size_t m = member_of(f, text);
	if (m == f->n_member)
		return not_a_value(j, f, text);
	v->member = CN_NEW(j->a, cn_tri, f->n_member);
	if (!v->member)
		return cn_arena_fail(j->a, j->err);
	for (size_t i = 0; i < f->n_member; i++)
		v->member[i] = i == m ? CN_TRUE : CN_UNKNOWN;
	return CN_OK;
}

static cn_code lay_text(job *j, cn_value *v, const cn_fact *f, cn_str text)
{
	bool yes = cn_eqz(text, "yes") || cn_eqz(text, "true"), fits = true;
	if (text.n == 0 || cn_eqz(text, "unknown"))
		return CN_OK;
	if (f->type == CN_F_SET)
		return lay_member(j, v, f, text);
	v->known = true;
	v->text = text;
	if (f->type == CN_F_BOOL) {
		fits = yes || cn_eqz(text, "no") || cn_eqz(text, "false");
		v->b = yes ? CN_TRUE : CN_FALSE;
	} else if (f->type == CN_F_NUMBER) {
		fits = cn_dec_parse(text, &v->num, NULL) == CN_OK;
	} else if (f->type == CN_F_DATE) {
		fits = cn_date_parse(text, &v->date, NULL) == CN_OK;
	} else {
		fits = f->n_member == 0 || member_of(f, text) < f->n_member;
	}
	return fits ? CN_OK : not_a_value(j, f, text);
}

static cn_code lay_number(job *j, cn_value *v, const cn_fact *f, double x)
{
	char text[CN_REAL_BYTES];
	if (!isfinite(x))
		return CN_OK;
	cn_real_text(x, text);
	v->known = true;
	return cn_dec_parse(cn_str_z(text), &v->num, NULL) == CN_OK ? CN_OK : not_a_value(j, f, cn_str_z(text));
}

static cn_code lay(job *j, const cn_content_fact *g)
{
	const cn_fact *f = cn_content_rules_fact(j->r, g->name);
	if (!f)
		return no_such_fact(j, g->name);
	if (f->builtin && (f->index == CN_B_MARKET || f->index == CN_B_AS_OF || f->index == CN_B_PURPOSES))
		return CN_FAIL(j->err, CN_EINPUT, "the fact %.*s is not stated beside a file", CN_FMT(f->id));
	cn_value *v = &j->value[f->index];
	*v = (cn_value){ .b = CN_UNKNOWN };
	j->given[f->index] = g;
	if (g->as == CN_GIVEN_TEXT)
		return lay_text(j, v, f, g->text);
	if ((g->as == CN_GIVEN_NUMBER) != (f->type == CN_F_NUMBER) || (g->as == CN_GIVEN_TRI) != (f->type == CN_F_BOOL))
		return CN_FAIL(j->err, CN_EINPUT, "the fact %.*s is given as another type than its own", CN_FMT(f->id));
	if (g->as == CN_GIVEN_NUMBER)
		return lay_number(j, v, f, g->number);
	v->b = g->b;
	return CN_OK;
}

static cn_code lay_all(job *j, const cn_content_fact *fact, size_t n)
{
	j->n_value = j->r->lib->n_fact + j->r->n_fact;
	j->value = CN_NEW(j->a, cn_value, j->n_value + 1);
	j->given = CN_NEW(j->a, const cn_content_fact *, j->n_value + 1);
	if (!j->value || !j->given)
		return cn_arena_fail(j->a, j->err);
	for (size_t i = 0; i < j->n_value; i++)
		j->value[i].b = CN_UNKNOWN;
	for (size_t i = 0; i < n; i++)
		CN_TRY(lay(j, &fact[i]));
	j->value[CN_B_AS_OF].date = j->day;
	j->value[CN_B_AS_OF].known = true;
	return CN_OK;
}

/* The market asked about, and the role that the provision binds where it is one alone and nobody said another. */
static void lay_row(job *j, const cn_provision *p, cn_str market)
{
	cn_value *role = &j->value[CN_B_ROLE];
	j->value[CN_B_MARKET] = (cn_value){ .b = CN_UNKNOWN, .known = true, .text = market };
	if (!j->given[CN_B_ROLE])
		*role = (cn_value){ .b = CN_UNKNOWN, .known = p->roles.n == 1, .text = p->roles.n == 1 ? p->roles.item[0] : CN_S("") };
}

/* ---- dates ------------------------------------------------------------------------------------------------------------------------- */

static void take_period(cn_content_timing *t, const cn_period *p, const cn_world *w, cn_date day, cn_date first[2][3])
{
	cn_tri x = p->when ? cn_eval(p->when, w) : CN_TRUE;
	bool future = p->from != CN_DATE_NONE && p->from > day;
	if (!future && p->until != CN_DATE_NONE && p->until < day) {
		t->over = true;
		return;
	}
	first[future][x] = cn_sooner(first[future][x], p->from);
	if (!future) {
		t->now = cn_tri_or(t->now, x);
		t->never_here |= x == CN_FALSE;
	}
}

static cn_content_timing timing_of(const cn_provision *p, const cn_world *w, cn_date day)
{
	cn_content_timing t = { .now = CN_FALSE, .from = CN_DATE_NONE, .at_latest = CN_DATE_NONE };
	cn_date first[2][3] = { { CN_DATE_NONE, CN_DATE_NONE, CN_DATE_NONE }, { CN_DATE_NONE, CN_DATE_NONE, CN_DATE_NONE } };
	cn_tri later = CN_FALSE;
	cn_say_id say;
	if (cn_settled_by_status(p, day, &later, &say)) {
		t.over = later == CN_FALSE;
		return t;
	}
	if (p->force == CN_DRAFT) {
		t.draft = true;
		return t;
	}
	for (size_t i = 0; i < p->n_period; i++)
		take_period(&t, &p->period[i], w, day, first);
	if (t.now != CN_FALSE) {
		t.from = first[0][t.now];
		t.at_latest = t.now == CN_TRUE ? t.from : first[1][CN_TRUE];
		return t;
	}
	t.at_latest = first[1][CN_TRUE];
	t.from = cn_sooner(first[1][CN_UNKNOWN], t.at_latest);
	t.over &= t.from == CN_DATE_NONE;
	t.never_here &= t.from == CN_DATE_NONE;
	return t;
}

/* ---- the answer ---------------------------------------------------------------------------------------------------------------------- */

/* The file alone: an implication, whose empty case is told apart. */
static cn_content_answer of_file(const cn_content_case *c)
{
	if (c->asked == CN_FALSE || c->excepted == CN_TRUE || c->verdict->reach == CN_FALSE || c->timing.never_here)
		return CN_CONTENT_NOT_ASKED;
	if (c->met == CN_TRUE)
		return CN_CONTENT_MET;
	return c->met == CN_FALSE && c->asked == CN_TRUE ? CN_CONTENT_NOT_MET : CN_CONTENT_UNKNOWN;
}

/* What the date and the confidence leave of it. */
static cn_content_answer held_back(const cn_content_case *c, cn_content_answer x)
{
	const cn_content_timing *t = &c->timing;
	if (t->now == CN_FALSE && !t->never_here && !(x == CN_CONTENT_NOT_ASKED && c->verdict->confidence == CN_READ))
		return t->over ? CN_CONTENT_NO_LONGER : CN_CONTENT_NOT_YET;
	if (c->verdict->confidence != CN_READ || (t->now == CN_UNKNOWN && x == CN_CONTENT_NOT_MET))
		return CN_CONTENT_UNKNOWN;
	return x;
}

static bool binds_role(const cn_provision *p, const cn_value *role)
{
	for (size_t i = 0; i < p->roles.n && role->known; i++)
		if (cn_eq(p->roles.item[i], role->text))
			return true;
	return !role->known;
}

/* Conditions that nobody read are unknown in this world, so that only the provision, the rule and an exception that holds weigh. */
static cn_confidence weakest(const cn_content_case *c)
{
	cn_confidence x = c->rule->provision->confidence, y = c->rule->confidence, z = c->excepted == CN_TRUE ? c->rule->unless_by->confidence : CN_READ;
	x = y > x ? y : x;
	return z > x ? z : x;
}

static cn_code judge(job *j, const cn_content_rule *rule, cn_str market)
{
	cn_content_verdict *v = &j->verdict[j->n++];
	const cn_provision *p = rule->provision;
	cn_content_case c = { .a = j->a, .rules = j->r, .rule = rule, .given = j->given, .verdict = v, .excepted = CN_FALSE,
			      .world = { .value = j->value, .n = j->n_value, .strict = true } };
	lay_row(j, p, market);
	c.asked = cn_eval(rule->asked, &c.world);
	c.met = cn_eval(rule->met, &c.world);
	if (rule->unless)
		c.excepted = cn_eval(rule->unless, &c.world);
	c.timing = timing_of(p, &c.world, j->day);
	c.bound = p->expr ? cn_eval(p->expr, &c.world) : CN_UNKNOWN;
	c.other_role = !binds_role(p, &j->value[CN_B_ROLE]);
	*v = (cn_content_verdict){ .rule = rule, .market = market, .day = j->day, .reach = c.other_role ? CN_FALSE : c.bound,
				   .from = c.timing.from, .at_latest = c.timing.at_latest };
	v->confidence = weakest(&c);
	v->would_be = of_file(&c);
	v->answer = held_back(&c, v->would_be);
	v->exception_open = v->would_be == CN_CONTENT_NOT_MET && c.excepted == CN_UNKNOWN;
	return j->explain ? cn_content_explain(&c, j->err) : CN_OK;
}

static cn_code check_market(const job *j, cn_str market)
{
	static const char *const list[] = { "places", "groups" };
	const cn_member *m[2];
	size_t n[2];
	for (size_t k = 0; k < 2; k++) {
		m[k] = cn_library_list(j->r->lib, list[k], &n[k]);
		for (size_t i = 0; i < n[k]; i++)
			if (cn_eq(m[k][i].id, market))
				return CN_OK;
	}
	cn_nearest near = cn_nearest_to(market);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < n[k]; i++)
			cn_nearest_try(&near, m[k][i].id);
	(void)CN_FAIL(j->err, CN_ENOTFOUND, "\"%.*s\" is not a place or group of the vocabulary", CN_FMT(cn_sub(market, 0, 80)));
	return near.best.n ? CN_HINTED(j->err, CN_ENOTFOUND, "%.*s", CN_FMT(near.best)) : CN_ENOTFOUND;
}

cn_code cn_content_apply(cn_arena *a, const cn_content_rules *r, const cn_content_fact *fact, size_t n_fact, const cn_str *market, size_t n_market,
			 cn_date day, bool explain, cn_content_verdict **ret, size_t *ret_n, cn_err *err)
{
	job j = { .a = a, .r = r, .day = day, .explain = explain, .err = err };
	unsigned long was = cn_heap_failures();
	size_t room;
	if (!cn_mul(n_market, r->n_rule, &room) || room > CN_CONTENT_VERDICTS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a file has at most %d verdicts", CN_CONTENT_VERDICTS_MAX);
	j.verdict = CN_NEW(a, cn_content_verdict, room + 1);
	if (!j.verdict)
		return cn_arena_fail(a, err);
	CN_TRY(lay_all(&j, fact, n_fact));
	for (size_t m = 0; m < n_market; m++) {
		CN_TRY(check_market(&j, market[m]));
		for (size_t i = 0; i < r->n_rule; i++)
			if (cn_library_reaches(r->lib, market[m], r->rule[i].provision->instrument, day))
				CN_TRY(judge(&j, &r->rule[i], market[m]));
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (cn_heap_failures() != was) /* a reason may have lost its words */
		return CN_NOMEM(err);
	*ret = j.verdict;
	*ret_n = j.n;
	return CN_OK;
}
