#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "people/webauthn.h"

enum { RP_HASH_BYTES = 32, HEAD_BYTES = 37, CREDENTIAL_AT = 55, PRESENT = 1, VERIFIED = 4, HAS_CREDENTIAL = 64, RSA_BITS_MIN = 2048 };

/* ---- base64url ---- */

bool cn_unbase64url(cn_arena *a, cn_str s, cn_str *ret)
{
	char *z = s.n % 4 == 1 ? NULL : CN_NEW(a, char, s.n + 4);
	size_t n = s.n;
	if (!z)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s.p[i] == '+' || s.p[i] == '/' || s.p[i] == '=')
			return false;
		z[i] = s.p[i] == '-' ? '+' : s.p[i] == '_' ? '/' : s.p[i];
	}
	while (n % 4)
		z[n++] = '=';
	return cn_unbase64(a, (cn_str){ z, n }, ret);
}

void cn_base64url(cn_buf *b, const uint8_t *p, size_t n)
{
	CN_AUTO_BUF plain;
	cn_buf_init(&plain, 1 << 20);
	cn_base64(&plain, p, n);
	for (size_t i = 0; i < plain.n && plain.p[i] != '='; i++)
		cn_buf_putc(b, plain.p[i] == '+' ? '-' : plain.p[i] == '/' ? '_' : plain.p[i]);
	b->failed = b->failed || plain.failed;
}

/* ---- the two data ---- */

/* The host of "https://host:port"; empty: none. Plain http is for this machine alone, as browsers have it. */
static cn_str host_of(cn_str origin)
{
	bool tls = cn_starts(origin, "https://"), plain = cn_starts(origin, "http://");
	cn_str host = cn_sub(origin, tls ? 8 : 7, origin.n), name, port;
	if ((!tls && !plain) || origin.n > CN_ORIGIN_BYTES_MAX)
		return CN_S("");
	(void)cn_split(host, ':', &name, &port);
	if (cn_contains(name, CN_S("/")) || (plain && !cn_eqz(name, "localhost")))
		return CN_S("");
	return name;
}

