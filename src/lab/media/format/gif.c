/* GIF (87a and 89a): blocks up to the trailer. Labels are application extensions, and comments. */
#include "lab/media/format/gif.h"

static size_t colours(char packed)
{
	unsigned char b = (unsigned char)packed;
	return b & 0x80 ? 3U * (2U << (b & 7)) : 0;
}

size_t cn_gif_first(cn_str file)
{
	if (file.n < 13)
		return 0;
	size_t table = colours(file.p[10]);
	return table > file.n - 13 ? 0 : 13 + table;
}

/* Where the sub-blocks at `at` end, behind the empty one; 0: the file ends before. */
static size_t past(cn_str file, size_t at)
{
	while (at < file.n) {
		size_t n = (unsigned char)file.p[at++];
		if (n == 0)
			return at;
		if (n > file.n - at)
			return 0;
		at += n;
	}
	return 0;
}

static size_t past_image(cn_str file, size_t at)
{
	if (file.n - at < 10)
		return 0;
	size_t table = colours(file.p[at + 9]);
	if (table > file.n - at - 10 || file.n - at - 10 - table < 1)
		return 0;
	return past(file, at + 10 + table + 1); /* the byte before the data is the size of its codes */
}

cn_gif_at cn_gif_block_at(cn_str file, size_t at, cn_gif_block *ret)
{
	cn_gif_block b = { .at = at, .name = { "", 0 }, .blocks = { "", 0 } };
	if (at >= file.n)
		return CN_GIF_CUT;
	b.kind = (unsigned char)file.p[at];
	size_t end = 0;
	if (b.kind == CN_GIF_TRAILER) {
		end = at + 1;
	} else if (b.kind == CN_GIF_IMAGE) {
		end = past_image(file, at);
	} else if (b.kind != CN_GIF_EXTENSION) {
		return CN_GIF_UNKNOWN;
	} else if (file.n - at >= 2) {
		b.kind = b.kind << 8 | (unsigned char)file.p[at + 1];
		end = past(file, at + 2);
		size_t data = at + 2;
		if (end > 0 && b.kind == CN_GIF_APPLICATION && file.p[data] == CN_GIF_NAME_BYTES) {
			b.name = cn_sub(file, data + 1, CN_GIF_NAME_BYTES);
			data += 1 + CN_GIF_NAME_BYTES;
		}
		b.blocks = end > 0 ? cn_sub(file, data, end - data) : b.blocks;
	}
	if (end == 0)
		return CN_GIF_CUT;
	b.size = end - at;
	*ret = b;
	return CN_GIF_BLOCK;
}

void cn_gif_xmp_tail(char out[CN_GIF_XMP_TAIL_BYTES])
{
	out[0] = 1;
	for (int i = 0; i < 256; i++)
		out[1 + i] = (char)(255 - i);
	out[CN_GIF_XMP_TAIL_BYTES - 1] = 0;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

/* The sub-blocks put together; where there is but one it lies in one piece. */
static cn_code joined(cn_media_reader *r, cn_str blocks, cn_str *ret)
{
	size_t total = 0, n_blocks = 0;
	for (size_t at = 0, n; (n = (unsigned char)blocks.p[at]) > 0; at += 1 + n, n_blocks++)
		total += n;
	if (n_blocks < 2) {
		*ret = cn_sub(blocks, 1, total);
		return CN_OK;
	}
	char *p = NULL;
	size_t to = 0;
	CN_TRY(cn_media_join(r, total, &p));
	for (size_t at = 0, n; (n = (unsigned char)blocks.p[at]) > 0; at += 1 + n, to += n)
		memcpy(p + to, blocks.p + at + 1, n);
	*ret = (cn_str){ p, total };
	return CN_OK;
}

/* By the specification the packet lies there whole and a tail follows. c2pa-rs cuts packet and tail into sub-blocks; others leave the tail out. */
static cn_code packet(cn_media_reader *r, cn_str blocks, cn_str *ret)
{
	char tail[CN_GIF_XMP_TAIL_BYTES];
	cn_gif_xmp_tail(tail);
	if (blocks.n >= sizeof tail && memcmp(blocks.p + blocks.n - sizeof tail, tail, sizeof tail) == 0) {
		*ret = cn_sub(blocks, 0, blocks.n - sizeof tail);
		return CN_OK;
	}
	if (blocks.p[0] == '<') {
		*ret = cn_sub(blocks, 0, blocks.n - 1);
		return CN_OK;
	}
	cn_str s;
	CN_TRY(joined(r, blocks, &s));
	size_t n = sizeof tail - 1; /* the empty sub-block is no part of what was joined */
	*ret = s.n >= n && memcmp(s.p + s.n - n, tail, n) == 0 ? cn_sub(s, 0, s.n - n) : s;
	return CN_OK;
}

static cn_code extension(cn_media_reader *r, const cn_gif_block *b)
{
	static const cn_str none = { "", 0 };
	cn_media_range at = { b->at, b->size };
	cn_str bytes;
	if (b->kind == CN_GIF_COMMENT) {
		CN_TRY(joined(r, b->blocks, &bytes));
		CN_TRY(cn_media_field_text(r, bytes, &bytes));
		return cn_media_put(r, CN_PART_TAG, "comment", CN_S("Comment"), bytes, at);
	}
	if (cn_eq(b->name, CN_S(CN_GIF_C2PA))) {
		CN_TRY(joined(r, b->blocks, &bytes));
		return cn_media_put(r, CN_PART_C2PA, "application extension", none, bytes, at);
	}
	if (cn_eq(b->name, CN_S(CN_GIF_XMP))) {
		CN_TRY(packet(r, b->blocks, &bytes));
		return cn_media_put(r, CN_PART_XMP, "application extension", none, bytes, at);
	}
	return CN_OK;
}

cn_code cn_media_read_gif(cn_media_reader *r)
{
	size_t at = cn_gif_first(r->file);
	if (at == 0)
		return cn_media_trouble(r, r->file.n, "GIF: it ends before its first block");
	r->out->width = cn_le16(r->file.p + 6);
	r->out->height = cn_le16(r->file.p + 8);
	for (;;) {
		cn_gif_block b;
		CN_TRY(cn_media_step(r));
		cn_gif_at is = cn_gif_block_at(r->file, at, &b);
		if (is != CN_GIF_BLOCK)
			return is == CN_GIF_CUT ? cn_media_trouble(r, at, "GIF: it ends before its trailer")
						: cn_media_trouble(r, at, "GIF: a byte that begins no block");
		if (b.kind == CN_GIF_TRAILER)
			return CN_OK;
		CN_TRY(extension(r, &b));
		at += b.size;
	}
}
