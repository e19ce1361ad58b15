/* lab/media/file: labels in containers, by bytes; JPEG and PNG, and what all readers share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/file.h"
#include "tests/unit/media_help.h"

static void jpeg_gives_its_parts_and_joins_a_store_in_two_segments(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_file f;
	assert_int_equal(cn_media_read(a, media_seed(a, "jpeg"), &f, NULL), CN_OK);
	assert_int_equal(f.format, CN_MEDIA_JPEG);
	assert_null(f.trouble);
	assert_int_equal(f.width, 16);
	assert_int_equal(f.height, 8);
	assert_int_equal(f.n_part, 5);
	media_part_is(&f, 0, CN_PART_EXIF, "MM\0*", 4);
	media_part_is(&f, 1, CN_PART_XMP, "<x/>", 4);
	media_part_is(&f, 2, CN_PART_IPTC, "\x1c\x02\x50\0\x02me", 7);
	media_part_is(&f, 3, CN_PART_TAG, "hello", 5);
	assert_int_equal(f.part[4].kind, CN_PART_C2PA);
	assert_int_equal(f.part[4].bytes.n, 50);
	assert_memory_equal(f.part[4].bytes.p + 38, "\0\0\0\x0cjumbabcd", 12);
	assert_int_equal(f.part[4].n_range, 2);
	assert_int_equal(f.part[4].range[0].at + f.part[4].range[0].size, f.part[4].range[1].at);
}

static void png_gives_its_parts(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_file f;
	assert_int_equal(cn_media_read(a, media_seed(a, "png"), &f, NULL), CN_OK);
	assert_int_equal(f.format, CN_MEDIA_PNG);
	assert_int_equal(f.width, 3);
	assert_int_equal(f.height, 2);
	assert_int_equal(f.n_part, 5);
	assert_int_equal(f.part[0].kind, CN_PART_C2PA);
	assert_int_equal(f.part[0].range[0].at, 33);
	assert_int_equal(f.part[0].range[0].size, 62);
	media_part_is(&f, 1, CN_PART_XMP, "<x/>", 4);
	media_part_is(&f, 2, CN_PART_TAG, "caf\xc3\xa9", 5);
	assert_true(cn_eqz(f.part[2].key, "parameters"));
	media_part_is(&f, 3, CN_PART_TAG, "{}", 2);
	media_part_is(&f, 4, CN_PART_EXIF, "MM\0*", 4);
}

static void a_file_cut_anywhere_says_so_or_is_another_format(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	media_cut_everywhere(a, media_seed(a, "jpeg"), 23); /* its image data begins 14 bytes before its end: up to there */
	media_cut_everywhere(a, media_seed(a, "png"), 0);
}

static void segments_of_a_store_out_of_order_are_trouble(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "jpeg");
	char *p = cn_cstr(a, s);
	for (size_t i = 0; i + 8 < s.n; i++)
		if (memcmp(p + i, "JP\x02\x11\0\0\0\x02", 8) == 0)
			p[i + 7] = 3;
	cn_media_file f;
	assert_int_equal(cn_media_read(a, (cn_str){ p, s.n }, &f, NULL), CN_OK);
	assert_non_null(f.trouble);
	assert_int_equal(f.n_part, 4);
}

/* A JPEG of n EXIF segments (parts) or of n quantisation tables. */
static cn_code jpeg_of(size_t n, bool parts, cn_media_file *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 16 << 20);
	cn_buf_put(&b, CN_S("\xff\xd8"));
	for (size_t i = 0; i < n; i++)
		cn_buf_put(&b, parts ? CN_S("\xff\xe1\0\x08" "Exif\0\0") : CN_S("\xff\xdb\0\2"));
	cn_buf_put(&b, CN_S("\xff\xd9"));
	return cn_media_read(a, cn_buf_str(&b), ret, err);
}

static void parts_and_segments_are_bounded(void **state)
{
	(void)state;
	cn_media_file f;
	cn_err err = { 0 };
	assert_int_equal(jpeg_of(CN_MEDIA_PARTS_MAX, true, &f, &err), CN_OK);
	assert_int_equal(jpeg_of(CN_MEDIA_PARTS_MAX + 1, true, &f, &err), CN_ETOOBIG);
	assert_non_null(strstr(err.msg, "more than 4096"));
	assert_int_equal(jpeg_of(CN_MEDIA_SEGMENTS_MAX - 1, false, &f, &err), CN_OK); /* with the end marker: the most */
	assert_int_equal(jpeg_of(CN_MEDIA_SEGMENTS_MAX, false, &f, &err), CN_ETOOBIG);
}

