/* Characters of a text. Private. */
#ifndef CN_REPORT_UTF8_H
#define CN_REPORT_UTF8_H

#include "base/base.h"

/* Bytes of the UTF-8 character at s.p[i] (i < s.n) and its code point; a malformed byte is one character U+FFFD. */
size_t cn_utf8_at(cn_str s, size_t i, uint32_t *cp);
size_t cn_cells(uint32_t cp); /* 0, 1 or 2 */

#endif
