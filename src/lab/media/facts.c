/* What is known of a file from its layers: each row of facts.def by its comment. What cannot be told is unknown, never "no". */
#include "lab/media/layer.h"

enum { SHOWN_BYTES = 80 };

typedef struct facts {
	cn_layers_work *w;
	cn_arena *a;
	cn_media_fact *f;
	/* what an absent layer means: FALSE, or UNKNOWN where the file was not read to its end */
	cn_tri absent;
	const char *absent_en, *absent_zh;
} facts;

typedef struct why {
	int layer;
	const char *en, *zh;
} why;

static void put(facts *x, cn_media_fact_id id, cn_tri b, why y)
{
	x->f[id].b = b;
	x->f[id].why_en = y.en;
	x->f[id].why_zh = y.zh;
	x->f[id].layer = y.layer;
}

static void put_text(facts *x, cn_media_fact_id id, const char *text)
{
	x->f[id].known = text[0] != '\0';
	x->f[id].text = cn_str_z(text);
	x->f[id].why_en = "the first bytes of the file";
	x->f[id].why_zh = "文件开头的字节";
}

/* "XMP (APP1) at byte 1234: what it says". */
static why at_layer(facts *x, size_t i, const char *en, const char *zh)
{
	const cn_media_layer *l = &x->w->draft[i].out;
	size_t at = l->n_range ? l->range[0].at : 0;
	return (why){ (int)i, CN_LAYER_TEXT(x->a, "%s (%s) at byte %zu: %s", cn_layer_name_en(l->kind), l->carrier, at, en),
		      CN_LAYER_TEXT(x->a, "%s（%s，第 %zu 字节）：%s", cn_layer_name_zh(l->kind), l->carrier, at, zh) };
}

static why absent(const facts *x, const char *en, const char *zh)
{
	return x->absent == CN_UNKNOWN ? (why){ -1, x->absent_en, x->absent_zh } : (why){ -1, en, zh };
}

/* The first layer of the kind; w->n: none. */
static size_t first_of(const facts *x, cn_media_kind kind)
{
	size_t i = 0;
	while (i < x->w->n && x->w->draft[i].out.kind != kind)
		i++;
	return i;
}

static size_t first_unread(const facts *x, cn_media_kind kind)
{
	size_t i = 0;
	while (i < x->w->n && !(x->w->draft[i].out.kind == kind && x->w->draft[i].unread))
		i++;
	return i;
}

/* ---- content credentials ---------------------------------------------------------------------------------------------------- */

static const cn_media_fact_id C2PA_FACTS[] = { CN_MF_c2pa_present,	CN_MF_c2pa_valid,   CN_MF_c2pa_trusted,
					       CN_MF_c2pa_time_stamped, CN_MF_c2pa_says_ai, CN_MF_c2pa_provider,
					       CN_MF_c2pa_system,	CN_MF_c2pa_time,    CN_MF_c2pa_unique_id };

static void no_store(facts *x)
{
	why y = absent(x, "no content credentials in the file", "文件中没有内容凭证");
	cn_tri b = x->absent;
	for (size_t i = 0; i < x->w->n && b == CN_FALSE; i++)
		if (x->w->draft[i].credentials.n > 0) {
			b = CN_UNKNOWN;
			y = at_layer(x, i, "names content credentials that are not in the file; nothing is fetched",
				     "提到不在文件内的内容凭证，未联网获取");
		}
	for (size_t i = 0; i < sizeof C2PA_FACTS / sizeof *C2PA_FACTS; i++)
		put(x, C2PA_FACTS[i], b, y);
}

/* Invalid credentials: whoever is named in them may not have signed them. */
static void standing(facts *x, size_t at, const cn_c2pa_report *r)
{
	const char *state = cn_c2pa_state_text(r->state);
	why y = at_layer(x, at, CN_LAYER_TEXT(x->a, "state %s", state), CN_LAYER_TEXT(x->a, "状态 %s", state));
	bool open = r->state == CN_C2PA_WELL_FORMED, held = r->state == CN_C2PA_VALID || r->state == CN_C2PA_TRUSTED;
	put(x, CN_MF_c2pa_valid, open ? CN_UNKNOWN : held ? CN_TRUE : CN_FALSE, y);
	put(x, CN_MF_c2pa_trusted, open ? CN_UNKNOWN : r->state == CN_C2PA_TRUSTED ? CN_TRUE : CN_FALSE, y);
	if (r->signed_us != INT64_MIN) {
		char time[CN_TIME_BYTES];
		cn_time_text(r->signed_us, time);
		y = at_layer(x, at, CN_LAYER_TEXT(x->a, "time stamp of %s", time), CN_LAYER_TEXT(x->a, "时间戳为 %s", time));
		put(x, CN_MF_c2pa_time_stamped, CN_TRUE, y);
		put(x, CN_MF_c2pa_time, CN_TRUE, y);
		return;
	}
	put(x, CN_MF_c2pa_time_stamped, r->unchecked ? CN_UNKNOWN : CN_FALSE,
	    at_layer(x, at, "no time stamp that holds", "没有有效的时间戳"));
	put(x, CN_MF_c2pa_time, CN_UNKNOWN,
	    at_layer(x, at, "no time stamp that holds; times that actions give are not looked at",
		     "没有有效的时间戳；未查看操作记录中的时间"));
}

