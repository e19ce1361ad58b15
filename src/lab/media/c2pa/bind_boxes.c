/* Hard binding by named boxes: c2pa.hash.boxes (C2PA 2.2, 15.12.3), of JPEG and PNG. */
#include "lab/media/c2pa/run.h"

enum { NAME_BYTES = 8 };

typedef struct part {
	char name[NAME_BYTES];
	size_t at, size;
} part;

typedef struct parts {
	cn_c2pa_run *r;
	part *p;
	size_t n, room;
	bool ok;
} parts;

static size_t be(cn_str s, size_t at, size_t n)
{
	size_t v = 0;
	for (size_t i = 0; i < n; i++)
		v = v << 8 | (uint8_t)s.p[at + i];
	return v;
}

static bool of_store(const cn_c2pa_input *in, size_t at, size_t size)
{
	for (size_t i = 0; i < in->n_ranges; i++)
		if (in->ranges[i].at < at + size && in->ranges[i].at + in->ranges[i].size > at)
			return true;
	return false;
}

static void add(parts *ps, const char *name, size_t at, size_t size)
{
	bool store = of_store(ps->r->in, at, size);
	part *last = ps->n > 0 ? &ps->p[ps->n - 1] : NULL;
	if (store && last && strcmp(last->name, "C2PA") == 0 && last->at + last->size == at) {
		last->size += size; /* one box, whatever segments carry it */
		return;
	}
	if (ps->n == ps->room) {
		size_t room = ps->room ? ps->room * 2 : 64;
		part *p = CN_NEW(ps->r->a, part, room);
		if (!p) {
			ps->ok = false;
			return;
		}
		if (ps->n > 0)
			memcpy(p, ps->p, ps->n * sizeof *p);
		ps->p = p;
		ps->room = room;
	}
	part *p = &ps->p[ps->n++];
	(void)snprintf(p->name, sizeof p->name, "%s", store ? "C2PA" : name);
	p->at = at;
	p->size = size;
}

static void jpeg_name(unsigned marker, char out[NAME_BYTES])
{
	static const char *const FIXED[] = { [0xc4 - 0xc0] = "DHT", [0xc8 - 0xc0] = "JPG", [0xcc - 0xc0] = "DAC",
					     [0xd8 - 0xc0] = "SOI", [0xd9 - 0xc0] = "EOI", [0xda - 0xc0] = "SOS",
					     [0xdb - 0xc0] = "DQT", [0xdc - 0xc0] = "DNL", [0xdd - 0xc0] = "DRI",
					     [0xde - 0xc0] = "DHP", [0xdf - 0xc0] = "EXP", [0xfe - 0xc0] = "COM" };
	const char *fixed = marker >= 0xc0 && marker <= 0xfe ? FIXED[marker - 0xc0] : NULL;
	if (fixed)
		(void)snprintf(out, NAME_BYTES, "%s", fixed);
	else if (marker >= 0xd0 && marker <= 0xd7)
		(void)snprintf(out, NAME_BYTES, "RST%u", marker - 0xd0);
	else if (marker >= 0xe0 && marker <= 0xef)
		(void)snprintf(out, NAME_BYTES, "APP%u", marker - 0xe0);
	else if (marker >= 0xc0 && marker <= 0xcf)
		(void)snprintf(out, NAME_BYTES, "SOF%u", marker - 0xc0);
	else
		(void)snprintf(out, NAME_BYTES, "%02X", marker);
}

/* Entropy-coded data from at: up to the next marker that is no stuffed byte. */
static size_t scan_end(cn_str f, size_t at)
{
	while (at + 1 < f.n && !((uint8_t)f.p[at] == 0xff && f.p[at + 1] != 0 && (uint8_t)f.p[at + 1] != 0xff))
		at++;
	return at + 1 < f.n ? at : f.n;
}

static bool restarts(unsigned marker)
{
	return marker >= 0xd0 && marker <= 0xd7;
}

/* The bytes of the segment at `at`, with the scan that follows it. */
static size_t segment_size(cn_str f, size_t at, unsigned marker)
{
	size_t size = 2;
	if (marker != 0xd8 && marker != 0xd9 && marker != 0x01 && !restarts(marker))
		size = at + 4 <= f.n ? be(f, at + 2, 2) + 2 : f.n - at;
	if (size > f.n - at)
		size = f.n - at;
	return marker == 0xda || restarts(marker) ? scan_end(f, at + size) - at : size;
}

