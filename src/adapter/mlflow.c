/* `mlflow`: the scoring server of MLflow, POST /invocations with dataframe_split. */
#include "adapter/endpoint.h"
#include "adapter/rows.h"

#include <math.h>

static cn_code ask(cn_buf *b, const cn_model *m, const endpoint_rows *r, cn_err *err)
{
	(void)m;
	(void)err;
	cn_buf_putz(b, "{\"dataframe_split\":{\"columns\":[");
	for (size_t k = 0; k < r->n_features; k++) {
		cn_buf_putz(b, k ? "," : "");
		cn_json_text(b, r->feature[k].name);
	}
	cn_buf_putz(b, "],\"data\":[");
	for (size_t i = 0; i < r->n; i++) {
		cn_buf_putz(b, i ? ",[" : "[");
		for (size_t k = 0; k < r->n_features; k++) {
			double x = r->row[i * r->n_features + k];
			cn_str text;
			cn_buf_putz(b, k ? "," : "");
			if (rows_level(&r->feature[k], x, &text))
				cn_json_text(b, text);
			else if (isfinite(x))
				cn_buf_printf(b, "%.17g", x);
			else
				cn_buf_putz(b, "null");
		}
		cn_buf_putz(b, "]");
	}
	cn_buf_putz(b, "]}}");
	return CN_OK;
}

/* {"predictions": [...]}, or the list itself (MLflow before 2). */
static cn_code find(const cn_val *answer, const cn_model *m, size_t n, const cn_val **ret, cn_err *err)
{
	(void)m;
	(void)n;
	*ret = answer && answer->type == CN_LIST ? answer : cn_get(answer, "predictions");
	return *ret ? CN_OK : CN_FAIL(err, CN_EINPUT, "the answer has no \"predictions\"");
}

static const endpoint_protocol protocol = { "mlflow", ask, find };

static cn_code open_model(cn_arena *a, const cn_model *m, cn_predictor *p, cn_err *err)
{
	return endpoint_open(a, &protocol, m, p, err);
}

static cn_code predict(cn_arena *a, const cn_model *m, const cn_table *t, const double **ret_scores, cn_err *err)
{
	return endpoint_predict(a, &protocol, m, t, ret_scores, err);
}

const cn_adapter_row cn_adapter_mlflow = {
	.name = "mlflow",
	.title_en = "A model behind MLflow's scoring server",
	.title_zh = "MLflow 评分服务器后的模型",
	.formats = "POST /invocations, dataframe_split",
	.predict = predict,
	.open = open_model,
	.close = endpoint_close,
};
