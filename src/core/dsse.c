/* The strict envelope. One spelling for one statement: the reader scans exactly the bytes that the writer writes, so there is no JSON parser
 * between the network and the signature check. */
#include "core/dsse.h"
#include "core/nomem.h"

#define HEAD "{\"payload\":\""
#define TYPE "\",\"payloadType\":\""
#define SIGS "\",\"signatures\":["
#define KEYID "{\"keyid\":\""
#define SIG "\",\"sig\":\""

static bool type_ok(cn_str type)
{
	if (type.n == 0 || type.n > CN_DSSE_TYPE_BYTES_MAX)
		return false;
	for (size_t i = 0; i < type.n; i++)
		if (type.p[i] <= 0x20 || type.p[i] >= 0x7f || type.p[i] == '"' || type.p[i] == '\\')
			return false;
	return true;
}

void cn_pae(cn_str type, cn_str payload, cn_buf *out)
{
	cn_buf_printf(out, "DSSEv1 %zu %.*s %zu ", type.n, CN_FMT(type), payload.n);
	cn_buf_put(out, payload);
}

cn_digest cn_pae_digest(cn_str type, cn_str payload)
{
	char number[32];
	cn_hash h;
	cn_hash_init(&h);
	cn_hash_put(&h, number, (size_t)snprintf(number, sizeof number, "DSSEv1 %zu ", type.n));
	cn_hash_puts(&h, type);
	cn_hash_put(&h, number, (size_t)snprintf(number, sizeof number, " %zu ", payload.n));
	cn_hash_puts(&h, payload);
	return cn_hash_done(&h);
}

void cn_dsse_write(const cn_envelope *e, cn_buf *out)
{
	cn_buf_putz(out, HEAD);
	cn_base64(out, (const uint8_t *)e->payload.p, e->payload.n);
	cn_buf_putz(out, TYPE);
	cn_buf_put(out, e->type);
	cn_buf_putz(out, SIGS);
	for (unsigned i = 0; i < e->n_sigs; i++) {
		char id[CN_DIGEST_TEXT_BYTES];
		cn_digest_text(&e->sig[i].keyid, id);
		cn_buf_putz(out, i ? "," KEYID : KEYID);
		cn_buf_putz(out, id);
		cn_buf_putz(out, SIG);
		cn_base64(out, e->sig[i].sig.b, CN_SIG_BYTES);
		cn_buf_putz(out, "\"}");
	}
	cn_buf_putz(out, "]}");
}

static cn_code dsse_sign_once(cn_str type, cn_str payload, const cn_key *const *keys, unsigned n_keys, cn_buf *out, cn_err *err)
{
	if (!type_ok(type))
		return CN_FAIL(err, CN_EINPUT, "a payload type is 1 to %d printable ASCII characters", CN_DSSE_TYPE_BYTES_MAX);
	if (n_keys == 0 || n_keys > CN_DSSE_SIGS_MAX)
		return CN_FAIL(err, CN_EINPUT, "an envelope has 1 to %d signatures, not %u", CN_DSSE_SIGS_MAX, n_keys);
	CN_AUTO_BUF pae;
	cn_buf_init(&pae, payload.n + CN_DSSE_TYPE_BYTES_MAX + 64);
	cn_pae(type, payload, &pae);
	if (pae.failed)
		return CN_NOMEM(err);
	cn_envelope e = { .type = type, .payload = payload, .n_sigs = n_keys };
	for (unsigned i = 0; i < n_keys; i++) {
		cn_pub pub = cn_key_pub(keys[i]);
		e.sig[i].keyid = cn_pub_id(&pub);
		e.sig[i].sig = cn_key_sign(keys[i], cn_buf_str(&pae));
		for (unsigned j = 0; j < i; j++)
			if (cn_digest_eq(&e.sig[i].keyid, &e.sig[j].keyid))
				return CN_FAIL(err, CN_EINPUT, "the same key signs twice");
	}
	cn_dsse_write(&e, out);
	return out->over_cap ? CN_FAIL(err, CN_ETOOBIG, "the envelope is over %zu bytes", out->cap) : out->failed ? CN_NOMEM(err) : CN_OK;
}

cn_code cn_dsse_sign(cn_str type, cn_str payload, const cn_key *const *keys, unsigned n_keys, cn_buf *out, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, dsse_sign_once(type, payload, keys, n_keys, out, err), err);
}

