/* assess: answers and evidence become findings. A small instrument of the test's own, over the real vocabulary and facts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/say.h"
#include "ext/yaml.h"
#include "store/file.h"

static const char law[] =
	"concord: instrument/1\nid: test-act\ntitle: {en: Test Act, zh: 测试法}\nissuer: {en: Nobody, zh: 无}\nkind: regulation\nforce: binding\n"
	"status: {value: in-force, as_of: 2026-01-01}\njurisdictions: [KE]\ndates: [{date: 2026-01-01, what: entry-into-force}]\n"
	"official: {reference: none, url: \"https://example.org/test-act\"}\nsources: [{read: this test, extent: full-text, on: 2026-01-01}]\nconfidence: read\n"
	"definitions:\n- {id: unread, when: generative, confidence: secondary, locator: art_9, note: {en: not read, zh: 未读}}\n"
	"provisions:\n"
	"- id: art_1\n  heading: {en: Document, zh: 文件}\n  text: {en: a, zh: 甲}\n  deontic: duty\n  act: retain\n  object: automatic-logs\n  roles: [provider]\n"
	"  stages: [use]\n  themes: [liability]\n  applies_when: generative\n"
	"  evidence:\n  - {id: E1, kind: document, type: TYPE, signed_by: compliance, max_age: P1Y}\n"
	"- id: art_2\n  heading: {en: Number of the law, zh: 法定数值}\n  text: {en: a, zh: 甲}\n  deontic: duty\n  act: retain\n  object: automatic-logs\n  roles: [provider]\n"
	"  stages: [use]\n  themes: [liability]\n  applies_when: generative\n"
	"  evidence:\n  - {id: E1, kind: measurement, metric: label_explicit_share, bound: lower, op: \">=\", value: \"0.9\", max_age: P30D, threshold_from: law}\n"
	"- id: art_3\n  heading: {en: Owner's number, zh: 所有者数值}\n  text: {en: a, zh: 甲}\n  deontic: duty\n  act: retain\n  object: automatic-logs\n  roles: [provider]\n"
	"  stages: [deployment]\n  themes: [liability]\n  applies_when: generative\n"
	"  evidence:\n  - {id: E1, kind: measurement, metric: label_metadata_share, bound: lower, threshold_from: policy}\n"
	"- id: art_4\n  heading: {en: Banned practice, zh: 禁止做法}\n  text: {en: a, zh: 甲}\n  deontic: prohibition\n  act: retain\n  object: automatic-logs\n  roles: [provider]\n"
	"  stages: [use]\n  themes: [liability]\n  applies_when: face_scraping\n  breach: condition\n"
	"- id: art_5\n  heading: {en: Refrain, zh: 不得}\n  text: {en: a, zh: 甲}\n  deontic: prohibition\n  act: retain\n  object: automatic-logs\n  roles: [provider]\n"
	"  stages: [use]\n  themes: [liability]\n  applies_when: generative\n"
	"- id: art_6\n  heading: {en: On what was not read, zh: 依未读}\n  text: {en: a, zh: 甲}\n  deontic: duty\n  act: retain\n  object: automatic-logs\n  roles: [provider]\n"
	"  stages: [use]\n  themes: [liability]\n  applies_when: unread\n"
	"- id: art_7\n  heading: {en: A right, zh: 权利}\n  text: {en: a, zh: 甲}\n  deontic: right\n  act: retain\n  object: automatic-logs\n  roles: [provider]\n"
	"  stages: [use]\n  themes: [liability]\n  applies_when: generative\n"
	"- id: art_8\n  heading: {en: Judged, zh: 判断}\n  text: {en: a, zh: 甲}\n  deontic: recommendation\n  act: retain\n  object: automatic-logs\n  roles: [provider]\n"
	"  stages: [use]\n  themes: [liability]\n  applies_when: generative\n"
	"  evidence:\n  - {id: E1, kind: judgement, question: {en: Well?, zh: 好吗？}, signed_by: legal-reviewer}\n"
	"- id: art_10\n  heading: {en: Logs, zh: 日志}\n  text: {en: a, zh: 甲}\n  deontic: duty\n  act: retain\n  object: automatic-logs\n  roles: [provider]\n"
	"  stages: [use]\n  themes: [liability]\n  applies_when: generative\n"
	"  evidence:\n  - {id: E1, kind: measurement, metric: oldest_log_age, bound: lower, op: \">=\", value: \"183\", max_age: P30D, threshold_from: law}\n"
	"- id: art_9\n  heading: {en: Definition, zh: 定义}\n  text: {en: a, zh: 甲}\n  confidence: secondary\n  deontic: definition\n  roles: [provider]\n  stages: [use]\n  themes: [liability]\n";

static const char system_yaml[] = "concord: system/1\nid: s1\nname: {en: S, zh: 丙}\nactors: [{role: provider, party: p, place: KE}]\nmarkets: [KE]\n"
				  "purposes: [test]\nstage: use\nfacts: {generative: yes, face_scraping: yes}\n";

typedef struct fixture {
	cn_arena *a;
	const cn_library *lib;
	const cn_profile *profile;
	const cn_answers *answers;
	cn_date day;
} fixture;

static const cn_val *yaml(cn_arena *a, cn_str text, const char *name)
{
	const cn_val *v = NULL;
	cn_err err = { 0 };
	if (cn_yaml_parse(a, text, cn_str_z(name), &v, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return v;
}

static cn_str source_file(cn_arena *a, const char *name)
{
	const char *root = getenv("CONCORD_SOURCE");
	cn_str text = CN_S("");
	cn_err err = { 0 };
	if (cn_file_read(a, cn_strf(a, "%s/%s", root ? root : ".", name).p, CN_YAML_BYTES_MAX, &text, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return text;
}

/* A document type of the vocabulary, whichever is first: the test does not depend on one. */
static cn_str law_text(cn_arena *a, const cn_val *vocabulary)
{
	cn_str type = cn_get_text(cn_at(cn_get(cn_get(vocabulary, "lists"), "document_types"), 0), "id"), head = cn_str_z(law), rest;
	for (size_t i = 0; i + 4 < head.n; i++)
		if (memcmp(head.p + i, "TYPE", 4) == 0) {
			rest = cn_sub(head, i + 4, head.n);
			return cn_strf(a, "%.*s%.*s%.*s", (int)i, head.p, CN_FMT(type), CN_FMT(rest));
		}
	return head;
}

