/* Norm under torture: loading, answering, asking, comparing and writing, each with every allocation failing once, over a small library
 * that has a bit of everything. A failing run answers CN_ENOMEM, and what it was to give stays as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../torture/torture.h"
#include "norm/ahead.h"
#include "norm/bulk.h"
#include "norm/change.h"
#include "norm/concordance.h"
#include "norm/conflict.h"
#include "norm/content_rules.h"
#include "norm_small.h"

enum { ARENA_BYTES = 64 << 20 };

#define TEXTS "heading: {en: H, zh: H}, text: {en: T, zh: T}"
static const char FIRST[] =
	"- {id: art_1, " TEXTS ", deontic: duty, act: retain, object: logs, roles: [provider], applies_when: 'large && \"credit\" in area', penalty: art_9, "
	"parameters: [{name: retention, op: '>=', value: '6', unit: month}], themes: [liability], applies: [{from: 2027-01-01}], "
	"evidence: [{id: E1, kind: measurement, metric: m, op: '>=', value: '0.9', threshold_from: law}, {id: E2, kind: judgement, question: {en: Q, zh: Q}}], satisfied_when: 'E1 && !E2'}\n"
	"- {id: art_2, " TEXTS ", deontic: prohibition, act: strip, object: content, roles: [provider, deployer], applies_when: 'here || flop > 1e25', penalty: art_9, "
	"applies: [{from: 2026-01-01, until: 2026-12-31}, {from: 2028-01-01, when: big}], relates: [{to: bb/art_1, rel: lex-specialis-to}]}\n"
	"- {id: art_3, " TEXTS ", deontic: duty, act: report, object: model, roles: [deployer], applies_when: 'since < timestamp(\"2026-03-01\") || area.exists(x, x == \"jobs\")'}\n"
	"- {id: art_8, " TEXTS ", deontic: definition, act: classify, object: model, parameters: [{name: size, op: '>=', value: '10', unit: FLOP}]}\n"
	"- {id: art_9, " TEXTS ", deontic: penalty, roles: [provider]}\n"
	"definitions:\n- {id: large, when: 'big || flop > 1e24', locator: art_8}\n"
	"presumptions:\n- {fact: big, value: 'true', when: 'flop > 1e20', by: art_8}\n";
static const char SECOND[] =
	"- {id: art_1, " TEXTS ", deontic: duty, act: label, object: content, roles: [provider], basis: scope}\n"
	"- {id: art_2, " TEXTS ", deontic: duty, act: retain, object: logs, roles: [provider], applies_when: big, "
	"parameters: [{name: retention, op: '<=', value: '30', unit: day}, {name: with, op: includes, value: x}]}\n"
	"- {id: art_4, " TEXTS ", deontic: definition, act: define, object: model, parameters: [{name: size, op: '>=', value: '11', unit: FLOP}]}\n";
static const char FACTS[] = SMALL_FACTS
	"- {id: area, type: set, values: [credit, jobs], labels: {credit: {en: C, zh: C}, jobs: {en: J, zh: J}}, question: {en: q, zh: q}, help: {en: h, zh: h}}\n"
	"- {id: since, type: date, question: {en: q, zh: q}, help: {en: h, zh: h}}\n"
	"- {id: size, type: text, values: [s, l], labels: {s: {en: S, zh: S}, l: {en: L, zh: L}}, question: {en: q, zh: q}, help: {en: h, zh: h}}\n";
static const char MANIFEST[] =
	"concord: system/1\nid: s\nversion: '1'\nname: {en: S, zh: S}\nmarkets: [AA, {code: BB, from: 2026-02-01, until: 2027-06-01}]\nstage: use\n"
	"actors: [{role: provider, place: AA, party: p, name: {en: P, zh: P}}, {role: deployer}]\nparts: [{id: m, kind: model, party: p, name: {en: M, zh: M}}]\n"
	"facts: {flop: 1e21, size: s, here: [{value: yes, market: AA, by: x, on: 2026-01-01, until: 2026-09-01}, {value: no, market: BB}],\n"
	"  area: {value: {credit: yes}, by: y}}\n";
#define READING "{rel: subset-of, rationale: functional, strength: 6, gap: {en: G, zh: G}}"
static const char PAIRS[] =
	"concord: concordance/1\nread_on: 2026-11-26\nnote: {en: N, zh: N}\npairs:\n"
	"- {a: aa/art_1, b: bb/art_2, theme: liability, first: " READING ", second: " READING "}\n"
	"- {a: bb/art_2, b: aa/art_3, theme: liability, first: " READING ", second: " READING "}\n";
static const char COVERAGE[] = "concord: coverage/1\ncoverage:\n- {jurisdiction: AA, theme: liability, level: partial, as_of: 2026-01-01, note: {en: N, zh: N}}\n";

static const char RULES[] =
	"concord: media-rules/1\nread_on: 2026-11-27\nconfidence: read\nsources: [{read: R, extent: extract, on: 2026-11-27}]\n"
	"definitions:\n- {id: shown, when: 'seen || told', note: {en: N, zh: N}}\n- {id: open, when: 'true', confidence: secondary}\n"
	"rules:\n- {provision: aa/art_1, asked_when: 'big && kind == \"image\"', met_when: 'shown || height >= 5 && open', note: {en: N, zh: N}}\n"
	"- {provision: aa/art_2, asked_when: 'true', met_when: seen, unless: {when: told, by: aa/art_3}, note: {en: N, zh: N}}\n";

typedef struct input {
	cn_arena *a;
	cn_norm_file file[6];
	cn_str text[6];
	size_t n_file;
	const cn_val *manifest;
	const cn_library *lib; /* whole: what the operations work on */
	const cn_profile *p;
	const cn_answers *answers;
	cn_date day;
	cn_norm_file rule[2]; /* about files, and the facts they ask for */
} input;

