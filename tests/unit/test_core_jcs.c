/* RFC 8785: the numbers of its appendix B, its worked document, the order of keys, and the profile of payloads. With CONCORD_VECTORS also the
 * files of cyberphone/json-canonicalization. */
#include "core_help.h"

#include "core/jcs.h"
#include "store/file.h"

static void numbers_of_the_rfc(void **state)
{
	(void)state;
	static const struct {
		uint64_t bits;
		const char *want; /* NULL: refused */
	} cases[] = {
		/* RFC 8785, appendix B */
		{ 0x0000000000000000, "0" },
		{ 0x8000000000000000, "0" },
		{ 0x0000000000000001, "5e-324" },
		{ 0x8000000000000001, "-5e-324" },
		{ 0x7fefffffffffffff, "1.7976931348623157e+308" },
		{ 0xffefffffffffffff, "-1.7976931348623157e+308" },
		{ 0x4340000000000000, "9007199254740992" },
		{ 0xc340000000000000, "-9007199254740992" },
		{ 0x4430000000000000, "295147905179352830000" },
		{ 0x7fffffffffffffff, NULL },
		{ 0x7ff0000000000000, NULL },
		{ 0x44b52d02c7e14af5, "9.999999999999997e+22" },
		{ 0x44b52d02c7e14af6, "1e+23" },
		{ 0x44b52d02c7e14af7, "1.0000000000000001e+23" },
		{ 0x444b1ae4d6e2ef4e, "999999999999999700000" },
		{ 0x444b1ae4d6e2ef4f, "999999999999999900000" },
		{ 0x444b1ae4d6e2ef50, "1e+21" },
		{ 0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7" },
		{ 0x3eb0c6f7a0b5ed8d, "0.000001" },
		{ 0x41b3de4355555553, "333333333.3333332" },
		{ 0x41b3de4355555554, "333333333.33333325" },
		{ 0x41b3de4355555555, "333333333.3333333" },
		{ 0x41b3de4355555556, "333333333.3333334" },
		{ 0x41b3de4355555557, "333333333.33333343" },
		{ 0xbecbf647612f3696, "-0.0000033333333333333333" },
		{ 0x43143ff3c1cb0959, "1424953923781206.2" },
		/* ours: the edges of the integer way, of plain and exponent form */
		{ 0x4480f0cf064dd592, "1e+22" },
		{ 0xfff0000000000000, NULL },
		{ 0x3ff0000000000000, "1" },
		{ 0xbff8000000000000, "-1.5" },
		{ 0x3e7ad7f29abcaf48, "1e-7" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double x;
		char out[CN_REAL_BYTES] = "untouched";
		memcpy(&x, &cases[i].bits, sizeof x);
		assert_int_equal(cn_jcs_number(x, out), cases[i].want != NULL);
		assert_string_equal(out, cases[i].want ? cases[i].want : "untouched");
	}
}

static void numbers_read_back(void **state)
{
	(void)state;
	cn_rng rng;
	cn_rng_init(&rng, 8785);
	for (unsigned i = 0; i < 20000; i++) {
		uint64_t bits = cn_rng_next(&rng);
		double x, y;
		char out[CN_REAL_BYTES];
		memcpy(&x, &bits, sizeof x);
		if (!cn_jcs_number(x, out))
			continue;
		assert_ok(cn_real_parse(cn_str_z(out), &y, err));
		assert_true(x == y);
	}
}

static cn_code canon(cn_arena *a, const char *json, cn_buf *out)
{
	const cn_val *v;
	cn_err why;
	assert_ok(cn_json_parse(a, cn_str_z(json), CN_JSON_FOREIGN_DEPTH_MAX, &v, err));
	return cn_jcs(a, v, out, &why);
}

static void worked_documents(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out, *why;
	} cases[] = {
		{ "{\"numbers\":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"
		  "\"string\":\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\",\"literals\":[null,true,false]}",
		  "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
		  "\"string\":\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
		  "RFC 8785, section 3.2.2" },
		{ "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\","
		  "\"\\ud83d\\ude00\":\"Emoji\",\"\\u0080\":\"Control\",\"\\u00f6\":\"o\"}",
		  "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\",\"\xc3\xb6\":\"o\",\"\xe2\x82\xac\":\"Euro Sign\","
		  "\"\xf0\x9f\x98\x80\":\"Emoji\",\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}",
		  "RFC 8785, section 3.2.3: UTF-16 order puts U+1F600 before U+FB33" },
		{ "{\"a\":{},\"\":[],\"aa\":[{}]}", "{\"\":[],\"a\":{},\"aa\":[{}]}", "empty containers and the empty key" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 16);
		assert_int_equal(canon(a, cases[i].in, &b), CN_OK);
		assert_string_equal(b.p, cases[i].out);
	}
}

static void refuses_what_has_no_canonical_form(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	cn_val *m = cn_map(a);
	cn_put(a, m, "x", cn_int(a, 1));
	cn_put(a, m, "x", cn_int(a, 2));
	assert_int_equal(cn_jcs(a, m, &b, NULL), CN_EINPUT);
	assert_int_equal(cn_jcs(a, cn_int(a, CN_INT_MAX + 1), &b, NULL), CN_ETOOBIG);
	assert_int_equal(cn_jcs(a, cn_int(a, -CN_INT_MAX), &b, NULL), CN_OK);
	assert_int_equal(cn_jcs(a, cn_text(a, CN_S("\xff")), &b, NULL), CN_EINPUT);
	assert_int_equal(cn_jcs(a, NULL, &b, NULL), CN_EINPUT);
	cn_val *r = cn_int(a, 0);
	r->type = CN_REAL;
	r->r = 1.0 / 0.0;
	assert_int_equal(cn_jcs(a, r, &b, NULL), CN_EUNDEFINED);
	cn_val *deep = cn_list(a), *at = deep;
	for (int i = 0; i < CN_JSON_FOREIGN_DEPTH_MAX + 1; i++)
		at = cn_push(a, at, cn_list(a));
	assert_int_equal(cn_jcs(a, deep, &b, NULL), CN_ETOOBIG);
}

static void payloads_keep_the_profile(void **state)
{
	(void)state;
	static const struct {
		const char *in;
		cn_code want;
		const char *why;
	} cases[] = {
		{ "{\"a\":1,\"b\":[\"x\"]}", CN_OK, "canonical" },
		{ "{\"b\":1,\"a\":2}", CN_EINPUT, "keys out of order" },
		{ "{\"a\": 1}", CN_EINPUT, "white space" },
		{ "{\"a\":1}\n", CN_EINPUT, "trailing newline" },
		{ "{\"a\":\"\\u0041\"}", CN_EINPUT, "an escape that is not needed" },
		{ "{\"a\":1.5}", CN_EINPUT, "a real" },
		{ "{\"a\":1e2}", CN_EINPUT, "an integer in exponent form" },
		{ "{\"a\":-0}", CN_EINPUT, "minus zero" },
		{ "{\"a\":9007199254740991}", CN_OK, "2^53 - 1" },
		{ "{\"a\":9007199254740992}", CN_ETOOBIG, "2^53" },
		{ "{\"a\":1,\"a\":1}", CN_EINPUT, "a duplicate key" },
		{ "{\"a\":\"\\ud800\"}", CN_EINPUT, "a lone surrogate" },
		{ "{\"a\":\"\\u0000\"}", CN_EINPUT, "NUL" },
		{ "", CN_EINPUT, "nothing" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		const cn_val *v;
		cn_code rc = cn_payload_read(a, cn_str_z(cases[i].in), &v, NULL);
		if (rc != cases[i].want)
			fail_msg("%s (%s): %d, not %d", cases[i].in, cases[i].why, (int)rc, (int)cases[i].want);
	}
}

static void payload_bounds_at_max_and_one_more(void **state)
{
	(void)state;
	for (int more = 0; more <= 1; more++) {
		CN_AUTO_ARENA a = cn_arena_new(8 << 20);
		const cn_val *v;
		size_t n = CN_PAYLOAD_BYTES_MAX + (size_t)more;
		char *p = CN_NEW(a, char, n);
		memset(p, 'x', n);
		p[0] = p[n - 1] = '"';
		assert_int_equal(cn_payload_read(a, (cn_str){ p, n }, &v, NULL), more ? CN_ETOOBIG : CN_OK);
		n = CN_JSON_DEPTH_MAX + (size_t)more;
		memset(p, '[', n);
		memset(p + n, ']', n);
		assert_int_equal(cn_payload_read(a, (cn_str){ p, 2 * n }, &v, NULL), more ? CN_ETOOBIG : CN_OK);
	}
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_val *m = cn_map(a), *list = cn_put(a, m, "rates", cn_list(a)), *r = cn_push(a, list, cn_int(a, 0));
	r->type = CN_REAL;
	cn_err why;
	assert_int_equal(cn_payload_check(m, &why), CN_EINPUT);
	assert_string_equal(why.msg, "rates[0]: a real must be written as a decimal text");
}

static void files_of_others(void **state)
{
	(void)state;
	static const char *const names[] = { "arrays", "french", "structures", "unicode", "values", "weird" };
	const char *root = getenv("CONCORD_VECTORS");
	if (!root) {
		print_message("skipped: no vectors (6 files)\n");
		return;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 16);
		cn_str in, out;
		const cn_val *v;
		assert_ok(cn_file_read(a, cn_cstr(a, cn_strf(a, "%s/jcs/testdata/input/%s.json", root, names[i])), 1 << 16, &in, err));
		assert_ok(cn_file_read(a, cn_cstr(a, cn_strf(a, "%s/jcs/testdata/output/%s.json", root, names[i])), 1 << 16, &out, err));
		assert_ok(cn_json_parse(a, in, CN_JSON_FOREIGN_DEPTH_MAX, &v, err));
		assert_ok(cn_jcs(a, v, &b, err));
		assert_true(cn_eq(cn_buf_str(&b), cn_trim(out)));
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(numbers_of_the_rfc),
		cmocka_unit_test(numbers_read_back),
		cmocka_unit_test(worked_documents),
		cmocka_unit_test(refuses_what_has_no_canonical_form),
		cmocka_unit_test(payloads_keep_the_profile),
		cmocka_unit_test(payload_bounds_at_max_and_one_more),
		cmocka_unit_test(files_of_others),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
