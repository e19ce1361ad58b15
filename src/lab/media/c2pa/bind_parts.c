/* A file of several parts, of which each is bound for itself: c2pa.hash.multi-asset (C2PA 2.2, 15.12.4 and 18.9).
 *
 * Places within a part are counted from its start (said in 2.4; 2.2 says nothing). A part that is optional may be gone from the end of the
 * file, whatever 2.2 says of places that lie behind it: nothing could be optional else. The head of a box that is named as a part counts as
 * covered: it is by the head that the part is found. */
#include "lab/media/c2pa/bind_bmff.h"

typedef struct part {
	const cn_c2pa_assertion *by;
	size_t at, size, head; /* head: bytes before `at` that are covered with it */
	bool gone;
} part;

typedef struct parts {
	cn_c2pa_run *r;
	cn_c2pa_manifest *m;
	const cn_c2pa_assertion *list;
	cn_str path;
	part *part;
	size_t n;
	cn_bmff_walk walk; /* one for all paths: its bound is that of all together */
} parts;

static const cn_c2pa_assertion *parts_of(const cn_c2pa_manifest *m, size_t *ret_n)
{
	const cn_c2pa_assertion *first = NULL;
	size_t n = 0;
	for (size_t i = 0; i < m->n_assertions; i++) {
		const cn_c2pa_assertion *s = &m->assertion[i];
		if (!cn_eqz(s->base, "c2pa.hash.multi-asset") || !s->sound)
			continue;
		first = first ? first : s;
		n++;
	}
	*ret_n = n;
	return first;
}

bool cn_c2pa_has_parts(const cn_c2pa_manifest *m)
{
	size_t n;
	return parts_of(m, &n) != NULL;
}

static bool say(parts *p, cn_c2pa_code code, const char *why)
{
	cn_c2pa_say(p->r, p->m, p->path, code, why);
	return false;
}

static bool malformed(parts *p, const char *why)
{
	return say(p, CN_C2PA_PARTS_MALFORMED, why);
}

static bool is_of_part(cn_str base)
{
	return cn_eqz(base, "c2pa.hash.data.part") || cn_eqz(base, "c2pa.hash.boxes.part") || cn_eqz(base, "c2pa.hash.bmff.v2.part") ||
	       cn_eqz(base, "c2pa.hash.bmff.v3.part");
}

/* The binding of the part that a hashed URI names; NULL if it is none of this manifest, or another than was meant. */
static const cn_c2pa_assertion *binding_of(parts *p, const cn_cbor *uri)
{
	cn_c2pa_manifest *in = NULL;
	const cn_jumbf *box = cn_c2pa_resolve(p->r, p->m, cn_cbor_text(uri, "url"), &in);
	for (size_t i = 0; box && in == p->m && i < p->m->n_assertions; i++) {
		const cn_c2pa_assertion *s = &p->m->assertion[i];
		if (s->box == box && s->sound && s->cbor && is_of_part(s->base) &&
		    cn_sha2_is(cn_c2pa_alg(p->r, p->m, uri, p->path), box->body, cn_cbor_bytes(uri, "hash")))
			return s;
	}
	return NULL;
}

/* A range of bytes. What 2.2 and 2.4 make of one that the file does not have: c2pa.h. */
static bool find_range(parts *p, const cn_cbor *where, bool optional, part *ret)
{
	size_t file_n = p->r->in->file.n;
	uint64_t at, size;
	if (!cn_cbor_uint(where, "byteOffset", &at) || !cn_cbor_uint(where, "length", &size))
		return malformed(p, "a part has no place");
	ret->gone = at > file_n || (at == file_n && size > 0);
	if (ret->gone && optional)
		return true;
	if (!ret->gone && size <= file_n - at) {
		ret->at = (size_t)at;
		ret->size = (size_t)size;
		return true;
	}
	if (p->r->in->rules != CN_C2PA_2_4)
		return malformed(p, "a part ends after the file does");
	return ret->gone ? say(p, CN_C2PA_PARTS_MISSING, "a part is not there") : say(p, CN_C2PA_PARTS_MISMATCH, "a part is cut off");
}

static bool find_box(parts *p, const cn_cbor *where, bool optional, part *ret)
{
	cn_bmff_box b;
	const cn_cbor *path = cn_cbor_get(where, "bmffBox");
	if (!cn_cbor_is(path, CN_CBOR_TEXT))
		return malformed(p, "a part has no place");
	if (cn_bmff_find(&p->walk, path->s, &b)) {
		ret->head = b.head;
		ret->at = b.at + b.head;
		ret->size = b.size - b.head;
		return true;
	}
	ret->gone = true;
	return (optional && p->walk.boxes <= CN_BMFF_BOXES_MAX) || malformed(p, "the box of a part is not there");
}

