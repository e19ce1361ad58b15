/* What proves somebody, without a file: one-time codes against the vectors of their RFCs, passwords, tokens, roles, and how often one may try. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "people/access.h"
#include "people/secret.h"
#include "people/throttle.h"

/* RFC 4226, appendix D, and RFC 6238, appendix B (SHA-1), whose eight digits end in our six. */
static const char rfc_key[] = "12345678901234567890";

static void codes_are_those_of_rfc_4226(void **state)
{
	(void)state;
	static const char *const want[] = { "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489" };
	char code[CN_TOTP_DIGITS + 1];
	for (uint64_t i = 0; i < 10; i++) {
		cn_hotp((const uint8_t *)rfc_key, 20, i, code);
		assert_string_equal(code, want[i]);
	}
}

static void codes_are_those_of_rfc_6238(void **state)
{
	(void)state;
	static const struct {
		int64_t s;
		const char *code;
	} want[] = { { 59, "94287082" }, { 1111111109, "07081804" }, { 1111111111, "14050471" }, { 1234567890, "89005924" }, { 2000000000, "69279037" },
		     { 20000000000, "65353130" } };
	for (size_t i = 0; i < 6; i++) {
		int64_t step;
		cn_str code = cn_str_z(want[i].code + 2);
		assert_true(cn_totp_ok((const uint8_t *)rfc_key, code, want[i].s * 1000000, -1, &step));
		assert_int_equal(step, want[i].s / CN_TOTP_STEP_S);
		assert_false(cn_totp_ok((const uint8_t *)rfc_key, code, want[i].s * 1000000, step, &step)); /* once only */
		assert_true(cn_totp_ok((const uint8_t *)rfc_key, code, (want[i].s + CN_TOTP_STEP_S) * 1000000, -1, &step));
		assert_false(cn_totp_ok((const uint8_t *)rfc_key, code, (want[i].s + 2 * CN_TOTP_STEP_S) * 1000000, -1, &step));
		assert_false(cn_totp_ok((const uint8_t *)rfc_key, cn_sub(code, 0, 5), want[i].s * 1000000, -1, &step));
	}
	int64_t step;
	assert_false(cn_totp_ok((const uint8_t *)rfc_key, CN_S(""), 59000000, -1, &step));
	assert_false(cn_totp_ok((const uint8_t *)rfc_key, CN_S("28708 "), 59000000, -1, &step));
	assert_false(cn_totp_ok((const uint8_t *)rfc_key, CN_S("------"), 59000000, -1, &step)); /* what stands for "no memory" */
}

static void a_key_of_codes_is_shown_in_base32(void **state)
{
	(void)state;
	char text[CN_TOTP_KEY_TEXT_BYTES];
	cn_totp_key_text((const uint8_t *)rfc_key, text);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"); /* base32 of RFC 4648 */
}

static void a_password_is_long_and_not_the_name(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "anna of the north", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" };
	char most[CN_PASSWORD_BYTES_MAX + 2];
	cn_err err = { 0 };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(cn_password_check(cn_str_z(bad[i]), CN_S("anna of the north"), &err), CN_EINPUT);
	assert_int_equal(cn_password_check(CN_S("twelve chars"), CN_S("x"), NULL), CN_OK);
	assert_int_equal(cn_password_check(CN_S("我们用十二个汉字做个口令"), CN_S("x"), NULL), CN_OK); /* characters, not bytes */
	assert_int_equal(cn_password_check(CN_S("我们用十二个字"), CN_S("x"), &err), CN_EINPUT);
	memset(most, 'a', sizeof most);
	most[0] = 'b';
	assert_int_equal(cn_password_check((cn_str){ most, CN_PASSWORD_BYTES_MAX }, CN_S("x"), NULL), CN_OK);
	assert_int_equal(cn_password_check((cn_str){ most, CN_PASSWORD_BYTES_MAX + 1 }, CN_S("x"), NULL), CN_ETOOBIG);
	assert_int_equal(CN_PASSWORD_CHARS_MIN, 12);
}

static void a_password_is_kept_as_argon2id(void **state)
{
	(void)state;
	char one[CN_PASSWORD_HASH_BYTES], two[CN_PASSWORD_HASH_BYTES];
	cn_key_cost cost = { 1, 64 };
	assert_int_equal(cn_password_hash(CN_S("several words"), cost, one, NULL), CN_OK);
	assert_int_equal(cn_password_hash(CN_S("several words"), cost, two, NULL), CN_OK);
	assert_true(cn_starts(cn_str_z(one), "$argon2id$v=19$m=64,t=1,p=1$"));
	assert_string_not_equal(one, two); /* salted */
	assert_true(cn_password_ok(CN_S("several words"), one));
	assert_false(cn_password_ok(CN_S("several word"), one));
	assert_false(cn_password_ok(CN_S(""), one));
	(void)snprintf(two, sizeof two, "no hash");
	assert_false(cn_password_ok(CN_S("several words"), two));
}

/* argon2's own test of version 1.3: 2 passes, 64 MiB, one lane, "password" and "somesalt". */
static void a_password_of_another_program_is_read(void **state)
{
	(void)state;
	char hash[CN_PASSWORD_HASH_BYTES] = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
	assert_true(cn_password_ok(CN_S("password"), hash));
	assert_false(cn_password_ok(CN_S("differentpassword"), hash));
}

