/* assess/media: a label that credentials state is believed as far as the pixels show it, and no further. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <png.h>

#include "c2pa_help.h"
#include "pki_help.h"

#include "assess/media.h"
#include "assess/media_label.h"
#include "ext/pixels.h"
#include "lab/media/c2pa/make.h"
#include "tests/unit/media_help.h"

static pki_root root;
static cn_arena *keys;
static pki_made key;
static cn_content_signer *signer;
static cn_x509 *anchors;

static int make_keys(void **state)
{
	(void)state;
	root = pki_root_new();
	keys = cn_arena_new(4 << 20);
	key = pki_leaf_new(keys, &root, (pki_leaf){ .kind = "P-256" });
	signer = pki_signer(&key, CN_SIGALG_NONE);
	cn_str pem = pki_cert_pem(keys, root.cert);
	return cn_x509_open(pem, pem, &anchors, NULL) == CN_OK ? 0 : -1;
}

static int drop_keys(void **state)
{
	(void)state;
	cn_x509_close(anchors);
	cn_content_signer_close(signer);
	EVP_PKEY_free(key.key);
	pki_root_free(&root);
	cn_arena_free(keys);
	return 0;
}

static cn_str picture(cn_arena *a)
{
	png_image im = { .version = PNG_IMAGE_VERSION, .width = 320, .height = 240, .format = PNG_FORMAT_GRAY };
	uint8_t *p = CN_NEW(a, uint8_t, 320 * 240);
	png_alloc_size_t n = 1 << 20;
	char *out = CN_NEW(a, char, n);
	memset(p, 90, 320 * 240);
	if (!png_image_write_to_memory(&im, out, &n, 0, p, 0, NULL))
		fail_msg("%s", im.message);
	return (cn_str){ out, n };
}

static const cn_origin ORIGIN = { .id = { "one", 3 }, .producer = { "Studio", 6 }, .source_type = { "trainedAlgorithmicMedia", 23 }, .at_us = INT64_MIN };

static cn_label_work labelled(cn_arena *a)
{
	cn_str market[] = { CN_S("CN"), CN_S("EU") };
	cn_str file = picture(a);
	cn_media_file read = media_read_whole(a, file);
	cn_label_plan plan;
	cn_label_work w;
	assert_int_equal(cn_label_plan_of(market, 2, false, CN_MODALITY_IMAGE, &plan, NULL), CN_OK);
	assert_int_equal(cn_label_edits(a, file, &read, &ORIGIN, &plan, &cn_pixels_of_files, &w, NULL), CN_OK);
	assert_true(w.drawn);
	assert_true(cn_eqz(w.visible, "AI生成 AI GENERATED"));
	return w;
}

/* The file signed, with a statement about its label. */
static cn_str stating(cn_arena *a, cn_str file, const cn_val *label, bool gathered)
{
	cn_c2pa_statement s = { .label = CN_S(CN_C2PA_LABEL), .val = label, .gathered = gathered };
	cn_c2pa_order o = { .id = ORIGIN.id, .generator = CN_S("Concord"), .version = CN_S("1"), .source_type = ORIGIN.source_type, .when_us = pki_time(PKI_AT),
			    .statement = &s, .n_statement = label ? 1 : 0 };
	cn_media_pieces p;
	cn_err err = { 0 };
	if (cn_c2pa_make(a, &o, signer, file, NULL, 0, &p, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return media_whole(a, &p);
}

static cn_media_answer judged(cn_arena *a, cn_str file, cn_media_ask ask)
{
	cn_media_answer m;
	cn_err err = { 0 };
	ask.x509 = anchors;
	ask.at_us = ask.at_us ? ask.at_us : pki_time(PKI_AT);
	if (cn_media_judge(a, file, &ask, &m, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return m;
}

#define LOOKING ((cn_media_ask){ .pixels = &cn_pixels_of_files })

static void is_not_proved(const cn_media_answer *m, const char *why)
{
	assert_int_equal(m->layers.fact[CN_MF_visible_label].b, CN_UNKNOWN);
	assert_false(m->layers.fact[CN_MF_visible_label_height].known);
	assert_non_null(strstr(m->layers.fact[CN_MF_visible_label].why_en, why));
}

static void a_label_that_was_drawn_is_proved_with_its_height(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_label_work w = labelled(a);
	cn_str market = CN_S("CN");
	cn_str file = stating(a, w.file, cn_label_statement(a, &w.box, &market, 1, ORIGIN.id), false);
	cn_media_answer m = judged(a, file, LOOKING);
	assert_int_equal(m.credentials.state, CN_C2PA_TRUSTED);
	assert_true(cn_eqz(cn_at(cn_get(m.credentials.label, "market"), 0)->s, "CN"));
	assert_true(cn_eqz(cn_get_text(m.credentials.label, "id"), "one"));
	const cn_media_fact *f = &m.layers.fact[CN_MF_visible_label], *h = &m.layers.fact[CN_MF_visible_label_height];
	assert_int_equal(f->b, CN_TRUE);
	assert_non_null(strstr(f->why_en, "\"AI生成 AI GENERATED\" stands at"));
	assert_int_equal(f->layer, 0);
	assert_true(h->known && h->number == 6.25); /* 15 of 240 */
	cn_content_fact no = { .name = CN_S("visible_label"), .as = CN_GIVEN_TRI, .b = CN_FALSE };
	cn_media_ask ask = LOOKING;
	ask.declared = &no;
	ask.n_declared = 1;
	m = judged(a, file, ask);
	assert_int_equal(m.layers.fact[CN_MF_visible_label].b, CN_TRUE); /* what is seen outweighs what is said */
}

static void a_label_that_pixels_do_not_show_is_not_believed(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_label_work w = labelled(a);
	cn_val *v = cn_label_statement(a, &w.box, NULL, 0, ORIGIN.id);
	cn_media_answer m = judged(a, stating(a, picture(a), v, false), LOOKING);
	assert_int_equal(m.credentials.state, CN_C2PA_TRUSTED);
	is_not_proved(&m, "do not show");
	cn_content_fact yes = { .name = CN_S("visible_label"), .as = CN_GIVEN_TRI, .b = CN_TRUE };
	cn_media_ask ask = LOOKING;
	ask.declared = &yes;
	ask.n_declared = 1;
	m = judged(a, stating(a, picture(a), v, false), ask);
	assert_int_equal(m.layers.fact[CN_MF_visible_label].b, CN_TRUE); /* another label may stand elsewhere: declared, and said so */
	assert_false(m.layers.fact[CN_MF_visible_label_height].known);
}

static void pixels_are_held_only_against_what_the_signer_itself_states(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_label_work w = labelled(a);
	cn_val *v = cn_label_statement(a, &w.box, NULL, 0, ORIGIN.id);
	cn_media_answer m = judged(a, stating(a, w.file, v, true), LOOKING);
	assert_null(m.credentials.label);
	is_not_proved(&m, "not declared");
	m = judged(a, stating(a, w.file, NULL, false), LOOKING);
	assert_null(m.credentials.label);
	is_not_proved(&m, "not declared");
	m = judged(a, stating(a, w.file, cn_origin_val(a, &ORIGIN), false), LOOKING);
	assert_non_null(m.credentials.label);
	is_not_proved(&m, "not declared");
	m = judged(a, stating(a, w.file, v, false), (cn_media_ask){ 0 });
	is_not_proved(&m, "not declared"); /* nobody looked */
	m = judged(a, stating(a, w.file, v, false), (cn_media_ask){ .pixels = &cn_pixels_of_files, .at_us = pki_time("2001-01-01T00:00:00Z") });
	assert_int_equal(m.credentials.state, CN_C2PA_INVALID);
	is_not_proved(&m, "not declared");
}

static void pixels_that_are_not_looked_at_prove_nothing(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_label_work w = labelled(a);
	cn_val *v = cn_label_statement(a, &w.box, NULL, 0, ORIGIN.id);
	cn_str gif = CN_S("GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0\x21\xf9\4\0\0\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0\x3b");
	cn_media_answer m = judged(a, stating(a, gif, v, false), LOOKING);
	assert_int_equal(m.credentials.state, CN_C2PA_TRUSTED);
	is_not_proved(&m, "cannot be looked at");
}

static void words_that_cannot_be_drawn_are_left_out_with_the_reason(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str market = CN_S("CN");
	static const char *const SEEDS[] = { "png", "gif", "webp", "tiff" };
	static const char *const WHY[] = { "too small", "format \"gif\"", "format \"webp\"", "format \"tiff\"" };
	for (size_t i = 0; i < 4; i++) {
		cn_str file = media_seed(a, SEEDS[i]);
		cn_media_file read;
		cn_label_plan plan;
		cn_label_work w;
		assert_int_equal(cn_media_read(a, file, &read, NULL), CN_OK);
		assert_int_equal(cn_label_plan_of(&market, 1, false, CN_MODALITY_IMAGE, &plan, NULL), CN_OK);
		plan.source_type = plan.aigc = false;
		assert_int_equal(cn_label_edits(a, file, &read, &ORIGIN, &plan, &cn_pixels_of_files, &w, NULL), CN_OK);
		assert_false(w.drawn);
		assert_true(cn_eq(w.file, file));
		assert_int_equal(w.visible.n, 0);
		assert_true(cn_contains(w.not_drawn.en, cn_str_z(WHY[i])));
		assert_true(w.not_drawn.zh.n > 0 && !cn_eq(w.not_drawn.zh, w.not_drawn.en));
		plan.visible = false;
		assert_int_equal(cn_label_edits(a, file, &read, &ORIGIN, &plan, &cn_pixels_of_files, &w, NULL), CN_OK);
		assert_int_equal(w.not_drawn.en.n, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_label_that_was_drawn_is_proved_with_its_height),
		cmocka_unit_test(a_label_that_pixels_do_not_show_is_not_believed),
		cmocka_unit_test(pixels_are_held_only_against_what_the_signer_itself_states),
		cmocka_unit_test(pixels_that_are_not_looked_at_prove_nothing),
		cmocka_unit_test(words_that_cannot_be_drawn_are_left_out_with_the_reason),
	};
	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
