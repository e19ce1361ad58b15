/* The library: closed lists, facts and coverage; loading in order; look-ups. Instruments are in instrument.c. */
#include "norm/library.h"

/* ---- small readers ------------------------------------------------------------------------------------------------------- */

cn_words cn_words_at(const cn_val *map, const char *key)
{
	const cn_val *v = cn_get(map, key);
	if (v && v->type == CN_TEXT)
		return (cn_words){ v->s, v->s };
	return (cn_words){ cn_get_text(v, "en"), cn_get_text(v, "zh") };
}

cn_code cn_texts_at(cn_arena *a, const cn_val *map, const char *key, cn_texts *ret, cn_err *err)
{
	const cn_val *v = cn_get(map, key);
	*ret = (cn_texts){ 0 };
	if (!v || v->type != CN_LIST || v->n == 0)
		return CN_OK;
	cn_str *item = CN_NEW(a, cn_str, v->n);
	if (!item)
		return cn_arena_fail(a, err);
	size_t n = 0;
	CN_EACH(x, v)
		if (x->type == CN_TEXT)
			item[n++] = x->s;
	*ret = (cn_texts){ item, n };
	return CN_OK;
}

cn_date cn_date_at(const cn_val *map, const char *key)
{
	cn_date d = CN_DATE_NONE;
	cn_str s = cn_get_text(map, key);
	return s.n && cn_date_parse(s, &d, NULL) == CN_OK ? d : CN_DATE_NONE;
}

cn_confidence cn_confidence_at(const cn_val *map, cn_confidence otherwise)
{
	cn_str s = cn_get_text(map, "confidence");
	return cn_eqz(s, "read") ? CN_READ : cn_eqz(s, "secondary") ? CN_SECONDARY : cn_eqz(s, "unverified") ? CN_UNVERIFIED : otherwise;
}

cn_val *cn_words_val(cn_arena *a, cn_words w)
{
	if (!w.en.n && !w.zh.n)
		return NULL;
	cn_val *m = cn_map(a);
	cn_put(a, m, "en", cn_text(a, w.en));
	cn_put(a, m, "zh", cn_text(a, w.zh));
	return m;
}

/* ---- vocabulary ------------------------------------------------------------------------------------------------------------ */

static cn_code load_list(cn_library *lib, cn_report *r, cn_str name, const cn_val *v, cn_err *err)
{
	cn_named_list *l = &lib->list[lib->n_list++];
	*l = (cn_named_list){ .name = name };
	if (v->type != CN_LIST)
		return CN_OK;
	l->member = CN_NEW(r->a, cn_member, v->n ? v->n : 1);
	if (!l->member)
		return cn_arena_fail(r->a, err);
	CN_EACH(x, v) {
		cn_str id = cn_get_text(x, "id");
		for (size_t i = 0; i < l->n; i++)
			if (cn_eq(l->member[i].id, id))
				cn_report_at(r, x, CN_S(""), "\"%.*s\" stands twice in %.*s", CN_FMT(id), CN_FMT(name));
		l->member[l->n++] = (cn_member){ id, { cn_get_text(x, "en"), cn_get_text(x, "zh") } };
	}
	return CN_OK;
}

/* A member is a place of the vocabulary, so that a slip in a code does not take a state out of a group. */
static void check_place(const cn_library *lib, cn_report *r, const cn_val *at, cn_str code)
{
	size_t n;
	const cn_member *m = cn_library_list(lib, "places", &n);
	for (size_t i = 0; i < n; i++)
		if (cn_eq(m[i].id, code))
			return;
	cn_report_at(r, at, CN_S(""), "\"%.*s\" is not one of the places", CN_FMT(cn_sub(code, 0, 40)));
}

static cn_code load_group(cn_library *lib, cn_report *r, const cn_val *v, cn_err *err)
{
	const cn_val *members = cn_get(v, "members");
	cn_group *g = &lib->group[lib->n_group++];
	cn_market *m = CN_NEW(r->a, cn_market, members && members->type == CN_LIST && members->n ? members->n : 1);
	if (!m)
		return cn_arena_fail(r->a, err);
	*g = (cn_group){ .id = cn_get_text(v, "id"), .member = m };
	if (!members || members->type != CN_LIST)
		return CN_OK;
	CN_EACH(x, members) {
		if (x->type == CN_TEXT)
			m[g->n++] = (cn_market){ x->s, CN_DATE_NONE, CN_DATE_NONE };
		else
			m[g->n++] = (cn_market){ cn_get_text(x, "code"), cn_date_at(x, "from"), cn_date_at(x, "until") };
		check_place(lib, r, x, m[g->n - 1].code);
	}
	return CN_OK;
}

