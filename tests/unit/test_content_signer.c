/* ext/content_signer: keys of every kind that content is signed with; and what is refused before anything is signed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "pki_help.h"
#include "tools/c2pa_tool.h"

static pki_root root;

static int make_root(void **state)
{
	(void)state;
	root = pki_root_new();
	return 0;
}

static int drop_root(void **state)
{
	(void)state;
	pki_root_free(&root);
	return 0;
}

/* Refused with the code, the sentence containing `words`. */
static void refused(cn_content_key k, cn_code code, const char *words)
{
	cn_content_signer *s = NULL;
	cn_err err = { 0 };
	k.at_us = k.at_us ? k.at_us : pki_time(PKI_AT);
	assert_int_equal(cn_content_signer_open(&k, &s, &err), code);
	assert_null(s);
	if (!strstr(err.msg, words))
		fail_msg("\"%s\" says nothing of \"%s\"", err.msg, words);
}

static void every_algorithm_signs_what_its_certificate_verifies(void **state)
{
	(void)state;
	static const struct {
		const char *kind;
		cn_sigalg alg;
		size_t bytes;
	} CASES[] = { { "P-256", CN_SIGALG_ES256, 64 },	   { "P-384", CN_SIGALG_ES384, 96 }, { "P-521", CN_SIGALG_ES512, 132 },
		      { "RSA", CN_SIGALG_PS256, 256 },	   { "RSA", CN_SIGALG_PS384, 256 },  { "RSA", CN_SIGALG_PS512, 256 },
		      { "ED25519", CN_SIGALG_ED25519, 64 } };
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	CN_AUTO_X509 x = NULL;
	cn_str anchor = pki_cert_pem(a, root.cert);
	assert_int_equal(cn_x509_open(anchor, anchor, &x, NULL), CN_OK);
	pki_made m = { 0 };
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		if (i == 0 || strcmp(CASES[i].kind, CASES[i - 1].kind) != 0) { /* one RSA key for three */
			EVP_PKEY_free(m.key);
			m = pki_leaf_new(a, &root, (pki_leaf){ .kind = CASES[i].kind });
		}
		CN_AUTO_CONTENT_SIGNER s = pki_signer(&m, CASES[i].alg);
		uint8_t sig[CN_CONTENT_SIG_BYTES_MAX];
		cn_cert_facts f;
		assert_int_equal(s->alg, CASES[i].alg);
		assert_int_equal(s->sig_bytes, CASES[i].bytes);
		assert_int_equal(s->chain.n, 2);
		assert_null(s->stamp);
		for (int k = 0; k < 8; k++) { /* r and s are as long whatever their first bytes */
			cn_str message = cn_strf(a, "message %d", k);
			assert_int_equal(s->sign(s->self, message, sig, NULL), CN_OK);
			cn_str made = { (const char *)sig, s->sig_bytes };
			assert_true(x->signs(x->self, s->chain.der[0], s->alg, message, made));
			assert_false(x->signs(x->self, s->chain.der[0], s->alg, CN_S("another"), made));
		}
		assert_int_equal(x->certs(x->self, s->chain, s->alg, &f, NULL), CN_OK);
		assert_true(f.trusted);
		assert_string_equal(f.problem, "");
	}
	EVP_PKEY_free(m.key);
}

static void the_algorithm_follows_from_the_key_and_no_other_is_taken(void **state)
{
	(void)state;
	static const char *const KINDS[] = { "P-256", "P-384", "P-521", "RSA", "ED25519" };
	static const cn_sigalg OWN[] = { CN_SIGALG_ES256, CN_SIGALG_ES384, CN_SIGALG_ES512, CN_SIGALG_PS256, CN_SIGALG_ED25519 };
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	for (size_t i = 0; i < 5; i++) {
		pki_made m = pki_leaf_new(a, &root, (pki_leaf){ .kind = KINDS[i] });
		CN_AUTO_CONTENT_SIGNER s = pki_signer(&m, CN_SIGALG_NONE);
		assert_int_equal(s->alg, OWN[i]);
		for (cn_sigalg alg = CN_SIGALG_ES256; alg <= CN_SIGALG_ED25519; alg++)
			if (alg != OWN[i] && !(i == 3 && alg >= CN_SIGALG_PS256 && alg <= CN_SIGALG_PS512))
				refused((cn_content_key){ .key = m.key_pem, .chain = m.chain_pem, .alg = alg }, CN_EINPUT,
					cn_sigalg_text(OWN[i]));
		EVP_PKEY_free(m.key);
	}
	for (cn_sigalg alg = CN_SIGALG_ES256; alg <= CN_SIGALG_ED25519; alg++)
		assert_int_equal(cn_sigalg_of(cn_str_z(cn_sigalg_text(alg))), alg);
	assert_int_equal(cn_sigalg_of(CN_S("rs256")), CN_SIGALG_NONE);
	assert_int_equal(cn_sigalg_of((cn_str){ 0 }), CN_SIGALG_NONE);
	assert_string_equal(cn_sigalg_text(CN_SIGALG_NONE), "");
}

