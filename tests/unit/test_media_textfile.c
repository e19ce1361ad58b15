/* lab/media/format: text and Markdown, the store that hides in them, and invisible characters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/file.h"
#include "lab/media/invisible.h"
#include "lab/media/media.h"
#include "tests/unit/media_help.h"

static const char STORE[] = "\0\0\0\x26jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03"
			    "c2pa";

static cn_media_file read_s(cn_arena *a, cn_str s)
{
	cn_media_file f;
	assert_int_equal(cn_media_read(a, s, &f, NULL), CN_OK);
	return f;
}

static cn_code write_s(cn_arena *a, cn_str s, cn_media_kind kind, cn_str bytes, cn_str *ret, cn_media_pieces *out)
{
	cn_media_edit e = { kind, { "", 0 }, bytes };
	cn_err err = { 0 };
	cn_code rc = cn_media_write(a, s, &e, 1, out, &err);
	if (rc == CN_OK)
		*ret = media_whole(a, out);
	else
		assert_true(err.msg[0] != 0);
	return rc;
}

static void text_or_markdown_by_the_marks_of_lines(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const struct {
		const char *s;
		cn_media_format format;
	} T[] = { { "hello\n", CN_MEDIA_TEXT },
		  { "# Head\n", CN_MEDIA_MARKDOWN },
		  { "a\n\n```\ncode\n```\n", CN_MEDIA_MARKDOWN },
		  { "- one\n", CN_MEDIA_TEXT },
		  { "- one\n- two\n", CN_MEDIA_MARKDOWN },
		  { "#hash\n#! x\n", CN_MEDIA_TEXT },
		  { "#!/bin/sh\n# comment\n# more\n", CN_MEDIA_TEXT },
		  { "---\na: b\n---\nhello\n", CN_MEDIA_MARKDOWN },
		  { "a # b\n", CN_MEDIA_TEXT },
		  { "\xef\xbb\xbf# Head\n", CN_MEDIA_MARKDOWN },
		  { "####### seven\n", CN_MEDIA_TEXT },
		  { "\xff\xfe"
		    "a",
		    CN_MEDIA_OTHER },
		  { "\xc3", CN_MEDIA_OTHER },
		  { "", CN_MEDIA_OTHER } };
	for (size_t i = 0; i < sizeof T / sizeof *T; i++)
		if (read_s(a, cn_str_z(T[i].s)).format != T[i].format)
			fail_msg("\"%s\" is %s", T[i].s, cn_media_format_text(read_s(a, cn_str_z(T[i].s)).format));
	assert_int_equal(read_s(a, (cn_str){ "a\0b", 3 }).format, CN_MEDIA_OTHER);
}

static void the_wrapper_is_the_store_and_its_whole_run_of_selectors(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "text");
	cn_media_file f = read_s(a, s);
	assert_null(f.trouble);
	assert_int_equal(f.format, CN_MEDIA_TEXT);
	assert_int_equal(f.n_part, 2);
	media_part_is(&f, 0, CN_PART_BODY, "plain text\n\n", 12);
	assert_int_equal(f.part[0].n_range, 2);
	media_part_is(&f, 1, CN_PART_C2PA, STORE, sizeof STORE);
	assert_int_equal(f.part[1].range[0].at, 11);
	assert_int_equal(f.part[1].range[0].size, s.n - 12); /* with the padding, without the line end */
}

static void a_wrapper_cut_off_is_trouble_or_none(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_str s = media_seed(a, "text");
	for (size_t n = 12; n + 1 < s.n; n++) {
		cn_media_file f = read_s(a, cn_sub(s, 0, n));
		if (f.format == CN_MEDIA_OTHER) /* within a character */
			continue;
		assert_true(f.trouble || media_count(&f, CN_PART_C2PA) == (n + 7 >= s.n) || n < 11 + 3 + 51);
	}
}

