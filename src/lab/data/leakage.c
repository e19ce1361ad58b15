/* leakage: rows of the table (the test) that occur in the second table (what was trained on): exactly, nearly, or by a key. */
#include "lab/data/data.h"

/* Of each class of equal rows: is it in the test, in the training, and near to one that is. */
typedef struct sides {
	bool *test, *train, *near;
} sides;

static cn_code sides_of(cn_arena *a, const classes *c, size_t rows, sides *ret, cn_err *err)
{
	sides s = { CN_NEW(a, bool, c->n + (size_t)1), CN_NEW(a, bool, c->n + (size_t)1), CN_NEW(a, bool, c->n + (size_t)1) };
	if (!s.test || !s.train || !s.near)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < c->rows; i++)
		*(i < rows ? &s.test[c->of[i]] : &s.train[c->of[i]]) = true;
	*ret = s;
	return CN_OK;
}

static bool useful(const sides *s, uint32_t of, uint32_t by)
{
	return s->test[of] && !s->near[of] && s->train[by];
}

static bool settled(void *self, uint32_t i, uint32_t j)
{
	return !useful(self, i, j) && !useful(self, j, i);
}

static void found(void *self, uint32_t i, uint32_t j)
{
	sides *s = self;
	s->near[i] |= s->train[j];
	s->near[j] |= s->train[i];
}

static int64_t rows_where(const classes *c, size_t rows, const bool *one, const bool *or_two)
{
	int64_t n = 0;
	for (size_t i = 0; i < rows; i++)
		n += one[c->of[i]] || (or_two && or_two[c->of[i]]);
	return n;
}

static cn_code put_near(cn_arena *a, cn_arena *own, const cn_take *in, names col, cn_counts *s, cn_err *err)
{
	bool asked;
	classes c;
	sides x;
	size_t rows = cn_table_rows(in->table);
	CN_TRY(near_asked(in, &asked, err));
	if (!asked)
		return CN_OK;
	CN_TRY(near_columns(own, in, &col, err));
	CN_TRY(classes_of_rows(own, in->table, in->other, col, &c, err));
	CN_TRY(sides_of(own, &c, rows, &x, err));
	CN_TRY(near_find(own, in, in->other, col, &c, &(near_seen){ &x, settled, found }, err));
	return put_one(a, s, "near", rows_where(&c, rows, x.train, x.near), err);
}

/* Rows with a whole key, and those whose key stands in the second table. */
static cn_code put_keys(cn_arena *a, cn_arena *own, const cn_take *in, cn_counts *s, cn_err *err)
{
	names key;
	classes c;
	sides x;
	size_t rows = cn_table_rows(in->table);
	int64_t keys = 0, seen = 0;
	CN_TRY(option_names(own, in, "key", &key, err));
	if (key.n == 0 && in->m->unit.n) {
		key.at[0] = in->m->unit; /* option_names leaves room for one */
		key.n = 1;
	}
	if (key.n == 0)
		return CN_OK;
	CN_TRY(classes_of_rows(own, in->table, in->other, key, &c, err));
	CN_TRY(sides_of(own, &c, rows, &x, err));
	for (size_t i = 0; i < rows; i++) {
		bool whole = true;
		for (size_t k = 0; k < key.n; k++)
			whole &= !cn_column_missing(cn_table_find(in->table, key.at[k]), i);
		keys += whole;
		seen += whole && x.train[c.of[i]];
	}
	CN_TRY(put_one(a, s, "keys", keys, err));
	return put_one(a, s, "keys_seen", seen, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(DATA_SCRATCH_BYTES);
	const cn_str without[] = { in->m->prediction, in->m->score, in->m->unit };
	size_t rows = cn_table_rows(in->table);
	names col;
	classes c;
	sides x;
	if (!own)
		return CN_NOMEM(err);
	CN_TRY(columns_to_compare(own, in, without, 3, &col, err));
	CN_TRY(columns_can_repeat(in, col, err));
	CN_TRY(classes_of_rows(own, in->table, in->other, col, &c, err));
	CN_TRY(sides_of(own, &c, rows, &x, err));
	cn_counts *s = cn_stats_new(a, "leakage", (int64_t)rows);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(put_one(a, s, "rows", (int64_t)rows, err));
	CN_TRY(put_one(a, s, "exact", rows_where(&c, rows, x.train, NULL), err));
	CN_TRY(put_near(a, own, in, col, s, err));
	CN_TRY(put_keys(a, own, in, s, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_leakage = {
	.name = "leakage",
	.title_en = "rows of the test that were trained on",
	.title_zh = "测试集中已在训练集出现的行",
	.needs = CN_TAKE_TABLE | CN_TAKE_OTHER | CN_TAKE_COLUMNS,
	.options = NEAR_OPTIONS "\nkey  list of columns that name a person or thing: the unit if absent",
	.take = take,
};
