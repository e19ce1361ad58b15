/* endpoint: a model behind an address. A protocol is two functions: what is asked, and what was answered. Rows that were asked before are
 * answered from memory. Private to src/adapter. */
#ifndef CN_ADAPTER_ENDPOINT_H
#define CN_ADAPTER_ENDPOINT_H

#include "adapter/adapter.h"

typedef struct endpoint_rows {
	const cn_feature *feature;
	size_t n_features;
	const double *row;
	size_t n;
} endpoint_rows;

typedef struct endpoint_protocol {
	const char *name;
	/* Appends the body.  fails  CN_EUNDEFINED: what the protocol cannot say (a missing value) */
	cn_code (*ask)(cn_buf *b, const cn_model *m, const endpoint_rows *r, cn_err *err);
	/* Finds the answers: a list of n numbers, or of n lists of numbers.  fails  CN_EINPUT in words */
	cn_code (*find)(const cn_val *answer, const cn_model *m, size_t n, const cn_val **ret, cn_err *err);
} endpoint_protocol;

CN_MUST_CHECK cn_code endpoint_open(cn_arena *a, const endpoint_protocol *p, const cn_model *m, cn_predictor *ret, cn_err *err);
void endpoint_close(cn_predictor *p);
CN_MUST_CHECK cn_code endpoint_predict(cn_arena *a, const endpoint_protocol *p, const cn_model *m, const cn_table *t, const double **ret_scores,
				       cn_err *err);

#endif
