/* lab/media/layers: what parts say, where they contradict each other, and what is known of a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/media/xmp.h"
#include "tests/unit/layer_help.h"

#define IPTC_TERM "http://cv.iptc.org/newscodes/digitalsourcetype/"
#define USCC "91110000600037341L"
#define LABEL_OF(label, producer, id)                                                                                              \
	"{\"Label\":\"" label "\",\"ContentProducer\":\"" producer "\",\"ProduceID\":\"" id "\",\"ReservedCode1\":\"\","           \
	"\"ContentPropagator\":\"\",\"PropagateID\":\"\",\"ReservedCode2\":\"\"}"

static const cn_media_range AT_100 = { 100, 10 };

static cn_media_part part(cn_media_kind kind, const char *carrier, const char *key, cn_str bytes)
{
	return (cn_media_part){
		.kind = kind, .carrier = carrier, .key = cn_str_z(key), .bytes = bytes, .range = &AT_100, .n_range = 1
	};
}

static cn_media_part xmp_part(cn_arena *a, const char *properties)
{
	return part(CN_PART_XMP, "APP1", "",
		    cn_strf(a,
			    "<rdf:RDF xmlns:rdf='" CN_NS_RDF "'><rdf:Description xmlns:i='" CN_NS_IPTC_EXT "' xmlns:t='" CN_NS_TC260
			    "' xmlns:d='" CN_NS_DCTERMS "' xmlns:p='" CN_NS_PHOTOSHOP "' xmlns:x='" CN_NS_XMP "' xmlns:mm='" CN_NS_XMP_MM
			    "' xmlns:dc='" CN_NS_DC "'>%s</rdf:Description></rdf:RDF>",
			    properties));
}

#define SOURCE(term) "<i:DigitalSourceType>" IPTC_TERM term "</i:DigitalSourceType>"

static cn_media_layers layers_with(cn_arena *a, cn_media_format format, const cn_media_part *p, size_t n, const cn_c2pa_report *r,
				   const cn_media_declared *declared)
{
	const cn_media_file f = { .format = format, .part = p, .n_part = n, .duration_us = -1 };
	cn_media_layers l;
	cn_err err = { 0 };
	if (cn_media_layers_of(a, &f, r, declared, &l, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return l;
}

static void fact_is(const cn_media_layers *l, cn_media_fact_id id, cn_tri b)
{
	if (l->fact[id].b != b)
		fail_msg("%s is %s, not %s: %s", cn_media_fact_name(id), cn_tri_text(l->fact[id].b), cn_tri_text(b),
			 l->fact[id].why_en);
}

static void why_has(const cn_media_layers *l, cn_media_fact_id id, const char *en, const char *zh)
{
	const cn_media_fact *f = &l->fact[id];
	if (!f->why_en || !f->why_zh || !strstr(f->why_en, en) || !strstr(f->why_zh, zh))
		fail_msg("%s: %s, %s", cn_media_fact_name(id), f->why_en, f->why_zh);
}

static void every_fact_has_words_and_a_reason(const cn_media_layers *l)
{
	for (cn_media_fact_id i = 0; i < CN_MEDIA_FACTS; i++) {
		const cn_media_fact *f = &l->fact[i];
		assert_true(cn_media_fact_name(i)[0] && cn_media_fact_en(i)[0] && cn_media_fact_zh(i)[0]);
		assert_true(f->layer < (int)l->n_layer);
		bool measured = i == CN_MF_visible_label_height || i == CN_MF_visible_label_seconds; /* of proved labels only */
		if (cn_media_fact_kind(i) == CN_MF_BOOL)
			assert_true(f->why_en && f->why_en[0] && f->why_zh && f->why_zh[0]);
		else
			assert_true(measured || !f->known || f->why_en);
	}
}

static void a_file_without_labels_has_none_and_nobody_knows_who_made_it(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_media_layers l = layers_with(a, CN_MEDIA_JPEG, NULL, 0, NULL, NULL);
	every_fact_has_words_and_a_reason(&l);
	assert_int_equal(l.n_layer + l.n_contradiction, 0);
	assert_true(cn_eqz(l.fact[CN_MF_format].text, "jpeg") && cn_eqz(l.fact[CN_MF_modality].text, "image"));
	for (cn_media_fact_id i = CN_MF_c2pa_present; i <= CN_MF_machine_mark; i++)
		fact_is(&l, i, CN_FALSE);
	static const cn_media_fact_id OPEN[] = { CN_MF_visible_label, CN_MF_ai_made, CN_MF_deep_fake, CN_MF_public_interest };
	for (size_t i = 0; i < sizeof OPEN / sizeof *OPEN; i++)
		fact_is(&l, OPEN[i], CN_UNKNOWN);
	why_has(&l, CN_MF_ai_made, "what is unlabelled may be made by AI or not", "无标识不等于");
	assert_false(l.fact[CN_MF_visible_label_height].known || l.fact[CN_MF_visible_label_seconds].known);
}