/* Every word is of the list; the vocabulary's own shape is checked before its lists are there. */
static void check_words(const cn_library *lib, cn_report *r, const cn_val *at, const char *list)
{
	size_t n;
	const cn_member *m = cn_library_list(lib, list, &n);
	CN_EACH(x, at) {
		cn_nearest near = cn_nearest_to(x->type == CN_TEXT ? x->s : CN_S(""));
		bool known = false;
		for (size_t i = 0; i < n && !known; i++) {
			known = cn_eq(m[i].id, near.wrong);
			cn_nearest_try(&near, m[i].id);
		}
		if (!known)
			cn_report_at(r, x, near.best, "\"%.*s\" is not in the list %s of the vocabulary", CN_FMT(cn_sub(near.wrong, 0, 80)), list);
	}
}

static cn_code load_opposites(cn_library *lib, cn_report *r, const cn_val *list, cn_err *err)
{
	lib->opposite = CN_NEW(r->a, cn_opposite, cn_n_of(list) + 1);
	if (!lib->opposite)
		return cn_arena_fail(r->a, err);
	CN_EACH(v, list) {
		cn_texts acts;
		CN_TRY(cn_texts_at(r->a, v, "acts", &acts, err));
		check_words(lib, r, cn_as_list(cn_get(v, "acts")), "acts");
		if (acts.n == 2 && !cn_eq(acts.item[0], acts.item[1]))
			lib->opposite[lib->n_opposite++] = (cn_opposite){ acts.item[0], acts.item[1] };
		else
			cn_report_at(r, v, CN_S("acts: [retain, delete]"), "a pair of opposites names two different acts");
	}
	return CN_OK;
}

static cn_code load_matters(cn_library *lib, cn_report *r, const cn_val *list, cn_err *err)
{
	lib->matter = CN_NEW(r->a, cn_matter, cn_n_of(list) + 1);
	if (!lib->matter)
		return cn_arena_fail(r->a, err);
	CN_EACH(v, list) {
		cn_matter *m = &lib->matter[lib->n_matter++];
		m->name = (cn_member){ cn_get_text(v, "id"), { cn_get_text(v, "en"), cn_get_text(v, "zh") } };
		CN_TRY(cn_texts_at(r->a, v, "acts", &m->acts, err));
		CN_TRY(cn_texts_at(r->a, v, "objects", &m->objects, err));
		check_words(lib, r, cn_as_list(cn_get(v, "acts")), "acts");
		check_words(lib, r, cn_as_list(cn_get(v, "objects")), "objects");
	}
	return CN_OK;
}

/* Lists that the program reasons with: their members are fixed by the code, so a vocabulary that differs is a mistake. */
static void check_fixed(const cn_library *lib, cn_report *r, const cn_val *tree, const char *list, const char *words)
{
	size_t n = 0;
	const cn_member *m = cn_library_list(lib, list, &n);
	cn_str rest = cn_str_z(words), head;
	while (rest.n) {
		(void)cn_split(rest, ' ', &head, &rest);
		size_t i = 0;
		while (i < n && !cn_eq(m[i].id, head))
			i++;
		if (i == n)
			cn_report_at(r, tree, CN_S(""), "the list %s lacks \"%.*s\"", list, CN_FMT(head));
	}
}

cn_code cn_load_vocabulary(cn_library *lib, cn_report *r, const cn_val *tree, cn_err *err)
{
	cn_shape_check(r, NULL, cn_shape_named("vocabulary"), tree);
	const cn_val *lists = cn_get(tree, "lists"), *places = cn_get(tree, "places"), *groups = cn_get(tree, "groups");
	lib->list = CN_NEW(r->a, cn_named_list, (lists && lists->type == CN_MAP ? lists->n : 0) + 2);
	lib->group = CN_NEW(r->a, cn_group, (groups && groups->type == CN_LIST ? groups->n : 0) + 1);
	if (!lib->list || !lib->group)
		return cn_arena_fail(r->a, err);
	if (lists && lists->type == CN_MAP)
		CN_EACH(l, lists)
			CN_TRY(load_list(lib, r, l->key, l, err));
	if (places)
		CN_TRY(load_list(lib, r, CN_S("places"), places, err));
	if (groups && groups->type == CN_LIST) {
		CN_TRY(load_list(lib, r, CN_S("groups"), groups, err));
		CN_EACH(g, groups)
			CN_TRY(load_group(lib, r, g, err));
	}
	CN_TRY(load_opposites(lib, r, cn_as_list(cn_get(tree, "opposites")), err));
	CN_TRY(load_matters(lib, r, cn_as_list(cn_get(tree, "matters")), err));
	check_fixed(lib, r, tree, "force", "binding soft voluntary standard draft");
	check_fixed(lib, r, tree, "deontic", "duty prohibition recommendation permission right commitment definition scope penalty");
	check_fixed(lib, r, tree, "confidence", "read secondary unverified");
	check_fixed(lib, r, tree, "status", "in-force adopted draft bill replaced repealed expired");
	return CN_OK;
}

