/* censored_labels: for how many rows the outcome is not known, by what was decided. O(rows). */
#include "lab/data/data.h"

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(DATA_SCRATCH_BYTES);
	const cn_column *label;
	names decision;
	cn_row_groups g;
	if (!own)
		return CN_NOMEM(err);
	CN_TRY(cn_table_need(in->table, in->m->label, &label, err));
	CN_TRY(option_names(own, in, "decision", &decision, err));
	cn_str by = decision.n ? decision.at[0] : in->m->prediction;
	if (!by.n || decision.n > 1)
		return CN_FAIL(err, CN_EINPUT, "which column holds the decision is not said: name a prediction, or the option \"decision\"");
	CN_TRY(cn_groups_of_rows(own, in->table, &by, 1, &g, err));
	int64_t *rows = CN_NEW(own, int64_t, g.n_all + 1), *missing = CN_NEW(own, int64_t, g.n_all + 1);
	if (!rows || !missing)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < cn_table_rows(in->table); i++) {
		rows[g.of[i]]++;
		missing[g.of[i]] += cn_column_missing(label, i);
	}
	cn_counts *s = cn_stats_new(a, "censored_labels", (int64_t)cn_table_rows(in->table));
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(put_one(a, s, "compared", (int64_t)g.n, err));
	CN_TRY(cn_stats_put_counts(a, s, "rows", rows, g.n_all, g.name, err));
	CN_TRY(cn_stats_put_counts(a, s, "missing", missing, g.n_all, NULL, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_censored_labels = {
	.name = "censored_labels",
	.title_en = "rows without an outcome, by decision",
	.title_zh = "按决定统计没有结果的行",
	.needs = CN_TAKE_TABLE | CN_TAKE_LABEL,
	.options = "decision  the column of the decision: the prediction if absent",
	.take = take,
};
