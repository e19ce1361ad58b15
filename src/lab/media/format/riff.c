/* RIFF files: WebP, WAV with its 64-bit forms (RF64 of EBU Tech 3306, BW64 of ITU-R BS.2088) and AVI. Labels are chunks of the first RIFF
 * chunk; frames and samples are stepped over. */
#include "lab/media/format/riff.h"

void cn_riff_open(cn_str file, cn_riff *ret)
{
	bool wide = memcmp(file.p, "RIFF", 4) != 0;
	cn_riff f = { .file = file, .wide = wide, .ds64 = { "", 0 }, .end = 8 + (uint64_t)cn_le32(file.p + 4) };
	cn_riff_chunk first;
	if (wide && cn_riff_chunk_at(&f, 12, file.n, &first) == CN_RIFF_CHUNK && cn_riff_is(&first, "ds64") && first.data.n >= 24) {
		f.ds64 = first.data;
		uint64_t size = cn_le64(f.ds64.p);
		if (cn_le32(file.p + 4) == UINT32_MAX)
			f.end = size > UINT64_MAX - 8 ? UINT64_MAX : size + 8;
	}
	*ret = f;
}

size_t cn_riff_end(const cn_riff *f)
{
	return f->end < f->file.n ? (size_t)f->end : f->file.n;
}

/* What ds64 says of a chunk whose own size is 2^32 - 1: of "data" itself, of others in its table. */
static uint64_t wide_size(const cn_riff *f, cn_str id)
{
	if (cn_eqz(id, "data"))
		return cn_le64(f->ds64.p + 8);
	if (f->ds64.n < 28)
		return UINT32_MAX;
	size_t n = (f->ds64.n - 28) / 12, says = cn_le32(f->ds64.p + 24);
	enum { TABLE_MAX = 64 };
	for (size_t i = 0; i < n && i < says && i < TABLE_MAX; i++)
		if (memcmp(f->ds64.p + 28 + 12 * i, id.p, 4) == 0)
			return cn_le64(f->ds64.p + 32 + 12 * i);
	return UINT32_MAX;
}

cn_riff_at cn_riff_chunk_at(const cn_riff *f, size_t at, size_t end, cn_riff_chunk *ret)
{
	if (at >= end || end - at < 8)
		return CN_RIFF_END;
	cn_riff_chunk c = { .at = at, .id = cn_sub(f->file, at, 4), .form = { "", 0 } };
	uint64_t n = cn_le32(f->file.p + at + 4);
	if (n == UINT32_MAX && f->ds64.n > 0)
		n = wide_size(f, c.id);
	if (n > end - at - 8)
		return CN_RIFF_CUT;
	c.size = 8 + (size_t)n;
	c.data = cn_sub(f->file, at + 8, (size_t)n);
	c.next = at + c.size + ((size_t)n & 1);
	if (c.next > end)
		c.next = end;
	if (n >= 4 && (cn_riff_is(&c, "LIST") || cn_riff_is(&c, "RIFF")))
		c.form = cn_sub(c.data, 0, 4);
	*ret = c;
	return CN_RIFF_CHUNK;
}

