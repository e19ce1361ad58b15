/* A small library made here: loading and its problems, profiles, applicability rule by rule, asking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "norm_help.h"

#define VOCABULARY                                                                                                                                 \
	"concord: vocabulary/1\nlists:\n"                                                                                                          \
	"  stages: [{id: use, en: Use, zh: 使用}]\n"                                                                                               \
	"  roles: [{id: provider, en: Provider, zh: 提供者}, {id: deployer, en: Deployer, zh: 部署者}]\n"                                          \
	"  themes: [{id: liability, en: Liability, zh: 责任}, {id: data-privacy, en: Data, zh: 数据}]\n"                                           \
	"  properties: []\n  acts: [{id: retain, en: Keep, zh: 保存}]\n  objects: [{id: logs, en: Logs, zh: 日志}]\n  protects: []\n"              \
	"  force: [{id: binding, en: b, zh: b}, {id: soft, en: s, zh: s}, {id: voluntary, en: v, zh: v}, {id: standard, en: s, zh: s}, {id: draft, en: d, zh: d}]\n" \
	"  deontic: [{id: duty, en: d, zh: d}, {id: prohibition, en: d, zh: d}, {id: recommendation, en: d, zh: d}, {id: permission, en: d, zh: d}, {id: right, en: d, zh: d}, {id: commitment, en: d, zh: d}, {id: definition, en: d, zh: d}, {id: scope, en: d, zh: d}, {id: penalty, en: d, zh: d}]\n" \
	"  confidence: [{id: read, en: r, zh: r}, {id: secondary, en: s, zh: s}, {id: unverified, en: u, zh: u}]\n"                                \
	"  status: [{id: in-force, en: i, zh: i}, {id: adopted, en: a, zh: a}, {id: draft, en: d, zh: d}, {id: bill, en: b, zh: b}, {id: replaced, en: r, zh: r}, {id: repealed, en: r, zh: r}, {id: expired, en: e, zh: e}]\n" \
	"  kinds: [{id: act, en: Act, zh: 法}]\n  units: [{id: month, en: month, zh: 月}]\n  document_types: [{id: policy, en: p, zh: p}]\n"       \
	"  people_roles: [{id: legal-reviewer, en: legal reviewer, zh: 法律审查人}]\n"                                                             \
	"places: [{id: DE, en: Germany, zh: 德国}, {id: NO, en: Norway, zh: 挪威}, {id: KE, en: Kenya, zh: 肯尼亚}, {id: EU, en: EU, zh: 欧盟}]\n"  \
	"groups: [{id: EU, en: EU, zh: 欧盟, members: [DE, {code: NO, from: 2030-01-01}], source: made up}]\n"

#define FACTS                                                                                                                        \
	"concord: facts/1\nfacts:\n"                                                                                                   \
	"- {id: risky, type: bool, question: {en: Is it risky?, zh: 是否有风险？}, help: {en: h, zh: h}, judgement: legal-reviewer}\n" \
	"- {id: logged, type: bool, question: {en: Does it log?, zh: 是否记录？}, help: {en: h, zh: h}}\n"                             \
	"- {id: offered, type: bool, question: {en: Is it offered?, zh: 是否提供？}, help: {en: h, zh: h}, per: market}\n"             \
	"- {id: area, type: set, values: [credit, jobs], labels: {credit: {en: Credit, zh: 信贷}, jobs: {en: Jobs, zh: 就业}}, question: {en: Which areas?, zh: 哪些领域？}, help: {en: h, zh: h}}\n" \
	"- {id: flop, type: number, unit: FLOP, question: {en: How much compute?, zh: 算力多少？}, help: {en: h, zh: h}}\n"            \
	"- {id: since, type: date, question: {en: Since when?, zh: 自何时？}, help: {en: h, zh: h}}\n"

#define HEAD(id, status, extra)                                                                                                          \
	"concord: instrument/1\nid: " id "\ntitle: {en: T, zh: 题}\nissuer: {en: I, zh: 机构}\nkind: act\nforce: binding\nstatus: {value: " status \
	", as_of: 2026-01-01}\njurisdictions: [EU]\nofficial: {reference: R}\nsources: [{read: R, extent: full-text, on: 2026-01-01}]\nconfidence: read\n" extra
#define DUTY(id, more) "- {id: " id ", heading: {en: H, zh: 标}, text: {en: T, zh: 文}, deontic: duty, act: retain, object: logs, roles: [deployer], " more "}\n"

#define ACT                                                                                                                                  \
	HEAD("act", "in-force", "dates: [{date: 2025-01-01, what: adopted}, {date: 2026-01-01, what: entry-into-force}]\n")                        \
	"definitions:\n- {id: scope, when: 'offered'}\n- {id: high, when: '\"credit\" in area && risky', locator: art_6}\n"                        \
	"- {id: hearsay, when: 'logged', confidence: secondary, locator: art_7}\n"                                                                 \
	"presumptions:\n- {fact: risky, value: 'true', when: 'flop > 1e25', by: art_51}\n"                                                         \
	"provisions:\n" DUTY("art_1", "applies_when: 'scope && high'") DUTY("art_2", "basis: scope")                                               \
	DUTY("art_3", "applies_when: 'scope', applies: [{from: 2027-01-01, when: '\"credit\" in area'}, {from: 2028-01-01, until: 2028-12-31, when: '\"jobs\" in area'}]") \
	DUTY("art_4", "applies_when: 'scope && hearsay'") DUTY("art_5", "applies_when: 'logged || !logged'")                                       \
	DUTY("art_6", "applies_when: 'scope && hearsay', force: soft")                                                                             \
	"- {id: art_7, heading: {en: H, zh: 标}, text: {en: T, zh: 文}, deontic: definition}\n"                                                    \
	DUTY("art_8", "applies_when: 'role == \"deployer\" && place == \"DE\"', evidence: [{id: E1, kind: document, type: policy}, {id: E2, kind: measurement, metric: m, op: '>=', value: '1', threshold_from: law}], satisfied_when: 'E1 || E2'")

static const cn_library *load(cn_arena *a, const char *instrument, cn_problems *p, cn_err *err)
{
	cn_norm_file *f = CN_NEW(a, cn_norm_file, 4);
	f[0] = (cn_norm_file){ .name = CN_S("v.yaml"), .tree = help_yaml(a, VOCABULARY, "v.yaml") };
	f[1] = (cn_norm_file){ .name = CN_S("f.yaml"), .tree = help_yaml(a, FACTS, "f.yaml") };
	f[2] = (cn_norm_file){ .name = CN_S("c.yaml"), .tree = help_yaml(a, "concord: coverage/1\ncoverage: [{jurisdiction: EU, theme: liability, level: partial, as_of: 2026-01-01}]\n", "c.yaml") };
	f[3] = (cn_norm_file){ .name = CN_S("i.yaml"), .tree = help_yaml(a, instrument, "i.yaml") };
	const cn_library *lib = NULL;
	if (cn_library_load(a, f, 4, &lib, p, err) != CN_OK)
		return NULL;
	return lib;
}

static const cn_library *load_ok(cn_arena *a, const char *instrument)
{
	cn_problems p = { 0 };
	cn_err err = { 0 };
	const cn_library *lib = load(a, instrument, &p, &err);
	help_print(&p, stderr);
	assert_non_null(lib);
	return lib;
}

#define SYSTEM(actors, markets, facts) "concord: system/1\nid: s\nname: {en: S, zh: 系统}\nactors: " actors "\nmarkets: " markets "\nfacts: {" facts "}\n"
#define ONE "[{role: deployer, place: DE, party: bank}]"

static const cn_profile *profile(cn_arena *a, const cn_library *lib, const char *text)
{
	const cn_profile *p = NULL;
	cn_err err = { 0 };
	if (cn_profile_read(a, lib, help_yaml(a, text, "s.yaml"), CN_S("s.yaml"), &p, NULL, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return p;
}

static cn_date day(const char *z)
{
	cn_date d = 0;
	assert_int_equal(cn_date_parse(cn_str_z(z), &d, NULL), CN_OK);
	return d;
}

static const cn_answers *apply(cn_arena *a, const cn_library *lib, const cn_profile *p, const char *as_of)
{
	const cn_answers *r = NULL;
	cn_err err = { 0 };
	if (cn_norm_apply(a, lib, p, day(as_of), true, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return r;
}

static const cn_cell *cell(const cn_answers *r, const char *id)
{
	for (size_t i = 0; i < r->n_cell; i++)
		if (cn_eqz(r->cell[i].provision->id, id))
			return &r->cell[i];
	return NULL;
}

static const cn_cell *one(cn_arena *a, const cn_library *lib, const char *facts, const char *as_of, const char *id)
{
	const char *text = cn_strf(a, SYSTEM(ONE, "[DE]", "%s"), facts).p;
	const cn_cell *c = cell(apply(a, lib, profile(a, lib, text), as_of), id);
	assert_non_null(c);
	return c;
}

static void answers_are_true_false_or_unknown(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load_ok(a, ACT);
	static const struct {
		const char *facts, *id;
		cn_answer want;
	} cases[] = {
		{ "offered: yes, area: [credit], risky: yes", "art_1", CN_APPLIES },
		{ "offered: yes, area: [credit], risky: no", "art_1", CN_DOES_NOT },
		{ "offered: yes, area: [credit]", "art_1", CN_ANSWER_UNKNOWN },
		{ "offered: no", "art_1", CN_DOES_NOT },
		{ "offered: yes, area: [jobs], risky: yes", "art_1", CN_ANSWER_UNKNOWN },
		{ "offered: yes, area: {jobs: yes, complete: true}", "art_1", CN_DOES_NOT },
		{ "offered: yes, area: {value: [jobs], complete: true}", "art_1", CN_DOES_NOT },
		{ "offered: yes, area: none", "art_1", CN_DOES_NOT },
		{ "offered: yes, area: {credit: no}", "art_1", CN_DOES_NOT },
		{ "offered: yes, area: credit, risky: true", "art_1", CN_APPLIES },
		{ "offered: yes, area: [credit], flop: 2e25", "art_1", CN_PRESUMED },
		{ "offered: yes, area: [credit], flop: 1e25", "art_1", CN_ANSWER_UNKNOWN },
		{ "offered: yes, area: [credit], flop: 2e25, risky: no", "art_1", CN_DOES_NOT },
		{ "offered: yes", "art_2", CN_APPLIES },
		{ "risky: yes", "art_2", CN_ANSWER_UNKNOWN },
		{ "offered: yes, logged: yes", "art_4", CN_ANSWER_UNKNOWN }, /* not read, binding */
		{ "offered: yes, logged: yes", "art_6", CN_APPLIES },        /* not read, soft: shown with its mark */
		{ "offered: no, logged: yes", "art_4", CN_DOES_NOT },        /* it does not decide */
		{ "risky: yes", "art_5", CN_APPLIES },                       /* either way */
		{ "risky: yes", "art_8", CN_APPLIES },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const cn_cell *c = one(a, lib, cases[i].facts, "2026-06-01", cases[i].id);
		if (c->answer != cases[i].want)
			fail_msg("%s {%s}: %s", cases[i].id, cases[i].facts, cn_answer_text(c->answer));
		assert_true(c->n_why > 0);
	}
	assert_true(one(a, lib, "offered: yes, logged: yes", "2026-06-01", "art_4")->not_read);
	assert_int_equal(one(a, lib, "offered: yes, logged: yes", "2026-06-01", "art_6")->confidence, CN_SECONDARY);
	assert_true(one(a, lib, "risky: yes", "2026-06-01", "art_5")->either_way);
	const cn_cell *c = one(a, lib, "offered: yes, area: [credit]", "2026-06-01", "art_1");
	assert_int_equal(c->n_missing, 1);
	assert_true(cn_eqz(c->missing[0]->id, "risky"));
}

