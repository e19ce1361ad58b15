/* The dossier as a CycloneDX document: the system, its model with a model card, its data by digest, and what is declared. */
#include "report/export/bom.h"

#include "core/hash.h"

void bom_text(const card *c, cn_val *m, const char *key, cn_str s)
{
	if (s.n)
		cn_put(c->a, m, key, cn_text(c->a, s));
}

void bom_property(const card *c, cn_val *list, const char *name, cn_str value)
{
	if (value.n == 0)
		return;
	cn_val *m = cn_push(c->a, list, cn_map(c->a));
	cn_put(c->a, m, "name", cn_text(c->a, cn_strf(c->a, "concord:%s", name)));
	cn_put(c->a, m, "value", cn_text(c->a, card_plain(c, value)));
}

static void put_hash(const card *c, cn_val *component, cn_str digest)
{
	cn_str hex = card_hex(digest);
	if (hex.n == 0)
		return;
	cn_val *h = cn_push(c->a, cn_put(c->a, component, "hashes", cn_list(c->a)), cn_map(c->a));
	cn_put(c->a, h, "alg", cn_textz(c->a, "SHA-256"));
	cn_put(c->a, h, "content", cn_text(c->a, hex));
}

static cn_val *component(const card *c, const char *type, cn_str ref, cn_str name)
{
	cn_val *m = cn_map(c->a);
	cn_put(c->a, m, "type", cn_textz(c->a, type));
	if (ref.n)
		cn_put(c->a, m, "bom-ref", cn_text(c->a, ref));
	cn_put(c->a, m, "name", cn_text(c->a, name));
	return m;
}

/* ---- the model ---- */

/* An input that is data and not the model or the paper around it. */
static bool is_data(const cn_val *input)
{
	return cn_is_text(cn_get(input, "what"), "table") || cn_is_text(cn_get(input, "what"), "outputs");
}

static cn_str data_ref(const card *c, size_t i)
{
	return cn_strf(c->a, "data:%zu", i);
}

static cn_val *datasets(const card *c)
{
	cn_val *list = cn_list(c->a);
	size_t i = 0;
	CN_EACH(x, cn_get(c->content, "inputs"))
		if (is_data(x))
			cn_put(c->a, cn_push(c->a, list, cn_map(c->a)), "ref", cn_text(c->a, data_ref(c, i++)));
	return list;
}

static cn_val *performance(const card *c)
{
	cn_val *list = cn_list(c->a);
	CN_EACH(x, cn_get(c->content, "measurements")) {
		cn_str lo = cn_get_text(x, "lo"), hi = cn_get_text(x, "hi"), of = card_t(c, cn_get(x, "comparison"));
		if (!card_has_value(x))
			continue;
		cn_val *m = cn_push(c->a, list, cn_map(c->a));
		cn_put(c->a, m, "type", cn_text(c->a, cn_get_text(x, "metric")));
		cn_put(c->a, m, "value", cn_text(c->a, cn_get_text(x, "value")));
		of = card_list(c, card_t(c, cn_get(x, "attribute_name")), of);
		cn_put(c->a, m, "slice",
		       cn_text(c->a, CARD_MSG(c, M_bom_slice, A_S(of.n ? of : CARD_MSG0(c, M_not_stated)),
					      A_N(cn_get_int(x, "behind", cn_get_int(x, "n", 0))), A_S(card_source(c, x)))));
		if (lo.n == 0 && hi.n == 0)
			continue;
		cn_val *interval = cn_put(c->a, m, "confidenceInterval", cn_map(c->a));
		if (lo.n) /* open at the other end */
			cn_put(c->a, interval, "lowerBound", cn_text(c->a, lo));
		if (hi.n)
			cn_put(c->a, interval, "upperBound", cn_text(c->a, hi));
	}
	return list;
}

static void push_text(const card *c, cn_val *list, cn_str s)
{
	CN_EACH(x, list)
		if (cn_eq(x->s, s))
			return;
	if (s.n)
		cn_push(c->a, list, cn_text(c->a, s));
}

static cn_val *limitations(const card *c)
{
	cn_val *list = cn_list(c->a);
	CN_EACH(x, cn_get(c->content, "measurements")) {
		push_text(c, list, card_t(c, cn_get(x, "caption")));
		if (!card_has_value(x) || cn_is_text(cn_get(x, "verdict"), "not_enough_data"))
			push_text(c, list, card_measured(c, x));
	}
	return list;
}

