/* Share of rows whose quasi-identifiers fewer than k rows share. */
#include "lab/data/data.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	(void)o;
	return complete_share(c, "below_k", "rows", NULL, ret, err);
}

const cn_metric_row cn_metric_below_k_share = {
	.name = "below_k_share",
	.title_en = "Share of rows that fewer than k people share",
	.title_zh = "准标识符组合少于 k 人共有的行的比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#below_k_share",
	.reference = "tests/vectors/procedure/anonymity.json: pandas groupby",
	.needs = CN_NEED_STATS,
	.procedure = "anonymity",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "a complete count of this table: the ends are the number itself",
	.assumptions = "the number is about this table; nothing is inferred about other data",
	.meaning_en = "How many people stand in a group so small that someone who knows a little about them can find their record.",
	.meaning_zh = "有多少人所处的群体过小，稍知其情况的人就能找到其记录。",
	.use = "to say how much of a table must be generalised or suppressed before it is shared",
	.misuse = "a large group protects nothing when all in it share the secret: look at l_diversity",
	.compute = compute,
};
