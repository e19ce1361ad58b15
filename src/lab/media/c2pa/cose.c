#include "lab/media/c2pa/cose.h"

enum { LABEL_ALG = 1, LABEL_X5CHAIN = 33, TAG_SIGN1 = 18 };

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
	const cn_cbor *v = cn_cbor_at_label(c->headers[0], LABEL_X5CHAIN);
	v = v ? v : cn_cbor_at_label(c->headers[1], LABEL_X5CHAIN);
	v = v ? v : header(c, "x5chain"); /* as files before 1.3 name it */
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

static void read_stamps(cn_cose *c)
{
	const cn_cbor *v = header(c, "sigTst2");
	c->stamp_v2 = v != NULL;
	v = v ? v : header(c, "sigTst");
	CN_CBOR_EACH(t, cn_cbor_get(v, "tstTokens"))
	{
		cn_str val = cn_cbor_bytes(t, "val");
		if (c->n_stamps < CN_COSE_VALUES_MAX)
			c->stamp[c->n_stamps++] = val;
	}
	c->n_ocsp = cn_cose_values(header(c, "rVals"), "ocspVals", c->ocsp);
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
	CN_TRY(open_parts(a, v, &c, err));
	c.alg = alg_of(cn_cbor_at_label(c.headers[0], LABEL_ALG));
	CN_TRY(read_certs(&c, err));
	read_stamps(&c);
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
