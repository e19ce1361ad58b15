/* lab/media/format/bmff_write: labels go in, and every offset still points at the bytes it pointed at. The media of the seeds
 * (tests/fuzz/seeds/media) are marks: "chunk-A", "pixel-A". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/file.h"
#include "lab/media/format/bmff.h"
#include "tests/unit/bmff_help.h"
#include "tests/unit/media_help.h"

#define LABEL "{\"Label\":\"1\",\"ContentProducer\":\"x\"}"
#define NONE { 0 }

static cn_str write_ok(cn_arena *a, cn_str s, const cn_media_edit *e, size_t n, cn_media_pieces *ret)
{
	cn_err err = { 0 };
	cn_media_pieces out;
	if (cn_media_write(a, s, e, n, &out, &err) != CN_OK)
		fail_msg("%s", err.msg);
	if (ret)
		*ret = out;
	return media_whole(a, &out);
}

static void refuses(cn_arena *a, cn_str s, cn_media_edit e, cn_code code, const char *says)
{
	cn_err err = { 0 };
	cn_media_pieces out;
	assert_int_equal(cn_media_write(a, s, &e, 1, &out, &err), code);
	if (!strstr(err.msg, says))
		fail_msg("\"%s\" does not say \"%s\"", err.msg, says);
}

static cn_media_file read_ok(cn_arena *a, cn_str s)
{
	cn_media_file f;
	assert_int_equal(cn_media_read(a, s, &f, NULL), CN_OK);
	assert_null(f.trouble);
	return f;
}

static const cn_media_edit XMP = { CN_PART_XMP, NONE, { "<new xmp/>", 10 } };
static const cn_media_edit AIGC = { CN_PART_AIGC, NONE, { LABEL, sizeof LABEL - 1 } };
static const cn_media_edit C2PA = { CN_PART_C2PA, NONE, { "\0\0\0\x0cjumbabcd", 12 } };
static const cn_media_edit LONG = { CN_PART_C2PA, NONE, { "\0\0\0\x50jumb long enough to be longer than any store that the seeds carry, by some bytes ", 80 } };
static const cn_media_edit GONE[] = { { CN_PART_XMP, NONE, NONE }, { CN_PART_AIGC, NONE, NONE }, { CN_PART_C2PA, NONE, NONE } };

/* The k-th number of the first box of this type: chunk offsets, `bytes` wide, point at the marks. */
static void chunk_is(cn_str s, const char *type, size_t k, size_t bytes, const char *mark)
{
	size_t at = bmff_find(s, 0, type), to = (size_t)bmff_get(s, at + 12 + k * bytes, bytes);
	assert_true(to < s.n && s.n - to >= strlen(mark));
	assert_memory_equal(s.p + to, mark, strlen(mark));
}

static void chunks_of_the_mp4_are_right(cn_str s)
{
	chunk_is(s, "stco", 0, 4, "chunk-A");
	chunk_is(s, "stco", 1, 4, "chunk-B");
	chunk_is(s, "co64", 0, 8, "chunk-C");
}

static void an_mp4_gets_every_label_and_its_chunks_are_found(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_media_edit e[] = { XMP, AIGC, C2PA, { CN_PART_TAG, CN_S("title"), CN_S("t") } };
	cn_media_pieces out;
	cn_str s = write_ok(a, media_seed(a, "mp4"), e, 4, &out);
	cn_media_file f = read_ok(a, s);
	chunks_of_the_mp4_are_right(s);
	assert_int_equal(media_count(&f, CN_PART_AIGC), 1); /* the one of iTunes is gone with the other */
	assert_true(cn_eqz(media_first(&f, CN_PART_AIGC)->bytes, LABEL));
	assert_string_equal(media_first(&f, CN_PART_AIGC)->carrier, "keys");
	assert_int_equal(media_count(&f, CN_PART_XMP), 1);
	assert_true(cn_eqz(media_first(&f, CN_PART_XMP)->bytes, "<new xmp/>"));
	assert_int_equal(media_count(&f, CN_PART_TAG), 3); /* iTunes' tool, comment, title */
	const cn_media_part *c = media_first(&f, CN_PART_C2PA);
	assert_true(cn_eq(c->bytes, C2PA.bytes));
	assert_int_equal(c->range[0].at, 24); /* directly behind ftyp */
	assert_int_equal(out.n_store, 1);
	assert_int_equal(out.store[0].at, 24);
	assert_int_equal(out.store[0].size, c->range[0].size);
}

