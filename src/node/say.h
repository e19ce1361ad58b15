/* say: what several commands print in the same way. Lines fit the width of the terminal, in both languages. */
#ifndef CN_NODE_SAY_H
#define CN_NODE_SAY_H

#include "node/node.h"
#include "norm/norm.h"

/* The half of the request's language, else English. */
cn_str cn_in_lang(const cn_ctx *ctx, cn_words w);
/* A token of a closed list: as it stands in English, where it is also what JSON and commands say; by its word in other languages. */
cn_str cn_word_for(const cn_ctx *ctx, const char *list, cn_str token);
/* " [2nd-hand source]", " [unverified]", or nothing where it was read. */
const char *cn_confidence_mark(const cn_ctx *ctx, cn_confidence c);
/* A date as YYYY-MM-DD in the request's arena; "-" if there is none. */
const char *cn_day_text(const cn_ctx *ctx, cn_date d);

/* One paragraph: printf, wrapped to the terminal, the first line indented by `first`, the others by `rest`. */
void cn_para(cn_ctx *ctx, size_t first, size_t rest, const char *fmt, ...) CN_PRINTF(4, 5);
void cn_title(cn_ctx *ctx, const char *en, const char *zh); /* an empty line, then the title */

/* Is a flag's value in a list of the vocabulary? Absent flags are. fails: CN_EINPUT with the nearest word */
CN_MUST_CHECK cn_code cn_flag_listed(cn_ctx *ctx, const cn_library *lib, const char *flag, const char *list, cn_err *err);
/* The parts of a flag's value between commas, trimmed; n = 0 if absent. */
CN_MUST_CHECK cn_code cn_flag_parts(cn_ctx *ctx, const char *flag, cn_texts *ret, cn_err *err);

#endif
