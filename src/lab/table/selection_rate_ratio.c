/* Disparate impact: the lowest selection rate over the highest; the four-fifths rule looks at it. */
/* DUTY eu-ai-act/art_10.2: examine for possible biases; the number is what an owner holds against a limit of his own */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return rate_gap_metric(a, c, o, RATE_SELECTION, true, ret, err);
}

const cn_metric_row cn_metric_selection_rate_ratio = {
	.name = "selection_rate_ratio",
	.title_en = "Ratio of selection rates",
	.title_zh = "入选率之比",
	.property = "fairness",
	.unit = "ratio",
	.formula = "docs/metrics.md#selection_rate_ratio",
	.reference = "tests/vectors/metric/group_gaps.json: scikit-learn 1.2.1 and exact fractions; intervals: statsmodels 0.13.5",
	.needs = CN_NEED_PREDICTION | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "score (Miettinen-Nurminen) or the ratio of two Clopper-Pearson bounds, by the rule; simultaneous over pairs",
	.assumptions = "rows are independent; a prediction of yes means selected",
	.meaning_en = "For each yes in the group favoured most, how many the group favoured least gets, people for people.",
	.meaning_zh = "最受优待的群体每得到一个肯定，按人数折算最不受优待的群体得到多少。",
	.use = "for the four-fifths rule of thumb, and where rates are small",
	.misuse = "a ratio above 0.8 is not proof of fairness, nor one below it proof of discrimination; it does not ask who should get a yes",
	.compute = compute,
};
