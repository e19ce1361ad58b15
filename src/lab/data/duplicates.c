/* duplicates: rows that repeat another row in every column compared. O(rows x columns). */
#include "lab/data/data.h"

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(DATA_SCRATCH_BYTES);
	names col;
	classes c;
	int64_t alone = 0, largest = 0;
	if (!own)
		return CN_NOMEM(err);
	CN_TRY(columns_to_compare(own, in, NULL, 0, &col, err));
	CN_TRY(columns_can_repeat(in, col, err));
	CN_TRY(classes_of_rows(own, in->table, NULL, col, &c, err));
	for (uint32_t i = 0; i < c.n; i++) {
		alone += c.size[i] == 1;
		largest = c.size[i] > largest ? c.size[i] : largest;
	}
	cn_counts *s = cn_stats_new(a, "duplicates", (int64_t)c.rows);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(put_one(a, s, "rows", (int64_t)c.rows, err));
	CN_TRY(put_one(a, s, "repeats", (int64_t)c.rows - c.n, err)); /* rows that could go */
	CN_TRY(put_one(a, s, "repeated", (int64_t)c.rows - alone, err)); /* rows that have a twin */
	CN_TRY(put_one(a, s, "largest", largest, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_duplicates = {
	.name = "duplicates",
	.title_en = "rows that repeat another row exactly",
	.title_zh = "完全重复的行",
	.needs = CN_TAKE_TABLE | CN_TAKE_COLUMNS,
	.options = "columns  list of columns that make two rows equal: every column if absent",
	.take = take,
};
