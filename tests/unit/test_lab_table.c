/* lab: tables from bytes, and labels of outputs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "lab/lab.h"
#include "lab/media/media.h"

static cn_str file_read(cn_arena *a, const char *path_in_source)
{
	enum { BYTES_MAX = 1 << 20 };
	const char *root = getenv("CONCORD_SOURCE");
	const char *path = cn_cstr(a, cn_strf(a, "%s/%s", root ? root : ".", path_in_source));
	FILE *f = fopen(path, "rb");
	if (!f)
		fail_msg("cannot read %s", path);
	char *p = CN_NEW(a, char, BYTES_MAX);
	size_t n = fread(p, 1, BYTES_MAX, f);
	(void)fclose(f);
	return (cn_str){ p, n };
}

/* ---- tables ---------------------------------------------------------------------------------------------------------------- */

static cn_table *table(const char *csv)
{
	cn_table *t = NULL;
	cn_err err = { 0 };
	if (cn_table_parse(CN_FORM_CSV, NULL, cn_str_z(csv), &t, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return t;
}

static void csv_reads_quotes_marks_and_line_ends(void **state)
{
	(void)state;
	cn_str na[] = { CN_S("NA") };
	cn_table_options o = { .missing = na, .n_missing = 1 };
	cn_table *t = NULL;
	cn_str csv = CN_S("\xef\xbb\xbf\"a\",b,\"c \"\"x\"\"\"\r\n1,NA,\"line\nbreak, and comma\"\r\n\r\n-2,3.5,\"\"\r\n,7,\"NA\"");
	assert_int_equal(cn_table_parse(CN_FORM_CSV, &o, csv, &t, NULL), CN_OK);
	const cn_column *a = cn_table_find(t, CN_S("a")), *b = cn_table_find(t, CN_S("b")), *c = cn_table_find(t, CN_S("c \"x\""));
	assert_int_equal(cn_table_rows(t), 3);
	assert_true(a->type == CN_COL_INTEGER && a->number[1] == -2 && cn_column_missing(a, 2));
	assert_true(b->type == CN_COL_REAL && cn_column_missing(b, 0) && b->number[1] == 3.5);
	assert_int_equal(c->n_missing, 0); /* quoted: empty text and the text NA are values */
	assert_true(cn_eqz(c->level[0], "line\nbreak, and comma"));
	cn_table_free(t);
}

static void csv_any_cut_gives_the_same_table(void **state)
{
	(void)state;
	const cn_str csv = CN_S("\xef\xbb\xbfx,\"y\"\r\n1,\"a \"\"b\"\"\r\nc\"\r\n2,\xe4\xb8\xad\r\n");
	for (size_t cut = 0; cut <= csv.n; cut++) {
		cn_reader *r = NULL;
		cn_table *t = NULL;
		assert_int_equal(cn_reader_new(CN_FORM_CSV, NULL, &r, NULL), CN_OK);
		assert_int_equal(cn_reader_feed(r, cn_sub(csv, 0, cut), NULL), CN_OK);
		for (size_t i = cut; i < csv.n; i++)
			assert_int_equal(cn_reader_feed(r, cn_sub(csv, i, 1), NULL), CN_OK);
		assert_int_equal(cn_reader_end(r, &t, NULL), CN_OK);
		assert_int_equal(cn_table_rows(t), 2);
		assert_true(cn_eqz(cn_table_find(t, CN_S("y"))->level[0], "a \"b\"\r\nc"));
		assert_true(cn_table_find(t, CN_S("x"))->number[1] == 2);
		cn_table_free(t);
		cn_reader_free(r);
	}
}

static void csv_refuses_with_the_line(void **state)
{
	(void)state;
	static const struct {
		const char *csv, *says;
	} bad[] = {
		{ "a,b\n1,2\n1,2,3\n", "f.csv:3: 3 fields where the header has 2" },
		{ "a,b\n\"x\ny\",2\n1\n", "f.csv:4: 1 fields" },
		{ "a,b\n1,\"2", "f.csv:2: a quote is not closed" },
		{ "a,b\n1,2\"3\n", "f.csv:2: a quote inside" },
		{ "a,b\n1,\"2\"3\n", "f.csv:2: text after a closing quote" },
		{ "a,a\n1,2\n", "two columns are named \"a\"" },
		{ "", "a table starts with a line of column names" },
		{ "a\n\xff\n", "not UTF-8" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cn_table_options o = { .source = CN_S("f.csv") };
		cn_table *t = NULL;
		cn_err err = { 0 };
		assert_int_equal(cn_table_parse(CN_FORM_CSV, &o, cn_str_z(bad[i].csv), &t, &err), CN_EINPUT);
		if (!strstr(err.msg, bad[i].says))
			fail_msg("\"%s\" is not in \"%s\"", bad[i].says, err.msg);
		assert_null(t);
	}
}

static void types_are_guessed_and_may_be_declared(void **state)
{
	(void)state;
	cn_table *t = table("i,r,t,zip,long,e,none\n1,1,x,012,12345678901234567890,1e3,\n-2,2.5,3,345,1,2,\n");
	static const cn_coltype want[] = { CN_COL_INTEGER, CN_COL_REAL, CN_COL_TEXT, CN_COL_TEXT, CN_COL_TEXT, CN_COL_REAL, CN_COL_TEXT };
	for (size_t i = 0; i < 7; i++)
		assert_int_equal(cn_table_column(t, i)->type, want[i]);
	assert_int_equal(cn_table_column(t, 6)->n_missing, 2);
	cn_table_free(t);
	cn_column_decl d[] = { { CN_S("i"), CN_COL_TEXT }, { CN_S("zz"), CN_COL_TEXT } };
	cn_table_options o = { .decl = d, .n_decl = 1 };
	assert_int_equal(cn_table_parse(CN_FORM_CSV, &o, CN_S("i\n1\n"), &t, NULL), CN_OK);
	assert_int_equal(cn_table_column(t, 0)->type, CN_COL_TEXT);
	cn_table_free(t);
	t = NULL;
	o.n_decl = 2;
	assert_int_equal(cn_table_parse(CN_FORM_CSV, &o, CN_S("i\n1\n"), &t, NULL), CN_EINPUT);
	d[0].type = CN_COL_INTEGER;
	o.n_decl = 1;
	assert_int_equal(cn_table_parse(CN_FORM_CSV, &o, CN_S("i\n1.5\n"), &t, NULL), CN_EINPUT);
	cn_str only[] = { CN_S("b") };
	cn_table_options keep = { .only = only, .n_only = 1, .rows_max = 2 };
	assert_int_equal(cn_table_parse(CN_FORM_CSV, &keep, CN_S("a,b\n1,2\n3,4\n"), &t, NULL), CN_OK);
	assert_true(cn_table_columns(t) == 1 && cn_table_column(t, 0)->number[1] == 4);
	cn_table_free(t);
	t = NULL;
	assert_int_equal(cn_table_parse(CN_FORM_CSV, &keep, CN_S("a,b\n1,2\n3,4\n5,6\n"), &t, NULL), CN_ETOOBIG);
	assert_int_equal(cn_table_parse(CN_FORM_CSV, &keep, CN_S("a\n1\n"), &t, NULL), CN_EINPUT);
}

static void a_late_contradiction_of_the_guess_is_refused(void **state)
{
	(void)state;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	cn_buf_putz(&b, "i,many\n");
	for (unsigned i = 0; i < 10000; i++)
		cn_buf_printf(&b, "%u,v%u\n", i, i % 600);
	size_t n = b.n;
	cn_table *t = NULL;
	cn_err err = { 0 };
	cn_buf_putz(&b, "1.5,x\n"); /* integer to real goes over */
	assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, cn_buf_str(&b), &t, &err), CN_OK);
	assert_int_equal(cn_table_column(t, 0)->type, CN_COL_REAL);
	assert_non_null(cn_table_column(t, 1)->code32); /* more than 255 texts */
	assert_int_equal(cn_table_column(t, 1)->n_levels, 601);
	assert_int_equal(cn_column_code(cn_table_column(t, 1), 700), 100);
	cn_table_free(t);
	b.n = n;
	cn_buf_putz(&b, "N/A,x\n");
	assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, cn_buf_str(&b), &t, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, ":10002: column \"i\": \"N/A\" is not"));
	assert_true(strlen(err.hint) > 0);
}

