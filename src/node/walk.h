/* walk: over the node's log as a request does it, which says how far it is when it takes long. */
#ifndef CN_NODE_WALK_H
#define CN_NODE_WALK_H

#include "node/home.h"
#include "node/node.h"

/* As cn_home_seek (node/home.h), into ctx->a, and with ctx->progress (what->passed is not called). */
CN_MUST_CHECK cn_code cn_walk(cn_ctx *ctx, cn_home *home, const cn_seek *what, uint64_t *at, cn_signed *ret, bool *ret_found, cn_err *err);

#endif
