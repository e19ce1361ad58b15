/* Labels into WebP, WAV and AVI files. New chunks go to the end of the RIFF chunk, the store of credentials last; an AIGC label stands behind
 * fmt, where those who write it put it. In an AVI file nothing before the frames may move, since its indices count bytes of the file. */
#include "lab/media/format/riff.h"

enum { VP8X_XMP = 0x04, VP8X_ALPHA = 0x10 };

typedef struct writing {
	cn_media_writer *w;
	cn_riff f;
	cn_media_format format;
	size_t end;   /* of the chunks that are there */
	size_t fixed; /* AVI: what begins before here keeps its place and length */
	cn_avi_places moves; /* AVI of several RIFF chunks */
	size_t n_moved;
	char *head;   /* of the RIFF chunk, its size still open */
	char *ds64;   /* where the size of the RIFF chunk stands in a 64-bit file, or NULL */
	bool begun;   /* WebP: its first chunk is written */
	bool aigc_put, fields_put, new_put;
} writing;

static const cn_str NO_KEY = { "", 0 };

static char *room(writing *x, size_t n)
{
	return CN_NEW(x->w->a, char, n);
}

static const cn_media_edit *edit_of(const writing *x, cn_media_kind kind)
{
	return cn_media_edit_of(x->w, kind, NO_KEY);
}

static cn_code pad(writing *x)
{
	static const char zero = 0;
	return x->w->bytes & 1 ? cn_media_piece(x->w, (cn_str){ &zero, 1 }) : CN_OK;
}

/* A slice of the old file, its places written anew. */
static cn_code old_bytes(writing *x, size_t at, size_t n)
{
	for (; x->n_moved < x->moves.n && x->moves.place[x->n_moved].at - at < n; x->n_moved++) {
		cn_avi_place p = x->moves.place[x->n_moved];
		CN_TRY(cn_media_piece(x->w, cn_sub(x->f.file, at, p.at - at)));
		CN_TRY(cn_media_piece(x->w, (cn_str){ p.bytes, 8 }));
		n -= p.at + 8 - at;
		at = p.at + 8;
	}
	return cn_media_piece(x->w, cn_sub(x->f.file, at, n));
}

static cn_code keep(writing *x, const cn_riff_chunk *c)
{
	CN_TRY(old_bytes(x, c->at, c->size));
	if (c->next > c->at + c->size) /* its own padding, so that the slice goes on */
		return cn_media_piece(x->w, cn_sub(x->f.file, c->at + c->size, 1));
	return pad(x);
}

static cn_code put_chunk(writing *x, const char *id, cn_str data)
{
	char *p = room(x, 8);
	if (!p)
		return cn_arena_fail(x->w->a, x->w->err);
	if (data.n > UINT32_MAX - 8)
		return CN_FAIL(x->w->err, CN_ETOOBIG, "RIFF: a chunk holds less than 4 GiB, not %zu bytes", data.n);
	memcpy(p, id, 4);
	cn_put_le(p + 4, data.n, 4);
	CN_TRY(cn_media_piece(x->w, (cn_str){ p, 8 }));
	CN_TRY(cn_media_piece(x->w, data));
	return pad(x);
}

static cn_code put_edit(writing *x, const char *id, cn_media_kind kind)
{
	const cn_media_edit *e = edit_of(x, kind);
	if (!e || !e->bytes.p)
		return CN_OK;
	if (kind == CN_PART_C2PA)
		CN_TRY(cn_media_store_here(x->w, e->bytes.n + 8));
	return put_chunk(x, id, e->bytes);
}

/* ---- LIST INFO of WAV files ------------------------------------------------------------------------------------------------ */

static bool edits_fields(const writing *x)
{
	for (size_t i = 0; i < x->w->n_edit; i++)
		if (x->w->edit[i].kind == CN_PART_TAG)
			return true;
	return false;
}

