/* norm: rules about files. What a bad file is told, what is given, what a verdict says, and how two lists differ. The verdicts themselves are
 * in test_norm_content_cases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "norm_help.h"

#include "content_help.h"

static cn_arena *arena;
static const cn_library *lib;
static const cn_content_rules *rules;

static int setup(void **state)
{
	(void)state;
	arena = cn_arena_new((size_t)1 << 29);
	if (!arena || !(lib = help_norms(arena)))
		return -1;
	rules = help_media(arena);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	cn_arena_free(arena);
	return 0;
}

static cn_date day(const char *z)
{
	cn_date d = 0;
	assert_int_equal(cn_date_parse(cn_str_z(z), &d, NULL), CN_OK);
	return d;
}

#define HEAD "concord: media-rules/1\nread_on: 2026-11-27\nconfidence: read\nsources: [{read: R, extent: extract, on: 2026-11-27}]\n"
#define RULE(p, asked, met, more) "- {provision: " p ", asked_when: '" asked "', met_when: '" met "', note: {en: N, zh: 注}" more "}\n"
#define EU "eu-ai-act/art_50.2"
#define CN5 "cn-aigc-labelling-measures/art_5.1"

/* ---- files ---------------------------------------------------------------------------------------------------------------------------------- */

static void a_bad_file_is_told_what_where_and_the_nearest_word(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} row[] = {
		{ HEAD "rules:\n" RULE("eu-ai-act/art_50.22", "ai_made", "machine_mark", ""),
		  "m/x.yaml:6:15: there is no provision eu-ai-act/art_50.22; did you mean eu-ai-act/art_50.2?" },
		{ HEAD "rules:\n" RULE("cn-aigc-labelling-measures/art_13", "ai_made", "machine_mark", ""),
		  "m/x.yaml:6:15: cn-aigc-labelling-measures/art_13 asks for nothing: it defines, limits or punishes" },
		{ HEAD "rules:\n" RULE(EU, "ai_mad", "machine_mark", ""),
		  "m/x.yaml:6:48: there is no fact or definition called \"ai_mad\"; did you mean ai_made?" },
		{ HEAD "rules:\n" RULE(EU, "ai_made && modality == \"imgae\"", "machine_mark", ""),
		  "m/x.yaml:6:71: \"imgae\" is not a value of the fact modality; did you mean image?" },
		{ HEAD "rules:\n" RULE(EU, "ai_made", "visible_label_height", ""),
		  "m/x.yaml:6:69: the fact visible_label_height is a number and does not stand alone: compare it" },
		{ HEAD "rules:\n" RULE(EU, "ai_made", "machine_mark", ", asked: x"), "m/x.yaml:6:106: a rule about files has no key \"asked\"" },
		{ HEAD "rules:\n" RULE(EU, "ai_made", "machine_mark", ", confidence: sure"), "m/x.yaml:6:118: \"sure\" is not in the list confidence of the vocabulary" },
		{ HEAD "rules:\n" RULE(EU, "ai_made", "machine_mark", "") RULE(EU, "ai_made", "machine_mark", ""),
		  "m/x.yaml:7:3: a second rule reads eu-ai-act/art_50.2, beside m/x.yaml:6" },
		{ HEAD "rules:\n" RULE(EU, "ai_made", "machine_mark", ", unless: {when: ai_made, by: eu-ai-act/art_999}"),
		  "m/x.yaml:6:134: there is no provision eu-ai-act/art_999" },
		{ HEAD "definitions: [{id: ai_made, when: 'true'}]\nrules:\n" RULE(EU, "ai_made", "machine_mark", ""), "m/x.yaml:5:15: the name ai_made is taken" },
		{ HEAD "definitions: [{id: first, when: second}, {id: second, when: 'true'}]\nrules:\n" RULE(EU, "first", "machine_mark", ""),
		  "m/x.yaml:5:33: there is no fact or definition called \"second\"" },
		{ HEAD "rules:\n- {provision: " EU ", asked_when: 'ai_made', note: {en: N, zh: 注}}\n", "m/x.yaml:6:3: a rule about files needs the key \"met_when\"" },
		{ "concord: media-rules/1\nconfidence: read\nsources: []\nrules: []\n", "m/x.yaml:1:1: rules about files needs the key \"read_on\"" },
		{ "concord: media-rules/2\n", "m/x.yaml:1:10: the first line does not name a format of rules about files (media-rules/1, facts/1)" },
		{ "rules: []\n", "m/x.yaml:1:1: the first line does not name a format of rules about files (media-rules/1, facts/1)" },
		{ HEAD "rules: {a: b}\n", "m/x.yaml:5:8: rules is a list" },
		{ HEAD "rules: [a]\n", "m/x.yaml:5:9: here stands a rule about files: a map with keys" },
		{ HEAD "definitions: a\nrules: []\n", "m/x.yaml:5:14: definitions is a list" },
	};
	size_t wrong = 0;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 24);
		CN_AUTO_BUF b;
		const cn_content_rules *r = rules;
		cn_problems p = { 0 };
		cn_err err = { 0 };
		cn_buf_init(&b, 4096);
		assert_int_equal(help_rules(a, lib, row[i].text, &r, &p, &err), CN_EINPUT);
		assert_true(p.n > 0 && r == rules); /* nothing given out */
		cn_problem_text(&p.item[0], &b);
		if (strncmp(b.p, row[i].says, strlen(row[i].says)) != 0) {
			fprintf(stderr, "row %zu says %s\n", i, b.p);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

static void a_fact_that_is_declared_twice_or_asked_for_by_no_rule_is_a_problem(void **state)
{
	(void)state;
	static const char *const text[] = { "concord: facts/1\nfacts: [{id: ai_made, type: bool, question: {en: Q, zh: 问}, help: {en: H, zh: 助}}]\n",
					    "concord: facts/1\nfacts: [{id: market_date, type: date, question: {en: Q, zh: 问}, help: {en: H, zh: 助}}]\n" };
	const cn_content_rules *r = NULL;
	for (size_t i = 0; i < 2; i++) {
		cn_problems p = { 0 };
		assert_int_equal(help_rules(arena, lib, text[i], &r, &p, NULL), CN_EINPUT);
		assert_true(cn_starts(p.item[0].message, "there is a fact "));
	}
	cn_problems p = { 0 };
	assert_int_equal(help_rules(arena, lib, "concord: facts/1\nfacts:\n- {id: idle, type: bool, question: {en: Q, zh: 问}, help: {en: H, zh: 助}}\n", &r, &p, NULL), CN_OK);
	assert_true(p.n == 1 && p.item[0].warning && p.item[0].line == 3);
	assert_string_equal(cn_cstr(arena, p.item[0].message), "no rule asks for the fact idle");
	assert_int_equal(cn_content_rules_count(r), 0);
	assert_false(cn_content_covers(r, CN_S("EU"), day("2026-11-27"))); /* no rules: not covered, never "nothing is asked" */
}

/* The text of n rules that read the first n binding provisions of the library. */
static const char *many_rules(cn_arena *a, size_t n, cn_buf *b)
{
	cn_buf_putz(b, HEAD "rules:\n");
	for (size_t i = 0, left = n; i < cn_library_count(lib) && left; i++)
		for (size_t k = 0; k < cn_library_at(lib, i)->n_provision && left; k++) {
			const cn_provision *p = &cn_library_at(lib, i)->provision[k];
			if (!cn_deontic_binds(p->deontic))
				continue;
			cn_buf_printf(b, "- {provision: %.*s, asked_when: 'ai_made', met_when: 'machine_mark', note: {en: N, zh: 注}}\n", CN_FMT(p->full));
			left--;
		}
	return cn_buf_copy(a, b).p ? cn_strf(a, "%.*s", CN_FMT(cn_buf_str(b))).p : NULL;
}

static void bounds_hold_at_their_last_value_and_not_beyond(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new((size_t)1 << 29);
	const cn_content_rules *r = NULL;
	cn_err err = { 0 };
	for (size_t more = 0; more < 2; more++) {
		CN_AUTO_BUF rule;
		CN_AUTO_BUF def;
		cn_buf_init(&rule, 1 << 22);
		cn_buf_init(&def, 1 << 22);
		cn_code want = more ? CN_ETOOBIG : CN_OK;
		assert_int_equal(help_rules(a, lib, many_rules(a, CN_CONTENT_RULES_MAX + more, &rule), &r, NULL, &err), want);
		cn_buf_putz(&def, HEAD "definitions:\n");
		for (size_t i = 0; i < CN_CONTENT_DEFINITIONS_MAX + more; i++)
			cn_buf_printf(&def, "- {id: d%zu, when: 'true'}\n", i);
		cn_buf_putz(&def, "rules: []\n");
		assert_int_equal(help_rules(a, lib, cn_strf(a, "%.*s", CN_FMT(cn_buf_str(&def))).p, &r, NULL, &err), want);
		cn_fact *fact = CN_NEW(a, cn_fact, CN_CONTENT_FACTS_MAX + 1);
		for (size_t i = 0; i < CN_CONTENT_FACTS_MAX + more; i++)
			fact[i] = (cn_fact){ .id = cn_strf(a, "f%zu", i), .type = CN_F_BOOL };
		assert_int_equal(cn_content_rules_load(a, lib, fact, CN_CONTENT_FACTS_MAX + more, NULL, 0, &r, NULL, &err), want);
	}
	/* verdicts: markets x rules */
	size_t n_market = CN_CONTENT_VERDICTS_MAX / cn_content_rules_count(rules), n = 0;
	cn_str *market = CN_NEW(a, cn_str, n_market + 1);
	cn_content_verdict *v = NULL;
	for (size_t i = 0; i <= n_market; i++)
		market[i] = CN_S("KZ");
	assert_int_equal(cn_content_apply(a, rules, NULL, 0, market, n_market, day("2026-11-27"), false, &v, &n, &err), CN_OK);
	assert_int_equal(n, n_market);
	assert_int_equal(cn_content_apply(a, rules, NULL, 0, market, n_market + 1, day("2026-11-27"), false, &v, &n, &err), CN_ETOOBIG);
}

static void the_digest_follows_what_the_files_say_and_not_where_they_lie(void **state)
{
	(void)state;
	const cn_val *tree = help_yaml(arena, HEAD "rules: []\n", "x");
	const cn_norm_file file[] = { { CN_S("norms/media/x.yaml"), CN_S("sha256:1"), tree }, { CN_S("/elsewhere/x.yaml"), CN_S("sha256:1"), tree },
				      { CN_S("norms/media/x.yaml"), CN_S("sha256:2"), tree }, { CN_S("norms/media/y.yaml"), CN_S("sha256:1"), tree } };
	cn_str digest[4];
	for (size_t i = 0; i < 4; i++) {
		const cn_content_rules *r = NULL;
		assert_int_equal(cn_content_rules_load(arena, lib, NULL, 0, &file[i], 1, &r, NULL, NULL), CN_OK);
		digest[i] = cn_content_rules_digest(r);
	}
	assert_true(cn_eq(digest[0], digest[1]) && !cn_eq(digest[0], digest[2]) && !cn_eq(digest[0], digest[3]));
	/* printf 'sha256:1  x.yaml\n' | sha256sum */
	assert_string_equal(cn_cstr(arena, digest[0]), "sha256:5af8f8923db07ec9855267e10cc0c3f4aab1a740e8a1c1fea8173728f525439f");
}

/* ---- what is given ------------------------------------------------------------------------------------------------------------------------ */

static cn_code apply1(const cn_content_fact *f, size_t n, const char *market, const char *when, cn_content_verdict **v, size_t *n_v, cn_err *err)
{
	cn_str m = cn_str_z(market);
	return cn_content_apply(arena, rules, f, n, &m, 1, day(when), true, v, n_v, err);
}

static void what_is_given_wrongly_is_refused_with_the_nearest_word(void **state)
{
	(void)state;
	static const struct {
		cn_content_fact f;
		cn_code rc;
		const char *says, *hint;
	} row[] = {
		{ { { "ai_mad", 6 }, CN_GIVEN_TRI, CN_TRUE }, CN_ENOTFOUND, "there is no fact called \"ai_mad\"", "ai_made" },
		{ { { "market_dat", 10 }, CN_GIVEN_TRI, CN_TRUE }, CN_ENOTFOUND, "there is no fact called \"market_dat\"", "market_date" },
		{ { { "modality", 8 }, CN_GIVEN_TEXT, CN_FALSE, { "imgae", 5 } }, CN_EINPUT, "\"imgae\" is not a value of the fact modality", "" },
		{ { { "ai_made", 7 }, CN_GIVEN_TEXT, CN_FALSE, { "maybe", 5 } }, CN_EINPUT, "\"maybe\" is not a value of the fact ai_made", "" },
		{ { { "market_date", 11 }, CN_GIVEN_TEXT, CN_FALSE, { "2026-13-01", 10 } }, CN_EINPUT, "\"2026-13-01\" is not a value of the fact market_date", "" },
		{ { { "visible_label_height", 20 }, CN_GIVEN_TEXT, CN_FALSE, { "5 %", 3 } }, CN_EINPUT, "\"5 %\" is not a value of the fact visible_label_height", "" },
		{ { { "setting", 7 }, CN_GIVEN_TEXT, CN_FALSE, { "moon", 4 } }, CN_EINPUT, "\"moon\" is not a value of the fact setting", "" },
		{ { { "ai_made", 7 }, CN_GIVEN_NUMBER, CN_FALSE, { 0 }, 1 }, CN_EINPUT, "the fact ai_made is given as another type than its own", "" },
		{ { { "visible_label_height", 20 }, CN_GIVEN_TRI, CN_TRUE }, CN_EINPUT, "the fact visible_label_height is given as another type than its own", "" },
		{ { { "market", 6 }, CN_GIVEN_TEXT, CN_FALSE, { "EU", 2 } }, CN_EINPUT, "the fact market is not stated beside a file", "" },
		{ { { "as_of", 5 }, CN_GIVEN_TEXT, CN_FALSE, { "2026-01-01", 10 } }, CN_EINPUT, "the fact as_of is not stated beside a file", "" },
	};
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		cn_content_verdict *v = NULL;
		size_t n = 77;
		cn_err err = { 0 };
		assert_int_equal(apply1(&row[i].f, 1, "EU", "2026-11-27", &v, &n, &err), row[i].rc);
		assert_string_equal(err.msg, row[i].says);
		assert_string_equal(err.hint, row[i].hint);
		assert_true(!v && n == 77); /* written once, on success */
	}
	cn_content_verdict *v = NULL;
	size_t n = 0;
	cn_err err = { 0 };
	assert_int_equal(apply1(NULL, 0, "US-CAL", "2026-11-27", &v, &n, &err), CN_ENOTFOUND);
	assert_string_equal(err.hint, "US-CA");
}