static void a_file_that_breaks_off_leaves_unknown_what_was_not_found(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_media_part p = xmp_part(a, SOURCE("trainedAlgorithmicMedia"));
	cn_media_file f = { .format = CN_MEDIA_PNG, .part = &p, .n_part = 1, .trouble = "a chunk is cut off", .trouble_at = 77 };
	cn_media_layers l;
	assert_int_equal(cn_media_layers_of(a, &f, NULL, NULL, &l, NULL), CN_OK);
	every_fact_has_words_and_a_reason(&l);
	fact_is(&l, CN_MF_iptc_says_ai, CN_TRUE); /* what is there is there */
	fact_is(&l, CN_MF_machine_mark, CN_TRUE);
	fact_is(&l, CN_MF_c2pa_present, CN_UNKNOWN);
	fact_is(&l, CN_MF_aigc_present, CN_UNKNOWN);
	why_has(&l, CN_MF_c2pa_present, "to byte 77 only: a chunk is cut off", "77");
	f.part = NULL;
	f.n_part = 0;
	assert_int_equal(cn_media_layers_of(a, &f, NULL, NULL, &l, NULL), CN_OK);
	fact_is(&l, CN_MF_iptc_says_ai, CN_UNKNOWN);
	fact_is(&l, CN_MF_machine_mark, CN_UNKNOWN);
	l = layers_with(a, CN_MEDIA_OTHER, NULL, 0, NULL, NULL);
	every_fact_has_words_and_a_reason(&l);
	assert_false(l.fact[CN_MF_format].known || l.fact[CN_MF_modality].known);
	fact_is(&l, CN_MF_c2pa_present, CN_UNKNOWN);
}

static void a_packet_with_source_type_and_label_is_two_layers(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_media_part p =
	    xmp_part(a, SOURCE("trainedAlgorithmicMedia") "<t:AIGC>" LABEL_OF("1", "0011" USCC "18705", "a1") "</t:AIGC>");
	cn_media_layers l = layers_with(a, CN_MEDIA_PNG, &p, 1, NULL, NULL);
	every_fact_has_words_and_a_reason(&l);
	assert_int_equal(l.n_layer, 2);
	assert_int_equal(l.layer[0].kind, CN_PART_XMP);
	assert_int_equal(l.layer[1].kind, CN_PART_AIGC);
	assert_string_equal(l.layer[1].carrier, "XMP TC260:AIGC");
	assert_ptr_equal(l.layer[1].range, &AT_100);
	field_is(&l.layer[0], "Iptc4xmpExt:DigitalSourceType", IPTC_TERM "trainedAlgorithmicMedia");
	field_is(&l.layer[1], "ProduceID", "a1");
	remarks_are(&l.layer[1], 0);
	assert_int_equal(l.n_contradiction, 0);
	static const cn_media_fact_id YES[] = { CN_MF_iptc_says_ai,  CN_MF_aigc_present,	CN_MF_aigc_fields,
						CN_MF_aigc_label_ok, CN_MF_aigc_says_ai,	CN_MF_aigc_id,
						CN_MF_aigc_producer, CN_MF_aigc_producer_check, CN_MF_machine_mark,
						CN_MF_ai_made };
	for (size_t i = 0; i < sizeof YES / sizeof *YES; i++)
		fact_is(&l, YES[i], CN_TRUE);
	fact_is(&l, CN_MF_aigc_propagator, CN_FALSE);
	fact_is(&l, CN_MF_c2pa_present, CN_FALSE);
	why_has(&l, CN_MF_iptc_says_ai, "XMP (APP1) at byte 100: trainedAlgorithmicMedia",
		"XMP（APP1，第 100 字节）：trainedAlgorithmicMedia");
	why_has(&l, CN_MF_aigc_says_ai, "Label \"1\"", "Label \"1\"");
	assert_int_equal(l.fact[CN_MF_aigc_says_ai].layer, 1);
}

