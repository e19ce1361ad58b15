/* Which step of a case may follow which, where a case stands on a day, and the letter that tells it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "assess/case.h"
#include "assess/document.h"
#include "report/letter.h"

static cn_date day(const char *z)
{
	cn_date d;
	assert_int_equal(cn_date_parse(cn_str_z(z), &d, NULL), CN_OK);
	return d;
}

static cn_case_event event(cn_case_step step, const char *on, const char *deadline, const char *outcome, uint8_t key)
{
	return (cn_case_event){ .step = step, .on = day(on), .deadline = deadline ? day(deadline) : CN_DATE_NONE, .outcome = cn_str_z(outcome), .key = { { key } } };
}

typedef struct history {
	cn_case_event e[32];
	size_t n;
} history;

static cn_code take(history *h, cn_case_event e)
{
	cn_code rc = cn_case_may(h->e, h->n, &e, NULL);
	if (rc == CN_OK)
		h->e[h->n++] = e;
	return rc;
}

#define OK(h, ...) assert_int_equal(take(h, event(__VA_ARGS__)), CN_OK)
#define NO(h, ...) assert_int_equal(take(h, event(__VA_ARGS__)), CN_EINPUT)

static void a_case_goes_from_question_to_appeal(void **state)
{
	(void)state;
	history h = { .n = 0 };
	NO(&h, CN_CASE_ANSWER, "2026-11-01", NULL, NULL, 1); /* nobody asked */
	NO(&h, CN_CASE_APPEAL, "2026-11-01", NULL, NULL, 1);
	OK(&h, CN_CASE_QUESTION, "2026-11-01", "2026-11-15", NULL, 1);
	assert_int_equal(cn_case_on(h.e, h.n, day("2026-11-15")).state, CN_CASE_ASKED);
	assert_false(cn_case_on(h.e, h.n, day("2026-11-15")).overdue); /* the last day is a day */
	assert_true(cn_case_on(h.e, h.n, day("2026-11-16")).overdue);
	OK(&h, CN_CASE_ANSWER, "2026-11-20", NULL, NULL, 2);
	NO(&h, CN_CASE_ANSWER, "2026-11-20", NULL, NULL, 2);
	OK(&h, CN_CASE_COUNTER, "2026-11-21", NULL, NULL, 3);
	assert_int_equal(cn_case_on(h.e, h.n, day("2026-11-21")).state, CN_CASE_ANSWERED); /* shown, and changes nothing */
	NO(&h, CN_CASE_APPEAL_DECISION, "2026-11-22", NULL, "upheld", 1);
	OK(&h, CN_CASE_DECISION, "2026-11-22", "2026-12-22", "refused", 1);
	NO(&h, CN_CASE_QUESTION, "2026-11-23", "2026-12-01", NULL, 1);
	NO(&h, CN_CASE_WITHDRAWAL, "2026-11-23", NULL, NULL, 2);
	NO(&h, CN_CASE_APPEAL, "2026-12-23", NULL, NULL, 2); /* a day late */
	OK(&h, CN_CASE_APPEAL, "2026-12-22", NULL, NULL, 2);
	NO(&h, CN_CASE_APPEAL_DECISION, "2026-12-24", NULL, "upheld", 1); /* by who decided */
	OK(&h, CN_CASE_APPEAL_DECISION, "2026-12-24", NULL, "annulled", 4);
	assert_int_equal(cn_case_on(h.e, h.n, day("2026-12-24")).state, CN_CASE_ANSWERED); /* open again */
	OK(&h, CN_CASE_DECISION, "2027-01-02", "2027-02-02", "granted", 4);
	OK(&h, CN_CASE_APPEAL, "2027-01-03", NULL, NULL, 3);
	NO(&h, CN_CASE_APPEAL_DECISION, "2027-01-05", NULL, "upheld", 4);
	OK(&h, CN_CASE_APPEAL_DECISION, "2027-01-05", NULL, "upheld", 1); /* the last decision was another's */
	assert_int_equal(cn_case_on(h.e, h.n, day("2027-01-05")).state, CN_CASE_FINAL);
	NO(&h, CN_CASE_COUNTER, "2027-01-06", NULL, NULL, 3);
}

