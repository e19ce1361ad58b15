/* invisible: characters of a text that no reader sees, counted by kind, and what they spell. Pure; linear, and quick over what is
 * seen.
 *
 * Four kinds, by code point:
 *   zero width  U+00AD U+034F U+115F U+1160 U+17B4 U+17B5 U+180E U+200B-200D U+2060-2064 U+206A-206F U+3164 U+FEFF U+FFA0
 *   bidi        U+061C U+200E U+200F U+202A-202E U+2066-2069
 *   tags        U+E0000-E007F
 *   selectors   U+180B-180D U+180F U+FE00-FE0F U+E0100-E01EF
 * Not counted, since people's software writes them so: joiners (U+200C, U+200D) behind a letter or sign that can be joined (a character from
 * U+0600 on that is no East Asian ideograph or kana); one selector alone behind a character that is no ASCII letter, space or control; tags
 * of a flag (behind U+1F3F4, closed by U+E007F, at most 16); U+FEFF as the first character.
 *
 * What they spell: tags their ASCII, selectors a byte each (U+FE00-FE0F: 0 to 15, U+E0100-E01EF: 16 to 255), in the order of the text. */
#ifndef CN_LAB_MEDIA_INVISIBLE_H
#define CN_LAB_MEDIA_INVISIBLE_H

#include "base/base.h"

enum { CN_INVISIBLE_HIDDEN_BYTES_MAX = 4096 };

typedef struct cn_invisible {
	size_t zero_width, bidi, tags, selectors;
	size_t first; /* byte of the first one that is counted; the length of the text if there is none */
	cn_str hidden; /* what they spell, as UTF-8, at most CN_INVISIBLE_HIDDEN_BYTES_MAX of it; bytes that are none, and controls but the
	                  line end, as U+FFFD. Empty: nothing */
} cn_invisible;

/* Bytes that are no UTF-8 are passed over.     ret borrows from a       fails  CN_ENOMEM */
CN_MUST_CHECK cn_code cn_media_invisible(cn_arena *a, cn_str text, cn_invisible *ret, cn_err *err);

#endif
