/* The labels of one record of provenance, as the markets ask for them. */
#include "assess/media_label.h"
#include "lab/media/layers.h"
#include "lab/media/media.h"
#include "lab/media/xmp.h"
#include "report/errors.h"

enum { XMP_BYTES_MAX = 60 << 10 };

#define SOURCE_TYPES "http://cv.iptc.org/newscodes/digitalsourcetype/"

/* ---- the record ------------------------------------------------------------------------------------------------------------ */

static cn_code field(const char *name, cn_str s, bool needed, cn_err *err)
{
	if (needed && s.n == 0)
		return CN_FAIL(err, CN_EINPUT, "the provenance lacks its %s", name);
	if (s.n > CN_LABEL_FIELD_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the %s is longer than %d bytes", name, CN_LABEL_FIELD_BYTES_MAX);
	bool plain = cn_utf8_ok(s);
	for (size_t i = 0; i < s.n; i++)
		plain = plain && (unsigned char)s.p[i] >= 0x20 && s.p[i] != 0x7f;
	return plain ? CN_OK : CN_FAIL(err, CN_EINPUT, "the %s holds control characters, or is no UTF-8", name);
}

/* A code of China's form carries a credit code with a check character: a slip of the pen is found before it stands in a thousand files. */
static cn_code code_of(const char *name, cn_str s, cn_err *err)
{
	cn_str code;
	if (!cn_aigc_uscc(s, &code) || cn_uscc_ok(code))
		return CN_OK;
	return CN_FAIL(err, CN_EINPUT, "the check character of the credit code %.*s in the %s does not hold", CN_FMT(code), name);
}

cn_code cn_origin_check(const cn_origin *p, cn_err *err)
{
	CN_TRY(field("producer", p->producer, true, err));
	CN_TRY(field("id", p->id, true, err));
	CN_TRY(code_of("producer", p->producer, err));
	CN_TRY(code_of("propagator", p->propagator, err));
	CN_TRY(field("propagator", p->propagator, false, err));
	CN_TRY(field("propagate id", p->propagate_id, p->propagator.n > 0, err));
	CN_TRY(field("system", p->system, p->version.n > 0, err));
	CN_TRY(field("version", p->version, false, err));
	const cn_source_type *t = cn_source_type_of(p->source_type);
	if (!t)
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is no digital source type of IPTC", CN_FMT(cn_sub(p->source_type, 0, 80)));
	if (t->says_ai != CN_TRUE)
		return CN_FAIL(err, CN_EINPUT, "the digital source type \"%s\" does not say that AI made it: a label would contradict it", t->term);
	return CN_OK;
}

static void put(cn_arena *a, cn_val *v, const char *key, cn_str s)
{
	if (s.n)
		(void)cn_put(a, v, key, cn_text(a, s));
}

cn_val *cn_origin_val(cn_arena *a, const cn_origin *p)
{
	char time_text[CN_TIME_BYTES];
	cn_val *v = cn_map(a);
	(void)cn_put(a, v, "concord", cn_textz(a, "provenance/1"));
	put(a, v, "id", p->id);
	put(a, v, "producer", p->producer);
	put(a, v, "propagator", p->propagator);
	put(a, v, "propagate_id", p->propagate_id);
	put(a, v, "system", p->system);
	put(a, v, "version", p->version);
	put(a, v, "digital_source_type", p->source_type);
	if (p->at_us != INT64_MIN) {
		cn_time_text(p->at_us, time_text);
		put(a, v, "at", cn_str_z(time_text));
	}
	put(a, v, "made_from", p->made_from);
	return v;
}

/* ---- what markets ask ------------------------------------------------------------------------------------------------------ */

/* China: Measures for Labelling AI-Generated Synthetic Content, Arts. 4 and 5 (read). EU: AI Act Art. 50(2) (read): marks that machines read;
 * the words of Art. 50(4) are the deployer's. Korea: Decree Art. 23 (read): to people or to machines, with one notice. California and Kazakhstan
 * at second hand: their fields are in what is written for all. */
cn_code cn_label_plan_of(const cn_str *market, size_t n, bool art, cn_media_modality modality, cn_label_plan *ret, cn_err *err)
{
	cn_label_plan p = { .source_type = true, .credentials = true };
	bool cn = false;
	cn_str other = { 0 };
	for (size_t i = 0; i < n; i++) {
		bool china = cn_eqz(market[i], "CN");
		cn = cn || china;
		if (!china)
			other = market[i];
		p.aigc = p.aigc || china;
		p.text_zh = p.text_zh || china;
		p.text_ko = p.text_ko || cn_eqz(market[i], "KR");
		p.text_en = p.text_en || (!china && !cn_eqz(market[i], "KR"));
	}
	/* Art. 4 of the Measures knows no exception for art; Art. 50(4) of the EU's Act and Art. 31(3) of Korea's do. */
	if (art && cn && other.n > 0) {
		(void)CN_FAIL(err, CN_EINPUT, "CN wants words on the picture of evident art too, %.*s lets its enjoyment go before: one file cannot be both", CN_FMT(other));
		return cn_hint(err, "--out FOLDER/ makes a rendition for each market, under one number");
	}
	p.visible = cn || (!art && modality == CN_MODALITY_TEXT);
	*ret = p;
	return CN_OK;
}

/* ---- the edits --------------------------------------------------------------------------------------------------------------- */

static cn_str aigc_json(cn_arena *a, const cn_origin *p)
{
	cn_aigc l = { .label = CN_S("1"), .producer = p->producer, .produce_id = p->id, .propagator = p->propagator, .propagate_id = p->propagate_id };
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 14);
	cn_aigc_write(&b, &l);
	return cn_buf_copy(a, &b);
}

