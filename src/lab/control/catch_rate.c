/* Of the outputs known to be wrong, the share that a person stopped. */
#include "lab/procedure.h"
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	return share_metric(c, o, "caught", "undefined, the log has no column for it", ret, err);
}

const cn_metric_row cn_metric_catch_rate = {
	.name = "catch_rate",
	.title_en = "Wrong outputs stopped by a person",
	.title_zh = "被人制止的错误输出比例",
	.property = "controllability",
	.unit = "share",
	.formula = "docs/metrics.md#catch_rate",
	.reference = "tests/vectors/procedure/oversight.json: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "oversight",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "Wilson or Clopper-Pearson, by the rule",
	.assumptions = "what is known to be wrong is like what is wrong; rows are independent",
	.meaning_en = "When the system was wrong about someone, how often a person noticed and stopped it.",
	.meaning_zh = "系统判断有误时，有多大比例被人发现并制止。",
	.use = "with errors planted on purpose, or a later review of a random sample",
	.misuse = "errors that came to light by complaint are those that were not stopped: such a log makes the rate too low; one of errors found by the watchers makes it too high",
	.compute = compute,
};
