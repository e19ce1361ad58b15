/* assess/media: what markets ask of labels, what a record of provenance may be, and what a way through did to labels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/media_drift.h"
#include "assess/media_kept.h"
#include "assess/media_label.h"
#include "lab/media/media.h"
#include "tests/unit/media_help.h"

static const cn_str CN_EU_KR[] = { { "CN", 2 }, { "EU", 2 }, { "KR", 2 } };

static cn_origin origin(void)
{
	return (cn_origin){ .id = CN_S("7"), .producer = CN_S("Studio"), .system = CN_S("S"), .source_type = CN_S("trainedAlgorithmicMedia"), .at_us = INT64_MIN };
}

static void markets_ask_for_what_their_law_says(void **state)
{
	(void)state;
	cn_label_plan p;
	assert_int_equal(cn_label_plan_of(&CN_EU_KR[0], 1, false, CN_MODALITY_IMAGE, &p, NULL), CN_OK);
	assert_true(p.aigc && p.visible && p.text_zh && !p.text_en);
	assert_int_equal(cn_label_plan_of(&CN_EU_KR[1], 1, false, CN_MODALITY_IMAGE, &p, NULL), CN_OK);
	assert_true(!p.aigc && !p.visible && p.source_type && p.credentials && p.text_en);
	assert_int_equal(cn_label_plan_of(CN_EU_KR, 3, false, CN_MODALITY_TEXT, &p, NULL), CN_OK);
	assert_true(p.aigc && p.visible && p.text_zh && p.text_en && p.text_ko);
}

static void evident_art_cannot_be_one_file_for_china_and_another(void **state)
{
	(void)state;
	cn_label_plan p;
	cn_err err = { 0 };
	assert_int_equal(cn_label_plan_of(CN_EU_KR, 2, true, CN_MODALITY_IMAGE, &p, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "one file cannot be both"));
	assert_non_null(strstr(err.hint, "a rendition for each market"));
	assert_int_equal(cn_label_plan_of(CN_EU_KR, 1, true, CN_MODALITY_IMAGE, &p, &err), CN_OK);
	assert_true(p.visible);
	assert_int_equal(cn_label_plan_of(&CN_EU_KR[1], 2, true, CN_MODALITY_IMAGE, &p, &err), CN_OK);
	assert_false(p.visible);
}

static void refused(cn_origin o, cn_code code, const char *says)
{
	cn_err err = { 0 };
	assert_int_equal(cn_origin_check(&o, &err), code);
	if (!strstr(err.msg, says))
		fail_msg("it says \"%s\", not \"%s\"", err.msg, says);
}

static void a_record_of_provenance_is_whole_and_says_ai(void **state)
{
	(void)state;
	char room[CN_LABEL_FIELD_BYTES_MAX + 1];
	memset(room, 'x', sizeof room);
	cn_origin o = origin();
	assert_int_equal(cn_origin_check(&o, NULL), CN_OK);
	o.producer = (cn_str){ room, CN_LABEL_FIELD_BYTES_MAX };
	assert_int_equal(cn_origin_check(&o, NULL), CN_OK);
	o.producer = (cn_str){ room, CN_LABEL_FIELD_BYTES_MAX + 1 };
	refused(o, CN_ETOOBIG, "longer than 512 bytes");
	o = origin();
	o.producer = CN_S("");
	refused(o, CN_EINPUT, "lacks its producer");
	o.producer = CN_S("a\nb");
	refused(o, CN_EINPUT, "control characters");
	o.producer = CN_S("001191310000MA1K00000Y10001");
	refused(o, CN_EINPUT, "check character of the credit code 91310000MA1K00000Y");
	o = origin();
	o.source_type = CN_S("digitalCapture");
	refused(o, CN_EINPUT, "a label would contradict it");
	o.source_type = CN_S("something");
	refused(o, CN_EINPUT, "no digital source type");
	o = origin();
	o.propagator = CN_S("P");
	refused(o, CN_EINPUT, "lacks its propagate id");
}

static cn_media_answer judged(cn_arena *a, cn_str file)
{
	cn_media_ask ask = { .at_us = 1795780800000000 };
	cn_media_answer m;
	assert_int_equal(cn_media_judge(a, file, &ask, &m, NULL), CN_OK);
	return m;
}

static cn_str labelled(cn_arena *a, cn_str file, const cn_origin *o)
{
	cn_label_plan plan;
	cn_label_work w;
	cn_media_pieces out;
	cn_media_file f;
	assert_int_equal(cn_label_plan_of(CN_EU_KR, 2, false, CN_MODALITY_TEXT, &plan, NULL), CN_OK);
	assert_int_equal(cn_media_read(a, file, &f, NULL), CN_OK);
	assert_int_equal(cn_label_edits(a, file, &f, o, &plan, NULL, &w, NULL), CN_OK);
	assert_int_equal(cn_media_write(a, w.file, w.edit, w.n_edit, &out, NULL), CN_OK);
	return media_whole(a, &out);
}

static void a_text_gets_words_and_front_matter_once(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_origin o = origin();
	cn_str once = labelled(a, CN_S("# Title\n\nHello.\n"), &o), twice = labelled(a, once, &o);
	cn_label_found f;
	assert_int_equal(cn_label_check(once, &f, NULL), CN_OK);
	assert_true(f.explicit_label && f.metadata_label);
	assert_true(cn_eq(once, twice));
	assert_true(cn_ends(once, "# Title\n\nHello.\n"));
	cn_media_answer m = judged(a, once);
	assert_int_equal(m.layers.fact[CN_MF_aigc_says_ai].b, CN_TRUE);
	assert_int_equal(m.layers.fact[CN_MF_visible_label].b, CN_TRUE);
	assert_string_equal(cn_media_state(&m), "none");
}

static void a_way_through_keeps_alters_removes_or_adds(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_origin o = origin(), other = origin();
	other.id = CN_S("8");
	cn_str plain = CN_S("# Title\n\nHello.\n");
	cn_media_answer bare = judged(a, plain), marked = judged(a, labelled(a, plain, &o)), changed = judged(a, labelled(a, plain, &other));
	cn_media_kept k;
	assert_int_equal(cn_media_compare(a, &marked, &marked, &k, NULL), CN_OK);
	assert_true(k.had_marks && k.marks_kept == CN_TRUE);
	for (size_t i = 0; i < k.n_row; i++)
		assert_int_equal(k.row[i].outcome, CN_KEPT);
	assert_int_equal(cn_media_compare(a, &marked, &bare, &k, NULL), CN_OK);
	assert_int_equal(k.marks_kept, CN_FALSE);
	assert_int_equal(k.row[0].outcome, CN_REMOVED);
	assert_int_equal(cn_media_compare(a, &bare, &marked, &k, NULL), CN_OK);
	assert_true(!k.had_marks && k.marks_kept == CN_TRUE);
	assert_int_equal(k.row[k.n_row - 1].outcome, CN_ADDED);
	assert_int_equal(cn_media_compare(a, &marked, &changed, &k, NULL), CN_OK);
	assert_int_equal(k.marks_kept, CN_FALSE);
	bool altered = false;
	for (size_t i = 0; i < k.n_row; i++)
		if (k.row[i].outcome == CN_ALTERED && k.row[i].changed.n == 1)
			altered = altered || cn_eqz(k.row[i].changed.item[0], "ProduceID");
	assert_true(altered);
}

static void what_cannot_be_read_to_its_end_is_not_known_to_be_lost(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_origin o = origin();
	cn_str png = media_seed(a, "png");
	cn_media_file f;
	cn_media_edit gone = { CN_PART_XMP, { 0 }, { 0 } };
	cn_media_edit c2pa = { CN_PART_C2PA, { 0 }, { 0 } };
	cn_media_edit both[] = { gone, c2pa };
	cn_media_pieces out;
	assert_int_equal(cn_media_write(a, png, both, 2, &out, NULL), CN_OK);
	cn_str clean = media_whole(a, &out);
	cn_label_plan plan;
	cn_label_work w;
	assert_int_equal(cn_label_plan_of(&CN_EU_KR[1], 1, false, CN_MODALITY_IMAGE, &plan, NULL), CN_OK);
	assert_int_equal(cn_media_read(a, clean, &f, NULL), CN_OK);
	assert_int_equal(cn_label_edits(a, clean, &f, &o, &plan, NULL, &w, NULL), CN_OK);
	assert_int_equal(cn_media_write(a, w.file, w.edit, w.n_edit, &out, NULL), CN_OK);
	cn_media_answer whole = judged(a, media_whole(a, &out)), cut = judged(a, cn_sub(clean, 0, 40));
	cn_media_kept k;
	assert_non_null(cut.file.trouble);
	assert_int_equal(cn_media_compare(a, &whole, &cut, &k, NULL), CN_OK);
	assert_int_equal(k.marks_kept, CN_UNKNOWN);
}

/* A PNG with the store of the seed twice. */
static void of_several_stores_none_counts(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str png = media_seed(a, "png");
	cn_media_file f;
	assert_int_equal(cn_media_read(a, png, &f, NULL), CN_OK);
	cn_media_range r = f.part[0].range[0];
	cn_str store = cn_sub(png, r.at, r.size), rest = cn_sub(png, r.at, png.n);
	cn_media_answer one = judged(a, png), two;
	char *p = CN_NEW(a, char, png.n + store.n);
	memcpy(p, png.p, r.at);
	memcpy(p + r.at, store.p, store.n);
	memcpy(p + r.at + store.n, rest.p, rest.n);
	two = judged(a, (cn_str){ p, png.n + store.n });
	assert_int_equal(one.n_store, 1);
	assert_string_equal(cn_media_state(&one), "Invalid");
	assert_int_equal(two.n_store, 2);
	assert_string_equal(cn_media_state(&two), "none");
	assert_int_equal(two.layers.fact[CN_MF_c2pa_valid].b, CN_FALSE);
}

