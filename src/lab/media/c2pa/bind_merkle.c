/* Merkle trees over mdat boxes and over the fragments of one file: C2PA 2.2, 15.12.2.1, 15.12.2.2, 18.6 and A.5.4. */
#include "lab/media/c2pa/bind_bmff.h"

enum { MDAT_HEAD = 16, MDATS_MAX = CN_BMFF_TREES_MAX };

typedef struct leaf {
	uint8_t b[CN_SHA2_BYTES_MAX];
} leaf;

typedef struct proof proof;
struct proof {
	uint64_t unique, local, at;
	const cn_cbor *hashes; /* NULL: none are needed */
	proof *next;	       /* of the same tree */
};

typedef struct tree {
	const cn_cbor *map;
	cn_sha2_alg alg;
	uint64_t unique, local, count, seen; /* seen: boxes with a proof, or fragments */
	cn_str *row;			     /* of the manifest */
	size_t n_row;
	proof *first, **last;
} tree;

typedef struct trees {
	cn_bmff_walk *w;
	tree *t;
	size_t n;
} trees;

static void digest_of(cn_sha2_alg alg, cn_str a, cn_str b, leaf *ret)
{
	cn_sha2 h;
	cn_sha2_init(&h, alg);
	cn_sha2_put(&h, a);
	cn_sha2_put(&h, b);
	(void)cn_sha2_done(&h, ret->b);
}

static cn_str text_of(cn_sha2_alg alg, const leaf *l)
{
	return (cn_str){ (const char *)l->b, cn_sha2_size(alg) };
}

/* ---- what the manifest says
 * --------------------------------------------------------------------------------------------------------- */

static cn_c2pa_code read_tree(cn_bmff_walk *w, const cn_cbor *map, tree *t)
{
	const cn_cbor *hashes = cn_cbor_get(map, "hashes");
	*t = (tree){ .map = map };
	if (!cn_cbor_uint(map, "uniqueId", &t->unique) || !cn_cbor_uint(map, "localId", &t->local) ||
	    !cn_cbor_uint(map, "count", &t->count) || t->count == 0 || t->count > CN_BMFF_BLOCKS_MAX)
		return CN_C2PA_BMFF_MALFORMED;
	if (!cn_cbor_is(hashes, CN_CBOR_ARRAY) || hashes->u == 0 || hashes->u > t->count)
		return CN_C2PA_BMFF_MALFORMED;
	size_t n = (size_t)t->count; /* the row must be one of the tree's */
	while (n > hashes->u)
		n = (n + 1) / 2;
	t->alg = cn_c2pa_alg(w->r, w->m, cn_cbor_get(map, "alg") ? map : w->binding, w->path);
	t->row = CN_NEW(w->r->a, cn_str, (size_t)hashes->u);
	if (t->alg == CN_SHA2_NONE || !t->row)
		return CN_C2PA_ALGORITHM_UNSUPPORTED;
	CN_CBOR_EACH(v, hashes)
	{
		t->row[t->n_row++] = v->type == CN_CBOR_BYTES ? v->s : (cn_str){ 0 };
	}
	return n == t->n_row ? CN_C2PA_BMFF_MATCH : CN_C2PA_BMFF_MALFORMED;
}

static cn_c2pa_code read_trees(trees *ts, const cn_cbor *merkle)
{
	if (!cn_cbor_is(merkle, CN_CBOR_ARRAY) || merkle->u == 0 || merkle->u > CN_BMFF_TREES_MAX)
		return CN_C2PA_BMFF_MALFORMED;
	ts->t = CN_NEW(ts->w->r->a, tree, (size_t)merkle->u);
	if (!ts->t)
		return CN_C2PA_ALGORITHM_UNSUPPORTED;
	CN_CBOR_EACH(map, merkle)
	{
		cn_c2pa_code c = read_tree(ts->w, map, &ts->t[ts->n]);
		if (c != CN_C2PA_BMFF_MATCH)
			return c;
		ts->n++;
	}
	return CN_C2PA_BMFF_MATCH;
}

/* ---- what the file's own boxes say of its leaves (A.5.4.1.3)
 * ------------------------------------------------------------------------ */

typedef enum found { NO_PROOF, A_PROOF, BAD_PROOF } found;

