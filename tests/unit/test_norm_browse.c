/* The library looked at by itself: names, what reaches a market, counts by issue and stage, whom a rule protects, who asks the same, two
 * texts side by side. In a small library made here, and a few things of the real one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "norm/browse.h"
#include "norm_small.h"

#define LISTS_MORE                                                                                                                                   \
	"concord: vocabulary/1\nlists:\n  stages: [" W("design") ", " W("use") "]\n  roles: [" W("provider") ", " W("deployer") "]\n"                   \
	"  themes: [" W("content") ", " W("liability") "]\n  properties: []\n"                                                                         \
	"  protects: [{id: children, en: Children, zh: \"儿童\"}, " W("workers") "]\n"                                                                \
	"  acts: [" W("retain") ", " W("label") "]\n  objects: [" W("logs") ", " W("content") "]\n" CLOSED                                            \
	"places: [" W("AA") ", " W("BB") "]\ngroups: [{id: GG, en: G, zh: G, members: [{code: AA, until: 2026-06-30}, BB], source: made up}]\n"

#define P(id, deontic, act, object, more) \
	"- {id: " id ", heading: {en: H, zh: H}, text: {en: T, zh: T}, deontic: " deontic ", act: " act ", object: " object ", roles: [provider], basis: scope" more "}\n"

static cn_str text_of(cn_arena *a, const char *id, const char *names, const char *jurisdiction, const char *provisions)
{
	return cn_strf(a,
		       "concord: instrument/1\nid: %s\ntitle: %s\nissuer: {en: I, zh: I}\nkind: act\nforce: binding\n"
		       "status: {value: in-force, as_of: 2026-01-01}\njurisdictions: [%s]\ndates: [{date: 2026-01-01, what: entry-into-force}]\n"
		       "official: {reference: R}\nsources: [{read: R, extent: full-text, on: 2026-01-01}]\nconfidence: read\nprovisions:\n%s",
		       id, names, jurisdiction, provisions);
}

static const char aa[] = P("art_1", "duty", "retain", "logs", ", stages: [use], themes: [liability], protects: [children, workers], parameters: [{name: retention, op: '>=', value: '6', unit: month}, {name: extra, op: '==', value: '1', unit: day}]")
	P("art_2", "prohibition", "label", "content", ", stages: [design, use], themes: [content, liability]")
	P("art_3", "duty", "label", "logs", "")
	P("art_4", "definition", "label", "content", ", themes: [content], protects: [children]")
	P("art_5", "recommendation", "retain", "content", ", relates: [{to: bb/art_9, rel: subset-of, rationale: functional, strength: 7, gap: {en: more, zh: more}}, {to: bb/art_8, rel: no-relationship, rationale: functional, strength: 3, gap: {en: none, zh: none}}]")
	P("art_6", "duty", "label", "content", ", applies: [{from: 2025-01-01, until: 2026-03-31}], themes: [content], protects: [children]");
static const char bb[] = P("art_1", "recommendation", "retain", "logs", ", themes: [liability], parameters: [{name: retention, op: '>=', value: '0.5', unit: year}, {name: more, op: '==', value: '2', unit: day}]")
	P("art_2", "duty", "label", "content", ", themes: [content]")
	P("art_8", "duty", "retain", "content", "")
	P("art_9", "duty", "label", "logs", ", protects: [children], confidence: secondary");

static const cn_library *small(cn_arena *a)
{
	cn_norm_file *f = CN_NEW(a, cn_norm_file, 4);
	f[0] = (cn_norm_file){ .name = CN_S("v.yaml"), .tree = help_yaml(a, LISTS_MORE, "v.yaml") };
	f[1] = (cn_norm_file){ .name = CN_S("f.yaml"), .tree = help_yaml(a, SMALL_FACTS, "f.yaml") };
	f[2] = (cn_norm_file){ .name = CN_S("a.yaml"),
			       .tree = help_yaml(a, text_of(a, "aa", "{en: \"The Act\", zh: \"一法\", original: Akt}\naliases: [Old Name, Shared]", "AA", aa).p, "a.yaml") };
	f[3] = (cn_norm_file){ .name = CN_S("b.yaml"), .tree = help_yaml(a, text_of(a, "bb", "{en: Other, zh: \"二法\"}\naliases: [Shared]", "GG", bb).p, "b.yaml") };
	const cn_library *lib = NULL;
	cn_problems p = { 0 };
	cn_err err = { 0 };
	if (cn_library_load(a, f, 4, &lib, &p, &err) != CN_OK)
		help_print(&p, stderr);
	assert_non_null(lib);
	return lib;
}

static const cn_provision *provision(const cn_library *lib, const char *id)
{
	const cn_provision *p = cn_library_provision(lib, cn_str_z(id));
	assert_non_null(p);
	return p;
}

/* ---- names and filters ------------------------------------------------------------------------------------------------------------- */

