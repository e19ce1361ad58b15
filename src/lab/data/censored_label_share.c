/* Share of rows whose outcome is not known. */
#include "lab/data/data.h"

static cn_code vectors_read(const cn_counts *c, const cn_stat **rows, const cn_stat **missing, cn_err *err)
{
	CN_TRY(cn_stat_counts(c, "rows", 0, rows, err));
	CN_TRY(cn_stat_counts(c, "missing", 0, missing, err));
	if ((*rows)->n != (*missing)->n || !(*rows)->label)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "missing");
	for (size_t i = 0; i < (*rows)->n; i++)
		if ((*missing)->count[i] > (*rows)->count[i])
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "rows");
	return CN_OK;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *rows, *missing;
	part all = { 0, 0 };
	CN_TRY(vectors_read(c, &rows, &missing, err));
	cn_point *point = CN_NEW(a, cn_point, rows->n + 1);
	if (!point)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < rows->n; i++) {
		part p = { missing->count[i], rows->count[i] };
		all.x += p.x;
		all.n += p.n;
		point[i] = (cn_point){ .of = "censored_label_share", .label = rows->label[i], .x = (double)i, .est = estimate_rate(p, lab_confidence(o)) };
	}
	ret->main = estimate_rate(all, lab_confidence(o));
	ret->point = point;
	ret->n_point = rows->n;
	return CN_OK;
}

const cn_metric_row cn_metric_censored_label_share = {
	.name = "censored_label_share",
	.title_en = "Share of rows without an outcome",
	.title_zh = "没有结果的行的比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#censored_label_share",
	.reference = "tests/vectors/procedure/censored_labels.json: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "censored_labels",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Wilson or Clopper-Pearson, by the rule",
	.assumptions = "rows are independent",
	.meaning_en = "About how many people it was never found out what became of them.",
	.meaning_zh = "有多少人后来的结果从未被查明。",
	.use = "before error rates are believed: they are known only for those with an outcome",
	.misuse = "a small share may still be everyone who was refused: look at it by decision",
	.compute = compute,
};
