/* The median of the distances within which trees are proved to keep their decision. */
#include "lab/robust/live.h"

#include <math.h>

enum { PLACES = 5 };

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	static const double at[PLACES] = { 0.1, 0.25, 0.5, 0.75, 0.9 };
	const cn_stat *lower;
	int64_t rows, exact, never;
	CN_TRY(stat_one(c, "rows", &rows, err));
	CN_TRY(stat_one(c, "exact", &exact, err));
	CN_TRY(stat_one(c, "never", &never, err));
	CN_TRY(cn_stat_reals(c, "lower", 0, &lower, err));
	if ((uint64_t)rows < lower->n || exact > rows || never > rows - (int64_t)lower->n || !rises_from_zero(lower))
		return stat_broken("lower", err);
	cn_point *point = CN_NEW(a, cn_point, PLACES);
	const char *count = cn_cstr(a, cn_strf(a, "of %lld rows, the smallest change is known exactly for %lld; %lld turn by no change at all", (long long)rows,
					       (long long)exact, (long long)never));
	if (!point || !count)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < PLACES; i++) {
		point[i] = (cn_point){ .of = "distance", .x = at[i] };
		point[i].est = estimate_quantile(lower->real, NULL, lower->n, rows, at[i], lab_confidence(o));
	}
	ret->main = estimate_quantile(lower->real, NULL, lower->n, rows, 0.5, lab_confidence(o));
	ret->point = point;
	ret->n_point = PLACES;
	ret->caption[ret->n_captions++] = count;
	return CN_OK;
}

const cn_metric_row cn_metric_certified_distance_median = {
	.name = "certified_distance_median",
	.title_en = "Distance within which a decision is proved to stay, median",
	.title_zh = "可证明决定不变的距离，中位数",
	.property = "robustness",
	.unit = "standard deviations",
	.formula = "docs/metrics.md#certified_distance_median",
	.reference = "tests/vectors/procedure/tree_robustness.json: every cell between the thresholds, walked in Python",
	.needs = CN_NEED_STATS,
	.procedure = "tree_robustness",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_HIGHER,
	.interval = "order statistics, exact for any law of the distances",
	.assumptions = "rows are independent; a standard deviation of one number weighs as much as one of another",
	.meaning_en = "How much every number of a typical person may be off at once without the answer turning.",
	.meaning_zh = "一个普通人的各项数据同时偏差多少以内，答案必定不变。",
	.use = "for trees that are read here: what it says is proved, not searched for",
	.misuse = "it is about the model as it stands, not about whether its answers are right",
	.compute = compute,
};
