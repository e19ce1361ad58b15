/* XMP in HEIF: an item of the media type application/rdf+xml that describes the primary item. Its packet stands in an mdat box of
 * its own at the end, since readers (ExifTool) do not look into idat. */
#include "lab/media/format/bmff.h"

enum { XMP_ITEMS_MAX = 16, WIPED_MAX = 64, MDAT_HEAD = 8 };

typedef struct packet {
	cn_bmff_writer *b;
	cn_meta m;
	cn_iloc l;		      /* of the file */
	uint32_t keep;		      /* the old XMP item that is pointed anew; 0: none */
	uint32_t gone[XMP_ITEMS_MAX]; /* old XMP items that go */
	size_t n_gone;
	uint32_t most;			 /* the largest number of an item or a group */
	cn_media_range wiped[WIPED_MAX]; /* where old packets stood */
	size_t n_wiped;
} packet;

static const cn_str NOTHING = { "", 0 };

static bool goes(const packet *k, uint32_t id)
{
	for (size_t i = 0; i < k->n_gone; i++)
		if (k->gone[i] == id)
			return true;
	return false;
}

static cn_code look_at_items(packet *k, bool put)
{
	cn_media_reader *r = &k->b->r;
	cn_boxes i;
	cn_item t;
	CN_TRY(cn_items_in(r, &k->m, &i));
	while (cn_items_next(&i, &t)) {
		k->most = t.id > k->most ? t.id : k->most;
		if (t.kind != CN_PART_XMP)
			continue;
		if (put && !k->keep)
			k->keep = t.id;
		else if (k->n_gone == XMP_ITEMS_MAX)
			return CN_FAIL(r->err, CN_ETOOBIG, "HEIF: more than %d XMP packets in one file", XMP_ITEMS_MAX);
		else
			k->gone[k->n_gone++] = t.id;
	}
	return i.rc;
}

/* Numbers are not given twice: an entry of iloc could not be told from another. */
static cn_code look_for_twins(packet *k)
{
	cn_boxes i;
	cn_item t;
	size_t n = 0;
	CN_TRY(cn_items_in(&k->b->r, &k->m, &i));
	while (cn_items_next(&i, &t))
		n += (k->keep && t.id == k->keep) || goes(k, t.id);
	CN_TRY(i.rc);
	if (n != k->n_gone + (k->keep != 0))
		return CN_FAIL(k->b->w->err, CN_EINPUT, "HEIF: an XMP item has its number twice");
	return CN_OK;
}

/* Groups are numbered among the items. */
static cn_code look_at_groups(packet *k)
{
	cn_media_reader *r = &k->b->r;
	cn_boxes i = k->m.grpl.size ? cn_boxes_in(r, &k->m.grpl) : cn_boxes_of(r, 0, 0);
	while (cn_boxes_next(&i)) {
		cn_str body = cn_box_body(r->file, &i.box);
		uint32_t id = body.n >= 8 ? cn_be32(body.p + 4) : 0;
		k->most = id > k->most ? id : k->most;
	}
	return i.rc;
}

/* ---- where old packets stood
 * ------------------------------------------------------------------------------------------------------- */

static bool overlaps(const cn_media_range *a, const cn_media_range *b)
{
	return a->at < b->at + b->size && b->at < a->at + a->size;
}

/* One more extent: of an old packet, or of an item that stays and may share bytes with one. */
static void note_extent(packet *k, const cn_media_range *range, bool ours)
{
	bool shared = false;
	for (size_t j = 0; j < k->n_wiped; j++) {
		if (!overlaps(&k->wiped[j], range))
			continue;
		shared = true;
		if (!ours)
			k->wiped[j].size = 0;
	}
	if (ours && !shared && k->n_wiped < WIPED_MAX)
		k->wiped[k->n_wiped++] = *range;
}

