/* Rules about files from their trees: checked by shape, then by meaning; every rule hangs on a provision of the library. */
#include "core/hash.h"
#include "norm/content_private.h"

typedef struct loader {
	cn_content_rules *set;
	cn_report r;
	/* of the file at hand */
	const cn_norm_file *file;
	cn_definition *def;
	size_t n_def;
	cn_confidence otherwise; /* of rules and definitions that do not say their own */
	bool *used;              /* one a fact of the set */
	cn_err *err;
} loader;

/* ---- names --------------------------------------------------------------------------------------------------------------------- */

const cn_fact *cn_content_rules_fact(const cn_content_rules *r, cn_str name)
{
	for (size_t i = 0; i < r->n_fact; i++)
		if (cn_eq(r->fact[i].id, name))
			return &r->fact[i];
	return cn_library_fact(r->lib, name);
}

static const cn_fact *find_fact(void *user, cn_str name)
{
	loader *l = user;
	const cn_fact *f = cn_content_rules_fact(l->set, name);
	if (f && f->index >= l->set->lib->n_fact)
		l->used[f->index - l->set->lib->n_fact] = true;
	return f;
}

static const cn_definition *find_def(void *user, cn_str name)
{
	loader *l = user;
	for (size_t i = 0; i < l->n_def; i++)
		if (cn_eq(l->def[i].id, name))
			return &l->def[i];
	return NULL;
}

static cn_str near_name(void *user, cn_str name)
{
	loader *l = user;
	cn_nearest near = cn_nearest_to(name);
	for (size_t i = 0; i < l->n_def; i++)
		cn_nearest_try(&near, l->def[i].id);
	for (size_t i = 0; i < l->set->n_fact; i++)
		cn_nearest_try(&near, l->set->fact[i].id);
	for (size_t i = 0; i < l->set->lib->n_fact; i++)
		cn_nearest_try(&near, l->set->lib->fact[i].id);
	return near.best;
}

static cn_code condition(loader *l, const cn_val *v, const cn_expr **ret)
{
	cn_scope scope = { .user = l, .find_fact = find_fact, .find_def = find_def, .near = near_name };
	return cn_load_expr_in(&l->r, &scope, v, ret, l->err);
}

/* ---- facts ---------------------------------------------------------------------------------------------------------------------- */

static cn_code take_facts(loader *l, const cn_fact *of_file, size_t n, const cn_val *tree)
{
	const cn_val *list = cn_as_list(cn_get(tree, "facts"));
	cn_content_rules *set = l->set;
	if (tree)
		cn_shape_check(&l->r, set->lib, cn_shape_named("facts"), tree);
	if (n > CN_CONTENT_FACTS_MAX || cn_n_of(list) > CN_CONTENT_FACTS_MAX - n)
		return CN_FAIL(l->err, CN_ETOOBIG, "a file of content has at most %d facts", CN_CONTENT_FACTS_MAX);
	set->fact = CN_NEW(l->r.a, cn_fact, n + cn_n_of(list) + 1);
	l->used = CN_NEW(l->r.a, bool, n + cn_n_of(list) + 1);
	if (!set->fact || !l->used)
		return cn_arena_fail(l->r.a, l->err);
	for (; set->n_fact < n; set->n_fact++) {
		set->fact[set->n_fact] = of_file[set->n_fact];
		set->fact[set->n_fact].index = (uint32_t)(set->lib->n_fact + set->n_fact);
		l->used[set->n_fact] = true; /* those are there for reports too */
	}
	CN_EACH(v, list) {
		if (v->type != CN_MAP)
			continue; /* reported by its shape */
		cn_fact *f = &set->fact[set->n_fact];
		CN_TRY(cn_load_fact(&l->r, v, (uint32_t)(set->lib->n_fact + set->n_fact), f, l->err));
		if (cn_content_rules_fact(set, f->id))
			cn_report_at(&l->r, v, CN_S(""), "there is a fact %.*s already", CN_FMT(f->id));
		l->used[set->n_fact++] = false;
	}
	return CN_OK;
}

/* ---- a file of rules -------------------------------------------------------------------------------------------------------------- */