static bool find(parts *p, const cn_cbor *list)
{
	CN_CBOR_EACH(e, list)
	{
		part *q = &p->part[p->n++];
		const cn_cbor *where = cn_cbor_get(e, "location"), *optional = cn_cbor_get(e, "optional");
		bool box = cn_cbor_get(where, "bmffBox") != NULL;
		if (box && (cn_cbor_get(where, "byteOffset") || cn_cbor_get(where, "length")))
			return malformed(p, "a part has two places");
		q->by = binding_of(p, cn_cbor_get(e, "hashAssertion"));
		if (!q->by)
			return malformed(p, "a part has no binding of its own, or names another than was signed");
		if (!(box ? find_box : find_range)(p, where, optional && cn_cbor_true(optional), q))
			return false;
	}
	return true;
}

/* 18.9.2: in order, none over another, and nothing between them or after. */
static bool cover(parts *p)
{
	size_t end = 0;
	for (size_t i = 0; i < p->n; i++) {
		const part *q = &p->part[i];
		if (q->gone)
			continue;
		if (q->at != end && q->at - q->head != end)
			return malformed(p, "the parts lie over each other, or leave out bytes between them");
		end = q->at + q->size;
	}
	return end == p->r->in->file.n || malformed(p, "the parts end before the file does");
}

/* The part as a file of its own: where the store stands in it, if it does. */
static cn_code judge(parts *p, const part *q, cn_c2pa_heard *heard)
{
	cn_c2pa_run *r = p->r;
	const cn_c2pa_input *whole = r->in;
	cn_c2pa_input in = *whole;
	cn_c2pa_range *range = CN_NEW(r->a, cn_c2pa_range, whole->n_ranges);
	if (!range)
		return cn_arena_fail(r->a, r->err);
	in.file = cn_sub(whole->file, q->at, q->size);
	in.ranges = range;
	in.n_ranges = 0;
	for (size_t i = 0; i < whole->n_ranges; i++) {
		cn_c2pa_range s = whole->ranges[i];
		if (s.at >= q->at && s.at - q->at <= q->size && s.size <= q->size - (s.at - q->at))
			range[in.n_ranges++] = (cn_c2pa_range){ s.at - q->at, s.size };
	}
	r->in = &in;
	r->heard = heard;
	if (cn_starts(q->by->base, "c2pa.hash.data"))
		cn_c2pa_bind_data(r, p->m, q->by, false);
	else if (cn_starts(q->by->base, "c2pa.hash.boxes"))
		cn_c2pa_bind_boxes(r, p->m, q->by);
	else
		cn_c2pa_bind_bmff(r, p->m, q->by);
	r->heard = NULL;
	r->in = whole;
	return cn_arena_ok(r->a) ? CN_OK : cn_arena_fail(r->a, r->err);
}

static cn_code judge_all(parts *p)
{
	bool held = true;
	for (size_t i = 0; i < p->n; i++) {
		cn_c2pa_heard heard = { .of_part = true };
		if (p->part[i].gone)
			continue;
		CN_TRY(judge(p, &p->part[i], &heard));
		if (heard.failed) {
			(void)say(p, heard.code, cn_cstr(p->r->a, cn_strf(p->r->a, "part %zu: %s", i + 1, heard.why)));
			return CN_OK;
		}
		held = held && heard.held; /* else it was said what could not be checked */
	}
	if (held) {
		(void)say(p, CN_C2PA_PARTS_MATCH, "");
		p->r->report->binding = p->list->label;
	}
	return CN_OK;
}

cn_code cn_c2pa_bind_parts(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	parts p = { .r = r, .m = m, .walk = { .file = r->in->file } };
	size_t n = 0;
	p.list = parts_of(m, &n);
	if (!p.list) /* who calls has asked cn_c2pa_has_parts */
		return CN_OK;
	p.path = cn_strf(r->a, "c2pa.assertions/%.*s", CN_FMT(p.list->label));
	const cn_cbor *list = cn_cbor_get(p.list->cbor, "parts");
	if (n > 1 || !list || !cn_cbor_is(list, CN_CBOR_ARRAY) || list->u == 0) {
		(void)malformed(&p, n > 1 ? "there are several lists of parts" : "it lists no parts");
		return CN_OK;
	}
	if (list->u > CN_C2PA_PARTS_MAX) {
		cn_c2pa_cannot(r, "a file of so many parts");
		return CN_OK;
	}
	p.part = CN_NEW(r->a, part, list->u);
	if (!p.part)
		return cn_arena_fail(r->a, r->err);
	if (!find(&p, list) || !cover(&p))
		return CN_OK;
	return judge_all(&p);
}