/* Extents of the old packets, but none that another item shares. */
static cn_code find_wiped(packet *k)
{
	for (int pass = 0; pass < 2; pass++) {
		cn_iloc l = k->l;
		cn_iloc_item t;
		while (cn_iloc_next(&l, &t)) {
			bool ours = (k->keep && t.id == k->keep) || goes(k, t.id);
			cn_media_range range;
			k->most = t.id > k->most ? t.id : k->most;
			for (size_t i = 0; i < t.extents && ours == (pass == 0); i++) {
				CN_TRY(cn_media_step(&k->b->r));
				if (cn_iloc_range(k->b->w->file, &k->m, &l, &t, i, &range))
					note_extent(k, &range, ours);
			}
		}
		if (l.broken)
			return CN_FAIL(k->b->w->err, CN_EINPUT, "HEIF: the list of places of its items is cut off");
	}
	return CN_OK;
}

/* Zeros stand where an old packet stood, so that nothing moves; but a box that holds nothing else goes. */
static cn_code wipe_in(packet *k, const cn_box *box)
{
	cn_bmff_writer *b = k->b;
	const size_t from = box->at + box->head, end = box->at + box->size;
	for (size_t j = 0; j < k->n_wiped; j++) {
		cn_media_range *x = &k->wiped[j];
		if (x->size == 0 || x->at < from || x->at >= end || x->size > end - x->at)
			continue;
		if (cn_box_is(box, "mdat") && x->size == end - from)
			return cn_splice_add(b, box->at, box->size, NOTHING, NULL, 0);
		char *zeros = CN_NEW(b->w->a, char, x->size);
		if (!zeros)
			return cn_arena_fail(b->w->a, b->w->err);
		CN_TRY(cn_splice_add(b, x->at, x->size, (cn_str){ zeros, x->size }, NULL, 0));
	}
	return CN_OK;
}

/* In mdat and in idat only: what an item has elsewhere is not its own. */
static cn_code wipe(packet *k)
{
	cn_boxes i = cn_boxes_top(&k->b->r);
	while (cn_boxes_next(&i))
		if (cn_box_is(&i.box, "mdat"))
			CN_TRY(wipe_in(k, &i.box));
	CN_TRY(i.rc);
	return k->m.idat.size ? wipe_in(k, &k->m.idat) : CN_OK;
}

/* ---- iinf, iref, iloc
 * --------------------------------------------------------------------------------------------------------------- */

static cn_code change_names(packet *k, uint32_t fresh)
{
	static const char TYPE[] = "mime\0application/rdf+xml"; /* the type, an empty name, the media type; each with its NUL */
	cn_bmff_writer *b = k->b;
	const cn_box in[] = { k->m.box, k->m.iinf };
	cn_str body = cn_box_body(b->w->file, &k->m.iinf);
	cn_boxes i;
	cn_item t;
	if (k->n_gone == 0 && !fresh)
		return CN_OK;
	CN_TRY(cn_items_in(&b->r, &k->m, &i));
	while (cn_items_next(&i, &t))
		if (t.kind == CN_PART_XMP && t.id != k->keep)
			CN_TRY(cn_splice_add(b, t.box.at, t.box.size, NOTHING, in, 2));
	CN_TRY(i.rc);
	size_t bytes = body.p[0] != 0 ? 4 : 2;
	uint64_t n = cn_get_be(body.p + 4, bytes);
	if (n < k->n_gone)
		return CN_FAIL(b->w->err, CN_EINPUT, "HEIF: the list of items counts fewer than there are");
	CN_TRY(cn_splice_number(b, k->m.iinf.at + k->m.iinf.head + 4, bytes, n - k->n_gone + (fresh != 0)));
	if (!fresh)
		return CN_OK;
	size_t id = fresh > UINT16_MAX ? 4 : 2, size = 12 + id + 2 + sizeof TYPE;
	char *p = CN_NEW(b->w->a, char, size);
	if (!p)
		return cn_arena_fail(b->w->a, b->w->err);
	cn_put_be(p, size, 4);
	memcpy(p + 4, "infe", 4);
	p[8] = id == 4 ? 3 : 2;
	cn_put_be(p + 12, fresh, id);
	memcpy(p + 12 + id + 2, TYPE, sizeof TYPE);
	return cn_splice_add(b, k->m.iinf.at + k->m.iinf.size, 0, (cn_str){ p, size }, in, 2);
}