/* A version has a digit: "Firefly 3.0", "make_test_images/0.33.1". */
static bool names_version(cn_str generator)
{
	size_t at = 0;
	while (at < generator.n && generator.p[at] != ' ' && generator.p[at] != '/')
		at++;
	for (; at < generator.n; at++)
		if (generator.p[at] >= '0' && generator.p[at] <= '9')
			return true;
	return false;
}

static cn_tri says(const cn_source_type *t)
{
	return !t ? CN_UNKNOWN : t->says_ai == CN_TRUE ? CN_TRUE : CN_FALSE;
}

static void c2pa(facts *x)
{
	size_t at = first_of(x, CN_PART_C2PA);
	const cn_c2pa_report *r = x->w->credentials;
	if (at == x->w->n) {
		no_store(x);
		return;
	}
	for (size_t i = 0; i < sizeof C2PA_FACTS / sizeof *C2PA_FACTS; i++)
		put(x, C2PA_FACTS[i], CN_UNKNOWN, at_layer(x, at, "nobody judged it", "尚未检验"));
	put(x, CN_MF_c2pa_present, CN_TRUE, at_layer(x, at, "a manifest store", "清单存储"));
	if (!r)
		return;
	standing(x, at, r);
	cn_str term = cn_layer_shown(x->a, r->source_type, SHOWN_BYTES), who = r->generator.n ? r->generator : r->signer;
	if (r->active.n == 0) /* what could not be opened says nothing that can be told */
		return;
	why y = r->source_type.n
		    ? at_layer(x, at, CN_LAYER_TEXT(x->a, "%.*s", CN_FMT(term)), CN_LAYER_TEXT(x->a, "%.*s", CN_FMT(term)))
		    : at_layer(x, at, "no digitalSourceType in its actions", "操作记录中没有数字来源类型");
	put(x, CN_MF_c2pa_says_ai, r->source_type.n ? says(cn_source_type_of(r->source_type)) : CN_FALSE, y);
	who = cn_layer_shown(x->a, who, SHOWN_BYTES);
	y = who.n ? at_layer(x, at, CN_LAYER_TEXT(x->a, "%.*s", CN_FMT(who)), CN_LAYER_TEXT(x->a, "%.*s", CN_FMT(who)))
		  : at_layer(x, at, "neither generator nor signer has a name", "生成工具和签署者均未具名");
	put(x, CN_MF_c2pa_provider, who.n ? CN_TRUE : CN_FALSE, y);
	put(x, CN_MF_c2pa_system, names_version(r->generator) ? CN_TRUE : CN_FALSE, y);
	cn_str id = cn_layer_shown(x->a, r->active, SHOWN_BYTES);
	put(x, CN_MF_c2pa_unique_id, CN_TRUE,
	    at_layer(x, at, CN_LAYER_TEXT(x->a, "%.*s", CN_FMT(id)), CN_LAYER_TEXT(x->a, "%.*s", CN_FMT(id))));
}

/* ---- IPTC's digitalSourceType ---------------------------------------------------------------------------------------------------
 */

static void iptc(facts *x)
{
	why y = absent(x, "no digitalSourceType in XMP", "XMP 中没有数字来源类型");
	cn_tri b = x->absent;
	size_t unread = first_unread(x, CN_PART_XMP);
	if (unread < x->w->n) {
		b = CN_UNKNOWN;
		y = at_layer(x, unread, "it cannot be read", "无法读取");
	}
	for (size_t i = 0; i < x->w->n && b != CN_TRUE; i++) {
		const cn_layer_draft *d = &x->w->draft[i];
		if (d->out.kind != CN_PART_XMP || d->source_type.n == 0)
			continue;
		const cn_source_type *t = cn_source_type_of(d->source_type);
		cn_str term = t ? cn_str_z(t->term) : cn_layer_shown(x->a, d->source_type, SHOWN_BYTES);
		b = cn_tri_or(b, says(t));
		y = at_layer(x, i, CN_LAYER_TEXT(x->a, "%.*s", CN_FMT(term)), CN_LAYER_TEXT(x->a, "%.*s", CN_FMT(term)));
	}
	put(x, CN_MF_iptc_says_ai, b, y);
}

