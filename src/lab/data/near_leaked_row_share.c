/* Share of test rows to which a training row is near. */
#include "lab/data/data.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	(void)o;
	return complete_share(c, "near", "rows", "not measured: neither a text nor a tolerance says what is near", ret, err);
}

const cn_metric_row cn_metric_near_leaked_row_share = {
	.name = "near_leaked_row_share",
	.title_en = "Share of test rows that nearly occur in the training data",
	.title_zh = "测试集中与训练数据近似相同的行的比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#near_leaked_row_share",
	.reference = "tests/vectors/procedure/leakage.json: every pair compared, in Python sets and NumPy",
	.needs = CN_NEED_STATS,
	.procedure = "leakage",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "a complete count of this table: the ends are the number itself; a pair of texts at the threshold is missed with a chance below 1 in 1,000",
	.assumptions = "the number is about this table; nothing is inferred about other data",
	.meaning_en = "How many of the cases the system was examined on differ only slightly from ones it had learned.",
	.meaning_zh = "系统受检的案例中有多少与它学过的案例只有细微差别。",
	.use = "for texts, and for records that were copied with small changes before the data were split",
	.misuse = "a wide tolerance calls people near who only resemble each other",
	.compute = compute,
};
