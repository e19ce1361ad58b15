/* What if, what is ahead, what is at stake, and the days on which answers change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "norm/ahead.h"
#include "norm/change.h"
#include "norm_small.h"

#define DUTY(id, more) "- {id: " id ", heading: {en: H, zh: H}, text: {en: T, zh: T}, deontic: duty, roles: [provider], " more "}\n"
static const char PROVISIONS[] =
	DUTY("art_1", "applies_when: big, penalty: art_9") DUTY("art_2", "applies_when: '\"credit\" in area', applies: [{from: 2027-01-01}], penalty: art_9")
	DUTY("art_3", "basis: scope, applies: [{from: 2026-01-01, until: 2026-12-31}], penalty: art_8") DUTY("art_4", "applies_when: here, force: soft, penalty: art_9")
	DUTY("art_5", "applies_when: 'flop > 1e25', applies: [{from: 2028-01-01}]")
	"- {id: art_8, heading: {en: H, zh: H}, text: {en: T, zh: T}, deontic: penalty, roles: [provider]}\n"
	"- {id: art_9, heading: {en: H, zh: H}, text: {en: T, zh: T}, deontic: penalty, roles: [provider]}\n";

static const cn_library *load(cn_arena *a)
{
	static const char more[] = "- {id: area, type: set, values: [credit, jobs], labels: {credit: {en: C, zh: C}, jobs: {en: J, zh: J}}, question: {en: q, zh: q}, help: {en: h, zh: h}}\n"
				   "- {id: training_hours, type: number, question: {en: q, zh: q}, help: {en: h, zh: h}}\n";
	cn_norm_file *f = CN_NEW(a, cn_norm_file, 3);
	f[0] = (cn_norm_file){ .name = CN_S("v.yaml"), .tree = help_yaml(a, LISTS, "v.yaml") };
	f[1] = (cn_norm_file){ .name = CN_S("f.yaml"), .tree = help_yaml(a, cn_strf(a, "%s%s", SMALL_FACTS, more).p, "f.yaml") };
	f[2] = (cn_norm_file){ .name = CN_S("a.yaml"), .tree = help_yaml(a, act(a, "aa", "AA", PROVISIONS).p, "a.yaml") };
	const cn_library *lib = NULL;
	cn_problems p = { 0 };
	if (cn_library_load(a, f, 3, &lib, &p, NULL) != CN_OK)
		help_print(&p, stderr);
	assert_non_null(lib);
	return lib;
}

static const cn_profile *profile(cn_arena *a, const cn_library *lib, const char *facts)
{
	const cn_profile *p = NULL;
	cn_err err = { 0 };
	cn_str text = cn_strf(a, "concord: system/1\nid: s\nname: {en: S, zh: S}\nactors: [{role: provider, place: AA, party: p}]\nmarkets: [AA]\nstage: use\nfacts: {%s}\n", facts);
	if (cn_profile_read(a, lib, help_yaml(a, text.p, "s.yaml"), CN_S("s.yaml"), &p, NULL, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return p;
}

static const cn_profile *changed(cn_arena *a, const cn_library *lib, const cn_profile *p, const char *change, cn_date *d)
{
	const cn_profile *q = NULL;
	cn_err err = { 0 };
	if (cn_profile_change(a, lib, p, cn_str_z(change), &q, d, &err) != CN_OK)
		fail_msg("%s: %s", change, err.msg);
	return q;
}

static cn_str value_of(cn_arena *a, const cn_library *lib, const cn_profile *p, const char *fact, const char *market)
{
	cn_fact_view v;
	assert_int_equal(cn_profile_fact(a, lib, p, cn_str_z(fact), cn_str_z(market), day("2026-06-01"), &v, NULL), CN_OK);
	return v.text;
}

static void a_change_is_one_thing_different(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load(a);
	const cn_profile *p = profile(a, lib, "area: [jobs]"), *q;
	cn_date d = day("2026-06-01");
	q = changed(a, lib, p, "market+=BB", &d);
	assert_int_equal(q->n_market, 2);
	assert_int_equal(changed(a, lib, q, "market+=BB", &d)->n_market, 2); /* there already */
	q = changed(a, lib, q, "market-=AA", &d);
	assert_int_equal(q->n_market, 1);
	assert_true(cn_eqz(q->market[0].code, "BB"));
	assert_true(cn_eqz(changed(a, lib, p, "stage = use", &d)->stage, "use"));
	q = changed(a, lib, p, "role+=deployer", &d);
	assert_int_equal(q->n_actor, 2);
	assert_true(cn_eqz(q->actor[1].party, "p"));
	assert_int_equal(changed(a, lib, q, "role=deployer", &d)->n_actor, 1); /* both became one */
	assert_true(cn_eqz(changed(a, lib, q, "role-=provider", &d)->actor[0].role, "deployer"));
	assert_true(cn_eqz(changed(a, lib, p, "place=BB", &d)->actor[0].place, "BB"));
	assert_true(cn_eqz(value_of(a, lib, changed(a, lib, p, "area+=credit", &d), "area", "AA"), "credit, jobs; complete"));
	assert_true(cn_eqz(value_of(a, lib, changed(a, lib, p, "area-=jobs", &d), "area", "AA"), "not: jobs"));
	assert_true(cn_eqz(value_of(a, lib, changed(a, lib, p, "area=none", &d), "area", "AA"), "none"));
	assert_true(cn_eqz(value_of(a, lib, changed(a, lib, p, "hours=2e25", &d), "training_hours", "AA"), "2e25")); /* one part of its name */
	q = changed(a, lib, changed(a, lib, p, "market+=BB", &d), "here@BB=yes", &d);
	assert_true(cn_eqz(value_of(a, lib, q, "here", "BB"), "yes"));
	assert_true(cn_eqz(value_of(a, lib, q, "here", "AA"), "unknown"));
	assert_int_equal(d, day("2026-06-01"));
	assert_ptr_equal(changed(a, lib, p, "date=2027-12-03", &d), p);
	assert_int_equal(d, day("2027-12-03"));
	assert_int_equal(p->n_statement, 1); /* the old one is as it was */
}