/* A uuid box of C2PA whose purpose is "merkle". What follows the map is padding. */
static found read_proof(const cn_bmff_walk *w, const cn_bmff_box *b, proof *ret)
{
	static const char START[] = "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81\0\0\0\0merkle";
	cn_str body = cn_sub(w->file, b->at + b->head, b->size - b->head);
	if (memcmp(b->type, "uuid", 4) != 0 || body.n < sizeof START || memcmp(body.p, START, sizeof START) != 0)
		return NO_PROOF;
	cn_cbor_flags flags;
	const cn_cbor *v = NULL;
	size_t n = 0;
	*ret = (proof){ 0 };
	if (cn_cbor_read_first(w->r->a, cn_sub(body, sizeof START, body.n), &flags, &v, &n, NULL) != CN_OK ||
	    !cn_cbor_uint(v, "uniqueId", &ret->unique) || !cn_cbor_uint(v, "localId", &ret->local) ||
	    !cn_cbor_uint(v, "location", &ret->at))
		return BAD_PROOF;
	ret->hashes = cn_cbor_get(v, "hashes");
	return !ret->hashes || ret->hashes->type == CN_CBOR_ARRAY ? A_PROOF : BAD_PROOF;
}

static tree *tree_of(const trees *ts, const proof *p)
{
	for (size_t i = 0; i < ts->n; i++)
		if (ts->t[i].unique == p->unique && ts->t[i].local == p->local)
			return &ts->t[i];
	return NULL;
}

/* From a leaf up to the row of the manifest. One that has no sibling goes up as it is. */
static bool proven(const tree *t, const leaf *l, const proof *p)
{
	leaf up = *l;
	const cn_cbor *next = p->hashes ? p->hashes->first : NULL;
	size_t at = (size_t)p->at;
	for (size_t n = (size_t)t->count; n > t->n_row; n = (n + 1) / 2) {
		if ((at ^ 1) < n) {
			if (!next || next->type != CN_CBOR_BYTES)
				return false;
			cn_str self = text_of(t->alg, &up);
			digest_of(t->alg, at & 1 ? next->s : self, at & 1 ? self : next->s, &up);
			next = next->next;
		}
		at /= 2;
	}
	return !next && at < t->n_row && cn_eq(t->row[at], text_of(t->alg, &up));
}

/* ---- mdat boxes
 * --------------------------------------------------------------------------------------------------------------------- */

/* How the map cuts the payload: into blocks of one size, of sizes that it lists, or not at all. */
static bool cuts_fit(const tree *t, uint64_t *ret_fixed, const cn_cbor **ret_sizes)
{
	const cn_cbor *sizes = cn_cbor_get(t->map, "variableBlockSizes");
	bool fixed = cn_cbor_get(t->map, "fixedBlockSize") != NULL;
	*ret_sizes = sizes;
	if (fixed)
		return !sizes && cn_cbor_uint(t->map, "fixedBlockSize", ret_fixed) && *ret_fixed > 0;
	return !sizes || (cn_cbor_is(sizes, CN_CBOR_ARRAY) && sizes->u == t->count);
}

/* The next block from *at; false if it is none, or ends after the payload. size: of a list, NULL: there is none. */
static bool next_block(cn_str payload, size_t *at, uint64_t fixed, const cn_cbor *size, cn_str *ret)
{
	uint64_t n = fixed ? fixed : payload.n;
	if (size && (size->type != CN_CBOR_UINT || size->u > payload.n - *at))
		return false;
	*ret = cn_sub(payload, *at, size ? (size_t)size->u : n < payload.n ? (size_t)n : payload.n);
	*at += ret->n;
	return true;
}

/* The digest of each block; NULL if the map and the payload do not fit. */
static leaf *leaves(cn_arena *a, cn_str payload, const tree *t)
{
	uint64_t fixed = 0;
	const cn_cbor *sizes = NULL;
	if (!cuts_fit(t, &fixed, &sizes) || (!sizes && t->count > 1 && t->count > payload.n))
		return NULL;
	leaf *out = CN_NEW(a, leaf, (size_t)t->count);
	const cn_cbor *size = sizes ? sizes->first : NULL;
	size_t at = 0;
	for (uint64_t i = 0; out && i < t->count; i++) {
		cn_str block;
		if (!next_block(payload, &at, fixed, size, &block) || (block.n == 0 && !sizes && t->count > 1))
			return NULL;
		digest_of(t->alg, block, (cn_str){ 0 }, &out[i]);
		size = size ? size->next : NULL;
	}
	return at == payload.n ? out : NULL;
}