/* Lengths hang on the store's length alone, whatever its bytes are; and each byte comes back. */
static void a_wrapper_is_as_long_as_any_other_of_its_size(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	size_t length = 0;
	for (unsigned k = 0; k < 8; k++) {
		char store[256];
		for (unsigned i = 0; i < 256; i++)
			store[i] = (char)(k == 0 ? i : k == 1 ? 0 : k == 2 ? 255 : i < k ? 3 : 200);
		cn_str n;
		cn_media_pieces out;
		assert_int_equal(write_s(a, CN_S("x\n"), CN_PART_C2PA, (cn_str){ store, 256 }, &n, &out), CN_OK);
		assert_true(length == 0 || length == n.n);
		length = n.n;
		cn_media_file f = read_s(a, n);
		assert_int_equal(f.n_part, 2);
		media_part_is(&f, 1, CN_PART_C2PA, store, 256);
		assert_int_equal(out.store[0].at, 2);
		assert_int_equal(out.store[0].size, n.n - 2);
		assert_int_equal(f.part[1].range[0].size, n.n - 2);
		assert_true(cn_utf8_ok(n));
		assert_int_equal(write_s(a, n, CN_PART_C2PA, (cn_str){ "y", 1 }, &n, &out), CN_OK); /* the old one goes */
		f = read_s(a, n);
		assert_int_equal(media_count(&f, CN_PART_C2PA), 1);
		assert_int_equal(write_s(a, n, CN_PART_C2PA, (cn_str){ NULL, 0 }, &n, &out), CN_OK);
		assert_true(cn_eqz(n, "x\n"));
	}
}

/* The example of the annex: 16 bytes make 125, with one selector of three bytes and two of four behind them. */
static void a_wrapper_is_padded_as_the_annex_says(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str n;
	cn_media_pieces out;
	assert_int_equal(write_s(a, CN_S("x"), CN_PART_C2PA, CN_S("c2pa-manifest-01"), &n, &out), CN_OK);
	assert_int_equal(out.store[0].size, 125);
	assert_true(cn_ends(n, "\xef\xb8\x80\xf3\xa0\x84\x80\xf3\xa0\x84\x80"));
	/* of another version: it is there, and cannot be read */
	char *other = CN_NEW(a, char, n.n);
	memcpy(other, n.p, n.n);
	assert_memory_equal(other + 1 + 3 + 7 * 4 + 3, "\xef\xb8\x81", 3);
	other[1 + 3 + 7 * 4 + 3 + 2] = '\x82';
	cn_media_file f = read_s(a, (cn_str){ other, n.n });
	assert_non_null(strstr(f.trouble, "version"));
	assert_int_equal(media_count(&f, CN_PART_C2PA), 0);
}

/* The block of structured text (annex A.9): a store in base64, or an address. */
static void a_block_between_dashes_holds_a_store_or_names_one(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const struct {
		const char *s;
		size_t at, size;
		const char *body, *tag;
	} T[] = { { "<!-- -----BEGIN C2PA MANIFEST----- data:application/c2pa;base64,YWJj -----END C2PA MANIFEST----- -->\n# H\n",
		    0, 101, "# H\n", NULL },
		  { "# H\r\n# -----BEGIN C2PA MANIFEST----- data:application/c2pa;base64,YW\n Jj -----END C2PA MANIFEST-----", 3,
		    97, "# H", NULL },
		  { "---\n-----BEGIN C2PA MANIFEST-----\ndata:application/c2pa;base64,YWJj\n-----END C2PA MANIFEST-----\n---\nb\n",
		    4, 92, "b\n", NULL },
		  { "x\n// -----BEGIN C2PA MANIFEST----- https://a/b -----END C2PA MANIFEST-----\ny\n", 2, 73, "x\ny\n",
		    "https://a/b" } };
	for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
		cn_media_file f = read_s(a, cn_str_z(T[i].s));
		assert_null(f.trouble);
		assert_int_equal(f.n_part, 2);
		media_part_is(&f, 0, CN_PART_BODY, T[i].body, strlen(T[i].body));
		if (T[i].tag)
			media_part_is(&f, 1, CN_PART_TAG, T[i].tag, strlen(T[i].tag));
		else
			media_part_is(&f, 1, CN_PART_C2PA, "abc", 3);
		assert_int_equal(f.part[1].range[0].at, T[i].at);
		assert_int_equal(f.part[1].range[0].size, T[i].size);
	}
	assert_non_null(read_s(a, CN_S("-----BEGIN C2PA MANIFEST----- x\n")).trouble);
	assert_null(read_s(a, CN_S("BEGIN C2PA MANIFEST----- x\n")).trouble);
	cn_str n; /* a new store takes its place at the end */
	cn_media_pieces out;
	assert_int_equal(write_s(a, cn_str_z(T[0].s), CN_PART_C2PA, CN_S("z"), &n, &out), CN_OK);
	cn_media_file f = read_s(a, n);
	assert_int_equal(f.n_part, 2);
	assert_true(cn_starts(n, "# H\n\xef\xbb\xbf"));
}

