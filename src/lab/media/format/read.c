/* A file's container by its first bytes: the table of formats; and what their readers share. */
#include "lab/media/format/audio.h"
#include "lab/media/format/svg.h"
#include "lab/media/format/text.h"

/* ---- what the readers share ---------------------------------------------------------------------------------------------- */

cn_code cn_media_put_ranges(cn_media_reader *r, cn_media_part part)
{
	if (r->n == CN_MEDIA_PARTS_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "more than %d labels and fields in one file", CN_MEDIA_PARTS_MAX);
	if (r->n == r->room) {
		size_t room = r->room ? 2 * r->room : 16;
		cn_media_part *more = CN_NEW(r->a, cn_media_part, room);
		if (!more)
			return cn_arena_fail(r->a, r->err);
		if (r->n > 0)
			memcpy(more, r->part, r->n * sizeof *more);
		r->part = more;
		r->room = room;
	}
	cn_media_range *range = CN_NEW(r->a, cn_media_range, part.n_range);
	if (!range)
		return cn_arena_fail(r->a, r->err);
	memcpy(range, part.range, part.n_range * sizeof *range);
	part.range = range;
	r->part[r->n++] = part;
	return CN_OK;
}

cn_code cn_media_put(cn_media_reader *r, cn_media_kind kind, const char *carrier, cn_str key, cn_str bytes, cn_media_range at)
{
	return cn_media_put_ranges(r, (cn_media_part){ kind, carrier, key, bytes, &at, 1 });
}

cn_code cn_media_join(cn_media_reader *r, size_t n, char **ret)
{
	if (n > CN_MEDIA_JOINED_BYTES_MAX - r->joined)
		return CN_FAIL(r->err, CN_ETOOBIG, "labels in pieces are longer than %d bytes together", CN_MEDIA_JOINED_BYTES_MAX);
	*ret = CN_NEW(r->a, char, n ? n : 1);
	if (!*ret)
		return cn_arena_fail(r->a, r->err);
	r->joined += n;
	return CN_OK;
}

cn_code cn_media_step(cn_media_reader *r)
{
	if (r->walked == CN_MEDIA_SEGMENTS_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "more than %d segments, chunks or boxes in one file", CN_MEDIA_SEGMENTS_MAX);
	r->walked++;
	return CN_OK;
}

cn_code cn_media_trouble(cn_media_reader *r, size_t at, const char *fmt, ...)
{
	if (r->out->trouble)
		return CN_OK;
	char text[CN_ERR_BYTES];
	cn_said said; /* not kept: who shows it finds it by its text (report/errors.h) */
	va_list ap;
	va_start(ap, fmt);
	cn_said_v(text, sizeof text, &said, fmt, ap);
	va_end(ap);
	r->out->trouble = cn_cstr(r->a, cn_str_z(text));
	r->out->trouble_at = at;
	return r->out->trouble ? CN_OK : cn_arena_fail(r->a, r->err);
}

cn_code cn_media_put_photoshop(cn_media_reader *r, const char *carrier, cn_str block)
{
	static const char IIM[] = "8BIM\x04\x04";
	size_t base = (size_t)(block.p - r->file.p);
	for (size_t at = 0; block.n - at >= 12;) {
		CN_TRY(cn_media_step(r));
		size_t name = (size_t)(unsigned char)block.p[at + 6] + 1, head = 6 + name + (name & 1) + 4;
		if (block.n - at < head)
			return cn_media_trouble(r, base + at, "a Photoshop resource is cut off");
		size_t n = cn_be32(block.p + at + head - 4);
		if (n > block.n - at - head)
			return cn_media_trouble(r, base + at, "a Photoshop resource runs past its block");
		if (memcmp(block.p + at, IIM, sizeof IIM - 1) == 0)
			CN_TRY(cn_media_put(r, CN_PART_IPTC, carrier, (cn_str){ 0 }, cn_sub(block, at + head, n), (cn_media_range){ base + at, head + n }));
		n += n & 1;
		at = n > block.n - at - head ? block.n : at + head + n;
	}
	return CN_OK;
}

/* ---- names ------------------------------------------------------------------------------------------------------------------ */

static const struct {
	const char *name, *type;
	cn_media_modality modality;
} FORMAT[] = {
	[CN_MEDIA_OTHER] = { "other", "application/octet-stream", CN_MODALITY_NONE },
#define X(id, name, type, modality) [CN_MEDIA_##id] = { name, type, CN_MODALITY_##modality },
#include "lab/media/formats.def"
#undef X
};

const char *cn_media_format_text(cn_media_format f)
{
	return FORMAT[f].name;
}

const char *cn_media_format_type(cn_media_format f)
{
	return FORMAT[f].type;
}

cn_media_modality cn_media_format_modality(cn_media_format f)
{
	return FORMAT[f].modality;
}