static int setup(void **state)
{
	static fixture f;
	cn_err err = { 0 };
	cn_problems problems = { 0 };
	f = (fixture){ .a = cn_arena_new(256u << 20) };
	cn_norm_file file[3] = { { .name = CN_S("vocabulary.yaml") }, { .name = CN_S("facts.yaml") }, { .name = CN_S("test-act.yaml") } };
	file[0].tree = yaml(f.a, source_file(f.a, "norms/vocabulary.yaml"), "vocabulary.yaml");
	file[1].tree = yaml(f.a, source_file(f.a, "norms/facts.yaml"), "facts.yaml");
	file[2].tree = yaml(f.a, law_text(f.a, file[0].tree), "test-act.yaml");
	if (cn_library_load(f.a, file, 3, &f.lib, &problems, &err) != CN_OK)
		fail_msg("%s", err.msg);
	if (cn_profile_read(f.a, f.lib, yaml(f.a, cn_str_z(system_yaml), "system.yaml"), CN_S("system.yaml"), &f.profile, NULL, &err) != CN_OK)
		fail_msg("%s", err.msg);
	assert_int_equal(cn_date_parse(CN_S("2026-11-23"), &f.day, &err), CN_OK);
	if (cn_norm_apply(f.a, f.lib, f.profile, f.day, true, &f.answers, &err) != CN_OK)
		fail_msg("%s", err.msg);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	cn_arena_free(((fixture *)*state)->a);
	return 0;
}

static const cn_finding *judge(fixture *f, const cn_known *known, const char *id, cn_date day, const cn_finding **ret_all, size_t *ret_n)
{
	cn_finding *all = NULL;
	cn_err err = { 0 };
	const cn_answers *answers = f->answers;
	if (day != f->day)
		assert_int_equal(cn_norm_apply(f->a, f->lib, f->profile, day, true, &answers, &err), CN_OK);
	assert_int_equal(cn_assess_judge(f->a, answers, known, f->day, &all, &err), CN_OK);
	if (ret_all) {
		*ret_all = all;
		*ret_n = answers->n_cell;
	}
	for (size_t i = 0; i < answers->n_cell; i++)
		if (cn_eqz(all[i].cell->provision->id, id))
			return &all[i];
	fail_msg("no finding for %s", id);
	return NULL;
}

