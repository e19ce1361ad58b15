/* base at its edges: what the round trips of test_base.c do not reach. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/base.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static void text_is_compared_and_cut(void **state)
{
	(void)state;
	assert_true(cn_eqz(cn_str_z(NULL), ""));
	assert_int_equal(cn_cmp(CN_S("ab"), CN_S("abc")), -1);
	assert_int_equal(cn_cmp(CN_S("b"), CN_S("abc")), 1);
	assert_int_equal(cn_cmp(CN_S("a"), CN_S("b")), -1);
	assert_int_equal(cn_cmp(CN_S(""), CN_S("")), 0);
	assert_int_equal(cn_cmp(CN_S("\xff"), CN_S("a")), 1); /* bytes, not signed characters */
	assert_true(cn_starts(CN_S("sha256:00"), "sha256:"));
	assert_false(cn_starts(CN_S("sha"), "sha256:"));
	assert_true(cn_ends(CN_S("a.yaml"), ".yaml"));
	assert_false(cn_ends(CN_S("yaml"), ".yaml"));
	static const char *const ended[] = { "", "Yes.", "Really?", "No!", "是。", "是吗？", "不！" }, *const open[] = { "Yes", "是", "a, b", "why? because", "：" };
	for (size_t i = 0; i < sizeof ended / sizeof *ended; i++)
		assert_true(cn_ends_sentence(cn_str_z(ended[i])));
	for (size_t i = 0; i < sizeof open / sizeof *open; i++)
		assert_false(cn_ends_sentence(cn_str_z(open[i])));
	assert_true(cn_contains(CN_S("abc"), CN_S("bc")));
	assert_true(cn_contains(CN_S("abc"), CN_S("abc")));
	assert_true(cn_contains(CN_S(""), CN_S("")));
	assert_false(cn_contains(CN_S("abc"), CN_S("abd")));
	assert_false(cn_contains(CN_S("ab"), CN_S("abc")));
	assert_true(cn_eqz(cn_trim(CN_S(" \t x y\r\n")), "x y"));
	assert_true(cn_eqz(cn_trim(CN_S(" \n ")), ""));
	assert_true(cn_eqz(cn_sub(CN_S("abc"), 1, SIZE_MAX), "bc"));
	assert_true(cn_eqz(cn_sub(CN_S("abc"), 7, 1), ""));
	cn_str head, rest;
	assert_true(cn_split(CN_S("a=b=c"), '=', &head, &rest));
	assert_true(cn_eqz(head, "a") && cn_eqz(rest, "b=c"));
	assert_false(cn_split(CN_S("abc"), '=', &head, &rest));
	assert_true(cn_eqz(head, "abc") && cn_eqz(rest, ""));
}

static void edit_distance_is_bounded(void **state)
{
	(void)state;
	assert_int_equal(cn_edit_distance(CN_S(""), CN_S("abc"), 5), 3);
	assert_int_equal(cn_edit_distance(CN_S("kitten"), CN_S("sitting"), 5), 3);
	assert_int_equal(cn_edit_distance(CN_S("kitten"), CN_S("sitting"), 2), 3);
	char most[66];
	memset(most, 'a', sizeof most);
	assert_int_equal(cn_edit_distance((cn_str){ most, 64 }, (cn_str){ most, 64 }, 2), 0);
	assert_int_equal(cn_edit_distance((cn_str){ most, 65 }, (cn_str){ most, 65 }, 2), 3); /* longer than it looks at */
}

