/* lab/media/format/tiff: directories of TIFF and BigTIFF files, read and written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/file.h"
#include "lab/media/format/tiff.h"
#include "tests/unit/media_help.h"

static const char IIM[] = "\x1c\x02\x50\0\x02me";
enum { IIM_N = sizeof IIM - 1 };

/* How many directories the chain has, its length in *entries of the first. */
static size_t pages(cn_str s, size_t *entries)
{
	cn_tiff t;
	cn_tiff_dir d;
	uint64_t at;
	size_t n = 0;
	assert_true(cn_tiff_open(s, &t, &at));
	for (; at != 0; at = d.next, n++) {
		assert_int_equal(at % (t.wide ? 8 : 2), 0);
		assert_true(cn_tiff_dir_at(&t, at, &d));
		if (n == 0)
			*entries = d.n;
		unsigned last = 0;
		for (size_t i = 0; i < d.n; i++) {
			cn_tiff_entry e = cn_tiff_entry_at(&t, &d, i);
			assert_non_null(e.value.p);
			assert_true(e.tag > last); /* in order, each once */
			last = e.tag;
		}
	}
	return n;
}

static void tiff_gives_the_labels_of_its_pages_and_its_store(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "tiff");
	cn_media_file f = media_read_whole(a, s);
	assert_int_equal(f.format, CN_MEDIA_TIFF);
	assert_int_equal(f.width, 3);
	assert_int_equal(f.height, 2);
	assert_int_equal(f.n_part, 6);
	media_part_is(&f, 0, CN_PART_EXIF, s.p, s.n); /* the whole file */
	media_part_is(&f, 1, CN_PART_IPTC, IIM, IIM_N);
	assert_string_equal(f.part[1].carrier, "tag 33723");
	media_part_is(&f, 2, CN_PART_IPTC, IIM, IIM_N);
	assert_string_equal(f.part[2].carrier, "tag 34377");
	media_part_is(&f, 3, CN_PART_XMP, "<x/>", 4); /* in the entry itself */
	media_part_is(&f, 4, CN_PART_XMP, "<two/>", 6);
	assert_int_equal(f.part[5].kind, CN_PART_C2PA); /* in a directory of its own, as c2pa-rs 0.82 writes it */
	assert_int_equal(f.part[5].range[0].at, 408);
	assert_int_equal(f.part[5].range[0].size, 51);
}

static void the_last_directory_names_the_store_and_else_the_first(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "tiff");
	cn_tiff t;
	cn_tiff_dir d[3];
	uint64_t at;
	assert_true(cn_tiff_open(s, &t, &at));
	for (int i = 0; i < 3; i++, at = d[i - 1].next)
		assert_true(cn_tiff_dir_at(&t, at, &d[i]));
	char *p = cn_cstr(a, s);
	for (int i = 0; i < 2; i++) { /* the last tags of both pages name something too */
		char *e = p + d[i].next_at - 12;
		cn_tiff_put(&t, e, CN_TIFF_C2PA, 2);
		cn_tiff_put(&t, e + 2, CN_TIFF_UNDEFINED, 2);
		cn_tiff_put(&t, e + 4, 20 + (unsigned)i, 4);
		cn_tiff_put(&t, e + 8, 8, 4);
	}
	cn_media_file f = media_read_whole(a, (cn_str){ p, s.n });
	assert_int_equal(media_count(&f, CN_PART_C2PA), 1);
	assert_int_equal(media_first(&f, CN_PART_C2PA)->bytes.n, 51);
	cn_tiff_put(&t, p + d[2].entries, 40000, 2); /* the last has none: the first's, not the second's */
	f = media_read_whole(a, (cn_str){ p, s.n });
	assert_int_equal(media_count(&f, CN_PART_C2PA), 1);
	assert_int_equal(media_first(&f, CN_PART_C2PA)->bytes.n, 20);
	/* a store that is named by a page of more tags is not taken out */
	cn_media_edit e = { CN_PART_C2PA, { 0 }, { 0 } };
	cn_media_pieces out;
	cn_err err = { 0 };
	assert_int_equal(cn_media_write(a, (cn_str){ p, s.n }, &e, 1, &out, &err), CN_EUNSUPPORTED);
	assert_string_equal(err.msg, "TIFF: page 2 has such a label of its own (tag 52545), and only the first page is rewritten");
}

