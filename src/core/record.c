/* Records to bytes and back. The reader accepts exactly what the writer writes, so a record has one spelling and one id. */
#include "core/jcs.h"
#include "core/kind.h"
#include "core/nomem.h"
#include "core/record.h"

static const char *const tlp_texts[] = { "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED" };

const char *cn_tlp_text(cn_tlp t)
{
	return tlp_texts[t];
}

bool cn_tlp_parse(cn_str s, cn_tlp *ret)
{
	for (unsigned i = 0; i < sizeof tlp_texts / sizeof *tlp_texts; i++)
		if (cn_eqz(s, tlp_texts[i])) {
			*ret = (cn_tlp)i;
			return true;
		}
	return false;
}

static const cn_field handling_fields[] = {
	{ "to", CN_FIELD_ID, .list_max = 64, .what = "parties or groups it may go to" },
	{ "territory", CN_FIELD_ID, .list_max = 256, .what = "places where it may be kept" },
	{ "purpose", CN_FIELD_TEXT, .list_max = 16, .max = 256, .what = "what it may be used for" },
	{ "retain", CN_FIELD_DATE, .what = "last day it may be kept" },
	{ "onward", CN_FIELD_BOOL, .what = "may it be passed on" },
	{ 0 },
};

/* ---- checks on both ways ----------------------------------------------------------------------------------------------- */

static bool kind_form_ok(cn_str kind)
{
	cn_str name, version;
	if (kind.n > CN_KIND_BYTES_MAX || !cn_split(kind, '/', &name, &version) || name.n == 0)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!((name.p[i] >= 'a' && name.p[i] <= 'z') || (i > 0 && ((name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '-'))))
			return false;
	int64_t v;
	return version.n > 0 && version.p[0] != '0' && cn_int_parse(version, 1, 9999, &v, NULL) == CN_OK;
}

static bool author_form_ok(cn_str author)
{
	if (author.n == 0 || author.n > CN_AUTHOR_BYTES_MAX)
		return false;
	for (size_t i = 0; i < author.n; i++) {
		char c = author.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '/' || c == '_'))
			return false;
	}
	return true;
}

static bool role_form_ok(cn_str role)
{
	if (role.n == 0 || role.n > 32)
		return false;
	for (size_t i = 0; i < role.n; i++)
		if (!((role.p[i] >= 'a' && role.p[i] <= 'z') || role.p[i] == '-' || role.p[i] == '_'))
			return false;
	return true;
}

static cn_code check_head(const cn_record *r, cn_err *err)
{
	if (!kind_form_ok(r->kind))
		return CN_FAIL(err, CN_EINPUT, "kind: \"%.*s\" is not a name and a version such as finding/1", CN_FMT(cn_sub(r->kind, 0, 64)));
	if (!author_form_ok(r->author))
		return CN_FAIL(err, CN_EINPUT, "author: \"%.*s\" is not 1 to %d letters, digits, '.', '-', '_', '/'",
			       CN_FMT(cn_sub(r->author, 0, 64)), CN_AUTHOR_BYTES_MAX);
	if (r->seq < 0 || r->seq > CN_INT_MAX)
		return CN_FAIL(err, CN_EINPUT, "seq: %lld is not in 0..2^53-1", (long long)r->seq);
	if (r->n_refs > CN_REFS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "refs: %zu, at most %d", r->n_refs, CN_REFS_MAX);
	for (size_t i = 0; i < r->n_refs; i++)
		if (!role_form_ok(r->refs[i].role))
			return CN_FAIL(err, CN_EINPUT, "refs[%zu].role: a role is 1 to 32 lower-case letters, '-' or '_'", i);
	if (r->after.origin.n > 0 && (!author_form_ok(r->after.origin) || r->after.size > (uint64_t)CN_INT_MAX))
		return CN_FAIL(err, CN_EINPUT, "after: origin or size is out of bounds");
	if (r->handling)
		CN_TRY(cn_fields_check(handling_fields, r->handling, "handling", err));
	if (!r->body || r->body->type != CN_MAP)
		return CN_FAIL(err, CN_EINPUT, "body: not an object");
	return CN_OK;
}

/* ---- writing --------------------------------------------------------------------------------------------------------------- */

static cn_val *base64_text(cn_arena *a, const uint8_t *p, size_t n)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 128);
	cn_base64(&b, p, n);
	return cn_text(a, cn_buf_str(&b));
}

