/* lab/media/format/bmff: MP4, MOV, M4A, HEIC and AVIF are read. The seeds are tests/fuzz/seeds/media. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/file.h"
#include "tests/unit/bmff_help.h"
#include "tests/unit/media_help.h"

static const char *const SEEDS[] = { "mp4", "mov", "mov_bare", "m4a", "heic", "avif", "fragments" };
enum { N_SEEDS = sizeof SEEDS / sizeof *SEEDS };
#define LABEL "{\"Label\":\"1\"}"

static cn_media_file read_ok(cn_arena *a, cn_str s)
{
	cn_media_file f;
	cn_err err = { 0 };
	if (cn_media_read(a, s, &f, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return f;
}

static void field_is(const cn_media_file *f, size_t i, cn_media_kind kind, const char *carrier, const char *key, const char *text)
{
	media_part_is(f, i, kind, text, strlen(text));
	assert_string_equal(f->part[i].carrier, carrier);
	assert_true(cn_eqz(f->part[i].key, key));
}

static void an_mp4_gives_its_store_its_labels_and_its_texts(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_file f = read_ok(a, media_seed(a, "mp4"));
	assert_int_equal(f.format, CN_MEDIA_MP4);
	assert_null(f.trouble);
	assert_int_equal(f.width, 64);
	assert_int_equal(f.height, 48);
	assert_int_equal(f.duration_us, 2500000);
	assert_int_equal(f.n_part, 6);
	assert_int_equal(f.part[0].kind, CN_PART_C2PA);
	assert_int_equal(f.part[0].range[0].at, 24); /* the whole box behind ftyp */
	assert_int_equal(f.part[0].range[0].size, 8 + 16 + 4 + 9 + 8 + 38);
	assert_int_equal(f.part[0].bytes.n, 38);
	assert_memory_equal(f.part[0].bytes.p + 4, "jumb", 4);
	field_is(&f, 1, CN_PART_TAG, "ilst", "\xc2\xa9too", "tool");
	field_is(&f, 2, CN_PART_AIGC, "ilst", "----:com.apple.iTunes:AIGC", LABEL);
	field_is(&f, 3, CN_PART_AIGC, "keys", "AIGC", LABEL);
	field_is(&f, 4, CN_PART_TAG, "keys", "comment", "hello");
	field_is(&f, 5, CN_PART_XMP, "uuid", "", "<x/>");
	assert_int_equal(f.part[3].range[0].size, 8 + 16 + 13);
}

static void a_quicktime_movie_gives_its_texts(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	for (int bare = 0; bare < 2; bare++) {
		cn_media_file f = read_ok(a, media_seed(a, bare ? "mov_bare" : "mov"));
		assert_int_equal(f.format, CN_MEDIA_MOV);
		assert_null(f.trouble);
		assert_int_equal(f.duration_us, 2000000);
		assert_int_equal(f.width, 16);
		assert_int_equal(f.n_part, 4);
		field_is(&f, 0, CN_PART_TAG, "udta", "\xc2\xa9nam", "caf\xc3\xa9");
		field_is(&f, 1, CN_PART_TAG, "udta", "\xc2\xa9" "cmt", "caf\xc3\xa9"); /* Mac OS Roman in the file */
		field_is(&f, 2, CN_PART_XMP, "XMP_", "", "<x/>");
		field_is(&f, 3, CN_PART_TAG, "keys", "com.apple.quicktime.software", "soft");
	}
}

static void heif_gives_its_items_and_the_size_of_the_primary_one(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_file f = read_ok(a, media_seed(a, "heic"));
	assert_int_equal(f.format, CN_MEDIA_HEIC);
	assert_null(f.trouble);
	assert_int_equal(f.width, 64);
	assert_int_equal(f.height, 48);
	assert_int_equal(f.duration_us, -1);
	assert_int_equal(f.n_part, 2);
	media_part_is(&f, 0, CN_PART_EXIF, "MM\0*\0\0", 6); /* behind the four bytes that say where it begins */
	assert_int_equal(f.part[0].n_range, 2); /* two extents of idat */
	assert_int_equal(f.part[0].range[0].at + 10, f.part[0].range[1].at);
	field_is(&f, 1, CN_PART_XMP, "mime item", "", "<x/>");
	f = read_ok(a, media_seed(a, "avif"));
	assert_int_equal(f.format, CN_MEDIA_AVIF); /* by its second brand: the first is mif1 */
	assert_int_equal(f.width, 64);
	assert_int_equal(f.n_part, 0);
}

