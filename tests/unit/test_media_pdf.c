/* lab/media/format: PDF is read, however its objects are found and packed; and what is packed is unpacked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/file.h"
#include "lab/media/format/pdf.h"
#include "lab/media/inflate.h"
#include "tests/unit/media_help.h"

static const char LABEL[] = "{\"Label\":\"1\"}";
static const char XMP[] = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>";
enum { STORE_N = 38 };

static const cn_media_part *of(const cn_media_file *f, cn_media_kind kind, const char *key)
{
	for (size_t i = 0; i < f->n_part; i++)
		if (f->part[i].kind == kind && cn_eqz(f->part[i].key, key))
			return &f->part[i];
	fail_msg("no part of kind %s named \"%s\"", cn_media_kind_text(kind), key);
	return NULL;
}

static void says(const cn_media_file *f, cn_media_kind kind, const char *key, const char *bytes)
{
	const cn_media_part *p = of(f, kind, key);
	if (!cn_eqz(p->bytes, bytes))
		fail_msg("%s is \"%.*s\", not \"%s\"", key, CN_FMT(p->bytes), bytes);
}

static cn_str at_range(cn_str s, const cn_media_part *p)
{
	return cn_sub(s, p->range[0].at, p->range[0].size);
}

/* ---- whole files ------------------------------------------------------------------------------------------------------------- */

static void a_pdf_gives_its_texts_its_xmp_and_its_store_once(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_str s = media_seed(a, "pdf");
	cn_media_file f;
	assert_int_equal(cn_media_read(a, s, &f, NULL), CN_OK);
	assert_null(f.trouble);
	assert_int_equal(f.format, CN_MEDIA_PDF);
	assert_int_equal(f.n_part, 5); /* the store is associated and embedded */
	says(&f, CN_PART_TAG, "Title", "T\xc3\xb6n (x)");
	says(&f, CN_PART_TAG, "Producer", "by hand"); /* by a reference */
	says(&f, CN_PART_AIGC, "AIGC", LABEL);	      /* UTF-16 in hexadecimal digits */
	says(&f, CN_PART_XMP, "", XMP);
	const cn_media_part *store = of(&f, CN_PART_C2PA, "");
	assert_int_equal(store->bytes.n, STORE_N);
	assert_memory_equal(store->bytes.p + 4, "jumb", 4);
	assert_true(cn_eq(at_range(s, store), store->bytes));
	assert_true(cn_starts(at_range(s, of(&f, CN_PART_AIGC, "AIGC")), "AIGC <FEFF") ||
		    cn_starts(at_range(s, of(&f, CN_PART_AIGC, "AIGC")), "AIGC <feff"));
}

static void objects_packed_in_streams_are_found(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_media_file f;
	assert_int_equal(cn_media_read(a, media_seed(a, "pdf_packed"), &f, NULL), CN_OK);
	assert_null(f.trouble);
	assert_int_equal(f.n_part, 5);
	says(&f, CN_PART_TAG, "Title", "T\xc3\xb6n (x)");
	says(&f, CN_PART_TAG, "Producer", "by hand");
	says(&f, CN_PART_AIGC, "AIGC", LABEL);
	says(&f, CN_PART_XMP, "", XMP);
	assert_int_equal(of(&f, CN_PART_C2PA, "")->bytes.n, STORE_N); /* itself packed */
	for (size_t i = 1; i < f.n_part; i++)
		assert_true(f.part[i - 1].range[0].at <= f.part[i].range[0].at);
}

static void of_an_updated_pdf_the_newest_objects_count(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_media_file f;
	assert_int_equal(cn_media_read(a, media_seed(a, "pdf_update"), &f, NULL), CN_OK);
	assert_null(f.trouble);
	says(&f, CN_PART_TAG, "Title", "Zwei");
	says(&f, CN_PART_AIGC, "AIGC", LABEL);
	assert_int_equal(media_count(&f, CN_PART_TAG), 2);
	assert_int_equal(media_count(&f, CN_PART_C2PA), 1);
}

