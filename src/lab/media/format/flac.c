/* FLAC (RFC 9639): metadata blocks, each with its type and length, the last one marked; then sound. Content credentials stand in a
 * tag of ID3v2 before it. */
#include "lab/media/format/audio.h"
#include "lab/media/format/id3.h"

enum { STREAMINFO = 0, APPLICATION = 2, COMMENTS = 4, LAST = 0x80, HEAD = 4, BLOCK_BYTES_MAX = (1 << 24) - 1 };

typedef struct block {
	unsigned type;
	bool last;
	size_t at; /* of its head */
	cn_str data;
} block;

static size_t start(cn_str file)
{
	cn_id3 t;
	size_t at = 0;
	while (cn_id3_open(file, at, &t))
		at = t.end < file.n ? t.end : file.n;
	return at;
}

bool cn_media_is_flac(cn_str file)
{
	size_t at = start(file);
	return file.n - at >= 4 && memcmp(file.p + at, "fLaC", 4) == 0;
}

/* The block at *at, which moves behind it; false if it runs past the file. */
static bool next_block(cn_str file, size_t *at, block *ret)
{
	if (file.n - *at < HEAD)
		return false;
	uint32_t h = cn_be32(file.p + *at);
	size_t n = h & 0xffffff;
	if (n > file.n - *at - HEAD)
		return false;
	*ret = (block){ h >> 24 & 0x7f, (h >> 31) != 0, *at, cn_sub(file, *at + HEAD, n) };
	*at += HEAD + n;
	return true;
}

static void stream_info(cn_media_reader *r, cn_str s)
{
	if (s.n < 18)
		return;
	uint64_t x = cn_be64(s.p + 10); /* 20 bits rate, 3 channels, 5 depth, 36 samples */
	uint64_t samples = x & ((1ull << 36) - 1);
	if (samples > 0)
		r->out->duration_us = cn_media_us(samples, (uint32_t)(x >> 44));
}

/* A store stood there before ID3 was chosen; XMP and texts of programs. */
static cn_code application(cn_media_reader *r, const block *b)
{
	cn_str id = cn_sub(b->data, 0, 4), data = cn_sub(b->data, 4, b->data.n), none = { "", 0 };
	cn_media_range at = { b->at, HEAD + b->data.n };
	if (cn_eqz(id, "c2pa"))
		return cn_media_put(r, CN_PART_C2PA, "APPLICATION", none, data, at);
	if (cn_starts(data, "<?xpacket") || cn_starts(data, "<x:xmpmeta"))
		return cn_media_put(r, CN_PART_XMP, "APPLICATION", none, data, at);
	if (data.n == 0 || data.n > CN_MEDIA_TAG_BYTES_MAX || !cn_utf8_ok(id) || !cn_utf8_ok(data))
		return CN_OK;
	return cn_media_put(r, CN_PART_TAG, "APPLICATION", id, data, at);
}

cn_code cn_media_read_flac(cn_media_reader *r)
{
	size_t at;
	block b = { 0 };
	CN_TRY(cn_id3_read(r, &at));
	at += 4; /* "fLaC" */
	while (!b.last) {
		CN_TRY(cn_media_step(r));
		if (!next_block(r->file, &at, &b))
			return cn_media_trouble(r, at, "FLAC: a metadata block is longer than the file");
		if (b.type == STREAMINFO)
			stream_info(r, b.data);
		else if (b.type == COMMENTS)
			CN_TRY(cn_vorbis_read(r, b.data, (cn_media_range){ b.at + HEAD, b.data.n }));
		else if (b.type == APPLICATION)
			CN_TRY(application(r, &b));
	}
	return CN_OK;
}

/* ---- writing -------------------------------------------------------------------------------------------------------------- */

static cn_code put_block(cn_media_writer *w, unsigned type, bool last, cn_str data)
{
	char *h = CN_NEW(w->a, char, HEAD);
	if (!h)
		return cn_arena_fail(w->a, w->err);
	if (data.n > BLOCK_BYTES_MAX)
		return CN_FAIL(w->err, CN_ETOOBIG, "a metadata block of FLAC holds at most %d bytes", BLOCK_BYTES_MAX);
	uint32_t x = (last ? 1u << 31 : 0) | (uint32_t)type << 24 | (uint32_t)data.n;
	for (unsigned i = 0; i < HEAD; i++)
		h[i] = (char)(x >> (24 - 8 * i) & 0xff);
	CN_TRY(cn_media_piece(w, (cn_str){ h, HEAD }));
	return cn_media_piece(w, data);
}

static bool edits_comments(const cn_media_writer *w, bool *adds)
{
	bool any = false;
	for (size_t i = 0; i < w->n_edit; i++) {
		bool mine = w->edit[i].kind == CN_PART_AIGC || w->edit[i].kind == CN_PART_TAG;
		any = any || mine;
		*adds = *adds || (mine && w->edit[i].bytes.p);
	}
	return any;
}

/* Is the block a label that an edit replaces? Then it goes: the new one stands elsewhere. */
static bool goes(const cn_media_writer *w, const block *b)
{
	size_t low = 0, high = w->read->n_part; /* parts are in the order of the file */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (w->read->part[middle].range[0].at < b->at)
			low = middle + 1;
		else
			high = middle;
	}
	const cn_media_part *p = low < w->read->n_part ? &w->read->part[low] : NULL;
	return b->type == APPLICATION && p && p->range[0].at == b->at && cn_media_edit_of(w, p->kind, p->key) != NULL;
}

/* Which block will be the last one, and whether there are comments. */
static size_t survey(const cn_media_writer *w, size_t at, bool *has_comments)
{
	block b = { 0 };
	size_t last = 0;
	while (!b.last && next_block(w->file, &at, &b)) {
		if (goes(w, &b))
			continue;
		last = b.at;
		*has_comments = *has_comments || b.type == COMMENTS;
	}
	return last;
}

cn_code cn_media_write_flac(cn_media_writer *w)
{
	size_t at;
	block b = { 0 };
	bool adds = false, has_comments = false, edits = edits_comments(w, &adds);
	CN_TRY(cn_id3_write(w, 1u << CN_PART_C2PA, &at));
	CN_TRY(cn_media_piece(w, cn_sub(w->file, at, 4)));
	at += 4;
	size_t last = survey(w, at, &has_comments);
	bool fresh = adds && !has_comments; /* after the first block, STREAMINFO */
	while (!b.last && next_block(w->file, &at, &b)) {
		if (goes(w, &b))
			continue;
		cn_str data = b.data;
		if (b.type == COMMENTS && edits)
			CN_TRY(cn_vorbis_write(w, b.data, &data));
		CN_TRY(put_block(w, b.type, b.at == last && !fresh, data));
		if (fresh) {
			CN_TRY(cn_vorbis_write(w, (cn_str){ "", 0 }, &data));
			CN_TRY(put_block(w, COMMENTS, b.at == last, data));
			fresh = false;
		}
	}
	return cn_media_piece(w, cn_sub(w->file, at, w->file.n));
}
