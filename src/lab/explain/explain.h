/* explain: what a decision rests on, asked of the model itself. Private to src/lab. */
#ifndef CN_LAB_EXPLAIN_EXPLAIN_H
#define CN_LAB_EXPLAIN_EXPLAIN_H

#include "lab/robust/live.h"

/* A whole metric: the largest importance over all features, or over those that a person cannot change. */
CN_MUST_CHECK cn_code importance_largest(cn_arena *a, const cn_counts *c, const cn_lab_options *o, bool fixed, cn_result *ret, cn_err *err);

/* ---- ranges of curves ------------------------------------------------------------------------------------------------------------------- */

/* Highest less lowest of n values, with an interval that holds for all pairs and over `many` such curves: by the normal law, from the
 * variance of the difference of each pair. Fewer than 300 rows, or a variance that is not there (negative): no interval. */
typedef double (*pair_variance)(const void *self, size_t i, size_t j); /* i < j */
cn_estimate estimate_range(const double *v, size_t n, pair_variance var, const void *self, int64_t rows, size_t many, double confidence);

/* The pieces of one feature in the vectors of dependence. */
typedef struct dependence_curve {
	cn_str name;
	size_t n;
	const double *grid, *mean;  /* [n] */
	const double *square;       /* [n (n - 1) / 2]: sums of squares of the differences of pairs, (0,1) (0,2) .. (1,2) .. */
	size_t edges;               /* of accumulated local effects; 0: a category */
	const double *edge;         /* [edges] */
	const double *step, *step2; /* [edges - 1]: sums of local effects of each bin, and of their squares */
	const int64_t *bin;         /* [edges - 1]: rows */
	int64_t opposite, rows;
} dependence_curve;
/*   fails  CN_EINPUT: "the statistics lack ..." */
CN_MUST_CHECK cn_code dependence_read(cn_arena *a, const cn_counts *c, dependence_curve **ret, size_t *ret_n, cn_err *err);

/* ---- attributions ----------------------------------------------------------------------------------------------------------------------- */

/* What each feature adds to the score of n rows: ret is [n * k]. By occlusion: score less the score with the typical value in the feature's
 * place; settled, so that those that differ by rounding are ties. score: of the rows as they are. */
CN_MUST_CHECK cn_code attributions_of(live *l, const double *row, const double *score, size_t n, double *ret, cn_err *err);
/* To 2^-32 of each row's largest. */
void attributions_settle(double *of, size_t n, size_t k);
/* A value and its place. */
typedef struct placed {
	double x;
	size_t at;
} placed;
/* The largest first, the first place among equals. */
void places_sort(placed *of, size_t n);
/* Puts n values in order, the largest (sign +1) or the smallest (-1) first, the first place among equals. */
void places_by(const double *x, size_t n, int sign, placed *ret);
/* Spearman's rank correlation, ties by mean ranks. Scratch: rank is [2 n], order [n]. False where one side is constant. */
bool rank_correlation(const double *x, const double *y, size_t n, double *rank, placed *order, double *ret);

/* Mean of n sizes, by the normal law from 300 rows up: sizes have no upper end that would bound fewer. */
cn_estimate mean_size(double sum, double square, int64_t n, double confidence);

/* A whole metric: the mean of what attribution took under this name, its curve as points.
 *   fails  CN_EINPUT: deletion and insertion of scores outside 0..1 */
CN_MUST_CHECK cn_code faithfulness(cn_arena *a, const cn_counts *c, const cn_lab_options *o, const char *name, cn_result *ret, cn_err *err);
/* "refused.actionable" or "refused.without" as a share, and as points how often each of "reasons" is one. */
CN_MUST_CHECK cn_code refusal_reasons(cn_arena *a, const cn_counts *c, const cn_lab_options *o, const char *name, cn_result *ret, cn_err *err);
/* A whole metric: "refused.actionable" or "refused.without", and as points how often each feature is a reason. */
CN_MUST_CHECK cn_code reason_share(cn_arena *a, const cn_counts *c, const cn_lab_options *o, const char *name, cn_result *ret, cn_err *err);

#endif