static void terms_that_leave_it_open_say_no_ai_and_unknown_ones_say_nothing(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	static const struct {
		const char *xmp;
		cn_tri says, layer;
	} CASES[] = {
		{ SOURCE("compositeSynthetic"), CN_TRUE, CN_TRUE },
		{ SOURCE("digitalCapture"), CN_FALSE, CN_FALSE },
		{ SOURCE("humanEdits"), CN_FALSE, CN_UNKNOWN },
		{ SOURCE("algorithmicMedia"), CN_FALSE, CN_UNKNOWN },
		{ SOURCE("quantumDream"), CN_UNKNOWN, CN_UNKNOWN },
		{ "<i:AISystemUsed>Painter</i:AISystemUsed>", CN_FALSE, CN_TRUE },
		{ "<i:AISystemUsed> </i:AISystemUsed>", CN_FALSE, CN_UNKNOWN },
		{ "<i:broken>", CN_UNKNOWN, CN_UNKNOWN },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		cn_media_part p = xmp_part(a, CASES[i].xmp);
		cn_media_layers l = layers_with(a, CN_MEDIA_PNG, &p, 1, NULL, NULL);
		every_fact_has_words_and_a_reason(&l);
		fact_is(&l, CN_MF_iptc_says_ai, CASES[i].says);
		assert_int_equal(l.layer[0].says_ai, CASES[i].layer);
	}
	cn_media_part p = xmp_part(a, SOURCE("digitalArt"));
	cn_media_layers l = layers_with(a, CN_MEDIA_PNG, &p, 1, NULL, NULL);
	assert_true(remarked(&l.layer[0], "digitalArt is retired", "已停用"));
	p = xmp_part(a, SOURCE("quantumDream"));
	l = layers_with(a, CN_MEDIA_PNG, &p, 1, NULL, NULL);
	assert_true(remarked(&l.layer[0], "not in the vocabulary", "不在词表中"));
	p = xmp_part(a, SOURCE("digitalCapture") "<i:AISystemUsed>Painter</i:AISystemUsed>");
	l = layers_with(a, CN_MEDIA_PNG, &p, 1, NULL, NULL);
	assert_true(remarked(&l.layer[0], "names an AI system, but", "人工智能系统"));
	p = xmp_part(a, "<i:broken>");
	l = layers_with(a, CN_MEDIA_PNG, &p, 1, NULL, NULL);
	fact_is(&l, CN_MF_aigc_present, CN_UNKNOWN); /* it may have been in there */
	assert_true(remarked(&l.layer[0], "it cannot be read: byte", "无法读取"));
}

static cn_c2pa_report report_of(cn_c2pa_state state, const char *source_type)
{
	return (cn_c2pa_report){ .state = state,
				 .well_formed = true,
				 .active = CN_S("urn:c2pa:1"),
				 .generator = CN_S("Painter 2.0"),
				 .signer = CN_S("Studio"),
				 .signed_us = INT64_MIN,
				 .source_type = cn_str_z(source_type) };
}

static void credentials_are_worth_what_their_state_says(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	static const struct {
		cn_c2pa_state state;
		cn_tri valid, trusted, mark;
	} CASES[] = { { CN_C2PA_INVALID, CN_FALSE, CN_FALSE, CN_FALSE },
		      { CN_C2PA_WELL_FORMED, CN_UNKNOWN, CN_UNKNOWN, CN_UNKNOWN },
		      { CN_C2PA_VALID, CN_TRUE, CN_FALSE, CN_TRUE },
		      { CN_C2PA_TRUSTED, CN_TRUE, CN_TRUE, CN_TRUE } };
	cn_media_part p = part(CN_PART_C2PA, "APP11", "", CN_S("store"));
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		cn_c2pa_report r = report_of(CASES[i].state, IPTC_TERM "trainedAlgorithmicMedia");
		cn_media_layers l = layers_with(a, CN_MEDIA_JPEG, &p, 1, &r, NULL);
		every_fact_has_words_and_a_reason(&l);
		fact_is(&l, CN_MF_c2pa_present, CN_TRUE);
		fact_is(&l, CN_MF_c2pa_valid, CASES[i].valid);
		fact_is(&l, CN_MF_c2pa_trusted, CASES[i].trusted);
		fact_is(&l, CN_MF_c2pa_says_ai, CN_TRUE);
		fact_is(&l, CN_MF_machine_mark, CASES[i].mark);
		fact_is(&l, CN_MF_c2pa_provider, CN_TRUE);
		fact_is(&l, CN_MF_c2pa_system, CN_TRUE);
		fact_is(&l, CN_MF_c2pa_unique_id, CN_TRUE);
		fact_is(&l, CN_MF_c2pa_time_stamped, CN_FALSE);
		fact_is(&l, CN_MF_c2pa_time, CN_UNKNOWN);
		field_is(&l.layer[0], "state", cn_c2pa_state_text(CASES[i].state));
	}
	cn_c2pa_report r = report_of(CN_C2PA_VALID, "");
	r.generator = CN_S("Painter");
	r.signed_us = 1000000;
	cn_media_layers l = layers_with(a, CN_MEDIA_JPEG, &p, 1, &r, NULL);
	fact_is(&l, CN_MF_c2pa_says_ai, CN_FALSE);
	fact_is(&l, CN_MF_c2pa_system, CN_FALSE); /* no version */
	fact_is(&l, CN_MF_c2pa_time_stamped, CN_TRUE);
	fact_is(&l, CN_MF_c2pa_time, CN_TRUE);
	field_is(&l.layer[0], "signed_at", "1970-01-01T00:00:01Z");
	l = layers_with(a, CN_MEDIA_JPEG, &p, 1, NULL, NULL); /* nobody judged it */
	every_fact_has_words_and_a_reason(&l);
	fact_is(&l, CN_MF_c2pa_present, CN_TRUE);
	fact_is(&l, CN_MF_c2pa_valid, CN_UNKNOWN);
	fact_is(&l, CN_MF_machine_mark, CN_UNKNOWN);
}

static void credentials_that_lie_elsewhere_are_not_known(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_media_part p = xmp_part(a, "<d:provenance>https://example.org/m.c2pa</d:provenance>");
	cn_media_layers l = layers_with(a, CN_MEDIA_PNG, &p, 1, NULL, NULL);
	every_fact_has_words_and_a_reason(&l);
	fact_is(&l, CN_MF_c2pa_present, CN_UNKNOWN);
	why_has(&l, CN_MF_c2pa_present, "nothing is fetched", "未联网");
	assert_true(remarked(&l.layer[0], "content credentials that are not in the file", "不在文件内"));
}

