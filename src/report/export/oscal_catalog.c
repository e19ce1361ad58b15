/* The library as an OSCAL catalog: a group an instrument, a control a provision that asks something of somebody. Definitions, scope and
 * penalties are parts of the group, never controls: nobody can fail a definition. */
#include "report/export/oscal.h"

static void put_texts(cn_arena *a, cn_val *parts, const char *name, cn_str id, const cn_val *words)
{
	static const char *const langs[] = { "en", "zh" };
	for (size_t i = 0; i < 2; i++) {
		cn_str s = cn_get_text(words, langs[i]);
		if (s.n == 0)
			continue;
		cn_val *m = cn_push(a, parts, cn_map(a));
		cn_put(a, m, "id", cn_text(a, cn_strf(a, "%.*s_%s_%s", CN_FMT(id), name, langs[i])));
		cn_put(a, m, "name", cn_textz(a, name));
		cn_val *props = cn_put(a, m, "props", cn_list(a));
		oscal_prop(a, props, "language", cn_str_z(langs[i]));
		cn_put(a, m, "prose", cn_text(a, s));
	}
}

static void put_periods(cn_arena *a, cn_val *props, const cn_val *list)
{
	CN_EACH(p, list) {
		cn_str from = cn_get_text(p, "from"), until = cn_get_text(p, "until"), when = cn_get_text(p, "when");
		oscal_prop(a, props, "applies", cn_strf(a, "%.*s%s%.*s%s%.*s", CN_FMT(from.n ? from : CN_S("open")), until.n ? " to " : "", CN_FMT(until),
							when.n ? " when " : "", CN_FMT(when)));
	}
}

static void put_parameters(cn_arena *a, cn_val *control, cn_str id, const cn_val *list)
{
	if (!list || list->n == 0)
		return;
	cn_val *params = cn_put(a, control, "params", cn_list(a));
	CN_EACH(p, list) {
		cn_val *m = cn_push(a, params, cn_map(a));
		cn_str name = cn_get_text(p, "name");
		cn_put(a, m, "id", cn_text(a, cn_strf(a, "%.*s_prm_%.*s", CN_FMT(id), CN_FMT(oscal_id(a, name)))));
		cn_val *props = cn_put(a, m, "props", cn_list(a));
		oscal_prop(a, props, "op", cn_get_text(p, "op"));
		oscal_prop(a, props, "value", cn_get_text(p, "value"));
		oscal_prop(a, props, "unit", cn_get_text(p, "unit"));
		cn_put(a, m, "label", cn_text(a, name));
		cn_val *c = cn_push(a, cn_put(a, m, "constraints", cn_list(a)), cn_map(a));
		cn_put(a, c, "description", cn_text(a, cn_strf(a, "%.*s %.*s %.*s", CN_FMT(cn_get_text(p, "op")), CN_FMT(cn_get_text(p, "value")),
							     CN_FMT(cn_get_text(p, "unit")))));
	}
}

static cn_val *props_of(cn_arena *a, const cn_val *p)
{
	static const char *const plain[] = { "deontic", "force", "confidence", "basis", "act", "object", "penalty" };
	static const char *const lists[] = { "roles", "stages", "themes", "protects", "properties", "aliases" };
	static const char *const one[] = { "role", "stage", "theme", "protects", "property", "alias" };
	cn_val *props = cn_list(a);
	oscal_prop(a, props, "id", cn_get_text(p, "full"));
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
		oscal_prop(a, props, plain[i], cn_get_text(p, plain[i]));
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
		oscal_props(a, props, one[i], cn_get(p, lists[i]));
	oscal_prop(a, props, "applies-when", cn_get_text(p, "applies_when"));
	put_periods(a, props, cn_get(p, "applies"));
	return props;
}

static void put_title(cn_arena *a, cn_val *m, const cn_val *words)
{
	cn_str en = cn_get_text(words, "en");
	cn_put(a, m, "title", cn_text(a, en.n ? en : cn_get_text(words, "zh")));
}

static cn_val *control(cn_arena *a, const cn_val *p)
{
	cn_val *m = cn_map(a);
	cn_str id = oscal_id(a, cn_get_text(p, "full"));
	cn_put(a, m, "id", cn_text(a, id));
	cn_put(a, m, "class", cn_text(a, cn_get_text(p, "deontic")));
	put_title(a, m, cn_get(p, "heading"));
	put_parameters(a, m, id, cn_get(p, "parameters"));
	cn_val *props = cn_put(a, m, "props", props_of(a, p));
	oscal_prop(a, props, "title-zh", cn_get_text(cn_get(p, "heading"), "zh"));
	cn_val *parts = cn_put(a, m, "parts", cn_list(a));
	put_texts(a, parts, "statement", id, cn_get(p, "text"));
	put_texts(a, parts, "guidance", id, cn_get(p, "note"));
	return m;
}

