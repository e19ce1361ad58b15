/* Rows of the rarest label over rows of the commonest. */
#include "lab/data/data.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *rows;
	(void)a;
	CN_TRY(cn_stat_counts(c, "rows", 0, &rows, err));
	size_t least = 0, most = 0;
	for (size_t i = 1; i < rows->n; i++) {
		least = rows->count[i] < rows->count[least] ? i : least;
		most = rows->count[i] > rows->count[most] ? i : most;
	}
	if (rows->n < 2 || rows->count[most] == 0) {
		ret->main = undefined_why("undefined, fewer than two labels");
		return CN_OK;
	}
	least = least == most ? !most : least; /* all alike */
	int64_t few = rows->count[least], many = rows->count[most];
	/* of the rows that bear one of the two labels, the share of the rarer: odds are the ratio */
	cn_estimate e = estimate_rate((part){ few, few + many }, simultaneous(lab_confidence(o), rows->n * (rows->n - 1) / 2));
	e.value = (double)few / (double)many;
	e.lo = e.lo / (1 - e.lo);
	e.hi = e.hi < 0.5 ? e.hi / (1 - e.hi) : 1;
	ret->main = e;
	return CN_OK;
}

const cn_metric_row cn_metric_label_balance_ratio = {
	.name = "label_balance_ratio",
	.title_en = "Rows of the rarest label for each of the commonest",
	.title_zh = "最少见标签与最常见标签的行数之比",
	.property = "data",
	.unit = "ratio",
	.formula = "docs/metrics.md#label_balance_ratio",
	.reference = "tests/vectors/procedure/label_balance.json: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "label_balance",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_NONE,
	.interval = "Wilson or Clopper-Pearson of the rarer among both, as odds, simultaneous over pairs of labels",
	.assumptions = "rows are independent",
	.meaning_en = "For each case of the common outcome, how many of the rare one the system could learn from.",
	.meaning_zh = "每有一个常见结果的案例，系统能学到多少个罕见结果的案例。",
	.use = "to choose metrics: far from 1, accuracy hides errors on the rare label",
	.misuse = "it is a property of the world as much as of the data; 1 is not a goal in itself",
	.compute = compute,
};
