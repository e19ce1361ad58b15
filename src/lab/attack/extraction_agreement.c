/* Share of decisions on which a copy made from answers agrees with the model, against the number of queries. */
#include "lab/attack/attack.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *queries, *agree, *tested;
	CN_TRY(cn_stat_counts(c, "queries", 0, &queries, err));
	CN_TRY(cn_stat_counts(c, "agree", 0, &agree, err));
	CN_TRY(cn_stat_counts(c, "tested", 1, &tested, err));
	cn_point *point = CN_NEW(a, cn_point, queries->n + 1);
	if (!point)
		return cn_arena_fail(a, err);
	if (agree->n != queries->n)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "agree");
	for (size_t i = 0; i < queries->n; i++) {
		if (agree->count[i] > tested->count[0])
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "tested");
		point[i] = (cn_point){ .of = "agreement", .x = (double)queries->count[i] };
		point[i].est = estimate_rate((part){ agree->count[i], tested->count[0] }, lab_confidence(o));
		ret->main = point[i].est; /* the most queries come last */
	}
	ret->point = point;
	ret->n_point = queries->n;
	return CN_OK;
}

const cn_metric_row cn_metric_extraction_agreement = {
	.name = "extraction_agreement",
	.title_en = "Agreement of a copy made from answers",
	.title_zh = "凭回答做出的副本的一致率",
	.property = "attack-resistance",
	.unit = "share",
	.formula = "docs/metrics.md#extraction_agreement",
	.reference = "tests/vectors/procedure/extraction.json: scikit-learn DecisionTreeClassifier, statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "extraction",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Wilson or Clopper-Pearson, by the rule, for the copy as it was drawn",
	.assumptions = "the attacker has rows like those of the table; rows are independent",
	.meaning_en = "How faithfully a stranger could rebuild this system from its answers, and then look for ways round it unseen.",
	.meaning_zh = "陌生人仅凭系统的回答能多忠实地复制它，并在暗处寻找绕过它的办法。",
	.use = "to set limits on queries: the curve shows after how many answers a copy is good enough",
	.misuse = "where nearly all decisions are alike any copy agrees; read the gain over the commonest answer beside it",
	.compute = compute,
};