static void utf8_edges_are_where_the_standard_puts_them(void **state)
{
	(void)state;
	static const struct {
		const char *z;
		bool ok;
	} cases[] = {
		{ "\x7f", true },		{ "\x80", false },	       { "\xc1\xbf", false },	       { "\xc2\x80", true },
		{ "\xdf\xbf", true },		{ "\xe0\x9f\xbf", false },     { "\xe0\xa0\x80", true },       { "\xed\x9f\xbf", true },
		{ "\xed\xa0\x80", false },	{ "\xee\x80\x80", true },      { "\xef\xbf\xbf", true },       { "\xf0\x8f\xbf\xbf", false },
		{ "\xf0\x90\x80\x80", true },	{ "\xf4\x8f\xbf\xbf", true },  { "\xf4\x90\x80\x80", false },  { "\xf5\x80\x80\x80", false },
		{ "\xff", false },		{ "a\xc2", false },	       { "\xe4\xb8\x41", false },      { "\xf0\x90\x80", false },
	};
	for (size_t i = 0; i < COUNT(cases); i++)
		if (cn_utf8_ok(cn_str_z(cases[i].z)) != cases[i].ok)
			fail_msg("case %zu", i);
}

static void whole_numbers_stop_at_their_range(void **state)
{
	(void)state;
	static const struct {
		const char *z;
		cn_code code;
		int64_t x;
	} cases[] = {
		{ "0", CN_OK, 0 },
		{ "-0", CN_OK, 0 },
		{ "007", CN_OK, 7 },
		{ "9223372036854775807", CN_OK, INT64_MAX },
		{ "-9223372036854775808", CN_OK, INT64_MIN },
		{ "9223372036854775808", CN_EINPUT, 0 },
		{ "-9223372036854775809", CN_EINPUT, 0 },
		{ "92233720368547758070", CN_EINPUT, 0 },
		{ "", CN_EINPUT, 0 },
		{ "-", CN_EINPUT, 0 },
		{ "+1", CN_EINPUT, 0 },
		{ " 1", CN_EINPUT, 0 },
		{ "1 ", CN_EINPUT, 0 },
		{ "1e3", CN_EINPUT, 0 },
		{ "0x1", CN_EINPUT, 0 },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t x = 77;
		cn_err err;
		assert_int_equal(cn_int_parse(cn_str_z(cases[i].z), INT64_MIN, INT64_MAX, &x, &err), cases[i].code);
		assert_true(x == (cases[i].code == CN_OK ? cases[i].x : 77)); /* untouched on failure */
	}
	int64_t x = 77;
	assert_int_equal(cn_int_parse(CN_S("10"), 1, 10, &x, NULL), CN_OK);
	assert_int_equal(cn_int_parse(CN_S("11"), 1, 10, &x, NULL), CN_EINPUT);
	assert_int_equal(cn_int_parse(CN_S("0"), 1, 10, &x, NULL), CN_EINPUT);
	assert_true(x == 10);
}

static void reals_have_one_form(void **state)
{
	(void)state;
	static const char *const good[][2] = {
		{ "1", "1" },		{ "-1.50", "-1.5" },	 { "+2", "2" },	      { ".5", "0.5" },	  { "5.", "5" },
		{ "1e3", "1000" },	{ "1E+3", "1000" },	 { "1e-7", "1e-7" },  { "0.00001", "1e-5" }, { "123456789012345", "1.23456789012e14" },
		{ "1e300", "1e300" },	{ "-0", "0" },		 { "1e-400", "0" },   { "100000", "100000" },
	};
	for (size_t i = 0; i < COUNT(good); i++) {
		double x = 0, again = 0;
		char z[CN_REAL_BYTES];
		assert_int_equal(cn_real_parse(cn_str_z(good[i][0]), &x, NULL), CN_OK);
		cn_real_text(x, z);
		if (i != 9) /* where twelve digits end and the exponent begins is the printer's to say; reading it back must hold */
			assert_string_equal(z, good[i][1]);
		assert_int_equal(cn_real_parse(cn_str_z(z), &again, NULL), CN_OK);
		assert_true(again - x <= 1e-11 * (x < 0 ? -x : x) && x - again <= 1e-11 * (x < 0 ? -x : x));
	}
	static const char *const bad[] = { "", "-", ".", "e5", "1e", "1e+", "1e5x", "1x", "inf", "nan", "0x1p3", " 1", "1,5", "1e999", "-1e999", "1..2" };
	for (size_t i = 0; i < COUNT(bad); i++) {
		double x = 77;
		assert_int_equal(cn_real_parse(cn_str_z(bad[i]), &x, NULL), CN_EINPUT);
		assert_true(x == 77);
	}
	char z[200];
	memset(z, '1', sizeof z);
	double x;
	assert_int_equal(cn_real_parse((cn_str){ z, sizeof z }, &x, NULL), CN_EINPUT);
}

