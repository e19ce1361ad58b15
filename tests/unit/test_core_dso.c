/* A library is there, is not there, or is another than was meant. */
#include "core_help.h"

#include "core/dso.h"

#include <math.h>

#define CALLS(X) X(cos) X(ldexp)

static void what_is_found_can_be_called(void **state)
{
	(void)state;
	static CN_DSO_TABLE(CALLS) lib;
	static const char *const calls[] = { CALLS(CN_DSO_NAME) NULL };
	cn_err err = { 0 };
	assert_int_equal(cn_dso_load("libm.so.6", "libc6", calls, &lib, &err), CN_OK);
	assert_true(lib.ldexp(lib.cos(0), 3) > 7.9 && lib.ldexp(lib.cos(0), 3) < 8.1);
	assert_int_equal(cn_dso_load("libnone.so.0", "libc6", calls, &lib, &err), CN_OK); /* it is loaded already */
}

static void what_is_missing_is_named_with_its_package(void **state)
{
	(void)state;
	static const char *const calls[] = { "cos", "no_such_call", NULL };
	void *to[2] = { NULL, NULL };
	cn_err err = { 0 };
	assert_int_equal(cn_dso_load("libnone.so.0", "libnone0", calls, to, &err), CN_EUNSUPPORTED);
	assert_string_equal(err.msg, "the library libnone.so.0, which this needs, is not installed here");
	assert_string_equal(err.hint, "apt install libnone0");
	assert_int_equal(cn_dso_load("libm.so.6", "libc6", calls, to, &err), CN_EUNSUPPORTED);
	assert_string_equal(err.msg, "the library libm.so.6 has no no_such_call: it is another version than this program was built for");
	assert_null(to[0]); /* all or nothing */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_found_can_be_called),
		cmocka_unit_test(what_is_missing_is_named_with_its_package),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
