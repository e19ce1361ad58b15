/* norm: relations between provisions, read twice. Agreement against statsmodels; composition against sets; what a bad file is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "norm/concordance.h"
#include "norm_help.h"

enum { FILES_MAX = 300 };
static cn_arena *arena;
static cn_norm_file file[FILES_MAX];
static size_t n_file;

static int setup(void **state)
{
	(void)state;
	arena = cn_arena_new((size_t)1 << 29);
	if (!arena)
		return -1;
	cn_norm_file all[FILES_MAX];
	size_t n = help_folder(arena, "norms", all, FILES_MAX - 1);
	for (size_t i = 0; i < n; i++)
		if (!cn_is_text(cn_get(all[i].tree, "concord"), "concordance/1"))
			file[n_file++] = all[i];
	return n_file > 3 ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	cn_arena_free(arena);
	return 0;
}

/* The library of the project with this concordance in place of its own. */
static cn_code with(const char *pairs, const cn_library **ret, cn_err *err)
{
	cn_str text = cn_strf(arena, "concord: concordance/1\nread_on: 2026-11-26\nnote: {en: N, zh: 注}\npairs:\n%s", pairs);
	file[n_file] = (cn_norm_file){ .name = CN_S("c.yaml"), .tree = help_yaml(arena, text.p, "c.yaml") };
	return cn_library_load(arena, file, n_file + 1, ret, NULL, err);
}

#define READ(w, s) "{rel: " w ", rationale: functional, strength: " #s ", gap: {en: G, zh: 缺}}"
#define PAIR(x, y, f, g) "- {a: " x ", b: " y ", theme: content-safety, first: " f ", second: " g "}\n"
#define EU "eu-ai-act/art_50.2"
#define CN "cn-aigc-labelling-measures/art_5.1"
#define KR "kr-ai-basic-act/art_31.2"
#define OE "oecd-recommendation-ai/para_1.3.i"

static const cn_related *about(const cn_library *lib, const char *id, size_t *ret_n)
{
	cn_related *r = NULL;
	cn_err err = { 0 };
	const cn_provision *p = cn_library_provision(lib, cn_str_z(id));
	assert_non_null(p);
	assert_int_equal(cn_concordance_of(arena, lib, p, &r, ret_n, &err), CN_OK);
	return r;
}

static void words_turn_round_when_seen_from_the_other_end(void **state)
{
	(void)state;
	const cn_library *lib = NULL;
	cn_err err = { 0 };
	size_t n;
	if (with(PAIR(EU, CN, READ("subset-of", 6), READ("subset-of", 4)), &lib, &err) != CN_OK)
		fail_msg("%s", err.msg);
	const cn_related *r = about(lib, EU, &n);
	assert_int_equal(n, 1);
	assert_true(r[0].agreed && !r[0].inverse && r[0].rel == CN_REL_SUBSET && r[0].strength == 4);
	r = about(lib, CN, &n);
	assert_int_equal(n, 1);
	assert_true(r[0].inverse && r[0].rel == CN_REL_SUPERSET && cn_eqz(r[0].other->full, EU));
	(void)about(lib, OE, &n);
	assert_int_equal(n, 0);
}

static void two_hops_go_by_the_weakest_link_and_two_intersections_to_nothing(void **state)
{
	(void)state;
	const cn_library *lib = NULL;
	cn_err err = { 0 };
	size_t n;
	assert_int_equal(with(PAIR(EU, CN, READ("intersects-with", 6), READ("intersects-with", 6)) PAIR(CN, KR, READ("intersects-with", 6), READ("intersects-with", 6))
			      PAIR(KR, OE, READ("subset-of", 7), READ("subset-of", 5)), &lib, &err), CN_OK);
	const cn_related *r = about(lib, EU, &n);
	assert_int_equal(n, 1); /* not KR */
	r = about(lib, CN, &n);
	assert_int_equal(n, 3);
	assert_true(cn_eqz(r[2].other->full, OE) && cn_eqz(r[2].via->full, KR) && r[2].rel == CN_REL_INTERSECTS && r[2].strength == 5 && !r[2].pair);
	/* a disputed pair carries nothing further, and what is compared directly is not derived */
	assert_int_equal(with(PAIR(EU, CN, READ("equal-to", 9), READ("subset-of", 9)) PAIR(CN, KR, READ("equal-to", 6), READ("equal-to", 6)), &lib, &err), CN_OK);
	(void)about(lib, EU, &n);
	assert_int_equal(n, 1);
	assert_int_equal(with(PAIR(EU, CN, READ("equal-to", 9), READ("equal-to", 9)) PAIR(CN, KR, READ("equal-to", 6), READ("equal-to", 6))
			      PAIR(EU, KR, READ("no-relationship", 3), READ("no-relationship", 3)), &lib, &err), CN_OK);
	r = about(lib, EU, &n);
	assert_int_equal(n, 2);
	assert_true(r[0].pair && r[1].pair && r[1].rel == CN_REL_NONE);
}

/* Every word of the table against all triples of non-empty sets over four elements: a composed word must hold in each of them, and where
 * nothing is composed two triples must differ in what holds. */
