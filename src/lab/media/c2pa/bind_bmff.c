/* Hard binding of ISO base media files: c2pa.hash.bmff.v2 and v3 (C2PA 2.2, 15.12.2 and 18.6). */
#include "lab/media/c2pa/run.h"

enum { PATH_NODES_MAX = 8, BOXES_MAX = 1 << 18, RANGES_MAX = 1 << 16, MDAT_HEAD = 16, BLOCKS_MAX = 1 << 20 };

typedef struct node {
	char name[4];
	size_t index; /* 1-based; 0: any */
} node;

typedef struct rule {
	node path[PATH_NODES_MAX];
	size_t n;
	const cn_cbor *map;
} rule;

typedef struct bmff_box {
	size_t at, size, head;
	char type[4];
} bmff_box;

typedef struct walk {
	cn_c2pa_run *r;
	cn_c2pa_manifest *m;
	cn_str path, file;
	const cn_cbor *binding;
	rule *rule;
	size_t n_rules;
	cn_c2pa_range *out; /* left out, in order of the walk */
	size_t n_out, boxes;
	const char *broken; /* the file's boxes cannot be walked */
} walk;

static uint64_t be(cn_str s, size_t at, size_t n)
{
	uint64_t v = 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | (uint8_t)s.p[at + i];
	return v;
}

static bool read_box(walk *w, size_t at, size_t end, bmff_box *ret)
{
	if (++w->boxes > BOXES_MAX || end - at < 8) {
		w->broken = w->boxes > BOXES_MAX ? "there are too many boxes" : "a box is cut off";
		return false;
	}
	uint64_t size = be(w->file, at, 4);
	bmff_box b = { .at = at, .head = 8 };
	memcpy(b.type, w->file.p + at + 4, 4);
	if (size == 1 && end - at >= 16) {
		size = be(w->file, at + 8, 8);
		b.head = 16;
	} else if (size == 0) {
		size = end - at;
	}
	if (size < b.head || size > end - at) {
		w->broken = "a box is longer than what holds it";
		return false;
	}
	b.size = (size_t)size;
	*ret = b;
	return true;
}

/* "/moov[1]/trak": four letters each, with an index or without. */
static bool read_path(cn_str xpath, rule *ret)
{
	if (xpath.n == 0 || xpath.p[0] != '/')
		return false;
	for (cn_str rest = cn_sub(xpath, 1, xpath.n); rest.n > 0;) {
		cn_str one;
		(void)cn_split(rest, '/', &one, &rest);
		if (ret->n == PATH_NODES_MAX || one.n < 4)
			return false;
		node *d = &ret->path[ret->n++];
		memcpy(d->name, one.p, 4);
		int64_t i = 0;
		if (one.n > 4 && (one.p[4] != '[' || one.p[one.n - 1] != ']' ||
				  cn_int_parse(cn_sub(one, 5, one.n - 6), 1, 1 << 20, &i, NULL) != CN_OK))
			return false;
		d->index = (size_t)i;
	}
	return ret->n > 0;
}

static bool data_fits(const walk *w, const bmff_box *b, const cn_cbor *list)
{
	CN_CBOR_EACH(d, list)
	{
		uint64_t at;
		cn_str want = cn_cbor_bytes(d, "value");
		if (!cn_cbor_uint(d, "offset", &at) || at > b->size || want.n > b->size - at ||
		    !cn_eq(cn_sub(w->file, b->at + (size_t)at, want.n), want))
			return false;
	}
	return true;
}

static bool rule_fits(const walk *w, const rule *r, const bmff_box *b)
{
	uint64_t u;
	if (cn_cbor_uint(r->map, "length", &u) && u != b->size)
		return false;
	if (cn_cbor_uint(r->map, "version", &u) && (b->size < b->head + 4 || (uint8_t)w->file.p[b->at + b->head] != u))
		return false;
	cn_str flags = cn_cbor_bytes(r->map, "flags");
	if (flags.n > 0) {
		if (flags.n != 3 || b->size < b->head + 4)
			return false;
		uint64_t want = be(flags, 0, 3), have = be(w->file, b->at + b->head + 1, 3);
		const cn_cbor *exact = cn_cbor_get(r->map, "exact");
		bool loose = cn_cbor_is(exact, CN_CBOR_SIMPLE) && exact->u == 20;
		if (loose ? (have & want) != want : have != want)
			return false;
	}
	return data_fits(w, b, cn_cbor_get(r->map, "data"));
}

