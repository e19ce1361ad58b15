/* Share of rows whose features another row has with a different label. */
#include "lab/data/data.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	(void)o;
	return complete_share(c, "in_conflict", "rows", NULL, ret, err);
}

const cn_metric_row cn_metric_conflicting_label_share = {
	.name = "conflicting_label_share",
	.title_en = "Share of rows whose twin has another label",
	.title_zh = "特征相同却标签不同的行的比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#conflicting_label_share",
	.reference = "tests/vectors/procedure/label_conflicts.json: pandas groupby",
	.needs = CN_NEED_STATS,
	.procedure = "label_conflicts",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "a complete count of this table: the ends are the number itself",
	.assumptions = "the number is about this table; nothing is inferred about other data",
	.meaning_en = "How many people have someone with exactly their data who was judged or turned out differently.",
	.meaning_zh = "有多少人存在数据与其完全相同、结果或判定却不同的人。",
	.use = "to see whether the columns can tell cases apart at all, and to find labels entered wrongly",
	.misuse = "a conflict does not say which label is wrong, or that one is: equal data need not mean equal cases",
	.compute = compute,
};
