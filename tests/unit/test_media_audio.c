/* lab/media/format: MP3, FLAC and Ogg are read, and labels are written into them. Their bytes were judged by ffprobe and exiftool
 * (docs of tests/vectors); the checksums of pages are computed here by another way than the product's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/file.h"
#include "lab/media/format/audio.h"
#include "lab/media/format/id3.h"
#include "lab/media/format/ogg.h"
#include "tests/unit/media_help.h"

static const char LABEL[] = "{\"Label\":\"1\"}";
static const char XMP[] = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>";
static const char STORE[] = "\0\0\0\x26jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03"
			    "c2pa";
enum { LABEL_N = sizeof LABEL - 1, XMP_N = sizeof XMP - 1, STORE_N = sizeof STORE }; /* the store ends in a NUL */

static cn_media_file must_read(cn_arena *a, cn_str s)
{
	cn_media_file f;
	cn_err err = { 0 };
	if (cn_media_read(a, s, &f, &err) != CN_OK)
		fail_msg("%s", err.msg);
	if (f.trouble)
		fail_msg("%s", f.trouble);
	return f;
}

static cn_str must_write(cn_arena *a, cn_str s, const cn_media_edit *e, size_t n, cn_media_pieces *out)
{
	cn_err err = { 0 };
	if (cn_media_write(a, s, e, n, out, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return media_whole(a, out);
}

static void part_says(const cn_media_file *f, size_t i, cn_media_kind kind, const char *carrier, const char *key, const char *bytes)
{
	media_part_is(f, i, kind, bytes, strlen(bytes));
	assert_string_equal(f->part[i].carrier, carrier);
	assert_true(cn_eqz(f->part[i].key, key));
}

static void range_is(const cn_media_file *f, size_t i, cn_str file, cn_str bytes)
{
	assert_int_equal(f->part[i].n_range, 1);
	assert_true(cn_eq(cn_sub(file, f->part[i].range[0].at, f->part[i].range[0].size), bytes));
}

/* ---- MP3 ------------------------------------------------------------------------------------------------------------------- */

static void mp3_gives_the_frames_of_its_tag(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "mp3");
	cn_media_file f = must_read(a, s);
	assert_int_equal(f.format, CN_MEDIA_MP3);
	assert_int_equal(f.n_part, 5);
	part_says(&f, 0, CN_PART_TAG, "ID3", "TIT2", "T\xc3\xb6n");
	part_says(&f, 1, CN_PART_AIGC, "TXXX", "AIGC", LABEL);
	part_says(&f, 2, CN_PART_XMP, "PRIV", "", XMP);
	part_says(&f, 3, CN_PART_TAG, "ID3", "COMM", "note");
	media_part_is(&f, 4, CN_PART_C2PA, STORE, STORE_N);
	range_is(&f, 4, s, f.part[4].bytes); /* the store itself is what a digest leaves out, not its frame */
	assert_int_equal(f.part[1].range[0].at, 26);
	assert_int_equal(f.part[1].range[0].size, 29);
	assert_int_equal(f.duration_us, 72000); /* three frames of 1152 samples at 48 kHz, 96 bytes each at 32 kbit/s */
}

static void mp3_undoes_unsynchronisation_and_utf_16(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_file f = must_read(a, media_seed(a, "mp3_unsync"));
	assert_int_equal(f.n_part, 3);
	part_says(&f, 0, CN_PART_TAG, "ID3", "TIT2", "T\xc3\xb6n\xe9\x9f\xb3");
	part_says(&f, 1, CN_PART_AIGC, "TXXX", "AIGC", LABEL);
	media_part_is(&f, 2, CN_PART_C2PA, STORE, STORE_N);
}

static void mp3_reads_names_of_three_letters(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_file f = must_read(a, media_seed(a, "mp3_22"));
	assert_int_equal(f.n_part, 3);
	part_says(&f, 0, CN_PART_TAG, "ID3", "TT2", "Song");
	part_says(&f, 1, CN_PART_AIGC, "TXXX", "AIGC", LABEL);
	media_part_is(&f, 2, CN_PART_C2PA, STORE, STORE_N);
}

/* A tag of this version with one frame, before two frames of sound. */
static cn_str one_frame(cn_arena *a, int version, int tag_flags, const char *frame, size_t n)
{
	char *p = CN_NEW(a, char, 10 + n + 192);
	memcpy(p, "ID3", 3);
	p[3] = (char)version;
	p[5] = (char)tag_flags;
	p[8] = (char)(n >> 7);
	p[9] = (char)(n & 0x7f);
	memcpy(p + 10, frame, n);
	for (size_t i = 0; i < 2; i++)
		memcpy(p + 10 + n + 96 * i, "\xff\xfb\x14\xc4", 4);
	return (cn_str){ p, 10 + n + 192 };
}
#define ONE(a, version, flags, frame) one_frame((a), (version), (flags), frame, sizeof frame - 1)

static void mp3_reads_each_encoding_of_text(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char LATIN[] = "TIT2\0\0\0\x03\0\0\0\xe4!", BE[] = "TIT2\0\0\0\x05\0\0\2\0\xe4\0!",
			  MARKED[] = "TIT2\0\0\0\x07\0\0\1\xfe\xff\0\xe4\0!";
	static const char UTF8[] = "TIT2\0\0\0\x04\0\0\3\xc3\xa4!", PAIR[] = "TIT2\0\0\0\x07\0\0\1\xff\xfe\x3d\xd8\0\xde",
			  HALF[] = "TIT2\0\0\0\x05\0\0\1\xff\xfe\x3d\xd8";
	static const struct {
		const char *frame;
		size_t n;
		const char *text;
	} T[] = { { LATIN, sizeof LATIN - 1, "\xc3\xa4!" },	 { BE, sizeof BE - 1, "\xc3\xa4!" },
		  { MARKED, sizeof MARKED - 1, "\xc3\xa4!" },	 { UTF8, sizeof UTF8 - 1, "\xc3\xa4!" },
		  { PAIR, sizeof PAIR - 1, "\xf0\x9f\x98\x80" }, { HALF, sizeof HALF - 1, "\xef\xbf\xbd" } };
	for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
		cn_media_file f = must_read(a, one_frame(a, 4, 0, T[i].frame, T[i].n));
		assert_int_equal(f.n_part, 1);
		part_says(&f, 0, CN_PART_TAG, "ID3", "TIT2", T[i].text);
	}
}

