/* Heads, ids and properties of OSCAL documents. Nothing is dated by a clock: equal libraries give equal bytes. */
#include "report/export/oscal.h"

#include "core/hash.h"

void oscal_uuid(cn_arena *a, cn_val *m, cn_str name)
{
	char z[CN_UUID_BYTES];
	cn_uuid5(name, z);
	cn_put(a, m, "uuid", cn_textz(a, z));
}

cn_str oscal_id(cn_arena *a, cn_str full)
{
	char *p = CN_NEW(a, char, full.n + 1);
	if (!p)
		return (cn_str){ 0 };
	for (size_t i = 0; i < full.n; i++) {
		char c = full.p[i];
		bool token = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
		p[i] = token ? c : '.';
	}
	return (cn_str){ p, full.n };
}

/* A string of OSCAL is one line without blanks at its ends. */
static cn_str one_line(cn_arena *a, cn_str s)
{
	char *p = CN_NEW(a, char, s.n + 1);
	if (!p)
		return (cn_str){ 0 };
	for (size_t i = 0; i < s.n; i++)
		p[i] = s.p[i] == '\n' || s.p[i] == '\t' || s.p[i] == '\r' ? ' ' : s.p[i];
	return cn_trim((cn_str){ p, s.n });
}

void oscal_prop(cn_arena *a, cn_val *props, const char *name, cn_str value)
{
	cn_str v = one_line(a, value);
	if (v.n == 0)
		return;
	cn_val *m = cn_push(a, props, cn_map(a));
	cn_put(a, m, "name", cn_textz(a, name));
	cn_put(a, m, "ns", cn_textz(a, OSCAL_NS));
	cn_put(a, m, "value", cn_text(a, v));
}

void oscal_props(cn_arena *a, cn_val *props, const char *name, const cn_val *list)
{
	CN_EACH(v, list)
		if (v->type == CN_TEXT)
			oscal_prop(a, props, name, v->s);
}

cn_val *oscal_head(cn_arena *a, const cn_val *tree, const char *kind, const char *title)
{
	cn_val *root = cn_map(a);
	cn_str digest = cn_get_text(tree, "digest");
	oscal_uuid(a, root, cn_strf(a, "%s %.*s", kind, CN_FMT(digest)));
	cn_val *m = cn_put(a, root, "metadata", cn_map(a));
	cn_put(a, m, "title", cn_textz(a, title));
	cn_put(a, m, "last-modified", cn_text(a, cn_strf(a, "%.*sT00:00:00Z", CN_FMT(cn_get_text(tree, "as_of")))));
	cn_put(a, m, "version", cn_text(a, digest));
	cn_put(a, m, "oscal-version", cn_textz(a, OSCAL_VERSION));
	cn_put(a, m, "remarks", cn_textz(a, "Paraphrases of the library's authors, in English and Chinese, never the official wording. "
					    "The property confidence says how each text was read; what is secondary or unverified decides nothing. Not legal advice."));
	return root;
}

cn_code oscal_write(const char *name, cn_arena *a, cn_val *root, const cn_export_out *out, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_val *whole = cn_map(a);
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	cn_put(a, whole, name, root);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	cn_json_write(&b, whole, 2);
	cn_buf_putc(&b, '\n');
	if (b.failed)
		return CN_FAIL(err, CN_ETOOBIG, "the %s passes %zu bytes", name, b.cap);
	return out->put(out->ctx, "", cn_buf_str(&b), err);
}
