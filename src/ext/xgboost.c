/* libxgboost 1.7 through its C interface. */
#include "ext/xgboost.h"

#include "core/dso.h"

#include <math.h>
#include <xgboost/c_api.h>

#define CALLS(X) X(XGBGetLastError) X(XGBSetGlobalConfig) X(XGBoosterCreate) X(XGBoosterFree) X(XGBoosterGetNumFeature) \
	X(XGBoosterGetStrFeatureInfo) X(XGBoosterLoadModelFromBuffer) X(XGBoosterPredict) X(XGBoosterSetParam) X(XGDMatrixCreateFromMat_omp) \
	X(XGDMatrixFree)
static CN_DSO_TABLE(CALLS) lib;
static const char *const calls[] = { CALLS(CN_DSO_NAME) NULL };

struct cn_xgb {
	BoosterHandle booster;
};

/* The library's message without its stack trace, which follows after a line end. */
static cn_code said(cn_err *err, const char *doing)
{
	const char *all = lib.XGBGetLastError();
	cn_str line, rest, s = cn_str_z(all ? all : "");
	(void)cn_split(s, '\n', &line, &rest);
	return CN_FAIL(err, CN_EINPUT, "%s: %.*s", doing, CN_FMT(cn_sub(cn_trim(line), 0, 300)));
}

cn_code cn_xgb_load(cn_err *err)
{
	return cn_dso_load("libxgboost.so.0", "libxgboost0", calls, &lib, err);
}

cn_code cn_xgb_open(cn_str bytes, cn_xgb **ret, cn_err *err)
{
	CN_TRY(cn_xgb_load(err));
	cn_xgb *x = cn_heap_take(sizeof *x);
	if (!x)
		return CN_NOMEM(err);
	x->booster = NULL;
	(void)lib.XGBSetGlobalConfig("{\"verbosity\":0}"); /* at worst it talks to /dev/null */
	cn_code rc = CN_OK;
	if (lib.XGBoosterCreate(NULL, 0, &x->booster) != 0 || lib.XGBoosterSetParam(x->booster, "nthread", "1") != 0)
		rc = said(err, "xgboost");
	else if (lib.XGBoosterLoadModelFromBuffer(x->booster, bytes.p, bytes.n) != 0)
		rc = said(err, "not a model that xgboost reads");
	if (rc != CN_OK) {
		cn_xgb_close(x);
		return rc;
	}
	*ret = x;
	return CN_OK;
}

void cn_xgb_close(cn_xgb *x)
{
	if (!x)
		return;
	if (x->booster)
		(void)lib.XGBoosterFree(x->booster);
	cn_heap_give(x);
}

cn_code cn_xgb_features(cn_xgb *x, size_t *ret_count, const char *const **ret_names, size_t *ret_n, cn_err *err)
{
	bst_ulong count = 0, n = 0;
	const char **names = NULL;
	if (lib.XGBoosterGetNumFeature(x->booster, &count) != 0 || lib.XGBoosterGetStrFeatureInfo(x->booster, "feature_name", &n, &names) != 0)
		return said(err, "features of the model");
	*ret_count = (size_t)count;
	*ret_names = n ? names : NULL;
	*ret_n = (size_t)n;
	return CN_OK;
}

static cn_code scores_take(const float *out, bst_ulong n, size_t n_rows, double *ret_score, cn_err *err)
{
	if (n != n_rows)
		return CN_FAIL(err, CN_EINPUT, "the model gives %zu numbers for %zu rows: only models with one score a row can be measured", (size_t)n,
			       n_rows);
	for (size_t i = 0; i < n_rows; i++) {
		if (!isfinite(out[i]))
			return CN_FAIL(err, CN_EINPUT, "the model gives no finite score for row %zu", i + 1);
		ret_score[i] = (double)out[i];
	}
	return CN_OK;
}

cn_code cn_xgb_predict(cn_xgb *x, const float *value, size_t n_rows, size_t n_columns, double *ret_score, cn_err *err)
{
	DMatrixHandle d = NULL;
	bst_ulong n = 0;
	const float *out = NULL;
	if (n_rows == 0)
		return CN_OK;
	if (lib.XGDMatrixCreateFromMat_omp(value, n_rows, n_columns, NAN, &d, 1) != 0)
		return said(err, "rows for the model");
	cn_code rc = lib.XGBoosterPredict(x->booster, d, 0, 0, 0, &n, &out) != 0 ? said(err, "predicting") : scores_take(out, n, n_rows, ret_score, err);
	(void)lib.XGDMatrixFree(d);
	return rc;
}
