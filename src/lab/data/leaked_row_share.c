/* Share of test rows that were trained on. */
#include "lab/data/data.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	(void)o;
	return complete_share(c, "exact", "rows", NULL, ret, err);
}

const cn_metric_row cn_metric_leaked_row_share = {
	.name = "leaked_row_share",
	.title_en = "Share of test rows that were trained on",
	.title_zh = "测试集中已用于训练的行的比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#leaked_row_share",
	.reference = "tests/vectors/procedure/leakage.json: pandas merge",
	.needs = CN_NEED_STATS,
	.procedure = "leakage",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "a complete count of this table: the ends are the number itself",
	.assumptions = "the number is about this table; nothing is inferred about other data",
	.meaning_en = "How many of the cases the system was examined on it had seen before, answers included.",
	.meaning_zh = "系统受检的案例中有多少是它连同答案早已见过的。",
	.use = "before any number measured on a test set is believed",
	.misuse = "0 does not show that the sets are apart: the same person may appear with a changed row; look at keys and near rows, too",
	.compute = compute,
};
