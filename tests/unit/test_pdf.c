/* Letters as PDF files: the same bytes each time, breaks of pages, what is refused. Whether others can read them: tests/e2e/letter.sh. */
#include "core_help.h"

#include "base/limits.h"
#include "ext/pdf.h"

static cn_pdf document(const cn_pdf_block *b, size_t n)
{
	return (cn_pdf){ .title = CN_S("A title 标题"), .author = CN_S("authority.example"), .lang = "en", .date = "2026-11-23", .number = { "Page ", " of ", "" }, .block = b, .n_block = n };
}

static cn_code write(const cn_pdf_block *b, size_t n, cn_buf *out, cn_err *why)
{
	cn_pdf doc = document(b, n);
	return cn_pdf_write(&doc, out, why);
}

static size_t count(const cn_buf *b, const char *word)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		n += cn_starts(cn_sub(cn_buf_str(b), i, b->n), word);
	return n;
}

/* Lines of which the last has a sign. */
static cn_str lines(cn_arena *a, size_t n)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	for (size_t i = 0; i < n; i++)
		cn_buf_putz(&b, i + 1 < n ? "\n" : "y");
	return cn_buf_copy(a, &b);
}

static void the_same_letter_is_the_same_bytes(void **state)
{
	(void)state;
	const cn_pdf_block b[] = { { CN_PDF_ROW, CN_S("From 发自"), CN_S("authority.example") }, { CN_PDF_TITLE, CN_S(""), CN_S("Subject: 事由") }, { CN_PDF_TEXT, CN_S(""), CN_S("One.\n第二行。") },
				   { CN_PDF_HEADING, CN_S(""), CN_S("It rests on") }, { CN_PDF_ITEM, CN_S(""), CN_S("eu-ai-act/art_26.6") }, { CN_PDF_BOX, CN_S(""), CN_S("Due 2026-12-15") },
				   { CN_PDF_SMALL, CN_S(""), CN_S("sha256:0123456789abcdef") } };
	CN_AUTO_BUF one, two;
	cn_buf_init(&one, 16 << 20);
	cn_buf_init(&two, 16 << 20);
	assert_ok(write(b, 7, &one, err));
	assert_ok(write(b, 7, &two, err));
	assert_true(cn_eq(cn_buf_str(&one), cn_buf_str(&two)));
	assert_true(cn_starts(cn_buf_str(&one), "%PDF-1.4") && cn_ends(cn_buf_str(&one), "%%EOF\n"));
	assert_int_equal(count(&one, "/Lang (en) /MarkInfo << /Marked true >>"), 1);
	assert_int_equal(count(&one, "/StructTreeRoot"), 3); /* the root, before and after the update, and the tree itself */
	assert_int_equal(count(&one, "20261123000000"), 1); /* the day of the letter, and no clock's */
	assert_int_equal(count(&one, "/Type /Page %"), 1);
	for (const char *const *tag = (const char *const[]){ "/Table", "/TR", "/TH", "/TD", "/H1", "/H2", "/P\n", "/L\n", "/LI", "/Lbl", "/LBody", NULL }; *tag; tag++)
		assert_true(count(&one, *tag) > 0);
}

static void what_stands_before_in_the_buffer_stays(void **state)
{
	(void)state;
	const cn_pdf_block b = { CN_PDF_TEXT, CN_S(""), CN_S("x") }, bad = { CN_PDF_TEXT, CN_S(""), CN_S("\xff") };
	CN_AUTO_BUF alone, behind;
	cn_err why = { 0 };
	cn_buf_init(&alone, 16 << 20);
	cn_buf_init(&behind, 16 << 20);
	cn_buf_putz(&behind, "before");
	assert_int_equal(write(&bad, 1, &behind, &why), CN_EINPUT);
	assert_true(cn_eqz(cn_buf_str(&behind), "before"));
	assert_ok(write(&b, 1, &alone, err));
	assert_ok(write(&b, 1, &behind, err));
	assert_true(cn_eq(cn_sub(cn_buf_str(&behind), 6, behind.n), cn_buf_str(&alone)));
}

