/* Labels before and after, paired by kind and name, compared by what they say and not by where they stand. */
#include "assess/media_kept.h"

const char *cn_kept_text(cn_kept k)
{
	static const char *const TEXT[] = { "kept", "altered", "broken", "removed", "added" };
	return TEXT[k];
}

cn_words cn_kept_words(cn_kept k)
{
	static const cn_words WORDS[] = {
		{ { "kept", 4 }, { "保留", 6 } },         { { "altered", 7 }, { "被更改", 9 } }, { { "broken", 6 }, { "失效", 6 } },
		{ { "removed", 7 }, { "被移除", 9 } }, { { "added", 5 }, { "新增", 6 } },
	};
	return WORDS[k];
}

static size_t nth(const cn_media_layer *l, size_t i) /* which of the fields of its name the i-th is */
{
	size_t n = 0;
	for (size_t k = 0; k < i; k++)
		n += cn_eq(l->field[k].name, l->field[i].name);
	return n;
}

/* The field of l that stands for the i-th of `of`: of the same name, and the same one among those. */
static const cn_media_field *partner(const cn_media_layer *of, size_t i, const cn_media_layer *l)
{
	size_t skip = nth(of, i);
	for (size_t k = 0; k < l->n_field; k++)
		if (cn_eq(l->field[k].name, of->field[i].name) && skip-- == 0)
			return &l->field[k];
	return NULL;
}

static cn_code fields(cn_arena *a, const cn_media_layer *b, const cn_media_layer *c, cn_kept_row *row, cn_err *err)
{
	cn_str *gone = CN_NEW(a, cn_str, b->n_field + 1), *changed = CN_NEW(a, cn_str, b->n_field + 1), *new = CN_NEW(a, cn_str, c->n_field + 1);
	if (!gone || !changed || !new)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < b->n_field; i++) {
		const cn_media_field *f = partner(b, i, c);
		if (!f)
			gone[row->gone.n++] = b->field[i].name;
		else if (!cn_eq(f->value, b->field[i].value))
			changed[row->changed.n++] = b->field[i].name;
	}
	for (size_t i = 0; i < c->n_field; i++)
		if (!partner(c, i, b))
			new[row->new.n++] = c->field[i].name;
	row->gone.item = gone;
	row->changed.item = changed;
	row->new.item = new;
	row->outcome = row->gone.n + row->changed.n + row->new.n ? CN_ALTERED : CN_KEPT;
	return CN_OK;
}

/* Credentials stand for one state of the file: they are kept when they hold for the file as it is now. */
static cn_kept credentials(const cn_media_answer *b, const cn_media_answer *c, cn_kept by_fields)
{
	bool held = b->has_store && b->credentials.state >= CN_C2PA_VALID;
	bool holds = c->has_store && c->credentials.state >= CN_C2PA_VALID;
	if (held && !holds)
		return CN_BROKEN;
	return by_fields;
}

static bool pairs(const cn_media_layer *x, const cn_media_layer *y)
{
	return x->kind == y->kind && cn_eq(x->key, y->key);
}

static cn_code pair(cn_arena *a, const cn_media_answer *b, const cn_media_answer *c, size_t i, bool *taken, cn_kept_row *row, cn_err *err)
{
	const cn_media_layer *l = &b->layers.layer[i];
	*row = (cn_kept_row){ .before = i, .after = SIZE_MAX, .outcome = CN_REMOVED };
	for (size_t k = 0; k < c->layers.n_layer; k++) {
		if (taken[k] || !pairs(l, &c->layers.layer[k]))
			continue;
		taken[k] = true;
		row->after = k;
		CN_TRY(fields(a, l, &c->layers.layer[k], row, err));
		if (l->kind == CN_PART_C2PA)
			row->outcome = credentials(b, c, row->outcome);
		return CN_OK;
	}
	return CN_OK;
}

