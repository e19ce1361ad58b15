/* How often the people who watch decide otherwise than the system said. */
#include "lab/procedure.h"
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	return share_metric(c, o, "overruled", "undefined, the log has no column for it", ret, err);
}

const cn_metric_row cn_metric_override_rate = {
	.name = "override_rate",
	.title_en = "Outputs overruled by a person",
	.title_zh = "被人推翻的输出比例",
	.property = "controllability",
	.unit = "share",
	.formula = "docs/metrics.md#override_rate",
	.reference = "tests/vectors/procedure/oversight.json: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "oversight",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_NONE,
	.interval = "Wilson or Clopper-Pearson, by the rule",
	.assumptions = "rows are independent; the log leaves nothing out",
	.meaning_en = "How often a person, having seen what the system said about you, decided otherwise.",
	.meaning_zh = "看过系统对您的判断之后，人作出不同决定的频率。",
	.use = "over time: a rate that falls to nearly 0 says that nobody looks any more",
	.misuse = "neither high nor low is good by itself: what counts is whether the right ones are overruled, see catch_rate and harmful_override_rate",
	.compute = compute,
};