static void add(input *in, const char *name, const char *text)
{
	in->text[in->n_file] = cn_str_z(text);
	in->file[in->n_file++] = (cn_norm_file){ .name = cn_str_z(name), .tree = help_yaml(in->a, text, name), .digest = CN_S("sha256:00") };
}

static cn_code load_once(void *arg, cn_err *err)
{
	const input *in = arg;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	if (!a)
		return CN_NOMEM(err);
	const cn_library *lib = NULL;
	cn_code rc = cn_library_load(a, in->file, in->n_file, &lib, NULL, err);
	assert_int_equal(lib != NULL, rc == CN_OK);
	return rc;
}

static cn_code read_once(void *arg, cn_err *err)
{
	const input *in = arg;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_profile *p = NULL, *more = NULL, *changed = NULL;
	cn_date d = in->day;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_profile_read(a, in->lib, in->manifest, CN_S("s.yaml"), &p, NULL, err));
	cn_val *v = cn_textz(a, "yes");
	if (!v)
		return cn_arena_fail(a, err);
	CN_TRY(cn_profile_with_fact(a, in->lib, p, CN_S("big"), CN_S(""), v, &(cn_provenance){ .by = CN_S("z") }, &more, err));
	static const char *const changes[] = { "area=credit", "market-=BB", "market+=GG", "flop=1e26", "stage=use", "date=2027-02-01", "area+=jobs" };
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		changed = NULL;
		cn_code rc = cn_profile_change(a, in->lib, more, cn_str_z(changes[i]), &changed, &d, err);
		assert_int_equal(changed != NULL, rc == CN_OK);
		CN_TRY(rc);
	}
	cn_fact_view view;
	static const char *const facts[] = { "area", "here", "flop", "size", "since" };
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
		CN_TRY(cn_profile_fact(a, in->lib, more, cn_str_z(facts[i]), CN_S("AA"), in->day, &view, err));
	return CN_OK;
}

static cn_code answer_once(void *arg, cn_err *err)
{
	const input *in = arg;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_answers *r = NULL;
	cn_question *q;
	cn_flip *f;
	cn_val *tree;
	cn_date *days;
	size_t n;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_norm_apply(a, in->lib, in->p, in->day, true, &r, err));
	CN_TRY(cn_norm_questions(a, in->lib, r, &q, &n, err));
	assert_true(n > 0);
	cn_val *v = cn_textz(a, "yes");
	if (!v)
		return cn_arena_fail(a, err);
	CN_TRY(cn_norm_what_if(a, in->lib, in->p, CN_S("big"), CN_S(""), v, in->day, &f, &n, err));
	assert_true(n > 0);
	CN_TRY(cn_norm_breakpoints(a, in->lib, in->p, in->day, in->day + 1000, &days, &n, err));
	assert_true(n >= 4);
	return cn_norm_answers_val(a, in->lib, in->p, r, &tree, err);
}

