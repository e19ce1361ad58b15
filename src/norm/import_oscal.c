/* An OSCAL catalogue (JSON, 1.0 to 1.2): groups hold groups and controls, controls hold controls; prose stands in parts. A group of the
 * class "instrument" (our own export) is an instrument; else the whole catalogue is one. Properties of our namespace come back as fields. */
#include "norm/import.h"

#define OUR_NS "https://concord.example/ns/oscal"
enum { DEPTH_MAX = 24 };

static const char *const control_keys[] = { "id", "class", "title", "params", "props", "parts", "controls", "groups", "links", NULL };

/* A property by name, of our namespace (ours) or any. */
static cn_str prop(const cn_val *node, const char *name, bool ours)
{
	CN_EACH(p, cn_get(node, "props"))
		if (cn_is_text(cn_get(p, "name"), name) && (!ours || cn_is_text(cn_get(p, "ns"), OUR_NS)))
			return cn_get_text(p, "value");
	return (cn_str){ 0 };
}

static bool is_ours(const cn_val *node)
{
	return prop(node, "id", true).n > 0;
}

/* All prose of a part and of those below it, each with its label; of one language where parts say theirs. */
static cn_str prose(cn_importer *m, const cn_val *parts, const char *name, const char *lang, unsigned depth)
{
	cn_str all = { 0 };
	if (depth > DEPTH_MAX)
		return all;
	CN_EACH(p, parts) {
		cn_str of = prop(p, "language", true), label = prop(p, "label", false), own = cn_trim(cn_get_text(p, "prose"));
		if ((name && !cn_is_text(cn_get(p, "name"), name)) || (of.n ? !cn_eqz(of, lang) : strcmp(lang, "en") != 0))
			continue;
		cn_str below = prose(m, cn_get(p, "parts"), NULL, lang, depth + 1);
		cn_str line = cn_strf(m->a, "%.*s%s%.*s%s%.*s", CN_FMT(label), label.n ? " " : "", CN_FMT(own), own.n && below.n ? " " : "", CN_FMT(below));
		all = all.n ? cn_strf(m->a, "%.*s %.*s", CN_FMT(all), CN_FMT(line)) : line;
	}
	return cn_trim(all);
}

static void say_parts(cn_importer *m, const cn_val *node, cn_str where)
{
	CN_EACH(p, cn_get(node, "parts")) {
		cn_str name = cn_get_text(p, "name");
		if (!cn_eqz(name, "statement") && !cn_eqz(name, "guidance") && !(is_ours(p)))
			import_says(m, where, cn_strf(m->a, "part %.*s has no place", CN_FMT(name)));
	}
	if (cn_get(node, "links"))
		import_says(m, where, CN_S("links have no place"));
	if (cn_get(node, "params") && !is_ours(node))
		import_says(m, where, CN_S("parameters have no place: their values stand in the text as placeholders"));
	if (!is_ours(node))
		CN_EACH(p, cn_get(node, "props"))
			if (!cn_is_text(cn_get(p, "name"), "label") && !cn_is_text(cn_get(p, "name"), "sort-id"))
				import_says(m, where, cn_strf(m->a, "property %.*s has no place", CN_FMT(cn_get_text(p, "name"))));
}

static void put_list(cn_importer *m, cn_val *to, const char *key, const cn_val *node, const char *name)
{
	cn_val *list = cn_list(m->a);
	CN_EACH(p, cn_get(node, "props"))
		if (cn_is_text(cn_get(p, "name"), name) && cn_is_text(cn_get(p, "ns"), OUR_NS))
			cn_push(m->a, list, cn_text(m->a, cn_get_text(p, "value")));
	if (list && list->n > 0)
		cn_put(m->a, to, key, list);
}

/* "2027-12-02 to 2028-01-01 when annex_iii" */
static void put_periods(cn_importer *m, cn_val *to, const cn_val *node)
{
	cn_val *list = cn_list(m->a);
	CN_EACH(p, cn_get(node, "props")) {
		cn_str rest = cn_get_text(p, "value"), word;
		if (!cn_is_text(cn_get(p, "name"), "applies") || !cn_is_text(cn_get(p, "ns"), OUR_NS))
			continue;
		cn_val *row = cn_push(m->a, list, cn_map(m->a));
		(void)cn_split(rest, ' ', &word, &rest);
		if (!cn_eqz(word, "open"))
			cn_put(m->a, row, "from", cn_text(m->a, word));
		if (cn_starts(rest, "to ")) {
			rest = cn_sub(rest, 3, rest.n);
			(void)cn_split(rest, ' ', &word, &rest);
			cn_put(m->a, row, "until", cn_text(m->a, word));
		}
		if (cn_starts(rest, "when ")) /* its definitions are not in a catalogue: the period stands without it */
			import_says(m, prop(node, "id", true), cn_strf(m->a, "the condition of a period has no place without the instrument's definitions: %.*s",
								       CN_FMT(cn_sub(rest, 5, rest.n))));
	}
	if (list && list->n > 0)
		cn_put(m->a, to, "applies", list);
}

