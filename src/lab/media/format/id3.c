/* ID3v2: a header, frames, padding. Sizes are "synchsafe" (seven bits a byte) in headers, and in frames since 2.4. */
#include "lab/media/format/id3.h"

#include "lab/media/format/charset.h"

enum { HEAD = 10, UNSYNC = 0x80, EXTENDED = 0x40, FOOTER = 0x10 };

static size_t synchsafe(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return (size_t)(u[0] & 0x7f) << 21 | (size_t)(u[1] & 0x7f) << 14 | (size_t)(u[2] & 0x7f) << 7 | (u[3] & 0x7f);
}

bool cn_id3_open(cn_str file, size_t at, cn_id3 *ret)
{
	if (at > file.n || file.n - at < HEAD || memcmp(file.p + at, "ID3", 3) != 0)
		return false;
	const unsigned char *h = (const unsigned char *)file.p + at;
	if (h[3] < 2 || h[3] > 4 || ((h[6] | h[7] | h[8] | h[9]) & 0x80))
		return false;
	cn_id3 t = { .file = file, .version = h[3], .at = at };
	size_t end = at + HEAD + synchsafe(file.p + at + 6);
	t.unsync = (h[5] & UNSYNC) != 0;
	t.frames_end = end < file.n ? end : file.n;
	t.end = h[3] == 4 && (h[5] & FOOTER) ? end + HEAD : end;
	t.next = at + HEAD;
	if (h[3] > 2 && (h[5] & EXTENDED)) { /* 2.3: its size leaves out itself */
		size_t n = t.frames_end - t.next < 4 ? SIZE_MAX
			   : h[3] == 3		     ? (size_t)cn_be32(file.p + t.next) + 4
						     : synchsafe(file.p + t.next);
		t.next = n > t.frames_end - t.next ? t.frames_end : t.next + n;
	}
	*ret = t;
	return true;
}

/* Past n bytes of a tag as they were before unsynchronisation, copied to out unless it is NULL; false if the tag ends before. */
static bool take(const cn_id3 *t, size_t *at, size_t n, char *out)
{
	size_t i = *at;
	if (n > t->frames_end - i)
		return false;
	if (!t->unsync || t->version == 4) { /* 2.4 does it frame by frame, and sizes count what is stored */
		if (out)
			memcpy(out, t->file.p + i, n);
		*at = i + n;
		return true;
	}
	for (size_t k = 0; k < n; k++) {
		if (i == t->frames_end)
			return false;
		char c = t->file.p[i++];
		if (out)
			out[k] = c;
		if (c == '\xff' && i < t->frames_end && t->file.p[i] == 0)
			i++;
	}
	*at = i;
	return true;
}

