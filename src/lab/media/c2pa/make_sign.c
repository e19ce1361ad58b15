/* The signature of a claim as COSE_Sign1 (RFC 9052), of a length that is known before it is made. */
#include "lab/media/c2pa/cose.h"
#include "lab/media/c2pa/make_run.h"

enum { LABEL_ALG = 1, LABEL_X5CHAIN = 33, TAG_SIGN1 = 18, PAD_BYTES_MIN = 256, HEAD_OF_KILOBYTES = 3 };

static_assert(PAD_BYTES_MIN + CN_CBOR_HEAD_BYTES + CN_CONTENT_STAMP_BYTES_MAX < 1 << 16, "the head of the padding has one length");

/* -1 - u of the algorithm's number in COSE */
static const uint64_t NUMBERS[] = { [CN_SIGALG_ES256] = 6,  [CN_SIGALG_ES384] = 34, [CN_SIGALG_ES512] = 35, [CN_SIGALG_PS256] = 36,
				    [CN_SIGALG_PS384] = 37, [CN_SIGALG_PS512] = 38, [CN_SIGALG_ED25519] = 7 };

static cn_str protected_of(cn_c2pa_maker *m)
{
	CN_AUTO_BUF b;
	cn_cert_chain c = m->signer->chain;
	cn_buf_init(&b, CN_CONTENT_CHAIN_BYTES_MAX + 1024);
	cn_cbor_put_head(&b, CN_CBOR_MAP, 2);
	cn_cbor_put_head(&b, CN_CBOR_UINT, LABEL_ALG);
	cn_cbor_put_head(&b, CN_CBOR_NINT, NUMBERS[m->signer->alg]);
	cn_cbor_put_head(&b, CN_CBOR_UINT, LABEL_X5CHAIN);
	if (c.n > 1)
		cn_cbor_put_head(&b, CN_CBOR_ARRAY, c.n);
	for (size_t i = 0; i < c.n; i++)
		cn_cbor_put_bytes(&b, c.der[i]);
	return cn_buf_copy(m->a, &b);
}

static size_t head_bytes(size_t n)
{
	return n < 24 ? 1 : n < 1u << 8 ? 2 : HEAD_OF_KILOBYTES;
}

/* A time stamp is as long as its authority likes: padding makes up for what it leaves of its room. */
static void put_stamp(cn_c2pa_maker *m, cn_buf *b, cn_str token)
{
	size_t most = m->signer->stamp_bytes_max;
	size_t pad = PAD_BYTES_MIN + head_bytes(most) + most - head_bytes(token.n) - token.n;
	cn_cbor_put_head(b, CN_CBOR_MAP, 2);
	cn_cbor_put_text(b, CN_S("pad"));
	cn_cbor_put_head(b, CN_CBOR_BYTES, pad);
	for (size_t i = 0; i < pad; i++)
		cn_buf_putc(b, 0);
	cn_cbor_put_text(b, CN_S("sigTst2"));
	cn_cbor_put_head(b, CN_CBOR_MAP, 1);
	cn_cbor_put_text(b, CN_S("tstTokens"));
	cn_cbor_put_head(b, CN_CBOR_ARRAY, 1);
	cn_cbor_put_head(b, CN_CBOR_MAP, 1);
	cn_cbor_put_text(b, CN_S("val"));
	cn_cbor_put_bytes(b, token);
}

/* What a time stamp is over: the signature as CBOR. */
static cn_code stamped(cn_c2pa_maker *m, cn_str sig, cn_str *ret)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, sig.n + CN_CBOR_HEAD_BYTES);
	cn_cbor_put_bytes(&b, sig);
	cn_str message = cn_buf_copy(m->a, &b), token = { 0 };
	if (!cn_arena_ok(m->a))
		return cn_arena_fail(m->a, m->err);
	CN_TRY(m->signer->stamp(m->signer->stamp_self, m->a, message, &token, m->err));
	if (!cn_arena_ok(m->a)) /* a token that found no memory is a length without bytes */
		return cn_arena_fail(m->a, m->err);
	if (token.n == 0 || token.n > m->signer->stamp_bytes_max)
		return CN_FAIL(m->err, CN_ETOOBIG, "the time stamp has %zu bytes; there is room for %zu", token.n,
			       m->signer->stamp_bytes_max);
	*ret = token;
	return CN_OK;
}

cn_code cn_c2pa_sign(cn_c2pa_maker *m, cn_str claim, bool sign, cn_str *ret)
{
	const cn_content_signer *s = m->signer;
	cn_cose c = { .protected_bytes = protected_of(m) };
	uint8_t *sig = cn_alloc(m->a, s->sig_bytes, 1);
	const char *blank = s->stamp ? cn_alloc(m->a, s->stamp_bytes_max, 1) : NULL;
	cn_str token = { blank, s->stamp ? s->stamp_bytes_max : 0 };
	cn_str message = cn_cose_signed(m->a, &c, "Signature1", claim);
	if (!cn_arena_ok(m->a))
		return cn_arena_fail(m->a, m->err);
	c.signature = (cn_str){ (const char *)sig, s->sig_bytes };
	if (sign) {
		CN_TRY(s->sign(s->self, message, sig, m->err));
		if (s->stamp)
			CN_TRY(stamped(m, c.signature, &token));
	}
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_CONTENT_CHAIN_BYTES_MAX + CN_CONTENT_STAMP_BYTES_MAX + CN_CONTENT_SIG_BYTES_MAX + 4096);
	cn_cbor_put_head(&b, CN_CBOR_TAG, TAG_SIGN1);
	cn_cbor_put_head(&b, CN_CBOR_ARRAY, 4);
	cn_cbor_put_bytes(&b, c.protected_bytes);
	if (s->stamp)
		put_stamp(m, &b, token);
	else
		cn_cbor_put_head(&b, CN_CBOR_MAP, 0);
	cn_cbor_put_head(&b, CN_CBOR_SIMPLE, 22); /* the payload stands elsewhere */
	cn_cbor_put_bytes(&b, c.signature);
	*ret = cn_buf_copy(m->a, &b);
	return cn_arena_ok(m->a) ? CN_OK : cn_arena_fail(m->a, m->err);
}