static void what_xmp_names_of_how_it_was_made_is_told(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
#define SYSTEM "<i:AISystemUsed>Lumen</i:AISystemUsed>"
#define VERSION "<i:AISystemVersionUsed>3</i:AISystemVersionUsed>"
	static const cn_media_fact_id FACTS[] = { CN_MF_xmp_provider, CN_MF_xmp_system, CN_MF_xmp_time, CN_MF_xmp_unique_id };
	static const struct {
		const char *rdf;
		cn_tri is[4]; /* in the order of FACTS */
	} CASES[] = {
		{ "<p:Credit>Lumen Studio</p:Credit>", { CN_TRUE, CN_FALSE, CN_FALSE, CN_FALSE } },
		{ "<p:Credit> </p:Credit>" VERSION, { CN_FALSE, CN_FALSE, CN_FALSE, CN_FALSE } },
		{ "<dc:creator><rdf:Seq><rdf:li>me</rdf:li></rdf:Seq></dc:creator>", { CN_FALSE, CN_FALSE, CN_FALSE, CN_FALSE } },
		{ SYSTEM VERSION, { CN_FALSE, CN_TRUE, CN_FALSE, CN_FALSE } },
		{ SYSTEM, { CN_FALSE, CN_FALSE, CN_FALSE, CN_FALSE } },
		{ "<x:CreatorTool>Lumen 3.0</x:CreatorTool>", { CN_FALSE, CN_FALSE, CN_FALSE, CN_FALSE } }, /* a program, not the system */
		{ "<p:DateCreated>2026-11-27T12:00:00Z</p:DateCreated>", { CN_FALSE, CN_FALSE, CN_TRUE, CN_FALSE } },
		{ "<x:CreateDate>2026-11-27T12:00</x:CreateDate>", { CN_FALSE, CN_FALSE, CN_TRUE, CN_FALSE } },
		{ "<p:DateCreated>2026-11-27</p:DateCreated>", { CN_FALSE, CN_FALSE, CN_FALSE, CN_FALSE } }, /* a day is no time */
		{ "<p:DateCreated>2026-11-27</p:DateCreated><x:CreateDate>2026-11-27T12:00</x:CreateDate>", { CN_FALSE, CN_FALSE, CN_TRUE, CN_FALSE } },
		{ "<p:DateCreated>T</p:DateCreated>", { CN_FALSE, CN_FALSE, CN_FALSE, CN_FALSE } },
		{ "<dc:identifier>n1</dc:identifier>", { CN_FALSE, CN_FALSE, CN_FALSE, CN_TRUE } },
		{ "<mm:DocumentID>xmp.did:1</mm:DocumentID>", { CN_FALSE, CN_FALSE, CN_FALSE, CN_TRUE } },
		{ "<mm:InstanceID>xmp.iid:1</mm:InstanceID>", { CN_FALSE, CN_FALSE, CN_FALSE, CN_TRUE } },
		{ "<p:Credit>", { CN_UNKNOWN, CN_UNKNOWN, CN_UNKNOWN, CN_UNKNOWN } }, /* it cannot be read */
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		cn_media_part p = xmp_part(a, CASES[i].rdf);
		cn_media_layers l = layers_with(a, CN_MEDIA_PNG, &p, 1, NULL, NULL);
		every_fact_has_words_and_a_reason(&l);
		for (size_t k = 0; k < 4; k++)
			if (l.fact[FACTS[k]].b != CASES[i].is[k])
				fail_msg("%s: %s", CASES[i].rdf, cn_media_fact_name(FACTS[k]));
	}
	cn_media_part p[] = { xmp_part(a, "<p:Credit>Lumen Studio</p:Credit>" SYSTEM VERSION), xmp_part(a, "<dc:identifier>n1</dc:identifier>"), xmp_part(a, "<p:Credit>") };
	cn_media_layers l = layers_with(a, CN_MEDIA_PNG, p, 3, NULL, NULL);
	fact_is(&l, CN_MF_xmp_provider, CN_TRUE);
	assert_true(l.fact[CN_MF_xmp_system].b == CN_TRUE && l.fact[CN_MF_xmp_unique_id].b == CN_TRUE && l.fact[CN_MF_xmp_time].b == CN_UNKNOWN);
	why_has(&l, CN_MF_xmp_provider, "Lumen Studio", "Lumen Studio");
	l = layers_with(a, CN_MEDIA_OTHER, NULL, 0, NULL, NULL);
	fact_is(&l, CN_MF_xmp_provider, CN_UNKNOWN);
}

