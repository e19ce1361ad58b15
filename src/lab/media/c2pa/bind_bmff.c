/* Hard binding of ISO base media files: c2pa.hash.bmff.v2 and v3 (C2PA 2.2, 15.12.2 and 18.6). */
#include "lab/media/c2pa/bind_bmff.h"

typedef struct node {
	char name[4];
	size_t index; /* 1-based; 0: any */
} node;

struct cn_bmff_rule {
	node path[CN_BMFF_NODES_MAX];
	size_t n;
	const cn_cbor *map;
};

bool cn_bmff_box_at(cn_bmff_walk *w, size_t at, size_t end, cn_bmff_box *ret)
{
	if (++w->boxes > CN_BMFF_BOXES_MAX || end - at < 8) {
		w->broken = w->boxes > CN_BMFF_BOXES_MAX ? "there are too many boxes" : "a box is cut off";
		return false;
	}
	uint64_t size = cn_c2pa_be(w->file, at, 4);
	cn_bmff_box b = { .at = at, .head = 8 };
	memcpy(b.type, w->file.p + at + 4, 4);
	if (size == 1 && end - at >= 16) {
		size = cn_c2pa_be(w->file, at + 8, 8);
		b.head = 16;
	} else if (size == 0) {
		size = end - at;
	}
	if (size < b.head || size > end - at) {
		w->broken = "a box is longer than what holds it, or shorter than its head";
		return false;
	}
	b.size = (size_t)size;
	*ret = b;
	return true;
}

/* ---- exclusions
 * ---------------------------------------------------------------------------------------------------------------------- */

/* "/moov[1]/trak": four letters each, with an index or without. */
static bool read_path(cn_str xpath, cn_bmff_rule *ret)
{
	if (xpath.n == 0 || xpath.p[0] != '/')
		return false;
	bool more = true;
	for (cn_str rest = cn_sub(xpath, 1, xpath.n); more;) {
		cn_str one;
		more = cn_split(rest, '/', &one, &rest);
		if (ret->n == CN_BMFF_NODES_MAX || one.n < 4)
			return false;
		node *d = &ret->path[ret->n++];
		memcpy(d->name, one.p, 4);
		int64_t i = 0;
		if (one.n > 4 && (one.n < 7 || one.p[4] != '[' || one.p[one.n - 1] != ']' || one.p[5] == '0' ||
				  cn_int_parse(cn_sub(one, 5, one.n - 6), 1, CN_BMFF_BOXES_MAX, &i, NULL) != CN_OK))
			return false;
		d->index = (size_t)i;
	}
	return true;
}

bool cn_bmff_find(cn_bmff_walk *w, cn_str xpath, cn_bmff_box *ret)
{
	cn_bmff_rule to = { 0 };
	size_t at = 0, end = w->file.n;
	if (!read_path(xpath, &to))
		return false;
	for (size_t d = 0; d < to.n; d++) {
		size_t want = to.path[d].index ? to.path[d].index : 1;
		for (;; at += ret->size) {
			if (at >= end || !cn_bmff_box_at(w, at, end, ret))
				return false;
			if (memcmp(ret->type, to.path[d].name, 4) == 0 && --want == 0)
				break;
		}
		at = ret->at + ret->head;
		end = ret->at + ret->size;
	}
	return true;
}

static bool absent_or(const cn_cbor *v, cn_cbor_type type)
{
	return !v || v->type == type;
}

/* A condition of another type than 18.6.3 gives it would be as good as none, and leave out more than was meant. */
static bool conditions_sound(const cn_cbor *e)
{
	const cn_cbor *flags = cn_cbor_get(e, "flags"), *exact = cn_cbor_get(e, "exact"), *data = cn_cbor_get(e, "data");
	uint64_t at;
	if (!absent_or(cn_cbor_get(e, "length"), CN_CBOR_UINT) || !absent_or(cn_cbor_get(e, "version"), CN_CBOR_UINT))
		return false;
	if ((flags && (flags->type != CN_CBOR_BYTES || flags->s.n != 3)) ||
	    (exact && (exact->type != CN_CBOR_SIMPLE || (exact->u != 20 && exact->u != 21))))
		return false;
	CN_CBOR_EACH(d, data)
	{
		if (!cn_cbor_uint(d, "offset", &at) || !cn_cbor_is(cn_cbor_get(d, "value"), CN_CBOR_BYTES))
			return false;
	}
	return absent_or(data, CN_CBOR_ARRAY);
}

