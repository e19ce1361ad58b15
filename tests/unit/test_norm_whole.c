/* The library as a whole: what it holds, that it is found by the names people know, that what nobody read is marked, and that a text which
 * has ended, never began or binds nobody decides nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/assess.h"
#include "norm_help.h"

enum { ARENA_BYTES = 1 << 30, INSTRUMENTS = 87 };

typedef struct fixture {
	cn_arena *a;
	const cn_library *lib;
} fixture;

static int load(void **state)
{
	fixture *f = calloc(1, sizeof *f);
	f->a = cn_arena_new(ARENA_BYTES);
	f->lib = help_norms(f->a);
	*state = f;
	return f->lib ? 0 : -1;
}

static int unload(void **state)
{
	fixture *f = *state;
	cn_arena_free(f->a);
	free(f);
	return 0;
}

static cn_date day(const char *text)
{
	cn_date d = CN_DATE_NONE;
	assert_int_equal(cn_date_parse(cn_str_z(text), &d, NULL), CN_OK);
	return d;
}

/* ---- what there is ---------------------------------------------------------------------------------------------------------------- */

static void every_instrument_of_the_fact_base_is_there(void **state)
{
	fixture *f = *state;
	size_t by_hand = 0, read = 0, secondary = 0, unverified = 0;
	static const char *const written[] = { "eu-ai-act", "cn-genai-interim-measures", "cn-aigc-labelling-measures", "cn-gb-45438-2025", "kr-ai-basic-act",
					       "oecd-recommendation-ai", "us-nist-ai-rmf-1-0", "ke-dks-3007", "sg-model-framework-2020" };
	assert_true(cn_library_count(f->lib) >= INSTRUMENTS);
	for (size_t i = 0; i < sizeof written / sizeof *written; i++)
		by_hand += cn_library_get(f->lib, cn_str_z(written[i])) != NULL;
	assert_int_equal(by_hand, sizeof written / sizeof *written);
	for (size_t i = 0; i < cn_library_count(f->lib); i++) {
		const cn_instrument *in = cn_library_at(f->lib, i);
		for (size_t k = 0; k < in->n_provision; k++) {
			read += in->provision[k].confidence == CN_READ;
			secondary += in->provision[k].confidence == CN_SECONDARY;
			unverified += in->provision[k].confidence == CN_UNVERIFIED;
		}
	}
	/* A reading makes `read` grow; nothing may grow at the cost of it. */
	assert_true(read >= 825);
	assert_true(secondary <= 600);
	assert_true(unverified <= 25);
	assert_true(read + secondary + unverified >= 1431);
}

/* A name as people write it: in the title, or in another name of the instrument. */
static const cn_instrument *named(const cn_library *lib, const char *name)
{
	cn_str want = cn_str_z(name);
	for (size_t i = 0; i < cn_library_count(lib); i++) {
		const cn_instrument *in = cn_library_at(lib, i);
		if (cn_contains(in->title.zh, want))
			return in;
		for (size_t k = 0; k < in->aliases.n; k++)
			if (cn_contains(in->aliases.item[k], want))
				return in;
	}
	return NULL;
}