static void mp3_skips_what_flags_put_before_a_frame(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	/* 2.4: of a group, with its length, unsynchronised; 2.3: of a group */
	static const char FOUR[] = "PRIV\0\0\0\x0c\0\x43G\0\0\0\5XMP\0\xff\0a", THREE[] = "TIT2\0\0\0\4\0\x20G\0hi";
	cn_media_file f = must_read(a, ONE(a, 4, 0, FOUR));
	assert_int_equal(f.n_part, 1);
	media_part_is(&f, 0, CN_PART_XMP,
		      "\xff"
		      "a",
		      2);
	f = must_read(a, ONE(a, 3, 0, THREE));
	part_says(&f, 0, CN_PART_TAG, "ID3", "TIT2", "hi");
}

static void mp3_skips_an_extended_header(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char THREE[] = "\0\0\0\6\0\0\0\0\0\0TIT2\0\0\0\3\0\0\0hi", FOUR[] = "\0\0\0\6\1\0TIT2\0\0\0\3\0\0\0hi";
	cn_media_file f = must_read(a, ONE(a, 3, 0x40, THREE));
	part_says(&f, 0, CN_PART_TAG, "ID3", "TIT2", "hi");
	f = must_read(a, ONE(a, 4, 0x40, FOUR));
	part_says(&f, 0, CN_PART_TAG, "ID3", "TIT2", "hi");
}

static void mp3_takes_a_plain_size_in_2_4_where_only_that_fits(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	char frame[10 + 200 + 13] = "TIT2\0\0\0\xc8\0\0"; /* 200, not synchsafe */
	memset(frame + 11, 'x', 199);
	memcpy(frame + 210, "TALB\0\0\0\3\0\0\0hi", 13);
	cn_media_file f = must_read(a, one_frame(a, 4, 0, frame, sizeof frame));
	assert_int_equal(f.n_part, 2);
	assert_int_equal(f.part[0].bytes.n, 199);
	part_says(&f, 1, CN_PART_TAG, "ID3", "TALB", "hi");
}