/* ---- what XMP names of how it was made ---------------------------------------------------------------------------------------------
 */

/* ISO 8601 with an hour: "2026-11-27T12:00". California asks for time and date. */
static bool has_hour(cn_str s)
{
	return s.n >= 16 && s.p[4] == '-' && s.p[7] == '-' && s.p[10] == 'T' && s.p[13] == ':';
}

/* Names the i-th layer all of it? *ret: the value that is shown. */
static cn_tri names(const cn_layer_draft *d, cn_layer_names what, cn_str *ret)
{
	cn_str s = d->named[what];
	*ret = s;
	if (d->out.kind != CN_PART_XMP || s.n == 0)
		return d->out.kind == CN_PART_XMP && d->unread ? CN_UNKNOWN : CN_FALSE;
	if (what == CN_NAMES_SYSTEM && d->named[CN_NAMES_VERSION].n == 0)
		return CN_FALSE;
	return what == CN_NAMES_TIME && !has_hour(s) ? CN_FALSE : CN_TRUE;
}

static void xmp_names(facts *x)
{
	static const struct {
		cn_media_fact_id fact;
		cn_layer_names what;
	} ASKED[] = { { CN_MF_xmp_provider, CN_NAMES_PROVIDER },
		      { CN_MF_xmp_system, CN_NAMES_SYSTEM },
		      { CN_MF_xmp_time, CN_NAMES_TIME },
		      { CN_MF_xmp_unique_id, CN_NAMES_ID } };
	for (size_t k = 0; k < sizeof ASKED / sizeof *ASKED; k++) {
		why y = absent(x, "XMP does not say", "XMP 中没有");
		cn_tri b = x->absent;
		for (size_t i = 0; i < x->w->n && b != CN_TRUE; i++) {
			cn_str value;
			cn_tri one = names(&x->w->draft[i], ASKED[k].what, &value);
			if (one == CN_TRUE) {
				value = cn_layer_shown(x->a, value, SHOWN_BYTES);
				y = at_layer(x, i, CN_LAYER_TEXT(x->a, "%.*s", CN_FMT(value)), CN_LAYER_TEXT(x->a, "%.*s", CN_FMT(value)));
			} else if (one == CN_UNKNOWN) {
				y = at_layer(x, i, "it cannot be read", "无法读取");
			}
			b = cn_tri_or(b, one);
		}
		put(x, ASKED[k].fact, b, y);
	}
}

/* ---- AIGC
 * ------------------------------------------------------------------------------------------------------------------------- */

static const cn_media_fact_id AIGC_FACTS[] = { CN_MF_aigc_present, CN_MF_aigc_fields,	 CN_MF_aigc_label_ok,
					       CN_MF_aigc_says_ai, CN_MF_aigc_producer,	 CN_MF_aigc_producer_check,
					       CN_MF_aigc_id,	   CN_MF_aigc_propagator };

/* The label that the facts are of: the one with most of the seven fields, the first of equals. */
static size_t main_label(const facts *x)
{
	size_t at = x->w->n;
	for (size_t i = 0; i < x->w->n; i++) {
		const cn_layer_draft *d = &x->w->draft[i];
		if (d->has_aigc &&
		    (at == x->w->n || __builtin_popcount(d->aigc.have) > __builtin_popcount(x->w->draft[at].aigc.have)))
			at = i;
	}
	return at;
}

static void no_label(facts *x)
{
	size_t unread = first_unread(x, CN_PART_AIGC), packet = first_unread(x, CN_PART_XMP);
	why y = absent(x, "no AIGC label in the file", "文件中没有 AIGC 标识");
	cn_tri b = x->absent;
	if (packet < x->w->n && b == CN_FALSE) {
		b = CN_UNKNOWN;
		y = at_layer(x, packet, "it cannot be read", "无法读取");
	}
	if (unread < x->w->n) {
		b = CN_UNKNOWN;
		y = at_layer(x, unread, "it cannot be read", "无法读取");
	}
	for (size_t i = 0; i < sizeof AIGC_FACTS / sizeof *AIGC_FACTS; i++)
		put(x, AIGC_FACTS[i], b, y);
	if (unread < x->w->n) { /* there, and no object of texts */
		put(x, CN_MF_aigc_present, CN_TRUE, y);
		put(x, CN_MF_aigc_fields, CN_FALSE, y);
	}
}

