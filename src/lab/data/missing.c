/* missing: how many values of each column are missing, by group. */
#include "lab/procedure.h"

static const cn_column *column_at(const cn_take *in, size_t i)
{
	return in->m->n_features ? cn_table_find(in->table, in->m->features[i]) : cn_table_column(in->table, i);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	const cn_column *c;
	for (size_t i = 0; i < in->m->n_features; i++)
		CN_TRY(cn_table_need(in->table, in->m->features[i], &c, err));
	size_t rows = cn_table_rows(in->table), n = in->m->n_features ? in->m->n_features : cn_table_columns(in->table);
	cn_row_groups g;
	CN_TRY(cn_groups_of_rows(a, in->table, in->m->by, in->m->n_by, &g, err));
	if (g.n_all && n > CN_STAT_VALUES_MAX / g.n_all)
		return CN_FAIL(err, CN_ETOOBIG, "columns times groups are more than %d: name the features", CN_STAT_VALUES_MAX);
	cn_counts *s = cn_stats_new(a, "missing", (int64_t)rows);
	int64_t *people = CN_NEW(a, int64_t, g.n_all + 1), *missing = CN_NEW(a, int64_t, n * g.n_all + 1), *total = CN_NEW(a, int64_t, n + 1);
	cn_str *name = CN_NEW(a, cn_str, n + 1);
	if (!s || !people || !missing || !total || !name)
		return cn_arena_fail(a, err);
	for (size_t row = 0; row < rows; row++)
		people[g.of[row]]++;
	for (size_t i = 0; i < n; i++) {
		c = column_at(in, i);
		name[i] = c->name;
		total[i] = (int64_t)c->n_missing;
		for (size_t row = 0; row < rows; row++)
			missing[i * g.n_all + g.of[row]] += cn_column_missing(c, row);
	}
	const int64_t compared = (int64_t)g.n;
	CN_TRY(cn_stats_put_counts(a, s, "compared", &compared, 1, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "rows", people, g.n_all, g.name, err));
	CN_TRY(cn_stats_put_counts(a, s, "missing", missing, n * g.n_all, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "columns", total, n, name, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_missing = {
	.name = "missing",
	.title_en = "missing values, by column and group",
	.title_zh = "按列与群体统计缺失值",
	.needs = CN_TAKE_TABLE | CN_TAKE_GROUPS | CN_TAKE_COLUMNS,
	.options = "",
	.take = take,
};