static void leave_out(walk *w, size_t at, size_t size)
{
	if (w->n_out == RANGES_MAX)
		w->broken = "too many ranges are left out";
	else if (size > 0)
		w->out[w->n_out++] = (cn_c2pa_range){ at, size };
}

static void apply(walk *w, const rule *r, const bmff_box *b)
{
	const cn_cbor *subset = cn_cbor_get(r->map, "subset");
	if (!subset) {
		leave_out(w, b->at, b->size);
		return;
	}
	CN_CBOR_EACH(e, subset)
	{
		uint64_t at = 0, size = 0;
		if (!cn_cbor_uint(e, "offset", &at) || !cn_cbor_uint(e, "length", &size) || at >= b->size)
			continue;
		uint64_t most = b->size - at;
		leave_out(w, b->at + (size_t)at, (size_t)(size == 0 || size > most ? most : size));
	}
}

static size_t *count_of(size_t *counts, char (*names)[4], size_t *n, const char type[4]);

/* The boxes from at to end; `live` are the rules whose path has led here, `depth` their node that is next. */
static void walk_boxes(walk *w, size_t at, size_t end, const rule *const *live, size_t n_live, size_t depth)
{
	enum { NAMES = 64 };
	size_t counts[NAMES] = { 0 }, n_names = 0;
	char names[NAMES][4];
	while (at < end && !w->broken) {
		bmff_box b;
		if (!read_box(w, at, end, &b))
			return;
		size_t *count = count_of(counts, names, &n_names, b.type);
		if (count)
			(*count)++;
		const rule **deeper = CN_NEW(w->r->a, const rule *, n_live + 1);
		size_t n_deeper = 0;
		bool done = !deeper;
		for (size_t i = 0; i < n_live && !done; i++) {
			const node *d = &live[i]->path[depth];
			if (memcmp(d->name, b.type, 4) != 0 || (d->index && (!count || d->index != *count)))
				continue;
			if (depth + 1 < live[i]->n) {
				deeper[n_deeper++] = live[i];
			} else if (rule_fits(w, live[i], &b)) {
				apply(w, live[i], &b);
				done = true;
			}
		}
		if (n_deeper > 0 && !done)
			walk_boxes(w, b.at + b.head, b.at + b.size, deeper, n_deeper, depth + 1);
		at += b.size;
	}
}

static size_t *count_of(size_t *counts, char (*names)[4], size_t *n, const char type[4])
{
	for (size_t i = 0; i < *n; i++)
		if (memcmp(names[i], type, 4) == 0)
			return &counts[i];
	if (*n == 64)
		return NULL;
	memcpy(names[*n], type, 4);
	return &counts[(*n)++];
}

