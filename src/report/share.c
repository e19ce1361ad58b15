/* Sharing of equal values. Values that are equal, keys in the same order, are one class; a class that several others hold and that is longer
 * than a reference is written once. Classes are numbered as they are met, children first, so references point backwards. */
#include "report/share.h"

enum { REFERENCE_BYTES = 9 };

typedef struct class {
	uint64_t hash;
	const cn_val *v;
	size_t *child; /* class of each element, in order */
	size_t uses;   /* by other classes */
	size_t bytes;  /* as written, shared children as references */
	size_t place;  /* in the list of shared values; SIZE_MAX: written where it stands */
} class;

typedef struct sharing {
	cn_arena *a;
	class *class;
	size_t n;
	size_t *slot; /* class + 1 */
	size_t n_slots;
	size_t n_shared;
	bool dollar; /* a key of the tree is "$" */
} sharing;

static size_t values_in(const cn_val *v)
{
	size_t n = 1;
	CN_EACH(c, v)
		n += values_in(c);
	return n;
}

static uint64_t mix(uint64_t h, const void *p, size_t n)
{
	const unsigned char *b = p;
	for (size_t i = 0; i < n; i++)
		h = (h ^ b[i]) * 1099511628211ull;
	return h;
}

static uint64_t hash_of(const cn_val *v, const size_t *child)
{
	uint64_t h = mix(14695981039346656037ull, &v->type, sizeof v->type);
	size_t i = 0;
	switch (v->type) {
	case CN_TEXT:
		return mix(h, v->s.p, v->s.n);
	case CN_INT:
		return mix(h, &v->i, sizeof v->i);
	case CN_REAL:
		return mix(h, &v->r, sizeof v->r);
	case CN_BOOL:
		return mix(h, &v->b, sizeof v->b);
	default:
		break;
	}
	CN_EACH(c, v) {
		h = mix(h, v->type == CN_MAP ? c->key.p : "", v->type == CN_MAP ? c->key.n : 0);
		h = mix(h, &child[i++], sizeof *child);
	}
	return h ^ h >> 32;
}

static bool same_value(const class *k, const cn_val *v, const size_t *child)
{
	size_t i = 0;
	if (k->v->type != v->type)
		return false;
	if (v->type != CN_LIST && v->type != CN_MAP)
		return cn_val_eq(k->v, v);
	if (k->v->n != v->n)
		return false;
	const cn_val *other = cn_first(k->v);
	CN_EACH(c, v) {
		if (k->child[i] != child[i] || (v->type == CN_MAP && !cn_eq(c->key, other->key)))
			return false;
		other = other->next;
		i++;
	}
	return true;
}

static bool classify(sharing *s, const cn_val *v, size_t *ret)
{
	size_t *child = NULL, n = v->type == CN_LIST || v->type == CN_MAP ? v->n : 0, i = 0;
	if (n > 0 && !(child = CN_NEW(s->a, size_t, n)))
		return false;
	CN_EACH(c, v) {
		s->dollar |= v->type == CN_MAP && cn_eqz(c->key, "$");
		if (!classify(s, c, &child[i++]))
			return false;
	}
	uint64_t hash = hash_of(v, child);
	size_t at = (size_t)hash & (s->n_slots - 1);
	for (; s->slot[at]; at = (at + 1) & (s->n_slots - 1)) {
		const class *k = &s->class[s->slot[at] - 1];
		if (k->hash == hash && same_value(k, v, child)) {
			*ret = s->slot[at] - 1;
			return true;
		}
	}
	for (i = 0; i < n; i++)
		s->class[child[i]].uses++;
	s->class[s->n] = (class){ .hash = hash, .v = v, .child = child, .place = SIZE_MAX };
	*ret = s->n++;
	s->slot[at] = s->n;
	return true;
}

/* How long a class is when written, and whether once is enough. */
static void place(sharing *s, class *k)
{
	size_t i = 0, gain;
	k->bytes = k->v->type == CN_TEXT ? k->v->s.n + 2 : 6;
	CN_EACH(c, k->v) {
		const class *child = &s->class[k->child[i++]];
		k->bytes += 1 + (k->v->type == CN_MAP ? c->key.n + 3 : 0) + (child->place == SIZE_MAX ? child->bytes : REFERENCE_BYTES);
	}
	if (k->uses < 2 || k->bytes <= REFERENCE_BYTES)
		return;
	gain = (k->uses - 1) * (k->bytes - REFERENCE_BYTES);
	if (gain > 2 * REFERENCE_BYTES)
		k->place = s->n_shared++;
}

