/* What a kind's table says to others: JSON Schema 2020-12, and the Markdown of docs. Both read the rows that the check reads. */
#include "core/kind.h"

static const char *const digest_pattern = "^sha256:[0-9a-f]{64}$";

static cn_val *schema_text(cn_arena *a, const char *pattern, int64_t min, int64_t max)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "type", cn_textz(a, "string"));
	if (pattern)
		cn_put(a, m, "pattern", cn_textz(a, pattern));
	if (min > 0)
		cn_put(a, m, "minLength", cn_int(a, 1)); /* our bounds are bytes, the schema's are characters: only "not empty" is exact */
	if (max > 0)
		cn_put(a, m, "maxLength", cn_int(a, max));
	return m;
}

static cn_val *schema_choice(cn_arena *a, const char *choices)
{
	cn_val *m = cn_map(a), *list;
	list = cn_put(a, m, "enum", cn_list(a));
	cn_str rest = cn_str_z(choices), word;
	while (rest.n > 0) {
		(void)cn_split(rest, ' ', &word, &rest); /* the last word comes without a space */
		cn_push(a, list, cn_text(a, word));
	}
	return m;
}

static cn_val *schema_int(cn_arena *a, const cn_field *f)
{
	cn_val *m = cn_map(a);
	bool bounded = f->min || f->max;
	cn_put(a, m, "type", cn_textz(a, "integer"));
	cn_put(a, m, "minimum", cn_int(a, bounded ? f->min : -CN_INT_MAX));
	cn_put(a, m, "maximum", cn_int(a, bounded ? f->max : CN_INT_MAX));
	return m;
}

static cn_val *schema_words(cn_arena *a, const cn_field *f)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "type", cn_textz(a, "object"));
	cn_put(a, m, "minProperties", cn_int(a, 1));
	cn_put(a, m, "additionalProperties", schema_text(a, NULL, f->min, f->max ? f->max : 4096));
	return m;
}

static cn_val *schema_ref(cn_arena *a, const char *to)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "$ref", cn_textz(a, to));
	return m;
}

static cn_val *schema_fields(cn_arena *a, const cn_field *fields);

static cn_val *schema_one(cn_arena *a, const cn_field *f)
{
	switch (f->type) {
	case CN_FIELD_TEXT:
		return schema_text(a, NULL, f->min, f->max ? f->max : 4096);
	case CN_FIELD_ID:
		return schema_text(a, "^[A-Za-z0-9._/+:@#-]+$", 1, f->max ? f->max : 256);
	case CN_FIELD_CHOICE:
		return schema_choice(a, f->choices);
	case CN_FIELD_INT:
		return schema_int(a, f);
	case CN_FIELD_BOOL: {
		cn_val *m = cn_map(a);
		cn_put(a, m, "type", cn_textz(a, "boolean"));
		return m;
	}
	case CN_FIELD_DECIMAL:
	case CN_FIELD_REAL:
		return schema_text(a, "^-?[0-9]+([.][0-9]+)?(e-?[0-9]+)?$", 1, 0);
	case CN_FIELD_DATE:
		return schema_text(a, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", 1, 0);
	case CN_FIELD_TIME:
		return schema_text(a, "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?Z$", 1, 0);
	case CN_FIELD_DIGEST:
		return schema_text(a, digest_pattern, 1, 0);
	case CN_FIELD_KEY:
		return schema_text(a, "^[A-Za-z0-9+/]{43}=$", 1, 0);
	case CN_FIELD_BLOB:
		return schema_ref(a, "#/$defs/blob");
	case CN_FIELD_WORDS:
		return schema_words(a, f);
	case CN_FIELD_MAP:
		return schema_fields(a, f->fields);
	case CN_FIELD_ANY:
		return cn_map(a);
	}
	return NULL;
}

static cn_val *schema_field(cn_arena *a, const cn_field *f)
{
	cn_val *m = schema_one(a, f);
	if (f->list_max > 0) {
		cn_val *list = cn_map(a);
		cn_put(a, list, "type", cn_textz(a, "array"));
		cn_put(a, list, "minItems", cn_int(a, f->list_min));
		cn_put(a, list, "maxItems", cn_int(a, f->list_max));
		cn_put(a, list, "items", m);
		m = list;
	}
	cn_put(a, m, "description", cn_textz(a, f->what ? f->what : ""));
	return m;
}

static cn_val *schema_fields(cn_arena *a, const cn_field *fields)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "type", cn_textz(a, "object"));
	cn_val *props = cn_put(a, m, "properties", cn_map(a)), *need = cn_put(a, m, "required", cn_list(a));
	for (const cn_field *f = fields; f->name; f++) {
		cn_put(a, props, f->name, schema_field(a, f));
		if (f->required)
			cn_push(a, need, cn_textz(a, f->name));
	}
	cn_put(a, m, "additionalProperties", cn_bool(a, false));
	return m;
}

static cn_val *schema_refs(cn_arena *a, const cn_kind *k)
{
	cn_val *list = cn_map(a), *one = cn_map(a), *roles = cn_list(a);
	for (const cn_ref_rule *r = k->refs; r && r->role; r++)
		cn_push(a, roles, cn_textz(a, r->role));
	cn_val *props = cn_map(a), *role = cn_put(a, props, "role", cn_map(a));
	cn_put(a, role, "enum", roles);
	cn_put(a, props, "to", schema_text(a, digest_pattern, 1, 0));
	cn_put(a, one, "type", cn_textz(a, "object"));
	cn_put(a, one, "properties", props);
	cn_val *need = cn_put(a, one, "required", cn_list(a));
	cn_push(a, need, cn_textz(a, "role"));
	cn_push(a, need, cn_textz(a, "to"));
	cn_put(a, one, "additionalProperties", cn_bool(a, false));
	cn_put(a, list, "type", cn_textz(a, "array"));
	cn_put(a, list, "maxItems", cn_int(a, k->refs ? CN_REFS_MAX : 0));
	if (k->refs)
		cn_put(a, list, "items", one);
	return list;
}