static int by_start(const void *a, const void *b)
{
	const cn_c2pa_range *x = a, *y = b;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* Each root box that is not left out whole: its place as eight bytes, then what is not left out of it. */
static bool hash_file(walk *w, cn_sha2 *h)
{
	size_t k = 0;
	for (size_t at = 0; at < w->file.n;) {
		bmff_box b;
		if (!read_box(w, at, w->file.n, &b))
			return false;
		size_t end = at + b.size, from = at;
		bool whole = k < w->n_out && w->out[k].at == at && w->out[k].size == b.size;
		if (!whole) {
			char place[8];
			for (int i = 0; i < 8; i++)
				place[i] = (char)(((uint64_t)at >> (56 - 8 * i)) & 0xff);
			cn_sha2_put(h, (cn_str){ place, sizeof place });
		}
		for (; k < w->n_out && w->out[k].at < end; k++) {
			if (w->out[k].at > from)
				cn_sha2_put(h, cn_sub(w->file, from, w->out[k].at - from));
			size_t out_end = w->out[k].at + w->out[k].size;
			from = out_end > from ? out_end : from;
		}
		if (from < end)
			cn_sha2_put(h, cn_sub(w->file, from, end - from));
		at = end;
	}
	return true;
}

/* ---- Merkle trees over mdat
 * --------------------------------------------------------------------------------------------------------- */

typedef struct leaf {
	uint8_t b[CN_SHA2_BYTES_MAX];
} leaf;

static void digest_of(cn_sha2_alg alg, cn_str a, cn_str b, leaf *ret)
{
	cn_sha2 h;
	cn_sha2_init(&h, alg);
	cn_sha2_put(&h, a);
	cn_sha2_put(&h, b);
	(void)cn_sha2_done(&h, ret->b);
}

/* How the map cuts the payload: into blocks of one size, of sizes that it lists, or not at all. */
static bool cuts_fit(const cn_cbor *map, uint64_t count, uint64_t *ret_fixed, const cn_cbor **ret_sizes)
{
	const cn_cbor *sizes = cn_cbor_get(map, "variableBlockSizes");
	bool fixed = cn_cbor_get(map, "fixedBlockSize") != NULL;
	*ret_sizes = sizes;
	if (fixed)
		return !sizes && cn_cbor_uint(map, "fixedBlockSize", ret_fixed) && *ret_fixed > 0;
	return !sizes || (cn_cbor_is(sizes, CN_CBOR_ARRAY) && sizes->u == count);
}

/* The digest of each block; false if the map and the payload do not fit. */
static bool leaves(cn_str payload, const cn_cbor *map, cn_sha2_alg alg, uint64_t count, leaf *out)
{
	uint64_t fixed = 0;
	const cn_cbor *sizes = NULL;
	if (!cuts_fit(map, count, &fixed, &sizes))
		return false;
	const cn_cbor *size = sizes ? sizes->first : NULL;
	size_t at = 0;
	for (uint64_t i = 0; i < count; i++) {
		uint64_t n = fixed ? fixed : size ? size->u : payload.n;
		if (size && (size->type != CN_CBOR_UINT || n > payload.n - at))
			return false;
		cn_str block = cn_sub(payload, at, n < payload.n ? (size_t)n : payload.n);
		if (block.n == 0 && !sizes)
			return false;
		digest_of(alg, block, (cn_str){ 0 }, &out[i]);
		at += block.n;
		size = size ? size->next : NULL;
	}
	return at == payload.n;
}

/* The row above; one that has no sibling goes up as it is. */
static size_t row_above(cn_sha2_alg alg, leaf *row, size_t n)
{
	size_t size = cn_sha2_size(alg);
	for (size_t i = 0; i < n; i += 2)
		if (i + 1 < n)
			digest_of(alg, (cn_str){ (char *)row[i].b, size }, (cn_str){ (char *)row[i + 1].b, size }, &row[i / 2]);
		else
			row[i / 2] = row[i];
	return (n + 1) / 2;
}

static bool map_is_sound(const cn_cbor *map, size_t n_mdat, uint64_t *ret_count, uint64_t *ret_mdat)
{
	const cn_cbor *hashes = cn_cbor_get(map, "hashes");
	if (!cn_cbor_uint(map, "count", ret_count) || *ret_count == 0 || *ret_count > BLOCKS_MAX)
		return false;
	if (!cn_cbor_is(hashes, CN_CBOR_ARRAY) || hashes->u == 0 || hashes->u > *ret_count)
		return false;
	return cn_cbor_uint(map, "localId", ret_mdat) && *ret_mdat < n_mdat;
}

static cn_c2pa_code check_tree(walk *w, const cn_cbor *map, const cn_c2pa_range *mdat, size_t n_mdat)
{
	uint64_t count = 0, which = 0;
	const cn_cbor *hashes = cn_cbor_get(map, "hashes");
	if (!map_is_sound(map, n_mdat, &count, &which))
		return CN_C2PA_BMFF_MALFORMED;
	cn_sha2_alg alg = cn_c2pa_alg(w->r, w->m, cn_cbor_get(map, "alg") ? map : w->binding, w->path);
	leaf *row = CN_NEW(w->r->a, leaf, (size_t)count);
	if (alg == CN_SHA2_NONE || !row)
		return CN_C2PA_ALGORITHM_UNSUPPORTED;
	if (!leaves(cn_sub(w->file, mdat[which].at, mdat[which].size), map, alg, count, row))
		return CN_C2PA_BMFF_MALFORMED;
	size_t n = (size_t)count, i = 0;
	while (n > hashes->u)
		n = row_above(alg, row, n);
	if (n != hashes->u)
		return CN_C2PA_BMFF_MALFORMED;
	CN_CBOR_EACH(v, hashes)
	{
		if (v->type != CN_CBOR_BYTES || !cn_eq(v->s, (cn_str){ (char *)row[i].b, cn_sha2_size(alg) }))
			return CN_C2PA_BMFF_MISMATCH;
		i++;
	}
	return CN_C2PA_BMFF_MATCH;
}

static cn_c2pa_code check_trees(walk *w, const cn_cbor *merkle)
{
	cn_c2pa_range *mdat = CN_NEW(w->r->a, cn_c2pa_range, BOXES_MAX / 64);
	size_t n = 0;
	for (size_t at = 0; mdat && at < w->file.n;) {
		bmff_box b;
		if (!read_box(w, at, w->file.n, &b))
			return CN_C2PA_BMFF_MISMATCH;
		if (memcmp(b.type, "mdat", 4) == 0 && n < BOXES_MAX / 64 && b.size >= MDAT_HEAD)
			mdat[n++] =
			    (cn_c2pa_range){ b.at + MDAT_HEAD, b.size - MDAT_HEAD }; /* what comes before is in the flat digest */
		at += b.size;
	}
	cn_c2pa_code worst = CN_C2PA_BMFF_MATCH;
	CN_CBOR_EACH(map, merkle)
	{
		cn_c2pa_code c = check_tree(w, map, mdat, n);
		if (worst == CN_C2PA_BMFF_MATCH)
			worst = c;
	}
	return worst;
}

static bool read_rules(walk *w, const cn_cbor *list)
{
	if (!cn_cbor_is(list, CN_CBOR_ARRAY) || list->u == 0 || list->u > CN_C2PA_EXCLUSIONS_MAX)
		return false;
	w->rule = CN_NEW(w->r->a, rule, (size_t)list->u);
	w->out = CN_NEW(w->r->a, cn_c2pa_range, RANGES_MAX);
	if (!w->rule || !w->out)
		return false;
	CN_CBOR_EACH(e, list)
	{
		rule *r = &w->rule[w->n_rules++];
		r->map = e;
		uint64_t end = 0;
		CN_CBOR_EACH(s, cn_cbor_get(e, "subset"))
		{
			uint64_t at, size;
			if (!cn_cbor_uint(s, "offset", &at) || !cn_cbor_uint(s, "length", &size) || at < end ||
			    at > UINT64_MAX - size)
				return false;
			end = at + size;
		}
		if (!read_path(cn_cbor_text(e, "xpath"), r))
			return false;
	}
	return true;
}

static cn_c2pa_code judge(walk *w, const cn_c2pa_assertion *s, cn_sha2_alg alg)
{
	const rule **live = CN_NEW(w->r->a, const rule *, w->n_rules);
	cn_sha2 h;
	uint8_t digest[CN_SHA2_BYTES_MAX];
	if (!live)
		return CN_C2PA_BMFF_MISMATCH;
	for (size_t i = 0; i < w->n_rules; i++)
		live[i] = &w->rule[i];
	walk_boxes(w, 0, w->file.n, live, w->n_rules, 0);
	qsort(w->out, w->n_out, sizeof *w->out, by_start);
	cn_sha2_init(&h, alg);
	if (w->broken || !hash_file(w, &h))
		return CN_C2PA_BMFF_MISMATCH;
	size_t n = cn_sha2_done(&h, digest);
	if (!cn_eq(cn_cbor_bytes(s->cbor, "hash"), (cn_str){ (const char *)digest, n }))
		return CN_C2PA_BMFF_MISMATCH;
	const cn_cbor *merkle = cn_cbor_get(s->cbor, "merkle");
	return merkle ? check_trees(w, merkle) : CN_C2PA_BMFF_MATCH;
}

void cn_c2pa_bind_bmff(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s)
{
	walk w = { .r = r,
		   .m = m,
		   .file = r->in->file,
		   .binding = s->cbor,
		   .path = cn_strf(r->a, "c2pa.assertions/%.*s", CN_FMT(s->label)) };
	if (!read_rules(&w, cn_cbor_get(s->cbor, "exclusions"))) {
		cn_c2pa_say(r, m, w.path, CN_C2PA_BMFF_MALFORMED, "its exclusions cannot be read");
		return;
	}
	if (!cn_cbor_get(s->cbor, "hash") && cn_cbor_get(s->cbor, "merkle")) {
		cn_c2pa_cannot(r, "a Merkle tree over the fragments of a fragmented file");
		return;
	}
	cn_sha2_alg alg = cn_c2pa_alg(r, m, s->cbor, w.path);
	if (alg == CN_SHA2_NONE)
		return;
	cn_c2pa_code c = judge(&w, s, alg);
	if (c != CN_C2PA_ALGORITHM_UNSUPPORTED)
		cn_c2pa_say(r, m, w.path, c,
			    c == CN_C2PA_BMFF_MATCH ? ""
			    : w.broken		    ? w.broken
						    : "the file is not what was signed");
}
