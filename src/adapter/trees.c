/* `trees`: ensembles of trees by our own reader, in this process: what the lab explains exactly and asks most often. */
#include "adapter/own.h"
#include "lab/model/model.h"

static cn_str name_of(const void *self, size_t i)
{
	return cn_trees_feature(self, i);
}

static cn_code read_trees(cn_arena *a, cn_str bytes, own_model *ret, cn_err *err)
{
	cn_trees *t = NULL;
	CN_TRY(cn_trees_read(a, bytes, &t, err));
	*ret = (own_model){ t, cn_trees_ask, cn_trees_features(t), name_of };
	return CN_OK;
}

static cn_code open_trees(cn_arena *a, const cn_model *m, cn_predictor *p, cn_err *err)
{
	CN_TRY(own_open(a, "trees", read_trees, m, p, err));
	p->step = true;
	p->trees = p->self;
	return CN_OK;
}

static cn_code predict(cn_arena *a, const cn_model *m, const cn_table *t, const double **ret_scores, cn_err *err)
{
	return own_predict(a, "trees", read_trees, m, t, ret_scores, err);
}

const cn_adapter_row cn_adapter_trees = {
	.name = "trees",
	.title_en = "Trees of XGBoost or LightGBM, by our own reader",
	.title_zh = "XGBoost 或 LightGBM 的树模型（由本程序自行读取）",
	.formats = "JSON and UBJSON model files of xgboost 1.0 to 3.x, text model files of LightGBM 2.x to 4.x",
	.predict = predict,
	.open = open_trees,
};