static void mp3_says_what_it_could_not_read(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char PACKED[] = "TXXX\0\0\0\x08\0\x80\0\0\0\3abcd", LONG[] = "TXXX\0\0\0\x70\0\0\0abcd",
			  NAMELESS[] = "tx?x\0\0\0\1\0\0\0";
	static const struct {
		const char *frame;
		size_t n;
		const char *why;
	} T[] = { { PACKED, sizeof PACKED - 1, "compressed or encrypted" },
		  { LONG, sizeof LONG - 1, "longer than its tag" },
		  { NAMELESS, sizeof NAMELESS - 1, "no name" } };
	for (size_t i = 0; i < sizeof T / sizeof *T; i++) {
		cn_media_file f;
		assert_int_equal(cn_media_read(a, one_frame(a, 3, 0, T[i].frame, T[i].n), &f, NULL), CN_OK);
		assert_non_null(f.trouble);
		assert_non_null(strstr(f.trouble, T[i].why));
		assert_int_equal(f.trouble_at, 10);
	}
}

static void mp3_takes_its_length_from_the_first_frame_if_it_says_so(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	char s[96 * 3] = { 0 };
	for (size_t i = 0; i < 3; i++)
		memcpy(s + 96 * i, "\xff\xfb\x14\xc4", 4);
	memcpy(s + 4 + 17, "Info\0\0\0\1\0\0\x27\x10", 12); /* 10,000 frames */
	assert_int_equal(must_read(a, (cn_str){ s, sizeof s }).duration_us, 240000000);
	memset(s + 4 + 17, 0, 12);
	memcpy(s + 36, "VBRI", 4);
	memcpy(s + 36 + 14, "\0\0\0\x64", 4);
	assert_int_equal(must_read(a, (cn_str){ s, sizeof s }).duration_us, 2400000);
	memset(s + 36, 0, 18);
	assert_int_equal(must_read(a, (cn_str){ s, sizeof s }).duration_us, 72000);
	s[96 + 2] = 0x24; /* the second frame at another bit rate: the length is not known */
	assert_int_equal(must_read(a, (cn_str){ s, sizeof s }).duration_us, -1);
	assert_int_equal(cn_media_us(UINT64_MAX, 1), -1);
	assert_int_equal(cn_media_us(3, 0), -1);
	assert_int_equal(cn_media_us(1, 3), 333333);
}

static const cn_media_edit ALL[] = { { CN_PART_TAG, { "TIT2", 4 }, { "Neu \xe9\x9f\xb3", 7 } },
				     { CN_PART_TAG, { "own", 3 }, { "mine", 4 } },
				     { CN_PART_AIGC, { "", 0 }, { LABEL, LABEL_N } },
				     { CN_PART_XMP, { "", 0 }, { XMP, XMP_N } },
				     { CN_PART_C2PA, { "", 0 }, { STORE, STORE_N } } };

static void mp3_is_written_with_each_label_and_keeps_its_sound(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char *const SEED[] = { "mp3", "mp3_unsync" };
	for (size_t i = 0; i < 2; i++) {
		cn_str s = media_seed(a, SEED[i]), other = i == 0 ? CN_S("note") : CN_S("");
		cn_media_pieces out;
		cn_str n = must_write(a, s, ALL, 5, &out);
		cn_media_file f = must_read(a, n);
		size_t k = other.n ? 1 : 0; /* COMM stays before what is new */
		assert_int_equal(f.n_part, 5 + k);
		part_says(&f, k, CN_PART_TAG, "ID3", "TIT2", "Neu \xe9\x9f\xb3");
		part_says(&f, k + 1, CN_PART_TAG, "TXXX", "own", "mine");
		part_says(&f, k + 2, CN_PART_AIGC, "TXXX", "AIGC", LABEL);
		part_says(&f, k + 3, CN_PART_XMP, "PRIV", "", XMP);
		media_part_is(&f, k + 4, CN_PART_C2PA, STORE, STORE_N);
		assert_int_equal(out.n_store, 1);
		assert_int_equal(out.store[0].at, f.part[k + 4].range[0].at);
		assert_int_equal(out.store[0].size, STORE_N);
		assert_true(cn_eq(cn_sub(n, n.n - 288, 288), cn_sub(s, s.n - 288, 288)));
		assert_true(i == 0 ||
			    cn_contains(n, (cn_str){ "image/png\0\3\0\xff\xd8\xff\xe0", 16 })); /* the picture, put right */
	}
}