/* 15.12.2: in order, none over another; 18.6.3: only the last may be open. */
static bool subset_sound(const cn_cbor *subset)
{
	uint64_t end = 0;
	CN_CBOR_EACH(s, subset)
	{
		uint64_t at, size;
		if (!cn_cbor_uint(s, "offset", &at) || !cn_cbor_uint(s, "length", &size) || at < end || at > UINT64_MAX - size ||
		    (size == 0 && s->next))
			return false;
		end = at + size;
	}
	return absent_or(subset, CN_CBOR_ARRAY);
}

/* The boxes that A.5.6 leaves out of every binding, and free space. */
static bool is_usual(const cn_bmff_rule *r, bool merkle)
{
	static const char C2PA[] = "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
	static const char NAMES[] = "ftypmfrafreeskip";
	const cn_cbor *data = cn_cbor_get(r->map, "data"), *subset = cn_cbor_get(r->map, "subset");
	uint64_t at;
	if (r->n != 1)
		return false;
	for (size_t i = 0; i + 4 < sizeof NAMES; i += 4)
		if (memcmp(r->path[0].name, NAMES + i, 4) == 0)
			return true;
	if (memcmp(r->path[0].name, "mdat", 4) == 0)
		return merkle && cn_cbor_is(subset, CN_CBOR_ARRAY) && subset->u == 1 &&
		       cn_cbor_uint(subset->first, "offset", &at) && at == 16;
	return memcmp(r->path[0].name, "uuid", 4) == 0 && cn_cbor_is(data, CN_CBOR_ARRAY) && data->u > 0 &&
	       cn_cbor_uint(data->first, "offset", &at) && at == 8 && cn_eqz(cn_cbor_bytes(data->first, "value"), C2PA);
}

static bool read_rules(cn_bmff_walk *w, const cn_cbor *list)
{
	if (!cn_cbor_is(list, CN_CBOR_ARRAY) || list->u == 0 || list->u > CN_C2PA_EXCLUSIONS_MAX)
		return false;
	w->rule = CN_NEW(w->r->a, cn_bmff_rule, (size_t)list->u);
	w->out = CN_NEW(w->r->a, cn_c2pa_range, CN_BMFF_RANGES_MAX);
	bool memory = w->rule && w->out;
	for (size_t i = 0; i <= CN_BMFF_NODES_MAX; i++)
		memory &= (w->level[i] = CN_NEW(w->r->a, const cn_bmff_rule *, (size_t)list->u)) != NULL;
	if (!memory)
		return false;
	CN_CBOR_EACH(e, list)
	{
		cn_bmff_rule *r = &w->rule[w->n_rules];
		r->map = e;
		if (!conditions_sound(e) || !subset_sound(cn_cbor_get(e, "subset")) || !read_path(cn_cbor_text(e, "xpath"), r))
			return false;
		w->extra |= !is_usual(r, cn_cbor_get(w->binding, "merkle") != NULL);
		w->level[0][w->n_rules++] = r;
	}
	return true;
}

static bool data_fits(const cn_bmff_walk *w, const cn_bmff_box *b, const cn_cbor *list)
{
	CN_CBOR_EACH(d, list)
	{
		uint64_t at = 0;
		cn_str want = cn_cbor_bytes(d, "value");
		if (!cn_cbor_uint(d, "offset", &at) || at > b->size || want.n > b->size - at ||
		    !cn_eq(cn_sub(w->file, b->at + (size_t)at, want.n), want))
			return false;
	}
	return true;
}

