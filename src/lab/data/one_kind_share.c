/* Share of rows in classes where everyone has the same sensitive value. */
#include "lab/data/data.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	(void)o;
	return complete_share(c, "one_kind", "rows", "not measured: no sensitive column is named", ret, err);
}

const cn_metric_row cn_metric_one_kind_share = {
	.name = "one_kind_share",
	.title_en = "Share of rows whose sensitive value their group gives away",
	.title_zh = "敏感值可由所在群体直接得知的行的比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#one_kind_share",
	.reference = "tests/vectors/procedure/anonymity.json: pandas groupby",
	.needs = CN_NEED_STATS,
	.procedure = "anonymity",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "a complete count of this table: the ends are the number itself",
	.assumptions = "the number is about this table; nothing is inferred about other data",
	.meaning_en = "How many people's secret can be told by anyone who knows which group they belong to.",
	.meaning_zh = "有多少人的隐私只要知道其所属群体就能得知。",
	.use = "with k_anonymity: groups of any size leak when all members agree",
	.misuse = "it counts certainty only; a group where nine in ten agree gives away almost as much",
	.compute = compute,
};