static cn_evidence document(fixture *f, const char *on, const char *role)
{
	cn_evidence e = { .kind = CN_EV_DOCUMENT, .duty = CN_S("test-act/art_1"), .by_role = cn_str_z(role), .until = CN_DATE_NONE, .answer = CN_TRUE };
	assert_int_equal(cn_date_parse(cn_str_z(on), &e.on, NULL), CN_OK);
	cn_err err = { 0 };
	assert_int_equal(cn_evidence_check(f->lib, &e, 1, &err), CN_OK);
	return e;
}

static void a_document_decides_until_it_expires(void **state)
{
	fixture *f = *state;
	cn_known none = { 0 };
	assert_int_equal(judge(f, &none, "art_1", f->day, NULL, NULL)->kind, CN_FINDING_UNKNOWN);
	cn_evidence e = document(f, "2026-11-01", "compliance");
	cn_known known = { .evidence = &e, .n_evidence = 1 };
	assert_int_equal(judge(f, &known, "art_1", f->day, NULL, NULL)->kind, CN_SATISFIED);
	cn_date last, later;
	assert_int_equal(cn_date_parse(CN_S("2027-11-01"), &last, NULL), CN_OK);
	assert_int_equal(judge(f, &known, "art_1", last, NULL, NULL)->kind, CN_SATISFIED);
	later = last + 1;
	const cn_finding *old = judge(f, &known, "art_1", later, NULL, NULL);
	assert_int_equal(old->kind, CN_FINDING_UNKNOWN);
	assert_string_equal(old->line[0].status, "expired");
	e.answer = CN_FALSE; /* declared absent: a "no" that somebody said */
	assert_int_equal(judge(f, &known, "art_1", f->day, NULL, NULL)->kind, CN_NOT_SATISFIED);
	e = document(f, "2026-11-01", "engineer"); /* not the role the line asks for */
	assert_int_equal(judge(f, &known, "art_1", f->day, NULL, NULL)->kind, CN_FINDING_UNKNOWN);
	e = document(f, "2026-12-01", "compliance"); /* not there yet on the day */
	assert_int_equal(judge(f, &known, "art_1", f->day, NULL, NULL)->kind, CN_FINDING_UNKNOWN);
}

static cn_val *measurement(fixture *f, const char *metric, const char *from, const char *duty, const char *verdict)
{
	cn_val *list = cn_list(f->a), *m = cn_push(f->a, list, cn_map(f->a)), *l;
	cn_put(f->a, m, "id", cn_textz(f->a, "m1"));
	cn_put(f->a, m, "metric", cn_textz(f->a, metric));
	cn_put(f->a, m, "verdict", cn_textz(f->a, verdict));
	l = cn_put(f->a, m, "limit", cn_map(f->a));
	cn_put(f->a, l, "from", cn_textz(f->a, from));
	cn_put(f->a, l, "duty", cn_textz(f->a, duty));
	cn_put(f->a, l, "line", cn_textz(f->a, duty[0] ? "E1" : ""));
	return list;
}

static void only_a_number_of_the_law_says_no(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *metric, *from, *duty, *verdict, *id;
		cn_finding_kind want;
	} cases[] = {
		{ "label_explicit_share", "law", "test-act/art_2", "fails", "art_2", CN_NOT_SATISFIED },
		{ "label_explicit_share", "law", "test-act/art_2", "meets", "art_2", CN_SATISFIED },
		{ "label_explicit_share", "law", "test-act/art_2", "not_enough_data", "art_2", CN_FINDING_UNKNOWN },
		{ "label_explicit_share", "policy", "", "fails", "art_2", CN_FINDING_UNKNOWN },
		{ "label_metadata_share", "policy", "", "fails", "art_3", CN_FINDING_UNKNOWN },
		{ "label_metadata_share", "policy", "", "meets", "art_3", CN_SATISFIED },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cn_known known = { .measurements = measurement(f, cases[i].metric, cases[i].from, cases[i].duty, cases[i].verdict) };
		assert_int_equal(judge(f, &known, cases[i].id, f->day, NULL, NULL)->kind, cases[i].want);
	}
}

