/* Shared by the importers: ids, heads, provisions, and the report of what has no place. */
#include "norm/import.h"

void import_says(cn_importer *m, cn_str where, cn_str what)
{
	cn_val *row = cn_push(m->a, m->report, cn_map(m->a));
	cn_put(m->a, row, "where", cn_text(m->a, where));
	cn_put(m->a, row, "what", cn_text(m->a, what));
}

void import_left(cn_importer *m, const cn_val *node, const char *const *taken, cn_str where)
{
	CN_EACH(c, node) {
		bool known = false;
		for (size_t i = 0; taken[i] && !known; i++)
			known = cn_eqz(c->key, taken[i]);
		if (!known)
			import_says(m, where, cn_strf(m->a, "%.*s has no place", CN_FMT(c->key)));
	}
}

cn_code import_count(cn_importer *m)
{
	if (++m->n_node > CN_IMPORT_NODES_MAX)
		return CN_FAIL(m->err, CN_ETOOBIG, "%.*s has more than %d nodes", CN_FMT(m->file), CN_IMPORT_NODES_MAX);
	return CN_OK;
}

/* ---- names --------------------------------------------------------------------------------------------------------------------- */

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Letters and digits in lower case, everything between them one `sep`. */
static cn_str squeezed(cn_arena *a, cn_str s, char sep, size_t most)
{
	char *p = CN_NEW(a, char, s.n + 1);
	size_t n = 0;
	bool gap = false;
	if (!p)
		return (cn_str){ 0 };
	for (size_t i = 0; i < s.n && n < most; i++) {
		char c = lower(s.p[i]);
		if (!alnum(c)) {
			gap = n > 0;
			continue;
		}
		if (gap)
			p[n++] = sep;
		gap = false;
		p[n++] = c;
	}
	return (cn_str){ p, n };
}

cn_str import_id(cn_importer *m, cn_str given)
{
	cn_str id = squeezed(m->a, given, '-', 60);
	return id.n && id.p[0] >= 'a' ? id : cn_strf(m->a, "imported-%.*s", CN_FMT(id));
}

static bool is_used(const cn_val *used, cn_str id)
{
	CN_EACH(u, used)
		if (u->type == CN_TEXT && cn_eq(u->s, id))
			return true;
	return false;
}

cn_str import_locator(cn_importer *m, cn_val *used, cn_str given, cn_str otherwise)
{
	static const struct {
		const char *word, *as;
	} heads[] = { { "article", "art" }, { "art", "art" }, { "annex", "annex" }, { "recital", "rec" }, { "chapter", "chp" },
		      { "section", "sec" }, { "paragraph", "para" } };
	cn_str s = squeezed(m->a, given.n ? given : otherwise, '.', 80), head, rest;
	const char *as = NULL;
	(void)cn_split(s, '.', &head, &rest);
	for (size_t i = 0; i < sizeof heads / sizeof heads[0] && !as; i++)
		if (cn_eqz(head, heads[i].word) && rest.n)
			as = heads[i].as;
	cn_str id = as ? cn_strf(m->a, "%s_%.*s", as, CN_FMT(rest)) : cn_strf(m->a, "sec_%.*s", CN_FMT(s.n ? s : CN_S("x")));
	cn_str base = id;
	for (unsigned k = 2; is_used(used, id); k++)
		id = cn_strf(m->a, "%.*s.%u", CN_FMT(base), k);
	cn_push(m->a, used, cn_text(m->a, id));
	return id;
}

/* ---- trees --------------------------------------------------------------------------------------------------------------------- */

/* Lists of laws are written with tabs, which have no width that one could count on. */
static cn_str untabbed(cn_arena *a, cn_str s)
{
	if (!s.n || !memchr(s.p, '\t', s.n))
		return s;
	char *p = CN_NEW(a, char, s.n);
	for (size_t i = 0; p && i < s.n; i++)
		p[i] = s.p[i] == '\t' ? ' ' : s.p[i];
	return p ? (cn_str){ p, s.n } : s;
}

cn_val *import_words(cn_importer *m, cn_str en, cn_str zh)
{
	cn_val *w = cn_map(m->a);
	cn_str e = cn_trim(untabbed(m->a, en)), z = cn_trim(untabbed(m->a, zh));
	cn_put(m->a, w, "en", cn_text(m->a, e.n ? e : CN_S("(no English text)")));
	cn_put(m->a, w, "zh", cn_text(m->a, z.n ? z : CN_S("（无中文文本）")));
	return w;
}

static cn_val *texts(cn_importer *m, cn_val *to, const char *key, const char *const *z)
{
	cn_val *list = cn_put(m->a, to, key, cn_list(m->a));
	for (size_t i = 0; z[i]; i++)
		cn_push(m->a, list, cn_textz(m->a, z[i]));
	return list;
}