/* In the order of the file: a definition may name those before it, so that there are no circles. */
static cn_code take_definitions(loader *l, const cn_val *list)
{
	l->n_def = 0;
	if (cn_n_of(list) > CN_CONTENT_DEFINITIONS_MAX)
		return CN_FAIL(l->err, CN_ETOOBIG, "%.*s has more than %d definitions", CN_FMT(l->file->name), CN_CONTENT_DEFINITIONS_MAX);
	l->def = CN_NEW(l->r.a, cn_definition, cn_n_of(list) + 1);
	if (!l->def)
		return cn_arena_fail(l->r.a, l->err);
	CN_EACH(v, list) {
		cn_definition d = { .id = cn_get_text(v, "id"), .when = cn_get_text(v, "when"), .locator = cn_get_text(v, "locator"),
				    .confidence = cn_confidence_at(v, l->otherwise), .note = cn_words_at(v, "note"), .index = (uint32_t)l->n_def };
		if (find_fact(l, d.id) || find_def(l, d.id))
			cn_report_at(&l->r, v, CN_S(""), "the name %.*s is taken", CN_FMT(d.id));
		CN_TRY(condition(l, cn_get(v, "when"), &d.expr));
		if (!d.expr && !(d.expr = cn_expr_bool(l->r.a, false))) /* reported; a stand-in, so that its uses are not reported too */
			return cn_arena_fail(l->r.a, l->err);
		l->def[l->n_def++] = d;
	}
	return CN_OK;
}

/* The provision at v; NULL if there is none of that name or it asks for nothing. */
static const cn_provision *provision_at(loader *l, const cn_val *v)
{
	if (!v || v->type != CN_TEXT)
		return NULL; /* reported by its shape */
	const cn_provision *p = cn_library_provision(l->set->lib, v->s);
	if (!p)
		cn_report_at(&l->r, v, cn_library_near(l->set->lib, v->s), "there is no provision %.*s", CN_FMT(cn_sub(v->s, 0, 80)));
	else if (!cn_deontic_binds(p->deontic))
		cn_report_at(&l->r, v, CN_S(""), "%.*s asks for nothing: it defines, limits or punishes", CN_FMT(p->full));
	return p;
}

static cn_code take_rule(loader *l, const cn_val *v, cn_str source, cn_date read_on)
{
	cn_content_rules *set = l->set;
	const cn_val *unless = cn_as_map(cn_get(v, "unless"));
	cn_str own = cn_get_text(v, "source");
	cn_content_rule *rule = &set->rule[set->n_rule];
	*rule = (cn_content_rule){ .provision = provision_at(l, cn_get(v, "provision")), .asked_when = cn_get_text(v, "asked_when"),
				   .met_when = cn_get_text(v, "met_when"), .unless_when = cn_get_text(unless, "when"),
				   .confidence = cn_confidence_at(v, l->otherwise), .source = own.n ? own : source, .note = cn_words_at(v, "note"),
				   .read_on = read_on, .file = l->file->name, .line = v->line };
	for (size_t i = 0; i < set->n_rule && rule->provision; i++)
		if (set->rule[i].provision == rule->provision)
			cn_report_at(&l->r, v, CN_S(""), "a second rule reads %.*s, beside %.*s:%u", CN_FMT(rule->provision->full), CN_FMT(set->rule[i].file),
				     set->rule[i].line);
	CN_TRY(condition(l, cn_get(v, "asked_when"), &rule->asked));
	CN_TRY(condition(l, cn_get(v, "met_when"), &rule->met));
	if (unless) {
		CN_TRY(condition(l, cn_get(unless, "when"), &rule->unless));
		rule->unless_by = provision_at(l, cn_get(unless, "by"));
	}
	set->n_rule++;
	return CN_OK;
}

static cn_code take_file(loader *l, const cn_norm_file *f)
{
	l->file = f;
	l->r.file = f->name;
	l->otherwise = cn_confidence_at(f->tree, CN_UNVERIFIED);
	cn_shape_check(&l->r, l->set->lib, cn_shape_named("media-rules"), f->tree);
	CN_TRY(take_definitions(l, cn_as_list(cn_get(f->tree, "definitions"))));
	cn_str source = cn_get_text(cn_at(cn_as_list(cn_get(f->tree, "sources")), 0), "read");
	CN_EACH(v, cn_as_list(cn_get(f->tree, "rules")))
		if (v->type == CN_MAP)
			CN_TRY(take_rule(l, v, source, cn_date_at(f->tree, "read_on")));
	return CN_OK;
}

/* ---- the set ------------------------------------------------------------------------------------------------------------------------ */

static cn_str base_name(cn_str path)
{
	size_t at = path.n;
	while (at > 0 && path.p[at - 1] != '/')
		at--;
	return cn_sub(path, at, path.n);
}

static cn_str digest_of(cn_arena *a, const cn_norm_file *file, size_t n)
{
	cn_hash h;
	cn_hash_init(&h);
	for (size_t i = 0; i < n; i++) {
		cn_hash_puts(&h, file[i].digest);
		cn_hash_puts(&h, CN_S("  "));
		cn_hash_puts(&h, base_name(file[i].name));
		cn_hash_puts(&h, CN_S("\n"));
	}
	cn_digest d = cn_hash_done(&h);
	return cn_digest_str(a, &d);
}