static void a_fact_that_is_read_cannot_be_declared(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_content_fact said = { .name = CN_S("c2pa_valid"), .as = CN_GIVEN_TEXT, .text = CN_S("yes") };
	cn_media_ask ask = { .declared = &said, .n_declared = 1 };
	cn_media_answer m;
	cn_err err = { 0 };
	assert_int_equal(cn_media_judge(a, CN_S("text"), &ask, &m, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "cannot be declared"));
	said.name = CN_S("ai_made");
	assert_int_equal(cn_media_judge(a, CN_S("text"), &ask, &m, &err), CN_OK);
	assert_int_equal(m.layers.fact[CN_MF_ai_made].b, CN_TRUE);
}

static void without_rules_or_credentials_nothing_would_change(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_media_ask ask = { .at_us = 1795780800000000 };
	cn_media_answer m = judged(a, CN_S("text"));
	const cn_val *v;
	assert_int_equal(cn_media_drift(a, CN_S("text"), &ask, NULL, &m, &v, NULL), CN_OK);
	assert_null(cn_first(cn_get(v, "credentials")));
	assert_null(cn_first(cn_get(v, "rules")));
	assert_null(cn_first(cn_get(v, "law")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markets_ask_for_what_their_law_says),
		cmocka_unit_test(evident_art_cannot_be_one_file_for_china_and_another),
		cmocka_unit_test(a_record_of_provenance_is_whole_and_says_ai),
		cmocka_unit_test(a_text_gets_words_and_front_matter_once),
		cmocka_unit_test(a_way_through_keeps_alters_removes_or_adds),
		cmocka_unit_test(what_cannot_be_read_to_its_end_is_not_known_to_be_lost),
		cmocka_unit_test(of_several_stores_none_counts),
		cmocka_unit_test(a_fact_that_is_read_cannot_be_declared),
		cmocka_unit_test(without_rules_or_credentials_nothing_would_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
