/* Offsets that no longer point where they did: every one that ISO/IEC 14496-12 counts from the start of the file. What is counted
 * from a nearer place stays, if nothing between has grown; where something has, the file is refused. */
#include "lab/media/format/bmff.h"

typedef struct level {
	cn_boxes boxes;
	char type[4];
} level;

typedef struct walk {
	cn_bmff_writer *b;
	level level[CN_MEDIA_DEPTH_MAX];
	size_t depth;
	size_t moof; /* the last one at the top; SIZE_MAX: none yet */
} walk;

static cn_code cut_off(const cn_bmff_writer *b, const cn_box *box)
{
	return CN_FAIL(b->w->err, CN_EINPUT, "BMFF: the box \"%.4s\" at byte %zu is shorter than what it lists", box->type,
		       box->at);
}

/* n entries of `stride` bytes from `at` of the body on, each with an offset of `bytes` behind `skip` others. */
static cn_code entries(cn_bmff_writer *b, const cn_box *box, size_t at, uint64_t n, size_t skip, size_t bytes, size_t stride)
{
	cn_str body = cn_box_body(b->w->file, box);
	char *copy = NULL;
	if (n == 0)
		return CN_OK;
	if (at > body.n || n > (body.n - at) / stride)
		return cut_off(b, box);
	for (size_t i = 0; i < n; i++) {
		uint64_t old = cn_get_be(body.p + at + i * stride + skip, bytes), now;
		CN_TRY(cn_moved(b, old, &now));
		if (old == now)
			continue;
		if (bytes == 4 && now > UINT32_MAX)
			return CN_FAIL(
			    b->w->err, CN_ETOOBIG,
			    "BMFF: an offset in \"%.4s\" has only 4 bytes and would pass 4 GiB: give the file long offsets first",
			    box->type);
		if (!copy) {
			copy = CN_NEW(b->w->a, char, (size_t)n *stride);
			if (!copy)
				return cn_arena_fail(b->w->a, b->w->err);
			memcpy(copy, body.p + at, (size_t)n * stride);
		}
		cn_put_be(copy + i * stride + skip, now, bytes);
	}
	return copy ? cn_splice_add(b, box->at + box->head + at, (size_t)n * stride, (cn_str){ copy, (size_t)n * stride }, NULL, 0)
		    : CN_OK;
}

static cn_code table(cn_bmff_writer *b, const cn_box *box, size_t at, uint64_t n, size_t bytes)
{
	return entries(b, box, at, n, 0, bytes, bytes);
}

/* ---- each kind of box
 * ------------------------------------------------------------------------------------------------------------- */

static cn_code chunks(walk *w, const cn_box *box)
{
	cn_str b = cn_box_body(w->b->w->file, box);
	size_t bytes = cn_box_is(box, "co64") ? 8 : 4;
	return b.n < 8 ? cut_off(w->b, box) : table(w->b, box, 8, cn_be32(b.p + 4), bytes);
}

/* In a fragment they are counted from its start. */
static cn_code auxiliary(walk *w, const cn_box *box)
{
	cn_str b = cn_box_body(w->b->w->file, box);
	if (memcmp(w->level[w->depth - 1].type, "stbl", 4) != 0)
		return CN_OK;
	size_t at = b.n >= 4 && (b.p[3] & 1) ? 12 : 4, bytes = b.n > 0 && b.p[0] != 0 ? 8 : 4;
	return b.n < at + 4 ? cut_off(w->b, box) : table(w->b, box, at + 4, cn_be32(b.p + at), bytes);
}

static cn_code fragment_header(walk *w, const cn_box *box)
{
	cn_str b = cn_box_body(w->b->w->file, box);
	if (b.n < 8)
		return cut_off(w->b, box);
	return (b.p[3] & 1) ? table(w->b, box, 8, 1, 8) : CN_OK;
}

static cn_code random_access(walk *w, const cn_box *box)
{
	cn_str b = cn_box_body(w->b->w->file, box);
	if (b.n < 16)
		return cut_off(w->b, box);
	size_t bytes = b.p[0] != 0 ? 8 : 4, lengths = (unsigned char)b.p[11];
	size_t stride = 2 * bytes + (lengths >> 4 & 3) + (lengths >> 2 & 3) + (lengths & 3) + 3;
	return entries(w->b, box, 16, cn_be32(b.p + 12), bytes, bytes, stride);
}