static void decimals_at_their_bounds(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "0", "0" },		     { "-0.000", "0" },	      { "0e99", "0" },		 { "1e21", "1e21" },  { "1e20", "100000000000000000000" },
		{ "-1.5e30", "-1.5e30" },    { "0.0000001", "0.0000001" }, { "0.000000012", "1.2e-8" }, { "0.001", "0.001" }, { "+7", "7" },
		{ "123.456e1", "1234.56" },  { "1E+2", "100" },	      { "00012.50", "12.5" },
	};
	for (size_t i = 0; i < COUNT(pairs); i++) {
		cn_dec d;
		CN_AUTO_BUF b;
		cn_buf_init(&b, 8192);
		assert_int_equal(cn_dec_parse(cn_str_z(pairs[i][0]), &d, NULL), CN_OK);
		cn_dec_text(&d, &b);
		assert_string_equal(b.p, pairs[i][1]);
	}
	static const char *const bad[] = { "", "-", "+", ".", "e1", "1e", "1e99999", "1e-99999", "1..", "--1", "1e1.5", "1 ", "0.01e-4096" };
	for (size_t i = 0; i < COUNT(bad); i++) {
		cn_dec d = { .n = 9 };
		assert_int_equal(cn_dec_parse(cn_str_z(bad[i]), &d, NULL), CN_EINPUT);
		assert_int_equal(d.n, 9);
	}
	char digits[CN_DEC_DIGITS_MAX + 2];
	memset(digits, '7', sizeof digits);
	cn_dec d, e;
	cn_err err;
	assert_int_equal(cn_dec_parse((cn_str){ digits, CN_DEC_DIGITS_MAX }, &d, &err), CN_OK);
	assert_int_equal(cn_dec_parse((cn_str){ digits, CN_DEC_DIGITS_MAX + 1 }, &d, &err), CN_ETOOBIG);
	assert_int_equal(cn_dec_parse(CN_S("-3"), &d, NULL), CN_OK);
	assert_int_equal(cn_dec_parse(CN_S("0"), &e, NULL), CN_OK);
	assert_int_equal(cn_dec_cmp(&d, &e), -1);
	assert_int_equal(cn_dec_cmp(&e, &d), 1);
	assert_true(cn_dec_real(&d) == -3);
	assert_int_equal(cn_dec_parse(CN_S("1e4000"), &d, NULL), CN_OK);
	assert_true(cn_dec_real(&d) == 1.7976931348623157e308); /* shown, never compared */
	assert_int_equal(cn_dec_parse(CN_S("-1e4000"), &d, NULL), CN_OK);
	assert_true(cn_dec_real(&d) == -1.7976931348623157e308);
}