static void a_share_of_a_part_of_the_outputs_answers_no_line(void **state)
{
	fixture *f = *state;
	static const char *const verdicts[] = { "meets", "fails", "not_enough_data" };
	for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
		cn_val *list = measurement(f, "label_metadata_share", "policy", "", verdicts[i]);
		cn_known known = { .measurements = list };
		assert_int_equal(judge(f, &known, "art_3", f->day, NULL, NULL)->kind, i == 0 ? CN_SATISFIED : CN_FINDING_UNKNOWN);
		cn_put(f->a, list->first, "attribute", cn_textz(f->a, "modality=image"));
		assert_int_equal(judge(f, &known, "art_3", f->day, NULL, NULL)->kind, CN_FINDING_UNKNOWN);
	}
}

static void a_banned_practice_is_not_satisfied_unless_a_review_says_otherwise(void **state)
{
	fixture *f = *state;
	cn_known none = { 0 };
	assert_int_equal(judge(f, &none, "art_4", f->day, NULL, NULL)->kind, CN_NOT_SATISFIED);
	assert_int_equal(judge(f, &none, "art_5", f->day, NULL, NULL)->kind, CN_FINDING_UNKNOWN);
	cn_evidence e = { .kind = CN_EV_JUDGEMENT, .duty = CN_S("test-act/art_4"), .by_role = CN_S("legal-reviewer"), .on = f->day,
			  .until = CN_DATE_NONE, .answer = CN_TRUE, .record = CN_S("sha256:00") };
	cn_known known = { .evidence = &e, .n_evidence = 1 };
	assert_int_equal(judge(f, &known, "art_4", f->day, NULL, NULL)->kind, CN_SATISFIED);
}

static void a_waiver_needs_its_second_person_and_its_time(void **state)
{
	fixture *f = *state;
	cn_waiver w = { .duty = CN_S("test-act/art_4"), .from = f->day - 1, .until = f->day, .by_role = CN_S("management") };
	cn_known known = { .waiver = &w, .n_waiver = 1 };
	assert_int_equal(judge(f, &known, "art_4", f->day, NULL, NULL)->kind, CN_NOT_SATISFIED);
	w.approved = true;
	assert_int_equal(judge(f, &known, "art_4", f->day, NULL, NULL)->kind, CN_WAIVED);
	assert_int_equal(judge(f, &known, "art_4", f->day + 1, NULL, NULL)->kind, CN_NOT_SATISFIED);
	w.market = CN_S("EU");
	assert_int_equal(judge(f, &known, "art_4", f->day, NULL, NULL)->kind, CN_NOT_SATISFIED);
}

static bool gate_blocks(const cn_val *gate, const char *id)
{
	CN_EACH (b, cn_get(gate, "blocks"))
		if (cn_eqz(cn_get_text(b, "id"), id))
			return true;
	return false;
}

static void what_was_not_read_moves_no_gate(void **state)
{
	fixture *f = *state;
	cn_known none = { 0 };
	const cn_finding *all;
	const cn_val *gate;
	size_t n;
	int verdict;
	cn_err err = { 0 };
	assert_true(judge(f, &none, "art_6", f->day, &all, &n)->cell->not_read);
	assert_int_equal(cn_assess_verdict(f->profile, f->answers, all), 1);
	(void)n;
	cn_accept accept = { .id = CN_S("test-act/art_1"), .by_role = CN_S("risk-owner"), .until = f->day, .reason = CN_S("r") };
	cn_policy policy = { .owner = CN_S("o"), .accept = &accept, .n_accept = 1 };
	assert_int_equal(cn_assess_gate(f->a, f->profile, f->answers, all, NULL, &policy, CN_S(""), &gate, &verdict, &err), CN_OK);
	assert_int_equal(verdict, 1);
	assert_true(gate_blocks(gate, "test-act/art_4"));
	assert_true(gate_blocks(gate, "test-act/art_2"));
	assert_false(gate_blocks(gate, "test-act/art_6"));
	assert_false(gate_blocks(gate, "test-act/art_1")); /* accepted until today */
	accept.until = f->day - 1; /* accepted until yesterday */
	assert_int_equal(cn_assess_gate(f->a, f->profile, f->answers, all, NULL, &policy, CN_S(""), &gate, &verdict, &err), CN_OK);
	assert_true(gate_blocks(gate, "test-act/art_1"));
	assert_int_equal(cn_assess_gate(f->a, f->profile, f->answers, all, NULL, &policy, CN_S("deployment"), &gate, &verdict, &err), CN_OK);
	assert_int_equal(verdict, 2); /* only art_3 is of that stage, and it is open */
}