static cn_val *schema_const(cn_arena *a, cn_val *v)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "const", v);
	return m;
}

void cn_kind_schema(const cn_kind *k, cn_arena *a, cn_buf *out)
{
	static const cn_field blob[] = { { "digest", CN_FIELD_DIGEST, .required = true, .what = "SHA-256 of the bytes" },
					 { "size", CN_FIELD_INT, .required = true, .min = 0, .max = CN_INT_MAX, .what = "how many bytes" },
					 { "media_type", CN_FIELD_TEXT, .required = true, .min = 1, .max = 128, .what = "media type" },
					 { "name", CN_FIELD_TEXT, .max = 256, .what = "file name it came from" },
					 { 0 } };
	static const cn_field after[] = { { "origin", CN_FIELD_ID, .required = true, .what = "of a foreign log" },
					  { "root", CN_FIELD_KEY, .required = true, .what = "base64 of its root" },
					  { "size", CN_FIELD_INT, .required = true, .min = 0, .max = CN_INT_MAX, .what = "its size" },
					  { 0 } };
	cn_val *m = cn_map(a), *props = cn_map(a);
	cn_put(a, m, "$schema", cn_textz(a, "https://json-schema.org/draft/2020-12/schema"));
	cn_put(a, m, "title", cn_textz(a, k->name));
	cn_put(a, m, "description", cn_textz(a, k->what));
	cn_put(a, m, "type", cn_textz(a, "object"));
	cn_put(a, m, "properties", props);
	cn_put(a, props, "v", schema_const(a, cn_int(a, 1)));
	cn_put(a, props, "kind", schema_const(a, cn_textz(a, k->name)));
	cn_put(a, props, "author", schema_text(a, "^[A-Za-z0-9._/-]+$", 1, CN_AUTHOR_BYTES_MAX));
	cn_put(a, props, "seq", schema_int(a, &(cn_field){ .max = CN_INT_MAX }));
	cn_put(a, props, "time", schema_one(a, &(cn_field){ .type = CN_FIELD_TIME }));
	cn_put(a, props, "nonce", schema_text(a, "^[A-Za-z0-9+/]{43}=$", 1, 0));
	cn_put(a, props, "refs", schema_refs(a, k));
	cn_put(a, props, "after", schema_fields(a, after));
	cn_put(a, props, "tlp", schema_choice(a, k->is_public ? "CLEAR" : "CLEAR GREEN AMBER AMBER+STRICT RED"));
	cn_val *handling = cn_put(a, props, "handling", cn_map(a));
	cn_put(a, handling, "type", cn_textz(a, "object"));
	cn_put(a, props, "body", schema_fields(a, k->fields));
	cn_val *need = cn_put(a, m, "required", cn_list(a));
	static const char *const required[] = { "author", "body", "kind", "nonce", "refs", "seq", "time", "tlp", "v" };
	for (size_t i = 0; i < sizeof required / sizeof *required; i++)
		cn_push(a, need, cn_textz(a, required[i]));
	cn_put(a, m, "additionalProperties", cn_bool(a, false));
	cn_val *defs = cn_put(a, m, "$defs", cn_map(a));
	cn_put(a, defs, "blob", schema_fields(a, blob));
	if (!cn_arena_ok(a)) {
		out->failed = true;
		return;
	}
	cn_json_write(out, m, 0);
	cn_buf_putc(out, '\n');
}

/* ---- docs ------------------------------------------------------------------------------------------------------------------- */

static const char *type_text(cn_ftype t)
{
	static const char *const texts[] = { "text", "id",	"one of", "integer",	"yes/no", "exact decimal text", "real as text",	 "date",
					     "time", "digest", "public key", "blob", "texts by language", "object", "any value" };
	return texts[t];
}

static void doc_fields(const cn_field *fields, const char *prefix, cn_buf *out)
{
	for (const cn_field *f = fields; f->name; f++) {
		CN_AUTO_BUF name;
		cn_buf_init(&name, 256);
		cn_buf_printf(&name, "%s%s%s", prefix, f->name, f->list_max ? "[]" : "");
		cn_buf_printf(out, "| `%s` | %s%s%s | %s | %s |\n", name.p ? name.p : f->name, type_text(f->type),
			      f->type == CN_FIELD_CHOICE ? " " : "", f->type == CN_FIELD_CHOICE ? f->choices : "", f->required ? "yes" : "",
			      f->what ? f->what : "");
		if (f->type == CN_FIELD_MAP && name.p) {
			cn_buf_putc(&name, '.');
			doc_fields(f->fields, name.p, out);
		}
	}
}

void cn_kind_doc(const cn_kind *k, cn_buf *out)
{
	cn_buf_printf(out, "### %s\n\n%s. %s%s\n\n| field | type | required | what |\n| --- | --- | --- | --- |\n", k->name, k->what,
		      k->is_public ? "Public by schema." : "Sealed unless released: new ones are TLP:",
		      k->is_public ? "" : cn_tlp_text(k->tlp));
	doc_fields(k->fields, "", out);
	for (const cn_ref_rule *r = k->refs; r && r->role; r++)
		cn_buf_printf(out, "| ref `%s`%s | record | %s | %s |\n", r->role, r->many ? " (many)" : "", r->required ? "yes" : "", r->what);
	if (k->two_person)
		cn_buf_putz(out, "\nTakes effect with an `approval/1` signed by another key.\n");
	cn_buf_putc(out, '\n');
}
