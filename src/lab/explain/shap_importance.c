/* The mean size of the exact contributions to the margin, by feature. */
#include "lab/explain/explain.h"

#include <math.h>

enum { ROWS_FEW = 300 };

cn_estimate mean_size(double sum, double square, int64_t n, double confidence)
{
	cn_estimate e = { .defined = true, .value = sum / (double)n, .n = n, .method = "", .why = "" };
	if (n < ROWS_FEW) {
		e.why = "no interval: fewer than 300 rows, and a size without an upper end";
		return e;
	}
	double var = fmax(0, square - sum * sum / (double)n) / ((double)n - 1), half = cn_z_of(confidence) * sqrt(var / (double)n);
	e.has_interval = true;
	e.lo = fmax(0, e.value - half);
	e.hi = e.value + half;
	e.method = "normal";
	return e;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *size, *square, *error;
	int64_t rows;
	CN_TRY(stat_one(c, "rows", &rows, err));
	CN_TRY(cn_stat_reals(c, "size", 0, &size, err));
	CN_TRY(cn_stat_reals(c, "square", size->n, &square, err));
	CN_TRY(cn_stat_reals(c, "additivity_error", 1, &error, err));
	if (!size->label || (size->n && square->n != size->n))
		return stat_broken("size", err);
	if (rows == 0 || size->n == 0) {
		ret->main = undefined_why("undefined, no rows");
		return CN_OK;
	}
	cn_point *point = CN_NEW(a, cn_point, size->n);
	char text[CN_REAL_BYTES];
	cn_real_text(error->real[0], text);
	const char *said = cn_cstr(a, cn_strf(a, "exact: what the contributions of a row add up to is at most %s from its margin", text));
	if (!point || !said)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < size->n; i++) {
		if (!(size->real[i] >= 0) || !(square->real[i] >= 0))
			return stat_broken("size", err);
		point[i] = (cn_point){ .of = "shap_importance", .label = size->label[i], .x = (double)i };
		point[i].est = mean_size(size->real[i], square->real[i], rows, simultaneous(lab_confidence(o), size->n));
		if (i == 0 || point[i].est.value > ret->main.value)
			ret->main = point[i].est;
	}
	ret->point = point;
	ret->n_point = size->n;
	ret->caption[ret->n_captions++] = said;
	return CN_OK;
}

const cn_metric_row cn_metric_shap_importance = {
	.name = "shap_importance",
	.title_en = "Mean size of the strongest exact contribution to the score",
	.title_zh = "对分数的精确贡献（最大特征的平均大小）",
	.property = "explainability",
	.unit = "score",
	.formula = "docs/metrics.md#shap_importance",
	.reference = "tests/vectors/procedure/tree_shap.json: Shapley's sum over all subsets in Python, held against xgboost pred_contribs",
	.needs = CN_NEED_STATS,
	.procedure = "tree_shap",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_NONE,
	.interval = "normal, simultaneous over features, from 300 rows up",
	.assumptions = "rows are independent; the training shares that the model file has are those of its nodes",
	.meaning_en = "Which piece of information moves the system's score most, and by how much for a typical person.",
	.meaning_zh = "哪一项信息对系统分数影响最大，对一个普通人影响多少。",
	.use = "for trees that are read here: contributions are exact, and their error is printed",
	.misuse = "it explains the model's score, not the world; contributions are to the margin before the link",
	.compute = compute,
};
