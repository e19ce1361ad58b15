/* ext/yaml: what is read, how it is marked, what is refused and where the message points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ext/yaml.h"

static const cn_val *read_ok(cn_arena *a, const char *text)
{
	const cn_val *v = NULL;
	cn_err err = { 0 };
	if (cn_yaml_parse(a, cn_str_z(text), CN_S("t.yaml"), &v, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return v;
}

static void types_nothing_implicitly(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *v = read_ok(a, "c: [NO, SE]\nversion: 1.10\nref: 26:6\noct: 012\nnone: null\nempty:\nq: \"true\"\np: true\n");
	assert_true(cn_is_text(cn_at(cn_get(v, "c"), 0), "NO"));
	assert_true(cn_is_text(cn_get(v, "version"), "1.10"));
	assert_true(cn_is_text(cn_get(v, "ref"), "26:6"));
	assert_true(cn_is_text(cn_get(v, "oct"), "012"));
	assert_true(cn_is_text(cn_get(v, "none"), "null"));
	assert_true(cn_is_text(cn_get(v, "empty"), ""));
	assert_true(cn_get(v, "q")->quoted);
	assert_false(cn_get(v, "p")->quoted);
}

static void marks_values_and_keys(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *v = read_ok(a, "a: 1\nb:\n  - x\n  - {k: v, 部署: 值}\n");
	const cn_val *b = cn_get(v, "b");
	assert_int_equal(b->key_line, 2);
	assert_int_equal(b->key_col, 1);
	assert_int_equal(cn_at(b, 0)->line, 3);
	assert_int_equal(cn_at(b, 0)->col, 5);
	const cn_val *zh = cn_get(cn_at(b, 1), "部署");
	assert_int_equal(zh->key_line, 4);
	assert_int_equal(zh->key_col, 12);
	assert_int_equal(zh->col, 16);
	assert_int_equal(v->line, 1);
	v = read_ok(a, "a: 'x'\n\"b\": \"y\"\n");
	assert_int_equal(cn_get(v, "a")->col, 4); /* the quote */
	assert_int_equal(cn_get(v, "b")->key_col, 1);
	assert_int_equal(cn_get(v, "b")->col, 6);
}

static void reads_all_scalar_styles(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	const cn_val *v = read_ok(a, "s: 'it''s'\nd: \"a\\n\\u4e2d\"\nl: |\n  one\n  two\nf: >-\n  one\n  two\n");
	assert_true(cn_is_text(cn_get(v, "s"), "it's"));
	assert_true(cn_is_text(cn_get(v, "d"), "a\n中"));
	assert_true(cn_is_text(cn_get(v, "l"), "one\ntwo\n"));
	assert_true(cn_is_text(cn_get(v, "f"), "one two"));
}

static void refuses_with_place_and_reason(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want, *why;
	} cases[] = {
		{ "a: &x 1\n", "t.yaml:1:", "anchor" },
		{ "a: 1\nb: *x\n", "t.yaml:2:", "alias" },
		{ "a: !!str 1\n", "t.yaml:1:", "tag" },
		{ "a: 1\nb: 2\na: 3\n", "t.yaml:3:1: the key \"a\" stands here a second time, first in line 1", "duplicate key" },
		{ "a: {b: 1, b: 2}\n", "t.yaml:1:11: the key \"b\"", "duplicate key in a flow map" },
		{ "a: 1\n---\nb: 2\n", "t.yaml:2:1: a second document", "two documents" },
		{ "%YAML 1.1\n---\na: 1\n", "t.yaml:", "directive" },
		{ "a: {<<: 1}\n", "t.yaml:1:5: merge keys", "merge key" },
		{ "? [a, b]\n: 1\n", "t.yaml:1:3: a key has to be a word", "a list as a key" },
		{ "a: \"b\n", "t.yaml:", "open quote" },
		{ "a: [1, 2\n", "t.yaml:", "open list" },
		{ "a: b: c\n", "t.yaml:1:", "a map in a plain value" },
		{ "\tb: c\n  - d", "t.yaml:", "tab as indent" },
		{ "", "t.yaml:1:1: the file is empty", "no bytes" },
		{ "  \n", "t.yaml:1:1: the file is empty", "only space" },
		{ "# only a comment\n", "t.yaml:1:1: the file is empty", "only a comment" },
		{ "a: b\x01\n", "t.yaml:1:5: a control character (byte 0x01)", "control character" },
		{ "a: \xff\n", "t.yaml:1:1: the file is not UTF-8", "not UTF-8" },
		{ "a: \"\\u0000\"\n", "t.yaml:1:", "an escaped NUL" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		const cn_val *v = NULL;
		cn_err err = { 0 };
		cn_code rc = cn_yaml_parse(a, cn_str_z(cases[i].text), CN_S("t.yaml"), &v, &err);
		if (rc != CN_EINPUT || !cn_starts(cn_str_z(err.msg), cases[i].want) || v)
			fail_msg("%s: code %d, \"%s\", wanted \"%s\"", cases[i].why, rc, err.msg, cases[i].want);
	}
}

