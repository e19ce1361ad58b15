/* SVG read: XMP and the store in `metadata`, the texts. The store is base64 in an element c2pa:manifest (C2PA 2.2, A.3.6). */
#include "lab/media/format/svg.h"

#include "lab/media/format/charset.h"

enum { HEAD_BYTES_MAX = 64 << 10 };

bool cn_svg_is(cn_str file)
{
	cn_str s = cn_sub(file, 0, HEAD_BYTES_MAX);
	size_t at = cn_starts(s, "\xef\xbb\xbf") ? 3 : 0;
	for (;;) {
		cn_tag_xml x = cn_tag_xml_next(s, &at);
		if (x.kind == CN_XML_OPEN || x.kind == CN_XML_EMPTY)
			return cn_eqz(cn_tag_xml_local(x.name), "svg");
		bool before =
		    x.kind == CN_XML_NOTE || x.kind == CN_XML_PI || (x.kind == CN_XML_DOCTYPE && cn_starts(x.rest, "DOCTYPE"));
		if (!before && !(x.kind == CN_XML_TEXT && cn_trim(x.whole).n == 0))
			return false;
	}
}

typedef struct walk {
	cn_media_reader *r;
	cn_svg *m;
	size_t depth;
	size_t packet_from, packet_depth;     /* of XMP that is open; depth 0: none */
	size_t head_from;		      /* of a <?xpacket begin that XMP may follow; SIZE_MAX: none */
	size_t manifest_from, manifest_depth; /* the same of the store */
	size_t coded_from;
	size_t text_depth; /* of an element whose text is seen */
	bool bomb;
	bool second; /* a root more */
} walk;

static bool among(cn_str name, const char *const *list)
{
	for (; *list; list++)
		if (cn_eqz(name, *list))
			return true;
	return false;
}

static size_t offset(const walk *w, cn_str s)
{
	return (size_t)(s.p - w->r->file.p);
}

/* An element that is a label begins: one within another is none. */
static void label_opened(walk *w, const cn_tag_xml *x, size_t at)
{
	cn_str local = cn_tag_xml_local(x->name);
	if (w->packet_depth > 0 || w->manifest_depth > 0)
		return;
	if (cn_eqz(local, "xmpmeta") || cn_eqz(local, "RDF")) {
		w->packet_depth = w->depth;
		w->packet_from = w->head_from != SIZE_MAX ? w->head_from : at;
	} else if (cn_eqz(x->name, "c2pa:manifest")) {
		w->manifest_depth = w->depth;
		w->manifest_from = at;
		w->coded_from = at + x->whole.n;
	}
}

static void opened(walk *w, const cn_tag_xml *x)
{
	static const char *const SEEN[] = { "text", "title", "desc", NULL };
	cn_str local = cn_tag_xml_local(x->name);
	w->depth++;
	w->second = w->second || (w->depth == 1 && w->m->root.kind != 0);
	if (w->m->root.kind == 0)
		w->m->root = *x;
	if (w->depth == 2 && cn_eqz(local, "metadata") && w->m->metadata.kind == 0)
		w->m->metadata = *x;
	label_opened(w, x, offset(w, x->whole));
	if (w->text_depth == 0 && w->packet_depth == 0 && among(local, SEEN))
		w->text_depth = w->depth;
	w->head_from = SIZE_MAX;
}

static bool blank(const cn_tag_xml *x)
{
	return x->kind == CN_XML_TEXT && cn_trim(x->whole).n == 0;
}

/* Behind a <?xpacket end that follows, if one does. */
static size_t packet_end(const walk *w, size_t at)
{
	size_t next = at;
	cn_tag_xml x = cn_tag_xml_next(w->r->file, &next);
	if (blank(&x))
		x = cn_tag_xml_next(w->r->file, &next);
	return x.kind == CN_XML_PI && cn_eqz(x.name, "xpacket") && cn_starts(cn_trim(x.rest), "end") ? next : at;
}

