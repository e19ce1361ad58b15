/* lab/media/format/gif: extensions of GIF files, read and written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/file.h"
#include "tests/unit/media_help.h"

static void gif_gives_its_labels_and_its_comment(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_file f = media_read_whole(a, media_seed(a, "gif"));
	assert_int_equal(f.format, CN_MEDIA_GIF);
	assert_int_equal(f.width, 3);
	assert_int_equal(f.height, 2);
	assert_int_equal(f.n_part, 3);
	media_part_is(&f, 0, CN_PART_TAG, "hello w\xc3\xb6rld", 12); /* two sub-blocks, Latin-1 */
	assert_true(cn_eqz(f.part[0].key, "Comment"));
	media_part_is(&f, 1, CN_PART_XMP, "<x/>", 4);
	assert_int_equal(f.part[1].range[0].size, 14 + 4 + 258);
	assert_int_equal(f.part[2].kind, CN_PART_C2PA);
	assert_int_equal(f.part[2].bytes.n, 51); /* three sub-blocks */
	assert_memory_equal(f.part[2].bytes.p + 38, "\0\0\0\x0djumbabcde", 13);
	assert_int_equal(f.part[2].range[0].at, 330);
	assert_int_equal(f.part[2].range[0].size, 14 + 51 + 3 + 1); /* the whole extension */
}

static void xmp_cut_into_sub_blocks_is_found_too(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "gif_blocks");
	cn_media_file f = media_read_whole(a, s);
	assert_int_equal(f.n_part, 2);
	media_part_is(&f, 0, CN_PART_XMP, "<x/>", 4);
	media_part_is(&f, 1, CN_PART_TAG, "after", 5);
	/* without the tail: as text whose bytes pass for lengths, and in a block */
	f = media_read_whole(a, (cn_str){ "GIF89a\1\0\1\0\0\0\0!\xff\x0bXMP DataXMP<012345678901234567890123456789012345678901234567890123456789\0;", 90 });
	assert_int_equal(f.n_part, 1);
	assert_int_equal(f.part[0].bytes.n, 61);
	f = media_read_whole(a, (cn_str){ "GIF89a\1\0\1\0\0\0\0!\xff\x0bXMP DataXMP\4<x/>\0;", 34 });
	media_part_is(&f, 0, CN_PART_XMP, "<x/>", 4);
}

static void a_file_cut_anywhere_says_so(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	static const char *const names[] = { "gif", "gif_87a", "gif_blocks" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		media_cut_everywhere(a, media_seed(a, names[i]), 0);
}

static void a_byte_that_begins_no_block_is_trouble(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "gif");
	char *p = cn_cstr(a, s);
	p[s.n - 1] = '!' + 1;
	cn_media_file f;
	assert_int_equal(cn_media_read(a, (cn_str){ p, s.n }, &f, NULL), CN_OK);
	assert_string_equal(f.trouble, "GIF: a byte that begins no block");
	assert_int_equal(f.trouble_at, s.n - 1);
	assert_int_equal(f.n_part, 3);
}

static void new_labels_stand_before_the_first_picture(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str old = media_seed(a, "gif_87a");
	char store[300];
	for (size_t i = 0; i < sizeof store; i++)
		store[i] = (char)i;
	cn_media_edit e[] = { { CN_PART_C2PA, { 0 }, { store, sizeof store } }, { CN_PART_XMP, { 0 }, CN_S("<y/>") }, { CN_PART_TAG, CN_S("Comment"), CN_S("hi") } };
	cn_media_pieces out;
	cn_str now = media_written(a, old, e, 3, &out);
	assert_memory_equal(now.p, "GIF89a", 6); /* 87a has no extensions */
	assert_memory_equal(now.p + 6, old.p + 6, 7);
	assert_memory_equal(now.p + 13, "!\xff\x0bXMP DataXMP<y/>\1\xff\xfe", 21);
	assert_memory_equal(now.p + 13 + 18 + 255, "\1\0\0" "!\xfe\2hi\0", 9);
	assert_memory_equal(now.p + 13 + 18 + 258 + 6, "!\xff\x0b" "C2PA_GIF\1\0\0\xff\0\1\2", 18);
	assert_memory_equal(now.p + now.n - 22, old.p + 13, 22); /* the picture and the trailer */
	cn_media_file f = media_read_whole(a, now);
	assert_int_equal(f.n_part, 3);
	media_store_is(&out, &f, e[0].bytes);
	assert_int_equal(out.store[0].size, 14 + 300 + 2 + 1);
	/* written again they replace themselves; taken out, only the version stays */
	assert_true(cn_eq(media_written(a, now, e, 3, &out), now));
	for (int i = 0; i < 3; i++)
		e[i].bytes = (cn_str){ 0 };
	cn_str bare = media_written(a, now, e, 3, &out);
	assert_int_equal(out.n_store, 0);
	assert_int_equal(bare.n, old.n);
	assert_memory_equal(bare.p + 6, old.p + 6, old.n - 6);
}