/* Moves *s past `word`; false and unchanged if it does not begin so. */
static bool skip(cn_str *s, const char *word)
{
	if (!cn_starts(*s, word))
		return false;
	*s = cn_sub(*s, strlen(word), s->n);
	return true;
}

/* What stands before the next quote, which stays. */
static bool take_text(cn_str *s, cn_str *ret)
{
	const char *end = s->n ? memchr(s->p, '"', s->n) : NULL;
	if (!end)
		return false;
	*ret = cn_sub(*s, 0, (size_t)(end - s->p));
	*s = cn_sub(*s, ret->n, s->n);
	return true;
}

static bool take_sig(cn_arena *a, cn_str *s, cn_dsse_sig *ret)
{
	cn_str keyid, sig, raw;
	if (!skip(s, KEYID) || !take_text(s, &keyid) || !cn_digest_parse(keyid, &ret->keyid) || !skip(s, SIG) || !take_text(s, &sig) ||
	    sig.n != 88 || !cn_unbase64(a, sig, &raw) || raw.n != CN_SIG_BYTES || !skip(s, "\"}"))
		return false;
	memcpy(ret->sig.b, raw.p, CN_SIG_BYTES);
	return true;
}

static cn_code parse_sigs(cn_arena *a, cn_str *s, cn_envelope *e, cn_err *err)
{
	do {
		if (e->n_sigs == CN_DSSE_SIGS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "envelope: more than %d signatures", CN_DSSE_SIGS_MAX);
		cn_dsse_sig *sig = &e->sig[e->n_sigs];
		if (!take_sig(a, s, sig))
			return CN_FAIL(err, CN_EINPUT, "envelope: signature %u is malformed", e->n_sigs + 1);
		for (unsigned j = 0; j < e->n_sigs; j++)
			if (cn_digest_eq(&sig->keyid, &e->sig[j].keyid))
				return CN_FAIL(err, CN_EINPUT, "envelope: the same key id stands twice");
		e->n_sigs++;
	} while (skip(s, ","));
	return CN_OK;
}

static cn_code dsse_parse_once(cn_arena *a, cn_str bytes, cn_envelope *ret, cn_err *err)
{
	if (bytes.n > CN_ENTRY_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "envelope: %zu bytes, at most %d", bytes.n, CN_ENTRY_BYTES_MAX);
	cn_envelope e = { .n_sigs = 0 };
	cn_str s = bytes, payload;
	if (!skip(&s, HEAD) || !take_text(&s, &payload))
		return CN_FAIL(err, CN_EINPUT, "envelope: does not begin with " HEAD);
	if (!cn_unbase64(a, payload, &e.payload))
		return cn_arena_ok(a) ? CN_FAIL(err, CN_EINPUT, "envelope: the payload is not strict base64") : cn_arena_fail(a, err);
	if (!skip(&s, TYPE) || !take_text(&s, &e.type) || !type_ok(e.type) || !skip(&s, SIGS))
		return CN_FAIL(err, CN_EINPUT, "envelope: payload type is missing or malformed");
	CN_TRY(parse_sigs(a, &s, &e, err));
	if (!skip(&s, "]}") || s.n > 0)
		return CN_FAIL(err, CN_EINPUT, "envelope: does not end with ]}");
	*ret = e;
	return CN_OK;
}

cn_code cn_dsse_parse(cn_arena *a, cn_str bytes, cn_envelope *ret, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, dsse_parse_once(a, bytes, ret, err), err);
}

static cn_code dsse_verify_once(const cn_envelope *e, const cn_pub *pub, cn_err *err)
{
	cn_digest id = cn_pub_id(pub);
	char text[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(&id, text);
	for (unsigned i = 0; i < e->n_sigs; i++) {
		if (!cn_digest_eq(&e->sig[i].keyid, &id))
			continue;
		CN_AUTO_BUF pae;
		cn_buf_init(&pae, e->payload.n + CN_DSSE_TYPE_BYTES_MAX + 64);
		cn_pae(e->type, e->payload, &pae);
		if (pae.failed)
			return CN_NOMEM(err);
		return cn_sig_ok(pub, cn_buf_str(&pae), &e->sig[i].sig) ? CN_OK :
									  CN_FAIL(err, CN_EFORGED, "the signature of key %s does not hold", text);
	}
	return CN_FAIL(err, CN_EFORGED, "key %s did not sign", text);
}

cn_code cn_dsse_verify(const cn_envelope *e, const cn_pub *pub, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, dsse_verify_once(e, pub, err), err);
}
