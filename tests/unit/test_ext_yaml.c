/* ext/yaml: what is read, how it is marked, what is refused and where the message points. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>

#include "ext/yaml_plain.h"

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

/* ---- the quick reader ------------------------------------------------------------------------------------------------------------ */

static void same_tree(const cn_val *x, const cn_val *y)
{
	assert_int_equal(x->type, y->type);
	assert_int_equal(x->quoted, y->quoted);
	assert_int_equal(x->line, y->line);
	assert_int_equal(x->col, y->col);
	assert_int_equal(x->key_line, y->key_line);
	assert_int_equal(x->key_col, y->key_col);
	assert_true(cn_eq(x->key, y->key));
	if (x->type == CN_TEXT) {
		assert_true(cn_eq(x->s, y->s));
		return;
	}
	assert_int_equal(x->n, y->n);
	const cn_val *m = y->first;
	for (const cn_val *k = x->first; k; k = k->next, m = m->next)
		same_tree(k, m);
}

static bool quick_and_the_same(cn_str text)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_val *full = NULL, *quick = cn_yaml_plain(a, text);
	cn_err err = { 0 };
	if (!quick)
		return false;
	if (cn_yaml_full(a, text, CN_S("t.yaml"), &full, &err) != CN_OK)
		fail_msg("taken, and wrong: %s\n%.*s", err.msg, CN_FMT(text));
	same_tree(quick, full);
	return true;
}

static void the_quick_reader_reads_as_libfyaml_does(void **state)
{
	(void)state;
	static const char *const taken[] = {
		"a: 1\n", "a: 1", "# c\n\na: NO\n  # c\nb: 1.10\n", "a: [x, 'it''s', \"q\\\"\\n中\\\\\", {k: v, 部署: \"值\"}]\nb:\n- 1\n- {}\n- []\n",
		"a:\n  - x: 1\n    y: 2\n  - z\nb:\n    c:\n        d: e f\n", "a: b[c] {d}, e\n", "- a: 1\n  b:\n  - 2\n- c\n", "\"q\": x  \n'k': y\n",
		"a: {x: \"\\\"中\\\"中\", y: 'a''中''b', z: 1}\n", "u: http://x.y/z?a=b#c\n", "a: -1\nb: .5\nc: it's\nd: x:y\n",
	};
	static const char *const left[] = {
		"a:\n", "a: |\n  x\n", "a: x\n  y\n", "a: &b c\n", "a: *b\n", "a: !t x\n", "? a\n", "a: 1\na: 2\n", "<<: x\n", "---\na: 1\n", "a: [x,\n y]\n", "a: x # c\n",
		"- - a\n", "-\n  a: 1\n", "{a: 1}\n", "plain\n", "a: \"\\u4e2d\"\n", "a: \"x\n  y\"\n", "a: [x, ]\n", "a: [b: c]\n", "a: {b}\n", "a : 1\n", "a: b: c\n", " a: 1\n", "a: 1\n b: 2\n",
		"a: 1\n...\n", "a: [-]\n", "a: 'x' y\n", "", "\n", "# only\n", "a: x\xe2\x80\xa8y\n", "a: x\xc2\x85",
	};
	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		if (!quick_and_the_same(cn_str_z(taken[i])))
			fail_msg("not taken: %s", taken[i]);
	for (size_t i = 0; i < sizeof left / sizeof *left; i++)
		if (quick_and_the_same(cn_str_z(left[i])))
			fail_msg("taken: %s", left[i]);
}

static void the_quick_reader_bounds_depth_and_keys_as_the_full_one(void **state)
{
	(void)state;
	for (unsigned depth = CN_YAML_DEPTH_MAX - 2; depth <= CN_YAML_DEPTH_MAX + 1; depth++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 16);
		cn_buf_putz(&b, "a: ");
		for (unsigned i = 1; i < depth; i++)
			cn_buf_putc(&b, '[');
		cn_buf_putc(&b, 'x');
		for (unsigned i = 1; i < depth; i++)
			cn_buf_putc(&b, ']');
		assert_int_equal(quick_and_the_same(cn_buf_str(&b)), depth <= CN_YAML_DEPTH_MAX);
	}
	for (unsigned keys = 1000; keys <= 1001; keys++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 16);
		for (unsigned i = 0; i < keys; i++)
			cn_buf_printf(&b, "k%u: x\n", i);
		assert_int_equal(quick_and_the_same(cn_buf_str(&b)), keys <= 1000);
	}
}

static bool is_yaml(const char *name)
{
	return cn_ends(cn_str_z(name), ".yaml") && name[0] != '.';
}

static void the_quick_reader_takes_every_law_file(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	const char *root = getenv("CONCORD_SOURCE");
	DIR *d = opendir(cn_strf(a, "%s/norms", root ? root : ".").p);
	size_t n = 0;
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d));) {
		if (!is_yaml(e->d_name))
			continue;
		FILE *f = fopen(cn_strf(a, "%s/norms/%s", root ? root : ".", e->d_name).p, "rb");
		static char text[CN_YAML_BYTES_MAX];
		assert_non_null(f);
		size_t bytes = fread(text, 1, CN_YAML_BYTES_MAX, f);
		fclose(f);
		if (!quick_and_the_same((cn_str){ text, bytes }))
			fail_msg("norms/%s is left to libfyaml, and loads slowly", e->d_name);
		n++;
	}
	closedir(d);
	assert_true(n > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_nothing_implicitly), cmocka_unit_test(marks_values_and_keys),
		cmocka_unit_test(reads_all_scalar_styles), cmocka_unit_test(refuses_with_place_and_reason),
		cmocka_unit_test(nesting_at_the_bound_and_over), cmocka_unit_test(bytes_and_keys_at_the_bound_and_over),
		cmocka_unit_test(a_small_arena_is_an_answer), cmocka_unit_test(each_allocation_of_ours_fails_once),
		cmocka_unit_test(the_quick_reader_reads_as_libfyaml_does), cmocka_unit_test(the_quick_reader_bounds_depth_and_keys_as_the_full_one),
		cmocka_unit_test(the_quick_reader_takes_every_law_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