/* A limit of the kind "at most" is missed from above. */
static void a_gate_says_on_which_side_of_the_limit_a_number_lies(void **state)
{
	fixture *f = *state;
	cn_known none = { 0 };
	const cn_finding *all;
	size_t n;
	(void)judge(f, &none, "art_6", f->day, &all, &n);
	static const struct {
		const char *op, *en, *zh;
	} CASES[] = { { ">=", "below the owner's limit", "未达所有者限值" }, { ">", "below the owner's limit", "未达所有者限值" },
		      { "<=", "above the owner's limit", "超出所有者限值" }, { "<", "above the owner's limit", "超出所有者限值" } };
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		cn_policy policy = { .owner = CN_S("o") };
		const cn_val *gate, *m, *row = NULL;
		int verdict;
		cn_str text = cn_strf(f->a, "[{\"metric\":\"ece\",\"verdict\":\"fails\",\"limit\":{\"op\":\"%s\",\"value\":\"0.1\",\"blocks\":true}}]", CASES[i].op);
		assert_int_equal(cn_json_parse(f->a, text, CN_JSON_DEPTH_MAX, &m, NULL), CN_OK);
		assert_int_equal(cn_assess_gate(f->a, f->profile, f->answers, all, m, &policy, CN_S(""), &gate, &verdict, NULL), CN_OK);
		CN_EACH (b, cn_get(gate, "blocks"))
			row = cn_is_text(cn_get(b, "id"), "ece") ? b : row;
		assert_non_null(row);
		assert_true(cn_starts(cn_get_text(cn_get(row, "why"), "en"), CASES[i].en));
		assert_true(cn_starts(cn_get_text(cn_get(row, "why"), "zh"), CASES[i].zh));
	}
}