static void an_instrument_goes_by_its_names_and_not_by_one_that_two_have(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	const cn_library *lib = small(a);
	static const char *const of_aa[] = { "aa", "AA", "the act", "一法", "AKT", "old name" }, *const of_none[] = { "", "Shared", "the acts", "一" };
	for (size_t i = 0; i < sizeof of_aa / sizeof of_aa[0]; i++) {
		const cn_instrument *x = cn_library_named(lib, cn_str_z(of_aa[i]));
		assert_non_null(x);
		assert_true(cn_eqz(x->id, "aa"));
	}
	for (size_t i = 0; i < sizeof of_none / sizeof of_none[0]; i++)
		assert_null(cn_library_named(lib, cn_str_z(of_none[i])));
}

static void a_filter_takes_what_all_of_it_asks_for(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	const cn_library *lib = small(a);
	const struct {
		const char *id, *market, *theme, *stage, *force, *as_of;
		bool ended, takes;
	} row[] = {
		{ "aa/art_1", "", "", "", "", "2026-05-01", false, true },
		{ "aa/art_1", "AA", "liability", "use", "binding", "2026-05-01", false, true },
		{ "aa/art_1", "BB", "", "", "", "2026-05-01", false, false },
		{ "aa/art_1", "", "content", "", "", "2026-05-01", false, false },
		{ "aa/art_1", "", "", "design", "", "2026-05-01", false, false },
		{ "aa/art_1", "", "", "", "soft", "2026-05-01", false, false },
		{ "bb/art_1", "AA", "", "", "", "2026-06-30", false, true },  /* a member until that day */
		{ "bb/art_1", "AA", "", "", "", "2026-07-01", false, false },
		{ "bb/art_1", "GG", "", "", "", "2026-07-01", false, true },
		{ "aa/art_6", "", "", "", "", "2026-03-31", false, true },    /* its last day */
		{ "aa/art_6", "", "", "", "", "2026-04-01", false, false },
		{ "aa/art_6", "", "", "", "", "2026-04-01", true, true },
	};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		cn_browse b = { .market = cn_str_z(row[i].market), .theme = cn_str_z(row[i].theme), .stage = cn_str_z(row[i].stage), .force = cn_str_z(row[i].force),
				.as_of = day(row[i].as_of), .ended = row[i].ended };
		if (cn_browse_takes(lib, provision(lib, row[i].id), &b) != row[i].takes)
			fail_msg("row %zu", i);
	}
}

/* ---- counts and groups ---------------------------------------------------------------------------------------------------------------- */

static void the_matrix_counts_what_asks_something_once_a_theme_and_a_stage(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	const cn_library *lib = small(a);
	cn_matrix m;
	cn_browse b = { .as_of = day("2026-05-01") };
	assert_int_equal(cn_norm_matrix(a, lib, &b, &m, NULL), CN_OK);
	assert_int_equal(m.n_row, 2);
	assert_int_equal(m.n_theme, 2);
	assert_int_equal(m.n_stage, 2);
	/* aa: art_1, 2, 3, 5; the definition and what has ended are out. Columns: content, liability, none; design, use, none. */
	static const size_t all[] = { 4, 4 }, theme[] = { 1, 2, 2, 1, 1, 2 }, stage[] = { 1, 2, 2, 0, 0, 4 };
	static const size_t cell[] = { 1, 1, 0, 1, 2, 0, 0, 0, 2, 0, 0, 1, 0, 0, 1, 0, 0, 2 };
	assert_memory_equal(m.all, all, sizeof all);
	assert_memory_equal(m.by_theme, theme, sizeof theme);
	assert_memory_equal(m.by_stage, stage, sizeof stage);
	assert_memory_equal(m.cell, cell, sizeof cell);
	b.market = CN_S("BB");
	assert_int_equal(cn_norm_matrix(a, lib, &b, &m, NULL), CN_OK);
	assert_int_equal(m.n_row, 1);
	assert_true(cn_eqz(m.row[0]->id, "bb"));
	assert_memory_equal(m.by_theme, theme + 3, 3 * sizeof theme[0]);
}

