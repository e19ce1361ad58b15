/* The manifest: read strictly, its facts typed by facts.yaml. What model, data and policy mean is the business of others. */
#include "norm/profile.h"

typedef struct reader {
	const cn_library *lib;
	cn_report *r;
	cn_profile *p;
	cn_statement *st; /* p->statement, to be filled */
	size_t room;
	cn_err *err;
} reader;

/* ---- values ---------------------------------------------------------------------------------------------------------------- */

static bool is_word(cn_str s, const char *words)
{
	cn_str rest = cn_str_z(words), head;
	while (rest.n) {
		(void)cn_split(rest, ' ', &head, &rest);
		if (cn_eq(head, s))
			return true;
	}
	return false;
}

static void check_member(cn_report *r, const cn_fact *f, const cn_val *at, cn_str id, bool is_key)
{
	for (size_t i = 0; i < f->n_member; i++)
		if (cn_eq(f->member[i].id, id))
			return;
	cn_nearest near = cn_nearest_to(id);
	for (size_t i = 0; i < f->n_member; i++)
		cn_nearest_try(&near, f->member[i].id);
	if (is_key)
		cn_report_key(r, at, near.best, "\"%.*s\" is not a value of the fact %.*s", CN_FMT(cn_sub(id, 0, 80)), CN_FMT(f->id));
	else
		cn_report_at(r, at, near.best, "\"%.*s\" is not a value of the fact %.*s", CN_FMT(cn_sub(id, 0, 80)), CN_FMT(f->id));
}

static void check_set(cn_report *r, const cn_fact *f, const cn_val *v)
{
	if (v->type == CN_TEXT) {
		if (!is_word(v->s, "unknown none"))
			check_member(r, f, v, v->s, false);
		return;
	}
	CN_EACH(x, v) {
		if (v->type == CN_LIST) {
			if (x->type == CN_TEXT)
				check_member(r, f, x, x->s, false);
			else
				cn_report_at(r, x, CN_S(""), "a member of %.*s is a word", CN_FMT(f->id));
			continue;
		}
		bool yes_no = x->type == CN_TEXT && is_word(x->s, "yes no true false unknown");
		if (!yes_no)
			cn_report_at(r, x, CN_S(""), "a member of a set is yes, no or unknown");
		if (!cn_eqz(x->key, "complete"))
			check_member(r, f, x, x->key, true);
	}
}

static void check_fact_value(cn_report *r, const cn_fact *f, const cn_val *v)
{
	cn_dec dec;
	cn_date day;
	if (f->type == CN_F_SET) {
		check_set(r, f, v);
		return;
	}
	if (v->type != CN_TEXT) {
		cn_report_at(r, v, CN_S(""), "the fact %.*s has one value, not a %s", CN_FMT(f->id), v->type == CN_MAP ? "map" : "list");
		return;
	}
	if (cn_eqz(v->s, "unknown"))
		return;
	if (f->type == CN_F_BOOL && !is_word(v->s, "yes no true false"))
		cn_report_at(r, v, CN_S("yes"), "the fact %.*s is yes, no or unknown, not \"%.*s\"", CN_FMT(f->id), CN_FMT(cn_sub(v->s, 0, 80)));
	if (f->type == CN_F_TEXT)
		check_member(r, f, v, v->s, false);
	if (f->type == CN_F_NUMBER && cn_dec_parse(v->s, &dec, NULL) != CN_OK)
		cn_report_at(r, v, CN_S(""), "the fact %.*s is a number, not \"%.*s\"", CN_FMT(f->id), CN_FMT(cn_sub(v->s, 0, 80)));
	if (f->type == CN_F_DATE && cn_date_parse(v->s, &day, NULL) != CN_OK)
		cn_report_at(r, v, CN_S(""), "the fact %.*s is a date YYYY-MM-DD, not \"%.*s\"", CN_FMT(f->id), CN_FMT(cn_sub(v->s, 0, 80)));
}

static bool says_complete(const cn_val *v)
{
	cn_str s = cn_get_text(v, "complete");
	return is_word(s, "yes true");
}

/* ---- statements ------------------------------------------------------------------------------------------------------------------ */

static bool has_market(const cn_profile *p, cn_str code)
{
	for (size_t i = 0; i < p->n_market; i++)
		if (cn_eq(p->market[i].code, code))
			return true;
	return false;
}

