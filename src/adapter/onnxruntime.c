/* `onnxruntime`: any ONNX model with one score a row, by ONNX Runtime in a limited worker. The library is loaded here; the file is
 * read here; what is in it is read there. */
#include "adapter/adapter.h"
#include "adapter/own.h"
#include "adapter/worker.h"
#include "ext/onnxruntime.h"

enum { MEMORY_PER_BYTE = 8 };

typedef struct job {
	cn_str bytes;
	const cn_model *m;
	const cn_table *t;
	cn_ort *model;
	size_t columns;
} job;

static cn_code ask(void *self, const double *row, size_t n, double *score, cn_err *err)
{
	const job *j = self;
	return cn_ort_predict(j->model, row, n, j->columns, score, err);
}

/* The features named, or those of the model where each of its inputs is one column. */
static cn_code features_of(cn_arena *a, job *j, cn_feature **ret, cn_err *err)
{
	const char *const *own = cn_ort_names(j->model);
	size_t takes = cn_ort_columns(j->model), n = j->m->n_features ? j->m->n_features : own ? takes : 0;
	cn_feature *f = CN_NEW(a, cn_feature, n + 1);
	if (!f)
		return cn_arena_fail(a, err);
	if (n == 0)
		return CN_FAIL(err, CN_EINPUT,
			       "the model was saved without feature names: name the columns in the order it was trained with");
	if ((takes && n != takes) || n > CN_COLUMNS_MAX)
		return CN_FAIL(err, CN_EINPUT, "the model takes %zu columns, %zu are named", takes, n);
	for (size_t i = 0; i < n; i++)
		f[i].name = j->m->n_features ? j->m->features[i] : cn_str_z(own[i]);
	j->columns = n;
	*ret = f;
	return CN_OK;
}

/* In the worker. */
static cn_code work(void *ctx, double *out, size_t n, cn_err *err)
{
	job *j = ctx;
	cn_predictor p = { .self = j, .predict = ask };
	CN_AUTO_ARENA a = cn_arena_new(CN_COLUMNS_MAX * sizeof(cn_feature) + CN_REQUEST_ARENA_BYTES);
	if (!a)
		return CN_NOMEM(err);
	(void)n;
	CN_TRY(cn_ort_open(j->bytes, j->m->output, &j->model, err));
	cn_feature *f;
	cn_code rc = features_of(a, j, &f, err);
	if (rc == CN_OK) {
		p.feature = f;
		p.n_features = j->columns;
		rc = own_scores(&p, j->t, out, err);
	}
	cn_ort_close(j->model);
	return rc;
}

static cn_code predict(cn_arena *a, const cn_model *m, const cn_table *t, const double **ret_scores, cn_err *err)
{
	size_t n = cn_table_rows(t);
	CN_AUTO_BUF bytes;
	CN_TRY(own_file("onnxruntime", m->path, &bytes, err));
	CN_TRY(cn_ort_load(err));
	double *s = CN_NEW(a, double, n + 1);
	if (!s)
		return cn_arena_fail(a, err);
	job j = { .bytes = cn_buf_str(&bytes), .m = m, .t = t };
	cn_code rc = worker_run(work, &j, j.bytes.n * MEMORY_PER_BYTE, s, n, err);
	if (rc != CN_OK) {
		(void)cn_while(err, "%s", m->path); /* it takes its code from err, which may be left out */
		return rc;
	}
	*ret_scores = s;
	return CN_OK;
}

const cn_adapter_row cn_adapter_onnxruntime = {
	.name = "onnxruntime",
	.title_en = "Any ONNX model, by ONNX Runtime in a limited worker",
	.title_zh = "任意 ONNX 模型（由 ONNX Runtime 在受限进程中运行）",
	.formats = "ONNX files with one score a row; the library is loaded from $CONCORD_ONNXRUNTIME or where the system looks",
	.predict = predict, /* asked by tables: a worker each */
};