const char *cn_media_modality_text(cn_media_modality m)
{
	static const char *const TEXT[] = { "", "image", "audio", "video", "text" };
	return TEXT[m];
}

const char *cn_media_kind_text(cn_media_kind k)
{
	static const char *const TEXT[] = { "", "c2pa", "xmp", "exif", "iptc", "aigc", "tag", "body" };
	return TEXT[k];
}

/* ---- by the first bytes -------------------------------------------------------------------------------------------------------- */

static bool has(cn_str file, size_t at, const char *bytes, size_t n)
{
	return file.n >= n && at <= file.n - n && memcmp(file.p + at, bytes, n) == 0;
}
#define HAS(file, at, literal) has((file), (at), "" literal, sizeof(literal) - 1)

static bool is_jpeg(cn_str f)
{
	return HAS(f, 0, "\xff\xd8\xff");
}

static bool is_png(cn_str f)
{
	return HAS(f, 0, "\x89PNG\r\n\x1a\n");
}

static bool is_riff(cn_str f)
{
	return (HAS(f, 0, "RIFF") && (HAS(f, 8, "WEBP") || HAS(f, 8, "WAVE") || HAS(f, 8, "AVI "))) ||
	       ((HAS(f, 0, "RF64") || HAS(f, 0, "BW64")) && HAS(f, 8, "WAVE"));
}

static bool is_gif(cn_str f)
{
	return HAS(f, 0, "GIF87a") || HAS(f, 0, "GIF89a");
}

static bool is_tiff(cn_str f)
{
	return HAS(f, 0, "II*\0") || HAS(f, 0, "MM\0*") || HAS(f, 0, "II+\0\10\0\0\0") || HAS(f, 0, "MM\0+\0\10\0\0");
}

static bool is_pdf(cn_str f)
{
	return HAS(f, 0, "%PDF-");
}

static bool is_ogg(cn_str f)
{
	return HAS(f, 0, "OggS");
}

/* A box that files begin with, of a size that a box can have: a text may have these letters in these places. */
static bool is_bmff(cn_str f)
{
	static const char FIRST[][5] = { "ftyp", "styp", "moov", "mdat", "wide", "free", "skip", "pnot", "moof", "sidx" };
	bool text = f.n >= 8 && f.p[0] >= ' ' && cn_be32(f.p) > f.n;
	for (size_t i = 0; i < sizeof FIRST / sizeof *FIRST && !text; i++)
		if (has(f, 4, FIRST[i], 4))
			return true;
	return false;
}

/* A manifest store in a file of its own (C2PA 2.2, 11.4): of no format, with one part. */
static bool is_store(cn_str f)
{
	return HAS(f, 4, "jumb") && HAS(f, 12, "jumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71");
}

static cn_code read_store(cn_media_reader *r)
{
	return cn_media_put(r, CN_PART_C2PA, "file", (cn_str){ "", 0 }, r->file, (cn_media_range){ 0, r->file.n });
}

/* Looked at in this order: the first that knows the file reads it. A reader may name the format more closely. */
static const struct {
	cn_media_format format;
	bool (*knows)(cn_str file);
	cn_media_reads *read;
} READERS[] = {
	{ CN_MEDIA_JPEG, is_jpeg, cn_media_read_jpeg },
	{ CN_MEDIA_PNG, is_png, cn_media_read_png },
	{ CN_MEDIA_WAV, is_riff, cn_media_read_riff },
	{ CN_MEDIA_GIF, is_gif, cn_media_read_gif },
	{ CN_MEDIA_TIFF, is_tiff, cn_media_read_tiff },
	{ CN_MEDIA_FLAC, cn_media_is_flac, cn_media_read_flac },
	{ CN_MEDIA_OGG, is_ogg, cn_media_read_ogg },
	{ CN_MEDIA_PDF, is_pdf, cn_media_read_pdf },
	{ CN_MEDIA_MP3, cn_media_is_mp3, cn_media_read_mp3 },
	{ CN_MEDIA_SVG, cn_svg_is, cn_media_read_svg },
	{ CN_MEDIA_MP4, is_bmff, cn_media_read_bmff },
	{ CN_MEDIA_OTHER, is_store, read_store },
	{ CN_MEDIA_TEXT, cn_media_is_text, cn_media_read_text }, /* after all others: it looks at the whole file */
};

cn_code cn_media_read(cn_arena *a, cn_str file, cn_media_file *ret, cn_err *err)
{
	cn_media_file out = { .format = CN_MEDIA_OTHER, .duration_us = -1 };
	cn_media_reader r = { .a = a, .file = file, .out = &out, .err = err };
	for (size_t i = 0; i < sizeof READERS / sizeof *READERS; i++) {
		if (!READERS[i].knows(file))
			continue;
		out.format = READERS[i].format;
		CN_TRY(READERS[i].read(&r));
		break;
	}
	out.part = r.part;
	out.n_part = r.n;
	*ret = out;
	return CN_OK;
}
