/* JPEG (ITU-T T.81): marker segments up to the image data. A JUMBF store may span APP11 segments (ISO/IEC 19566-5, annex D): each gives its
 * box instance and number and repeats the header of the box. */
#include "lab/media/format/format.h"

static const char XMP[] = "http://ns.adobe.com/xap/1.0/", MORE_XMP[] = "http://ns.adobe.com/xmp/extension/", IPTC[] = "Photoshop 3.0"; /* with their NUL */

typedef struct app11 {
	cn_str d; /* from its box instance on: En (2), Z (4), box header, data */
	cn_media_range at;
	size_t next; /* of the same box instance; SIZE_MAX: none */
	bool follows;
} app11;

typedef struct app11s {
	app11 *s;
	size_t n, room;
} app11s;

static cn_code note(cn_media_reader *r, app11s *l, cn_str d, cn_media_range at)
{
	if (l->n == l->room) {
		size_t room = l->room ? 2 * l->room : 8;
		app11 *more = CN_NEW(r->a, app11, room);
		if (!more)
			return cn_arena_fail(r->a, r->err);
		if (l->n > 0)
			memcpy(more, l->s, l->n * sizeof *more);
		l->s = more;
		l->room = room;
	}
	l->s[l->n++] = (app11){ d, at, SIZE_MAX, false };
	return CN_OK;
}

/* Header of the box that a segment repeats; 0: too short for one. */
static size_t box_head(cn_str d)
{
	size_t n = d.n >= 14 && cn_be32(d.p + 6) == 1 ? 16 : 8;
	return d.n >= 6 + n ? n : 0;
}

static bool is_store(cn_str d)
{
	static const char TYPE[] = "jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71"; /* in the description box that comes first */
	size_t n = box_head(d);
	return n > 0 && memcmp(d.p + 10, "jumb", 4) == 0 && d.n >= 6 + n + 4 + sizeof TYPE - 1 && memcmp(d.p + 6 + n + 4, TYPE, sizeof TYPE - 1) == 0;
}

/* Segments of one box instance, from the first on; each links to the one after it. */
static cn_code store(cn_media_reader *r, const app11s *l, size_t first)
{
	size_t n = 0, bytes = 0;
	for (size_t i = first; i != SIZE_MAX; i = l->s[i].next, n++) {
		size_t head = box_head(l->s[i].d);
		if (head == 0 || cn_be32(l->s[i].d.p + 2) != n + 1)
			return cn_media_trouble(r, l->s[i].at.at, "JPEG: APP11 segments of one box do not follow each other");
		bytes += l->s[i].d.n - 6 - (n > 0 ? head : 0);
	}
	cn_media_range *range = CN_NEW(r->a, cn_media_range, n);
	if (!range)
		return cn_arena_fail(r->a, r->err);
	cn_str whole = cn_sub(l->s[first].d, 6, bytes); /* a slice where one segment holds it */
	char *p = NULL;
	if (n > 1)
		CN_TRY(cn_media_join(r, bytes, &p));
	size_t at = 0, k = 0;
	for (size_t i = first; i != SIZE_MAX; i = l->s[i].next, k++) {
		cn_str d = l->s[i].d;
		range[k] = l->s[i].at;
		if (p) {
			cn_str part = cn_sub(d, 6 + (k > 0 ? box_head(d) : 0), d.n);
			memcpy(p + at, part.p, part.n);
			at += part.n;
		}
	}
	return cn_media_put_ranges(r, (cn_media_part){ CN_PART_C2PA, "APP11", { 0 }, p ? (cn_str){ p, bytes } : whole, range, n });
}

/* Segments are linked by their instance; instances are 16 bits, so a table finds the last one of each. */
static cn_code stores(cn_media_reader *r, app11s *l)
{
	if (l->n == 0)
		return CN_OK;
	uint32_t *last = CN_NEW(r->a, uint32_t, 1 << 16); /* 1 + index */
	if (!last)
		return cn_arena_fail(r->a, r->err);
	for (size_t i = 0; i < l->n; i++) {
		uint32_t *at = &last[cn_be16(l->s[i].d.p)];
		if (*at) {
			l->s[*at - 1].next = i;
			l->s[i].follows = true;
		}
		*at = (uint32_t)i + 1;
	}
	for (size_t i = 0; i < l->n; i++)
		if (!l->s[i].follows && is_store(l->s[i].d))
			CN_TRY(store(r, l, i));
	return CN_OK;
}

static bool begins(cn_str d, const char *mark, size_t n)
{
	return d.n >= n && memcmp(d.p, mark, n) == 0;
}

