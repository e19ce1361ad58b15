/* assess, kinds: the register of risks and promises. What a table refuses, what orders a register, when a promise is kept and when overdue. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/say.h"
#include "core/kind.h"
#include "norm_help.h"

static cn_arena *arena;
static const cn_library *lib;

static int setup(void **state)
{
	(void)state;
	arena = cn_arena_new((size_t)1 << 28);
	lib = arena ? help_norms(arena) : NULL;
	return lib ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	cn_arena_free(arena);
	return 0;
}

static cn_date day(const char *z)
{
	cn_date d = CN_DATE_NONE;
	assert_int_equal(cn_date_parse(cn_str_z(z), &d, NULL), CN_OK);
	return d;
}

#define HEAD "system: s1\nid: r1\ntitle: {en: T, zh: 题}\nhazard: model-security.opaque\ncause: {en: C, zh: 因}\nstatus: open\nowner: risk-owner\nreview: 2027-01-01\n"

static cn_code check_risk(const char *more, cn_err *err)
{
	const cn_val *body = help_yaml(arena, cn_strf(arena, HEAD "%s", more).p, "risk.yaml");
	return cn_risk_check(lib, body, "risks[0]", err);
}

static void a_risk_is_held_to_its_table_and_the_library(void **state)
{
	static const struct {
		const char *more, *says;
	} bad[] = {
		{ "likelihood: {lo: \"0.3\", hi: \"0.2\", per: use, source: s}\n", "needs 0 <= lo <= hi <= 1" },
		{ "likelihood: {lo: \"-0.1\", hi: \"0.2\", per: use, source: s}\n", "needs 0 <= lo <= hi <= 1" },
		{ "likelihood: {lo: \"0.1\", hi: \"1.2\", per: use, source: s}\n", "needs 0 <= lo <= hi <= 1" },
		{ "likelihood: {lo: \"0.1\", hi: \"0.2\", per: moon, source: s}\n", "is not one of" },
		{ "likelihood: {lo: \"0.1\", hi: \"0.2\", per: use}\n", "source: missing" },
		{ "severity: {lo: severe, hi: limited, source: s}\n", "lo is worse than hi" },
		{ "residual: {severity: {lo: catastrophic, hi: serious, source: s}}\n", "body.residual.severity" },
		{ "affected: [martians]\n", "is not in the list protects" },
		{ "stages: [usee]\n", "is not in the list stages" },
		{ "duties: [eu-ai-act/art_999]\n", "there is no provision" },
		{ "measurements: [vibes]\n", "there is no metric" },
		{ "controls: [{what: {en: W, zh: 措}, owner: janitor}]\n", "is not in the list people_roles" },
		{ "colour: red\n", "unknown field" },
	};
	(void)state;
	cn_err err = { 0 };
	assert_int_equal(check_risk("", &err), CN_OK);
	assert_int_equal(check_risk("likelihood: {lo: \"0\", hi: \"1\", per: use, source: s}\nseverity: {lo: limited, hi: limited, source: s}\n", &err), CN_OK);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		assert_int_equal(check_risk(bad[i].more, &err), CN_EINPUT);
		if (!strstr(err.msg, bad[i].says))
			fail_msg("%s: %s", bad[i].more, err.msg);
	}
	assert_int_equal(check_risk("affected: [childen]\n", &err), CN_EINPUT);
	assert_string_equal(err.hint, "children");
}

static void every_hazard_belongs_to_one_of_the_ten_issues(void **state)
{
	size_t n, n_theme;
	(void)state;
	const cn_member *h = cn_library_list(lib, "hazards", &n), *t = cn_library_list(lib, "themes", &n_theme);
	assert_true(n >= 40);
	bool seen[32] = { false };
	for (size_t i = 0; i < n; i++) {
		cn_str issue, rest;
		assert_true(cn_split(h[i].id, '.', &issue, &rest));
		size_t k = 0;
		while (k < n_theme && !cn_eq(t[k].id, issue))
			k++;
		assert_true(k < n_theme && k < 32);
		seen[k] = true;
		assert_true(h[i].label.en.n > 0 && h[i].label.zh.n > 0);
	}
	for (size_t k = 0; k < n_theme; k++)
		assert_true(seen[k]); /* no issue of the report is without a hazard */
}

static const cn_val *body_of(const char *id, const char *more)
{
	return help_yaml(arena, cn_strf(arena, "system: s1\nid: %s\ntitle: {en: T, zh: 题}\nhazard: model-security.opaque\ncause: {en: C, zh: 因}\n"
					       "owner: risk-owner\n%s", id, more).p, "r");
}