/* References from items that go. */
static cn_code cut_references(packet *k)
{
	cn_bmff_writer *b = k->b;
	const cn_box in[] = { k->m.box, k->m.iref };
	cn_str file = b->w->file;
	cn_boxes i = cn_boxes_of(&b->r, k->m.iref.at + k->m.iref.head + 4, k->m.iref.at + k->m.iref.size);
	size_t id = file.p[k->m.iref.at + k->m.iref.head] != 0 ? 4 : 2;
	while (cn_boxes_next(&i)) {
		cn_str body = cn_box_body(file, &i.box);
		if (body.n >= id && goes(k, (uint32_t)cn_get_be(body.p, id)))
			CN_TRY(cn_splice_add(b, i.box.at, i.box.size, NOTHING, in, 2));
	}
	return i.rc;
}

/* "cdsc": the new item describes the primary one. A list of its own where there is none. */
static cn_code put_reference(packet *k, uint32_t fresh, uint32_t primary)
{
	cn_bmff_writer *b = k->b;
	bool there = k->m.iref.size > 0;
	bool wide = there ? b->w->file.p[k->m.iref.at + k->m.iref.head] != 0 : fresh > UINT16_MAX || primary > UINT16_MAX;
	size_t id = wide ? 4 : 2, skip = there ? 0 : 12, size = 8 + 2 * id + 2;
	if (!wide && fresh > UINT16_MAX)
		return CN_FAIL(b->w->err, CN_ETOOBIG, "HEIF: the list of references has no number left for one more item");
	char *p = CN_NEW(b->w->a, char, skip + size);
	if (!p)
		return cn_arena_fail(b->w->a, b->w->err);
	if (!there) {
		cn_put_be(p, skip + size, 4);
		memcpy(p + 4, "iref", 4);
		p[8] = wide;
	}
	cn_put_be(p + skip, size, 4);
	memcpy(p + skip + 4, "cdsc", 4);
	cn_put_be(p + skip + 8, fresh, id);
	cn_put_be(p + skip + 8 + id, 1, 2);
	cn_put_be(p + skip + 8 + id + 2, primary, id);
	const cn_box in[] = { k->m.box, k->m.iref };
	size_t at = there ? k->m.iref.at + k->m.iref.size : k->m.end;
	return cn_splice_add(b, at, 0, (cn_str){ p, skip + size }, in, there ? 2 : 1);
}

static cn_code change_references(packet *k, uint32_t fresh)
{
	cn_bmff_writer *b = k->b;
	uint32_t primary = cn_primary_item(b->w->file, &k->m);
	if (k->m.iref.size > 0 && k->m.iref.size - k->m.iref.head < 4)
		return CN_FAIL(b->w->err, CN_EINPUT, "HEIF: the list of references is cut off");
	if (k->m.iref.size > 0 && k->n_gone > 0)
		CN_TRY(cut_references(k));
	if (!fresh)
		return CN_OK;
	if (primary == 0)
		return CN_FAIL(b->w->err, CN_EUNSUPPORTED,
			       "HEIF: the file names no primary item, so an XMP packet would describe nothing");
	return put_reference(k, fresh, primary);
}

/* One extent in this file; where it lies is filled in when everything has its place. */
static size_t put_entry(const cn_iloc *l, char *p, uint32_t id, size_t bytes)
{
	size_t wide = l->version == 2 ? 4 : 2, at = wide + (l->version > 0 ? 2 : 0) + 2 + l->base;
	cn_put_be(p, id, wide);
	cn_put_be(p + at, 1, 2);
	cn_put_be(p + at + 2 + l->index + l->offset, bytes, l->length);
	return at + 2 + l->index + l->offset + l->length;
}

static bool has_room(const cn_iloc *l, uint32_t id)
{
	return l->length > 0 && l->offset + l->base > 0 && (l->version == 2 || id <= UINT16_MAX);
}