static void dates_at_their_bounds(void **state)
{
	(void)state;
	cn_date d, e;
	char z[CN_TIME_BYTES];
	static const char *const good[] = { "0001-01-01", "1969-12-31", "1900-02-28", "2000-02-29", "9999-12-31" };
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_int_equal(cn_date_parse(cn_str_z(good[i]), &d, NULL), CN_OK);
		cn_date_text(d, z);
		assert_string_equal(z, good[i]);
	}
	static const char *const bad[] = { "", "2026-1-1", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32", "1900-02-29", "0000-01-01",
					   "2026/01/01", "2026-01-011", "20x6-01-01", "2026-04-31" };
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_int_equal(cn_date_parse(cn_str_z(bad[i]), &d, NULL), CN_EINPUT);
	cn_date_text(CN_DATE_NONE, z);
	assert_string_equal(z, "");
	static const char *const later[][3] = { { "2026-11-23", "P30D", "2026-12-23" }, { "2026-11-23", "P2W", "2026-12-07" },
						{ "2026-08-31", "P6M", "2027-02-28" },	{ "2028-02-29", "P1Y", "2029-02-28" },
						{ "2026-12-15", "P1M", "2027-01-15" },	{ "2026-11-23", "P0D", "2026-11-23" } };
	for (size_t i = 0; i < COUNT(later); i++) {
		assert_int_equal(cn_date_parse(cn_str_z(later[i][0]), &d, NULL), CN_OK);
		assert_int_equal(cn_date_plus(d, cn_str_z(later[i][1]), &e, NULL), CN_OK);
		cn_date_text(e, z);
		assert_string_equal(z, later[i][2]);
	}
	static const char *const odd[] = { "", "P", "PD", "1D", "P1", "P1H", "P-1D", "P100001D", "P1Y2M", "PT1D", "P9000Y", "P100000M" };
	assert_int_equal(cn_date_parse(CN_S("2026-11-23"), &d, NULL), CN_OK);
	for (size_t i = 0; i < COUNT(odd); i++)
		assert_int_equal(cn_date_plus(d, cn_str_z(odd[i]), &e, NULL), CN_EINPUT);
	assert_int_equal(cn_date_parse(CN_S("9999-12-31"), &d, NULL), CN_OK);
	assert_int_equal(cn_date_plus(d, CN_S("P1D"), &e, NULL), CN_EINPUT);
}

static void times_at_their_bounds(void **state)
{
	(void)state;
	static const char *const same[] = { "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z",
					    "9999-12-31T23:59:59Z", "2026-11-23T19:20:21.000001Z" };
	for (size_t i = 0; i < COUNT(same); i++) {
		int64_t us;
		char z[CN_TIME_BYTES];
		assert_int_equal(cn_time_parse(cn_str_z(same[i]), &us, NULL), CN_OK);
		cn_time_text(us, z);
		assert_string_equal(z, same[i]);
	}
	static const char *const bad[] = { "", "2026-11-23", "2026-11-23T19:20:21", "2026-11-23T24:00:00Z", "2026-11-23T19:60:00Z",
					   "2026-11-23T19:20:60Z", "2026-11-23 19:20:21Z", "2026-11-23T19.20:21Z", "2026-11-23T19:20.21Z",
					   "2026-11-23T19:20:21.Z", "2026-11-23T19:20:21.1234567Z", "2026-11-23T19:20:21,5Z", "2026-02-30T19:20:21Z",
					   "2026-11-23T19:20:21+00:00", "2026-11-23Tab:20:21Z", "2026-11-23T19:20:21.xZ" };
	for (size_t i = 0; i < COUNT(bad); i++) {
		int64_t us = 77;
		assert_int_equal(cn_time_parse(cn_str_z(bad[i]), &us, NULL), CN_EINPUT);
		assert_true(us == 77);
	}
	assert_int_equal(cn_time_date(-1), -1);
	assert_int_equal(cn_time_date(0), 0);
}

