/* Datasheets: what was measured stands as measured, what was said as said, and what is left is named as not known. */
#include "lab/lab.h"
#include "report_samples.h"

enum { ARENA = 8 << 20 };

static const cn_val *tree_of(cn_arena *a, const char *json)
{
	const cn_val *v = NULL;
	cn_err err = { 0 };
	if (cn_json_parse(a, cn_str_z(json), 32, &v, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return v;
}

static cn_val *sheet_of(cn_arena *a, const char *json)
{
	cn_val *v = NULL;
	cn_err err = { 0 };
	if (cn_report_datasheet(a, tree_of(a, json), &v, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return v;
}

static const cn_val *question(const cn_val *sheet, const char *id)
{
	CN_EACH(s, cn_get(sheet, "sections"))
		CN_EACH(q, cn_get(s, "questions"))
			if (cn_is_text(cn_get(q, "id"), id))
				return q;
	fail_msg("no question %s", id);
	return NULL;
}

static const char *markdown(cn_arena *a, const cn_val *sheet, const char *lang)
{
	CN_AUTO_BUF b;
	cn_err err = { 0 };
	cn_buf_init(&b, 1 << 20);
	if (cn_report_datasheet_markdown(sheet, cn_str_z(lang), &b, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return cn_cstr(a, cn_buf_str(&b));
}

static void holds(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("lacks \"%s\" in:\n%s", part, text);
}

static const char FULL[] =
	"{\"name\":{\"en\":\"Loans\",\"zh\":\"贷款\"},\"as_of\":\"2026-11-26\",\"rows\":1200,\"columns\":[{\"name\":\"a|b\",\"type\":\"text\",\"missing\":3}],"
	"\"declared\":{\"purpose\":{\"en\":\"To decide <b>loans</b>\",\"zh\":\"用于审批贷款\"},\"redundancy\":\"none known\"},\"measurements\":["
	"{\"metric\":\"duplicate_share\",\"name\":{\"en\":\"repeats\",\"zh\":\"重复\"},\"meaning\":{\"en\":\"The same case again.\",\"zh\":\"同一案例。\"},"
	"\"value\":\"0.0041666\",\"lo\":\"0.0041666\",\"hi\":\"0.0041666\",\"n\":1200},"
	"{\"metric\":\"sample_uniqueness\",\"name\":{\"en\":\"alone\",\"zh\":\"唯一\"},\"value\":\"0.25\",\"lo\":\"0.2\",\"hi\":\"0.35\",\"n\":1200},"
	"{\"metric\":\"k_anonymity\",\"value\":\"3\",\"lo\":\"3\",\"hi\":\"3\",\"n\":1200},"
	"{\"metric\":\"representation_chi2\",\"value\":\"7.5\",\"no_interval\":\"a test statistic\",\"n\":1200},"
	"{\"metric\":\"feature_label_auc\",\"name\":{\"en\":\"leak\",\"zh\":\"泄露\"},\"undefined\":true,\"meaning\":{\"en\":\"Then what?\",\"zh\":\"那又如何？\"},\"explanation\":{\"en\":\"one label: why?\",\"zh\":\"只有一种标签\"}},"
	"{\"metric\":\"censored_label_gap\",\"attribute\":\"d\",\"value\":\"0.5\",\"lo\":\"0.4\",\"hi\":\"0.6\",\"n\":1200},"
	"{\"metric\":\"censored_label_gap\",\"attribute\":\"e\",\"value\":\"0.7\",\"lo\":\"0.6\",\"hi\":\"0.8\",\"n\":1200}]}";

static void tells_measured_declared_and_not_known_apart(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	const cn_val *s = sheet_of(a, FULL);
	assert_true(cn_is_text(cn_get(question(s, "purpose"), "state"), "declared"));
	assert_true(cn_is_text(cn_get(question(s, "redundancy"), "state"), "measured")); /* both: the measurement is the answer */
	assert_true(cn_is_text(cn_get(question(s, "size"), "state"), "measured"));
	assert_true(cn_is_text(cn_get(question(s, "shortcuts"), "state"), "not_known")); /* measured, and no number came of it */
	assert_true(cn_is_text(cn_get(question(s, "funding"), "state"), "not_known"));
	assert_int_equal(cn_get(question(s, "outcomes"), "measured")->n, 2);
	assert_true(cn_is_text(cn_at(cn_get(question(s, "redundancy"), "not_measured"), 0), "near_duplicate_share"));
	assert_int_equal(cn_get_int(s, "measured", 0), 5);
	assert_int_equal(cn_get_int(s, "declared", 0), 1);
	size_t all = 0, open = 0;
	CN_EACH(section, cn_get(s, "sections"))
		CN_EACH(q, cn_get(section, "questions")) {
			all++;
			open += cn_is_text(cn_get(q, "state"), "not_known");
		}
	assert_int_equal(cn_get(s, "not_known")->n, open);
	assert_int_equal(open, all - 6);
}

static void is_read_in_english_and_chinese(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	const cn_val *s = sheet_of(a, FULL);
	const char *en = markdown(a, s, "en"), *zh = markdown(a, s, "zh");
	holds(en, "# Datasheet: Loans\n");
	holds(en, "5 questions are answered by measurement, 1 by declaration alone");
	holds(en, "## Why the data exist\n\n### What were the data put together for, and by whom?\n\nDeclared: To decide &lt;b>loans&lt;/b>\n");
	holds(en, "1,200 rows, 1 column\n\n| Column | Type | Missing |\n| --- | --- | --- |\n| a\\|b | text | 3 |\n");
	holds(en, "Declared: none known\n\n- **repeats**: 0.00417, a complete count of this table, on 1,200 rows. The same case again.\n- Not measured: `near_duplicate_share`\n");
	holds(en, "- **alone**: 0.25, interval 0.20 to 0.35, on 1,200 rows");
	holds(en, "- **k\\_anonymity**: 3, a complete count");
	holds(en, "7.50, without an interval, on 1,200 rows; a test statistic");
	holds(en, "- **leak**: not known; one label: why? Then what?\n");
	holds(en, "(e): 0.70, interval");
	holds(en, "### Who paid for it?\n\nNot known: nobody has said.\n");
	holds(en, "## What is not known\n\n- Who paid for it?\n");
	holds(zh, "# 数据说明书：贷款\n");
	holds(zh, "## 数据为何存在\n");
	holds(zh, "- **重复**：0.00417，为本表的完整计数，基于 1200 行。同一案例。\n");
	holds(zh, "- **泄露**：未知；只有一种标签。那又如何？\n");
	holds(zh, "## 尚不知道的事项\n\n- 由谁出资？\n");
}

static void foreign_text_cannot_become_a_mark(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	const char *md = markdown(a, sheet_of(a, "{\"name\":\"x\\n# y [z](u) `q` *b* <i>\"}"), "en");
	holds(md, "# Datasheet: x # y \\[z\\](u) \\`q\\` \\*b\\* &lt;i>\n");
}

static void every_metric_of_data_answers_one_question(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	const cn_val *s = sheet_of(a, "{\"name\":\"x\"}");
	size_t placed = 0, metrics = 0;
	CN_EACH(section, cn_get(s, "sections"))
		CN_EACH(q, cn_get(section, "questions"))
			CN_EACH(m, cn_get(q, "not_measured")) {
				const cn_metric_row *row = cn_metric_find(m->s);
				if (!row || strcmp(row->property, "data") != 0)
					fail_msg("%.*s is no metric of data", CN_FMT(m->s));
				placed++;
			}
	for (size_t i = 0; i < cn_metric_count(); i++) {
		const char *name = cn_metric_at(i)->name;
		size_t at = 0;
		if (strcmp(cn_metric_at(i)->property, "data") != 0)
			continue;
		metrics++;
		CN_EACH(section, cn_get(s, "sections"))
			CN_EACH(q, cn_get(section, "questions"))
				CN_EACH(m, cn_get(q, "not_measured"))
					at += cn_eqz(m->s, name);
		if (at != 1)
			fail_msg("%s stands at %zu questions of datasheet.def", name, at);
	}
	assert_int_equal(placed, metrics);
}

static void refuses_what_is_no_answer(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	cn_val *v = NULL;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 64);
	cn_err err = { 0 };
	assert_int_equal(cn_report_datasheet(a, tree_of(a, "{}"), &v, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "needs the name"));
	err = (cn_err){ 0 };
	assert_int_equal(cn_report_datasheet(a, tree_of(a, "{\"name\":\"x\",\"declared\":{\"fundings\":\"us\"}}"), &v, &err), CN_EINPUT);
	assert_string_equal(err.hint, "funding");
	err = (cn_err){ 0 };
	assert_int_equal(cn_report_datasheet(a, tree_of(a, "{\"name\":\"x\",\"declared\":{\"funding\":3}}"), &v, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "is not a text"));
	assert_int_equal(cn_report_datasheet_markdown(tree_of(a, "{}"), CN_S("en"), &b, NULL), CN_EINPUT);
	assert_int_equal(cn_report_datasheet_markdown(sheet_of(a, "{\"name\":\"x\"}"), CN_S("en"), &b, NULL), CN_ETOOBIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_measured_declared_and_not_known_apart),
		cmocka_unit_test(is_read_in_english_and_chinese),
		cmocka_unit_test(foreign_text_cannot_become_a_mark),
		cmocka_unit_test(every_metric_of_data_answers_one_question),
		cmocka_unit_test(refuses_what_is_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
