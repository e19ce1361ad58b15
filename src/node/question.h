/* question: one question on the terminal, and its answer as a statement of a manifest. Shared by `new system --ask` and `ask`. */
#ifndef CN_NODE_QUESTION_H
#define CN_NODE_QUESTION_H

#include "node/node.h"
#include "norm/norm.h"

/* One line of standard input, trimmed; false at its end. What is too long or no UTF-8 is an empty text. */
bool cn_read_line(cn_ctx *ctx, cn_str *ret);

/* The question, how to find out, what can be answered; to stderr, without a line end. */
void cn_show_question(cn_ctx *ctx, const cn_question *q);

/* What was typed as the manifest's value: "y" is yes, a comma list is a list. Not checked against the fact. */
cn_val *cn_typed_value(cn_ctx *ctx, const cn_fact *f, cn_str s);

/* A text in double quotes, as YAML reads it; controls are left out. */
void cn_put_quoted(cn_buf *b, cn_str s);

/* {value: ..., by: "...", on: today, source: "answered by questions", market: ...} on one line. v: a text or a list of texts. */
void cn_put_statement(cn_ctx *ctx, cn_buf *b, const cn_val *v, cn_str by, cn_str market);

#endif
