/* JSON under torture: parsing and writing while each allocation fails once, ours and jansson's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../torture/torture.h"

static const char document[] =
	"{\"kind\":\"finding/1\",\"refs\":[{\"role\":\"evidence\",\"to\":\"sha256:00\"}],\"body\":{\"text\":\"line\\n\\u00e9\",\"n\":-12,"
	"\"x\":0.5,\"deep\":[[[[true,false,null]]]],\"empty\":{},\"none\":[]},\"long\":\"0123456789012345678901234567890123456789\"}";

static cn_code parse_and_write(void *arg, cn_err *err)
{
	cn_str *text = arg;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	if (!a)
		return CN_NOMEM(err);
	const cn_val untouched = { 0 };
	const cn_val *v = &untouched;
	cn_code rc = cn_json_parse(a, *text, CN_JSON_DEPTH_MAX, &v, err);
	if (rc != CN_OK) {
		assert_ptr_equal(v, &untouched);
		return rc;
	}
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	cn_json_write(&b, v, 0);
	return b.failed ? CN_NOMEM(err) : CN_OK;
}

static void parsing_survives_each_failure(void **state)
{
	(void)state;
	cn_str text = cn_str_z(document);
	unsigned n = torture_run("parsing a document", parse_and_write, &text);
	assert_in_range(n, 10, 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parsing_survives_each_failure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
