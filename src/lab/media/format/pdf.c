/* PDF read: the texts of its Info dictionary, the XMP stream of its catalog, and the store among its associated or embedded files.
 */
#include "lab/media/format/charset.h"
#include "lab/media/format/pdf.h"

enum { NODES_MAX = 256 };

static const cn_str NONE = { "", 0 };

/* Where a value stands: by itself if it is a slice of the file, else what it was packed in. */
static cn_media_range place(const cn_pdf *p, cn_str key, cn_str value, cn_media_range packed)
{
	const char *from = p->r->file.p, *end = from + p->r->file.n;
	if (value.p < from || value.p >= end || key.p < from || key.p > value.p)
		return packed;
	return (cn_media_range){ (size_t)(key.p - from), (size_t)(value.p - key.p) + value.n };
}

static cn_code put_info(cn_pdf *p, cn_str key, cn_str value, cn_media_range packed)
{
	cn_pdf_object o;
	cn_str name, text;
	cn_media_range at = place(p, key, value, packed);
	CN_TRY(cn_pdf_text(p->r, (cn_str){ key.p - 1, key.n + 1 }, &name)); /* with its slash */
	CN_TRY(cn_pdf_load(p, value, at, &o));
	if (!cn_starts(o.value, "(") && !(cn_starts(o.value, "<") && !cn_starts(o.value, "<<")) && !cn_starts(o.value, "/"))
		return CN_OK;
	bool label = cn_eqz(name, "AIGC");
	CN_TRY(cn_pdf_text(p->r, o.value, &text));
	CN_TRY(cn_media_utf8(p->r, CN_CHARSET_UTF8, name, CN_MEDIA_TAG_BYTES_MAX, &name));
	CN_TRY(cn_media_utf8(p->r, CN_CHARSET_PDF, text, label ? SIZE_MAX : CN_MEDIA_TAG_BYTES_MAX, &text));
	return cn_media_put(p->r, label ? CN_PART_AIGC : CN_PART_TAG, "Info", name, text, at);
}

static cn_code read_info(cn_pdf *p)
{
	cn_pdf_object o;
	cn_str key, value;
	size_t at = 0;
	CN_TRY(cn_pdf_load(p, p->info, (cn_media_range){ 0 }, &o));
	while (cn_pdf_next(o.value, &at, &key, &value))
		CN_TRY(put_info(p, key, value, o.at));
	return CN_OK;
}

/* A stream as a part: its bytes in the file are its range. */
static cn_code put_stream(cn_pdf *p, cn_media_kind kind, const char *carrier, const cn_pdf_object *o)
{
	cn_str bytes;
	bool ok;
	if (!o->has_stream)
		return CN_OK;
	CN_TRY(cn_pdf_unpacked(p, o, &bytes, &ok));
	size_t at = (size_t)(o->stream.p - p->r->file.p);
	if (kind == CN_PART_C2PA && p->encrypt.n > 0 && !cn_starts(cn_sub(bytes, 4, bytes.n), "jumb"))
		return CN_OK; /* what is encrypted is no store; that was said */
	if (!ok)
		return cn_media_trouble(p->r, at, "PDF: a label in a stream is broken, or packed in a way that is not known here");
	return cn_media_put(p->r, kind, carrier, NONE, bytes, (cn_media_range){ at, o->stream.n });
}

/* A file specification: the store, if its relationship says so. */
static cn_code put_file(cn_pdf *p, cn_str value, size_t *n_files)
{
	cn_pdf_object spec, ef, file;
	cn_str v, f;
	if (*n_files == CN_PDF_FILES_MAX)
		return cn_media_trouble(p->r, 0, "PDF: it has too many embedded files to look at them all");
	++*n_files;
	CN_TRY(cn_pdf_load(p, value, (cn_media_range){ 0 }, &spec));
	if (!cn_pdf_get(spec.value, "AFRelationship", &v) || !cn_eqz(v, "/C2PA_Manifest") || !cn_pdf_get(spec.value, "EF", &v))
		return CN_OK;
	CN_TRY(cn_pdf_load(p, v, spec.at, &ef));
	if (!cn_pdf_get(ef.value, "F", &f) && !cn_pdf_get(ef.value, "UF", &f))
		return CN_OK;
	CN_TRY(cn_pdf_load(p, f, ef.at, &file));
	for (size_t i = 0; file.has_stream && i < p->r->n; i++) /* once, by whichever way it is found */
		if (p->r->part[i].kind == CN_PART_C2PA && p->r->part[i].range[0].at == (size_t)(file.stream.p - p->r->file.p))
			return CN_OK;
	return put_stream(p, CN_PART_C2PA, "embedded file", &file);
}