/* The row of the manifest from the leaves themselves. */
static bool row_fits(const tree *t, leaf *row)
{
	for (size_t n = (size_t)t->count; n > t->n_row; n = (n + 1) / 2)
		for (size_t i = 0; i < n; i += 2)
			if (i + 1 < n)
				digest_of(t->alg, text_of(t->alg, &row[i]), text_of(t->alg, &row[i + 1]), &row[i / 2]);
			else
				row[i / 2] = row[i];
	for (size_t i = 0; i < t->n_row; i++)
		if (!cn_eq(t->row[i], text_of(t->alg, &row[i])))
			return false;
	return true;
}

/* The boxes with proofs, which a reader that has not got all of the file relies on, one after the other. */
static cn_c2pa_code check_proofs(tree *t, const leaf *row)
{
	for (const proof *p = t->first; p; p = p->next)
		if (p->at != t->seen++ || p->at >= t->count || !proven(t, &row[p->at], p))
			return CN_C2PA_BMFF_MISMATCH;
	/* 15.12.2.1 (where the two counts stand in each other's place; 2.4 has them right) */
	return t->n_row < t->count && t->seen == 0 ? CN_C2PA_BMFF_MALFORMED : CN_C2PA_BMFF_MATCH;
}

static cn_c2pa_code check_tree(trees *ts, tree *t, const cn_c2pa_range *mdat)
{
	cn_bmff_walk *w = ts->w;
	leaf *row = leaves(w->r->a, cn_sub(w->file, mdat->at, mdat->size), t);
	if (!row)
		return CN_C2PA_BMFF_MALFORMED;
	cn_c2pa_code c = check_proofs(t, row);
	return c != CN_C2PA_BMFF_MATCH || row_fits(t, row) ? c : CN_C2PA_BMFF_MISMATCH;
}

static bool is_left_out(const cn_bmff_walk *w, cn_c2pa_range r)
{
	for (size_t i = 0; i < w->n_out && w->out[i].at < r.at + r.size; i++)
		if (w->out[i].at + w->out[i].size > r.at)
			return true;
	return false;
}

/* Each mdat box whose payload is not in the flat digest has a tree of its own (A.5.4.1); else its payload could be anything. */
static cn_c2pa_code check_mdats(trees *ts, const cn_c2pa_range *mdat, size_t n)
{
	bool *has = CN_NEW(ts->w->r->a, bool, n + 1);
	for (size_t i = 0; has && i < ts->n; i++) {
		tree *t = &ts->t[i];
		if (t->local >= n || has[t->local])
			return CN_C2PA_BMFF_MALFORMED;
		has[t->local] = true;
		cn_c2pa_code c = check_tree(ts, t, &mdat[t->local]);
		if (c != CN_C2PA_BMFF_MATCH)
			return c;
	}
	for (size_t i = 0; has && i < n; i++)
		if (!has[i] && mdat[i].size > 0 && is_left_out(ts->w, mdat[i]))
			return CN_C2PA_BMFF_MISMATCH;
	return CN_C2PA_BMFF_MATCH;
}

static cn_c2pa_code note_proof(trees *ts, const cn_bmff_box *b)
{
	proof p;
	found f = read_proof(ts->w, b, &p);
	tree *t = f == A_PROOF ? tree_of(ts, &p) : NULL;
	proof *copy = t ? CN_NEW(ts->w->r->a, proof, 1) : NULL;
	if (f == NO_PROOF)
		return CN_C2PA_BMFF_MATCH;
	if (!copy)
		return CN_C2PA_BMFF_MALFORMED;
	*copy = p;
	*(t->first ? t->last : &t->first) = copy;
	t->last = &copy->next;
	return CN_C2PA_BMFF_MATCH;
}

static cn_c2pa_code flat_trees(trees *ts)
{
	cn_bmff_walk *w = ts->w;
	cn_c2pa_range *mdat = CN_NEW(w->r->a, cn_c2pa_range, MDATS_MAX);
	cn_bmff_box b;
	size_t n = 0;
	for (size_t at = 0; mdat && at < w->file.n; at += b.size) {
		if (!cn_bmff_box_at(w, at, w->file.n, &b))
			return CN_C2PA_BMFF_MISMATCH;
		if (note_proof(ts, &b) != CN_C2PA_BMFF_MATCH)
			return CN_C2PA_BMFF_MALFORMED;
		if (memcmp(b.type, "mdat", 4) != 0)
			continue;
		if (n == MDATS_MAX) {
			w->broken = "there are too many mdat boxes";
			return CN_C2PA_BMFF_MISMATCH;
		}
		size_t head = b.size < MDAT_HEAD ? b.size : MDAT_HEAD; /* what comes before is in the flat digest */
		mdat[n++] = (cn_c2pa_range){ b.at + head, b.size - head };
	}
	return mdat ? check_mdats(ts, mdat, n) : CN_C2PA_ALGORITHM_UNSUPPORTED;
}

