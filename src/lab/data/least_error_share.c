/* The lowest share of errors that any rule on these features can make on this table. */
#include "lab/data/data.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	(void)o;
	return complete_share(c, "least_wrong", "rows", NULL, ret, err);
}

const cn_metric_row cn_metric_least_error_share = {
	.name = "least_error_share",
	.title_en = "Lowest share of errors any model of these features can make",
	.title_zh = "基于这些特征的任何模型至少会犯的错误比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#least_error_share",
	.reference = "tests/vectors/procedure/label_conflicts.json: pandas groupby",
	.needs = CN_NEED_STATS,
	.procedure = "label_conflicts",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "a complete count of this table: the ends are the number itself",
	.assumptions = "the number is about this table; nothing is inferred about other data",
	.meaning_en = "How many people any system that sees only these data must get wrong, however good it is.",
	.meaning_zh = "任何只看这些数据的系统，无论多好，都必然判错的人的比例。",
	.use = "as a floor when an accuracy is promised: no model of these columns can be better on this table",
	.misuse = "a floor of 0 does not promise that a model reaches it on new people",
	.compute = compute,
};