static cn_val *to_tree(cn_arena *a, const cn_record *r)
{
	char text[CN_TIME_BYTES];
	cn_time_text(r->time_us, text);
	cn_val *m = cn_map(a);
	if (r->after.origin.n > 0) {
		cn_val *after = cn_put(a, m, "after", cn_map(a));
		cn_put(a, after, "origin", cn_text(a, r->after.origin));
		cn_put(a, after, "root", base64_text(a, r->after.root.b, CN_DIGEST_BYTES));
		cn_put(a, after, "size", cn_int(a, (int64_t)r->after.size));
	}
	cn_put(a, m, "author", cn_text(a, r->author));
	cn_put(a, m, "body", cn_val_copy(a, r->body));
	if (r->handling)
		cn_put(a, m, "handling", cn_val_copy(a, r->handling));
	cn_put(a, m, "kind", cn_text(a, r->kind));
	cn_put(a, m, "nonce", base64_text(a, r->nonce, CN_NONCE_BYTES));
	cn_val *refs = cn_put(a, m, "refs", cn_list(a));
	for (size_t i = 0; i < r->n_refs; i++) {
		cn_val *ref = cn_push(a, refs, cn_map(a));
		cn_put(a, ref, "role", cn_text(a, r->refs[i].role));
		cn_put(a, ref, "to", cn_text(a, cn_digest_str(a, &r->refs[i].to)));
	}
	cn_put(a, m, "seq", cn_int(a, r->seq));
	cn_put(a, m, "time", cn_textz(a, text));
	cn_put(a, m, "tlp", cn_textz(a, cn_tlp_text(r->tlp)));
	cn_put(a, m, "v", cn_int(a, 1));
	return m;
}

static cn_code record_write_once(cn_arena *a, const cn_record *r, cn_str *ret, cn_err *err)
{
	CN_TRY(check_head(r, err));
	const cn_kind *kind = cn_kind_find(r->kind);
	if (kind)
		CN_TRY(cn_kind_check(kind, r, err));
	cn_val *tree = to_tree(a, r);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	CN_TRY(cn_payload_check(tree, err));
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4 * CN_PAYLOAD_BYTES_MAX);
	CN_TRY(cn_jcs(a, tree, &b, err));
	if (b.n > CN_PAYLOAD_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the record has %zu bytes, at most %d: put what is large into a blob", b.n,
			       CN_PAYLOAD_BYTES_MAX);
	*ret = cn_str_copy(a, cn_buf_str(&b));
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_record_write(cn_arena *a, const cn_record *r, cn_str *ret, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, record_write_once(a, r, ret, err), err);
}

/* ---- reading --------------------------------------------------------------------------------------------------------------- */

static cn_code check_keys(const cn_val *m, const char *what, const char *const *known, cn_err *err)
{
	CN_EACH(c, m) {
		bool found = false;
		for (const char *const *k = known; *k && !found; k++)
			found = cn_eqz(c->key, *k);
		if (!found)
			return CN_FAIL(err, CN_EINPUT, "%s: unknown key \"%.*s\"", what, CN_FMT(cn_sub(c->key, 0, 64)));
	}
	return CN_OK;
}

static bool take_base64_32(cn_arena *a, const cn_val *m, const char *key, uint8_t out[32])
{
	cn_str raw;
	if (!cn_unbase64(a, cn_get_text(m, key), &raw) || raw.n != 32)
		return false;
	memcpy(out, raw.p, 32);
	return true;
}

static cn_code read_refs(cn_arena *a, const cn_val *m, cn_record *r, cn_err *err)
{
	static const char *const known[] = { "role", "to", NULL };
	const cn_val *list = cn_get(m, "refs");
	if (!list || list->type != CN_LIST || list->n > CN_REFS_MAX)
		return CN_FAIL(err, CN_EINPUT, "refs: not a list of at most %d", CN_REFS_MAX);
	cn_ref *refs = CN_NEW(a, cn_ref, list->n + 1);
	if (!refs)
		return cn_arena_fail(a, err);
	size_t n = 0;
	CN_EACH(c, list) {
		CN_TRY(check_keys(c->type == CN_MAP ? c : NULL, "refs", known, err));
		refs[n].role = cn_get_text(c, "role");
		if (!cn_digest_parse(cn_get_text(c, "to"), &refs[n].to))
			return CN_FAIL(err, CN_EINPUT, "refs[%zu]: not {\"role\", \"to\": \"sha256:<hex>\"}", n);
		n++;
	}
	r->refs = refs;
	r->n_refs = n;
	return CN_OK;
}

static cn_code read_after(cn_arena *a, const cn_val *m, cn_record *r, cn_err *err)
{
	static const char *const known[] = { "origin", "root", "size", NULL };
	const cn_val *after = cn_get(m, "after");
	if (!after)
		return CN_OK;
	CN_TRY(check_keys(after->type == CN_MAP ? after : NULL, "after", known, err));
	int64_t size = cn_get_int(after, "size", -1);
	r->after.origin = cn_get_text(after, "origin");
	if (r->after.origin.n == 0 || size < 0 || !take_base64_32(a, after, "root", r->after.root.b))
		return CN_FAIL(err, CN_EINPUT, "after: not {\"origin\", \"root\": base64, \"size\"}");
	r->after.size = (uint64_t)size;
	return CN_OK;
}

