/* norm: every file made up in tests/vectors/media against norms/media. Each rule is met, not met and open somewhere, on both sides of the day
 * it begins, and a condition of which a part could be dropped unseen is held by no case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "norm_help.h"

#include "content_help.h"
#include "norm/expr.h"

enum { FILES_MAX = 16, CASES_MAX = 1024, RULES_MAX = 256 };
static cn_arena *arena;
static const cn_content_rules *rules;
static cn_norm_file file[FILES_MAX];
static size_t n_file;

static int setup(void **state)
{
	(void)state;
	arena = cn_arena_new((size_t)1 << 29);
	if (!arena)
		return -1;
	rules = help_media(arena);
	n_file = help_folder(arena, "tests/vectors/media", file, FILES_MAX);
	return n_file > 0 ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	cn_arena_free(arena);
	return 0;
}

static const cn_content_verdict *judged(cn_arena *a, const cn_val *c, bool explain, size_t *ret_n)
{
	cn_content_fact *fact;
	cn_content_verdict *v = NULL;
	cn_err err = { 0 };
	cn_date day = CN_DATE_NONE;
	cn_str market = cn_get_text(c, "market");
	size_t n = help_facts(a, cn_get(c, "facts"), &fact);
	assert_int_equal(cn_date_parse(cn_get_text(c, "as_of"), &day, NULL), CN_OK);
	if (cn_content_apply(a, rules, fact, n, &market, 1, day, explain, &v, ret_n, &err) != CN_OK) {
		fprintf(stderr, "%.*s: %s\n", CN_FMT(cn_get_text(c, "id")), err.msg);
		fail();
	}
	return v;
}

static bool day_is(cn_str s, cn_date d)
{
	cn_date x = CN_DATE_NONE;
	return cn_date_parse(s, &x, NULL) == CN_OK && x == d;
}

/* "unknown would_be met from 2026-08-02 at_latest 2026-12-02 open": the first word is the answer, the others hold if they stand there. */
static bool as_expected(const cn_content_verdict *v, cn_str want)
{
	cn_str word, rest = want, value;
	(void)cn_split(rest, ' ', &word, &rest);
	bool ok = v && cn_eqz(word, cn_content_answer_text(v->answer)), open = false;
	while (ok && rest.n) {
		(void)cn_split(rest, ' ', &word, &rest);
		if (cn_eqz(word, "open")) {
			open = true;
			continue;
		}
		(void)cn_split(rest, ' ', &value, &rest);
		ok = cn_eqz(word, "would_be") ? cn_eqz(value, cn_content_answer_text(v->would_be))
		     : cn_eqz(word, "from")   ? day_is(value, v->from)
					      : cn_eqz(word, "at_latest") && day_is(value, v->at_latest);
	}
	return ok && (v->answer != CN_CONTENT_NOT_MET || v->exception_open == open);
}

/* What no verdict may do, whatever the case. */
static bool lawful(const cn_content_verdict *v)
{
	bool decides = v->answer == CN_CONTENT_MET || v->answer == CN_CONTENT_NOT_MET || v->answer == CN_CONTENT_NOT_ASKED;
	return (!decides || (v->confidence == CN_READ && v->answer == v->would_be)) && v->why.en.n && v->why.zh.n &&
	       (v->answer != CN_CONTENT_UNKNOWN || v->confidence != CN_READ || v->n_missing > 0 || v->not_read) && !cn_ends(v->why.en, ".") && !cn_ends(v->why.zh, "。");
}

static void files_get_the_verdicts_argued_from_the_law(void **state)
{
	(void)state;
	size_t n = 0, wrong = 0;
	for (size_t i = 0; i < n_file; i++)
		CN_EACH(c, cn_get(file[i].tree, "profiles")) {
			CN_AUTO_ARENA a = cn_arena_new(1 << 24);
			size_t n_v;
			const cn_content_verdict *v = judged(a, c, true, &n_v);
			for (size_t k = 0; k < n_v; k++)
				if (!lawful(&v[k])) {
					wrong++;
					fprintf(stderr, "%s:%u: %.*s decides too much or says too little\n", file[i].name.p, c->line, CN_FMT(v[k].rule->provision->full));
				}
			CN_EACH(x, cn_get(c, "expect")) {
				const cn_content_verdict *one = help_verdict(v, n_v, x->key);
				n++;
				if (as_expected(one, x->s))
					continue;
				wrong++;
				fprintf(stderr, "%s:%u: %.*s: %.*s: expected %.*s, got %s (%s)%s: %.*s\n", file[i].name.p, x->key_line, CN_FMT(cn_get_text(c, "id")),
					CN_FMT(x->key), CN_FMT(x->s), one ? cn_content_answer_text(one->answer) : "nothing",
					one ? cn_content_answer_text(one->would_be) : "", one && one->exception_open ? " open" : "", CN_FMT(one ? one->why.en : CN_S("")));
			}
		}
	fprintf(stderr, "%zu verdicts, %zu wrong\n", n, wrong);
	assert_int_equal(wrong, 0);
	assert_true(n >= 60);
}