static void every_document_of_the_reports_appendix_is_found_by_its_chinese_name(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *name, *id;
	} row[] = {
		{ "加强人工智能能力建设国际合作", "un-ga-res-78-311" },
		{ "抓住安全、可靠和值得信赖的人工智能系统带来的机遇，促进可持续发展", "un-ga-res-78-265" },
		{ "《为人类治理人工智能》临时报告", "un-hlab-ai-interim-report-2023" },
		{ "《为人类治理人工智能》最终报告", "un-hlab-ai-final-report-2024" },
		{ "人工智能伦理问题建议书", "unesco-recommendation-ai-ethics-2021" },
		{ "生成式人工智能在教育和研究中的应用指南", "unesco-genai-education-guidance-2023" },
		{ "世界卫生组织卫生健康领域人工智能伦理与治理指南", "who-ai-for-health-ethics-guidance-2021" },
		{ "二十国集团人工智能原则", "g20-ai-principles-2019" },
		{ "关于人工智能的建议书", "oecd-recommendation-ai" },
		{ "广岛进程先进人工智能系统开发组织国际指导原则", "g7-hiroshima-guiding-principles-2023" },
		{ "广岛进程先进人工智能系统开发组织国际行为准则", "g7-hiroshima-code-of-conduct-2023" },
		{ "人工智能与人权、民主和法治框架公约", "coe-framework-convention-ai" },
		{ "布莱切利宣言", "bletchley-declaration-2023" },
		{ "关于安全、创新和包容性人工智能的首尔宣言", "seoul-declaration-2024" },
		{ "首尔人工智能安全科学国际合作意向声明", "seoul-statement-of-intent-2024" },
		{ "关于负责任的生成式人工智能的建议", "wef-presidio-recommendations-2023" },
		{ "发展负责任的生成式人工智能研究报告及共识文件", "wic-responsible-genai-2023" },
		{ "人工智能全球治理上海宣言", "waic-shanghai-declaration-2024" },
		{ "北京 AI 安全国际共识", "idais-beijing-2024" },
		{ "负责任的人工智能成熟度路线图", "gsma-responsible-ai-maturity-roadmap-2024" },
		{ "《信息技术 人工智能 管理体系》 (ISO/IEC42001)", "iso-iec-42001-2023" },
		{ "全球人工智能治理倡议", "cn-global-ai-governance-initiative" },
		{ "生成式人工智能服务管理暂行办法", "cn-genai-interim-measures" },
		{ "《人工智能安全治理框架》1.0 版", "cn-ai-safety-framework-1-0" },
		{ "《人工智能风险管理框架》", "us-nist-ai-rmf-1-0" },
		{ "关于安全、可靠和值得信赖地开发和人工智能的行政命令", "us-eo-14110" },
		{ "（欧盟，2024）人工智能法", "eu-ai-act" },
		{ "促进创新的人工智能监管方法", "uk-pro-innovation-white-paper" },
		{ "人工智能运营商指南（草案）", "jp-ai-guidelines-for-business" },
		{ "生成式人工智能治理模型框架", "sg-genai-framework" },
		{ "东盟人工智能治理与伦理指南", "asean-ai-guide-2024" },
		/* and those that its body names */
		{ "前沿人工智能安全承诺", "seoul-frontier-ai-safety-commitments-2024" },
		{ "人工智能能力建设普惠计划", "cn-ai-capacity-building-plan" },
		{ "信息技术-人工智能-人工智能应用实践守则", "ke-dks-3007" },
		{ "2024-2029 年人工智能发展构想（草案）", "kz-ai-concept" },
		{ "《国家人工智能战略》（埃及）", "eg-ai-strategy" },
		{ "全球数字契约", "un-global-digital-compact" },
		{ "人工智能治理联盟", "wef-ai-governance-alliance-2023" },
		{ "2024年选举中欺骗性使用人工智能", "munich-ai-elections-accord-2024" },
		{ "世界人工智能合作组织", "waico-proposal-2025" },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const cn_instrument *in = named(f->lib, row[i].name);
		if (!in || !cn_eqz(in->id, row[i].id))
			fail_msg("%s is not found as %s", row[i].name, row[i].id);
	}
}

/* Slips of the report are told where the document is shown. */
static void a_slip_is_noted_and_not_repeated(void **state)
{
	fixture *f = *state;
	static const char *const row[][2] = { { "us-eo-14110", "EO 14148" },	{ "jp-ai-guidelines-for-business", "telecom carriers" },
					      { "cn-ai-capacity-building-plan", "79th session" }, { "idais-beijing-2024", "10-11 March 2024" },
					      { "kz-ai-concept", "calls it a draft" },  { "ieee-ethically-aligned-design", "2016" } };
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const cn_instrument *in = cn_library_get(f->lib, cn_str_z(row[i][0]));
		cn_str want = cn_str_z(row[i][1]);
		assert_non_null(in);
		if (!cn_contains(in->notes.en, want) && !cn_contains(in->status_note.en, want))
			fail_msg("%s does not say: %s", row[i][0], row[i][1]);
		assert_true(in->notes.zh.n > 0);
	}
}