static void put_parameters(cn_importer *m, cn_val *to, const cn_val *node)
{
	static const char *const plain[] = { "op", "value", "unit" };
	cn_val *list = cn_list(m->a);
	CN_EACH(p, cn_get(node, "params")) {
		cn_val *row = cn_push(m->a, list, cn_map(m->a));
		cn_put(m->a, row, "name", cn_text(m->a, cn_get_text(p, "label")));
		for (size_t i = 0; i < 3; i++)
			if (prop(p, plain[i], true).n)
				cn_put(m->a, row, plain[i], cn_text(m->a, prop(p, plain[i], true)));
	}
	if (list && list->n > 0)
		cn_put(m->a, to, "parameters", list);
}

/* A node of our own export: as it was. Conditions stay behind, since the definitions they name are not in a catalogue: basis scope. */
static cn_val *ours(cn_importer *m, const cn_val *node, const cn_val *heading, const cn_val *text)
{
	static const char *const plain[] = { "confidence", "deontic", "act", "object", "force" };
	cn_str full = prop(node, "id", true), instrument, locator;
	cn_val *p = cn_map(m->a);
	(void)cn_split(full, '/', &instrument, &locator);
	cn_put(m->a, p, "id", cn_text(m->a, locator));
	put_list(m, p, "aliases", node, "alias");
	cn_put(m->a, p, "heading", cn_val_copy(m->a, heading));
	cn_put(m->a, p, "text", cn_val_copy(m->a, text));
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		if (prop(node, plain[i], true).n)
			cn_put(m->a, p, plain[i], cn_text(m->a, prop(node, plain[i], true)));
	put_parameters(m, p, node);
	put_list(m, p, "roles", node, "role");
	put_list(m, p, "stages", node, "stage");
	put_list(m, p, "themes", node, "theme");
	put_list(m, p, "protects", node, "protects");
	put_list(m, p, "properties", node, "property");
	cn_put(m->a, p, "basis", cn_textz(m->a, "scope"));
	put_periods(m, p, node);
	if (prop(node, "penalty", true).n)
		cn_put(m->a, p, "penalty", cn_text(m->a, prop(node, "penalty", true)));
	if (prop(node, "applies-when", true).n)
		import_says(m, full, cn_strf(m->a, "its condition has no place without the instrument's definitions: %.*s", CN_FMT(prop(node, "applies-when", true))));
	return p;
}

static cn_code take_node(cn_importer *m, const cn_val *node, bool asks, cn_val *used, cn_val *provisions, unsigned depth);

static cn_code take_all(cn_importer *m, const cn_val *list, bool asks, cn_val *used, cn_val *provisions, unsigned depth)
{
	CN_EACH(n, list)
		CN_TRY(take_node(m, n, asks, used, provisions, depth));
	return CN_OK;
}

static cn_code take_node(cn_importer *m, const cn_val *node, bool asks, cn_val *used, cn_val *provisions, unsigned depth)
{
	cn_str id = cn_get_text(node, "id"), title = cn_get_text(node, "title"), label = prop(node, "label", false);
	CN_TRY(import_count(m));
	if (depth > DEPTH_MAX)
		return CN_FAIL(m->err, CN_ETOOBIG, "%.*s: groups and controls are more than %d deep", CN_FMT(m->file), DEPTH_MAX);
	if (node->type != CN_MAP || (asks && !id.n))
		return CN_FAIL(m->err, CN_EINPUT, "%.*s: a control without an id", CN_FMT(m->file));
	cn_str where = id.n ? id : title;
	cn_str text = prose(m, cn_get(node, "parts"), "statement", "en", 0), zh = prose(m, cn_get(node, "parts"), "statement", "zh", 0);
	cn_str own = cn_get_text(node, "prose"); /* a part of our group */
	cn_val *heading = import_words(m, title, prop(node, "title-zh", true));
	cn_val *words = import_words(m, text.n ? text : own.n ? own : title, zh);
	cn_val *p;
	if (is_ours(node)) {
		p = cn_push(m->a, provisions, ours(m, node, heading, words));
	} else {
		p = cn_push(m->a, provisions, import_provision(m, import_locator(m, used, label.n ? label : id, title), heading, words, asks));
		if (id.n)
			cn_push(m->a, cn_put(m->a, p, "aliases", cn_list(m->a)), cn_text(m->a, id));
		import_left(m, node, control_keys, where);
	}
	cn_str guidance = prose(m, cn_get(node, "parts"), "guidance", "en", 0);
	if (guidance.n)
		cn_put(m->a, p, "note", import_words(m, guidance, prose(m, cn_get(node, "parts"), "guidance", "zh", 0)));
	say_parts(m, node, where);
	CN_TRY(take_all(m, cn_get(node, "controls"), true, used, provisions, depth + 1));
	return take_all(m, cn_get(node, "groups"), false, used, provisions, depth + 1);
}

static bool is_instrument(const cn_val *group)
{
	return cn_is_text(cn_get(group, "class"), "instrument") && is_ours(group);
}