bool cn_webp_size(const cn_riff_chunk *c, uint32_t *width, uint32_t *height)
{
	const char *p = c->data.p;
	if (cn_riff_is(c, "VP8L") && c->data.n >= 5 && p[0] == 0x2f) {
		uint32_t bits = cn_le32(p + 1);
		*width = 1 + (bits & 0x3fff);
		*height = 1 + (bits >> 14 & 0x3fff);
		return true;
	}
	if (!cn_riff_is(c, "VP8 ") || c->data.n < 10 || memcmp(p + 3, "\x9d\x01\x2a", 3) != 0)
		return false;
	*width = cn_le16(p + 6) & 0x3fffU;
	*height = cn_le16(p + 8) & 0x3fffU;
	return *width > 0 && *height > 0;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

typedef struct reading {
	cn_media_reader *r;
	cn_riff f;
	uint32_t bytes_a_second; /* WAV, from fmt */
} reading;

static cn_code cut(reading *x, size_t at)
{
	return cn_media_trouble(x->r, at, "RIFF: a chunk runs past the end of what holds it");
}

static cn_code info(reading *x, const cn_riff_chunk *list)
{
	size_t end = list->at + list->size;
	for (size_t at = list->at + 12;;) {
		cn_riff_chunk c;
		CN_TRY(cn_media_step(x->r));
		cn_riff_at is = cn_riff_chunk_at(&x->f, at, end, &c);
		if (is != CN_RIFF_CHUNK)
			return is == CN_RIFF_END ? CN_OK : cut(x, at);
		cn_str text;
		CN_TRY(cn_media_field_text(x->r, c.data, &text));
		CN_TRY(cn_media_put(x->r, CN_PART_TAG, "LIST INFO", c.id, text, (cn_media_range){ c.at, c.size }));
		at = c.next;
	}
}

static int64_t lasts(uint64_t units, uint64_t unit_us)
{
	return unit_us == 0 || units > INT64_MAX / unit_us ? -1 : (int64_t)(units * unit_us);
}

/* LIST hdrl of an AVI file: avih at its start; the list odml holds the count of frames when the file has several RIFF chunks. */
static cn_code avi_header(reading *x, const cn_riff_chunk *list)
{
	size_t end = list->at + list->size;
	uint32_t frame_us = 0, frames = 0;
	for (size_t at = list->at + 12;;) {
		cn_riff_chunk c;
		CN_TRY(cn_media_step(x->r));
		cn_riff_at is = cn_riff_chunk_at(&x->f, at, end, &c);
		if (is == CN_RIFF_CUT)
			return cut(x, at);
		if (is == CN_RIFF_END)
			break;
		if (cn_riff_is(&c, "avih") && c.data.n >= 40) {
			frame_us = cn_le32(c.data.p);
			frames = cn_le32(c.data.p + 16);
			x->r->out->width = cn_le32(c.data.p + 32);
			x->r->out->height = cn_le32(c.data.p + 36);
		}
		if (cn_riff_is_list(&c, "odml") && c.data.n >= 16 && memcmp(c.data.p + 4, "dmlh", 4) == 0)
			frames = cn_le32(c.data.p + 12);
		at = c.next;
	}
	if (frames > 0)
		x->r->out->duration_us = lasts(frames, frame_us);
	return CN_OK;
}

static void measure(reading *x, const cn_riff_chunk *c)
{
	cn_media_file *out = x->r->out;
	const char *p = c->data.p;
	if (out->format == CN_MEDIA_WEBP && cn_riff_is(c, "VP8X") && c->data.n >= 10) {
		out->width = 1 + (cn_le32(p + 4) & 0xffffff);
		out->height = 1 + (cn_le32(p + 6) >> 8);
	} else if (out->format == CN_MEDIA_WEBP && out->width == 0) {
		(void)cn_webp_size(c, &out->width, &out->height);
	} else if (out->format == CN_MEDIA_WAV && cn_riff_is(c, "fmt ") && c->data.n >= 16) {
		x->bytes_a_second = cn_le32(p + 8);
	} else if (out->format == CN_MEDIA_WAV && cn_riff_is(c, "data") && x->bytes_a_second > 0) {
		uint64_t n = c->data.n, each = x->bytes_a_second;
		int64_t whole = lasts(n / each, 1000000);
		out->duration_us = whole < 0 ? -1 : whole + (int64_t)(n % each * 1000000 / each);
	}
}

static cn_code chunk(reading *x, const cn_riff_chunk *c)
{
	static const struct {
		const char *id;
		cn_media_kind kind;
	} LABELS[] = {
		{ "C2PA", CN_PART_C2PA }, { "XMP ", CN_PART_XMP }, { "_PMX", CN_PART_XMP }, { "EXIF", CN_PART_EXIF }, { "AIGC", CN_PART_AIGC },
	};
	if (cn_riff_is_list(c, "INFO"))
		return info(x, c);
	if (x->r->out->format == CN_MEDIA_AVI && cn_riff_is_list(c, "hdrl"))
		return avi_header(x, c);
	for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++) {
		if (!cn_riff_is(c, LABELS[i].id))
			continue;
		cn_str bytes = c->data;
		if (LABELS[i].kind == CN_PART_EXIF && bytes.n >= 6 && memcmp(bytes.p, "Exif\0\0", 6) == 0)
			bytes = cn_sub(bytes, 6, bytes.n); /* the head that it has in JPEG, which some programs keep */
		while (LABELS[i].kind == CN_PART_AIGC && bytes.n > 0 && bytes.p[bytes.n - 1] == 0)
			bytes.n--;
		cn_str key = LABELS[i].kind == CN_PART_AIGC ? c->id : (cn_str){ "", 0 };
		return cn_media_put(x->r, LABELS[i].kind, LABELS[i].id, key, bytes, (cn_media_range){ c->at, c->size });
	}
	measure(x, c);
	return CN_OK;
}

cn_code cn_media_read_riff(cn_media_reader *r)
{
	reading x = { .r = r };
	cn_riff_open(r->file, &x.f);
	cn_str form = cn_sub(r->file, 8, 4);
	r->out->format = cn_eqz(form, "WEBP") ? CN_MEDIA_WEBP : cn_eqz(form, "WAVE") ? CN_MEDIA_WAV : CN_MEDIA_AVI;
	if (x.f.wide && x.f.ds64.n == 0)
		return cn_media_trouble(r, 12, "RIFF: a 64-bit file does not begin with its chunk ds64");
	if (x.f.end < 12 + (x.f.wide ? 8 + x.f.ds64.n : 0)) /* who wrote it did not come back to say how long it became */
		return cn_media_trouble(r, 4, "RIFF: its size leaves out what it begins with");
	size_t end = cn_riff_end(&x.f);
	for (size_t at = 12;;) {
		cn_riff_chunk c;
		CN_TRY(cn_media_step(r));
		cn_riff_at is = cn_riff_chunk_at(&x.f, at, end, &c);
		if (is == CN_RIFF_CUT)
			return cut(&x, at);
		if (is == CN_RIFF_END)
			break;
		CN_TRY(chunk(&x, &c));
		at = c.next;
	}
	return x.f.end > r->file.n ? cn_media_trouble(r, r->file.n, "RIFF: the file ends before its RIFF chunk does") : CN_OK;
}