static cn_code look_ahead_once(void *arg, cn_err *err)
{
	const input *in = arg;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_ahead *ahead;
	cn_stake *stake;
	cn_turn *turn;
	cn_milestone *m;
	cn_coverage *coverage;
	bool covered;
	size_t n;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_norm_ahead(a, in->answers, &ahead, &n, err));
	CN_TRY(cn_norm_stakes(a, in->lib, in->answers, &stake, &n, err));
	assert_int_equal(n, 1);
	CN_TRY(cn_norm_timeline(a, in->lib, in->p, in->day, in->day + 400, &turn, &n, err));
	assert_true(n >= 3);
	CN_TRY(cn_norm_milestones(a, in->lib, NULL, &m, &n, err));
	assert_true(n >= 5);
	CN_TRY(cn_library_coverage(a, in->lib, CN_S("AA"), in->day, &coverage, &n, &covered, err));
	assert_true(n == 1 && covered);
	return CN_OK;
}

static cn_code compare_once(void *arg, cn_err *err)
{
	const input *in = arg;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_related *related;
	cn_conflict *c;
	size_t n;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_concordance_of(a, in->lib, cn_library_provision(in->lib, CN_S("aa/art_1")), &related, &n, err));
	assert_int_equal(n, 2);
	for (unsigned i = 0; i < 2; i++) {
		cn_conflict_query q = { .as_of = in->day, .answers = i ? in->answers : NULL };
		CN_TRY(cn_norm_conflicts(a, in->lib, &q, &c, &n, err));
		assert_true(n >= 1);
		for (size_t k = 0; k < n; k++)
			(void)cn_conflict_val(a, in->lib, &c[k]);
	}
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static const cn_member kinds[] = { { { "image", 5 }, { { "image", 5 }, { "I", 1 } } } };
static const cn_fact of_file[] = { { .id = { "seen", 4 }, .type = CN_F_BOOL, .question = { { "seen:", 5 }, { "S:", 2 } } },
				   { .id = { "kind", 4 }, .type = CN_F_TEXT, .member = kinds, .n_member = 1 },
				   { .id = { "height", 6 }, .type = CN_F_NUMBER } };

/* A file is judged twice, before and after a provision begins, and both lists are held against each other. */
static cn_code judge_once(void *arg, cn_err *err)
{
	const input *in = arg;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_content_rules *r = NULL;
	const cn_str market[] = { CN_S("AA") };
	const cn_content_fact fact[] = { { CN_S("big"), CN_GIVEN_TRI, CN_TRUE, .why = { CN_S("w"), CN_S("w") } }, { CN_S("kind"), CN_GIVEN_TEXT, CN_FALSE, CN_S("image") },
					 { CN_S("seen"), CN_GIVEN_TRI, CN_FALSE }, { CN_S("height"), CN_GIVEN_NUMBER, CN_FALSE, { 0 }, 6 },
					 { CN_S("area"), CN_GIVEN_TEXT, CN_FALSE, CN_S("credit") } };
	cn_content_verdict *v[2] = { NULL, NULL };
	cn_content_drift *d = NULL;
	cn_date *days;
	size_t n[2], n_d, n_days;
	if (!a)
		return CN_NOMEM(err);
	cn_code rc = cn_content_rules_load(a, in->lib, of_file, 3, in->rule, 2, &r, NULL, err);
	assert_int_equal(r != NULL, rc == CN_OK);
	CN_TRY(rc);
	for (unsigned i = 0; i < 2; i++) {
		rc = cn_content_apply(a, r, fact, 5, market, 1, in->day + 400 * (cn_date)i, true, &v[i], &n[i], err);
		assert_int_equal(v[i] != NULL, rc == CN_OK);
		CN_TRY(rc);
		for (size_t k = 0; k < n[i]; k++)
			assert_true(v[i][k].why.en.n && v[i][k].why.zh.n); /* no reason lost its words */
	}
	CN_TRY(cn_content_compare(a, v[0], n[0], v[1], n[1], &d, &n_d, err));
	CN_TRY(cn_content_days(a, r, market, 1, in->day, in->day + 1000, &days, &n_days, err));
	assert_true(n_d > 0 && n_days > 0);
	(void)cn_content_verdicts_val(a, v[0], n[0]);
	(void)cn_content_drift_val(a, d, n_d);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static cn_code settled(void *user, const cn_bulk_cell *cell, cn_err *err)
{
	(void)err;
	*(size_t *)user += cell->answer == CN_ANSWER_UNKNOWN || cell->answer == CN_PRESUMED;
	return CN_OK;
}

static cn_code count_once(void *arg, cn_err *err)
{
	const input *in = arg;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	CN_AUTO_ARENA part = cn_arena_new(ARENA_BYTES);
	const cn_compiled *c = NULL;
	cn_bulk *b = NULL;
	cn_portfolio *f = NULL;
	size_t open = 0;
	if (!a || !part)
		return CN_NOMEM(err);
	CN_TRY(cn_compile(a, in->lib, NULL, CN_S("sha256:00"), in->day, &c, err));
	CN_TRY(cn_bulk_lay(part, c, &in->p, 1, &b, err));
	cn_bulk_run(b, CN_BULK_SCALAR);
	CN_TRY(cn_bulk_settle(b, settled, &open, err));
	assert_true(open > 0);
	CN_TRY(cn_portfolio_new(a, c, &f, err));
	CN_TRY(cn_portfolio_add(f, part, &in->p, 1, &b, err));
	cn_portfolio_end(f);
	assert_int_equal(f->n_system, 1);
	return CN_OK;
}

static cn_code write_once(void *arg, cn_err *err)
{
	const input *in = arg;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static const char *const schemas[] = { "instrument", "facts", "vocabulary", "coverage", "media-rules", "system", "profiles" };
	cn_val *v;
	if (!a)
		return CN_NOMEM(err);
	for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++)
		CN_TRY(cn_norm_schema(a, in->lib, schemas[i], &v, err));
	for (size_t i = 0; i < in->n_file; i++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 20);
		if (cn_is_text(cn_get(in->file[i].tree, "concord"), "concordance/1"))
			continue;
		CN_TRY(cn_norm_fmt(in->file[i].tree, in->text[i], in->file[i].name, &b, err));
		assert_true(!b.failed && b.n > 100);
	}
	return CN_OK;
}

