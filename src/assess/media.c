/* One file of content: the parts of the lab and the rules of the law put together. */
#include <math.h>

#include "assess/media.h"
#include "lab/media/c2pa/stores.h"
#include "lab/media/draw/draw.h"

/* ---- credentials ---------------------------------------------------------------------------------------------------------- */

/* Of several stores none counts (C2PA 2.2, 15.5.2.1): whoever adds a second one takes the first away, and nobody is believed. */
static void several(cn_media_layers *l)
{
	for (cn_media_fact_id i = CN_MF_c2pa_present; i <= CN_MF_c2pa_unique_id; i++)
		if (cn_media_fact_kind(i) == CN_MF_BOOL)
			l->fact[i] = (cn_media_fact){ .b = CN_FALSE, .layer = -1, .why_en = "several stores, of which none counts", .why_zh = "存在多个存储区，均不作数" };
}

cn_code cn_media_credentials(cn_arena *a, cn_str bytes, const cn_media_file *file, const cn_media_ask *ask, cn_c2pa_report *ret, cn_err *err)
{
	cn_c2pa_input in = { .file = bytes, .at_us = ask->at_us, .x509 = ask->x509, .rules = ask->c2pa, .unbrotli = ask->unbrotli, .beside = ask->beside };
	CN_TRY(cn_c2pa_find_store(a, file, &in, err));
	if (!in.store.p)
		return CN_FAIL(err, CN_ENOTFOUND, "the file has no content credentials");
	return cn_c2pa_check(a, &in, ret, err);
}

/* ---- a label that was drawn ------------------------------------------------------------------------------------------------ */

static void set(cn_media_fact *f, cn_tri b, cn_words why)
{
	f->b = b;
	f->why_en = why.en.p;
	f->why_zh = why.zh.p;
	f->layer = 0; /* content credentials stand first */
}