static cn_code associated(cn_pdf *p, cn_str value, size_t *n_files)
{
	cn_pdf_object list;
	cn_str v;
	size_t at = 0;
	CN_TRY(cn_pdf_load(p, value, (cn_media_range){ 0 }, &list));
	while (*n_files < CN_PDF_FILES_MAX && cn_pdf_each(list.value, &at, &v))
		CN_TRY(put_file(p, v, n_files));
	return CN_OK;
}

/* The tree of names of embedded files: nodes wait in a list, so that none is followed by recursion. */
static cn_code embedded(cn_pdf *p, cn_str tree, size_t *n_files)
{
	cn_str node[NODES_MAX], v, name;
	size_t n = 1, at;
	node[0] = tree;
	for (size_t i = 0; i < n; i++) {
		cn_pdf_object o, list;
		CN_TRY(cn_pdf_load(p, node[i], (cn_media_range){ 0 }, &o));
		if (cn_pdf_get(o.value, "Names", &v)) {
			CN_TRY(cn_pdf_load(p, v, o.at, &list));
			at = 0;
			while (*n_files < CN_PDF_FILES_MAX && cn_pdf_each(list.value, &at, &name) &&
			       cn_pdf_each(list.value, &at, &v))
				CN_TRY(put_file(p, v, n_files));
		}
		if (!cn_pdf_get(o.value, "Kids", &v))
			continue;
		CN_TRY(cn_pdf_load(p, v, o.at, &list));
		at = 0;
		while (n < NODES_MAX && cn_pdf_each(list.value, &at, &v))
			node[n++] = v;
	}
	return CN_OK;
}

static cn_code read_catalog(cn_pdf *p, bool texts)
{
	cn_pdf_object root, o;
	cn_str v;
	size_t n_files = 0;
	CN_TRY(cn_pdf_load(p, p->root, (cn_media_range){ 0 }, &root));
	if (!cn_starts(root.value, "<<"))
		return cn_media_trouble(p->r, 0, "PDF: its catalog is not found");
	if (texts && cn_pdf_get(root.value, "Metadata", &v)) {
		CN_TRY(cn_pdf_load(p, v, root.at, &o));
		CN_TRY(put_stream(p, CN_PART_XMP, "Metadata", &o));
	}
	if (cn_pdf_get(root.value, "AF", &v))
		CN_TRY(associated(p, v, &n_files));
	if (!cn_pdf_get(root.value, "Names", &v))
		return CN_OK;
	CN_TRY(cn_pdf_load(p, v, root.at, &o));
	return cn_pdf_get(o.value, "EmbeddedFiles", &v) ? embedded(p, v, &n_files) : CN_OK;
}

/* Into the order of the file; those of one place stay as they came. Few, and mostly in order. */
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

cn_code cn_media_read_pdf(cn_media_reader *r)
{
	cn_pdf *p = CN_NEW(r->a, cn_pdf, 1);
	cn_pdf_object o;
	cn_str v;
	if (!p)
		return cn_arena_fail(r->a, r->err);
	p->r = r;
	CN_TRY(cn_pdf_index(p));
	bool open = p->encrypt.n == 0, texts = open;
	if (!open) { /* labels in the open are read all the same */
		CN_TRY(cn_pdf_load(p, p->encrypt, (cn_media_range){ 0 }, &o));
		texts = cn_pdf_get(o.value, "EncryptMetadata", &v) && cn_eqz(v, "false");
		CN_TRY(cn_media_trouble(r, 0, "PDF: it is encrypted, and its texts were not read"));
	} else {
		CN_TRY(read_info(p));
	}
	CN_TRY(read_catalog(p, texts));
	sort_parts(r);
	return CN_OK;
}