static void a_pdf_cut_anywhere_says_so(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	media_cut_everywhere(a, media_seed(a, "pdf"), 7); /* its last word is behind what is needed */
	CN_AUTO_ARENA b = cn_arena_new(256 << 20);
	media_cut_everywhere(b, media_seed(b, "pdf_packed"), 7);
}

static void without_cross_references_objects_are_looked_for(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_str s = media_seed(a, "pdf");
	cn_media_file f;
	char *broken = CN_NEW(a, char, s.n);
	memcpy(broken, s.p, s.n);
	size_t x = s.n - 6;
	while (x > 0 && memcmp(broken + x, "xref\n0", 6) != 0)
		x--;
	assert_true(x > 0);
	memset(broken + x, 'z', 4);
	assert_int_equal(cn_media_read(a, (cn_str){ broken, s.n }, &f, NULL), CN_OK);
	assert_non_null(f.trouble);
	assert_non_null(strstr(f.trouble, "cross-references"));
	assert_int_equal(f.n_part, 5);
	says(&f, CN_PART_AIGC, "AIGC", LABEL);
}

/* ---- made here: one dictionary of texts
 * ------------------------------------------------------------------------------------------- */

static cn_str made(cn_arena *a, const char *info, const char *more)
{
	cn_str head = cn_strf(a, "%%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n");
	cn_str two = cn_strf(a, "2 0 obj\n%s\nendobj\n", info);
	return cn_strf(a,
		       "%.*s%.*sxref\n0 3\n0000000000 65535 f \n%010zu 00000 n \n%010zu 00000 n \ntrailer\n<< /Root 1 0 R /Info 2 "
		       "0 R %s >>\nstartxref\n%zu\n%%%%EOF\n",
		       CN_FMT(head), CN_FMT(two), (size_t)9, head.n, more, head.n + two.n);
}

static void texts_of_every_form_become_utf_8(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	static const struct {
		const char *written, *meant;
	} T[] = { { "(plain)", "plain" },
		  { "(a(b)c)", "a(b)c" },
		  { "(\\(\\)\\\\\\101\\n\\7z)", "()\\A\n\7z" },
		  { "(one\\\ntwo\\\r\nthree)", "onetwothree" },
		  { "(\\200\\224\\240\\030)", "\xe2\x80\xa2\xef\xac\x82\xe2\x82\xac\xcb\x98" },
		  { "<48 65 6C6>", "Hel`" },
		  { "<FEFF4E2D>", "\xe4\xb8\xad" },
		  { "(\\376\\377N-)", "\xe4\xb8\xad" },
		  { "<EFBBBFC3A4>", "\xc3\xa4" },
		  { "/A#20name", "A name" },
		  { "(x) % a comment )\n", "x" } };
	for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
		cn_media_file f;
		assert_int_equal(cn_media_read(a, made(a, cn_cstr(a, cn_strf(a, "<</K%s/L(l)>>", T[i].written)), ""), &f, NULL),
				 CN_OK);
		assert_null(f.trouble);
		assert_int_equal(f.n_part, 2);
		says(&f, CN_PART_TAG, "K", T[i].meant);
		says(&f, CN_PART_TAG, "L", "l");
	}
}

static void values_that_are_no_texts_are_passed_over(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_media_file f;
	assert_int_equal(
	    cn_media_read(a, made(a, "<</A [1 (x) [<<>>]] /B << /C (no) >> /D 5 /E null /F 9 0 R /AIGC (y) >>", ""), &f, NULL),
	    CN_OK);
	assert_null(f.trouble);
	assert_int_equal(f.n_part, 1);
	says(&f, CN_PART_AIGC, "AIGC", "y");
}

static void an_encrypted_pdf_is_not_read_as_if_it_were_open(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_media_file f;
	assert_int_equal(cn_media_read(a, made(a, "<</AIGC (\\001\\002)>>", "/Encrypt << /V 2 >>"), &f, NULL), CN_OK);
	assert_non_null(strstr(f.trouble, "encrypted"));
	assert_int_equal(f.n_part, 0);
}