static void big_tiff_is_read_in_the_other_byte_order(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_file f = media_read_whole(a, media_seed(a, "tiff_big"));
	assert_int_equal(f.format, CN_MEDIA_TIFF);
	assert_int_equal(f.width, 3);
	assert_int_equal(f.height, 2);
	assert_int_equal(f.n_part, 2); /* and no EXIF: it has no field of that */
	assert_int_equal(f.part[0].kind, CN_PART_C2PA);
	media_part_is(&f, 1, CN_PART_XMP, "<big>", 5);
	assert_int_equal(media_read_whole(a, media_seed(a, "tiff_plain")).n_part, 0);
}

static void a_file_cut_anywhere_says_so(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	static const char *const names[] = { "tiff", "tiff_big", "tiff_plain" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		media_cut_everywhere(a, media_seed(a, names[i]), 0);
}

static void directories_in_a_circle_are_trouble(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "tiff");
	cn_tiff t;
	cn_tiff_dir d[3];
	uint64_t at;
	assert_true(cn_tiff_open(s, &t, &at));
	for (int i = 0; i < 3; i++, at = d[i - 1].next)
		assert_true(cn_tiff_dir_at(&t, at, &d[i]));
	for (int from = 0; from < 3; from++)
		for (int to = 0; to <= from; to++) {
			char *p = cn_cstr(a, s);
			cn_tiff_put(&t, p + d[from].next_at, d[to].at, 4);
			cn_media_file f;
			assert_int_equal(cn_media_read(a, (cn_str){ p, s.n }, &f, NULL), CN_OK);
			assert_string_equal(f.trouble, "TIFF: its directories lead back to one before");
			assert_int_equal(f.n_part, 4); /* of the first one */
		}
}

static void a_value_past_the_end_is_trouble_and_the_others_are_there(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "tiff");
	cn_media_file f = media_read_whole(a, s);
	cn_tiff t;
	cn_tiff_dir d;
	uint64_t at;
	assert_true(cn_tiff_open(s, &t, &at) && cn_tiff_dir_at(&t, at, &d));
	for (size_t i = 0; i < d.n; i++) {
		char *p = cn_cstr(a, s);
		cn_tiff_entry e = cn_tiff_entry_at(&t, &d, i);
		cn_tiff_put(&t, p + e.at + 4, UINT32_MAX, 4);
		assert_int_equal(cn_media_read(a, (cn_str){ p, s.n }, &f, NULL), CN_OK);
		bool label = e.tag == 700 || e.tag == 33723 || e.tag == 34377;
		assert_int_equal(f.trouble != NULL, label); /* pixels may be as broken as they like */
		assert_int_equal(f.n_part, label ? 5 : 6);
		if (label)
			assert_int_equal(f.trouble_at, e.at);
	}
	char *p = cn_cstr(a, s);
	memset(p + 4, 0, 4);
	assert_int_equal(cn_media_read(a, (cn_str){ p, s.n }, &f, NULL), CN_OK);
	assert_string_equal(f.trouble, "TIFF: it has no directory");
}

/* A big-endian file of `n` directories with `each` entries of tag 256 on. */
static cn_str wide_file(cn_arena *a, size_t n, size_t each)
{
	size_t dir = 2 + each * 12 + 4 + (each * 12 & 1);
	char *p = CN_NEW(a, char, 8 + n * dir);
	assert_non_null(p);
	memcpy(p, "MM\0*\0\0\0\x08", 8);
	for (size_t k = 0; k < n; k++) {
		char *q = p + 8 + k * dir;
		cn_put_be(q, each, 2);
		for (size_t i = 0; i < each; i++) {
			cn_put_be(q + 2 + 12 * i, 1000 + i % 60000, 2);
			cn_put_be(q + 4 + 12 * i, 1, 2);
			cn_put_be(q + 6 + 12 * i, 1, 4);
		}
		cn_put_be(q + 2 + 12 * each, k + 1 < n ? 8 + (k + 1) * dir : 0, 4);
	}
	return (cn_str){ p, 8 + n * dir };
}

