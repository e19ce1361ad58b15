/* lab/media/exif: who made a picture. exiftool_ii and exiftool_mm were written by exiftool 12.57 in either byte order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/exif.h"
#include "tests/unit/layer_help.h"

static void both_byte_orders_of_exiftool_say_the_same(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char *const ORDER[] = { "exif/exiftool_ii", "exif/exiftool_mm" };
	for (size_t i = 0; i < 2; i++) {
		cn_exif e;
		assert_int_equal(cn_exif_read(a, seed_of(a, ORDER[i]), &e, NULL), CN_OK);
		assert_true(cn_eqz(e.make, "Cam") && cn_eqz(e.model, "X 1"));
		assert_true(cn_eqz(e.software, "Painter 2") && cn_eqz(e.artist, "Ann"));
		assert_true(cn_eqz(e.description, "Made by AI"));
		assert_true(cn_eqz(e.taken, "2026:01:02 03:04:05"));
		assert_true(cn_eqz(e.comment, "\xe7\x9c\x8b a hill"));
		assert_int_equal(e.copyright.n + e.editing_software.n, 0);
		assert_false(e.broken);
	}
}

static void a_layer_shows_the_camera_and_what_says_ai(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_layer_draft d = draft_in(a, CN_PART_EXIF, "APP1");
	cn_layer_of_exif(&d, seed_of(a, "exif/exiftool_mm"));
	field_is(&d.out, "Make", "Cam");
	field_is(&d.out, "ImageDescription", "Made by AI");
	field_is(&d.out, "UserComment", NULL);
	field_is(&d.out, "Copyright", NULL);
	assert_true(d.camera);
	assert_int_equal(d.out.says_ai, CN_TRUE);
	remarks_are(&d.out, 1);
}

/* A block with one entry in its EXIF directory: UserComment with this text. */
static cn_str with_comment(cn_arena *a, bool big, cn_str comment)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 18);
	cn_buf_put(&b, big ? CN_S("MM\0*\0\0\0\x08\0\x01\x87\x69\0\x04\0\0\0\x01\0\0\0\x1a\0\0\0\0\0\x01\x92\x86\0\x07")
			   : CN_S("II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0\x01\0\x86\x92\x07\0"));
	for (unsigned i = 0; i < 4; i++)
		cn_buf_putc(&b, (char)(comment.n >> (big ? 24 - 8 * i : 8 * i)));
	cn_buf_put(&b, big ? CN_S("\0\0\0\x2c\0\0\0\0") : CN_S("\x2c\0\0\0\0\0\0\0"));
	assert_int_equal(b.n, 0x2c);
	cn_buf_put(&b, comment);
	return cn_buf_copy(a, &b);
}

static void comments_are_read_by_their_character_code(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const struct {
		bool big;
		const char *bytes;
		size_t n;
		const char *text;
	} CASES[] = {
		{ false, "ASCII\0\0\0hill  \0", 15, "hill" },
		{ true, "\0\0\0\0\0\0\0\0hill", 12, "hill" },
		{ true, "UNICODE\0\0h\0i", 12, "hi" },
		{ false, "UNICODE\0h\0i\0", 12, "hi" },
		{ false, "UNICODE\0\0h\0i", 12, "hi" }, /* in the other order than its file: written so by common programs */
		{ true, "UNICODE\0h\0i\0", 12, "hi" },
		{ false, "UNICODE\0\xfe\xff\x4e\xba", 12, "\xe4\xba\xba" }, /* a byte order mark decides */
		{ true, "UNICODE\0\xff\xfe\xba\x4e", 12, "\xe4\xba\xba" },
		{ true, "UNICODE\0\xd8\x3d\xde\x00", 12, "\xf0\x9f\x98\x80" },
		{ true, "UNICODE\0\xd8\x3d\x00h", 12, "\xef\xbf\xbdh" }, /* half of a pair */
		{ true, "UNICODE\0\0h\0", 11, "h" },
		{ true, "ASCII", 5, "" },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		cn_exif e;
		assert_int_equal(cn_exif_read(a, with_comment(a, CASES[i].big, (cn_str){ CASES[i].bytes, CASES[i].n }), &e, NULL),
				 CN_OK);
		if (!cn_eqz(e.comment, CASES[i].text))
			fail_msg("case %zu is \"%.*s\"", i, CN_FMT(e.comment));
	}
}

