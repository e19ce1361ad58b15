/* The fewest rows that share a combination of quasi-identifiers. */
#include "lab/data/data.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	int64_t k, rows;
	(void)a;
	(void)o;
	CN_TRY(get_one(c, "smallest", &k, err));
	CN_TRY(get_one(c, "rows", &rows, err));
	ret->main = rows ? complete((double)k, 0, rows) : undefined_why("undefined, no rows");
	return CN_OK;
}

const cn_metric_row cn_metric_k_anonymity = {
	.name = "k_anonymity",
	.title_en = "Fewest rows that share their quasi-identifiers",
	.title_zh = "共有同一准标识符组合的最少行数",
	.property = "data",
	.unit = "count",
	.formula = "docs/metrics.md#k_anonymity",
	.reference = "tests/vectors/procedure/anonymity.json: pandas groupby",
	.needs = CN_NEED_STATS,
	.procedure = "anonymity",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_HIGHER,
	.interval = "a complete count of this table: the ends are the number itself",
	.assumptions = "the columns named are those that others may know; one row is one person",
	.meaning_en = "In the smallest crowd of the table, among how many people one person can hide.",
	.meaning_zh = "在表中最小的人群里，一个人可以隐身于多少人之中。",
	.use = "before a table is shared: 1 means that somebody stands alone",
	.misuse = "it is as good as the list of quasi-identifiers: a column left out of it may single people out",
	.compute = compute,
};
