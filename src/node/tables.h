/* tables: what a manifest names to be measured: its data, further tables, and its model as one that can be asked. Private to src/node. */
#ifndef CN_NODE_TABLES_H
#define CN_NODE_TABLES_H

#include "adapter/adapter.h"
#include "node/load.h"

enum { CN_OPEN_TABLES_MAX = 16, CN_MODEL_COLUMNS_MAX = 256, CN_COMMAND_WORDS_MAX = 33 };

typedef struct cn_open_table {
	cn_str name;
	cn_table *table;
	const cn_val *source; /* {file, sha256} */
	bool scored;          /* it has the model's scores */
} cn_open_table;

/* Room for the lists that a cn_model borrows. */
typedef struct cn_model_words {
	cn_str features[CN_MODEL_COLUMNS_MAX], command[CN_COMMAND_WORDS_MAX];
} cn_model_words;
/* The manifest's `model` as an adapter takes it; path and like are the caller's to set. */
CN_MUST_CHECK cn_code cn_model_read(cn_ctx *ctx, const cn_system *s, cn_model_words *w, cn_model *ret, cn_err *err);

/* All zero but ctx, s and inputs. Freed by cn_tables_close. */
typedef struct cn_tables {
	cn_ctx *ctx;
	const cn_system *s;
	cn_val *inputs;       /* list: what was read, {what, file, sha256, bytes} */
	cn_open_table open[CN_OPEN_TABLES_MAX];
	size_t n_open;
	const cn_adapter_row *adapter; /* of the model, once it was asked for */
	cn_model model;
	cn_model_words words;
	cn_predictor predictor;
} cn_tables;

void cn_tables_close(cn_tables *t);

/* Digests a file that is measured, notes it once, and holds it against the digest that the manifest gives (`want`, may be empty).
 *   fails  CN_EFORGED: it is another file */
CN_MUST_CHECK cn_code cn_note_input(cn_tables *t, const char *what, const char *path, cn_str file, cn_str want, cn_str *ret_sha, cn_err *err);

/* What a metric's procedure takes, by the manifest's `data`, `model` and `tables`, for the limit. */
CN_MUST_CHECK cn_code cn_tables_take(cn_tables *t, const cn_limit *l, const cn_metric_row *row, uint64_t seed, cn_counts **ret,
				     const cn_val **ret_source, cn_err *err);

/* "afam*single" in its parts; at most CN_ATTRIBUTES_MAX. */
size_t cn_attributes_split(cn_str attribute, cn_str *ret);
/* The texts of a list of the manifest. Fails: CN_ETOOBIG, more than max; a longer list is not cut, which would measure another model. */
CN_MUST_CHECK cn_code cn_texts_list(const cn_val *list, cn_str *ret, size_t max, size_t *ret_n, cn_err *err);
/* The same two limits' metrics are taken from the same statistics. */
/* Whether the metric is taken with its limit in view, and so anew for each limit. */
bool cn_takes_limit(const cn_metric_row *row);
bool cn_same_taking(const cn_limit *a, const cn_limit *b);

#endif