static void what_refers_to_itself_ends(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_media_file f;
	static const char *const INFO[] = { "2 0 R",	"<</A 2 0 R>>", "<</A [[[[[[", "<</A (((((",
					    "<<<<<<<<", "<</A <",	">>",	       "<</AIGC" };
	for (size_t i = 0; i < sizeof INFO / sizeof *INFO; i++) {
		assert_int_equal(cn_media_read(a, made(a, INFO[i], ""), &f, NULL), CN_OK);
		assert_int_equal(f.n_part, 0);
	}
	/* a section that names itself as the one before */
	cn_str s = made(a, "<</A (x)>>", "/Prev 71");
	const char *x = strstr(s.p, "xref\n0");
	assert_int_equal(x - s.p, 71);
	assert_int_equal(cn_media_read(a, s, &f, NULL), CN_OK);
	assert_non_null(f.trouble);
	says(&f, CN_PART_TAG, "A", "x");
}

/* One object more than is known is trouble; the last one that is known is found. */
static void numbers_of_objects_have_a_bound(void **state)
{
	(void)state;
	for (unsigned over = 0; over < 2; over++) {
		CN_AUTO_ARENA a = cn_arena_new(256 << 20);
		unsigned n = CN_PDF_OBJECTS_MAX - 1 + over;
		cn_str head = cn_strf(a, "%%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\n%u 0 obj <</A(x)>> endobj\n", n);
		const char *second = strstr(head.p, "endobj\n") + 7;
		cn_str s = cn_strf(
		    a,
		    "%.*sxref\n1 1\n%010zu 00000 n \n%u 1\n%010zu 00000 n \ntrailer <</Root 1 0 R /Info %u 0 R>>\nstartxref\n%zu\n",
		    CN_FMT(head), (size_t)9, n, (size_t)(second - head.p), n, head.n);
		cn_media_file f;
		assert_int_equal(cn_media_read(a, s, &f, NULL), CN_OK);
		assert_int_equal(f.trouble == NULL, over == 0);
		assert_int_equal(f.n_part, over == 0);
	}
}

static void revisions_have_a_bound(void **state)
{
	(void)state;
	for (unsigned over = 0; over < 2; over++) {
		CN_AUTO_ARENA a = cn_arena_new(256 << 20);
		cn_buf b;
		size_t before = 0;
		cn_buf_init(&b, 1 << 20);
		cn_buf_putz(&b, "%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\n");
		for (unsigned i = 0; i < CN_PDF_REVISIONS_MAX + over; i++) {
			size_t here = b.n;
			if (i == 0)
				cn_buf_printf(&b, "xref\n1 1\n%010zu 00000 n \ntrailer <</Root 1 0 R>>\n", (size_t)9);
			else
				cn_buf_printf(&b, "xref\n0 0\ntrailer <</Root 1 0 R/Prev %zu>>\n", before);
			before = here;
		}
		cn_buf_printf(&b, "startxref\n%zu\n", before);
		cn_media_file f;
		assert_int_equal(cn_media_read(a, cn_buf_str(&b), &f, NULL), CN_OK);
		assert_int_equal(f.trouble == NULL, over == 0);
		cn_buf_done(&b);
	}
}

/* A store behind so many other associated files. */
static void associated_files_have_a_bound(void **state)
{
	(void)state;
	for (unsigned over = 0; over < 2; over++) {
		CN_AUTO_ARENA a = cn_arena_new(256 << 20);
		cn_buf b;
		cn_buf_init(&b, 1 << 20);
		cn_buf_putz(&b, "%PDF-2.0\n1 0 obj <</Type/Catalog/AF[");
		for (unsigned i = 1; i < CN_PDF_FILES_MAX + over; i++)
			cn_buf_putz(&b, "<<>>");
		cn_buf_putz(&b, "2 0 R]>> endobj\n");
		size_t two = b.n;
		cn_buf_putz(&b, "2 0 obj <</AFRelationship/C2PA_Manifest/EF<</F 3 0 R>>>> endobj\n");
		size_t three = b.n;
		cn_buf_putz(&b, "3 0 obj <</Length 4>> stream\nabcd\nendstream endobj\n");
		cn_buf_printf(
		    &b, "xref\n1 3\n%010zu 00000 n \n%010zu 00000 n \n%010zu 00000 n \ntrailer <</Root 1 0 R>>\nstartxref\n%zu\n",
		    (size_t)9, two, three, b.n);
		cn_media_file f;
		assert_int_equal(cn_media_read(a, cn_buf_str(&b), &f, NULL), CN_OK);
		assert_int_equal(media_count(&f, CN_PART_C2PA), over == 0);
		cn_buf_done(&b);
	}
}