static cn_code closed(walk *w, const cn_tag_xml *x)
{
	size_t at = offset(w, x->whole), end = at + x->whole.n;
	cn_media_reader *r = w->r;
	if (w->depth == w->packet_depth) {
		end = packet_end(w, end);
		CN_TRY(cn_slices_add(r->a, &w->m->packet, cn_sub(r->file, w->packet_from, end - w->packet_from), r->err));
		w->packet_depth = 0;
	}
	if (w->depth == w->manifest_depth) {
		size_t coded_end = x->kind == CN_XML_EMPTY ? w->coded_from : at;
		CN_TRY(cn_slices_add(r->a, &w->m->manifest, cn_sub(r->file, w->manifest_from, end - w->manifest_from), r->err));
		CN_TRY(cn_slices_add(r->a, &w->m->coded, (cn_str){ r->file.p + w->coded_from, coded_end - w->coded_from }, r->err));
		w->manifest_depth = 0;
	}
	if (w->depth == w->text_depth) {
		CN_TRY(cn_slices_add(r->a, &w->m->body, CN_S("\n"), r->err));
		w->text_depth = 0;
	}
	w->depth--;
	return CN_OK;
}

/* Entities that are made of entities: nothing here expands them, but what else reads the file would. */
static void declared(walk *w, const cn_tag_xml *x)
{
	cn_str s = x->rest;
	for (size_t at = 0; at < s.n; at++) {
		const char *c = memchr(s.p + at, '<', s.n - at);
		if (!c)
			return;
		at = (size_t)(c - s.p);
		cn_str one = cn_sub(s, at, s.n), head;
		if (!cn_starts(one, "<!ENTITY"))
			continue;
		(void)cn_split(one, '>', &head, &one);
		w->bomb = w->bomb || memchr(head.p, '&', head.n) != NULL || memchr(head.p, '%', head.n) != NULL;
		at += head.n;
	}
}

static cn_code step(walk *w, const cn_tag_xml *x)
{
	switch (x->kind) {
	case CN_XML_OPEN:
		opened(w, x);
		return CN_OK;
	case CN_XML_EMPTY:
		opened(w, x);
		return closed(w, x);
	case CN_XML_CLOSE:
		w->head_from = SIZE_MAX;
		if (w->depth > 0)
			return closed(w, x);
		return cn_media_trouble(w->r, offset(w, x->whole), "SVG: an element is closed that is not open");
	case CN_XML_DOCTYPE:
		declared(w, x);
		return CN_OK;
	case CN_XML_PI:
		w->head_from = cn_eqz(x->name, "xpacket") && cn_starts(cn_trim(x->rest), "begin") ? offset(w, x->whole) : SIZE_MAX;
		return CN_OK;
	case CN_XML_TEXT:
	case CN_XML_CDATA:
		w->head_from = blank(x) ? w->head_from : SIZE_MAX;
		return w->text_depth > 0 ? cn_slices_add(w->r->a, &w->m->body, x->rest, w->r->err) : CN_OK;
	default: /* comments say nothing */
		return CN_OK;
	}
}

cn_code cn_svg_map(cn_media_reader *r, cn_svg *ret)
{
	cn_svg m = { 0 };
	walk w = { .r = r, .m = &m, .head_from = SIZE_MAX };
	size_t at = cn_starts(r->file, "\xef\xbb\xbf") ? 3 : 0;
	for (;;) {
		CN_TRY(cn_media_step(r));
		cn_tag_xml x = cn_tag_xml_next(r->file, &at);
		if (x.kind == CN_XML_BROKEN)
			CN_TRY(cn_media_trouble(r, at, "SVG: a tag or a comment does not end"));
		if (x.kind == CN_XML_BROKEN || x.kind == CN_XML_END)
			break;
		CN_TRY(step(&w, &x));
	}
	if (w.depth > 0)
		CN_TRY(cn_media_trouble(r, r->file.n, "SVG: it ends before its elements do"));
	if (w.second)
		CN_TRY(cn_media_trouble(r, 0, "SVG: it has more than one root"));
	if (w.bomb)
		CN_TRY(cn_media_trouble(r, 0, "SVG: it declares entities that are made of entities"));
	if (!cn_utf8_ok(r->file))
		CN_TRY(cn_media_trouble(r, 0, "SVG: it is not UTF-8"));
	*ret = m;
	return CN_OK;
}

