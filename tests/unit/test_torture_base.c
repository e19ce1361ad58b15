/* base under torture: building, copying and writing trees while each allocation fails once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../torture/torture.h"

static cn_code build_and_copy(void *arg, cn_err *err)
{
	(void)arg;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	if (!a)
		return CN_NOMEM(err);
	cn_val *list = cn_list(a);
	for (int i = 0; i < 60; i++) { /* enough for several blocks */
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "i", cn_int(a, i));
		cn_put(a, m, "text", cn_text(a, cn_strf(a, "%0100d", i)));
		cn_put(a, m, "real", cn_real(a, 1.0 / (i + 1)));
		cn_put(a, m, "flag", cn_bool(a, i % 2 == 0));
	}
	cn_val *copy = cn_val_copy(a, list);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	assert_true(cn_val_eq(list, copy));
	return CN_OK;
}

static void building_survives_each_failure(void **state)
{
	(void)state;
	assert_in_range(torture_run("building a tree", build_and_copy, NULL), 3, 20000);
}

static cn_code grow_text(void *arg, cn_err *err)
{
	(void)arg;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	for (int i = 0; i < 2000; i++)
		cn_buf_printf(&b, "%d,", i);
	static const uint8_t bytes[64] = { 1, 2, 3 };
	cn_hex(&b, bytes, sizeof bytes);
	cn_base64(&b, bytes, sizeof bytes);
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str raw;
	if (b.failed || !a)
		return CN_NOMEM(err);
	if (!cn_unbase64(a, CN_S("AQID"), &raw))
		return cn_arena_ok(a) ? CN_FAIL(err, CN_EINTERNAL, "AQID is base64") : cn_arena_fail(a, err);
	return CN_OK;
}

static void growing_text_survives_each_failure(void **state)
{
	(void)state;
	assert_in_range(torture_run("growing a text", grow_text, NULL), 3, 1000);
}

static void failure_is_sticky(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_test_fail_alloc = 1;
	assert_null(CN_NEW(a, int, 1));
	assert_int_equal(cn_test_fail_alloc, 0);
	assert_null(CN_NEW(a, int, 1));
	cn_err err;
	assert_int_equal(cn_arena_fail(a, &err), CN_ENOMEM);
	CN_AUTO_ARENA small = cn_arena_new(64);
	assert_null(CN_NEW(small, char, 65));
	assert_int_equal(cn_arena_fail(small, &err), CN_ETOOBIG);
}

/* Half a text never stands for a whole one: whatever is made of a buffer that failed fails too, and for the same reason. */
static void a_text_that_failed_is_not_copied(void **state)
{
	(void)state;
	cn_err err;
	CN_AUTO_ARENA whole = cn_arena_new(1 << 20);
	CN_AUTO_ARENA no_memory = cn_arena_new(1 << 20);
	CN_AUTO_ARENA too_long = cn_arena_new(1 << 20);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4);
	cn_buf_putz(&b, "1234");
	assert_true(cn_eqz(cn_buf_copy(whole, &b), "1234") && cn_arena_ok(whole));
	cn_buf_putz(&b, "5");
	assert_true(b.failed && b.over_cap);
	assert_int_equal(cn_buf_copy(too_long, &b).n, 0);
	assert_int_equal(cn_arena_fail(too_long, &err), CN_ETOOBIG);
	CN_AUTO_BUF c;
	cn_buf_init(&c, 4);
	cn_test_fail_alloc = 1;
	cn_buf_putz(&c, "1");
	assert_true(c.failed && !c.over_cap);
	assert_int_equal(cn_buf_copy(no_memory, &c).n, 0);
	assert_false(cn_arena_ok(no_memory));
	assert_int_equal(cn_arena_fail(no_memory, &err), CN_ENOMEM);
	assert_int_equal(cn_buf_copy(NULL, &c).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(building_survives_each_failure),
		cmocka_unit_test(growing_text_survives_each_failure),
		cmocka_unit_test(failure_is_sticky),
		cmocka_unit_test(a_text_that_failed_is_not_copied),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