/* Version and flags are the first four bytes after the head; of a uuid box the long type belongs to it (A.5.1.2). */
static bool rule_fits(const cn_bmff_walk *w, const cn_bmff_rule *r, const cn_bmff_box *b)
{
	uint64_t u;
	size_t full = b->head + (memcmp(b->type, "uuid", 4) == 0 ? 16 : 0);
	bool has = b->size >= full + 4;
	if (cn_cbor_uint(r->map, "length", &u) && u != b->size)
		return false;
	if (cn_cbor_uint(r->map, "version", &u) && (!has || (uint8_t)w->file.p[b->at + full] != u))
		return false;
	cn_str flags = cn_cbor_bytes(r->map, "flags");
	if (flags.n == 3) {
		uint64_t want = cn_c2pa_be(flags, 0, 3), have = has ? cn_c2pa_be(w->file, b->at + full + 1, 3) : 0;
		const cn_cbor *exact = cn_cbor_get(r->map, "exact");
		bool loose = exact && exact->u == 20;
		if (!has || (loose ? (have & want) != want : have != want))
			return false;
	}
	return data_fits(w, b, cn_cbor_get(r->map, "data"));
}

static void leave_out(cn_bmff_walk *w, size_t at, size_t size)
{
	if (w->n_out == CN_BMFF_RANGES_MAX)
		w->broken = "too many ranges are left out";
	else if (size > 0)
		w->out[w->n_out++] = (cn_c2pa_range){ at, size };
}

/* True if the box is left out whole. */
static bool apply(cn_bmff_walk *w, const cn_bmff_rule *r, const cn_bmff_box *b)
{
	const cn_cbor *subset = cn_cbor_get(r->map, "subset");
	if (!subset)
		leave_out(w, b->at, b->size);
	CN_CBOR_EACH(e, subset)
	{
		uint64_t at = 0, size = 0;
		if (!cn_cbor_uint(e, "offset", &at) || !cn_cbor_uint(e, "length", &size) || at >= b->size)
			continue;
		uint64_t most = b->size - at;
		leave_out(w, b->at + (size_t)at, (size_t)(size == 0 || size > most ? most : size));
	}
	return !subset;
}

/* What the rules of this depth say of one box, the count-th of its type (0: not counted); gives how many lead into it. 18.6.2: what
 * any of them leaves out is left out. */
static size_t visit(cn_bmff_walk *w, const cn_bmff_box *b, size_t count, size_t n_live, size_t depth)
{
	size_t n = 0;
	for (size_t i = 0; i < n_live; i++) {
		const cn_bmff_rule *r = w->level[depth][i];
		const node *d = &r->path[depth];
		if (memcmp(d->name, b->type, 4) != 0 || (d->index && d->index != count))
			continue;
		if (depth + 1 < r->n)
			w->level[depth + 1][n++] = r;
		else if (rule_fits(w, r, b) && apply(w, r, b))
			return 0;
	}
	return n;
}

enum { NAMES = 64 };

typedef struct counts {
	char name[NAMES][4];
	size_t count[NAMES], n;
} counts;

static size_t count(counts *c, const char type[4])
{
	for (size_t i = 0; i < c->n; i++)
		if (memcmp(c->name[i], type, 4) == 0)
			return ++c->count[i];
	if (c->n == NAMES)
		return 0;
	memcpy(c->name[c->n], type, 4);
	return ++c->count[c->n++];
}

static void walk_boxes(cn_bmff_walk *w, size_t at, size_t end, size_t n_live, size_t depth)
{
	counts c = { 0 };
	while (at < end && !w->broken) {
		cn_bmff_box b;
		if (!cn_bmff_box_at(w, at, end, &b)) {
			if (depth > 0 && w->boxes <= CN_BMFF_BOXES_MAX)
				w->broken = NULL; /* fields, not boxes: what no rule fits is in the digest */
			return;
		}
		size_t deeper = visit(w, &b, count(&c, b.type), n_live, depth);
		if (deeper > 0)
			walk_boxes(w, b.at + b.head, b.at + b.size, deeper, depth + 1);
		at += b.size;
	}
}