static void the_format_is_told_by_brands_and_by_first_boxes(void **state)
{
	(void)state;
	static const struct {
		const char *brand;
		cn_media_format is;
	} T[] = { { "isom", CN_MEDIA_MP4 }, { "qt  ", CN_MEDIA_MOV }, { "M4A ", CN_MEDIA_M4A }, { "M4B ", CN_MEDIA_M4A }, { "heic", CN_MEDIA_HEIC },
		  { "mif1", CN_MEDIA_HEIC }, { "hevc", CN_MEDIA_HEIC }, { "avis", CN_MEDIA_AVIF }, { "dash", CN_MEDIA_MP4 }, { "crx ", CN_MEDIA_MP4 } };
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
		bmff f;
		bmff_init(&f);
		bmff_ftyp(&f, T[i].brand);
		assert_int_equal(read_ok(a, cn_buf_str(&f.b)).format, T[i].is);
		cn_buf_done(&f.b);
	}
	assert_int_equal(read_ok(a, CN_S("\0\0\0\x08styp")).format, CN_MEDIA_MP4);
	assert_int_equal(read_ok(a, CN_S("\0\0\0\x08wide")).format, CN_MEDIA_MOV);
	assert_int_equal(read_ok(a, CN_S("The free market")).format == CN_MEDIA_MOV, false); /* a text with those letters there */
	assert_int_equal(read_ok(a, media_seed(a, "m4a")).duration_us, 10000);
	assert_int_equal(read_ok(a, media_seed(a, "fragments")).duration_us, 4000000); /* mehd; its mvhd says 0 */
}

/* Is n a place where a box of the file ends? */
static bool at_an_edge(cn_str s, size_t n)
{
	size_t at = 0;
	while (at < n)
		at += bmff_get(s, at, 4);
	return at == n;
}

static void a_file_cut_inside_a_box_says_so(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	for (size_t k = 0; k < N_SEEDS; k++) {
		cn_str s = media_seed(a, SEEDS[k]);
		for (size_t n = 8; n < s.n; n++) {
			cn_media_file f = read_ok(a, cn_sub(s, 0, n));
			if (!f.trouble && !at_an_edge(s, n) && f.format != CN_MEDIA_OTHER)
				fail_msg("%s cut at byte %zu of %zu, and nothing is said", SEEDS[k], n, s.n);
		}
	}
}

static void what_is_broken_is_named(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_str s = media_seed(a, "mp4");
	size_t keys = bmff_find(s, 0, "keys"), udta = bmff_find(s, 0, "udta");
	assert_string_equal(read_ok(a, bmff_with(a, s, udta - 4, 4, 5000)).trouble, "BMFF: a box runs past what holds it");
	assert_string_equal(read_ok(a, bmff_with(a, s, udta - 4, 4, 7)).trouble, "BMFF: a box is shorter than its header");
	assert_string_equal(read_ok(a, bmff_with(a, s, udta - 4, 4, 1)).trouble, "BMFF: a box runs past what holds it"); /* its long size */
	assert_string_equal(read_ok(a, bmff_with(a, s, keys - 4, 4, 0)).trouble, "BMFF: a box in a box has no size"); /* only udta ends so */
	assert_string_equal(read_ok(a, bmff_with(a, s, keys + 8, 4, 3)).trouble, "BMFF: a list of keys is cut off");
	assert_string_equal(read_ok(a, bmff_with(a, s, keys + 8, 4, UINT32_MAX)).trouble, "BMFF: a list of keys is cut off");
	assert_int_equal(read_ok(a, bmff_with(a, s, keys + 8, 4, 3)).trouble_at, keys - 4);
	s = media_seed(a, "heic");
	size_t iloc = bmff_find(s, 0, "iloc");
	assert_non_null(strstr(read_ok(a, bmff_with(a, s, iloc + 8, 1, 0x33)).trouble, "cannot be read"));
	assert_non_null(strstr(read_ok(a, bmff_with(a, s, iloc + 10, 2, 9)).trouble, "is cut off"));
	assert_non_null(strstr(read_ok(a, bmff_with(a, s, s.n - 8 - 11 - 4, 4, 5)).trouble, "does not lie in the file")); /* one byte too long */
	assert_non_null(strstr(read_ok(a, bmff_with(a, s, bmff_find(s, 0, "idat") + 3, 1, 'u')).trouble, "does not lie in the file"));
}

