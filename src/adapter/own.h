/* own: models that our own readers take (lab/model), asked in this process. Private to src/adapter. */
#ifndef CN_ADAPTER_OWN_H
#define CN_ADAPTER_OWN_H

#include "adapter/adapter.h"

/* What a model is as bytes, before any reader sees it: pickles and archives are refused with how to export the model. */
CN_MUST_CHECK cn_code model_not_pickle(cn_str bytes, const char *path, cn_err *err);

/* A model that was read: its own features (name empty: saved without) and how it is asked. */
typedef struct own_model {
	void *self;
	cn_code (*ask)(void *self, const double *row, size_t n, double *score, cn_err *err);
	size_t n_features;
	cn_str (*name)(const void *self, size_t i);
} own_model;

/* Reads from bytes, which the model may not borrow. */
typedef cn_code (*own_read)(cn_arena *a, cn_str bytes, own_model *ret, cn_err *err);

/* For cn_adapter_row.open and predict. who: the adapter's name, for messages. */
CN_MUST_CHECK cn_code own_open(cn_arena *a, const char *who, own_read read, const cn_model *m, cn_predictor *ret, cn_err *err);
CN_MUST_CHECK cn_code own_predict(cn_arena *a, const char *who, own_read read, const cn_model *m, const cn_table *t, const double **ret_scores,
				  cn_err *err);

/* A model file read whole, pickles refused, into *ret. */
CN_MUST_CHECK cn_code own_file(const char *who, const char *path, cn_buf *ret, cn_err *err);
/* A score for every row of t by p, whose features are columns of it. */
CN_MUST_CHECK cn_code own_scores(const cn_predictor *p, const cn_table *t, double *score, cn_err *err);

#endif
