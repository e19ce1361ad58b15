/* What a verdict says: its reasons in words, the list as a tree, and what two lists differ in. */
#include "norm/apply.h"
#include "norm/content_private.h"

const char *cn_content_answer_text(cn_content_answer x)
{
	static const char *const word[] = { "met", "not_met", "unknown", "not_asked", "not_yet", "no_longer" };
	return word[x];
}

cn_words cn_content_answer_words(cn_arena *a, cn_content_answer x)
{
	return cn_say(a, (cn_say_id)(CN_SAY_C_MET + (int)x), NULL, 0);
}

/* ---- clauses ---------------------------------------------------------------------------------------------------------------------- */

typedef struct clauses {
	cn_arena *a;
	cn_buf *en, *zh;
} clauses;

/* Without the stop that a note ends with: clauses follow each other. */
static cn_str unstopped(cn_str s)
{
	if (cn_ends(s, "。"))
		return cn_sub(s, 0, s.n - strlen("。"));
	return cn_ends(s, ".") ? cn_sub(s, 0, s.n - 1) : s;
}

static void add_clause(clauses *c, cn_words w)
{
	cn_buf_putz(c->en, c->en->n && w.en.n ? "; " : "");
	cn_buf_put(c->en, unstopped(w.en));
	cn_buf_putz(c->zh, c->zh->n && w.zh.n ? "；" : "");
	cn_buf_put(c->zh, unstopped(w.zh));
}

/* Does it matter that nobody knows whether the provision is in application? A file that has what is asked has it either way. */
static bool date_is_open(const cn_content_case *k)
{
	return k->timing.now == CN_UNKNOWN && k->verdict->answer == CN_CONTENT_UNKNOWN;
}

/* From when, for a provision that is not in application or may not be. */
static void add_dates(clauses *c, const cn_content_case *k)
{
	const cn_content_verdict *v = k->verdict;
	if (v->answer == CN_CONTENT_NO_LONGER)
		add_clause(c, cn_content_answer_words(c->a, v->answer));
	else if (v->answer == CN_CONTENT_NOT_YET && v->from == CN_DATE_NONE)
		add_clause(c, cn_say(c->a, k->timing.draft ? CN_SAY_DRAFT : CN_SAY_NOT_YET, NULL, 0));
	else if (v->answer == CN_CONTENT_NOT_YET)
		add_clause(c, cn_say_date(c->a, v->from == v->at_latest ? CN_SAY_WILL : CN_SAY_MAY, v->from));
	else if (date_is_open(k))
		add_clause(c, cn_say_date(c->a, CN_SAY_C_DATE_OPEN, v->from));
	else
		return;
	if (v->at_latest != CN_DATE_NONE && v->at_latest != v->from)
		add_clause(c, cn_say_date(c->a, CN_SAY_C_AT_LATEST, v->at_latest));
}

/* Before the facts: what keeps the answer from deciding. */
static void add_held_back(clauses *c, const cn_content_case *k)
{
	const cn_content_verdict *v = k->verdict;
	add_dates(c, k);
	if (v->confidence != CN_READ)
		add_clause(c, cn_say(c->a, v->confidence == CN_SECONDARY ? CN_SAY_C_SECONDARY : CN_SAY_C_UNVERIFIED, NULL, 0));
	if (v->would_be != CN_CONTENT_UNKNOWN && v->answer != v->would_be)
		add_clause(c, cn_say1(c->a, CN_SAY_C_WOULD_BE, cn_content_answer_words(c->a, v->would_be)));
}

/* A fact of the file is followed by what the caller saw there. */
static cn_words with_own_words(const cn_content_case *k, const cn_why *line)
{
	const cn_content_fact *g = line->fact ? k->given[line->fact->index] : NULL;
	if (!g || (!g->why.en.n && !g->why.zh.n))
		return line->text;
	cn_words own = { g->why.en.n ? g->why.en : g->why.zh, g->why.zh.n ? g->why.zh : g->why.en };
	return cn_say_join(k->a, line->text, cn_say1(k->a, CN_SAY_C_OWN_WORDS, own));
}

static bool said_before(const cn_reasons *r, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (cn_eq(r->line[k].text.en, r->line[i].text.en))
			return true;
	return false;
}

static void add_name(cn_str *list, size_t *n, cn_str name)
{
	for (size_t i = 0; i < *n; i++)
		if (cn_eq(list[i], name))
			return;
	list[(*n)++] = name;
}

/* Conditions of periods that run on that day and leave it open, or rule it out, whether the provision is in application. */
static cn_code gather_dates(const cn_content_case *c, cn_reasons *r, cn_err *err)
{
	const cn_provision *p = c->rule->provision;
	for (size_t i = 0; i < p->n_period && (c->timing.now == CN_FALSE || date_is_open(c)); i++) {
		const cn_period *x = &p->period[i];
		if (x->when && cn_day_within(x->from, x->until, c->verdict->day) && cn_eval(x->when, &c->world) == c->timing.now)
			CN_TRY(cn_why_expr(r, x->when, &c->world, 0, err));
	}
	return CN_OK;
}

