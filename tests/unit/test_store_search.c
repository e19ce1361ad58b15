/* Search: how a text is cut, what a query becomes, what is found in both languages, and in which order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "store/search.h"

/* ---- stretches ------------------------------------------------------------------------------------------------------------ */

static cn_str cut(cn_arena *a, cn_str text)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	cn_stretch one;
	size_t sum = 0;
	for (size_t at = 0; cn_search_stretch(text, &at, &one); sum += one.text.n)
		cn_buf_printf(&b, "%s%.*s", one.cjk ? "|" : "_", CN_FMT(one.text));
	assert_int_equal(sum, text.n); /* nothing is lost */
	return cn_str_copy(a, cn_buf_str(&b));
}

static void each_chinese_character_stands_alone_and_the_rest_together(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} row[] = {
		{ "", "" },
		{ "算法", "|算|法" },
		{ "AI法 art. 5", "_AI|法_ art. 5" },
		{ "high-risk", "_high-risk" },
		{ "，。", "_，。" },
		{ "标识（AIGC）", "|标|识_（AIGC）" },
		{ "인공지능", "|인|공|지|능" },
		{ "カタ・カナ", "|カ|タ_・|カ|ナ" },
		{ "𠀀x", "|𠀀_x" },
		{ "é\xff算", "_é\xff|算" },
	};
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		cn_str got = cut(a, cn_str_z(row[i].text));
		if (!cn_eqz(got, row[i].want))
			fail_msg("%s: %.*s, not %s", row[i].text, CN_FMT(got), row[i].want);
	}
}

/* ---- queries ---------------------------------------------------------------------------------------------------------------- */

static cn_code query(cn_arena *a, cn_str words, cn_search_join join, cn_str *ret, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	cn_code rc = cn_search_query(words, join, &b, err);
	*ret = cn_str_copy(a, cn_buf_str(&b));
	return rc;
}

static void what_is_typed_becomes_quoted_phrases_and_nothing_else(void **state)
{
	(void)state;
	static const struct {
		const char *words, *all, *any;
	} row[] = {
		{ "logs", "(\"logs\" OR \"logs\" *)", "\"logs\"" },
		{ "keep logs", "\"keep\" AND (\"logs\" OR \"logs\" *)", "\"keep\" OR \"logs\"" },
		{ "x", "\"x\"", "\"x\"" },
		{ "算法", "\"算法\"", "\"算法\"" },
		{ "算法歧视 儿童", "\"算法歧视\" AND \"儿童\"", "\"算法\" OR \"法歧\" OR \"歧视\" OR \"儿童\"" },
		{ "算法，歧视", "\"算法\" AND \"歧视\"", "\"算法\" OR \"歧视\"" },
		{ "art_26.6", "(\"art_26.6\" OR \"art_26.6\" *)", "\"art_26.6\"" },
		{ "AI服务者", "\"AI服务者\"", "\"AI\" OR \"服务\" OR \"务者\"" },
		{ "宗-法/令 n", "\"宗-法/令\" AND \"n\"", "\"宗-法/令\" OR \"n\"" }, /* no two Chinese signs are neighbours in it */
		{ "\"a\" OR b*", "\"a\" AND \"OR\" AND \"b\"", "\"a\" OR \"OR\" OR \"b\"" },
		{ "NEAR(a b, 2)", "\"NEAR\" AND \"a\" AND \"b\" AND \"2\"", "\"NEAR\" OR \"a\" OR \"b\" OR \"2\"" },
		{ "{id heading}: ^x -y", "\"id\" AND \"heading\" AND \"x\" AND (\"-y\" OR \"-y\" *)", "\"id\" OR \"heading\" OR \"x\" OR \"-y\"" },
		{ "a\"\"b", "\"a\" AND \"b\"", "\"a\" OR \"b\"" },
		{ "“公平” «équité»", "\"公平\" AND (\"équité\" OR \"équité\" *)", "\"公平\" OR \"équité\"" },
	};
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_err err = { 0 };
	cn_str got;
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		assert_int_equal(query(a, cn_str_z(row[i].words), CN_SEARCH_ALL, &got, &err), CN_OK);
		assert_string_equal(cn_cstr(a, got), row[i].all);
		assert_int_equal(query(a, cn_str_z(row[i].words), CN_SEARCH_ANY, &got, &err), CN_OK);
		assert_string_equal(cn_cstr(a, got), row[i].any);
	}
	assert_int_equal(query(a, (cn_str){ "a\0b", 3 }, CN_SEARCH_ALL, &got, &err), CN_OK);
	assert_string_equal(cn_cstr(a, got), "\"a\" AND \"b\"");
}

