/* stat: special functions, intervals, tests, and resampling by integers only. Pure; libm only (reals agree to 1e-9 between machines).
 *
 * confidence is two-sided, in (0, 1): 0.95. Counts are 0 <= x <= n. A function that returns bool gives false where no number exists
 * (n = 0, or the interval has no start) and leaves its outputs alone. Sources of the formulas: docs/metrics.md, "Intervals".
 */
#ifndef CN_LAB_STAT_STAT_H
#define CN_LAB_STAT_STAT_H

#include "base/base.h"

/* ---- special functions: relative error within 1e-12 ------------------------------------------------------------------------------ */

double cn_norm_cdf(double x);
double cn_norm_quantile(double p);                     /* p in (0, 1) */
double cn_norm_two_sided(double z);                    /* P(|Z| >= |z|) */
double cn_z_of(double confidence);                     /* 0.95 -> 1.959964 */
double cn_beta_cdf(double a, double b, double x);      /* regularised incomplete beta; a, b > 0 */
double cn_beta_quantile(double a, double b, double q); /* x with cn_beta_cdf(a, b, x) = q; q in [0, 1] */
double cn_chi2_tail(double x, double df);              /* P(X >= x); df > 0 */
double cn_log_beta(double a, double b);               /* a, b > 0; absolute error within 1e-10 (a + b <= 10^6) */
double cn_binom_pmf(double x, double n, double p);     /* by Loader's saddle point: n may be 10^7 */

/* ---- one proportion ----------------------------------------------------------------------------------------------------------------- */

typedef struct cn_interval {
	double lo, hi;
} cn_interval;

CN_MUST_CHECK bool cn_wilson(int64_t x, int64_t n, double confidence, cn_interval *ret);
CN_MUST_CHECK bool cn_clopper_pearson(int64_t x, int64_t n, double confidence, cn_interval *ret);
/* The rule as used, from observed counts only: may the normal methods (Wilson, Newcombe, score) be used for x of n?
 * n >= 300 and k <= x <= n - k; docs/decisions/002-interval-rule.md says which k, and why it grows with the confidence. */
bool cn_rule_normal(int64_t x, int64_t n, double confidence);
/* By the rule. *method is "wilson" or "clopper-pearson". */
CN_MUST_CHECK bool cn_proportion(int64_t x, int64_t n, double confidence, cn_interval *ret, const char **method);

/* Confidence sequence: with the confidence, the true share lies in it at every n at once, so that the data may choose when to stop. From the
 * beta-binomial mixture with Beta(1/2, 1/2) (Robbins 1970; Howard, Ramdas, McAuliffe and Sekhon 2021): shares p for which
 * B(x + 1/2, n - x + 1/2) / B(1/2, 1/2) < p^x (1 - p)^(n - x) / (1 - confidence). n up to 10^9; reals to 1e-9. */
CN_MUST_CHECK bool cn_confidence_sequence(int64_t x, int64_t n, double confidence, cn_interval *ret);
/* Does it leave out p, 0 < p < 1? Without working out its ends. False also where there is no interval. */
bool cn_confidence_excludes(int64_t x, int64_t n, double confidence, double p);

/* ---- two proportions, x1/n1 - x2/n2 and (x1/n1) / (x2/n2) --------------------------------------------------------------------------------- */

typedef struct cn_two {
	int64_t x1, n1, x2, n2;
} cn_two;

CN_MUST_CHECK bool cn_newcombe(cn_two t, double confidence, cn_interval *ret);
CN_MUST_CHECK bool cn_miettinen_nurminen(cn_two t, double confidence, cn_interval *ret);
CN_MUST_CHECK bool cn_diff_two_bounds(cn_two t, double confidence, cn_interval *ret); /* two Clopper-Pearson at (1 + confidence) / 2 */
CN_MUST_CHECK bool cn_difference(cn_two t, double confidence, cn_interval *ret, const char **method); /* by the rule: "newcombe", "two-bounds" */