static void a_value_has_a_bound(void **state)
{
	(void)state;
	for (unsigned over = 0; over < 2; over++) {
		CN_AUTO_ARENA a = cn_arena_new(256 << 20);
		size_t around = strlen("2 0 obj\n<</A()>>"), n = CN_PDF_VALUE_BYTES_MAX - around + over;
		char *text = CN_NEW(a, char, n + 10);
		memcpy(text, "<</A(", 5);
		memset(text + 5, 'x', n);
		memcpy(text + 5 + n, ")>>", 4);
		cn_media_file f;
		assert_int_equal(cn_media_read(a, made(a, text, ""), &f, NULL), CN_OK);
		assert_int_equal(f.trouble == NULL, over == 0);
		if (over == 0)
			assert_int_equal(of(&f, CN_PART_TAG, "A")->bytes.n, CN_MEDIA_TAG_BYTES_MAX);
	}
}

static void put_number(cn_buf *b, size_t v, unsigned bytes)
{
	while (bytes-- > 0)
		cn_buf_putc(b, (char)(v >> 8 * bytes & 0xff));
}

/* Each text of the dictionary is packed in a stream of its own. */
static void streams_of_objects_have_a_bound(void **state)
{
	(void)state;
	for (unsigned over = 0; over < 2; over++) {
		CN_AUTO_ARENA a = cn_arena_new(256 << 20);
		enum { FIRST_PACK = 100, FIRST_TEXT = 300 };
		unsigned n = CN_PDF_PACKS_MAX + over;
		size_t pack[CN_PDF_PACKS_MAX + 1], info;
		cn_buf b;
		cn_buf_init(&b, 1 << 20);
		cn_buf_putz(&b, "%PDF-1.5\n1 0 obj <</Type/Catalog>> endobj\n");
		for (unsigned i = 0; i < n; i++) {
			cn_str body = cn_strf(a, "%u 0 (t)", FIRST_TEXT + i);
			pack[i] = b.n;
			cn_buf_printf(&b, "%u 0 obj <</N 1/First 6/Length %zu>> stream\n%.*s\nendstream endobj\n", FIRST_PACK + i,
				      body.n, CN_FMT(body));
		}
		info = b.n;
		cn_buf_putz(&b, "2 0 obj <<");
		for (unsigned i = 0; i < n; i++)
			cn_buf_printf(&b, "/T%u %u 0 R", i, FIRST_TEXT + i);
		cn_buf_putz(&b, ">> endobj\n");
		size_t x = b.n;
		cn_buf_printf(&b, "3 0 obj <</W[1 4 1]/Index[1 2 %u %u %u %u]/Root 1 0 R/Info 2 0 R/Length %u>> stream\n",
			      FIRST_PACK, n, FIRST_TEXT, n, 6 * (2 + 2 * n));
		put_number(&b, (size_t)1 << 40 | (size_t)9 << 8, 6);
		put_number(&b, (size_t)1 << 40 | info << 8, 6);
		for (unsigned i = 0; i < n; i++)
			put_number(&b, (size_t)1 << 40 | pack[i] << 8, 6);
		for (unsigned i = 0; i < n; i++)
			put_number(&b, (size_t)2 << 40 | (size_t)(FIRST_PACK + i) << 8, 6);
		cn_buf_printf(&b, "\nendstream endobj\nstartxref\n%zu\n", x);
		cn_media_file f;
		assert_int_equal(cn_media_read(a, cn_buf_str(&b), &f, NULL), CN_OK);
		assert_int_equal(f.trouble == NULL, over == 0);
		assert_int_equal(f.n_part, CN_PDF_PACKS_MAX);
		cn_buf_done(&b);
	}
}