static void a_group_is_found_by_id_or_label_and_its_provisions_with_it(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	const cn_library *lib = small(a);
	const cn_provision *const *p;
	size_t n;
	cn_browse b = { .as_of = day("2026-05-01") };
	const cn_member *g = cn_protected_group(lib, CN_S("儿童"));
	assert_true(g && cn_eqz(g->id, "children"));
	assert_ptr_equal(cn_protected_group(lib, CN_S("CHILDREN")), g);
	assert_null(cn_protected_group(lib, CN_S("child")));
	assert_int_equal(cn_norm_protecting(a, lib, g->id, &b, &p, &n, NULL), CN_OK);
	assert_int_equal(n, 3); /* a definition too; not what has ended */
	assert_true(cn_eqz(p[0]->full, "aa/art_1") && cn_eqz(p[1]->full, "aa/art_4") && cn_eqz(p[2]->full, "bb/art_9"));
	b.as_of = day("2026-03-31");
	assert_int_equal(cn_norm_protecting(a, lib, g->id, &b, &p, &n, NULL), CN_OK);
	assert_int_equal(n, 4);
}

/* ---- alike ------------------------------------------------------------------------------------------------------------------------------- */

static const char *alike(cn_arena *a, const cn_library *lib, const char *id)
{
	cn_alike *e;
	size_t n;
	cn_str all = CN_S("");
	assert_int_equal(cn_norm_alike(a, lib, provision(lib, id), NULL, &e, &n, NULL), CN_OK);
	for (size_t i = 0; i < n; i++)
		all = cn_strf(a, "%.*s%s%.*s %.*s%s", CN_FMT(all), i ? "; " : "", CN_FMT(e[i].b->full), CN_FMT(e[i].rel), e[i].same_act ? "same" : "");
	return cn_cstr(a, all);
}

static void alike_is_what_is_related_or_asks_the_same_act_in_the_same_direction(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	const cn_library *lib = small(a);
	static const struct {
		const char *id, *want;
	} row[] = {
		{ "aa/art_1", "bb/art_1 same" },
		{ "bb/art_1", "aa/art_1 same" },
		{ "aa/art_2", "" },                                /* forbidden there, asked here */
		{ "bb/art_2", "aa/art_6 same" },
		{ "aa/art_3", "bb/art_9 same" },
		{ "bb/art_9", "aa/art_5 superset-of; aa/art_3 same" }, /* turned round; related ones first */
		{ "aa/art_4", "" },                                /* a definition asks nothing */
		{ "aa/art_5", "bb/art_9 subset-of; bb/art_8 same" },   /* "no relationship" does not undo the same act */
	};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		assert_string_equal(alike(a, lib, row[i].id), row[i].want);
}

static void parameters_stand_beside_each_other_by_name(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	const cn_library *lib = small(a);
	const cn_parameter_pair *p;
	size_t n;
	assert_int_equal(cn_parameters_paired(a, provision(lib, "aa/art_1"), provision(lib, "bb/art_1"), &p, &n, NULL), CN_OK);
	assert_int_equal(n, 3);
	assert_true(p[0].a && p[0].b && cn_eqz(p[0].a->name, "retention"));
	assert_false(p[0].same); /* half a year is no whole number of months to compare by */
	assert_true(cn_eqz(p[1].a->name, "extra") && !p[1].b && !p[1].same);
	assert_true(!p[2].a && cn_eqz(p[2].b->name, "more"));
	assert_int_equal(cn_parameters_paired(a, provision(lib, "aa/art_1"), provision(lib, "aa/art_1"), &p, &n, NULL), CN_OK);
	assert_true(n == 2 && p[0].same && p[1].same);
}