static void a_query_without_a_word_or_past_its_bounds_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str got;
	static const char *const empty[] = { "", "   ", "\"", "\"\" * ( )", "—…", "()", "-_./", "🤖" };
	for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
		cn_err err = { 0 };
		assert_int_equal(query(a, cn_str_z(empty[i]), CN_SEARCH_ALL, &got, &err), CN_EINPUT);
		assert_true(err.msg[0] && err.hint[0]);
	}
	assert_int_equal(query(a, CN_S("a\xff"), CN_SEARCH_ALL, &got, NULL), CN_EINPUT);

	char *big = CN_NEW(a, char, CN_SEARCH_BYTES_MAX + 1);
	memset(big, 'x', CN_SEARCH_BYTES_MAX + 1);
	assert_int_equal(query(a, (cn_str){ big, CN_SEARCH_BYTES_MAX }, CN_SEARCH_ALL, &got, NULL), CN_OK);
	assert_int_equal(query(a, (cn_str){ big, CN_SEARCH_BYTES_MAX + 1 }, CN_SEARCH_ALL, &got, NULL), CN_ETOOBIG);

	for (size_t i = 0; i < CN_SEARCH_WORDS_MAX + 1; i++)
		big[2 * i + 1] = ' ';
	assert_int_equal(query(a, (cn_str){ big, 2 * CN_SEARCH_WORDS_MAX }, CN_SEARCH_ALL, &got, NULL), CN_OK);
	assert_int_equal(query(a, (cn_str){ big, 2 * CN_SEARCH_WORDS_MAX + 2 }, CN_SEARCH_ALL, &got, NULL), CN_ETOOBIG);
}

/* ---- the index ---------------------------------------------------------------------------------------------------------------- */

#define ROW(id, he, hz, te, tz, under) { { { id, sizeof(id) - 1 }, { he, sizeof(he) - 1 }, { hz, sizeof(hz) - 1 }, { te, sizeof(te) - 1 }, { tz, sizeof(tz) - 1 }, { under, sizeof(under) - 1 } } }
static const cn_search_row rows[] = {
	ROW("law", "Act on labels", "标识法", "", "", ""),
	ROW("law/art_1", "Visible label", "显式标识", "Providers label generated pictures.", "提供者应当对生成图片添加标识。", "Act on labels 标识法"),
	ROW("law/art_26.6", "Deployers keep logs", "部署者保存日志", "Six months at least. No label is asked for.", "至少六个月。", "Act on labels 标识法"),
	ROW("other/art_2", "No unfair algorithms", "禁止算法歧视", "Prohibits discrimination by algorithms against children; obligations follow.", "禁止利用算法对儿童实施歧视。", "Équité"),
};
enum { N_ROWS = sizeof rows / sizeof rows[0] };

/* The rows found, as their numbers in order. */
static const char *found(cn_arena *a, cn_search *s, const char *words, cn_search_join join)
{
	cn_str q;
	cn_search_hit *hit = NULL;
	size_t n = 0;
	cn_err err = { 0 };
	assert_int_equal(query(a, cn_str_z(words), join, &q, &err), CN_OK);
	if (cn_search_find(s, a, q, &hit, &n, &err) != CN_OK)
		fail_msg("%s: %s", words, err.msg);
	cn_str all = CN_S("");
	for (size_t i = 0; i < n; i++) {
		assert_true(i == 0 || hit[i].score <= hit[i - 1].score);
		all = cn_strf(a, "%.*s%zu", CN_FMT(all), hit[i].row);
	}
	return cn_cstr(a, all);
}

