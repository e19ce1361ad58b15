/* lab/media/format/riff: WebP, WAV and AVI, read and written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/file.h"
#include "tests/unit/media_help.h"

static void le32(cn_buf *b, size_t n)
{
	for (int i = 0; i < 32; i += 8)
		cn_buf_putc(b, (char)(n >> i & 0xff));
}

static void put_chunk(cn_buf *b, const char *id, cn_str data)
{
	cn_buf_put(b, cn_str_z(id));
	le32(b, data.n);
	cn_buf_put(b, data);
	if (data.n & 1)
		cn_buf_putc(b, 0);
}

/* A RIFF file of the form and these chunks. */
static cn_str riff(cn_arena *a, const char *form, const cn_buf *chunks)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	cn_buf_putz(&b, "RIFF");
	le32(&b, chunks->n + 4);
	cn_buf_putz(&b, form);
	cn_buf_put(&b, cn_buf_str(chunks));
	return cn_buf_copy(a, &b);
}

static size_t find(cn_str s, cn_str what)
{
	for (size_t i = 0; i + what.n <= s.n; i++)
		if (memcmp(s.p + i, what.p, what.n) == 0)
			return i;
	fail_msg("not found: %.*s", CN_FMT(what));
	return 0;
}

static void wav_gives_its_labels_its_fields_and_how_long_it_lasts(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_file f = media_read_whole(a, media_seed(a, "wav"));
	assert_int_equal(f.format, CN_MEDIA_WAV);
	assert_int_equal(f.duration_us, 1000); /* 16 bytes of 16000 a second */
	assert_int_equal(f.width, 0);
	assert_int_equal(f.n_part, 5);
	media_part_is(&f, 0, CN_PART_AIGC, "{\"Label\":\"1\"}", 13); /* the NUL behind it is none of it */
	assert_true(cn_eqz(f.part[0].key, "AIGC"));
	media_part_is(&f, 1, CN_PART_TAG, "me", 2);
	assert_true(cn_eqz(f.part[1].key, "ISFT"));
	media_part_is(&f, 2, CN_PART_TAG, "caf\xc3\xa9", 5);
	media_part_is(&f, 3, CN_PART_XMP, "<x/>", 4);
	assert_int_equal(f.part[4].kind, CN_PART_C2PA);
	assert_int_equal(f.part[4].bytes.n, 51);
	assert_int_equal(f.part[4].range[0].at, 132);
	assert_int_equal(f.part[4].range[0].size, 59); /* an odd store: its padding is in the hash, as c2pa-rs has it */
}

static void webp_gives_its_labels_and_its_canvas(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_file f = media_read_whole(a, media_seed(a, "webp"));
	assert_int_equal(f.format, CN_MEDIA_WEBP);
	assert_int_equal(f.width, 3);
	assert_int_equal(f.height, 2);
	assert_int_equal(f.duration_us, -1);
	assert_int_equal(f.n_part, 3);
	media_part_is(&f, 0, CN_PART_EXIF, "MM\0*", 4); /* without the head that it has in JPEG */
	media_part_is(&f, 1, CN_PART_XMP, "<x/>!", 5);
	assert_int_equal(f.part[2].kind, CN_PART_C2PA);
	f = media_read_whole(a, media_seed(a, "webp_simple"));
	assert_int_equal(f.width, 3);
	assert_int_equal(f.height, 2);
	CN_AUTO_BUF b; /* a lossy key frame: sizes behind its start code, below their scaling bits */
	cn_buf_init(&b, 1 << 10);
	put_chunk(&b, "VP8 ", (cn_str){ "\0\0\0\x9d\x01\x2a\x40\x41\x41\x80", 10 });
	f = media_read_whole(a, riff(a, "WEBP", &b));
	assert_int_equal(f.width, 0x140);
	assert_int_equal(f.height, 0x41);
}