static void two_instruments_share_some_and_have_the_rest_alone(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	const cn_library *lib = small(a);
	const cn_instrument *x = cn_library_get(lib, CN_S("aa")), *y = cn_library_get(lib, CN_S("bb"));
	cn_comparison c;
	cn_err err = { 0 };
	assert_int_equal(cn_norm_compare(a, lib, x, y, &c, &err), CN_OK);
	static const char *const both[][2] = { { "art_1", "art_1" }, { "art_3", "art_9" }, { "art_5", "art_9" }, { "art_5", "art_8" }, { "art_6", "art_2" } };
	assert_int_equal(c.n_both, 5);
	for (size_t i = 0; i < c.n_both; i++)
		assert_true(cn_eqz(c.both[i].a->id, both[i][0]) && cn_eqz(c.both[i].b->id, both[i][1]));
	assert_int_equal(c.n_only_a, 1);
	assert_true(cn_eqz(c.only_a[0]->id, "art_2"));
	assert_int_equal(c.n_only_b, 0);
	assert_int_equal(c.left_out_a, 1);
	assert_int_equal(c.left_out_b, 0);

	cn_comparison back;
	assert_int_equal(cn_norm_compare(a, lib, y, x, &back, &err), CN_OK);
	assert_int_equal(back.n_both, c.n_both);
	assert_int_equal(back.n_only_b, c.n_only_a);
	assert_int_equal(cn_norm_compare(a, lib, x, x, &c, &err), CN_EINPUT);
	assert_true(err.msg[0] != 0);
}

/* ---- the real library ---------------------------------------------------------------------------------------------------------------------- */

static void of_the_whole_library_every_count_adds_up(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	enum { FILES = 256 };
	cn_norm_file *f = CN_NEW(a, cn_norm_file, FILES);
	const cn_library *lib = NULL;
	size_t n = help_folder(a, "norms", f, FILES), binds = 0, counted = 0;
	assert_int_equal(cn_library_load(a, f, n, &lib, NULL, NULL), CN_OK);
	cn_matrix m;
	cn_browse b = { .as_of = day("2026-11-23"), .ended = true };
	assert_int_equal(cn_norm_matrix(a, lib, &b, &m, NULL), CN_OK);
	for (size_t i = 0; i < cn_library_count(lib); i++)
		for (size_t k = 0; k < cn_library_at(lib, i)->n_provision; k++)
			binds += cn_deontic_binds(cn_library_at(lib, i)->provision[k].deontic);
	for (size_t i = 0; i < m.n_row; i++) {
		size_t cells = 0, themes = 0;
		counted += m.all[i];
		for (size_t t = 0; t <= m.n_theme; t++) {
			themes += m.by_theme[i * (m.n_theme + 1) + t];
			for (size_t s = 0; s <= m.n_stage; s++)
				cells += m.cell[(i * (m.n_theme + 1) + t) * (m.n_stage + 1) + s];
		}
		assert_true(themes >= m.all[i] && cells >= themes);
	}
	assert_int_equal(counted, binds);

	/* Being alike goes both ways. */
	const cn_instrument *eu = cn_library_get(lib, CN_S("eu-ai-act")), *kr = cn_library_get(lib, CN_S("kr-ai-basic-act"));
	cn_comparison there, back;
	assert_int_equal(cn_norm_compare(a, lib, eu, kr, &there, NULL), CN_OK);
	assert_int_equal(cn_norm_compare(a, lib, kr, eu, &back, NULL), CN_OK);
	assert_true(there.n_both > 0);
	assert_int_equal(there.n_both, back.n_both);
	assert_int_equal(there.n_only_a, back.n_only_b);
	assert_int_equal(there.n_only_b, back.n_only_a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_instrument_goes_by_its_names_and_not_by_one_that_two_have),
		cmocka_unit_test(a_filter_takes_what_all_of_it_asks_for),
		cmocka_unit_test(the_matrix_counts_what_asks_something_once_a_theme_and_a_stage),
		cmocka_unit_test(a_group_is_found_by_id_or_label_and_its_provisions_with_it),
		cmocka_unit_test(alike_is_what_is_related_or_asks_the_same_act_in_the_same_direction),
		cmocka_unit_test(parameters_stand_beside_each_other_by_name),
		cmocka_unit_test(two_instruments_share_some_and_have_the_rest_alone),
		cmocka_unit_test(of_the_whole_library_every_count_adds_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