static int setup(void **state)
{
	static input in;
	in.a = cn_arena_new(256u << 20);
	add(&in, "v.yaml", LISTS OPPOSITES MATTERS);
	add(&in, "f.yaml", FACTS);
	add(&in, "c.yaml", COVERAGE);
	add(&in, "a.yaml", act(in.a, "aa", "AA", FIRST).p);
	add(&in, "b.yaml", act(in.a, "bb", "BB", SECOND).p);
	add(&in, "p.yaml", PAIRS);
	in.manifest = help_yaml(in.a, MANIFEST, "s.yaml");
	in.day = day("2026-06-01");
	in.rule[0] = (cn_norm_file){ CN_S("m/f.yaml"), CN_S("sha256:01"),
				     help_yaml(in.a, "concord: facts/1\nfacts: [{id: told, type: bool, question: {en: q, zh: q}, help: {en: h, zh: h}}]\n", "m/f.yaml") };
	in.rule[1] = (cn_norm_file){ CN_S("m/r.yaml"), CN_S("sha256:02"), help_yaml(in.a, RULES, "m/r.yaml") };
	cn_problems problems = { 0 };
	cn_err err = { 0 };
	if (cn_library_load(in.a, in.file, in.n_file, &in.lib, &problems, &err) != CN_OK) {
		help_print(&problems, stderr);
		return -1;
	}
	if (cn_profile_read(in.a, in.lib, in.manifest, CN_S("s.yaml"), &in.p, &problems, &err) != CN_OK ||
	    cn_norm_apply(in.a, in.lib, in.p, in.day, true, &in.answers, &err) != CN_OK) {
		fprintf(stderr, "%s\n", err.msg);
		return -1;
	}
	*state = &in;
	return 0;
}

static int teardown(void **state)
{
	cn_arena_free(((input *)*state)->a);
	return 0;
}

#define TORTURE(name, run)                                                 \
	static void name(void **state)                                     \
	{                                                                  \
		assert_in_range(torture_run(#name, run, *state), 2, 200000); \
	}

#define TORTURE(name, run)                                                 \
	static void name(void **state)                                     \
	{                                                                  \
		assert_in_range(torture_run(#name, run, *state), 2, 200000); \
	}
TORTURE(a_library_is_loaded, load_once)
TORTURE(a_system_is_read_and_changed, read_once)
TORTURE(answers_and_questions_are_made, answer_once)
TORTURE(dates_and_stakes_are_found, look_ahead_once)
TORTURE(laws_are_compared, compare_once)
TORTURE(a_file_is_judged, judge_once)
TORTURE(a_portfolio_is_counted, count_once)
TORTURE(files_and_schemas_are_written, write_once)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_library_is_loaded), cmocka_unit_test(a_system_is_read_and_changed), cmocka_unit_test(answers_and_questions_are_made),
		cmocka_unit_test(dates_and_stakes_are_found), cmocka_unit_test(laws_are_compared), cmocka_unit_test(a_file_is_judged), cmocka_unit_test(a_portfolio_is_counted),
		cmocka_unit_test(files_and_schemas_are_written),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
