/* Where layers speak against each other. Each is held against one other only, so that the work stays linear. */
#include "lab/media/layer.h"

enum { CONTRADICTIONS_MAX = 256, SHOWN_BYTES = 80 };

typedef struct finder {
	cn_layers_work *w;
	cn_media_contradiction *found;
	size_t n;
} finder;

const char *cn_layer_name_en(cn_media_kind k)
{
	static const char *const NAME[] = { "", "C2PA", "XMP", "EXIF", "IPTC", "AIGC", "a text field", "the text" };
	return NAME[k];
}

const char *cn_layer_name_zh(cn_media_kind k)
{
	static const char *const NAME[] = { "", "C2PA", "XMP", "EXIF", "IPTC", "AIGC 标识", "文本字段", "正文" };
	return NAME[k];
}

static void found(finder *f, size_t a, size_t b, const char *en, const char *zh)
{
	if (f->n < CONTRADICTIONS_MAX)
		f->found[f->n++] = (cn_media_contradiction){ a < b ? a : b, a < b ? b : a, en, zh };
}

/* What a layer claims, in a few words. */
static const char *claim_en(cn_arena *a, const cn_layer_draft *d)
{
	const char *name = cn_layer_name_en(d->out.kind);
	const cn_source_type *t = cn_source_type_of(d->source_type);
	if (t)
		return CN_LAYER_TEXT(a, "%s says %s", name, t->term);
	if (d->has_aigc)
		return CN_LAYER_TEXT(a, "%s has Label %.*s", name, CN_FMT(cn_layer_shown(a, d->aigc.label, SHOWN_BYTES)));
	return CN_LAYER_TEXT(a, d->out.says_ai == CN_TRUE ? "%s says that AI made it" : "%s says that no AI made it", name);
}

/* A space parts Latin letters from Chinese ones. */
static const char *claim_zh(cn_arena *a, const cn_layer_draft *d)
{
	const char *name = cn_layer_name_zh(d->out.kind), *gap = (unsigned char)name[strlen(name) - 1] < 0x80 ? " " : "";
	const cn_source_type *t = cn_source_type_of(d->source_type);
	if (t)
		return CN_LAYER_TEXT(a, "%s%s称 %s", name, gap, t->term);
	if (d->has_aigc)
		return CN_LAYER_TEXT(a, "%s的 Label 为 %.*s", name, CN_FMT(cn_layer_shown(a, d->aigc.label, SHOWN_BYTES)));
	return CN_LAYER_TEXT(a, d->out.says_ai == CN_TRUE ? "%s%s表明由人工智能生成" : "%s%s表明并非由人工智能生成", name, gap);
}

static void against(finder *f, size_t a, size_t b)
{
	const cn_layer_draft *x = &f->w->draft[a < b ? a : b], *y = &f->w->draft[a < b ? b : a];
	found(f, a, b, CN_LAYER_TEXT(f->w->a, "%s, %s", claim_en(f->w->a, x), claim_en(f->w->a, y)),
	      CN_LAYER_TEXT(f->w->a, "%s，%s", claim_zh(f->w->a, x), claim_zh(f->w->a, y)));
}

/* Made by AI against made otherwise: every one of either side against the first of the other. */
static void says_ai(finder *f)
{
	cn_layers_work *w = f->w;
	size_t yes = w->n, no = w->n;
	for (size_t i = 0; i < w->n; i++) {
		yes = yes == w->n && w->draft[i].out.says_ai == CN_TRUE ? i : yes;
		no = no == w->n && w->draft[i].out.says_ai == CN_FALSE ? i : no;
	}
	for (size_t i = 0; i < w->n && yes < w->n && no < w->n; i++) {
		if (w->draft[i].out.says_ai == CN_FALSE)
			against(f, yes, i);
		else if (w->draft[i].out.says_ai == CN_TRUE && i != yes)
			against(f, no, i);
	}
}

/* Two source types that differ, both of them made by AI or both of them not: the first one against the others. */
static void source_types(finder *f)
{
	const cn_source_type *first = NULL;
	size_t at = 0;
	for (size_t i = 0; i < f->w->n; i++) {
		const cn_source_type *t = cn_source_type_of(f->w->draft[i].source_type);
		bool both_known = t && first && t->says_ai != CN_UNKNOWN && first->says_ai != CN_UNKNOWN;
		if (t && first && t != first && !(both_known && t->says_ai != first->says_ai)) /* that pair is said by says_ai */
			against(f, at, i);
		if (t && !first) {
			first = t;
			at = i;
		}
	}
}

static void differ(finder *f, size_t a, size_t b, const char *name, cn_str x, cn_str y)
{
	cn_arena *ar = f->w->a;
	if (x.n == 0 || y.n == 0 || cn_eq(x, y))
		return;
	x = cn_layer_shown(ar, x, SHOWN_BYTES);
	y = cn_layer_shown(ar, y, SHOWN_BYTES);
	found(f, a, b, CN_LAYER_TEXT(ar, "two AIGC labels with different %s: %.*s and %.*s", name, CN_FMT(x), CN_FMT(y)),
	      CN_LAYER_TEXT(ar, "两个 AIGC 标识的 %s 不同：%.*s 与 %.*s", name, CN_FMT(x), CN_FMT(y)));
}

static void labels(finder *f)
{
	cn_layers_work *w = f->w;
	size_t first = w->n;
	for (size_t i = 0; i < w->n; i++) {
		const cn_aigc *k = &w->draft[i].aigc;
		if (!w->draft[i].has_aigc)
			continue;
		if (first == w->n) {
			first = i;
			continue;
		}
		const cn_aigc *one = &w->draft[first].aigc;
		differ(f, first, i, "Label", one->label, k->label);
		differ(f, first, i, "ContentProducer", one->producer, k->producer);
		differ(f, first, i, "ProduceID", one->produce_id, k->produce_id);
	}
}

/* No contradictions, but worth a remark: programs copy a camera's fields into what they make, and may take a store out. */
static void remarks(cn_layers_work *w)
{
	bool ai = false, store = false;
	for (size_t i = 0; i < w->n; i++) {
		const cn_source_type *t = cn_source_type_of(w->draft[i].source_type);
		ai |= (t && t->says_ai == CN_TRUE) || cn_eqz(w->draft[i].aigc.label, "1");
		store |= w->draft[i].out.kind == CN_PART_C2PA;
	}
	for (size_t i = 0; i < w->n; i++) {
		cn_layer_draft *d = &w->draft[i];
		if (d->camera && ai)
			cn_layer_remark(d, "it names a camera, while another layer says that AI made the content",
					"其中写有相机型号，而另一层表明内容由人工智能生成");
		if (d->credentials.n > 0 && !store)
			cn_layer_remark(d, "it names content credentials that are not in the file", "其中提到的内容凭证不在文件内");
	}
}

void cn_layers_contradict(cn_layers_work *w)
{
	finder f = { .w = w, .found = CN_NEW(w->a, cn_media_contradiction, CONTRADICTIONS_MAX) };
	if (!f.found)
		return; /* the arena says so at the end */
	says_ai(&f);
	source_types(&f);
	labels(&f);
	remarks(w);
	w->out->contradiction = f.found;
	w->out->n_contradiction = f.n;
}