static void relations_between_instruments_hit_and_answer_each_other(void **state)
{
	fixture *f = *state;
	size_t n = 0;
	for (size_t i = 0; i < cn_library_count(f->lib); i++) {
		const cn_instrument *in = cn_library_at(f->lib, i);
		for (size_t k = 0; k < in->n_tie; k++) {
			const cn_tie *t = &in->tie[k];
			const cn_instrument *to = cn_library_get(f->lib, t->to);
			if (!to)
				fail_msg("%.*s points to %.*s, which is not there", CN_FMT(in->id), CN_FMT(t->to));
			bool back = !cn_eqz(t->rel, "replaced-by");
			for (size_t j = 0; !back && j < to->n_tie; j++)
				back = cn_eq(to->tie[j].to, in->id) && cn_eqz(to->tie[j].rel, "replaces");
			assert_true(back);
			n++;
		}
		if (cn_eqz(in->status, "replaced"))
			assert_true(in->n_tie > 0);
	}
	assert_true(n >= 30);
}

/* ---- what it says ------------------------------------------------------------------------------------------------------------------- */

static const cn_profile *profile(fixture *f, const char *rest)
{
	static char text[4096];
	const cn_profile *p = NULL;
	cn_err err = { 0 };
	snprintf(text, sizeof text, "concord: system/1\nid: s\nname: {en: S, zh: S}\npurposes: [test]\nstage: use\n%s", rest);
	if (cn_profile_read(f->a, f->lib, help_yaml(f->a, cn_str_copy(f->a, cn_str_z(text)).p, "s.yaml"), CN_S("s.yaml"), &p, NULL, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return p;
}

static const cn_answers *apply(fixture *f, const cn_profile *p, const char *on)
{
	const cn_answers *r = NULL;
	assert_int_equal(cn_norm_apply(f->a, f->lib, p, day(on), false, &r, NULL), CN_OK);
	return r;
}

/* The answers to one provision in one market; "" if it is not asked there. */
static const char *answer(fixture *f, const char *rest, const char *full, const char *on)
{
	const cn_answers *r = apply(f, profile(f, rest), on);
	for (size_t i = 0; i < r->n_cell; i++)
		if (cn_eqz(r->cell[i].provision->full, full))
			return cn_answer_text(r->cell[i].answer);
	return "";
}

static void what_defines_scopes_or_punishes_is_never_asked(void **state)
{
	fixture *f = *state;
	const cn_answers *r = apply(f, profile(f, "markets: [EU, CN, KR, US, US-CA, US-CO, US-NY, US-TX, JP, KZ, VN, BR, CA, GB, IN, SG, KE, EG, AU]\n"), "2026-11-23");
	size_t risks = 0;
	assert_true(r->n_cell > 5000);
	for (size_t i = 0; i < r->n_cell; i++)
		assert_true(cn_deontic_binds(r->cell[i].provision->deontic));
	for (size_t i = 0; i < cn_library_count(f->lib); i++) {
		const cn_instrument *in = cn_library_at(f->lib, i);
		for (size_t k = 0; k < in->n_provision; k++)
			risks += cn_starts(in->id, "cn-ai-safety-framework") && in->provision[k].deontic == CN_D_DEFINITION;
	}
	assert_int_equal(risks, 56); /* descriptions of risks in three versions are no duties */
}

static void a_text_holds_while_it_holds(void **state)
{
	fixture *f = *state;
	static const char us[] = "markets: [US]\nactors: [{role: developer}]\n", co[] = "markets: [US-CO]\nactors: [{role: developer}]\n";
	static const char cn[] = "markets: [CN]\nactors: [{role: provider}]\n", jp[] = "markets: [JP]\nactors: [{role: provider}]\nfacts: {personal_use: no}\n";
	static const char gb[] = "markets: [GB]\nactors: [{role: state}]\n", br[] = "markets: [BR]\nactors: [{role: provider}]\n";
	static const char munich[] = "markets: [KE]\nactors: [{role: provider}]\nfacts: {commitments_signed: [munich-accord]}\n";
	static const struct {
		const char *rest, *full, *on, *want;
	} row[] = {
		{ us, "us-eo-14110/sec_reporting-threshold", "2024-06-01", "applies" },
		{ us, "us-eo-14110/sec_reporting-threshold", "2025-01-19", "applies" },
		{ us, "us-eo-14110/sec_reporting-threshold", "2025-01-20", "does_not" }, /* revoked that day */
		{ co, "us-co-ai-act/crs_6-1-1702", "2026-07-15", "does_not" },		/* repealed before it applied */
		{ co, "us-co-ai-act/crs_6-1-1702", "2027-07-15", "does_not" },
		{ co, "us-co-ai-act/sec_sb-26-189-developer-documentation", "2026-12-31", "does_not" },
		{ co, "us-co-ai-act/sec_sb-26-189-developer-documentation", "2027-01-01", "applies" },
		{ cn, "cn-ai-safety-framework-2-0/sec_4.2.3", "2026-09-13", "applies" },
		{ cn, "cn-ai-safety-framework-2-0/sec_4.2.3", "2026-09-14", "does_not" }, /* version 3.0 */
		{ munich, "munich-ai-elections-accord-2024/commitment_1", "2024-11-05", "applies" },
		{ munich, "munich-ai-elections-accord-2024/commitment_1", "2025-01-01", "does_not" },
		{ gb, "coe-framework-convention-ai/art_16.1", "2026-11-23", "does_not" }, /* not in force */
		{ jp, "jp-ai-promotion-act/art_7", "2025-06-03", "does_not" },
		{ jp, "jp-ai-promotion-act/art_7", "2025-06-04", "applies" },
		{ br, "br-pl-2338/sec_high-risk-duties", "2026-11-23", "applies" }, /* a bill, of force draft */
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		const char *got = answer(f, row[i].rest, row[i].full, row[i].on);
		if (strcmp(got, row[i].want) != 0)
			fail_msg("%s on %s: %s, not %s", row[i].full, row[i].on, got, row[i].want);
	}
	assert_int_equal(cn_library_provision(f->lib, CN_S("br-pl-2338/sec_high-risk-duties"))->force, CN_DRAFT);
	assert_int_equal(cn_library_provision(f->lib, CN_S("waico-proposal-2025/aim_1"))->force, CN_DRAFT);
}

static void a_promise_is_asked_of_those_who_made_it(void **state)
{
	fixture *f = *state;
	static const char full[] = "seoul-frontier-ai-safety-commitments-2024/commitment_ii";
	assert_string_equal(answer(f, "markets: [FR]\nactors: [{role: provider}]\n", full, "2026-11-23"), "unknown");
	assert_string_equal(answer(f, "markets: [FR]\nactors: [{role: provider}]\nfacts: {commitments_signed: [seoul-frontier]}\n", full, "2026-11-23"), "applies");
	assert_string_equal(answer(f, "markets: [FR]\nactors: [{role: provider}]\nfacts: {commitments_signed: none}\n", full, "2026-11-23"), "does_not");
}

/* ---- where it holds -------------------------------------------------------------------------------------------------------------------- */

static void groups_have_members_with_dates_and_a_state_has_the_law_of_its_country(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *market, *in, *on;
		bool want;
	} row[] = {
		{ "KE", "UN", "2026-01-01", true },	  { "US-CA", "US", "2026-01-01", true },     { "US", "US-CA", "2026-01-01", false },
		{ "US-CA", "OECD", "2026-01-01", true },  { "US-TX", "US-CA", "2026-01-01", false }, { "NZ", "BLETCHLEY", "2023-12-01", false },
		{ "NZ", "BLETCHLEY", "2024-10-23", true }, { "US", "UNESCO", "2022-01-01", false },  { "US", "UNESCO", "2024-01-01", true },
		{ "US", "UNESCO", "2027-01-01", false },  { "CN", "SEOUL", "2026-01-01", false },    { "US", "PARIS", "2026-01-01", false },
		{ "AU", "AFRICAN-UNION", "2026-01-01", false }, { "KE", "AFRICAN-UNION", "2026-01-01", true },
	};
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (cn_library_inside(f->lib, cn_str_z(row[i].market), cn_str_z(row[i].in), day(row[i].on)) != row[i].want)
			fail_msg("%s in %s on %s", row[i].market, row[i].in, row[i].on);
	size_t n = 0;
	const cn_member *place = cn_library_list(f->lib, "places", &n);
	for (size_t i = 0; i < n; i++) /* a text for everybody reaches every place */
		assert_true(cn_library_inside(f->lib, place[i].id, CN_S("WORLD"), day("2026-11-23")));
}

static void a_market_is_covered_by_its_own_texts_only(void **state)
{
	fixture *f = *state;
	static const struct {
		const char *market;
		bool want;
	} row[] = { { "EU", true }, { "DE", true }, { "KR", true }, { "KE", true }, { "KZ", true }, { "US-CA", true }, { "JP", true },
		    { "CL", false } /* of the OECD */, { "PE", false }, { "NG", false }, { "CH", false } };
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		cn_coverage *c;
		size_t n, partial = 0;
		bool covered;
		assert_int_equal(cn_library_coverage(f->a, f->lib, cn_str_z(row[i].market), day("2026-11-23"), &c, &n, &covered, NULL), CN_OK);
		for (size_t k = 0; k < n; k++)
			partial += !cn_eqz(c[k].level, "empty");
		if (covered != row[i].want || (partial > 0) != row[i].want)
			fail_msg("%s: covered %d, %zu themes", row[i].market, covered, partial);
	}
}

