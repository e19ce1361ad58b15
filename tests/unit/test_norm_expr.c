/* Conditions: what parses, what is refused and where, Kleene, the exact check, the printers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "norm/eval.h"
#include "norm_help.h"

static const cn_member sizes[] = { { { "s", 1 }, { { 0 }, { 0 } } }, { { "m", 1 }, { { 0 }, { 0 } } }, { { "l", 1 }, { { 0 }, { 0 } } } };

#define FACT(i, name, t, ...) { .id = { name, sizeof(name) - 1 }, .type = t, .index = i, __VA_ARGS__ }
static const cn_fact facts[] = {
	FACT(0, "a", CN_F_BOOL, .line = 0), FACT(1, "b", CN_F_BOOL, .line = 0), FACT(2, "c", CN_F_BOOL, .line = 0), FACT(3, "area", CN_F_SET, .member = sizes, .n_member = 3),
	FACT(4, "size", CN_F_TEXT, .member = sizes, .n_member = 3), FACT(5, "flop", CN_F_NUMBER, .line = 0), FACT(6, "day", CN_F_DATE, .line = 0),
	FACT(7, "place", CN_F_TEXT, .line = 0), FACT(8, "purposes", CN_F_SET, .line = 0), FACT(9, "as_of", CN_F_DATE, .builtin = true),
};
enum { N_FACT = sizeof facts / sizeof facts[0] };

static const cn_fact *find_fact(void *user, cn_str name)
{
	(void)user;
	for (size_t i = 0; i < N_FACT; i++)
		if (cn_eq(facts[i].id, name))
			return &facts[i];
	return NULL;
}

static const cn_definition *find_def(void *user, cn_str name)
{
	const cn_definition *d = user;
	return d && cn_eq(d->id, name) ? d : NULL;
}

static cn_str near_name(void *user, cn_str name)
{
	(void)user;
	return cn_eqz(name, "flops") ? CN_S("flop") : CN_S("");
}

static cn_code make_with(cn_arena *a, const char *text, cn_definition *def, const cn_expr **ret, cn_err *err)
{
	cn_scope scope = { .user = def, .find_fact = find_fact, .find_def = find_def, .near = near_name };
	const cn_expr *parsed = NULL;
	CN_TRY(cn_expr_parse(a, cn_str_z(text), &parsed, err));
	return cn_expr_bind(a, &scope, parsed, ret, err);
}

static const cn_expr *make(cn_arena *a, const char *text)
{
	const cn_expr *e = NULL;
	cn_err err = { 0 };
	if (make_with(a, text, NULL, &e, &err) != CN_OK)
		fail_msg("%s: %s", text, err.msg);
	return e;
}

/* A world in which a is true, b false, area holds s and not m (l unknown), size is m, flop 2e25, day 2026-08-02; c and place unknown. */
static cn_world world(cn_arena *a)
{
	cn_value *v = CN_NEW(a, cn_value, N_FACT);
	cn_tri *m = CN_NEW(a, cn_tri, 3);
	for (size_t i = 0; i < N_FACT; i++)
		v[i].b = CN_UNKNOWN;
	v[0].b = CN_TRUE;
	v[1].b = CN_FALSE;
	m[0] = CN_TRUE;
	m[1] = CN_FALSE;
	m[2] = CN_UNKNOWN;
	v[3].member = m;
	v[4] = (cn_value){ .known = true, .text = CN_S("m") };
	v[5].known = true;
	assert_int_equal(cn_dec_parse(CN_S("2e25"), &v[5].num, NULL), CN_OK);
	v[6].known = true;
	assert_int_equal(cn_date_parse(CN_S("2026-08-02"), &v[6].date, NULL), CN_OK);
	static const cn_str purposes[] = { { "chat", 4 } };
	v[8].open = (cn_texts){ purposes, 1 };
	v[8].open_complete = true;
	v[9] = v[6];
	return (cn_world){ .value = v, .n = N_FACT };
}

