/* The terminal summary against committed texts, and its rules: width in cells, no escape bytes without colour, ASCII when asked. */
#include "report_samples.h"

enum { ARENA = 256 << 20 };

static cn_str show(cn_arena *a, const char *name, cn_report_term opts)
{
	CN_AUTO_BUF b;
	cn_err err = { 0 };
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	if (cn_report_terminal(sample(a, name), &opts, &b, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return cn_str_copy(a, cn_buf_str(&b));
}

static cn_report_term options(const char *lang, unsigned width)
{
	return (cn_report_term){ .lang = cn_str_z(lang), .width = width, .utf8 = true, .dossier = CN_S("out/mortgage-lending/dossier.html") };
}

static void each_line_fits(cn_str s, size_t width)
{
	cn_str line, rest = s;
	while (cn_split(rest, '\n', &line, &rest)) {
		if (cn_report_width(line) > width)
			fail_msg("wider than %zu cells: %.*s", width, CN_FMT(line));
		assert_false(cn_ends(line, " "));
	}
}

static void equals_the_committed_text_at_each_width(void **state)
{
	(void)state;
	static const unsigned widths[] = { 60, 80, 120 };
	static const char *const langs[] = { "en", "zh" };
	for (size_t l = 0; l < 2; l++)
		for (size_t w = 0; w < 3; w++) {
			CN_AUTO_ARENA a = cn_arena_new(ARENA);
			cn_str got = show(a, "mortgage", options(langs[l], widths[w]));
			cn_str path = cn_strf(a, "tests/vectors/report/term-%s-%u.txt", langs[l], widths[w]);
			cn_str want = source_file(a, cn_cstr(a, path));
			each_line_fits(got, widths[w]);
			if (!cn_eq(got, want))
				fail_msg("%.*s differs:\n%.*s", CN_FMT(path), CN_FMT(got));
		}
}

static void fits_every_width_in_every_sample(void **state)
{
	(void)state;
	static const char *const names[] = { "mortgage", "nothing-applies", "not-covered", "out-of-scope" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		for (unsigned w = 60; w <= 120; w += 3) {
			CN_AUTO_ARENA a = cn_arena_new(ARENA);
			cn_report_term o = options(w % 2 ? "en" : "zh", w);
			o.all = true;
			each_line_fits(show(a, names[i], o), w);
		}
}

static void has_no_escape_bytes_without_colour(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	cn_report_term o = options("en", 80);
	cn_str plain = show(a, "mortgage", o);
	o.color = true;
	cn_str coloured = show(a, "mortgage", o);
	assert_int_equal(count_of(plain, "\033"), 0);
	assert_true(count_of(coloured, "\033[1;31m") > 0);
	CN_AUTO_BUF stripped;
	cn_buf_init(&stripped, 1 << 20);
	for (size_t i = 0; i < coloured.n; i++) {
		if (coloured.p[i] == '\033')
			while (coloured.p[i] != 'm')
				i++;
		else
			cn_buf_putc(&stripped, coloured.p[i]);
	}
	assert_true(cn_eq(plain, cn_buf_str(&stripped)));
}

static void is_ascii_when_the_charset_is_not_utf8(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	cn_report_term o = options("en", 80);
	o.utf8 = false;
	o.all = true;
	cn_str s = show(a, "mortgage", o);
	for (size_t i = 0; i < s.n; i++)
		assert_true((unsigned char)s.p[i] < 0x80);
	assert_true(count_of(s, "x NOT READY TO DEPLOY") == 1);
}

static void makes_hostile_texts_harmless(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	cn_str s = show(a, "hostile", options("en", 80));
	for (size_t i = 0; i < s.n; i++)
		assert_true((unsigned char)s.p[i] >= 0x20 || s.p[i] == '\n');
	assert_int_equal(count_of(s, "\xe2\x80\xae"), 0);
}

static void says_the_answer_alone_when_quiet(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	cn_report_term o = options("en", 80);
	o.quiet = true;
	cn_str s = show(a, "nothing-applies", o);
	assert_true(cn_starts(s, "✓ NOTHING THAT BINDS TODAY FAILS\n"));
	assert_int_equal(count_of(s, "\n"), 3);
}

static void clips_the_width_and_defaults_to_80(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	assert_true(cn_eq(show(a, "mortgage", options("en", 0)), show(a, "mortgage", options("en", 80))));
	assert_true(cn_eq(show(a, "mortgage", options("en", 1)), show(a, "mortgage", options("en", 60))));
	assert_true(cn_eq(show(a, "mortgage", options("en", 4000)), show(a, "mortgage", options("en", 120))));
}

static void counts_cells_as_terminals_do(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t cells;
		const char *why;
	} rows[] = {
		{ "", 0, "nothing" },
		{ "abc", 3, "ASCII" },
		{ "é", 1, "Latin" },
		{ "e\xcc\x81", 1, "a combining accent takes no cell" },
		{ "中文", 4, "wide" },
		{ "，。", 4, "full-width punctuation" },
		{ "ｶﾅ", 2, "half-width kana" },
		{ "Ａ", 2, "full-width letter" },
		{ "한국", 4, "Hangul syllables" },
		{ "✓✗", 2, "neutral: one cell each" },
		{ "😀", 2, "emoji are wide" },
		{ "a\xe2\x80\x8b" "b", 2, "zero-width space" },
		{ "\xf0\xa0\x80\x80", 2, "CJK extension B" },
		{ "\xff\xfe", 2, "malformed bytes count one each" },
		{ "\xe4\xb8", 2, "a cut character" },
		{ "\xd8\xa7", 1, "Arabic" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (cn_report_width(cn_str_z(rows[i].text)) != rows[i].cells)
			fail_msg("%s: %zu cells", rows[i].why, cn_report_width(cn_str_z(rows[i].text)));
}

static void pads_and_cuts_by_cells(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		size_t cells;
		const char *want;
	} rows[] = { { "ab", 4, "ab  " }, { "abcdef", 4, "ab.." }, { "中文字", 5, "中.. " }, { "中文字", 6, "中文字" }, { "中", 1, " " }, { "", 2, "  " }, { "abc", 0, "" } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 100);
		cn_report_pad(&b, cn_str_z(rows[i].text), rows[i].cells);
		assert_true(cn_eqz(cn_buf_str(&b), rows[i].want));
	}
}

static void columns_wrap_beside_each_other_and_no_line_ends_in_spaces(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b, *want;
	} rows[] = {
		{ "one two three", "x", " one two   x\n three\n" },
		{ "x", "one two three", " x         one two\n           three\n" },
		{ "", "x", "           x\n" },
		{ "x", "", " x\n" },
		{ "", "", "" },
		{ "中文字符宽", "a", " 中文字符  a\n 宽\n" },
		{ "long-identifier/x", "a", " long-     a\n identifi\n er/x\n" },
		{ "a", "un-hlab-report-2026", " a         un-hlab-\n           report-\n           2026\n" },
	};
	static const size_t cells[] = { 8, 8 };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const cn_str text[] = { cn_str_z(rows[i].a), cn_str_z(rows[i].b) };
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1000);
		cn_report_columns(&b, cells, text, 2, 1);
		if (!cn_eqz(cn_buf_str(&b), rows[i].want))
			fail_msg("row %zu:\n%s", i, b.p ? b.p : "");
	}
}

static void a_line_of_csv_is_quoted_where_it_must_be(void **state)
{
	(void)state;
	const cn_str fields[] = { CN_S("a"), CN_S("b,c"), CN_S("say \"x\""), CN_S(""), CN_S("=1+1"), CN_S("中") };
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1000);
	cn_csv_line(&b, fields, sizeof fields / sizeof fields[0]);
	assert_string_equal(b.p, "a,\"b,c\",\"say \"\"x\"\"\",,'=1+1,中\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_the_committed_text_at_each_width),
		cmocka_unit_test(fits_every_width_in_every_sample),
		cmocka_unit_test(has_no_escape_bytes_without_colour),
		cmocka_unit_test(is_ascii_when_the_charset_is_not_utf8),
		cmocka_unit_test(makes_hostile_texts_harmless),
		cmocka_unit_test(says_the_answer_alone_when_quiet),
		cmocka_unit_test(clips_the_width_and_defaults_to_80),
		cmocka_unit_test(counts_cells_as_terminals_do),
		cmocka_unit_test(pads_and_cuts_by_cells),
		cmocka_unit_test(columns_wrap_beside_each_other_and_no_line_ends_in_spaces),
		cmocka_unit_test(a_line_of_csv_is_quoted_where_it_must_be),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
