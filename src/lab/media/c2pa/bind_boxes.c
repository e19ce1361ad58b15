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
	const char *carrier; /* the boxes that can be the store's: 15.12.3.1 */
	bool ok, extra;
} parts;

static void add(parts *ps, const char *name, size_t at, size_t size)
{
	bool store = strcmp(name, ps->carrier) == 0 && cn_c2pa_of_store(ps->r->in, at, size);
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
		size = at + 4 <= f.n ? (size_t)cn_c2pa_be(f, at + 2, 2) + 2 : f.n - at;
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
		end = marker == 0xd9 && !(at + 2 <= f.n && cn_c2pa_be(f, at, 2) == 0xffd8); /* a further image may follow at once */
	}
	if (ps->ok && at < f.n)
		add(ps, "-after", at, f.n - at);
}

static void list_png(parts *ps, cn_str f)
{
	add(ps, "PNGh", 0, 8);
	size_t at = 8;
	while (ps->ok && f.n - at >= 12) {
		size_t size = (size_t)cn_c2pa_be(f, at, 4);
		if (size > f.n - at - 12)
			break;
		char name[5] = { f.p[at + 4], f.p[at + 5], f.p[at + 6], f.p[at + 7], 0 };
		add(ps, name, at, size + 12);
		at += size + 12;
		if (strcmp(name, "IEND") == 0)
			break; /* what follows is no chunk of the image: 18.7.2 */
	}
	if (ps->ok && at < f.n)
		add(ps, "-after", at, f.n - at);
}

typedef enum answer { FITS, BROKEN, OTHER, UNKNOWN, MALFORMED, NO_ALG } answer;

static size_t listed(const cn_cbor *boxes, const char *name)
{
	size_t n = 0;
	CN_CBOR_EACH(e, boxes)
	{
		CN_CBOR_EACH(x, cn_cbor_get(e, "names"))
		{
			n += cn_eqz(x->s, name);
		}
	}
	return n;
}

/* The part is not the one that is listed here. 15.12.3 tells boxes that are not listed from those in another order. */
static answer not_here(const parts *ps, size_t at, const cn_cbor *boxes)
{
	size_t n = 0;
	for (size_t i = 0; i < ps->n; i++)
		n += strcmp(ps->p[i].name, ps->p[at].name) == 0;
	return n > listed(boxes, ps->p[at].name) ? UNKNOWN : OTHER;
}

/* c2pa.after is all that follows the first image (18.7.2), be it a further image whose segments could be listed too. */
static bool is_after(const parts *ps, size_t at)
{
	return at > 0 && (strcmp(ps->p[at].name, "-after") == 0 || strcmp(ps->p[at - 1].name, "EOI") == 0);
}

/* The parts from *at on against the names of an entry. */
static answer check_names(const parts *ps, const cn_cbor *boxes, const cn_cbor *names, size_t *at)
{
	if (!cn_cbor_is(names, CN_CBOR_ARRAY) || names->u == 0)
		return MALFORMED;
	CN_CBOR_EACH(name, names)
	{
		if (name->type != CN_CBOR_TEXT || (names->u > 1 && cn_eqz(name->s, "C2PA"))) /* 18.7.1: in an array of its own */
			return MALFORMED;
		if (*at == ps->n)
			return OTHER;
		if (cn_eqz(name->s, "c2pa.after") && is_after(ps, *at))
			*at = ps->n;
		else if (cn_eqz(name->s, ps->p[*at].name))
			(*at)++;
		else
			return not_here(ps, *at, boxes);
	}
	return FITS;
}

/* The digest of the parts that an entry names, from *at on. */
static answer check_digest(parts *ps, cn_c2pa_manifest *m, const cn_c2pa_assertion *s, const cn_cbor *e, size_t *at)
{
	size_t first = *at;
	(void)check_names(ps, NULL, cn_cbor_get(e, "names"), at); /* they fit */
	if (first >= ps->n)
		return OTHER;
	if (strcmp(ps->p[first].name, "C2PA") == 0)
		return FITS;
	if (cn_cbor_true(cn_cbor_get(e, "excluded"))) {
		ps->extra = true;
		return FITS;
	}
	if (ps->r->in->rules == CN_C2PA_2_4 && cn_cbor_get(e, "exclusions")) { /* 2.4, 15.12.3 */
		ps->extra = true;
		cn_c2pa_cannot(ps->r, "a box of which a part is left out of the digest");
		return FITS;
	}
	const cn_cbor *own = cn_cbor_get(e, "alg") ? e : s->cbor;
	cn_sha2_alg alg = cn_c2pa_alg(ps->r, m, own, cn_strf(ps->r->a, "c2pa.assertions/%.*s", CN_FMT(s->label)));
	if (alg == CN_SHA2_NONE)
		return NO_ALG;
	size_t from = ps->p[first].at, end = ps->p[ps->n - 1].at + ps->p[ps->n - 1].size;
	if (*at < ps->n)
		end = ps->p[*at].at;
	return cn_sha2_is(alg, cn_sub(ps->r->in->file, from, end - from), cn_cbor_bytes(e, "hash")) ? FITS : BROKEN;
}

static const struct {
	cn_c2pa_code code;
	const char *why;
} SAID[] = { [FITS] = { CN_C2PA_BOXES_MATCH, "" },
	     [BROKEN] = { CN_C2PA_BOXES_MISMATCH, "a box is not what was signed" },
	     [OTHER] = { CN_C2PA_BOXES_MISMATCH, "a box that was signed is missing, or in another place" },
	     [UNKNOWN] = { CN_C2PA_BOXES_UNKNOWN, "a box that was not signed" },
	     [MALFORMED] = { CN_C2PA_BOXES_MALFORMED, "an entry has no names, or names the manifest store among others" } };

static void check_boxes(parts *ps, cn_c2pa_manifest *m, const cn_c2pa_assertion *s, cn_str path)
{
	size_t at = 0;
	answer a = FITS;
	CN_CBOR_EACH(e, cn_cbor_get(s->cbor, "boxes"))
	{
		if (a == FITS)
			a = check_names(ps, cn_cbor_get(s->cbor, "boxes"), cn_cbor_get(e, "names"), &at);
	}
	if (a == FITS && at < ps->n)
		a = UNKNOWN;
	at = 0;
	CN_CBOR_EACH(e, cn_cbor_get(s->cbor, "boxes"))
	{
		if (a == FITS)
			a = check_digest(ps, m, s, e, &at);
	}
	if (ps->extra)
		cn_c2pa_say(ps->r, m, path, CN_C2PA_BOXES_EXTRA, "other boxes than the manifest store are left out of the digest");
	if (a == FITS && !ps->r->padded && ps->r->in->n_ranges > 0)
		cn_c2pa_say(ps->r, m, path, CN_C2PA_BOXES_MISMATCH, "the box of the manifest store holds more than the store");
	else if (a != NO_ALG)
		cn_c2pa_say(ps->r, m, path, SAID[a].code, SAID[a].why);
}

void cn_c2pa_bind_boxes(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s)
{
	cn_str path = cn_strf(r->a, "c2pa.assertions/%.*s", CN_FMT(s->label));
	cn_c2pa_container c = cn_c2pa_container_of(r->in->file);
	parts ps = { .r = r, .ok = true, .carrier = c == CN_C2PA_JPEG ? "APP11" : "caBX" };
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
	if (ps.ok)
		check_boxes(&ps, m, s, path); /* else the arena has failed */
}
