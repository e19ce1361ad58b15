/* adapter: where tables and models come from. Effects live here: files, SQLite, worker processes; servers by src/net.
 *
 * A path is a NUL-terminated text. A table returned is the caller's (cn_table_free).
 */
#ifndef CN_ADAPTER_ADAPTER_H
#define CN_ADAPTER_ADAPTER_H

#include "base/base.h"
#include "lab/procedure.h"

/* Reads a table by the end of its name: .csv, .tsv (tab), .jsonl and .ndjson (JSON Lines); a .db, .sqlite or .sqlite3 file needs
 * cn_table_read_sqlite. o->source is set from path when it is empty.
 *   fails  CN_EIO (not readable), CN_EINPUT and others of cn_reader; pickles, joblib, parquet, xlsx are refused with how to export them */
CN_MUST_CHECK cn_code cn_table_read(const char *path, const cn_table_options *o, cn_table **ret, cn_err *err);

/* One table or view of an SQLite file, opened read-only; name is quoted as an identifier, so it is never SQL. Rows in rowid order as
 * SQLite gives them. Blobs are refused. */
CN_MUST_CHECK cn_code cn_table_read_sqlite(const char *path, cn_str name, const cn_table_options *o, cn_table **ret, cn_err *err);

/* A model as it is offered to an adapter. */
typedef struct cn_model {
	const char *path;        /* of the model file; unused by `predictions` */
	const cn_str *features;  /* columns in the order the model was trained with; n_features = 0: the model's own feature names */
	size_t n_features;
	cn_str score;            /* `predictions`: the column that holds the score */
	const cn_table *like;    /* for asking: a table whose columns say which features are texts; NULL: all are numbers */
	const cn_str *command;   /* `subprocess`: the program and its arguments; none: the file itself is run */
	size_t n_command;
	cn_str rows;             /* `subprocess`: "csv" (also if empty) or "jsonl" */
	/* behind an address: `oip`, `mlflow` */
	cn_str url;
	cn_str token_env;        /* name of the variable that holds the token */
	const char *token_file;  /* or path of the file; NULL: none */
	cn_str batch, rate, timeout;    /* rows a request, requests a second, seconds; empty: 1000, as fast as it goes, 60 */
	cn_str tensors, input, output; /* `oip`: "columns" for a tensor a feature; names of tensors */
} cn_model;

/* The features a model is asked with, as their columns say: numbers, or texts with the levels that occur. t may be NULL.
 *   owns   *ret borrows from a alone */
CN_MUST_CHECK cn_code cn_model_features(cn_arena *a, const cn_model *m, const cn_table *t, cn_feature **ret, cn_err *err);


typedef struct cn_adapter_row {
	const char *name;    /* "predictions", "xgboost" */
	const char *title_en, *title_zh;
	const char *formats; /* what it reads */
	/* One score a row, in row order, n = cn_table_rows(t); missing feature values are passed on as missing.
	 *   owns   *ret_scores borrows from a. A score is finite.
	 *   fails  CN_EINPUT (not a model of this kind: the sentence says how to export one; a feature column is not there or is text; a
	 *          missing score), CN_EIO, CN_EUNSUPPORTED (this machine has no seccomp filter: a model is never run without), CN_ETOOBIG */
	cn_code (*predict)(cn_arena *a, const cn_model *m, const cn_table *t, const double **ret_scores, cn_err *err);
	/* Makes the model one that can be asked row by row: sets self, predict, step, trees and, where the model has its own, feature and
	 * n_features of *p. NULL: cn_model_open asks through predict, a table at a time; with asks_nothing the model cannot be asked at all.
	 * close may be NULL. */
	cn_code (*open)(cn_arena *a, const cn_model *m, cn_predictor *p, cn_err *err);
	void (*close)(cn_predictor *p);
	bool asks_nothing;
} cn_adapter_row;

/* A model to ask. m and what it names must live as long as *ret. The caller sets threshold, budget and what is fixed.
 *   fails  CN_EINPUT ("predictions cannot be asked: ..."); what open fails with
 *   owns   *ret borrows from a, until cn_model_close */
CN_MUST_CHECK cn_code cn_model_open(cn_arena *a, const cn_adapter_row *row, const cn_model *m, cn_predictor *ret, cn_err *err);
void cn_model_close(const cn_adapter_row *row, cn_predictor *p);

size_t cn_adapter_count(void);
const cn_adapter_row *cn_adapter_at(size_t index);
CN_MUST_CHECK cn_code cn_adapter_need(cn_str name, const cn_adapter_row **ret, cn_err *err); /* names the nearest one */

#endif