/* ---- parts ------------------------------------------------------------------------------------------------------------------ */

static cn_code put_store(cn_media_reader *r, cn_str coded)
{
	cn_str store;
	cn_media_range at = { (size_t)(coded.p - r->file.p), coded.n };
	bool ok;
	CN_TRY(cn_media_unbase64(r, coded, &store, &ok));
	if (!ok)
		return cn_media_trouble(r, at.at, "SVG: what c2pa:manifest holds is no base64");
	return cn_media_put(r, CN_PART_C2PA, "c2pa:manifest", (cn_str){ "", 0 }, store, at);
}

/* "100" or "100px". */
static uint32_t pixels(const cn_tag_xml *root, const char *name)
{
	cn_str v = { "", 0 };
	int64_t n = 0;
	if (!cn_tag_xml_attribute(root, name, &v))
		return 0;
	v = cn_trim(v);
	if (cn_ends(v, "px"))
		v.n -= 2;
	return cn_int_parse(v, 0, UINT32_MAX, &n, NULL) == CN_OK ? (uint32_t)n : 0;
}

static cn_code put_body(cn_media_reader *r, const cn_svg *m)
{
	cn_str text;
	char *p = NULL;
	if (m->body.bytes == 0)
		return CN_OK;
	const cn_str *first = NULL, *last = NULL; /* those of the file: line ends between them are ours */
	for (size_t i = 0; i < m->body.n; i++) {
		const cn_str *s = &m->body.slice[i];
		if (s->p < r->file.p || s->p >= r->file.p + r->file.n)
			continue;
		first = first ? first : s;
		last = s;
	}
	if (!first)
		return CN_OK;
	cn_media_range at = { (size_t)(first->p - r->file.p), (size_t)(last->p - first->p) + last->n };
	CN_TRY(cn_slices_joined(r, &m->body, &text));
	CN_TRY(cn_media_join(r, text.n, &p));
	memcpy(p, text.p, text.n);
	text = cn_trim((cn_str){ p, cn_tag_xml_plain(p, text.n) });
	return text.n ? cn_media_put(r, CN_PART_BODY, "text", (cn_str){ "", 0 }, text, at) : CN_OK;
}

static void sort_parts(cn_media_reader *r)
{
	for (size_t i = 1; i < r->n; i++) {
		cn_media_part x = r->part[i];
		size_t k = i;
		for (; k > 0 && r->part[k - 1].range[0].at > x.range[0].at; k--)
			r->part[k] = r->part[k - 1];
		r->part[k] = x;
	}
}

cn_code cn_media_read_svg(cn_media_reader *r)
{
	cn_svg m;
	CN_TRY(cn_svg_map(r, &m));
	r->out->width = pixels(&m.root, "width");
	r->out->height = pixels(&m.root, "height");
	CN_TRY(put_body(r, &m));
	for (size_t i = 0; i < m.packet.n; i++) {
		cn_str s = m.packet.slice[i];
		CN_TRY(cn_media_put(r, CN_PART_XMP, "metadata", (cn_str){ "", 0 }, s,
				    (cn_media_range){ (size_t)(s.p - r->file.p), s.n }));
	}
	for (size_t i = 0; i < m.coded.n; i++)
		CN_TRY(put_store(r, m.coded.slice[i]));
	sort_parts(r);
	return CN_OK;
}