static void entries_are_bounded(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_media_file f;
	cn_err err = { 0 };
	cn_str s = wide_file(a, 17, UINT16_MAX);
	assert_int_equal(cn_media_read(a, s, &f, &err), CN_ETOOBIG); /* 17 x 65535 entries are more than CN_MEDIA_SEGMENTS_MAX */
	assert_non_null(strstr(err.msg, "more than 1048576"));
	cn_media_edit e = { CN_PART_XMP, { 0 }, CN_S("<x/>") };
	cn_media_pieces out;
	assert_int_equal(cn_media_write(a, wide_file(a, 1, UINT16_MAX), &e, 1, &out, &err), CN_ETOOBIG);
	assert_string_equal(err.msg, "TIFF: a directory holds at most 65535 tags");
	assert_int_equal(cn_media_write(a, wide_file(a, 1, UINT16_MAX - 1), &e, 1, &out, &err), CN_OK);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static void new_labels_stand_behind_the_old_file(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char *const names[] = { "tiff_plain", "tiff_big" };
	for (int i = 0; i < 2; i++) {
		cn_str old = media_seed(a, names[i]);
		size_t head = i == 0 ? 8 : 16, n_old, n_new;
		cn_media_edit e[] = { { CN_PART_C2PA, { 0 }, CN_S("a store of some bytes") }, { CN_PART_XMP, { 0 }, CN_S("<longer/>") },
				      { CN_PART_IPTC, { 0 }, { IIM, 2 } } }; /* two bytes stand in the entry */
		cn_media_pieces out;
		cn_str now = media_written(a, old, e, 3, &out);
		assert_memory_equal(now.p, old.p, head / 2);
		assert_memory_equal(now.p + head, old.p + head, old.n - head); /* and so every offset in it is right */
		cn_media_file f = media_read_whole(a, now);
		media_store_is(&out, &f, e[0].bytes);
		assert_int_equal(f.n_part, 3);
		assert_true(cn_eq(media_first(&f, CN_PART_XMP)->bytes, e[1].bytes));
		assert_int_equal(out.store[0].at % (head / 2), 0);
		assert_true(cn_eq(media_first(&f, CN_PART_IPTC)->bytes, e[2].bytes));
		assert_int_equal(f.width, 3);
		assert_int_equal(pages(old, &n_old), 1);
		assert_int_equal(pages(now, &n_new), 1); /* of one page: in its directory */
		assert_int_equal(n_new, n_old + (i == 0 ? 3 : 1));
		/* equal lengths, equal layouts */
		e[0].bytes = CN_S("other store, as long.");
		cn_media_pieces twin;
		assert_int_equal(media_written(a, old, e, 3, &twin).n, now.n);
		assert_int_equal(twin.store[0].at, out.store[0].at);
		/* taken out again, they are named by nothing */
		for (int k = 0; k < 3; k++)
			e[k].bytes = (cn_str){ 0 };
		cn_str bare = media_written(a, now, e, 3, &out);
		assert_int_equal(out.n_store, 0);
		f = media_read_whole(a, bare);
		assert_int_equal(f.n_part, 0);
		assert_int_equal(pages(bare, &n_new), 1);
	}
}

static void a_store_of_several_pages_has_a_directory_of_its_own(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str old = media_seed(a, "tiff");
	size_t n;
	cn_media_edit e = { CN_PART_C2PA, { 0 }, { 0 } };
	cn_media_pieces out;
	assert_int_equal(pages(old, &n), 3);
	cn_str bare = media_written(a, old, &e, 1, &out); /* the directory goes with the store */
	assert_int_equal(pages(bare, &n), 2);
	cn_media_file f = media_read_whole(a, bare);
	assert_int_equal(media_count(&f, CN_PART_C2PA), 0);
	assert_int_equal(media_count(&f, CN_PART_XMP), 2);
	e.bytes = CN_S("a new store for all");
	const cn_str *from[] = { &old, &bare };
	for (int i = 0; i < 2; i++) {
		cn_str now = media_written(a, *from[i], &e, 1, &out);
		assert_int_equal(pages(now, &n), 3);
		f = media_read_whole(a, now);
		media_store_is(&out, &f, e.bytes);
		assert_int_equal(media_count(&f, CN_PART_XMP), 2);
		cn_str again = media_written(a, now, &e, 1, &out);
		assert_int_equal(pages(again, &n), 3);
	}
	/* in the middle of the chain too, and first of all */
	cn_tiff t;
	cn_tiff_dir d[3];
	uint64_t at;
	assert_true(cn_tiff_open(old, &t, &at));
	for (int i = 0; i < 3; i++, at = d[i - 1].next)
		assert_true(cn_tiff_dir_at(&t, at, &d[i]));
	char *p = cn_cstr(a, old);
	cn_tiff_put(&t, p + d[0].next_at, d[2].at, 4);
	cn_tiff_put(&t, p + d[2].next_at, d[1].at, 4);
	cn_tiff_put(&t, p + d[1].next_at, 0, 4);
	cn_str now = media_written(a, (cn_str){ p, old.n }, &e, 1, &out);
	assert_int_equal(pages(now, &n), 3);
	f = media_read_whole(a, now);
	media_store_is(&out, &f, e.bytes);
	p = cn_cstr(a, old);
	cn_tiff_put(&t, p + d[0].next_at, d[2].at, 4); /* a page and a store: one page */
	now = media_written(a, (cn_str){ p, old.n }, &e, 1, &out);
	assert_int_equal(pages(now, &n), 1);
	f = media_read_whole(a, now);
	media_store_is(&out, &f, e.bytes);
}

static void a_store_that_is_kept_is_noted_where_it_was(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str old = media_seed(a, "tiff_big");
	cn_media_edit e = { CN_PART_XMP, { 0 }, CN_S("<other/>!") };
	cn_media_pieces out;
	cn_media_file f = media_read_whole(a, media_written(a, old, &e, 1, &out));
	media_store_is(&out, &f, cn_sub(old, 24, 51));
	assert_int_equal(out.store[0].at, 24);
	assert_int_equal(media_count(&f, CN_PART_XMP), 1);
}

static void a_store_in_the_header_is_not_kept(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str old = media_seed(a, "tiff");
	char *p = cn_cstr(a, old);
	cn_tiff t;
	cn_tiff_dir d = { 0 };
	uint64_t at;
	assert_true(cn_tiff_open(old, &t, &at));
	for (int i = 0; i < 3; i++, at = d.next)
		assert_true(cn_tiff_dir_at(&t, at, &d));
	cn_tiff_put(&t, p + d.entries + 8, 7, 4); /* where the value of the store's tag lies */
	cn_media_edit e = { CN_PART_IPTC, { 0 }, { 0 } };
	cn_media_pieces out;
	cn_err err = { 0 };
	assert_int_equal(cn_media_write(a, (cn_str){ p, old.n }, &e, 1, &out, &err), CN_EINPUT);
	assert_string_equal(err.msg, "TIFF: a manifest store lies in the header");
}

static void iim_goes_from_both_its_places(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str old = media_seed(a, "tiff");
	size_t n_old, n;
	(void)pages(old, &n_old);
	cn_media_edit e = { CN_PART_IPTC, { 0 }, { IIM, IIM_N } };
	cn_media_pieces out;
	cn_str now = media_written(a, old, &e, 1, &out);
	cn_media_file f = media_read_whole(a, now);
	assert_int_equal(media_count(&f, CN_PART_IPTC), 1);
	assert_string_equal(media_first(&f, CN_PART_IPTC)->carrier, "tag 33723");
	assert_int_equal(pages(now, &n), 3);
	assert_int_equal(n, n_old); /* the resources before and behind it stay */
	cn_tiff t;
	cn_tiff_dir d;
	uint64_t at;
	assert_true(cn_tiff_open(now, &t, &at) && cn_tiff_dir_at(&t, at, &d));
	for (size_t i = 0; i < d.n; i++) {
		cn_tiff_entry r = cn_tiff_entry_at(&t, &d, i);
		if (r.tag == CN_TIFF_PHOTOSHOP) {
			assert_int_equal(r.value.n, 28 + 16);
			assert_memory_equal(r.value.p, "8BIM\3\xed\0\0\0\0\0\x10" "0123456789abcdef8BIM\4\x0b\0\0\0\0\0\3url\0", 44);
		}
	}
	e.bytes = (cn_str){ 0 };
	now = media_written(a, now, &e, 1, &out);
	f = media_read_whole(a, now);
	assert_int_equal(media_count(&f, CN_PART_IPTC), 0);
	(void)pages(now, &n);
	assert_int_equal(n, n_old - 1);
}

/* Two directories of one entry each, four bytes apart. The last in the chain stands first in the file: its new link would fall into the other. */
static void directories_that_overlap_are_not_linked_anew(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char file[] = "MM\0*\0\0\0\x30"
				   "\0\1\0\0\0\1\0\0\0\0\0\0\0\0" /* at 8: one entry, up to 22; at 12: one, up to 26 */
				   "\0\0\0\0\0\0\0\x08" /* at 22: no more; at 26: the next at 8 */
				   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				   "\0\0\0\0\0\x0c"; /* at 48: the first page, empty, the next at 12 */
	cn_str s = { file, 54 };
	cn_media_file f = media_read_whole(a, s);
	assert_int_equal(f.n_part, 0);
	cn_media_edit e = { CN_PART_C2PA, { 0 }, CN_S("123456789") };
	cn_media_pieces out;
	cn_err err = { 0 };
	assert_int_equal(cn_media_write(a, s, &e, 1, &out, &err), CN_EINPUT);
	assert_string_equal(err.msg, "TIFF: a directory lies in another one");
	/* a second page at 6, in the header: its count is half of the link there */
	char *p = CN_NEW(a, char, 252);
	memcpy(p, "MM\0*\0\0\0\x14", 8);
	p[25] = 6;
	s = (cn_str){ p, 252 };
	f = media_read_whole(a, s);
	err = (cn_err){ 0 };
	assert_int_equal(cn_media_write(a, s, &e, 1, &out, &err), CN_EINPUT);
	assert_string_equal(err.msg, "TIFF: a directory lies in another one");
}

static void what_cannot_be_written_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_pieces out;
	cn_err err = { 0 };
	cn_media_edit e = { CN_PART_XMP, { 0 }, CN_S("<longer/>") };
	assert_int_equal(cn_media_write(a, media_seed(a, "tiff"), &e, 1, &out, &err), CN_EUNSUPPORTED);
	assert_string_equal(err.msg, "TIFF: page 2 has such a label of its own (tag 700), and only the first page is rewritten");
	e = (cn_media_edit){ CN_PART_C2PA, { 0 }, CN_S("12345678") };
	assert_int_equal(cn_media_write(a, media_seed(a, "tiff_plain"), &e, 1, &out, &err), CN_EINPUT);
	e.bytes = CN_S("123456789");
	assert_int_equal(cn_media_write(a, media_seed(a, "tiff_plain"), &e, 1, &out, &err), CN_OK);
	e = (cn_media_edit){ CN_PART_TAG, CN_S("Software"), CN_S("x") };
	assert_int_equal(cn_media_write(a, media_seed(a, "tiff_plain"), &e, 1, &out, &err), CN_EUNSUPPORTED);
}

