/* `onnx`: trees and linear models of an ONNX file by our own reader, in this process. */
#include "adapter/own.h"
#include "lab/model/model.h"

static cn_str name_of_tree(const void *self, size_t i)
{
	return cn_trees_feature(self, i);
}

static cn_str name_of_linear(const void *self, size_t i)
{
	return ((const cn_linear *)self)->feature[i];
}

static cn_code read_onnx(cn_arena *a, cn_str bytes, own_model *ret, cn_err *err)
{
	cn_onnx m;
	CN_TRY(cn_onnx_read(a, bytes, &m, err));
	if (m.trees)
		*ret = (own_model){ m.trees, cn_trees_ask, cn_trees_features(m.trees), name_of_tree };
	else
		*ret = (own_model){ m.linear, cn_linear_ask, m.linear->n, name_of_linear };
	return CN_OK;
}

static cn_code open_onnx(cn_arena *a, const cn_model *m, cn_predictor *p, cn_err *err)
{
	CN_TRY(own_open(a, "onnx", read_onnx, m, p, err));
	p->step = p->predict == cn_trees_ask;
	p->trees = p->step ? p->self : NULL;
	return CN_OK;
}

static cn_code predict(cn_arena *a, const cn_model *m, const cn_table *t, const double **ret_scores, cn_err *err)
{
	return own_predict(a, "onnx", read_onnx, m, t, ret_scores, err);
}

const cn_adapter_row cn_adapter_onnx = {
	.name = "onnx",
	.title_en = "Trees and linear models of an ONNX file, by our own reader",
	.title_zh = "ONNX 文件中的树模型与线性模型（由本程序自行读取）",
	.formats =
	    "ONNX files: TreeEnsembleRegressor, TreeEnsembleClassifier, LinearRegressor, LinearClassifier of ai.onnx.ml 1 to 5",
	.predict = predict,
	.open = open_onnx,
};