/* APP1: EXIF, XMP, or a piece of a packet that one segment was too short for. */
static cn_code app1(cn_media_reader *r, cn_str d, cn_media_range at)
{
	static const cn_str none = { "", 0 };
	if (begins(d, "Exif\0", 6))
		return cn_media_put(r, CN_PART_EXIF, "APP1", none, cn_sub(d, 6, d.n), at);
	if (begins(d, XMP, sizeof XMP))
		return cn_media_put(r, CN_PART_XMP, "APP1", none, cn_sub(d, sizeof XMP, d.n), at);
	if (begins(d, MORE_XMP, sizeof MORE_XMP)) /* digest (32), length (4), offset (4) */
		return cn_media_put(r, CN_PART_XMP, "APP1", CN_S("extended"), cn_sub(d, sizeof MORE_XMP + 40, d.n), at);
	return CN_OK;
}

static bool is_frame(unsigned char marker)
{
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static cn_code segment(cn_media_reader *r, app11s *l, unsigned char marker, cn_str d, cn_media_range at)
{
	if (marker == 0xeb && d.n >= 8 && memcmp(d.p, "JP", 2) == 0)
		return note(r, l, cn_sub(d, 2, d.n), at);
	if (marker == 0xe1)
		return app1(r, d, at);
	if (marker == 0xed && begins(d, IPTC, sizeof IPTC))
		return cn_media_put_photoshop(r, "APP13", cn_sub(d, sizeof IPTC, d.n));
	if (marker == 0xfe)
		return cn_media_put(r, CN_PART_TAG, "COM", CN_S("comment"), cn_sub(d, 0, CN_MEDIA_TAG_BYTES_MAX), at);
	if (is_frame(marker) && d.n >= 5 && r->out->width == 0) {
		r->out->height = cn_be16(d.p + 1);
		r->out->width = cn_be16(d.p + 3);
	}
	return CN_OK;
}

cn_code cn_media_read_jpeg(cn_media_reader *r)
{
	const unsigned char *u = (const unsigned char *)r->file.p;
	app11s l = { 0 };
	for (size_t at = 2;;) {
		CN_TRY(cn_media_step(r));
		if (r->file.n - at < 2 || u[at] != 0xff) {
			CN_TRY(cn_media_trouble(r, at, r->file.n - at < 2 ? "JPEG: it ends before its image data" : "JPEG: no marker where one must be"));
			break;
		}
		unsigned char m = u[at + 1];
		if (m == 0xda || m == 0xd9) /* image data, or the end */
			break;
		if (m == 0xff) { /* filling */
			at++;
			continue;
		}
		size_t n = r->file.n - at >= 4 ? cn_be16(r->file.p + at + 2) : 0;
		if (n < 2 || n > r->file.n - at - 2) {
			CN_TRY(cn_media_trouble(r, at, "JPEG: a segment runs past the end of the file"));
			break;
		}
		CN_TRY(segment(r, &l, m, cn_sub(r->file, at + 4, n - 2), (cn_media_range){ at, n + 2 }));
		at += n + 2;
	}
	return stores(r, &l);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

enum { SEGMENT_BYTES_MAX = 65533 }; /* of data, after the length */

static cn_code put_segment(cn_media_writer *w, unsigned char marker, cn_str head, cn_str data)
{
	size_t n = head.n + data.n;
	char *p = CN_NEW(w->a, char, 4 + head.n);
	if (!p)
		return cn_arena_fail(w->a, w->err);
	p[0] = (char)0xff;
	p[1] = (char)marker;
	p[2] = (char)((n + 2) >> 8);
	p[3] = (char)((n + 2) & 0xff);
	memcpy(p + 4, head.p, head.n);
	CN_TRY(cn_media_piece(w, (cn_str){ p, 4 + head.n }));
	return cn_media_piece(w, data);
}

static cn_code put_xmp(cn_media_writer *w, cn_str packet)
{
	if (packet.n > SEGMENT_BYTES_MAX - sizeof XMP)
		return CN_FAIL(w->err, CN_ETOOBIG, "JPEG: an XMP packet of %zu bytes is longer than a segment can be (%zu)", packet.n,
			       (size_t)SEGMENT_BYTES_MAX - sizeof XMP);
	return put_segment(w, 0xe1, (cn_str){ XMP, sizeof XMP }, packet);
}

/* A box instance that no APP11 segment of the file uses. */
static cn_code free_instance(cn_media_writer *w, unsigned *ret)
{
	const unsigned char *u = (const unsigned char *)w->file.p;
	bool *used = CN_NEW(w->a, bool, 1 << 16);
	if (!used)
		return cn_arena_fail(w->a, w->err);
	for (size_t at = 2; u[at + 1] != 0xda && u[at + 1] != 0xd9;) {
		size_t n = u[at + 1] == 0xff ? 1 : (size_t)cn_be16(w->file.p + at + 2) + 2;
		if (u[at + 1] == 0xeb && n >= 8)
			used[cn_be16(w->file.p + at + 6)] = true;
		at += n;
	}
	for (*ret = 0x211; used[*ret]; *ret = (*ret + 1) & 0xffff)
		if (*ret == 0x210)
			return CN_FAIL(w->err, CN_ETOOBIG, "JPEG: all numbers for boxes in APP11 segments are taken");
	return CN_OK;
}

/* As many APP11 segments as it takes. */
static cn_code put_store(cn_media_writer *w, cn_str store)
{
	unsigned instance = 0;
	CN_TRY(free_instance(w, &instance));
	if (store.n < 8 || store.n > UINT32_MAX)
		return CN_FAIL(w->err, CN_EINPUT, "a manifest store is a box of 8 bytes to 4 GiB, not %zu bytes", store.n);
	cn_str head = cn_sub(store, 0, 8), rest = cn_sub(store, 8, store.n);
	for (unsigned z = 1; z == 1 || rest.n > 0; z++) {
		char *p = CN_NEW(w->a, char, 16);
		if (!p)
			return cn_arena_fail(w->a, w->err);
		memcpy(p, "JP", 2);
		p[2] = (char)(instance >> 8);
		p[3] = (char)(instance & 0xff);
		for (int i = 0; i < 4; i++)
			p[4 + i] = (char)(z >> (24 - 8 * i) & 0xff);
		memcpy(p + 8, head.p, 8);
		cn_str some = cn_sub(rest, 0, SEGMENT_BYTES_MAX - 16);
		rest = cn_sub(rest, some.n, rest.n);
		CN_TRY(cn_media_store_here(w, 4 + 16 + some.n));
		CN_TRY(put_segment(w, 0xeb, (cn_str){ p, 16 }, some));
	}
	return CN_OK;
}

/* Does the segment at this byte carry what an edit takes the place of? */
static bool goes(const cn_media_writer *w, size_t at)
{
	for (size_t i = 0; i < w->read->n_part; i++) {
		const cn_media_part *p = &w->read->part[i];
		const cn_media_edit *e = cn_media_edit_of(w, p->kind, p->key);
		if (!e || (p->kind == CN_PART_XMP && p->key.n > 0 && e->bytes.p)) /* the extension of a packet stays with it */
			continue;
		for (size_t k = 0; k < p->n_range; k++)
			if (p->range[k].at == at)
				return true;
	}
	return false;
}

static cn_code put_new(cn_media_writer *w)
{
	const cn_media_edit *xmp = cn_media_edit_of(w, CN_PART_XMP, (cn_str){ 0 });
	const cn_media_edit *c2pa = cn_media_edit_of(w, CN_PART_C2PA, (cn_str){ 0 });
	if (xmp && xmp->bytes.p)
		CN_TRY(put_xmp(w, xmp->bytes));
	return c2pa && c2pa->bytes.p ? put_store(w, c2pa->bytes) : CN_OK;
}

/* Filling, JFIF, EXIF. */
static bool comes_first(cn_str s)
{
	unsigned char m = (unsigned char)s.p[1];
	return m == 0xff || m == 0xe0 || (m == 0xe1 && s.n == 8 && memcmp(s.p + 4, "Exif", 4) == 0);
}

/* New segments come behind the first JFIF and EXIF segments: before an index of further pictures (MPF, CIPA DC-007), whose offsets count
 * from itself, so that all that it points to moves with it. */
cn_code cn_media_write_jpeg(cn_media_writer *w)
{
	const unsigned char *u = (const unsigned char *)w->file.p;
	bool put = false, index = false;
	CN_TRY(cn_media_piece(w, cn_sub(w->file, 0, 2)));
	size_t at = 2;
	for (;;) {
		unsigned char m = u[at + 1];
		if (!put && !comes_first(cn_sub(w->file, at, 8))) {
			put = true;
			CN_TRY(put_new(w));
		}
		if (m == 0xda || m == 0xd9)
			return cn_media_piece(w, cn_sub(w->file, at, w->file.n));
		size_t n = m == 0xff ? 1 : (size_t)cn_be16(w->file.p + at + 2) + 2;
		bool gone = goes(w, at);
		index = index || (m == 0xe2 && n >= 8 && memcmp(u + at + 4, "MPF", 4) == 0);
		if (gone && index)
			return CN_FAIL(w->err, CN_EUNSUPPORTED, "JPEG: the label at byte %zu stands behind an index of further pictures and cannot be changed here", at);
		if (!gone)
			CN_TRY(cn_media_piece(w, cn_sub(w->file, at, n)));
		at += n;
	}
}