static void sheets_are_full_and_no_more_than_is_allowed(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_pdf_block b = { CN_PDF_TEXT, CN_S(""), CN_S("") };
	CN_AUTO_BUF out;
	cn_err why = { 0 };
	cn_buf_init(&out, 64 << 20);
	size_t fit = 40, most; /* lines of a sheet */
	for (size_t sheets = 1; sheets == 1; fit += sheets == 1) {
		cn_buf_reset(&out);
		b.text = lines(a, fit + 1);
		assert_ok(write(&b, 1, &out, err));
		sheets = count(&out, "/Type /Page %");
	}
	assert_in_range(fit, 41, 70);
	cn_buf_reset(&out);
	most = fit * CN_PDF_PAGES_MAX;
	b.text = lines(a, most);
	assert_ok(write(&b, 1, &out, err));
	assert_int_equal(count(&out, "/Type /Page %"), CN_PDF_PAGES_MAX);
	b.text = lines(a, most + 1);
	assert_int_equal(write(&b, 1, &out, &why), CN_ETOOBIG);
}

static void a_text_has_a_bound(void **state)
{
	(void)state;
	char *z = test_malloc(CN_PDF_TEXT_BYTES_MAX + 1);
	for (size_t i = 0; i < CN_PDF_TEXT_BYTES_MAX + 1; i++)
		z[i] = "many words\n"[i % 11];
	cn_pdf_block b = { CN_PDF_TEXT, CN_S(""), { z, CN_PDF_TEXT_BYTES_MAX } };
	CN_AUTO_BUF out;
	cn_err why = { 0 };
	cn_buf_init(&out, 16 << 20);
	assert_int_equal(write(&b, 1, &out, &why), CN_ETOOBIG); /* it is read, and takes too many sheets */
	b.text.n++;
	assert_int_equal(write(&b, 1, &out, &why), CN_EINPUT);
	test_free(z);
}

/* A box in place of a sign would not be what the authority wrote. */
static void a_sign_that_no_font_has_is_refused_by_its_number(void **state)
{
	(void)state;
	const cn_pdf_block b[] = { { CN_PDF_TEXT, CN_S(""), CN_S("before 之前 \xf4\x8f\xbf\xbd after") }, { CN_PDF_TEXT, CN_S(""), CN_S("你好") } };
	CN_AUTO_BUF out;
	cn_err why = { 0 };
	cn_buf_init(&out, 16 << 20);
	assert_int_equal(write(&b[0], 1, &out, &why), CN_EUNSUPPORTED);
	assert_non_null(strstr(why.msg, "U+10FFFD"));
	assert_non_null(strstr(why.hint, "fonts-noto-cjk"));
	assert_int_equal(out.n, 0);
	static const char *const latin[] = { "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf", NULL }, *const none[] = { "/nowhere.ttf", NULL };
	cn_pdf doc = document(&b[1], 1);
	doc.fonts = none;
	assert_int_equal(cn_pdf_write(&doc, &out, &why), CN_EUNSUPPORTED);
	assert_non_null(strstr(why.msg, "none is installed"));
	doc.fonts = latin;
	assert_int_equal(cn_pdf_write(&doc, &out, &why), CN_EUNSUPPORTED);
	assert_non_null(strstr(why.msg, "U+4F60"));
}

/* Where the libraries are not, that is said and the rest is not tried. */
static void libraries_are_here_or_it_is_said_which(void **state)
{
	const cn_pdf_block b = { CN_PDF_TEXT, CN_S(""), CN_S("x") };
	CN_AUTO_BUF out;
	cn_err why = { 0 };
	(void)state;
	cn_buf_init(&out, 16 << 20);
	if (write(&b, 1, &out, &why) == CN_OK)
		return;
	assert_int_equal(why.code, CN_EUNSUPPORTED);
	assert_non_null(strstr(why.hint, "apt install "));
}

static bool installed(void)
{
	const cn_pdf_block b = { CN_PDF_TEXT, CN_S(""), CN_S("x 字") };
	CN_AUTO_BUF out;
	cn_buf_init(&out, 16 << 20);
	return write(&b, 1, &out, NULL) == CN_OK;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(libraries_are_here_or_it_is_said_which),
		cmocka_unit_test(the_same_letter_is_the_same_bytes),
		cmocka_unit_test(what_stands_before_in_the_buffer_stays),
		cmocka_unit_test(sheets_are_full_and_no_more_than_is_allowed),
		cmocka_unit_test(a_text_has_a_bound),
		cmocka_unit_test(a_sign_that_no_font_has_is_refused_by_its_number),
	};
	const struct CMUnitTest without[] = { cmocka_unit_test(libraries_are_here_or_it_is_said_which) };
	return installed() ? cmocka_run_group_tests(tests, NULL, NULL) : cmocka_run_group_tests(without, NULL, NULL);
}