/* A text field is kept to its bound; what is put together is bounded too. */
static void long_fields_and_long_joints_are_bounded(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new((size_t)512 << 20);
	CN_AUTO_BUF b;
	cn_media_file f;
	cn_err err = { 0 };
	cn_buf_init(&b, 512 << 20);
	for (size_t n = CN_MEDIA_TAG_BYTES_MAX; n <= CN_MEDIA_TAG_BYTES_MAX + 1; n++) { /* a PNG of one text chunk */
		cn_buf_reset(&b);
		cn_buf_put(&b, (cn_str){ "\x89PNG\r\n\x1a\n\0\1\0", 11 });
		cn_buf_putc(&b, (char)(n + 2 - CN_MEDIA_TAG_BYTES_MAX));
		cn_buf_put(&b, (cn_str){ "tEXtk\0", 6 });
		for (size_t i = 0; i < n; i++)
			cn_buf_putc(&b, 'x');
		cn_buf_put(&b, (cn_str){ "crc!\0\0\0\0IENDcrc!", 16 });
		assert_int_equal(cn_media_read(a, cn_buf_str(&b), &f, &err), CN_OK);
		assert_null(f.trouble);
		assert_int_equal(f.part[0].bytes.n, CN_MEDIA_TAG_BYTES_MAX);
	}
	/* stores of two segments each, until they are longer than CN_MEDIA_JOINED_BYTES_MAX together */
	char *big = CN_NEW(a, char, 65533);
	assert_non_null(big);
	cn_buf_reset(&b);
	cn_buf_put(&b, CN_S("\xff\xd8"));
	size_t each = 0;
	for (unsigned k = 0; (size_t)(k / 2) * each <= CN_MEDIA_JOINED_BYTES_MAX; k++) {
		char head[] = "\xff\xeb\xff\xffJP\0\0\0\0\0\1\0\1\xff\xf0jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71";
		head[6] = (char)(k / 2 >> 8);
		head[7] = (char)(k / 2 & 0xff);
		head[11] = (char)(1 + (k & 1));
		cn_buf_put(&b, (cn_str){ head, sizeof head - 1 });
		cn_buf_put(&b, (cn_str){ big, 65533 - (sizeof head - 1 - 4) });
		each = 2 * 65533 - 16 - 16 - 8;
	}
	cn_buf_put(&b, CN_S("\xff\xd9"));
	assert_false(b.failed);
	assert_int_equal(cn_media_read(a, cn_buf_str(&b), &f, &err), CN_ETOOBIG);
	assert_non_null(strstr(err.msg, "labels in pieces"));
}

/* A store of n bytes: the description of the seed, then filling. */
static cn_str store_of(cn_arena *a, size_t n)
{
	char *p = CN_NEW(a, char, n);
	assert_non_null(p);
	for (int i = 0; i < 4; i++)
		p[i] = (char)(n >> (24 - 8 * i) & 0xff);
	memcpy(p + 4, "jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03" "c2pa", 33);
	for (size_t i = 38; i < n; i++)
		p[i] = (char)(i * 7);
	return (cn_str){ p, n };
}

static void what_is_written_reads_back_and_the_rest_stays(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	static const char *const names[] = { "jpeg", "png" };
	for (int k = 0; k < 2; k++) {
		cn_str old = media_seed(a, names[k]);
		cn_media_edit e[] = { { CN_PART_XMP, { 0 }, CN_S("<y/>") }, { CN_PART_C2PA, { 0 }, store_of(a, 200000) } };
		cn_media_pieces out;
		cn_media_file f;
		assert_int_equal(cn_media_write(a, old, e, 2, &out, NULL), CN_OK);
		cn_str now = media_whole(a, &out);
		assert_int_equal(cn_media_read(a, now, &f, NULL), CN_OK);
		assert_null(f.trouble);
		assert_int_equal(media_count(&f, CN_PART_XMP), 1);
		assert_int_equal(media_count(&f, CN_PART_C2PA), 1);
		assert_int_equal(media_count(&f, CN_PART_EXIF), 1);
		assert_true(cn_eqz(media_first(&f, CN_PART_XMP)->bytes, "<y/>"));
		const cn_media_part *c = media_first(&f, CN_PART_C2PA);
		assert_true(cn_eq(c->bytes, e[1].bytes));
		assert_int_equal(out.n_store, 1); /* neighbours are one range */
		assert_int_equal(out.store[0].at, c->range[0].at);
		assert_int_equal(out.store[0].at + out.store[0].size, c->range[c->n_range - 1].at + c->range[c->n_range - 1].size);
		/* taken out again */
		cn_media_edit gone[] = { { CN_PART_XMP, { 0 }, { 0 } }, { CN_PART_C2PA, { 0 }, { 0 } } };
		assert_int_equal(cn_media_write(a, now, gone, 2, &out, NULL), CN_OK);
		assert_int_equal(out.n_store, 0);
		assert_int_equal(cn_media_read(a, media_whole(a, &out), &f, NULL), CN_OK);
		assert_int_equal(media_count(&f, CN_PART_XMP) + media_count(&f, CN_PART_C2PA), 0);
		assert_int_equal(media_count(&f, CN_PART_TAG), k == 0 ? 1 : 2);
	}
}

static void a_format_says_what_it_cannot_carry(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_edit e = { CN_PART_AIGC, { 0 }, CN_S("{}") };
	cn_media_pieces out;
	cn_err err = { 0 };
	assert_int_equal(cn_media_write(a, media_seed(a, "png"), &e, 1, &out, &err), CN_EUNSUPPORTED);
	assert_string_equal(err.msg, "a file of format \"png\" has no place for a label of kind \"aigc\"");
	assert_int_equal(cn_media_write(a, CN_S("\xff\xd8\xff\xe1"), &e, 1, &out, &err), CN_EINPUT);
	assert_int_equal(cn_media_write(a, CN_S("\x01\x02"), &e, 1, &out, &err), CN_EUNSUPPORTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jpeg_gives_its_parts_and_joins_a_store_in_two_segments),
		cmocka_unit_test(png_gives_its_parts),
		cmocka_unit_test(a_file_cut_anywhere_says_so_or_is_another_format),
		cmocka_unit_test(segments_of_a_store_out_of_order_are_trouble),
		cmocka_unit_test(parts_and_segments_are_bounded),
		cmocka_unit_test(long_fields_and_long_joints_are_bounded),
		cmocka_unit_test(what_is_written_reads_back_and_the_rest_stays),
		cmocka_unit_test(a_format_says_what_it_cannot_carry),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
