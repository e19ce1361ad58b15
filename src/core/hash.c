/* SHA-256 by OpenSSL's stack context. Its low-level calls are marked deprecated in favour of EVP, and are used on purpose: the context
 * lives in the caller's storage, nothing is fetched, allocated or shared, nothing can fail, and it is faster (5.1 against 3.3 to 3.8 million
 * 202-byte leaves a second with a fetched EVP digest on the machine of development). If a later OpenSSL drops them, only this file changes. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/hash.h"

#include <openssl/sha.h>

static_assert(sizeof(SHA256_CTX) <= sizeof(cn_hash), "the library's context fits ours");
static_assert(_Alignof(cn_hash) >= _Alignof(SHA256_CTX), "and is aligned");

void cn_hash_init(cn_hash *h)
{
	(void)SHA256_Init((SHA256_CTX *)(void *)h); /* gives 1, always */
}

void cn_hash_put(cn_hash *h, const void *p, size_t n)
{
	if (n > 0)
		(void)SHA256_Update((SHA256_CTX *)(void *)h, p, n);
}

void cn_hash_puts(cn_hash *h, cn_str s)
{
	cn_hash_put(h, s.p, s.n);
}

cn_digest cn_hash_done(cn_hash *h)
{
	cn_digest d;
	(void)SHA256_Final(d.b, (SHA256_CTX *)(void *)h);
	return d;
}

cn_digest cn_sha256(cn_str s)
{
	cn_hash h;
	cn_hash_init(&h);
	cn_hash_puts(&h, s);
	return cn_hash_done(&h);
}

bool cn_digest_eq(const cn_digest *a, const cn_digest *b)
{
	return memcmp(a->b, b->b, CN_DIGEST_BYTES) == 0;
}

int cn_digest_cmp(const cn_digest *a, const cn_digest *b)
{
	return memcmp(a->b, b->b, CN_DIGEST_BYTES);
}

bool cn_digest_zero(const cn_digest *d)
{
	static const cn_digest none = { { 0 } };
	return cn_digest_eq(d, &none);
}

void cn_digest_text(const cn_digest *d, char out[CN_DIGEST_TEXT_BYTES])
{
	static const char hex[] = "0123456789abcdef";
	memcpy(out, "sha256:", 7);
	for (size_t i = 0; i < CN_DIGEST_BYTES; i++) {
		out[7 + 2 * i] = hex[d->b[i] >> 4];
		out[8 + 2 * i] = hex[d->b[i] & 15];
	}
	out[CN_DIGEST_TEXT_BYTES - 1] = '\0';
}

cn_str cn_digest_str(cn_arena *a, const cn_digest *d)
{
	char text[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(d, text);
	return cn_str_copy(a, (cn_str){ text, CN_DIGEST_TEXT_BYTES - 1 });
}

bool cn_digest_parse(cn_str s, cn_digest *ret)
{
	return cn_starts(s, "sha256:") && cn_digest_parse_hex(cn_sub(s, 7, s.n), ret);
}

bool cn_digest_parse_hex(cn_str s, cn_digest *ret)
{
	cn_digest d;
	if (s.n != 2 * CN_DIGEST_BYTES || !cn_unhex(s, d.b, CN_DIGEST_BYTES))
		return false;
	*ret = d;
	return true;
}

/* ---- names ------------------------------------------------------------------------------------------------------------------- */

void cn_uuid5(cn_str name, char out[CN_UUID_BYTES])
{
	/* uuid5(NAMESPACE_URL, "https://concord.example/id") */
	static const uint8_t space[16] = { 0xa1, 0xc3, 0x50, 0xe2, 0xd4, 0x58, 0x57, 0xa3, 0x85, 0x40, 0x11, 0x76, 0x25, 0x18, 0x21, 0x49 };
	static const char digit[] = "0123456789abcdef";
	uint8_t h[SHA_DIGEST_LENGTH];
	SHA_CTX c;
	(void)SHA1_Init(&c);
	(void)SHA1_Update(&c, space, sizeof space);
	(void)SHA1_Update(&c, name.p, name.n);
	(void)SHA1_Final(h, &c);
	h[6] = (uint8_t)((h[6] & 0x0f) | 0x50);
	h[8] = (uint8_t)((h[8] & 0x3f) | 0x80);
	size_t k = 0;
	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[k++] = '-';
		out[k++] = digit[h[i] >> 4];
		out[k++] = digit[h[i] & 15];
	}
	out[k] = '\0';
}