/* The list without the items that go; id: the new entry, 0: none. */
static cn_code change_places(packet *k, uint32_t id, size_t bytes)
{
	cn_bmff_writer *b = k->b;
	const cn_box *box = &k->m.iloc;
	cn_iloc l = k->l;
	cn_iloc_item t;
	char *p = CN_NEW(b->w->a, char, box->size + 64);
	if (!p)
		return cn_arena_fail(b->w->a, b->w->err);
	if (id && !has_room(&l, id))
		return CN_FAIL(b->w->err, CN_EUNSUPPORTED,
			       "HEIF: the list of places of its items has no room for where one more lies");
	size_t n = box->head + l.at;
	size_t wide = l.version == 2 ? 4 : 2, long_size = box->head == 16 ? 8 : 0;
	uint64_t kept = 0;
	memcpy(p, b->w->file.p + box->at, n);
	while (cn_iloc_next(&l, &t)) {
		if ((id && t.id == id) || goes(k, t.id))
			continue;
		memcpy(p + n, l.p + t.at, t.size);
		n += t.size;
		kept++;
	}
	if (id && kept++ == (wide == 2 ? UINT16_MAX : UINT32_MAX))
		return CN_FAIL(b->w->err, CN_ETOOBIG, "HEIF: the list of places of its items is full");
	if (id)
		n += put_entry(&l, p + n, id, bytes);
	cn_put_be(p + long_size, n, long_size ? 8 : 4);
	cn_put_be(p + box->head + 6, kept, wide);
	b->iloc = *box;
	b->iloc_new = p;
	b->iloc_new_n = n;
	b->xmp_id = id;
	return cn_splice_add(b, box->at, box->size, (cn_str){ p, n }, &k->m.box, 1);
}

/* ---- the whole
 * ------------------------------------------------------------------------------------------------------------------------ */

static cn_code put_packet(cn_bmff_writer *b, cn_str xmp, size_t at)
{
	char *p = CN_NEW(b->w->a, char, MDAT_HEAD);
	if (!p)
		return cn_arena_fail(b->w->a, b->w->err);
	cn_put_be(p, MDAT_HEAD + xmp.n, 4);
	memcpy(p + 4, "mdat", 4);
	b->xmp_order = b->n_splice;
	b->xmp_skip = MDAT_HEAD;
	CN_TRY(cn_splice_add(b, at, 0, (cn_str){ p, MDAT_HEAD }, NULL, 0));
	return cn_splice_add(b, at, 0, xmp, NULL, 0);
}

/* The packet's item gets a number of its own, or keeps that of the one before it. */
static cn_code change_lists(packet *k, const cn_media_edit *e)
{
	bool put = e->bytes.p != NULL;
	uint32_t fresh = put && !k->keep ? k->most + 1 : 0;
	if (put && !k->keep && fresh == 0)
		return CN_FAIL(k->b->w->err, CN_ETOOBIG, "HEIF: no number is left for one more item");
	CN_TRY(wipe(k));
	CN_TRY(change_names(k, fresh));
	CN_TRY(change_places(k, fresh ? fresh : k->keep, e->bytes.n));
	return change_references(k, fresh);
}

cn_code cn_write_xmp_item(cn_bmff_writer *b, const cn_media_edit *e, size_t at)
{
	bool put = e->bytes.p != NULL;
	packet *k = CN_NEW(b->w->a, packet, 1);
	if (!k)
		return cn_arena_fail(b->w->a, b->w->err);
	k->b = b;
	if (put && e->bytes.n == 0)
		return CN_FAIL(b->w->err, CN_EINPUT, "HEIF: an XMP packet of no bytes cannot be an item");
	if (b->meta.size > 0)
		CN_TRY(cn_meta_of(&b->r, &b->meta, &k->m));
	bool lists = k->m.iinf.size > 0 && k->m.iloc.size > 0 && cn_iloc_open(cn_box_body(b->w->file, &k->m.iloc), &k->l);
	if (!lists)
		return put ? CN_FAIL(b->w->err, CN_EUNSUPPORTED,
				     "HEIF: the file has no list of items, which would hold an XMP packet")
			   : CN_OK;
	CN_TRY(look_at_items(k, put));
	if (!put && k->n_gone == 0)
		return CN_OK;
	CN_TRY(look_for_twins(k));
	CN_TRY(look_at_groups(k));
	CN_TRY(find_wiped(k));
	CN_TRY(change_lists(k, e));
	return put ? put_packet(b, e->bytes, at) : CN_OK;
}