static void mp3_frames_that_stay_keep_their_bytes_and_labels_can_go(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const cn_media_edit NONE[] = { { CN_PART_AIGC, { "", 0 }, { NULL, 0 } },
					      { CN_PART_C2PA, { "", 0 }, { NULL, 0 } },
					      { CN_PART_XMP, { "", 0 }, { NULL, 0 } } };
	cn_str s = media_seed(a, "mp3");
	cn_media_pieces out;
	cn_str n = must_write(a, s, NONE, 3, &out);
	cn_media_file f = must_read(a, n);
	assert_int_equal(out.n_store, 0);
	assert_int_equal(f.n_part, 2);
	assert_true(cn_eq(cn_sub(n, 10, 16), cn_sub(s, 10, 16)));
	assert_true(cn_eq(cn_sub(n, 26, 19), cn_sub(s, 106, 19)));
	assert_true(cn_eq(cn_sub(n, 45, 8), (cn_str){ "\0\0\0\0\0\0\0\0", 8 })); /* padding */
	assert_int_equal(n.n, 10 + 16 + 19 + 8 + 288);
	cn_str bare = cn_sub(s, s.n - 288, 288); /* without a tag: one is made, and goes again */
	n = must_write(a, bare, &ALL[2], 1, &out);
	assert_memory_equal(n.p, "ID3\4", 4);
	f = must_read(a, n);
	part_says(&f, 0, CN_PART_AIGC, "TXXX", "AIGC", LABEL);
	n = must_write(a, n, NONE, 3, &out);
	assert_true(cn_eq(n, bare));
}

static void mp3_of_2_2_takes_a_label_and_a_store_but_no_xmp(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "mp3_22");
	cn_media_pieces out;
	cn_err err = { 0 };
	static const cn_media_edit E[] = { { CN_PART_AIGC, { "", 0 }, { "{\"Label\":\"\xe4\xba\x8c\"}", 15 } },
					   { CN_PART_C2PA, { "", 0 }, { STORE, STORE_N } } };
	cn_media_file f = must_read(a, must_write(a, s, E, 2, &out));
	assert_int_equal(f.n_part, 3);
	part_says(&f, 1, CN_PART_AIGC, "TXXX", "AIGC", "{\"Label\":\"\xe4\xba\x8c\"}");
	media_part_is(&f, 2, CN_PART_C2PA, STORE, STORE_N);
	assert_int_equal(cn_media_write(a, s, &ALL[3], 1, &out, &err), CN_EUNSUPPORTED);
	assert_non_null(strstr(err.msg, "2.2"));
}

/* Cuts of the tag are told; what follows it is sound, whose length is nobody's business. */
static void an_mp3_cut_in_its_tag_says_so(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	media_cut_everywhere(a, media_seed(a, "mp3"), 288);
	media_cut_everywhere(a, media_seed(a, "mp3_unsync"), 288);
	media_cut_everywhere(a, media_seed(a, "mp3_22"), 288);
}

/* ---- FLAC ------------------------------------------------------------------------------------------------------------------- */

static void flac_gives_its_comments_and_the_store_before_it(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "flac");
	cn_media_file f = must_read(a, s);
	assert_int_equal(f.format, CN_MEDIA_FLAC);
	assert_int_equal(f.duration_us, 2000000);
	assert_int_equal(f.n_part, 4);
	media_part_is(&f, 0, CN_PART_C2PA, STORE, STORE_N);
	range_is(&f, 0, s, f.part[0].bytes);
	part_says(&f, 1, CN_PART_TAG, "Vorbis comment", "TITLE", "T\xc3\xb6n");
	part_says(&f, 2, CN_PART_AIGC, "Vorbis comment", "aigc", LABEL);
	part_says(&f, 3, CN_PART_TAG, "APPLICATION", "test", "hello");
	assert_true(cn_ends(cn_sub(s, f.part[2].range[0].at, f.part[2].range[0].size), LABEL));
}

