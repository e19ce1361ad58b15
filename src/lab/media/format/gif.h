/* gif: blocks of a GIF file as its reader and its writer walk them. Private to lab/media. */
#ifndef CN_LAB_MEDIA_FORMAT_GIF_H
#define CN_LAB_MEDIA_FORMAT_GIF_H

#include "lab/media/format/format.h"

enum { CN_GIF_IMAGE = 0x2c, CN_GIF_TRAILER = 0x3b, CN_GIF_EXTENSION = 0x21 };
/* A block's kind: the image or trailer above, or 0x2100 and the label of an extension. */
enum { CN_GIF_TEXT = 0x2101, CN_GIF_CONTROL = 0x21f9, CN_GIF_COMMENT = 0x21fe, CN_GIF_APPLICATION = 0x21ff };

typedef struct cn_gif_block {
	int kind;
	size_t at, size;
	cn_str name;   /* APPLICATION: its eleven bytes, identifier and code; else empty */
	cn_str blocks; /* extensions: the sub-blocks behind the name, each with its length, up to and with the empty one that ends them */
} cn_gif_block;

typedef enum cn_gif_at { CN_GIF_BLOCK, CN_GIF_CUT, CN_GIF_UNKNOWN } cn_gif_at;

size_t cn_gif_first(cn_str file); /* where its blocks begin, behind the global colour table; 0: the file ends before */
cn_gif_at cn_gif_block_at(cn_str file, size_t at, cn_gif_block *ret);

#define CN_GIF_C2PA "C2PA_GIF\x01\x00\x00"
#define CN_GIF_XMP "XMP DataXMP"
enum { CN_GIF_NAME_BYTES = 11, CN_GIF_XMP_TAIL_BYTES = 258 };
/* XMP stands in a GIF file without lengths of sub-blocks. For those who look for lengths, this tail leads every one to the end: a 1, then 255
 * down to 0, then the empty sub-block (XMP specification part 3, 1.1.2). */
void cn_gif_xmp_tail(char out[CN_GIF_XMP_TAIL_BYTES]);

#endif
