/* media_total: the lines of a folder put together: counts, a table, a picture. Private to the ops. */
#ifndef CN_NODE_MEDIA_TOTAL_H
#define CN_NODE_MEDIA_TOTAL_H

#include "node/media.h"

/* What is kept of one file: {file, bytes, sha256, format, modality, state, failure:[codes], layers:{kind: n}, says_ai, contradictions, trouble,
 * verdicts:[{provision, market, answer}]}, or {file, error}. */
cn_val *cn_media_line_val(cn_arena *a, cn_str path, size_t bytes, cn_str sha256, const cn_media_answer *m);
cn_val *cn_media_line_error(cn_arena *a, cn_str path, cn_str why);

/* Lists of lines: file i of n is line i / shards of list i % shards. */
typedef struct cn_media_shards {
	const char *dir;
	size_t shards, n;
} cn_media_shards;

/* Writes out/files.jsonl, files.csv and overview.svg, says the counts, sets the verdict of the request. */
CN_MUST_CHECK cn_code cn_media_total(cn_ctx *ctx, const cn_media_set *s, cn_media_shards parts, const char *out, cn_err *err);

#endif