static void a_longer_store_of_the_same_length_gives_the_same_layout(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_media_edit one = C2PA, two = C2PA;
	one.bytes = CN_S("\0\0\0\x14jumbaaaaaaaaaaaa");
	two.bytes = CN_S("\0\0\0\x14jumbbbbbbbbbbbbb");
	cn_media_pieces x, y;
	cn_str s = write_ok(a, media_seed(a, "heic"), &one, 1, &x), t = write_ok(a, media_seed(a, "heic"), &two, 1, &y);
	assert_int_equal(s.n, t.n);
	assert_int_equal(x.store[0].at, y.store[0].at);
	for (size_t i = 0; i < s.n; i++)
		if (i < x.store[0].at || i >= x.store[0].at + x.store[0].size)
			assert_int_equal(s.p[i], t.p[i]);
}

static void what_is_taken_out_again_leaves_the_old_bytes(void **state)
{
	(void)state;
	static const char *const names[] = { "m4a", "fragments", "avif" };
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	for (size_t i = 0; i < 2; i++) {
		cn_media_edit e[] = { XMP, AIGC, C2PA };
		cn_str old = media_seed(a, names[i]), now = write_ok(a, old, e, 3, NULL);
		assert_int_equal(read_ok(a, now).n_part, 3);
		cn_str back = write_ok(a, now, GONE, 3, NULL);
		cn_media_file f = read_ok(a, back);
		assert_int_equal(f.n_part, 0);
		assert_int_equal(back.n, old.n + 8); /* an empty udta stays */
	}
	cn_media_edit e[] = { XMP, C2PA };
	cn_str old = media_seed(a, "avif"), now = write_ok(a, old, e, 2, NULL), back;
	cn_media_edit gone[] = { GONE[0], GONE[2] };
	back = write_ok(a, now, gone, 2, NULL);
	assert_int_equal(back.n, old.n + 12); /* an empty iref stays */
	assert_memory_equal(back.p + back.n - 7, "pixel-A", 7);
	assert_int_equal(read_ok(a, back).n_part, 0);
	old = media_seed(a, "mov");
	now = write_ok(a, old, &C2PA, 1, NULL);
	assert_true(cn_eq(write_ok(a, now, &GONE[2], 1, NULL), old));
}

static void quicktime_takes_a_label_into_the_keys_it_has(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_media_edit e[] = { AIGC, C2PA, XMP };
	cn_str s = write_ok(a, media_seed(a, "mov"), e, 3, NULL);
	cn_media_file f = read_ok(a, s);
	chunk_is(s, "stco", 0, 4, "chunk-A");
	assert_int_equal(f.n_part, 6);
	assert_int_equal(bmff_get(s, bmff_find(s, 0, "keys") + 8, 4), 2);
	assert_true(cn_eqz(media_first(&f, CN_PART_AIGC)->key, "AIGC"));
	assert_string_equal(media_first(&f, CN_PART_XMP)->carrier, "uuid"); /* XMP_ is gone */
	/* a key before others goes: they are numbered anew */
	cn_media_edit drop = { CN_PART_TAG, CN_S("com.apple.quicktime.software"), NONE };
	f = read_ok(a, s = write_ok(a, s, &drop, 1, NULL));
	assert_int_equal(bmff_get(s, bmff_find(s, 0, "keys") + 8, 4), 1);
	assert_true(cn_eqz(media_first(&f, CN_PART_AIGC)->bytes, LABEL));
	/* texts of udta go by their names */
	cn_media_edit name = { CN_PART_TAG, CN_S("\xc2\xa9nam"), NONE };
	f = read_ok(a, write_ok(a, s, &name, 1, NULL));
	assert_int_equal(media_count(&f, CN_PART_TAG), 1);
}

