/* Outputs of a generator: what is counted of them by format, a part of them, a draw, and the counts as a tree. */
#include "lab/priv.h"

const char *cn_mark_text(cn_mark m)
{
	static const char *const text[CN_MARKS] = { "explicit", "metadata", "machine", "credentials" };
	return text[m];
}

bool cn_counts_are_outputs(const cn_counts *c)
{
	return c->group == NULL && c->procedure.n == 0;
}

static bool fits(const cn_outputs *o)
{
	for (unsigned m = 0; m < CN_MARKS; m++)
		if (o->yes[m] < 0 || o->unknown[m] < 0 || o->yes[m] > o->n || o->unknown[m] > o->n - o->yes[m])
			return false;
	return o->n >= 0;
}

static void sum_put(cn_outputs *sum, const cn_outputs *o)
{
	sum->n += o->n;
	for (unsigned m = 0; m < CN_MARKS; m++) {
		sum->yes[m] += o->yes[m];
		sum->unknown[m] += o->unknown[m];
	}
}

cn_counts *cn_counts_outputs(cn_arena *a, int64_t n, int64_t explicit_yes, int64_t metadata_yes)
{
	cn_outputs all = { .n = n, .yes = { explicit_yes, metadata_yes }, .unknown = { 0, 0, n, n } };
	assert(fits(&all));
	cn_counts *c = CN_NEW(a, cn_counts, 1);
	if (c)
		*c = (cn_counts){ .outputs = all, .n_drawn = n, .n_rows = n };
	return c;
}

cn_counts *cn_counts_formats(cn_arena *a, const cn_outputs by[CN_MEDIA_FORMATS], int64_t found, uint64_t seed)
{
	cn_counts *c = CN_NEW(a, cn_counts, 1);
	cn_outputs *format = CN_NEW(a, cn_outputs, CN_MEDIA_FORMATS);
	if (!c || !format)
		return NULL;
	*c = (cn_counts){ .format = format, .n_found = found, .draw_seed = found ? seed : 0 };
	for (int f = 1; f < CN_MEDIA_FORMATS; f++) {
		assert(fits(&by[f]));
		if (by[f].n == 0)
			continue;
		format[c->n_formats] = by[f];
		format[c->n_formats++].format = (cn_media_format)f;
		sum_put(&c->outputs, &by[f]);
	}
	c->n_rows = c->n_drawn = c->outputs.n;
	return c;
}

/* ---- a part of them ------------------------------------------------------------------------------------------------------- */

static cn_media_format format_named(cn_str name)
{
	for (int f = 1; f < CN_MEDIA_FORMATS; f++)
		if (cn_eqz(name, cn_media_format_text((cn_media_format)f)))
			return (cn_media_format)f;
	return CN_MEDIA_OTHER;
}

bool cn_outputs_part_read(cn_str attribute, cn_outputs_part *ret)
{
	cn_str key = { 0 }, value = { 0 };
	cn_outputs_part p = { CN_MODALITY_NONE, CN_MEDIA_OTHER };
	if (attribute.n && !cn_split(attribute, '=', &key, &value))
		return false;
	if (cn_eqz(key, "format"))
		p.format = format_named(value);
	for (int m = CN_MODALITY_IMAGE; cn_eqz(key, "modality") && m <= CN_MODALITY_TEXT; m++)
		if (cn_eqz(value, cn_media_modality_text((cn_media_modality)m)))
			p.modality = (cn_media_modality)m;
	if (attribute.n && p.format == CN_MEDIA_OTHER && p.modality == CN_MODALITY_NONE)
		return false;
	*ret = p;
	return true;
}

static bool within(const cn_outputs *o, cn_outputs_part p)
{
	return (p.format == CN_MEDIA_OTHER || o->format == p.format) &&
	       (p.modality == CN_MODALITY_NONE || cn_media_format_modality(o->format) == p.modality);
}

static bool is_all(cn_outputs_part p)
{
	return p.modality == CN_MODALITY_NONE && p.format == CN_MEDIA_OTHER;
}

cn_outputs cn_outputs_of(const cn_counts *c, cn_outputs_part part)
{
	cn_outputs sum = { .format = part.format };
	if (is_all(part))
		return c->outputs;
	for (size_t i = 0; i < c->n_formats; i++)
		if (within(&c->format[i], part))
			sum_put(&sum, &c->format[i]);
	return sum;
}

cn_counts *cn_counts_part(cn_arena *a, const cn_counts *c, cn_outputs_part part)
{
	cn_counts *p = CN_NEW(a, cn_counts, 1);
	cn_outputs *format = CN_NEW(a, cn_outputs, c->n_formats + 1);
	if (!p || !format)
		return NULL;
	*p = *c;
	p->outputs = cn_outputs_of(c, part);
	p->n_rows = p->outputs.n;
	p->format = c->format ? format : NULL;
	p->n_formats = 0;
	for (size_t i = 0; i < c->n_formats; i++)
		if (within(&c->format[i], part))
			format[p->n_formats++] = c->format[i];
	return p;
}

/* ---- a draw -------------------------------------------------------------------------------------------------------------- */

static int by_number(const void *x, const void *y)
{
	size_t a = *(const size_t *)x, b = *(const size_t *)y;
	return a < b ? -1 : a > b;
}