static void put_dates(cn_importer *m, cn_val *x, const cn_val *group)
{
	cn_val *list = cn_list(m->a);
	CN_EACH(p, cn_get(group, "props")) {
		cn_str day, what;
		if (!cn_is_text(cn_get(p, "name"), "date") || !cn_split(cn_get_text(p, "value"), ' ', &day, &what))
			continue;
		cn_val *row = cn_push(m->a, list, cn_map(m->a));
		cn_put(m->a, row, "date", cn_text(m->a, day));
		cn_put(m->a, row, "what", cn_text(m->a, what));
	}
	if (list && list->n > 0)
		cn_put(m->a, x, "dates", list);
}

/* An instrument of our own export. */
static cn_val *own_head(cn_importer *m, const cn_val *g)
{
	cn_arena *a = m->a;
	cn_val *x = cn_map(a), *title = import_words(m, cn_get_text(g, "title"), prop(g, "title-zh", true));
	if (prop(g, "title-original", true).n)
		cn_put(a, title, "original", cn_text(a, prop(g, "title-original", true)));
	cn_put(a, x, "concord", cn_textz(a, "instrument/1"));
	cn_put(a, x, "id", cn_text(a, prop(g, "id", true)));
	cn_put(a, x, "title", title);
	put_list(m, x, "aliases", g, "alias");
	cn_put(a, x, "issuer", import_words(m, prop(g, "issuer", true), CN_S("")));
	cn_put(a, x, "kind", cn_text(a, prop(g, "kind", true)));
	cn_put(a, x, "force", cn_text(a, prop(g, "force", true)));
	cn_val *status = cn_put(a, x, "status", cn_map(a));
	cn_put(a, status, "value", cn_text(a, prop(g, "status", true)));
	cn_put(a, status, "as_of", cn_text(a, prop(g, "status-as-of", true)));
	put_list(m, x, "jurisdictions", g, "jurisdiction");
	put_dates(m, x, g);
	cn_val *official = cn_put(a, x, "official", cn_map(a));
	cn_put(a, official, "reference", cn_text(a, prop(g, "reference", true)));
	cn_str href = cn_get_text(cn_at(cn_get(g, "links"), 0), "href");
	cn_put(a, official, "url", cn_text(a, href.n ? href : CN_S("unverified")));
	char on[CN_TIME_BYTES];
	cn_date_text(m->o->read_on, on);
	cn_val *src = cn_push(a, cn_put(a, x, "sources", cn_list(a)), cn_map(a));
	cn_put(a, src, "read", cn_text(a, cn_strf(a, "%.*s (an OSCAL catalogue of Concord)", CN_FMT(m->file))));
	cn_put(a, src, "extent", cn_textz(a, "secondary"));
	cn_put(a, src, "on", cn_textz(a, on));
	cn_put(a, x, "confidence", cn_text(a, prop(g, "confidence", true)));
	return x;
}

cn_code import_oscal(cn_importer *m, const cn_val *tree, cn_val *instruments)
{
	const cn_val *c = cn_get(tree, "catalog"), *meta = cn_get(c, "metadata");
	static const char *const keys[] = { "uuid", "metadata", "groups", "controls", "params", NULL };
	if (!c || !meta)
		return CN_FAIL(m->err, CN_EINPUT, "%.*s: not an OSCAL catalogue: there is no catalog.metadata", CN_FMT(m->file));
	cn_val *rest = NULL, *used = cn_list(m->a);
	cn_val *others = cn_list(m->a);
	CN_EACH(g, cn_get(c, "groups")) {
		if (!is_instrument(g)) {
			cn_push(m->a, others, cn_val_copy(m->a, g));
			continue;
		}
		cn_val *x = cn_push(m->a, instruments, own_head(m, g));
		cn_val *provisions = cn_put(m->a, x, "provisions", cn_list(m->a));
		CN_TRY(take_all(m, cn_get(g, "parts"), false, used, provisions, 1));
		CN_TRY(take_all(m, cn_get(g, "controls"), true, used, provisions, 1));
	}
	if ((others && others->n > 0) || cn_get(c, "controls")) {
		cn_str title = cn_get_text(meta, "title"), date = cn_sub(cn_get_text(meta, "published").n ? cn_get_text(meta, "published") : cn_get_text(meta, "last-modified"), 0, 10);
		rest = cn_push(m->a, instruments, import_head(m, title, title, CN_S(""), CN_S("not said"), cn_get_text(meta, "version"), date,
							      cn_strf(m->a, "%.*s (an OSCAL catalogue)", CN_FMT(m->file))));
		cn_val *provisions = cn_put(m->a, rest, "provisions", cn_list(m->a));
		CN_TRY(take_all(m, others, false, used, provisions, 1));
		CN_TRY(take_all(m, cn_get(c, "controls"), true, used, provisions, 1));
	}
	import_left(m, c, keys, CN_S("catalog"));
	if (cn_get(c, "params"))
		import_says(m, CN_S("catalog"), CN_S("params have no place"));
	return CN_OK;
}