static bool id_char(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Could a frame of n bytes end here: does the next one begin, or padding? */
static bool ends_well(const cn_id3 *t, size_t at, size_t n)
{
	if (n > t->frames_end - at)
		return false;
	return n == t->frames_end - at || t->file.p[at + n] == 0 || id_char(t->file.p[at + n]);
}

/* Some programs write plain sizes into 2.4; where only those lead to a frame, they are meant. */
static size_t frame_size(const cn_id3 *t, const char *h, size_t at)
{
	if (t->version == 2)
		return (size_t)(unsigned char)h[3] << 16 | cn_be16(h + 4);
	size_t whole = cn_be32(h + 4), safe = synchsafe(h + 4);
	if (t->version == 3)
		return whole;
	return (cn_be32(h + 4) & 0x80808080u) || (whole != safe && !ends_well(t, at, safe) && ends_well(t, at, whole)) ? whole
														       : safe;
}

/* What the flags of a frame mean: bytes before its data, and whether it can be read. */
static size_t flagged(const cn_id3 *t, unsigned char flags, cn_id3_frame *f)
{
	if (t->version == 2)
		return 0;
	if (t->version == 3) { /* compressed, encrypted, of a group */
		f->opaque = (flags & 0xc0) != 0;
		return ((flags & 0x80) ? 4u : 0u) + ((flags & 0x40) ? 1u : 0u) + ((flags & 0x20) ? 1u : 0u);
	}
	f->opaque = (flags & 0x0c) != 0;
	f->unsync = t->unsync || (flags & 0x02);
	return ((flags & 0x40) ? 1u : 0u) + ((flags & 0x04) ? 1u : 0u) + ((flags & 0x01) ? 4u : 0u);
}

cn_id3_step cn_id3_next(cn_id3 *t, cn_id3_frame *ret)
{
	char h[HEAD] = { 0 };
	size_t at = t->next, head = t->version == 2 ? 6 : HEAD, id = t->version == 2 ? 3 : 4;
	if (at >= t->frames_end || t->file.p[at] == 0)
		return CN_ID3_END;
	if (!take(t, &at, head, h))
		return CN_ID3_BROKEN;
	for (size_t i = 0; i < id; i++)
		if (!id_char(h[i]) && !(i == 3 && h[i] == ' ')) /* 2.2 names in a tag that calls itself 2.3 */
			return CN_ID3_BROKEN;
	cn_id3_frame f = { .id = cn_sub(t->file, t->next, id), .unsync = t->unsync && t->version != 4 };
	size_t size = frame_size(t, h, at), before = flagged(t, (unsigned char)h[9], &f), data = at;
	if (before > size || !take(t, &data, before, NULL))
		return CN_ID3_BROKEN;
	size_t end = data;
	if (!take(t, &end, size - before, NULL))
		return CN_ID3_BROKEN;
	f.body = at;
	f.flag[0] = (unsigned char)h[8];
	f.flag[1] = (unsigned char)h[9];
	f.at = (cn_media_range){ t->next, end - t->next };
	f.data = (cn_media_range){ data, end - data };
	t->next = end;
	*ret = f;
	return CN_ID3_FRAME;
}

cn_code cn_id3_data(cn_media_reader *r, const cn_id3_frame *f, cn_str *ret)
{
	cn_str s = cn_sub(r->file, f->data.at, f->data.size);
	*ret = s;
	if (!f->unsync || !memchr(s.p, 0xff, s.n))
		return CN_OK;
	char *p = NULL;
	size_t n = 0;
	CN_TRY(cn_media_join(r, s.n, &p));
	for (size_t i = 0; i < s.n; i++) {
		p[n++] = s.p[i];
		if (s.p[i] == '\xff' && i + 1 < s.n && s.p[i + 1] == 0)
			i++;
	}
	*ret = (cn_str){ p, n };
	return CN_OK;
}

/* ---- frames as parts ---------------------------------------------------------------------------------------------------- */

/* A text up to its terminator, of two bytes in UTF-16; *rest is what follows. */
static cn_str take_text(unsigned char encoding, cn_str *rest)
{
	cn_str s = *rest, text = s;
	size_t wide = encoding == 1 || encoding == 2 ? 2 : 1, at = 0;
	if (wide == 1) {
		const char *nul = s.n ? memchr(s.p, 0, s.n) : NULL;
		at = nul ? (size_t)(nul - s.p) : s.n;
	} else {
		while (s.n - at >= 2 && (s.p[at] || s.p[at + 1]))
			at += 2;
		at = s.n - at < 2 ? s.n : at;
	}
	text.n = at;
	*rest = cn_sub(s, at < s.n ? at + wide : at, s.n);
	return text;
}

static cn_charset charset_of(unsigned char encoding)
{
	static const cn_charset OF[] = { CN_CHARSET_LATIN1, CN_CHARSET_UTF16, CN_CHARSET_UTF16BE, CN_CHARSET_UTF8 };
	return encoding < 4 ? OF[encoding] : CN_CHARSET_LATIN1;
}

static cn_code utf8(cn_media_reader *r, unsigned char encoding, cn_str s, size_t most, cn_str *ret)
{
	return cn_media_utf8(r, charset_of(encoding), s, most, ret);
}

static cn_code put_text(cn_media_reader *r, const cn_id3_frame *f, cn_str data)
{
	if (data.n == 0)
		return CN_OK;
	unsigned char encoding = (unsigned char)data.p[0];
	cn_str rest = cn_sub(data, 1, data.n), text;
	CN_TRY(utf8(r, encoding, take_text(encoding, &rest), CN_MEDIA_TAG_BYTES_MAX, &text));
	return cn_media_put(r, CN_PART_TAG, "ID3", f->id, text, f->at);
}

static cn_code put_own_text(cn_media_reader *r, const cn_id3_frame *f, cn_str data)
{
	if (data.n == 0)
		return CN_OK;
	unsigned char encoding = (unsigned char)data.p[0];
	cn_str rest = cn_sub(data, 1, data.n), key, text;
	CN_TRY(utf8(r, encoding, take_text(encoding, &rest), CN_MEDIA_TAG_BYTES_MAX, &key));
	bool label = cn_eqz(key, "AIGC");
	CN_TRY(utf8(r, encoding, take_text(encoding, &rest), label ? SIZE_MAX : CN_MEDIA_TAG_BYTES_MAX, &text));
	return cn_media_put(r, label ? CN_PART_AIGC : CN_PART_TAG, "TXXX", key, text, f->at);
}

/* A language of three letters, a description, the text. */
static cn_code put_comment(cn_media_reader *r, const cn_id3_frame *f, cn_str data)
{
	if (data.n < 4)
		return CN_OK;
	unsigned char encoding = (unsigned char)data.p[0];
	cn_str rest = cn_sub(data, 4, data.n), text;
	(void)take_text(encoding, &rest);
	CN_TRY(utf8(r, encoding, take_text(encoding, &rest), CN_MEDIA_TAG_BYTES_MAX, &text));
	return cn_media_put(r, CN_PART_TAG, "ID3", f->id, text, f->at);
}

static cn_code put_private(cn_media_reader *r, const cn_id3_frame *f, cn_str data)
{
	cn_str owner, rest;
	if (!cn_split(data, '\0', &owner, &rest) || !cn_eqz(owner, "XMP"))
		return CN_OK;
	return cn_media_put(r, CN_PART_XMP, "PRIV", (cn_str){ "", 0 }, rest, f->at);
}

static cn_code put_object(cn_media_reader *r, const cn_id3_frame *f, cn_str data)
{
	cn_str type, rest;
	if (data.n == 0 || !cn_split(cn_sub(data, 1, data.n), '\0', &type, &rest))
		return CN_OK;
	if (!cn_eqz(type, "application/c2pa") && !cn_eqz(type, "application/x-c2pa-manifest-store"))
		return CN_OK;
	(void)take_text((unsigned char)data.p[0], &rest);
	(void)take_text((unsigned char)data.p[0], &rest);
	cn_media_range at = f->data;
	if (data.p == r->file.p + f->data.at) /* the bytes of the store and nothing before them */
		at = (cn_media_range){ f->data.at + (f->data.size - rest.n), rest.n };
	return cn_media_put(r, CN_PART_C2PA, "GEOB", (cn_str){ "", 0 }, rest, at);
}

static cn_code put_frame(cn_media_reader *r, const cn_id3_frame *f)
{
	static const struct {
		const char *id;
		cn_code (*put)(cn_media_reader *r, const cn_id3_frame *f, cn_str data);
	} OF[] = { { "TXXX", put_own_text }, { "TXX", put_own_text }, { "PRIV", put_private }, { "GEOB", put_object },
		   { "GEO", put_object },    { "COMM", put_comment }, { "COM", put_comment },  { "T", put_text } };
	for (size_t i = 0; i < sizeof OF / sizeof *OF; i++) {
		if (!(OF[i].id[1] ? cn_eqz(f->id, OF[i].id) : cn_starts(f->id, OF[i].id)))
			continue;
		cn_str data;
		if (f->opaque)
			return cn_media_trouble(r, f->at.at, "ID3: a frame is compressed or encrypted and was not read");
		CN_TRY(cn_id3_data(r, f, &data));
		return OF[i].put(r, f, data);
	}
	return CN_OK;
}

static cn_code read_tag(cn_media_reader *r, cn_id3 *t)
{
	if (t->version == 2 && (r->file.p[t->at + 5] & 0x40))
		return cn_media_trouble(r, t->at, "ID3: a tag of version 2.2 is compressed and was not read");
	for (;;) {
		cn_id3_frame f;
		cn_id3_step step = cn_id3_next(t, &f);
		CN_TRY(cn_media_step(r));
		if (step == CN_ID3_BROKEN)
			return cn_media_trouble(r, t->next, "ID3: a frame has no name, or is longer than its tag");
		if (step == CN_ID3_END)
			break;
		CN_TRY(put_frame(r, &f));
	}
	return t->end > r->file.n ? cn_media_trouble(r, t->at, "ID3: the tag is longer than the file") : CN_OK;
}

cn_code cn_id3_read(cn_media_reader *r, size_t *ret_end)
{
	cn_id3 t;
	size_t at = 0;
	while (cn_id3_open(r->file, at, &t)) {
		CN_TRY(read_tag(r, &t));
		at = t.end < r->file.n ? t.end : r->file.n;
	}
	*ret_end = at;
	return CN_OK;
}
