/* The median of the distances that hopskipjump found. */
#include "lab/robust/live.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return distance_quantile(a, c, o, 0.5, ret, err);
}

const cn_metric_row cn_metric_adversarial_distance_median = {
	.name = "adversarial_distance_median",
	.title_en = "Smallest change that turns a decision, median",
	.title_zh = "使决定翻转的最小改动，中位数",
	.property = "robustness",
	.unit = "standard deviations",
	.formula = "docs/metrics.md#adversarial_distance_median",
	.reference = "tests/vectors/procedure/hopskipjump.json: closed form for one number; interval: SciPy binom",
	.needs = CN_NEED_STATS,
	.procedure = "hopskipjump",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_HIGHER,
	.interval = "order statistics, exact for any law of the distances",
	.assumptions = "rows are independent; a standard deviation of one number weighs as much as one of another",
	.meaning_en = "How far the numbers of a typical person are from the point where the answer turns.",
	.meaning_zh = "一个普通人的数据离答案翻转的临界点有多远。",
	.use = "to compare versions of a model: a small median means that decisions hang on small differences",
	.misuse = "it is an upper bound, and moves that the search makes need not be ones that the world makes",
	.compute = compute,
};