static cn_code read_client(cn_arena *a, cn_str data, const char *type, cn_webauthn_said *ret, cn_err *err)
{
	const cn_val *v;
	if (data.n > CN_WEBAUTHN_DATA_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the client's data of a passkey have at most %d bytes", CN_WEBAUTHN_DATA_BYTES_MAX);
	if (cn_json_parse(a, data, CN_JSON_DEPTH_MAX, &v, err) != CN_OK)
		return cn_while(err, "the client's data of a passkey");
	if (!cn_is_text(cn_get(v, "type"), type))
		return CN_FAIL(err, CN_EINPUT, "the client's data of a passkey are of another ceremony than %s", type);
	if (cn_get_bool(v, "crossOrigin", false))
		return CN_FAIL(err, CN_EINPUT, "a passkey is not used within another site's page");
	ret->challenge = cn_get_text(v, "challenge");
	ret->origin = cn_get_text(v, "origin");
	return host_of(ret->origin).n ? CN_OK : CN_FAIL(err, CN_EINPUT, "a passkey is made and used over TLS, or on localhost");
}

static cn_code read_authenticator(cn_str data, cn_str host, cn_webauthn_said *ret, cn_err *err)
{
	const uint8_t *p = (const uint8_t *)data.p;
	if (data.n > CN_WEBAUTHN_DATA_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the authenticator's data have at most %d bytes", CN_WEBAUTHN_DATA_BYTES_MAX);
	if (data.n < HEAD_BYTES)
		return CN_FAIL(err, CN_EINPUT, "the authenticator's data are shorter than %d bytes", HEAD_BYTES);
	cn_digest want = cn_sha256(host);
	if (memcmp(p, want.b, RP_HASH_BYTES) != 0)
		return CN_FAIL(err, CN_EFORGED, "this passkey is of another host");
	if (!(p[32] & PRESENT))
		return CN_FAIL(err, CN_EFORGED, "nobody touched the authenticator");
	ret->verified = (p[32] & VERIFIED) != 0;
	ret->counter = (uint32_t)p[33] << 24 | (uint32_t)p[34] << 16 | (uint32_t)p[35] << 8 | p[36];
	return CN_OK;
}

/* ---- keys ---- */

static void key_done(EVP_PKEY **k)
{
	EVP_PKEY_free(*k);
}
#define AUTO_KEY __attribute__((cleanup(key_done))) EVP_PKEY *

/* NULL: not one of the three kinds. *ret_md: the digest to sign with; NULL: none (Ed25519). */
static EVP_PKEY *key_of(cn_str der, const EVP_MD **ret_md)
{
	const unsigned char *p = (const unsigned char *)der.p;
	char group[32] = "";
	size_t n;
	EVP_PKEY *k = der.n && der.n <= CN_WEBAUTHN_KEY_BYTES_MAX ? d2i_PUBKEY(NULL, &p, (long)der.n) : NULL;
	bool whole = k && p == (const unsigned char *)der.p + der.n;
	int kind = k ? EVP_PKEY_get_base_id(k) : EVP_PKEY_NONE;
	*ret_md = kind == EVP_PKEY_ED25519 ? NULL : EVP_sha256();
	bool ok = whole && ((kind == EVP_PKEY_EC && EVP_PKEY_get_group_name(k, group, sizeof group, &n) == 1 && strcmp(group, "prime256v1") == 0) ||
			    kind == EVP_PKEY_ED25519 || (kind == EVP_PKEY_RSA && EVP_PKEY_get_bits(k) >= RSA_BITS_MIN));
	if (ok)
		return k;
	EVP_PKEY_free(k);
	return NULL;
}

static bool signature_holds(EVP_PKEY *k, const EVP_MD *md, cn_str message, cn_str signature)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	bool ok = c && EVP_DigestVerifyInit(c, NULL, md, NULL, k) == 1 &&
		  EVP_DigestVerify(c, (const unsigned char *)signature.p, signature.n, (const unsigned char *)message.p, message.n) == 1;
	EVP_MD_CTX_free(c);
	return ok;
}

/* ---- the two ceremonies ---- */

static bool holds_id(cn_str data, cn_str id)
{
	const uint8_t *p = (const uint8_t *)data.p;
	if (data.n < CREDENTIAL_AT || !(p[32] & HAS_CREDENTIAL))
		return false;
	size_t n = (size_t)p[53] << 8 | p[54];
	return n && n <= CN_WEBAUTHN_ID_BYTES_MAX && data.n >= CREDENTIAL_AT + n && cn_eq(cn_sub(data, CREDENTIAL_AT, n), id);
}

cn_code cn_webauthn_made_check(cn_arena *a, const cn_webauthn_made *m, cn_webauthn_said *ret, cn_err *err)
{
	const EVP_MD *md;
	cn_webauthn_said said = { .counter = 0 };
	CN_TRY(read_client(a, m->client_data, "webauthn.create", &said, err));
	cn_code rc = read_authenticator(m->authenticator_data, host_of(said.origin), &said, err);
	if (rc != CN_OK)
		return rc == CN_EFORGED ? CN_EINPUT : rc;
	if (!holds_id(m->authenticator_data, m->id))
		return CN_FAIL(err, CN_EINPUT, "the authenticator's data hold no passkey of this id");
	AUTO_KEY key = key_of(m->public_key, &md);
	if (!key)
		return CN_FAIL(err, CN_EINPUT, "the public key of a passkey is of P-256, Ed25519 or RSA with %d bits", RSA_BITS_MIN);
	*ret = said;
	return CN_OK;
}

cn_code cn_webauthn_shown_check(cn_arena *a, const cn_webauthn_shown *s, cn_str public_key, cn_str origin, cn_webauthn_said *ret, cn_err *err)
{
	const EVP_MD *md;
	cn_webauthn_said said = { .counter = 0 };
	CN_AUTO_BUF message;
	cn_buf_init(&message, 2 * (size_t)CN_WEBAUTHN_DATA_BYTES_MAX);
	CN_TRY(read_client(a, s->client_data, "webauthn.get", &said, err));
	if (!cn_eq(said.origin, origin))
		return CN_FAIL(err, CN_EFORGED, "this passkey was made for another address");
	CN_TRY(read_authenticator(s->authenticator_data, host_of(origin), &said, err));
	cn_digest client = cn_sha256(s->client_data);
	cn_buf_put(&message, s->authenticator_data);
	cn_buf_put(&message, (cn_str){ (const char *)client.b, CN_DIGEST_BYTES });
	AUTO_KEY key = key_of(public_key, &md);
	if (message.failed)
		return CN_NOMEM(err);
	if (!key || !signature_holds(key, md, cn_buf_str(&message), s->signature))
		return CN_FAIL(err, CN_EFORGED, "the signature of the passkey does not hold");
	*ret = said;
	return CN_OK;
}