void cn_draw(uint64_t seed, size_t n, size_t of, size_t *index)
{
	cn_rng rng;
	cn_rng_init(&rng, seed);
	for (size_t i = 0; i < of; i++)
		index[i] = i;
	for (size_t i = 0; i < n; i++) {
		size_t with = i + (size_t)cn_rng_below(&rng, of - i), keep = index[i];
		index[i] = index[with];
		index[with] = keep;
	}
	qsort(index, n, sizeof *index, by_number);
}

/* ---- as a tree ------------------------------------------------------------------------------------------------------------ */

void outputs_encode(cn_arena *a, const cn_counts *c, cn_val *v)
{
	cn_put(a, v, "counts", cn_textz(a, c->format ? "outputs/2" : "outputs/1"));
	cn_put(a, v, "outputs", cn_int(a, c->outputs.n));
	if (!c->format) {
		cn_put(a, v, "explicit", cn_int(a, c->outputs.yes[CN_MARK_EXPLICIT]));
		cn_put(a, v, "metadata", cn_int(a, c->outputs.yes[CN_MARK_METADATA]));
		return;
	}
	if (c->n_found) {
		cn_put(a, v, "drawn_from", cn_int(a, c->n_found));
		cn_put(a, v, "seed", cn_text(a, cn_strf(a, "%llu", (unsigned long long)c->draw_seed)));
	}
	cn_val *list = cn_put(a, v, "formats", cn_list(a));
	for (size_t i = 0; i < c->n_formats; i++) {
		const cn_outputs *o = &c->format[i];
		cn_val *f = cn_push(a, list, cn_map(a));
		cn_put(a, f, "format", cn_textz(a, cn_media_format_text(o->format)));
		cn_put(a, f, "modality", cn_textz(a, cn_media_modality_text(cn_media_format_modality(o->format))));
		cn_put(a, f, "outputs", cn_int(a, o->n));
		for (unsigned m = 0; m < CN_MARKS; m++) {
			cn_val *k = cn_put(a, f, cn_mark_text((cn_mark)m), cn_map(a));
			cn_put(a, k, "yes", cn_int(a, o->yes[m]));
			cn_put(a, k, "unknown", cn_int(a, o->unknown[m]));
		}
	}
}

static bool count_of(const cn_val *v, const char *key, int64_t *ret)
{
	*ret = cn_get_int(v, key, -1);
	return *ret >= 0 && *ret <= CN_INT_MAX;
}

static bool format_decode(const cn_val *v, cn_outputs *ret)
{
	ret->format = format_named(cn_get_text(v, "format"));
	bool ok = ret->format != CN_MEDIA_OTHER && count_of(v, "outputs", &ret->n) && ret->n > 0 &&
		  cn_is_text(cn_get(v, "modality"), cn_media_modality_text(cn_media_format_modality(ret->format)));
	for (unsigned m = 0; m < CN_MARKS && ok; m++) {
		const cn_val *k = cn_get(v, cn_mark_text((cn_mark)m));
		ok = count_of(k, "yes", &ret->yes[m]) && count_of(k, "unknown", &ret->unknown[m]);
	}
	return ok && fits(ret);
}

static bool seed_decode(const cn_val *v, cn_counts *c)
{
	cn_str s = cn_get_text(v, "seed");
	c->draw_seed = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || c->draw_seed > (UINT64_MAX - (uint64_t)(s.p[i] - '0')) / 10)
			return false;
		c->draw_seed = c->draw_seed * 10 + (uint64_t)(s.p[i] - '0');
	}
	return s.n > 0 && (s.n == 1 || s.p[0] != '0') && count_of(v, "drawn_from", &c->n_found) && c->n_found > 0;
}

static bool texts_decode(const cn_val *v, cn_counts *c)
{
	int64_t n = c->n_rows;
	c->outputs = (cn_outputs){ .n = n, .unknown = { 0, 0, n, n } };
	return count_of(v, "explicit", &c->outputs.yes[CN_MARK_EXPLICIT]) && count_of(v, "metadata", &c->outputs.yes[CN_MARK_METADATA]) && fits(&c->outputs);
}

static bool formats_decode(cn_arena *a, const cn_val *list, cn_counts *c)
{
	cn_outputs *format = list && list->type == CN_LIST && list->n < CN_MEDIA_FORMATS ? CN_NEW(a, cn_outputs, list->n + 1) : NULL;
	cn_media_format before = CN_MEDIA_OTHER;
	if (!format)
		return false;
	CN_EACH (f, list) {
		cn_outputs *o = &format[c->n_formats++];
		if (!format_decode(f, o) || o->format <= before || o->n > c->n_rows - c->outputs.n)
			return false;
		before = o->format;
		sum_put(&c->outputs, o);
	}
	c->format = format;
	return c->outputs.n == c->n_rows;
}

bool outputs_decode(cn_arena *a, const cn_val *v, cn_counts *c)
{
	int64_t n;
	if (!count_of(v, "outputs", &n) || n != c->n_rows)
		return false;
	c->n_drawn = n;
	if (cn_is_text(cn_get(v, "counts"), "outputs/1"))
		return texts_decode(v, c);
	if (!cn_is_text(cn_get(v, "counts"), "outputs/2") || !formats_decode(a, cn_get(v, "formats"), c))
		return false;
	if (!cn_get(v, "drawn_from") && !cn_get(v, "seed"))
		return true;
	return seed_decode(v, c) && c->n_found >= n;
}