static void front_matter_gives_its_label_and_its_fields(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "markdown");
	cn_media_file f = read_s(a, s);
	assert_int_equal(f.format, CN_MEDIA_MARKDOWN);
	assert_int_equal(f.n_part, 3);
	media_part_is(&f, 0, CN_PART_AIGC, "    Label: \"1\"\r\n    ContentProducer: x", 38);
	assert_true(cn_starts(cn_sub(s, f.part[0].range[0].at, f.part[0].range[0].size), "AIGC:\r\n"));
	media_part_is(&f, 1, CN_PART_TAG, "T", 1);
	assert_true(cn_eqz(f.part[1].key, "title"));
	media_part_is(&f, 2, CN_PART_BODY, "# Head\r\n", 8);
}

static void the_entry_of_front_matter_ends_where_yaml_says(void **state)
{
	(void)state;
	static const struct {
		const char *front, *whole, *value;
	} T[] = { { "AIGC: {a: b}\nx: y\n", "AIGC: {a: b}\n", "{a: b}" },
		  { "x: y\nAIGC:\n  a: b\n\n  c: d\n\nz: w\n", "AIGC:\n  a: b\n\n  c: d\n", "  a: b\n\n  c: d" },
		  { "AIGC: {\n\"a\": 1\n}\nx: y\n", "AIGC: {\n\"a\": 1\n}\n", "{\n\"a\": 1\n}" },
		  { "\"AIGC\": '{\"a\":1}'\n", "\"AIGC\": '{\"a\":1}'\n", "'{\"a\":1}'" },
		  { "AIGC:\nx: y\n", "AIGC:\n", "" },
		  { "AIGC: |\n  {\"a\": 1}\n", "AIGC: |\n  {\"a\": 1}\n", "|\n  {\"a\": 1}" } };
	for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
		cn_str whole, value;
		assert_true(cn_label_block(cn_str_z(T[i].front), &whole, &value));
		if (!cn_eqz(whole, T[i].whole) || !cn_eqz(value, T[i].value))
			fail_msg("\"%s\": \"%.*s\", \"%.*s\"", T[i].front, CN_FMT(whole), CN_FMT(value));
	}
	cn_str whole, value;
	assert_false(cn_label_block(CN_S("  AIGC: x\nAIGCx: y\n"), &whole, &value));
}

static void a_label_is_written_as_an_entry_of_front_matter(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const struct {
		const char *before, *label, *after;
	} T[] = { { "# H\n", "{\"Label\":\"1\",\"ContentProducer\":\"a\\\"b\"}",
		    "---\nAIGC:\n    Label: \"1\"\n    ContentProducer: \"a\\\"b\"\n---\n# H\n" },
		  { "\xef\xbb\xbf# H\r\n", "{\"Label\":\"1\"}", "\xef\xbb\xbf---\r\nAIGC:\r\n    Label: \"1\"\r\n---\r\n# H\r\n" },
		  { "---\nx: y\n---\nb\n", "{\"Label\":\"1\"}", "---\nx: y\nAIGC:\n    Label: \"1\"\n---\nb\n" },
		  { "---\nAIGC:\n  Label: 2\nx: y\n---\nb\n", "{\"Label\":\"1\"}", "---\nAIGC:\n    Label: \"1\"\nx: y\n---\nb\n" },
		  { "# H\n", "{Label: 1}", "---\nAIGC: {Label: 1}\n---\n# H\n" },
		  { "# H\n", "  Label: 1\n  ProduceID: 2", "---\nAIGC:\n  Label: 1\n  ProduceID: 2\n---\n# H\n" },
		  { "---\nAIGC: {a: b}\nx: y\n---\nb\n", NULL, "---\nx: y\n---\nb\n" },
		  { "# H\n", NULL, "# H\n" } };
	for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
		cn_str n = { "", 0 };
		cn_media_pieces out;
		assert_int_equal(write_s(a, cn_str_z(T[i].before), CN_PART_AIGC,
					 (cn_str){ T[i].label, T[i].label ? strlen(T[i].label) : 0 }, &n, &out),
				 CN_OK);
		if (!cn_eqz(n, T[i].after))
			fail_msg("\"%s\" with %s became \"%.*s\"", T[i].before, T[i].label ? T[i].label : "none", CN_FMT(n));
	}
	static const char *const BAD[] = { "", "a\nb: c", "---\n", "  a\nb", "{\"a\":1}\nx: y", "\xff" };
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		cn_str n;
		cn_media_pieces out;
		assert_int_equal(write_s(a, CN_S("# H\n"), CN_PART_AIGC, cn_str_z(BAD[i]), &n, &out), CN_EINPUT);
	}
}