static void words_of_both_languages_hit(void **state)
{
	(void)state;
	static const struct {
		const char *words, *rows;
	} row[] = {
		{ "算法", "3" },             /* two characters */
		{ "歧视", "3" },
		{ "法歧", "3" },             /* inside a word: a phrase of characters */
		{ "视歧", "" },              /* order counts */
		{ "算 视", "3" },
		{ "标识", "012" },            /* the law of that name, heading and text, the title it stands under */
		{ "儿童 歧视", "3" },
		{ "儿童 日志", "" },
		{ "algorithm", "3" },        /* the text has the plural */
		{ "ALGORITHMS", "3" },
		{ "discriminate", "3" },     /* same stem */
		{ "labelling", "012" },      /* heading; heading and text; a mention in a text */
		{ "obligatio", "3" },        /* beginning of a word, past its stem */
		{ "chil", "3" },
		{ "chil obligations", "" },  /* only the last word may be a beginning */
		{ "equite", "3" },           /* without its accent */
		{ "équité", "3" },
		{ "art_26.6", "2" },
		{ "law/art_26.6", "2" },
		{ "26", "2" },
		{ "keep six", "2" },
		{ "keep children", "" },
		{ "months NOT label", "" },  /* NOT is a word like any other */
		{ "heading_en:label", "" },
	};
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	CN_AUTO_SEARCH s = NULL;
	cn_err err = { 0 };
	if (cn_search_open(rows, N_ROWS, &s, &err) != CN_OK)
		fail_msg("%s", err.msg);
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
		const char *got = found(a, s, row[i].words, CN_SEARCH_ALL);
		if (strcmp(got, row[i].rows) != 0)
			fail_msg("%s: rows \"%s\", not \"%s\"", row[i].words, got, row[i].rows);
	}
	assert_string_equal(found(a, s, "keep children", CN_SEARCH_ANY), "23");
	assert_string_equal(found(a, s, "儿童的日志", CN_SEARCH_ANY), "23");
}

static void what_was_found_is_marked_in_the_text_as_it_stands(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	CN_AUTO_SEARCH s = NULL;
	cn_err err = { 0 };
	cn_str q, got;
	assert_int_equal(cn_search_open(rows, N_ROWS, &s, &err), CN_OK);
	assert_int_equal(query(a, CN_S("算法 discrimination"), CN_SEARCH_ALL, &q, &err), CN_OK);
	assert_int_equal(cn_search_marked(s, a, q, 3, CN_SF_TEXT_ZH, 0, &got, &err), CN_OK);
	assert_string_equal(cn_cstr(a, got), "禁止利用\x02算法\x03对儿童实施歧视。");
	assert_int_equal(cn_search_marked(s, a, q, 3, CN_SF_HEADING_EN, 0, &got, &err), CN_OK);
	assert_string_equal(cn_cstr(a, got), "No unfair algorithms"); /* another word was looked for */
	assert_int_equal(cn_search_marked(s, a, q, 3, CN_SF_TEXT_EN, 4, &got, &err), CN_OK);
	assert_string_equal(cn_cstr(a, got), "Prohibits \x02" "discrimination\x03 by algorithms..");
	assert_int_equal(cn_search_marked(s, a, q, 0, CN_SF_TEXT_EN, 4, &got, &err), CN_OK); /* a row that was not found */
	assert_int_equal(got.n, 0);
}

static void an_empty_index_finds_nothing(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_SEARCH s = NULL;
	assert_int_equal(cn_search_open(NULL, 0, &s, NULL), CN_OK);
	assert_string_equal(found(a, s, "算法", CN_SEARCH_ALL), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_chinese_character_stands_alone_and_the_rest_together),
		cmocka_unit_test(what_is_typed_becomes_quoted_phrases_and_nothing_else),
		cmocka_unit_test(a_query_without_a_word_or_past_its_bounds_is_refused),
		cmocka_unit_test(words_of_both_languages_hit),
		cmocka_unit_test(what_was_found_is_marked_in_the_text_as_it_stands),
		cmocka_unit_test(an_empty_index_finds_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
