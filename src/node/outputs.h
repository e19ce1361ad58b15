/* outputs: what a generator put out, judged file by file by what it is, and counted by format. Private to measuring. */
#ifndef CN_NODE_OUTPUTS_H
#define CN_NODE_OUTPUTS_H

#include "node/load.h"

enum { CN_OUTPUTS_MAX = 100000 }; /* that are looked at; of more a sample is drawn */

/* Counts the outputs in the folder that the manifest names: `outputs: {folder, sample, seed}`. An output is a .txt or .md file, or a file of
 * another format that cn_media_read knows by its bytes; what else lies there (tables, scripts, folders) is none.
 *   seed        of the draw where the manifest names none
 *   inputs      gets what was read: {what, file, sha256, files, drawn_from, seed}; the digest is over those looked at
 *   ret_source  {file, sha256, at}; at: the time that certificates were judged at, where there were any
 *   fails       CN_EINPUT: no folder named, a sample that is no number, a text that is no text; CN_ENOTFOUND, CN_EIO, CN_ETOOBIG */
CN_MUST_CHECK cn_code cn_outputs_take(cn_ctx *ctx, const cn_system *s, uint64_t seed, cn_val *inputs, cn_counts **ret, const cn_val **ret_source,
				      cn_err *err);

/* Counts all outputs directly in a folder. fails: as above */
CN_MUST_CHECK cn_code cn_outputs_folder(cn_ctx *ctx, const char *dir, cn_counts **ret, cn_err *err);

#endif