static void the_register_puts_the_unknown_first_and_the_closed_last(void **state)
{
	(void)state;
	const cn_val *close = help_yaml(arena, "system: s1\nrisk: shut\nrole: risk-owner\ndecision: close\nreason: gone\n\"on\": 2026-10-01\n", "c");
	const cn_risk_entry e[] = {
		{ .body = body_of("mild", "status: open\nreview: 2027-01-01\nseverity: {lo: limited, hi: limited, source: s}\n") },
		{ .body = body_of("shut", "status: open\nreview: 2020-01-01\nseverity: {lo: severe, hi: catastrophic, source: s}\n"), .review = close },
		{ .body = body_of("often", "status: open\nreview: 2026-11-22\nseverity: {lo: limited, hi: severe, source: s}\nlikelihood: {lo: \"0.1\", hi: \"0.5\", per: use, source: s}\n") },
		{ .body = body_of("blank", "status: open\nreview: 2026-11-23\n") },
		{ .body = body_of("rare", "status: open\nreview: 2027-01-01\nseverity: {lo: limited, hi: severe, source: s}\nlikelihood: {lo: \"0.1\", hi: \"0.2\", per: use, source: s}\n") },
	};
	static const char *const order[] = { "blank", "often", "rare", "mild", "shut" };
	cn_val *list;
	cn_err err = { 0 };
	assert_int_equal(cn_risk_register(arena, lib, e, 5, NULL, NULL, day("2026-11-23"), &list, &err), CN_OK);
	assert_int_equal(list->n, 5);
	for (size_t i = 0; i < 5; i++)
		assert_true(cn_is_text(cn_get(cn_at(list, i), "id"), order[i]));
	assert_false(cn_get_bool(cn_at(list, 0), "overdue", true)); /* due today is not overdue */
	assert_true(cn_get_bool(cn_at(list, 1), "overdue", false));
	assert_true(cn_is_text(cn_get(cn_at(list, 4), "status"), "closed"));
	assert_null(cn_get(cn_at(list, 4), "review")); /* what is closed is not looked at again */
	cn_val *unseen;
	size_t n;
	(void)cn_library_list(lib, "hazards", &n);
	assert_int_equal(cn_risk_unseen(arena, lib, e, 5, &unseen, &err), CN_OK);
	assert_int_equal(unseen->n, n - 1);
}