static void what_is_not_named_stays_where_it_is(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str old = media_seed(a, "gif");
	cn_media_edit e = { CN_PART_XMP, { 0 }, CN_S("<other/>") };
	cn_media_pieces out;
	cn_str now = media_written(a, old, &e, 1, &out);
	cn_media_file f = media_read_whole(a, now);
	assert_int_equal(now.n, old.n + 4);
	assert_memory_equal(now.p, old.p, 54); /* the loop and the comment */
	media_store_is(&out, &f, media_first(&f, CN_PART_C2PA)->bytes);
	assert_memory_equal(now.p + out.store[0].at, old.p + 330, 69);
	media_part_is(&f, 2, CN_PART_XMP, "<other/>", 8); /* before the picture and what controls it */
	assert_int_equal(f.part[2].range[0].at + f.part[2].range[0].size + 30, now.n);
	/* bytes behind the trailer stay behind it */
	cn_str longer = cn_strf(a, "%*s", (int)old.n + 4, "tail");
	char *p = cn_cstr(a, longer);
	memcpy(p, old.p, old.n);
	now = media_with(a, (cn_str){ p, longer.n }, CN_PART_XMP, "", NULL);
	assert_memory_equal(now.p + now.n - 5, ";tail", 5);
}

static void lengths_around_a_sub_block_are_right(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_str old = media_seed(a, "gif_87a");
	static char bytes[600];
	memset(bytes, 'c', sizeof bytes);
	for (size_t n = 0; n < sizeof bytes; n++) {
		cn_media_edit e = { CN_PART_C2PA, { 0 }, { bytes, n } };
		cn_media_pieces out;
		cn_str now = media_written(a, old, &e, 1, &out);
		assert_int_equal(now.n, old.n + 15 + n + (n + 254) / 255);
		cn_media_file f = media_read_whole(a, now);
		media_store_is(&out, &f, e.bytes);
	}
}

static void what_cannot_stand_there_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_pieces out;
	cn_err err = { 0 };
	cn_str old = media_seed(a, "gif");
	cn_media_edit e = { CN_PART_XMP, { 0 }, { "<\0x\0", 4 } };
	assert_int_equal(cn_media_write(a, old, &e, 1, &out, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "NUL"));
	e = (cn_media_edit){ CN_PART_TAG, CN_S("Title"), CN_S("x") };
	assert_int_equal(cn_media_write(a, old, &e, 1, &out, &err), CN_EUNSUPPORTED);
	assert_non_null(strstr(err.msg, "not Title"));
	e = (cn_media_edit){ CN_PART_AIGC, { 0 }, CN_S("{}") };
	assert_int_equal(cn_media_write(a, old, &e, 1, &out, &err), CN_EUNSUPPORTED);
}

static void memory_that_runs_out_is_said(void **state)
{
	(void)state;
	static const char *const names[] = { "gif", "gif_87a", "gif_blocks" };
	cn_media_edit e[] = { { CN_PART_XMP, { 0 }, CN_S("<y z=\"0\"/>") }, { CN_PART_C2PA, { 0 }, CN_S("a store of some bytes") } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		media_short_of_memory(names[i], e, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gif_gives_its_labels_and_its_comment),
		cmocka_unit_test(xmp_cut_into_sub_blocks_is_found_too),
		cmocka_unit_test(a_file_cut_anywhere_says_so),
		cmocka_unit_test(a_byte_that_begins_no_block_is_trouble),
		cmocka_unit_test(new_labels_stand_before_the_first_picture),
		cmocka_unit_test(what_is_not_named_stays_where_it_is),
		cmocka_unit_test(lengths_around_a_sub_block_are_right),
		cmocka_unit_test(what_cannot_stand_there_is_refused),
		cmocka_unit_test(memory_that_runs_out_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
