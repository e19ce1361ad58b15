/* What the copy has over one who always gives the commonest answer. */
#include "lab/attack/attack.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *gain;
	(void)a;
	CN_TRY(cn_stat_counts(c, "gain", 3, &gain, err));
	if (gain->count[0] > gain->count[2] || gain->count[1] > gain->count[2] - gain->count[0])
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "gain");
	ret->main = estimate_paired(gain->count[0], gain->count[1], gain->count[2], lab_confidence(o));
	return CN_OK;
}

const cn_metric_row cn_metric_extraction_gain = {
	.name = "extraction_gain",
	.title_en = "Agreement of a copy above the commonest answer",
	.title_zh = "副本的一致率高出最常见回答的部分",
	.property = "attack-resistance",
	.unit = "difference",
	.formula = "docs/metrics.md#extraction_gain",
	.reference = "tests/vectors/procedure/extraction.json: scikit-learn DecisionTreeClassifier and DummyClassifier, statsmodels zconfint_mean",
	.needs = CN_NEED_STATS,
	.procedure = "extraction",
	.lo = -1,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "normal over the paired differences from 300 rows up, else Hoeffding",
	.assumptions = "the attacker has rows like those of the table; rows are independent",
	.meaning_en = "How much of the system, beyond its commonest answer, a stranger can rebuild from what it says.",
	.meaning_zh = "除最常见的回答之外，陌生人能凭回答复制系统的多少。",
	.use = "where one decision is much commoner than the other",
	.misuse = "it is for the rows of the table; an attacker who chooses his questions cleverly needs fewer",
	.compute = compute,
};