static void has_the_values_of_strong_kleene_logic(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		cn_tri want;
	} cases[] = {
		{ "a", CN_TRUE }, { "b", CN_FALSE }, { "c", CN_UNKNOWN }, { "!a", CN_FALSE }, { "!c", CN_UNKNOWN },
		{ "a && c", CN_UNKNOWN }, { "b && c", CN_FALSE }, { "c && b", CN_FALSE }, { "a || c", CN_TRUE }, { "c || a", CN_TRUE }, { "b || c", CN_UNKNOWN },
		{ "a ? c : b", CN_UNKNOWN }, { "a ? b : c", CN_FALSE }, { "c ? a : a", CN_TRUE }, { "c ? a : b", CN_UNKNOWN }, { "c ? b : false", CN_FALSE },
		{ "a == b", CN_FALSE }, { "a != b", CN_TRUE }, { "a == c", CN_UNKNOWN }, { "(a && b) == b", CN_TRUE }, { "a == true", CN_TRUE },
		{ "\"s\" in area", CN_TRUE }, { "'m' in area", CN_FALSE }, { "\"l\" in area", CN_UNKNOWN },
		{ "\"chat\" in purposes", CN_TRUE }, { "\"other\" in purposes", CN_FALSE },
		{ "area.exists(x, x == \"s\")", CN_TRUE }, { "area.exists(x, x == 'm')", CN_FALSE }, { "area.exists(x, x != 's')", CN_UNKNOWN },
		{ "area.all(x, x == 's')", CN_UNKNOWN }, { "area.all(x, x != 's')", CN_FALSE }, { "area.all(x, x in ['s', 'l'])", CN_TRUE },
		{ "[1, 2].exists(x, x > 1)", CN_TRUE }, { "[1, 2].all(x, x > 1)", CN_FALSE }, { "['s', 'm'].exists(x, x in area)", CN_TRUE },
		{ "size == 'm'", CN_TRUE }, { "size != 'm'", CN_FALSE }, { "'l' == size", CN_FALSE }, { "size in ['s', 'm']", CN_TRUE }, { "size in []", CN_FALSE },
		{ "place == 'DE'", CN_UNKNOWN }, { "place in ['DE', 'FR']", CN_UNKNOWN },
		{ "flop > 1e25", CN_TRUE }, { "flop >= 20000000000000000000000000", CN_TRUE }, { "flop > 2e25", CN_FALSE }, { "1e26 < flop", CN_FALSE },
		{ "flop == 2.0e25", CN_TRUE }, { "flop in [1, 2e25]", CN_TRUE }, { "-1 < flop", CN_TRUE },
		{ "day >= timestamp('2026-08-02')", CN_TRUE }, { "day < timestamp(\"2026-08-02T00:00:00Z\")", CN_FALSE }, { "day != timestamp('2026-08-03')", CN_TRUE },
		{ "has(a)", CN_TRUE }, { "has(c)", CN_UNKNOWN }, { "has(area)", CN_TRUE }, { "has(place)", CN_UNKNOWN }, { "has(flop)", CN_TRUE },
		{ "1 < 2", CN_TRUE }, { "'a' < 'b'", CN_TRUE }, { "1 == 1.0", CN_TRUE }, { "3 in [1, 2, 3]", CN_TRUE }, { "true ? false : true", CN_FALSE },
		{ "a && !b && (c || \"s\" in area)", CN_TRUE }, { "a || b && b", CN_TRUE }, { "(a || b) && b", CN_FALSE }, { "!a == b", CN_TRUE },
	};
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_world w = world(a);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		cn_tri got = cn_eval(make(a, cases[i].text), &w);
		if (got != cases[i].want)
			fail_msg("%s: %s, wanted %s", cases[i].text, cn_tri_text(got), cn_tri_text(cases[i].want));
	}
}

