/* What the metrics of tables share: rates of groups, gaps between them, pairs against a reference. Private to src/lab. */
#ifndef CN_LAB_TABLE_METRIC_H
#define CN_LAB_TABLE_METRIC_H

#include "lab/lab.h"
#include "lab/priv.h"
#include "lab/stat/stat.h"

#define GROUP_EVERYONE UINT32_MAX

typedef enum rate {
	RATE_SELECTION,
	RATE_TPR,
	RATE_TNR,
	RATE_FPR,
	RATE_FNR,
	RATE_PPV,
	RATE_NPV,
	RATE_FDR,
	RATE_FOR,
	RATE_ACCURACY,
	RATE_PREVALENCE,
	RATES
} rate;

const char *rate_name(rate r);
/* x of n of the rate; n = 0: undefined. */
typedef struct part {
	int64_t x, n;
} part;
part rate_part(const cn_cells *c, rate r);
cn_cells group_cells(const cn_counts *c, size_t group); /* over all strata */

double lab_confidence(const cn_lab_options *o);
unsigned lab_replicates(const cn_lab_options *o);
/* 1 - (1 - confidence) / m: each of m intervals, so that all hold together (Bonferroni). */
double simultaneous(double confidence, size_t m);

/* The groups that are compared: those whose attributes are known. */
typedef struct compared {
	uint32_t *at;
	size_t n;
	uint32_t reference; /* UINT32_MAX if there is no group */
} compared;
CN_MUST_CHECK cn_code groups_compared(cn_arena *a, const cn_counts *c, const cn_lab_options *o, compared *ret, cn_err *err);

cn_estimate undefined_part(cn_arena *a, part p, cn_str group); /* "undefined, 0 of 0 in sex=F" */
cn_estimate undefined_why(const char *why);
cn_estimate estimate_rate(part p, double confidence);
/* x of n, where of `unknown` more it cannot be known: the value is of those that are known; the interval runs from the lower bound of x of n
 * to the upper bound of x + unknown of n, so it holds whatever the unknown are. */
cn_estimate estimate_partly(part p, int64_t unknown, double confidence);
/* A whole metric: the share of outputs with the mark, and, where there is more than one, of each modality. */
CN_MUST_CHECK cn_code mark_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_mark mark, cn_result *ret, cn_err *err);

/* Value and interval of max - min, or of min / max, of the parts of the groups compared (n = 0 anywhere: undefined). hi and lo are indices
 * into part. */
typedef struct gap {
	cn_estimate est;
	size_t hi, lo;
} gap;
CN_MUST_CHECK cn_code gap_difference(cn_arena *a, const cn_counts *c, const compared *g, const part *p, double confidence, gap *ret, cn_err *err);
CN_MUST_CHECK cn_code gap_ratio(cn_arena *a, const cn_counts *c, const compared *g, const part *p, double confidence, gap *ret, cn_err *err);

/* A whole metric: max - min (or min / max) of a rate, the rate of every group, every group against the reference. */
CN_MUST_CHECK cn_code rate_gap_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, rate r, bool ratio, cn_result *ret, cn_err *err);

/* Adjusts the p of the pairs that have one. */
CN_MUST_CHECK cn_code pairs_adjust(cn_arena *a, cn_pair_value *pair, size_t n, cn_err *err);
/* The interval of the size of a value, from the interval of the value. */
cn_interval interval_of_size(cn_interval e);

/* A mean of n values in [floor, floor + width] from its sum and sum of squares: by the normal law from 300 rows up, else by Hoeffding's
 * inequality, which holds for any n. n = 0 must be looked for before. */
cn_estimate estimate_mean(double sum, double sum2, int64_t n, double floor, double width, double confidence);
/* The largest (sign +1) of the estimates of the groups, each made with simultaneous(confidence, n). */
cn_estimate estimate_largest(const cn_estimate *e, size_t n);

/* x1/n1 - x2/n2, signed, by the rule. */
cn_estimate estimate_difference(cn_two t, double confidence);
/* (gained - lost) of n rows that were looked at twice: the mean of +1, -1 and 0. */
cn_estimate estimate_paired(int64_t gained, int64_t lost, int64_t n, double confidence);
/* The smallest value that at least the share q of n reaches, with order statistics as bounds. value[i], rising and at least 0, occurs
 * weight[i] times (NULL: once); what is missing up to n never came, and counts as later than any. */
