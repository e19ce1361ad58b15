/* Parts of a file as layers. */
#include "lab/media/invisible.h"
#include "lab/media/layer.h"
#include "lab/media/media.h"

static const struct {
	const char *name;
	cn_media_fact_type type;
	const char *en, *zh;
} FACTS[] = {
#define X(id, type, en, zh) [CN_MF_##id] = { #id, CN_MF_##type, en, zh },
#include "lab/media/facts.def"
#undef X
};

const char *cn_media_fact_name(cn_media_fact_id f)
{
	return FACTS[f].name;
}

cn_media_fact_type cn_media_fact_kind(cn_media_fact_id f)
{
	return FACTS[f].type;
}

const char *cn_media_fact_en(cn_media_fact_id f)
{
	return FACTS[f].en;
}

const char *cn_media_fact_zh(cn_media_fact_id f)
{
	return FACTS[f].zh;
}

static cn_layer_draft *draft_of(cn_layers_work *w, const cn_media_part *p)
{
	cn_layer_draft *d = &w->draft[w->n];
	*d = (cn_layer_draft){ .a = w->a,
			       .out = { .kind = p->kind,
					.carrier = p->carrier,
					.key = p->key,
					.range = p->range,
					.n_range = p->n_range,
					.says_ai = CN_UNKNOWN } };
	return d;
}

static void credentials(cn_layer_draft *d, const cn_c2pa_report *r)
{
	char time[CN_TIME_BYTES];
	if (!r) {
		d->unread = true;
		cn_layer_remark(d, "content credentials that nobody judged", "内容凭证尚未检验");
		return;
	}
	cn_layer_field(d, "state", cn_str_z(cn_c2pa_state_text(r->state)));
	const struct {
		const char *name;
		cn_str value;
	} FIELD[] = { { "active_manifest", r->active },
		      { "claim_generator", r->generator },
		      { "signer", r->signer },
		      { "issuer", r->issuer } };
	for (size_t i = 0; i < sizeof FIELD / sizeof *FIELD; i++)
		if (FIELD[i].value.n > 0)
			cn_layer_field(d, FIELD[i].name, FIELD[i].value);
	if (r->signed_us != INT64_MIN) {
		cn_time_text(r->signed_us, time);
		cn_layer_field(d, "signed_at", cn_str_z(CN_LAYER_TEXT(d->a, "%s", time)));
	}
	if (r->source_type.n > 0)
		cn_layer_source_type(d, "digitalSourceType", r->source_type);
	if (r->state == CN_C2PA_INVALID)
		cn_layer_remark(d, "the content credentials do not hold", "内容凭证无效");
}

/* What no reader of a text sees is counted over all of its parts. */
static void invisible(cn_layers_work *w, cn_layer_draft *d, cn_str text)
{
	cn_invisible v = { 0 };
	if (cn_media_invisible(w->a, text, &v, NULL) != CN_OK)
		return; /* no memory: the arena or the heap says so at the end */
	w->out->invisible.zero_width += v.zero_width;
	w->out->invisible.bidi += v.bidi;
	w->out->invisible.tags += v.tags;
	w->out->invisible.selectors += v.selectors;
	if (w->out->invisible.hidden.n == 0)
		w->out->invisible.hidden = v.hidden;
	if (v.first < text.n)
		cn_layer_remark(d, CN_LAYER_TEXT(d->a, "invisible characters, the first one at byte %zu of the text", v.first),
				CN_LAYER_TEXT(d->a, "含不可见字符，首个位于正文第 %zu 字节", v.first));
	if (v.hidden.n > 0)
		cn_layer_field(d, "hidden text", v.hidden);
}

static void body(cn_layers_work *w, cn_layer_draft *d, cn_str text)
{
	cn_label_found f = { 0 };
	cn_err why = { 0 };
	invisible(w, d, text);
	if (cn_label_check(text, &f, &why) != CN_OK) {
		d->unread = true;
		cn_layer_remark(d, CN_LAYER_TEXT(d->a, "it cannot be read: %s", why.msg), "无法读取正文");
		return;
	}
	if (!f.explicit_label)
		return;
	cn_layer_field(d, "visible label", cn_str_z(CN_LAYER_TEXT(d->a, "%s", f.explicit_why)));
	d->out.says_ai = CN_TRUE;
}