static cn_code add_statement(reader *x, cn_statement s)
{
	if (x->p->n_statement == x->room) {
		size_t room = x->room ? x->room * 2 : 64;
		cn_statement *grown = CN_NEW(x->r->a, cn_statement, room);
		if (!grown)
			return cn_arena_fail(x->r->a, x->err);
		if (x->p->n_statement)
			memcpy(grown, x->st, x->p->n_statement * sizeof *grown);
		x->st = grown;
		x->p->statement = grown;
		x->room = room;
	}
	x->st[x->p->n_statement++] = s;
	return CN_OK;
}

static void check_statement_keys(reader *x, const cn_val *v)
{
	static const char keys[] = "value by on source until market disputed complete";
	CN_EACH(k, v) {
		if (!is_word(k->key, keys)) {
			cn_nearest near = cn_nearest_to(k->key);
			cn_str rest = cn_str_z(keys), head;
			while (rest.n) {
				(void)cn_split(rest, ' ', &head, &rest);
				cn_nearest_try(&near, head);
			}
			cn_report_key(x->r, k, near.best, "a statement has no key \"%.*s\"", CN_FMT(cn_sub(k->key, 0, 80)));
		} else if (k->type != CN_TEXT && !cn_eqz(k->key, "value")) {
			cn_report_at(x->r, k, CN_S(""), "%.*s is a text", CN_FMT(k->key));
		}
	}
	static const char *const dates[] = { "on", "until" };
	for (unsigned i = 0; i < 2; i++)
		if (cn_get_text(v, dates[i]).n && cn_date_at(v, dates[i]) == CN_DATE_NONE)
			cn_report_at(x->r, cn_get(v, dates[i]), CN_S(""), "%s is a date YYYY-MM-DD", dates[i]);
}

/* {value, by, on, source, until, market, disputed, complete} */
static cn_code read_statement(reader *x, const cn_fact *f, const cn_val *v)
{
	const cn_val *value = cn_get(v, "value");
	check_statement_keys(x, v);
	check_fact_value(x->r, f, value);
	cn_str market = cn_get_text(v, "market");
	if (market.n && !has_market(x->p, market))
		cn_report_at(x->r, cn_get(v, "market"), CN_S(""), "\"%.*s\" is not in markets", CN_FMT(cn_sub(market, 0, 80)));
	if (market.n && !f->per_market)
		cn_report_at(x->r, cn_get(v, "market"), CN_S(""), "the fact %.*s is about the system and is the same in every market", CN_FMT(f->id));
	cn_statement s = { .fact = f, .market = market, .value = value, .complete = says_complete(v) || says_complete(value), .line = v->line, .col = v->col };
	s.from = (cn_provenance){ .by = cn_get_text(v, "by"), .on = cn_get_text(v, "on"), .source = cn_get_text(v, "source"),
				  .until = cn_date_at(v, "until"), .disputed = is_word(cn_get_text(v, "disputed"), "yes true") };
	return add_statement(x, s);
}

static cn_code read_fact(reader *x, const cn_val *v)
{
	const cn_fact *f = cn_library_fact(x->lib, v->key);
	if (!f) {
		cn_report_key(x->r, v, cn_library_near_fact(x->lib, v->key), "there is no fact called \"%.*s\"", CN_FMT(cn_sub(v->key, 0, 80)));
		return CN_OK;
	}
	if (f->builtin) {
		cn_report_key(x->r, v, CN_S(""), "%.*s is not stated as a fact: it stands under actors, markets, stage or purposes", CN_FMT(f->id));
		return CN_OK;
	}
	if (v->type == CN_MAP && cn_get(v, "value"))
		return read_statement(x, f, v);
	if (v->type == CN_LIST && v->first && v->first->type == CN_MAP) {
		CN_EACH(s, v) {
			if (!cn_get(s, "value"))
				cn_report_at(x->r, s, CN_S(""), "a statement needs a value");
			else
				CN_TRY(read_statement(x, f, s));
		}
		return CN_OK;
	}
	check_fact_value(x->r, f, v);
	return add_statement(x, (cn_statement){ .fact = f, .value = v, .complete = says_complete(v), .from = { .until = CN_DATE_NONE }, .line = v->line, .col = v->col });
}

/* ---- who, where, what for ---------------------------------------------------------------------------------------------------------- */

static cn_str listed_or_empty(reader *x, const cn_val *v, const char *key, const char *list)
{
	const cn_val *t = cn_get(v, key);
	cn_str s = cn_get_text(v, key);
	size_t n = 0;
	const cn_member *m = cn_library_list(x->lib, list, &n);
	if (!s.n || cn_eqz(s, "unknown"))
		return CN_S("");
	for (size_t i = 0; i < n; i++)
		if (cn_eq(m[i].id, s))
			return s;
	cn_nearest near = cn_nearest_to(s);
	for (size_t i = 0; i < n; i++)
		cn_nearest_try(&near, m[i].id);
	cn_report_at(x->r, t, near.best, "\"%.*s\" is not in the list %s of the vocabulary", CN_FMT(cn_sub(s, 0, 80)), list);
	return CN_S("");
}