static void a_wrong_change_names_the_nearest(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load(a);
	const cn_profile *p = profile(a, lib, ""), *q = NULL;
	static const char *const bad[][3] = {
		{ "foo", "is not a change", "market+=" }, { "=x", "is not a change", "" }, { "area=", "is not a change", "" }, { "market=AA", "is not a change", "market+=" },
		{ "market+=AAA", "places", "AA" }, { "market-=BB", "not offered there", "" }, { "stage=usee", "stages", "use" }, { "role=provder", "roles", "provider" },
		{ "role-=provider", "no actor would be left", "" }, { "role-=deployer", "no actor has this role", "" }, { "place=AX", "places", "AA" },
		{ "aera=credit", "no fact", "area" }, { "huors=3", "no fact", "training_hours" }, { "area+=credi", "credi", "credit" }, { "big+=yes", "are for sets", "" },
		{ "big=perhaps", "big=perhaps", "" }, { "date=soon", "date=soon", "" }, { "here@BB=yes", "not offered in the market", "" }, { "big@AA=yes", "the same in every market", "" },
		{ "flop=many", "a number", "" }, { "role@AA=x", "no fact", "" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		cn_err err = { 0 };
		cn_date d = day("2026-06-01");
		cn_code rc = cn_profile_change(a, lib, p, cn_str_z(bad[i][0]), &q, &d, &err);
		if ((rc != CN_EINPUT && rc != CN_ENOTFOUND) || !strstr(err.msg, bad[i][1]) || (bad[i][2][0] && !strstr(err.hint, bad[i][2])))
			fail_msg("%s: %d %s (%s)", bad[i][0], rc, err.msg, err.hint);
		assert_null(q);
		assert_int_equal(d, day("2026-06-01"));
	}
}

static const cn_answers *answers(cn_arena *a, const cn_library *lib, const cn_profile *p, const char *as_of)
{
	const cn_answers *r = NULL;
	assert_int_equal(cn_norm_apply(a, lib, p, day(as_of), false, &r, NULL), CN_OK);
	return r;
}

static void dates_ahead_are_in_order_and_say_whether_they_are_sure(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load(a);
	cn_ahead *h = NULL;
	size_t n = 0;
	assert_int_equal(cn_norm_ahead(a, answers(a, lib, profile(a, lib, "area: [credit]"), "2026-06-01"), &h, &n, NULL), CN_OK);
	assert_int_equal(n, 3);
	assert_int_equal(h[0].day, day("2026-12-31"));
	assert_false(h[0].starts);
	assert_true(h[0].certain);
	assert_true(cn_eqz(h[1].cell->provision->id, "art_2"));
	assert_true(h[1].starts && h[1].certain);
	assert_true(cn_eqz(h[2].cell->provision->id, "art_5"));
	assert_true(h[2].starts);
	assert_false(h[2].certain);
	assert_int_equal(cn_norm_ahead(a, answers(a, lib, profile(a, lib, "area: none, flop: 1e24"), "2027-06-01"), &h, &n, NULL), CN_OK);
	assert_int_equal(n, 0);
}

static void a_penalty_is_named_once_with_its_binding_duties(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load(a);
	cn_stake *s = NULL;
	size_t n = 0;
	assert_int_equal(cn_norm_stakes(a, lib, answers(a, lib, profile(a, lib, "area: [credit], here: yes"), "2026-06-01"), &s, &n, NULL), CN_OK);
	assert_int_equal(n, 2); /* art_9 of art_1, which is unknown; art_8 of art_3; soft law has none */
	assert_true(cn_eqz(s[0].penalty->id, "art_9"));
	assert_int_equal(s[0].n_duty, 1);
	assert_int_equal(s[0].n_applies, 0);
	assert_true(cn_eqz(s[1].penalty->id, "art_8"));
	assert_int_equal(s[1].n_applies, 1);
	assert_int_equal(cn_norm_stakes(a, lib, answers(a, lib, profile(a, lib, "area: [credit], big: yes"), "2027-06-01"), &s, &n, NULL), CN_OK);
	assert_int_equal(n, 1);
	assert_int_equal(s[0].n_duty, 2);
	assert_int_equal(s[0].n_applies, 2);
}

static void a_timeline_has_the_days_on_which_answers_change(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load(a);
	const cn_profile *p = profile(a, lib, "area: [credit], flop: 1e24, big: {value: yes, by: x, until: 2027-03-31}");
	cn_turn *t = NULL;
	size_t n = 0;
	cn_err err = { 0 };
	assert_int_equal(cn_norm_timeline(a, lib, p, day("2026-06-01"), day("2030-01-01"), &t, &n, &err), CN_OK);
	assert_int_equal(n, 3); /* 2028 changes nothing for this system; the end of 2026 and the start of 2027 are one day */
	assert_int_equal(t[0].day, day("2026-06-01"));
	assert_int_equal(t[0].n_flip, 0);
	assert_int_equal(t[1].day, day("2027-01-01"));
	assert_int_equal(t[1].n_flip, 2);
	assert_int_equal(t[2].day, day("2027-04-01"));
	assert_int_equal(t[2].n_expired, 1);
	assert_true(cn_eqz(t[2].expired[0]->fact->id, "big"));
	assert_int_equal(t[2].n_flip, 1);
	assert_int_equal(t[2].flip[0].after, CN_ANSWER_UNKNOWN);
	assert_int_equal(cn_norm_timeline(a, lib, p, day("2026-06-01"), day("2026-06-01"), &t, &n, &err), CN_OK);
	assert_int_equal(n, 1);
	assert_int_equal(cn_norm_timeline(a, lib, p, day("2026-06-01"), day("2026-05-31"), &t, &n, &err), CN_EINPUT);
}

static void milestones_are_the_dates_of_instruments_and_periods(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load(a);
	cn_milestone *m = NULL;
	size_t n = 0;
	assert_int_equal(cn_norm_milestones(a, lib, NULL, &m, &n, NULL), CN_OK);
	assert_int_equal(n, 5);
	assert_true(cn_eqz(m[0].date->what, "entry-into-force"));
	assert_true(m[1].starts && m[1].n_provision == 3 && m[1].day == day("2026-01-01"));
	assert_true(!m[2].starts && m[2].day == day("2026-12-31") && m[2].n_provision == 1);
	assert_true(m[3].day == day("2027-01-01") && m[4].day == day("2028-01-01"));
	assert_int_equal(cn_norm_milestones(a, lib, cn_library_at(lib, 0), &m, &n, NULL), CN_OK);
	assert_int_equal(n, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_is_one_thing_different),
		cmocka_unit_test(a_wrong_change_names_the_nearest),
		cmocka_unit_test(dates_ahead_are_in_order_and_say_whether_they_are_sure),
		cmocka_unit_test(a_penalty_is_named_once_with_its_binding_duties),
		cmocka_unit_test(a_timeline_has_the_days_on_which_answers_change),
		cmocka_unit_test(milestones_are_the_dates_of_instruments_and_periods),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
