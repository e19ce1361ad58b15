/* Errors in two languages: what an error notes of its parts, and how a catalogue says them. The formats used are rows of errors_zh.def. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "norm_help.h"
#include "report/errors.h"

static const char *say(const cn_err *err, const char *lang)
{
	static char text[8192];
	CN_AUTO_BUF b;
	cn_buf_init(&b, sizeof text);
	cn_error_put(&b, err, cn_str_z(lang));
	(void)snprintf(text, sizeof text, "%s", b.p ? b.p : "");
	return text;
}

static const char *hint(const cn_err *err)
{
	static char text[8192];
	CN_AUTO_BUF b;
	cn_buf_init(&b, sizeof text);
	cn_error_hint_put(&b, err, CN_S("zh"));
	(void)snprintf(text, sizeof text, "%s", b.p ? b.p : "");
	return text;
}

static const char *phrase(const char *english)
{
	static char text[8192];
	CN_AUTO_BUF b;
	cn_buf_init(&b, sizeof text);
	cn_phrase_put(&b, cn_str_z(english), CN_S("zh"));
	(void)snprintf(text, sizeof text, "%s", b.p ? b.p : "");
	return text;
}

static void a_message_is_said_in_the_language_asked_for(void **state)
{
	(void)state;
	cn_err e = { 0 };
	assert_int_equal(CN_FAIL(&e, CN_EINPUT, "there is no adapter \"%.*s\"", CN_FMT(CN_S("xgbost"))), CN_EINPUT);
	assert_string_equal(say(&e, "en"), "there is no adapter \"xgbost\"");
	assert_string_equal(say(&e, "zh"), "没有适配器“xgbost”");
	assert_string_equal(hint(&e), "");
	(void)cn_hint(&e, "--lang en or --lang zh");
	assert_string_equal(hint(&e), "--lang en 或 --lang zh");
	(void)cn_hint(&e, "concord help %s", "assess");
	assert_string_equal(hint(&e), "concord help assess");
}

static void contexts_stand_before_it_the_outermost_first(void **state)
{
	(void)state;
	cn_err e = { 0 };
	(void)CN_FAIL(&e, CN_EINPUT, "the file is empty");
	(void)cn_while(&e, "%s", "a.yaml");
	(void)cn_while(&e, "measuring %s", "selection_rate_ratio");
	assert_string_equal(say(&e, "en"), "measuring selection_rate_ratio: a.yaml: the file is empty");
	assert_string_equal(say(&e, "zh"), "测量 selection_rate_ratio：a.yaml：文件为空");
}

/* Where an argument ends is noted, not guessed: one that reads like the rest of the sentence stays one argument. */
static void an_argument_may_look_like_the_format(void **state)
{
	(void)state;
	cn_err e = { 0 };
	(void)CN_FAIL(&e, CN_EINPUT, "%s has no table or view named \"%.*s\"", "a has no table or view named \"b\"", CN_FMT(CN_S("c\" has no table or view named \"d")));
	assert_string_equal(say(&e, "zh"), "a has no table or view named \"b\" 中没有名为“c\" has no table or view named \"d”的表或视图");
	(void)CN_FAIL(&e, CN_EINPUT, "there is no adapter \"%.*s\"", CN_FMT(CN_S("{0} {1:say} %s %%")));
	assert_string_equal(say(&e, "zh"), "没有适配器“{0} {1:say} %s %%”");
}

static void arguments_may_be_empty(void **state)
{
	(void)state;
	cn_err e = { 0 };
	(void)CN_FAIL(&e, CN_EINPUT, "%s has no table or view named \"%.*s\"", "", CN_FMT(CN_S("")));
	assert_string_equal(say(&e, "zh"), " 中没有名为“”的表或视图");
	assert_int_equal(e.part[0].n_arg, 2);
	assert_int_equal(e.part[0].arg[0].n, 0);
}

