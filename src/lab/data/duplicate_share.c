/* Share of rows that repeat an earlier row exactly. */
#include "lab/data/data.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	(void)o;
	return complete_share(c, "repeats", "rows", NULL, ret, err);
}

const cn_metric_row cn_metric_duplicate_share = {
	.name = "duplicate_share",
	.title_en = "Share of rows that repeat another row exactly",
	.title_zh = "完全重复的行的比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#duplicate_share",
	.reference = "tests/vectors/procedure/duplicates.json: pandas duplicated",
	.needs = CN_NEED_STATS,
	.procedure = "duplicates",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "a complete count of this table: the ends are the number itself",
	.assumptions = "the number is about this table; nothing is inferred about other data",
	.meaning_en = "How much of the data is the same case again, so that some people's cases weigh more than others'.",
	.meaning_zh = "数据中有多少是同一案例的重复，使某些人的案例比他人的分量更重。",
	.use = "before training or testing: repeated rows count one case several times",
	.misuse = "where different people may rightly look alike (few columns, coarse values) a repeat is no error",
	.compute = compute,
};
