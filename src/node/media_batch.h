/* media_batch: a folder of files of content, each judged for itself: one line a file, a table, a picture. Private to the ops. */
#ifndef CN_NODE_MEDIA_BATCH_H
#define CN_NODE_MEDIA_BATCH_H

#include "node/media.h"

enum { CN_MEDIA_FILES_MAX = 1000000, CN_MEDIA_FOLDER_DEPTH_MAX = 64 };

/* Every file below the folder, in order of its path: no links are followed. Several processes read at once; each line is kept as it is
 * made, so that a run that was killed goes on where it was; the answer does not depend on how many there were. A file that a process dies of
 * is said as such, and the others go on.
 *   writes  --out/files.jsonl, files.csv, overview.svg
 *   fails   CN_EIO (disk), CN_ETOOBIG over the bounds above, CN_EINPUT for an empty folder */
CN_MUST_CHECK cn_code cn_media_batch(cn_ctx *ctx, const cn_media_set *s, const char *folder, cn_err *err);

#endif