static void numbers_and_percent_signs_are_arguments_too(void **state)
{
	(void)state;
	cn_err e = { 0 };
	(void)CN_FAIL(&e, CN_EINPUT, "%lld is not within %lld to %lld", -3LL, 0LL, 9007199254740991LL);
	assert_string_equal(say(&e, "zh"), "-3 不在 0 至 9007199254740991 之间");
	(void)CN_FAIL(&e, CN_EINPUT, "directives (%%YAML, %%TAG) are not used here");
	assert_string_equal(say(&e, "zh"), "此处不使用指令（%YAML、%TAG）");
	(void)CN_FAIL(&e, CN_EINPUT, "a control character (byte 0x%02x) stands here", 7u);
	assert_string_equal(say(&e, "zh"), "此处有控制字符（字节 0x07）");
}

static void a_word_of_ours_in_a_message_is_said_too(void **state)
{
	(void)state;
	cn_err e = { 0 };
	(void)CN_FAIL(&e, CN_EINPUT, "%s is %s, not a %s", "until", "a date YYYY-MM-DD", "map");
	assert_string_equal(say(&e, "zh"), "until 须为YYYY-MM-DD 形式的日期，而不是映射");
	(void)CN_FAIL(&e, CN_EIO, "opening %s: %s", "No such file or directory", "No such file or directory");
	assert_string_equal(say(&e, "zh"), "打开 No such file or directory：没有这个文件或文件夹");
	(void)CN_FAIL(&e, CN_EINPUT, "\"concord %s\" takes %s, not %zu argument%s", "why", "FILE", (size_t)3, "s");
	assert_string_equal(say(&e, "zh"), "“concord why”的参数应为：FILE；给出了 3 个");
}

static void a_message_that_came_as_a_text_is_found_by_its_letters(void **state)
{
	(void)state;
	cn_err e = { 0 };
	(void)CN_FAIL(&e, CN_EINPUT, "%s", "the model takes 3 columns, 12 are named");
	(void)cn_while(&e, "%s", "out of memory"); /* a file of that name */
	assert_string_equal(say(&e, "zh"), "out of memory：模型需要 3 列，列出了 12 列");
	assert_string_equal(phrase("row 7, column \"a, column \"b\": a blob\": a blob"), "第 7 行，列“a, column \"b\": a blob”：是二进制数据");
	assert_string_equal(phrase("the model takes  columns,  are named"), "模型需要  列，列出了  列");
	assert_string_equal(phrase("a sentence that nobody wrote"), "a sentence that nobody wrote");
	assert_string_equal(phrase(""), "");
	assert_string_equal(phrase("the model takes 3 columns, 12 are"), "the model takes 3 columns, 12 are");
}

/* Texts like "making making making ...: ..." go a few levels down, not as deep as they please. */
static void a_text_cannot_nest_without_end(void **state)
{
	(void)state;
	char text[4000] = "";
	for (size_t n = 0; n + 12 < sizeof text; n += 11)
		memcpy(text + n, "opening a: ", 12);
	assert_true(strlen(phrase(text)) >= strlen(text) / 2);
}

static void a_format_without_a_row_stays_english(void **state)
{
	(void)state;
	cn_err e = { 0 };
	(void)CN_FAIL(&e, CN_EINTERNAL, "a bug with %d", 7);
	(void)cn_while(&e, "a context of %s", "nobody");
	assert_string_equal(say(&e, "zh"), "a context of nobody：a bug with 7");
	assert_string_equal(say(&(cn_err){ .msg = "by hand" }, "zh"), "by hand");
	assert_string_equal(say(&(cn_err){ 0 }, "zh"), "");
}

