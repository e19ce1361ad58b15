/* Passkeys: the test vectors of Web Authentication Level 3 (section 16, W3C), one bit wrong at a time, and ceremonies with a key of this test against the
 * file of people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "people/passkey.h"
#include "store_help.h"

#define T0 1795548000000000LL
#define AUTH "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b5"
#define SPKI_P256 "3059301306072a8648ce3d020106082a8648ce3d03010703420004"

/* 16.2 and 16.3: the assertions, and the keys of their registrations; neither verified the user. */
static const struct {
	const char *client, *auth, *signature, *key;
} shown[] = {
	{ "{\"type\":\"webauthn.get\",\"challenge\":\"OcDnUhQXulTUPo3JUXT0I97pvzzYBP9tZchXyav01Ag\",\"origin\":\"https://example.org\",\"crossOrigin\":false}", AUTH "1900000000",
	  "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87",
	  SPKI_P256 "afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220" },
	{ "{\"type\":\"webauthn.get\",\"challenge\":\"RHihCxNSNI3RYME1Ow1Gm12xnrkcJ_ffpv7Tn-Jq8gs\",\"origin\":\"https://example.org\",\"crossOrigin\":false,\"extraData\":\"clientDataJSON may be extended with "
	  "additional fields in the future, such as this: gTb53rz6EhSWomXGzimC1Q\"}",
	  AUTH "0900000000",
	  "304402203310b9431903c401f1be2bdc8d23a4007682dbbddcf846994947b7f465daf84002204e94dd00047b316061b3b99772b7efd95994a83ef584b3b6b825ea3550251b66",
	  SPKI_P256 "eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2" },
};

/* 16.3: the registration, with the user verified. */
#define CREATE_CLIENT                                                                                                                                       \
	"{\"type\":\"webauthn.create\",\"challenge\":\"eGnCt3LUtY66k3jPjynibPk1qnffDaifqZwL3Ap29-U\",\"origin\":\"https://example.org\",\"crossOrigin\":false,\"extraData\":\"clientDataJSON may be " \
	"extended with additional fields in the future, such as this: U9hTXvKE2URkMnb_0xYHVg\"}"
#define CREATE_ID "455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c"
#define CREATE_AUTH AUTH "5d00000000df850e09db6afbdfab51697791506cfc0020" CREATE_ID "a50102032620"

static cn_str raw(cn_arena *a, const char *hex)
{
	size_t n = strlen(hex) / 2;
	uint8_t *p = CN_NEW(a, uint8_t, n + 1);
	assert_non_null(p);
	assert_true(cn_unhex(cn_str_z(hex), p, n));
	return (cn_str){ (const char *)p, n };
}

static cn_str flipped(cn_arena *a, cn_str s, size_t bit)
{
	char *p = CN_NEW(a, char, s.n + 1);
	memcpy(p, s.p, s.n);
	p[bit / 8] = (char)(p[bit / 8] ^ (1 << bit % 8));
	return (cn_str){ p, s.n };
}

static void the_vectors_of_the_standard_hold(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		CN_AUTO_ARENA a = cn_arena_new(4 << 20);
		cn_webauthn_said said;
		cn_webauthn_shown s = { cn_str_z(shown[i].client), raw(a, shown[i].auth), raw(a, shown[i].signature) };
		assert_int_equal(cn_webauthn_shown_check(a, &s, raw(a, shown[i].key), CN_S("https://example.org"), &said, NULL), CN_OK);
		assert_false(said.verified);
		assert_int_equal(said.counter, 0);
		assert_int_equal(cn_webauthn_shown_check(a, &s, raw(a, shown[1 - i].key), CN_S("https://example.org"), &said, NULL), CN_EFORGED);
		assert_int_equal(cn_webauthn_shown_check(a, &s, raw(a, shown[i].key), CN_S("https://example.com"), &said, NULL), CN_EFORGED);
		assert_int_equal(cn_webauthn_shown_check(a, &s, raw(a, shown[i].key), CN_S("https://sub.example.org"), &said, NULL), CN_EFORGED);
	}
}

