/* brotli: the table of core/unpack.h by Google's decoder. Reads no file and no clock. */
#ifndef CN_EXT_BROTLI_H
#define CN_EXT_BROTLI_H

#include "core/unpack.h"

CN_MUST_CHECK cn_code cn_unbrotli(cn_str packed, cn_buf *out, cn_err *err);

#endif