static cn_val *risks(const card *c)
{
	cn_val *list = cn_list(c->a);
	CN_EACH(r, cn_get(c->content, "risks")) {
		cn_str all = { 0 };
		CN_EACH(x, cn_get(r, "controls"))
			all = card_list(c, all, card_t(c, cn_get(x, "what")));
		cn_val *m = cn_push(c->a, list, cn_map(c->a));
		cn_put(c->a, m, "name", cn_text(c->a, card_t(c, cn_get(r, "title"))));
		cn_put(c->a, m, "mitigationStrategy", cn_text(c->a, all.n ? all : CARD_MSG0(c, M_not_stated)));
	}
	return list;
}

static void put_unless_empty(const card *c, cn_val *m, const char *key, cn_val *list)
{
	if (cn_list_n(list))
		cn_put(c->a, m, key, list);
}

static cn_val *considerations(const card *c)
{
	cn_val *m = cn_map(c->a), *uses = cn_list(c->a), *users = cn_list(c->a);
	CN_EACH(x, cn_get(c->system, "purposes"))
		if (x->type == CN_TEXT)
			push_text(c, uses, card_plain(c, x->s));
	CN_EACH(x, cn_get(c->system, "actors"))
		if (cn_is_text(cn_get(x, "role"), "deployer"))
			push_text(c, users,
				  cn_get(x, "name") ? card_t(c, cn_get(x, "name")) : card_plain(c, cn_get_text(x, "party")));
	put_unless_empty(c, m, "users", users);
	put_unless_empty(c, m, "useCases", uses);
	put_unless_empty(c, m, "technicalLimitations", limitations(c));
	put_unless_empty(c, m, "ethicalConsiderations", risks(c));
	return m;
}

static cn_val *model(const card *c)
{
	const cn_val *part = cn_find(cn_get(c->system, "parts"), "kind", CN_S("model")), *input = card_input(c, "model");
	cn_str name = part ? cn_get_text(part, "id") : cn_get_text(input, "file");
	cn_val *m = component(c, "machine-learning-model", CN_S(BOM_MODEL), name.n ? card_plain(c, name) : card_id(c));
	bom_text(c, m, "version", card_plain(c, cn_get_text(c->system, "version")));
	put_hash(c, m, cn_get_text(input, "sha256"));
	cn_val *about = cn_put(c->a, m, "modelCard", cn_map(c->a));
	cn_val *parameters = cn_put(c->a, about, "modelParameters", cn_map(c->a));
	put_unless_empty(c, parameters, "datasets", datasets(c));
	cn_val *analysis = cn_put(c->a, about, "quantitativeAnalysis", cn_map(c->a));
	cn_put(c->a, analysis, "performanceMetrics", performance(c));
	cn_put(c->a, about, "considerations", considerations(c));
	cn_val *list = cn_put(c->a, about, "properties", cn_list(c->a));
	CN_EACH(x, cn_get(c->content, "measurements")) {
		const char *key = cn_cstr(c->a, cn_strf(c->a, "measurement:%.*s", CN_FMT(cn_get_text(x, "id"))));
		if (key)
			bom_property(c, list, key, card_measured(c, x));
	}
	return m;
}

static cn_val *components(const card *c)
{
	cn_val *list = cn_list(c->a);
	size_t i = 0;
	cn_push(c->a, list, model(c));
	CN_EACH(x, cn_get(c->content, "inputs")) {
		cn_str file = card_plain(c, cn_get_text(x, "file"));
		if (is_data(x))
			put_hash(
			    c,
			    cn_push(c->a, list, component(c, "data", data_ref(c, i++), file.n ? file : CARD_MSG0(c, M_not_stated))),
			    cn_get_text(x, "sha256"));
	}
	return list;
}

/* ---- the whole ---- */

static void put_tlp(const card *c, cn_val *metadata)
{
	static const char *const words[][2] = { { "CLEAR", "CLEAR" },
						{ "GREEN", "GREEN" },
						{ "AMBER", "AMBER" },
						{ "AMBER+STRICT", "AMBER_AND_STRICT" },
						{ "RED", "RED" } };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (cn_is_text(cn_get(c->content, "tlp"), words[i][0]))
			cn_put(c->a, cn_put(c->a, metadata, "distributionConstraints", cn_map(c->a)), "tlp",
			       cn_textz(c->a, words[i][1]));
}