static bool adds_fields(const writing *x)
{
	for (size_t i = 0; i < x->w->n_edit; i++)
		if (x->w->edit[i].kind == CN_PART_TAG && x->w->edit[i].bytes.p)
			return true;
	return false;
}

static cn_code put_fields(writing *x)
{
	for (size_t i = 0; i < x->w->n_edit; i++) {
		const cn_media_edit *e = &x->w->edit[i];
		if (e->kind != CN_PART_TAG || !e->bytes.p)
			continue;
		if (e->key.n != 4 || memchr(e->key.p, 0, 4))
			return CN_FAIL(x->w->err, CN_EINPUT, "RIFF: the name of a field has 4 bytes (\"ISFT\"), not %zu", e->key.n);
		char *p = room(x, e->bytes.n < SIZE_MAX ? e->bytes.n + 1 : SIZE_MAX); /* a NUL ends it */
		if (!p)
			return cn_arena_fail(x->w->a, x->w->err);
		memcpy(p, e->bytes.p, e->bytes.n);
		char id[4];
		memcpy(id, e->key.p, 4);
		CN_TRY(put_chunk(x, id, (cn_str){ p, e->bytes.n + 1 }));
	}
	x->fields_put = true;
	return CN_OK;
}

/* Will the list hold a field? */
static bool is_left(const writing *x, const cn_riff_chunk *list)
{
	size_t end = list->at + list->size;
	cn_riff_chunk c;
	for (size_t at = list->at + 12; cn_riff_chunk_at(&x->f, at, end, &c) == CN_RIFF_CHUNK; at = c.next)
		if (!cn_media_edit_of(x->w, CN_PART_TAG, c.id))
			return true;
	return !x->fields_put && adds_fields(x);
}

/* The list without the fields that are edited, and with the new ones if none has them yet; NULL: the new ones alone. */
static cn_code put_list(writing *x, const cn_riff_chunk *list)
{
	if (list && !is_left(x, list))
		return CN_OK;
	char *p = room(x, 12);
	if (!p)
		return cn_arena_fail(x->w->a, x->w->err);
	memcpy(p, "LIST\0\0\0\0INFO", 12);
	size_t from = x->w->bytes, end = list ? list->at + list->size : 0;
	CN_TRY(cn_media_piece(x->w, (cn_str){ p, 12 }));
	cn_riff_chunk c;
	for (size_t at = list ? list->at + 12 : 0; cn_riff_chunk_at(&x->f, at, end, &c) == CN_RIFF_CHUNK; at = c.next)
		if (!cn_media_edit_of(x->w, CN_PART_TAG, c.id))
			CN_TRY(keep(x, &c));
	if (!x->fields_put)
		CN_TRY(put_fields(x));
	size_t n = x->w->bytes - from - 8;
	if (n > UINT32_MAX)
		return CN_FAIL(x->w->err, CN_ETOOBIG, "RIFF: a list holds less than 4 GiB, not %zu bytes", n);
	cn_put_le(p + 4, n, 4);
	return CN_OK;
}

/* ---- WebP --------------------------------------------------------------------------------------------------------------------- */

static bool adds_xmp(const writing *x)
{
	const cn_media_edit *e = edit_of(x, CN_PART_XMP);
	return e && e->bytes.p;
}

/* VP8X says what the file holds: XMP only if it says so. */
static cn_code put_vp8x(writing *x, const cn_riff_chunk *c)
{
	char *p = room(x, 9);
	if (!p)
		return cn_arena_fail(x->w->a, x->w->err);
	memcpy(p, x->f.file.p + c->at, 9);
	p[8] = (char)(((unsigned char)p[8] & ~(unsigned)VP8X_XMP) | (adds_xmp(x) ? VP8X_XMP : 0));
	CN_TRY(cn_media_piece(x->w, (cn_str){ p, 9 }));
	CN_TRY(cn_media_piece(x->w, cn_sub(x->f.file, c->at + 9, c->size - 9)));
	return pad(x);
}