static void a_key_that_is_encrypted_opens_by_its_passphrase_only(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	pki_made m = pki_leaf_new(a, &root, (pki_leaf){ .kind = "P-256" });
	cn_content_key k = { .key = pki_key_pem(a, m.key, "open sesame"), .chain = m.chain_pem, .at_us = pki_time(PKI_AT) };
	refused(k, CN_ESTATE, "no passphrase is given");
	k.passphrase = CN_S("open sesam");
	refused(k, CN_ESTATE, "does not open the key");
	char *many = cn_alloc(a, CN_CONTENT_PASSPHRASE_BYTES_MAX + 1, 1);
	k.passphrase = (cn_str){ many, CN_CONTENT_PASSPHRASE_BYTES_MAX };
	refused(k, CN_ESTATE, "does not open the key");
	k.passphrase.n++;
	refused(k, CN_ETOOBIG, "passphrase");
	k.passphrase = CN_S("open sesame");
	CN_AUTO_CONTENT_SIGNER s = NULL;
	uint8_t sig[64];
	assert_int_equal(cn_content_signer_open(&k, &s, NULL), CN_OK);
	assert_int_equal(s->sign(s->self, CN_S("m"), sig, NULL), CN_OK);
	EVP_PKEY_free(m.key);
}

static void a_certificate_that_is_not_of_the_key_or_may_not_sign_content_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	pki_made m = pki_leaf_new(a, &root, (pki_leaf){ .kind = "P-256" }),
		 other = pki_leaf_new(a, &root, (pki_leaf){ .kind = "P-256" });
	refused((cn_content_key){ .key = m.key_pem, .chain = other.chain_pem }, CN_EINPUT, "not that of the key");
	cn_str turned = cn_strf(a, "%.*s%.*s", CN_FMT(pki_cert_pem(a, root.cert)), CN_FMT(m.chain_pem));
	refused((cn_content_key){ .key = m.key_pem, .chain = turned }, CN_EINPUT, "not that of the key");
	refused((cn_content_key){ .key = pki_key_pem(a, root.key, NULL), .chain = pki_cert_pem(a, root.cert) }, CN_EINPUT,
		"of an authority");
	EVP_PKEY_free(m.key);
	EVP_PKEY_free(other.key);
	static const struct {
		pki_leaf leaf;
		const char *words;
	} CASES[] = { { { .kind = "RSA", .bits = 1024 }, "shorter than 2048" },
		      { { .kind = "secp256k1" }, "of a kind that content is not signed with" },
		      { { .kind = "P-256", .purpose = "serverAuth" }, "does not include signing content" },
		      { { .kind = "P-256", .purpose = "timeStamping" }, "for time stamps" } };
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		pki_made x = pki_leaf_new(a, &root, CASES[i].leaf);
		refused((cn_content_key){ .key = x.key_pem, .chain = x.chain_pem }, CN_EINPUT, CASES[i].words);
		EVP_PKEY_free(x.key);
	}
	pki_made weak = pki_leaf_new(a, &root, (pki_leaf){ .kind = "P-256", .digest = EVP_sha1() });
	refused((cn_content_key){ .key = weak.key_pem, .chain = weak.chain_pem }, CN_EINPUT, "an algorithm that is not allowed");
	EVP_PKEY_free(weak.key);
}