static void a_promise_is_kept_as_long_as_its_document_holds(void **state)
{
	static const struct {
		const char *promise, *said, *as_of, *state, *due;
	} rows[] = {
		{ "", NULL, "2026-06-01", "open", "" },
		{ "due: 2026-06-30\n", NULL, "2026-06-30", "due", "2026-06-30" },
		{ "due: 2026-06-30\n", NULL, "2026-07-01", "overdue", "2026-06-30" },
		{ "due: 2026-06-30\n", "state: kept\n\"on\": 2026-07-10\n", "2026-07-09", "overdue", "2026-06-30" }, /* not said yet */
		{ "due: 2026-06-30\n", "state: kept\n\"on\": 2026-07-10\n", "2030-01-01", "kept", "2026-06-30" },
		{ "due: 2026-06-30\n", "state: kept\n\"on\": 2026-07-10\nuntil: 2026-12-31\n", "2026-12-31", "kept", "2026-06-30" },
		{ "due: 2026-06-30\n", "state: kept\n\"on\": 2026-07-10\nuntil: 2026-12-31\n", "2027-01-01", "overdue", "2026-12-31" },
		{ "due: 2026-06-30\nevery: P1Y\n", "state: kept\n\"on\": 2026-07-10\n", "2027-07-10", "kept", "2027-07-10" },
		{ "due: 2026-06-30\nevery: P1Y\n", "state: kept\n\"on\": 2026-07-10\n", "2027-07-11", "overdue", "2027-07-10" },
		{ "due: 2026-06-30\nevery: P1Y\n", "state: kept\n\"on\": 2026-07-10\nuntil: 2026-08-01\n", "2026-08-02", "overdue", "2026-08-01" },
		{ "due: 2026-06-30\n", "state: broken\n\"on\": 2026-05-01\n", "2026-06-01", "broken", "2026-06-30" },
		{ "due: 2026-06-30\n", "state: withdrawn\n\"on\": 2026-05-01\n", "2026-07-01", "withdrawn", "2026-06-30" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		cn_promise_entry e = { .body = help_yaml(arena, cn_strf(arena, "party: p\nid: x\nmade: 2026-01-01\n%s", rows[i].promise).p, "p"), .record = CN_S("sha256:0") };
		if (rows[i].said) {
			e.said[0] = help_yaml(arena, rows[i].said, "f");
			e.n_said = 1;
		}
		cn_val *list;
		cn_err err = { 0 };
		assert_int_equal(cn_promise_register(arena, lib, &e, 1, day(rows[i].as_of), &list, &err), CN_OK);
		const cn_val *r = cn_at(list, 0);
		if (!cn_is_text(cn_get(r, "state"), rows[i].state) || !cn_eqz(cn_get_text(r, "due"), rows[i].due))
			fail_msg("row %zu: %.*s, due %.*s", i, CN_FMT(cn_get_text(r, "state")), CN_FMT(cn_get_text(r, "due")));
	}
}

/* A body with numbers, from JSON. */
static cn_code check_kind(const char *kind, const char *json, cn_err *err)
{
	const cn_kind *k = cn_kind_find(cn_str_z(kind));
	cn_digest d = { { 0 } };
	cn_ref ref = { .role = CN_S("commitment"), .to = d };
	cn_record r = { .kind = cn_str_z(kind), .tlp = CN_AMBER_STRICT };
	assert_non_null(k);
	assert_int_equal(cn_json_parse(arena, cn_str_z(json), CN_JSON_DEPTH_MAX, &r.body, err), CN_OK);
	if (strcmp(kind, "fulfilment/1") == 0) {
		r.refs = &ref;
		r.n_refs = 1;
	}
	return cn_kind_check(k, &r, err);
}

#define ETHICS(votes, decision, more)                                                                                                        \
	"{\"system\":\"s1\",\"party\":\"p\",\"role\":\"ethics-committee\",\"question\":{\"en\":\"Q\"},\"on\":\"2026-11-20\",\"members\":7,"   \
	"\"quorum\":5," votes ",\"decision\":\"" decision "\"" more "}"
#define CONDITION ",\"conditions\":[{\"id\":\"c\",\"what\":{\"en\":\"W\"},\"due\":\"2027-01-01\",\"owner\":\"engineer\"}]"

static void a_committee_decides_no_more_than_its_votes_carry(void **state)
{
	(void)state;
	cn_err err = { 0 };
	assert_int_equal(check_kind("ethics-review/1", ETHICS("\"present\":5,\"yes\":3,\"no\":1,\"abstain\":1", "approved", ""), &err), CN_OK);
	assert_int_equal(check_kind("ethics-review/1", ETHICS("\"present\":4,\"yes\":0,\"no\":0,\"abstain\":0", "no-quorum", ""), &err), CN_OK);
	assert_int_equal(check_kind("ethics-review/1", ETHICS("\"present\":4,\"yes\":4,\"no\":0,\"abstain\":0", "approved", ""), &err), CN_EINPUT);
	assert_int_equal(check_kind("ethics-review/1", ETHICS("\"present\":5,\"yes\":5,\"no\":0,\"abstain\":0", "no-quorum", ""), &err), CN_EINPUT);
	assert_int_equal(check_kind("ethics-review/1", ETHICS("\"present\":5,\"yes\":2,\"no\":2,\"abstain\":1", "approved", ""), &err), CN_EINPUT);
	assert_int_equal(check_kind("ethics-review/1", ETHICS("\"present\":5,\"yes\":5,\"no\":1,\"abstain\":0", "approved", ""), &err), CN_EINPUT);
	assert_int_equal(check_kind("ethics-review/1", ETHICS("\"present\":8,\"yes\":5,\"no\":1,\"abstain\":0", "approved", ""), &err), CN_EINPUT);
	assert_int_equal(check_kind("ethics-review/1", ETHICS("\"present\":5,\"yes\":3,\"no\":1,\"abstain\":1", "approved-with-conditions", ""), &err), CN_EINPUT);
	assert_int_equal(check_kind("ethics-review/1", ETHICS("\"present\":5,\"yes\":3,\"no\":1,\"abstain\":1", "approved-with-conditions", CONDITION), &err), CN_OK);
	assert_int_equal(check_kind("ethics-review/1", ETHICS("\"present\":5,\"yes\":3,\"no\":1,\"abstain\":1", "approved", CONDITION), &err), CN_EINPUT);
}

static void what_was_promised_and_reviewed_has_its_dates_and_documents(void **state)
{
	static const struct {
		const char *kind, *json;
		cn_code want;
	} rows[] = {
		{ "risk-review/1", "{\"system\":\"s\",\"risk\":\"r\",\"role\":\"risk-owner\",\"decision\":\"keep\",\"reason\":\"x\",\"on\":\"2026-01-01\",\"next\":\"2026-06-01\"}", CN_OK },
		{ "risk-review/1", "{\"system\":\"s\",\"risk\":\"r\",\"role\":\"risk-owner\",\"decision\":\"keep\",\"reason\":\"x\",\"on\":\"2026-01-01\"}", CN_EINPUT },
		{ "risk-review/1", "{\"system\":\"s\",\"risk\":\"r\",\"role\":\"risk-owner\",\"decision\":\"close\",\"reason\":\"x\",\"on\":\"2026-01-01\",\"next\":\"2026-06-01\"}", CN_EINPUT },
		{ "commitment/1", "{\"party\":\"p\",\"id\":\"x\",\"title\":{\"en\":\"T\"},\"made\":\"2026-01-01\",\"due\":\"2025-12-31\",\"owner\":\"management\",\"source\":\"s\"}", CN_EINPUT },
		{ "commitment/1", "{\"party\":\"p\",\"id\":\"x\",\"title\":{\"en\":\"T\"},\"made\":\"2026-01-01\",\"due\":\"2026-01-01\",\"every\":\"yearly\",\"owner\":\"management\",\"source\":\"s\"}", CN_EINPUT },
		{ "commitment/1", "{\"party\":\"p\",\"id\":\"x\",\"title\":{\"en\":\"T\"},\"made\":\"2026-01-01\",\"due\":\"2026-01-01\",\"every\":\"P1Y\",\"owner\":\"management\",\"source\":\"s\"}", CN_OK },
		{ "fulfilment/1", "{\"party\":\"p\",\"commitment\":\"x\",\"state\":\"kept\",\"role\":\"management\",\"on\":\"2026-01-01\"}", CN_EINPUT },
		{ "fulfilment/1", "{\"party\":\"p\",\"commitment\":\"x\",\"state\":\"broken\",\"role\":\"management\",\"on\":\"2026-01-01\"}", CN_EINPUT },
		{ "fulfilment/1", "{\"party\":\"p\",\"commitment\":\"x\",\"state\":\"broken\",\"role\":\"management\",\"on\":\"2026-01-01\",\"reason\":\"no time\"}", CN_OK },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		cn_err err = { 0 };
		if (check_kind(rows[i].kind, rows[i].json, &err) != rows[i].want)
			fail_msg("row %zu: %s", i, err.msg);
	}
}

static void a_manifest_names_each_risk_once(void **state)
{
	(void)state;
	cn_risk_entry *e;
	size_t n;
	cn_err err = { 0 };
	const char *one = "- {id: r, title: {en: T, zh: 题}, hazard: model-security.opaque, cause: {en: C, zh: 因}, status: open, owner: engineer, review: 2027-01-01}\n";
	assert_int_equal(cn_risks_read(arena, lib, help_yaml(arena, cn_strf(arena, "id: s\nrisks:\n%s", one).p, "m"), CN_S("m"), &e, &n, &err), CN_OK);
	assert_int_equal(n, 1);
	assert_true(cn_is_text(cn_get(e[0].body, "system"), "s"));
	assert_int_equal(cn_risks_read(arena, lib, help_yaml(arena, cn_strf(arena, "id: s\nrisks:\n%s%s", one, one).p, "m"), CN_S("m"), &e, &n, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "stands twice"));
	assert_int_equal(cn_risks_read(arena, lib, help_yaml(arena, "id: s\nrisks: high\n", "m"), CN_S("m"), &e, &n, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "risks is a list"));
}

int main(void)
{
	const struct CMUnitTest t[] = {
		cmocka_unit_test(a_risk_is_held_to_its_table_and_the_library),
		cmocka_unit_test(every_hazard_belongs_to_one_of_the_ten_issues),
		cmocka_unit_test(the_register_puts_the_unknown_first_and_the_closed_last),
		cmocka_unit_test(a_promise_is_kept_as_long_as_its_document_holds),
		cmocka_unit_test(a_committee_decides_no_more_than_its_votes_carry),
		cmocka_unit_test(what_was_promised_and_reviewed_has_its_dates_and_documents),
		cmocka_unit_test(a_manifest_names_each_risk_once),
	};
	return cmocka_run_group_tests(t, setup, teardown);
}