/* The conditions that the answer rests on, in the order in which one would ask them. */
static cn_code gather(const cn_content_case *c, cn_reasons *r, cn_err *err)
{
	const cn_expr *one = NULL; /* what alone says that nothing is asked */
	CN_TRY(gather_dates(c, r, err));
	if (c->asked == CN_FALSE)
		one = c->rule->asked;
	else if (c->excepted == CN_TRUE)
		one = c->rule->unless;
	else if (c->bound == CN_FALSE)
		one = c->rule->provision->expr;
	if (one)
		return cn_why_expr(r, one, &c->world, 0, err);
	if (c->verdict->would_be == CN_CONTENT_NOT_ASKED)
		return CN_OK;
	if (c->met != CN_TRUE || c->asked == CN_TRUE)
		CN_TRY(cn_why_expr(r, c->rule->asked, &c->world, 0, err));
	return cn_why_expr(r, c->rule->met, &c->world, 0, err);
}

static cn_code add_lines(const cn_content_case *c, clauses *to, const cn_reasons *r, cn_err *err)
{
	cn_content_verdict *v = c->verdict;
	cn_str *rests = CN_NEW(c->a, cn_str, r->n + 1), *missing = CN_NEW(c->a, cn_str, r->n + 1);
	if (!rests || !missing)
		return cn_arena_fail(c->a, err);
	for (size_t i = 0; i < r->n; i++) {
		const cn_why *line = &r->line[i];
		if (line->fact && line->value == CN_UNKNOWN)
			add_name(missing, &v->n_missing, line->fact->id);
		else if (line->fact)
			add_name(rests, &v->n_rests_on, line->fact->id);
		v->not_read |= line->kind == CN_WHY_NOT_READ;
		if (!said_before(r, i))
			add_clause(to, with_own_words(c, line));
	}
	v->rests_on = rests;
	v->missing = missing;
	return CN_OK;
}

cn_code cn_content_explain(const cn_content_case *c, cn_err *err)
{
	cn_reasons r = { .a = c->a, .lib = c->rules->lib };
	CN_AUTO_BUF en;
	CN_AUTO_BUF zh;
	cn_buf_init(&en, CN_FIELD_BYTES_MAX);
	cn_buf_init(&zh, CN_FIELD_BYTES_MAX);
	clauses to = { c->a, &en, &zh };
	const cn_content_rule *rule = c->rule;
	CN_TRY(gather(c, &r, err));
	add_held_back(&to, c);
	CN_TRY(add_lines(c, &to, &r, err));
	if (c->timing.now == CN_UNKNOWN && c->verdict->answer == CN_CONTENT_MET)
		add_clause(&to, cn_say_date(c->a, CN_SAY_C_DATE_EITHER, c->verdict->from));
	if (c->verdict->exception_open) {
		cn_words by = { rule->unless_by->full, rule->unless_by->full };
		add_clause(&to, cn_say1(c->a, CN_SAY_C_EXCEPTION, by));
	}
	if (c->other_role && c->asked != CN_FALSE)
		add_clause(&to, cn_say1(c->a, CN_SAY_C_NOT_BOUND, cn_say_roles(c->a, c->rules->lib, c->rule->provision->roles)));
	c->verdict->why = (cn_words){ cn_buf_copy(c->a, &en), cn_buf_copy(c->a, &zh) };
	return cn_arena_ok(c->a) ? CN_OK : cn_arena_fail(c->a, err);
}

/* ---- trees --------------------------------------------------------------------------------------------------------------------------- */

static void put_day(cn_arena *a, cn_val *m, const char *key, cn_date d)
{
	char text[CN_TIME_BYTES];
	if (d == CN_DATE_NONE)
		return;
	cn_date_text(d, text);
	cn_put(a, m, key, cn_textz(a, text));
}

static void put_names(cn_arena *a, cn_val *m, const char *key, const cn_str *name, size_t n)
{
	cn_val *list = cn_put(a, m, key, cn_list(a));
	for (size_t i = 0; i < n; i++)
		cn_push(a, list, cn_text(a, name[i]));
}