static void one_wrong_bit_is_enough(void **state)
{
	(void)state;
	cn_webauthn_said said;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str auth = raw(a, shown[0].auth), signature = raw(a, shown[0].signature), key = raw(a, shown[0].key), client = cn_str_z(shown[0].client);
	for (size_t bit = 0; bit < 8 * auth.n; bit += 3) {
		cn_webauthn_shown s = { client, flipped(a, auth, bit), signature };
		assert_int_not_equal(cn_webauthn_shown_check(a, &s, key, CN_S("https://example.org"), &said, NULL), CN_OK);
	}
	for (size_t bit = 0; bit < 8 * client.n; bit += 13) {
		cn_webauthn_shown s = { flipped(a, client, bit), auth, signature };
		assert_int_not_equal(cn_webauthn_shown_check(a, &s, key, CN_S("https://example.org"), &said, NULL), CN_OK);
	}
	for (size_t bit = 0; bit < 8 * signature.n; bit += 5) {
		cn_webauthn_shown s = { client, auth, flipped(a, signature, bit) };
		assert_int_not_equal(cn_webauthn_shown_check(a, &s, key, CN_S("https://example.org"), &said, NULL), CN_OK);
	}
}

static cn_webauthn_made standard(cn_arena *a)
{
	return (cn_webauthn_made){ .client_data = cn_str_z(CREATE_CLIENT), .authenticator_data = raw(a, CREATE_AUTH), .id = raw(a, CREATE_ID), .public_key = raw(a, shown[1].key) };
}

static void a_new_passkey_is_that_of_its_data(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_webauthn_said said;
	cn_webauthn_made m = standard(a);
	assert_int_equal(cn_webauthn_made_check(a, &m, &said, NULL), CN_OK);
	assert_true(said.verified && cn_eqz(said.origin, "https://example.org") && cn_eqz(said.challenge, "eGnCt3LUtY66k3jPjynibPk1qnffDaifqZwL3Ap29-U"));
	m.id = raw(a, "00");
	assert_int_equal(cn_webauthn_made_check(a, &m, &said, NULL), CN_EINPUT);
	m = standard(a);
	for (size_t n = 0; n < 87; n++) { /* cut off anywhere before the end of the id */
		m.authenticator_data = cn_sub(raw(a, CREATE_AUTH), 0, n);
		assert_int_equal(cn_webauthn_made_check(a, &m, &said, NULL), CN_EINPUT);
	}
	m = standard(a);
	m.client_data = cn_str_z(shown[0].client); /* of another ceremony */
	assert_int_equal(cn_webauthn_made_check(a, &m, &said, NULL), CN_EINPUT);
	static const char *const keys[] = { "00", "", "302a300506032b656e032100e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c" /* X25519 */ };
	for (size_t i = 0; i < 3; i++) {
		m = standard(a);
		m.public_key = raw(a, keys[i]);
		assert_int_equal(cn_webauthn_made_check(a, &m, &said, NULL), CN_EINPUT);
	}
	m = standard(a);
	m.public_key = raw(a, cn_strf(a, "%s00", shown[1].key).p); /* more behind it */
	assert_int_equal(cn_webauthn_made_check(a, &m, &said, NULL), CN_EINPUT);
}

