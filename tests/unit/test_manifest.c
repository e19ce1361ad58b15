/* A statement put into the text of a manifest: every other byte stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ext/yaml.h"
#include "node/manifest.h"

#define NEW "{value: \"yes\", by: \"acme\"}"

static const struct {
	const char *why, *before, *after;
} cases[] = {
	{ "no facts yet", "id: s\nmarkets: [EU]\n", "id: s\nmarkets: [EU]\nfacts:\n  big: " NEW "\n" },
	{ "no line end at the end", "id: s", "id: s\nfacts:\n  big: " NEW "\n" },
	{ "facts with nothing under it", "facts:\nid: s\n", "facts:\n  big: " NEW "\nid: s\n" },
	{ "behind the last fact, comments and order kept",
	  "# top\nfacts:\n  # first\n  b: yes # why\n  a: no\n\n# next\nid: s\n", "# top\nfacts:\n  # first\n  b: yes # why\n  a: no\n  big: " NEW "\n\n# next\nid: s\n" },
	{ "as deep as its neighbours", "facts:\n    b: yes\n", "facts:\n    b: yes\n    big: " NEW "\n" },
	{ "behind a fact of many lines", "facts:\n  b:\n    value: yes\n    by: x\nid: s\n", "facts:\n  b:\n    value: yes\n    by: x\n  big: " NEW "\nid: s\n" },
	{ "behind a list at the indent of its key", "facts:\n  b:\n  - {value: yes}\nid: s\n", "facts:\n  b:\n  - {value: yes}\n  big: " NEW "\nid: s\n" },
	{ "empty braces", "facts: {}\nid: s\n", "facts: {big: " NEW "}\nid: s\n" },
	{ "braces", "facts: {b: yes, c: \"}\"} # all\nid: s\n", "facts: {b: yes, c: \"}\", big: " NEW "} # all\nid: s\n" },
	{ "braces over two lines", "facts: {b: yes,\n  c: [x]}\nid: s\n", "facts: {b: yes,\n  c: [x], big: " NEW "}\nid: s\n" },
	{ "a value becomes a list of statements", "facts:\n  big: no  # says who\n  b: yes\n", "facts:\n  big: [{value: no}, " NEW "]  # says who\n  b: yes\n" },
	{ "a quoted value", "facts:\n  big: \"no # not\"\n", "facts:\n  big: [{value: \"no # not\"}, " NEW "]\n" },
	{ "a statement in braces", "facts:\n  big: {value: no, by: x}\n", "facts:\n  big: [{value: no, by: x}, " NEW "]\n" },
	{ "a set in braces", "facts:\n  big: {a: yes, b: no}\n", "facts:\n  big: [{value: {a: yes, b: no}}, " NEW "]\n" },
	{ "a set in brackets", "facts:\n  big: [a, b]\n", "facts:\n  big: [{value: [a, b]}, " NEW "]\n" },
	{ "a list of statements in brackets", "facts:\n  big: [{value: no}]\n", "facts:\n  big: [{value: no}, " NEW "]\n" },
	{ "inside braces", "facts: {big: no, b: yes}\n", "facts: {big: [{value: no}, " NEW "], b: yes}\n" },
	{ "a statement of many lines", "facts:\n  big:\n    value: no # hm\n    by: x\n  b: yes\n", "facts:\n  big:\n  - value: no # hm\n    by: x\n  - " NEW "\n  b: yes\n" },
	{ "a list of many lines", "facts:\n  big:\n  - {value: no}\n  - value: yes\n    by: x\n  b: yes\n",
	  "facts:\n  big:\n  - {value: no}\n  - value: yes\n    by: x\n  - " NEW "\n  b: yes\n" },
	{ "a set of many lines", "facts:\n  big:\n    a: yes\n    b: no\n  b: yes\n", "facts:\n  big:\n  - value:\n        a: yes\n        b: no\n  - " NEW "\n  b: yes\n" },
	{ "members of many lines", "facts:\n  big:\n  - a\n  - b\n", "facts:\n  big:\n  - value:\n      - a\n      - b\n  - " NEW "\n" },
	{ "a key with nothing", "facts:\n  big:\n  b: yes\n", "facts:\n  big: " NEW "\n  b: yes\n" },
	{ "Chinese before it", "name: 系统\nfacts: {b: \"是\", c: no}\n", "name: 系统\nfacts: {b: \"是\", c: no, big: " NEW "}\n" },
	{ "a name like another", "facts:\n  bigger: no\n", "facts:\n  bigger: no\n  big: " NEW "\n" },
};

static void everything_else_stays(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		CN_AUTO_ARENA a = cn_arena_new(16 << 20);
		cn_str made = { 0 };
		cn_err err = { 0 };
		if (cn_manifest_add(a, cn_str_z(cases[i].before), CN_S("s.yaml"), CN_S("big"), CN_S(NEW), &made, &err) != CN_OK)
			fail_msg("%s: %s", cases[i].why, err.msg);
		if (!cn_eqz(made, cases[i].after))
			fail_msg("%s:\n%.*s", cases[i].why, CN_FMT(made));
		/* and again: the list grows */
		cn_str twice = { 0 };
		if (cn_manifest_add(a, made, CN_S("s.yaml"), CN_S("big"), CN_S(NEW), &twice, &err) != CN_OK)
			fail_msg("%s, again: %s", cases[i].why, err.msg);
		assert_true(twice.n > made.n);
	}
}

static void what_has_no_place_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = { "{id: s, markets: [EU]}\n", "id: s\nfacts: none\n", "id: s\nfacts:\n- a\n", "id: [\n", "{id: s, facts: {a: yes}}extra\n" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		CN_AUTO_ARENA a = cn_arena_new(16 << 20);
		cn_str made = CN_S("untouched");
		cn_err err = { 0 };
		cn_code rc = cn_manifest_add(a, cn_str_z(bad[i]), CN_S("s.yaml"), CN_S("big"), CN_S(NEW), &made, &err);
		if (rc != CN_EINPUT)
			fail_msg("%s: %d %.*s", bad[i], rc, CN_FMT(made));
		assert_true(cn_eqz(made, "untouched"));
		assert_true(err.msg[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(everything_else_stays), cmocka_unit_test(what_has_no_place_is_refused) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
