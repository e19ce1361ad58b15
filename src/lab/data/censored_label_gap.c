/* Outcomes are unknown more often after one decision than after another. */
#include "lab/data/data.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *rows, *missing;
	int64_t n;
	CN_TRY(get_one(c, "compared", &n, err));
	CN_TRY(cn_stat_counts(c, "rows", 0, &rows, err));
	CN_TRY(cn_stat_counts(c, "missing", 0, &missing, err));
	if ((uint64_t)n > rows->n || rows->n != missing->n || !rows->label)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "rows");
	for (size_t i = 0; i < rows->n; i++)
		if (missing->count[i] > rows->count[i])
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "rows");
	return named_gap(a, rows->label, missing->count, rows->count, (size_t)n, lab_confidence(o), &ret->main, err);
}

const cn_metric_row cn_metric_censored_label_gap = {
	.name = "censored_label_gap",
	.title_en = "Difference between decisions in the share without an outcome",
	.title_zh = "不同决定之间无结果比例的差值",
	.property = "data",
	.unit = "difference",
	.formula = "docs/metrics.md#censored_label_gap",
	.reference = "tests/vectors/procedure/censored_labels.json: statsmodels confint_proportions_2indep",
	.needs = CN_NEED_STATS,
	.procedure = "censored_labels",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or two exact bounds, simultaneous over pairs of decisions",
	.assumptions = "rows are independent",
	.meaning_en = "Whether it is only found out for those who were accepted whether the decision was right, never for those who were refused.",
	.meaning_zh = "决定是否正确，是否只在被接受者身上得到检验，而从未在被拒绝者身上得到检验。",
	.use = "to see selective labels: a gap near 1 means that mistakes against the refused leave no trace",
	.misuse = "a gap of 0 does not make the outcomes comparable: those followed up may differ from the others",
	.compute = compute,
};
