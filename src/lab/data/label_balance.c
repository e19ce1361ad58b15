/* label_balance: how many rows bear each label. O(rows). */
#include "lab/data/data.h"

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(DATA_SCRATCH_BYTES);
	cn_row_groups g;
	if (!own)
		return CN_NOMEM(err);
	CN_TRY(cn_groups_of_rows(own, in->table, &in->m->label, 1, &g, err));
	int64_t *rows = CN_NEW(own, int64_t, g.n_all + 1);
	if (!rows)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < cn_table_rows(in->table); i++)
		rows[g.of[i]]++;
	cn_counts *s = cn_stats_new(a, "label_balance", (int64_t)cn_table_rows(in->table));
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(cn_stats_put_counts(a, s, "rows", rows, g.n, g.name, err)); /* rows without a label are censored_labels' */
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_label_balance = {
	.name = "label_balance",
	.title_en = "rows of each label",
	.title_zh = "各标签的行数",
	.needs = CN_TAKE_TABLE | CN_TAKE_LABEL,
	.options = "",
	.take = take,
};