cn_estimate estimate_quantile(const double *value, const int64_t *weight, size_t n_values, int64_t n, double q, double confidence);
/* Are its reals at least 0 and none below the one before it? */
bool rises_from_zero(const cn_stat *s);
/* The vector `name` of two integers, x of n: as a proportion. CN_EINPUT where it is not there or x > n. */
CN_MUST_CHECK cn_code share_of_stat(const cn_counts *c, const char *name, double confidence, cn_estimate *ret, cn_err *err);
/* A whole metric of it. Where the vector is not there, the metric is undefined and `absent` says why; NULL: it must be there. */
CN_MUST_CHECK cn_code share_metric(const cn_counts *c, const cn_lab_options *o, const char *name, const char *absent, cn_result *ret, cn_err *err);
/* Names of groups as counts and comparison, for the functions on gaps: only the names are read. */
CN_MUST_CHECK cn_code groups_named(cn_arena *a, const cn_str *name, size_t n, cn_counts *ret, compared *g, cn_err *err);
/* A number that is a fact of what was given, or was computed from it: no sample, no interval, and why. */
cn_estimate estimate_plain(double value, int64_t n, const char *why);
/* A whole metric: a mean over the scores of every group (named `of`), and the largest of them in size. mean is called for groups with rows. */
typedef cn_estimate score_mean(const cn_score_stats *s, double confidence);
CN_MUST_CHECK cn_code worst_mean_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, const char *of, score_mean *mean, cn_result *ret,
					cn_err *err);

/* Bootstrap interval put into an estimate: BCa where it exists, else percentile; the reason where neither does. */
CN_MUST_CHECK cn_code bootstrap_into(cn_arena *a, const int64_t *cell, size_t n_cells, cn_cell_stat stat, const void *ctx, const cn_lab_options *o,
				     cn_result *ret, cn_estimate *e, cn_err *err);

/* AUC = u2 / (2 n_pos n_neg) with DeLong's standard error; false without positives or negatives. */
bool ranks_auc(const cn_ranks *r, double *auc, double *var);
cn_estimate estimate_auc(cn_arena *a, const cn_ranks *r, double confidence, cn_str group);

/* Between- and total inequality of a benefit that is 0, 1 or 2: see generalized_entropy.c. n0, n1, n2 a group. */
bool entropy_of_counts(const int64_t *cell, size_t n_groups, double alpha, bool between, double *ret);
/* The same index of benefits given one by one, each >= 0. */
bool entropy_of_values(const double *b, size_t n, double alpha, double *ret);
cn_code entropy_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, double alpha, bool every, cn_result *ret, cn_err *err);

/* Common odds ratio over strata, 4 counts a stratum: a, b of the first group (selected, not), c, d of the second. */
typedef struct mantel_haenszel {
	double odds_ratio; /* b c summed is 0: none (has_ratio = false) */
	bool has_ratio, has_interval, has_test, has_homogeneity;
	cn_interval ci;
	double chi2, p; /* Cochran-Mantel-Haenszel without continuity correction */
	double breslow_day, breslow_day_p, tarone, tarone_p;
	size_t df;
} mantel_haenszel;
void mantel_haenszel_of(const int64_t *strata, size_t n, double confidence, mantel_haenszel *ret);
/* Conditional demographic disparity of the first group; strata without a value are left out when over_defined, else there is none. */
bool conditional_disparity_of(const int64_t *strata, size_t n, bool over_defined, double *ret);
/* 4 counts a stratum for group `one` against `two`, or against everyone else when two = GROUP_EVERYONE. */
CN_MUST_CHECK cn_code strata_of(cn_arena *a, const cn_counts *c, const compared *g, uint32_t one, uint32_t two, int64_t **ret, cn_err *err);

/* alpha < 0: no smoothing. False where a probability is 0 without smoothing. Groups without rows are left out. */
bool differential_fairness_of(const part *p, size_t n, double alpha, double *ret);
/* 1 - mean distance, from the histogram of |k own - neighbours| in 0..k. */
bool consistency_of(const int64_t *hist, unsigned k, double *ret);

#endif