static void every_code_has_its_exit(void **state)
{
	(void)state;
	static const int want[] = { [CN_OK] = 0,	[CN_EINPUT] = 3, [CN_ETOOBIG] = 3, [CN_ENOTFOUND] = 3, [CN_EUNDEFINED] = 3, [CN_EFORGED] = 3,
				    [CN_EABSENT] = 3, [CN_ESTATE] = 4, [CN_EIO] = 4,	[CN_ENOMEM] = 4,    [CN_EUNSUPPORTED] = 4, [CN_EINTERNAL] = 70 };
	for (unsigned c = 0; c < COUNT(want); c++)
		assert_int_equal(cn_exit_code((cn_code)c), want[c]);
	assert_int_equal(cn_exit_code((cn_code)99), 70);
	cn_err err;
	assert_int_equal(CN_FAIL(&err, CN_EIO, "x"), CN_EIO);
	assert_non_null(strstr(err.where, "test_base_edges.c:"));
	assert_int_equal(cn_hint(&err, "try %s", "y"), CN_EIO);
	assert_string_equal(err.hint, "try y");
	assert_int_equal(CN_FAIL(NULL, CN_EIO, "x"), CN_EIO);
	assert_int_equal(cn_while(NULL, "x"), CN_EINTERNAL);
	assert_int_equal(cn_hint(NULL, "x"), CN_EINTERNAL);
	char lots[2000];
	memset(lots, 'm', sizeof lots - 1);
	lots[sizeof lots - 1] = '\0';
	assert_int_equal(CN_FAIL(&err, CN_EIO, "%s", lots), CN_EIO);
	assert_int_equal(cn_while(&err, "%s", lots), CN_EIO); /* cut, not past its end */
	assert_true(strlen(err.msg) < CN_ERR_BYTES);
}

static void three_answers_follow_kleene(void **state)
{
	(void)state;
	static const cn_tri F = CN_FALSE, T = CN_TRUE, U = CN_UNKNOWN;
	const cn_tri all[] = { F, T, U };
	const cn_tri and_want[3][3] = { { F, F, F }, { F, T, U }, { F, U, U } };
	const cn_tri or_want[3][3] = { { F, T, U }, { T, T, T }, { U, T, U } };
	for (size_t i = 0; i < 3; i++)
		for (size_t j = 0; j < 3; j++) {
			assert_int_equal(cn_tri_and(all[i], all[j]), and_want[i][j]);
			assert_int_equal(cn_tri_or(all[i], all[j]), or_want[i][j]);
			assert_int_equal(cn_tri_not(cn_tri_and(all[i], all[j])), cn_tri_or(cn_tri_not(all[i]), cn_tri_not(all[j])));
		}
	assert_string_equal(cn_tri_text(T), "true");
	assert_string_equal(cn_tri_text(F), "false");
	assert_string_equal(cn_tri_text(U), "unknown");
}

static void trees_are_read_and_compared(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *v = NULL, *w = NULL;
	cn_str one = CN_S("{\"t\":\"x\",\"i\":5,\"b\":true,\"n\":null,\"r\":0.5,\"l\":[1,[2]],\"m\":{\"k\":\"v\"}}");
	cn_str two = CN_S("{\"m\":{\"k\":\"v\"},\"l\":[1,[2]],\"r\":0.5,\"n\":null,\"b\":true,\"i\":5,\"t\":\"x\"}");
	assert_int_equal(cn_json_parse(a, one, 32, &v, NULL), CN_OK);
	assert_int_equal(cn_json_parse(a, two, 32, &w, NULL), CN_OK);
	assert_true(cn_val_eq(v, w)); /* whatever the order of keys */
	assert_true(cn_val_eq(v, cn_val_copy(a, v)));
	assert_true(cn_eqz(cn_get_text(v, "t"), "x"));
	assert_true(cn_eqz(cn_get_text(v, "i"), "") && cn_eqz(cn_get_text(v, "none"), ""));
	assert_true(cn_get_int(v, "i", 9) == 5 && cn_get_int(v, "t", 9) == 9 && cn_get_int(NULL, "i", 9) == 9);
	assert_true(cn_get_bool(v, "b", false) && !cn_get_bool(v, "t", false) && cn_get_bool(v, "none", true));
	assert_true(cn_is_text(cn_get(v, "t"), "x") && !cn_is_text(cn_get(v, "i"), "5") && !cn_is_text(NULL, ""));
	assert_true(cn_at(cn_get(v, "l"), 1)->type == CN_LIST);
	assert_null(cn_at(cn_get(v, "l"), 2));
	assert_null(cn_at(cn_get(v, "t"), 0));
	assert_null(cn_at(NULL, 0));
	assert_null(cn_get(cn_get(v, "l"), "k"));
	static const char *const unequal[][2] = { { "[1]", "[1,2]" },	  { "[1,2]", "[2,1]" },	       { "{\"a\":1}", "{\"b\":1}" }, { "1", "2" },
						  { "1", "\"1\"" },	  { "true", "false" },	       { "0.5", "0.25" },	     { "\"a\"", "\"b\"" },
						  { "null", "false" },	  { "{\"a\":1}", "{\"a\":2}" }, { "[[]]", "[{}]" } };
	for (size_t i = 0; i < COUNT(unequal); i++) {
		assert_int_equal(cn_json_parse(a, cn_str_z(unequal[i][0]), 32, &v, NULL), CN_OK);
		assert_int_equal(cn_json_parse(a, cn_str_z(unequal[i][1]), 32, &w, NULL), CN_OK);
		assert_false(cn_val_eq(v, w));
		assert_true(cn_val_eq(v, v));
	}
	assert_true(cn_val_eq(NULL, NULL));
	assert_false(cn_val_eq(v, NULL));
}