/* ---- every rule ------------------------------------------------------------------------------------------------------------------------- */

static size_t index_of(const cn_content_rule *rule)
{
	size_t i = 0;
	while (cn_content_rules_at(rules, i) != rule)
		i++;
	return i;
}

static void every_rule_is_met_not_met_open_and_not_asked_somewhere(void **state)
{
	(void)state;
	static bool seen[RULES_MAX][6];
	size_t bad = 0;
	for (size_t i = 0; i < n_file; i++)
		CN_EACH(c, cn_get(file[i].tree, "profiles")) {
			CN_AUTO_ARENA a = cn_arena_new(1 << 24);
			size_t n_v;
			const cn_content_verdict *v = judged(a, c, false, &n_v);
			CN_EACH(x, cn_get(c, "expect")) {
				const cn_content_verdict *one = help_verdict(v, n_v, x->key);
				if (one && one->answer != CN_CONTENT_NOT_YET)
					seen[index_of(one->rule)][one->would_be] = true;
			}
		}
	for (size_t i = 0; i < cn_content_rules_count(rules); i++)
		for (size_t k = CN_CONTENT_MET; k <= CN_CONTENT_NOT_ASKED; k++)
			if (!seen[i][k]) {
				bad++;
				fprintf(stderr, "no case: %.*s: %s\n", CN_FMT(cn_content_rules_at(rules, i)->provision->full), cn_content_answer_text((cn_content_answer)k));
			}
	assert_int_equal(bad, 0);
}

/* Is the provision argued in a case of that day? */
static bool argued_on(const cn_provision *p, cn_date day)
{
	for (size_t i = 0; i < n_file; i++)
		CN_EACH(c, cn_get(file[i].tree, "profiles"))
			if (day_is(cn_get_text(c, "as_of"), day) && cn_get_s(cn_get(c, "expect"), p->full))
				return true;
	return false;
}

static void every_start_is_argued_on_its_day_and_on_the_day_before(void **state)
{
	(void)state;
	size_t bad = 0, n = 0;
	for (size_t i = 0; i < cn_content_rules_count(rules); i++) {
		const cn_provision *p = cn_content_rules_at(rules, i)->provision;
		for (size_t k = 0; k < p->n_period; k++, n++)
			if (!argued_on(p, p->period[k].from) || !argued_on(p, p->period[k].from - 1)) {
				bad++;
				fprintf(stderr, "%.*s: a start without a case on both sides\n", CN_FMT(p->full));
			}
	}
	assert_true(n >= 29);
	assert_int_equal(bad, 0);
}

/* ---- mutation -------------------------------------------------------------------------------------------------------------------------- */

static bool noticed(const cn_provision *p)
{
	for (size_t i = 0; i < n_file; i++)
		CN_EACH(c, cn_get(file[i].tree, "profiles")) {
			const cn_val *want = cn_get_s(cn_get(c, "expect"), p->full);
			if (!want)
				continue;
			CN_AUTO_ARENA a = cn_arena_new(1 << 24);
			size_t n_v;
			const cn_content_verdict *v = judged(a, c, false, &n_v);
			if (!as_expected(help_verdict(v, n_v, p->full), want->s))
				return true;
		}
	return false;
}

/* Each part of e in turn becomes true, then false. A part that stands for what nobody read is left out: either value is as good. */
static size_t unnoticed(const cn_provision *p, const cn_expr **at, size_t *n)
{
	const cn_expr *e = *at;
	size_t bad = 0;
	if (e->op == CN_E_DEF && e->def->confidence != CN_READ)
		return 0;
	for (unsigned v = 0; v < 2; v++) {
		*at = cn_expr_bool(arena, v);
		++*n;
		if (!noticed(p)) {
			CN_AUTO_BUF b;
			cn_buf_init(&b, 4096);
			cn_expr_lower_cel(e, &b);
			fprintf(stderr, "%.*s: nobody notices when this is %s: %s\n", CN_FMT(p->full), v ? "true" : "false", b.p);
			bad++;
		}
	}
	*at = e;
	for (uint32_t k = 0; k < e->n; k++)
		bad += unnoticed(p, (const cn_expr **)(uintptr_t)&e->kid[k], n);
	return bad;
}

