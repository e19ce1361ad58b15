/* A decoder of packed bytes as a function: pure code asks through it and never sees the library behind it (src/ext/brotli.c). */
#ifndef CN_CORE_UNPACK_H
#define CN_CORE_UNPACK_H

#include "base/base.h"

/* Appends to out what `packed` holds: one whole stream of Brotli (RFC 7932) and nothing after it. out->cap bounds what it may become, and the
 * decoder stops there; its own memory is a window of at most 16 MiB.
 *   fails  CN_EINPUT: it is damaged, cut off, or bytes follow its end; CN_ETOOBIG: more than out may hold; CN_ENOMEM. What is in out counts
 *          only on success */
typedef cn_code cn_unpacks(cn_str packed, cn_buf *out, cn_err *err);

#endif