static void dates_decide_when(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load_ok(a, ACT);
	const cn_cell *c = one(a, lib, "offered: yes", "2025-12-31", "art_2"); /* adopted, not in force */
	assert_int_equal(c->answer, CN_DOES_NOT);
	assert_int_equal(c->later, CN_TRUE);
	assert_int_equal(c->from, day("2026-01-01"));
	assert_int_equal(one(a, lib, "offered: yes", "2026-01-01", "art_2")->answer, CN_APPLIES);
	c = one(a, lib, "offered: yes, area: {credit: yes, jobs: no}", "2026-06-01", "art_3");
	assert_int_equal(c->later, CN_TRUE);
	assert_int_equal(c->from, day("2027-01-01"));
	c = one(a, lib, "offered: yes, area: {credit: no, jobs: yes}", "2026-06-01", "art_3");
	assert_int_equal(c->from, day("2028-01-01"));
	c = one(a, lib, "offered: yes", "2026-06-01", "art_3");
	assert_int_equal(c->answer, CN_DOES_NOT);
	assert_int_equal(c->later, CN_UNKNOWN);
	c = one(a, lib, "offered: no", "2026-06-01", "art_3");
	assert_int_equal(c->later, CN_FALSE);
	c = one(a, lib, "offered: yes, area: {credit: no, jobs: yes}", "2028-12-31", "art_3");
	assert_int_equal(c->answer, CN_APPLIES); /* until is the last day */
	assert_int_equal(c->until, day("2028-12-31"));
	c = one(a, lib, "offered: yes, area: {credit: no, jobs: yes}", "2029-01-01", "art_3");
	assert_int_equal(c->answer, CN_DOES_NOT);
	assert_int_equal(c->later, CN_FALSE);
}