/* ---- invisible ------------------------------------------------------------------------------------------------------------------
 */

static cn_invisible seen(cn_arena *a, const char *s)
{
	cn_invisible v;
	assert_int_equal(cn_media_invisible(a, cn_str_z(s), &v, NULL), CN_OK);
	return v;
}

static void invisible_characters_are_counted_by_kind(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const struct {
		const char *s;
		size_t zero_width, bidi, tags, selectors;
	} T[] = { { "plain, \xe4\xb8\xad\xe6\x96\x87\xef\xbc\x8c \xe2\x80\x9cquoted\xe2\x80\x9d \xc2\xa9", 0, 0, 0, 0 },
		  { "a\xe2\x80\x8b"
		    "b\xe2\x81\xa0"
		    "c\xef\xbb\xbf\xc2\xad",
		    4, 0, 0, 0 },
		  { "a\xe2\x80\x8d"
		    "b",
		    1, 0, 0, 0 }, /* a joiner behind a Latin letter */
		  { "\xe4\xb8\xad\xe2\x80\x8c\xe6\x96\x87", 1, 0, 0, 0 },
		  { "\xe2\x80\xae"
		    "abc\xe2\x80\xac\xd8\x9c",
		    0, 3, 0, 0 },
		  { "\xf3\xa0\x81\xa1\xf3\xa0\x81\xa2", 0, 0, 2, 0 },
		  { "a\xef\xb8\x80", 0, 0, 0, 1 },
		  { "\xe2\x9d\xa4\xef\xb8\x8f\xef\xb8\x8f", 0, 0, 0, 2 },
		  { "x\xf3\xa0\x84\x80\xf3\xa0\x87\xaf", 0, 0, 0, 2 } };
	for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
		cn_invisible v = seen(a, T[i].s);
		if (v.zero_width != T[i].zero_width || v.bidi != T[i].bidi || v.tags != T[i].tags || v.selectors != T[i].selectors)
			fail_msg("%zu: %zu %zu %zu %zu", i, v.zero_width, v.bidi, v.tags, v.selectors);
	}
	assert_int_equal(seen(a, "ab\xe2\x80\x8b").first, 2);
	assert_int_equal(seen(a, "ab").first, 2);
}

static void what_writing_needs_is_not_counted(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char *const T[] = {
		"\xef\xbb\xbfmark",								  /* a byte order mark */
		"\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",					  /* a person at a computer */
		"\xe2\x9d\xa4\xef\xb8\x8f\xe2\x80\x8d\xf0\x9f\x94\xa5 1\xef\xb8\x8f\xe2\x83\xa3", /* a heart on fire; a keycap
												   */
		"\xd9\x85\xdb\x8c\xe2\x80\x8c\xd8\xae",						  /* Persian */
		"\xe8\xbe\xbb\xf3\xa0\x84\x80\xe5\xad\x90",					  /* an ideograph's form */
		("\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2\xf3\xa0\x81\xa5\xf3\xa0\x81\xae\xf3\xa0\x81\xa7\xf3\xa0\x81"
		 "\xbf"), /* a flag */
	};
	for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
		cn_invisible v = seen(a, T[i]);
		if (v.zero_width + v.bidi + v.tags + v.selectors > 0 || v.hidden.n > 0)
			fail_msg("%zu", i);
	}
	assert_int_equal(seen(a, "\xf0\x9f\x8f\xb4\xf3\xa0\x81\xa7\xf3\xa0\x81\xa2").tags, 2); /* a flag that is not closed */
}

