/* Share of test rows whose key occurs in the training data. */
#include "lab/data/data.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	(void)o;
	return complete_share(c, "keys_seen", "keys", "not measured: no column that names a person or thing", ret, err);
}

const cn_metric_row cn_metric_key_overlap_share = {
	.name = "key_overlap_share",
	.title_en = "Share of test rows whose person or thing is in the training data",
	.title_zh = "测试集中其人或物已在训练数据中的行的比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#key_overlap_share",
	.reference = "tests/vectors/procedure/leakage.json: pandas isin",
	.needs = CN_NEED_STATS,
	.procedure = "leakage",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "a complete count of this table: the ends are the number itself",
	.assumptions = "the number is about this table; nothing is inferred about other data",
	.meaning_en = "How many of the cases the system was examined on belong to people it had already learned from.",
	.meaning_zh = "系统受检的案例中有多少属于它已经学习过的人。",
	.use = "where a person, household, device or document has several rows",
	.misuse = "if the system will meet the same people again in use, an overlap may be what the test should have",
	.compute = compute,
};