static void a_part_of_a_condition_that_is_dropped_changes_an_argued_verdict(void **state)
{
	(void)state;
	size_t bad = 0, n = 0;
	for (size_t i = 0; i < cn_content_rules_count(rules); i++) {
		cn_content_rule *rule = (cn_content_rule *)(uintptr_t)cn_content_rules_at(rules, i); /* the mutant */
		bad += unnoticed(rule->provision, &rule->asked, &n) + unnoticed(rule->provision, &rule->met, &n);
		if (rule->unless)
			bad += unnoticed(rule->provision, &rule->unless, &n);
	}
	fprintf(stderr, "%zu changes, %zu unnoticed\n", n, bad);
	assert_int_equal(bad, 0);
}

/* ---- learning --------------------------------------------------------------------------------------------------------------------------- */

/* May an answer become another one when one more fact is learnt? A decided one never turns into its opposite or back to open; that nothing is
 * asked, or not yet, may still come out. */
static bool may_become(cn_content_answer was, cn_content_answer is)
{
	if (was == is || was == CN_CONTENT_UNKNOWN || is == CN_CONTENT_NOT_ASKED)
		return true;
	return (was == CN_CONTENT_MET || was == CN_CONTENT_NOT_MET) && is == CN_CONTENT_NOT_YET;
}

static void learning_a_fact_never_turns_a_decided_verdict(void **state)
{
	(void)state;
	static const char *const name[] = { "ai_made", "deep_fake", "public_interest", "visible_label", "notice", "machine_mark", "watermark", "aigc_present",
					    "aigc_producer", "aigc_id", "aigc_says_ai", "aigc_label_ok", "c2pa_valid", "spread", "unlabelled_by_request",
					    "realistic_virtual_media", "placed_on_market", "assistive_editing", "compared", "label_lost" };
	static const char *const kinds[] = { "image", "audio", "video", "text" }, *const days[] = { "2025-09-01", "2026-08-02", "2026-12-02" };
	const cn_str market[] = { CN_S("EU"), CN_S("CN"), CN_S("KR"), CN_S("US-CA"), CN_S("KZ") };
	enum { NAMES = sizeof name / sizeof name[0] };
	size_t bad = 0;
	cn_rng r;
	cn_rng_init(&r, 7);
	for (size_t round = 0; round < 200; round++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 24);
		cn_content_fact fact[NAMES + 1];
		size_t order[NAMES], n_was = 0;
		cn_content_verdict *was = NULL;
		cn_date day = 0;
		assert_int_equal(cn_date_parse(cn_str_z(days[cn_rng_below(&r, 3)]), &day, NULL), CN_OK);
		fact[0] = (cn_content_fact){ .name = CN_S("modality"), .as = CN_GIVEN_TEXT, .text = cn_str_z(kinds[cn_rng_below(&r, 4)]) };
		for (size_t i = 0; i < NAMES; i++)
			order[i] = i;
		for (size_t i = 0; i <= NAMES; i++) {
			cn_content_verdict *is = NULL;
			size_t n = 0;
			assert_int_equal(cn_content_apply(a, rules, fact, i + 1, market, 5, day, false, &is, &n, NULL), CN_OK);
			assert_true(i == 0 || n == n_was);
			for (size_t k = 0; i && k < n; k++)
				if (!may_become(was[k].answer, is[k].answer)) {
					fprintf(stderr, "%.*s: %s, and after %.*s %s\n", CN_FMT(is[k].rule->provision->full), cn_content_answer_text(was[k].answer),
						CN_FMT(fact[i].name), cn_content_answer_text(is[k].answer));
					bad++;
				}
			was = is;
			n_was = n;
			if (i == NAMES)
				break;
			size_t pick = i + cn_rng_below(&r, NAMES - i), swap = order[pick];
			order[pick] = order[i];
			order[i] = swap;
			fact[i + 1] = (cn_content_fact){ .name = cn_str_z(name[swap]), .as = CN_GIVEN_TRI, .b = cn_rng_below(&r, 2) ? CN_TRUE : CN_FALSE };
		}
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(files_get_the_verdicts_argued_from_the_law),
					    cmocka_unit_test(every_rule_is_met_not_met_open_and_not_asked_somewhere),
					    cmocka_unit_test(every_start_is_argued_on_its_day_and_on_the_day_before),
					    cmocka_unit_test(a_part_of_a_condition_that_is_dropped_changes_an_argued_verdict),
					    cmocka_unit_test(learning_a_fact_never_turns_a_decided_verdict) };
	return cmocka_run_group_tests(tests, setup, teardown);
}
