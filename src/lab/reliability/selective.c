/* selective: rows in order of confidence, the surest first, with the errors among them: what is left wrong when the least sure
 * cases go to a person. Confidence is the distance of the score from the threshold. O(n) after two radix sorts; 128 bytes a row
 * while it runs. */
#include "lab/reliability/reliability.h"

#include <math.h>

/* Where a row is wrong stands in .positive; rows of equal confidence are in one block. */
static size_t blocks_fill(const scored *row, size_t n, int64_t *rows, int64_t *errors)
{
	size_t distinct = 0, k = 0;
	for (size_t i = 0; i < n; i++)
		distinct += i == 0 || row[i].key != row[i - 1].key;
	for (size_t i = 0; i < n; i++) {
		rows[k]++;
		errors[k] += row[i].positive;
		bool ends = i + 1 == n || row[i + 1].key != row[i].key;
		if (ends && (distinct <= CN_COVERAGE_BLOCKS || (i + 1) * CN_COVERAGE_BLOCKS >= n * (k + 1)))
			k++;
	}
	return k;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	double threshold, coverage;
	CN_TRY(threshold_take(in, &threshold, err));
	CN_TRY(cn_option_real(in, "coverage", 0.8, 0.01, 1, &coverage, err));
	CN_AUTO_ARENA own = scratch_of(cn_table_rows(in->table), 128);
	scored_rows s;
	CN_TRY(scored_take(own, in, false, &s, err));
	scored *row = CN_NEW(own, scored, s.n + 1);
	int64_t *rows = CN_NEW(own, int64_t, CN_COVERAGE_BLOCKS + 1), *errors = CN_NEW(own, int64_t, CN_COVERAGE_BLOCKS + 1);
	if (!row || !rows || !errors)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < s.n; i++) {
		double score = scored_value(s.row[i].key);
		row[i] =
		    (scored){ .key = scored_key(-fabs(score - threshold)), .positive = (score >= threshold) != s.row[i].positive };
	}
	CN_TRY(scored_sort(own, &row, s.n, err));
	size_t k = blocks_fill(row, s.n, rows, errors);
	cn_counts *c = cn_stats_new(a, "selective", (int64_t)cn_table_rows(in->table));
	if (!c)
		return cn_arena_fail(a, err);
	CN_TRY(scored_put(a, in, &s, c, err));
	CN_TRY(cn_stats_put_counts(a, c, "block.rows", rows, k, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "block.errors", errors, k, NULL, err));
	CN_TRY(cn_stats_put_reals(a, c, "coverage", &coverage, 1, NULL, err));
	*ret = c;
	return CN_OK;
}

const cn_procedure cn_procedure_selective = {
	.name = "selective",
	.title_en = "errors left when the least sure cases are handed over",
	.title_zh = "把最无把握的情形交给人之后剩下的错误",
	.needs = CN_TAKE_TABLE | CN_TAKE_LABEL | CN_TAKE_SCORE,
	.options = "coverage  0.01..1, 0.8 if absent: share of cases that the system decides itself, for selective_risk",
	.take = take,
};