static void builders_pass_failure_on(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 16);
	cn_val *m = cn_map(a);
	assert_null(cn_put(a, NULL, "k", cn_int(a, 1)));
	assert_null(cn_put(a, m, "k", NULL));
	assert_null(cn_push(a, cn_list(a), NULL));
	assert_int_equal(m->n, 0);
	cn_put(a, m, "r", cn_real(a, 1.0 / 3));
	cn_put(a, m, "n", cn_null(a));
	cn_put(a, m, "z", cn_textz(a, "z"));
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1000);
	cn_json_write(&b, m, -1);
	assert_string_equal(b.p, "{\"r\":\"0.333333333333\",\"n\":null,\"z\":\"z\"}");
	cn_buf_reset(&b);
	cn_json_write(&b, m, 0);
	assert_string_equal(b.p, "{\n  \"r\": \"0.333333333333\",\n  \"n\": null,\n  \"z\": \"z\"\n}");
	cn_buf_reset(&b);
	cn_json_text(&b, CN_S("\x01\b\t\n\f\r\"\\\x1f/\x7f"));
	assert_string_equal(b.p, "\"\\u0001\\b\\t\\n\\f\\r\\\"\\\\\\u001f/\x7f\"");
	cn_buf_reset(&b);
	cn_json_write(&b, NULL, -1);
	assert_string_equal(b.p, "null");
}

static void json_refuses_what_is_not_json(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "{", "[1,]", "{\"a\":}", "nul", "\"\\ud800\"", "\"\xff\"", "01", "1 2", "{'a':1}", "\"\\u0000\"",
					   "\"\t\"", "[1e999]", "[99999999999999999999]", "{\"\\u0000\":1}" };
	CN_AUTO_ARENA a = cn_arena_new(1 << 16);
	for (size_t i = 0; i < COUNT(bad); i++) {
		const cn_val *v = NULL;
		cn_err err;
		if (cn_json_parse(a, cn_str_z(bad[i]), 8, &v, &err) != CN_EINPUT || v != NULL)
			fail_msg("case %zu: %s", i, bad[i]);
	}
	const cn_val *v = NULL;
	assert_int_equal(cn_json_parse(a, CN_S("\"[[[[[[[[[[[[\\\"[[[[\""), 2, &v, NULL), CN_OK); /* brackets in a text are no depth */
	cn_arena *small = cn_arena_new(64);
	assert_int_equal(cn_json_parse(small, CN_S("[1,2,3,4,5]"), 8, &v, NULL), CN_ETOOBIG);
	cn_arena_free(small);
	assert_int_equal(cn_json_parse(a, (cn_str){ "1", (size_t)CN_JSON_BYTES_MAX + 1 }, 8, &v, NULL), CN_ETOOBIG);
}