/* ---- facts --------------------------------------------------------------------------------------------------------------------- */

static cn_fact builtin(const cn_library *lib, uint32_t i)
{
	static const struct {
		const char *id;
		cn_fact_type type;
		const char *list, *en, *zh;
	} row[CN_B_COUNT] = {
		{ "market", CN_F_TEXT, "places", "In which market is the system offered?", "系统在哪个市场提供？" },
		{ "place", CN_F_TEXT, "places", "Where is the actor established?", "该主体设立于何处？" },
		{ "role", CN_F_TEXT, "roles", "What is the role of the actor?", "该主体的角色是什么？" },
		{ "stage", CN_F_TEXT, "stages", "At which stage of its life is the system?", "系统处于生命周期的哪个阶段？" },
		{ "purposes", CN_F_SET, NULL, "What is the system for?", "系统的用途是什么？" },
		{ "as_of", CN_F_DATE, NULL, "As of which day is the question asked?", "以哪一天为准？" },
	};
	cn_fact f = { .id = cn_str_z(row[i].id), .type = row[i].type, .question = { cn_str_z(row[i].en), cn_str_z(row[i].zh) }, .builtin = true, .index = i };
	if (row[i].list)
		f.member = cn_library_list(lib, row[i].list, &f.n_member);
	return f;
}

static cn_fact_type type_of(cn_str s)
{
	static const char *const word[] = { "bool", "set", "text", "number", "date" };
	for (unsigned i = 0; i < 5; i++)
		if (cn_eqz(s, word[i]))
			return (cn_fact_type)i;
	return CN_F_BOOL;
}

static cn_code load_members(cn_report *r, cn_fact *f, const cn_val *v, cn_err *err)
{
	const cn_val *values = cn_get(v, "values"), *labels = cn_as_map(cn_get(v, "labels"));
	bool closed = f->type == CN_F_SET || f->type == CN_F_TEXT;
	if (!closed) {
		if (values)
			cn_report_key(r, values, CN_S(""), "only sets and texts have values");
		return CN_OK;
	}
	if (!values || values->type != CN_LIST || values->n == 0) {
		cn_report_at(r, v, CN_S(""), "the fact %.*s needs its closed list of values", CN_FMT(f->id));
		return CN_OK;
	}
	cn_member *m = CN_NEW(r->a, cn_member, values->n);
	if (!m)
		return cn_arena_fail(r->a, err);
	f->member = m;
	CN_EACH(x, values) {
		if (x->type != CN_TEXT)
			continue;
		const cn_val *label = cn_get_s(labels, x->s);
		if (!label)
			cn_report_at(r, x, CN_S(""), "the value \"%.*s\" has no label", CN_FMT(x->s));
		m[f->n_member++] = (cn_member){ x->s, { cn_get_text(label, "en"), cn_get_text(label, "zh") } };
	}
	CN_EACH(x, labels) {
		size_t i = 0;
		while (i < f->n_member && !cn_eq(m[i].id, x->key))
			i++;
		if (i == f->n_member)
			cn_report_key(r, x, CN_S(""), "\"%.*s\" is labelled and is not a value", CN_FMT(x->key));
	}
	return CN_OK;
}

cn_code cn_load_fact(cn_report *r, const cn_val *v, uint32_t index, cn_fact *ret, cn_err *err)
{
	*ret = (cn_fact){ .id = cn_get_text(v, "id"), .type = type_of(cn_get_text(v, "type")), .unit = cn_get_text(v, "unit"),
			  .question = cn_words_at(v, "question"), .help = cn_words_at(v, "help"), .judgement = cn_get_text(v, "judgement"),
			  .per_market = cn_is_text(cn_get(v, "per"), "market"), .index = index, .line = v->line };
	return load_members(r, ret, v, err);
}

static int by_id(const void *x, const void *y)
{
	const cn_fact *const *a = x, *const *b = y;
	return cn_cmp((*a)->id, (*b)->id);
}