/* Metadata in blocks of zlib that are stored, of so many bytes. */
static void an_unpacked_stream_has_a_bound(void **state)
{
	(void)state;
	for (unsigned over = 0; over < 2; over++) {
		CN_AUTO_ARENA a = cn_arena_new((size_t)512 << 20);
		enum { BLOCK = 1 << 15 };
		cn_buf b;
		char *block = CN_NEW(a, char, BLOCK);
		memset(block, 'x', BLOCK);
		cn_buf_init(&b, 64 << 20);
		cn_buf_putz(&b, "%PDF-1.5\n1 0 obj <</Type/Catalog/Metadata 2 0 R>> endobj\n");
		size_t two = b.n;
		cn_buf_printf(&b, "2 0 obj <</Filter/FlateDecode/Length %d>> stream\n", CN_PDF_STREAM_BYTES_MAX / BLOCK * (BLOCK + 5) + 5 + (int)over);
		for (unsigned i = 0; i < CN_PDF_STREAM_BYTES_MAX / BLOCK; i++) {
			cn_buf_put(&b, (cn_str){ "\0\0\x80\xff\x7f", 5 });
			cn_buf_put(&b, (cn_str){ block, BLOCK });
		}
		cn_buf_put(&b, over ? (cn_str){ "\1\1\0\xfe\xffx", 6 } : (cn_str){ "\1\0\0\xff\xff", 5 });
		cn_buf_printf(
		    &b,
		    "\nendstream endobj\nxref\n1 2\n%010zu 00000 n \n%010zu 00000 n \ntrailer <</Root 1 0 R>>\nstartxref\n%zu\n",
		    (size_t)9, two, b.n + 18);
		cn_media_file f;
		assert_int_equal(cn_media_read(a, cn_buf_str(&b), &f, NULL), CN_OK);
		assert_int_equal(f.trouble == NULL, over == 0);
		assert_int_equal(f.n_part, over == 0);
		if (over == 0)
			assert_int_equal(f.part[0].bytes.n, CN_PDF_STREAM_BYTES_MAX);
		cn_buf_done(&b);
	}
}

/* A dictionary that names one object of about a million bytes again and again. */
static void what_is_parsed_again_and_again_has_a_bound(void **state)
{
	(void)state;
	enum { BIG = CN_PDF_VALUE_BYTES_MAX - 64, TIMES = CN_PDF_PARSED_BYTES_MAX / BIG };
	for (unsigned over = 0; over < 2; over++) {
		CN_AUTO_ARENA a = cn_arena_new(256 << 20);
		cn_buf b;
		char *text = CN_NEW(a, char, BIG);
		memset(text, 'x', BIG);
		cn_buf_init(&b, 4 << 20);
		cn_buf_putz(&b, "%PDF-1.5\n1 0 obj <</Type/Catalog>> endobj\n");
		size_t two = b.n;
		cn_buf_putz(&b, "2 0 obj <<");
		for (unsigned i = 0; i < TIMES - 1 + 2 * over; i++)
			cn_buf_printf(&b, "/T%u 3 0 R", i);
		cn_buf_putz(&b, "/Last 4 0 R>> endobj\n");
		size_t four = b.n;
		cn_buf_putz(&b, "4 0 obj (seen) endobj\n");
		size_t three = b.n;
		cn_buf_putz(&b, "3 0 obj [(");
		cn_buf_put(&b, (cn_str){ text, BIG });
		cn_buf_putz(&b, ")] endobj\n");
		cn_buf_printf(&b,
			      "xref\n1 4\n%010zu 00000 n \n%010zu 00000 n \n%010zu 00000 n \n%010zu 00000 n \ntrailer <</Root 1 0 "
			      "R/Info 2 0 R>>\nstartxref\n%zu\n",
			      (size_t)9, two, three, four, b.n);
		cn_media_file f;
		assert_int_equal(cn_media_read(a, cn_buf_str(&b), &f, NULL), CN_OK);
		assert_int_equal(f.trouble == NULL, over == 0);
		assert_int_equal(f.n_part, over == 0);
		cn_buf_done(&b);
	}
}