static why field_why(facts *x, size_t at, const char *name, cn_str value)
{
	cn_str shown = cn_layer_shown(x->a, value, SHOWN_BYTES);
	const char *text = CN_LAYER_TEXT(x->a, "%s \"%.*s\"", name, CN_FMT(shown));
	return at_layer(x, at, text, text);
}

static cn_tri tri(bool b)
{
	return b ? CN_TRUE : CN_FALSE;
}

static void producer_check(facts *x, size_t at, cn_str producer)
{
	cn_str code;
	if (!cn_aigc_uscc(producer, &code)) {
		put(x, CN_MF_aigc_producer_check, CN_UNKNOWN,
		    at_layer(x, at, "no Unified Social Credit Code in ContentProducer", "ContentProducer 中没有统一社会信用代码"));
		return;
	}
	put(x, CN_MF_aigc_producer_check, tri(cn_uscc_ok(code)), field_why(x, at, "ContentProducer", code));
}

static void aigc(facts *x)
{
	enum { ALL = 0x7f };
	size_t at = main_label(x);
	if (at == x->w->n) {
		no_label(x);
		return;
	}
	const cn_aigc *k = &x->w->draft[at].aigc;
	size_t says = at;
	for (size_t i = 0; i < x->w->n; i++)
		if (x->w->draft[i].has_aigc && cn_eqz(x->w->draft[i].aigc.label, "1") && !cn_eqz(x->w->draft[says].aigc.label, "1"))
			says = i;
	put(x, CN_MF_aigc_present, CN_TRUE, at_layer(x, at, "a label", "标识"));
	put(x, CN_MF_aigc_fields, tri(k->have == ALL),
	    k->have == ALL ? at_layer(x, at, "seven texts", "七个文本字段")
			   : at_layer(x, at, "a field is missing or no text", "有字段缺失或不是文本"));
	put(x, CN_MF_aigc_label_ok, tri(cn_aigc_label_ok(k->label)), field_why(x, at, "Label", k->label));
	put(x, CN_MF_aigc_says_ai, tri(cn_eqz(x->w->draft[says].aigc.label, "1")),
	    field_why(x, says, "Label", x->w->draft[says].aigc.label));
	put(x, CN_MF_aigc_producer, tri(cn_trim(k->producer).n > 0), field_why(x, at, "ContentProducer", k->producer));
	producer_check(x, at, k->producer);
	put(x, CN_MF_aigc_id, tri(!cn_aigc_all_zero(cn_trim(k->produce_id))), field_why(x, at, "ProduceID", k->produce_id));
	put(x, CN_MF_aigc_propagator, tri(cn_trim(k->propagator).n > 0), field_why(x, at, "ContentPropagator", k->propagator));
}

/* ---- all of them together
 * ---------------------------------------------------------------------------------------------------------- */

static void machine_mark(facts *x)
{
	cn_tri signed_mark = cn_tri_and(x->f[CN_MF_c2pa_valid].b, x->f[CN_MF_c2pa_says_ai].b);
	cn_tri label = cn_tri_and(x->f[CN_MF_aigc_label_ok].b, x->f[CN_MF_aigc_says_ai].b), iptc_mark = x->f[CN_MF_iptc_says_ai].b;
	cn_tri any = cn_tri_or(signed_mark, cn_tri_or(iptc_mark, label));
	cn_media_fact_id rests = signed_mark == any ? CN_MF_c2pa_says_ai
				 : iptc_mark == any ? CN_MF_iptc_says_ai
						    : CN_MF_aigc_says_ai;
	if (signed_mark == any && any == CN_UNKNOWN && x->f[CN_MF_c2pa_says_ai].b == CN_TRUE)
		rests = CN_MF_c2pa_valid;
	if (any == CN_FALSE)
		put(x, CN_MF_machine_mark, any,
		    (why){ -1, "no content credentials that hold, no digitalSourceType and no AIGC label says so",
			   "没有有效的内容凭证、数字来源类型或 AIGC 标识表明由人工智能生成" });
	else
		put(x, CN_MF_machine_mark, any, (why){ x->f[rests].layer, x->f[rests].why_en, x->f[rests].why_zh });
}

static const why DECLARED = { -1, "declared", "由使用者声明" };
static const why NOT_DECLARED = { -1, "not declared", "未声明" };

static why declared(cn_tri b)
{
	return b == CN_UNKNOWN ? NOT_DECLARED : DECLARED;
}

