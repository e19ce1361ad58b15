/* `linear`: a linear or logistic model as JSON, in this process. */
#include "adapter/own.h"
#include "lab/model/model.h"

static cn_str name_of(const void *self, size_t i)
{
	return ((const cn_linear *)self)->feature[i];
}

static cn_code read_linear(cn_arena *a, cn_str bytes, own_model *ret, cn_err *err)
{
	cn_linear *m = NULL;
	CN_TRY(cn_linear_read(a, bytes, &m, err));
	*ret = (own_model){ m, cn_linear_ask, m->n, name_of };
	return CN_OK;
}

static cn_code open_linear(cn_arena *a, const cn_model *m, cn_predictor *p, cn_err *err)
{
	return own_open(a, "linear", read_linear, m, p, err);
}

static cn_code predict(cn_arena *a, const cn_model *m, const cn_table *t, const double **ret_scores, cn_err *err)
{
	return own_predict(a, "linear", read_linear, m, t, ret_scores, err);
}

const cn_adapter_row cn_adapter_linear = {
	.name = "linear",
	.title_en = "A linear or logistic model as JSON",
	.title_zh = "JSON 形式的线性或逻辑回归模型",
	.formats = "JSON: concord linear/1 (docs/models.md)",
	.predict = predict,
	.open = open_linear,
};
