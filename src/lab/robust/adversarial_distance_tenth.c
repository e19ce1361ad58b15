/* The 10 % quantile of the distances that hopskipjump found. */
#include "lab/robust/live.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return distance_quantile(a, c, o, 0.1, ret, err);
}

const cn_metric_row cn_metric_adversarial_distance_tenth = {
	.name = "adversarial_distance_tenth",
	.title_en = "Smallest change that turns a decision, of the tenth nearest to the line",
	.title_zh = "使决定翻转的最小改动，最接近界线的十分之一",
	.property = "robustness",
	.unit = "standard deviations",
	.formula = "docs/metrics.md#adversarial_distance_tenth",
	.reference = "tests/vectors/procedure/hopskipjump.json: closed form for one number; interval: SciPy binom",
	.needs = CN_NEED_STATS,
	.procedure = "hopskipjump",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_HIGHER,
	.interval = "order statistics, exact for any law of the distances",
	.assumptions = "rows are independent; a standard deviation of one number weighs as much as one of another",
	.meaning_en = "How little has to differ for one person in ten to get the other answer.",
	.meaning_zh = "每十人中有一人只需多小的差别就会得到相反的答案。",
	.use = "for the people near the line: set it beside the errors that the data are known to have",
	.misuse = "there are always people near a line; that alone does not make a decision wrong",
	.compute = compute,
};