/* A simple file, one picture and nothing else, becomes an extended one before it can hold XMP. */
static cn_code extend(writing *x, const cn_riff_chunk *picture)
{
	uint32_t width = 0, height = 0;
	if (!cn_webp_size(picture, &width, &height))
		return CN_FAIL(x->w->err, CN_EINPUT, "WebP: its first chunk is no picture that says its size, so no label can be added");
	char *p = room(x, 18);
	if (!p)
		return cn_arena_fail(x->w->a, x->w->err);
	memcpy(p, "VP8X", 4);
	cn_put_le(p + 4, 10, 4);
	bool alpha = cn_riff_is(picture, "VP8L") && (cn_le32(picture->data.p + 1) >> 28 & 1);
	p[8] = (char)(VP8X_XMP | (alpha ? VP8X_ALPHA : 0));
	cn_put_le(p + 12, width - 1, 3);
	cn_put_le(p + 15, height - 1, 3);
	return cn_media_piece(x->w, (cn_str){ p, 18 });
}

/* ---- the file ------------------------------------------------------------------------------------------------------------------ */

/* What goes to the end of the RIFF chunk. */
static cn_code put_new(writing *x)
{
	if (x->new_put)
		return CN_OK;
	x->new_put = true;
	if (!x->aigc_put)
		CN_TRY(put_edit(x, "AIGC", CN_PART_AIGC));
	CN_TRY(put_edit(x, x->format == CN_MEDIA_WEBP ? "XMP " : "_PMX", CN_PART_XMP));
	if (!x->fields_put && adds_fields(x))
		CN_TRY(put_list(x, NULL));
	return put_edit(x, "C2PA", CN_PART_C2PA);
}

static bool goes(const writing *x, const cn_riff_chunk *c)
{
	static const struct {
		const char *id;
		cn_media_kind kind;
	} LABELS[] = { { "C2PA", CN_PART_C2PA }, { "XMP ", CN_PART_XMP }, { "_PMX", CN_PART_XMP }, { "AIGC", CN_PART_AIGC } };
	for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++)
		if (cn_riff_is(c, LABELS[i].id))
			return edit_of(x, LABELS[i].kind) != NULL;
	return false;
}

/* As long as what it stands for, and empty: AVI's own way to leave room. */
static cn_code put_junk(writing *x, const cn_riff_chunk *c)
{
	enum { ZEROS = 1 << 16 };
	size_t n = c->size - 8;
	char *p = room(x, 8 + (n < ZEROS ? n : ZEROS));
	if (!p)
		return cn_arena_fail(x->w->a, x->w->err);
	memcpy(p, "JUNK", 4);
	cn_put_le(p + 4, n, 4);
	CN_TRY(cn_media_piece(x->w, (cn_str){ p, 8 }));
	for (size_t some; n > 0; n -= some) {
		some = n < ZEROS ? n : ZEROS;
		CN_TRY(cn_media_piece(x->w, (cn_str){ p + 8, some }));
	}
	return pad(x);
}

static cn_code put_ds64(writing *x, const cn_riff_chunk *c)
{
	x->ds64 = room(x, 16);
	if (!x->ds64)
		return cn_arena_fail(x->w->a, x->w->err);
	memcpy(x->ds64, x->f.file.p + c->at, 16);
	CN_TRY(cn_media_piece(x->w, (cn_str){ x->ds64, 16 }));
	CN_TRY(cn_media_piece(x->w, cn_sub(x->f.file, c->at + 16, c->size - 16)));
	return pad(x);
}

/* A store that is kept, and last if it was. */
static cn_code keep_store(writing *x, const cn_riff_chunk *c)
{
	cn_riff_chunk next;
	if (cn_riff_chunk_at(&x->f, c->next, x->end, &next) == CN_RIFF_END)
		CN_TRY(put_new(x));
	CN_TRY(cn_media_store_here(x->w, c->size));
	return keep(x, c);
}