/* Does what said "made by AI" say it still? */
static void marks(const cn_media_answer *b, const cn_media_answer *c, cn_media_kept *k)
{
	k->marks_kept = CN_TRUE;
	for (size_t i = 0; i < k->n_row; i++) {
		const cn_kept_row *r = &k->row[i];
		if (r->before == SIZE_MAX || b->layers.layer[r->before].says_ai != CN_TRUE)
			continue;
		k->had_marks = true;
		bool still = r->after != SIZE_MAX && r->outcome != CN_BROKEN && c->layers.layer[r->after].says_ai == CN_TRUE && r->gone.n + r->changed.n == 0;
		if (!still)
			k->marks_kept = c->file.trouble && r->after == SIZE_MAX && k->marks_kept != CN_FALSE ? CN_UNKNOWN : CN_FALSE;
	}
	if (!k->had_marks && b->file.trouble)
		k->marks_kept = CN_UNKNOWN;
}

cn_code cn_media_compare(cn_arena *a, const cn_media_answer *before, const cn_media_answer *after, cn_media_kept *ret, cn_err *err)
{
	size_t nb = before->layers.n_layer, na = after->layers.n_layer;
	cn_kept_row *row = CN_NEW(a, cn_kept_row, nb + na + 1);
	bool *taken = CN_NEW(a, bool, na + 1);
	cn_media_kept k = { .row = row };
	if (!row || !taken)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < nb; i++)
		CN_TRY(pair(a, before, after, i, taken, &row[k.n_row++], err));
	for (size_t i = 0; i < na; i++)
		if (!taken[i])
			row[k.n_row++] = (cn_kept_row){ .before = SIZE_MAX, .after = i, .outcome = CN_ADDED };
	marks(before, after, &k);
	*ret = k;
	return CN_OK;
}

cn_code cn_media_kept_verdicts(cn_arena *a, const cn_media_ask *ask, const cn_media_answer *after, const cn_media_kept *kept,
			       cn_content_verdict **ret, size_t *ret_n, cn_err *err)
{
	cn_media_answer with = *after;
	cn_content_fact *f = CN_NEW(a, cn_content_fact, after->n_fact + 2);
	if (!f)
		return cn_arena_fail(a, err);
	memcpy(f, after->fact, after->n_fact * sizeof *f);
	f[with.n_fact++] = (cn_content_fact){ .name = CN_S("compared"), .as = CN_GIVEN_TRI, .b = CN_TRUE };
	f[with.n_fact++] = (cn_content_fact){ .name = CN_S("label_lost"), .as = CN_GIVEN_TRI, .b = cn_tri_not(kept->marks_kept) };
	with.fact = f;
	return cn_media_on(a, ask, &with, cn_time_date(ask->at_us), ret, ret_n, err);
}

static void names(cn_arena *a, cn_val *v, const char *key, cn_texts t)
{
	cn_val *list = cn_put(a, v, key, cn_list(a));
	for (size_t i = 0; i < t.n; i++)
		(void)cn_push(a, list, cn_text(a, t.item[i]));
}

cn_val *cn_media_kept_val(cn_arena *a, const cn_media_answer *before, const cn_media_answer *after, const cn_media_kept *kept)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < kept->n_row; i++) {
		const cn_kept_row *r = &kept->row[i];
		const cn_media_layer *b = r->before == SIZE_MAX ? NULL : &before->layers.layer[r->before];
		const cn_media_layer *c = r->after == SIZE_MAX ? NULL : &after->layers.layer[r->after];
		if (!b && !c)
			continue; /* a row is of a layer before, after, or both */
		cn_val *v = cn_push(a, list, cn_map(a));
		(void)cn_put(a, v, "kind", cn_textz(a, cn_media_kind_text(b ? b->kind : c->kind)));
		(void)cn_put(a, v, "key", cn_text(a, b ? b->key : c->key));
		(void)cn_put(a, v, "carrier_before", b ? cn_textz(a, b->carrier) : cn_null(a));
		(void)cn_put(a, v, "carrier_after", c ? cn_textz(a, c->carrier) : cn_null(a));
		(void)cn_put(a, v, "outcome", cn_textz(a, cn_kept_text(r->outcome)));
		names(a, v, "gone", r->gone);
		names(a, v, "changed", r->changed);
		names(a, v, "new", r->new);
	}
	return list;
}