static void sizes_of_a_64_bit_wav_stand_in_ds64(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "rf64");
	cn_media_file f = media_read_whole(a, s);
	assert_int_equal(f.format, CN_MEDIA_WAV);
	assert_int_equal(f.duration_us, 500);
	assert_int_equal(f.n_part, 1); /* in a list whose size stands in the table */
	media_part_is(&f, 0, CN_PART_TAG, "big", 3);
	char *p = cn_cstr(a, s);
	memcpy(p + 12, "junk", 4);
	assert_int_equal(cn_media_read(a, (cn_str){ p, s.n }, &f, NULL), CN_OK);
	assert_non_null(strstr(f.trouble, "ds64"));
	memcpy(p, "BW64", 4);
	memcpy(p + 12, "ds64", 4);
	assert_int_equal(media_read_whole(a, (cn_str){ p, s.n }).format, CN_MEDIA_WAV);
	memset(p + 20, 0xff, 8); /* a RIFF chunk of 2^64 - 1 bytes */
	assert_int_equal(cn_media_read(a, (cn_str){ p, s.n }, &f, NULL), CN_OK);
	assert_int_equal(f.trouble_at, s.n);
	memset(p + 28, 0xff, 8); /* and so many samples */
	assert_int_equal(cn_media_read(a, (cn_str){ p, s.n }, &f, NULL), CN_OK);
	assert_int_equal(f.trouble_at, s.n - 16);
	assert_int_equal(f.duration_us, -1);
}

static void avi_counts_its_frames_over_all_its_riff_chunks(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "avi");
	cn_media_file f = media_read_whole(a, s);
	assert_int_equal(f.format, CN_MEDIA_AVI);
	assert_int_equal(f.width, 3);
	assert_int_equal(f.height, 2);
	assert_int_equal(f.duration_us, 2000000); /* 50 of 40 ms; avih alone says 5 */
	assert_int_equal(f.n_part, 1);
	char *p = cn_cstr(a, s);
	memset(p + 32, 0xff, 4); /* a frame of an hour and more, 2^32 - 1 of them: longer than can be said */
	memset(p + find(s, CN_S("dmlh")) + 8, 0xff, 4);
	assert_int_equal(media_read_whole(a, (cn_str){ p, s.n }).duration_us, -1);
}

static void a_file_cut_anywhere_says_so(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	static const char *const names[] = { "wav", "webp", "webp_simple", "rf64", "avi" }; /* what stands in a second RIFF chunk is frames */
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		media_cut_everywhere(a, media_seed(a, names[i]), 0);
}

static void a_stream_without_its_length_is_read_up_to_its_samples(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "wav");
	char *p = cn_cstr(a, s);
	memset(p + 4, 0xff, 4);
	memset(p + find(s, CN_S("data")) + 4, 0xff, 4);
	cn_media_file f;
	assert_int_equal(cn_media_read(a, (cn_str){ p, s.n }, &f, NULL), CN_OK);
	assert_int_equal(f.trouble_at, 96);
	assert_int_equal(f.n_part, 3);
	cn_media_edit e = { CN_PART_XMP, { 0 }, CN_S("<y/>") };
	cn_media_pieces out;
	assert_int_equal(cn_media_write(a, (cn_str){ p, s.n }, &e, 1, &out, NULL), CN_EINPUT);
}

static void a_length_that_was_never_filled_in_is_trouble(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char *const names[] = { "wav", "rf64" };
	for (int i = 0; i < 2; i++) {
		cn_str s = media_seed(a, names[i]);
		char *p = cn_cstr(a, s);
		memset(p + (i == 0 ? 4 : 20), 0, 4);
		cn_media_file f;
		assert_int_equal(cn_media_read(a, (cn_str){ p, s.n }, &f, NULL), CN_OK);
		assert_int_equal(f.trouble_at, 4);
	}
}