/* ---- fragments
 * ---------------------------------------------------------------------------------------------------------------------- */

/* All before the first fragment, for each digest that a tree asks for. */
static cn_c2pa_code check_start(trees *ts, size_t end)
{
	leaf start[CN_SHA2_512 + 1];
	bool have[CN_SHA2_512 + 1] = { false };
	for (size_t i = 0; i < ts->n; i++) {
		const tree *t = &ts->t[i];
		cn_str want = cn_cbor_bytes(t->map, "initHash");
		cn_sha2 h;
		if (want.n == 0 || cn_cbor_get(t->map, "fixedBlockSize") || cn_cbor_get(t->map, "variableBlockSizes"))
			return CN_C2PA_BMFF_MALFORMED;
		cn_sha2_init(&h, t->alg);
		if (!have[t->alg] && !cn_bmff_hash(ts->w, 0, end, &h))
			return CN_C2PA_BMFF_MISMATCH;
		if (!have[t->alg])
			(void)cn_sha2_done(&h, start[t->alg].b);
		have[t->alg] = true;
		if (!cn_eq(want, text_of(t->alg, &start[t->alg])))
			return CN_C2PA_BMFF_MISMATCH;
	}
	return CN_C2PA_BMFF_MATCH;
}

/* One fragment: from its moof box up to the next one's, under the box with its proof that stands right before it. */
static cn_c2pa_code check_fragment(trees *ts, size_t from, size_t to, found f, const proof *p)
{
	tree *t = f == A_PROOF ? tree_of(ts, p) : NULL;
	leaf l;
	cn_sha2 h;
	if (!t)
		return CN_C2PA_BMFF_MALFORMED;
	cn_sha2_init(&h, t->alg);
	if (p->at != t->seen || p->at >= t->count || !cn_bmff_hash(ts->w, from, to, &h))
		return CN_C2PA_BMFF_MISMATCH;
	(void)cn_sha2_done(&h, l.b);
	t->seen++;
	return proven(t, &l, p) ? CN_C2PA_BMFF_MATCH : CN_C2PA_BMFF_MISMATCH;
}

static cn_c2pa_code fragments(trees *ts)
{
	cn_bmff_walk *w = ts->w;
	cn_bmff_box b;
	size_t moof = SIZE_MAX; /* the fragment that is open */
	found before = NO_PROOF, of = NO_PROOF;
	proof p = { 0 }, mine = { 0 };
	cn_c2pa_code c = CN_C2PA_BMFF_MATCH;
	for (size_t at = 0; c == CN_C2PA_BMFF_MATCH && at < w->file.n; at += b.size) {
		if (!cn_bmff_box_at(w, at, w->file.n, &b))
			return CN_C2PA_BMFF_MISMATCH;
		if (memcmp(b.type, "moof", 4) == 0) {
			c = moof == SIZE_MAX ? check_start(ts, at) : check_fragment(ts, moof, at, of, &mine);
			moof = at;
			of = before;
			mine = p;
		}
		before = read_proof(w, &b, &p);
	}
	if (c != CN_C2PA_BMFF_MATCH)
		return c;
	if (moof == SIZE_MAX) {
		c = check_start(ts, w->file.n);
		if (c == CN_C2PA_BMFF_MATCH)
			cn_c2pa_cannot(w->r, "the fragments of the file, which are files of their own");
		return c == CN_C2PA_BMFF_MATCH ? CN_C2PA_ALGORITHM_UNSUPPORTED : c;
	}
	c = check_fragment(ts, moof, w->file.n, of, &mine);
	for (size_t i = 0; i < ts->n && c == CN_C2PA_BMFF_MATCH; i++)
		if (ts->t[i].seen != ts->t[i].count)
			c = CN_C2PA_BMFF_MISMATCH; /* 15.12.2: content that is absent is a failure */
	return c;
}

cn_c2pa_code cn_bmff_trees(cn_bmff_walk *w, const cn_cbor *merkle, bool flat)
{
	trees ts = { .w = w };
	w->boxes = 0; /* each walk over the file has the bound of its own */
	cn_c2pa_code c = read_trees(&ts, merkle);
	if (c != CN_C2PA_BMFF_MATCH)
		return c;
	return flat ? flat_trees(&ts) : fragments(&ts);
}
