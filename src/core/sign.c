/* Ed25519, key files and wiping, by libsodium. The secret lives in its own guarded page (sodium_malloc): never in an arena, never logged. */
#include "core/nomem.h"
#include "core/sign.h"

#include <sodium.h>

struct cn_key {
	unsigned char secret[crypto_sign_SECRETKEYBYTES]; /* seed || public key */
};

static_assert(CN_PUB_BYTES == crypto_sign_PUBLICKEYBYTES && CN_SIG_BYTES == crypto_sign_BYTES, "sizes of the library");
static_assert(CN_SEED_BYTES == crypto_sign_SEEDBYTES && CN_KEY_SALT_BYTES == crypto_pwhash_SALTBYTES, "sizes of the library");
static_assert(CN_KEY_NONCE_BYTES == crypto_secretbox_NONCEBYTES, "sizes of the library");

cn_code cn_sign_start(cn_err *err)
{
	if (sodium_init() < 0)
		return CN_FAIL(err, CN_EUNSUPPORTED, "the cryptographic library does not start");
	return CN_OK;
}

cn_code cn_key_new(const uint8_t seed[CN_SEED_BYTES], cn_key **ret, cn_err *err)
{
	if (sodium_init() < 0)
		return CN_FAIL(err, CN_EUNSUPPORTED, "the cryptographic library does not start");
	cn_key *k = sodium_malloc(sizeof *k);
	if (!k)
		return CN_NOMEM(err);
	uint8_t pub[CN_PUB_BYTES];
	(void)crypto_sign_seed_keypair(pub, k->secret, seed); /* gives 0, always */
	(void)sodium_mprotect_readonly(k);                    /* a guard more; without it the key works as well */
	*ret = k;
	return CN_OK;
}

void cn_key_free(cn_key *k)
{
	sodium_free(k); /* wipes; accepts NULL */
}

cn_pub cn_key_pub(const cn_key *k)
{
	cn_pub p;
	memcpy(p.b, k->secret + CN_SEED_BYTES, CN_PUB_BYTES);
	return p;
}

cn_sig cn_key_sign(const cn_key *k, cn_str message)
{
	cn_sig s;
	(void)crypto_sign_detached(s.b, NULL, (const unsigned char *)message.p, message.n, k->secret); /* gives 0, always */
	return s;
}

bool cn_sig_ok(const cn_pub *pub, cn_str message, const cn_sig *sig)
{
	return crypto_sign_verify_detached(sig->b, (const unsigned char *)message.p, message.n, pub->b) == 0;
}

cn_code cn_pub_check(const cn_pub *pub, cn_err *err)
{
	/* canonical, on the curve, not of small order, and in the main subgroup */
	if (crypto_core_ed25519_is_valid_point(pub->b) != 1)
		return CN_FAIL(err, CN_EINPUT, "not a usable Ed25519 public key (not a canonical point of the main subgroup, or of small order)");
	return CN_OK;
}

cn_digest cn_pub_id(const cn_pub *pub)
{
	return cn_sha256((cn_str){ (const char *)pub->b, CN_PUB_BYTES });
}

cn_str cn_pub_text(cn_arena *a, const cn_pub *pub)
{
	char text[sodium_base64_ENCODED_LEN(CN_PUB_BYTES, sodium_base64_VARIANT_ORIGINAL)];
	(void)sodium_bin2base64(text, sizeof text, pub->b, CN_PUB_BYTES, sodium_base64_VARIANT_ORIGINAL); /* gives text */
	return cn_str_copy(a, cn_str_z(text));
}

void cn_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

void cn_buf_wipe(cn_buf *b)
{
	if (b->p)
		sodium_memzero(b->p, b->room);
	cn_buf_reset(b);
}

/* ---- key files ----------------------------------------------------------------------------------------------------------- */
/* Lines "<word>: <value>\n" after the head, in this order: name use public seal, then (sealed only) salt nonce, then secret.
 *   seal: none | argon2id13 <passes> <KiB>
 *   secret: base64 of the seed, or of the secretbox of the seed */

#define KEY_HEAD "concord-key/1\n"

typedef struct key_file {
	cn_key_info info;
	cn_key_cost cost;
	uint8_t salt[CN_KEY_SALT_BYTES];
	uint8_t nonce[CN_KEY_NONCE_BYTES];
	cn_str secret; /* base64 */
} key_file;