static void flac_is_written_in_its_comments_and_before_it(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const cn_media_edit E[] = { { CN_PART_TAG, { "title", 5 }, { "Neu", 3 } },
					   { CN_PART_AIGC, { "", 0 }, { "{}", 2 } },
					   { CN_PART_C2PA, { "", 0 }, { STORE, STORE_N } },
					   { CN_PART_TAG, { "test", 4 }, { NULL, 0 } } };
	cn_str s = media_seed(a, "flac");
	cn_media_pieces out;
	cn_str n = must_write(a, s, E, 4, &out);
	cn_media_file f = must_read(a, n);
	assert_int_equal(f.n_part, 3); /* the block of the application that is named goes */
	media_part_is(&f, 0, CN_PART_C2PA, STORE, STORE_N);
	part_says(&f, 1, CN_PART_TAG, "Vorbis comment", "title", "Neu");
	part_says(&f, 2, CN_PART_AIGC, "Vorbis comment", "AIGC", "{}");
	assert_true(cn_ends(n, "\xff\xf8\xc9\x18")); /* the sound */
	assert_int_equal(out.store[0].at, f.part[0].range[0].at);
	/* without comments and without a tag: both are made */
	static const char BARE[] = "fLaC\x80\0\0\x02zz\xff\xf8";
	n = must_write(a, ((cn_str){ BARE, sizeof BARE - 1 }), E, 4, &out);
	f = must_read(a, n);
	assert_int_equal(f.n_part, 3);
	assert_true(cn_contains(n, (cn_str){ "fLaC\0\0\0\x02zz\x84", 11 }));
	assert_true(cn_ends(n, "\xff\xf8"));
}

static void a_flac_cut_in_its_blocks_says_so(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	media_cut_everywhere(a, media_seed(a, "flac"), 4);
}

static void a_comment_longer_than_its_block_is_trouble(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char LONG[] = "fLaC\x84\0\0\x0e\0\0\0\0\1\0\0\0\3\0\0\0a=",
			  MANY[] = "fLaC\x84\0\0\x08\0\0\0\0\xff\xff\xff\xff", VENDOR[] = "fLaC\x84\0\0\x04\xff\xff\xff\xff";
	const cn_str T[] = { { LONG, sizeof LONG - 1 }, { MANY, sizeof MANY - 1 }, { VENDOR, sizeof VENDOR - 1 } };
	for (size_t i = 0; i < 3; i++) {
		cn_media_file f;
		assert_int_equal(cn_media_read(a, T[i], &f, NULL), CN_OK);
		assert_non_null(f.trouble);
		assert_int_equal(f.n_part, 0);
	}
}

/* ---- Ogg -------------------------------------------------------------------------------------------------------------------- */

/* The checksum of a page bit by bit, as RFC 3533 defines it. */
static void pages_are_right(cn_str s, unsigned *ret_n)
{
	cn_ogg_page p;
	size_t at = 0;
	*ret_n = 0;
	for (; cn_ogg_page_at(s, at, &p); at += p.whole.n, ++*ret_n) {
		uint32_t c = 0;
		for (size_t i = 0; i < p.whole.n; i++) {
			c ^= (uint32_t)(unsigned char)(i >= 22 && i < 26 ? 0 : p.whole.p[i]) << 24;
			for (unsigned k = 0; k < 8; k++)
				c = (c & 0x80000000u) ? c << 1 ^ 0x04c11db7u : c << 1;
		}
		const unsigned char *u = (const unsigned char *)p.whole.p + 22;
		assert_int_equal(c, (uint32_t)u[3] << 24 | (uint32_t)u[2] << 16 | (uint32_t)u[1] << 8 | u[0]);
	}
	assert_int_equal(at, s.n);
}

