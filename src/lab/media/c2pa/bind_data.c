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

static size_t end_of(cn_c2pa_range r)
{
	return r.at + r.size;
}

/* The end of the APP11 segments from `at` on in which the store stands. Others (JPEG 360) are content: 15.12.1.2. */
static size_t segments_end(const cn_c2pa_input *in, size_t at)
{
	while (in->file.n - at >= 4 && cn_c2pa_be(in->file, at, 2) == 0xffeb) {
		size_t n = (size_t)cn_c2pa_be(in->file, at + 2, 2) + 2;
		if (n < 4 || n > in->file.n - at || !cn_c2pa_of_store(in, at, n))
			break;
		at += n;
	}
	return at;
}

/* The end of the chunk at `at` with this name: PNG has its check sum after it, RIFF a byte if it is odd. 0: there is none. */
static size_t chunk_end(cn_str f, size_t at, const char *name, bool png)
{
	if (at > f.n || f.n - at < 12 || memcmp(f.p + at + (png ? 4 : 0), name, 4) != 0)
		return 0;
	size_t n = 0;
	for (size_t i = 0; i < 4; i++)
		n = n << 8 | (uint8_t)f.p[png ? at + i : at + 7 - i];
	size_t more = png ? 12 : 8 + (n & 1);
	return n <= f.n - at && more <= f.n - at - n ? at + n + more : 0;
}

/* Where the carrier that begins at `at` ends now. An update changed the length of the store after the binding was made. */
static size_t carrier_end(const cn_c2pa_input *in, size_t at, cn_c2pa_range store)
{
	size_t end = 0;
	cn_c2pa_container c = cn_c2pa_container_of(in->file);
	if (c == CN_C2PA_JPEG)
		end = segments_end(in, at);
	else if (c == CN_C2PA_PNG)
		end = chunk_end(in->file, at, "caBX", true);
	else if (in->file.n >= 4 && memcmp(in->file.p, "RIFF", 4) == 0)
		end = chunk_end(in->file, at, "C2PA", false);
	return end > end_of(store) ? end : end_of(store);
}

/* 15.12.1.1. What follows a store whose length changed has moved with it (said in 2.4, 15.12.1.1, and could not hold otherwise). */
static bool read_exclusions(binding *b, const cn_cbor *list, bool updated)
{
	cn_c2pa_range store = { 0 };
	bool embedded = store_span(b->r->in, &store);
	uint64_t end = 0, was = 0, now = 0;
	size_t file_n = b->r->in->file.n;
	if (list && list->type != CN_CBOR_ARRAY)
		return say(b, CN_C2PA_DATA_MALFORMED, "the exclusions are no list");
	CN_CBOR_EACH(e, list)
	{
		uint64_t at, size;
		if (!cn_cbor_uint(e, "start", &at) || !cn_cbor_uint(e, "length", &size))
			return say(b, CN_C2PA_DATA_MALFORMED, "an exclusion has no start or no length");
		if (at < end || at > UINT64_MAX - size)
			return say(b, CN_C2PA_DATA_MALFORMED, "exclusions overlap, or are out of order");
		end = at + size;
		bool of_store = embedded && at <= store.at && size > store.at - at;
		at = at - was > file_n ? UINT64_MAX : at - was + now;
		if (of_store && updated) {
			size = carrier_end(b->r->in, (size_t)at, store) - at;
			was = end;
			now = at + size;
		}
		if (at > file_n || size > file_n - at)
			return say(b, CN_C2PA_DATA_MISMATCH, "an exclusion ends after the file does");
		if (b->n == CN_C2PA_EXCLUSIONS_MAX)
			return say(b, CN_C2PA_DATA_MALFORMED, "there are too many exclusions");
		b->out[b->n++] = (cn_c2pa_range){ (size_t)at, (size_t)size };
	}
	return true;
}

/* What is left out of the digest with the store must be all of the store and what carries it: lengths of carriers are not in the
 * digest, and a longer one would hide what follows it; anything else could be changed at will. */
static bool store_fits(const cn_c2pa_run *r, cn_c2pa_range e, cn_c2pa_range store)
{
	enum { CARRIER_BYTES_MAX = 256 }; /* heads of chunks and tags, their names, check sums, padding */
	const cn_c2pa_input *in = r->in;
	if (e.at > store.at || end_of(e) < end_of(store) || !r->padded)
		return false;
	cn_c2pa_container c = cn_c2pa_container_of(in->file);
	if (c == CN_C2PA_JPEG)
		return segments_end(in, e.at) == end_of(e) && cn_c2pa_zeros(in->file, end_of(store), end_of(e));
	if (c == CN_C2PA_PNG)
		return chunk_end(in->file, e.at, "caBX", true) == end_of(e) &&
		       cn_c2pa_zeros(in->file, end_of(store), end_of(e) - 4);
	return store.at - e.at <= CARRIER_BYTES_MAX && end_of(e) - end_of(store) <= CARRIER_BYTES_MAX;
}

typedef struct unit {
	size_t size, head;
	bool metadata; /* Exif, XMP, IPTC, text */
} unit;