/* Counted from its own end, the first by an offset, then each by the size of the one before. */
static cn_code segment_index(walk *w, const cn_box *box)
{
	cn_str b = cn_box_body(w->b->w->file, box);
	size_t bytes = b.n > 0 && b.p[0] != 0 ? 8 : 4, at = 12 + bytes, head = 12 + 2 * bytes + 4;
	if (b.n < head)
		return cut_off(w->b, box);
	size_t n = cn_be16(b.p + head - 2), end = box->at + box->size;
	if (n > (b.n - head) / 12)
		return cut_off(w->b, box);
	uint64_t first = cn_get_be(b.p + at, bytes), all = 0;
	for (size_t i = 0; i < n; i++)
		all += cn_be32(b.p + head + 12 * i) & INT32_MAX;
	uint64_t from = end + (first > w->b->w->file.n ? w->b->w->file.n : first);
	int64_t here = cn_shift_at(w->b, end - 1), there = cn_shift_at(w->b, from),
		last = cn_shift_at(w->b, all ? from + all - 1 : from);
	if (there != last)
		return CN_FAIL(w->b->w->err, CN_EUNSUPPORTED,
			       "BMFF: a label would change inside a segment whose length the index at byte %zu gives", box->at);
	return here == there ? CN_OK : cn_splice_number(w->b, box->at + box->head + at, bytes, first + (uint64_t)(there - here));
}

/* Media that are kept in another file have offsets of that file. */
static cn_code sources(walk *w, const cn_box *box)
{
	cn_str file = w->b->w->file, b = cn_box_body(file, box);
	if (b.n < 8)
		return cut_off(w->b, box);
	cn_boxes i = cn_boxes_of(&w->b->r, box->at + box->head + 8, box->at + box->size);
	while (cn_boxes_next(&i)) {
		cn_str one = cn_box_body(file, &i.box);
		if (one.n < 4 || !(one.p[3] & 1))
			return CN_FAIL(w->b->w->err, CN_EUNSUPPORTED,
				       "BMFF: a track keeps its media in another file, so what must move is not known");
	}
	return i.rc;
}

static cn_code not_known(walk *w, const cn_box *box)
{
	return CN_FAIL(w->b->w->err, CN_EUNSUPPORTED, "BMFF: the box \"%.4s\" at byte %zu holds offsets that are not known here",
		       box->type, box->at);
}

/* ---- iloc
 * --------------------------------------------------------------------------------------------------------------------------- */

static cn_code set(cn_bmff_writer *b, char *p, size_t bytes, uint64_t v)
{
	if ((int64_t)v < 0 || (bytes < 8 && v >> 8 * bytes != 0))
		return CN_FAIL(b->w->err, CN_ETOOBIG, "HEIF: the places of items have %zu bytes, too few for where one must go",
			       bytes);
	cn_put_be(p, v, bytes);
	return CN_OK;
}

/* The base of an item takes the shift of its first extent, each offset what differs from that. */
static cn_code move_item(cn_bmff_writer *b, char *p, const cn_iloc *l, const cn_iloc_item *t)
{
	int64_t base = 0;
	for (size_t i = 0; i < t->extents; i++) {
		uint64_t offset = cn_iloc_offset(l, t, i), size = cn_iloc_length(l, t, i), now;
		if (offset > UINT64_MAX - t->base || size > UINT64_MAX - t->base - offset)
			return CN_FAIL(b->w->err, CN_EINPUT, "HEIF: item %u lies past every file", t->id);
		uint64_t at = t->base + offset;
		CN_TRY(cn_moved(b, at, &now));
		int64_t by = (int64_t)(now - at);
		if (cn_shift_at(b, size ? at + size - 1 : UINT64_MAX) != by)
			return CN_FAIL(b->w->err, CN_EUNSUPPORTED, "HEIF: something would change in the middle of item %u", t->id);
		if (i == 0 && (l->offset == 0 || t->base > 0))
			base = by;
		if (by != base)
			CN_TRY(
			    set(b, p + t->extent_at + i * cn_iloc_stride(l) + l->index, l->offset, offset + (uint64_t)(by - base)));
	}
	return base == 0 ? CN_OK : set(b, p + t->base_at, l->base, t->base + (uint64_t)base);
}

/* The entry of the new packet: its base is zero, or its offset has no bytes. */
static cn_code point_at_packet(cn_bmff_writer *b, char *p, const cn_iloc *l, const cn_iloc_item *t)
{
	uint64_t at = cn_splice_place(b, b->xmp_order) + b->xmp_skip;
	return l->offset ? set(b, p + t->extent_at + l->index, l->offset, at) : set(b, p + t->base_at, l->base, at);
}

static cn_code places(cn_bmff_writer *b, cn_str body, char *p, bool ours)
{
	cn_iloc l;
	cn_iloc_item t;
	if (!cn_iloc_open(body, &l))
		return CN_FAIL(b->w->err, CN_EINPUT, "HEIF: the list of places of its items cannot be read");
	while (cn_iloc_next(&l, &t)) {
		CN_TRY(cn_media_step(&b->r));
		if (ours && t.id == b->xmp_id)
			CN_TRY(point_at_packet(b, p, &l, &t));
		else if (t.method == 0 && t.source == 0)
			CN_TRY(move_item(b, p, &l, &t));
	}
	return l.broken ? CN_FAIL(b->w->err, CN_EINPUT, "HEIF: the list of places of its items is cut off") : CN_OK;
}