static void a_decision_is_final_when_nobody_appealed(void **state)
{
	(void)state;
	history h = { .n = 0 };
	OK(&h, CN_CASE_DECISION, "2026-11-01", "2026-12-01", "granted-with-conditions", 1);
	assert_int_equal(cn_case_on(h.e, h.n, day("2026-12-01")).state, CN_CASE_DECIDED);
	assert_int_equal(cn_case_on(h.e, h.n, day("2026-12-02")).state, CN_CASE_FINAL);
	assert_true(cn_eqz(cn_case_on(h.e, h.n, day("2026-12-02")).outcome, "granted-with-conditions"));
	assert_int_equal(cn_case_on(h.e, h.n, day("2026-12-02")).due, CN_DATE_NONE);
}

static void a_submission_is_taken_back_before_a_decision(void **state)
{
	(void)state;
	history h = { .n = 0 };
	OK(&h, CN_CASE_QUESTION, "2026-11-01", "2026-11-15", NULL, 1);
	OK(&h, CN_CASE_WITHDRAWAL, "2026-11-02", NULL, NULL, 2);
	assert_int_equal(cn_case_on(h.e, h.n, day("2026-12-02")).state, CN_CASE_WITHDRAWN);
	for (unsigned s = 0; s < CN_CASE_STEPS; s++)
		assert_int_equal(take(&h, event((cn_case_step)s, "2026-11-03", s == CN_CASE_QUESTION || s == CN_CASE_DECISION ? "2026-11-04" : NULL,
						s == CN_CASE_DECISION ? "closed" : s == CN_CASE_APPEAL_DECISION ? "upheld" : NULL, 9)),
				 CN_EINPUT);
}

static void what_a_step_lacks_is_said(void **state)
{
	(void)state;
	history h = { .n = 0 };
	NO(&h, CN_CASE_QUESTION, "2026-11-01", NULL, NULL, 1);
	NO(&h, CN_CASE_QUESTION, "2026-11-02", "2026-11-01", NULL, 1);
	NO(&h, CN_CASE_COUNTER, "2026-11-02", "2026-11-03", NULL, 1);
	NO(&h, CN_CASE_DECISION, "2026-11-01", "2026-11-02", NULL, 1);
	NO(&h, CN_CASE_DECISION, "2026-11-01", "2026-11-02", "upheld", 1);
	NO(&h, CN_CASE_COUNTER, "2026-11-01", NULL, "granted", 1);
	static cn_case_event many[CN_CASE_STEPS_MAX + 1];
	for (size_t i = 0; i <= CN_CASE_STEPS_MAX; i++)
		many[i] = event(CN_CASE_COUNTER, "2026-11-01", NULL, NULL, 1);
	assert_int_equal(cn_case_may(many, CN_CASE_STEPS_MAX - 1, &many[0], NULL), CN_OK);
	assert_int_equal(cn_case_may(many, CN_CASE_STEPS_MAX, &many[0], NULL), CN_ETOOBIG);
}

static void words_are_read_back(void **state)
{
	(void)state;
	cn_case_step s;
	for (unsigned i = 0; i < CN_CASE_STEPS; i++) {
		assert_true(cn_case_step_parse(cn_str_z(cn_case_step_text((cn_case_step)i)), &s));
		assert_int_equal(s, i);
	}
	assert_false(cn_case_step_parse(CN_S("verdict"), &s));
	assert_true(cn_case_by_authority(CN_CASE_QUESTION) && !cn_case_by_authority(CN_CASE_ANSWER));
	assert_string_equal(cn_case_state_text(CN_CASE_FINAL), "final");
}

static void a_letter_says_until_when(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_val *law = cn_list(a);
	cn_push(a, law, cn_textz(a, "eu-ai-act/art_26.6"));
	const cn_letter l = { .from = CN_S("authority.example"), .to = CN_S("northbank"), .title = CN_S("<script>alert(1)</script>"), .system = CN_S("a\"b"), .case_seq = 4, .step_seq = 5,
			      .step_id = CN_S("sha256:00"), .step = CN_S("question"), .text = CN_S("how long\n& why?"), .date = CN_S("2026-11-23"), .deadline = CN_S("2026-12-15"), .law = law };
	static const char *const langs[] = { "en", "zh" }, *const due[] = { "An answer is due by", "答复期限" };
	for (size_t i = 0; i < 2; i++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 16);
		cn_letter_put(&b, &l, cn_str_z(langs[i]));
		cn_str s = cn_buf_str(&b);
		assert_true(cn_contains(s, cn_str_z(due[i])));
		assert_true(cn_contains(s, CN_S("<time datetime=\"2026-12-15\">2026-12-15</time>")));
		assert_false(cn_contains(s, CN_S("<script")));
		assert_true(cn_contains(s, CN_S("&lt;script&gt;")) && cn_contains(s, CN_S("a&quot;b")) && cn_contains(s, CN_S("how long\n&amp; why?")));
		assert_true(cn_contains(s, CN_S("eu-ai-act/art_26.6")));
		assert_true(cn_contains(s, CN_S("default-src 'none'")));
	}
}

