/* scratch: the folder of one request. The files of its body lie there, and what its op makes; it goes with the request. No name from outside leads
 * out of it: parts between slashes, none empty, none that begins with a dot. */
#ifndef CN_HTTP_SCRATCH_H
#define CN_HTTP_SCRATCH_H

#include "store/file.h"

enum { CN_SCRATCH_FILES_MAX = 512, CN_SCRATCH_NAME_BYTES_MAX = 200, CN_SCRATCH_DEPTH_MAX = 6, CN_SCRATCH_OUT_BYTES_MAX = 24 << 20 };

typedef struct cn_scratch {
	char dir[CN_PATH_BYTES_MAX]; /* absolute; empty: none */
} cn_scratch;

/* May this name a file of a scratch folder? fails: CN_EINPUT, saying what is wrong with it */
CN_MUST_CHECK cn_code cn_scratch_name_check(cn_str name, cn_err *err);
/* A new folder below <data>/private/scratch/<seat of the server>, for this user alone. */
CN_MUST_CHECK cn_code cn_scratch_make(const char *data_dir, unsigned seat, cn_scratch *ret, cn_err *err);
/* fails: CN_EINPUT the name, or one that is there; CN_EIO */
CN_MUST_CHECK cn_code cn_scratch_put(const cn_scratch *s, cn_str name, cn_str bytes, cn_err *err);
/* What lies there and is not in `known` (a map; NULL: nothing is): a map from name to text, or to {"base64": ..} where it is none. Files that would make it
 * larger than CN_SCRATCH_OUT_BYTES_MAX are named with null. */
CN_MUST_CHECK cn_code cn_scratch_made(const cn_scratch *s, cn_arena *a, const cn_val *known, const cn_val **ret, cn_err *err);
void cn_scratch_remove(cn_scratch *s);
/* What a server that was killed left, which had the same seat (seat.h). */
void cn_scratch_clear(const char *data_dir, unsigned seat);

#endif
