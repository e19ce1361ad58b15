/* Hard binding by byte ranges: c2pa.hash.data (C2PA 2.2, 15.12.1). */
#include "lab/media/c2pa/run.h"

typedef struct binding {
	cn_c2pa_run *r;
	cn_c2pa_manifest *m;
	cn_str path;
	cn_c2pa_range *out; /* excluded, in order */
	size_t n;
} binding;

static bool say(binding *b, cn_c2pa_code code, const char *why)
{
	cn_c2pa_say(b->r, b->m, b->path, code, why);
	return false;
}

/* Where the store's carriers begin and end in the file; false if it stands elsewhere. */
static bool store_span(const cn_c2pa_input *in, cn_c2pa_range *ret)
{
	if (in->n_ranges == 0)
		return false;
	const cn_c2pa_range *last = &in->ranges[in->n_ranges - 1];
	*ret = (cn_c2pa_range){ in->ranges[0].at, last->at + last->size - in->ranges[0].at };
	return true;
}

static bool read_exclusions(binding *b, const cn_cbor *list, bool updated)
{
	cn_c2pa_range store = { 0 };
	bool embedded = store_span(b->r->in, &store);
	size_t end = 0;
	CN_CBOR_EACH(e, list)
	{
		uint64_t at, size;
		if (!cn_cbor_uint(e, "start", &at) || !cn_cbor_uint(e, "length", &size))
			return say(b, CN_C2PA_DATA_MALFORMED, "an exclusion has no start or no length");
		if (at < end || at > UINT64_MAX - size)
			return say(b, CN_C2PA_DATA_MALFORMED, "exclusions overlap, or are out of order");
		/* an update grew the store after the binding was made */
		if (updated && embedded && at <= store.at && at + size > store.at)
			size = at + size > store.at + store.size ? size : store.at + store.size - at;
		if (at + size > b->r->in->file.n)
			return say(b, CN_C2PA_DATA_MISMATCH, "an exclusion ends after the file does");
		if (b->n == CN_C2PA_EXCLUSIONS_MAX)
			return say(b, CN_C2PA_DATA_MALFORMED, "there are too many exclusions");
		b->out[b->n++] = (cn_c2pa_range){ (size_t)at, (size_t)size };
		end = (size_t)(at + size);
	}
	return true;
}

static size_t be(cn_str s, size_t at, size_t n)
{
	size_t v = 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | (uint8_t)s.p[at + i];
	return v;
}

/* APP11 segments and nothing else. */
static bool whole_segments(cn_str file, cn_c2pa_range e)
{
	size_t at = e.at, end = e.at + e.size;
	while (end - at >= 4 && be(file, at, 2) == 0xffeb) {
		size_t n = be(file, at + 2, 2) + 2;
		if (n > end - at || n < 4)
			return false;
		at += n;
	}
	return at == end;
}

static bool whole_chunk(cn_str file, cn_c2pa_range e)
{
	return e.size >= 12 && memcmp(file.p + e.at + 4, "caBX", 4) == 0 && be(file, e.at, 4) == e.size - 12;
}

/* What is left out of the digest must be the store and what carries it: anything else could be changed at will. */
static bool exclusion_fits(const cn_c2pa_input *in, cn_c2pa_range e, cn_c2pa_range store)
{
	enum { CARRIER_BYTES_MAX = 256 }; /* heads of chunks and tags, their names, check sums, padding */
	if (e.at > store.at + store.size || e.at + e.size < store.at)
		return false;
	cn_c2pa_container c = cn_c2pa_container_of(in->file);
	if (c == CN_C2PA_JPEG)
		return whole_segments(in->file, e);
	if (c == CN_C2PA_PNG)
		return whole_chunk(in->file, e);
	size_t before = store.at > e.at ? store.at - e.at : 0, store_end = store.at + store.size;
	size_t after = e.at + e.size > store_end ? e.at + e.size - store_end : 0;
	return before <= CARRIER_BYTES_MAX && after <= CARRIER_BYTES_MAX;
}

static bool exclusions_fit(binding *b)
{
	cn_c2pa_range store;
	if (!store_span(b->r->in, &store))
		return true;
	for (size_t i = 0; i < b->n; i++) {
		cn_c2pa_range e = b->out[i];
		bool of_store = e.at < store.at + store.size && e.at + e.size > store.at;
		if (of_store && !exclusion_fits(b->r->in, e, store))
			return say(b, CN_C2PA_DATA_MISMATCH, "an exclusion covers more than the manifest store");
		if (!of_store)
			(void)say(b, CN_C2PA_DATA_EXTRA, "other bytes than the manifest store are left out of the digest");
	}
	return true;
}

void cn_c2pa_bind_data(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s, bool updated)
{
	binding b = { .r = r, .m = m, .path = cn_strf(r->a, "c2pa.assertions/%.*s", CN_FMT(s->label)) };
	b.out = CN_NEW(r->a, cn_c2pa_range, CN_C2PA_EXCLUSIONS_MAX);
	cn_sha2_alg alg = b.out ? cn_c2pa_alg(r, m, s->cbor, b.path) : CN_SHA2_NONE;
	if (alg == CN_SHA2_NONE || !read_exclusions(&b, cn_cbor_get(s->cbor, "exclusions"), updated) || !exclusions_fit(&b))
		return;
	cn_sha2 h;
	uint8_t digest[CN_SHA2_BYTES_MAX];
	size_t at = 0;
	cn_sha2_init(&h, alg);
	for (size_t i = 0; i < b.n; i++) {
		cn_sha2_put(&h, cn_sub(r->in->file, at, b.out[i].at - at));
		at = b.out[i].at + b.out[i].size;
	}
	cn_sha2_put(&h, cn_sub(r->in->file, at, r->in->file.n - at));
	size_t n = cn_sha2_done(&h, digest);
	if (cn_eq(cn_cbor_bytes(s->cbor, "hash"), (cn_str){ (const char *)digest, n }))
		(void)say(&b, CN_C2PA_DATA_MATCH, "");
	else
		(void)say(&b, CN_C2PA_DATA_MISMATCH, "the file is not what was signed");
}