static bool holds(cn_rel r, unsigned a, unsigned b)
{
	switch (r) {
	case CN_REL_EQUAL:
	case CN_REL_EQUIVALENT:
		return a == b;
	case CN_REL_SUBSET:
		return (a & ~b) == 0;
	case CN_REL_SUPERSET:
		return (b & ~a) == 0;
	case CN_REL_INTERSECTS:
		return (a & b) != 0;
	default:
		return (a & b) == 0;
	}
}

static void what_is_composed_holds_for_all_sets(void **state)
{
	(void)state;
	for (cn_rel x = 0; x < CN_REL_COUNT; x++)
		for (cn_rel y = 0; y < CN_REL_COUNT; y++) {
			cn_rel z = CN_REL_COUNT;
			bool some = cn_rel_compose(x, y, &z), meet = false, apart = false;
			for (unsigned a = 1; a < 16; a++)
				for (unsigned b = 1; b < 16; b++)
					for (unsigned c = 1; c < 16; c++) {
						if (!holds(x, a, b) || !holds(y, b, c))
							continue;
						if (some && !holds(z, a, c))
							fail_msg("%s, %s does not give %s", cn_rel_text(x), cn_rel_text(y), cn_rel_text(z));
						meet = meet || (a & c) != 0;
						apart = apart || (a & c) == 0;
					}
			if (!some && !(meet && apart))
				fail_msg("%s, %s gives something", cn_rel_text(x), cn_rel_text(y));
		}
}

static void kappa_agrees_with_statsmodels(void **state)
{
	(void)state;
	const cn_val *tree = NULL;
	cn_str text = help_read(arena, cn_strf(arena, "%s/tests/vectors/metric/cohen_kappa.json", help_source()).p);
	cn_err err = { 0 };
	size_t seen = 0;
	assert_int_equal(cn_json_parse(arena, text, CN_JSON_FOREIGN_DEPTH_MAX, &tree, &err), CN_OK);
	CN_EACH(c, cn_get(tree, "cases")) {
		cn_kappa k = { 0 };
		const cn_val *want = cn_get(c, "expect");
		size_t i = 0;
		CN_EACH(row, cn_get(cn_get(c, "in"), "table")) {
			size_t j = 0;
			CN_EACH(x, row)
				k.table[i][j++] = (size_t)x->i;
			i++;
		}
		cn_code rc = cn_kappa_of_table(&k, &err);
		seen++;
		if (cn_get(want, "error")) {
			assert_int_equal(rc, CN_EUNDEFINED);
			continue;
		}
		assert_int_equal(rc, CN_OK);
		static const char *const key[] = { "kappa", "lo", "hi" };
		const double got[] = { k.kappa, k.lo, k.hi };
		for (size_t q = 0; q < 3; q++) {
			double w = 0;
			assert_int_equal(cn_real_parse(cn_get_text(want, key[q]), &w, &err), CN_OK);
			if (fabs(got[q] - w) > 1e-9)
				fail_msg("%.*s %s: %.17g, statsmodels %.17g", CN_FMT(cn_get_text(c, "name")), key[q], got[q], w);
		}
	}
	assert_int_equal(seen, 8);
}

static void a_bad_concordance_is_told_what_is_wrong(void **state)
{
	static const struct {
		const char *pairs, *says;
	} rows[] = {
		{ PAIR(EU, "cn-aigc-labelling-measures/art_5.9", READ("subset-of", 6), READ("subset-of", 4)), "is not a provision of the library" },
		{ PAIR(EU, EU, READ("subset-of", 6), READ("subset-of", 4)), "not compared with itself" },
		{ PAIR(EU, CN, READ("subset-of", 6), READ("subset-of", 4)) PAIR(CN, EU, READ("subset-of", 6), READ("subset-of", 4)), "stands twice" },
		{ PAIR(EU, CN, READ("kind-of-similar", 6), READ("subset-of", 4)), "kind-of-similar" },
		{ PAIR(EU, CN, READ("subset-of", 11), READ("subset-of", 4)), "11" },
		{ "- {a: " EU ", b: " CN ", theme: content-safety, first: {rel: subset-of, rationale: semantic, strength: 3}, second: " READ("subset-of", 3) "}\n", "says what the gap is" },
		{ "- {a: " EU ", b: " CN ", theme: content-safety, first: " READ("subset-of", 3) "}\n", "second" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const cn_library *lib = NULL;
		cn_err err = { 0 };
		assert_int_equal(with(rows[i].pairs, &lib, &err), CN_EINPUT);
		if (!strstr(err.msg, rows[i].says))
			fail_msg("row %zu: %s", i, err.msg);
	}
}

int main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(words_turn_round_when_seen_from_the_other_end),
		cmocka_unit_test(two_hops_go_by_the_weakest_link_and_two_intersections_to_nothing),
		cmocka_unit_test(what_is_composed_holds_for_all_sets),
		cmocka_unit_test(kappa_agrees_with_statsmodels),
		cmocka_unit_test(a_bad_concordance_is_told_what_is_wrong),
	};
	return cmocka_run_group_tests(t, setup, teardown);
}
