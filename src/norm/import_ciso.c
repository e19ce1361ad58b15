/* CISO Assistant's library format: `objects.framework.requirement_nodes`, a flat list whose nodes name their parents; mappings between
 * requirements in `objects.requirement_mapping_set`. https://intuitem.gitbook.io/ciso-assistant: custom libraries. */
#include "norm/import.h"

static const char *const library_keys[] = { "urn", "locale", "ref_id", "name", "description", "copyright", "version", "publication_date",
					    "provider", "packager", "objects", "translations", NULL };
static const char *const framework_keys[] = { "urn", "ref_id", "name", "description", "requirement_nodes", "translations", NULL };
static const char *const node_keys[] = { "urn", "assessable", "depth", "parent_urn", "ref_id", "name", "description", "annotation",
					 "typical_evidence", "translations", NULL };

static cn_str translated(const cn_val *node, const char *key)
{
	const cn_val *t = cn_get(node, "translations");
	cn_str zh = cn_get_text(cn_get(t, "zh"), key);
	return zh.n ? zh : cn_get_text(cn_get(t, "zh-CN"), key);
}

/* Languages that we have no column for are named. */
static void say_translations(cn_importer *m, const cn_val *node, cn_str where)
{
	CN_EACH(t, cn_get(node, "translations"))
		if (!cn_eqz(t->key, "zh") && !cn_eqz(t->key, "zh-CN"))
			import_says(m, where, cn_strf(m->a, "translation into %.*s has no place", CN_FMT(t->key)));
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
		cn_str name = cn_get_text(up, "name"), ref = cn_get_text(up, "ref_id");
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
	cn_val *heading = import_words(m, name.n ? name : ref.n ? ref : last_of(urn), translated(node, "name"));
	cn_val *words = import_words(m, text.n ? text : name.n ? name : ref, translated(node, "description"));
	cn_val *p = cn_push(m->a, provisions, import_provision(m, id, heading, words, cn_eqz(assessable, "true")));
	cn_push(m->a, cn_put(m->a, p, "aliases", cn_list(m->a)), cn_text(m->a, urn));
	cn_str note = note_of(m, nodes, node);
	if (note.n)
		cn_put(m->a, p, "note", import_words(m, note, CN_S("")));
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
		if (cn_eqz(o->key, "framework"))
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

cn_code import_ciso(cn_importer *m, const cn_val *tree, cn_val *instruments)
{
	const cn_val *objects = cn_get(tree, "objects"), *f = cn_get(objects, "framework");
	const cn_val *nodes = cn_get(f, "requirement_nodes");
	if (!f || !nodes || nodes->type != CN_LIST)
		return CN_FAIL(m->err, CN_EINPUT, "%.*s: not a CISO Assistant library with a framework: there is no objects.framework.requirement_nodes",
			       CN_FMT(m->file));
	cn_str provider = cn_get_text(tree, "provider"), copyright = cn_trim(cn_get_text(tree, "copyright")), version = cn_get_text(tree, "version");
	cn_str name = cn_get_text(f, "name"), ref = cn_get_text(f, "ref_id");
	cn_val *x = import_head(m, ref.n ? ref : name, name.n ? name : ref, translated(f, "name"), provider.n ? provider : CN_S("not said"),
				cn_strf(m->a, "%.*s, library version %.*s", CN_FMT(ref.n ? ref : name), CN_FMT(version)), cn_get_text(tree, "publication_date"),
				cn_strf(m->a, "%.*s (a CISO Assistant library%s%.*s)", CN_FMT(m->file), copyright.n ? "; " : "", CN_FMT(copyright)));
	cn_str description = cn_trim(cn_get_text(f, "description"));
	if (description.n)
		cn_put(m->a, x, "notes", import_words(m, description, translated(f, "description")));
	cn_push(m->a, instruments, x);
	cn_val *used = cn_list(m->a), *provisions = cn_put(m->a, x, "provisions", cn_list(m->a));
	CN_EACH(n, nodes)
		CN_TRY(take_node(m, nodes, n, used, provisions));
	import_left(m, tree, library_keys, CN_S("library"));
	import_left(m, f, framework_keys, CN_S("framework"));
	say_translations(m, tree, CN_S("library"));
	say_translations(m, f, CN_S("framework"));
	take_others(m, objects);
	return CN_OK;
}
