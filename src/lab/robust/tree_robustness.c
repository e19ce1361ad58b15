/* tree_robustness: for trees that are read here, the smallest change that turns a decision, with a proof: no smaller one does. Counted by the
 * largest change of any number, in that number's own standard deviation. What a person cannot change, categories and what is missing stay
 * as they are. Branch and bound over boxes, at most `steps` of them a row; where they end first, what is certain by then. */
#include "lab/model/model.h"
#include "lab/robust/live.h"

#include <math.h>

static int by_size(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

typedef struct bounds {
	double *lower, *upper;   /* finite ones */
	size_t n_lower, n_upper;
	int64_t exact, never;
} bounds;

static cn_code one(cn_arena *own, const live *l, const cn_robust_options *o, const double *row, bounds *b, cn_err *err)
{
	cn_robust r;
	CN_TRY(cn_trees_robust(own, l->model->trees, row, o, &r, err));
	bool never = r.exact && !(r.lower < HUGE_VAL);
	b->exact += r.exact;
	b->never += never;
	if (r.lower < HUGE_VAL)
		b->lower[b->n_lower++] = r.lower;
	if (r.upper < HUGE_VAL)
		b->upper[b->n_upper++] = r.upper;
	return CN_OK;
}

static cn_code bounds_take(cn_arena *own, const live *l, int64_t steps, bounds *b, cn_err *err)
{
	double *scale = CN_NEW(own, double, l->k + 1);
	b->lower = CN_NEW(own, double, l->n + 1);
	b->upper = CN_NEW(own, double, l->n + 1);
	if (!scale || !b->lower || !b->upper)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < l->k; i++)
		scale[i] = l->f.feature[i].fixed || l->f.feature[i].category ? 0 : l->column[i].spread;
	cn_robust_options o = { .threshold = l->model->threshold, .scale = scale, .steps = (uint64_t)steps };
	for (size_t i = 0; i < l->n; i++)
		CN_TRY(one(own, l, &o, l->row + i * l->k, b, err));
	qsort(b->lower, b->n_lower, sizeof *b->lower, by_size);
	qsort(b->upper, b->n_upper, sizeof *b->upper, by_size);
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	live l;
	bounds b = { 0 };
	int64_t rows, steps;
	CN_TRY(cn_option_int(in, "rows", 200, 1, CN_LIVE_ROWS_MAX, &rows, err));
	CN_TRY(cn_option_int(in, "steps", 100000, 1, 100000000, &steps, err));
	if (!in->model->trees)
		return CN_FAIL(err, CN_EUNDEFINED, "tree_robustness proves what it says of trees that are read here: adapter: trees, or onnx");
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, false, rows, &l, err));
	CN_TRY(bounds_take(own, &l, steps, &b, err));
	cn_counts *s = cn_stats_new(a, "tree_robustness", (int64_t)l.n);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(live_put(a, s, "rows", (int64_t)l.n, err));
	CN_TRY(live_put(a, s, "exact", b.exact, err));
	CN_TRY(live_put(a, s, "never", b.never, err));
	CN_TRY(cn_stats_put_reals(a, s, "lower", b.lower, b.n_lower, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "upper", b.upper, b.n_upper, NULL, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_tree_robustness = {
	.name = "tree_robustness",
	.title_en = "smallest change that turns a decision of trees, proved",
	.title_zh = "树模型决定翻转所需的最小改动（可证明）",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL,
	.options = "rows  1..100000, 200 if absent: rows that are drawn\n"
		   "steps  1..100000000, 100000 if absent: boxes looked at for one row",
	.take = take,
};