static void nesting_at_the_bound_and_over(void **state)
{
	(void)state;
	for (int over = 0; over < 2; over++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		CN_AUTO_BUF b;
		cn_buf_init(&b, 4096);
		for (int i = 0; i < CN_YAML_DEPTH_MAX + over; i++)
			cn_buf_putc(&b, '[');
		for (int i = 0; i < CN_YAML_DEPTH_MAX + over; i++)
			cn_buf_putc(&b, ']');
		const cn_val *v = NULL;
		cn_err err = { 0 };
		assert_int_equal(cn_yaml_parse(a, cn_buf_str(&b), CN_S("t.yaml"), &v, &err), over ? CN_ETOOBIG : CN_OK);
	}
}

static void bytes_and_keys_at_the_bound_and_over(void **state)
{
	(void)state;
	for (int over = 0; over < 2; over++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		size_t n = (size_t)CN_YAML_BYTES_MAX + (size_t)over;
		char *text = CN_NEW(a, char, n);
		memset(text, 'x', n);
		const cn_val *v = NULL;
		cn_err err = { 0 };
		assert_int_equal(cn_yaml_parse(a, (cn_str){ text, n }, CN_S("t.yaml"), &v, &err), over ? CN_ETOOBIG : CN_OK);
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 20);
		for (int i = 0; i < 1024 + over; i++)
			cn_buf_printf(&b, "k%d: 1\n", i);
		assert_int_equal(cn_yaml_parse(a, cn_buf_str(&b), CN_S("t.yaml"), &v, &err), over ? CN_ETOOBIG : CN_OK);
	}
}

static void a_small_arena_is_an_answer(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4096);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	for (int i = 0; i < 1000; i++)
		cn_buf_printf(&b, "- some text %d\n", i);
	const cn_val *v = NULL;
	cn_err err = { 0 };
	assert_int_equal(cn_yaml_parse(a, cn_buf_str(&b), CN_S("t.yaml"), &v, &err), CN_ETOOBIG);
	assert_null(v);
}

static void each_allocation_of_ours_fails_once(void **state)
{
	(void)state;
	for (unsigned k = 1;; k++) {
		cn_test_fail_alloc = k;
		cn_arena *a = cn_arena_new(1 << 20);
		const cn_val *v = NULL;
		cn_err err = { 0 };
		cn_code rc = a ? cn_yaml_parse(a, CN_S("a: [1, 2, {b: c}]\nd: e\n"), CN_S("t.yaml"), &v, &err) : CN_ENOMEM;
		bool beyond = cn_test_fail_alloc != 0;
		cn_test_fail_alloc = 0;
		assert_true(rc == CN_OK || rc == CN_ENOMEM);
		cn_arena_free(a);
		if (beyond)
			break;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_nothing_implicitly), cmocka_unit_test(marks_values_and_keys),
		cmocka_unit_test(reads_all_scalar_styles), cmocka_unit_test(refuses_with_place_and_reason),
		cmocka_unit_test(nesting_at_the_bound_and_over), cmocka_unit_test(bytes_and_keys_at_the_bound_and_over),
		cmocka_unit_test(a_small_arena_is_an_answer), cmocka_unit_test(each_allocation_of_ours_fails_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
