/* CISO Assistant's library format: `objects.framework.requirement_nodes` (or a list, `objects.frameworks`), flat, its nodes name their parents;
 * mappings between requirements in `objects.requirement_mapping_set`. https://intuitem.gitbook.io/ciso-assistant: custom libraries. */
#include "norm/import.h"

static const char *const library_keys[] = { "urn", "locale", "ref_id", "name", "description", "copyright", "version", "publication_date",
					    "provider", "packager", "objects", "translations", NULL };
static const char *const framework_keys[] = { "urn", "ref_id", "name", "description", "requirement_nodes", "translations", NULL };
static const char *const node_keys[] = { "urn", "assessable", "depth", "parent_urn", "ref_id", "name", "description", "annotation",
					 "typical_evidence", "translations", NULL };

static bool is_zh(cn_str locale)
{
	return cn_eqz(locale, "zh") || cn_eqz(locale, "zh-CN") || cn_eqz(locale, "zh_CN");
}

static cn_str translated(const cn_val *node, const char *key)
{
	CN_EACH(t, cn_get(node, "translations"))
		if (is_zh(t->key) && cn_get_text(t, key).n)
			return cn_get_text(t, key);
	return (cn_str){ 0 };
}

/* A text of the file, in the column of the file's own language. */
static cn_val *words_of(cn_importer *m, cn_str own, cn_str other)
{
	return m->zh ? import_words(m, other, own) : import_words(m, own, other);
}

/* What has a column is a name and a description in Chinese (in English, if the file is Chinese); the rest is named. */
static void say_translations(cn_importer *m, const cn_val *node, cn_str where)
{
	CN_EACH(t, cn_get(node, "translations")) {
		if (!is_zh(t->key) || m->zh) {
			import_says(m, where, cn_strf(m->a, "translation into %.*s has no place", CN_FMT(t->key)));
			continue;
		}
		CN_EACH(x, t)
			if (!cn_eqz(x->key, "name") && !cn_eqz(x->key, "description"))
				import_says(m, where, cn_strf(m->a, "translation into %.*s of %.*s has no place", CN_FMT(t->key), CN_FMT(x->key)));
	}
}

static const cn_val *node_of(const cn_val *nodes, cn_str urn)
{
	CN_EACH(n, nodes)
		if (urn.n && cn_eq(cn_get_text(n, "urn"), urn))
			return n;
	return NULL;
}

/* "Chapter III > Section 2": where it stands in the framework. */
static cn_str path_of(cn_importer *m, const cn_val *nodes, const cn_val *node)
{
	cn_str path = { 0 };
	const cn_val *up = node_of(nodes, cn_get_text(node, "parent_urn"));
	for (unsigned k = 0; up && k < 16; k++) { /* a circle in the file ends here */
		cn_str name = cn_trim(cn_get_text(up, "name")), ref = cn_get_text(up, "ref_id");
		cn_str label = name.n ? name : ref;
		path = path.n ? cn_strf(m->a, "%.*s > %.*s", CN_FMT(label), CN_FMT(path)) : label;
		up = node_of(nodes, cn_get_text(up, "parent_urn"));
	}
	return path;
}

static cn_str last_of(cn_str urn)
{
	for (size_t i = urn.n; i > 0; i--)
		if (urn.p[i - 1] == ':')
			return cn_sub(urn, i, urn.n);
	return urn;
}

static cn_str note_of(cn_importer *m, const cn_val *nodes, const cn_val *node)
{
	static const struct {
		const char *key, *label;
	} more[] = { { "annotation", "Annotation" }, { "typical_evidence", "Typical evidence" } };
	cn_str path = path_of(m, nodes, node), note = { 0 };
	if (path.n)
		note = cn_strf(m->a, "In: %.*s.", CN_FMT(path));
	for (size_t i = 0; i < 2; i++) {
		cn_str s = cn_trim(cn_get_text(node, more[i].key));
		if (s.n)
			note = cn_strf(m->a, "%.*s%s%s: %.*s", CN_FMT(note), note.n ? " " : "", more[i].label, CN_FMT(s));
	}
	return note;
}