static void list_jpeg(parts *ps, cn_str f)
{
	size_t at = 0;
	bool end = false;
	while (ps->ok && !end && at + 2 <= f.n && (uint8_t)f.p[at] == 0xff) {
		unsigned marker = (uint8_t)f.p[at + 1];
		char name[NAME_BYTES];
		jpeg_name(marker, name);
		size_t size = segment_size(f, at, marker);
		add(ps, name, at, size);
		at += size;
		end = marker == 0xd9 && !(at + 2 <= f.n && be(f, at, 2) == 0xffd8); /* a further image may follow at once */
	}
	if (ps->ok && at < f.n)
		add(ps, "-after", at, f.n - at);
}

static void list_png(parts *ps, cn_str f)
{
	add(ps, "PNGh", 0, 8);
	size_t at = 8;
	while (ps->ok && f.n - at >= 12) {
		size_t size = be(f, at, 4);
		if (size > f.n - at - 12)
			break;
		char name[5] = { f.p[at + 4], f.p[at + 5], f.p[at + 6], f.p[at + 7], 0 };
		add(ps, name, at, size + 12);
		at += size + 12;
	}
	if (ps->ok && at < f.n)
		add(ps, "-after", at, f.n - at);
}

typedef enum answer { FITS, BROKEN, OTHER, UNKNOWN, MALFORMED, NO_ALG } answer;

/* One entry: its names against the parts from *at on, and their digest. */
static answer check_entry(parts *ps, cn_c2pa_manifest *m, const cn_c2pa_assertion *s, const cn_cbor *e, size_t *at)
{
	const cn_cbor *names = cn_cbor_get(e, "names");
	if (!cn_cbor_is(names, CN_CBOR_ARRAY) || names->u == 0)
		return MALFORMED;
	size_t first = *at;
	CN_CBOR_EACH(name, names)
	{
		if (*at < ps->n && cn_eqz(name->s, "c2pa.after") && strcmp(ps->p[*at].name, "-after") == 0) {
			(*at)++;
			continue;
		}
		if (*at == ps->n)
			return OTHER;
		if (!cn_eqz(name->s, ps->p[*at].name))
			return UNKNOWN;
		(*at)++;
	}
	if (strcmp(ps->p[first].name, "C2PA") == 0)
		return names->u == 1 ? FITS : MALFORMED;
	if (cn_cbor_true(cn_cbor_get(e, "excluded")))
		return FITS;
	const cn_cbor *own = cn_cbor_get(e, "alg") ? e : s->cbor;
	cn_sha2_alg alg = cn_c2pa_alg(ps->r, m, own, cn_strf(ps->r->a, "c2pa.assertions/%.*s", CN_FMT(s->label)));
	if (alg == CN_SHA2_NONE)
		return NO_ALG;
	size_t from = ps->p[first].at, end = ps->p[*at - 1].at + ps->p[*at - 1].size;
	return cn_sha2_is(alg, cn_sub(ps->r->in->file, from, end - from), cn_cbor_bytes(e, "hash")) ? FITS : BROKEN;
}

static const char *const WHY[] = { [FITS] = "",
				   [BROKEN] = "a box is not what was signed",
				   [OTHER] = "a box that was signed is missing",
				   [UNKNOWN] = "a box that was not signed, or in another place",
				   [MALFORMED] = "an entry has no names" };

void cn_c2pa_bind_boxes(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s)
{
	cn_str path = cn_strf(r->a, "c2pa.assertions/%.*s", CN_FMT(s->label));
	parts ps = { .r = r, .ok = true };
	cn_c2pa_container c = cn_c2pa_container_of(r->in->file);
	const cn_cbor *boxes = cn_cbor_get(s->cbor, "boxes");
	if (!cn_cbor_is(boxes, CN_CBOR_ARRAY)) {
		cn_c2pa_say(r, m, path, CN_C2PA_BOXES_MALFORMED, "it lists no boxes");
		return;
	}
	if (c == CN_C2PA_JPEG)
		list_jpeg(&ps, r->in->file);
	else if (c == CN_C2PA_PNG)
		list_png(&ps, r->in->file);
	else {
		cn_c2pa_cannot(r, "a binding by boxes in a format whose boxes are not read");
		return;
	}
	if (!ps.ok)
		return; /* the arena has failed */
	size_t at = 0;
	answer a = FITS;
	CN_CBOR_EACH(e, boxes)
	{
		if (a == FITS)
			a = check_entry(&ps, m, s, e, &at);
	}
	if (a == FITS && at < ps.n)
		a = UNKNOWN;
	static const cn_c2pa_code CODES[] = { [FITS] = CN_C2PA_BOXES_MATCH,
					      [BROKEN] = CN_C2PA_BOXES_MISMATCH,
					      [OTHER] = CN_C2PA_BOXES_MISMATCH,
					      [UNKNOWN] = CN_C2PA_BOXES_UNKNOWN,
					      [MALFORMED] = CN_C2PA_BOXES_MALFORMED };
	if (a != NO_ALG)
		cn_c2pa_say(r, m, path, CODES[a], WHY[a]);
}
