/* Items of HEIF (ISO/IEC 23008-12): iinf names them, iloc says where they lie. */
#include "lab/media/format/bmff.h"

/* ---- iinf -----------------------------------------------------------------------------------------------------------------------
 */

cn_code cn_items_in(cn_media_reader *r, const cn_meta *m, cn_boxes *ret)
{
	cn_str body = cn_box_body(r->file, &m->iinf);
	size_t head = body.n > 0 && body.p[0] != 0 ? 8 : 6;
	*ret = cn_boxes_of(r, m->iinf.at + m->iinf.size, m->iinf.at + m->iinf.size);
	if (m->iinf.size == 0)
		return CN_OK;
	if (body.n < head)
		return cn_media_trouble(r, m->iinf.at, "HEIF: the list of items is cut off");
	ret->at = m->iinf.at + m->iinf.head + head;
	return CN_OK;
}

/* Type, name, media type and encoding of an item. Versions 0 and 1 know no type: what has a media type is mime. */
static bool item_of(cn_str b, cn_item *ret)
{
	unsigned version = b.n > 0 ? (unsigned char)b.p[0] : 0;
	size_t id = version == 3 ? 4 : 2, type = version < 2 ? 0 : 4, fixed = 4 + id + 2 + type;
	if (b.n < fixed || version > 3)
		return false;
	cn_str name, media, encoding, rest = cn_sub(b, fixed, b.n);
	const char *kind = version < 2 ? "mime" : b.p + fixed - 4;
	(void)cn_split(rest, '\0', &name, &rest);
	(void)cn_split(rest, '\0', &media, &rest);
	(void)cn_split(rest, '\0', &encoding, &rest);
	ret->id = (uint32_t)cn_get_be(b.p + 4, id);
	ret->kind = memcmp(kind, "Exif", 4) == 0					       ? CN_PART_EXIF
		    : memcmp(kind, "mime", 4) == 0 && cn_type_is_xmp(media) && encoding.n == 0 ? CN_PART_XMP
											       : (cn_media_kind)0;
	return true;
}

bool cn_items_next(cn_boxes *i, cn_item *ret)
{
	while (cn_boxes_next(i)) {
		cn_item t = { .box = i->box };
		if (!cn_box_is(&i->box, "infe") || !item_of(cn_box_body(i->r->file, &i->box), &t))
			continue;
		*ret = t;
		return true;
	}
	return false;
}

/* ---- iloc
 * ------------------------------------------------------------------------------------------------------------------------- */

static bool is_width(unsigned n)
{
	return n == 0 || n == 4 || n == 8;
}

bool cn_iloc_open(cn_str body, cn_iloc *ret)
{
	cn_iloc l = { .p = body.p, .n = body.n };
	if (body.n < 8)
		return false;
	const unsigned char *u = (const unsigned char *)body.p;
	l.version = u[0];
	l.offset = u[4] >> 4;
	l.length = u[4] & 15;
	l.base = u[5] >> 4;
	l.index = l.version > 0 ? u[5] & 15u : 0;
	l.at = l.version == 2 ? 10 : 8;
	if (l.version > 2 || body.n < l.at || !is_width(l.offset) || !is_width(l.length) || !is_width(l.base) || !is_width(l.index))
		return false;
	l.left = (uint32_t)cn_get_be(body.p + 6, l.at - 6);
	*ret = l;
	return true;
}

size_t cn_iloc_stride(const cn_iloc *l)
{
	return l->index + l->offset + l->length;
}

bool cn_iloc_next(cn_iloc *l, cn_iloc_item *ret)
{
	size_t id = l->version == 2 ? 4 : 2, method = l->version > 0 ? 2 : 0, fixed = id + method + 2 + l->base + 2;
	if (l->left == 0 || l->broken)
		return false;
	l->broken = l->n - l->at < fixed;
	if (l->broken)
		return false;
	const char *p = l->p + l->at;
	cn_iloc_item t = { .id = (uint32_t)cn_get_be(p, id), .at = l->at };
	t.method = method ? (unsigned char)p[id + 1] & 15u : 0;
	t.source = cn_be16(p + id + method);
	t.base_at = l->at + id + method + 2;
	t.base = cn_get_be(l->p + t.base_at, l->base);
	t.extents = cn_be16(p + fixed - 2);
	t.extent_at = l->at + fixed;
	size_t stride = cn_iloc_stride(l);
	l->broken = stride > 0 && t.extents > (l->n - t.extent_at) / stride;
	if (l->broken)
		return false;
	t.size = fixed + t.extents * stride;
	l->at += t.size;
	l->left--;
	*ret = t;
	return true;
}

