/* text: UTF-8 text and Markdown; the wrapper that hides a store of content credentials in text. Private to lab/media. */
#ifndef CN_LAB_MEDIA_FORMAT_TEXT_H
#define CN_LAB_MEDIA_FORMAT_TEXT_H

#include "lab/media/format/format.h"

bool cn_media_is_text(cn_str file); /* UTF-8 without NUL, and not empty */

/* The byte that a variation selector stands for (U+FE00 to U+FE0F: 0 to 15, U+E0100 to U+E01EF: 16 to 255) and how many bytes it takes; 0 at
 * anything else. */
size_t cn_selector_at(cn_str s, size_t at, unsigned char *ret);

typedef struct cn_text_wrapper {
	cn_media_range at; /* U+FEFF and all selectors behind it */
	size_t store_from; /* the selector of the store's first byte */
	size_t store_n;    /* bytes of the store */
	bool whole;        /* they are all there, and the version is 1 */
} cn_text_wrapper;

/* The next wrapper at or behind this byte (C2PA 2.4, A.8): U+FEFF, then as selectors "C2PATXT" and NUL, 1, the length in four bytes, the
 * store, padding. */
bool cn_text_wrapper_next(cn_str s, size_t at, cn_text_wrapper *ret);

/* A block "-----BEGIN C2PA MANIFEST----- reference -----END C2PA MANIFEST-----" (C2PA 2.4, A.9), in a comment or in front matter. */
typedef struct cn_text_block {
	cn_media_range at; /* its whole lines; at the end of the text the line end before it too */
	cn_str reference;  /* trimmed; empty: there is no END */
	bool whole;
} cn_text_block;
bool cn_text_block_next(cn_str s, size_t at, cn_text_block *ret);

/* What stands for a store in a text, wrappers and blocks in their order. Begins with the text and the byte to look from. */
typedef struct cn_text_cuts {
	cn_str s;
	size_t at;
	cn_text_wrapper wrapper;
	cn_text_block block;
	bool sought_wrapper, has_wrapper, sought_block, has_block;
} cn_text_cuts;
typedef enum cn_text_cut { CN_TEXT_NO_CUT, CN_TEXT_WRAPPER, CN_TEXT_BLOCK } cn_text_cut;
/* The next one, which `wrapper` or `block` tells; *ret is its range. */
cn_text_cut cn_text_cuts_next(cn_text_cuts *c, cn_media_range *ret);

#endif