static cn_code read_scalars(cn_arena *a, const cn_val *m, cn_record *r, cn_err *err)
{
	if (cn_get_int(m, "v", 0) != 1)
		return CN_FAIL(err, CN_EINPUT, "v: this program reads records of version 1");
	r->kind = cn_get_text(m, "kind");
	r->author = cn_get_text(m, "author");
	r->seq = cn_get_int(m, "seq", -1);
	if (!cn_tlp_parse(cn_get_text(m, "tlp"), &r->tlp))
		return CN_FAIL(err, CN_EINPUT, "tlp: not one of CLEAR GREEN AMBER AMBER+STRICT RED");
	if (!take_base64_32(a, m, "nonce", r->nonce))
		return CN_FAIL(err, CN_EINPUT, "nonce: not base64 of 32 bytes");
	char again[CN_TIME_BYTES];
	cn_str time = cn_get_text(m, "time");
	if (cn_time_parse(time, &r->time_us, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "time: \"%.*s\" is not a time such as 2026-11-23T19:20:21Z", CN_FMT(cn_sub(time, 0, 40)));
	cn_time_text(r->time_us, again);
	if (!cn_eqz(time, again))
		return CN_FAIL(err, CN_EINPUT, "time: \"%.*s\" is written \"%s\"", CN_FMT(cn_sub(time, 0, 40)), again);
	return CN_OK;
}

static cn_code record_read_once(cn_arena *a, cn_str payload, cn_record *ret, cn_err *err)
{
	static const char *const known[] = { "after", "author", "body", "handling", "kind", "nonce", "refs", "seq", "time", "tlp", "v", NULL };
	const cn_val *m;
	CN_TRY(cn_payload_read(a, payload, &m, err));
	if (m->type != CN_MAP)
		return CN_FAIL(err, CN_EINPUT, "a record is an object");
	CN_TRY(check_keys(m, "record", known, err));
	cn_record r = { .handling = cn_get(m, "handling"), .body = cn_get(m, "body") };
	CN_TRY(read_scalars(a, m, &r, err));
	CN_TRY(read_refs(a, m, &r, err));
	CN_TRY(read_after(a, m, &r, err));
	CN_TRY(check_head(&r, err));
	*ret = r;
	return CN_OK;
}

cn_code cn_record_read(cn_arena *a, cn_str payload, cn_record *ret, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, record_read_once(a, payload, ret, err), err);
}

cn_digest cn_record_id(cn_str payload)
{
	return cn_pae_digest(CN_S(CN_RECORD_TYPE), payload);
}

/* ---- envelopes --------------------------------------------------------------------------------------------------------------- */

static cn_code record_sign_once(cn_arena *a, const cn_record *r, const cn_key *const *keys, unsigned n_keys, cn_signed *ret,
		     cn_err *err)
{
	cn_str payload;
	CN_TRY(cn_record_write(a, r, &payload, err));
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_ENTRY_BYTES_MAX);
	CN_TRY(cn_dsse_sign(CN_S(CN_RECORD_TYPE), payload, keys, n_keys, &b, err));
	cn_signed s = { .rec = *r, .id = cn_record_id(payload), .payload = payload, .envelope = cn_str_copy(a, cn_buf_str(&b)) };
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	CN_TRY(cn_dsse_parse(a, s.envelope, &s.env, err));
	*ret = s;
	return CN_OK;
}

cn_code cn_record_sign(cn_arena *a, const cn_record *r, const cn_key *const *keys, unsigned n_keys, cn_signed *ret, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, record_sign_once(a, r, keys, n_keys, ret, err), err);
}

static cn_code record_open_once(cn_arena *a, cn_str envelope, cn_signed *ret, cn_err *err)
{
	cn_signed s = { .envelope = envelope };
	CN_TRY(cn_dsse_parse(a, envelope, &s.env, err));
	if (!cn_eqz(s.env.type, CN_RECORD_TYPE))
		return CN_FAIL(err, CN_EINPUT, "envelope: holds \"%.*s\", not a record", CN_FMT(s.env.type));
	s.payload = s.env.payload;
	CN_TRY(cn_record_read(a, s.payload, &s.rec, err));
	s.id = cn_record_id(s.payload);
	*ret = s;
	return CN_OK;
}

cn_code cn_record_open(cn_arena *a, cn_str envelope, cn_signed *ret, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, record_open_once(a, envelope, ret, err), err);
}

bool cn_record_kind(cn_arena *a, cn_str envelope, cn_str *ret)
{
	cn_str base64, payload;
	return cn_json_peek(envelope, "payload", &base64) && cn_unbase64(a, base64, &payload) && cn_json_peek(payload, "kind", ret);
}

void cn_seal_write(const cn_digest *id, cn_buf *out)
{
	cn_buf_putz(out, CN_SEAL_HEAD);
	cn_hex(out, id->b, CN_DIGEST_BYTES);
	cn_buf_putc(out, '\n');
}

bool cn_seal_parse(cn_str entry, cn_digest *ret_id)
{
	return entry.n == CN_SEAL_BYTES && cn_starts(entry, CN_SEAL_HEAD) && entry.p[entry.n - 1] == '\n' &&
	       cn_digest_parse_hex(cn_sub(entry, sizeof CN_SEAL_HEAD - 1, 64), ret_id);
}