static void layers_that_contradict_each_other_are_named(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_media_part p[] = { part(CN_PART_AIGC, "TXXX", "AIGC", CN_S(LABEL_OF("1", "x", "1"))),
			      part(CN_PART_C2PA, "GEOB", "", CN_S("store")), xmp_part(a, SOURCE("trainedAlgorithmicMedia")) };
	cn_c2pa_report r = report_of(CN_C2PA_VALID, IPTC_TERM "digitalCapture");
	cn_media_layers l = layers_with(a, CN_MEDIA_MP3, p, 3, &r, NULL);
	assert_int_equal(l.layer[0].kind, CN_PART_C2PA); /* first, wherever it stands */
	assert_int_equal(l.layer[1].kind, CN_PART_AIGC);
	assert_int_equal(l.n_contradiction, 2);
	assert_string_equal(l.contradiction[0].en, "C2PA says digitalCapture, AIGC has Label 1");
	assert_string_equal(l.contradiction[0].zh, "C2PA 称 digitalCapture，AIGC 标识的 Label 为 1");
	assert_true(l.contradiction[0].a == 0 && l.contradiction[0].b == 1);
	assert_string_equal(l.contradiction[1].en, "C2PA says digitalCapture, XMP says trainedAlgorithmicMedia");
	fact_is(&l, CN_MF_machine_mark, CN_TRUE);
	fact_is(&l, CN_MF_ai_made, CN_TRUE);
	l = layers_with(a, CN_MEDIA_MP3, p + 1, 1, &r, NULL); /* credentials that hold, and nothing against them */
	fact_is(&l, CN_MF_ai_made, CN_FALSE);
	r.state = CN_C2PA_INVALID;
	l = layers_with(a, CN_MEDIA_MP3, p + 1, 1, &r, NULL);
	fact_is(&l, CN_MF_ai_made, CN_UNKNOWN);
	r = report_of(CN_C2PA_VALID, IPTC_TERM "compositeWithTrainedAlgorithmicMedia"); /* both of AI, but not the same */
	l = layers_with(a, CN_MEDIA_MP3, p + 1, 2, &r, NULL);
	assert_int_equal(l.n_contradiction, 1);
	assert_string_equal(l.contradiction[0].en,
			    "C2PA says compositeWithTrainedAlgorithmicMedia, XMP says trainedAlgorithmicMedia");
}

static void two_labels_with_different_producers_are_a_contradiction(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_media_part p[] = { part(CN_PART_AIGC, "TXXX", "AIGC", CN_S("{\"Label\":\"2\",\"ContentProducer\":\"x\"}")),
			      part(CN_PART_AIGC, "TXXX", "AIGC", CN_S(LABEL_OF("1", "y", "1"))),
			      part(CN_PART_AIGC, "TXXX", "AIGC", CN_S("none")) };
	cn_media_layers l = layers_with(a, CN_MEDIA_MP3, p, 3, NULL, NULL);
	assert_int_equal(l.n_contradiction, 2);
	assert_string_equal(l.contradiction[0].en, "two AIGC labels with different Label: 2 and 1");
	assert_string_equal(l.contradiction[1].en, "two AIGC labels with different ContentProducer: x and y");
	assert_string_equal(l.contradiction[1].zh, "两个 AIGC 标识的 ContentProducer 不同：x 与 y");
	assert_true(l.contradiction[1].a == 0 && l.contradiction[1].b == 1);
	fact_is(&l, CN_MF_aigc_fields, CN_TRUE); /* of the one with most fields */
	why_has(&l, CN_MF_aigc_producer, "\"y\"", "y");
	l = layers_with(a, CN_MEDIA_MP3, p, 1, NULL, NULL);
	fact_is(&l, CN_MF_aigc_says_ai, CN_FALSE); /* it says: possibly */
	fact_is(&l, CN_MF_aigc_fields, CN_FALSE);
	fact_is(&l, CN_MF_aigc_id, CN_FALSE);
	fact_is(&l, CN_MF_aigc_producer_check, CN_UNKNOWN);
	fact_is(&l, CN_MF_machine_mark, CN_FALSE);
	l = layers_with(a, CN_MEDIA_MP3, p + 2, 1, NULL, NULL);
	fact_is(&l, CN_MF_aigc_present, CN_TRUE);
	fact_is(&l, CN_MF_aigc_fields, CN_FALSE);
	fact_is(&l, CN_MF_aigc_says_ai, CN_UNKNOWN);
	every_fact_has_words_and_a_reason(&l);
}

static void a_camera_beside_ai_is_a_remark_and_no_contradiction(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_str exif = seed_of(a, "exif/exiftool_mm");
	char *mute = CN_NEW(a, char, exif.n);
	memcpy(mute, exif.p, exif.n);
	memcpy(memmem(mute, exif.n, "Made by AI", 10), "Made by me", 10);
	cn_media_part p[] = { part(CN_PART_EXIF, "APP1", "", (cn_str){ mute, exif.n }),
			      xmp_part(a, SOURCE("trainedAlgorithmicMedia")) };
	cn_media_layers l = layers_with(a, CN_MEDIA_JPEG, p, 2, NULL, NULL);
	assert_int_equal(l.layer[0].says_ai, CN_UNKNOWN);
	assert_true(remarked(&l.layer[0], "names a camera", "相机"));
	assert_int_equal(l.n_contradiction, 0);
	l = layers_with(a, CN_MEDIA_JPEG, p, 1, NULL, NULL);
	remarks_are(&l.layer[0], 0);
}

