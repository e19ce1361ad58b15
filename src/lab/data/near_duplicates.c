/* near_duplicates: rows that nearly repeat another row, by the likeness of a text or within a tolerance of numbers. */
#include "lab/data/data.h"

/* Rows joined by nearness, directly or through others: union-find over classes of equal rows. */
typedef struct joined {
	uint32_t *up;
} joined;

static uint32_t root_of(const joined *s, uint32_t i)
{
	while (s->up[i] != i)
		i = s->up[i] = s->up[s->up[i]];
	return i;
}

static bool settled(void *self, uint32_t i, uint32_t j)
{
	return root_of(self, i) == root_of(self, j);
}

static void found(void *self, uint32_t i, uint32_t j)
{
	joined *s = self;
	uint32_t a = root_of(s, i), b = root_of(s, j);
	s->up[a > b ? a : b] = a < b ? a : b; /* the first class names the set, whatever the order of pairs */
}

static cn_code put_all(cn_arena *a, cn_arena *own, const classes *c, const joined *s, cn_counts **ret, cn_err *err)
{
	int64_t *size = CN_NEW(own, int64_t, c->n + (size_t)1), sets = 0, alone = 0, largest = 0;
	if (!size)
		return cn_arena_fail(own, err);
	for (uint32_t i = 0; i < c->n; i++)
		size[root_of(s, i)] += c->size[i];
	for (uint32_t i = 0; i < c->n; i++) {
		sets += size[i] > 0;
		alone += size[i] == 1;
		largest = size[i] > largest ? size[i] : largest;
	}
	cn_counts *out = cn_stats_new(a, "near_duplicates", (int64_t)c->rows);
	if (!out)
		return cn_arena_fail(a, err);
	CN_TRY(put_one(a, out, "rows", (int64_t)c->rows, err));
	CN_TRY(put_one(a, out, "repeats", (int64_t)c->rows - sets, err));
	CN_TRY(put_one(a, out, "repeated", (int64_t)c->rows - alone, err));
	CN_TRY(put_one(a, out, "largest", largest, err));
	*ret = out;
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(DATA_SCRATCH_BYTES);
	bool asked;
	names col;
	classes c;
	if (!own)
		return CN_NOMEM(err);
	CN_TRY(near_asked(in, &asked, err));
	if (!asked)
		return CN_FAIL(err, CN_EINPUT, "what is near is not said: name a column of texts (\"text\") or a \"tolerance\"");
	CN_TRY(columns_to_compare(own, in, NULL, 0, &col, err));
	CN_TRY(near_columns(own, in, &col, err));
	CN_TRY(classes_of_rows(own, in->table, NULL, col, &c, err));
	joined s = { CN_NEW(own, uint32_t, c.n + (size_t)1) };
	if (!s.up)
		return cn_arena_fail(own, err);
	for (uint32_t i = 0; i < c.n; i++)
		s.up[i] = i;
	CN_TRY(near_find(own, in, NULL, col, &c, &(near_seen){ &s, settled, found }, err));
	return put_all(a, own, &c, &s, ret, err);
}

const cn_procedure cn_procedure_near_duplicates = {
	.name = "near_duplicates",
	.title_en = "rows that nearly repeat another row",
	.title_zh = "近似重复的行",
	.needs = CN_TAKE_TABLE | CN_TAKE_COLUMNS,
	.options = NEAR_OPTIONS,
	.take = take,
};