cn_val *import_head(cn_importer *m, cn_str id, cn_str title, cn_str title_zh, cn_str issuer, cn_str version, cn_str date, cn_str source)
{
	cn_arena *a = m->a;
	char on[CN_TIME_BYTES];
	cn_date d;
	cn_date_text(m->o->read_on, on);
	cn_val *x = cn_map(a);
	cn_put(a, x, "concord", cn_textz(a, "instrument/1"));
	cn_put(a, x, "id", cn_text(a, m->o->id.n ? m->o->id : import_id(m, id)));
	cn_put(a, x, "title", import_words(m, title, title_zh));
	cn_put(a, x, "issuer", import_words(m, issuer, CN_S("")));
	cn_put(a, x, "kind", cn_text(a, m->o->kind.n ? m->o->kind : CN_S("framework")));
	cn_put(a, x, "force", cn_text(a, m->o->force.n ? m->o->force : CN_S("voluntary")));
	cn_val *status = cn_put(a, x, "status", cn_map(a));
	cn_put(a, status, "value", cn_textz(a, "in-force"));
	cn_put(a, status, "as_of", cn_textz(a, on));
	cn_put(a, status, "note", import_words(m, CN_S("As imported; nobody has looked whether it is in force."), CN_S("按导入内容记载，未核实是否有效。")));
	cn_push(a, cn_put(a, x, "jurisdictions", cn_list(a)), cn_text(a, m->o->jurisdiction));
	cn_val *when = cn_push(a, cn_put(a, x, "dates", cn_list(a)), cn_map(a));
	cn_put(a, when, "date", cn_text(a, cn_date_parse(date, &d, NULL) == CN_OK ? date : cn_str_z(on)));
	cn_put(a, when, "what", cn_textz(a, "adopted"));
	cn_val *official = cn_put(a, x, "official", cn_map(a));
	cn_put(a, official, "reference", cn_text(a, version.n ? version : title));
	cn_put(a, official, "url", cn_textz(a, "unverified"));
	cn_val *src = cn_push(a, cn_put(a, x, "sources", cn_list(a)), cn_map(a));
	cn_put(a, src, "read", cn_text(a, source));
	cn_put(a, src, "extent", cn_textz(a, "secondary"));
	cn_put(a, src, "on", cn_textz(a, on));
	cn_put(a, x, "confidence", cn_textz(a, "secondary"));
	return x;
}

cn_val *import_provision(cn_importer *m, cn_str id, const cn_val *heading, const cn_val *text, bool asks)
{
	/* whom it binds is not in such files: everyone who makes, brings or uses a system is asked */
	static const char *const roles[] = { "provider", "developer", "deployer", "importer", "distributor", "producer", "operator", NULL };
	static const char *const stages[] = { "research", "design", "development", "deployment", "use", "decommission", NULL };
	static const char *const themes[] = { "innovation-industry", NULL };
	cn_val *p = cn_map(m->a);
	cn_put(m->a, p, "id", cn_text(m->a, id));
	cn_put(m->a, p, "heading", cn_val_copy(m->a, heading));
	cn_put(m->a, p, "text", cn_val_copy(m->a, text));
	cn_put(m->a, p, "confidence", cn_textz(m->a, "secondary"));
	cn_put(m->a, p, "deontic", cn_textz(m->a, asks ? "recommendation" : "scope"));
	texts(m, p, "roles", roles);
	texts(m, p, "stages", stages);
	texts(m, p, "themes", themes);
	cn_put(m->a, p, "basis", cn_textz(m->a, "scope"));
	return p;
}

cn_code cn_norm_import(cn_arena *a, const cn_library *lib, const char *format, const cn_val *tree, cn_str file, const cn_import_options *o,
		       cn_val **ret_instruments, cn_val **ret_report, cn_err *err)
{
	cn_importer m = { .a = a, .lib = lib, .o = o, .file = file, .report = cn_list(a), .err = err };
	cn_val *list = cn_list(a);
	bool ciso = strcmp(format, "ciso-assistant") == 0;
	if (!ciso && strcmp(format, "oscal-catalog") != 0)
		return CN_FAIL(err, CN_EINPUT, "no such format to import: \"%.40s\"; there are ciso-assistant and oscal-catalog", format);
	if (!tree || tree->type != CN_MAP)
		return CN_FAIL(err, CN_EINPUT, "%.*s: not a map", CN_FMT(file));
	CN_TRY(ciso ? import_ciso(&m, tree, list) : import_oscal(&m, tree, list));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret_instruments = list;
	*ret_report = m.report;
	return CN_OK;
}
