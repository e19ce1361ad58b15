#include "lab/media/c2pa/cose.h"

enum { LABEL_ALG = 1, LABEL_CRIT = 2, LABEL_X5CHAIN = 33, TAG_SIGN1 = 18 };

static cn_code bad(cn_err *err, const char *what)
{
	return CN_FAIL(err, CN_EINPUT, "the signature is no COSE_Sign1: %s", what);
}

/* RFC 9053 and RFC 8230; -8 is EdDSA, of which C2PA allows Ed25519 only, and the certificate's key decides that. */
static cn_sigalg alg_of(const cn_cbor *v)
{
	if (!cn_cbor_is(v, CN_CBOR_NINT))
		return CN_SIGALG_NONE;
	switch (v->u) {
	case 6:
		return CN_SIGALG_ES256;
	case 34:
		return CN_SIGALG_ES384;
	case 35:
		return CN_SIGALG_ES512;
	case 36:
		return CN_SIGALG_PS256;
	case 37:
		return CN_SIGALG_PS384;
	case 38:
		return CN_SIGALG_PS512;
	case 7:
		return CN_SIGALG_ED25519;
	default:
		return CN_SIGALG_NONE;
	}
}

/* A header parameter by name, protected first. */
static const cn_cbor *header(const cn_cose *c, const char *name)
{
	const cn_cbor *v = cn_cbor_get(c->headers[0], name);
	return v ? v : cn_cbor_get(c->headers[1], name);
}

static cn_code read_certs(cn_cose *c, cn_err *err)
{
	const cn_cbor *v = cn_cbor_at_label(c->headers[0], LABEL_X5CHAIN), *other = cn_cbor_at_label(c->headers[1], LABEL_X5CHAIN);
	if (!v && !other) { /* as files before 1.3 name it; beside the number it does not count */
		v = cn_cbor_get(c->headers[0], "x5chain");
		other = cn_cbor_get(c->headers[1], "x5chain");
	}
	if (v && other) /* C2PA 2.2, 14.2 and 14.5 */
		return bad(err, "it has certificates in both of its headers");
	v = v ? v : other;
	if (cn_cbor_is(v, CN_CBOR_BYTES))
		c->cert[c->n_certs++] = v->s;
	CN_CBOR_EACH(d, v)
	{
		if (c->n_certs == CN_CERTS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "the signature carries more than %d certificates", CN_CERTS_MAX);
		if (d->type != CN_CBOR_BYTES)
			return bad(err, "a certificate is no byte string");
		c->cert[c->n_certs++] = d->s;
	}
	return CN_OK;
}

size_t cn_cose_values(const cn_cbor *map, const char *key, cn_str out[CN_COSE_VALUES_MAX])
{
	size_t n = 0;
	CN_CBOR_EACH(v, cn_cbor_get(map, key))
	{
		if (v->type == CN_CBOR_BYTES && n < CN_COSE_VALUES_MAX)
			out[n++] = v->s;
	}
	return n;
}

void cn_cose_stamps(cn_cose *c, bool v2)
{
	const cn_cbor *v = v2 ? header(c, "sigTst2") : NULL;
	c->stamp_v2 = v != NULL;
	c->n_stamps = 0;
	v = v ? v : header(c, "sigTst");
	CN_CBOR_EACH(t, cn_cbor_get(v, "tstTokens"))
	{
		cn_str val = cn_cbor_bytes(t, "val");
		if (c->n_stamps < CN_COSE_VALUES_MAX)
			c->stamp[c->n_stamps++] = val;
	}
}

/* RFC 9052, 3.1: what a signature says must be understood is, or it does not hold. */
static bool understood(const cn_cose *c)
{
	static const char NAMES[] = "x5chain sigTst sigTst2 rVals iat";
	const cn_cbor *crit = cn_cbor_at_label(c->headers[0], LABEL_CRIT);
	if (cn_cbor_at_label(c->headers[1], LABEL_CRIT) || (crit && (crit->type != CN_CBOR_ARRAY || crit->u == 0)))
		return false;
	CN_CBOR_EACH(v, crit)
	{
		bool known = v->type == CN_CBOR_UINT && (v->u == LABEL_ALG || v->u == LABEL_CRIT || v->u == LABEL_X5CHAIN);
		for (cn_str rest = cn_str_z(NAMES); rest.n > 0 && v->type == CN_CBOR_TEXT && !known;) {
			cn_str name;
			(void)cn_split(rest, ' ', &name, &rest);
			known = cn_eq(name, v->s);
		}
		if (!known)
			return false;
	}
	return true;
}

static cn_code open_parts(cn_arena *a, const cn_cbor *v, cn_cose *c, cn_err *err)
{
	const cn_cbor *prot = v->first, *unprot = prot->next, *payload = unprot->next, *sig = payload->next;
	if (prot->type != CN_CBOR_BYTES || unprot->type != CN_CBOR_MAP || sig->type != CN_CBOR_BYTES)
		return bad(err, "a part is of another type");
	c->protected_bytes = prot->s;
	c->headers[1] = unprot;
	c->detached = payload->type == CN_CBOR_SIMPLE && payload->u == 22;
	if (!c->detached && payload->type != CN_CBOR_BYTES)
		return bad(err, "the payload is neither bytes nor null");
	c->payload = payload->s;
	c->signature = sig->s;
	if (prot->s.n == 0)
		return CN_OK;
	cn_cbor_flags flags;
	CN_TRY(cn_cbor_read(a, prot->s, &flags, &c->headers[0], err));
	if (c->headers[0]->type != CN_CBOR_MAP || flags.duplicate_keys)
		return bad(err, "the protected headers are no map, or name one twice");
	return CN_OK;
}

cn_code cn_cose_read(cn_arena *a, cn_str bytes, cn_cose *ret, cn_err *err)
{
	cn_cose c = { 0 };
	cn_cbor_flags flags;
	const cn_cbor *v = NULL;
	CN_TRY(cn_cbor_read(a, bytes, &flags, &v, err));
	if (v->type == CN_CBOR_TAG && v->u == TAG_SIGN1)
		v = v->first;
	if (v->type != CN_CBOR_ARRAY || v->u != 4)
		return bad(err, "it is no array of four");
	if (flags.duplicate_keys) /* RFC 9052, 3: labels occur once */
		return bad(err, "a header names something twice");
	CN_TRY(open_parts(a, v, &c, err));
	if (!understood(&c))
		return bad(err, "it names something as critical that is not understood");
	c.alg = alg_of(cn_cbor_at_label(c.headers[0], LABEL_ALG));
	CN_TRY(read_certs(&c, err));
	cn_cose_stamps(&c, true);
	c.n_ocsp = cn_cose_values(header(&c, "rVals"), "ocspVals", c.ocsp);
	*ret = c;
	return CN_OK;
}

cn_str cn_cose_signed(cn_arena *a, const cn_cose *c, const char *context, cn_str payload)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, payload.n + c->protected_bytes.n + 64);
	cn_cbor_put_head(&b, CN_CBOR_ARRAY, 4);
	cn_cbor_put_text(&b, cn_str_z(context));
	cn_cbor_put_bytes(&b, c->protected_bytes);
	cn_cbor_put_bytes(&b, (cn_str){ 0 });
	cn_cbor_put_bytes(&b, payload);
	return cn_buf_copy(a, &b);
}
