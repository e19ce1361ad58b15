/* `xgboost`: a model saved as JSON or UBJSON, run in a limited worker. The file is read here; what is in it is read there. */
#include "adapter/adapter.h"
#include "adapter/file.h"
#include "adapter/own.h"
#include "adapter/worker.h"
#include "ext/xgboost.h"

#include <math.h>

enum { MODEL_BYTES_MAX = 512 << 20, BLOCK_ROWS = 65536, MEMORY_PER_BYTE = 16 };

typedef struct job {
	cn_str bytes;
	const cn_model *m;
	const cn_table *t;
} job;

/* JSON that is nested deeper than any model: the library reads by recursion, so it would crash, after long. UBJSON is left to the worker. */
static bool is_deep(cn_str s)
{
	unsigned depth = 0;
	bool in_text = false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (in_text) {
			i += c == '\\';
			in_text = c != '"';
		} else if (c == '"') {
			in_text = true;
		} else if (c == '{' || c == '[') {
			if (++depth > CN_JSON_FOREIGN_DEPTH_MAX)
				return true;
		} else if (c == '}' || c == ']') {
			depth -= depth > 0;
		}
	}
	return false;
}

static bool is_json(cn_str s)
{
	return s.n > 1 && s.p[0] == '{' && (s.p[1] == '"' || s.p[1] == '}' || s.p[1] == ' ' || s.p[1] == '\t' || s.p[1] == '\n' || s.p[1] == '\r');
}

static cn_code format_check(cn_str s, const char *path, cn_err *err)
{
	CN_TRY(model_not_pickle(s, path, err));
	if (cn_starts(s, "binf") || cn_starts(s, "bs64"))
		return CN_FAIL(err, CN_EINPUT, "%s is in xgboost's old binary format: load it once and save it with model.save_model(\"model.json\")", path);
	if (s.n < 2 || s.p[0] != '{')
		return CN_FAIL(err, CN_EINPUT, "%s is not an xgboost model in JSON or UBJSON: save it with model.save_model(\"model.json\")", path);
	if (is_json(s) && is_deep(s))
		return CN_FAIL(err, CN_ETOOBIG, "%s is nested deeper than %d levels: it is not a model", path, CN_JSON_FOREIGN_DEPTH_MAX);
	return CN_OK;
}

static cn_code columns_take(const job *j, cn_xgb *x, const cn_column **col, size_t *ret_n, cn_err *err)
{
	size_t count, n_names;
	const char *const *names;
	CN_TRY(cn_xgb_features(x, &count, &names, &n_names, err));
	size_t n = j->m->n_features ? j->m->n_features : n_names;
	if (n == 0)
		return CN_FAIL(err, CN_EINPUT, "the model was saved without feature names: name the columns in the order it was trained with");
	if (n != count || n > CN_COLUMNS_MAX)
		return CN_FAIL(err, CN_EINPUT, "the model takes %zu columns, %zu are named", count, n);
	for (size_t i = 0; i < n; i++) {
		cn_str name = j->m->n_features ? j->m->features[i] : cn_str_z(names[i]);
		if (cn_table_need(j->t, name, &col[i], err) != CN_OK)
			return cn_while(err, "feature of the model"); /* err is there: the worker's own */
		if (!col[i]->number)
			return CN_FAIL(err, CN_EINPUT, "feature \"%.*s\" is text in the table: the model takes numbers", CN_FMT(name));
	}
	*ret_n = n;
	return CN_OK;
}

static cn_code blocks(cn_xgb *x, const cn_column *const *col, size_t n_col, double *out, size_t n, cn_err *err)
{
	size_t bytes;
	float *v = cn_mul(n_col * sizeof *v, BLOCK_ROWS, &bytes) ? cn_heap_take(bytes) : NULL;
	if (!v)
		return CN_NOMEM(err);
	cn_code rc = CN_OK;
	for (size_t from = 0; from < n && rc == CN_OK; from += BLOCK_ROWS) {
		size_t rows = n - from < BLOCK_ROWS ? n - from : BLOCK_ROWS;
		for (size_t r = 0; r < rows; r++)
			for (size_t c = 0; c < n_col; c++)
				v[r * n_col + c] = (float)col[c]->number[from + r];
		rc = cn_xgb_predict(x, v, rows, n_col, out + from, err);
	}
	cn_heap_give(v);
	return rc;
}

/* In the worker. */
static cn_code work(void *ctx, double *out, size_t n, cn_err *err)
{
	const job *j = ctx;
	cn_xgb *x = NULL;
	size_t n_col = 0;
	const cn_column **col = cn_heap_take(CN_COLUMNS_MAX * sizeof *col);
	if (!col)
		return CN_NOMEM(err);
	cn_code rc = cn_xgb_open(j->bytes, &x, err);
	if (rc == CN_OK)
		rc = columns_take(j, x, col, &n_col, err);
	if (rc == CN_OK)
		rc = blocks(x, col, n_col, out, n, err);
	cn_xgb_close(x);
	cn_heap_give(col);
	return rc;
}

static cn_code predict(cn_arena *a, const cn_model *m, const cn_table *t, const double **ret_scores, cn_err *err)
{
	size_t n = cn_table_rows(t);
	if (!m->path)
		return CN_FAIL(err, CN_EINPUT, "%s: no model file is named", "xgboost");
	CN_AUTO_BUF bytes;
	cn_buf_init(&bytes, MODEL_BYTES_MAX + 1);
	CN_TRY(file_read_whole(m->path, MODEL_BYTES_MAX, &bytes, err));
	CN_TRY(format_check(cn_buf_str(&bytes), m->path, err));
	CN_TRY(cn_xgb_load(err)); /* the worker opens no file */
	double *s = CN_NEW(a, double, n ? n : 1);
	if (!s)
		return cn_arena_fail(a, err);
	job j = { cn_buf_str(&bytes), m, t };
	cn_code rc = worker_run(work, &j, j.bytes.n * MEMORY_PER_BYTE, s, n, err);
	if (rc != CN_OK) {
		(void)cn_while(err, "%s", m->path); /* it takes its code from err, which may be left out */
		return rc;
	}
	*ret_scores = s;
	return CN_OK;
}

const cn_adapter_row cn_adapter_xgboost = {
	.name = "xgboost",
	.title_en = "XGBoost model, run in a limited worker",
	.title_zh = "XGBoost 模型（在受限进程中运行）",
	.formats = "JSON and UBJSON model files of xgboost 1.x",
	.predict = predict, /* asked by tables: a worker each */
};
