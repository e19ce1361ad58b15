/* lab/model: private. Words of a text as Python has them (re's \w, str.lower; Unicode 14), which text models were trained with. */
#ifndef CN_LAB_MODEL_WORDS_H
#define CN_LAB_MODEL_WORDS_H

#include "base/base.h"

bool word_char(uint32_t cp);

/* Appends s in small letters; a capital sigma at the end of a word becomes the final one. s is well-formed UTF-8. Linear in s.n. */
void word_lower(cn_str s, cn_buf *ret);

/* The next longest run of word characters at or after s.p[*at] that has at least `least` of them, as a part of s; *at goes behind it.
 * False when there is none left. */
bool word_next(cn_str s, size_t *at, unsigned least, cn_str *ret);

#endif