static cn_content_answer answer_to(const cn_content_fact *f, size_t n_f, const char *market, const char *when, const char *provision)
{
	cn_content_verdict *v = NULL;
	size_t n = 0;
	assert_int_equal(apply1(f, n_f, market, when, &v, &n, NULL), CN_OK);
	const cn_content_verdict *one = help_verdict(v, n, cn_str_z(provision));
	assert_non_null(one);
	return one->would_be;
}

static void a_later_fact_replaces_an_earlier_one_and_unknown_takes_it_back(void **state)
{
	(void)state;
	cn_content_fact f[] = { { CN_S("ai_made"), CN_GIVEN_TRI, CN_TRUE }, { CN_S("machine_mark"), CN_GIVEN_TRI, CN_FALSE }, { CN_S("watermark"), CN_GIVEN_TRI, CN_FALSE },
				{ CN_S("machine_mark"), CN_GIVEN_TEXT, CN_FALSE, CN_S("yes") }, { CN_S("machine_mark"), CN_GIVEN_TEXT, CN_FALSE, CN_S("unknown") } };
	assert_int_equal(answer_to(f, 3, "EU", "2027-01-01", EU), CN_CONTENT_NOT_MET);
	assert_int_equal(answer_to(f, 4, "EU", "2027-01-01", EU), CN_CONTENT_MET);
	assert_int_equal(answer_to(f, 5, "EU", "2027-01-01", EU), CN_CONTENT_UNKNOWN);
}

