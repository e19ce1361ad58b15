/* The feature that tells most about the label, by itself. */
#include "lab/data/data.h"

enum { VECTORS = 9 };

static cn_code vectors_read(const cn_counts *c, const cn_stat **v, cn_err *err)
{
	static const char *const name[VECTORS] = { "positives", "negatives", "u2.hi", "u2.lo", "pos2.hi", "pos2.lo", "neg2.hi", "neg2.lo", "how" };
	CN_TRY(cn_stat_counts(c, name[0], 0, &v[0], err));
	for (size_t k = 1; k < VECTORS; k++)
		CN_TRY(cn_stat_counts(c, name[k], 0, &v[k], err));
	for (size_t k = 1; k < VECTORS; k++)
		if (v[k]->n != v[0]->n || !v[0]->label)
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", name[k]);
	return CN_OK;
}

static void join_wide(int64_t hi, int64_t lo, uint64_t *ret_hi, uint64_t *ret_lo)
{
	cn_u128 x = ((cn_u128)(uint64_t)hi << 48) + (uint64_t)lo;
	*ret_hi = (uint64_t)(x >> 64);
	*ret_lo = (uint64_t)x;
}

static cn_ranks ranks_at(const cn_stat *const *v, size_t i)
{
	cn_ranks r = { .n_pos = v[0]->count[i], .n_neg = v[1]->count[i] };
	join_wide(v[2]->count[i], v[3]->count[i], &r.u2_hi, &r.u2_lo);
	join_wide(v[4]->count[i], v[5]->count[i], &r.pos2_hi, &r.pos2_lo);
	join_wide(v[6]->count[i], v[7]->count[i], &r.neg2_hi, &r.neg2_lo);
	return r;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *v[VECTORS];
	CN_TRY(vectors_read(c, v, err));
	size_t n = v[0]->n, defined = 0;
	cn_estimate *each = CN_NEW(a, cn_estimate, n + 1);
	cn_point *point = CN_NEW(a, cn_point, n + 1);
	if (!each || !point)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		cn_ranks r = ranks_at(v, i);
		cn_estimate e = estimate_auc(a, &r, simultaneous(lab_confidence(o), n), v[0]->label[i]);
		if (e.value > 1 + 1e-9)
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "positives");
		point[i] = (cn_point){ .of = "feature_label_auc", .label = v[0]->label[i], .x = (double)i, .est = e };
		if (e.defined)
			each[defined++] = e;
	}
	ret->main = defined ? estimate_largest(each, defined) : undefined_why("undefined, no feature has values under both labels");
	ret->point = point;
	ret->n_point = n;
	ret->caption[ret->n_captions++] = "Each feature is read in the direction that tells more; a category by its share of positives; a gap in a column of numbers as a value of its own";
	return CN_OK;
}

const cn_metric_row cn_metric_feature_label_auc = {
	.name = "feature_label_auc",
	.title_en = "How well the most telling feature alone predicts the label",
	.title_zh = "最具泄露性的单个特征预测标签的能力",
	.property = "data",
	.unit = "probability",
	.formula = "docs/metrics.md#feature_label_auc",
	.reference = "tests/vectors/procedure/feature_leaks.json: scikit-learn roc_auc_score, pROC ci.auc",
	.needs = CN_NEED_STATS,
	.procedure = "feature_leaks",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "DeLong, or disjoint pairs where it has no width; simultaneous over features",
	.assumptions = "rows are independent; categories of fewer than 10 rows are taken together",
	.meaning_en = "Whether one piece of data already contains the answer, so that the system would have learned to read it off and not to judge.",
	.meaning_zh = "是否有某一项数据已经包含答案，使系统学会的只是照抄而不是判断。",
	.use = "before training: a value near 1 points to a column that was filled after the outcome was known",
	.misuse = "an honest feature may be strong: a high value is a question to ask of the column, not a proof",
	.compute = compute,
};
