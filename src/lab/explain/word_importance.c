/* The mean size of what a word adds to the margin, of the word that adds most. */
#include "lab/explain/explain.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *size, *square, *error;
	int64_t rows, terms;
	char text[CN_REAL_BYTES];
	CN_TRY(stat_one(c, "rows", &rows, err));
	CN_TRY(stat_one(c, "terms", &terms, err));
	CN_TRY(cn_stat_reals(c, "size", 0, &size, err));
	CN_TRY(cn_stat_reals(c, "square", size->n, &square, err));
	CN_TRY(cn_stat_reals(c, "additivity_error", 1, &error, err));
	if ((size->n && (!size->label || square->n != size->n)) || terms < (int64_t)size->n || (size->n && !rows))
		return stat_broken("size", err);
	if (size->n == 0) {
		ret->main = undefined_why(rows ? "undefined, no text has a word that the model knows" : "undefined, no rows");
		return CN_OK;
	}
	cn_real_text(error->real[0], text);
	cn_point *point = CN_NEW(a, cn_point, size->n);
	const char *said = cn_cstr(a, cn_strf(a, "exact: what the words of a text add up to is at most %s from its margin; %lld of the model's terms occur", text,
					      (long long)terms));
	if (!point || !said)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < size->n; i++) {
		if (!(size->real[i] >= 0) || !(square->real[i] >= 0))
			return stat_broken("size", err);
		point[i] = (cn_point){ .of = "word_importance", .label = size->label[i], .x = (double)i };
		point[i].est = mean_size(size->real[i], square->real[i], rows, simultaneous(lab_confidence(o), (size_t)terms));
	}
	ret->main = point[0].est;
	ret->point = point;
	ret->n_point = size->n;
	ret->caption[ret->n_captions++] = said;
	return CN_OK;
}

const cn_metric_row cn_metric_word_importance = {
	.name = "word_importance",
	.title_en = "Mean size of what the strongest word adds to the score",
	.title_zh = "影响最大的词对分数的平均贡献",
	.property = "explainability",
	.unit = "score",
	.formula = "docs/metrics.md#word_importance",
	.reference = "tests/vectors/procedure/word_weights.json: scikit-learn's transform times coef_",
	.needs = CN_NEED_STATS,
	.procedure = "word_weights",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_NONE,
	.interval = "normal, simultaneous over the terms that occur, from 300 rows up",
	.assumptions = "rows are independent",
	.meaning_en = "Which word moves the system's score most, and by how much in a typical text.",
	.meaning_zh = "哪个词对系统分数影响最大，在一篇普通文本中影响多少。",
	.use = "for linear models of words that are read here: weights are exact and add up to the score's margin",
	.misuse = "a weight says what the word adds to this text; without it the others would weigh more where texts are normed",
	.compute = compute,
};