static const cn_profile *profile_of(fixture *f, const char *markets, const char *purposes)
{
	const cn_profile *p = NULL;
	cn_err err = { 0 };
	cn_str text = cn_strf(f->a, "concord: system/1\nid: s2\nname: {en: S, zh: 丙}\nactors: [{role: provider, party: p, place: KE}]\n"
				    "markets: %s\npurposes: [%s]\nstage: use\nfacts: {generative: no, face_scraping: no}\n", markets, purposes);
	if (cn_profile_read(f->a, f->lib, yaml(f->a, text, "s2.yaml"), CN_S("s2.yaml"), &p, NULL, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return p;
}

static int verdict_of(fixture *f, const cn_profile *p, int *ret_gate)
{
	const cn_answers *answers;
	cn_finding *all;
	const cn_val *gate;
	/* the duty on a definition that was not read is settled by judgement, so that only the rest decides */
	cn_evidence e = { .kind = CN_EV_JUDGEMENT, .duty = CN_S("test-act/art_6"), .by_role = CN_S("legal-reviewer"), .on = f->day,
			  .until = CN_DATE_NONE, .answer = CN_TRUE, .record = CN_S("sha256:00") };
	cn_known none = { .evidence = &e, .n_evidence = 1 };
	cn_policy policy = { .owner = CN_S("o") };
	cn_err err = { 0 };
	assert_int_equal(cn_norm_apply(f->a, f->lib, p, f->day, true, &answers, &err), CN_OK);
	assert_int_equal(cn_assess_judge(f->a, answers, &none, f->day, &all, &err), CN_OK);
	assert_int_equal(cn_assess_gate(f->a, p, answers, all, NULL, &policy, CN_S(""), &gate, ret_gate, &err), CN_OK);
	return cn_assess_verdict(p, answers, all);
}

static void silence_of_the_library_is_no_pass(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *markets, *purposes;
		int want;
	} cases[] = {
		{ "[KE]", "test", 0 },                               /* the law is there, and nothing of it applies */
		{ "[NG]", "test", 2 },                               /* no instrument at all */
		{ "[KE, NG]", "test", 2 },                           /* one covered market does not hide another */
		{ "[KE, {code: NG, until: 2020-01-01}]", "test", 0 }, /* not offered there any more */
		{ "[{code: KE, until: 2020-01-01}]", "test", 2 },    /* offered nowhere: nothing was judged */
		{ "[KE]", "military", 2 },                           /* outside the scope */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int gate, verdict = verdict_of(f, profile_of(f, cases[i].markets, cases[i].purposes), &gate);
		if (verdict != cases[i].want || (gate == 0) != (cases[i].want == 0 || i == 4))
			fail_msg("%s %s: verdict %d, gate %d", cases[i].markets, cases[i].purposes, verdict, gate);
	}
}

static void a_judgement_of_the_whole_never_beats_a_no(void **state)
{
	fixture *f = *state;
	cn_evidence e[2] = { document(f, "2026-11-01", "compliance"),
			     { .kind = CN_EV_JUDGEMENT, .duty = CN_S("test-act/art_1"), .by_role = CN_S("legal-reviewer"), .on = f->day,
			       .until = CN_DATE_NONE, .answer = CN_TRUE, .record = CN_S("sha256:00") } };
	cn_known known = { .evidence = e, .n_evidence = 2 };
	e[0].answer = CN_FALSE;
	assert_int_equal(judge(f, &known, "art_1", f->day, NULL, NULL)->kind, CN_NOT_SATISFIED);
	e[0].answer = CN_TRUE;
	e[1].answer = CN_UNKNOWN; /* somebody looked and could not tell: the document still stands */
	const cn_finding *g = judge(f, &known, "art_1", f->day, NULL, NULL);
	assert_int_equal(g->kind, CN_SATISFIED);
	assert_string_equal(g->line[1].status, "not_enough_data");
	e[1].answer = CN_FALSE;
	assert_int_equal(judge(f, &known, "art_1", f->day, NULL, NULL)->kind, CN_NOT_SATISFIED);
	e[1].by_role = CN_S("engineer"); /* not who may judge a duty as a whole */
	assert_int_equal(judge(f, &known, "art_1", f->day, NULL, NULL)->kind, CN_SATISFIED);
}

static void a_judgement_that_nobody_signed_is_shown_and_decides_nothing(void **state)
{
	fixture *f = *state;
	cn_evidence e[3] = { { .kind = CN_EV_JUDGEMENT, .duty = CN_S("test-act/art_8"), .by_role = CN_S("legal-reviewer"), .on = f->day,
			       .until = CN_DATE_NONE, .answer = CN_TRUE } };
	cn_known known = { .evidence = e, .n_evidence = 1 };
	const cn_finding *g = judge(f, &known, "art_8", f->day, NULL, NULL);
	assert_int_equal(g->kind, CN_FINDING_UNKNOWN);
	assert_string_equal(g->line[0].status, "declared");
	assert_ptr_equal(g->line[0].piece, &e[0]);
	e[0].answer = CN_FALSE; /* nor does a "no" that nobody signed accuse anyone */
	assert_int_equal(judge(f, &known, "art_8", f->day, NULL, NULL)->kind, CN_FINDING_UNKNOWN);
	e[1] = e[0]; /* an older one that was signed stands before it, wherever it is in the list */
	e[1].record = CN_S("sha256:00");
	e[1].on = f->day - 9;
	e[1].answer = CN_TRUE;
	e[2] = e[0];
	known.n_evidence = 3;
	g = judge(f, &known, "art_8", f->day, NULL, NULL);
	assert_int_equal(g->kind, CN_SATISFIED);
	assert_ptr_equal(g->line[0].piece, &e[1]);
	for (size_t i = 0; i < 3; i++)
		e[i].duty = CN_S("test-act/art_4"); /* on a duty as a whole, the same */
	known.n_evidence = 1;
	g = judge(f, &known, "art_4", f->day, NULL, NULL);
	assert_int_equal(g->kind, CN_NOT_SATISFIED);
	assert_string_equal(g->line[g->n_line - 1].status, "declared");
	known.n_evidence = 3;
	assert_int_equal(judge(f, &known, "art_4", f->day, NULL, NULL)->kind, CN_SATISFIED);
}

static void a_manifest_says_yes_and_no_plainly(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "- {for: test-act/art_1, by: compliance, on: 2026-11-01, absent: Yes}", "absent is yes or no" },
		{ "- {for: test-act/art_1, by: compliance, on: 2026-11-01, kind: judgment, answer: no}", "kind is document or judgement" },
		{ "- {for: test-act/art_1, by: compliance, on: 2026-11-01, answer: no}", "belongs to a judgement" },
		{ "  {for: test-act/art_1, by: compliance, on: 2026-11-01}", "is a list" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cn_evidence *e;
		size_t n;
		cn_err err = { 0 };
		const cn_val *tree = yaml(f->a, cn_strf(f->a, "evidence:\n%s\n", cases[i].text), "s.yaml");
		assert_int_equal(cn_evidence_read(f->a, tree, CN_S("s.yaml"), &e, &n, &err), CN_EINPUT);
		if (!strstr(err.msg, cases[i].says))
			fail_msg("%s does not say %s", err.msg, cases[i].says);
	}
}

