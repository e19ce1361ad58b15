/* lab/media/iptc: datasets of IIM. exiftool_utf8 and exiftool_latin1 were written by exiftool 12.57. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/iptc.h"
#include "tests/unit/layer_help.h"

static void datasets_of_exiftool_are_read(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_iptc x;
	assert_int_equal(cn_iptc_read(a, seed_of(a, "iptc/exiftool_utf8"), &x, NULL), CN_OK);
	assert_true(x.utf8);
	assert_int_equal(x.n, 8);
	assert_int_equal(x.field[0].record, 1);
	assert_int_equal(x.field[0].number, 90);
	assert_true(x.field[2].number == 65 && cn_eqz(x.field[2].value, "Painter"));
	assert_true(x.field[6].number == 120 && cn_eqz(x.field[6].value, "A hill"));
}

static void a_layer_names_who_and_what_and_words_that_say_ai(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_layer_draft d = draft_in(a, CN_PART_IPTC, "APP13");
	cn_layer_of_iptc(&d, seed_of(a, "iptc/exiftool_utf8"));
	field_is(&d.out, "2:65 Originating Program", "Painter");
	field_is(&d.out, "2:80 By-line", "Ann \xc3\x89");
	field_is(&d.out, "2:110 Credit", "Made with AI");
	field_is(&d.out, "2:120 Caption", NULL); /* says nothing of AI */
	assert_int_equal(d.out.says_ai, CN_TRUE);
	assert_true(remarked(&d.out, "2:110 Credit says in words", "文字"));
	remarks_are(&d.out, 1);
	assert_false(d.unread);
}

static void a_caption_is_shown_when_it_says_ai_and_not_when_it_denies_it(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_layer_draft d = draft_in(a, CN_PART_IPTC, "APP13");
	cn_layer_of_iptc(&d, CN_S("\x1c\x02\x78\0\x0c"
				  "AI-generated"));
	field_is(&d.out, "2:120 Caption", "AI-generated");
	assert_int_equal(d.out.says_ai, CN_TRUE);
	d = draft_in(a, CN_PART_IPTC, "APP13");
	cn_layer_of_iptc(&d, CN_S("\x1c\x02\x78\0\x10"
				  "not AI-generated"));
	field_is(&d.out, "2:120 Caption", NULL);
	assert_int_equal(d.out.says_ai, CN_UNKNOWN);
	d = draft_in(a, CN_PART_IPTC, "APP13");
	cn_layer_of_iptc(&d, CN_S("\x1c\x03\x78\0\x0c"
				  "AI-generated")); /* of another record */
	assert_int_equal(d.out.n_field, 0);
}

static void latin_letters_become_utf8_with_a_remark(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_layer_draft d = draft_in(a, CN_PART_IPTC, "APP13");
	cn_layer_of_iptc(&d, seed_of(a, "iptc/exiftool_latin1"));
	field_is(&d.out, "2:80 By-line", "Ann \xc3\x89");
	assert_true(remarked(&d.out, "ISO 8859-1", "未声明字符集"));
	d = draft_in(a, CN_PART_IPTC, "APP13");
	cn_layer_of_iptc(&d, CN_S("\x1c\x01\x5a\0\x03\x1b%G\x1c\x02\x50\0\x01\xc9"));
	field_is(&d.out, "2:80 By-line", "\xc3\x89");
	assert_true(remarked(&d.out, "says UTF-8 but is not", "UTF-8"));
}

static void lengths_of_many_bytes_are_read_and_lies_are_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_iptc x;
	cn_err err = { 0 };
	assert_int_equal(cn_iptc_read(a, seed_of(a, "iptc/long_length"), &x, &err), CN_OK);
	assert_true(x.n == 1 && cn_eqz(x.field[0].value, "hi"));
	static const struct {
		const char *bytes;
		size_t n;
	} BAD[] = {
		{ "\x1c\x02\x50\0\x03hi", 7 },		      /* longer than what is left */
		{ "\x1c\x02\x50\x80\0hi", 7 },		      /* a length of no bytes */
		{ "\x1c\x02\x50\x80\x05\0\0\0\0\x02hi", 12 }, /* of five */
		{ "\x1c\x02\x50\x80\x04\xff\xff\xff\xffhi", 11 },
		{ "\x1c\x02\x50\0\0x", 6 }, /* no dataset behind it */
		{ "\x1c\x02\x50\0", 4 },
		{ "x", 1 },
	};
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		cn_layer_draft d = draft_in(a, CN_PART_IPTC, "APP13");
		assert_int_equal(cn_iptc_read(a, (cn_str){ BAD[i].bytes, BAD[i].n }, &x, &err), CN_EINPUT);
		cn_layer_of_iptc(&d, (cn_str){ BAD[i].bytes, BAD[i].n });
		assert_true(d.unread && remarked(&d.out, "it cannot be read: byte", "无法读取"));
	}
	assert_int_equal(cn_iptc_read(a, CN_S("\x1c\x02\x50\0\x02hi\0\0\0"), &x, &err), CN_OK); /* padding */
	assert_int_equal(cn_iptc_read(a, (cn_str){ "", 0 }, &x, &err), CN_OK);
	assert_int_equal(x.n, 0);
}

static void the_bound_of_datasets_holds_at_it_and_not_beyond(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_BUF b;
	cn_iptc x;
	cn_buf_init(&b, 1 << 16);
	for (size_t i = 0; i < CN_IPTC_FIELDS_MAX; i++)
		cn_buf_put(&b, CN_S("\x1c\x02\x05\0\0"));
	assert_int_equal(cn_iptc_read(a, cn_buf_str(&b), &x, NULL), CN_OK);
	assert_int_equal(x.n, CN_IPTC_FIELDS_MAX);
	cn_buf_put(&b, CN_S("\x1c\x02\x05\0\0"));
	assert_int_equal(cn_iptc_read(a, cn_buf_str(&b), &x, NULL), CN_ETOOBIG);
}

static void a_block_cut_anywhere_is_read_up_to_a_whole_dataset_or_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_str s = seed_of(a, "iptc/exiftool_utf8");
	size_t whole = 0;
	for (size_t n = 0; n < s.n; n++) {
		cn_iptc x;
		char *copy = malloc(n + 1);
		assert_non_null(copy);
		memcpy(copy, s.p, n);
		whole += cn_iptc_read(a, (cn_str){ copy, n }, &x, NULL) == CN_OK;
		free(copy);
	}
	assert_int_equal(whole, 8); /* at the beginning, and after each dataset but the last */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(datasets_of_exiftool_are_read),
		cmocka_unit_test(a_layer_names_who_and_what_and_words_that_say_ai),
		cmocka_unit_test(a_caption_is_shown_when_it_says_ai_and_not_when_it_denies_it),
		cmocka_unit_test(latin_letters_become_utf8_with_a_remark),
		cmocka_unit_test(lengths_of_many_bytes_are_read_and_lies_are_refused),
		cmocka_unit_test(the_bound_of_datasets_holds_at_it_and_not_beyond),
		cmocka_unit_test(a_block_cut_anywhere_is_read_up_to_a_whole_dataset_or_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