static cn_code item_places(walk *w, const cn_box *box)
{
	cn_bmff_writer *b = w->b;
	cn_str body = cn_box_body(b->w->file, box);
	if (b->iloc_new && box->at == b->iloc.at)
		return places(b, (cn_str){ b->iloc_new + box->head, b->iloc_new_n - box->head }, b->iloc_new + box->head, true);
	char *copy = CN_NEW(b->w->a, char, body.n ? body.n : 1);
	if (!copy)
		return cn_arena_fail(b->w->a, b->w->err);
	memcpy(copy, body.p, body.n);
	CN_TRY(places(b, body, copy, false));
	return memcmp(copy, body.p, body.n) == 0 ? CN_OK
						 : cn_splice_add(b, box->at + box->head, body.n, (cn_str){ copy, body.n }, NULL, 0);
}

/* ---- the walk
 * --------------------------------------------------------------------------------------------------------------------------- */

/* The offset of the first Merkle box, in a box of content credentials that stays. */
static cn_code credentials(walk *w, const cn_box *box)
{
	cn_bmff_writer *b = w->b;
	cn_uuid_store store;
	if (w->depth > 1 || cn_uuid_of(b->w->file, box, &store) != CN_UUID_STORE || !store.offset ||
	    cn_media_edit_of(b->w, CN_PART_C2PA, (cn_str){ 0 }))
		return CN_OK;
	size_t at = (size_t)(store.body.p - b->w->file.p) - 8;
	return cn_be64(b->w->file.p + at) == 0 ? CN_OK : table(b, box, at - box->at - box->head, 1, 8);
}

static bool holds_boxes(const cn_box *b)
{
	static const char LIST[][5] = { "moov", "trak", "mdia", "minf", "dinf", "stbl", "moof", "traf", "mfra", "meta", "meco" };
	for (size_t k = 0; k < sizeof LIST / sizeof *LIST; k++)
		if (cn_box_is(b, LIST[k]))
			return true;
	return false;
}

static cn_code one_box(walk *w, const cn_box *box)
{
	static const struct {
		const char *type;
		cn_code (*fix)(walk *w, const cn_box *box);
	} FIX[] = {
		{ "stco", chunks },	   { "co64", chunks },	      { "saio", auxiliary }, { "tfhd", fragment_header },
		{ "tfra", random_access }, { "sidx", segment_index }, { "dref", sources },   { "iloc", item_places },
		{ "uuid", credentials },   { "cmov", not_known },     { "gps ", not_known }, { "imda", not_known },
	};
	for (size_t k = 0; k < sizeof FIX / sizeof *FIX; k++)
		if (cn_box_is(box, FIX[k].type))
			return FIX[k].fix(w, box);
	return CN_OK;
}

static cn_code deeper(walk *w, const cn_box *box)
{
	cn_boxes i = cn_boxes_in(&w->b->r, box);
	if (w->depth == CN_MEDIA_DEPTH_MAX)
		return CN_FAIL(w->b->w->err, CN_ETOOBIG, "BMFF: at byte %zu boxes lie in each other deeper than %d", box->at,
			       CN_MEDIA_DEPTH_MAX);
	if (cn_box_is(box, "meta")) {
		cn_meta m;
		CN_TRY(cn_meta_of(&w->b->r, box, &m));
		i = cn_boxes_of(&w->b->r, m.first, m.end);
	}
	level *to = &w->level[w->depth++];
	to->boxes = i;
	memcpy(to->type, box->type, 4);
	return CN_OK;
}

/* Runs in a fragment count from it to its mdat. */
static cn_code at_the_top(walk *w, const cn_box *box)
{
	if (cn_box_is(box, "moof"))
		w->moof = box->at;
	if (cn_box_is(box, "mdat") && w->moof != SIZE_MAX &&
	    cn_shift_at(w->b, w->moof) != cn_shift_at(w->b, box->at + box->size - 1))
		return CN_FAIL(w->b->w->err, CN_EUNSUPPORTED,
			       "BMFF: a label would change between a fragment and its media at byte %zu", box->at);
	return CN_OK;
}

cn_code cn_bmff_shift(cn_bmff_writer *b)
{
	walk *w = CN_NEW(b->w->a, walk, 1);
	if (!w)
		return cn_arena_fail(b->w->a, b->w->err);
	*w = (walk){ .b = b, .moof = SIZE_MAX, .depth = 1, .level[0] = { .boxes = cn_boxes_top(&b->r) } };
	while (w->depth > 0) {
		level *l = &w->level[w->depth - 1];
		if (!cn_boxes_next(&l->boxes)) {
			CN_TRY(l->boxes.rc);
			w->depth--;
			continue;
		}
		const cn_box box = l->boxes.box;
		if (w->depth == 1)
			CN_TRY(at_the_top(w, &box));
		CN_TRY(holds_boxes(&box) ? deeper(w, &box) : one_box(w, &box));
	}
	if (b->out.trouble)
		return CN_FAIL(b->w->err, CN_EINPUT, "the file is damaged at byte %zu: %s", b->out.trouble_at, b->out.trouble);
	return CN_OK;
}
