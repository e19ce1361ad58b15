/* A step turns records and evidence into the body of a new record: deriving duties, measuring, judging, composing a dossier. It is a
 * function: equal inputs give equal bodies. The runner (node) finds the inputs, adds refs, the step's version and seed, and signs. */
#ifndef CN_CORE_STEP_H
#define CN_CORE_STEP_H

#include "core/kind.h"

/* Bytes by digest, wherever they are kept. fails: CN_EABSENT when they are not there or were erased; CN_EFORGED when they do not match. */
typedef struct cn_blob_source {
	cn_code (*get)(void *ctx, cn_arena *a, const cn_digest *d, size_t bytes_max, cn_str *ret, cn_err *err);
	void *ctx;
} cn_blob_source;

/* Where a step leaves what is too large for a body; gives its digest. */
typedef struct cn_blob_sink {
	cn_code (*put)(void *ctx, cn_str bytes, cn_digest *ret, cn_err *err);
	void *ctx;
} cn_blob_sink;

typedef struct cn_step_in {
	const cn_signed *const *recs; /* what it may look at */
	size_t n_recs;
	const cn_blob_source *blobs;
	const cn_blob_sink *out;
	const cn_val *options; /* a map; NULL: none */
	int64_t now_us;
	uint64_t seed;
} cn_step_in;

typedef struct cn_step {
	const char *name;
	unsigned version; /* changes whenever equal inputs may give another body */
	const char *what;
	const char *makes; /* the kind of record */
	cn_code (*run)(cn_arena *a, const cn_step_in *in, const cn_val **ret_body, cn_err *err);
} cn_step;

const cn_step *cn_step_find(cn_str name);
const cn_step *cn_step_at(size_t i); /* NULL at the end */

#endif