static void refuses_with_column_and_hint(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want, *hint;
	} cases[] = {
		{ "", "column 1: the condition ends too early", "" },
		{ "a &&", "column 5: the condition ends too early", "" },
		{ "a & b", "column 3: a single \"&\" means nothing here", "&&" },
		{ "a = b", "column 3: a single \"=\"", "==" },
		{ "a b", "column 3: the condition should end here", "" },
		{ "(a", "column 3: \")\" is missing here", "" },
		{ "flop + 1 > 2", "column 6: there is no arithmetic", "" },
		{ "a.b", "column 3: facts have no fields", "exists" },
		{ "size(area) > 1", "column 1: there is no function size()", "has(fact), timestamp(\"2026-08-02\")" },
		{ "known(a)", "column 1: known() is not used", "" },
		{ "flops > 1", "column 1: there is no fact or definition called \"flops\"", "flop" },
		{ "a && nothing", "column 6: there is no fact or definition", "" },
		{ "flop", "column 1: the fact flop is a number and does not stand alone", "" },
		{ "a == 1", "column 3: a condition (yes or no) is compared with a number", "" },
		{ "a == flop", "column 3: a condition (yes or no) is compared with a number", "" },
		{ "size == 3", "column 9: the fact size is a text and is compared with a number", "" },
		{ "size == 'x'", "column 9: \"x\" is not a value of the fact size", "s" },
		{ "'small' in area", "column 1: \"small\" is not a value of the fact area", "" },
		{ "'s' in a", "column 8: the fact a is yes or no, not a set", "" },
		{ "area == 's'", "column 6: area is a set", "\"...\" in area" },
		{ "size < 'm'", "column 6: the fact size is a text: only == and !=", "" },
		{ "flop > '1'", "column 6: the fact flop is a number and is compared with a text", "" },
		{ "day > '2026-08-02'", "column 5: the fact day is a date", "timestamp(\"2026-08-02\")" },
		{ "timestamp('2026-13-01') < day", "column 11: \"2026-13-01\" is not a date", "" },
		{ "flop == flop", "column 6: two facts are compared", "" },
		{ "[1, 'a'].exists(x, x == 1)", "column 5: a list holds values of one type", "" },
		{ "1", "column 1: a condition is yes or no; this is a number", "" },
		{ "'a'", "column 1: a condition is yes or no; this is a text", "" },
		{ "[a]", "column 1: a condition is yes or no; this is a list", "" },
		{ "1 == 'a'", "column 3: a number is compared with a text", "" },
		{ "true < false", "column 6: yes and no have no order", "" },
		{ "a < b", "column 3: yes and no have no order", "" },
		{ "\"abc", "column 1: a text in quotes has no end", "" },
		{ "'a\\qb' == 'a'", "column 1: there is no escape \\q", "" },
		{ "1x", "column 1: a number runs into a letter", "" },
		{ ".5 < flop", "column 1: a number starts with a digit", "" },
		{ "-a", "column 2: there is no arithmetic", "" },
		{ "null == a", "column 1: the word \"null\"", "" },
		{ "purposes.exists(x, x == 'a')", "column 1: the fact purposes is not a set with a closed list", "" },
		{ "area.exists(x, x)", "column 16: x is a text here", "" },
		{ "a @ b", "column 3: \"@\" means nothing here", "" },
		{ "{a: 1}", "column 1: there are no maps", "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		const cn_expr *e = NULL;
		cn_err err = { 0 };
		cn_code rc = make_with(a, cases[i].text, NULL, &e, &err);
		if (rc != CN_EINPUT || !cn_starts(cn_str_z(err.msg), cases[i].want) || strcmp(err.hint, cases[i].hint) != 0)
			fail_msg("%s: code %d \"%s\" hint \"%s\"; wanted \"%s\" hint \"%s\"", cases[i].text, rc, err.msg, err.hint, cases[i].want, cases[i].hint);
	}
}

static cn_code parse_repeated(const char *open, const char *mid, const char *close, int n)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	for (int i = 0; i < n; i++)
		cn_buf_putz(&b, open);
	cn_buf_putz(&b, mid);
	for (int i = 0; i < n; i++)
		cn_buf_putz(&b, close);
	const cn_expr *e = NULL;
	return cn_expr_parse(a, cn_buf_str(&b), &e, NULL);
}