static void numbers_are_compared_as_they_are_and_what_is_no_number_is_unknown(void **state)
{
	(void)state;
	static const struct {
		double height;
		cn_content_answer want;
	} row[] = { { 5, CN_CONTENT_MET }, { 4.99999, CN_CONTENT_NOT_MET }, { 5.00001, CN_CONTENT_MET }, { 0, CN_CONTENT_NOT_MET }, { NAN, CN_CONTENT_UNKNOWN }, { INFINITY, CN_CONTENT_UNKNOWN } };
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		cn_content_fact f[] = { { CN_S("ai_made"), CN_GIVEN_TRI, CN_TRUE }, { CN_S("modality"), CN_GIVEN_TEXT, CN_FALSE, CN_S("image") },
					{ CN_S("visible_label"), CN_GIVEN_TRI, CN_TRUE }, { CN_S("visible_label_height"), CN_GIVEN_NUMBER, CN_FALSE, { 0 }, row[i].height } };
		assert_int_equal(answer_to(f, 4, "CN", "2026-11-27", "cn-gb-45438-2025/sec_image-label"), row[i].want);
	}
}

/* ---- what a verdict says ------------------------------------------------------------------------------------------------------------------ */

static void a_verdict_names_what_decided_it_in_the_callers_own_words(void **state)
{
	(void)state;
	cn_content_fact f[] = { { CN_S("ai_made"), CN_GIVEN_TRI, CN_TRUE, .why = { CN_S("XMP at byte 1234: trainedAlgorithmicMedia"), CN_S("XMP，字节1234：trainedAlgorithmicMedia") } },
				{ CN_S("machine_mark"), CN_GIVEN_TRI, CN_TRUE, .why = { CN_S("XMP at byte 1234"), { 0 } } } };
	cn_content_verdict *v = NULL;
	size_t n = 0;
	assert_int_equal(apply1(f, 2, "EU", "2027-01-01", &v, &n, NULL), CN_OK);
	const cn_content_verdict *one = help_verdict(v, n, CN_S(EU));
	assert_int_equal(one->answer, CN_CONTENT_MET);
	assert_string_equal(cn_cstr(arena, one->why.en), "the content was made or changed by AI: Yes (XMP at byte 1234: trainedAlgorithmicMedia); a mark that machines read says made by AI: "
						       "Yes (XMP at byte 1234)");
	assert_string_equal(cn_cstr(arena, one->why.zh), "内容由人工智能生成或修改：是（XMP，字节1234：trainedAlgorithmicMedia）；有表明由人工智能生成的机器可读标识：是（XMP at byte 1234）");
	assert_true(one->n_rests_on == 2 && cn_eqz(one->rests_on[0], "ai_made") && cn_eqz(one->rests_on[1], "machine_mark") && one->n_missing == 0);
	assert_int_equal(one->reach, CN_UNKNOWN); /* whether the Act binds who made it is another question */
}