static void other_riff_files_are_no_media_here(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_file f = media_read_whole(a, CN_S("RIFF\4\0\0\0ACON"));
	assert_int_equal(f.format, CN_MEDIA_OTHER);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

static void a_simple_webp_is_extended_before_it_holds_xmp(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str old = media_seed(a, "webp_simple"), now = media_with(a, old, CN_PART_XMP, "", "<xy/>");
	/* alpha and XMP, canvas 3 x 2, the picture as it was, the odd packet and its padding */
	assert_int_equal(now.n, 18 + old.n + 8 + 6);
	assert_memory_equal(now.p, "RIFF\x34\0\0\0WEBPVP8X\x0a\0\0\0\x14\0\0\0\2\0\0\1\0\0", 30);
	assert_memory_equal(now.p + 30, old.p + 12, 16);
	assert_memory_equal(now.p + 46, "XMP \5\0\0\0<xy/>\0", 14);
	cn_str again = media_with(a, now, CN_PART_XMP, "", "<z/>"); /* no second VP8X */
	assert_int_equal(again.n, now.n - 2);
	cn_str out = media_with(a, again, CN_PART_XMP, "", NULL);
	assert_int_equal(out.n, 46);
	assert_int_equal(out.p[20], 0x10); /* the flag goes with the packet */
	/* a store alone needs no VP8X, and c2pa-rs adds none */
	now = media_with(a, old, CN_PART_C2PA, "", "123456789");
	assert_memory_equal(now.p + 8, old.p + 8, 20);
	assert_int_equal(now.n, old.n + 18);
	assert_true(cn_eq(media_with(a, now, CN_PART_C2PA, "", NULL), old));
	/* what is no picture cannot be extended */
	cn_media_edit e = { CN_PART_XMP, { 0 }, CN_S("<y/>") };
	cn_media_pieces p;
	assert_int_equal(cn_media_write(a, CN_S("RIFF\x0c\0\0\0WEBPJUNK\0\0\0\0"), &e, 1, &p, NULL), CN_EINPUT);
}

static void labels_of_a_wav_stand_where_others_look_for_them(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str old = media_seed(a, "wav");
	cn_media_edit e[] = { { CN_PART_C2PA, { 0 }, CN_S("123456789") }, { CN_PART_AIGC, { 0 }, CN_S("{}") }, { CN_PART_XMP, { 0 }, CN_S("<new/>") },
			      { CN_PART_TAG, CN_S("ICMT"), CN_S("other") }, { CN_PART_TAG, CN_S("INAM"), CN_S("name") },
			      { CN_PART_TAG, CN_S("ISFT"), { 0 } } };
	cn_media_pieces out;
	cn_str now = media_written(a, old, e, 6, &out);
	cn_media_file f = media_read_whole(a, now);
	assert_int_equal(f.n_part, 5);
	media_part_is(&f, 0, CN_PART_AIGC, "{}", 2);
	assert_int_equal(f.part[0].range[0].at, 36); /* right behind fmt */
	media_part_is(&f, 1, CN_PART_TAG, "other", 5);
	media_part_is(&f, 2, CN_PART_TAG, "name", 4);
	media_part_is(&f, 3, CN_PART_XMP, "<new/>", 6);
	media_store_is(&out, &f, e[0].bytes);
	assert_int_equal(f.part[4].range[0].at + 18, now.n); /* last, padded */
	assert_int_equal(f.duration_us, 1000);
	assert_memory_equal(now.p + find(now, CN_S("data")), old.p + 96, 24);
	/* equal lengths, equal layouts */
	e[0].bytes = CN_S("abcdefghi");
	cn_media_pieces twin;
	cn_str other = media_written(a, old, e, 6, &twin);
	assert_int_equal(other.n, now.n);
	assert_int_equal(twin.store[0].at, out.store[0].at);
	/* and in a file that has neither list nor labels */
	cn_str plain = media_with(a, media_with(a, media_with(a, media_with(a, now, CN_PART_AIGC, "", NULL), CN_PART_XMP, "", NULL), CN_PART_C2PA, "", NULL),
				  CN_PART_TAG, "ICMT", NULL);
	plain = media_with(a, plain, CN_PART_TAG, "INAM", NULL);
	f = media_read_whole(a, plain);
	assert_int_equal(f.n_part, 0);
	now = media_with(a, plain, CN_PART_TAG, "INAM", "n");
	assert_memory_equal(now.p + now.n - 22, "LIST\x0e\0\0\0INFOINAM\2\0\0\0n\0", 22);
}

static void a_store_that_is_kept_stays_last_and_is_noted(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char *const names[] = { "wav", "webp" };
	for (int i = 0; i < 2; i++) {
		cn_str old = media_seed(a, names[i]);
		cn_media_edit e = { CN_PART_XMP, { 0 }, CN_S("<longer/>") };
		cn_media_pieces out;
		cn_str now = media_written(a, old, &e, 1, &out);
		cn_media_file f = media_read_whole(a, now);
		media_store_is(&out, &f, cn_sub(old, old.n - 52, 51));
		assert_int_equal(out.store[0].at + 60, now.n);
		assert_int_equal(media_count(&f, CN_PART_XMP), 1);
	}
}

static void a_64_bit_wav_says_its_new_length_in_ds64(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str old = media_seed(a, "rf64"), now = media_with(a, old, CN_PART_XMP, "", "<y/>");
	assert_int_equal(now.n, old.n + 12);
	assert_memory_equal(now.p, old.p, 20);
	assert_int_equal((unsigned char)now.p[20], now.n - 8);
	cn_media_file f = media_read_whole(a, now);
	assert_int_equal(f.duration_us, 500);
	assert_int_equal(f.n_part, 2);
	assert_true(cn_eq(media_with(a, now, CN_PART_XMP, "", NULL), old));
}

static void nothing_before_the_frames_of_an_avi_moves(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str old = media_seed(a, "avi");
	cn_str now = media_with(a, old, CN_PART_XMP, "", "<late/>");
	assert_int_equal(now.n, old.n + 16);
	size_t at = find(old, CN_S("_PMX"));
	assert_memory_equal(now.p + at, "JUNK\x08\0\0\0\0\0\0\0\0\0\0\0", 16);
	assert_memory_equal(now.p + at + 16, old.p + at + 16, old.n - at - 16);
	assert_memory_equal(now.p + old.n, "_PMX\7\0\0\0<late/>\0", 16);
	/* an old one behind the frames goes whole */
	assert_int_equal(media_with(a, now, CN_PART_XMP, "", "<l/>").n, old.n + 12);
}

/* The offsets that the seed's indices say: of the two indices of chunks, and where those count from. */
static void indices(cn_str s, size_t ret[4])
{
	size_t indx = find(s, CN_S("indx")), one = find(s, CN_S("ix00")), two = one + 1 + find(cn_sub(s, one + 1, s.n), CN_S("ix00"));
	const size_t at[4] = { indx + 32, indx + 48, one + 20, two + 20 };
	for (int i = 0; i < 4; i++)
		ret[i] = (unsigned char)s.p[at[i]] | (size_t)(unsigned char)s.p[at[i] + 1] << 8;
	assert_int_equal(ret[0], one);
	assert_int_equal(ret[1], two);
}

static void places_behind_the_first_riff_chunk_of_an_avi_move_with_it(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str old = media_seed(a, "avi_two");
	size_t was[4], is[4];
	indices(old, was);
	cn_media_edit e[] = { { CN_PART_XMP, { 0 }, CN_S("<odd/>!") }, { CN_PART_C2PA, { 0 }, CN_S("store") } };
	cn_media_pieces out;
	cn_str now = media_written(a, old, e, 2, &out);
	cn_media_file f = media_read_whole(a, now);
	media_store_is(&out, &f, e[1].bytes);
	assert_int_equal(media_count(&f, CN_PART_XMP), 1);
	indices(now, is); /* each where it is said to be */
	assert_int_equal(now.n, old.n + 30);
	assert_int_equal(is[0], was[0]);
	assert_int_equal(is[1], was[1] + 30);
	assert_int_equal(is[2], was[2]);
	assert_int_equal(is[3], was[3] + 30);
	e[0].bytes = e[1].bytes = (cn_str){ 0 };
	assert_true(cn_eq(media_written(a, now, e, 2, &out), old)); /* and back */
}

static void an_avi_whose_index_cannot_move_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str old = media_seed(a, "avi_two");
	size_t was[4];
	indices(old, was);
	cn_media_edit e = { CN_PART_XMP, { 0 }, CN_S("<y/>") };
	cn_media_pieces out;
	cn_err err = { 0 };
	for (int i = 0; i < 4; i++) {
		char *p = cn_cstr(a, old);
		if (i == 0)
			p[was[1]] = 'x'; /* no index there */
		if (i == 1)
			p[was[1] + 20] = p[was[1] + 21] = 0; /* it counts from the start of the file */
		if (i == 2)
			p[was[1] + 11] = 0; /* it is no index of chunks */
		if (i == 3)
			memset(p + find(old, CN_S("indx")) + 48, 0xff, 8); /* past the end of the file */
		assert_int_equal(cn_media_write(a, (cn_str){ p, old.n }, &e, 1, &out, &err), CN_EUNSUPPORTED);
		assert_non_null(strstr(err.msg, "AVI: the index at byte"));
	}
}

