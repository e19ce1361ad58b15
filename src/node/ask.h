/* ask: a manifest by questions, the one that decides most first. Answers come from standard input, line by line. */
#ifndef CN_NODE_ASK_H
#define CN_NODE_ASK_H

#include "node/load.h"

/* Asks who, what and where, then the engine's open questions until none is left, the person says "q", or the input ends. Every answer may
 * be "?" (not known): the fact then stays out of the manifest. Prompts go to stderr.
 *   ret_yaml  the manifest, each fact with who said it and when
 *   fails     CN_EINPUT if the input ends before the system has an id and a market */
CN_MUST_CHECK cn_code cn_ask_system(cn_ctx *ctx, const cn_norms *norms, cn_buf *ret_yaml, cn_err *err);

#endif