static bool plain_word(cn_str s)
{
	if (s.n == 0 || s.n > CN_AUTHOR_BYTES_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((uint8_t)s.p[i] <= 0x20 || s.p[i] == 0x7f)
			return false;
	return cn_utf8_ok(s);
}

static cn_code box_key(cn_str passphrase, const key_file *f, uint8_t out[crypto_secretbox_KEYBYTES], cn_err *err)
{
	if (crypto_pwhash(out, crypto_secretbox_KEYBYTES, passphrase.p, passphrase.n, f->salt, f->cost.passes, (size_t)f->cost.kib * 1024,
			  crypto_pwhash_ALG_ARGON2ID13) != 0)
		return CN_FAIL(err, CN_ENOMEM, "not enough memory to open the key file (%u KiB needed)", f->cost.kib);
	return CN_OK;
}

static cn_code key_write_once(const cn_key *k, cn_str name, cn_str use, cn_str passphrase, cn_key_cost cost,
		     const uint8_t salt[CN_KEY_SALT_BYTES], const uint8_t nonce[CN_KEY_NONCE_BYTES], cn_buf *out, cn_err *err)
{
	if (!plain_word(name) || !plain_word(use))
		return CN_FAIL(err, CN_EINPUT, "name and use of a key are words without spaces, at most %d bytes", CN_AUTHOR_BYTES_MAX);
	if (passphrase.n > CN_PASSPHRASE_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a passphrase has at most %d bytes", CN_PASSPHRASE_BYTES_MAX);
	cn_pub pub = cn_key_pub(k);
	cn_buf_printf(out, KEY_HEAD "name: %.*s\nuse: %.*s\npublic: ", CN_FMT(name), CN_FMT(use));
	cn_base64(out, pub.b, CN_PUB_BYTES);
	if (passphrase.n == 0) {
		cn_buf_putz(out, "\nseal: none\nsecret: ");
		cn_base64(out, k->secret, CN_SEED_BYTES);
	} else {
		key_file f = { .cost = cost };
		memcpy(f.salt, salt, sizeof f.salt);
		uint8_t key[crypto_secretbox_KEYBYTES], box[CN_SEED_BYTES + crypto_secretbox_MACBYTES];
		CN_TRY(box_key(passphrase, &f, key, err));
		(void)crypto_secretbox_easy(box, k->secret, CN_SEED_BYTES, nonce, key);
		sodium_memzero(key, sizeof key);
		cn_buf_printf(out, "\nseal: argon2id13 %u %u\nsalt: ", cost.passes, cost.kib);
		cn_base64(out, salt, CN_KEY_SALT_BYTES);
		cn_buf_putz(out, "\nnonce: ");
		cn_base64(out, nonce, CN_KEY_NONCE_BYTES);
		cn_buf_putz(out, "\nsecret: ");
		cn_base64(out, box, sizeof box);
	}
	cn_buf_putc(out, '\n');
	return out->failed ? CN_FAIL(err, CN_ENOMEM, "no room for a key file") : CN_OK;
}

cn_code cn_key_write(const cn_key *k, cn_str name, cn_str use, cn_str passphrase, cn_key_cost cost,
		     const uint8_t salt[CN_KEY_SALT_BYTES], const uint8_t nonce[CN_KEY_NONCE_BYTES], cn_buf *out, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, key_write_once(k, name, use, passphrase, cost, salt, nonce, out, err), err);
}

/* The next line, which must begin with "<word>: ". */
static cn_code take_line(cn_str *rest, const char *word, cn_str *ret, cn_err *err)
{
	cn_str line;
	if (!cn_split(*rest, '\n', &line, rest))
		return CN_FAIL(err, CN_EINPUT, "key file: the line \"%s: ...\" is missing or not ended", word);
	size_t n = strlen(word);
	if (!cn_starts(line, word) || line.n < n + 2 || line.p[n] != ':' || line.p[n + 1] != ' ')
		return CN_FAIL(err, CN_EINPUT, "key file: expected the line \"%s: ...\"", word);
	*ret = cn_sub(line, n + 2, line.n);
	return CN_OK;
}

/* Base64 of exactly n bytes, on the stack or in guarded memory: no copy is left behind in an arena. libsodium 1.0.18 reads bytes from 0x80 up
 * as '/', so they are refused first: one value has one spelling. */
static bool decode(cn_str base64, uint8_t *out, size_t n)
{
	for (size_t i = 0; i < base64.n; i++)
		if ((uint8_t)base64.p[i] >= 0x80)
			return false;
	size_t got = 0;
	const char *end = NULL;
	return sodium_base642bin(out, n, base64.p, base64.n, NULL, &got, &end, sodium_base64_VARIANT_ORIGINAL) == 0 && got == n &&
	       end == base64.p + base64.n;
}

bool cn_pub_parse(cn_str base64, cn_pub *ret)
{
	cn_pub pub = { 0 };
	if (base64.n != 44 || !decode(base64, pub.b, CN_PUB_BYTES))
		return false;
	*ret = pub;
	return true;
}

static cn_code take_seal(cn_str seal, cn_str *rest, key_file *f, cn_err *err)
{
	if (cn_eqz(seal, "none"))
		return CN_OK;
	cn_str word, passes, kib, line;
	int64_t n_passes, n_kib;
	if (!cn_split(seal, ' ', &word, &seal) || !cn_eqz(word, "argon2id13") || !cn_split(seal, ' ', &passes, &kib) ||
	    cn_int_parse(passes, 1, 64, &n_passes, NULL) != CN_OK || cn_int_parse(kib, 8, 1 << 21, &n_kib, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "key file: \"seal:\" is none, or argon2id13 <passes 1..64> <KiB 8..2097152>");
	f->info.sealed = true;
	f->cost = (cn_key_cost){ (unsigned)n_passes, (unsigned)n_kib };
	CN_TRY(take_line(rest, "salt", &line, err));
	if (!decode(line, f->salt, sizeof f->salt))
		return CN_FAIL(err, CN_EINPUT, "key file: \"salt:\" is not base64 of %d bytes", CN_KEY_SALT_BYTES);
	CN_TRY(take_line(rest, "nonce", &line, err));
	if (!decode(line, f->nonce, sizeof f->nonce))
		return CN_FAIL(err, CN_EINPUT, "key file: \"nonce:\" is not base64 of %d bytes", CN_KEY_NONCE_BYTES);
	return CN_OK;
}

static cn_code parse_key_file(cn_str file, key_file *f, cn_err *err)
{
	if (file.n > CN_KEY_FILE_BYTES_MAX || !cn_starts(file, KEY_HEAD))
		return CN_FAIL(err, CN_EINPUT, "not a key file: it does not begin with \"concord-key/1\"");
	cn_str rest = cn_sub(file, sizeof KEY_HEAD - 1, file.n), line;
	CN_TRY(take_line(&rest, "name", &f->info.name, err));
	CN_TRY(take_line(&rest, "use", &f->info.use, err));
	CN_TRY(take_line(&rest, "public", &line, err));
	if (!plain_word(f->info.name) || !plain_word(f->info.use) || !decode(line, f->info.pub.b, CN_PUB_BYTES))
		return CN_FAIL(err, CN_EINPUT, "key file: name, use or public key is malformed");
	CN_TRY(take_line(&rest, "seal", &line, err));
	CN_TRY(take_seal(line, &rest, f, err));
	CN_TRY(take_line(&rest, "secret", &f->secret, err));
	if (rest.n)
		return CN_FAIL(err, CN_EINPUT, "key file: something stands after the secret");
	return CN_OK;
}

cn_code cn_key_peek(cn_str file, cn_key_info *ret, cn_err *err)
{
	key_file f = { 0 };
	CN_TRY(parse_key_file(file, &f, err));
	*ret = f.info;
	return CN_OK;
}

static cn_code open_seed(const key_file *f, cn_str passphrase, uint8_t seed[CN_SEED_BYTES], cn_err *err)
{
	if (!f->info.sealed)
		return decode(f->secret, seed, CN_SEED_BYTES) ? CN_OK :
								CN_FAIL(err, CN_EINPUT, "key file: \"secret:\" is not base64 of 32 bytes");
	if (passphrase.n == 0 || passphrase.n > CN_PASSPHRASE_BYTES_MAX)
		return CN_FAIL(err, CN_ESTATE, "the key of %.*s is sealed: it needs its passphrase", CN_FMT(f->info.name));
	uint8_t key[crypto_secretbox_KEYBYTES], box[CN_SEED_BYTES + crypto_secretbox_MACBYTES];
	if (!decode(f->secret, box, sizeof box))
		return CN_FAIL(err, CN_EINPUT, "key file: \"secret:\" is not base64 of %zu bytes", sizeof box);
	CN_TRY(box_key(passphrase, f, key, err));
	int opened = crypto_secretbox_open_easy(seed, box, sizeof box, f->nonce, key);
	sodium_memzero(key, sizeof key);
	return opened == 0 ? CN_OK : CN_FAIL(err, CN_ESTATE, "wrong passphrase for the key of %.*s", CN_FMT(f->info.name));
}

cn_code cn_key_read(cn_str file, cn_str passphrase, cn_key **ret, cn_err *err)
{
	CN_TRY(cn_sign_start(err));
	key_file f = { 0 };
	CN_TRY(parse_key_file(file, &f, err));
	uint8_t seed[CN_SEED_BYTES] = { 0 };
	cn_key *k = NULL;
	cn_code rc = open_seed(&f, passphrase, seed, err);
	if (rc == CN_OK)
		rc = cn_key_new(seed, &k, err);
	sodium_memzero(seed, sizeof seed);
	CN_TRY(rc);
	cn_pub pub = cn_key_pub(k);
	if (memcmp(pub.b, f.info.pub.b, CN_PUB_BYTES) != 0) {
		cn_key_free(k);
		return CN_FAIL(err, CN_EINPUT, "key file: the secret does not belong to the public key");
	}
	*ret = k;
	return CN_OK;
}
