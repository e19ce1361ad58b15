/* tiff: directories of a TIFF file (6.0, and BigTIFF with its 64-bit offsets) in both byte orders. Private to lab/media. */
#ifndef CN_LAB_MEDIA_FORMAT_TIFF_H
#define CN_LAB_MEDIA_FORMAT_TIFF_H

#include "lab/media/format/format.h"

enum {
	CN_TIFF_WIDTH = 256,
	CN_TIFF_HEIGHT = 257,
	CN_TIFF_XMP = 700,
	CN_TIFF_IPTC = 33723,
	CN_TIFF_PHOTOSHOP = 34377,
	CN_TIFF_EXIF = 34665,
	CN_TIFF_C2PA = 0xcd41
};
enum { CN_TIFF_BYTE = 1, CN_TIFF_UNDEFINED = 7 };

typedef struct cn_tiff {
	cn_str file;
	bool big_endian, wide; /* wide: BigTIFF */
} cn_tiff;

typedef struct cn_tiff_dir {
	size_t at;
	size_t n;       /* entries */
	size_t entries; /* the first one */
	size_t next_at; /* where the offset of the next directory stands */
	uint64_t next;  /* that offset; 0: this is the last */
} cn_tiff_dir;

typedef struct cn_tiff_entry {
	size_t at;
	unsigned tag, type;
	uint64_t count;
	cn_str value; /* .p NULL: of a type that is not known, or past the end of the file */
} cn_tiff_entry;

/* False: no header of a TIFF file. *first: the offset of its first directory; it stands at byte 4, or 8 of a BigTIFF file. */
bool cn_tiff_open(cn_str file, cn_tiff *ret, uint64_t *first);
/* False: it does not lie in the file. */
bool cn_tiff_dir_at(const cn_tiff *t, uint64_t at, cn_tiff_dir *ret);
cn_tiff_entry cn_tiff_entry_at(const cn_tiff *t, const cn_tiff_dir *d, size_t i); /* i < d->n */
/* A number of 1, 2, 4 or 8 bytes in the file's order, `bytes` within the file. */
uint64_t cn_tiff_int(const cn_tiff *t, const char *p, size_t bytes);
void cn_tiff_put(const cn_tiff *t, char *p, uint64_t x, size_t bytes);

static inline size_t cn_tiff_offset_bytes(const cn_tiff *t)
{
	return t->wide ? 8 : 4;
}

static inline size_t cn_tiff_entry_bytes(const cn_tiff *t)
{
	return t->wide ? 20 : 12;
}

#endif
