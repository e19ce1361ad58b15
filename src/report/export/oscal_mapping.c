/* The relations between provisions as an OSCAL mapping collection: one mapping for each pair of instruments. OSCAL's schema lets any word pass as a
 * relationship; the six words of NIST IR 8477 are checked here. Legal relations (amends, implements, ...) are not mappings and stay out. */
#include "report/export/oscal.h"

static const char *const words[] = { "equal-to", "equivalent-to", "subset-of", "superset-of", "intersects-with", "no-relationship", NULL };

static bool is_mapping(const cn_val *r)
{
	for (size_t i = 0; words[i]; i++)
		if (cn_is_text(cn_get(r, "rel"), words[i]))
			return true;
	return false;
}

static cn_str instrument_of(cn_str full)
{
	cn_str head, rest;
	(void)cn_split(full, '/', &head, &rest);
	return head;
}

static cn_val *end(cn_arena *a, cn_str full)
{
	cn_val *list = cn_list(a), *m = cn_push(a, list, cn_map(a));
	cn_put(a, m, "type", cn_textz(a, "control"));
	cn_put(a, m, "id-ref", cn_text(a, oscal_id(a, full)));
	return list;
}

static cn_val *map_of(cn_arena *a, const cn_val *r)
{
	cn_val *m = cn_map(a);
	cn_str from = cn_get_text(r, "from"), to = cn_get_text(r, "to"), rationale = cn_get_text(r, "rationale");
	const cn_val *gap = cn_get(r, "gap");
	oscal_uuid(a, m, cn_strf(a, "map %.*s %.*s %.*s", CN_FMT(from), CN_FMT(cn_get_text(r, "rel")), CN_FMT(to)));
	if (rationale.n)
		cn_put(a, m, "matching-rationale", cn_text(a, rationale));
	cn_put(a, m, "relationship", cn_text(a, cn_get_text(r, "rel")));
	cn_put(a, m, "sources", end(a, from));
	cn_put(a, m, "targets", end(a, to));
	cn_val *props = cn_list(a);
	oscal_prop(a, props, "strength", cn_get_text(r, "strength"));
	oscal_prop(a, props, "gap-zh", cn_get_text(gap, "zh"));
	oscal_prop(a, props, "searched", cn_get_text(r, "searched"));
	oscal_prop(a, props, "readers", cn_get_text(r, "readers"));
	if (props && props->n > 0)
		cn_put(a, m, "props", props);
	if (cn_get_text(gap, "en").n)
		cn_put(a, m, "remarks", cn_text(a, cn_get_text(gap, "en")));
	return m;
}

static cn_val *resource(cn_arena *a, cn_str instrument)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "type", cn_textz(a, "catalog"));
	cn_put(a, m, "href", cn_text(a, cn_strf(a, "catalog.json#%.*s", CN_FMT(oscal_id(a, instrument)))));
	return m;
}

/* The mapping of a pair of instruments, made when it is first met. */
static cn_val *mapping_for(cn_arena *a, cn_val *mappings, cn_str from, cn_str to)
{
	cn_str name = cn_strf(a, "mapping %.*s %.*s", CN_FMT(from), CN_FMT(to));
	cn_val *probe = cn_map(a);
	oscal_uuid(a, probe, name);
	cn_str uuid = cn_get_text(probe, "uuid");
	CN_EACH(m, mappings)
		if (cn_eq(cn_get_text(m, "uuid"), uuid))
			for (cn_val *c = m->first; c; c = c->next)
				if (cn_eqz(c->key, "maps"))
					return c;
	cn_val *m = cn_push(a, mappings, probe);
	cn_put(a, m, "source-resource", resource(a, from));
	cn_put(a, m, "target-resource", resource(a, to));
	return cn_put(a, m, "maps", cn_list(a));
}

static cn_code run(cn_arena *a, const cn_val *tree, const cn_export_out *out, cn_err *err)
{
	cn_val *root = oscal_head(a, tree, "mapping", "Concord: relations between provisions");
	cn_val *p = cn_put(a, root, "provenance", cn_map(a));
	cn_put(a, p, "method", cn_textz(a, "human"));
	cn_put(a, p, "matching-rationale", cn_textz(a, "functional"));
	cn_put(a, p, "status", cn_textz(a, "draft"));
	cn_put(a, p, "mapping-description",
	       cn_textz(a, "What one provision asks compared with what another asks, by what it makes somebody do. The gap says what the one has and the "
			   "other has not. no-relationship: somebody looked, and found none."));
	cn_val *mappings = cn_put(a, root, "mappings", cn_list(a));
	CN_EACH(r, cn_get(tree, "relations"))
		if (is_mapping(r))
			cn_push(a, mapping_for(a, mappings, instrument_of(cn_get_text(r, "from")), instrument_of(cn_get_text(r, "to"))), map_of(a, r));
	if (mappings && mappings->n == 0)
		return CN_FAIL(err, CN_EUNDEFINED, "the library holds no relation between provisions: an empty mapping collection is not OSCAL");
	return oscal_write("mapping-collection", a, root, out, err);
}

const cn_export cn_export_oscal_mapping = { "oscal-mapping", ".json", "OSCAL " OSCAL_VERSION " mapping collection: relations between provisions",
					    "OSCAL " OSCAL_VERSION " 映射集：条款之间的关系", run };