static void a_cut_message_says_what_is_left_of_its_arguments(void **state)
{
	(void)state;
	cn_err e = { 0 };
	char big[2000];
	memset(big, 'a', sizeof big - 1);
	big[sizeof big - 1] = '\0';
	(void)CN_FAIL(&e, CN_EINPUT, "%s has no table or view named \"%.*s\"", big, CN_FMT(CN_S("b")));
	assert_int_equal(strlen(e.msg), CN_ERR_BYTES - 1);
	assert_int_equal(e.part[0].arg[0].n, CN_ERR_BYTES - 1);
	assert_int_equal(e.part[0].arg[1].n, 0);
	assert_non_null(strstr(say(&e, "zh"), "aaa 中没有名为“”的表或视图"));
	(void)cn_while(&e, "%s", big); /* the context is cut at 300, the message at 460 */
	assert_int_equal(strlen(e.msg), 300 + 2 + 460);
	assert_int_equal(e.part[0].at, 302);
	assert_int_equal(e.part[0].n, 460);
	for (unsigned i = 0; i < 20; i++) {
		(void)cn_while(&e, "%s", big);
		for (unsigned k = 0; k < e.n_part; k++)
			assert_true(e.part[k].at + e.part[k].n <= strlen(e.msg));
		(void)say(&e, "zh");
	}
}

static void a_cut_leaves_no_half_of_a_character(void **state)
{
	(void)state;
	char big[1200];
	for (unsigned shift = 0; shift < 3; shift++) {
		cn_err e = { 0 };
		memset(big, 'x', shift);
		for (size_t i = shift; i + 3 < sizeof big; i += 3)
			memcpy(big + i, "系", 4);
		(void)CN_FAIL(&e, CN_EINPUT, "there is no metric \"%.*s\"", CN_FMT(cn_str_z(big)));
		assert_true(cn_utf8_ok(cn_str_z(e.msg)));
		assert_true(cn_utf8_ok(cn_str_z(say(&e, "zh"))));
		(void)cn_while(&e, "%s", big);
		assert_true(cn_utf8_ok(cn_str_z(e.msg)));
		assert_true(cn_utf8_ok(cn_str_z(say(&e, "zh"))));
	}
}

static void no_control_character_of_the_sender_comes_through(void **state)
{
	(void)state;
	cn_err e = { 0 };
	(void)CN_FAIL(&e, CN_EINPUT, "there is no metric \"%.*s\"", CN_FMT(CN_S("a\033[2Jb\n\x01\x7f")));
	(void)cn_while(&e, "%s", "f\r\n.csv");
	(void)cn_hint(&e, "concord help %s", "\033]0;x\a");
	assert_string_equal(say(&e, "zh"), "f??.csv：没有指标“a?[2Jb???”");
	assert_string_equal(hint(&e), "concord help ?]0;x?");
}

/* ---- bounds ---------------------------------------------------------------------------------------------------------------------- */

static void parts_are_kept_up_to_their_bound(void **state)
{
	(void)state;
	cn_err e = { 0 };
	(void)CN_FAIL(&e, CN_EINPUT, "the file is empty");
	for (unsigned i = 1; i < CN_ERR_PARTS_MAX; i++)
		(void)cn_while(&e, "key record %llu", (unsigned long long)i);
	assert_int_equal(e.n_part, CN_ERR_PARTS_MAX);
	assert_string_equal(say(&e, "zh"), "密钥记录 7：密钥记录 6：密钥记录 5：密钥记录 4：密钥记录 3：密钥记录 2：密钥记录 1：文件为空");
	(void)cn_while(&e, "key record %llu", 8ULL);
	(void)cn_while(&e, "key record %llu", 9ULL);
	assert_string_equal(say(&e, "zh"), "key record 9: key record 8: key record 7：密钥记录 6：密钥记录 5：密钥记录 4：密钥记录 3：密钥记录 2：密钥记录 1：文件为空");
	assert_string_equal(say(&e, "en"), e.msg);
}

static void arguments_are_noted_up_to_their_bound(void **state)
{
	(void)state;
	cn_err e = { 0 };
	(void)CN_FAIL(&e, CN_EINPUT, "%d %d %d %d %d %d", 1, 2, 3, 4, 5, 6);
	assert_int_equal(e.part[0].n_arg, CN_SAID_ARGS_MAX);
	assert_int_equal(e.part[0].arg[5].at, 10);
	(void)CN_FAIL(&e, CN_EINPUT, "%d %d %d %d %d %d %d", 1, 2, 3, 4, 5, 6, 7);
	assert_null(e.part[0].fmt); /* stands for itself */
	assert_string_equal(say(&e, "zh"), "1 2 3 4 5 6 7");
}

