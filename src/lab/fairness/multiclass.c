/* multiclass: labels and predictions of several values, by group: how many rows of each class there are, and how many are found. O(rows). */
#include "lab/fairness/fairness.h"

static cn_code classes_put(cn_arena *a, cn_counts *s, const cn_row_groups *g, const cn_row_groups *y, const int64_t *rows, const int64_t *right,
			   cn_err *err)
{
	int64_t *people = CN_NEW(a, int64_t, g->n + 1), *of = CN_NEW(a, int64_t, y->n + 1);
	if (!people || !of)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < g->n * y->n; i++) {
		people[i / y->n] += rows[i];
		of[i % y->n] += rows[i];
	}
	CN_TRY(cn_stats_put_counts(a, s, "groups", people, g->n, g->name, err));
	CN_TRY(cn_stats_put_counts(a, s, "classes", of, y->n, y->name, err));
	CN_TRY(cn_stats_put_counts(a, s, "rows", rows, g->n * y->n, NULL, err));
	return cn_stats_put_counts(a, s, "right", right, g->n * y->n, NULL, err);
}

/* "class=a" of a column is the class a. */
static void names_alone(cn_row_groups *g, cn_str column, cn_str *name)
{
	for (size_t i = 0; i < g->n_all; i++)
		name[i] = cn_sub(g->name[i], column.n + 1, g->name[i].n);
	g->name = name;
}

static cn_code columns_take(cn_arena *a, const cn_take *in, cn_row_groups *y, cn_row_groups *p, cn_err *err)
{
	cn_str label = in->m->label, prediction = in->m->prediction;
	if (!prediction.n)
		return CN_FAIL(err, CN_EINPUT, "a prediction is needed: a column of the classes that the model gave");
	CN_TRY(cn_groups_of_rows(a, in->table, &label, 1, y, err));
	CN_TRY(cn_groups_of_rows(a, in->table, &prediction, 1, p, err));
	cn_str *one = CN_NEW(a, cn_str, y->n_all + 1), *two = CN_NEW(a, cn_str, p->n_all + 1);
	if (!one || !two)
		return cn_arena_fail(a, err);
	if (y->n > CLASSES_MAX || p->n > CLASSES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d classes", CLASSES_MAX);
	names_alone(y, label, one);
	names_alone(p, prediction, two);
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	cn_row_groups g, y, p;
	CN_TRY(take_refuse(in, true, err));
	CN_TRY(cn_groups_of_rows(a, in->table, in->m->by, in->m->n_by, &g, err));
	CN_TRY(columns_take(a, in, &y, &p, err));
	if (y.n && g.n > CN_STAT_VALUES_MAX / y.n)
		return CN_FAIL(err, CN_ETOOBIG, "classes times groups are more than %d", CN_STAT_VALUES_MAX);
	int64_t *rows = CN_NEW(a, int64_t, g.n * y.n + 1), *right = CN_NEW(a, int64_t, g.n * y.n + 1);
	bool *same = CN_NEW(a, bool, (y.n + 1) * (p.n + 1));
	size_t n = cn_table_rows(in->table);
	cn_counts *s = cn_stats_new(a, "multiclass", (int64_t)n);
	if (!rows || !right || !same || !s)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < y.n; i++)
		for (size_t k = 0; k < p.n; k++)
			same[i * p.n + k] = cn_eq(y.name[i], p.name[k]);
	for (size_t i = 0; i < n; i++) {
		if (g.of[i] >= g.n || y.of[i] >= y.n || p.of[i] >= p.n)
			continue;
		size_t at = g.of[i] * y.n + y.of[i];
		rows[at]++;
		right[at] += same[y.of[i] * p.n + p.of[i]];
	}
	CN_TRY(classes_put(a, s, &g, &y, rows, right, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_multiclass = {
	.name = "multiclass",
	.title_en = "several classes: rows of each class and those found, by group",
	.title_zh = "多分类：按群体统计各类的行数与判对的行数",
	.needs = CN_TAKE_TABLE | CN_TAKE_LABEL | CN_TAKE_GROUPS,
	.options = "",
	.take = take,
};

cn_code classed_read(const cn_counts *c, classed *ret, cn_err *err)
{
	CN_TRY(cn_stat_counts(c, "groups", 0, &ret->group, err));
	CN_TRY(cn_stat_counts(c, "classes", 0, &ret->klass, err));
	CN_TRY(cn_stat_counts(c, "rows", 0, &ret->rows, err));
	CN_TRY(cn_stat_counts(c, "right", 0, &ret->right, err));
	ret->n = ret->group->n;
	if (!ret->group->label || !ret->klass->label || ret->rows->n != ret->n * ret->klass->n || ret->right->n != ret->rows->n)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "classes");
	for (size_t i = 0; i < ret->rows->n; i++)
		if (ret->right->count[i] > ret->rows->count[i])
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "right");
	return CN_OK;
}
