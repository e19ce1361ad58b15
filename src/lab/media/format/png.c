/* PNG (W3C, third edition): chunks of length, type, data and CRC up to IEND. A reader leaves the CRC alone, since a label with a wrong one
 * is still what is there. */
#include "lab/media/format/format.h"

static const char XMP[] = "XML:com.adobe.xmp"; /* its NUL ends the keyword */

/* The text of a field: Latin-1 as UTF-8. */
static cn_code latin1(cn_media_reader *r, cn_str s, cn_str *ret)
{
	bool plain = true;
	s = cn_sub(s, 0, CN_MEDIA_TAG_BYTES_MAX);
	for (size_t i = 0; i < s.n; i++)
		plain = plain && (unsigned char)s.p[i] < 0x80;
	*ret = s;
	if (plain)
		return CN_OK;
	char *p = NULL;
	size_t n = 0;
	CN_TRY(cn_media_join(r, 2 * s.n, &p));
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x80)
			p[n++] = (char)(0xc0 | c >> 6);
		p[n++] = (char)(c >= 0x80 ? 0x80 | (c & 0x3f) : c);
	}
	*ret = (cn_str){ p, n };
	return CN_OK;
}

/* Old programs keep packets as hexadecimal text under such a name, and mostly compressed. */
static bool hides_a_packet(cn_str key)
{
	return cn_starts(key, "Raw profile type ") || cn_eqz(key, XMP);
}

static cn_code international(cn_media_reader *r, cn_str key, cn_str rest, cn_media_range at)
{
	bool packed = rest.n > 0 && rest.p[0] != 0;
	cn_str lang, translated, text = cn_sub(rest, 2, rest.n);
	if (rest.n < 2 || !cn_split(text, '\0', &lang, &text) || !cn_split(text, '\0', &translated, &text))
		return cn_media_trouble(r, at.at, "PNG: an iTXt chunk is cut off");
	if (packed)
		return hides_a_packet(key) ? cn_media_trouble(r, at.at, "PNG: an XMP packet is compressed and was not read") : CN_OK;
	if (cn_eqz(key, XMP))
		return cn_media_put(r, CN_PART_XMP, "iTXt", (cn_str){ 0 }, text, at);
	return cn_media_put(r, CN_PART_TAG, "iTXt", key, cn_sub(text, 0, CN_MEDIA_TAG_BYTES_MAX), at);
}

static cn_code text(cn_media_reader *r, cn_str type, cn_str data, cn_media_range at)
{
	cn_str key, rest;
	if (!cn_split(data, '\0', &key, &rest))
		return cn_media_trouble(r, at.at, "PNG: a text chunk has no keyword");
	if (cn_eqz(type, "iTXt"))
		return international(r, key, rest, at);
	if (hides_a_packet(key))
		return cn_media_trouble(r, at.at, "PNG: a profile in hexadecimal text was not read");
	if (cn_eqz(type, "zTXt"))
		return CN_OK;
	CN_TRY(latin1(r, rest, &rest));
	return cn_media_put(r, CN_PART_TAG, "tEXt", key, rest, at);
}

static cn_code chunk(cn_media_reader *r, cn_str type, cn_str data, cn_media_range at)
{
	static const cn_str none = { "", 0 };
	if (cn_eqz(type, "caBX"))
		return cn_media_put(r, CN_PART_C2PA, "caBX", none, data, at);
	if (cn_eqz(type, "eXIf"))
		return cn_media_put(r, CN_PART_EXIF, "eXIf", none, data, at);
	if (cn_eqz(type, "iTXt") || cn_eqz(type, "tEXt") || cn_eqz(type, "zTXt"))
		return text(r, type, data, at);
	if (cn_eqz(type, "IHDR") && data.n >= 8) {
		r->out->width = cn_be32(data.p);
		r->out->height = cn_be32(data.p + 4);
	}
	return CN_OK;
}