static void buffers_keep_their_cap(void **state)
{
	(void)state;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4);
	assert_true(cn_eqz(cn_buf_str(&b), ""));
	cn_buf_putz(&b, "1234");
	assert_false(b.failed);
	cn_buf_putc(&b, '5');
	assert_true(b.failed);
	assert_string_equal(b.p, "1234");
	cn_buf_reset(&b);
	cn_buf_printf(&b, "%d", 12345);
	assert_true(b.failed);
	size_t n;
	assert_false(cn_add(SIZE_MAX, 1, &n));
	assert_false(cn_mul(SIZE_MAX / 2, 3, &n));
	assert_true(cn_mul(SIZE_MAX, 1, &n) && n == SIZE_MAX);
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	assert_null(cn_alloc(a, SIZE_MAX / 2, 4));
	assert_int_equal(cn_arena_fail(a, NULL), CN_ETOOBIG);
	assert_true(cn_eqz(cn_strf(a, "%d", 1), "")); /* failed for good */
	assert_true(cn_eqz(cn_str_copy(a, CN_S("x")), ""));
	assert_null(cn_cstr(a, (cn_str){ "x", SIZE_MAX }));
	assert_int_equal(cn_arena_used(NULL), 0);
	assert_null(cn_alloc(NULL, 1, 1));
	cn_arena_free(NULL);
	CN_AUTO_ARENA c = cn_arena_new(1 << 20);
	assert_non_null(cn_alloc(c, 0, 8));
	assert_int_equal((uintptr_t)CN_NEW(c, char, 3) % 16, 0);
	assert_int_equal((uintptr_t)CN_NEW(c, char, 3) % 16, 0);
	assert_true(cn_arena_used(c) > 0);
}

static void unknown_keys_name_the_nearest(void **state)
{
	(void)state;
	static const char *const allowed[] = { "title", "status", NULL };
	CN_AUTO_ARENA k = cn_arena_new(1 << 16);
	cn_err err;
	const cn_val *v = NULL;
	assert_int_equal(cn_json_parse(k, CN_S("{\"title\":1}"), 8, &v, NULL), CN_OK);
	assert_int_equal(cn_keys_check(v, allowed, CN_S("f"), &err), CN_OK);
	assert_int_equal(cn_keys_check(v->first, allowed, CN_S("f"), &err), CN_EINPUT);
	assert_int_equal(cn_keys_check(NULL, allowed, CN_S("f"), &err), CN_EINPUT);
	assert_int_equal(cn_json_parse(k, CN_S("{\"titel\":1}"), 8, &v, NULL), CN_OK);
	assert_int_equal(cn_keys_check(v, allowed, CN_S("f"), &err), CN_EINPUT);
	assert_string_equal(err.hint, "title:");
	assert_int_equal(cn_json_parse(k, CN_S("{\"zzzzzz\":1}"), 8, &v, NULL), CN_OK);
	assert_int_equal(cn_keys_check(v, allowed, CN_S("f"), &err), CN_EINPUT);
	assert_string_equal(err.hint, "");
}

static void hex_and_base64_are_one_to_one(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 16);
	uint8_t bytes[32], back[32];
	for (size_t n = 0; n <= sizeof bytes; n++) {
		for (size_t i = 0; i < n; i++)
			bytes[i] = (uint8_t)(i * 37 + n * 11);
		CN_AUTO_BUF b;
		cn_buf_init(&b, 200);
		cn_hex(&b, bytes, n);
		assert_true(cn_unhex(cn_buf_str(&b), back, n));
		assert_memory_equal(bytes, back, n);
		assert_false(cn_unhex(cn_buf_str(&b), back, n + 1));
		cn_buf_reset(&b);
		cn_base64(&b, bytes, n);
		cn_str out;
		assert_true(cn_unbase64(a, cn_buf_str(&b), &out));
		assert_int_equal(out.n, n);
		assert_memory_equal(out.p, bytes, n);
	}
	assert_false(cn_unhex(CN_S("AB"), back, 1)); /* lower case only */
	assert_false(cn_unhex(CN_S("0g"), back, 1));
	assert_false(cn_unhex(CN_S("abc"), back, 1));
	cn_str out;
	assert_false(cn_unbase64(a, CN_S("===="), &out));
	assert_false(cn_unbase64(a, CN_S("aGk=aGk="), &out));
	assert_false(cn_unbase64(a, CN_S("aG\nk"), &out));
}

