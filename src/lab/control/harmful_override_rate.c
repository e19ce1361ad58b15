/* Of the outputs known to be right, the share that a person overruled. */
#include "lab/procedure.h"
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	return share_metric(c, o, "harmed", "undefined, the log has no column for it", ret, err);
}

const cn_metric_row cn_metric_harmful_override_rate = {
	.name = "harmful_override_rate",
	.title_en = "Right outputs overruled by a person",
	.title_zh = "被人错误推翻的正确输出比例",
	.property = "controllability",
	.unit = "share",
	.formula = "docs/metrics.md#harmful_override_rate",
	.reference = "tests/vectors/procedure/oversight.json: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "oversight",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Wilson or Clopper-Pearson, by the rule",
	.assumptions = "what is known to be right is like what is right; rows are independent",
	.meaning_en = "When the system was right about someone, how often a person made it wrong.",
	.meaning_zh = "系统判断正确时，有多大比例反被人改错。",
	.use = "beside catch_rate: a watcher who overrules everything catches every error",
	.misuse = "without a truth that was found independently of the decision it says nothing",
	.compute = compute,
};
