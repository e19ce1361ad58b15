/* `predictions`: the scores stand in a column of the table already. */
#include "adapter/adapter.h"

static cn_code predict(cn_arena *a, const cn_model *m, const cn_table *t, const double **ret_scores, cn_err *err)
{
	const cn_column *c;
	size_t n = cn_table_rows(t);
	if (m->score.n == 0)
		return CN_FAIL(err, CN_EINPUT, "predictions: the column of the score is not named");
	CN_TRY(cn_table_need(t, m->score, &c, err));
	if (!c->number)
		return CN_FAIL(err, CN_EINPUT, "predictions: column \"%.*s\" is text: a score is a number", CN_FMT(m->score));
	double *s = CN_NEW(a, double, n ? n : 1);
	if (!s)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		if (cn_column_missing(c, i))
			return CN_FAIL(err, CN_EINPUT, "predictions: the score of row %zu is missing", i + 1);
		s[i] = c->number[i];
	}
	*ret_scores = s;
	return CN_OK;
}

const cn_adapter_row cn_adapter_predictions = {
	.name = "predictions",
	.title_en = "Scores in a column of the table",
	.title_zh = "表中已有的预测分数",
	.formats = "CSV, JSON Lines, SQLite",
	.predict = predict,
	.asks_nothing = true,
};