static void fragments_are_found_from_every_side(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_media_edit e[] = { XMP, AIGC, C2PA };
	cn_str s = write_ok(a, media_seed(a, "fragments"), e, 3, NULL);
	size_t at = 0, tfra = bmff_find(s, 0, "tfra"), sidx = bmff_find(s, 0, "sidx");
	for (int k = 0; k < 2; k++) {
		at = bmff_find(s, at + 1, "moof");
		assert_int_equal(bmff_get(s, bmff_find(s, at, "tfhd") + 12, 8), at - 4);
		assert_int_equal(bmff_get(s, tfra + 20 + 8 + (size_t)k * 19, 8), at - 4);
	}
	size_t end = sidx - 4 + (size_t)bmff_get(s, sidx - 4, 4);
	assert_memory_equal(s.p + end + bmff_get(s, sidx + 20, 4) + 4, "moof", 4);
	assert_memory_equal(s.p + s.n - 12, "mfro", 4); /* still the last: its size is found from the end */
	assert_true(bmff_find(s, 0, "<new xmp/>") < bmff_find(s, 0, "mfra"));
}

/* The index before moov: what grows lies between it and the first fragment. */
static void an_index_before_what_grows_is_moved_on(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_str s = media_seed(a, "fragments");
	size_t moov = bmff_find(s, 0, "moov") - 4, sidx = bmff_find(s, 0, "sidx") - 4, moof = bmff_find(s, 0, "moof") - 4, n = moov;
	char *p = CN_NEW(a, char, s.n);
	memcpy(p, s.p, s.n);
	memcpy(p + n, s.p + sidx, moof - sidx);
	memcpy(p + n + moof - sidx, s.p + moov, sidx - moov);
	cn_str turned = bmff_with(a, (cn_str){ p, s.n }, n + 24, 4, sidx - moov);
	s = write_ok(a, turned, &AIGC, 1, NULL);
	assert_memory_equal(s.p + n + (moof - sidx) + bmff_get(s, n + 24, 4) + 4, "moof", 4);
	/* and what it measures may not grow: an old packet between the fragments */
	size_t second = bmff_find(turned, bmff_find(turned, 0, "moof") + 1, "moof") - 4;
	static const char PACKET[] = "\0\0\0\x1cuuid\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac<x/>";
	char *q = CN_NEW(a, char, s.n + 64);
	memcpy(q, turned.p, second);
	memcpy(q + second, PACKET, 28);
	memcpy(q + second + 28, turned.p + second, turned.n - second);
	cn_str with = bmff_with(a, (cn_str){ q, turned.n + 28 }, bmff_find(turned, 0, "sidx") + 28, 4, 127 + 28);
	refuses(a, with, XMP, CN_EUNSUPPORTED, "inside a segment");
}

/* ftyp, moof, an old packet, mdat: runs count from the first to the last. */
static void nothing_grows_between_a_fragment_and_its_media(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	bmff f;
	bmff_init(&f);
	bmff_ftyp(&f, "iso5");
	bmff_begin(&f, "moof");
	bmff_end(&f);
	bmff_put(&f, CN_S("\0\0\0\x1cuuid\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac<x/>"));
	bmff_box(&f, "mdat", CN_S("media"));
	refuses(a, cn_buf_str(&f.b), XMP, CN_EUNSUPPORTED, "between a fragment and its media");
	refuses(a, cn_buf_str(&f.b), AIGC, CN_EUNSUPPORTED, "no moov box");
	cn_media_edit same = { CN_PART_XMP, NONE, CN_S("<y/>") }; /* of the same length: nothing moves */
	assert_int_equal(read_ok(a, write_ok(a, cn_buf_str(&f.b), &same, 1, NULL)).n_part, 1);
	cn_buf_done(&f.b);
}