static void a_long_size_and_an_open_one_are_read(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	bmff f;
	bmff_init(&f);
	bmff_ftyp(&f, "isom");
	bmff_put(&f, CN_S("\0\0\0\1uuid\0\0\0\0\0\0\0\x24\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac<x/>"));
	bmff_put(&f, CN_S("\0\0\0\0uuid\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac<y/>"));
	cn_media_file r = read_ok(a, cn_buf_str(&f.b));
	assert_null(r.trouble);
	assert_int_equal(r.n_part, 2);
	field_is(&r, 0, CN_PART_XMP, "uuid", "", "<x/>");
	field_is(&r, 1, CN_PART_XMP, "uuid", "", "<y/>");
	assert_int_equal(r.part[1].range[0].size, 28);
	cn_buf_done(&f.b);
}

static void a_merkle_box_is_no_store(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "mp4");
	char *p = CN_NEW(a, char, s.n);
	memcpy(p, s.p, s.n);
	size_t at = bmff_find(s, 0, "manifest");
	memcpy(p + at, "merkle\0\0", 8);
	cn_media_file f = read_ok(a, (cn_str){ p, s.n });
	assert_null(media_first(&f, CN_PART_C2PA));
	assert_null(f.trouble);
	memcpy(p + at, "update\0\0", 8); /* an update manifest; the rest of its box counts */
	f = read_ok(a, (cn_str){ p, s.n });
	assert_true(media_first(&f, CN_PART_C2PA) && cn_eqz(media_first(&f, CN_PART_C2PA)->key, "update"));
	memcpy(p + at, "purpose\0", 8);
	f = read_ok(a, (cn_str){ p, s.n });
	assert_null(media_first(&f, CN_PART_C2PA));
	assert_non_null(f.trouble);
}

/* A file with one key and one item of this type. */
static cn_media_file of_item(cn_arena *a, const char *key, uint32_t type, cn_str text)
{
	bmff f;
	bmff_init(&f);
	bmff_ftyp(&f, "isom");
	bmff_begin(&f, "moov");
	bmff_begin(&f, "udta");
	bmff_full(&f, "meta", 0, 0);
	bmff_hdlr(&f, "mdta");
	bmff_full(&f, "keys", 0, 0);
	bmff_be(&f, 1, 4);
	bmff_box(&f, "mdta", cn_str_z(key));
	bmff_end(&f);
	bmff_begin(&f, "ilst");
	bmff_begin(&f, "\0\0\0\1");
	bmff_begin(&f, "data");
	bmff_be(&f, type, 4);
	bmff_be(&f, 0, 4);
	bmff_put(&f, text);
	while (f.n > 0)
		bmff_end(&f);
	cn_str copy = cn_str_copy(a, cn_buf_str(&f.b));
	cn_buf_done(&f.b);
	return read_ok(a, copy);
}

static void texts_are_told_by_their_type(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_media_file f = of_item(a, "k", 2, CN_S("\xfe\xff\0h\0\xe9\xd8\x3d\xde\0\xd8\x00"));
	field_is(&f, 0, CN_PART_TAG, "keys", "k", "h\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbd"); /* a half of a pair is no character */
	assert_int_equal(of_item(a, "k", 21, CN_S("\0\1")).n_part, 0);
	assert_int_equal(of_item(a, "k", 0, CN_S("bytes")).n_part, 0);
	f = of_item(a, "AIGC", 0, CN_S(LABEL)); /* a label of no type is a label still */
	field_is(&f, 0, CN_PART_AIGC, "keys", "AIGC", LABEL);
	f = of_item(a, "aigc", 1, CN_S(LABEL));
	field_is(&f, 0, CN_PART_AIGC, "keys", "aigc", LABEL);
	assert_int_equal(of_item(a, "AIGCX", 1, CN_S("x")).part[0].kind, CN_PART_TAG);
}