static void json_lines(void **state)
{
	(void)state;
	cn_table *t = NULL;
	cn_err err = { 0 };
	cn_str text = CN_S("{\"a\":1,\"b\":\"5\",\"c\":true}\n\n{\"b\":null,\"d\":0.25,\"a\":2}\n{\"a\":3,\"b\":\"\"}");
	assert_int_equal(cn_table_parse(CN_FORM_JSONL, NULL, text, &t, &err), CN_OK);
	assert_int_equal(cn_table_rows(t), 3);
	assert_int_equal(cn_table_find(t, CN_S("a"))->type, CN_COL_INTEGER);
	const cn_column *b = cn_table_find(t, CN_S("b"));
	assert_true(b->type == CN_COL_TEXT && b->n_missing == 1 && cn_eqz(b->level[0], "5")); /* a JSON text stays text */
	assert_int_equal(cn_table_find(t, CN_S("d"))->n_missing, 2);
	assert_int_equal(cn_table_find(t, CN_S("d"))->type, CN_COL_REAL);
	assert_true(cn_eqz(cn_table_find(t, CN_S("c"))->level[0], "true"));
	cn_table_free(t);
	t = NULL;
	assert_int_equal(cn_table_parse(CN_FORM_JSONL, NULL, CN_S("{\"a\":1}\n{\"a\":[1]}\n"), &t, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, ":2:"));
	assert_int_equal(cn_table_parse(CN_FORM_JSONL, NULL, CN_S("[1]\n"), &t, &err), CN_EINPUT);
	assert_int_equal(cn_table_parse(CN_FORM_JSONL, NULL, CN_S("{\"a\":"), &t, &err), CN_EINPUT);
	assert_int_equal(cn_table_parse(CN_FORM_JSONL, NULL, CN_S(""), &t, &err), CN_EINPUT);
}

