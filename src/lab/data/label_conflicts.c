/* label_conflicts: rows that agree in every feature and differ in the label. O(rows x columns). */
#include "lab/data/data.h"

typedef struct conflict {
	int64_t rows, in_conflict, least_wrong, classes;
} conflict;

/* most[f]: rows of the most frequent label within a class of features; kinds[f]: how many labels it has. */
static cn_code conflict_count(cn_arena *a, const cn_column *label, const classes *f, const classes *both, conflict *ret, cn_err *err)
{
	int64_t *size = CN_NEW(a, int64_t, f->n + (size_t)1), *most = CN_NEW(a, int64_t, f->n + (size_t)1), *kinds = CN_NEW(a, int64_t, f->n + (size_t)1);
	if (!size || !most || !kinds)
		return cn_arena_fail(a, err);
	for (uint32_t i = 0; i < both->n; i++) {
		uint32_t row = both->first[i], at = f->of[row];
		if (cn_column_missing(label, row))
			continue;
		size[at] += both->size[i];
		most[at] = both->size[i] > most[at] ? both->size[i] : most[at];
		kinds[at]++;
	}
	for (uint32_t i = 0; i < f->n; i++) {
		ret->rows += size[i];
		ret->least_wrong += size[i] - most[i];
		ret->in_conflict += kinds[i] > 1 ? size[i] : 0;
		ret->classes += kinds[i] > 1;
	}
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(DATA_SCRATCH_BYTES);
	const cn_str without[] = { in->m->label, in->m->prediction, in->m->score, in->m->unit };
	const cn_column *label;
	names col;
	classes f, both;
	conflict x = { 0, 0, 0, 0 };
	if (!own)
		return CN_NOMEM(err);
	CN_TRY(cn_table_need(in->table, in->m->label, &label, err));
	CN_TRY(columns_to_compare(own, in, without, 4, &col, err));
	CN_TRY(columns_can_repeat(in, col, err));
	CN_TRY(classes_of_rows(own, in->table, NULL, col, &f, err));
	names more = { CN_NEW(own, cn_str, col.n + 1), 0 };
	if (!more.at)
		return cn_arena_fail(own, err);
	for (; more.n < col.n; more.n++) {
		if (cn_eq(col.at[more.n], in->m->label))
			return CN_FAIL(err, CN_EINPUT, "the label \"%.*s\" is among the columns that are compared", CN_FMT(in->m->label));
		more.at[more.n] = col.at[more.n];
	}
	more.at[more.n++] = in->m->label;
	CN_TRY(classes_of_rows(own, in->table, NULL, more, &both, err));
	CN_TRY(conflict_count(own, label, &f, &both, &x, err));
	cn_counts *s = cn_stats_new(a, "label_conflicts", (int64_t)f.rows);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(put_one(a, s, "rows", x.rows, err)); /* those with a label */
	CN_TRY(put_one(a, s, "in_conflict", x.in_conflict, err));
	CN_TRY(put_one(a, s, "least_wrong", x.least_wrong, err));
	CN_TRY(put_one(a, s, "conflicts", x.classes, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_label_conflicts = {
	.name = "label_conflicts",
	.title_en = "rows with equal features and different labels",
	.title_zh = "特征相同而标签不同的行",
	.needs = CN_TAKE_TABLE | CN_TAKE_LABEL | CN_TAKE_COLUMNS,
	.options = "columns  list of the columns that are features: the features named, else all but label, prediction, score and unit",
	.take = take,
};