static void bytes_behind_the_riff_chunk_stay_there(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str seed = media_seed(a, "webp_simple"), old = cn_strf(a, "%*s", (int)seed.n + 5, "tail!");
	memcpy(cn_cstr(a, old), seed.p, seed.n);
	char *p = cn_cstr(a, old);
	memcpy(p, seed.p, seed.n);
	cn_str now = media_with(a, (cn_str){ p, old.n }, CN_PART_C2PA, "", "1234");
	assert_int_equal(now.n, old.n + 12);
	assert_memory_equal(now.p + now.n - 17, "C2PA\4\0\0\0" "1234tail!", 17);
	assert_int_equal(now.p[4], now.n - 5 - 8);
}

static void fields_that_cannot_stand_there_are_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_pieces out;
	cn_err err = { 0 };
	cn_media_edit name = { CN_PART_TAG, CN_S("comment"), CN_S("x") };
	assert_int_equal(cn_media_write(a, media_seed(a, "wav"), &name, 1, &out, &err), CN_EINPUT);
	assert_string_equal(err.msg, "RIFF: the name of a field has 4 bytes (\"ISFT\"), not 7");
	cn_media_edit aigc = { CN_PART_AIGC, { 0 }, CN_S("{}") };
	assert_int_equal(cn_media_write(a, media_seed(a, "webp"), &aigc, 1, &out, &err), CN_EUNSUPPORTED);
	assert_int_equal(cn_media_write(a, media_seed(a, "avi"), &aigc, 1, &out, &err), CN_EUNSUPPORTED);
}