static cn_code read_actors(reader *x, const cn_val *list)
{
	size_t n_role = 0;
	const cn_member *role = cn_library_list(x->lib, "roles", &n_role);
	cn_actor *actor = CN_NEW(x->r->a, cn_actor, cn_n_of(list) + n_role + 1);
	if (!actor)
		return cn_arena_fail(x->r->a, x->err);
	x->p->actor = actor;
	CN_EACH(v, list)
		actor[x->p->n_actor++] = (cn_actor){ .role = listed_or_empty(x, v, "role", "roles"), .party = cn_get_text(v, "party"),
						     .place = listed_or_empty(x, v, "place", "places"), .name = cn_words_at(v, "name") };
	if (x->p->n_actor == 0)
		for (size_t i = 0; i < n_role; i++)
			actor[x->p->n_actor++] = (cn_actor){ .role = role[i].id, .assumed = true };
	return CN_OK;
}

static cn_code read_markets(reader *x, const cn_val *list)
{
	cn_market *m = CN_NEW(x->r->a, cn_market, cn_n_of(list) + 1);
	if (!m)
		return cn_arena_fail(x->r->a, x->err);
	x->p->market = m;
	CN_EACH(v, list) {
		cn_market one = { v->type == CN_TEXT ? v->s : cn_get_text(v, "code"), cn_date_at(v, "from"), cn_date_at(v, "until") };
		if (has_market(x->p, one.code))
			cn_report_at(x->r, v, CN_S(""), "the market %.*s stands twice", CN_FMT(one.code));
		m[x->p->n_market++] = one;
	}
	if (x->p->n_market == 0)
		cn_report_at(x->r, x->p->tree, CN_S("markets: [EU]"), "a system needs at least one market");
	return CN_OK;
}

static cn_code read_parts(reader *x, const cn_val *list)
{
	cn_part *p = CN_NEW(x->r->a, cn_part, cn_n_of(list) + 1);
	if (!p)
		return cn_arena_fail(x->r->a, x->err);
	x->p->part = p;
	CN_EACH(v, list)
		p[x->p->n_part++] = (cn_part){ cn_get_text(v, "id"), cn_get_text(v, "kind"), cn_get_text(v, "part_of"), cn_get_text(v, "party"),
					       cn_words_at(v, "name") };
	CN_EACH(v, list) {
		cn_str of = cn_get_text(v, "part_of");
		size_t i = 0;
		while (i < x->p->n_part && !cn_eq(p[i].id, of))
			i++;
		if (of.n && i == x->p->n_part && !cn_eq(of, x->p->id))
			cn_report_at(x->r, cn_get(v, "part_of"), CN_S(""), "there is no part called \"%.*s\"", CN_FMT(cn_sub(of, 0, 80)));
	}
	return CN_OK;
}

/* "Military logistics": one word of it is enough; "cyber-defence" is not "defence". */
static bool is_military(cn_arena *a, cn_str purpose)
{
	char *z = cn_cstr(a, purpose);
	for (char *c = z; c && *c; c++)
		*c = *c == ' ' || *c == '_' ? '-' : *c >= 'A' && *c <= 'Z' ? (char)(*c | 0x20) : *c;
	cn_str rest = cn_str_z(z), head;
	if (is_word(rest, "defence defense national-security"))
		return true;
	while (rest.n) {
		(void)cn_split(rest, '-', &head, &rest);
		if (is_word(head, "military warfare weapon weapons"))
			return true;
	}
	return false;
}

static cn_code read_all(reader *x, const cn_val *t)
{
	cn_profile *p = x->p;
	cn_shape_check(x->r, x->lib, cn_shape_named("system"), t);
	if (!cn_is_text(cn_get(t, "concord"), "system/1"))
		cn_report_at(x->r, t, CN_S("concord: system/1"), "this is not a manifest: its first line is not concord: system/1");
	p->id = cn_get_text(t, "id");
	p->version = cn_get_text(t, "version");
	p->name = cn_words_at(t, "name");
	p->description = cn_words_at(t, "description");
	p->stage = cn_get_text(t, "stage");
	CN_TRY(cn_texts_at(x->r->a, t, "purposes", &p->purposes, x->err));
	for (size_t i = 0; i < p->purposes.n; i++)
		p->out_of_scope |= is_military(x->r->a, p->purposes.item[i]);
	CN_TRY(read_markets(x, cn_as_list(cn_get(t, "markets"))));
	CN_TRY(read_actors(x, cn_as_list(cn_get(t, "actors"))));
	CN_TRY(read_parts(x, cn_as_list(cn_get(t, "parts"))));
	const cn_val *facts = cn_get(t, "facts");
	if (facts && facts->type == CN_MAP)
		CN_EACH(v, facts)
			CN_TRY(read_fact(x, v));
	else if (facts && !(facts->type == CN_TEXT && facts->s.n == 0))
		cn_report_at(x->r, facts, CN_S(""), "facts is a map from names to values");
	return CN_OK;
}