static cn_val *verdict_val(cn_arena *a, const cn_content_verdict *v)
{
	const cn_provision *p = v->rule->provision;
	cn_val *m = cn_map(a);
	cn_put(a, m, "law", cn_text(a, p->instrument->id));
	cn_put(a, m, "article", cn_text(a, p->id));
	cn_put(a, m, "provision", cn_text(a, p->full));
	cn_put(a, m, "title", cn_words_val(a, p->heading));
	cn_put(a, m, "market", cn_text(a, v->market));
	put_day(a, m, "date", v->day);
	cn_put(a, m, "answer", cn_textz(a, cn_content_answer_text(v->answer)));
	cn_put(a, m, "would_be", cn_textz(a, cn_content_answer_text(v->would_be)));
	cn_put(a, m, "reach", cn_textz(a, v->reach == CN_TRUE ? "yes" : v->reach == CN_FALSE ? "no" : "unknown"));
	cn_put(a, m, "exception_open", cn_bool(a, v->exception_open));
	cn_put(a, m, "not_read", cn_bool(a, v->not_read));
	cn_put(a, m, "confidence", cn_textz(a, cn_confidence_text(v->confidence)));
	cn_put(a, m, "force", cn_textz(a, cn_force_text(p->force)));
	put_day(a, m, "from", v->from);
	put_day(a, m, "at_latest", v->at_latest);
	if (v->why.en.n)
		cn_put(a, m, "why", cn_words_val(a, v->why));
	put_names(a, m, "rests_on", v->rests_on, v->n_rests_on);
	put_names(a, m, "missing", v->missing, v->n_missing);
	cn_put(a, m, "note", cn_words_val(a, v->rule->note));
	cn_put(a, m, "source", cn_text(a, v->rule->source));
	put_day(a, m, "read_on", v->rule->read_on);
	return m;
}

cn_val *cn_content_verdicts_val(cn_arena *a, const cn_content_verdict *v, size_t n)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < n; i++)
		cn_push(a, list, verdict_val(a, &v[i]));
	return list;
}

static void put_side(cn_arena *a, cn_val *m, const char *key, const cn_content_verdict *v)
{
	if (!v)
		return;
	cn_val *side = cn_put(a, m, key, cn_map(a));
	put_day(a, side, "date", v->day);
	cn_put(a, side, "answer", cn_textz(a, cn_content_answer_text(v->answer)));
	cn_put(a, side, "would_be", cn_textz(a, cn_content_answer_text(v->would_be)));
	put_day(a, side, "from", v->from);
}

cn_val *cn_content_drift_val(cn_arena *a, const cn_content_drift *d, size_t n)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < n; i++) {
		const cn_content_verdict *any = d[i].before ? d[i].before : d[i].after;
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "provision", cn_text(a, any->rule->provision->full));
		cn_put(a, m, "market", cn_text(a, any->market));
		put_side(a, m, "before", d[i].before);
		put_side(a, m, "after", d[i].after);
	}
	return list;
}

/* ---- two lists ------------------------------------------------------------------------------------------------------------------------ */

static const cn_content_verdict *same_cell(const cn_content_verdict *x, const cn_content_verdict *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (cn_eq(list[i].market, x->market) && cn_eq(list[i].rule->provision->full, x->rule->provision->full))
			return &list[i];
	return NULL;
}

cn_code cn_content_compare(cn_arena *a, const cn_content_verdict *before, size_t n_before, const cn_content_verdict *after, size_t n_after,
			   cn_content_drift **ret, size_t *ret_n, cn_err *err)
{
	cn_content_drift *d = CN_NEW(a, cn_content_drift, n_before + n_after + 1);
	size_t n = 0;
	if (!d)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n_before; i++) {
		const cn_content_verdict *x = &before[i], *y = same_cell(x, after, n_after);
		if (!y || y->answer != x->answer || y->would_be != x->would_be || y->from != x->from)
			d[n++] = (cn_content_drift){ x, y };
	}
	for (size_t i = 0; i < n_after; i++)
		if (!same_cell(&after[i], before, n_before))
			d[n++] = (cn_content_drift){ NULL, &after[i] };
	*ret = d;
	*ret_n = n;
	return CN_OK;
}

static int by_day(const void *x, const void *y)
{
	const cn_date *a = x, *b = y;
	return (*a > *b) - (*a < *b);
}

cn_code cn_content_days(cn_arena *a, const cn_content_rules *r, const cn_str *market, size_t n_market, cn_date from, cn_date to, cn_date **ret,
			size_t *ret_n, cn_err *err)
{
	size_t room = 0, n = 0, kept = 0;
	for (size_t i = 0; i < r->n_rule; i++)
		room += 2 * r->rule[i].provision->n_period;
	cn_date *day = CN_NEW(a, cn_date, room + 1);
	if (!day)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < r->n_rule; i++) {
		const cn_provision *p = r->rule[i].provision;
		bool here = false;
		for (size_t m = 0; m < n_market && !here; m++)
			here = cn_library_reaches(r->lib, market[m], p->instrument, to);
		for (size_t k = 0; here && k < p->n_period; k++) {
			if (p->period[k].from != CN_DATE_NONE)
				day[n++] = p->period[k].from;
			if (p->period[k].until != CN_DATE_NONE)
				day[n++] = p->period[k].until + 1;
		}
	}
	qsort(day, n, sizeof *day, by_day);
	for (size_t i = 0; i < n; i++)
		if (day[i] > from && day[i] <= to && (kept == 0 || day[kept - 1] != day[i]))
			day[kept++] = day[i];
	*ret = day;
	*ret_n = kept;
	return CN_OK;
}