static void what_is_declared_is_taken_unless_a_mark_says_otherwise(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_media_declared d = { .ai_made = CN_TRUE, .deep_fake = CN_TRUE, .public_interest = CN_FALSE, .visible_label = CN_TRUE };
	cn_media_layers l = layers_with(a, CN_MEDIA_JPEG, NULL, 0, NULL, &d);
	every_fact_has_words_and_a_reason(&l);
	fact_is(&l, CN_MF_ai_made, CN_TRUE);
	fact_is(&l, CN_MF_deep_fake, CN_TRUE);
	fact_is(&l, CN_MF_public_interest, CN_FALSE);
	fact_is(&l, CN_MF_visible_label, CN_TRUE);
	why_has(&l, CN_MF_deep_fake, "declared", "声明");
	d.ai_made = CN_FALSE;
	l = layers_with(a, CN_MEDIA_JPEG, NULL, 0, NULL, &d);
	fact_is(&l, CN_MF_ai_made, CN_FALSE);
	cn_media_part p = xmp_part(a, SOURCE("trainedAlgorithmicMedia"));
	l = layers_with(a, CN_MEDIA_JPEG, &p, 1, NULL, &d);
	fact_is(&l, CN_MF_ai_made, CN_UNKNOWN);
	why_has(&l, CN_MF_ai_made, "but a mark says so", "但标识表明");
}

static void words_in_a_text_are_a_visible_label(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_media_part p[] = { part(CN_PART_BODY, "text", "", CN_S("AI-generated.\n\nHills.")),
			      part(CN_PART_AIGC, "front matter", "AIGC",
				   CN_S("\n  Label: '1'\n  ContentProducer: x\n  ProduceID: y\n")) };
	cn_media_layers l = layers_with(a, CN_MEDIA_MARKDOWN, p, 2, NULL, NULL);
	every_fact_has_words_and_a_reason(&l);
	fact_is(&l, CN_MF_visible_label, CN_TRUE);
	why_has(&l, CN_MF_visible_label, "at byte 100", "正文");
	field_is(&l.layer[0], "visible label", "the first paragraph says \"ai-generated\"");
	assert_int_equal(l.layer[1].kind, CN_PART_AIGC);
	fact_is(&l, CN_MF_aigc_says_ai, CN_TRUE);
	p[0].bytes = CN_S("Hills.");
	l = layers_with(a, CN_MEDIA_TEXT, p, 1, NULL, NULL);
	fact_is(&l, CN_MF_visible_label, CN_FALSE);
	assert_int_equal(l.n_layer, 0); /* what says nothing is no layer */
	cn_media_declared d = { CN_UNKNOWN, CN_UNKNOWN, CN_UNKNOWN, CN_TRUE };
	l = layers_with(a, CN_MEDIA_TEXT, p, 1, NULL, &d);
	fact_is(&l, CN_MF_visible_label, CN_TRUE);
	l = layers_with(a, CN_MEDIA_PDF, NULL, 0, NULL, NULL); /* its text is not read */
	fact_is(&l, CN_MF_visible_label, CN_UNKNOWN);
	p[0].bytes = CN_S("AI-generated");
	l = layers_with(a, CN_MEDIA_SVG, p, 1, NULL, NULL); /* words in a drawing may not be seen */
	fact_is(&l, CN_MF_visible_label, CN_UNKNOWN);
	p[0].bytes = CN_S("\xff");
	l = layers_with(a, CN_MEDIA_TEXT, p, 1, NULL, NULL);
	fact_is(&l, CN_MF_visible_label, CN_UNKNOWN);
}

static void what_no_reader_sees_is_counted_and_shown(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_media_part p[] = { part(CN_PART_BODY, "text", "",
				   CN_S("a\xe2\x80\x8b b\xe2\x80\xae \xf3\xa0\x81\xa8\xf3\xa0\x81\xa9 c")),
			      part(CN_PART_BODY, "text", "", CN_S("AI-generated \xe2\x80\x8b.")) };
	cn_media_layers l = layers_with(a, CN_MEDIA_TEXT, p, 2, NULL, NULL);
	assert_int_equal(l.invisible.zero_width, 2);
	assert_int_equal(l.invisible.bidi, 1);
	assert_int_equal(l.invisible.tags, 2);
	assert_true(cn_eqz(l.invisible.hidden, "hi"));
	field_is(&l.layer[0], "hidden text", "hi");
	assert_true(remarked(&l.layer[0], "the first one at byte 1 of the text", "第 1 字节"));
	fact_is(&l, CN_MF_visible_label, CN_TRUE); /* of the second part */
	assert_int_equal(l.fact[CN_MF_visible_label].layer, 1);
	l = layers_with(a, CN_MEDIA_TEXT, p, 1, NULL, NULL);
	fact_is(&l, CN_MF_visible_label, CN_FALSE);
	every_fact_has_words_and_a_reason(&l);
}

