/* CBOR that is built: maps in order of their keys from the start, so that one tree has one encoding. */
#include "lab/media/c2pa/cbor.h"

cn_cbor *cn_cbor_new(cn_arena *a, cn_cbor_type type, uint64_t u, cn_str s)
{
	cn_cbor *v = CN_NEW(a, cn_cbor, 1);
	if (v)
		*v = (cn_cbor){ .type = type, .u = type == CN_CBOR_ARRAY || type == CN_CBOR_MAP ? 0 : u, .s = s };
	return v;
}

cn_cbor *cn_cbor_new_text(cn_arena *a, cn_str s)
{
	return cn_cbor_new(a, CN_CBOR_TEXT, s.n, s);
}

cn_cbor *cn_cbor_new_bytes(cn_arena *a, cn_str s)
{
	return cn_cbor_new(a, CN_CBOR_BYTES, s.n, s);
}

cn_cbor *cn_cbor_new_tag(cn_arena *a, uint64_t number, cn_cbor *item)
{
	cn_cbor *v = cn_cbor_new(a, CN_CBOR_TAG, number, (cn_str){ 0 });
	if (v)
		v->first = item;
	return v;
}

void cn_cbor_push(cn_cbor *array, cn_cbor *v)
{
	if (!array || !v)
		return;
	cn_cbor **at = &array->first;
	while (*at)
		at = &(*at)->next;
	*at = v;
	array->u++;
}

/* The order of the encoded keys is that of lengths, then of bytes, since the head of a text grows with its length. */
static int key_order(cn_str x, cn_str y)
{
	if (x.n != y.n)
		return x.n < y.n ? -1 : 1;
	return x.n ? memcmp(x.p, y.p, x.n) : 0;
}

bool cn_cbor_put(cn_arena *a, cn_cbor *map, cn_str key, cn_cbor *v)
{
	cn_cbor *k = cn_cbor_new_text(a, key);
	if (!map || !k || !v)
		return true; /* the arena has failed: its owner says so */
	cn_cbor **at = &map->first;
	int order = 1;
	while (*at && (order = key_order((*at)->s, key)) < 0)
		at = &(*at)->next->next;
	if (*at && order == 0)
		return false;
	k->next = v;
	v->next = *at;
	*at = k;
	map->u++;
	return true;
}

typedef struct maker {
	cn_arena *a;
	size_t items;
	cn_err *err;
} maker;

static cn_code of(maker *m, const cn_val *v, unsigned depth, cn_cbor **ret);

static cn_code of_list(maker *m, const cn_val *v, unsigned depth, cn_cbor *out)
{
	cn_cbor **last = &out->first;
	CN_EACH(c, v) {
		CN_TRY(of(m, c, depth + 1, last));
		last = &(*last)->next;
		out->u++;
	}
	return CN_OK;
}

static cn_code of_map(maker *m, const cn_val *v, unsigned depth, cn_cbor *out)
{
	CN_EACH(c, v) {
		cn_cbor *item = NULL;
		CN_TRY(of(m, c, depth + 1, &item));
		if (!cn_cbor_put(m->a, out, c->key, item))
			return CN_FAIL(m->err, CN_EINPUT, "a map has the key %.*s twice", CN_FMT(c->key));
	}
	return CN_OK;
}

static cn_cbor *of_real(maker *m, double x)
{
	char text[CN_REAL_BYTES];
	cn_real_text(x, text);
	return cn_cbor_new_text(m->a, cn_str_copy(m->a, cn_str_z(text)));
}

static cn_cbor *scalar(maker *m, const cn_val *v)
{
	switch (v->type) {
	case CN_NULL:
		return cn_cbor_new(m->a, CN_CBOR_SIMPLE, 22, (cn_str){ 0 });
	case CN_BOOL:
		return cn_cbor_new(m->a, CN_CBOR_SIMPLE, v->b ? 21 : 20, (cn_str){ 0 });
	case CN_INT:
		return v->i < 0 ? cn_cbor_new(m->a, CN_CBOR_NINT, (uint64_t) - (v->i + 1), (cn_str){ 0 })
				: cn_cbor_new(m->a, CN_CBOR_UINT, (uint64_t)v->i, (cn_str){ 0 });
	case CN_REAL:
		return of_real(m, v->r);
	case CN_TEXT:
		return cn_cbor_new_text(m->a, v->s);
	case CN_LIST:
		return cn_cbor_new(m->a, CN_CBOR_ARRAY, 0, (cn_str){ 0 });
	default:
		return cn_cbor_new(m->a, CN_CBOR_MAP, 0, (cn_str){ 0 });
	}
}

static cn_code of(maker *m, const cn_val *v, unsigned depth, cn_cbor **ret)
{
	if (depth > CN_CBOR_DEPTH_MAX)
		return CN_FAIL(m->err, CN_ETOOBIG, "the values are nested more than %d deep", CN_CBOR_DEPTH_MAX);
	if (++m->items > CN_CBOR_ITEMS_MAX / 2) /* a key may stand before each */
		return CN_FAIL(m->err, CN_ETOOBIG, "there are more than %d values", CN_CBOR_ITEMS_MAX / 2);
	cn_cbor *out = scalar(m, v);
	if (!out || !cn_arena_ok(m->a))
		return cn_arena_fail(m->a, m->err);
	if (v->type == CN_LIST)
		CN_TRY(of_list(m, v, depth, out));
	else if (v->type == CN_MAP)
		CN_TRY(of_map(m, v, depth, out));
	*ret = out;
	return CN_OK;
}

cn_code cn_cbor_of(cn_arena *a, const cn_val *v, cn_cbor **ret, cn_err *err)
{
	maker m = { .a = a, .err = err };
	CN_TRY(of(&m, v, 1, ret));
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

/* As deep as the tree, which both its makers bound. */
cn_val *cn_cbor_val(cn_arena *a, const cn_cbor *v)
{
	cn_val *out;
	if (!v)
		return NULL;
	switch (v->type) {
	case CN_CBOR_UINT:
		return v->u <= INT64_MAX ? cn_int(a, (int64_t)v->u) : cn_null(a);
	case CN_CBOR_NINT:
		return v->u <= INT64_MAX ? cn_int(a, -1 - (int64_t)v->u) : cn_null(a);
	case CN_CBOR_TEXT:
		return cn_text(a, v->s);
	case CN_CBOR_SIMPLE:
		return v->u == 20 || v->u == 21 ? cn_bool(a, v->u == 21) : cn_null(a);
	case CN_CBOR_ARRAY:
		out = cn_list(a);
		for (const cn_cbor *c = v->first; c; c = c->next)
			(void)cn_push(a, out, cn_cbor_val(a, c));
		return out;
	case CN_CBOR_MAP:
		out = cn_map(a);
		for (const cn_cbor *c = v->first; c && c->next; c = c->next->next)
			if (c->type == CN_CBOR_TEXT)
				(void)cn_put_s(a, out, c->s, cn_cbor_val(a, c->next));
		return out;
	default:
		return cn_null(a);
	}
}

void cn_cbor_write(cn_buf *b, const cn_cbor *v)
{
	if (!v || v->type == CN_CBOR_FLOAT) {
		b->failed = true;
		return;
	}
	cn_cbor_put_head(b, v->type, v->u);
	if (v->type == CN_CBOR_BYTES || v->type == CN_CBOR_TEXT)
		cn_buf_put(b, v->s);
	for (const cn_cbor *c = v->first; c; c = c->next)
		cn_cbor_write(b, c);
}