/* Credentials that hold may say that a camera made it; an unsigned word for that proves nothing, since anyone can write it. */
static void ai_made(facts *x)
{
	cn_tri told = x->w->declared.ai_made, mark = x->f[CN_MF_machine_mark].b;
	const cn_media_fact *m = &x->f[CN_MF_machine_mark], *valid = &x->f[CN_MF_c2pa_valid];
	const cn_source_type *t = x->w->credentials ? cn_source_type_of(x->w->credentials->source_type) : NULL;
	if (told == CN_FALSE && mark == CN_TRUE)
		put(x, CN_MF_ai_made, CN_UNKNOWN,
		    (why){ m->layer, "declared as not made by AI, but a mark says so", "声明为非人工智能生成，但标识表明是" });
	else if (told != CN_UNKNOWN)
		put(x, CN_MF_ai_made, told, DECLARED);
	else if (mark == CN_TRUE)
		put(x, CN_MF_ai_made, mark, (why){ m->layer, m->why_en, m->why_zh });
	else if (valid->b == CN_TRUE && t && t->says_ai == CN_FALSE && x->w->out->n_contradiction == 0)
		put(x, CN_MF_ai_made, CN_FALSE, at_layer(x, first_of(x, CN_PART_C2PA), t->en, t->zh));
	else
		put(x, CN_MF_ai_made, CN_UNKNOWN,
		    (why){ -1, "not declared, and no mark that decides: what is unlabelled may be made by AI or not",
			   "未声明，也没有足以判定的标识：无标识不等于非人工智能生成" });
}

/* Words that a reader sees are found in texts. A text without them has none of the phrases where they are looked for. */
static void visible(facts *x)
{
	cn_tri told = x->w->declared.visible_label;
	size_t at = 0, unread = first_unread(x, CN_PART_BODY);
	bool text = cn_media_format_modality(x->w->file->format) == CN_MODALITY_TEXT, body = false;
	while (at < x->w->n && !(x->w->draft[at].out.kind == CN_PART_BODY && x->w->draft[at].out.says_ai == CN_TRUE))
		at++;
	for (size_t i = 0; i < x->w->file->n_part; i++)
		body |= x->w->file->part[i].kind == CN_PART_BODY;
	if (text && at < x->w->n)
		put(x, CN_MF_visible_label, CN_TRUE,
		    at_layer(x, at, "words that say AI in its first or last paragraph", "首段或末段有表明人工智能的文字"));
	else if (told != CN_UNKNOWN)
		put(x, CN_MF_visible_label, told, DECLARED);
	else if (text && body && unread == x->w->n && !x->w->file->trouble)
		put(x, CN_MF_visible_label, CN_FALSE,
		    (why){ -1, "no such words of English, Chinese or Korean in the first or the last paragraph",
			   "首段和末段没有此类英文、中文或韩文文字" });
	else
		put(x, CN_MF_visible_label, CN_UNKNOWN,
		    (why){ -1, "not declared, and nothing here that can be looked at", "未声明，也没有可检查的内容" });
}

void cn_layers_facts(cn_layers_work *w)
{
	static const cn_media_fact NOTHING = { .b = CN_UNKNOWN, .layer = -1 };
	facts x = { .w = w, .a = w->a, .f = w->out->fact, .absent = CN_FALSE };
	for (size_t i = 0; i < CN_MEDIA_FACTS; i++)
		x.f[i] = NOTHING;
	if (w->file->trouble) {
		x.absent = CN_UNKNOWN;
		x.absent_en = CN_LAYER_TEXT(w->a, "the file was read to byte %zu only: %s", w->file->trouble_at, w->file->trouble);
		x.absent_zh = CN_LAYER_TEXT(w->a, "文件只读到第 %zu 字节", w->file->trouble_at);
	} else if (w->file->format == CN_MEDIA_OTHER) {
		x.absent = CN_UNKNOWN;
		x.absent_en = "its format is not read here";
		x.absent_zh = "此处不读取该格式";
	}
	if (w->file->format != CN_MEDIA_OTHER) {
		put_text(&x, CN_MF_modality, cn_media_modality_text(cn_media_format_modality(w->file->format)));
		put_text(&x, CN_MF_format, cn_media_format_text(w->file->format));
	}
	c2pa(&x);
	iptc(&x);
	xmp_names(&x);
	aigc(&x);
	machine_mark(&x);
	ai_made(&x);
	visible(&x);
	put(&x, CN_MF_deep_fake, w->declared.deep_fake, declared(w->declared.deep_fake));
	put(&x, CN_MF_public_interest, w->declared.public_interest, declared(w->declared.public_interest));
}
