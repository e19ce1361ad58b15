/* file: reading files for adapters. Private to src/adapter. */
#ifndef CN_ADAPTER_FILE_H
#define CN_ADAPTER_FILE_H

#include "base/base.h"

/* Feeds a regular file in pieces. CN_EIO names the path and why. */
CN_MUST_CHECK cn_code file_feed(const char *path, cn_code (*feed)(void *ctx, cn_str piece, cn_err *err), void *ctx, cn_err *err);
CN_MUST_CHECK cn_code file_read_whole(const char *path, size_t bytes_max, cn_buf *to, cn_err *err);

#endif