static cn_code sort_facts(cn_library *lib, cn_report *r, cn_err *err)
{
	lib->by_name = CN_NEW(r->a, const cn_fact *, lib->n_fact);
	if (!lib->by_name)
		return cn_arena_fail(r->a, err);
	for (size_t i = 0; i < lib->n_fact; i++)
		lib->by_name[i] = &lib->fact[i];
	qsort(lib->by_name, lib->n_fact, sizeof *lib->by_name, by_id);
	for (size_t i = 1; i < lib->n_fact; i++)
		if (cn_eq(lib->by_name[i]->id, lib->by_name[i - 1]->id))
			cn_report_at(r, NULL, CN_S(""), "the fact %.*s is declared twice (line %u)", CN_FMT(lib->by_name[i]->id),
				     lib->by_name[i]->line > lib->by_name[i - 1]->line ? lib->by_name[i]->line : lib->by_name[i - 1]->line);
	return CN_OK;
}

cn_code cn_load_facts(cn_library *lib, cn_report *r, const cn_val *tree, cn_err *err)
{
	const cn_val *facts = cn_get(tree, "facts");
	if (tree)
		cn_shape_check(r, lib, cn_shape_named("facts"), tree);
	lib->fact = CN_NEW(r->a, cn_fact, CN_B_COUNT + (facts && facts->type == CN_LIST ? facts->n : 0));
	if (!lib->fact)
		return cn_arena_fail(r->a, err);
	for (uint32_t i = 0; i < CN_B_COUNT; i++)
		lib->fact[i] = builtin(lib, i);
	lib->n_fact = CN_B_COUNT;
	if (!facts || facts->type != CN_LIST)
		return sort_facts(lib, r, err);
	CN_EACH(v, facts) {
		CN_TRY(cn_load_fact(r, v, (uint32_t)lib->n_fact, &lib->fact[lib->n_fact], err));
		lib->n_fact++;
	}
	return sort_facts(lib, r, err);
}

/* ---- coverage -------------------------------------------------------------------------------------------------------------------- */

cn_code cn_load_coverage(cn_library *lib, cn_report *r, const cn_val *tree, cn_err *err)
{
	cn_shape_check(r, lib, cn_shape_named("coverage"), tree);
	const cn_val *list = cn_get(tree, "coverage");
	if (!list || list->type != CN_LIST)
		return CN_OK;
	lib->coverage = CN_NEW(r->a, cn_coverage, list->n ? list->n : 1);
	if (!lib->coverage)
		return cn_arena_fail(r->a, err);
	CN_EACH(v, list)
		lib->coverage[lib->n_coverage++] = (cn_coverage){ cn_get_text(v, "jurisdiction"), cn_get_text(v, "theme"), cn_get_text(v, "level"),
								  cn_date_at(v, "as_of"), cn_words_at(v, "note") };
	return CN_OK;
}

static int level_rank(cn_str level)
{
	return cn_eqz(level, "complete") ? 2 : cn_eqz(level, "partial") ? 1 : 0;
}

static bool is_place(const cn_library *lib, cn_str code)
{
	size_t n = 0;
	const cn_member *place = cn_library_list(lib, "places", &n);
	for (size_t i = 0; i < n; i++)
		if (cn_eq(place[i].id, code))
			return true;
	return false;
}

cn_code cn_library_coverage(cn_arena *a, const cn_library *lib, cn_str market, cn_date as_of, cn_coverage **ret, size_t *ret_n,
			    bool *ret_covered, cn_err *err)
{
	size_t n = 0;
	const cn_member *theme = cn_library_list(lib, "themes", &n);
	cn_coverage *c = CN_NEW(a, cn_coverage, n ? n : 1);
	if (!c)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		c[i] = (cn_coverage){ market, theme[i].id, CN_S("empty"), CN_DATE_NONE, { { 0 }, { 0 } } };
		for (size_t k = 0; k < lib->n_coverage; k++) {
			const cn_coverage *l = &lib->coverage[k];
			bool better = c[i].as_of == CN_DATE_NONE || level_rank(l->level) > level_rank(c[i].level);
			if (better && cn_eq(l->theme, theme[i].id) && is_place(lib, l->market) && cn_library_inside(lib, market, l->market, as_of)) {
				c[i].level = l->level;
				c[i].as_of = l->as_of;
				c[i].note = l->note;
			}
		}
	}
	*ret_covered = false;
	for (size_t i = 0; i < lib->n_instrument && !*ret_covered; i++)
		*ret_covered = cn_library_own(lib, market, lib->instrument[i], as_of);
	*ret = c;
	*ret_n = n;
	return CN_OK;
}

