/* Labels into ISO base media files: content credentials directly behind ftyp (C2PA 2.2, A.5), XMP as a uuid box of its own or, in
 * HEIF, as an item, fields in moov. What lies behind moves, and the offsets that point there follow. */
#include "lab/media/format/bmff.h"

/* The boxes at the top that the writer asks for. */
static cn_code survey(cn_bmff_writer *b)
{
	cn_boxes i = cn_boxes_top(&b->r);
	while (cn_boxes_next(&i)) {
		cn_box *first = cn_box_is(&i.box, "ftyp")   ? &b->ftyp
				: cn_box_is(&i.box, "moov") ? &b->moov
				: cn_box_is(&i.box, "meta") ? &b->meta
							    : NULL;
		b->twice = b->twice || (first && first->size > 0 && first != &b->ftyp);
		if (first && first->size == 0)
			*first = i.box;
		b->last = i.box;
	}
	return i.rc;
}

/* Behind everything, but before a box that goes to the end of the file and before mfra, which is found from there. */
static size_t tail(const cn_bmff_writer *b)
{
	return b->last.open || cn_box_is(&b->last, "mfra") ? b->last.at : b->w->file.n;
}

/* A uuid box around `body`: its head with `more` bytes of fields, then the body itself. */
static cn_code put_uuid(cn_bmff_writer *b, size_t at, const char id[16], cn_str more, cn_str body, bool store)
{
	size_t head = 24 + more.n;
	char *p = CN_NEW(b->w->a, char, head);
	if (!p)
		return cn_arena_fail(b->w->a, b->w->err);
	if (body.n > CN_BOX_PUT_MAX)
		return CN_FAIL(b->w->err, CN_ETOOBIG, "BMFF: a label has at most %d bytes, not %zu", CN_BOX_PUT_MAX, body.n);
	cn_put_be(p, head + body.n, 4);
	memcpy(p + 4, "uuid", 4);
	memcpy(p + 8, id, 16);
	memcpy(p + 24, more.p, more.n);
	CN_TRY(cn_splice_add(b, at, 0, (cn_str){ p, head }, NULL, 0));
	if (store)
		b->splice[b->n_splice - 1].store = head + body.n;
	return cn_splice_add(b, at, 0, body, NULL, 0);
}

static cn_code cut_box(cn_bmff_writer *b, const cn_box *box)
{
	return cn_splice_add(b, box->at, box->size, (cn_str){ "", 0 }, NULL, 0);
}

/* Old stores and old XMP at the top. *ret_xmp: where the first packet stood; SIZE_MAX: nowhere. */
static cn_code cut_old(cn_bmff_writer *b, bool stores, bool xmp, size_t *ret_xmp)
{
	*ret_xmp = SIZE_MAX;
	cn_boxes i = cn_boxes_top(&b->r);
	while (cn_boxes_next(&i)) {
		cn_uuid u = cn_uuid_of(b->w->file, &i.box, NULL);
		if (xmp && u == CN_UUID_XMP && *ret_xmp == SIZE_MAX)
			*ret_xmp = i.box.at;
		if ((xmp && u == CN_UUID_XMP) || (stores && (u == CN_UUID_STORE || u == CN_UUID_MERKLE)))
			CN_TRY(cut_box(b, &i.box));
	}
	return i.rc;
}

static cn_code put_store(cn_bmff_writer *b, cn_str store)
{
	static const char FIELDS[4 + 9 + 8] = "\0\0\0\0manifest"; /* version and flags; no Merkle box */
	if (b->ftyp.size == 0 || b->ftyp.open)
		return CN_FAIL(b->w->err, CN_EUNSUPPORTED,
			       "BMFF: content credentials stand behind the box ftyp, which this file does not have");
	return put_uuid(b, b->ftyp.at + b->ftyp.size, CN_UUID_C2PA_BYTES, (cn_str){ FIELDS, sizeof FIELDS }, store, true);
}

static cn_code put_xmp(cn_bmff_writer *b, const cn_media_edit *e, size_t old)
{
	cn_media_format f = b->w->read->format;
	if (f == CN_MEDIA_HEIC || f == CN_MEDIA_AVIF)
		return cn_write_xmp_item(b, e, tail(b));
	const cn_media_edit gone = { .kind = CN_PART_XMP };
	CN_TRY(cn_write_xmp_item(b, &gone, 0));
	if (!e->bytes.p)
		return CN_OK;
	return put_uuid(b, old == SIZE_MAX ? tail(b) : old, CN_UUID_XMP_BYTES, (cn_str){ "", 0 }, e->bytes, false);
}

/* Does nothing move but what comes after the last byte? */
static bool all_stays(const cn_bmff_writer *b)
{
	return !b->iloc_new && (b->n_shift == 0 || b->shift[0].dead >= b->w->file.n);
}

cn_code cn_media_write_bmff(cn_media_writer *w)
{
	const cn_str none = { "", 0 };
	cn_bmff_writer b = { .w = w };
	b.r = (cn_media_reader){ .a = w->a, .file = w->file, .out = &b.out, .err = w->err };
	const cn_media_edit *c2pa = cn_media_edit_of(w, CN_PART_C2PA, none), *xmp = cn_media_edit_of(w, CN_PART_XMP, none);
	size_t old_xmp;
	CN_TRY(survey(&b));
	if (tail(&b) == 0)
		return CN_FAIL(w->err, CN_EUNSUPPORTED,
			       "BMFF: the first box goes to the end of the file, so a label would have to stand before it");
	cn_str brand = b.ftyp.size ? cn_sub(cn_box_body(w->file, &b.ftyp), 0, 4) : none;
	if (cn_eqz(brand, "crx "))
		return CN_FAIL(w->err, CN_EUNSUPPORTED,
			       "a Canon raw file keeps offsets in boxes of its own, so nothing in it can be moved");
	if (b.twice)
		return CN_FAIL(w->err, CN_EUNSUPPORTED,
			       "BMFF: the file has more than one moov or meta box, and which of them counts is not known");
	CN_TRY(cn_write_fields(&b)); /* first: what goes in at the end of moov stands before what comes behind it */
	CN_TRY(cut_old(&b, c2pa != NULL, xmp != NULL, &old_xmp));
	if (c2pa && c2pa->bytes.p)
		CN_TRY(put_store(&b, c2pa->bytes));
	if (xmp)
		CN_TRY(put_xmp(&b, xmp, old_xmp));
	CN_TRY(cn_splice_settle(&b));
	if (!all_stays(&b))
		CN_TRY(cn_bmff_shift(&b));
	return cn_splice_give(&b);
}