/* ---- labels ------------------------------------------------------------------------------------------------------------------------------- */

static void labels_of_outputs(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool words, meta;
	} cases[] = {
		{ "Answer.\n\n*This text was generated by AI.*\n", true, false },
		{ "本内容由人工智能生成。\n\n正文\n\n结尾", true, false },
		{ "본문\n\n이 글은 인공지능 생성 콘텐츠입니다.", true, false },
		{ "One\n\nAI-generated in the middle\n\nThree", false, false },
		{ "This text was not AI-generated.\n", false, false },
		{ "He said it was generated by air pressure.\n", false, false },
		{ "", false, false },
		{ "---\nAIGC:\n  Label: \"1\"\n  ContentProducer: 001\n  ProduceID: x\n---\nText\n", false, true },
		{ "---\nAIGC: {\"Label\": \"2\", \"ContentProducer\": \"a, b\", \"ProduceID\": \"7\"}\n---\nText", false, true },
		{ "---\nAIGC: '{\"Label\": \"1\", \"ContentProducer\": \"a\", \"ProduceID\": \"7\"}'\n---\nText", false, true },
		{ "---\nAIGC:\n  Label: AIGC\n  ContentProducer: 001\n  ProduceID: x\n---\nText\n", false, false },
		{ "---\nAIGC:\n  Label: 1\n  ContentProducer: 001\n  ProduceID: 0000\n---\nText\n", false, false },
		{ "---\nAIGC:\n  Label: 1\n  ContentProducer:\n  ProduceID: x\n---\nText\n", false, false },
		{ "---\ntitle: AI generated\nother: {Label: 1, ContentProducer: a, ProduceID: b}\n---\nText\n", false, false },
		{ "---\nAIGC:\n  Label: 1\n  ContentProducer: 001\n  ProduceID: x\nno end of front matter\n", false, false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		cn_label_found f;
		assert_int_equal(cn_label_check(cn_str_z(cases[i].text), &f, NULL), CN_OK);
		if (f.explicit_label != cases[i].words || f.metadata_label != cases[i].meta)
			fail_msg("case %zu: %s; %s", i, f.explicit_why, f.metadata_why);
	}
	cn_label_found f;
	assert_int_equal(cn_label_check(CN_S("\xff\xfe"), &f, NULL), CN_EINPUT);
}

