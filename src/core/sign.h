/* Ed25519 (RFC 8032) signatures; the library's verdict (libsodium) is normative where implementations differ: signatures and keys of
 * small order are refused. Secrets live in guarded memory, are wiped when given back and never enter an arena.
 *
 * Call cn_sign_start once before anything else here (it is idempotent and thread-safe). Randomness comes in as parameters. */
#ifndef CN_CORE_SIGN_H
#define CN_CORE_SIGN_H

#include "core/hash.h"

enum {
	CN_PUB_BYTES = 32,
	CN_SIG_BYTES = 64,
	CN_SEED_BYTES = 32,
	CN_KEY_SALT_BYTES = 16,
	CN_KEY_NONCE_BYTES = 24,
	CN_KEY_FILE_BYTES_MAX = 4096,
	CN_PASSPHRASE_BYTES_MAX = 1024
};

typedef struct cn_pub {
	uint8_t b[CN_PUB_BYTES];
} cn_pub;

typedef struct cn_sig {
	uint8_t b[CN_SIG_BYTES];
} cn_sig;

/* A secret key. One owner; reading it (signing) from several threads is allowed. */
typedef struct cn_key cn_key;

CN_MUST_CHECK cn_code cn_sign_start(cn_err *err);

/* From 32 random bytes, which the caller wipes (cn_wipe). fails: CN_ENOMEM, CN_ESTATE before cn_sign_start */
CN_MUST_CHECK cn_code cn_key_new(const uint8_t seed[CN_SEED_BYTES], cn_key **ret, cn_err *err);
void cn_key_free(cn_key *k); /* wipes; accepts NULL */
static inline void cn_key_auto_(cn_key **k)
{
	cn_key_free(*k);
}
#define CN_AUTO_KEY __attribute__((cleanup(cn_key_auto_))) cn_key *

cn_pub cn_key_pub(const cn_key *k);
cn_sig cn_key_sign(const cn_key *k, cn_str message);

/* True only if sig is a valid signature of message by pub. */
CN_MUST_CHECK bool cn_sig_ok(const cn_pub *pub, cn_str message, const cn_sig *sig);

/* Refuses what must not be enrolled: not a point in canonical form, small order, outside the main subgroup. CN_EINPUT */
CN_MUST_CHECK cn_code cn_pub_check(const cn_pub *pub, cn_err *err);

/* The key id used everywhere: SHA-256 of the 32 public bytes. Its text form is "sha256:<hex>", also called the fingerprint. */
cn_digest cn_pub_id(const cn_pub *pub);
/* Standard base64 of 32 bytes, as keys stand in records. */
cn_str cn_pub_text(cn_arena *a, const cn_pub *pub);
CN_MUST_CHECK bool cn_pub_parse(cn_str base64, cn_pub *ret);

/* What a key file says without being opened. Texts borrow from the file's bytes. */
typedef struct cn_key_info {
	cn_str name; /* of the node or log it signs for */
	cn_str use;  /* "record", "log", "person" */
	cn_pub pub;
	bool sealed; /* needs a passphrase */
} cn_key_info;

/* How hard a passphrase is to guess: Argon2id passes and memory. */
typedef struct cn_key_cost {
	unsigned passes;
	unsigned kib;
} cn_key_cost;
#define CN_KEY_COST ((cn_key_cost){ 3, 65536 }) /* about 0.2 s and 64 MiB */

/* Writes a key file (docs/record.md, "Key files").
 *   passphrase  empty: the secret stands in the file as it is, and the file says so
 *   salt, nonce random, fresh for each call; ignored when plain
 *   out         holds secret bytes when plain: wipe it with cn_buf_wipe
 *   fails       CN_EINPUT: name or use has a control character or is empty; CN_ETOOBIG passphrase; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_key_write(const cn_key *k, cn_str name, cn_str use, cn_str passphrase, cn_key_cost cost,
				   const uint8_t salt[CN_KEY_SALT_BYTES], const uint8_t nonce[CN_KEY_NONCE_BYTES], cn_buf *out,
				   cn_err *err);
CN_MUST_CHECK cn_code cn_key_peek(cn_str file, cn_key_info *ret, cn_err *err);
/* fails: CN_EINPUT not a key file, or it contradicts itself; CN_ESTATE wrong or missing passphrase; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_key_read(cn_str file, cn_str passphrase, cn_key **ret, cn_err *err);

void cn_wipe(void *p, size_t n);
void cn_buf_wipe(cn_buf *b); /* wipes and empties; then cn_buf_done as usual */

#endif