static cn_code take_node(cn_importer *m, const cn_val *nodes, const cn_val *node, cn_val *used, cn_val *provisions)
{
	cn_str ref = cn_get_text(node, "ref_id"), urn = cn_get_text(node, "urn"), name = cn_get_text(node, "name");
	cn_str text = cn_get_text(node, "description"), assessable = cn_get_text(node, "assessable");
	CN_TRY(import_count(m));
	if (node->type != CN_MAP || !urn.n)
		return CN_FAIL(m->err, CN_EINPUT, "%.*s:%u: a requirement node without a urn", CN_FMT(m->file), node->line);
	cn_str id = import_locator(m, used, ref, last_of(urn));
	cn_val *heading = words_of(m, name.n ? name : ref.n ? ref : last_of(urn), translated(node, "name"));
	cn_val *words = words_of(m, text.n ? text : name.n ? name : ref, translated(node, "description"));
	cn_str parent = cn_get_text(node, "parent_urn");
	if (parent.n && !node_of(nodes, parent))
		import_says(m, urn, cn_strf(m->a, "parent_urn %.*s is not in this file: where the node stands is lost", CN_FMT(parent)));
	if (!cn_eqz(assessable, "true") && !cn_eqz(assessable, "false"))
		import_says(m, urn, CN_S("assessable is neither true nor false: taken as false, so that nothing is asked"));
	cn_val *p = cn_push(m->a, provisions, import_provision(m, id, heading, words, cn_eqz(assessable, "true")));
	cn_push(m->a, cn_put(m->a, p, "aliases", cn_list(m->a)), cn_text(m->a, urn));
	cn_str note = note_of(m, nodes, node);
	if (note.n)
		cn_put(m->a, p, "note", words_of(m, note, CN_S("")));
	import_left(m, node, node_keys, urn);
	say_translations(m, node, urn);
	return CN_OK;
}

/* Their four words, one to one; mappings from requirements that are in this file become relations. */
static cn_str relation_word(cn_str w)
{
	static const char *const theirs[] = { "equal", "subset", "superset", "intersect", "not_related" };
	static const char *const ours[] = { "equal-to", "subset-of", "superset-of", "intersects-with", "no-relationship" };
	for (size_t i = 0; i < 5; i++)
		if (cn_eqz(w, theirs[i]))
			return cn_str_z(ours[i]);
	return (cn_str){ 0 };
}

static void take_mappings(cn_importer *m, const cn_val *set)
{
	cn_str target = cn_get_text(set, "target_framework_urn");
	CN_EACH(r, cn_get(set, "requirement_mappings")) {
		cn_str from = cn_get_text(r, "source_requirement_urn"), to = cn_get_text(r, "target_requirement_urn"), rel = relation_word(cn_get_text(r, "relationship"));
		import_says(m, from, cn_strf(m->a, "mapping to %.*s of %.*s (%.*s): enter it by hand, its target is not in this file", CN_FMT(last_of(to)),
					     CN_FMT(target), CN_FMT(rel.n ? rel : cn_get_text(r, "relationship"))));
	}
}

static void take_others(cn_importer *m, const cn_val *objects)
{
	CN_EACH(o, objects) {
		if (cn_eqz(o->key, "framework") || cn_eqz(o->key, "frameworks"))
			continue;
		if (cn_eqz(o->key, "requirement_mapping_set")) {
			take_mappings(m, o);
			continue;
		}
		if (cn_eqz(o->key, "requirement_mapping_sets")) {
			CN_EACH(set, o)
				take_mappings(m, set);
			continue;
		}
		import_says(m, cn_strf(m->a, "objects.%.*s", CN_FMT(o->key)), CN_S("has no place"));
		if (o->type == CN_LIST)
			CN_EACH(e, o)
				import_says(m, cn_strf(m->a, "objects.%.*s", CN_FMT(o->key)),
					    cn_strf(m->a, "%.*s has no place", CN_FMT(cn_get_text(e, "urn").n ? cn_get_text(e, "urn") : cn_get_text(e, "ref_id"))));
	}
}

