/* calibration: sums and bins of scores against what happened. O(n) after one radix sort; 64 bytes a row while it runs. */
#include "lab/reliability/reliability.h"

#include <math.h>

typedef struct bins {
	int64_t *rows, *pos;
	double *score;
} bins;

static void bin_add(bins *b, size_t at, double score, unsigned positive)
{
	b->rows[at]++;
	b->pos[at] += positive;
	b->score[at] += score;
}

/* Bin j + 1 starts after the value at place floor(j (n - 1) / bins) of the sorted scores: as scikit-learn's quantile strategy,
 * equal scores in one bin, but with integers alone. */
static void bins_fill(const scored_rows *s, size_t n, bins *width, bins *mass)
{
	size_t at = 0;
	for (size_t i = 0; i < s->n; i++) {
		double p = scored_value(s->row[i].key);
		size_t w = (size_t)(p * (double)n);
		bin_add(width, w < n ? w : n - 1, p, s->row[i].positive);
		while (at + 1 < n && s->row[(at + 1) * (s->n - 1) / n].key < s->row[i].key)
			at++;
		bin_add(mass, at, p, s->row[i].positive);
	}
}

typedef struct sums {
	double brier[2], log[2], spiegelhalter[2];
	int64_t wrong; /* certain, and wrong: the loss has no number */
} sums;

static void sums_add(sums *s, double p, unsigned positive)
{
	double y = positive, gap2 = (y - p) * (y - p), of = positive ? p : 1 - p,
	       loss = of > 0 ? -(positive ? log(p) : log1p(-p)) : 0;
	s->brier[0] += gap2;
	s->brier[1] += gap2 * gap2;
	s->log[0] += loss;
	s->log[1] += loss * loss;
	s->wrong += !(of > 0);
	s->spiegelhalter[0] += (y - p) * (1 - 2 * p);
	s->spiegelhalter[1] += (1 - 2 * p) * (1 - 2 * p) * p * (1 - p);
}

static cn_code bins_put(cn_arena *a, cn_counts *to, const char *const name[3], const bins *b, size_t n, cn_err *err)
{
	CN_TRY(cn_stats_put_counts(a, to, name[0], b->rows, n, NULL, err));
	CN_TRY(cn_stats_put_counts(a, to, name[1], b->pos, n, NULL, err));
	return cn_stats_put_reals(a, to, name[2], b->score, n, NULL, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	static const char *const width_name[] = { "width.rows", "width.positive", "width.score" };
	static const char *const mass_name[] = { "mass.rows", "mass.positive", "mass.score" };
	int64_t n;
	CN_TRY(cn_option_int(in, "bins", CN_CALIBRATION_BINS, 2, 100, &n, err));
	CN_AUTO_ARENA own = scratch_of(cn_table_rows(in->table), 64);
	scored_rows s;
	CN_TRY(scored_take(own, in, true, &s, err));
	size_t k = (size_t)n;
	bins width = { CN_NEW(own, int64_t, k), CN_NEW(own, int64_t, k), CN_NEW(own, double, k) };
	bins mass = { CN_NEW(own, int64_t, k), CN_NEW(own, int64_t, k), CN_NEW(own, double, k) };
	cn_counts *c = cn_stats_new(a, "calibration", (int64_t)cn_table_rows(in->table));
	if (!cn_arena_ok(own))
		return cn_arena_fail(own, err);
	if (!c)
		return cn_arena_fail(a, err);
	sums x = { .wrong = 0 };
	bins_fill(&s, k, &width, &mass);
	for (size_t i = 0; i < s.n; i++)
		sums_add(&x, scored_value(s.row[i].key), s.row[i].positive);
	CN_TRY(scored_put(a, in, &s, c, err));
	CN_TRY(bins_put(a, c, width_name, &width, k, err));
	CN_TRY(bins_put(a, c, mass_name, &mass, k, err));
	CN_TRY(cn_stats_put_reals(a, c, "brier", x.brier, 2, NULL, err));
	CN_TRY(cn_stats_put_reals(a, c, "log", x.log, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, c, "log.wrong", &x.wrong, 1, NULL, err));
	CN_TRY(cn_stats_put_reals(a, c, "spiegelhalter", x.spiegelhalter, 2, NULL, err));
	*ret = c;
	return CN_OK;
}

const cn_procedure cn_procedure_calibration = {
	.name = "calibration",
	.title_en = "scores against what happened",
	.title_zh = "分数与实际结果的对照",
	.needs = CN_TAKE_TABLE | CN_TAKE_LABEL | CN_TAKE_SCORE,
	.options = "bins  2..100, 10 if absent: bins of equal width, and bins of equally many rows",
	.take = take,
};