static void numbers_follow(cn_str s, uint32_t serial)
{
	cn_ogg_page p;
	uint32_t next = 0;
	for (size_t at = 0; cn_ogg_page_at(s, at, &p); at += p.whole.n)
		if (p.serial == serial)
			assert_int_equal(p.number, next++);
	assert_true(next > 0);
}

static void ogg_gives_comments_of_streams_side_by_side(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_media_file f = must_read(a, media_seed(a, "ogg"));
	assert_int_equal(f.format, CN_MEDIA_OGG);
	assert_int_equal(f.duration_us, 2000000);
	assert_int_equal(f.n_part, 3);
	assert_int_equal(f.part[0].kind, CN_PART_C2PA);
	assert_int_equal(f.part[0].bytes.n, STORE_N + 4); /* "more" on another page */
	assert_memory_equal(f.part[0].bytes.p, STORE, STORE_N);
	assert_int_equal(f.part[0].n_range, 2);
	part_says(&f, 1, CN_PART_TAG, "Vorbis comment", "TITLE", "T\xc3\xb6n");
	part_says(&f, 2, CN_PART_AIGC, "Vorbis comment", "AIGC", LABEL);
	f = must_read(a, media_seed(a, "opus"));
	assert_int_equal(f.n_part, 1);
	assert_int_equal(f.duration_us, 1000000); /* less what comes before the sound */
	part_says(&f, 0, CN_PART_AIGC, "Vorbis comment", "AIGC", LABEL);
}

static void ogg_is_written_with_checksums_and_numbers_that_hold(void **state)
{
	(void)state;
	static const char *const SEED[] = { "ogg", "opus" };
	for (size_t i = 0; i < 2; i++) {
		CN_AUTO_ARENA a = cn_arena_new(16 << 20);
		cn_str s = media_seed(a, SEED[i]);
		cn_media_pieces out;
		cn_media_edit e[] = { { CN_PART_AIGC, { "", 0 }, { "{}", 2 } },
				      { CN_PART_TAG, { "big", 3 }, { NULL, 150000 } },
				      { CN_PART_C2PA, { "", 0 }, { STORE, STORE_N } } };
		char *big = CN_NEW(a, char, 150000);
		memset(big, 'x', 150000);
		e[1].bytes.p = big;
		cn_str n = must_write(a, s, e, 3, &out);
		cn_media_file f = must_read(a, n);
		unsigned pages;
		pages_are_right(n, &pages);
		assert_int_equal(pages, 6); /* first, store, three of headers, sound */
		numbers_follow(n, i == 0 ? 7 : 1);
		assert_int_equal(media_count(&f, CN_PART_AIGC), 1);
		const cn_media_part *store = media_first(&f, CN_PART_C2PA);
		assert_non_null(store);
		assert_int_equal(store->bytes.n, STORE_N);
		assert_memory_equal(store->bytes.p, STORE, STORE_N);
		assert_int_equal(out.store[0].at, store->range[0].at);
		assert_int_equal(out.store[0].size, store->range[0].size);
		assert_int_equal(f.part[f.n_part - 1].bytes.n, CN_MEDIA_TAG_BYTES_MAX); /* the first of it */
		assert_int_equal(f.duration_us, i == 0 ? 2000000 : 1000000);
		e[1].bytes = (cn_str){ NULL, 0 }; /* and back to one page: what follows has its old bytes again */
		n = must_write(a, n, e, 3, &out);
		pages_are_right(n, &pages);
		assert_int_equal(pages, 4);
		cn_ogg_page last = { 0 }, old = { 0 };
		for (size_t at = 0; cn_ogg_page_at(n, at, &last);)
			at += last.whole.n;
		for (size_t at = 0; cn_ogg_page_at(s, at, &old);)
			at += old.whole.n;
		assert_true(cn_eq(last.whole, old.whole));
		assert_true(i == 0 || cn_contains(n, CN_S("\1pad"))); /* what Opus has behind its comments */
	}
}

