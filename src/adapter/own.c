/* Models of our own readers: the file is read, the columns are found by name, rows are asked block by block. */
#include "adapter/own.h"
#include "adapter/file.h"

enum { BLOCK_ROWS = 4096 };

static bool is_pickle(cn_str s)
{
	return (s.n > 1 && (unsigned char)s.p[0] == 0x80 && s.p[1] >= 2 && s.p[1] <= 5) || cn_starts(s, "PK\x03\x04");
}

cn_code model_not_pickle(cn_str s, const char *path, cn_err *err)
{
	if (!is_pickle(s))
		return CN_OK;
	return CN_FAIL(err, CN_EINPUT,
		       "%s is a pickle or an archive, which can run programs when it is opened: in Python, save the model with "
		       "model.save_model(\"model.json\"), or one of scikit-learn as ONNX (skl2onnx) or as the JSON of docs/models.md, and name "
		       "that file",
		       path);
}

cn_code own_file(const char *who, const char *path, cn_buf *ret, cn_err *err)
{
	cn_buf_init(ret, (size_t)CN_MODEL_BYTES_MAX + 1);
	if (!path)
		return CN_FAIL(err, CN_EINPUT, "%s: no model file is named", who);
	CN_TRY(file_read_whole(path, CN_MODEL_BYTES_MAX, ret, err));
	return model_not_pickle(cn_buf_str(ret), path, err);
}

static cn_code read_file(cn_arena *a, const char *who, own_read read, const char *path, own_model *ret, cn_err *err)
{
	CN_AUTO_BUF bytes;
	CN_TRY(own_file(who, path, &bytes, err));
	cn_code rc = read(a, cn_buf_str(&bytes), ret, err);
	if (rc != CN_OK)
		(void)cn_while(err, "%s", path); /* it takes its code from err, which may be left out */
	return rc;
}

static cn_code features_of(cn_arena *a, const own_model *own, const cn_model *m, cn_feature **ret, cn_err *err)
{
	cn_feature *f = CN_NEW(a, cn_feature, own->n_features + 1);
	if (!f)
		return cn_arena_fail(a, err);
	if (m->n_features && m->n_features != own->n_features)
		return CN_FAIL(err, CN_EINPUT, "the model takes %zu columns, %zu are named", own->n_features, m->n_features);
	if (own->n_features > CN_COLUMNS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model takes %zu columns; a table has at most %d", own->n_features,
			       CN_COLUMNS_MAX);
	for (size_t i = 0; i < own->n_features; i++) {
		f[i].name = m->n_features ? m->features[i] : own->name(own->self, i);
		if (f[i].name.n == 0)
			return CN_FAIL(
			    err, CN_EINPUT,
			    "the model was saved without feature names: name the columns in the order it was trained with");
	}
	*ret = f;
	return CN_OK;
}

cn_code own_open(cn_arena *a, const char *who, own_read read, const cn_model *m, cn_predictor *ret, cn_err *err)
{
	own_model own = { 0 };
	cn_feature *f;
	CN_TRY(read_file(a, who, read, m->path, &own, err));
	CN_TRY(features_of(a, &own, m, &f, err));
	ret->self = own.self;
	ret->predict = own.ask;
	ret->feature = f;
	ret->n_features = own.n_features;
	return CN_OK;
}

static cn_code columns_take(const cn_predictor *p, const cn_table *t, const cn_column **col, cn_err *err)
{
	for (size_t i = 0; i < p->n_features; i++) {
		if (cn_table_need(t, p->feature[i].name, &col[i], err) != CN_OK)
			return err ? cn_while(err, "feature of the model") : CN_ENOTFOUND;
		if (!col[i]->number)
			return CN_FAIL(err, CN_EINPUT, "feature \"%.*s\" is text in the table: the model takes numbers",
				       CN_FMT(p->feature[i].name));
	}
	return CN_OK;
}

static cn_code blocks(const cn_predictor *p, const cn_column *const *col, double *row, double *score, size_t n, cn_err *err)
{
	for (size_t from = 0; from < n; from += BLOCK_ROWS) {
		size_t rows = n - from < BLOCK_ROWS ? n - from : BLOCK_ROWS;
		for (size_t r = 0; r < rows; r++)
			for (size_t c = 0; c < p->n_features; c++)
				row[r * p->n_features + c] = col[c]->number[from + r];
		CN_TRY(p->predict(p->self, row, rows, score + from, err));
	}
	return CN_OK;
}

cn_code own_scores(const cn_predictor *p, const cn_table *t, double *score, cn_err *err)
{
	size_t n = cn_table_rows(t);
	CN_AUTO_ARENA tmp = cn_arena_new(((size_t)BLOCK_ROWS + 2) * CN_COLUMNS_MAX * sizeof(double));
	const cn_column **col = CN_NEW(tmp, const cn_column *, p->n_features + 1);
	double *row = CN_NEW(tmp, double, (n < BLOCK_ROWS ? n : BLOCK_ROWS) * p->n_features + 1);
	if (!col || !row)
		return CN_NOMEM(err);
	CN_TRY(columns_take(p, t, col, err));
	return blocks(p, col, row, score, n, err);
}

cn_code own_predict(cn_arena *a, const char *who, own_read read, const cn_model *m, const cn_table *t, const double **ret_scores,
		    cn_err *err)
{
	cn_predictor p = { 0 };
	CN_TRY(own_open(a, who, read, m, &p, err));
	double *s = CN_NEW(a, double, cn_table_rows(t) + 1);
	if (!s)
		return cn_arena_fail(a, err);
	cn_code rc = own_scores(&p, t, s, err);
	if (rc != CN_OK) {
		(void)cn_while(err, "%s", m->path);
		return rc;
	}
	*ret_scores = s;
	return CN_OK;
}