static void hidden_text_is_spelled(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	assert_true(cn_eqz(seen(a, "Hi\xf3\xa0\x81\x89\xf3\xa0\x81\xa7\xf3\xa0\x81\xae there").hidden, "Ign"));
	/* U+4E2D as three selectors, then a line end, then a byte that is no UTF-8 */
	assert_true(cn_eqz(seen(a, "a\xf3\xa0\x87\x94\xf3\xa0\x86\xa8\xf3\xa0\x86\x9d\xef\xb8\x8a\xf3\xa0\x87\xaf").hidden,
			   "\xe4\xb8\xad\n\xef\xbf\xbd"));
	for (size_t over = 0; over < 2; over++) {
		size_t n = CN_INVISIBLE_HIDDEN_BYTES_MAX + over;
		char *s = CN_NEW(a, char, 4 * n);
		for (size_t i = 0; i < n; i++)
			memcpy(s + 4 * i, i + 1 < n ? "\xf3\xa0\x81\xa1" : "\xf3\xa0\x81\xa2", 4);
		cn_invisible v;
		assert_int_equal(cn_media_invisible(a, (cn_str){ s, 4 * n }, &v, NULL), CN_OK);
		assert_int_equal(v.tags, n);
		assert_int_equal(v.hidden.n, CN_INVISIBLE_HIDDEN_BYTES_MAX);
		assert_int_equal(v.hidden.p[v.hidden.n - 1], over ? 'a' : 'b');
	}
}

/* The same counts as by looking at each character. */
static void counts_do_not_hang_on_where_bytes_stand(void **state)
{
	(void)state;
	static const char *const PIECE[] = {
		"a",	    "\xe4\xb8\xad", "\xe2\x80\x8b", "\xe2\x80\x9d", "\xd8\x9c", "\xf3\xa0\x81\xa1", "\xf0\x9f\x98\x80",
		"\xc2\xad", "\xff",	    "\xe2"
	};
	cn_rng g;
	cn_rng_init(&g, 7);
	for (unsigned round = 0; round < 200; round++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		cn_buf b;
		size_t zero = 0, bidi = 0, tags = 0, pieces = (size_t)cn_rng_below(&g, 60);
		cn_buf_init(&b, 4096);
		for (size_t i = 0; i < pieces; i++) {
			size_t k = (size_t)cn_rng_below(&g, sizeof PIECE / sizeof *PIECE);
			cn_buf_putz(&b, PIECE[k]);
			cn_buf_putc(&b, '.'); /* so that no pieces make a character */
			zero += k == 2 || k == 7;
			bidi += k == 4;
			tags += k == 5;
		}
		cn_invisible v;
		assert_int_equal(cn_media_invisible(a, cn_buf_str(&b), &v, NULL), CN_OK);
		assert_int_equal(v.zero_width, zero);
		assert_int_equal(v.bidi, bidi);
		assert_int_equal(v.tags, tags);
		cn_buf_done(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_or_markdown_by_the_marks_of_lines),
		cmocka_unit_test(the_wrapper_is_the_store_and_its_whole_run_of_selectors),
		cmocka_unit_test(a_wrapper_cut_off_is_trouble_or_none),
		cmocka_unit_test(a_wrapper_is_as_long_as_any_other_of_its_size),
		cmocka_unit_test(a_wrapper_is_padded_as_the_annex_says),
		cmocka_unit_test(a_block_between_dashes_holds_a_store_or_names_one),
		cmocka_unit_test(front_matter_gives_its_label_and_its_fields),
		cmocka_unit_test(the_entry_of_front_matter_ends_where_yaml_says),
		cmocka_unit_test(a_label_is_written_as_an_entry_of_front_matter),
		cmocka_unit_test(invisible_characters_are_counted_by_kind),
		cmocka_unit_test(what_writing_needs_is_not_counted),
		cmocka_unit_test(hidden_text_is_spelled),
		cmocka_unit_test(counts_do_not_hang_on_where_bytes_stand),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