/* The place that iloc gives item k of the seed "heic" in the written file: entries of 20, 30 and 20 bytes. */
static void heif_keeps_its_items_and_gets_its_packet(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_media_edit e[] = { XMP, C2PA };
	cn_str old = media_seed(a, "heic"), s = write_ok(a, old, e, 2, NULL);
	cn_media_file f = read_ok(a, s);
	size_t iloc = bmff_find(s, 0, "iloc");
	assert_memory_equal(s.p + bmff_get(s, iloc + 12 + 6, 4), "pixel-A", 7); /* by its base */
	assert_int_equal(f.n_part, 3);
	media_part_is(&f, 1, CN_PART_EXIF, "MM\0*\0\0", 6);
	media_part_is(&f, 2, CN_PART_XMP, "<new xmp/>", 10);
	assert_memory_equal(s.p + bmff_find(s, 0, "pixel-A") + 7, "\0\0\0\0", 4); /* where the old packet stood */
	assert_int_equal(bmff_get(s, bmff_find(s, 0, "iinf") + 8, 2), 3);
	/* once more: the box of the last packet goes */
	cn_str again = write_ok(a, s, &XMP, 1, NULL);
	assert_true(cn_eq(again, s));
	s = write_ok(a, s, &GONE[0], 1, NULL);
	f = read_ok(a, s);
	assert_int_equal(f.n_part, 2);
	assert_int_equal(bmff_get(s, bmff_find(s, 0, "iinf") + 8, 2), 2);
	assert_int_equal(bmff_get(s, bmff_find(s, 0, "iloc") + 10, 2), 2);
	assert_int_equal(bmff_get(s, bmff_find(s, 0, "iref") - 4, 4), 12 + 14); /* the reference of Exif is left */
}

static void avif_without_items_gets_one_that_describes_the_picture(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_str s = write_ok(a, media_seed(a, "avif"), &XMP, 1, NULL);
	cn_media_file f = read_ok(a, s);
	size_t iref = bmff_find(s, 0, "iref"), iloc = bmff_find(s, 0, "iloc");
	media_part_is(&f, 0, CN_PART_XMP, "<new xmp/>", 10);
	assert_memory_equal(s.p + iref + 4, "\0\0\0\0\0\0\0\x0e" "cdsc\0\2\0\1\0\1", 18);
	assert_memory_equal(s.p + bmff_get(s, iloc + 12 + 6, 4), "pixel-A", 7);
	assert_int_equal(bmff_get(s, iloc + 10, 2), 2);
	refuses(a, media_seed(a, "avif"), AIGC, CN_EUNSUPPORTED, "has no place");
	/* groups are numbered among the items: one of number 9 that stands in the place of iprp */
	cn_str old = bmff_with(a, media_seed(a, "avif"), bmff_find(media_seed(a, "avif"), 0, "iprp"), 4, 0x6772706c);
	s = write_ok(a, bmff_with(a, old, bmff_find(old, 0, "ipco") + 8, 4, 9), &XMP, 1, NULL);
	assert_int_equal(bmff_get(s, bmff_find(s, 0, "cdsc") + 4, 2), 10);
}

/* n XMP items that all lie in the same bytes, with pitm or without. */
static cn_str of_packets(cn_arena *a, size_t n, bool primary)
{
	bmff f;
	bmff_init(&f);
	bmff_ftyp(&f, "heic");
	bmff_box(&f, "mdat", CN_S("<x/>"));
	bmff_full(&f, "meta", 0, 0);
	bmff_hdlr(&f, "pict");
	if (primary)
		bmff_box(&f, "pitm", CN_S("\0\0\0\0\0\1"));
	bmff_full(&f, "iinf", 0, 0);
	bmff_be(&f, n, 2);
	for (size_t i = 0; i < n; i++) {
		bmff_full(&f, "infe", 2, 0);
		bmff_be(&f, i + 2, 2);
		bmff_put(&f, CN_S("\0\0mime\0application/rdf+xml\0"));
		bmff_end(&f);
	}
	bmff_end(&f);
	bmff_full(&f, "iloc", 0, 0);
	bmff_put(&f, CN_S("\x44\0"));
	bmff_be(&f, n, 2);
	for (size_t i = 0; i < n; i++) {
		bmff_be(&f, i + 2, 2);
		bmff_be(&f, 0, 2);
		bmff_be(&f, 1, 2);
		bmff_be(&f, 24, 4);
		bmff_be(&f, 4, 4);
	}
	bmff_end(&f);
	bmff_end(&f);
	cn_str s = cn_str_copy(a, cn_buf_str(&f.b));
	cn_buf_done(&f.b);
	return s;
}

