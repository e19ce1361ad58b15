/* ISO base media files: boxes of size, type and body, in boxes. */
#include "lab/media/format/bmff.h"

const char CN_UUID_C2PA_BYTES[16] = { '\xd8', '\xfe', '\xc3', '\xd6', '\x1b', '\x0e', '\x48', '\x3c',
				      '\x92', '\x97', '\x58', '\x28', '\x87', '\x7e', '\xc4', '\x81' };
const char CN_UUID_XMP_BYTES[16] = { '\xbe', '\x7a', '\xcf', '\xcb', '\x97', '\xa9', '\x42', '\xe8',
				     '\x9c', '\x71', '\x99', '\x94', '\x91', '\xe3', '\xaf', '\xac' };

/* ---- boxes in order -------------------------------------------------------------------------------------------------------- */

/* What is wrong with the next one; NONE: nothing. */
typedef enum fault { NONE, CUT_OFF, NO_SIZE, TOO_SHORT, TOO_LONG } fault;

static cn_code broken(cn_boxes *i, fault f)
{
	i->broken = true;
	if (i->quiet)
		return CN_OK;
	switch (f) {
	case CUT_OFF:
		return cn_media_trouble(i->r, i->at, "BMFF: a box is cut off in its header");
	case NO_SIZE:
		return cn_media_trouble(i->r, i->at, "BMFF: a box in a box has no size");
	case TOO_SHORT:
		return cn_media_trouble(i->r, i->at, "BMFF: a box is shorter than its header");
	case TOO_LONG:
		return cn_media_trouble(i->r, i->at, "BMFF: a box runs past what holds it");
	case NONE:
		break;
	}
	return CN_OK;
}

static fault header(const cn_boxes *i, cn_box *b)
{
	size_t left = i->end - i->at;
	const char *p = i->r->file.p + i->at;
	if (left < 8)
		return CUT_OFF;
	uint64_t size = cn_be32(p);
	*b = (cn_box){ .at = i->at, .head = 8, .open = size == 0 };
	memcpy(b->type, p + 4, 4);
	if (size == 0 && !i->top)
		return NO_SIZE;
	if (size == 1) {
		b->head = 16;
		size = left < 16 ? 0 : cn_be64(p + 8);
	} else if (b->open) {
		size = left;
	}
	if (cn_box_is(b, "uuid"))
		b->head += 16;
	b->size = size > left ? 0 : (size_t)size;
	return size > left ? TOO_LONG : size < b->head ? TOO_SHORT : NONE;
}

bool cn_boxes_next(cn_boxes *i)
{
	cn_box b;
	if (i->rc != CN_OK || i->broken || i->at == i->end)
		return false;
	if (i->zero_ends && i->end - i->at >= 4 && cn_be32(i->r->file.p + i->at) == 0)
		return false;
	fault f = header(i, &b);
	i->rc = f != NONE ? broken(i, f) : cn_media_step(i->r);
	if (f != NONE || i->rc != CN_OK)
		return false;
	i->box = b;
	i->at += b.size;
	return true;
}

static void note_box(cn_meta *m, cn_str file, const cn_box *b)
{
	static const struct {
		const char *type;
		size_t at;
	} KNOWN[] = {
		{ "keys", offsetof(cn_meta, keys) }, { "ilst", offsetof(cn_meta, ilst) }, { "pitm", offsetof(cn_meta, pitm) },
		{ "iinf", offsetof(cn_meta, iinf) }, { "iloc", offsetof(cn_meta, iloc) }, { "iref", offsetof(cn_meta, iref) },
		{ "iprp", offsetof(cn_meta, iprp) }, { "idat", offsetof(cn_meta, idat) }, { "grpl", offsetof(cn_meta, grpl) },
	};
	cn_str body = cn_box_body(file, b);
	if (cn_box_is(b, "hdlr") && body.n >= 12)
		memcpy(m->handler, body.p + 8, 4);
	for (size_t k = 0; k < sizeof KNOWN / sizeof *KNOWN; k++) {
		cn_box *to = (cn_box *)(void *)((char *)m + KNOWN[k].at);
		if (cn_box_is(b, KNOWN[k].type) && to->size == 0)
			*to = *b;
	}
}

cn_code cn_meta_of(cn_media_reader *r, const cn_box *box, cn_meta *ret)
{
	cn_meta m = { .box = *box, .first = box->at + box->head };
	cn_str body = cn_box_body(r->file, box);
	bool plain = body.n >= 8 && memcmp(body.p + 4, "hdlr", 4) == 0;
	if (!plain && body.n >= 4)
		m.first += 4;
	cn_boxes i = cn_boxes_of(r, m.first, box->at + box->size);
	while (cn_boxes_next(&i))
		note_box(&m, r->file, &i.box);
	m.end = i.at;
	*ret = m;
	return i.rc;
}