/* IPTC's properties of a generated picture (IPTC Photo Metadata 2025.1), with the provider as the credit line and the number as dc:identifier;
 * TC260:AIGC where the format has no carrier of its own for it. */
static cn_code xmp(cn_arena *a, const cn_media_file *read, const cn_origin *p, bool aigc, cn_label_work *w, cn_err *err)
{
	cn_xmp_set set[8];
	size_t n = 0;
	char time_text[CN_TIME_BYTES] = "";
	cn_str old = { 0 };
	for (size_t i = 0; i < read->n_part; i++)
		if (read->part[i].kind == CN_PART_XMP && read->part[i].key.n == 0)
			old = read->part[i].bytes;
	set[n++] = (cn_xmp_set){ CN_NS_IPTC_EXT, "Iptc4xmpExt", "DigitalSourceType", cn_strf(a, SOURCE_TYPES "%s", cn_source_type_of(p->source_type)->term), CN_XMP_TEXT };
	set[n++] = (cn_xmp_set){ CN_NS_PHOTOSHOP, "photoshop", "Credit", p->producer, CN_XMP_TEXT };
	set[n++] = (cn_xmp_set){ CN_NS_DC, "dc", "identifier", p->id, CN_XMP_TEXT };
	if (p->system.n)
		set[n++] = (cn_xmp_set){ CN_NS_IPTC_EXT, "Iptc4xmpExt", "AISystemUsed", p->system, CN_XMP_TEXT };
	if (p->version.n)
		set[n++] = (cn_xmp_set){ CN_NS_IPTC_EXT, "Iptc4xmpExt", "AISystemVersionUsed", p->version, CN_XMP_TEXT };
	if (p->at_us != INT64_MIN) {
		cn_time_text(p->at_us, time_text);
		set[n++] = (cn_xmp_set){ CN_NS_PHOTOSHOP, "photoshop", "DateCreated", cn_str_z(time_text), CN_XMP_TEXT };
	}
	if (aigc)
		set[n++] = (cn_xmp_set){ CN_NS_TC260, "TC260", "AIGC", aigc_json(a, p), CN_XMP_TEXT };
	CN_AUTO_BUF b;
	cn_buf_init(&b, XMP_BYTES_MAX);
	if (cn_xmp_write(a, &b, old, set, n, err) != CN_OK)
		return cn_while(err, "the XMP that it has");
	w->edit[w->n_edit++] = (cn_media_edit){ CN_PART_XMP, { 0 }, cn_buf_copy(a, &b) };
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* Words at the start of a text, unless it has such words already. */
static cn_code words(cn_arena *a, const cn_media_file *read, const cn_label_plan *plan, cn_label_work *w, cn_err *err)
{
	static const char en[] = "This content was generated by AI.", zh[] = "本内容由人工智能生成。", ko[] = "이 콘텐츠는 생성형 인공지능으로 만들어졌습니다.";
	const cn_media_part *body = NULL;
	cn_label_found found;
	for (size_t i = 0; i < read->n_part; i++)
		if (read->part[i].kind == CN_PART_BODY)
			body = &read->part[i];
	if (cn_label_check(w->file, &found, NULL) == CN_OK && found.explicit_label) {
		w->had_words = true;
		return CN_OK;
	}
	w->visible = cn_strf(a, "%s%s%s%s%s", plan->text_zh ? zh : "", plan->text_zh && (plan->text_ko || plan->text_en) ? " " : "", plan->text_ko ? ko : "",
			     plan->text_ko && plan->text_en ? " " : "", plan->text_en ? en : "");
	size_t at = body ? body->range[0].at : w->file.n;
	cn_str before = cn_sub(w->file, 0, at), after = cn_sub(w->file, at, w->file.n);
	w->file = cn_strf(a, "%.*s%.*s\n\n%.*s", CN_FMT(before), CN_FMT(w->visible), CN_FMT(after));
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* The words of each market in a line of its own; what a market asks stands first. What cannot be drawn is left out and said, not a failure. */
static cn_code draw(cn_arena *a, const cn_media_file *read, const cn_label_plan *plan, const cn_pixels *px, cn_label_work *w, cn_err *err)
{
	cn_err why = { 0 };
	cn_str lines = cn_strf(a, "%s%s%s", plan->text_zh ? "\nAI生成" : "", plan->text_ko ? "\nAI 생성" : "", plan->text_en ? "\nAI GENERATED" : "");
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	cn_code rc = cn_label_draw(a, px, w->file, read, cn_sub(lines, 1, lines.n), &w->file, &w->box, &why);
	if (rc == CN_ENOMEM)
		return CN_NOMEM(err);
	w->drawn = rc == CN_OK;
	if (w->drawn)
		w->visible = cn_label_line(a, w->box.words);
	else
		w->not_drawn = (cn_words){ cn_error_text(a, &why, CN_S("en")), cn_error_text(a, &why, CN_S("zh")) };
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_val *cn_label_statement(cn_arena *a, const cn_label_box *box, const cn_str *market, size_t n, cn_str id)
{
	cn_val *v = cn_label_box_val(a, box), *markets = cn_put(a, v, "market", cn_list(a));
	for (size_t i = 0; i < n; i++)
		(void)cn_push(a, markets, cn_text(a, market[i]));
	(void)cn_put(a, v, "id", cn_text(a, id));
	return v;
}

/* Labels that the format has no place for. */
static cn_words no_place(const cn_label_plan *plan, bool carries_aigc, bool carries_xmp)
{
	if (plan->aigc && !carries_aigc && !carries_xmp)
		return (cn_words){ CN_S("the AIGC label, for which this format has no place here"), CN_S("AIGC 标识（此处该格式无存放位置）") };
	if (plan->source_type && !carries_xmp && !carries_aigc)
		return (cn_words){ CN_S("a mark that machines read, for which this format has no place here"), CN_S("机器可读标识（此处该格式无存放位置）") };
	return (cn_words){ 0 };
}

cn_code cn_label_edits(cn_arena *a, cn_str file, const cn_media_file *read, const cn_origin *p, const cn_label_plan *plan,
		       const cn_pixels *px, cn_label_work *ret, cn_err *err)
{
	cn_label_work w = { .file = file };
	bool text = read->format == CN_MEDIA_TEXT || read->format == CN_MEDIA_MARKDOWN;
	bool carries_aigc = cn_media_carries(read->format, CN_PART_AIGC), carries_xmp = cn_media_carries(read->format, CN_PART_XMP);
	if (plan->visible && text)
		CN_TRY(words(a, read, plan, &w, err));
	else if (plan->visible && px && cn_media_format_modality(read->format) == CN_MODALITY_IMAGE)
		CN_TRY(draw(a, read, plan, px, &w, err));
	if (plan->aigc && carries_aigc)
		w.edit[w.n_edit++] = (cn_media_edit){ CN_PART_AIGC, { 0 }, aigc_json(a, p) };
	if (carries_xmp && (plan->source_type || plan->aigc))
		CN_TRY(xmp(a, read, p, plan->aigc && !carries_aigc, &w, err));
	w.left = no_place(plan, carries_aigc, carries_xmp);
	*ret = w;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