/* A packet whose length divides by 255, and one that fills a page to the last, end in a segment of nothing. */
static void ogg_lays_packets_of_any_length(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str s = media_seed(a, "opus");
	char *big = CN_NEW(a, char, 70000);
	memset(big, 'x', 70000);
	static const size_t SIZE[] = { 0,     249,   250,   251,   504,	  505,	 506,	64768, 64769,
				       64770, 64771, 65024, 65025, 65026, 65275, 65279, 65280 };
	for (size_t i = 0; i < sizeof SIZE / sizeof *SIZE; i++) {
		cn_media_edit e = { CN_PART_C2PA, { "", 0 }, { big, SIZE[i] } };
		cn_media_pieces out;
		cn_str n = must_write(a, s, &e, 1, &out);
		unsigned pages;
		cn_media_file f = must_read(a, n);
		pages_are_right(n, &pages);
		assert_int_equal(pages, SIZE[i] + 5 < 255 * 255 ? 4 : 5);
		assert_int_equal(media_first(&f, CN_PART_C2PA)->bytes.n, SIZE[i]);
	}
}

static void an_ogg_cut_anywhere_says_so(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str s = media_seed(a, "opus");
	cn_ogg_page p;
	for (size_t n = 4; n < s.n; n++) {
		size_t end = 0;
		cn_media_file f;
		while (cn_ogg_page_at(cn_sub(s, 0, n), end, &p))
			end += p.whole.n;
		assert_int_equal(cn_media_read(a, cn_sub(s, 0, n), &f, NULL), CN_OK);
		assert_true(f.trouble || (end == n && f.n_part == 1)); /* whole pages and the comments: nothing lacks */
	}
}

static void more_streams_than_the_bound_are_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	enum { PAGE = 29 };
	char *p = CN_NEW(a, char, (CN_OGG_STREAMS_MAX + 1) * PAGE);
	for (size_t i = 0; i <= CN_OGG_STREAMS_MAX; i++) {
		char *q = p + i * PAGE;
		memcpy(q, "OggS\0\2", 6);
		q[14] = (char)(i & 0xff);
		q[15] = (char)(i >> 8);
		q[26] = 1;
		q[27] = 1;
		q[28] = 'x';
	}
	cn_media_file f;
	cn_err err = { 0 };
	assert_int_equal(cn_media_read(a, (cn_str){ p, CN_OGG_STREAMS_MAX * PAGE }, &f, NULL), CN_OK);
	assert_int_equal(cn_media_read(a, (cn_str){ p, (CN_OGG_STREAMS_MAX + 1) * PAGE }, &f, &err), CN_ETOOBIG);
	assert_non_null(strstr(err.msg, "256"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mp3_gives_the_frames_of_its_tag),
		cmocka_unit_test(mp3_undoes_unsynchronisation_and_utf_16),
		cmocka_unit_test(mp3_reads_names_of_three_letters),
		cmocka_unit_test(mp3_reads_each_encoding_of_text),
		cmocka_unit_test(mp3_skips_what_flags_put_before_a_frame),
		cmocka_unit_test(mp3_skips_an_extended_header),
		cmocka_unit_test(mp3_takes_a_plain_size_in_2_4_where_only_that_fits),
		cmocka_unit_test(mp3_says_what_it_could_not_read),
		cmocka_unit_test(mp3_takes_its_length_from_the_first_frame_if_it_says_so),
		cmocka_unit_test(mp3_is_written_with_each_label_and_keeps_its_sound),
		cmocka_unit_test(mp3_frames_that_stay_keep_their_bytes_and_labels_can_go),
		cmocka_unit_test(mp3_of_2_2_takes_a_label_and_a_store_but_no_xmp),
		cmocka_unit_test(an_mp3_cut_in_its_tag_says_so),
		cmocka_unit_test(flac_gives_its_comments_and_the_store_before_it),
		cmocka_unit_test(flac_is_written_in_its_comments_and_before_it),
		cmocka_unit_test(a_flac_cut_in_its_blocks_says_so),
		cmocka_unit_test(a_comment_longer_than_its_block_is_trouble),
		cmocka_unit_test(ogg_gives_comments_of_streams_side_by_side),
		cmocka_unit_test(ogg_is_written_with_checksums_and_numbers_that_hold),
		cmocka_unit_test(ogg_lays_packets_of_any_length),
		cmocka_unit_test(an_ogg_cut_anywhere_says_so),
		cmocka_unit_test(more_streams_than_the_bound_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
