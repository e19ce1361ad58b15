/* Consistency (Zemel and others 2013): 1 - mean |own prediction - mean prediction of the k nearest rows|. Both readings are given: a row is
 * not its own neighbour (the one a bound is put on), and a row is (what a well-known tool computes). */
#include "lab/table/metric.h"

bool consistency_of(const int64_t *hist, unsigned k, double *ret)
{
	int64_t n = 0, sum = 0;
	for (unsigned d = 0; d <= k; d++) {
		n += hist[d];
		sum += hist[d] * (int64_t)d;
	}
	if (n == 0 || k == 0)
		return false;
	*ret = 1 - (double)sum / ((double)n * k);
	return true;
}

static bool of_cells(const int64_t *cell, size_t n_cells, const void *ctx, double *ret)
{
	(void)ctx;
	return consistency_of(cell, (unsigned)n_cells - 1, ret);
}

static cn_code own_of(cn_arena *a, const int64_t *hist, unsigned k, const cn_lab_options *o, cn_result *ret, cn_estimate *e, cn_err *err)
{
	*e = (cn_estimate){ .defined = true, .method = "", .why = "" };
	for (unsigned d = 0; d <= k; d++)
		e->n += hist[d];
	if (!consistency_of(hist, k, &e->value)) {
		*e = undefined_why("undefined, 0 of 0");
		return CN_OK;
	}
	return bootstrap_into(a, hist, k + 1, of_cells, NULL, o, ret, e, err);
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	cn_group_value *v = CN_NEW(a, cn_group_value, 2);
	if (!v)
		return cn_arena_fail(a, err);
	v[0] = (cn_group_value){ .group = GROUP_EVERYONE, .of = "without_self" };
	v[1] = (cn_group_value){ .group = GROUP_EVERYONE, .of = "with_self" };
	CN_TRY(own_of(a, c->knn_without, c->neighbours, o, ret, &v[0].est, err));
	CN_TRY(own_of(a, c->knn_with, c->neighbours, o, ret, &v[1].est, err));
	ret->group = v;
	ret->n_group = 2;
	ret->main = v[0].est;
	ret->caption[ret->n_captions++] = "The interval takes the neighbourhoods as given: rows that share neighbours are not independent";
	return CN_OK;
}

const cn_metric_row cn_metric_consistency_knn = {
	.name = "consistency_knn",
	.title_en = "Consistency with nearest neighbours",
	.title_zh = "近邻一致性",
	.property = "fairness",
	.unit = "share",
	.formula = "docs/metrics.md#consistency_knn",
	.reference = "tests/vectors/metric/consistency.json: scikit-learn NearestNeighbors",
	.needs = CN_NEED_PREDICTION | CN_NEED_FEATURES,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "multinomial bootstrap over rows, neighbourhoods as given",
	.assumptions = "features are numbers on comparable scales; at most 50,000 rows",
	.meaning_en = "How often people who look alike in the data get the same answer.",
	.meaning_zh = "数据中相似的人得到相同答复的频度。",
	.use = "to find decisions that turn on small differences between people",
	.misuse = "it asks whether similar people are treated alike in the columns named, not whether the columns are fair",
	.compute = compute,
};
