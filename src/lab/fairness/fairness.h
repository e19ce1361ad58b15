/* fairness: groups beyond yes and no: amounts, several classes, rankings; and what it would cost to meet a criterion. Private to src/lab. */
#ifndef CN_LAB_FAIRNESS_FAIRNESS_H
#define CN_LAB_FAIRNESS_FAIRNESS_H

#include "lab/priv.h"
#include "lab/procedure.h"
#include "lab/table/metric.h"

enum {
	CLASSES_MAX = 256,       /* of a label with several values */
	NORMAL_ROWS_MIN_GROUP = 300 /* rows of a group from which a mean of amounts, which have no ends, gets an interval */
};

/* ---- amounts -------------------------------------------------------------------------------------------------------------------------- */

/* Rows of the groups compared, and moments of the error e = prediction - label and of the deviation d of a label from its group's mean. */
typedef struct amounts {
	const cn_stat *rows;                              /* with the names of the groups */
	const double *e, *abs, *e2, *e4, *d2, *d4, *e2d2; /* means */
	size_t n;                                         /* groups compared */
} amounts;

CN_MUST_CHECK cn_code amounts_read(const cn_counts *c, amounts *ret, cn_err *err);
/* A whole metric: the highest of the groups' values less the lowest. value[i] has the variance var[i] (< 0: the value has none).
 * Pairs hold together by Bonferroni; a group of fewer than NORMAL_ROWS_MIN_GROUP rows leaves the gap without an interval. */
CN_MUST_CHECK cn_code amounts_gap(cn_arena *a, const amounts *m, const char *of, const double *value, const double *var, const cn_lab_options *o,
				  cn_result *ret, cn_err *err);
/* A whole metric of it: of the mean error, or of the mean absolute error. */
CN_MUST_CHECK cn_code amounts_mean_gap(cn_arena *a, const cn_counts *c, bool absolute, const cn_lab_options *o, cn_result *ret, cn_err *err);

/* ---- classes -------------------------------------------------------------------------------------------------------------------------- */

/* Rows of each true class and those predicted right, [group * classes + class]. */
typedef struct classed {
	const cn_stat *group, *klass, *rows, *right;
	size_t n; /* groups compared */
} classed;

CN_MUST_CHECK cn_code classed_read(const cn_counts *c, classed *ret, cn_err *err);

/* ---- limits for each group ------------------------------------------------------------------------------------------------------------- */

/* One place where a group's limit may be: rows above it. */
typedef struct cut {
	int64_t tp, fp;
	double threshold; /* selected: score >= threshold */
} cut;

typedef struct cuts {
	const cut *at; /* from nobody selected to everybody */
	size_t n;
	int64_t pos, neg;
} cuts;

/* The limits, one a group, that get most labels right among those whose rates lie within `millionths` of each other: rates of selection,
 * or of selection among positives. Among equals the higher rates. at[g] is the place in g[].at. O(groups x sum of places).
 * False: no group, or a group without rows to take a rate of. */
CN_MUST_CHECK cn_code cuts_choose(cn_arena *a, const cuts *g, size_t n, bool positives, int64_t millionths, size_t *at, bool *ret, cn_err *err);

/* A whole metric: accuracy lost under `prefix` ("parity", "opportunity"); or the share of people whose decision changes. */
CN_MUST_CHECK cn_code mitigation_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, const char *prefix, bool people, cn_result *ret,
					cn_err *err);

#endif
