/* seen: the systems that a node knows from its log. */
#ifndef CN_NODE_SEEN_H
#define CN_NODE_SEEN_H

#include "node/load.h"

enum { CN_SEEN_MAX = 10000 };

typedef struct cn_seen {
	cn_str id;
	cn_signed system, assessment; /* the newest; assessment.rec.kind is empty while there is none */
	uint64_t n_assessment;
} cn_seen;

/* Folds the log: of each system the newest statement of what it is, and the newest assessment; in the order in which they came. An erased record is
 * passed over. *ret borrows from ctx->a. fails: CN_ETOOBIG more than CN_SEEN_MAX */
CN_MUST_CHECK cn_code cn_seen_read(cn_ctx *ctx, cn_home *home, cn_seen **ret, size_t *ret_n, cn_err *err);
/* NULL: not among them */
cn_seen *cn_seen_at(cn_seen *s, size_t n, cn_str id);
/* A record names a file of the node by its digest under `key`. fails: CN_EINPUT it names none; as cn_home_blob_get */
CN_MUST_CHECK cn_code cn_seen_file(cn_ctx *ctx, cn_home *home, const cn_signed *r, const char *key, cn_str *ret, cn_err *err);

#endif
