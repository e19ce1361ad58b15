/* By OpenSSL's stack contexts, for the reasons given in core/hash.c. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/sha2.h"

#include <openssl/sha.h>

static_assert(sizeof(SHA256_CTX) <= sizeof(((cn_sha2 *)0)->state), "the library's context fits ours");
static_assert(sizeof(SHA512_CTX) <= sizeof(((cn_sha2 *)0)->state), "the library's context fits ours");

cn_sha2_alg cn_sha2_alg_of(cn_str name)
{
	return cn_eqz(name, "sha256")	? CN_SHA2_256
	       : cn_eqz(name, "sha384") ? CN_SHA2_384
	       : cn_eqz(name, "sha512") ? CN_SHA2_512
					: CN_SHA2_NONE;
}

size_t cn_sha2_size(cn_sha2_alg alg)
{
	return alg == CN_SHA2_256 ? 32 : alg == CN_SHA2_384 ? 48 : alg == CN_SHA2_512 ? 64 : 0;
}

void cn_sha2_init(cn_sha2 *h, cn_sha2_alg alg)
{
	h->alg = alg;
	if (alg == CN_SHA2_256)
		(void)SHA256_Init((SHA256_CTX *)(void *)h->state); /* these give 1, always */
	else if (alg == CN_SHA2_384)
		(void)SHA384_Init((SHA512_CTX *)(void *)h->state);
	else if (alg == CN_SHA2_512)
		(void)SHA512_Init((SHA512_CTX *)(void *)h->state);
}

void cn_sha2_put(cn_sha2 *h, cn_str s)
{
	if (s.n == 0 || h->alg == CN_SHA2_NONE)
		return;
	if (h->alg == CN_SHA2_256)
		(void)SHA256_Update((SHA256_CTX *)(void *)h->state, s.p, s.n);
	else
		(void)SHA512_Update((SHA512_CTX *)(void *)h->state, s.p, s.n);
}

size_t cn_sha2_done(cn_sha2 *h, uint8_t out[CN_SHA2_BYTES_MAX])
{
	if (h->alg == CN_SHA2_256)
		(void)SHA256_Final(out, (SHA256_CTX *)(void *)h->state);
	else if (h->alg == CN_SHA2_384)
		(void)SHA384_Final(out, (SHA512_CTX *)(void *)h->state);
	else if (h->alg == CN_SHA2_512)
		(void)SHA512_Final(out, (SHA512_CTX *)(void *)h->state);
	return cn_sha2_size(h->alg);
}

bool cn_sha2_is(cn_sha2_alg alg, cn_str s, cn_str digest)
{
	uint8_t out[CN_SHA2_BYTES_MAX];
	cn_sha2 h;
	cn_sha2_init(&h, alg);
	cn_sha2_put(&h, s);
	size_t n = cn_sha2_done(&h, out);
	return n > 0 && cn_eq(digest, (cn_str){ (const char *)out, n });
}