/* A text of n bytes in a field of a WAV file, as it is read. */
static cn_str field_of(cn_arena *a, const char *head, size_t n)
{
	CN_AUTO_BUF field;
	CN_AUTO_BUF list;
	CN_AUTO_BUF chunks;
	cn_buf_init(&field, 1 << 20);
	cn_buf_init(&list, 1 << 20);
	cn_buf_init(&chunks, 1 << 20);
	cn_buf_putz(&field, head);
	while (field.n < n)
		cn_buf_putc(&field, 'x');
	cn_buf_putz(&field, "\xc3\xa9");
	cn_buf_putz(&list, "INFO");
	put_chunk(&list, "ICMT", cn_buf_str(&field));
	put_chunk(&chunks, "LIST", cn_buf_str(&list));
	return media_read_whole(a, riff(a, "WAVE", &chunks)).part[0].bytes;
}

static void a_field_is_kept_to_its_bound_and_never_to_half_a_character(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	assert_int_equal(field_of(a, "", CN_MEDIA_TAG_BYTES_MAX - 2).n, CN_MEDIA_TAG_BYTES_MAX);
	assert_int_equal(field_of(a, "", CN_MEDIA_TAG_BYTES_MAX - 1).n, CN_MEDIA_TAG_BYTES_MAX - 1);
	assert_int_equal(field_of(a, "", CN_MEDIA_TAG_BYTES_MAX).n, CN_MEDIA_TAG_BYTES_MAX);
	cn_str latin = field_of(a, "\xe9", CN_MEDIA_TAG_BYTES_MAX - 2); /* not UTF-8, so every byte is a character */
	assert_true(latin.n <= CN_MEDIA_TAG_BYTES_MAX && cn_utf8_ok(latin));
	assert_memory_equal(latin.p, "\xc3\xa9x", 3);
}

static void memory_that_runs_out_is_said(void **state)
{
	(void)state;
	static const char *const names[] = { "wav", "rf64", "webp_simple", "avi", "avi_two" };
	cn_media_edit e[] = { { CN_PART_XMP, { 0 }, CN_S("<y z=\"0\"/>") }, { CN_PART_C2PA, { 0 }, CN_S("a store of some bytes") } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		media_short_of_memory(names[i], e, 2);
	cn_media_edit field = { CN_PART_TAG, CN_S("ICMT"), CN_S("x") };
	media_short_of_memory("wav", &field, 1);
	media_short_of_memory("rf64", &field, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wav_gives_its_labels_its_fields_and_how_long_it_lasts),
		cmocka_unit_test(webp_gives_its_labels_and_its_canvas),
		cmocka_unit_test(sizes_of_a_64_bit_wav_stand_in_ds64),
		cmocka_unit_test(avi_counts_its_frames_over_all_its_riff_chunks),
		cmocka_unit_test(a_file_cut_anywhere_says_so),
		cmocka_unit_test(a_stream_without_its_length_is_read_up_to_its_samples),
		cmocka_unit_test(a_length_that_was_never_filled_in_is_trouble),
		cmocka_unit_test(other_riff_files_are_no_media_here),
		cmocka_unit_test(a_simple_webp_is_extended_before_it_holds_xmp),
		cmocka_unit_test(labels_of_a_wav_stand_where_others_look_for_them),
		cmocka_unit_test(a_store_that_is_kept_stays_last_and_is_noted),
		cmocka_unit_test(a_64_bit_wav_says_its_new_length_in_ds64),
		cmocka_unit_test(nothing_before_the_frames_of_an_avi_moves),
		cmocka_unit_test(places_behind_the_first_riff_chunk_of_an_avi_move_with_it),
		cmocka_unit_test(an_avi_whose_index_cannot_move_is_refused),
		cmocka_unit_test(bytes_behind_the_riff_chunk_stay_there),
		cmocka_unit_test(fields_that_cannot_stand_there_are_refused),
		cmocka_unit_test(a_field_is_kept_to_its_bound_and_never_to_half_a_character),
		cmocka_unit_test(memory_that_runs_out_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