/* ---- look-ups ------------------------------------------------------------------------------------------------------------------------ */

size_t cn_library_count(const cn_library *lib)
{
	return lib->n_instrument;
}

const cn_instrument *cn_library_at(const cn_library *lib, size_t i)
{
	return i < lib->n_instrument ? lib->instrument[i] : NULL;
}

const cn_instrument *cn_library_get(const cn_library *lib, cn_str id)
{
	for (size_t i = 0; i < lib->n_instrument; i++)
		if (cn_eq(lib->instrument[i]->id, id))
			return lib->instrument[i];
	return NULL;
}

const cn_provision *cn_library_provision(const cn_library *lib, cn_str name)
{
	size_t lo = 0, hi = lib->n_known_as;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = cn_cmp(lib->known_as[mid].name, name);
		if (c == 0)
			return lib->known_as[mid].provision;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

size_t cn_library_provisions(const cn_library *lib)
{
	return lib->n_provision;
}

size_t cn_library_facts(const cn_library *lib)
{
	return lib->n_fact;
}

const cn_fact *cn_library_fact_at(const cn_library *lib, size_t i)
{
	return i < lib->n_fact ? &lib->fact[i] : NULL;
}

const cn_fact *cn_library_fact(const cn_library *lib, cn_str id)
{
	size_t lo = 0, hi = lib->n_fact;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int c = cn_cmp(lib->by_name[mid]->id, id);
		if (c == 0)
			return lib->by_name[mid];
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

cn_str cn_library_near(const cn_library *lib, cn_str wrong)
{
	cn_nearest near = cn_nearest_to(wrong);
	for (size_t i = 0; i < lib->n_instrument; i++)
		cn_nearest_try(&near, lib->instrument[i]->id);
	for (size_t i = 0; i < lib->n_known_as; i++)
		cn_nearest_try(&near, lib->known_as[i].name);
	return near.best;
}

cn_str cn_library_near_fact(const cn_library *lib, cn_str wrong)
{
	cn_nearest near = cn_nearest_to(wrong);
	for (size_t i = 0; i < lib->n_fact; i++)
		cn_nearest_try(&near, lib->fact[i].id);
	return near.best;
}

const cn_member *cn_library_list(const cn_library *lib, const char *name, size_t *ret_n)
{
	for (size_t i = 0; i < lib->n_list; i++)
		if (cn_eqz(lib->list[i].name, name)) {
			*ret_n = lib->list[i].n;
			return lib->list[i].member;
		}
	*ret_n = 0;
	return NULL;
}

cn_words cn_library_label(const cn_library *lib, const char *list, cn_str id)
{
	size_t n = 0;
	const cn_member *m = cn_library_list(lib, list, &n);
	for (size_t i = 0; i < n; i++)
		if (cn_eq(m[i].id, id))
			return m[i].label;
	return (cn_words){ id, id };
}

static bool is_inside(const cn_library *lib, cn_str market, cn_str jurisdiction, cn_date as_of)
{
	if (cn_eq(market, jurisdiction))
		return true;
	for (size_t i = 0; i < lib->n_group; i++) {
		if (!cn_eq(lib->group[i].id, jurisdiction))
			continue;
		for (size_t k = 0; k < lib->group[i].n; k++) {
			const cn_market *m = &lib->group[i].member[k];
			if (cn_eq(m->code, market) && (m->from == CN_DATE_NONE || as_of >= m->from) && (m->until == CN_DATE_NONE || as_of <= m->until))
				return true;
		}
	}
	return false;
}

bool cn_library_inside(const cn_library *lib, cn_str market, cn_str jurisdiction, cn_date as_of)
{
	cn_str country, part;
	return is_inside(lib, market, jurisdiction, as_of) ||
	       (cn_split(market, '-', &country, &part) && is_inside(lib, country, jurisdiction, as_of));
}

bool cn_library_own(const cn_library *lib, cn_str market, const cn_instrument *in, cn_date as_of)
{
	for (size_t i = 0; i < in->jurisdictions.n; i++)
		if (is_place(lib, in->jurisdictions.item[i]) && cn_library_inside(lib, market, in->jurisdictions.item[i], as_of))
			return true;
	return false;
}

bool cn_library_reaches(const cn_library *lib, cn_str market, const cn_instrument *in, cn_date as_of)
{
	for (size_t i = 0; i < in->jurisdictions.n; i++)
		if (cn_library_inside(lib, market, in->jurisdictions.item[i], as_of))
			return true;
	return false;
}
