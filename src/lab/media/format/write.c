/* Writing labels into a file: what the writers share, and which format carries what. */
#include "lab/media/format/format.h"

enum { XMP = 1 << CN_PART_XMP, C2PA = 1 << CN_PART_C2PA, AIGC = 1 << CN_PART_AIGC, TAG = 1 << CN_PART_TAG, IPTC = 1 << CN_PART_IPTC };

static const struct {
	cn_media_writes *write;
	unsigned carries;
} WRITERS[CN_MEDIA_FORMATS] = {
	[CN_MEDIA_JPEG] = { cn_media_write_jpeg, XMP | C2PA },
	[CN_MEDIA_PNG] = { cn_media_write_png, XMP | C2PA | TAG },
	[CN_MEDIA_WEBP] = { cn_media_write_riff, XMP | C2PA },
	[CN_MEDIA_GIF] = { cn_media_write_gif, XMP | C2PA | TAG },
	[CN_MEDIA_TIFF] = { cn_media_write_tiff, XMP | C2PA | IPTC },
	[CN_MEDIA_WAV] = { cn_media_write_riff, XMP | C2PA | AIGC | TAG },
	[CN_MEDIA_AVI] = { cn_media_write_riff, XMP | C2PA },
	[CN_MEDIA_MP3] = { cn_media_write_mp3, XMP | C2PA | AIGC | TAG },
	[CN_MEDIA_FLAC] = { cn_media_write_flac, C2PA | AIGC | TAG },
	[CN_MEDIA_SVG] = { cn_media_write_svg, XMP | C2PA },
	[CN_MEDIA_TEXT] = { cn_media_write_text, C2PA },
	[CN_MEDIA_MARKDOWN] = { cn_media_write_text, C2PA | AIGC },
	[CN_MEDIA_OGG] = { cn_media_write_ogg, C2PA | AIGC | TAG },
	[CN_MEDIA_HEIC] = { cn_media_write_bmff, XMP | C2PA },
	[CN_MEDIA_AVIF] = { cn_media_write_bmff, XMP | C2PA },
	[CN_MEDIA_M4A] = { cn_media_write_bmff, XMP | C2PA | AIGC | TAG },
	[CN_MEDIA_MP4] = { cn_media_write_bmff, XMP | C2PA | AIGC | TAG },
	[CN_MEDIA_MOV] = { cn_media_write_bmff, XMP | C2PA | AIGC | TAG },
};

bool cn_media_carries(cn_media_format f, cn_media_kind kind)
{
	return WRITERS[f].write && (WRITERS[f].carries & 1u << kind) != 0;
}

cn_code cn_media_piece(cn_media_writer *w, cn_str s)
{
	if (s.n == 0)
		return CN_OK;
	if (!cn_add(w->bytes, s.n, &w->bytes))
		return CN_FAIL(w->err, CN_ETOOBIG, "the written file would be longer than this machine can address");
	if (w->n > 0 && w->piece[w->n - 1].p + w->piece[w->n - 1].n == s.p) {
		w->piece[w->n - 1].n += s.n;
		return CN_OK;
	}
	if (w->n == w->room) {
		size_t room = w->room ? 2 * w->room : 16;
		cn_str *more = CN_NEW(w->a, cn_str, room);
		if (!more)
			return cn_arena_fail(w->a, w->err);
		if (w->n > 0)
			memcpy(more, w->piece, w->n * sizeof *more);
		w->piece = more;
		w->room = room;
	}
	w->piece[w->n++] = s;
	return CN_OK;
}

cn_code cn_media_store_here(cn_media_writer *w, size_t size)
{
	if (w->n_store > 0 && w->store[w->n_store - 1].at + w->store[w->n_store - 1].size == w->bytes) {
		w->store[w->n_store - 1].size += size;
		return CN_OK;
	}
	if (w->n_store == w->room_store) {
		size_t room = w->room_store ? 2 * w->room_store : 4;
		cn_media_range *more = CN_NEW(w->a, cn_media_range, room);
		if (!more)
			return cn_arena_fail(w->a, w->err);
		if (w->n_store > 0)
			memcpy(more, w->store, w->n_store * sizeof *more);
		w->store = more;
		w->room_store = room;
	}
	w->store[w->n_store++] = (cn_media_range){ w->bytes, size };
	return CN_OK;
}

const cn_media_edit *cn_media_edit_of(const cn_media_writer *w, cn_media_kind kind, cn_str key)
{
	for (size_t i = 0; i < w->n_edit; i++)
		if (w->edit[i].kind == kind && (kind != CN_PART_TAG || cn_eq(w->edit[i].key, key)))
			return &w->edit[i];
	return NULL;
}

cn_code cn_media_write(cn_arena *a, cn_str file, const cn_media_edit *edit, size_t n, cn_media_pieces *ret, cn_err *err)
{
	cn_media_file read;
	CN_TRY(cn_media_read(a, file, &read, err));
	const char *name = cn_media_format_text(read.format);
	if (!WRITERS[read.format].write)
		return CN_FAIL(err, CN_EUNSUPPORTED, "labels cannot be written into a file of format \"%s\" here", name);
	if (read.trouble)
		return CN_FAIL(err, CN_EINPUT, "the file is damaged at byte %zu: %s", read.trouble_at, read.trouble);
	for (size_t i = 0; i < n; i++)
		if (!cn_media_carries(read.format, edit[i].kind))
			return CN_FAIL(err, CN_EUNSUPPORTED, "a file of format \"%s\" has no place for a label of kind \"%s\"", name,
				       cn_media_kind_text(edit[i].kind));
	cn_media_writer w = { .a = a, .file = file, .read = &read, .edit = edit, .n_edit = n, .err = err };
	CN_TRY(WRITERS[read.format].write(&w));
	*ret = (cn_media_pieces){ w.piece, w.n, w.bytes, w.store, w.n_store };
	return CN_OK;
}
