/* Decisions that took effect before a person could have changed them. */
#include "lab/procedure.h"
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	return share_metric(c, o, "fixed", "undefined, the log has no column for it", ret, err);
}

const cn_metric_row cn_metric_share_not_changeable = {
	.name = "share_not_changeable",
	.title_en = "Decisions that no person could have changed",
	.title_zh = "人无法更改的决定比例",
	.property = "controllability",
	.unit = "share",
	.formula = "docs/metrics.md#share_not_changeable",
	.reference = "tests/vectors/procedure/oversight.json: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "oversight",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Wilson or Clopper-Pearson, by the rule",
	.assumptions = "rows are independent; the log leaves nothing out",
	.meaning_en = "How many decisions took effect without anyone being able to change them.",
	.meaning_zh = "有多少决定在无人能够更改的情况下生效。",
	.use = "to see whether oversight exists in fact: sent letters, moved money, granted access",
	.misuse = "that a person could have changed a decision does not mean that one looked",
	.compute = compute,
};
