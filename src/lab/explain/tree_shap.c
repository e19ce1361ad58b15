/* tree_shap: exact Shapley values of trees that are read here (path-dependent, Lundberg and others 2020), as the mean size of each feature's
 * contribution to the margin, with the additivity error: how far contributions are from adding up. Leaves x depth steps a row. */
#include "lab/model/model.h"
#include "lab/robust/live.h"

#include <math.h>

enum { BLOCK = 256 };

typedef struct sums {
	double *size, *square; /* [k]: of |contribution|, and of its square */
	double error, expected;
} sums;

static cn_code sums_take(cn_arena *own, const live *l, sums *s, cn_err *err)
{
	cn_shap *shap = NULL;
	CN_TRY(cn_shap_new(own, l->model->trees, &shap, err));
	size_t width = l->k + 1;
	double *phi = CN_NEW(own, double, BLOCK * width);
	s->size = CN_NEW(own, double, width);
	s->square = CN_NEW(own, double, width);
	if (!phi || !s->size || !s->square)
		return cn_arena_fail(own, err);
	for (size_t from = 0; from < l->n; from += BLOCK) {
		size_t n = l->n - from < BLOCK ? l->n - from : BLOCK;
		double error = 0;
		CN_TRY(cn_shap_explain(shap, l->row + from * l->k, n, phi, &error, err));
		s->error = fmax(s->error, error);
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < l->k; j++) {
				double x = phi[i * width + j];
				s->size[j] += fabs(x);
				s->square[j] += x * x;
			}
		s->expected = phi[l->k];
	}
	return CN_OK;
}

static cn_code put(cn_arena *a, const live *l, const sums *x, cn_counts *s, cn_err *err)
{
	cn_str *name = CN_NEW(a, cn_str, l->k + 1);
	if (!name)
		return cn_arena_fail(a, err);
	for (size_t j = 0; j < l->k; j++)
		name[j] = l->f.feature[j].name;
	CN_TRY(live_put(a, s, "rows", (int64_t)l->n, err));
	CN_TRY(cn_stats_put_reals(a, s, "size", x->size, l->k, name, err));
	CN_TRY(cn_stats_put_reals(a, s, "square", x->square, l->k, name, err));
	CN_TRY(cn_stats_put_reals(a, s, "expected", &x->expected, 1, NULL, err));
	return cn_stats_put_reals(a, s, "additivity_error", &x->error, 1, NULL, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	live l;
	sums x = { 0 };
	int64_t rows;
	CN_TRY(cn_option_int(in, "rows", 10000, 1, CN_LIVE_ROWS_MAX, &rows, err));
	if (!in->model->trees)
		return CN_FAIL(err, CN_EUNDEFINED, "tree_shap explains trees that are read here: adapter: trees, or onnx");
	if (cn_trees_groups(in->model->trees) != 1)
		return CN_FAIL(err, CN_EUNDEFINED, "tree_shap explains a model with one output");
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, false, rows, &l, err));
	CN_TRY(sums_take(own, &l, &x, err));
	cn_counts *s = cn_stats_new(a, "tree_shap", (int64_t)l.n);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(put(a, &l, &x, s, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_tree_shap = {
	.name = "tree_shap",
	.title_en = "exact Shapley values of trees",
	.title_zh = "树模型的精确 Shapley 值",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL,
	.options = "rows  1..100000, 10000 if absent: rows that are drawn",
	.take = take,
};