/* ---- unpacking
 * -------------------------------------------------------------------------------------------------------------------- */

/* By zlib 1.2.13: 96 bytes "abc...", "hello" stored, 400 letters, "bare" without head and end. */
static const char FIXED[] = "\x78\x01\x4b\x4c\x4a\x4e\xa4\x25\x02\x00\xf6\xda\x24\xc1";
static const char STORED[] = "\x78\x01\x01\x05\x00\xfa\xff\x68\x65\x6c\x6c\x6f\x06\x2c\x02\x15";
static const char BARE[] = "\x4b\x4a\x2c\x4a\x05\x00";
static const unsigned char DYNAMIC[] = {
	0x78, 0xda, 0x0d, 0x90, 0xc9, 0x09, 0x00, 0x40, 0x08, 0x03, 0x5b, 0xb1, 0x35, 0x61, 0x85, 0x04, 0x44, 0xc1, 0xa3,
	0xff, 0xf5, 0xe7, 0x11, 0x35, 0xa3, 0xd6, 0xee, 0x70, 0x7a, 0xbb, 0x9f, 0x6c, 0x4e, 0x9b, 0xc8, 0x95, 0xcc, 0x9b,
	0xbe, 0x59, 0x13, 0x66, 0xf6, 0x60, 0xf2, 0x52, 0xdc, 0x90, 0x27, 0x43, 0x46, 0xbe, 0x0b, 0x68, 0x82, 0x37, 0xfa,
	0x9c, 0xe3, 0xe1, 0x8e, 0xcb, 0x92, 0xac, 0x86, 0x94, 0x75, 0xfa, 0x8a, 0x3c, 0x0d, 0xf8, 0x3e, 0x8f, 0xe9, 0x87,
	0x59, 0x85, 0x44, 0xbb, 0xb5, 0xd1, 0xab, 0xea, 0xba, 0x8a, 0xb4, 0x4d, 0x20, 0x05, 0x51, 0xd1, 0x7c, 0x28, 0x37,
	0x59, 0xc7, 0x49, 0xf7, 0xaa, 0xd6, 0x51, 0x48, 0x48, 0x87, 0x84, 0x01, 0xb5, 0x27, 0xaa, 0x9b, 0x78, 0x8a, 0xd2,
	0x59, 0x2c, 0xed, 0xcd, 0xdc, 0xc2, 0x5d, 0x26, 0x67, 0x4b, 0x83, 0xa3, 0x4a, 0xe8, 0xe3, 0xd9, 0x6a, 0x8f, 0xee,
	0x31, 0x4a, 0x1c, 0x18, 0x87, 0x8e, 0x2c, 0xb1, 0x34, 0x51, 0x73, 0x6d, 0xc7, 0x13, 0xe4, 0xbb, 0x6b, 0x9d, 0x78,
	0x07, 0x58, 0x1b, 0xef, 0x89, 0x39, 0x35, 0x8d, 0x33, 0xa4, 0xab, 0x14, 0xd5, 0x60, 0x95, 0xd5, 0xba, 0x5e, 0xf7,
	0x86, 0x8c, 0xc9, 0x7a, 0x52, 0xd9, 0xf3, 0x84, 0x68, 0x8b, 0x12, 0x9a, 0x66, 0x6c, 0xad, 0x86, 0x24, 0xdf, 0x1c,
	0xcc, 0x43, 0x9f, 0xff, 0x71, 0x3b, 0x37, 0x07, 0xc9, 0x3d, 0x0e, 0x46, 0xc4, 0x30, 0x6b, 0xbd, 0xb5, 0xb0, 0xf7,
	0x58, 0x19, 0x59, 0xd5, 0x98, 0xaa, 0x95, 0x39, 0xd0, 0x1a, 0x06, 0x3f, 0x6f, 0x29, 0x9f, 0x09,
};