/* Keys of the library that say the same as those of its framework need no place; one that says something else is named. */
static void say_library(cn_importer *m, const cn_val *tree, const cn_val *f)
{
	static const char *const twice[] = { "name", "description" };
	cn_str locale = cn_get_text(tree, "locale"), date = cn_get_text(tree, "publication_date");
	cn_date d;
	for (size_t i = 0; i < sizeof twice / sizeof twice[0]; i++) {
		cn_str of = cn_trim(cn_get_text(tree, twice[i]));
		if (of.n && !cn_eq(of, cn_trim(cn_get_text(f, twice[i]))))
			import_says(m, CN_S("library"), cn_strf(m->a, "%s is another than the framework's and has no place: %.*s", twice[i], CN_FMT(cn_sub(of, 0, 200))));
	}
	if (locale.n && !m->zh && !cn_eqz(locale, "en"))
		import_says(m, CN_S("library"), cn_strf(m->a, "its texts are in %.*s, and stand where English would: translate them", CN_FMT(locale)));
	if (cn_date_parse(date, &d, NULL) != CN_OK)
		import_says(m, CN_S("library"), date.n ? cn_strf(m->a, "publication_date %.*s is no day: the day of the import stands in its place", CN_FMT(date)) :
								 CN_S("no publication_date: the day of the import stands in its place"));
}

static cn_val *head_of(cn_importer *m, const cn_val *tree, const cn_val *f)
{
	cn_str provider = cn_get_text(tree, "provider"), copyright = cn_trim(cn_get_text(tree, "copyright")), version = cn_get_text(tree, "version");
	cn_str name = cn_get_text(f, "name"), ref = cn_get_text(f, "ref_id"), packager = cn_get_text(tree, "packager");
	cn_str title = name.n ? name : ref, zh = translated(f, "name"), description = cn_trim(cn_get_text(f, "description"));
	cn_val *x = import_head(m, ref.n ? ref : name, m->zh ? zh : title, m->zh ? title : zh, provider.n ? provider : CN_S("not said"),
				cn_strf(m->a, "%.*s, library version %.*s", CN_FMT(ref.n ? ref : name), CN_FMT(version)), cn_get_text(tree, "publication_date"),
				cn_strf(m->a, "%.*s (a CISO Assistant library%s%.*s%s%.*s)", CN_FMT(m->file), packager.n ? ", packaged by " : "", CN_FMT(packager),
					copyright.n ? "; " : "", CN_FMT(copyright)));
	cn_val *aliases = cn_put(m->a, x, "aliases", cn_list(m->a));
	const cn_val *from[] = { tree, f };
	for (size_t i = 0; i < 2; i++)
		if (cn_get_text(from[i], "urn").n)
			cn_push(m->a, aliases, cn_text(m->a, cn_get_text(from[i], "urn")));
	if (description.n)
		cn_put(m->a, x, "notes", words_of(m, description, translated(f, "description")));
	return x;
}

static cn_code take_framework(cn_importer *m, const cn_val *tree, const cn_val *f, cn_val *instruments)
{
	const cn_val *nodes = cn_get(f, "requirement_nodes");
	if (!nodes || nodes->type != CN_LIST)
		return CN_FAIL(m->err, CN_EINPUT, "%.*s: not a CISO Assistant library with a framework: there is no objects.framework.requirement_nodes",
			       CN_FMT(m->file));
	cn_val *x = cn_push(m->a, instruments, head_of(m, tree, f));
	cn_val *used = cn_list(m->a), *provisions = cn_put(m->a, x, "provisions", cn_list(m->a));
	CN_EACH(n, nodes)
		CN_TRY(take_node(m, nodes, n, used, provisions));
	import_left(m, f, framework_keys, CN_S("framework"));
	say_translations(m, f, CN_S("framework"));
	say_library(m, tree, f);
	return CN_OK;
}

cn_code import_ciso(cn_importer *m, const cn_val *tree, cn_val *instruments)
{
	const cn_val *objects = cn_get(tree, "objects"), *list = cn_get(objects, "frameworks");
	m->zh = is_zh(cn_get_text(tree, "locale"));
	if (cn_get(objects, "framework") || !list || list->type != CN_LIST)
		CN_TRY(take_framework(m, tree, cn_get(objects, "framework"), instruments));
	CN_EACH(f, list)
		CN_TRY(take_framework(m, tree, f, instruments));
	import_left(m, tree, library_keys, CN_S("library"));
	say_translations(m, tree, CN_S("library"));
	take_others(m, objects);
	return CN_OK;
}