static void bounds_hold_at_the_bound_and_over(void **state)
{
	(void)state;
	assert_int_equal(parse_repeated("(", "a", ")", CN_EXPR_DEPTH_MAX - 1), CN_OK);
	assert_int_equal(parse_repeated("(", "a", ")", CN_EXPR_DEPTH_MAX), CN_ETOOBIG);
	assert_int_equal(parse_repeated("!", "a", "", CN_EXPR_DEPTH_MAX - 1), CN_OK);
	assert_int_equal(parse_repeated("!", "a", "", CN_EXPR_DEPTH_MAX), CN_ETOOBIG);
	assert_int_equal(parse_repeated("", "a", " == a", CN_EXPR_DEPTH_MAX - 1), CN_OK);
	assert_int_equal(parse_repeated("", "a", " == a", CN_EXPR_DEPTH_MAX), CN_ETOOBIG);
	assert_int_equal(parse_repeated("", "a", " || a", CN_EXPR_NODES_MAX - 2), CN_OK);
	assert_int_equal(parse_repeated("", "a", " || a", CN_EXPR_NODES_MAX - 1), CN_ETOOBIG);
	assert_int_equal(parse_repeated("a ? a : ", "a", "", CN_EXPR_DEPTH_MAX - 1), CN_OK);
	assert_int_equal(parse_repeated("a ? a : ", "a", "", CN_EXPR_DEPTH_MAX), CN_ETOOBIG);
}

static void exact_check_sees_what_kleene_does_not(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		cn_tri want;
		const char *why;
	} cases[] = {
		{ "c || !c", CN_TRUE, "a fact and its contrary" },
		{ "c && !c", CN_FALSE, "both at once" },
		{ "c && a || !c && a", CN_TRUE, "by cases" },
		{ "c || place == 'DE'", CN_UNKNOWN, "each once: Kleene is exact" },
		{ "place == 'DE' && place == 'FR'", CN_FALSE, "one place at a time" },
		{ "place != 'DE' || place != 'FR'", CN_TRUE, "one place at a time" },
		{ "place == 'DE' || place == 'FR'", CN_UNKNOWN, "there are others" },
		{ "\"l\" in area || !(\"l\" in area)", CN_TRUE, "a member is a fact of its own" },
		{ "c == c", CN_TRUE, "the same" },
		{ "c ? c : !c", CN_TRUE, "by cases" },
		{ "has(c)", CN_TRUE, "whatever it is, it is known then" },
	};
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_world w = world(a);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		cn_tri got = CN_UNKNOWN;
		assert_int_equal(cn_exact(a, make(a, cases[i].text), &w, &got, NULL), CN_OK);
		if (got != cases[i].want)
			fail_msg("%s (%s): %s", cases[i].text, cases[i].why, cn_tri_text(got));
	}
}

/* With size, flop and day unknown. */
static void exact_check_orders_numbers_and_days(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		cn_tri want;
	} cases[] = {
		{ "flop > 1 || flop < 2", CN_TRUE }, { "flop > 2 && flop < 1", CN_FALSE }, { "flop >= 1 || flop < 1", CN_TRUE },
		{ "flop > 1 || flop < 1", CN_UNKNOWN }, { "flop > 1 && flop < 2", CN_UNKNOWN }, { "flop == 1 && flop == 2", CN_FALSE },
		{ "flop != 1 || flop != 2", CN_TRUE }, { "flop <= 1 || flop == 1 || flop > 1", CN_TRUE },
		{ "day > timestamp('2026-01-01') && day < timestamp('2026-01-02')", CN_FALSE }, /* no day between */
		{ "day > timestamp('2026-01-01') && day < timestamp('2026-01-03')", CN_UNKNOWN },
		{ "day <= timestamp('2026-01-01') || day >= timestamp('2026-01-02')", CN_TRUE },
		{ "size == 's' || size == 'm' || size == 'l'", CN_TRUE }, /* the closed list is used up */
		{ "size in ['s', 'm', 'l']", CN_TRUE }, { "size == 's' || size == 'm'", CN_UNKNOWN },
		{ "size != 's' && size != 'm' && size != 'l'", CN_FALSE },
	};
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_value *v = CN_NEW(a, cn_value, N_FACT);
	for (size_t i = 0; i < N_FACT; i++)
		v[i].b = CN_UNKNOWN;
	cn_world w = { .value = v, .n = N_FACT };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		cn_tri got = CN_UNKNOWN;
		assert_int_equal(cn_exact(a, make(a, cases[i].text), &w, &got, NULL), CN_OK);
		if (got != cases[i].want)
			fail_msg("%s: %s", cases[i].text, cn_tri_text(got));
	}
}