static void status_of_the_instrument_counts(void **state)
{
	(void)state;
	static const struct {
		const char *head, *as_of;
		cn_answer want;
		cn_force force;
		const char *why;
	} cases[] = {
		{ HEAD("x", "draft", "dates: [{date: 2024-01-01, what: draft}]\n"), "2026-06-01", CN_APPLIES, CN_DRAFT, "a draft is shown as one" },
		{ HEAD("x", "repealed", "dates: [{date: 2024-01-01, what: entry-into-force}, {date: 2026-03-01, what: repealed}]\n"), "2026-02-28", CN_APPLIES, CN_BINDING, "the last day before" },
		{ HEAD("x", "repealed", "dates: [{date: 2024-01-01, what: entry-into-force}, {date: 2026-03-01, what: repealed}]\n"), "2026-03-01", CN_DOES_NOT, CN_BINDING, "repealed" },
		{ HEAD("x", "expired", "dates: [{date: 2024-01-01, what: entry-into-force}]\n"), "2026-06-01", CN_DOES_NOT, CN_BINDING, "expired, no date" },
		{ HEAD("x", "adopted", "dates: [{date: 2024-01-01, what: adopted}]\n"), "2026-06-01", CN_DOES_NOT, CN_BINDING, "adopted, no date of application" },
		{ HEAD("x", "adopted", "dates: [{date: 2024-01-01, what: adopted}, {date: 2026-01-01, what: applies}]\n"), "2026-06-01", CN_APPLIES, CN_BINDING, "adopted with a date" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		const char *text = cn_strf(a, "%sprovisions:\n%s", cases[i].head, DUTY("art_1", "basis: scope")).p;
		const cn_library *lib = load_ok(a, text);
		const cn_cell *c = one(a, lib, "risky: no", cases[i].as_of, "art_1");
		if (c->answer != cases[i].want || c->force != cases[i].force)
			fail_msg("%s: %s %s", cases[i].why, cn_answer_text(c->answer), cn_force_text(c->force));
		assert_true(c->n_why > 0);
	}
}

static size_t cells_for(cn_arena *a, const cn_library *lib, const char *text, const char *as_of)
{
	return apply(a, lib, profile(a, lib, text), as_of)->n_cell;
}

static void rows_are_markets_and_actors(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load_ok(a, ACT);
	assert_int_equal(cells_for(a, lib, SYSTEM(ONE, "[DE]", ""), "2026-06-01"), 7); /* the definition is no duty */
	assert_int_equal(cells_for(a, lib, SYSTEM("[{role: provider}]", "[DE]", ""), "2026-06-01"), 0);
	assert_int_equal(cells_for(a, lib, SYSTEM(ONE, "[KE]", ""), "2026-06-01"), 0);
	assert_int_equal(cells_for(a, lib, SYSTEM(ONE, "[NO]", ""), "2029-12-31"), 0); /* not yet a member */
	assert_int_equal(cells_for(a, lib, SYSTEM(ONE, "[NO]", ""), "2030-01-01"), 7);
	assert_int_equal(cells_for(a, lib, SYSTEM(ONE, "[DE, EU]", ""), "2026-06-01"), 14);
	const cn_answers *r = apply(a, lib, profile(a, lib, SYSTEM("[{role: unknown, place: DE}]", "[DE]", "offered: yes")), "2026-06-01");
	assert_int_equal(r->n_cell, 7); /* the role is not known: it may be a deployer */
	assert_int_equal(cell(r, "art_2")->answer, CN_ANSWER_UNKNOWN);
	assert_true(cn_eqz(cell(r, "art_2")->missing[0]->id, "role"));
	r = apply(a, lib, profile(a, lib, "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [DE]\nfacts: {offered: yes}\n"), "2026-06-01");
	assert_int_equal(r->n_cell, 7); /* no actor named: one row a role, place unknown */
	assert_true(cell(r, "art_8")->actor->assumed);
	assert_int_equal(cell(r, "art_8")->answer, CN_ANSWER_UNKNOWN);
	r = apply(a, lib, profile(a, lib, "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [DE]\npurposes: [Military logistics]\n"), "2026-06-01");
	assert_true(r->out_of_scope);
	assert_int_equal(r->n_cell, 0);
}

static void the_systems_time_in_a_market_counts(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load_ok(a, ACT);
	const cn_profile *p = profile(a, lib, SYSTEM(ONE, "[{code: DE, from: 2027-06-01, until: 2028-06-30}]", "offered: yes"));
	const cn_cell *c = cell(apply(a, lib, p, "2026-06-01"), "art_2");
	assert_int_equal(c->answer, CN_DOES_NOT);
	assert_int_equal(c->later, CN_TRUE);
	assert_int_equal(c->from, day("2027-06-01"));
	c = cell(apply(a, lib, p, "2027-06-01"), "art_2");
	assert_int_equal(c->answer, CN_APPLIES);
	assert_int_equal(c->until, day("2028-06-30"));
	assert_int_equal(cell(apply(a, lib, p, "2028-07-01"), "art_2")->answer, CN_DOES_NOT);
}

static void statements_are_laid_over_each_other(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load_ok(a, ACT);
	const cn_profile *p = profile(a, lib, SYSTEM(ONE, "[DE, EU]",
		"offered: [{value: no, market: EU, by: x}, {value: yes, by: bank, on: 2026-01-01, source: s, until: 2026-12-31}], area: [{value: [credit]}, {value: {jobs: no}}]"));
	cn_fact_view v;
	assert_int_equal(cn_profile_fact(a, lib, p, CN_S("offered"), CN_S("DE"), day("2026-06-01"), &v, NULL), CN_OK);
	assert_true(cn_eqz(v.text, "yes"));
	assert_true(cn_eqz(v.from.by, "bank"));
	assert_int_equal(cn_profile_fact(a, lib, p, CN_S("offered"), CN_S("EU"), day("2026-06-01"), &v, NULL), CN_OK);
	assert_true(cn_eqz(v.text, "no")); /* about this market, though it stands before */
	assert_int_equal(cn_profile_fact(a, lib, p, CN_S("offered"), CN_S("DE"), day("2027-01-01"), &v, NULL), CN_OK);
	assert_true(v.expired);
	assert_true(cn_eqz(v.text, "unknown"));
	assert_int_equal(cn_profile_fact(a, lib, p, CN_S("area"), CN_S("DE"), day("2026-06-01"), &v, NULL), CN_OK);
	assert_true(cn_eqz(v.text, "credit; complete"));
	const cn_profile *q = NULL;
	cn_provenance by = { .by = CN_S("auditor"), .until = CN_DATE_NONE, .record = CN_S("sha256:00") };
	assert_int_equal(cn_profile_with_fact(a, lib, p, CN_S("area"), CN_S(""), cn_textz(a, "unknown"), &by, &q, NULL), CN_OK);
	assert_int_equal(cn_profile_fact(a, lib, q, CN_S("area"), CN_S("DE"), day("2026-06-01"), &v, NULL), CN_OK);
	assert_true(cn_eqz(v.text, "unknown"));
	assert_true(cn_eqz(v.from.record, "sha256:00"));
	cn_err err = { 0 };
	assert_int_equal(cn_profile_with_fact(a, lib, p, CN_S("riskyy"), CN_S(""), cn_textz(a, "yes"), NULL, &q, &err), CN_ENOTFOUND);
	assert_string_equal(err.hint, "risky");
	assert_int_equal(cn_profile_with_fact(a, lib, p, CN_S("risky"), CN_S(""), cn_textz(a, "perhaps"), NULL, &q, &err), CN_EINPUT);
	assert_int_equal(cn_profile_with_fact(a, lib, p, CN_S("risky"), CN_S("DE"), cn_textz(a, "yes"), NULL, &q, &err), CN_EINPUT);
	assert_int_equal(cn_profile_with_fact(a, lib, p, CN_S("offered"), CN_S("KE"), cn_textz(a, "yes"), NULL, &q, &err), CN_EINPUT);
}

static void reasons_are_sentences_in_both_languages(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load_ok(a, ACT);
	const cn_cell *c = one(a, lib, "offered: {value: yes, by: bank, on: 2026-01-02, source: web page}, area: {credit: no, jobs: no}", "2026-06-01", "art_1");
	assert_int_equal(c->answer, CN_DOES_NOT);
	assert_int_equal(c->n_why, 2);
	assert_int_equal(c->why[0].kind, CN_WHY_DEFINITION);
	assert_string_equal(cn_cstr(a, c->why[0].text.en), "It does not hold: high");
	assert_true(cn_eqz(c->why[0].locator, "art_6"));
	assert_string_equal(cn_cstr(a, c->why[1].text.en), "Which areas? Not among them: Credit");
	assert_string_equal(cn_cstr(a, c->why[1].text.zh), "哪些领域？其中不包括：信贷");
	c = one(a, lib, "offered: {value: yes, by: bank, on: 2026-01-02, source: web page}", "2026-06-01", "art_2");
	assert_string_equal(cn_cstr(a, c->why[0].text.en), "In application since 2026-01-01");
	const cn_why *last = &c->why[c->n_why - 1];
	assert_string_equal(cn_cstr(a, last->text.en), "Is it offered? Yes (stated by bank on 2026-01-02) (source: web page)");
	assert_string_equal(cn_cstr(a, last->text.zh), "是否提供？是（bank于2026-01-02声明）（依据：web page）");
	assert_true(cn_eqz(last->fact_value, "yes"));
	c = one(a, lib, "offered: yes, area: [credit], flop: 2e25", "2026-06-01", "art_1");
	last = &c->why[c->n_why - 1];
	assert_int_equal(last->kind, CN_WHY_PRESUMED);
	assert_string_equal(cn_cstr(a, last->text.en), "Is it risky? Yes (presumed under art_51, nobody stated it)");
	c = one(a, lib, "offered: yes, area: [credit]", "2026-06-01", "art_1");
	last = &c->why[c->n_why - 1];
	assert_string_equal(cn_cstr(a, last->text.en), "Is it risky? Not known (a judgement of the legal reviewer)");
}

static void questions_and_what_if(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load_ok(a, ACT);
	const cn_profile *p = profile(a, lib, SYSTEM(ONE, "[DE]", "area: [credit]"));
	cn_question *q = NULL;
	size_t n = 0;
	assert_int_equal(cn_norm_questions(a, lib, apply(a, lib, p, "2026-06-01"), &q, &n, NULL), CN_OK);
	assert_int_equal(n, 3); /* offered decides art_1 2 4 6; risky art_1; logged art_6 */
	assert_true(cn_eqz(q[0].fact->id, "offered"));
	assert_true(cn_eqz(q[0].market, "DE"));
	assert_int_equal(q[0].decides, 4);
	assert_int_equal(q[0].alone, 1);
	assert_int_equal(q[0].binding, 3);
	assert_int_equal(q[0].n_needed_by, 4);
	cn_flip *f = NULL;
	assert_int_equal(cn_norm_what_if(a, lib, p, CN_S("offered"), CN_S(""), cn_textz(a, "yes"), day("2026-06-01"), &f, &n, NULL), CN_OK);
	assert_int_equal(n, 1);
	assert_true(cn_eqz(f[0].provision->id, "art_2"));
	assert_int_equal(f[0].before, CN_ANSWER_UNKNOWN);
	assert_int_equal(f[0].after, CN_APPLIES);
	const cn_profile *more = NULL;
	assert_int_equal(cn_profile_with_market(a, lib, p, CN_S("EU"), &more, NULL), CN_OK);
	assert_int_equal(cn_norm_flips(a, apply(a, lib, p, "2026-06-01"), apply(a, lib, more, "2026-06-01"), &f, &n, NULL), CN_OK);
	assert_int_equal(n, 6); /* all new cells but the one that does not apply yet */
	cn_date *d = NULL;
	assert_int_equal(cn_norm_breakpoints(a, lib, p, day("2025-06-01"), day("2040-01-01"), &d, &n, NULL), CN_OK);
	assert_int_equal(n, 4); /* 2026-01-01 2027-01-01 2028-01-01 2029-01-01 */
	assert_int_equal(d[3], day("2029-01-01"));
}

static void coverage_and_lookups(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_library *lib = load_ok(a, ACT);
	cn_coverage *c = NULL;
	size_t n = 0;
	bool covered = false;
	assert_int_equal(cn_library_coverage(a, lib, CN_S("DE"), day("2026-06-01"), &c, &n, &covered, NULL), CN_OK);
	assert_true(covered);
	assert_int_equal(n, 2);
	assert_true(cn_eqz(c[0].level, "partial"));
	assert_true(cn_eqz(c[1].level, "empty"));
	assert_int_equal(cn_library_coverage(a, lib, CN_S("KE"), day("2026-06-01"), &c, &n, &covered, NULL), CN_OK);
	assert_false(covered);
	const cn_provision *p = cn_library_provision(lib, CN_S("act/art_8"));
	assert_non_null(p);
	assert_int_equal(cn_provision_satisfied(p, (cn_tri[]){ CN_UNKNOWN, CN_TRUE }, 2), CN_TRUE);
	assert_int_equal(cn_provision_satisfied(p, (cn_tri[]){ CN_UNKNOWN, CN_FALSE }, 2), CN_UNKNOWN);
	assert_true(cn_eqz(cn_library_near(lib, CN_S("act/art_9x")), "act/art_1") || cn_library_near(lib, CN_S("act/art_9x")).n > 0);
	cn_val *json = NULL;
	const cn_profile *s = profile(a, lib, SYSTEM(ONE, "[DE]", ""));
	assert_int_equal(cn_norm_answers_val(a, lib, s, apply(a, lib, s, "2026-06-01"), &json, NULL), CN_OK);
	assert_int_equal(cn_get(json, "rows")->n, 7);
	assert_int_equal(cn_get(json, "coverage")->n, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_are_true_false_or_unknown), cmocka_unit_test(dates_decide_when),
		cmocka_unit_test(status_of_the_instrument_counts),   cmocka_unit_test(rows_are_markets_and_actors),
		cmocka_unit_test(the_systems_time_in_a_market_counts), cmocka_unit_test(statements_are_laid_over_each_other),
		cmocka_unit_test(reasons_are_sentences_in_both_languages), cmocka_unit_test(questions_and_what_if),
		cmocka_unit_test(coverage_and_lookups),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