static void generator_edges(void **state)
{
	(void)state;
	cn_rng r;
	cn_rng_init(&r, 0);
	assert_true(cn_rng_below(&r, 0) == 0 && cn_rng_below(&r, 1) == 0);
	for (int i = 0; i < 200; i++)
		assert_true(cn_rng_below(&r, UINT64_MAX / 2 + 2) < UINT64_MAX / 2 + 2); /* about every second draw is rejected */
	unsigned count[6] = { 0 };
	for (int i = 0; i < 6000; i++)
		count[cn_rng_below(&r, 6)]++;
	for (size_t i = 0; i < 6; i++)
		assert_in_range(count[i], 850, 1150);
}

static void a_member_is_peeked_at_without_a_tree(void **state)
{
	(void)state;
	static const char *const has[] = { "{\"kind\":\"key/1\"}", " {\n\"kind\" :\t\"key/1\" }", "{\"a\":\"b\",\"kind\":\"key/1\"}", "{\"a\":{\"kind\":\"x\"},\"kind\":\"key/1\",\"z\":1}",
					   "{\"a\":[\"kind\",{\"kind\":\"x\"}],\"b\":\"\\\"kind\\\":\",\"kind\":\"key/1\"}", "{\"a\":\"kind\",\"kind\":\"key/1\"}", "{\"b\":[1,2],\"kind\":\"key/1\"}" };
	static const char *const has_not[] = { "", "[]", "\"kind\"", "{}", "{\"kind\":1}", "{\"kind\":{\"kind\":\"x\"}}", "{\"a\":{\"kind\":\"x\"}}", "{\"a\":\"kind\"}", "{\"kind\":\"a\\nb\"}",
					       "{\"k\\u0069nd\":\"x\"}", "{\"kind\":\"x", "{\"kind", "{\"kind\\", "{\"a\":1}{\"kind\":\"x\"}", "[\"kind\",\"x\"]", "{\"kin\":\"x\",\"kinds\":\"y\"}" };
	for (size_t i = 0; i < sizeof has / sizeof *has; i++) {
		cn_str got = CN_S("");
		if (!cn_json_peek(cn_str_z(has[i]), "kind", &got) || !cn_eqz(got, "key/1"))
			fail_msg("%s: %.*s", has[i], CN_FMT(got));
	}
	for (size_t i = 0; i < sizeof has_not / sizeof *has_not; i++) {
		cn_str got = CN_S("");
		if (cn_json_peek(cn_str_z(has_not[i]), "kind", &got))
			fail_msg("%s: %.*s", has_not[i], CN_FMT(got));
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_member_is_peeked_at_without_a_tree),
		cmocka_unit_test(text_is_compared_and_cut),
		cmocka_unit_test(edit_distance_is_bounded),
		cmocka_unit_test(utf8_edges_are_where_the_standard_puts_them),
		cmocka_unit_test(whole_numbers_stop_at_their_range),
		cmocka_unit_test(reals_have_one_form),
		cmocka_unit_test(decimals_at_their_bounds),
		cmocka_unit_test(dates_at_their_bounds),
		cmocka_unit_test(times_at_their_bounds),
		cmocka_unit_test(every_code_has_its_exit),
		cmocka_unit_test(three_answers_follow_kleene),
		cmocka_unit_test(trees_are_read_and_compared),
		cmocka_unit_test(builders_pass_failure_on),
		cmocka_unit_test(json_refuses_what_is_not_json),
		cmocka_unit_test(buffers_keep_their_cap),
		cmocka_unit_test(unknown_keys_name_the_nearest),
		cmocka_unit_test(hex_and_base64_are_one_to_one),
		cmocka_unit_test(generator_edges),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