static void settings_and_labels_in_comments_are_told(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_layer_draft d = draft_in(a, CN_PART_EXIF, "APP1");
	cn_layer_of_exif(&d, with_comment(a, true, CN_S("ASCII\0\0\0a hill\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1")));
	assert_int_equal(d.out.says_ai, CN_TRUE);
	assert_true(remarked(&d.out, "settings of a generator", "生成器参数"));
	d = draft_in(a, CN_PART_EXIF, "APP1");
	cn_layer_of_exif(&d, with_comment(a, true, CN_S("ASCII\0\0\0{\"AIGC\":{\"Label\":\"1\",\"ContentProducer\":\"x\"}}")));
	assert_true(cn_starts(d.aigc_text, "{\"AIGC\""));
	assert_true(remarked(&d.out, "belongs into XMP", "XMP"));
	d = draft_in(a, CN_PART_EXIF, "APP1");
	cn_layer_of_exif(&d, with_comment(a, true, CN_S("ASCII\0\0\0Steps: 20 to the hill")));
	assert_int_equal(d.out.says_ai, CN_UNKNOWN);
	assert_int_equal(d.out.n_field + d.out.n_remark, 0);
}

static void circles_and_places_outside_end(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_exif e;
	assert_int_equal(cn_exif_read(a, seed_of(a, "exif/circle"), &e, NULL), CN_OK);
	assert_false(e.broken);
	assert_int_equal(cn_exif_read(a, seed_of(a, "exif/outside"), &e, NULL), CN_OK);
	assert_true(e.broken && e.software.n == 0);
	cn_layer_draft d = draft_in(a, CN_PART_EXIF, "APP1");
	cn_layer_of_exif(&d, seed_of(a, "exif/outside"));
	assert_true(remarked(&d.out, "outside the block", "数据块之外"));
	assert_int_equal(cn_exif_read(a, CN_S("II*\0\xff\xff\xff\xff"), &e, NULL), CN_OK);
	assert_true(e.broken);
	assert_int_equal(cn_exif_read(a, CN_S("II+\0\x08\0\0\0"), &e, NULL), CN_EUNSUPPORTED);
	assert_int_equal(cn_exif_read(a, CN_S("IM*\0\x08\0\0\0"), &e, NULL), CN_EINPUT);
	assert_int_equal(cn_exif_read(a, CN_S("II\0*\x08\0\0\0"), &e, NULL), CN_EINPUT);
	assert_int_equal(cn_exif_read(a, CN_S("II*\0"), &e, NULL), CN_EINPUT);
	d = draft_in(a, CN_PART_EXIF, "APP1");
	cn_layer_of_exif(&d, CN_S("II*\0"));
	assert_true(d.unread && remarked(&d.out, "cannot be read", "无法读取"));
}

static void a_block_cut_anywhere_gives_what_is_whole(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_str s = seed_of(a, "exif/exiftool_mm");
	for (size_t n = 0; n < s.n; n++) {
		cn_exif e;
		char *copy = malloc(n + 1);
		assert_non_null(copy);
		memcpy(copy, s.p, n);
		cn_code rc = cn_exif_read(a, (cn_str){ copy, n }, &e, NULL);
		assert_int_equal(rc, n < 8 ? CN_EINPUT : CN_OK);
		if (rc == CN_OK && !e.broken) /* the comment is the last of the block */
			fail_msg("cut at byte %zu, and nothing is said", n);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_byte_orders_of_exiftool_say_the_same),
		cmocka_unit_test(a_layer_shows_the_camera_and_what_says_ai),
		cmocka_unit_test(comments_are_read_by_their_character_code),
		cmocka_unit_test(settings_and_labels_in_comments_are_told),
		cmocka_unit_test(circles_and_places_outside_end),
		cmocka_unit_test(a_block_cut_anywhere_gives_what_is_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
