/* predict: a table with the scores of a model beside it, so that counting needs to know nothing of models. */
#ifndef CN_NODE_PREDICT_H
#define CN_NODE_PREDICT_H

#include "adapter/adapter.h"
#include "node/node.h"

/* The columns that a run of a model adds: its score, and "favourable" or "other": favourable is score >= threshold if a high score is good
 * for the person, else score < threshold. */
typedef struct cn_scored_columns {
	cn_str score, prediction;
	double threshold;
	bool high_is_good;
} cn_scored_columns;

/* Runs the manifest's model on a table (adapters that need one: all but `predictions`) and gives a new table: the columns that `keep`
 * names, and the two that cn_scored_columns names. The caller owns *ret.
 *   fails  what the adapter fails with; CN_EINPUT for an adapter that is not known */
CN_MUST_CHECK cn_code cn_predict(cn_ctx *ctx, const char *adapter, const cn_model *model, const cn_table *t, const cn_str *keep, size_t n_keep,
				 const cn_scored_columns *added, cn_table **ret, cn_err *err);

#endif
