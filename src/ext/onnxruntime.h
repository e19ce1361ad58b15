/* onnxruntime: ONNX Runtime behind our types, loaded when it is asked for: no package of Debian 12 has it. Its interface in C only
 * ever grows at its end; what is called here was there in its first version (1.0). A model is opened and run only inside a limited
 * worker (src/adapter): the library is C++ and reads foreign bytes. One thread. */
#ifndef CN_EXT_ONNXRUNTIME_H
#define CN_EXT_ONNXRUNTIME_H

#include "base/base.h"

/* Loads the library, once a process: the file that $CONCORD_ONNXRUNTIME names, else libonnxruntime.so.1 where the system looks.
 *   fails  CN_EUNSUPPORTED: there is none, or it is none; the hint says what to install */
CN_MUST_CHECK cn_code cn_ort_load(cn_err *err);

typedef struct cn_ort cn_ort;

/* A model from its bytes, after cn_ort_load. output: the name of the output that holds the scores; empty: the last one of real
 * numbers.
 *   fails  CN_EINPUT in the library's words; or inputs that are not numbers, outputs that are not one table of real numbers
 *   owns   *ret: cn_ort_close */
CN_MUST_CHECK cn_code cn_ort_open(cn_str bytes, cn_str output, cn_ort **ret, cn_err *err);
void cn_ort_close(cn_ort *m); /* accepts NULL */

/* The columns it takes; 0: the model leaves that open. Where each input is one column, their names; else NULL. Both borrow from the
 * model. */
size_t cn_ort_columns(const cn_ort *m);
const char *const *cn_ort_names(const cn_ort *m);

/* One score a row: the number that the model gives, or of two (classes) the second. row is row-major, n x columns; missing is NaN.
 *   fails  CN_EINPUT: the library's words; another number of scores; a score that is not finite; a missing value for
 *          an input of integers */
CN_MUST_CHECK cn_code cn_ort_predict(cn_ort *m, const double *row, size_t n, size_t columns, double *score, cn_err *err);

#endif
