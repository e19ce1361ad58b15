/* Theil index of benefits: generalised entropy with alpha 1. */
#include "lab/table/metric.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return entropy_metric(a, c, o, 1, false, ret, err);
}

const cn_metric_row cn_metric_theil = {
	.name = "theil",
	.title_en = "Theil index of benefits",
	.title_zh = "收益的泰尔指数",
	.property = "fairness",
	.unit = "index",
	.formula = "docs/metrics.md#theil",
	.reference = "tests/vectors/metric/entropy_indices.json: NumPy, SciPy entropy, mpmath",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "multinomial bootstrap over (group, benefit), BCa",
	.assumptions = "rows are independent; a yes is a benefit; the label is right",
	.meaning_en = "How unevenly the system's benefits and errors are spread over all people, with more weight on those who get least.",
	.meaning_zh = "系统的益处与错误在所有人之间分布得有多不均，并更看重得到最少的人。",
	.use = "beside generalized_entropy, where those left with nothing matter most",
	.misuse = "the number has no plain scale: compare versions of one system on the same data only",
	.compute = compute,
};