static void text_fields_say_who_made_it_and_sometimes_ai(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	static const struct {
		const char *key, *value;
		size_t layers;
		cn_tri ai;
	} CASES[] = {
		{ "Software", "Painter 2", 1, CN_UNKNOWN },
		{ "ENCODER", "Lavf60", 1, CN_UNKNOWN },
		{ "TSSE", "Lavf60", 1, CN_UNKNOWN },
		{ "\xc2\xa9too", "Lavf60", 1, CN_UNKNOWN },
		{ "TIT2", "Hills", 0, CN_UNKNOWN },
		{ "TIT2", "Hills (AI-generated)", 1, CN_TRUE },
		{ "comment", "由人工智能生成", 1, CN_TRUE },
		{ "comment", "not AI-generated", 0, CN_UNKNOWN },
		{ "parameters", "hills\nNegative prompt: sea\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 8x8", 1,
		  CN_TRUE },
		{ "parameters", "Steps: 20", 0, CN_UNKNOWN },
		{ "prompt", "{\"3\": {\"inputs\": {\"seed\": 1}, \"class_type\": \"KSampler\"}}", 1, CN_TRUE },
		{ "prompt", "{\"3\": 1}", 0, CN_UNKNOWN },
		{ "AIGC", LABEL_OF("1", "x", "1"), 1, CN_TRUE },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		cn_media_part p = part(CN_PART_TAG, "tEXt", CASES[i].key, cn_str_z(CASES[i].value));
		cn_media_layers l = layers_with(a, CN_MEDIA_PNG, &p, 1, NULL, NULL);
		if (l.n_layer != CASES[i].layers || (l.n_layer && l.layer[0].says_ai != CASES[i].ai))
			fail_msg("%s: %s: %zu layers", CASES[i].key, CASES[i].value, l.n_layer);
		fact_is(&l, CN_MF_machine_mark, strcmp(CASES[i].key, "AIGC") == 0 ? CN_TRUE : CN_FALSE);
	}
	cn_media_part p = part(CN_PART_TAG, "tEXt", "AIGC", CN_S(LABEL_OF("1", "x", "1")));
	cn_media_layers l = layers_with(a, CN_MEDIA_PNG, &p, 1, NULL, NULL);
	assert_int_equal(l.layer[0].kind, CN_PART_AIGC);
	assert_true(remarked(&l.layer[0], "the guides do not name", "实践指南"));
}

static void the_tree_has_every_layer_and_every_fact(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_media_part p[] = { xmp_part(a, SOURCE("digitalArt") "<t:AIGC>" LABEL_OF("1", "x", "1") "</t:AIGC>"),
			      part(CN_PART_TAG, "tEXt", "Software", CN_S("Painter")), xmp_part(a, SOURCE("digitalCapture")) };
	cn_media_layers l = layers_with(a, CN_MEDIA_PNG, p, 3, NULL, NULL);
	const cn_val *v = cn_media_layers_val(a, &l), *layers = cn_get(v, "layers");
	assert_int_equal(layers->n, 4);
	const cn_val *first = cn_at(layers, 0), *tag = cn_at(layers, 2);
	assert_true(cn_is_text(cn_get(first, "kind"), "xmp") && cn_is_text(cn_get(tag, "key"), "Software"));
	assert_int_equal(cn_get_int(cn_at(cn_get(first, "ranges"), 0), "at", 0), 100);
	assert_true(cn_is_text(cn_get(cn_at(cn_get(tag, "fields"), 0), "value"), "Painter"));
	assert_true(cn_get_text(cn_at(cn_get(first, "remarks"), 0), "zh").n > 0);
	assert_int_equal(cn_get(first, "says_ai")->type, CN_NULL);
	assert_true(cn_get_bool(cn_at(layers, 1), "says_ai", false));
	assert_int_equal(cn_get(v, "contradictions")->n, l.n_contradiction);
	assert_true(l.n_contradiction > 0 && cn_get_text(cn_at(cn_get(v, "contradictions"), 0), "en").n > 0);
	const cn_val *facts = cn_get(v, "facts");
	assert_int_equal(facts->n, CN_MEDIA_FACTS);
	assert_true(cn_is_text(cn_get(cn_get(facts, "format"), "value"), "png"));
	assert_int_equal(cn_get(cn_get(facts, "visible_label_height"), "value")->type, CN_NULL);
	assert_true(cn_get_bool(cn_get(cn_get(facts, "aigc_present"), "value"), "value", true));
	assert_int_equal(cn_get_int(cn_get(facts, "aigc_present"), "layer", -1), 1);
	assert_non_null(cn_get(cn_get(v, "invisible"), "hidden"));
}

