/* format: what the readers of containers share. Each appends the parts that it finds to a list of bounded length. Private to lab/media. */
#ifndef CN_LAB_MEDIA_FORMAT_FORMAT_H
#define CN_LAB_MEDIA_FORMAT_FORMAT_H

#include "lab/media/file.h"

typedef struct cn_media_reader {
	cn_arena *a;
	cn_str file;
	cn_media_file *out;
	cn_media_part *part; /* grows; at most CN_MEDIA_PARTS_MAX */
	size_t n, room;
	size_t walked;       /* segments, chunks, boxes so far */
	size_t joined;       /* bytes put together or decoded so far */
	cn_err *err;
} cn_media_reader;

/* Appends a part of one range; fails with CN_ETOOBIG when the list is full. */
CN_MUST_CHECK cn_code cn_media_put(cn_media_reader *r, cn_media_kind kind, const char *carrier, cn_str key, cn_str bytes, cn_media_range at);
/* The same of several ranges, which are copied. */
CN_MUST_CHECK cn_code cn_media_put_ranges(cn_media_reader *r, cn_media_part part);
/* Room for n bytes that are put together; fails over CN_MEDIA_JOINED_BYTES_MAX. */
CN_MUST_CHECK cn_code cn_media_join(cn_media_reader *r, size_t n, char **ret);
/* One more segment, chunk or box: fails over CN_MEDIA_SEGMENTS_MAX. */
CN_MUST_CHECK cn_code cn_media_step(cn_media_reader *r);
/* A text field whose format leaves its encoding open: UTF-8 if it is that, else Latin-1; it ends at a NUL, at most CN_MEDIA_TAG_BYTES_MAX
 * bytes of it are given. */
CN_MUST_CHECK cn_code cn_media_field_text(cn_media_reader *r, cn_str s, cn_str *ret);
/* Photoshop image resources, a slice of the file: its IIM block (0x0404) becomes a part. */
CN_MUST_CHECK cn_code cn_media_put_photoshop(cn_media_reader *r, const char *carrier, cn_str block);
/* What stopped the reader, one sentence in English: the first one stays. Gives CN_OK, since it is an answer, or CN_ENOMEM. */
CN_MUST_CHECK cn_code cn_media_trouble(cn_media_reader *r, size_t at, const char *fmt, ...) CN_PRINTF(3, 4);

static inline uint16_t cn_be16(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return (uint16_t)(u[0] << 8 | u[1]);
}

static inline uint32_t cn_be32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static inline uint64_t cn_be64(const char *p)
{
	return (uint64_t)cn_be32(p) << 32 | cn_be32(p + 4);
}

static inline uint16_t cn_le16(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return (uint16_t)(u[1] << 8 | u[0]);
}

static inline uint32_t cn_le32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return (uint32_t)u[3] << 24 | (uint32_t)u[2] << 16 | (uint32_t)u[1] << 8 | u[0];
}

static inline uint64_t cn_le64(const char *p)
{
	return (uint64_t)cn_le32(p + 4) << 32 | cn_le32(p);
}

/* The n low bytes of x, n at most 8, least significant byte first or last. */
static inline void cn_put_le(char *p, uint64_t x, size_t n)
{
	for (size_t i = 0; i < n; i++, x >>= 8)
		p[i] = (char)(x & 0xff);
}

static inline void cn_put_be(char *p, uint64_t x, size_t n)
{
	for (; n > 0; n--, x >>= 8)
		p[n - 1] = (char)(x & 0xff);
}

/* A reader is given a file whose first bytes are of its format (the table of read.c); it may set out->format to a nearer one. */
typedef cn_code cn_media_reads(cn_media_reader *r);

cn_media_reads cn_media_read_jpeg, cn_media_read_png, cn_media_read_riff, cn_media_read_gif, cn_media_read_tiff, cn_media_read_bmff,
    cn_media_read_mp3, cn_media_read_flac, cn_media_read_ogg, cn_media_read_pdf, cn_media_read_svg, cn_media_read_text;

/* ---- writers: each is given a file that its reader read without trouble ---------------------------------------------------- */

typedef struct cn_media_writer {
	cn_arena *a;
	cn_str file;
	const cn_media_file *read;
	const cn_media_edit *edit;
	size_t n_edit;
	cn_str *piece;
	size_t n, room, bytes;
	cn_media_range *store;
	size_t n_store, room_store;
	cn_err *err;
} cn_media_writer;

/* Appends a slice; a slice that follows the last one in memory lengthens it. */
CN_MUST_CHECK cn_code cn_media_piece(cn_media_writer *w, cn_str s);
/* The next `size` bytes that are appended are the store's: notes where they will lie. */
CN_MUST_CHECK cn_code cn_media_store_here(cn_media_writer *w, size_t size);
/* The edit of this kind and key, or NULL. */
const cn_media_edit *cn_media_edit_of(const cn_media_writer *w, cn_media_kind kind, cn_str key);

typedef cn_code cn_media_writes(cn_media_writer *w);
cn_media_writes cn_media_write_jpeg, cn_media_write_png, cn_media_write_riff, cn_media_write_gif, cn_media_write_tiff, cn_media_write_bmff,
    cn_media_write_mp3, cn_media_write_flac, cn_media_write_ogg, cn_media_write_svg, cn_media_write_text;

#endif