/* A label of AIGC that lies in another part: a layer of its own, at the same place. */
static void inner_label(cn_layers_work *w, const cn_layer_draft *around)
{
	cn_layer_draft *d = &w->draft[w->n];
	*d = (cn_layer_draft){ .a = w->a, .out = around->out };
	d->out.kind = CN_PART_AIGC;
	d->out.carrier = around->out.kind == CN_PART_XMP ? "XMP TC260:AIGC" : "EXIF UserComment";
	d->out.key = CN_S("AIGC");
	d->out.field = NULL;
	d->out.remark = NULL;
	d->out.n_field = d->out.n_remark = 0;
	d->out.says_ai = CN_UNKNOWN;
	cn_layer_of_aigc(d, around->aigc_text);
	w->n++;
}

static void one_part(cn_layers_work *w, const cn_media_part *p)
{
	cn_layer_draft *d = draft_of(w, p);
	bool label_as_tag = p->kind == CN_PART_TAG && cn_eqz(p->key, "AIGC");
	if (label_as_tag) {
		d->out.kind = CN_PART_AIGC;
		cn_layer_remark(d, "a label in a place that the guides do not name for this format",
				"AIGC 标识不在实践指南为该格式规定的位置");
	}
	if (p->kind == CN_PART_AIGC || label_as_tag)
		cn_layer_of_aigc(d, p->bytes);
	else if (p->kind == CN_PART_XMP)
		cn_layer_of_xmp(d, p->bytes);
	else if (p->kind == CN_PART_EXIF)
		cn_layer_of_exif(d, p->bytes);
	else if (p->kind == CN_PART_IPTC)
		cn_layer_of_iptc(d, p->bytes);
	else if (p->kind == CN_PART_TAG)
		cn_layer_of_tag(d, p->key, p->bytes);
	else if (p->kind == CN_PART_BODY)
		body(w, d, p->bytes);
	if (d->out.n_field + d->out.n_remark > 0) /* what says nothing is no layer */
		w->n++;
	if (d->aigc_text.p)
		inner_label(w, d);
}

/* An update of the store before it (C2PA 2.2, A.5.3): both are one layer. */
static bool updates(cn_layer_draft *of, const cn_media_part *p)
{
	size_t n = of->out.n_range + p->n_range;
	cn_media_range *both = cn_eqz(of->out.key, "original") && cn_eqz(p->key, "update") ? CN_NEW(of->a, cn_media_range, n) : NULL;
	if (!both)
		return false;
	memcpy(both, of->out.range, of->out.n_range * sizeof *both);
	memcpy(both + of->out.n_range, p->range, p->n_range * sizeof *both);
	of->out.range = both;
	of->out.n_range = n;
	of->out.key = p->key; /* one is enough */
	return true;
}

/* Credentials are the first layers. What their box is for is no name of theirs. */
static void stores(cn_layers_work *w, const cn_c2pa_report *report)
{
	for (size_t i = 0; i < w->file->n_part; i++) {
		const cn_media_part *p = &w->file->part[i];
		if (p->kind != CN_PART_C2PA || (w->n == 1 && updates(&w->draft[0], p)))
			continue;
		credentials(draft_of(w, p), w->n == 0 ? report : NULL); /* a second store is judged by nobody */
		w->n++;
	}
	for (size_t i = 0; i < w->n; i++)
		w->draft[i].out.key = (cn_str){ "", 0 };
}

cn_code cn_media_layers_of(cn_arena *a, const cn_media_file *file, const cn_c2pa_report *report, const cn_media_declared *declared,
			   cn_media_layers *ret, cn_err *err)
{
	static const cn_media_declared NOTHING = { CN_UNKNOWN, CN_UNKNOWN, CN_UNKNOWN, CN_UNKNOWN };
	cn_media_layers out = { 0 };
	cn_layers_work w = { .a = a, .file = file, .credentials = report, .declared = declared ? *declared : NOTHING, .out = &out };
	unsigned long failures = cn_heap_failures(); /* a reader may take a library's "no memory" for bad input */
	if (file->n_part > CN_MEDIA_PARTS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d parts in one file", CN_MEDIA_PARTS_MAX);
	w.draft = CN_NEW(a, cn_layer_draft, 2 * file->n_part + 1);
	cn_media_layer *layer = CN_NEW(a, cn_media_layer, 2 * file->n_part + 1);
	if (!w.draft || !layer)
		return cn_arena_fail(a, err);
	stores(&w, report);
	for (size_t i = 0; i < file->n_part; i++)
		if (file->part[i].kind != CN_PART_C2PA)
			one_part(&w, &file->part[i]);
	cn_layers_contradict(&w);
	cn_layers_facts(&w);
	for (size_t i = 0; i < w.n; i++)
		layer[i] = w.draft[i].out;
	out.layer = layer;
	out.n_layer = w.n;
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (cn_heap_failures() != failures)
		return CN_NOMEM(err);
	*ret = out;
	return CN_OK;
}