static cn_code looked_at(const char *name, cn_str bytes, const char **type)
{
	return cn_document_check(cn_str_z(name), bytes, type, NULL);
}

static void a_document_is_known_by_its_name_and_its_first_bytes(void **state)
{
	(void)state;
	static const struct {
		const char *name, *bytes, *type;
	} good[] = {
		{ "contract.pdf", "%PDF-1.7", "application/pdf" },
		{ "CONTRACT.PDF", "%PDF-1.7", "application/pdf" },
		{ "a.b.csv", "x,y", "text/csv" },
		{ "\xe5\x90\x88\xe5\x90\x8c.txt", "\xe5\x90\x88", "text/plain" },
		{ "p.png", "\x89PNG\r\n\x1a\n.", "image/png" },
		{ "p.jpeg", "\xff\xd8\xff\xe0", "image/jpeg" },
		{ "t.docx", "PK\x03\x04.", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
		{ "t.zip", "PK\x03\x04.", "application/zip" },
	}, bad[] = {
		{ "page.html", "<html>", "another kind" },
		{ "picture.svg", "<svg/>", "another kind" },
		{ "contract.pdf", "MZ", "bytes of another kind" },
		{ "contract.pdf", "%PD", "cut off" },
		{ "a.txt", "\xff\xfe", "no UTF-8" },
		{ "a.txt", "", "empty" },
		{ "pdf", "%PDF-1.7", "no end" },
		{ ".pdf", "%PDF-1.7", "a dot first" },
		{ "", "x", "no name" },
		{ "../a.txt", "x", "a path" },
		{ "a/b.txt", "x", "a path" },
		{ "a\\b.txt", "x", "a path" },
		{ "a\nb.txt", "x", "a line end" },
		{ "a\x7f.txt", "x", "a control" },
		{ "a\xe2\x80\xae" "txt.exe.txt", "x", "turns the direction" },
		{ "a\xff.txt", "x", "no UTF-8" },
	};
	const char *type = NULL;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(looked_at(good[i].name, cn_str_z(good[i].bytes), &type), CN_OK);
		assert_string_equal(type, good[i].type);
	}
	type = NULL;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (looked_at(bad[i].name, cn_str_z(bad[i].bytes), &type) != CN_EINPUT)
			fail_msg("%s: %s", bad[i].name, bad[i].type);
	assert_null(type);
	assert_int_equal(looked_at("a.txt", (cn_str){ "a\0b", 3 }, &type), CN_EINPUT);
}

static void a_document_has_a_largest_size_and_a_longest_name(void **state)
{
	(void)state;
	const char *type = NULL;
	char name[CN_DOCUMENT_NAME_BYTES_MAX + 2], *bytes = malloc(CN_DOCUMENT_BYTES_MAX + 1);
	assert_non_null(bytes);
	memset(bytes, 'x', CN_DOCUMENT_BYTES_MAX + 1);
	assert_int_equal(looked_at("a.txt", (cn_str){ bytes, CN_DOCUMENT_BYTES_MAX }, &type), CN_OK);
	assert_int_equal(looked_at("a.txt", (cn_str){ bytes, CN_DOCUMENT_BYTES_MAX + 1 }, &type), CN_ETOOBIG);
	free(bytes);
	memset(name, 'n', sizeof name);
	memcpy(name + CN_DOCUMENT_NAME_BYTES_MAX - 4, ".txt", 5);
	assert_int_equal(looked_at(name, CN_S("x"), &type), CN_OK);
	memset(name, 'n', sizeof name);
	memcpy(name + CN_DOCUMENT_NAME_BYTES_MAX - 3, ".txt", 5);
	assert_int_equal(looked_at(name, CN_S("x"), &type), CN_EINPUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_goes_from_question_to_appeal), cmocka_unit_test(a_decision_is_final_when_nobody_appealed),
		cmocka_unit_test(a_submission_is_taken_back_before_a_decision), cmocka_unit_test(what_a_step_lacks_is_said), cmocka_unit_test(words_are_read_back),
		cmocka_unit_test(a_letter_says_until_when), cmocka_unit_test(a_document_is_known_by_its_name_and_its_first_bytes),
		cmocka_unit_test(a_document_has_a_largest_size_and_a_longest_name),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