static void packets_in_one_file_are_bounded_and_become_one(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_media_file f = read_ok(a, write_ok(a, of_packets(a, 17, true), &XMP, 1, NULL)); /* one stays, 16 go: the most */
	assert_int_equal(f.n_part, 1);
	media_part_is(&f, 0, CN_PART_XMP, "<new xmp/>", 10);
	refuses(a, of_packets(a, 18, true), XMP, CN_ETOOBIG, "more than 16 XMP packets");
	refuses(a, of_packets(a, 0, false), XMP, CN_EUNSUPPORTED, "no primary item");
}

static void a_file_that_cannot_be_moved_is_refused_in_words(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_str mp4 = media_seed(a, "mp4");
	size_t url = bmff_find(mp4, 0, "url "), stco = bmff_find(mp4, 0, "stco"), co64 = bmff_find(mp4, 0, "co64");
	refuses(a, bmff_with(a, mp4, url + 7, 1, 0), C2PA, CN_EUNSUPPORTED, "in another file");
	refuses(a, bmff_with(a, mp4, stco + 12, 4, UINT32_MAX), LONG, CN_ETOOBIG, "would pass 4 GiB");
	refuses(a, bmff_with(a, mp4, stco + 12, 4, 30), C2PA, CN_EUNSUPPORTED, "into a label that is to change");
	refuses(a, bmff_with(a, mp4, co64 + 12, 8, UINT64_MAX), LONG, CN_EINPUT, "past every file");
	refuses(a, bmff_with(a, mp4, stco + 8, 4, 3), C2PA, CN_EINPUT, "shorter than what it lists");
	refuses(a, bmff_with(a, mp4, stco, 4, 0x636d6f76), C2PA, CN_EUNSUPPORTED, "\"cmov\""); /* a compressed moov */
	refuses(a, bmff_with(a, mp4, 8, 4, 0x63727820), C2PA, CN_EUNSUPPORTED, "Canon raw");
	refuses(a, CN_S("\0\0\0\0" "ftypisom\0\0\0\0"), XMP, CN_EUNSUPPORTED, "first box goes to the end");
	refuses(a, media_seed(a, "mov_bare"), C2PA, CN_EUNSUPPORTED, "does not have");
	size_t tfhd = bmff_find(media_seed(a, "fragments"), 0, "tfhd");
	refuses(a, bmff_with(a, media_seed(a, "fragments"), tfhd - 4, 4, 12), C2PA, CN_EINPUT, "\"tfhd\" at byte 409 is shorter");
	cn_str heic = media_seed(a, "heic");
	size_t iloc = bmff_find(heic, 0, "iloc");
	refuses(a, bmff_with(a, heic, iloc + 12 + 6, 4, UINT32_MAX), C2PA, CN_ETOOBIG, "too few");
	refuses(a, bmff_with(a, heic, bmff_find(heic, 0, "Exif") - 4, 2, 3), XMP, CN_EINPUT, "its number twice");
	/* nothing moves: nothing is asked */
	cn_media_edit same = { CN_PART_XMP, NONE, CN_S("<y/>") };
	(void)write_ok(a, bmff_with(a, mp4, url + 7, 1, 0), &same, 1, NULL);
}

/* ftyp and moov in moov, `deep` of them in all. */
static void depth_is_bounded(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	for (size_t deep = CN_MEDIA_DEPTH_MAX - 1; deep <= CN_MEDIA_DEPTH_MAX; deep++) {
		bmff f;
		bmff_init(&f);
		bmff_ftyp(&f, "isom");
		for (size_t i = 0; i < deep; i++)
			bmff_begin(&f, "moov");
		while (f.n > 0)
			bmff_end(&f);
		cn_str s = cn_str_copy(a, cn_buf_str(&f.b));
		cn_buf_done(&f.b);
		if (deep < CN_MEDIA_DEPTH_MAX) /* the file itself is one level */
			(void)write_ok(a, s, &C2PA, 1, NULL);
		else
			refuses(a, s, C2PA, CN_ETOOBIG, "deeper than 16");
	}
	refuses(a, CN_S("\0\0\0\x08" "ftyp\0\0\0\x08moov\0\0\0\x08moov"), XMP, CN_EUNSUPPORTED, "more than one");
	refuses(a, CN_S("\0\0\0\x08" "ftyp\0\0\0\x08meta\0\0\0\x08meta"), XMP, CN_EUNSUPPORTED, "more than one");
}