static void what_keeps_a_verdict_from_deciding_is_said_before_the_facts(void **state)
{
	(void)state;
	cn_content_fact f[] = { { CN_S("ai_made"), CN_GIVEN_TRI, CN_TRUE }, { CN_S("machine_mark"), CN_GIVEN_TRI, CN_FALSE }, { CN_S("watermark"), CN_GIVEN_TRI, CN_FALSE },
				{ CN_S("visible_label"), CN_GIVEN_TRI, CN_FALSE } };
	cn_content_verdict *v = NULL;
	size_t n = 0;
	assert_int_equal(apply1(f, 3, "EU", "2026-10-01", &v, &n, NULL), CN_OK);
	const cn_content_verdict *one = help_verdict(v, n, CN_S(EU));
	assert_true(cn_starts(one->why.en, "Whether it is in application on this day (since 2026-08-02) is open; in any case it is from 2026-12-02; it would be: not met; "));
	assert_true(cn_starts(one->why.zh, "该日是否适用（自2026-08-02起）尚未确定；无论如何自2026-12-02起适用；否则为：不符合；"));
	assert_true(one->n_missing == 2 && cn_eqz(one->missing[0], "market_date") && cn_eqz(one->missing[1], "placed_on_market"));
	f[1].b = CN_TRUE; /* a file that has the mark has it either way: nothing more to find out */
	assert_int_equal(apply1(f, 3, "EU", "2026-10-01", &v, &n, NULL), CN_OK);
	one = help_verdict(v, n, CN_S(EU));
	assert_true(one->answer == CN_CONTENT_MET && one->n_missing == 0);
	assert_string_equal(cn_cstr(arena, one->why.en), "the content was made or changed by AI: Yes; a mark that machines read says made by AI: Yes; whether it is in "
							 "application on this day (since 2026-08-02) is open, and makes no difference");
	f[1].b = CN_FALSE;
	assert_int_equal(apply1(f, 3, "KZ", "2026-10-01", &v, &n, NULL), CN_OK);
	assert_true(n == 1 && cn_starts(v->why.en, "Known from secondary sources only, so it decides nothing; it would be: not met; "));
	assert_true(cn_starts(v->why.zh, "仅据二手来源，不作判断；否则为：不符合；"));
	assert_int_equal(apply1(f, 4, "CN", "2026-10-01", &v, &n, NULL), CN_OK);
	one = help_verdict(v, n, CN_S("cn-aigc-labelling-measures/art_4.para_2"));
	assert_true(cn_ends(one->why.en, "; nobody claimed the exception of cn-aigc-labelling-measures/art_9") && cn_ends(one->why.zh, "；无人主张cn-aigc-labelling-measures/art_9的例外"));
}