uint64_t cn_iloc_offset(const cn_iloc *l, const cn_iloc_item *t, size_t i)
{
	return cn_get_be(l->p + t->extent_at + i * cn_iloc_stride(l) + l->index, l->offset);
}

uint64_t cn_iloc_length(const cn_iloc *l, const cn_iloc_item *t, size_t i)
{
	return cn_get_be(l->p + t->extent_at + i * cn_iloc_stride(l) + l->index + l->offset, l->length);
}

bool cn_iloc_range(cn_str file, const cn_meta *m, const cn_iloc *l, const cn_iloc_item *t, size_t i, cn_media_range *ret)
{
	size_t from = t->method == 1 ? m->idat.at + m->idat.head : 0;
	size_t room = t->method == 1 ? m->idat.size - m->idat.head : file.n;
	uint64_t offset = cn_iloc_offset(l, t, i), size = cn_iloc_length(l, t, i);
	if (t->method > 1 || t->source != 0 || t->base > room || offset > room - t->base)
		return false;
	size_t at = (size_t)(t->base + offset);
	if (size == 0 && t->extents == 1)
		size = room - at; /* the whole of it */
	if (size > room - at)
		return false;
	*ret = (cn_media_range){ from + at, (size_t)size };
	return true;
}

uint32_t cn_primary_item(cn_str file, const cn_meta *m)
{
	cn_str b = m->pitm.size ? cn_box_body(file, &m->pitm) : (cn_str){ 0 };
	size_t id = b.n > 0 && b.p[0] != 0 ? 4 : 2;
	return b.n < 4 + id ? 0 : (uint32_t)cn_get_be(b.p + 4, id);
}

/* ---- Exif and XMP
 * ------------------------------------------------------------------------------------------------------------------- */

typedef struct wanted {
	cn_item *item; /* by id */
	size_t n;
} wanted;

static int by_id(const void *a, const void *b)
{
	const cn_item *x = a, *y = b;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->box.at < y->box.at ? -1 : x->box.at > y->box.at;
}

static cn_code find_wanted(cn_media_reader *r, const cn_meta *m, wanted *ret)
{
	cn_item *list = NULL, t;
	size_t n = 0, room = 0;
	cn_boxes i;
	CN_TRY(cn_items_in(r, m, &i));
	while (cn_items_next(&i, &t)) {
		if (!t.kind)
			continue;
		if (n == CN_MEDIA_PARTS_MAX)
			return CN_FAIL(r->err, CN_ETOOBIG, "more than %d labels and fields in one file", CN_MEDIA_PARTS_MAX);
		if (n == room) {
			room = room ? 2 * room : 16;
			cn_item *more = CN_NEW(r->a, cn_item, room);
			if (!more)
				return cn_arena_fail(r->a, r->err);
			if (n > 0)
				memcpy(more, list, n * sizeof *more);
			list = more;
		}
		list[n++] = t;
	}
	if (n > 1)
		qsort(list, n, sizeof *list, by_id);
	*ret = (wanted){ list, n };
	return i.rc;
}