static void tokens_differ_by_their_use(void **state)
{
	(void)state;
	uint8_t random[CN_TOKEN_RANDOM_BYTES] = { 1, 2, 0xff };
	char text[CN_TOKEN_BYTES];
	cn_token_text(random, "concord_", text);
	assert_int_equal(strlen(text), 8 + 64);
	assert_true(cn_starts(cn_str_z(text), "concord_0102ff00"));
	cn_digest one = cn_token_digest("session", cn_str_z(text)), two = cn_token_digest("csrf", cn_str_z(text));
	assert_false(cn_digest_eq(&one, &two));
	assert_true(cn_secret_eq(CN_S("abc"), CN_S("abc")));
	assert_true(cn_secret_eq(CN_S(""), CN_S("")));
	assert_false(cn_secret_eq(CN_S("abc"), CN_S("abd")));
	assert_false(cn_secret_eq(CN_S("abc"), CN_S("ab")));
}

static void the_highest_role_counts(void **state)
{
	(void)state;
	cn_roles r;
	cn_err err = { 0 };
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	assert_int_equal(cn_roles_parse(CN_S("officer,reader"), &r, NULL), CN_OK);
	assert_int_equal(cn_roles_highest(r), CN_ACCESS_OFFICER);
	cn_val *list = cn_roles_list(a, r);
	assert_int_equal(list->n, 2);
	assert_true(cn_is_text(list->first, "reader"));
	assert_int_equal(cn_roles_highest(0), CN_ACCESS_PUBLIC);
	static const char *const bad[] = { "", "public", "never", "Officer", "reader,,officer", "reader,", "officer;reader" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(cn_roles_parse(cn_str_z(bad[i]), &r, &err), CN_EINPUT);
	assert_true(cn_contains(cn_str_z(err.hint), CN_S("administrator")));
}

/* ---- how often ---- */

static cn_throttle table;

static void nobody_waits_for_good(void **state)
{
	(void)state;
	const uint8_t secret[CN_THROTTLE_SECRET_BYTES] = { 7 };
	const cn_throttle_rule rule = { 3, 1000 };
	cn_throttle_init(&table, secret);
	for (int i = 0; i < 3; i++)
		assert_int_equal(cn_throttle_take(&table, "name", CN_S("anna"), rule, 50), 0);
	assert_int_equal(cn_throttle_take(&table, "name", CN_S("anna"), rule, 50), 1000);
	assert_int_equal(cn_throttle_take(&table, "name", CN_S("anna"), rule, 250), 800); /* refused tries cost nothing */
	assert_int_equal(cn_throttle_take(&table, "name", CN_S("anna"), rule, 1050), 0);
	assert_int_equal(cn_throttle_take(&table, "name", CN_S("anna"), rule, 1051), 999);
	assert_int_equal(cn_throttle_take(&table, "name", CN_S("bert"), rule, 1051), 0);
	assert_int_equal(cn_throttle_take(&table, "from", CN_S("anna"), rule, 1051), 0); /* another kind */
	assert_true(cn_throttle_busy(&table, "name", CN_S("anna"), 1051));
	assert_false(cn_throttle_busy(&table, "name", CN_S("anna"), 9000));
	assert_false(cn_throttle_busy(&table, "name", CN_S("carl"), 1051));
	cn_throttle_give(&table, "name", CN_S("anna"), rule, 1051);
	assert_int_equal(cn_throttle_take(&table, "name", CN_S("anna"), rule, 1051), 0);
	for (int i = 0; i < 3; i++) /* full again after a rest, and no fuller */
		assert_int_equal(cn_throttle_take(&table, "name", CN_S("anna"), rule, 9000000), 0);
	assert_int_not_equal(cn_throttle_take(&table, "name", CN_S("anna"), rule, 9000000), 0);
}

static void the_table_is_bounded_and_the_busiest_stay(void **state)
{
	(void)state;
	const uint8_t secret[CN_THROTTLE_SECRET_BYTES] = { 9 };
	const cn_throttle_rule rule = { 5, 1000000 };
	cn_throttle_init(&table, secret);
	for (int i = 0; i < 5; i++)
		assert_int_equal(cn_throttle_take(&table, "name", CN_S("attacked"), rule, 1), 0);
	for (unsigned i = 0; i < 4 * CN_THROTTLE_SETS * CN_THROTTLE_WAYS; i++) {
		char other[16];
		(void)snprintf(other, sizeof other, "other%u", i);
		assert_int_equal(cn_throttle_take(&table, "name", cn_str_z(other), rule, 2), 0);
	}
	assert_int_not_equal(cn_throttle_take(&table, "name", CN_S("attacked"), rule, 3), 0); /* not washed out by many others */
}

int main(void)
{
	if (cn_sign_start(NULL) != CN_OK)
		return 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_of_rfc_4226),
		cmocka_unit_test(codes_are_those_of_rfc_6238),
		cmocka_unit_test(a_key_of_codes_is_shown_in_base32),
		cmocka_unit_test(a_password_is_long_and_not_the_name),
		cmocka_unit_test(a_password_is_kept_as_argon2id),
		cmocka_unit_test(a_password_of_another_program_is_read),
		cmocka_unit_test(tokens_differ_by_their_use),
		cmocka_unit_test(the_highest_role_counts),
		cmocka_unit_test(nobody_waits_for_good),
		cmocka_unit_test(the_table_is_bounded_and_the_busiest_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