static void a_role_that_the_provision_does_not_bind_is_said(void **state)
{
	(void)state;
	cn_content_fact f[] = { { CN_S("ai_made"), CN_GIVEN_TRI, CN_TRUE }, { CN_S("role"), CN_GIVEN_TEXT, CN_FALSE, CN_S("deployer") } };
	cn_content_verdict *v = NULL;
	size_t n = 0;
	assert_int_equal(apply1(f, 2, "EU", "2027-01-01", &v, &n, NULL), CN_OK);
	const cn_content_verdict *one = help_verdict(v, n, CN_S(EU));
	assert_true(one->answer == CN_CONTENT_NOT_ASKED && one->reach == CN_FALSE);
	assert_true(cn_starts(one->why.en, "It does not bind that role; it binds: Provider") && cn_starts(one->why.zh, "对该角色无约束力；约束对象为：提供者"));
}

static void the_tree_has_every_field_of_a_verdict(void **state)
{
	(void)state;
	static const char *const keys[] = { "law", "article", "provision", "title", "market", "date", "answer", "would_be", "reach", "exception_open", "not_read",
					    "confidence", "force", "from", "at_latest", "why", "rests_on", "missing", "note", "source", "read_on" };
	cn_content_verdict *v = NULL;
	size_t n = 0;
	assert_int_equal(apply1(NULL, 0, "EU", "2026-10-01", &v, &n, NULL), CN_OK);
	const cn_val *list = cn_content_verdicts_val(arena, v, n);
	assert_int_equal(list->n, 3);
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		assert_non_null(cn_get(cn_at(list, 0), keys[i]));
	assert_int_equal(cn_at(list, 0)->n, sizeof keys / sizeof keys[0]);
	assert_true(cn_is_text(cn_get(cn_at(list, 0), "law"), "eu-ai-act") && cn_is_text(cn_get(cn_at(list, 0), "article"), "art_50.2"));
	assert_true(cn_is_text(cn_get(cn_at(list, 0), "answer"), "unknown") && cn_is_text(cn_get(cn_at(list, 0), "at_latest"), "2026-12-02"));
}