static void rights_are_no_findings(void **state)
{
	fixture *f = *state;
	cn_known none = { 0 };
	assert_int_equal(judge(f, &none, "art_7", f->day, NULL, NULL)->kind, CN_NOT_APPLICABLE);
}

static void a_policy_names_its_mistake(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "concord: policy/1\nowner: o\nlimits:\n- {metric: selection_rate_rato, op: \">=\", value: \"0.8\"}\n", "p.yaml:4:" },
		{ "concord: policy/1\nowner: o\nlimits:\n- {metric: selection_rate_ratio, op: \"=>\", value: \"0.8\"}\n", "op is one of" },
		{ "concord: policy/1\nowner: o\nlimits:\n- {metric: selection_rate_ratio, op: \">=\", value: high}\n", "value is a decimal" },
		{ "concord: policy/1\nowner: o\nlimits:\n- {metric: selection_rate_ratio, blocks: Yes}\n", "blocks is yes or no" },
		{ "concord: policy/1\nowner: o\nlimits: {metric: selection_rate_ratio}\n", "limits is a list" },
		{ "concord: policy/1\nowner: o\nlimit: []\n", "unknown key \"limit\"" },
		{ "concord: policy/1\nlimits: []\n", "names its owner" },
		{ "concord: policy/1\nowner: o\naccept:\n- {id: x/y, by: r, until: soon, reason: z}\n", "until is a date" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cn_policy p;
		cn_err err = { 0 };
		assert_int_equal(cn_policy_read(f->a, yaml(f->a, cn_str_z(cases[i].text), "p.yaml"), CN_S("p.yaml"), &p, &err), CN_EINPUT);
		if (!strstr(err.msg, cases[i].says))
			fail_msg("%s does not say %s", err.msg, cases[i].says);
	}
}

static void the_plan_takes_the_numbers_of_the_law(void **state)
{
	fixture *f = *state;
	cn_policy none = { .owner = CN_S("o") };
	cn_limit *l;
	size_t n;
	cn_err err = { 0 };
	assert_int_equal(cn_assess_plan(f->a, &none, &f->answers, 1, NULL, &l, &n, &err), CN_OK);
	assert_int_equal(n, 1);
	assert_true(cn_eqz(l[0].duty, "test-act/art_2") && cn_eqz(l[0].value, "0.9") && cn_eqz(l[0].from, "law"));
}

static void the_law_asks_for_logs_where_the_manifest_keeps_them(void **state)
{
	fixture *f = *state;
	cn_policy none = { .owner = CN_S("o") };
	cn_limit *l;
	size_t n;
	cn_err err = { 0 };
	const cn_val *m = yaml(f->a, CN_S("tables:\n  other: {file: x.csv}\n  a: {file: a.csv, procedure: log_age, options: {as_of: 2026-11-20}}\n"
					  "  b: {file: b.csv, procedure: log_age}\n"), "m.yaml");
	assert_int_equal(cn_assess_plan(f->a, &none, &f->answers, 1, m, &l, &n, &err), CN_OK);
	assert_int_equal(n, 3); /* each log for the one line, and the other line of the law */
	for (size_t i = 0; i < 2; i++)
		assert_true(cn_eqz(l[i + 1].metric, "oldest_log_age") && cn_eqz(l[i + 1].duty, "test-act/art_10") && cn_eqz(l[i + 1].table, i ? "b" : "a"));
	assert_true(cn_is_text(cn_get(l[1].options, "as_of"), "2026-11-20") && !l[2].options);
	m = yaml(f->a, CN_S("tables: {a: {file: a.csv, procedure: log_aeg}}\n"), "m.yaml");
	assert_int_equal(cn_assess_plan(f->a, &none, &f->answers, 1, m, &l, &n, &err), CN_ENOTFOUND);
	assert_non_null(strstr(err.msg, "tables.a.procedure"));
	m = yaml(f->a, CN_S("tables: {a: {file: a.csv, procedure: log_age, options: today}}\n"), "m.yaml");
	assert_int_equal(cn_assess_plan(f->a, &none, &f->answers, 1, m, &l, &n, &err), CN_EINPUT);
}