/* The longer first, so that a box that is left out whole is seen to be. */
static int by_start(const void *a, const void *b)
{
	const cn_c2pa_range *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->size > y->size ? -1 : x->size < y->size;
}

bool cn_bmff_hash(cn_bmff_walk *w, size_t from, size_t to, cn_sha2 *h)
{
	size_t k = 0, hi = w->n_out;
	while (k < hi) { /* the first that is not before `from`: none reaches over the end of a root box */
		size_t mid = k + (hi - k) / 2;
		if (w->out[mid].at < from)
			k = mid + 1;
		else
			hi = mid;
	}
	for (size_t at = from; at < to;) {
		cn_bmff_box b;
		if (!cn_bmff_box_at(w, at, w->file.n, &b))
			return false;
		size_t end = at + b.size, next = at;
		if (!(k < w->n_out && w->out[k].at == at && w->out[k].size == b.size)) {
			char place[8];
			for (int i = 0; i < 8; i++)
				place[i] = (char)(((uint64_t)at >> (56 - 8 * i)) & 0xff);
			cn_sha2_put(h, (cn_str){ place, sizeof place });
		}
		for (; k < w->n_out && w->out[k].at < end; k++) {
			if (w->out[k].at > next)
				cn_sha2_put(h, cn_sub(w->file, next, w->out[k].at - next));
			size_t out_end = w->out[k].at + w->out[k].size;
			next = out_end > next ? out_end : next;
		}
		if (next < end)
			cn_sha2_put(h, cn_sub(w->file, next, end - next));
		at = end;
	}
	return true;
}

static cn_c2pa_code judge(cn_bmff_walk *w, const cn_c2pa_assertion *s, cn_sha2_alg alg)
{
	const cn_cbor *merkle = cn_cbor_get(s->cbor, "merkle"), *hash = cn_cbor_get(s->cbor, "hash");
	cn_sha2 h;
	uint8_t digest[CN_SHA2_BYTES_MAX];
	walk_boxes(w, 0, w->file.n, w->n_rules, 0);
	qsort(w->out, w->n_out, sizeof *w->out, by_start);
	if (w->broken)
		return CN_C2PA_BMFF_MISMATCH;
	if (!hash && merkle)
		return cn_bmff_trees(w, merkle, false);
	cn_sha2_init(&h, alg);
	w->boxes = 0;
	if (!cn_bmff_hash(w, 0, w->file.n, &h))
		return CN_C2PA_BMFF_MISMATCH;
	size_t n = cn_sha2_done(&h, digest);
	if (!cn_eq(cn_cbor_bytes(s->cbor, "hash"), (cn_str){ (const char *)digest, n }))
		return CN_C2PA_BMFF_MISMATCH;
	return merkle ? cn_bmff_trees(w, merkle, true) : CN_C2PA_BMFF_MATCH;
}

void cn_c2pa_bind_bmff(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s)
{
	cn_bmff_walk w = { .r = r,
			   .m = m,
			   .file = r->in->file,
			   .binding = s->cbor,
			   .path = cn_strf(r->a, "c2pa.assertions/%.*s", CN_FMT(s->label)) };
	if (!read_rules(&w, cn_cbor_get(s->cbor, "exclusions"))) {
		cn_c2pa_say(r, m, w.path, CN_C2PA_BMFF_MALFORMED, "its exclusions cannot be read");
		return;
	}
	cn_sha2_alg alg = cn_c2pa_alg(r, m, s->cbor, w.path);
	if (alg == CN_SHA2_NONE)
		return;
	if (w.extra)
		cn_c2pa_say(r, m, w.path, CN_C2PA_BMFF_EXTRA,
			    "more than the manifest store and free space is left out of the digest");
	cn_c2pa_code c = judge(&w, s, alg);
	if (c != CN_C2PA_ALGORITHM_UNSUPPORTED)
		cn_c2pa_say(r, m, w.path, c,
			    c == CN_C2PA_BMFF_MATCH ? ""
			    : w.broken		    ? w.broken
						    : "the file is not what was signed");
}