/* A law that has ended, one without a day of effect, and texts that bind nobody are no reason to pass. */
static void what_binds_nobody_lets_nobody_pass(void **state)
{
	fixture *f = *state;
	static const char *const rows[] = { "markets: [US]\nactors: [{role: developer}]\n", "markets: [GB]\nactors: [{role: provider}]\n", "markets: [GB]\n",
					    "markets: [NG]\n", "markets: [CL]\nactors: [{role: deployer}]\n", "markets: [IN]\n" };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const cn_profile *p = profile(f, rows[i]);
		const cn_answers *r = apply(f, p, "2026-11-23");
		cn_known none = { 0 };
		cn_finding *all;
		assert_int_equal(cn_assess_judge(f->a, r, &none, day("2026-11-23"), &all, NULL), CN_OK);
		if (cn_assess_verdict(p, r, all) != 2)
			fail_msg("%s: verdict %d", rows[i], cn_assess_verdict(p, r, all));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_instrument_of_the_fact_base_is_there),
		cmocka_unit_test(every_document_of_the_reports_appendix_is_found_by_its_chinese_name),
		cmocka_unit_test(a_slip_is_noted_and_not_repeated),
		cmocka_unit_test(relations_between_instruments_hit_and_answer_each_other),
		cmocka_unit_test(what_defines_scopes_or_punishes_is_never_asked),
		cmocka_unit_test(a_text_holds_while_it_holds),
		cmocka_unit_test(a_promise_is_asked_of_those_who_made_it),
		cmocka_unit_test(groups_have_members_with_dates_and_a_state_has_the_law_of_its_country),
		cmocka_unit_test(a_market_is_covered_by_its_own_texts_only),
		cmocka_unit_test(what_binds_nobody_lets_nobody_pass),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