cn_code cn_media_read_png(cn_media_reader *r)
{
	for (size_t at = 8;;) {
		CN_TRY(cn_media_step(r));
		if (r->file.n - at < 12)
			return cn_media_trouble(r, at, "PNG: it ends before its IEND chunk");
		size_t n = cn_be32(r->file.p + at);
		if (n > r->file.n - at - 12)
			return cn_media_trouble(r, at, "PNG: a chunk runs past the end of the file");
		cn_str type = cn_sub(r->file, at + 4, 4);
		if (cn_eqz(type, "IEND"))
			return CN_OK;
		CN_TRY(chunk(r, type, cn_sub(r->file, at + 8, n), (cn_media_range){ at, n + 12 }));
		at += n + 12;
	}
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

/* CRC-32 of ISO 3309, four bits at a time. */
static uint32_t crc(uint32_t c, cn_str s)
{
	static const uint32_t T[16] = { 0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
					0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c };
	for (size_t i = 0; i < s.n; i++) {
		c ^= (unsigned char)s.p[i];
		c = c >> 4 ^ T[c & 15];
		c = c >> 4 ^ T[c & 15];
	}
	return c;
}

static void put32(char *p, uint32_t x)
{
	for (int i = 0; i < 4; i++)
		p[i] = (char)(x >> (24 - 8 * i) & 0xff);
}

static cn_code put_chunk(cn_media_writer *w, const char *type, cn_str head, cn_str data)
{
	size_t n = head.n + data.n;
	char *p = CN_NEW(w->a, char, 12 + head.n);
	if (!p)
		return cn_arena_fail(w->a, w->err);
	if (n < data.n || n > INT32_MAX)
		return CN_FAIL(w->err, CN_ETOOBIG, "PNG: a chunk holds at most %d bytes, not %zu", INT32_MAX, data.n);
	put32(p, (uint32_t)n);
	memcpy(p + 4, type, 4);
	memcpy(p + 8, head.p, head.n);
	put32(p + 8 + head.n, ~crc(crc(UINT32_MAX, (cn_str){ p + 4, 4 + head.n }), data));
	CN_TRY(cn_media_piece(w, (cn_str){ p, 8 + head.n }));
	CN_TRY(cn_media_piece(w, data));
	return cn_media_piece(w, (cn_str){ p + 8 + head.n, 4 });
}

static cn_code put_text(cn_media_writer *w, cn_str key, cn_str value)
{
	if (key.n == 0 || key.n > 79 || memchr(key.p, 0, key.n))
		return CN_FAIL(w->err, CN_EINPUT, "PNG: the name of a text field has 1 to 79 bytes, not %zu", key.n);
	char *p = CN_NEW(w->a, char, key.n + 5); /* NUL, not compressed, no method, no language, no translation */
	if (!p)
		return cn_arena_fail(w->a, w->err);
	memcpy(p, key.p, key.n);
	return put_chunk(w, "iTXt", (cn_str){ p, key.n + 5 }, value);
}

static cn_code put_new(cn_media_writer *w)
{
	for (size_t i = 0; i < w->n_edit; i++) {
		const cn_media_edit *e = &w->edit[i];
		if (!e->bytes.p)
			continue;
		if (e->kind == CN_PART_TAG)
			CN_TRY(put_text(w, e->key, e->bytes));
		if (e->kind == CN_PART_XMP)
			CN_TRY(put_text(w, CN_S("XML:com.adobe.xmp"), e->bytes));
	}
	const cn_media_edit *c2pa = cn_media_edit_of(w, CN_PART_C2PA, (cn_str){ 0 });
	if (!c2pa || !c2pa->bytes.p)
		return CN_OK;
	CN_TRY(cn_media_store_here(w, c2pa->bytes.n + 12));
	return put_chunk(w, "caBX", (cn_str){ "", 0 }, c2pa->bytes);
}

/* New chunks come right behind IHDR, which is first by the standard. */
cn_code cn_media_write_png(cn_media_writer *w)
{
	size_t at = 8, part = 0;
	CN_TRY(cn_media_piece(w, cn_sub(w->file, 0, 8)));
	for (bool first = true;; first = false) {
		size_t n = (size_t)cn_be32(w->file.p + at) + 12;
		bool ends = cn_eqz(cn_sub(w->file, at + 4, 4), "IEND");
		if (first && !cn_eqz(cn_sub(w->file, at + 4, 4), "IHDR"))
			return CN_FAIL(w->err, CN_EINPUT, "PNG: its first chunk is not IHDR");
		if (ends)
			return cn_media_piece(w, cn_sub(w->file, at, w->file.n));
		while (part < w->read->n_part && w->read->part[part].range[0].at < at)
			part++;
		const cn_media_part *p = part < w->read->n_part && w->read->part[part].range[0].at == at ? &w->read->part[part] : NULL;
		if (!p || !cn_media_edit_of(w, p->kind, p->key))
			CN_TRY(cn_media_piece(w, cn_sub(w->file, at, n)));
		if (first)
			CN_TRY(put_new(w));
		at += n;
	}
}
