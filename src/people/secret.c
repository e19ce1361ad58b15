#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "people/secret.h"

static_assert(CN_PASSWORD_HASH_BYTES == crypto_pwhash_STRBYTES, "the library's text of a hash");

/* ---- tokens ---- */

void cn_token_text(const uint8_t random[CN_TOKEN_RANDOM_BYTES], const char *prefix, char out[CN_TOKEN_BYTES])
{
	char hex[2 * CN_TOKEN_RANDOM_BYTES + 1];
	(void)sodium_bin2hex(hex, sizeof hex, random, CN_TOKEN_RANDOM_BYTES);
	(void)snprintf(out, CN_TOKEN_BYTES, "%s%s", prefix, hex);
	cn_wipe(hex, sizeof hex);
}

cn_digest cn_token_digest(const char *what, cn_str token)
{
	cn_hash h;
	cn_hash_init(&h);
	cn_hash_puts(&h, CN_S("concord people/1\n"));
	cn_hash_puts(&h, cn_str_z(what));
	cn_hash_puts(&h, CN_S("\n"));
	cn_hash_puts(&h, token);
	return cn_hash_done(&h);
}

bool cn_secret_eq(cn_str a, cn_str b)
{
	return a.n == b.n && (!a.n || sodium_memcmp(a.p, b.p, a.n) == 0);
}

/* ---- passwords ---- */

cn_code cn_password_check(cn_str password, cn_str name, cn_err *err)
{
	size_t chars = 0, other = 0;
	uint32_t cp, first = 0;
	if (password.n > CN_PASSWORD_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a password has at most %d bytes", CN_PASSWORD_BYTES_MAX);
	if (!cn_utf8_ok(password))
		return CN_FAIL(err, CN_EINPUT, "the password is not UTF-8");
	for (size_t i = 0; i < password.n; chars++) {
		i += cn_utf8_at(password, i, &cp);
		first = chars ? first : cp;
		other += cp != first;
	}
	if (chars < CN_PASSWORD_CHARS_MIN) {
		(void)CN_FAIL(err, CN_EINPUT, "a password has at least %d characters", CN_PASSWORD_CHARS_MIN);
		return cn_hint(err, "several words that nobody guesses");
	}
	if (!other || cn_eq(password, name))
		return CN_FAIL(err, CN_EINPUT, "this password is the first that anybody tries");
	return CN_OK;
}

cn_code cn_password_hash(cn_str password, cn_key_cost cost, char out[CN_PASSWORD_HASH_BYTES], cn_err *err)
{
	if (crypto_pwhash_str_alg(out, password.p, password.n, cost.passes, (size_t)cost.kib * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
		return CN_NOMEM(err);
	return CN_OK;
}

bool cn_password_ok(cn_str password, const char hash[CN_PASSWORD_HASH_BYTES])
{
	return password.n <= CN_PASSWORD_BYTES_MAX && crypto_pwhash_str_verify(hash, password.p, password.n) == 0;
}

/* ---- one-time codes ---- */

void cn_hotp(const uint8_t *key, size_t n_key, uint64_t counter, char out[CN_TOTP_DIGITS + 1])
{
	uint8_t at[8], mac[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	for (unsigned i = 0; i < 8; i++)
		at[i] = (uint8_t)(counter >> (56 - 8 * i));
	if (!HMAC(EVP_sha1(), key, (int)n_key, at, sizeof at, mac, &n) || n != 20) {
		(void)snprintf(out, CN_TOTP_DIGITS + 1, "------"); /* no memory: a code that nobody can send */
		return;
	}
	const uint8_t *p = mac + (mac[19] & 15);
	uint32_t code = ((uint32_t)(p[0] & 127) << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3]) % 1000000;
	(void)snprintf(out, CN_TOTP_DIGITS + 1, "%06u", (unsigned)code);
	cn_wipe(mac, sizeof mac);
}

bool cn_totp_ok(const uint8_t key[CN_TOTP_KEY_BYTES], cn_str code, int64_t now_us, int64_t last_step, int64_t *ret_step)
{
	int64_t now = now_us / 1000000 / CN_TOTP_STEP_S, found = -1;
	bool digits = code.n == CN_TOTP_DIGITS;
	for (size_t i = 0; i < code.n; i++)
		digits = digits && code.p[i] >= '0' && code.p[i] <= '9';
	for (int64_t step = now - 1; step <= now + 1; step++) {
		char want[CN_TOTP_DIGITS + 1];
		cn_hotp(key, CN_TOTP_KEY_BYTES, (uint64_t)step, want);
		if (digits && step > last_step && cn_secret_eq(code, cn_str_z(want)))
			found = step;
		cn_wipe(want, sizeof want);
	}
	if (found < 0)
		return false;
	*ret_step = found;
	return true;
}

void cn_totp_key_text(const uint8_t key[CN_TOTP_KEY_BYTES], char out[CN_TOTP_KEY_TEXT_BYTES])
{
	static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	for (size_t i = 0; i < 32; i++) {
		size_t bit = 5 * i, at = bit / 8, shift = bit % 8;
		unsigned two = (unsigned)key[at] << 8 | (at + 1 < CN_TOTP_KEY_BYTES ? key[at + 1] : 0u);
		out[i] = base32[two >> (11 - shift) & 31];
	}
	out[32] = '\0';
}