static void as_many_parts_as_a_file_may_have_are_read_in_order(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	cn_media_part *p = CN_NEW(a, cn_media_part, CN_MEDIA_PARTS_MAX + 1);
	for (size_t i = 0; i <= CN_MEDIA_PARTS_MAX; i++)
		p[i] = i % 2 ? xmp_part(a, SOURCE("digitalCapture"))
			     : xmp_part(a, SOURCE("trainedAlgorithmicMedia") "<t:AIGC>" LABEL_OF("1", "x", "1") "</t:AIGC>");
	cn_media_layers l = layers_with(a, CN_MEDIA_PNG, p, CN_MEDIA_PARTS_MAX, NULL, NULL);
	assert_int_equal(l.n_layer, CN_MEDIA_PARTS_MAX / 2 * 3);
	assert_int_equal(l.n_contradiction, 256); /* the first ones */
	const cn_media_file f = { .format = CN_MEDIA_PNG, .part = p, .n_part = CN_MEDIA_PARTS_MAX + 1 };
	assert_int_equal(cn_media_layers_of(a, &f, NULL, NULL, &l, NULL), CN_ETOOBIG);
}

static void a_store_and_its_updates_are_one_layer(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_c2pa_report r = report_of(CN_C2PA_VALID, IPTC_TERM "trainedAlgorithmicMedia");
	static const struct {
		const char *key[3];
		size_t n, layers, ranges;
	} CASES[] = { { { "manifest" }, 1, 1, 1 },	       { { "original", "update" }, 2, 1, 2 },	{ { "manifest", "update" }, 2, 2, 1 },
		      { { "update", "original" }, 2, 2, 1 }, { { "original", "original" }, 2, 2, 1 }, { { "original", "update", "update" }, 3, 2, 2 } };
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		cn_media_part p[3];
		for (size_t k = 0; k < CASES[i].n; k++)
			p[k] = part(CN_PART_C2PA, "uuid", CASES[i].key[k], CN_S("store"));
		cn_media_layers l = layers_with(a, CN_MEDIA_MP4, p, CASES[i].n, &r, NULL);
		assert_int_equal(l.n_layer, CASES[i].layers);
		assert_int_equal(l.layer[0].n_range, CASES[i].ranges);
		assert_int_equal(l.layer[0].key.n, 0); /* so that it is the same layer before and after a way through */
		field_is(&l.layer[0], "state", "Valid");
	}
}

static void no_memory_is_an_answer_at_every_allocation(void **state)
{
	(void)state;
	unsigned k = 1;
	for (;; k++) {
		CN_AUTO_ARENA room = cn_arena_new(4 << 20);
		cn_media_part p[] = { part(CN_PART_C2PA, "caBX", "", CN_S("store")),
				      part(CN_PART_EXIF, "eXIf", "", seed_of(room, "exif/exiftool_ii")),
				      part(CN_PART_IPTC, "APP13", "", seed_of(room, "iptc/exiftool_latin1")),
				      xmp_part(room, SOURCE("digitalArt") "<t:AIGC>" LABEL_OF("1", "x&amp;", "1") "</t:AIGC>"),
				      part(CN_PART_TAG, "tEXt", "Software", CN_S("a\xff")) };
		cn_c2pa_report r = report_of(CN_C2PA_VALID, "digitalCapture");
		const cn_media_file f = { .format = CN_MEDIA_PNG, .part = p, .n_part = 5 };
		cn_media_layers l;
		CN_AUTO_ARENA a = cn_arena_new(4 << 20);
		cn_test_fail_alloc = k;
		cn_code rc = cn_media_layers_of(a, &f, &r, NULL, &l, NULL);
		bool beyond = cn_test_fail_alloc != 0;
		cn_test_fail_alloc = 0;
		if (beyond) {
			assert_int_equal(rc, CN_OK);
			break;
		}
		assert_int_equal(rc, CN_ENOMEM);
	}
	assert_true(k > 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_without_labels_has_none_and_nobody_knows_who_made_it),
		cmocka_unit_test(a_file_that_breaks_off_leaves_unknown_what_was_not_found),
		cmocka_unit_test(a_packet_with_source_type_and_label_is_two_layers),
		cmocka_unit_test(terms_that_leave_it_open_say_no_ai_and_unknown_ones_say_nothing),
		cmocka_unit_test(credentials_are_worth_what_their_state_says),
		cmocka_unit_test(credentials_that_lie_elsewhere_are_not_known),
		cmocka_unit_test(what_xmp_names_of_how_it_was_made_is_told),
		cmocka_unit_test(layers_that_contradict_each_other_are_named),
		cmocka_unit_test(two_labels_with_different_producers_are_a_contradiction),
		cmocka_unit_test(a_camera_beside_ai_is_a_remark_and_no_contradiction),
		cmocka_unit_test(what_is_declared_is_taken_unless_a_mark_says_otherwise),
		cmocka_unit_test(words_in_a_text_are_a_visible_label),
		cmocka_unit_test(what_no_reader_sees_is_counted_and_shown),
		cmocka_unit_test(text_fields_say_who_made_it_and_sometimes_ai),
		cmocka_unit_test(the_tree_has_every_layer_and_every_fact),
		cmocka_unit_test(as_many_parts_as_a_file_may_have_are_read_in_order),
		cmocka_unit_test(a_store_and_its_updates_are_one_layer),
		cmocka_unit_test(no_memory_is_an_answer_at_every_allocation),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