#define X50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X500 X50 X50 X50 X50 X50 X50 X50 X50 X50 X50

static void long_formats_are_noted_up_to_their_bound(void **state)
{
	(void)state;
	cn_err e = { 0 };
	(void)CN_FAIL(&e, CN_EINPUT, X500 "123456789%d", 5); /* 511 bytes */
	assert_int_equal(e.part[0].n_arg, 1);
	assert_int_equal(e.part[0].arg[0].at, 509);
	(void)CN_FAIL(&e, CN_EINPUT, X500 "1234567890%d", 5);
	assert_int_equal(e.part[0].n_arg, 0);
	assert_int_equal(strlen(e.msg), 511);
}

static void a_new_failure_forgets_the_old_one(void **state)
{
	(void)state;
	cn_err e = { 0 };
	(void)CN_FAIL(&e, CN_EINPUT, "the file is empty");
	(void)cn_while(&e, "measuring %s", "m");
	(void)cn_hint(&e, "concord norm list");
	(void)CN_FAIL(&e, CN_EINPUT, "the file is not UTF-8");
	assert_int_equal(e.n_part, 1);
	assert_null(e.hint_said.fmt);
	assert_string_equal(say(&e, "zh"), "文件不是 UTF-8");
}

static void no_error_wanted_is_no_error(void **state)
{
	(void)state;
	cn_said s = { 0 };
	assert_int_equal(CN_FAIL(NULL, CN_EINPUT, "the file is empty"), CN_EINPUT);
	assert_int_equal(cn_fail_said(NULL, CN_ETOOBIG, CN_HERE, "x", &s), CN_ETOOBIG);
}

/* A problem of a law file becomes an error, and both are said in both languages. */
static void a_problem_of_a_file_keeps_its_parts(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 24);
	const cn_library *lib;
	cn_err e = { 0 };
	cn_problems p = { 0 };
	static const char yaml[] = "concord: facts/1\nfacts:\n- {id: a, type: bool, question: {en: A, zh: A}, help: {en: A, zh: A}}\n";
	const cn_val *tree;
	assert_int_equal(cn_yaml_parse(a, cn_str_z(yaml), CN_S("f.yaml"), &tree, &e), CN_OK);
	cn_norm_file file = { .name = CN_S("f.yaml"), .tree = tree };
	assert_int_equal(cn_library_load(a, &file, 1, &lib, &p, &e), CN_EINPUT);
	assert_string_equal(say(&e, "en"), "library: there is no vocabulary (concord: vocabulary/1)");
	assert_string_equal(say(&e, "zh"), "library：没有词表（concord: vocabulary/1）");
	assert_int_equal(p.n_errors, 1);
	assert_string_equal(p.item[0].said.fmt, "there is no vocabulary (concord: vocabulary/1)");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_said_in_the_language_asked_for),
		cmocka_unit_test(contexts_stand_before_it_the_outermost_first),
		cmocka_unit_test(an_argument_may_look_like_the_format),
		cmocka_unit_test(arguments_may_be_empty),
		cmocka_unit_test(numbers_and_percent_signs_are_arguments_too),
		cmocka_unit_test(a_word_of_ours_in_a_message_is_said_too),
		cmocka_unit_test(a_message_that_came_as_a_text_is_found_by_its_letters),
		cmocka_unit_test(a_text_cannot_nest_without_end),
		cmocka_unit_test(a_format_without_a_row_stays_english),
		cmocka_unit_test(a_cut_message_says_what_is_left_of_its_arguments),
		cmocka_unit_test(a_cut_leaves_no_half_of_a_character),
		cmocka_unit_test(no_control_character_of_the_sender_comes_through),
		cmocka_unit_test(parts_are_kept_up_to_their_bound),
		cmocka_unit_test(arguments_are_noted_up_to_their_bound),
		cmocka_unit_test(long_formats_are_noted_up_to_their_bound),
		cmocka_unit_test(a_new_failure_forgets_the_old_one),
		cmocka_unit_test(no_error_wanted_is_no_error),
		cmocka_unit_test(a_problem_of_a_file_keeps_its_parts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