/* ---- uuid ----------------------------------------------------------------------------------------------------------------------
 */

/* C2PA 2.2, A.5: version and flags, the purpose with its NUL, and for a store the offset of the first Merkle box. A.5.3 gives that offset to
 * what was signed first and says nothing of updates, which c2pa-rs writes with it: they are read with it and without. */
static cn_uuid store_of(cn_str body, cn_uuid_store *ret)
{
	cn_str rest;
	if (body.n < 4 || !cn_split(cn_sub(body, 4, body.n), '\0', &ret->purpose, &rest))
		return CN_UUID_OTHER;
	if (cn_eqz(ret->purpose, "merkle"))
		return CN_UUID_MERKLE;
	bool update = cn_eqz(ret->purpose, "update"), bare = update && rest.n >= 8 && memcmp(rest.p + 4, "jumb", 4) == 0;
	if ((!update && !cn_eqz(ret->purpose, "manifest") && !cn_eqz(ret->purpose, "original")) || rest.n < 8)
		return CN_UUID_OTHER;
	ret->body = bare ? rest : cn_sub(rest, 8, rest.n);
	ret->offset = !bare;
	return CN_UUID_STORE;
}

cn_uuid cn_uuid_of(cn_str file, const cn_box *b, cn_uuid_store *ret_store)
{
	cn_uuid_store none = { 0 }, *ret = ret_store ? ret_store : &none;
	*ret = (cn_uuid_store){ 0 };
	const char *id = file.p + b->at + b->head - 16;
	if (!cn_box_is(b, "uuid"))
		return CN_UUID_OTHER;
	ret->body = cn_box_body(file, b);
	if (memcmp(id, CN_UUID_XMP_BYTES, 16) == 0)
		return CN_UUID_XMP;
	return memcmp(id, CN_UUID_C2PA_BYTES, 16) == 0 ? store_of(ret->body, ret) : CN_UUID_OTHER;
}

static cn_code read_uuid(cn_media_reader *r, const cn_box *b)
{
	cn_uuid_store s;
	cn_uuid u = cn_uuid_of(r->file, b, &s);
	if (u == CN_UUID_XMP)
		return cn_media_put(r, CN_PART_XMP, "uuid", (cn_str){ "", 0 }, s.body, (cn_media_range){ b->at, b->size });
	if (u == CN_UUID_STORE)
		return cn_media_put(r, CN_PART_C2PA, "uuid", s.purpose, s.body, (cn_media_range){ b->at, b->size });
	if (u == CN_UUID_OTHER && memcmp(r->file.p + b->at + b->head - 16, CN_UUID_C2PA_BYTES, 16) == 0)
		return cn_media_trouble(r, b->at, "BMFF: a box of content credentials has no purpose that is known");
	return CN_OK;
}

/* ---- brands
 * ---------------------------------------------------------------------------------------------------------------------- */

static bool one_of(const char *brand, const char *list)
{
	for (; *list; list += 4)
		if (memcmp(brand, list, 4) == 0)
			return true;
	return false;
}

static cn_media_format format_of(cn_str brands)
{
	bool avif = false;
	for (size_t at = 0; brands.n - at >= 4; at += 4)
		avif = avif || (at != 4 && one_of(brands.p + at, "avifavis"));
	if (brands.n < 4)
		return CN_MEDIA_MP4;
	if (one_of(brands.p, "qt  "))
		return CN_MEDIA_MOV;
	if (one_of(brands.p, "M4A M4B M4P "))
		return CN_MEDIA_M4A;
	if (one_of(brands.p, "avifavis"))
		return CN_MEDIA_AVIF;
	if (one_of(brands.p, "heicheixhevchevxheimheishevmhevs"))
		return CN_MEDIA_HEIC;
	if (one_of(brands.p, "mif1mif2msf1miaf"))
		return avif ? CN_MEDIA_AVIF : CN_MEDIA_HEIC;
	return CN_MEDIA_MP4;
}

/* ---- moov: how long, how large
 * ----------------------------------------------------------------------------------------------------- */

static int64_t microseconds(uint64_t units, uint32_t scale)
{
	if (scale == 0 || units / scale > INT64_MAX / 1000000 - 1)
		return -1;
	return (int64_t)(units / scale * 1000000 + units % scale * 1000000 / scale);
}

