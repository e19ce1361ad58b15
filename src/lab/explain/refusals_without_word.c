/* The share of refused texts in which no known word lowers the score. */
#include "lab/explain/explain.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	CN_TRY(refusal_reasons(a, c, o, "refused.without", ret, err));
	ret->caption[ret->n_captions++] = "Reasons are the words that lower the score most; the words of a text add up to its score exactly";
	return CN_OK;
}

const cn_metric_row cn_metric_refusals_without_word = {
	.name = "refusals_without_word",
	.title_en = "Refused texts in which no word speaks against",
	.title_zh = "没有任何词拉低分数的被拒文本比例",
	.property = "explainability",
	.unit = "share",
	.formula = "docs/metrics.md#refusals_without_word",
	.reference = "tests/vectors/procedure/word_weights.json: scikit-learn's transform times coef_; interval: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "word_weights",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Wilson, or Clopper-Pearson, by the rule for proportions",
	.assumptions = "rows are independent; a high score is good for the person",
	.meaning_en = "How many of those whose text was refused could not be told a single word that spoke against it.",
	.meaning_zh = "文本被拒者中，有多少人无法被告知任何一个不利的词。",
	.use = "where a refusal needs reasons: texts without known words are decided by the intercept alone",
	.misuse = "that a word lowers the score does not make it a good reason",
	.compute = compute,
};