static void origins_are_over_tls(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	static const char *const bad[] = { "http://example.org", "ftp://example.org", "https://", "example.org", "https://example.org/x", "null", "" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cn_webauthn_said said;
		cn_webauthn_made m = standard(a);
		m.client_data = cn_strf(a, "{\"type\":\"webauthn.create\",\"challenge\":\"eA\",\"origin\":\"%s\"}", bad[i]);
		assert_int_equal(cn_webauthn_made_check(a, &m, &said, NULL), CN_EINPUT);
	}
	cn_webauthn_said said;
	cn_webauthn_made m = standard(a);
	m.client_data = CN_S("{\"type\":\"webauthn.create\",\"challenge\":\"eA\",\"origin\":\"https://example.org\",\"crossOrigin\":true}");
	assert_int_equal(cn_webauthn_made_check(a, &m, &said, NULL), CN_EINPUT);
	char large[CN_WEBAUTHN_DATA_BYTES_MAX + 1];
	memset(large, ' ', sizeof large);
	m.client_data = (cn_str){ large, sizeof large };
	assert_int_equal(cn_webauthn_made_check(a, &m, &said, NULL), CN_ETOOBIG);
	m = standard(a);
	m.authenticator_data = (cn_str){ large, sizeof large };
	assert_int_equal(cn_webauthn_made_check(a, &m, &said, NULL), CN_ETOOBIG);
	assert_true(CN_WEBAUTHN_ID_BYTES_MAX == 1023 && CN_WEBAUTHN_KEY_BYTES_MAX >= 600 && CN_ORIGIN_BYTES_MAX >= 256);
}

static void base64url_has_one_spelling(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s;
	assert_true(cn_unbase64url(a, CN_S("_-8"), &s) && s.n == 2 && (uint8_t)s.p[0] == 0xff && (uint8_t)s.p[1] == 0xef);
	assert_true(cn_unbase64url(a, CN_S(""), &s) && s.n == 0);
	static const char *const bad[] = { "_-8=", "/+8", "A", "_-9", "_ 8", "AAAA\n" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(cn_unbase64url(a, cn_str_z(bad[i]), &s));
	CN_AUTO_BUF b;
	cn_buf_init(&b, 100);
	cn_base64url(&b, (const uint8_t *)"\xff\xef", 2);
	assert_true(cn_eqz(cn_buf_str(&b), "_-8"));
}

/* ---- with the file of people, and an authenticator of this test ---- */

typedef struct fixture {
	char dir[64], person[CN_PERSON_ID_BYTES];
	cn_people *p;
	cn_arena *a;
	EVP_PKEY *key;
	uint32_t counter;
} fixture;

static int set_up(void **state)
{
	fixture *f = calloc(1, sizeof *f);
	char link[CN_TOKEN_BYTES];
	help_dir(f->dir);
	f->a = cn_arena_new(64u << 20);
	assert_int_equal(cn_people_open(f->dir, (cn_key_cost){ 1, 64 }, &f->p, NULL), CN_OK);
	assert_int_equal(cn_people_add(f->p, CN_S("Ada"), 1u << CN_ACCESS_OFFICER, CN_S("operator"), CN_S(""), T0, f->person, link, NULL), CN_OK);
	assert_int_equal(cn_people_use_link(f->p, cn_str_z(link), CN_S(""), CN_S(""), CN_S("several words that nobody guesses"), T0, f->person, NULL), CN_OK);
	f->key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
	assert_non_null(f->key);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	fixture *f = *state;
	EVP_PKEY_free(f->key);
	cn_people_close(f->p);
	cn_arena_free(f->a);
	help_gone(f->dir);
	free(f);
	return 0;
}

static cn_str auth_data(fixture *f, uint8_t flags, const char *more)
{
	cn_digest host = cn_sha256(CN_S("localhost"));
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1000);
	cn_buf_put(&b, (cn_str){ (const char *)host.b, 32 });
	cn_buf_putc(&b, (char)flags);
	for (int shift = 24; shift >= 0; shift -= 8)
		cn_buf_putc(&b, (char)(f->counter >> shift));
	cn_buf_put(&b, raw(f->a, more));
	return cn_buf_copy(f->a, &b);
}

static cn_str client_data(fixture *f, const char *type, const char *challenge)
{
	return cn_strf(f->a, "{\"type\":\"webauthn.%s\",\"challenge\":\"%s\",\"origin\":\"http://localhost:8080\",\"crossOrigin\":false}", type, challenge);
}