cn_code cn_profile_read(cn_arena *a, const cn_library *lib, const cn_val *tree, cn_str file, const cn_profile **ret, cn_problems *ret_problems, cn_err *err)
{
	cn_problems problems = { 0 };
	cn_report r = { .a = a, .to = &problems, .file = file };
	reader x = { .lib = lib, .r = &r, .p = CN_NEW(a, cn_profile, 1), .err = err };
	if (!x.p)
		return cn_arena_fail(a, err);
	*x.p = (cn_profile){ .file = file, .tree = tree };
	CN_TRY(read_all(&x, tree));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (ret_problems)
		*ret_problems = problems;
	if (problems.n_errors)
		return cn_problems_fail(&problems, err);
	*ret = x.p;
	return CN_OK;
}

/* ---- changes ---------------------------------------------------------------------------------------------------------------------------- */

cn_code cn_profile_with_fact(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str fact, cn_str market, const cn_val *value,
			     const cn_provenance *from, const cn_profile **ret, cn_err *err)
{
	const cn_fact *f = cn_library_fact(lib, fact);
	if (!value) /* a tree that could not be built */
		return cn_arena_fail(a, err);
	if (!f || f->builtin) {
		cn_str near = cn_library_near_fact(lib, fact);
		(void)CN_FAIL(err, CN_ENOTFOUND, "there is no fact called \"%.*s\"", CN_FMT(cn_sub(fact, 0, 80)));
		return near.n ? CN_HINTED(err, CN_ENOTFOUND, "%.*s", CN_FMT(near)) : CN_ENOTFOUND;
	}
	if (market.n && !has_market(p, market))
		return CN_FAIL(err, CN_EINPUT, "the system is not offered in the market \"%.*s\"", CN_FMT(cn_sub(market, 0, 80)));
	if (market.n && !f->per_market)
		return CN_FAIL(err, CN_EINPUT, "the fact %.*s is about the system and is the same in every market", CN_FMT(f->id));
	cn_problems problems = { 0 };
	cn_report r = { .a = a, .to = &problems, .file = CN_S("fact") };
	check_fact_value(&r, f, value);
	if (!cn_arena_ok(a)) /* a problem that could not be noted is none of the value's */
		return cn_arena_fail(a, err);
	if (problems.n_errors)
		return cn_problems_fail(&problems, err);
	cn_profile *q = CN_NEW(a, cn_profile, 1);
	cn_statement *st = CN_NEW(a, cn_statement, p->n_statement + 1);
	if (!q || !st)
		return cn_arena_fail(a, err);
	if (p->n_statement)
		memcpy(st, p->statement, p->n_statement * sizeof *st);
	st[p->n_statement] = (cn_statement){ .fact = f, .market = market, .value = value, .complete = says_complete(value),
					     .from = from ? *from : (cn_provenance){ .until = CN_DATE_NONE } };
	*q = *p;
	q->statement = st;
	q->n_statement = p->n_statement + 1;
	*ret = q;
	return CN_OK;
}

cn_code cn_profile_with_market(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str market, const cn_profile **ret, cn_err *err)
{
	size_t n = 0, i = 0;
	const cn_member *place = cn_library_list(lib, "places", &n);
	while (i < n && !cn_eq(place[i].id, market))
		i++;
	if (i == n)
		return CN_FAIL(err, CN_ENOTFOUND, "\"%.*s\" is not a place of the vocabulary", CN_FMT(cn_sub(market, 0, 80)));
	if (has_market(p, market)) {
		*ret = p;
		return CN_OK;
	}
	cn_profile *q = CN_NEW(a, cn_profile, 1);
	cn_market *m = CN_NEW(a, cn_market, p->n_market + 1);
	if (!q || !m)
		return cn_arena_fail(a, err);
	memcpy(m, p->market, p->n_market * sizeof *m);
	m[p->n_market] = (cn_market){ market, CN_DATE_NONE, CN_DATE_NONE };
	*q = *p;
	q->market = m;
	q->n_market = p->n_market + 1;
	*ret = q;
	return CN_OK;
}