static cn_code keep_webp(writing *x, const cn_riff_chunk *c)
{
	bool first = !x->begun;
	x->begun = true;
	if (cn_riff_is(c, "VP8X") && edit_of(x, CN_PART_XMP) && c->data.n > 0)
		return put_vp8x(x, c);
	if (first && adds_xmp(x))
		CN_TRY(extend(x, c));
	return keep(x, c);
}

static cn_code keep_wav(writing *x, const cn_riff_chunk *c)
{
	if (c->at == 12 && x->f.ds64.n > 0)
		return put_ds64(x, c);
	if (cn_riff_is_list(c, "INFO") && edits_fields(x))
		return put_list(x, c);
	CN_TRY(keep(x, c));
	if (x->aigc_put || !cn_riff_is(c, "fmt "))
		return CN_OK;
	x->aigc_put = true;
	return put_edit(x, "AIGC", CN_PART_AIGC);
}

static cn_code chunk(writing *x, const cn_riff_chunk *c)
{
	if (goes(x, c))
		return c->at < x->fixed ? put_junk(x, c) : CN_OK;
	if (cn_riff_is(c, "C2PA"))
		return keep_store(x, c);
	if (x->format == CN_MEDIA_WEBP)
		return keep_webp(x, c);
	return x->format == CN_MEDIA_WAV ? keep_wav(x, c) : keep(x, c);
}

static cn_code close_riff(writing *x)
{
	uint64_t n = x->w->bytes - 8;
	bool elsewhere = x->ds64 && cn_le32(x->f.file.p + 4) == UINT32_MAX;
	if (x->ds64)
		cn_put_le(x->ds64 + 8, n, 8);
	if (!elsewhere && n > UINT32_MAX)
		return CN_FAIL(x->w->err, CN_ETOOBIG, "RIFF: the written file would be longer than 4 GiB, which this form of it cannot say");
	cn_put_le(x->head + 4, elsewhere ? UINT32_MAX : n, 4);
	return CN_OK;
}

/* AVI: up to the frames nothing moves; behind the first RIFF chunk all does. */
static cn_code avi(writing *x)
{
	cn_riff_chunk c;
	size_t at = 12;
	for (; cn_riff_chunk_at(&x->f, at, x->end, &c) == CN_RIFF_CHUNK; at = c.next)
		if (cn_riff_is_list(&c, "movi"))
			x->fixed = c.at;
	if (!cn_starts(cn_sub(x->f.file, x->end, 4), "RIFF"))
		return CN_OK;
	if (at != x->end)
		return CN_FAIL(x->w->err, CN_EINPUT, "AVI: its first RIFF chunk ends in bytes that make no chunk");
	return cn_avi_index(x->w->a, &x->f, &x->moves, x->w->err);
}

cn_code cn_media_write_riff(cn_media_writer *w)
{
	writing x = { .w = w, .format = w->read->format };
	cn_riff_open(w->file, &x.f);
	x.end = cn_riff_end(&x.f);
	x.head = room(&x, 12);
	if (!x.head)
		return cn_arena_fail(w->a, w->err);
	memcpy(x.head, w->file.p, 12);
	CN_TRY(cn_media_piece(w, (cn_str){ x.head, 12 }));
	if (x.format == CN_MEDIA_AVI)
		CN_TRY(avi(&x));
	size_t at = 12;
	for (cn_riff_chunk c; cn_riff_chunk_at(&x.f, at, x.end, &c) == CN_RIFF_CHUNK; at = c.next)
		CN_TRY(chunk(&x, &c));
	CN_TRY(put_new(&x));
	CN_TRY(close_riff(&x));
	cn_avi_move(&x.moves, &x.f, w->bytes - at);
	return old_bytes(&x, at, w->file.n - at); /* bytes behind the RIFF chunk, or that make no chunk in it */
}