static cn_code make(fixture *f, uint8_t flags, const char *challenge)
{
	unsigned char *der = NULL;
	int n = i2d_PUBKEY(f->key, &der);
	assert_true(n > 0);
	cn_webauthn_made m = { .client_data = client_data(f, "create", challenge), .id = raw(f->a, "0102"), .public_key = cn_str_copy(f->a, (cn_str){ (const char *)der, (size_t)n }),
			       .authenticator_data = auth_data(f, flags, "00000000000000000000000000000000" "0002" "0102" "a0") };
	OPENSSL_free(der);
	return cn_people_passkey_add(f->p, cn_str_z(f->person), &m, CN_S("my key"), T0, NULL);
}

static cn_code show(fixture *f, uint8_t flags, const char *challenge, cn_who *w)
{
	unsigned char sig[128];
	size_t n = sizeof sig;
	char session[CN_TOKEN_BYTES];
	cn_webauthn_shown s = { .client_data = client_data(f, "get", challenge), .authenticator_data = auth_data(f, flags, "") };
	cn_digest d = cn_sha256(s.client_data);
	cn_str message = cn_strf(f->a, "%s", "");
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	cn_buf_put(&b, s.authenticator_data);
	cn_buf_put(&b, (cn_str){ (const char *)d.b, 32 });
	message = cn_buf_str(&b);
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	assert_int_equal(EVP_DigestSignInit(c, NULL, EVP_sha256(), NULL, f->key), 1);
	assert_int_equal(EVP_DigestSign(c, sig, &n, (const unsigned char *)message.p, message.n), 1);
	EVP_MD_CTX_free(c);
	s.signature = (cn_str){ (const char *)sig, n };
	return cn_people_passkey_sign_in(f->p, CN_S("AQI"), &s, T0, session, w, NULL);
}

static void a_passkey_signs_in(void **state)
{
	fixture *f = *state;
	char challenge[CN_TOKEN_BYTES];
	cn_who w;
	const cn_val *list;
	assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK);
	assert_int_equal(strlen(challenge), 43);
	assert_int_equal(make(f, 0x41, challenge), CN_EINPUT); /* not verified who is there */
	assert_int_equal(make(f, 0x45, "c29tZXRoaW5nIGVsc2U"), CN_EFORGED);
	assert_int_equal(make(f, 0x45, challenge), CN_OK);
	assert_int_equal(make(f, 0x45, challenge), CN_EFORGED); /* a challenge is used once */
	assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK);
	assert_int_equal(make(f, 0x45, challenge), CN_ESTATE); /* the passkey is known */
	assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK);
	assert_int_equal(show(f, 0x01, challenge, &w), CN_EFORGED);
	assert_int_equal(show(f, 0x05, challenge, &w), CN_OK);
	assert_string_equal(w.id, f->person);
	assert_int_equal(w.access, CN_ACCESS_OFFICER);
	assert_int_equal(show(f, 0x05, challenge, &w), CN_EFORGED);
	assert_int_equal(cn_people_passkeys(f->p, f->a, cn_str_z(f->person), &list, NULL), CN_OK);
	assert_true(cn_is_text(cn_get(cn_first(list), "label"), "my key"));
	assert_int_equal(cn_people_passkey_end(f->p, CN_S("p-0"), CN_S("AQI"), T0, NULL), CN_ENOTFOUND);
	assert_int_equal(cn_people_passkey_end(f->p, cn_str_z(f->person), CN_S("AQI"), T0, NULL), CN_OK);
	assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK);
	assert_int_equal(show(f, 0x05, challenge, &w), CN_EFORGED);
}

static void a_counter_that_goes_back_is_a_copy(void **state)
{
	fixture *f = *state;
	char challenge[CN_TOKEN_BYTES];
	cn_who w;
	static const struct {
		uint32_t counter;
		cn_code want;
	} rows[] = { { 5, CN_EFORGED }, { 6, CN_OK }, { 6, CN_EFORGED }, { 0, CN_EFORGED }, { 4000000000u, CN_OK } };
	f->counter = 5;
	assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK);
	assert_int_equal(make(f, 0x45, challenge), CN_OK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		f->counter = rows[i].counter;
		assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK);
		assert_int_equal(show(f, 0x05, challenge, &w), rows[i].want);
	}
}