/* The segment or chunk at `at`; false at the end of those that can be metadata, or of what can be walked. */
static bool jpeg_unit(cn_str f, size_t at, unit *ret)
{
	if (f.n - at < 4 || (uint8_t)f.p[at] != 0xff || (uint8_t)f.p[at + 1] == 0xda)
		return false;
	unsigned marker = (uint8_t)f.p[at + 1];
	*ret = (unit){ (size_t)cn_c2pa_be(f, at + 2, 2) + 2, 4, marker == 0xe1 || marker == 0xed };
	return ret->size >= 4 && ret->size <= f.n - at;
}

static bool png_unit(cn_str f, size_t at, unit *ret)
{
	static const char NAMES[] = "eXIfiTXttEXtzTXttIME";
	if (f.n - at < 12)
		return false;
	*ret = (unit){ (size_t)cn_c2pa_be(f, at, 4) + 12, 8, false };
	for (size_t i = 0; i + 4 < sizeof NAMES; i += 4)
		ret->metadata |= memcmp(f.p + at + 4, NAMES + i, 4) == 0;
	return ret->size <= f.n - at;
}

/* Is e within the data of one segment or chunk of metadata? 18.5.1: it must not touch the head of its unit. *at: where to look
 * from, as exclusions are in order. */
static bool of_metadata(cn_str f, bool png, size_t *at, cn_c2pa_range e)
{
	unit u = { 0 };
	if (*at == 0)
		*at = png ? 8 : 2;
	while (*at <= e.at && (png ? png_unit : jpeg_unit)(f, *at, &u)) {
		size_t from = e.at - *at;
		if (from < u.size)
			return u.metadata && from >= u.head && e.size <= u.size - from;
		*at += u.size;
	}
	return false;
}

/* n bytes from `at` in the order of a TIFF file. */
static uint64_t tiff_number(cn_str f, size_t at, size_t n)
{
	uint64_t v = 0;
	bool little = f.p[0] == 'I';
	for (size_t i = 0; i < n; i++)
		v = v << 8 | (uint8_t)f.p[at + (little ? n - 1 - i : i)];
	return v;
}

/* Is e the length of the store in the directory of a TIFF file (tag 0xCD41)? It is part of the carrier, though it stands apart from
 * it. */
static bool of_directory(cn_str f, cn_c2pa_range e, cn_c2pa_range store)
{
	static const char HEADS[] = "II*\0MM\0*II+\0MM\0+"; /* the last two with words of eight bytes */
	size_t word = 0;
	for (size_t i = 0; f.n >= 8 && i + 4 < sizeof HEADS; i += 4)
		if (memcmp(f.p, HEADS + i, 4) == 0)
			word = i < 8 ? 4 : 8;
	if (word == 0 || e.size != word || e.at < 8 || f.n - end_of(e) < word)
		return false;
	return tiff_number(f, e.at - 4, 2) == 0xcd41 && tiff_number(f, end_of(e), word) == store.at;
}

/* 15.12.1.1: besides the store only metadata may be left out. Where units are not read here nobody can tell. From 2.4 on it is said
 * and no more. */
static bool others_fit(binding *b, const cn_c2pa_range *e, size_t *cursor)
{
	cn_str f = b->r->in->file;
	cn_c2pa_container c = cn_c2pa_container_of(f);
	(void)say(b, CN_C2PA_DATA_EXTRA, "other bytes than the manifest store are left out of the digest");
	if (b->r->in->rules == CN_C2PA_2_4)
		return true;
	if (c != CN_C2PA_JPEG && c != CN_C2PA_PNG) {
		cn_c2pa_cannot(b->r,
			       "what else than the manifest store is left out of the digest, in a format whose units are not read");
		return true;
	}
	return of_metadata(f, c == CN_C2PA_PNG, cursor, *e) ||
	       say(b, CN_C2PA_DATA_MISMATCH, "what is left out of the digest is content, not the manifest store or metadata");
}

static bool exclusions_fit(binding *b)
{
	cn_c2pa_range store = { 0 };
	bool embedded = store_span(b->r->in, &store);
	size_t cursor = 0;
	for (size_t i = 0; i < b->n; i++) {
		cn_c2pa_range e = b->out[i];
		bool of_store = embedded && e.at < end_of(store) && end_of(e) > store.at;
		if (of_store && !store_fits(b->r, e, store))
			return say(b, CN_C2PA_DATA_MISMATCH, "an exclusion covers more than the manifest store, or less");
		bool carrier = of_store || e.size == 0 || (embedded && of_directory(b->r->in->file, e, store));
		if (!carrier && !others_fit(b, &e, &cursor))
			return false;
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
		at = end_of(b.out[i]);
	}
	cn_sha2_put(&h, cn_sub(r->in->file, at, r->in->file.n - at));
	size_t n = cn_sha2_done(&h, digest);
	if (cn_eq(cn_cbor_bytes(s->cbor, "hash"), (cn_str){ (const char *)digest, n }))
		(void)say(&b, CN_C2PA_DATA_MATCH, "");
	else
		(void)say(&b, CN_C2PA_DATA_MISMATCH, "the file is not what was signed");
}
