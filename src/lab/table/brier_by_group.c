/* Brier score (mean squared error of a probability) by group; a bound is put on the worst group. */
#include "lab/table/metric.h"

static cn_estimate brier(const cn_score_stats *s, double confidence)
{
	return estimate_mean(s->sum_gap2, s->sum_gap4, s->n, 0, 1, confidence);
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return worst_mean_metric(a, c, o, "brier", brier, ret, err);
}

const cn_metric_row cn_metric_brier_by_group = {
	.name = "brier_by_group",
	.title_en = "Brier score of the worst group",
	.title_zh = "最差一组的 Brier 分数",
	.property = "reliability",
	.unit = "squared error",
	.formula = "docs/metrics.md#brier_by_group",
	.reference = "tests/vectors/metric/calibration.json: scikit-learn brier_score_loss",
	.needs = CN_NEED_PROBABILITY | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "normal from 300 rows up, else Hoeffding's bound; simultaneous over groups for the worst",
	.assumptions = "rows are independent; the score is a probability of yes; the label is right",
	.meaning_en = "How far the stated chances lie from what happened, for the group whom they serve worst.",
	.meaning_zh = "对受益最差的群体而言，系统给出的概率与实际结果相差多远。",
	.use = "where the score itself is shown or used as a probability",
	.misuse = "groups with outcomes near even odds score worse even when the probabilities are right: compare with calibration",
	.compute = compute,
};