static void who_was_reset_makes_none(void **state)
{
	fixture *f = *state;
	char challenge[CN_TOKEN_BYTES], link[CN_TOKEN_BYTES];
	cn_who w;
	assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK);
	assert_int_equal(make(f, 0x45, challenge), CN_OK);
	assert_int_equal(cn_people_reset(f->p, cn_str_z(f->person), CN_S("operator"), CN_S(""), T0, link, NULL), CN_OK);
	assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK);
	assert_int_equal(show(f, 0x05, challenge, &w), CN_EFORGED);
	assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK);
	assert_int_equal(make(f, 0x45, challenge), CN_ENOTFOUND); /* by a request that was on its way */
}

/* Between the moment a passkey is looked up and the one that lets its person in, it may have become another's: browsers choose its id. A trigger stands for
 * another process here, at the moment the challenge is taken. */
static void a_passkey_that_changed_hands_lets_nobody_in(void **state)
{
	fixture *f = *state;
	static const char *const five[] = { "", "", "", "", "" };
	static const char *const change[] = { "UPDATE passkey SET person = 'p-x'", "UPDATE passkey SET key = '00'", "DELETE FROM passkey" };
	char challenge[CN_TOKEN_BYTES], path[128];
	cn_who w;
	(void)snprintf(path, sizeof path, "%s/private/people.db", f->dir);
	assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK);
	assert_int_equal(make(f, 0x45, challenge), CN_OK);
	for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
		cn_db *db = NULL;
		assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK);
		cn_people_close(f->p);
		f->p = NULL;
		assert_int_equal(cn_db_open_own(path, five, 5, &db, NULL), CN_OK);
		assert_int_equal(cn_db_exec(db, "DROP TRIGGER IF EXISTS taken", NULL, 0, NULL), CN_OK);
		assert_int_equal(cn_db_exec(db, "INSERT OR IGNORE INTO person (id, name, roles, made_us) VALUES ('p-x', 'Eva', 2, 0)", NULL, 0, NULL), CN_OK);
		assert_int_equal(cn_db_exec(db, cn_strf(f->a, "CREATE TRIGGER taken AFTER DELETE ON challenge BEGIN %s; END", change[i]).p, NULL, 0, NULL), CN_OK);
		cn_db_close(db);
		assert_int_equal(cn_people_open(f->dir, (cn_key_cost){ 1, 64 }, &f->p, NULL), CN_OK);
		assert_int_equal(show(f, 0x05, challenge, &w), CN_EFORGED);
	}
}

static void challenges_end_and_are_bounded(void **state)
{
	fixture *f = *state;
	char challenge[CN_TOKEN_BYTES];
	assert_int_equal(cn_people_challenge(f->p, T0 - CN_CHALLENGE_US, challenge, NULL), CN_OK);
	assert_int_equal(make(f, 0x45, challenge), CN_EFORGED);
	for (int i = 1; i < CN_CHALLENGES_MAX; i++)
		assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK);
	assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_OK); /* the late one is gone */
	assert_int_equal(cn_people_challenge(f->p, T0, challenge, NULL), CN_ESTATE);
	assert_int_equal(cn_people_challenge(f->p, T0 + CN_CHALLENGE_US, challenge, NULL), CN_OK);
	assert_true(CN_PASSKEYS_MAX >= 8);
}

int main(void)
{
	if (cn_sign_start(NULL) != CN_OK)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_vectors_of_the_standard_hold), cmocka_unit_test(one_wrong_bit_is_enough), cmocka_unit_test(a_new_passkey_is_that_of_its_data),
		cmocka_unit_test(origins_are_over_tls), cmocka_unit_test(base64url_has_one_spelling), cmocka_unit_test_setup_teardown(a_passkey_signs_in, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_counter_that_goes_back_is_a_copy, set_up, tear_down),
		cmocka_unit_test_setup_teardown(who_was_reset_makes_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_passkey_that_changed_hands_lets_nobody_in, set_up, tear_down),
		cmocka_unit_test_setup_teardown(challenges_end_and_are_bounded, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
