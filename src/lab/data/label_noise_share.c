/* Share of labels that are probably wrong, from the confident joint. */
#include "lab/data/data.h"

/* The joint of given and true labels, each row of the confident joint scaled to the rows that bear the label. */
static bool joint_of(const int64_t *cell, size_t k, double *joint, double *ret_off, double *ret_all)
{
	*ret_off = 0;
	*ret_all = 0;
	for (size_t i = 0; i < k; i++) {
		int64_t sure = 0;
		for (size_t j = 0; j < k; j++)
			sure += cell[i * k + j];
		int64_t given = sure + cell[k * k + i];
		if (given > 0 && sure == 0)
			return false;
		*ret_all += (double)given;
		for (size_t j = 0; j < k; j++) {
			double q = sure ? (double)cell[i * k + j] / (double)sure * (double)given : 0;
			*ret_off += i == j ? 0 : q;
			if (joint)
				joint[i * k + j] = q;
		}
	}
	return *ret_all > 0;
}

static bool noise_of(const int64_t *cell, size_t n_cells, const void *ctx, double *ret)
{
	double off, all;
	(void)n_cells;
	if (!joint_of(cell, *(const size_t *)ctx, NULL, &off, &all))
		return false;
	*ret = off / all;
	return true;
}

static cn_code interval_put(cn_arena *a, const int64_t *cell, size_t k, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	int64_t sure = 0;
	for (size_t i = 0; i < k * k; i++)
		sure += cell[i];
	if (ret->main.value > 0)
		return bootstrap_into(a, cell, k * k + k, noise_of, &k, o, ret, &ret->main, err);
	ret->main = estimate_rate((part){ 0, sure }, lab_confidence(o)); /* resampling zeros gives no width */
	return CN_OK;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *joint, *unsure;
	CN_TRY(cn_stat_counts(c, "unsure", 0, &unsure, err));
	size_t k = unsure->n;
	if (k < 2 || !unsure->label)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "unsure");
	CN_TRY(cn_stat_counts(c, "joint", k * k, &joint, err));
	int64_t *cell = CN_NEW(a, int64_t, k * k + k);
	double *q = CN_NEW(a, double, k * k), off, all;
	cn_point *point = CN_NEW(a, cn_point, k * k);
	if (!cell || !q || !point)
		return cn_arena_fail(a, err);
	memcpy(cell, joint->count, k * k * sizeof *cell);
	memcpy(cell + k * k, unsure->count, k * sizeof *cell);
	if (!joint_of(cell, k, q, &off, &all)) {
		ret->main = undefined_why("undefined, a label has no row that its scores are sure of");
		return CN_OK;
	}
	ret->main = (cn_estimate){ .defined = true, .value = off / all, .n = (int64_t)all, .method = "", .why = "" };
	for (size_t i = 0; i < k * k; i++) {
		if (i / k == i % k)
			continue;
		cn_estimate e = { .defined = true, .value = q[i] / all, .n = (int64_t)all, .method = "", .why = "part of the whole, which has the interval" };
		cn_str label = cn_strf(a, "%.*s looks like %.*s", CN_FMT(unsure->label[i / k]), CN_FMT(unsure->label[i % k]));
		point[ret->n_point++] = (cn_point){ .of = "label_noise_share", .label = label, .x = (double)i, .est = e };
	}
	ret->point = point;
	return interval_put(a, cell, k, o, ret, err);
}

const cn_metric_row cn_metric_label_noise_share = {
	.name = "label_noise_share",
	.title_en = "Estimated share of wrong labels",
	.title_zh = "估计的错误标签比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#label_noise_share",
	.reference = "tests/vectors/procedure/label_noise.json: NumPy, by the definition of Northcutt, Jiang and Chuang 2021",
	.needs = CN_NEED_STATS,
	.procedure = "label_noise",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "multinomial bootstrap of the confident joint, thresholds held; exact where no label is doubted",
	.assumptions = "scores come from a model that did not see the row's label; each class is right about itself on average",
	.meaning_en = "How many people's recorded outcomes are probably wrong, so that the system learned from mistakes about them.",
	.meaning_zh = "有多少人的结果记录很可能有误，使系统从关于他们的错误中学习。",
	.use = "with scores from cross-validation, to decide whether labels must be looked at again before training",
	.misuse = "with scores of a model that was trained on these very labels it finds almost nothing; a weak or biased model doubts right labels",
	.compute = compute,
};