static void definitions_that_were_not_read_are_unknown(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_world w = world(a);
	cn_definition d = { .id = CN_S("d"), .confidence = CN_SECONDARY, .expr = make(a, "a") };
	const cn_expr *e = NULL, *either = NULL;
	assert_int_equal(make_with(a, "d", &d, &e, NULL), CN_OK);
	assert_int_equal(make_with(a, "d || !d", &d, &either, NULL), CN_OK);
	assert_int_equal(cn_eval(e, &w), CN_TRUE);
	w.strict = true;
	assert_int_equal(cn_eval(e, &w), CN_UNKNOWN);
	cn_open open;
	assert_int_equal(cn_open_facts(a, e, &w, &open, NULL), CN_OK);
	assert_true(open.not_read);
	assert_int_equal(open.n, 0);
	cn_tri x = CN_UNKNOWN;
	assert_int_equal(cn_exact(a, either, &w, &x, NULL), CN_OK);
	assert_int_equal(x, CN_TRUE); /* it does not decide */
	d.confidence = CN_READ;
	assert_int_equal(cn_eval(e, &w), CN_TRUE);
}

static void open_facts_are_what_is_left(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_world w = world(a);
	cn_open open;
	assert_int_equal(cn_open_facts(a, make(a, "a && (c || \"m\" in area) && (b || place == 'DE') && c"), &w, &open, NULL), CN_OK);
	assert_int_equal(open.n, 2);
	assert_true(cn_eqz(open.fact[0]->id, "c"));
	assert_true(cn_eqz(open.fact[1]->id, "place"));
}

static void prints_the_canonical_form(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want, *cel;
	} cases[] = {
		{ "a&&b||c", "a && b || c", "f.a && f.b || f.c" },
		{ "((a))&&(b||c)", "a && (b || c)", "f.a && (f.b || f.c)" },
		{ "!(a||b)", "!(a || b)", "!(f.a || f.b)" },
		{ "'s'in area", "\"s\" in area", "\"s\" in f.area" },
		{ "(a?b:c)?a:b", "(a ? b : c) ? a : b", "(f.a ? f.b : f.c) ? f.a : f.b" },
		{ "flop>1.50", "flop > 1.5", "f.flop > 1.5" },
		{ "flop>3", "flop > 3", "f.flop > 3.0" },
		{ "2e25<=flop", "2e25 <= flop", "f.flop >= 2e25" },
		{ "day<timestamp('2026-08-02')", "day < timestamp(\"2026-08-02\")", "f.day < timestamp(\"2026-08-02T00:00:00Z\")" },
		{ "(a==b)==c", "a == b == c", "f.a == f.b == f.c" },
		{ "a==(b==c)", "a == (b == c)", "f.a == (f.b == f.c)" },
		{ "place!='DE'", "place != \"DE\"", "!(f.place in [\"DE\"])" },
		{ "area.exists(x,x=='s')", "area.exists(x, x == \"s\")",
		  "\"s\" in f.area && true || \"m\" in f.area && false || \"l\" in f.area && false" },
	};
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		CN_AUTO_BUF b;
		CN_AUTO_BUF cel;
		cn_buf_init(&b, 4096);
		cn_buf_init(&cel, 4096);
		const cn_expr *e = NULL;
		assert_int_equal(cn_expr_parse(a, cn_str_z(cases[i].text), &e, NULL), CN_OK);
		cn_expr_print(e, &b);
		assert_string_equal(b.p, cases[i].want);
		cn_expr_lower_cel(make(a, cases[i].text), &cel);
		assert_string_equal(cel.p, cases[i].cel);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_values_of_strong_kleene_logic), cmocka_unit_test(refuses_with_column_and_hint),
		cmocka_unit_test(bounds_hold_at_the_bound_and_over),     cmocka_unit_test(exact_check_sees_what_kleene_does_not),
		cmocka_unit_test(exact_check_orders_numbers_and_days),   cmocka_unit_test(definitions_that_were_not_read_are_unknown),
		cmocka_unit_test(open_facts_are_what_is_left),           cmocka_unit_test(prints_the_canonical_form),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