static void the_same_facts_give_the_same_bytes(void **state)
{
	(void)state;
	CN_AUTO_BUF one;
	CN_AUTO_BUF two;
	cn_buf *b[2] = { &one, &two };
	const cn_str market[] = { CN_S("EU"), CN_S("CN"), CN_S("KR"), CN_S("US-CA"), CN_S("KZ") };
	cn_content_fact f[] = { { CN_S("ai_made"), CN_GIVEN_TRI, CN_TRUE }, { CN_S("modality"), CN_GIVEN_TEXT, CN_FALSE, CN_S("video") } };
	for (size_t i = 0; i < 2; i++) {
		cn_content_verdict *v = NULL;
		size_t n = 0;
		cn_buf_init(b[i], 1 << 22);
		assert_int_equal(cn_content_apply(arena, rules, f, 2, market, 5, day("2026-11-27"), true, &v, &n, NULL), CN_OK);
		cn_json_write(b[i], cn_content_verdicts_val(arena, v, n), 0);
	}
	assert_true(one.n > 1000 && cn_eq(cn_buf_str(&one), cn_buf_str(&two)));
}

/* ---- a rule that is not sure, an instrument that is none yet ------------------------------------------------------------------------------- */

static const cn_content_verdict *by(const char *text, const char *market, const char *when)
{
	const cn_content_rules *r = NULL;
	cn_content_verdict *v = NULL;
	size_t n = 0;
	cn_str m = cn_str_z(market);
	cn_content_fact f[] = { { CN_S("ai_made"), CN_GIVEN_TRI, CN_TRUE }, { CN_S("machine_mark"), CN_GIVEN_TRI, CN_TRUE } };
	assert_int_equal(help_rules(arena, lib, text, &r, NULL, NULL), CN_OK);
	assert_int_equal(cn_content_apply(arena, r, f, 2, &m, 1, day(when), true, &v, &n, NULL), CN_OK);
	assert_int_equal(n, 1);
	return v;
}

static void a_reading_that_is_not_sure_decides_nothing_even_of_a_text_that_was_read(void **state)
{
	(void)state;
	static const char *const word[] = { "read", "secondary", "unverified" };
	for (size_t i = 0; i < 3; i++) {
		const cn_content_verdict *v = by(cn_strf(arena, HEAD "rules:\n" RULE(EU, "ai_made", "machine_mark", ", confidence: %s"), word[i]).p, "EU", "2027-01-01");
		assert_int_equal(v->answer, i == 0 ? CN_CONTENT_MET : CN_CONTENT_UNKNOWN);
		assert_int_equal(v->would_be, CN_CONTENT_MET);
		assert_int_equal(v->confidence, (cn_confidence)i);
	}
}