static void labels_of_the_example(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512u << 20);
	cn_str rest = file_read(a, "examples/public-chatbot/outputs/EXPECTED.tsv"), line, head;
	(void)cn_split(rest, '\n', &head, &rest);
	unsigned n = 0, wrong = 0;
	while (cn_split(rest, '\n', &line, &rest)) {
		cn_str file, words, meta;
		(void)cn_split(line, '\t', &file, &line);
		(void)cn_split(line, '\t', &words, &line);
		(void)cn_split(line, '\t', &meta, &line);
		if (!cn_ends(file, ".md") && !cn_ends(file, ".txt")) /* a picture or a sound: tests/e2e/examples.sh */
			continue;
		cn_label_found f;
		cn_str text = file_read(a, cn_cstr(a, cn_strf(a, "examples/public-chatbot/outputs/%.*s", CN_FMT(file))));
		assert_int_equal(cn_label_check(text, &f, NULL), CN_OK);
		if (f.explicit_label != cn_eqz(words, "yes") || f.metadata_label != cn_eqz(meta, "yes")) {
			print_error("%.*s: %s; %s; expected %.*s %.*s: %.*s\n", CN_FMT(file), f.explicit_why, f.metadata_why, CN_FMT(words), CN_FMT(meta),
				    CN_FMT(line));
			wrong++;
		}
		n++;
	}
	assert_true(n >= 60);
	assert_int_equal(wrong, 0);
}

/* ---- rows of plain cells --------------------------------------------------------------------------------------------------------------- */

