/* Labels into GIF files: extensions before the first picture, where c2pa-rs and ExifTool look for them. */
#include "lab/media/format/gif.h"

enum { BLOCK = 255 };

static const cn_str NO_KEY = { "", 0 };

/* The bytes as sub-blocks behind a head, and the empty one that ends them. */
static cn_code put_extension(cn_media_writer *w, cn_str head, cn_str data, bool store)
{
	size_t n;
	if (!cn_add(head.n + data.n / BLOCK + 2, data.n, &n))
		return CN_FAIL(w->err, CN_ETOOBIG, "GIF: an extension of %zu bytes is too long", data.n);
	char *p = CN_NEW(w->a, char, n), *to = p;
	if (!p)
		return cn_arena_fail(w->a, w->err);
	memcpy(to, head.p, head.n);
	to += head.n;
	for (size_t at = 0, some; at < data.n; at += some) {
		some = data.n - at < BLOCK ? data.n - at : BLOCK;
		*to++ = (char)some;
		memcpy(to, data.p + at, some);
		to += some;
	}
	*to++ = 0;
	cn_str all = { p, (size_t)(to - p) };
	if (store)
		CN_TRY(cn_media_store_here(w, all.n));
	return cn_media_piece(w, all);
}

static cn_code put_xmp(cn_media_writer *w, cn_str packet)
{
	if (memchr(packet.p, 0, packet.n))
		return CN_FAIL(w->err, CN_EINPUT, "GIF: an XMP packet with a NUL in it would end there; write it as UTF-8");
	char *tail = CN_NEW(w->a, char, CN_GIF_XMP_TAIL_BYTES);
	if (!tail)
		return cn_arena_fail(w->a, w->err);
	cn_gif_xmp_tail(tail);
	CN_TRY(cn_media_piece(w, CN_S("\x21\xff\x0b" CN_GIF_XMP)));
	CN_TRY(cn_media_piece(w, packet));
	return cn_media_piece(w, (cn_str){ tail, CN_GIF_XMP_TAIL_BYTES });
}

static cn_code put_new(cn_media_writer *w)
{
	for (size_t i = 0; i < w->n_edit; i++) {
		const cn_media_edit *e = &w->edit[i];
		if (e->kind == CN_PART_TAG && !cn_eqz(e->key, "Comment"))
			return CN_FAIL(w->err, CN_EUNSUPPORTED, "GIF: it has no text fields but its comment: the name is Comment, not %.*s", CN_FMT(e->key));
		if (e->kind == CN_PART_XMP && e->bytes.p)
			CN_TRY(put_xmp(w, e->bytes));
		if (e->kind == CN_PART_TAG && e->bytes.p)
			CN_TRY(put_extension(w, CN_S("\x21\xfe"), e->bytes, false));
	}
	const cn_media_edit *c2pa = cn_media_edit_of(w, CN_PART_C2PA, NO_KEY);
	if (!c2pa || !c2pa->bytes.p)
		return CN_OK;
	return put_extension(w, CN_S("\x21\xff\x0b" CN_GIF_C2PA), c2pa->bytes, true);
}

static const cn_media_edit *edit_of(const cn_media_writer *w, const cn_gif_block *b)
{
	if (b->kind == CN_GIF_COMMENT)
		return cn_media_edit_of(w, CN_PART_TAG, CN_S("Comment"));
	if (cn_eq(b->name, CN_S(CN_GIF_XMP)))
		return cn_media_edit_of(w, CN_PART_XMP, NO_KEY);
	return cn_eq(b->name, CN_S(CN_GIF_C2PA)) ? cn_media_edit_of(w, CN_PART_C2PA, NO_KEY) : NULL;
}

/* A picture, or what belongs to the one that follows. */
static bool begins_picture(const cn_gif_block *b)
{
	return b->kind == CN_GIF_IMAGE || b->kind == CN_GIF_CONTROL || b->kind == CN_GIF_TEXT || b->kind == CN_GIF_TRAILER;
}

cn_code cn_media_write_gif(cn_media_writer *w)
{
	size_t at = cn_gif_first(w->file);
	CN_TRY(cn_media_piece(w, CN_S("GIF89a"))); /* 87a has no extensions */
	CN_TRY(cn_media_piece(w, cn_sub(w->file, 6, at - 6)));
	cn_gif_block b;
	for (bool put = false; cn_gif_block_at(w->file, at, &b) == CN_GIF_BLOCK; at += b.size) {
		if (!put && begins_picture(&b)) {
			CN_TRY(put_new(w));
			put = true;
		}
		if (b.kind == CN_GIF_TRAILER)
			break;
		if (edit_of(w, &b))
			continue;
		if (cn_eq(b.name, CN_S(CN_GIF_C2PA)))
			CN_TRY(cn_media_store_here(w, b.size));
		CN_TRY(cn_media_piece(w, cn_sub(w->file, at, b.size)));
	}
	return cn_media_piece(w, cn_sub(w->file, at, w->file.n));
}
