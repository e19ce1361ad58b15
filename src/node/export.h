/* export: what `norm export` and `export` share: which formats there are, and where what they make goes. */
#ifndef CN_NODE_EXPORT_H
#define CN_NODE_EXPORT_H

#include "node/node.h"
#include "report/report.h"

/* Answers with the formats there are. */
CN_MUST_CHECK cn_code cn_formats_list(cn_ctx *ctx, cn_export_of of, cn_err *err);
/* The format that the first argument names.
 *   fails  CN_EINPUT: there is none of that name (the hint lists them), or it makes a folder and --out says not where */
CN_MUST_CHECK cn_code cn_format_find(cn_ctx *ctx, cn_export_of of, const cn_export **ret, cn_err *err);
/* Runs it: to --out, and then the answer says what was written; else to the terminal. */
CN_MUST_CHECK cn_code cn_format_write(cn_ctx *ctx, const cn_export *e, const cn_val *tree, cn_err *err);
/* Puts one file that was made otherwise, as the above does. */
CN_MUST_CHECK cn_code cn_format_put(cn_ctx *ctx, const char *name, cn_str bytes, cn_err *err);

#endif