/* What the signer states of it is held against the pixels. If they do not show it, others may: that is not known. */
static cn_code drawn(cn_arena *a, cn_str bytes, const cn_media_ask *ask, cn_media_answer *m, cn_err *err)
{
	cn_label_box b;
	cn_tri seen;
	bool holds = m->has_store && (m->credentials.state == CN_C2PA_VALID || m->credentials.state == CN_C2PA_TRUSTED);
	cn_media_fact *label = &m->layers.fact[CN_MF_visible_label], *height = &m->layers.fact[CN_MF_visible_label_height];
	if (!holds || !ask->pixels || !m->credentials.label)
		return CN_OK;
	if (!cn_label_box_of(m->credentials.label, &b))
		return CN_OK;
	CN_TRY(cn_label_seen(a, ask->pixels, bytes, &m->file, &b, &seen, err));
	if (seen == CN_TRUE) {
		cn_str words = cn_label_line(a, b.words);
		cn_words why = { cn_strf(a, "\"%.*s\" stands at %u, %u in its pixels, %u pixels high, as the signer states", CN_FMT(words), b.x, b.y, b.glyph_height),
				 cn_strf(a, "像素中 (%u, %u) 处有“%.*s”，高 %u 像素，与签署者的声明一致", b.x, b.y, CN_FMT(words), b.glyph_height) };
		set(label, CN_TRUE, why);
		set(height, CN_UNKNOWN, why);
		height->known = true;
		height->number = 100.0 * b.glyph_height / b.shortest_side;
	} else if (label->b == CN_UNKNOWN) {
		set(label, CN_UNKNOWN,
		    seen == CN_FALSE ? (cn_words){ CN_S("the signer states a label that its pixels do not show"), CN_S("签署者声明的标识在像素中未见") }
				     : (cn_words){ CN_S("the signer states a label, but its pixels cannot be looked at here"), CN_S("签署者声明有标识，但此处无法查看其像素") });
	}
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* ---- facts ------------------------------------------------------------------------------------------------------------------ */

static cn_tri declared(const cn_media_ask *ask, const char *name)
{
	cn_tri t = CN_UNKNOWN;
	for (size_t i = 0; i < ask->n_declared; i++) {
		const cn_content_fact *f = &ask->declared[i];
		if (!cn_eqz(f->name, name))
			continue;
		t = f->as == CN_GIVEN_TRI ? f->b : cn_eqz(f->text, "yes") ? CN_TRUE : cn_eqz(f->text, "no") ? CN_FALSE : CN_UNKNOWN;
	}
	return t;
}

static cn_content_fact given(cn_media_fact_id id, const cn_media_fact *f)
{
	cn_content_fact g = { .name = cn_str_z(cn_media_fact_name(id)), .why = { cn_str_z(f->why_en), cn_str_z(f->why_zh) } };
	cn_media_fact_type type = cn_media_fact_kind(id);
	if (type == CN_MF_TEXT) {
		g.as = CN_GIVEN_TEXT;
		g.text = f->known ? f->text : CN_S("unknown");
	} else if (type == CN_MF_NUMBER) {
		g.as = CN_GIVEN_NUMBER;
		g.number = f->known ? f->number : (double)NAN;
	} else {
		g.as = CN_GIVEN_TRI;
		g.b = f->b;
	}
	return g;
}

/* Of the file first, then what is declared and is none of the layers' own facts: those have it in already. */
static cn_code facts(cn_arena *a, const cn_media_ask *ask, cn_media_answer *m, cn_err *err)
{
	cn_content_fact *f = CN_NEW(a, cn_content_fact, CN_MEDIA_FACTS + ask->n_declared + 1);
	if (!f)
		return cn_arena_fail(a, err);
	size_t n = 0;
	/* One file alone: whoever compares two says so afterwards (cn_media_kept_verdicts), and a later fact takes the place of an earlier one. */
	f[n++] = (cn_content_fact){ .name = CN_S("compared"), .as = CN_GIVEN_TRI, .b = CN_FALSE, .why = { CN_S("one file alone"), CN_S("仅此一个文件") } };
	for (cn_media_fact_id i = 0; i < CN_MEDIA_FACTS; i++)
		f[n++] = given(i, &m->layers.fact[i]);
	for (size_t i = 0; i < ask->n_declared; i++) {
		bool own = false;
		for (cn_media_fact_id k = 0; k < CN_MEDIA_FACTS; k++)
			own = own || cn_eqz(ask->declared[i].name, cn_media_fact_name(k));
		if (!own)
			f[n++] = ask->declared[i];
	}
	m->fact = f;
	m->n_fact = n;
	return CN_OK;
}

/* What may be declared of a file's own facts; the others are read from it, and nobody's word changes them. */
static cn_code may_declare(const cn_media_ask *ask, cn_err *err)
{
	static const char *const OPEN[] = { "ai_made", "deep_fake", "public_interest", "visible_label" };
	for (size_t i = 0; i < ask->n_declared; i++)
		for (cn_media_fact_id k = 0; k < CN_MEDIA_FACTS; k++) {
			bool open = !cn_eqz(ask->declared[i].name, cn_media_fact_name(k));
			for (size_t o = 0; o < sizeof OPEN / sizeof *OPEN; o++)
				open = open || cn_eqz(ask->declared[i].name, OPEN[o]);
			if (!open)
				return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is read from the file and cannot be declared", CN_FMT(ask->declared[i].name));
		}
	return CN_OK;
}

cn_code cn_media_on(cn_arena *a, const cn_media_ask *ask, const cn_media_answer *of, cn_date day, cn_content_verdict **ret, size_t *ret_n, cn_err *err)
{
	*ret = NULL;
	*ret_n = 0;
	if (!ask->rules || ask->n_market == 0)
		return CN_OK;
	return cn_content_apply(a, ask->rules, of->fact, of->n_fact, ask->market, ask->n_market, day, ask->explain, ret, ret_n, err);
}

cn_code cn_media_judge(cn_arena *a, cn_str bytes, const cn_media_ask *ask, cn_media_answer *ret, cn_err *err)
{
	cn_media_answer m = { 0 };
	CN_TRY(may_declare(ask, err));
	CN_TRY(cn_media_read(a, bytes, &m.file, err));
	m.n_store = cn_c2pa_stores(&m.file);
	m.has_store = m.n_store == 1;
	if (m.has_store)
		CN_TRY(cn_media_credentials(a, bytes, &m.file, ask, &m.credentials, err));
	cn_media_declared said = { declared(ask, "ai_made"), declared(ask, "deep_fake"), declared(ask, "public_interest"), declared(ask, "visible_label") };
	CN_TRY(cn_media_layers_of(a, &m.file, m.has_store ? &m.credentials : NULL, &said, &m.layers, err));
	if (m.n_store > 1)
		several(&m.layers);
	CN_TRY(drawn(a, bytes, ask, &m, err));
	CN_TRY(facts(a, ask, &m, err));
	cn_content_verdict *v;
	CN_TRY(cn_media_on(a, ask, &m, cn_time_date(ask->at_us), &v, &m.n_verdict, err));
	m.verdict = v;
	*ret = m;
	return CN_OK;
}

/* ---- as a tree ------------------------------------------------------------------------------------------------------------ */

const char *cn_media_state(const cn_media_answer *m)
{
	return m->has_store ? cn_c2pa_state_text(m->credentials.state) : "none";
}

const cn_words *cn_media_limits(size_t *ret_n)
{
#define WORDS(en, zh) { { "" en, sizeof(en) - 1 }, { "" zh, sizeof(zh) - 1 } }
	static const cn_words LIMITS[] = {
		WORDS("Watermarks of makers who keep their method to themselves are not seen.", "无法识别方法未公开的隐形水印。"),
		WORDS("That nothing is marked does not show that people made it.", "没有标识不能证明内容由人制作。"),
		WORDS("Whether a certificate was revoked is known only from what is stapled to the file; nothing is fetched.",
		      "证书是否被吊销仅以文件内附信息为准；不联网查询。"),
	};
#undef WORDS
	*ret_n = sizeof LIMITS / sizeof *LIMITS;
	return LIMITS;
}

static void lift(cn_arena *a, cn_val *to, const cn_val *from, const char *key)
{
	const cn_val *v = cn_get(from, key);
	if (v)
		(void)cn_put(a, to, key, cn_val_copy(a, v));
}

static void put_file(cn_arena *a, cn_val *v, const cn_media_file *f)
{
	(void)cn_put(a, v, "format", cn_textz(a, cn_media_format_text(f->format)));
	(void)cn_put(a, v, "media_type", cn_textz(a, cn_media_format_type(f->format)));
	(void)cn_put(a, v, "modality", cn_textz(a, cn_media_modality_text(cn_media_format_modality(f->format))));
	if (f->width && f->height) {
		(void)cn_put(a, v, "width", cn_int(a, f->width));
		(void)cn_put(a, v, "height", cn_int(a, f->height));
	}
	if (f->duration_us >= 0)
		(void)cn_put(a, v, "seconds", cn_real(a, (double)f->duration_us / 1e6));
	if (!f->trouble)
		return;
	cn_val *t = cn_put(a, v, "trouble", cn_map(a));
	(void)cn_put(a, t, "at", cn_int(a, (int64_t)f->trouble_at));
	(void)cn_put(a, t, "what", cn_textz(a, f->trouble));
}

static void put_credentials(cn_arena *a, cn_val *v, const cn_media_answer *m)
{
	static const char *const KEEP[] = { "active_manifest", "manifests", "claim_version", "claim_generator", "signer", "issuer", "signed_at",
					    "digital_source_type", "hard_binding", "unchecked" };
	(void)cn_put(a, v, "state", cn_textz(a, cn_media_state(m)));
	(void)cn_put(a, v, "stores", cn_int(a, (int64_t)m->n_store));
	cn_val *c = m->has_store ? cn_c2pa_val(a, &m->credentials) : NULL;
	if (!c) {
		(void)cn_put(a, v, "codes", cn_map(a));
		return;
	}
	lift(a, v, c, "codes");
	cn_val *to = cn_put(a, v, "credentials", cn_map(a));
	for (size_t i = 0; i < sizeof KEEP / sizeof *KEEP; i++)
		lift(a, to, c, KEEP[i]);
}

cn_val *cn_media_answer_val(cn_arena *a, const cn_media_answer *m)
{
	static const char *const LAYERS[] = { "layers", "contradictions", "invisible", "facts" };
	cn_val *v = cn_map(a);
	put_file(a, v, &m->file);
	put_credentials(a, v, m);
	const cn_val *l = cn_media_layers_val(a, &m->layers);
	for (size_t i = 0; i < sizeof LAYERS / sizeof *LAYERS; i++)
		lift(a, v, l, LAYERS[i]);
	(void)cn_put(a, v, "verdicts", cn_content_verdicts_val(a, m->verdict, m->n_verdict));
	cn_val *limits = cn_put(a, v, "limits", cn_list(a));
	size_t n;
	const cn_words *w = cn_media_limits(&n);
	for (size_t i = 0; i < n; i++)
		(void)cn_push(a, limits, cn_words_val(a, w[i]));
	return v;
}