static const cn_item *wanted_of(const wanted *w, uint32_t id)
{
	size_t lo = 0, hi = w->n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (w->item[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < w->n && w->item[lo].id == id ? &w->item[lo] : NULL;
}

/* Four bytes say how far behind them the TIFF header is. */
static cn_str exif_of(cn_str s)
{
	size_t skip = s.n >= 4 ? cn_be32(s.p) : 0;
	return s.n >= 4 && skip <= s.n - 4 ? cn_sub(s, 4 + skip, s.n) : s;
}

static cn_code put_item(cn_media_reader *r, const cn_meta *m, const cn_iloc *l, const cn_iloc_item *t, const cn_item *item)
{
	cn_media_range *range = CN_NEW(r->a, cn_media_range, t->extents);
	size_t bytes = 0, n = 0;
	if (!range)
		return cn_arena_fail(r->a, r->err);
	for (size_t i = 0; i < t->extents; i++) {
		CN_TRY(cn_media_step(r));
		if (!cn_iloc_range(r->file, m, l, t, i, &range[i]))
			return cn_media_trouble(r, item->box.at,
						"HEIF: an Exif or XMP item does not lie in the file, or is built from another one");
		if (!cn_add(bytes, range[i].size, &bytes))
			return cn_media_trouble(r, item->box.at, "HEIF: an item is longer than this machine can address");
	}
	cn_str s = t->extents == 1 ? cn_sub(r->file, range[0].at, range[0].size) : (cn_str){ 0 };
	if (t->extents > 1) {
		char *p = NULL;
		CN_TRY(cn_media_join(r, bytes, &p));
		for (size_t i = 0; i < t->extents; n += range[i++].size)
			memcpy(p + n, r->file.p + range[i].at, range[i].size);
		s = (cn_str){ p, n };
	}
	bool exif = item->kind == CN_PART_EXIF;
	return cn_media_put_ranges(
	    r,
	    (cn_media_part){ item->kind, exif ? "Exif item" : "mime item", { "", 0 }, exif ? exif_of(s) : s, range, t->extents });
}

/* ---- the size of the picture
 * ------------------------------------------------------------------------------------------------------------ */

/* The properties of an item, as a set of their numbers in ipco. */
typedef struct properties {
	uint8_t bits[128 / 8 * 256]; /* numbers below 32768 */
} properties;

static void associations(cn_str b, uint32_t id, properties *ret)
{
	bool wide = b.n > 0 && b.p[0] != 0, far = b.n > 3 && (b.p[3] & 1);
	size_t at = 8, head = (wide ? 4u : 2u) + 1, size = far ? 2 : 1;
	for (uint32_t left = b.n >= 8 ? cn_be32(b.p + 4) : 0; left > 0 && b.n - at >= head; left--) {
		bool ours = cn_get_be(b.p + at, head - 1) == id;
		size_t n = (unsigned char)b.p[at + head - 1];
		at += head;
		if (n > (b.n - at) / size)
			return;
		for (size_t i = 0; i < n && ours; i++) {
			size_t k = (size_t)cn_get_be(b.p + at + i * size, size) & (far ? 0x7fffu : 0x7fu);
			ret->bits[k / 8] = (uint8_t)(ret->bits[k / 8] | 1u << k % 8);
		}
		at += n * size;
	}
}

static cn_code read_size(cn_media_reader *r, const cn_meta *m)
{
	uint32_t id = cn_primary_item(r->file, m);
	properties *has = id && m->iprp.size ? CN_NEW(r->a, properties, 1) : NULL;
	cn_box ipco = { 0 };
	if (!id || !m->iprp.size)
		return CN_OK;
	if (!has)
		return cn_arena_fail(r->a, r->err);
	cn_boxes i = cn_boxes_in(r, &m->iprp);
	i.quiet = true;
	while (cn_boxes_next(&i)) {
		if (cn_box_is(&i.box, "ipco"))
			ipco = i.box;
		else if (cn_box_is(&i.box, "ipma"))
			associations(cn_box_body(r->file, &i.box), id, has);
	}
	CN_TRY(i.rc);
	i = ipco.size ? cn_boxes_in(r, &ipco) : cn_boxes_of(r, 0, 0);
	i.quiet = true;
	for (size_t k = 1; cn_boxes_next(&i) && k < 8 * sizeof has->bits; k++) {
		cn_str b = cn_box_body(r->file, &i.box);
		if (cn_box_is(&i.box, "ispe") && b.n >= 12 && (has->bits[k / 8] >> k % 8 & 1)) {
			r->out->width = cn_be32(b.p + 4);
			r->out->height = cn_be32(b.p + 8);
		}
	}
	return i.rc;
}

cn_code cn_read_items(cn_media_reader *r, const cn_meta *m)
{
	wanted w;
	cn_iloc l;
	cn_iloc_item t;
	CN_TRY(read_size(r, m));
	CN_TRY(find_wanted(r, m, &w));
	if (m->iloc.size == 0)
		return w.n > 0 ? cn_media_trouble(r, m->box.at, "HEIF: its items have no places") : CN_OK;
	if (!cn_iloc_open(cn_box_body(r->file, &m->iloc), &l))
		return cn_media_trouble(r, m->iloc.at, "HEIF: the list of places of its items cannot be read");
	while (cn_iloc_next(&l, &t)) {
		CN_TRY(cn_media_step(r));
		const cn_item *item = wanted_of(&w, t.id);
		if (item && t.extents > 0)
			CN_TRY(put_item(r, m, &l, &t, item));
	}
	return l.broken ? cn_media_trouble(r, m->iloc.at, "HEIF: the list of places of its items is cut off") : CN_OK;
}