/* A cell as a file may have it; `missing` cells cannot be put in quotes. */
static void cell_make(cn_rng *r, unsigned column, char *to, size_t room, bool *missing)
{
	static const char *const words[] = { "a", "ab", "abc", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghj", "b", "NA", "other", "much rarer words" };
	static const char *const odd[] = { "1e3", "0.1234567890123456789", "123456789012.3456", "007", "-0", "-0.0", "5.", "0.5E-3" };
	*missing = cn_rng_below(r, 40) == 0;
	if (*missing)
		(void)snprintf(to, room, "%s", cn_rng_below(r, 2) ? "" : "NA");
	else if (column == 0)
		(void)snprintf(to, room, "%lld", (long long)cn_rng_below(r, cn_rng_below(r, 3) ? 10 : 2000000000000000) - (cn_rng_below(r, 9) ? 0 : 5));
	else if (column == 1 && cn_rng_below(r, 20) == 0)
		(void)snprintf(to, room, "%s", odd[cn_rng_below(r, 6)]);
	else if (column == 1)
		(void)snprintf(to, room, "%s%llu.%0*llu", cn_rng_below(r, 5) ? "" : "-", (unsigned long long)cn_rng_below(r, 300),
			       (int)cn_rng_below(r, 14) + 1, (unsigned long long)cn_rng_below(r, 10));
	else
		(void)snprintf(to, room, "%s", words[cn_rng_below(r, cn_rng_below(r, 10) ? 7 : 11)]);
	if (column > 1 && strcmp(to, "NA") == 0)
		*missing = true;
}

static cn_table *typed(cn_str csv, bool declared)
{
	static const cn_column_decl decl[] = { { { "i", 1 }, CN_COL_INTEGER }, { { "r", 1 }, CN_COL_REAL }, { { "t", 1 }, CN_COL_TEXT } };
	static const cn_str na[] = { { "NA", 2 } };
	cn_table_options o = { .decl = decl, .n_decl = declared ? 3 : 0, .missing = na, .n_missing = 1 };
	cn_table *t = NULL;
	cn_err err = { 0 };
	if (cn_table_parse(CN_FORM_CSV, &o, csv, &t, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return t;
}

static void same_table(const cn_table *x, const cn_table *y)
{
	assert_int_equal(cn_table_rows(x), cn_table_rows(y));
	assert_int_equal(cn_table_columns(x), cn_table_columns(y));
	for (size_t c = 0; c < cn_table_columns(x); c++) {
		const cn_column *a = cn_table_column(x, c), *b = cn_table_column(y, c);
		assert_true(a->type == b->type && a->n_missing == b->n_missing && a->n_levels == b->n_levels);
		for (size_t i = 0; i < cn_table_rows(x); i++) {
			assert_true(cn_column_missing(a, i) == cn_column_missing(b, i));
			if (cn_column_missing(a, i))
				continue;
			if (a->number)
				assert_memory_equal(&a->number[i], &b->number[i], sizeof(double));
			else
				assert_true(cn_eq(a->level[cn_column_code(a, i)], b->level[cn_column_code(b, i)]));
		}
	}
}

/* Quotes around every cell send each row the careful way; without them most rows go the plain way. */
static void plain_rows_and_quoted_rows_are_the_same_table(void **state)
{
	(void)state;
	enum { ROWS = 30000, BYTES = ROWS * 100 };
	static char plain[BYTES], quoted[BYTES];
	for (unsigned form = 0; form < 4; form++) {
		const char *nl = form & 1 ? "\r\n" : "\n";
		cn_rng r;
		cn_rng_init(&r, form);
		size_t n = (size_t)snprintf(plain, BYTES, "i,r,t%s", nl), m = (size_t)snprintf(quoted, BYTES, "i,r,t%s", nl);
		for (unsigned row = 0; row < ROWS; row++) {
			const char *end = cn_rng_below(&r, 50) ? nl : "\n"; /* some lines end otherwise */
			for (unsigned c = 0; c < 3; c++) {
				char cell[64];
				bool missing;
				cell_make(&r, c, cell, sizeof cell, &missing);
				n += (size_t)snprintf(plain + n, BYTES - n, "%s%s", cell, c < 2 ? "," : end);
				m += (size_t)snprintf(quoted + m, BYTES - m, missing ? "%s%s" : "\"%s\"%s", cell, c < 2 ? "," : end);
			}
		}
		cn_table *a = typed((cn_str){ plain, n }, form & 2), *b = typed((cn_str){ quoted, m }, form & 2);
		assert_int_equal(cn_table_rows(a), ROWS);
		same_table(a, b);
		cn_table_free(a);
		cn_table_free(b);
	}
}

static cn_code after_plain_rows(const char *odd_rows, const cn_str *missing, size_t n_missing, cn_table **t, cn_err *err)
{
	static const cn_column_decl decl[] = { { { "i", 1 }, CN_COL_INTEGER }, { { "t", 1 }, CN_COL_TEXT } };
	static char csv[4096];
	cn_table_options o = { .decl = decl, .n_decl = 2, .missing = missing, .n_missing = n_missing };
	size_t n = (size_t)snprintf(csv, sizeof csv, "i,t\n1,\"x,y\"\n2,\"-\"\n");
	for (unsigned i = 0; i < 97; i++)
		n += (size_t)snprintf(csv + n, sizeof csv - n, "%u,abc\n", i);
	n += (size_t)snprintf(csv + n, sizeof csv - n, "%s", odd_rows);
	for (unsigned i = 0; i < 40; i++) /* so that the odd rows do not stand at the end of all */
		n += (size_t)snprintf(csv + n, sizeof csv - n, "%u,abc\n", i);
	*t = NULL;
	return cn_table_parse(CN_FORM_CSV, &o, (cn_str){ csv, n }, t, err);
}

/* What is wrong amid plain rows is refused, with its line; what only quotes can say is not taken for it without them. */
static void plain_rows_let_nothing_slip(void **state)
{
	(void)state;
	static const struct {
		const char *rows, *says;
	} bad[] = {
		{ "5,x,y\n", "table:101: 3 fields" },        { "5\n", "table:101: 1 fields" },	 { "5,abc,\n", "table:101: 3 fields" },
		{ "1.5,abc\n", "is not an integer" },        { "5x,abc\n", "is not an integer" },   { "7,abc\n5 ,abc\n", "table:102" },
		{ "12345678901234567,abc\n", "53 bits" },    { "5,ab\"c\n", "table:101: a quote" }, { "5,\"abc\"d\n", "after a closing quote" },
		{ "99999999999999999999,abc\n", "53 bits" }, { "--5,abc\n", "is not an integer" },  { "5,abc\n\n\n5;abc\n", "table:104: column" },
	};
	cn_table *t;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cn_err err = { 0 };
		assert_int_equal(after_plain_rows(bad[i].rows, NULL, 0, &t, &err), CN_EINPUT);
		if (!strstr(err.msg, bad[i].says))
			fail_msg("%s: %s", bad[i].rows, err.msg);
	}
	static const cn_str missing[] = { { "-", 1 }, { "-9", 2 } };
	assert_int_equal(after_plain_rows("-9,-\n-8,abc\n\n,abc\n9,\n", missing, 2, &t, NULL), CN_OK);
	const cn_column *number = cn_table_find(t, CN_S("i")), *text = cn_table_find(t, CN_S("t"));
	assert_int_equal(cn_table_rows(t), 99 + 4 + 40);
	assert_true(number->n_missing == 2 && cn_column_missing(number, 99) && number->number[100] == -8 && cn_column_missing(number, 101));
	assert_true(text->n_missing == 2 && !cn_column_missing(text, 1) && cn_column_missing(text, 99) && cn_column_missing(text, 102));
	cn_table_free(t);
}

/* Every length of a number in every place of eight bytes, and both sides of 15 digits. */
static void plain_numbers_are_read_to_the_last_bit(void **state)
{
	(void)state;
	enum { BYTES = 1 << 16 };
	static char csv[BYTES];
	size_t n = (size_t)snprintf(csv, BYTES, "r\n0\n");
	double want[400];
	size_t rows = 1;
	for (int whole = 1; whole <= 16; whole++) {
		for (int after = whole == 16; after <= 17; after++) { /* 16 digits before a point are beyond 2^53 */
			char z[64];
			(void)snprintf(z, sizeof z, "%.*s%s%.*s", whole, "9182736455463728", after ? "." : "", after, "12345678987654321");
			want[rows++] = strtod(z, NULL);
			n += (size_t)snprintf(csv + n, BYTES - n, "%s\n", z);
		}
	}
	n += (size_t)snprintf(csv + n, BYTES - n, "1\n2\n3\n4\n5\n6\n7\n8\n9\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
	static const cn_column_decl decl = { { "r", 1 }, CN_COL_REAL };
	cn_table_options o = { .decl = &decl, .n_decl = 1 };
	cn_table *t = NULL;
	assert_int_equal(cn_table_parse(CN_FORM_CSV, &o, (cn_str){ csv, n }, &t, NULL), CN_OK);
	for (size_t i = 1; i < rows; i++)
		assert_true(cn_table_column(t, 0)->number[i] == want[i]);
	cn_table_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(csv_reads_quotes_marks_and_line_ends),
		cmocka_unit_test(csv_any_cut_gives_the_same_table),
		cmocka_unit_test(csv_refuses_with_the_line),
		cmocka_unit_test(types_are_guessed_and_may_be_declared),
		cmocka_unit_test(a_late_contradiction_of_the_guess_is_refused),
		cmocka_unit_test(plain_rows_and_quoted_rows_are_the_same_table),
		cmocka_unit_test(plain_rows_let_nothing_slip),
		cmocka_unit_test(plain_numbers_are_read_to_the_last_bit),
		cmocka_unit_test(json_lines),
		cmocka_unit_test(labels_of_outputs),
		cmocka_unit_test(labels_of_the_example),
	};
	return cmocka_run_group_tests_name("lab tables and labels", tests, NULL, NULL);
}
