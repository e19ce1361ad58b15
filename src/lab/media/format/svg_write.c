/* SVG written: old labels are cut out, new ones stand at the beginning of `metadata`, which is made if there is none. */
#include "lab/media/format/svg.h"

static const char MANIFEST_OPEN[] = "<c2pa:manifest xmlns:c2pa=\"http://c2pa.org/manifest\">",
		  MANIFEST_CLOSE[] = "</c2pa:manifest>";

/* Could this token stand in an element? */
static bool may_stand(const cn_tag_xml *x, size_t depth)
{
	if (x->kind == CN_XML_PI)
		return !cn_eqz(x->name, "xml");
	if (x->kind == CN_XML_TEXT)
		return depth > 0 || cn_trim(x->whole).n == 0;
	return x->kind != CN_XML_BROKEN && x->kind != CN_XML_DOCTYPE && (x->kind != CN_XML_CLOSE || depth > 0);
}

/* Would the file still be XML with this in it? */
static bool fits_in(cn_str s)
{
	size_t at = 0, depth = 0;
	bool any = false;
	for (;;) {
		cn_tag_xml x = cn_tag_xml_next(s, &at);
		if (x.kind == CN_XML_END)
			return depth == 0 && any && cn_utf8_ok(s);
		if (!may_stand(&x, depth))
			return false;
		depth += x.kind == CN_XML_OPEN;
		depth -= x.kind == CN_XML_CLOSE;
		any = any || x.kind == CN_XML_OPEN || x.kind == CN_XML_EMPTY;
	}
}

static cn_code put_store(cn_media_writer *w, cn_str store)
{
	cn_buf b;
	if (store.n > CN_MEDIA_JOINED_BYTES_MAX)
		return CN_FAIL(w->err, CN_ETOOBIG, "labels in pieces are longer than %d bytes together", CN_MEDIA_JOINED_BYTES_MAX);
	cn_buf_init(&b, store.n / 3 * 4 + 8);
	cn_base64(&b, (const uint8_t *)store.p, store.n);
	cn_str coded = cn_buf_copy(w->a, &b);
	cn_buf_done(&b);
	if (!cn_arena_ok(w->a))
		return cn_arena_fail(w->a, w->err);
	CN_TRY(cn_media_piece(w, cn_str_z(MANIFEST_OPEN)));
	CN_TRY(cn_media_store_here(w, coded.n));
	CN_TRY(cn_media_piece(w, coded));
	return cn_media_piece(w, cn_str_z(MANIFEST_CLOSE));
}

static cn_code put_new(cn_media_writer *w)
{
	const cn_media_edit *xmp = cn_media_edit_of(w, CN_PART_XMP, (cn_str){ "", 0 }),
			    *store = cn_media_edit_of(w, CN_PART_C2PA, (cn_str){ "", 0 });
	if (xmp && xmp->bytes.p) {
		if (!fits_in(xmp->bytes))
			return CN_FAIL(w->err, CN_EINPUT,
				       "an XMP packet for an SVG must be whole XML without a declaration of its own");
		CN_TRY(cn_media_piece(w, xmp->bytes));
	}
	return store && store->bytes.p ? put_store(w, store->bytes) : CN_OK;
}

static cn_code put_tag(cn_media_writer *w, const cn_tag_xml *root, const char *open)
{
	cn_str prefix, local;
	CN_TRY(cn_media_piece(w, cn_str_z(open)));
	if (cn_split(root->name, ':', &prefix, &local)) {
		CN_TRY(cn_media_piece(w, prefix));
		CN_TRY(cn_media_piece(w, CN_S(":")));
	}
	return cn_media_piece(w, CN_S("metadata>"));
}

/* A tag without an end of its own, opened: what stands before its slash. */
static cn_code open_up(cn_media_writer *w, const cn_tag_xml *x)
{
	CN_TRY(cn_media_piece(w, cn_sub(x->whole, 0, x->whole.n - 2)));
	return cn_media_piece(w, CN_S(">"));
}

static cn_code close_up(cn_media_writer *w, const cn_tag_xml *x)
{
	CN_TRY(cn_media_piece(w, CN_S("</")));
	CN_TRY(cn_media_piece(w, x->name));
	return cn_media_piece(w, CN_S(">"));
}

/* The new labels behind the tag of `metadata`, or in one of their own behind the tag of the root. */
static cn_code insert(cn_media_writer *w, const cn_svg *m, bool any)
{
	bool own = m->metadata.kind == 0;
	const cn_tag_xml *x = own ? &m->root : &m->metadata;
	bool empty = x->kind == CN_XML_EMPTY && any;
	CN_TRY(empty ? open_up(w, x) : cn_media_piece(w, x->whole));
	if (any && own)
		CN_TRY(put_tag(w, &m->root, "<"));
	CN_TRY(put_new(w));
	if (any && own)
		CN_TRY(put_tag(w, &m->root, "</"));
	return empty ? close_up(w, x) : CN_OK;
}

/* The next label that goes, of either kind; NULL: none. */
static const cn_str *next_cut(const cn_svg *m, bool xmp, bool store, size_t *packet, size_t *manifest)
{
	const cn_str *p = xmp && *packet < m->packet.n ? &m->packet.slice[*packet] : NULL;
	const cn_str *s = store && *manifest < m->manifest.n ? &m->manifest.slice[*manifest] : NULL;
	const cn_str *cut = !s || (p && p->p < s->p) ? p : s;
	*packet += cut && cut == p;
	*manifest += cut && cut == s;
	return cut;
}

cn_code cn_media_write_svg(cn_media_writer *w)
{
	cn_media_file said = { 0 };
	cn_media_reader r = { .a = w->a, .file = w->file, .out = &said, .err = w->err };
	cn_svg m;
	CN_TRY(cn_svg_map(&r, &m));
	const cn_media_edit *xmp = cn_media_edit_of(w, CN_PART_XMP, (cn_str){ "", 0 });
	const cn_media_edit *store = cn_media_edit_of(w, CN_PART_C2PA, (cn_str){ "", 0 });
	const cn_tag_xml *x = m.metadata.kind ? &m.metadata : &m.root;
	size_t at = (size_t)(x->whole.p - w->file.p), packet = 0, manifest = 0;
	CN_TRY(cn_media_piece(w, cn_sub(w->file, 0, at)));
	CN_TRY(insert(w, &m, (xmp && xmp->bytes.p) || (store && store->bytes.p)));
	at += x->whole.n;
	for (const cn_str *cut; (cut = next_cut(&m, xmp != NULL, store != NULL, &packet, &manifest)) != NULL; at += cut->n) {
		size_t from = (size_t)(cut->p - w->file.p);
		if (from < at)
			return CN_FAIL(w->err, CN_EUNSUPPORTED,
				       "a label of the SVG, at byte %zu, stands outside of its metadata and cannot be changed here",
				       from);
		CN_TRY(cn_media_piece(w, cn_sub(w->file, at, from - at)));
		at = from;
	}
	return cn_media_piece(w, cn_sub(w->file, at, w->file.n));
}