static void an_exception_that_rests_on_a_text_nobody_read_does_not_excuse(void **state)
{
	(void)state;
	const cn_content_verdict *v = by(HEAD "rules:\n" RULE(CN5, "ai_made", "!machine_mark", ", unless: {when: machine_mark, by: cn-gb-45438-2025/sec_6.1}"), "CN", "2026-11-27");
	assert_true(v->answer == CN_CONTENT_UNKNOWN && v->would_be == CN_CONTENT_NOT_ASKED && v->confidence == CN_SECONDARY);
}

static void a_bill_asks_nothing_yet_and_what_was_repealed_no_longer(void **state)
{
	(void)state;
	size_t drafts = 0, gone = 0;
	for (size_t i = 0; i < cn_library_count(lib); i++) {
		const cn_instrument *x = cn_library_at(lib, i);
		bool draft = cn_eqz(x->status, "bill") || cn_eqz(x->status, "draft"), over = cn_eqz(x->status, "repealed");
		const cn_provision *p = x->provision;
		for (size_t k = 0; k < x->n_provision && !cn_deontic_binds(p->deontic); k++)
			p = &x->provision[k];
		if ((!draft && !over) || !cn_deontic_binds(p->deontic))
			continue;
		const char *text = cn_strf(arena, HEAD "rules:\n" RULE("%.*s", "ai_made", "!machine_mark", ""), CN_FMT(p->full)).p;
		const cn_content_verdict *v = by(text, cn_strf(arena, "%.*s", CN_FMT(x->jurisdictions.item[0])).p, "2026-11-27");
		assert_int_equal(v->answer, draft ? CN_CONTENT_NOT_YET : CN_CONTENT_NO_LONGER);
		assert_true(v->why.en.n && v->why.zh.n);
		drafts += draft;
		gone += over;
	}
	assert_true(drafts > 0 && gone > 0);
}

/* ---- two lists ------------------------------------------------------------------------------------------------------------------------------- */

static void what_another_day_or_another_set_would_answer_otherwise_is_listed(void **state)
{
	(void)state;
	cn_content_fact f[] = { { CN_S("ai_made"), CN_GIVEN_TRI, CN_TRUE }, { CN_S("machine_mark"), CN_GIVEN_TRI, CN_FALSE }, { CN_S("watermark"), CN_GIVEN_TRI, CN_FALSE },
				{ CN_S("deep_fake"), CN_GIVEN_TRI, CN_FALSE }, { CN_S("public_interest"), CN_GIVEN_TRI, CN_FALSE } };
	const cn_str eu = CN_S("EU");
	cn_content_verdict *before = NULL, *after = NULL, *other = NULL;
	size_t n_before = 0, n_after = 0, n_other = 0, n = 0;
	cn_content_drift *d = NULL;
	assert_int_equal(apply1(f, 5, "EU", "2026-08-01", &before, &n_before, NULL), CN_OK);
	assert_int_equal(apply1(f, 5, "EU", "2026-12-02", &after, &n_after, NULL), CN_OK);
	assert_int_equal(cn_content_compare(arena, before, n_before, after, n_after, &d, &n, NULL), CN_OK);
	assert_true(n == 1 && cn_eqz(d->before->rule->provision->full, EU) && d->before->answer == CN_CONTENT_NOT_YET && d->after->answer == CN_CONTENT_NOT_MET);
	const cn_val *tree = cn_content_drift_val(arena, d, n);
	assert_true(cn_is_text(cn_get(cn_get(cn_at(tree, 0), "after"), "answer"), "not_met") && cn_is_text(cn_get(cn_at(tree, 0), "market"), "EU"));
	assert_int_equal(cn_content_compare(arena, after, n_after, after, n_after, &d, &n, NULL), CN_OK);
	assert_int_equal(n, 0);
	/* a set that reads the article otherwise, and no other */
	const cn_content_rules *r = NULL;
	assert_int_equal(help_rules(arena, lib, HEAD "rules:\n" RULE(EU, "ai_made", "!machine_mark", ""), &r, NULL, NULL), CN_OK);
	assert_int_equal(cn_content_apply(arena, r, f, 2, &eu, 1, day("2026-12-02"), true, &other, &n_other, NULL), CN_OK);
	assert_int_equal(cn_content_compare(arena, after, n_after, other, n_other, &d, &n, NULL), CN_OK);
	assert_true(n == 3 && d[0].after->answer == CN_CONTENT_MET && !d[1].after && !d[2].after);
	assert_int_equal(cn_content_compare(arena, other, n_other, after, n_after, &d, &n, NULL), CN_OK);
	assert_true(n == 3 && d[0].before && !d[1].before && !d[2].before);
}