static void put_made_with(const card *c, cn_val *metadata)
{
	cn_str name, version;
	(void)cn_split(cn_get_text(c->tree, "program"), ' ', &name, &version);
	cn_val *tool = component(c, "application", (cn_str){ 0 }, name.n ? name : CN_S("concord"));
	bom_text(c, tool, "version", version);
	cn_val *tools = cn_put(c->a, metadata, "tools", cn_map(c->a));
	cn_push(c->a, cn_put(c->a, tools, "components", cn_list(c->a)), tool);
}

static cn_val *metadata(const card *c)
{
	cn_val *m = cn_map(c->a);
	int64_t at;
	if (cn_time_parse(cn_get_text(c->content, "made_at"), &at, NULL) == CN_OK)
		bom_text(c, m, "timestamp", cn_get_text(c->content, "made_at"));
	put_made_with(c, m);
	cn_val *system = cn_put(c->a, m, "component", component(c, "application", CN_S(BOM_SYSTEM), card_name(c)));
	bom_text(c, system, "version", card_plain(c, cn_get_text(c->system, "version")));
	bom_text(c, system, "description", card_t(c, cn_get(c->system, "description")));
	cn_val *list = cn_put(c->a, m, "properties", cn_list(c->a));
	bom_property(c, list, "system", card_id(c));
	bom_property(c, list, "source:kind", cn_get_text(c->source, "kind"));
	bom_property(c, list, "source:file", cn_get_text(c->source, "file"));
	bom_property(c, list, "source:sha256", cn_get_text(c->source, "sha256"));
	bom_property(c, list, "signed", c->signature ? CN_S("true") : CN_S("false"));
	bom_property(c, list, "signed:key", cn_get_text(c->signature, "key"));
	bom_property(c, list, "signed:record", cn_get_text(c->signature, "id"));
	bom_property(c, list, "library", cn_get_text(cn_get(c->content, "library"), "digest"));
	CN_EACH(x, cn_get(c->system, "parts"))
		bom_property(c, list, "part", CARD_MSG(c, M_role_of, A_S(cn_get_text(x, "id")), A_S(cn_get_text(x, "kind"))));
	put_tlp(c, m);
	return m;
}

/* What else the system is made of, nobody has listed here. */
static cn_val *compositions(const card *c)
{
	cn_val *list = cn_list(c->a), *m = cn_push(c->a, list, cn_map(c->a));
	cn_put(c->a, m, "aggregate", cn_textz(c->a, "unknown"));
	cn_push(c->a, cn_put(c->a, m, "assemblies", cn_list(c->a)), cn_textz(c->a, BOM_SYSTEM));
	return list;
}

static cn_code run(cn_arena *a, const cn_val *tree, const cn_export_out *out, cn_err *err)
{
	card c = card_of(a, tree);
	cn_val *v = cn_map(a);
	char id[CN_UUID_BYTES];
	cn_uuid5(cn_strf(a, "cyclonedx %.*s %.*s", CN_FMT(cn_get_text(c.source, "sha256")), CN_FMT(cn_get_text(tree, "lang"))), id);
	cn_put(a, v, "$schema", cn_textz(a, "http://cyclonedx.org/schema/bom-" BOM_VERSION ".schema.json"));
	cn_put(a, v, "bomFormat", cn_textz(a, "CycloneDX"));
	cn_put(a, v, "specVersion", cn_textz(a, BOM_VERSION));
	cn_put(a, v, "serialNumber", cn_text(a, cn_strf(a, "urn:uuid:%s", id)));
	cn_put(a, v, "version", cn_int(a, 1));
	cn_put(a, v, "metadata", metadata(&c));
	cn_put(a, v, "components", components(&c));
	cn_put(a, v, "compositions", compositions(&c));
	cn_put(a, v, "declarations", bom_declarations(&c));
	cn_put(a, v, "definitions", bom_definitions(&c));
	return card_write(&c, "CycloneDX document", v, out, err);
}

const cn_export cn_export_cyclonedx = { "cyclonedx",
					".cdx.json",
					"CycloneDX " BOM_VERSION
					": the model with its card, and what is declared: claims, counter-claims, evidence",
					"CycloneDX " BOM_VERSION "：模型及其模型卡，以及声明、异议与证据",
					run,
					CN_EXPORT_DOSSIER };
