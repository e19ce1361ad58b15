/* rows: what is asked of a program or a server as text, and what it answers. Private to src/adapter. */
#ifndef CN_ADAPTER_ROWS_H
#define CN_ADAPTER_ROWS_H

#include "adapter/adapter.h"

enum { ROWS_BYTES_MAX = 1 << 30, ANSWER_BYTES_MAX = 256 << 20 };

/* Appends the rows with a header line as CSV, or as one JSON object a line. Missing is an empty field, or null. */
void rows_csv(cn_buf *b, const cn_feature *f, size_t n_features, const double *row, size_t n);
void rows_jsonl(cn_buf *b, const cn_feature *f, size_t n_features, const double *row, size_t n);

/* The text of a category; false for a number and for what is missing. */
bool rows_level(const cn_feature *f, double x, cn_str *ret);

/* n scores from a CSV with a header or JSON lines: the column "score", else "prediction", else the only one there is.
 *   fails  CN_EINPUT: not a table, another number of rows, a text, a hole; `who` is named */
CN_MUST_CHECK cn_code rows_answer(const char *who, cn_str text, bool jsonl, double *score, size_t n, cn_err *err);

#endif
