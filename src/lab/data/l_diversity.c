/* The fewest different sensitive values within a combination of quasi-identifiers. */
#include "lab/data/data.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	int64_t l, rows;
	(void)a;
	(void)o;
	CN_TRY(get_one(c, "rows", &rows, err));
	if (!cn_stat_find(c, "least_kinds")) {
		ret->main = undefined_why("not measured: no sensitive column is named");
		return CN_OK;
	}
	CN_TRY(get_one(c, "least_kinds", &l, err));
	ret->main = rows ? complete((double)l, 0, rows) : undefined_why("undefined, no rows");
	return CN_OK;
}

const cn_metric_row cn_metric_l_diversity = {
	.name = "l_diversity",
	.title_en = "Fewest different sensitive values within a group",
	.title_zh = "同一群体内敏感值的最少种数",
	.property = "data",
	.unit = "count",
	.formula = "docs/metrics.md#l_diversity",
	.reference = "tests/vectors/procedure/anonymity.json: pandas groupby",
	.needs = CN_NEED_STATS,
	.procedure = "anonymity",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_HIGHER,
	.interval = "a complete count of this table: the ends are the number itself",
	.assumptions = "the columns named are those that others may know; one row is one person",
	.meaning_en = "How many different secrets the least varied group holds; with one, knowing the group is knowing the secret.",
	.meaning_zh = "内部最单一的群体含有多少种敏感值；只有一种时，知道群体就知道了隐私。",
	.use = "with k_anonymity, before a table with sensitive columns is shared",
	.misuse = "values that differ and mean the same (two names of one disease) count as different",
	.compute = compute,
};
