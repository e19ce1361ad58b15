/* Layers, contradictions and facts as a tree. */
#include "lab/media/layers.h"

static void put_words(cn_arena *a, cn_val *map, const char *en, const char *zh)
{
	(void)cn_put(a, map, "en", cn_textz(a, en));
	(void)cn_put(a, map, "zh", cn_textz(a, zh));
}

static cn_val *tri_val(cn_arena *a, cn_tri t)
{
	return t == CN_UNKNOWN ? cn_null(a) : cn_bool(a, t == CN_TRUE);
}

static cn_val *layer_val(cn_arena *a, const cn_media_layer *l)
{
	cn_val *v = cn_map(a), *ranges = cn_list(a), *fields = cn_list(a), *remarks = cn_list(a);
	(void)cn_put(a, v, "kind", cn_textz(a, cn_media_kind_text(l->kind)));
	(void)cn_put(a, v, "carrier", cn_textz(a, l->carrier));
	if (l->key.n > 0)
		(void)cn_put(a, v, "key", cn_text(a, l->key));
	for (size_t i = 0; i < l->n_range; i++) {
		cn_val *r = cn_push(a, ranges, cn_map(a));
		(void)cn_put(a, r, "at", cn_int(a, (int64_t)l->range[i].at));
		(void)cn_put(a, r, "size", cn_int(a, (int64_t)l->range[i].size));
	}
	(void)cn_put(a, v, "ranges", ranges);
	(void)cn_put(a, v, "says_ai", tri_val(a, l->says_ai));
	for (size_t i = 0; i < l->n_field; i++) {
		cn_val *f = cn_push(a, fields, cn_map(a));
		(void)cn_put(a, f, "name", cn_text(a, l->field[i].name));
		(void)cn_put(a, f, "value", cn_text(a, l->field[i].value));
	}
	(void)cn_put(a, v, "fields", fields);
	for (size_t i = 0; i < l->n_remark; i++)
		put_words(a, cn_push(a, remarks, cn_map(a)), l->remark[i].en, l->remark[i].zh);
	(void)cn_put(a, v, "remarks", remarks);
	return v;
}

static cn_val *fact_val(cn_arena *a, cn_media_fact_id id, const cn_media_fact *f)
{
	cn_val *v = cn_map(a), *value = cn_null(a);
	if (cn_media_fact_kind(id) == CN_MF_BOOL)
		value = tri_val(a, f->b);
	else if (f->known)
		value = cn_media_fact_kind(id) == CN_MF_TEXT ? cn_text(a, f->text) : cn_real(a, f->number);
	(void)cn_put(a, v, "value", value);
	if (f->why_en)
		put_words(a, cn_put(a, v, "why", cn_map(a)), f->why_en, f->why_zh);
	if (f->layer >= 0)
		(void)cn_put(a, v, "layer", cn_int(a, f->layer));
	return v;
}

cn_val *cn_media_layers_val(cn_arena *a, const cn_media_layers *l)
{
	cn_val *v = cn_map(a), *layers = cn_list(a), *against = cn_list(a), *facts = cn_map(a), *unseen = cn_map(a);
	for (size_t i = 0; i < l->n_layer; i++)
		(void)cn_push(a, layers, layer_val(a, &l->layer[i]));
	(void)cn_put(a, v, "layers", layers);
	for (size_t i = 0; i < l->n_contradiction; i++) {
		const cn_media_contradiction *c = &l->contradiction[i];
		cn_val *m = cn_push(a, against, cn_map(a)), *pair = cn_list(a);
		(void)cn_push(a, pair, cn_int(a, (int64_t)c->a));
		(void)cn_push(a, pair, cn_int(a, (int64_t)c->b));
		(void)cn_put(a, m, "layers", pair);
		put_words(a, m, c->en, c->zh);
	}
	(void)cn_put(a, v, "contradictions", against);
	for (cn_media_fact_id i = 0; i < CN_MEDIA_FACTS; i++)
		(void)cn_put(a, facts, cn_media_fact_name(i), fact_val(a, i, &l->fact[i]));
	(void)cn_put(a, v, "facts", facts);
	(void)cn_put(a, unseen, "zero_width", cn_int(a, (int64_t)l->invisible.zero_width));
	(void)cn_put(a, unseen, "bidi", cn_int(a, (int64_t)l->invisible.bidi));
	(void)cn_put(a, unseen, "tags", cn_int(a, (int64_t)l->invisible.tags));
	(void)cn_put(a, unseen, "selectors", cn_int(a, (int64_t)l->invisible.selectors));
	(void)cn_put(a, unseen, "hidden", cn_text(a, l->invisible.hidden));
	(void)cn_put(a, v, "invisible", unseen);
	return v;
}