static void movie_header(cn_media_reader *r, cn_str b, uint32_t *ret_scale)
{
	bool wide = b.n > 0 && b.p[0] == 1;
	if (b.n < (wide ? 32u : 20u))
		return;
	uint64_t units = wide ? cn_be64(b.p + 24) : cn_be32(b.p + 16);
	*ret_scale = cn_be32(b.p + (wide ? 20 : 12));
	if (units > 0 && units != (wide ? UINT64_MAX : UINT32_MAX))
		r->out->duration_us = microseconds(units, *ret_scale);
}

/* A movie in fragments: its header counts only what moov itself holds, if anything. */
static void fragments(cn_media_reader *r, const cn_box *mvex, uint32_t scale)
{
	r->out->duration_us = -1;
	cn_boxes i = cn_boxes_in(r, mvex);
	i.quiet = true;
	while (cn_boxes_next(&i)) {
		cn_str b = cn_box_body(r->file, &i.box);
		bool wide = b.n > 0 && b.p[0] == 1;
		if (cn_box_is(&i.box, "mehd") && b.n >= (wide ? 12u : 8u))
			r->out->duration_us = microseconds(cn_get_be(b.p + 4, wide ? 8 : 4), scale);
	}
}

static bool shows(cn_media_reader *r, const cn_box *mdia)
{
	cn_boxes i = cn_boxes_in(r, mdia);
	i.quiet = true;
	while (cn_boxes_next(&i)) {
		cn_str b = cn_box_body(r->file, &i.box);
		if (cn_box_is(&i.box, "hdlr") && b.n >= 12)
			return one_of(b.p + 8, "videpict");
	}
	return false;
}

static void track(cn_media_reader *r, const cn_box *trak)
{
	uint32_t w = 0, h = 0;
	bool seen = false;
	cn_boxes i = cn_boxes_in(r, trak);
	i.quiet = true;
	while (cn_boxes_next(&i)) {
		cn_str b = cn_box_body(r->file, &i.box);
		size_t at = b.n > 0 && b.p[0] == 1 ? 88 : 76;
		if (cn_box_is(&i.box, "tkhd") && b.n >= at + 8) {
			w = cn_be32(b.p + at) >> 16;
			h = cn_be32(b.p + at + 4) >> 16;
		}
		seen = seen || (cn_box_is(&i.box, "mdia") && shows(r, &i.box));
	}
	if (seen && r->out->width == 0) {
		r->out->width = w;
		r->out->height = h;
	}
}

static cn_code take_field(void *to, const cn_field *f)
{
	return cn_media_put(to, f->kind, f->carrier, f->key, f->text, (cn_media_range){ f->box.at, f->box.size });
}

static cn_code movie(cn_media_reader *r, const cn_box *moov)
{
	uint32_t scale = 0;
	cn_boxes i = cn_boxes_in(r, moov);
	while (cn_boxes_next(&i)) {
		if (cn_box_is(&i.box, "mvhd"))
			movie_header(r, cn_box_body(r->file, &i.box), &scale);
		else if (cn_box_is(&i.box, "trak"))
			track(r, &i.box);
		else if (cn_box_is(&i.box, "mvex"))
			fragments(r, &i.box, scale);
	}
	CN_TRY(i.rc);
	return cn_fields_of(r, moov, take_field, r);
}

/* ---- the file
 * ------------------------------------------------------------------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
	const cn_media_part *x = a, *y = b;
	if (x->range->at != y->range->at)
		return x->range->at < y->range->at ? -1 : 1;
	return x->bytes.p < y->bytes.p ? -1 : x->bytes.p > y->bytes.p;
}

static cn_code top_box(cn_media_reader *r, const cn_box *b)
{
	if (cn_box_is(b, "uuid"))
		return read_uuid(r, b);
	if (cn_box_is(b, "moov"))
		return movie(r, b);
	if (!cn_box_is(b, "meta"))
		return CN_OK;
	cn_meta m;
	CN_TRY(cn_meta_of(r, b, &m));
	return cn_read_items(r, &m);
}

cn_code cn_media_read_bmff(cn_media_reader *r)
{
	bool named = false;
	const char *first = r->file.n >= 8 ? r->file.p + 4 : "    ";
	r->out->format = one_of(first, "ftypstypmoofsidx") ? CN_MEDIA_MP4 : CN_MEDIA_MOV;
	cn_boxes i = cn_boxes_top(r);
	while (cn_boxes_next(&i)) {
		if (cn_box_is(&i.box, "ftyp") && !named) {
			r->out->format = format_of(cn_box_body(r->file, &i.box));
			named = true;
		}
		CN_TRY(top_box(r, &i.box));
	}
	CN_TRY(i.rc);
	if (r->n > 1)
		qsort(r->part, r->n, sizeof *r->part, by_place);
	return CN_OK;
}
