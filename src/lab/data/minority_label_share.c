/* Share of the rarest label. */
#include "lab/data/data.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *rows;
	int64_t all = 0;
	CN_TRY(cn_stat_counts(c, "rows", 0, &rows, err));
	cn_point *point = CN_NEW(a, cn_point, rows->n + 1);
	if (!point)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < rows->n; i++)
		all += rows->count[i];
	if (rows->n < 2 || !rows->label) {
		ret->main = undefined_why("undefined, fewer than two labels");
		return CN_OK;
	}
	size_t held = rows->n == 2 ? 1 : rows->n; /* of two labels the one interval is the other's mirror */
	cn_estimate least = { .hi = 1 };
	for (size_t i = 0; i < rows->n; i++) {
		cn_estimate e = estimate_rate((part){ rows->count[i], all }, simultaneous(lab_confidence(o), held));
		point[i] = (cn_point){ .of = "label_share", .label = rows->label[i], .x = (double)i, .est = e };
		double lo = i ? fmin(least.lo, e.lo) : e.lo, hi = i ? fmin(least.hi, e.hi) : e.hi;
		least = i == 0 || e.value < least.value ? e : least;
		least.lo = lo;
		least.hi = hi;
	}
	ret->main = least;
	ret->point = point;
	ret->n_point = rows->n;
	return CN_OK;
}

const cn_metric_row cn_metric_minority_label_share = {
	.name = "minority_label_share",
	.title_en = "Share of the rarest label",
	.title_zh = "最少见标签的比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#minority_label_share",
	.reference = "tests/vectors/procedure/label_balance.json: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "label_balance",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_NONE,
	.interval = "Wilson or Clopper-Pearson, by the rule, simultaneous over labels",
	.assumptions = "rows are independent",
	.meaning_en = "How rare the rarer outcome is; a system can look right by never expecting it.",
	.meaning_zh = "较少见的结果有多罕见；系统只要从不预期它，看起来就很准确。",
	.use = "beside any accuracy: below this share of errors a model may have learned nothing",
	.misuse = "a rare outcome is not a fault of the data; making the labels even changes what scores mean",
	.compute = compute,
};