static void class_write(cn_buf *o, const sharing *s, const class *k, bool itself)
{
	const cn_val *v = k->v;
	size_t i = 0;
	if (k->place != SIZE_MAX && !itself) {
		cn_buf_printf(o, "{\"$\":%zu}", k->place);
		return;
	}
	if (v->type != CN_LIST && v->type != CN_MAP) {
		cn_json_write(o, v, -1);
		return;
	}
	cn_buf_putc(o, v->type == CN_MAP ? '{' : '[');
	CN_EACH(c, v) {
		if (i > 0)
			cn_buf_putc(o, ',');
		if (v->type == CN_MAP) {
			cn_json_text(o, c->key);
			cn_buf_putc(o, ':');
		}
		class_write(o, s, &s->class[k->child[i++]], false);
	}
	cn_buf_putc(o, v->type == CN_MAP ? '}' : ']');
}

static cn_code sharing_make(sharing *s, const cn_val *content, size_t *root, cn_err *err)
{
	size_t n = values_in(content);
	s->n_slots = 2;
	while (s->n_slots < 2 * n)
		s->n_slots *= 2;
	s->class = CN_NEW(s->a, class, n);
	s->slot = CN_NEW(s->a, size_t, s->n_slots);
	if (!s->class || !s->slot || !classify(s, content, root))
		return cn_arena_fail(s->a, err);
	for (size_t i = 0; i < s->n && !s->dollar; i++)
		place(s, &s->class[i]);
	return CN_OK;
}

cn_code cn_share_write(cn_buf *o, const cn_val *dossier, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	sharing s = { .a = a };
	size_t root = 0;
	if (cn_get(dossier, "shared"))
		return CN_FAIL(err, CN_EINPUT, "a dossier has no \"shared\"");
	CN_EACH(c, dossier) {
		cn_buf_putc(o, c == cn_first(dossier) ? '{' : ',');
		cn_json_text(o, c->key);
		cn_buf_putc(o, ':');
		if (cn_eqz(c->key, "content")) {
			CN_TRY(sharing_make(&s, c, &root, err));
			class_write(o, &s, &s.class[root], true);
		} else {
			cn_json_write(o, c, -1);
		}
	}
	for (size_t i = 0; i < s.n; i++) {
		if (s.class[i].place == SIZE_MAX)
			continue;
		cn_buf_putz(o, s.class[i].place == 0 ? ",\"shared\":[" : ",");
		class_write(o, &s, &s.class[i], true);
	}
	cn_buf_putz(o, s.n_shared > 0 ? "]}" : "}");
	return CN_OK;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------------------- */

typedef struct reading {
	cn_arena *a;
	const cn_val **shared;
	size_t n;
} reading;

static const cn_val *reference(const cn_val *v)
{
	return v->type == CN_MAP && v->n == 1 ? cn_get(v, "$") : NULL;
}

/* A copy of v with what it refers to; only shared values before `limit` may be referred to. */
static cn_code unfold(const reading *r, const cn_val *v, size_t limit, unsigned depth, cn_val **ret, cn_err *err)
{
	const cn_val *ref = reference(v);
	if (depth > CN_JSON_FOREIGN_DEPTH_MAX)
		return CN_FAIL(err, CN_EINPUT, "the dossier inside the page nests deeper than %d", CN_JSON_FOREIGN_DEPTH_MAX);
	if (ref && (ref->type != CN_INT || ref->i < 0 || (uint64_t)ref->i >= limit || reference(r->shared[ref->i])))
		return CN_FAIL(err, CN_EINPUT, "the dossier inside the page refers to what is not there");
	if (ref)
		return unfold(r, r->shared[ref->i], (size_t)ref->i, depth, ret, err);
	cn_val *copy = v->type == CN_MAP ? cn_map(r->a) : v->type == CN_LIST ? cn_list(r->a) : cn_val_copy(r->a, v);
	CN_EACH(c, v) {
		cn_val *child = NULL;
		CN_TRY(unfold(r, c, limit, depth + 1, &child, err));
		if (v->type == CN_MAP)
			cn_put_s(r->a, copy, c->key, child);
		else
			cn_push(r->a, copy, child);
	}
	*ret = copy;
	return cn_arena_ok(r->a) ? CN_OK : cn_arena_fail(r->a, err);
}

cn_code cn_share_read(cn_arena *a, const cn_val *packed, const cn_val **ret, cn_err *err)
{
	const cn_val *list = cn_get(packed, "shared");
	if (!list) {
		*ret = packed;
		return CN_OK;
	}
	if (list->type != CN_LIST)
		return CN_FAIL(err, CN_EINPUT, "the dossier inside the page has a \"shared\" that is not a list");
	reading r = { .a = a, .shared = CN_NEW(a, const cn_val *, list->n ? list->n : 1) };
	cn_val *d = cn_map(a);
	if (!r.shared || !d)
		return cn_arena_fail(a, err);
	CN_EACH(v, list)
		r.shared[r.n++] = v;
	CN_EACH(c, packed) {
		cn_val *copy;
		if (c == list)
			continue;
		if (cn_eqz(c->key, "content"))
			CN_TRY(unfold(&r, c, r.n, 0, &copy, err));
		else
			copy = cn_val_copy(a, c);
		cn_put_s(a, d, c->key, copy);
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = d;
	return CN_OK;
}
