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

#endif
