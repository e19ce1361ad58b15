/* conformal: split-conformal sets of answers. Half of the rows say how odd a right answer may look to the model; the other half
 * shows how often the sets so made hold the right answer. Rows are sorted before the seeded split, so it does not depend on their
 * order in the table. Oddness of an answer is 1 - its probability (Sadinle, Lei, Wasserman 2019). O(n log n); 128 bytes a row while
 * it runs. */
#include "lab/reliability/reliability.h"

#include <math.h>

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return a < b ? -1 : a > b;
}

static void shuffle(scored *row, size_t n, uint64_t seed)
{
	cn_rng r;
	cn_rng_init(&r, seed);
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)cn_rng_below(&r, i);
		scored swap = row[i - 1];
		row[i - 1] = row[j];
		row[j] = swap;
	}
}

static double oddness(const scored *row, unsigned answer)
{
	double p = scored_value(row->key);
	return answer ? 1 - p : p;
}

/* The ceil((n + 1) (1 - alpha))-th smallest oddness of n; where there is none every answer is in the set: no oddness is above 1. */
static double oddest_kept(const scored *row, size_t n, double alpha, double *odd)
{
	for (size_t i = 0; i < n; i++)
		odd[i] = oddness(&row[i], row[i].positive);
	if (n > 1)
		qsort(odd, n, sizeof *odd, by_value);
	double k = ceil((double)(n + 1) * (1 - alpha) - 1e-9);
	return k > (double)n ? 1 : odd[(size_t)k - 1];
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	double alpha, share;
	CN_TRY(cn_option_real(in, "alpha", 0.1, 0.001, 0.5, &alpha, err));
	CN_TRY(cn_option_real(in, "calibration", 0.5, 0.05, 0.95, &share, err));
	CN_AUTO_ARENA own = scratch_of(cn_table_rows(in->table), 128);
	scored_rows s;
	CN_TRY(scored_take(own, in, true, &s, err));
	int64_t split[2] = { (int64_t)floor((double)s.n * share + 1e-9) }, covered[4] = { 0 }, size[3] = { 0 };
	split[1] = (int64_t)s.n - split[0];
	shuffle(s.row, s.n, in->seed);
	double *odd = CN_NEW(own, double, s.n + 1);
	if (!odd)
		return cn_arena_fail(own, err);
	double kept = oddest_kept(s.row, (size_t)split[0], alpha, odd);
	for (size_t i = (size_t)split[0]; i < s.n; i++) {
		bool no = oddness(&s.row[i], 0) <= kept, yes = oddness(&s.row[i], 1) <= kept;
		unsigned y = s.row[i].positive;
		covered[2 * y]++;
		covered[2 * y + 1] += y ? yes : no;
		size[no + yes]++;
	}
	cn_counts *c = cn_stats_new(a, "conformal", (int64_t)cn_table_rows(in->table));
	if (!c)
		return cn_arena_fail(a, err);
	CN_TRY(scored_put(a, in, &s, c, err));
	CN_TRY(cn_stats_put_counts(a, c, "split", split, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "covered", covered, 4, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "size", size, 3, NULL, err));
	CN_TRY(cn_stats_put_reals(a, c, "threshold", (const double[]){ alpha, kept }, 2, NULL, err));
	*ret = c;
	return CN_OK;
}

const cn_procedure cn_procedure_conformal = {
	.name = "conformal",
	.title_en = "sets of answers that hold the right one as often as promised",
	.title_zh = "按承诺比例包含正确答案的答案集合",
	.needs = CN_TAKE_TABLE | CN_TAKE_LABEL | CN_TAKE_SCORE,
	.options = "alpha  0.001..0.5, 0.1 if absent: share of people whose right answer may be missed\n"
		   "calibration  0.05..0.95, 0.5 if absent: share of rows that set the threshold",
	.take = take,
};