static void memory_that_runs_out_is_said(void **state)
{
	(void)state;
	static const char *const names[] = { "tiff_plain", "tiff_big" };
	cn_media_edit e[] = { { CN_PART_XMP, { 0 }, CN_S("<y z=\"0\"/>") }, { CN_PART_C2PA, { 0 }, CN_S("a store of some bytes") } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		media_short_of_memory(names[i], e, 2);
	media_short_of_memory("tiff", &e[1], 1);
	cn_media_edit iptc = { CN_PART_IPTC, { 0 }, { 0 } };
	media_short_of_memory("tiff", &iptc, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiff_gives_the_labels_of_its_pages_and_its_store),
		cmocka_unit_test(the_last_directory_names_the_store_and_else_the_first),
		cmocka_unit_test(big_tiff_is_read_in_the_other_byte_order),
		cmocka_unit_test(a_file_cut_anywhere_says_so),
		cmocka_unit_test(directories_in_a_circle_are_trouble),
		cmocka_unit_test(a_value_past_the_end_is_trouble_and_the_others_are_there),
		cmocka_unit_test(entries_are_bounded),
		cmocka_unit_test(new_labels_stand_behind_the_old_file),
		cmocka_unit_test(a_store_of_several_pages_has_a_directory_of_its_own),
		cmocka_unit_test(a_store_that_is_kept_is_noted_where_it_was),
		cmocka_unit_test(a_store_in_the_header_is_not_kept),
		cmocka_unit_test(iim_goes_from_both_its_places),
		cmocka_unit_test(directories_that_overlap_are_not_linked_anew),
		cmocka_unit_test(what_cannot_be_written_is_refused),
		cmocka_unit_test(memory_that_runs_out_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
