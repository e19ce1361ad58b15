/* xgboost: Debian's libxgboost behind our types. Called only inside a limited worker (src/adapter): the library is C++ and reads foreign
 * bytes. One thread; prints nothing. */
#ifndef CN_EXT_XGBOOST_H
#define CN_EXT_XGBOOST_H

#include "base/base.h"

typedef struct cn_xgb cn_xgb;

/* Loads the library, once; cn_xgb_open does so too. Before a process that may open no file is made. fails: CN_EUNSUPPORTED */
CN_MUST_CHECK cn_code cn_xgb_load(cn_err *err);
/* A model saved as JSON or UBJSON.
 *   fails  CN_EINPUT in the library's words; CN_EUNSUPPORTED; CN_ENOMEM
 *   owns   *ret: cn_xgb_close */
CN_MUST_CHECK cn_code cn_xgb_open(cn_str bytes, cn_xgb **ret, cn_err *err);
void cn_xgb_close(cn_xgb *x); /* accepts NULL */

/* How many columns the model takes, and their names as saved with it (*ret_names has *ret_n entries, or is NULL if none were saved; borrows
 * from the model until the next call). */
CN_MUST_CHECK cn_code cn_xgb_features(cn_xgb *x, size_t *ret_count, const char *const **ret_names, size_t *ret_n, cn_err *err);

/* One score a row. value is row-major, n_rows x n_columns; missing is NaN.
 *   fails  CN_EINPUT if the model gives more than one number a row, or not a finite one */
CN_MUST_CHECK cn_code cn_xgb_predict(cn_xgb *x, const float *value, size_t n_rows, size_t n_columns, double *ret_score, cn_err *err);

#endif