static void a_text_is_kept_up_to_its_bound_and_never_half_a_character(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	char *p = CN_NEW(a, char, CN_MEDIA_TAG_BYTES_MAX + 1);
	memset(p, 'x', CN_MEDIA_TAG_BYTES_MAX + 1);
	assert_int_equal(of_item(a, "k", 1, (cn_str){ p, CN_MEDIA_TAG_BYTES_MAX }).part[0].bytes.n, CN_MEDIA_TAG_BYTES_MAX);
	assert_int_equal(of_item(a, "k", 1, (cn_str){ p, CN_MEDIA_TAG_BYTES_MAX + 1 }).part[0].bytes.n, CN_MEDIA_TAG_BYTES_MAX);
	memcpy(p + CN_MEDIA_TAG_BYTES_MAX - 1, "\xc3\xa9", 2);
	assert_int_equal(of_item(a, "k", 1, (cn_str){ p, CN_MEDIA_TAG_BYTES_MAX + 1 }).part[0].bytes.n, CN_MEDIA_TAG_BYTES_MAX - 1);
	assert_int_equal(of_item(a, "AIGC", 1, (cn_str){ p, CN_MEDIA_TAG_BYTES_MAX + 1 }).part[0].bytes.n, CN_MEDIA_TAG_BYTES_MAX + 1);
}

/* ftyp, then n boxes: XMP or empty. */
static cn_code of_boxes(size_t n, bool xmp, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	bmff f;
	cn_media_file r;
	bmff_init(&f);
	bmff_ftyp(&f, "isom");
	for (size_t i = 0; i < n; i++)
		bmff_put(&f, xmp ? CN_S("\0\0\0\x18uuid\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac") : CN_S("\0\0\0\x08" "free"));
	cn_code rc = cn_media_read(a, cn_buf_str(&f.b), &r, err);
	cn_buf_done(&f.b);
	return rc;
}

static void boxes_and_parts_are_bounded(void **state)
{
	(void)state;
	cn_err err = { 0 };
	assert_int_equal(of_boxes(CN_MEDIA_SEGMENTS_MAX - 1, false, &err), CN_OK); /* with ftyp: the most */
	assert_int_equal(of_boxes(CN_MEDIA_SEGMENTS_MAX, false, &err), CN_ETOOBIG);
	assert_int_equal(of_boxes(CN_MEDIA_PARTS_MAX, true, &err), CN_OK);
	assert_int_equal(of_boxes(CN_MEDIA_PARTS_MAX + 1, true, &err), CN_ETOOBIG);
}

/* A HEIF file of one XMP item, in the widest forms: infe 3, iloc 2 with numbers of 8 bytes and an index, pitm 1, iinf 1. */
static void wide_forms_of_heif_are_read(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	bmff f;
	bmff_init(&f);
	bmff_ftyp(&f, "heic");
	bmff_box(&f, "mdat", CN_S("<x/>"));
	bmff_full(&f, "meta", 0, 0);
	bmff_hdlr(&f, "pict");
	bmff_full(&f, "iinf", 1, 0);
	bmff_be(&f, 1, 4);
	bmff_full(&f, "infe", 3, 0);
	bmff_be(&f, 70000, 4);
	bmff_put(&f, CN_S("\0\0mimename\0application/rdf+xml")); /* the NUL that ends it is not written */
	bmff_end(&f);
	bmff_end(&f);
	bmff_full(&f, "iloc", 2, 0);
	bmff_put(&f, CN_S("\x88\x88"));
	bmff_be(&f, 1, 4);
	bmff_be(&f, 70000, 4);
	bmff_be(&f, 0, 4);
	bmff_be(&f, 20, 8);
	bmff_be(&f, 1, 2);
	bmff_be(&f, 0, 8);
	bmff_be(&f, 4, 8);
	bmff_be(&f, 4, 8);
	bmff_end(&f);
	bmff_end(&f);
	cn_media_file r = read_ok(a, cn_buf_str(&f.b));
	assert_null(r.trouble);
	assert_int_equal(r.n_part, 1);
	field_is(&r, 0, CN_PART_XMP, "mime item", "", "<x/>");
	assert_int_equal(r.part[0].range[0].at, 24);
	cn_buf_done(&f.b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_mp4_gives_its_store_its_labels_and_its_texts),
		cmocka_unit_test(a_quicktime_movie_gives_its_texts),
		cmocka_unit_test(heif_gives_its_items_and_the_size_of_the_primary_one),
		cmocka_unit_test(the_format_is_told_by_brands_and_by_first_boxes),
		cmocka_unit_test(a_file_cut_inside_a_box_says_so),
		cmocka_unit_test(what_is_broken_is_named),
		cmocka_unit_test(a_long_size_and_an_open_one_are_read),
		cmocka_unit_test(a_merkle_box_is_no_store),
		cmocka_unit_test(texts_are_told_by_their_type),
		cmocka_unit_test(a_text_is_kept_up_to_its_bound_and_never_half_a_character),
		cmocka_unit_test(boxes_and_parts_are_bounded),
		cmocka_unit_test(wide_forms_of_heif_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