static void days_are_those_on_which_a_provision_begins(void **state)
{
	(void)state;
	static const char *const want[] = { "2025-09-01", "2026-01-22", "2026-08-02", "2026-12-02", "2027-01-01" };
	const cn_str market[] = { CN_S("EU"), CN_S("CN"), CN_S("KR"), CN_S("US-CA") };
	cn_date *d = NULL;
	size_t n = 0;
	assert_int_equal(cn_content_days(arena, rules, market, 4, day("2023-01-10"), day("2027-01-01"), &d, &n, NULL), CN_OK);
	assert_int_equal(n, sizeof want / sizeof want[0]);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(d[i], day(want[i]));
	assert_int_equal(cn_content_days(arena, rules, market, 4, day("2023-01-09"), day("2023-01-10"), &d, &n, NULL), CN_OK);
	assert_int_equal(n, 1);
	assert_int_equal(cn_content_days(arena, rules, market, 1, day("2023-01-09"), day("2023-01-10"), &d, &n, NULL), CN_OK);
	assert_int_equal(n, 0);
}

static void a_market_without_rules_is_told_from_one_where_nothing_is_asked(void **state)
{
	(void)state;
	cn_content_verdict *v = NULL;
	size_t n = 1;
	assert_int_equal(apply1(NULL, 0, "JP", "2026-11-27", &v, &n, NULL), CN_OK);
	assert_int_equal(n, 0);
	assert_false(cn_content_covers(rules, CN_S("JP"), day("2026-11-27")));
	assert_true(cn_content_covers(rules, CN_S("FR"), day("2026-11-27")));
	assert_false(cn_content_covers(rules, CN_S("US"), day("2026-11-27"))); /* the country is not inside its part */
	static const char *const want[] = { "CN", "EU", "KR", "KZ", "US-CA" };
	const cn_str *market = NULL;
	assert_int_equal(cn_content_markets(arena, rules, &market, &n, NULL), CN_OK);
	assert_int_equal(n, sizeof want / sizeof want[0]);
	for (size_t i = 0; i < n; i++)
		assert_string_equal(cn_cstr(arena, market[i]), want[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(a_bad_file_is_told_what_where_and_the_nearest_word),
					    cmocka_unit_test(a_fact_that_is_declared_twice_or_asked_for_by_no_rule_is_a_problem),
					    cmocka_unit_test(bounds_hold_at_their_last_value_and_not_beyond),
					    cmocka_unit_test(the_digest_follows_what_the_files_say_and_not_where_they_lie),
					    cmocka_unit_test(what_is_given_wrongly_is_refused_with_the_nearest_word),
					    cmocka_unit_test(a_later_fact_replaces_an_earlier_one_and_unknown_takes_it_back),
					    cmocka_unit_test(numbers_are_compared_as_they_are_and_what_is_no_number_is_unknown),
					    cmocka_unit_test(a_verdict_names_what_decided_it_in_the_callers_own_words),
					    cmocka_unit_test(what_keeps_a_verdict_from_deciding_is_said_before_the_facts),
					    cmocka_unit_test(a_role_that_the_provision_does_not_bind_is_said),
					    cmocka_unit_test(the_tree_has_every_field_of_a_verdict),
					    cmocka_unit_test(the_same_facts_give_the_same_bytes),
					    cmocka_unit_test(a_reading_that_is_not_sure_decides_nothing_even_of_a_text_that_was_read),
					    cmocka_unit_test(an_exception_that_rests_on_a_text_nobody_read_does_not_excuse),
					    cmocka_unit_test(a_bill_asks_nothing_yet_and_what_was_repealed_no_longer),
					    cmocka_unit_test(what_another_day_or_another_set_would_answer_otherwise_is_listed),
					    cmocka_unit_test(days_are_those_on_which_a_provision_begins),
					    cmocka_unit_test(a_market_without_rules_is_told_from_one_where_nothing_is_asked) };
	return cmocka_run_group_tests(tests, setup, teardown);
}
