/* Trees: builders and readers. */
#include "base/base.h"

static cn_val *val_new(cn_arena *a, cn_type type)
{
	cn_val *v = CN_NEW(a, cn_val, 1);
	if (v)
		v->type = type;
	return v;
}

cn_val *cn_map(cn_arena *a)
{
	return val_new(a, CN_MAP);
}

cn_val *cn_list(cn_arena *a)
{
	return val_new(a, CN_LIST);
}

cn_val *cn_text(cn_arena *a, cn_str s)
{
	cn_val *v = val_new(a, CN_TEXT);
	if (v)
		v->s = cn_str_copy(a, s);
	return v;
}

cn_val *cn_textz(cn_arena *a, const char *z)
{
	return cn_text(a, cn_str_z(z));
}

cn_val *cn_int(cn_arena *a, int64_t i)
{
	cn_val *v = val_new(a, CN_INT);
	if (v)
		v->i = i;
	return v;
}

cn_val *cn_real(cn_arena *a, double x)
{
	char z[CN_REAL_BYTES];
	cn_real_text(x, z);
	return cn_textz(a, z);
}

cn_val *cn_bool(cn_arena *a, bool b)
{
	cn_val *v = val_new(a, CN_BOOL);
	if (v)
		v->b = b;
	return v;
}

cn_val *cn_null(cn_arena *a)
{
	return val_new(a, CN_NULL);
}

cn_val *cn_push(cn_arena *a, cn_val *list, cn_val *v)
{
	(void)a; /* same shape as cn_put */
	if (!list || !v)
		return NULL;
	if (list->last)
		list->last->next = v;
	else
		list->first = v;
	list->last = v;
	list->n++;
	return v;
}

cn_val *cn_put_s(cn_arena *a, cn_val *map, cn_str key, cn_val *v)
{
	if (!map || !v)
		return NULL;
	v->key = cn_str_copy(a, key);
	return cn_push(a, map, v);
}

cn_val *cn_put(cn_arena *a, cn_val *map, const char *key, cn_val *v)
{
	return cn_put_s(a, map, cn_str_z(key), v);
}

/* Depth is bounded by whoever built v (parsers refuse deep input). */
cn_val *cn_val_copy(cn_arena *a, const cn_val *v)
{
	if (!v)
		return NULL;
	cn_val *c = val_new(a, v->type);
	if (!c)
		return NULL;
	*c = *v;
	c->next = NULL;
	c->key = cn_str_copy(a, v->key);
	if (v->type == CN_TEXT)
		c->s = cn_str_copy(a, v->s);
	if (v->type == CN_LIST || v->type == CN_MAP) {
		c->first = c->last = NULL;
		c->n = 0;
		CN_EACH (child, v)
			cn_push(a, c, cn_val_copy(a, child));
	}
	return c;
}

const cn_val *cn_get_s(const cn_val *map, cn_str key)
{
	if (!map || map->type != CN_MAP)
		return NULL;
	CN_EACH (c, map)
		if (cn_eq(c->key, key))
			return c;
	return NULL;
}

const cn_val *cn_get(const cn_val *map, const char *key)
{
	if (!map || map->type != CN_MAP)
		return NULL;
	CN_EACH (c, map)
		if (cn_eqz(c->key, key))
			return c;
	return NULL;
}

cn_str cn_get_text(const cn_val *map, const char *key)
{
	const cn_val *v = cn_get(map, key);
	return v && v->type == CN_TEXT ? v->s : CN_S("");
}

int64_t cn_get_int(const cn_val *map, const char *key, int64_t otherwise)
{
	const cn_val *v = cn_get(map, key);
	return v && v->type == CN_INT ? v->i : otherwise;
}

bool cn_get_bool(const cn_val *map, const char *key, bool otherwise)
{
	const cn_val *v = cn_get(map, key);
	return v && v->type == CN_BOOL ? v->b : otherwise;
}

const cn_val *cn_at(const cn_val *list, size_t i)
{
	if (!list || (list->type != CN_LIST && list->type != CN_MAP))
		return NULL;
	CN_EACH (c, list)
		if (i-- == 0)
			return c;
	return NULL;
}

bool cn_is_text(const cn_val *v, const char *z)
{
	return v && v->type == CN_TEXT && cn_eqz(v->s, z);
}

static bool children_eq(const cn_val *a, const cn_val *b)
{
	if (a->n != b->n)
		return false;
	const cn_val *other = b->first;
	CN_EACH (c, a) {
		const cn_val *d = a->type == CN_MAP ? cn_get_s(b, c->key) : other;
		if (!cn_val_eq(c, d))
			return false;
		other = other ? other->next : NULL;
	}
	return true;
}

bool cn_val_eq(const cn_val *a, const cn_val *b)
{
	if (!a || !b || a->type != b->type)
		return a == b;
	switch (a->type) {
	case CN_NULL:
		return true;
	case CN_BOOL:
		return a->b == b->b;
	case CN_INT:
		return a->i == b->i;
	case CN_REAL:
		return a->r == b->r;
	case CN_TEXT:
		return cn_eq(a->s, b->s);
	case CN_LIST:
	case CN_MAP:
		return children_eq(a, b);
	}
	return false;
}

static const char *nearest_key(cn_str key, const char *const *allowed)
{
	const char *best = NULL;
	unsigned best_d = 3;
	for (; *allowed; allowed++) {
		unsigned d = cn_edit_distance(key, cn_str_z(*allowed), 2);
		if (d < best_d) {
			best = *allowed;
			best_d = d;
		}
	}
	return best;
}

cn_code cn_keys_check(const cn_val *map, const char *const *allowed, cn_str file, cn_err *err)
{
	if (!map || map->type != CN_MAP)
		return CN_FAIL(err, CN_EINPUT, "%.*s:%u:%u: a map of keys is expected here", CN_FMT(file), map ? map->line : 1, map ? map->col : 1);
	CN_EACH (c, map) {
		const char *const *k = allowed;
		while (*k && !cn_eqz(c->key, *k))
			k++;
		if (*k)
			continue;
		(void)CN_FAIL(err, CN_EINPUT, "%.*s:%u:%u: unknown key \"%.*s\"", CN_FMT(file), c->key_line, c->key_col,
			      CN_FMT(cn_sub(c->key, 0, 60)));
		const char *near = nearest_key(c->key, allowed);
		return near ? cn_hint(err, "%s:", near) : CN_EINPUT;
	}
	return CN_OK;
}