static void a_certificate_counts_within_its_validity_to_the_second(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	pki_made m = pki_leaf_new(a, &root, (pki_leaf){ .kind = "P-256", .from = "20260201000000Z", .until = "20270201000000Z" });
	cn_content_key k = { .key = m.key_pem, .chain = m.chain_pem };
	static const char *const IN[] = { "2026-02-01T00:00:00Z", "2027-02-01T00:00:00Z" };
	for (size_t i = 0; i < 2; i++) {
		CN_AUTO_CONTENT_SIGNER s = NULL;
		k.at_us = pki_time(IN[i]);
		assert_int_equal(cn_content_signer_open(&k, &s, NULL), CN_OK);
	}
	k.at_us = pki_time("2026-01-31T23:59:59Z");
	refused(k, CN_EINPUT, "is not valid before 2026-02-01T00:00:00Z");
	k.at_us = pki_time("2027-02-01T00:00:01Z");
	refused(k, CN_EINPUT, "ended at 2027-02-01T00:00:00Z");
	EVP_PKEY_free(m.key);
}

static void what_is_no_key_no_chain_or_too_much_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	pki_made m = pki_leaf_new(a, &root, (pki_leaf){ .kind = "P-256" });
	refused((cn_content_key){ .chain = m.chain_pem }, CN_EINPUT, "private key in PEM");
	refused((cn_content_key){ .key = CN_S("nothing"), .chain = m.chain_pem }, CN_EINPUT, "private key in PEM");
	refused((cn_content_key){ .key = m.chain_pem, .chain = m.chain_pem }, CN_EINPUT, "private key in PEM");
	refused((cn_content_key){ .key = m.key_pem }, CN_EINPUT, "certificate 1 cannot be read");
	refused((cn_content_key){ .key = m.key_pem, .chain = m.key_pem }, CN_EINPUT, "certificate 1 cannot be read");
	refused((cn_content_key){ .key = m.key_pem, .chain = cn_sub(m.chain_pem, 0, m.chain_pem.n - 40) }, CN_EINPUT,
		"certificate 2 cannot be read");
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	for (int i = 0; i <= CN_CERTS_MAX; i++) {
		if (i == CN_CERTS_MAX) {
			CN_AUTO_CONTENT_SIGNER s = NULL;
			assert_int_equal(
			    cn_content_signer_open(
				&(cn_content_key){ .key = m.key_pem, .chain = cn_buf_str(&b), .at_us = pki_time(PKI_AT) }, &s,
				NULL),
			    CN_OK);
			assert_int_equal(s->chain.n, CN_CERTS_MAX);
		}
		cn_buf_put(&b, i == 0 ? cn_sub(m.chain_pem, 0, (size_t)(strstr(m.chain_pem.p + 1, "-----BEGIN") - m.chain_pem.p))
				      : pki_cert_pem(a, root.cert));
	}
	refused((cn_content_key){ .key = m.key_pem, .chain = cn_buf_str(&b) }, CN_ETOOBIG, "32 certificates");
	char *long_pem = cn_alloc(a, CN_CONTENT_PEM_BYTES_MAX + 1, 1);
	refused((cn_content_key){ .key = m.key_pem, .chain = { long_pem, CN_CONTENT_PEM_BYTES_MAX } }, CN_EINPUT, "certificate 1");
	refused((cn_content_key){ .key = m.key_pem, .chain = { long_pem, CN_CONTENT_PEM_BYTES_MAX + 1 } }, CN_ETOOBIG,
		"longer than");
	refused((cn_content_key){ .key = { long_pem, CN_CONTENT_PEM_BYTES_MAX }, .chain = m.chain_pem }, CN_EINPUT,
		"private key in PEM");
	refused((cn_content_key){ .key = { long_pem, CN_CONTENT_PEM_BYTES_MAX + 1 }, .chain = m.chain_pem }, CN_ETOOBIG, "at most");
	cn_content_signer_close(NULL);
	EVP_PKEY_free(m.key);
}

/* ---- tokens --------------------------------------------------------------------------------------------------------------------
 */

