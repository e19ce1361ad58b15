/* media_say: what people read of a file of content. Private to the ops. */
#ifndef CN_NODE_MEDIA_SAY_H
#define CN_NODE_MEDIA_SAY_H

#include "node/media.h"

/* "says: made or changed by AI", "says: made otherwise", or nothing. */
const char *cn_media_says_ai(const cn_ctx *ctx, cn_tri t);

/* One line, and what decided it or keeps it open; all reasons with --all. */
void cn_media_say_verdict(cn_ctx *ctx, const cn_media_set *s, const cn_content_verdict *v);

/* The report of one file; report: its tree (cn_media_report). */
void cn_media_say(cn_ctx *ctx, const cn_media_set *s, cn_str name, size_t bytes, const cn_media_answer *m, const cn_val *report);

#endif
