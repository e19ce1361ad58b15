/* slices: bytes that lie in pieces, a list that grows. Private to lab/media. */
#ifndef CN_LAB_MEDIA_FORMAT_SLICES_H
#define CN_LAB_MEDIA_FORMAT_SLICES_H

#include "lab/media/format/format.h"

typedef struct cn_slices {
	cn_str *slice;
	size_t n, room, bytes;
} cn_slices;

CN_MUST_CHECK cn_code cn_slices_add(cn_arena *a, cn_slices *s, cn_str more, cn_err *err);
/* All of them as one text: itself, if there is one only. */
CN_MUST_CHECK cn_code cn_slices_joined(cn_media_reader *r, const cn_slices *s, cn_str *ret);

#endif