static void what_is_asked_of_a_token_has_bounds(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	pki_made m = pki_leaf_new(a, &root, (pki_leaf){ .kind = "P-256" });
	char *p = cn_alloc(a, CN_CONTENT_URI_BYTES_MAX + 1, 1);
	memset(p, 'x', CN_CONTENT_URI_BYTES_MAX + 1);
	cn_content_key k = { .token = { p, CN_CONTENT_URI_BYTES_MAX + 1 }, .chain = m.chain_pem };
	refused(k, CN_ETOOBIG, "at most 1024 bytes");
	k.token = CN_S("pkcs11:object=\0x");
	refused(k, CN_ETOOBIG, "at most 1024 bytes");
	k.token = CN_S("pkcs11:object=x");
	k.module = (cn_str){ p, CN_CONTENT_URI_BYTES_MAX + 1 };
	refused(k, CN_ETOOBIG, "at most 1024 bytes");
	EVP_PKEY_free(m.key);
}

/* Keys in SoftHSM, put there by tools/judges/token/run.sh, which sets the three. */
static void a_key_in_a_token_signs_and_stays_there(void **state)
{
	(void)state;
	const char *folder = getenv("CONCORD_TOKEN"), *module = getenv("CONCORD_TOKEN_MODULE"), *pin = getenv("CONCORD_TOKEN_PIN");
	if (!folder || !module || !pin)
		skip(); /* it jumps: nothing may be held here */
	static const char *const NAMES[] = { "es256", "es384", "es512", "ps256" };
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	CN_AUTO_X509 x = NULL;
	assert_int_equal(cn_x509_open((cn_str){ 0 }, (cn_str){ 0 }, &x, NULL), CN_OK);
	refused((cn_content_key){ .token = CN_S("pkcs11:token=concord;object=es256;type=private"),
				  .module = cn_str_z(module),
				  .passphrase = CN_S("9999") },
		CN_ESTATE, "the PIN is wrong"); /* first: once it is open it stays open */
	for (size_t i = 0; i < 4; i++) {
		CN_AUTO_CONTENT_SIGNER s = NULL;
		cn_err err = { 0 };
		uint8_t sig[CN_CONTENT_SIG_BYTES_MAX];
		cn_content_key k = { .token = cn_strf(a, "pkcs11:token=concord;object=%s;type=private", NAMES[i]),
				     .module = cn_str_z(module),
				     .passphrase = cn_str_z(pin),
				     .chain = slurp(a, cn_cstr(a, cn_strf(a, "%s/%s.pem", folder, NAMES[i]))),
				     .at_us = pki_time(PKI_AT) + (int64_t)86400 * 365 * 1000000 };
		if (cn_content_signer_open(&k, &s, &err) != CN_OK)
			fail_msg("%s: %s", NAMES[i], err.msg);
		assert_int_equal(s->alg, cn_sigalg_of(cn_str_z(NAMES[i])));
		for (int n = 0; n < 3; n++) {
			assert_int_equal(s->sign(s->self, CN_S("message"), sig, NULL), CN_OK);
			assert_true(x->signs(x->self, s->chain.der[0], s->alg, CN_S("message"),
					     (cn_str){ (const char *)sig, s->sig_bytes }));
		}
		k.chain = slurp(a, cn_cstr(a, cn_strf(a, "%s/%s.pem", folder, NAMES[(i + 1) % 4])));
		refused(k, CN_EINPUT, "not that of the key");
	}
	cn_content_key k = { .token = CN_S("pkcs11:token=concord;object=nobody;type=private"),
			     .module = cn_str_z(module),
			     .passphrase = cn_str_z(pin) };
	refused(k, CN_ESTATE, "it has none of that name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_algorithm_signs_what_its_certificate_verifies),
		cmocka_unit_test(the_algorithm_follows_from_the_key_and_no_other_is_taken),
		cmocka_unit_test(a_key_that_is_encrypted_opens_by_its_passphrase_only),
		cmocka_unit_test(a_certificate_that_is_not_of_the_key_or_may_not_sign_content_is_refused),
		cmocka_unit_test(a_certificate_counts_within_its_validity_to_the_second),
		cmocka_unit_test(what_is_no_key_no_chain_or_too_much_is_refused),
		cmocka_unit_test(what_is_asked_of_a_token_has_bounds),
		cmocka_unit_test(a_key_in_a_token_signs_and_stays_there),
	};
	return cmocka_run_group_tests(tests, make_root, drop_root);
}