static void fields_are_bounded(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_media_edit e[65];
	cn_media_pieces out;
	cn_err err = { 0 };
	for (size_t i = 0; i < 65; i++)
		e[i] = (cn_media_edit){ CN_PART_TAG, cn_strf(a, "key%zu", i), CN_S("v") };
	cn_str s = write_ok(a, media_seed(a, "m4a"), e, 64, NULL);
	assert_int_equal(read_ok(a, s).n_part, 64);
	assert_int_equal(cn_media_write(a, s, e, 65, &out, &err), CN_ETOOBIG);
	char *name = CN_NEW(a, char, 256);
	memset(name, 'k', 256);
	cn_media_edit longest = { CN_PART_TAG, { name, 255 }, CN_S("v") };
	assert_int_equal(read_ok(a, write_ok(a, s, &longest, 1, NULL)).n_part, 65);
	longest.key.n = 256;
	refuses(a, s, longest, CN_EINPUT, "1 to 255 bytes");
	refuses(a, s, (cn_media_edit){ CN_PART_TAG, CN_S("Aigc"), CN_S("v") }, CN_EINPUT, "is not AIGC");
}

/* Payloads are sliced and never read, so these need no memory. */
static void a_label_is_bounded(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_media_edit e = { CN_PART_C2PA, NONE, { "x", CN_BOX_PUT_MAX } };
	cn_media_pieces out;
	assert_int_equal(cn_media_write(a, media_seed(a, "m4a"), &e, 1, &out, NULL), CN_OK);
	assert_int_equal(out.store[0].size, (size_t)CN_BOX_PUT_MAX + 45);
	for (int kind = 0; kind < 3; kind++) {
		e = (cn_media_edit){ kind == 0 ? CN_PART_C2PA : kind == 1 ? CN_PART_XMP : CN_PART_AIGC, NONE, { "x", (size_t)CN_BOX_PUT_MAX + 1 } };
		refuses(a, media_seed(a, "m4a"), e, CN_ETOOBIG, "at most");
	}
	refuses(a, media_seed(a, "heic"), (cn_media_edit){ CN_PART_XMP, NONE, { "x", (size_t)CN_BOX_PUT_MAX + 1 } }, CN_ETOOBIG, "at most");
}

/* Two names in a list that counts none: a new one stands before them. */
static void names_that_a_list_does_not_count_stay_uncounted(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str s = media_seed(a, "mp4");
	s = bmff_with(a, s, bmff_find(s, 0, "keys") + 8, 4, 0);
	cn_media_edit e = { CN_PART_TAG, CN_S("title"), CN_S("t") };
	refuses(a, s, e, CN_EINPUT, "a new key would name it");
	size_t first = bmff_find(s, bmff_find(s, 0, "keys"), "ilst") + 8;
	s = bmff_with(a, bmff_with(a, s, first, 4, 0), first + 37, 4, 0); /* both fields without a number */
	cn_media_file f = read_ok(a, write_ok(a, s, &e, 1, NULL));
	bool found = false;
	for (size_t i = 0; i < f.n_part; i++)
		found = found || (cn_eqz(f.part[i].key, "title") && cn_eqz(f.part[i].bytes, "t"));
	assert_true(found);
}