/* Ratios. hi = HUGE_VAL: no finite upper end. Both counts 0: false. */
CN_MUST_CHECK bool cn_ratio_score(cn_two t, double confidence, bool miettinen_nurminen, cn_interval *ret); /* Koopman, or with n/(n-1) */
CN_MUST_CHECK bool cn_ratio_log_adjusted(cn_two t, double confidence, cn_interval *ret);
CN_MUST_CHECK bool cn_ratio_two_bounds(cn_two t, double confidence, cn_interval *ret);
CN_MUST_CHECK bool cn_ratio(cn_two t, double confidence, cn_interval *ret, const char **method); /* by the rule: "score", "two-bounds" */

/* ---- tests ------------------------------------------------------------------------------------------------------------------------------ */

/* Two-sided p of equal proportions: pooled z test where every expected count is at least 5, else Fisher's exact test. */
CN_MUST_CHECK bool cn_two_p(cn_two t, double *ret, const char **test);
double cn_fisher(cn_two t);
/* Adjusted p-values, monotone and at most 1. out may be p. a is for sorting. */
CN_MUST_CHECK bool cn_holm(cn_arena *a, const double *p, size_t n, double *out);
CN_MUST_CHECK bool cn_benjamini_hochberg(cn_arena *a, const double *p, size_t n, double *out);

/* ---- quantiles ------------------------------------------------------------------------------------------------------------------------- */

/* Places (from 1) of the order statistics of n values that bound the q quantile with at least the confidence, whatever the law of the
 * values: lo = 0 and hi = n + 1 where there is none on that side. q in (0, 1). */
void cn_order_bounds(uint64_t n, double q, double confidence, uint64_t *ret_lo, uint64_t *ret_hi);

/* ---- resampling ------------------------------------------------------------------------------------------------------------------------- */

/* Draws from binomial(n, a/b) and multinomial(n, counts) with integer arithmetic alone. A single binomial takes p = a/b bit by bit,
 * exactly: a fair split of up to 64 rows is a count of bits, larger ones come from tables of binomial(2^k, 1/2). Many draws of one
 * multinomial come from tables of each cell's own binomial. A table is in 64-bit fixed point, its total error below 2^-50. The same
 * draws on every machine and compiler. */
typedef struct cn_sampler cn_sampler;
cn_sampler *cn_sampler_new(cn_arena *a, uint64_t seed); /* NULL: no memory. Tables are taken from a: look at cn_arena_ok after drawing */
uint64_t cn_sampler_binomial(cn_sampler *s, uint64_t n, uint64_t num, uint64_t den); /* num <= den < 2^63, den >= 1 */
/* Prepares draws of as many rows as the cells have in sum (below 2^63), each falling in cell i with chance cell[i] / sum; up to 8 MiB of
 * tables from the sampler's arena. NULL: no memory. Worth it from some twenty draws up. */
typedef struct cn_multinomial cn_multinomial;
cn_multinomial *cn_multinomial_new(cn_sampler *s, const int64_t *cell, size_t n_cells);
void cn_multinomial_draw(cn_multinomial *m, int64_t *draw); /* fills draw[0..n_cells-1] */

/* A statistic of cells; false where it does not exist. */
typedef bool (*cn_cell_stat)(const int64_t *cell, size_t n_cells, const void *ctx, double *ret);

typedef struct cn_boot {
	cn_interval percentile, bca;
	bool has_bca;          /* false: the acceleration or the bias has no value */
	unsigned n_used;       /* replicates with a value */
} cn_boot;

/* Multinomial bootstrap over cells: the row bootstrap of every statistic that depends on the rows through the cells.
 *   fails  CN_EUNDEFINED: no value on the data, more than one replicate in twenty without one, or all replicates equal (an
 *          interval of no width is not an interval); CN_ENOMEM */
CN_MUST_CHECK cn_code cn_bootstrap(const int64_t *cell, size_t n_cells, cn_cell_stat stat, const void *ctx, uint64_t seed, unsigned replicates,
				   double confidence, cn_boot *ret, cn_err *err);
/* BCa ends from sorted replicates, the value on the data and the jackknife: value of leaving out one row of cell i, weight[i] rows. */
CN_MUST_CHECK bool cn_bca(const double *sorted, size_t n, double value, const double *left_out, const int64_t *weight, size_t n_cells,
			  double confidence, cn_interval *ret);
/* The q quantile of sorted values, linear between order statistics (Hyndman and Fan's type 7); n >= 1. */
double cn_quantile_sorted(const double *sorted, size_t n, double q);

#endif