static void a_log_is_as_old_as_its_reading(void **state)
{
	fixture *f = *state;
	cn_val *list = (cn_val *)(uintptr_t)measurement(f, "oldest_log_age", "law", "test-act/art_10", "meets"); /* the test's own */
	cn_known known = { .measurements = list };
	assert_int_equal(judge(f, &known, "art_10", f->day, NULL, NULL)->kind, CN_SATISFIED);
	cn_val *options = cn_put(f->a, cn_put(f->a, list->first, "taken", cn_map(f->a)), "options", cn_map(f->a));
	cn_val *as_of = cn_put(f->a, options, "as_of", cn_textz(f->a, "2026-10-24"));
	assert_int_equal(judge(f, &known, "art_10", f->day, NULL, NULL)->kind, CN_SATISFIED); /* on its thirtieth day */
	as_of->s = CN_S("2026-10-23");
	const cn_finding *old = judge(f, &known, "art_10", f->day, NULL, NULL);
	assert_int_equal(old->kind, CN_FINDING_UNKNOWN);
	assert_string_equal(old->line[0].status, "expired");
	as_of->s = CN_S("2027-10-23"); /* a day to come makes nothing younger */
	assert_int_equal(judge(f, &known, "art_10", f->day + 31, NULL, NULL)->kind, CN_FINDING_UNKNOWN);
}

static void every_unit_of_the_lab_has_its_chinese(void **state)
{
	fixture *f = *state;
	for (size_t i = 0; i < cn_metric_count(); i++) {
		const cn_metric_row *m = cn_metric_at(i);
		const char *const said[] = { m->unit, m->interval, m->assumptions, m->use, m->misuse };
		for (size_t k = 0; k < sizeof said / sizeof *said; k++)
			if (said[k] && cn_eq(say_zh(f->a, cn_str_z(said[k])), cn_str_z(said[k])))
				fail_msg("\"%s\" of %s is not in src/assess/zh.c or zh_lab.def", said[k], m->name);
	}
	assert_true(cn_eqz(say_zh(f->a, CN_S("12 rows without a prediction are left out")), "12 行没有预测值，未计入"));
	assert_true(cn_eqz(say_zh(f->a, CN_S("undefined, 0 of 0")), "无定义，0/0"));
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_document_decides_until_it_expires),
		cmocka_unit_test(only_a_number_of_the_law_says_no),
		cmocka_unit_test(a_share_of_a_part_of_the_outputs_answers_no_line),
		cmocka_unit_test(a_banned_practice_is_not_satisfied_unless_a_review_says_otherwise),
		cmocka_unit_test(a_waiver_needs_its_second_person_and_its_time),
		cmocka_unit_test(what_was_not_read_moves_no_gate),
		cmocka_unit_test(a_gate_says_on_which_side_of_the_limit_a_number_lies),
		cmocka_unit_test(silence_of_the_library_is_no_pass),
		cmocka_unit_test(a_judgement_of_the_whole_never_beats_a_no),
		cmocka_unit_test(a_judgement_that_nobody_signed_is_shown_and_decides_nothing),
		cmocka_unit_test(a_manifest_says_yes_and_no_plainly),
		cmocka_unit_test(rights_are_no_findings),
		cmocka_unit_test(a_policy_names_its_mistake),
		cmocka_unit_test(the_law_asks_for_logs_where_the_manifest_keeps_them),
		cmocka_unit_test(a_log_is_as_old_as_its_reading),
		cmocka_unit_test(every_unit_of_the_lab_has_its_chinese),
		cmocka_unit_test(the_plan_takes_the_numbers_of_the_law),
	};
	return cmocka_run_group_tests(all, setup, teardown);
}
