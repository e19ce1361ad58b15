/* People whose decision changes when the limits of the groups are set so that all are selected at about one rate. */
#include "lab/fairness/fairness.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return mitigation_metric(a, c, o, "parity", true, ret, err);
}

const cn_metric_row cn_metric_parity_people_moved = {
	.name = "parity_people_moved",
	.title_en = "People whose decision changes to reach demographic parity",
	.title_zh = "为达到人口均等而改变决定的人的比例",
	.property = "fairness",
	.unit = "share",
	.formula = "docs/metrics.md#parity_people_moved",
	.reference = "tests/vectors/procedure/mitigation.json: every choice of limits tried by NumPy; statsmodels proportion_confint, zconfint_mean",
	.needs = CN_NEED_STATS,
	.procedure = "mitigation",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Wilson or Clopper-Pearson, by the rule",
	.assumptions = "rows are independent; the label is right; a limit for each group may be set at all",
	.meaning_en = "For how many people the answer would become another one if every group were to be selected at about one rate.",
	.meaning_zh = "若要各群体的入选率大致相同，会有多大比例的人得到不同的答复。",
	.use = "to see who gains and who loses, group by group",
	.misuse = "few people moved is not the aim: accuracy may be lost by moving few, or won by moving many",
	.compute = compute,
};
