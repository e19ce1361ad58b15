/* secret: what proves that somebody is who they say. Tokens (256 random bits, of which a node keeps the digest), passwords (Argon2id by libsodium),
 * one-time codes (RFC 6238). Pure: random bytes and the clock are parameters. Comparisons take equal time whatever is equal. What holds
 * a secret is the caller's to wipe. */
#ifndef CN_PEOPLE_SECRET_H
#define CN_PEOPLE_SECRET_H

#include "core/hash.h"
#include "core/sign.h"

enum {
	CN_TOKEN_RANDOM_BYTES = 32,
	CN_TOKEN_BYTES = 80,           /* text of a token, terminator included */
	CN_PASSWORD_CHARS_MIN = 12,
	CN_PASSWORD_BYTES_MAX = 1024,
	CN_PASSWORD_HASH_BYTES = 128,  /* "$argon2id$v=19$m=65536,t=3,p=1$...", terminator included */
	CN_TOTP_KEY_BYTES = 20,        /* RFC 4226, R6: as long as the hash */
	CN_TOTP_STEP_S = 30,
	CN_TOTP_DIGITS = 6,
	CN_TOTP_KEY_TEXT_BYTES = 33    /* in base32, as an authenticator takes it, terminator included */
};

/* "concord_" (prefix) and 64 hex digits. */
void cn_token_text(const uint8_t random[CN_TOKEN_RANDOM_BYTES], const char *prefix, char out[CN_TOKEN_BYTES]);
/* The 32 bytes are random, so one hash is enough. `what` keeps the digests of different uses apart. */
cn_digest cn_token_digest(const char *what, cn_str token);
/* Equal time for equal lengths. */
bool cn_secret_eq(cn_str a, cn_str b);

/* fails: CN_EINPUT: shorter than CN_PASSWORD_CHARS_MIN characters, not UTF-8, one character over and over, the name itself; CN_ETOOBIG */
CN_MUST_CHECK cn_code cn_password_check(cn_str password, cn_str name, cn_err *err);
/* The library draws the salt. fails: CN_ENOMEM */
CN_MUST_CHECK cn_code cn_password_hash(cn_str password, cn_key_cost cost, char out[CN_PASSWORD_HASH_BYTES], cn_err *err);
/* False also for a text that is no hash. Takes as much memory as the hash says. */
bool cn_password_ok(cn_str password, const char hash[CN_PASSWORD_HASH_BYTES]);

/* The code of a counter (RFC 4226), six digits and a terminator. */
void cn_hotp(const uint8_t *key, size_t n_key, uint64_t counter, char out[CN_TOTP_DIGITS + 1]);
/* A code of now, of the step before or of the one after (RFC 6238, 5.2), and none that was used: ret_step, which the caller keeps, is later
 * than last_step. */
bool cn_totp_ok(const uint8_t key[CN_TOTP_KEY_BYTES], cn_str code, int64_t now_us, int64_t last_step, int64_t *ret_step);
void cn_totp_key_text(const uint8_t key[CN_TOTP_KEY_BYTES], char out[CN_TOTP_KEY_TEXT_BYTES]);

#endif
