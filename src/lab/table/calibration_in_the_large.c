/* Calibration in the large: mean score minus mean label of a group. A bound is put on the largest in size. */
#include "lab/table/metric.h"

static cn_estimate score_less_label(const cn_score_stats *s, double confidence)
{
	/* the squares of the gaps are those of the Brier score */
	return estimate_mean(s->sum_score - (double)s->n_pos, s->sum_gap2, s->n, -1, 2, confidence);
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return worst_mean_metric(a, c, o, "mean_score_minus_mean_label", score_less_label, ret, err);
}

const cn_metric_row cn_metric_calibration_in_the_large = {
	.name = "calibration_in_the_large",
	.title_en = "Mean score against mean label, worst group",
	.title_zh = "总体校准偏差（最差一组）",
	.property = "reliability",
	.unit = "difference",
	.formula = "docs/metrics.md#calibration_in_the_large",
	.reference = "tests/vectors/metric/calibration.json: NumPy means",
	.needs = CN_NEED_PROBABILITY | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "normal from 300 rows up, else Hoeffding's bound; simultaneous over groups for the worst",
	.assumptions = "rows are independent; the score is a probability of yes; the label is right",
	.meaning_en = "Whether a group is on the whole expected to do better or worse than it does.",
	.meaning_zh = "某一群体整体上是否被预期得比实际更好或更差。",
	.use = "where scores are used as probabilities, such as expected losses or risks",
	.misuse = "right on average does not mean right for anyone: highs and lows may cancel out",
	.compute = compute,
};
