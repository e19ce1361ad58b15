/* SHA-256 (FIPS 180-4): one shot and streaming, and the two text forms of a digest.
 *
 * A cn_hash is a value in the caller's storage: no heap, no handle, nothing to close. Nothing here can fail.
 * Thread rule: values; no shared state. */
#ifndef CN_CORE_HASH_H
#define CN_CORE_HASH_H

#include "base/base.h"

enum {
	CN_DIGEST_BYTES = 32,
	CN_DIGEST_TEXT_BYTES = 72 /* "sha256:" + 64 hex digits + terminator */
};

typedef struct cn_digest {
	uint8_t b[CN_DIGEST_BYTES];
} cn_digest;

typedef struct cn_hash {
	uint64_t state[16]; /* private: the library's context */
} cn_hash;

void cn_hash_init(cn_hash *h);
void cn_hash_put(cn_hash *h, const void *p, size_t n);
void cn_hash_puts(cn_hash *h, cn_str s);
cn_digest cn_hash_done(cn_hash *h); /* h must be initialised again before its next use */

cn_digest cn_sha256(cn_str s);

bool cn_digest_eq(const cn_digest *a, const cn_digest *b);
int cn_digest_cmp(const cn_digest *a, const cn_digest *b); /* bytes, a total order */
bool cn_digest_zero(const cn_digest *d);                   /* all bytes zero: "no digest" */

/* "sha256:" and 64 lower-case hex digits: how digests stand in records. */
void cn_digest_text(const cn_digest *d, char out[CN_DIGEST_TEXT_BYTES]);
cn_str cn_digest_str(cn_arena *a, const cn_digest *d);              /* the same, borrows from a; empty on failure */
CN_MUST_CHECK bool cn_digest_parse(cn_str s, cn_digest *ret);       /* exactly that form */
CN_MUST_CHECK bool cn_digest_parse_hex(cn_str s, cn_digest *ret);   /* exactly 64 lower-case hex digits */

/* A UUID of version 5 (RFC 9562): SHA-1 of a name within our own namespace, so that equal names give equal ids everywhere.
 * out: 36 characters and a NUL. A name for other people's formats, never a proof. */
enum { CN_UUID_BYTES = 37 };
void cn_uuid5(cn_str name, char out[CN_UUID_BYTES]);

#endif
