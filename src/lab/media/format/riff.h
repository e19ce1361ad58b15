/* riff: chunks of WebP, WAV and AVI files as their reader and their writer walk them. Private to lab/media. */
#ifndef CN_LAB_MEDIA_FORMAT_RIFF_H
#define CN_LAB_MEDIA_FORMAT_RIFF_H

#include "lab/media/format/format.h"

typedef struct cn_riff {
	cn_str file;
	bool wide;    /* RF64 or BW64: a size of 2^32 - 1 stands in the chunk ds64 */
	cn_str ds64;  /* the data of that chunk; empty */
	uint64_t end; /* of the first RIFF chunk as it says: may be past the end of the file */
} cn_riff;

typedef struct cn_riff_chunk {
	size_t at, size; /* with its header, without its padding */
	size_t next;     /* where the chunk after it begins */
	cn_str id;       /* four bytes */
	cn_str form;     /* RIFF, LIST: the four bytes of its type, which are the first of the data; else empty */
	cn_str data;
} cn_riff_chunk;

typedef enum cn_riff_at { CN_RIFF_END, CN_RIFF_CHUNK, CN_RIFF_CUT } cn_riff_at;

void cn_riff_open(cn_str file, cn_riff *ret); /* of a file that begins with the 12 bytes of a RIFF, RF64 or BW64 chunk */
/* The chunk that begins at `at` in a list that ends at `end`; CUT: it runs past that, or past the end of the file. */
cn_riff_at cn_riff_chunk_at(const cn_riff *f, size_t at, size_t end, cn_riff_chunk *ret);
size_t cn_riff_end(const cn_riff *f); /* of its chunks in the file */

static inline bool cn_riff_is(const cn_riff_chunk *c, const char *id)
{
	return memcmp(c->id.p, id, 4) == 0;
}

static inline bool cn_riff_is_list(const cn_riff_chunk *c, const char *form)
{
	return cn_riff_is(c, "LIST") && cn_eqz(c->form, form);
}

/* Width and height from the head of a VP8 or VP8L bitstream; false: it is none. */
bool cn_webp_size(const cn_riff_chunk *c, uint32_t *width, uint32_t *height);

/* Where an AVI file says a place of itself that lies behind its first RIFF chunk, in the order of the file. */
typedef struct cn_avi_place {
	size_t at;
	char *bytes; /* eight that will stand there */
} cn_avi_place;

typedef struct cn_avi_places {
	cn_avi_place *place;
	size_t n;
} cn_avi_places;

CN_MUST_CHECK cn_code cn_avi_index(cn_arena *a, const cn_riff *f, cn_avi_places *ret, cn_err *err);
/* Fills the bytes: what lies there moves by so many bytes, modulo 2^64. */
void cn_avi_move(const cn_avi_places *p, const cn_riff *f, uint64_t by);

#endif