static void each_kind_of_block_is_unpacked(void **state)
{
	(void)state;
	char out[512];
	size_t n;
	assert_int_equal(cn_inflate((cn_str){ FIXED, sizeof FIXED - 1 }, out, sizeof out, &n), CN_INFLATED);
	assert_int_equal(n, 96);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(out[i], "abc"[i % 3]);
	assert_int_equal(cn_inflate((cn_str){ STORED, sizeof STORED - 1 }, out, sizeof out, &n), CN_INFLATED);
	assert_int_equal(n, 5);
	assert_memory_equal(out, "hello", 5);
	assert_int_equal(cn_inflate((cn_str){ BARE, sizeof BARE - 1 }, out, sizeof out, &n), CN_INFLATED);
	assert_memory_equal(out, "bare", 4);
	assert_int_equal(cn_inflate((cn_str){ (const char *)DYNAMIC, sizeof DYNAMIC }, out, sizeof out, &n), CN_INFLATED);
	assert_int_equal(n, 400);
	unsigned sum = 0; /* of each letter by its place, modulo 65521, as Python adds them up */
	for (size_t i = 0; i < n; i++)
		sum = (sum + (unsigned)(i + 1) * (unsigned char)out[i]) % 65521;
	assert_int_equal(sum, 48247);
}

static void unpacking_ends_at_its_room_and_at_every_cut(void **state)
{
	(void)state;
	char out[512];
	size_t n;
	assert_int_equal(cn_inflate((cn_str){ FIXED, sizeof FIXED - 1 }, out, 96, &n), CN_INFLATED);
	assert_int_equal(cn_inflate((cn_str){ FIXED, sizeof FIXED - 1 }, out, 95, &n), CN_INFLATED_FULL);
	assert_int_equal(n, 95);
	for (size_t cut = 0; cut + 4 < sizeof DYNAMIC; cut++)
		assert_int_equal(cn_inflate((cn_str){ (const char *)DYNAMIC, cut }, out, sizeof out, &n), CN_INFLATED_BROKEN);
}

static void blocks_that_cannot_be_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t n;
	} T[] = { { "\x07", 1 },			       /* a fourth kind of block */
		  { "\x01\x05\0\0\0hello", 10 },	       /* a length and its complement that differ */
		  { "\x4b\x04\x12\x00", 4 },		       /* a copy from before the start */
		  { "\x05\xe0\xff\xff\xff\xff\xff\xff", 8 } }; /* more codes than there is room for */
	char out[64];
	size_t n;
	for (size_t i = 0; i < sizeof T / sizeof *T; i++)
		assert_int_equal(cn_inflate((cn_str){ T[i].bytes, T[i].n }, out, sizeof out, &n), CN_INFLATED_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pdf_gives_its_texts_its_xmp_and_its_store_once),
		cmocka_unit_test(objects_packed_in_streams_are_found),
		cmocka_unit_test(of_an_updated_pdf_the_newest_objects_count),
		cmocka_unit_test(a_pdf_cut_anywhere_says_so),
		cmocka_unit_test(without_cross_references_objects_are_looked_for),
		cmocka_unit_test(texts_of_every_form_become_utf_8),
		cmocka_unit_test(values_that_are_no_texts_are_passed_over),
		cmocka_unit_test(an_encrypted_pdf_is_not_read_as_if_it_were_open),
		cmocka_unit_test(what_refers_to_itself_ends),
		cmocka_unit_test(numbers_of_objects_have_a_bound),
		cmocka_unit_test(revisions_have_a_bound),
		cmocka_unit_test(associated_files_have_a_bound),
		cmocka_unit_test(a_value_has_a_bound),
		cmocka_unit_test(streams_of_objects_have_a_bound),
		cmocka_unit_test(an_unpacked_stream_has_a_bound),
		cmocka_unit_test(what_is_parsed_again_and_again_has_a_bound),
		cmocka_unit_test(each_kind_of_block_is_unpacked),
		cmocka_unit_test(unpacking_ends_at_its_room_and_at_every_cut),
		cmocka_unit_test(blocks_that_cannot_be_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