/* saio of a track, and moov with a long size and mdat that is open: a file in the forms that are rare. */
static void rare_forms_are_moved_too(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	bmff f;
	bmff_init(&f);
	bmff_ftyp(&f, "isom");
	size_t moov = f.b.n;
	bmff_put(&f, CN_S("\0\0\0\1moov\0\0\0\0\0\0\0\0"));
	bmff_begin(&f, "trak");
	bmff_begin(&f, "stbl");
	bmff_full(&f, "saio", 1, 1);
	bmff_put(&f, CN_S("cenc\0\0\0\0\0\0\0\1"));
	size_t saio = f.b.n;
	bmff_be(&f, 0, 8);
	while (f.n > 0)
		bmff_end(&f);
	size_t size = f.b.n - moov;
	bmff_put(&f, CN_S("\0\0\0\0mdatsample"));
	cn_str s = bmff_with(a, cn_buf_str(&f.b), moov + 15, 1, size);
	s = bmff_with(a, s, saio, 8, s.n - 6);
	cn_media_edit e[] = { XMP, AIGC, C2PA };
	cn_str now = write_ok(a, s, e, 3, NULL);
	cn_media_file r = read_ok(a, now);
	assert_int_equal(r.n_part, 3);
	size_t at = bmff_find(now, 0, "saio");
	assert_memory_equal(now.p + bmff_get(now, at + 20, 8), "sample", 6);
	assert_memory_equal(now.p + now.n - 14, "\0\0\0\0mdatsample", 14); /* it goes to the end: the packet stands before it */
	cn_buf_done(&f.b);
}

/* Any one byte of a seed changed: a refusal with a sentence, or a file whose label reads back. */
static void no_changed_byte_makes_a_file_that_cannot_be_read(void **state)
{
	(void)state;
	static const char *const names[] = { "mp4", "mov", "heic", "avif", "fragments" };
	static const cn_media_edit *const EDITS[] = { &XMP, &C2PA };
	size_t written = 0;
	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		CN_AUTO_ARENA top = cn_arena_new(1 << 20);
		cn_str s = media_seed(top, names[k]);
		for (size_t i = 0; i < 3 * s.n; i++) {
			CN_AUTO_ARENA a = cn_arena_new(16 << 20);
			cn_str bad = bmff_with(a, s, i / 3, 1, (unsigned char)s.p[i / 3] ^ (i % 3 == 0 ? 1u : i % 3 == 1 ? 0x80u : 0xffu));
			for (size_t j = 0; j < 2; j++) {
				cn_media_pieces out;
				cn_media_file f;
				cn_err err = { 0 };
				if (cn_media_write(a, bad, EDITS[j], 1, &out, &err) != CN_OK) {
					assert_true(err.msg[0] != 0);
					continue;
				}
				assert_int_equal(cn_media_read(a, media_whole(a, &out), &f, NULL), CN_OK);
				const cn_media_part *p = media_first(&f, EDITS[j]->kind);
				if (f.trouble || !p || !cn_eq(p->bytes, EDITS[j]->bytes))
					fail_msg("%s with byte %zu changed (%zu)", names[k], i / 3, i % 3);
				written++;
			}
		}
	}
	assert_true(written > 3000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_mp4_gets_every_label_and_its_chunks_are_found),
		cmocka_unit_test(a_longer_store_of_the_same_length_gives_the_same_layout),
		cmocka_unit_test(what_is_taken_out_again_leaves_the_old_bytes),
		cmocka_unit_test(quicktime_takes_a_label_into_the_keys_it_has),
		cmocka_unit_test(fragments_are_found_from_every_side),
		cmocka_unit_test(an_index_before_what_grows_is_moved_on),
		cmocka_unit_test(nothing_grows_between_a_fragment_and_its_media),
		cmocka_unit_test(heif_keeps_its_items_and_gets_its_packet),
		cmocka_unit_test(avif_without_items_gets_one_that_describes_the_picture),
		cmocka_unit_test(packets_in_one_file_are_bounded_and_become_one),
		cmocka_unit_test(a_file_that_cannot_be_moved_is_refused_in_words),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(fields_are_bounded),
		cmocka_unit_test(a_label_is_bounded),
		cmocka_unit_test(names_that_a_list_does_not_count_stay_uncounted),
		cmocka_unit_test(rare_forms_are_moved_too),
		cmocka_unit_test(no_changed_byte_makes_a_file_that_cannot_be_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
