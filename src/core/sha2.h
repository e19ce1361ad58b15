/* SHA-256, SHA-384 and SHA-512 (FIPS 180-4) behind one value, for formats in which the file names its own algorithm.
 *
 * Where the algorithm is ours to choose it is SHA-256: core/hash.h. Nothing here can fail; no heap, no shared state. */
#ifndef CN_CORE_SHA2_H
#define CN_CORE_SHA2_H

#include "base/base.h"

typedef enum cn_sha2_alg { CN_SHA2_NONE = 0, CN_SHA2_256, CN_SHA2_384, CN_SHA2_512 } cn_sha2_alg;

enum { CN_SHA2_BYTES_MAX = 64 }; /* of the longest digest */

typedef struct cn_sha2 {
	cn_sha2_alg alg;
	uint64_t state[27]; /* private: the library's context */
} cn_sha2;

/* "sha256", "sha384", "sha512"; CN_SHA2_NONE for any other text. */
cn_sha2_alg cn_sha2_alg_of(cn_str name);
size_t cn_sha2_size(cn_sha2_alg alg); /* 32, 48, 64; 0 for CN_SHA2_NONE */

/* With CN_SHA2_NONE nothing is hashed and cn_sha2_done gives 0 bytes. */
void cn_sha2_init(cn_sha2 *h, cn_sha2_alg alg);
void cn_sha2_put(cn_sha2 *h, cn_str s);
/* Gives the size of the digest; h must be initialised again before its next use. */
size_t cn_sha2_done(cn_sha2 *h, uint8_t out[CN_SHA2_BYTES_MAX]);

/* True if `digest` is the digest of s. False for CN_SHA2_NONE. */
bool cn_sha2_is(cn_sha2_alg alg, cn_str s, cn_str digest);

#endif
