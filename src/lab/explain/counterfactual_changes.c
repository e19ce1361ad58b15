/* How many things a refused person would have to change, among those for whom a way was found. */
#include "lab/explain/explain.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *refused, *changes;
	double sum = 0, square = 0;
	int64_t n = 0;
	CN_TRY(cn_stat_counts(c, "refused", 2, &refused, err));
	CN_TRY(cn_stat_counts(c, "changes", 0, &changes, err));
	cn_point *point = CN_NEW(a, cn_point, changes->n + 1);
	if (!point)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < changes->n; i++) {
		double k = (double)(i + 1), x = (double)changes->count[i];
		if (changes->count[i] > refused->count[0])
			return stat_broken("changes", err);
		n += changes->count[i];
		sum += k * x;
		square += k * k * x;
		point[i] = (cn_point){ .of = "share", .x = k };
		point[i].est = estimate_rate((part){ changes->count[i], refused->count[0] }, lab_confidence(o));
	}
	if (n != refused->count[0])
		return stat_broken("changes", err);
	ret->main = n ? estimate_mean(sum, square, n, 1, (double)changes->n - 1, lab_confidence(o)) : undefined_why("undefined, no way was found for anyone");
	ret->point = point;
	ret->n_point = changes->n;
	return CN_OK;
}

const cn_metric_row cn_metric_counterfactual_changes = {
	.name = "counterfactual_changes",
	.title_en = "Things to change to turn a refusal, mean",
	.title_zh = "使拒绝翻转所需改变的项数（平均）",
	.property = "explainability",
	.unit = "features",
	.formula = "docs/metrics.md#counterfactual_changes",
	.reference = "tests/vectors/procedure/recourse.json: closed form for linear models",
	.needs = CN_NEED_STATS,
	.procedure = "recourse",
	.lo = 1,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "normal from 300 rows up, else Hoeffding's bound between one and the depth of the search",
	.assumptions = "rows are independent; what a person can change is declared rightly",
	.meaning_en = "How many things about you would have to be different for a yes.",
	.meaning_zh = "要得到同意，您需要改变多少项情况。",
	.use = "beside counterfactual_reach: one change can be told in a sentence, three hardly",
	.misuse = "it is a mean over those for whom a way was found: read the reach first",
	.compute = compute,
};