static bool asks(const cn_val *p)
{
	cn_str d = cn_get_text(p, "deontic");
	return !cn_eqz(d, "definition") && !cn_eqz(d, "scope") && !cn_eqz(d, "penalty");
}

static cn_val *part_of_group(cn_arena *a, const cn_val *p)
{
	cn_val *m = cn_map(a);
	cn_str id = oscal_id(a, cn_get_text(p, "full"));
	cn_put(a, m, "id", cn_text(a, id));
	cn_put(a, m, "name", cn_text(a, cn_get_text(p, "deontic")));
	cn_put(a, m, "ns", cn_textz(a, OSCAL_NS));
	put_title(a, m, cn_get(p, "heading"));
	cn_val *props = cn_put(a, m, "props", props_of(a, p));
	oscal_prop(a, props, "title-zh", cn_get_text(cn_get(p, "heading"), "zh"));
	cn_val *parts = cn_put(a, m, "parts", cn_list(a));
	put_texts(a, parts, "statement", id, cn_get(p, "text"));
	return m;
}

static void put_dates(cn_arena *a, cn_val *props, const cn_val *dates)
{
	CN_EACH(d, dates)
		oscal_prop(a, props, "date", cn_strf(a, "%.*s %.*s", CN_FMT(cn_get_text(d, "date")), CN_FMT(cn_get_text(d, "what"))));
}

static cn_val *group(cn_arena *a, const cn_val *x)
{
	cn_val *m = cn_map(a);
	cn_str id = cn_get_text(x, "id"), url = cn_get_text(cn_get(x, "official"), "url");
	cn_put(a, m, "id", cn_text(a, oscal_id(a, id)));
	cn_put(a, m, "class", cn_textz(a, "instrument"));
	put_title(a, m, cn_get(x, "title"));
	cn_val *props = cn_put(a, m, "props", cn_list(a));
	oscal_prop(a, props, "id", id);
	oscal_prop(a, props, "title-zh", cn_get_text(cn_get(x, "title"), "zh"));
	oscal_prop(a, props, "title-original", cn_get_text(cn_get(x, "title"), "original"));
	oscal_prop(a, props, "issuer", cn_get_text(cn_get(x, "issuer"), "en"));
	oscal_prop(a, props, "kind", cn_get_text(x, "kind"));
	oscal_prop(a, props, "force", cn_get_text(x, "force"));
	oscal_prop(a, props, "confidence", cn_get_text(x, "confidence"));
	oscal_prop(a, props, "status", cn_get_text(cn_get(x, "status"), "value"));
	oscal_prop(a, props, "status-as-of", cn_get_text(cn_get(x, "status"), "as_of"));
	oscal_props(a, props, "jurisdiction", cn_get(x, "jurisdictions"));
	oscal_props(a, props, "alias", cn_get(x, "aliases"));
	oscal_prop(a, props, "reference", cn_get_text(cn_get(x, "official"), "reference"));
	put_dates(a, props, cn_get(x, "dates"));
	if (cn_starts(url, "http")) {
		cn_val *l = cn_push(a, cn_put(a, m, "links", cn_list(a)), cn_map(a));
		cn_put(a, l, "href", cn_text(a, url));
		cn_put(a, l, "rel", cn_textz(a, "canonical"));
	}
	cn_val *parts = cn_list(a), *controls = cn_list(a);
	CN_EACH(p, cn_get(x, "provisions"))
		cn_push(a, asks(p) ? controls : parts, asks(p) ? control(a, p) : part_of_group(a, p));
	if (parts && parts->n > 0)
		cn_put(a, m, "parts", parts);
	if (controls && controls->n > 0)
		cn_put(a, m, "controls", controls);
	return m;
}

static cn_code run(cn_arena *a, const cn_val *tree, const cn_export_out *out, cn_err *err)
{
	cn_val *root = oscal_head(a, tree, "catalog", "Concord: norms of AI governance");
	cn_val *groups = cn_put(a, root, "groups", cn_list(a));
	CN_EACH(x, cn_get(tree, "instruments"))
		cn_push(a, groups, group(a, x));
	return oscal_write("catalog", a, root, out, err);
}

const cn_export cn_export_oscal_catalog = { "oscal-catalog", ".json", "OSCAL " OSCAL_VERSION " catalog: a group an instrument, a control a provision",
					    "OSCAL " OSCAL_VERSION " 目录：每部文书一组，每个条款一项控制", run };
