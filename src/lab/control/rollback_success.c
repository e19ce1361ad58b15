/* Tests of taking a version or a decision back that went well. */
#include "lab/procedure.h"
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	return share_metric(c, o, "rolled_back", "undefined, the log has no column for it", ret, err);
}

const cn_metric_row cn_metric_rollback_success = {
	.name = "rollback_success",
	.title_en = "Tests of taking back that went well",
	.title_zh = "回退测试的成功率",
	.property = "controllability",
	.unit = "share",
	.formula = "docs/metrics.md#rollback_success",
	.reference = "tests/vectors/procedure/oversight.json: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "oversight",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "Wilson or Clopper-Pearson, by the rule",
	.assumptions = "tests are like the emergencies they stand for; tests are independent",
	.meaning_en = "When something goes wrong, how surely it can be taken back.",
	.meaning_zh = "一旦出错，能在多大把握上予以撤回。",
	.use = "with tests in operation, not on a bench",
	.misuse = "ten good tests leave a failure in four possible: see the interval",
	.compute = compute,
};