/* Which file declares facts; how many rules there are at most. Files of other formats are problems. */
static cn_code look_over(loader *l, const cn_norm_file *file, size_t n, const cn_norm_file **ret_facts, size_t *ret_rules)
{
	*ret_facts = NULL;
	*ret_rules = 0;
	for (size_t i = 0; i < n; i++) {
		const cn_val *v = cn_get(file[i].tree, "concord");
		l->r.file = file[i].name;
		if (cn_is_text(v, "media-rules/1"))
			*ret_rules += cn_n_of(cn_as_list(cn_get(file[i].tree, "rules")));
		else if (!cn_is_text(v, "facts/1"))
			cn_report_at(&l->r, v ? v : file[i].tree, CN_S("concord: media-rules/1"),
				     "the first line does not name a format of rules about files (media-rules/1, facts/1)");
		else if (*ret_facts)
			cn_report_at(&l->r, file[i].tree, CN_S(""), "a second file of facts beside %.*s", CN_FMT((*ret_facts)->name));
		else
			*ret_facts = &file[i];
	}
	return *ret_rules <= CN_CONTENT_RULES_MAX ? CN_OK : CN_FAIL(l->err, CN_ETOOBIG, "there are more than %d rules about files", CN_CONTENT_RULES_MAX);
}

static cn_code load_all(loader *l, const cn_fact *of_file, size_t n_of_file, const cn_norm_file *file, size_t n)
{
	const cn_norm_file *facts;
	size_t n_rules;
	CN_TRY(look_over(l, file, n, &facts, &n_rules));
	l->set->rule = CN_NEW(l->r.a, cn_content_rule, n_rules + 1);
	if (!l->set->rule)
		return cn_arena_fail(l->r.a, l->err);
	l->r.file = facts ? facts->name : CN_S("library");
	CN_TRY(take_facts(l, of_file, n_of_file, facts ? facts->tree : NULL));
	for (size_t i = 0; i < n; i++)
		if (cn_is_text(cn_get(file[i].tree, "concord"), "media-rules/1"))
			CN_TRY(take_file(l, &file[i]));
	l->r.file = facts ? facts->name : CN_S("library");
	for (size_t i = n_of_file, k = 0; i < l->set->n_fact; i++, k++)
		if (!l->used[i])
			cn_report_warn(&l->r, cn_at(cn_get(facts->tree, "facts"), k), "no rule asks for the fact %.*s", CN_FMT(l->set->fact[i].id));
	return CN_OK;
}

cn_code cn_content_rules_load(cn_arena *a, const cn_library *lib, const cn_fact *of_file, size_t n_of_file, const cn_norm_file *file, size_t n_file,
			      const cn_content_rules **ret, cn_problems *ret_problems, cn_err *err)
{
	cn_problems problems = { 0 };
	loader l = { .set = CN_NEW(a, cn_content_rules, 1), .r = { .a = a, .to = &problems }, .err = err };
	if (!l.set)
		return cn_arena_fail(a, err);
	*l.set = (cn_content_rules){ .lib = lib, .digest = digest_of(a, file, n_file) };
	CN_TRY(load_all(&l, of_file, n_of_file, file, n_file));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (ret_problems)
		*ret_problems = problems;
	if (problems.n_errors)
		return cn_problems_fail(&problems, err);
	*ret = l.set;
	return CN_OK;
}

/* ---- look-ups ------------------------------------------------------------------------------------------------------------------------ */

size_t cn_content_rules_count(const cn_content_rules *r)
{
	return r->n_rule;
}

const cn_content_rule *cn_content_rules_at(const cn_content_rules *r, size_t i)
{
	return i < r->n_rule ? &r->rule[i] : NULL;
}

cn_str cn_content_rules_digest(const cn_content_rules *r)
{
	return r->digest;
}

cn_code cn_content_markets(cn_arena *a, const cn_content_rules *r, const cn_str **ret, size_t *ret_n, cn_err *err)
{
	size_t room = 0, n = 0;
	for (size_t i = 0; i < r->n_rule; i++)
		room += r->rule[i].provision->instrument->jurisdictions.n;
	cn_str *market = CN_NEW(a, cn_str, room + 1);
	if (!market)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < r->n_rule; i++) {
		cn_texts own = r->rule[i].provision->instrument->jurisdictions;
		for (size_t k = 0; k < own.n; k++) {
			size_t at = 0;
			while (at < n && !cn_eq(market[at], own.item[k]))
				at++;
			market[at] = own.item[k];
			n += at == n;
		}
	}
	*ret = market;
	*ret_n = n;
	return CN_OK;
}

bool cn_content_covers(const cn_content_rules *r, cn_str market, cn_date day)
{
	for (size_t i = 0; i < r->n_rule; i++)
		if (cn_library_reaches(r->lib, market, r->rule[i].provision->instrument, day))
			return true;
	return false;
}
