/* reliability: what the procedures and metrics of this folder share. Private to src/lab.
 *
 * Rows are sorted before anything is summed, split or drawn, so that no number depends on their order in the table.
 */
#ifndef CN_LAB_RELIABILITY_RELIABILITY_H
#define CN_LAB_RELIABILITY_RELIABILITY_H

#include "lab/procedure.h"
#include "lab/table/metric.h"

enum {
	CN_DRIFT_COLUMNS_MAX = 128,
	CN_TWO_SAMPLE_ROWS = 5000, /* of each table, at most: half to learn from, half to tell */
	CN_TWO_SAMPLE_FEATURES_MAX = 512,
	CN_DRIFT_BINS_MAX = 64,	   /* bins or levels of one column that two tables are compared in; rarer levels fall together */
	CN_COVERAGE_BLOCKS = 1000, /* steps of a risk-coverage curve; as many rows or fewer: each row its own */
	CN_SLICES_KEPT = 100,	   /* slices that are attested */
	CN_SLICES_MAX = 1 << 22,   /* conjunctions that are tested */
	CN_SLICE_COLUMNS_MAX = 64,
	CN_LEVELS_MAX = 16 /* of a column that is sliced */
};

/* An arena for scratch of so many bytes a row. */
cn_arena *scratch_of(size_t rows, size_t bytes_a_row);

/* Labels that exist only for those once selected, and rows that share a unit: no number of this folder is right then.
 *   fails  CN_EUNDEFINED, the refusal to print */
CN_MUST_CHECK cn_code rows_refuse(const cn_take *in, cn_err *err);

/* Rows with score and label. */
typedef struct scored_rows {
	scored *row; /* in order of (score, label), no first */
	size_t n;
	int64_t n_pos, left_out; /* positives; rows whose score or label is missing */
} scored_rows;

/*   fails  CN_EUNDEFINED: what rows_refuse says; a score outside 0..1 where it must be a probability
 *   owns   *ret borrows from a, which holds 64 bytes a row */
CN_MUST_CHECK cn_code scored_take(cn_arena *a, const cn_take *in, bool probability, scored_rows *ret, cn_err *err);
/* The threshold of the measure; 0.5 where none is named. */
CN_MUST_CHECK cn_code threshold_take(const cn_take *in, double *ret, cn_err *err);
/* Attests rows, positives and left out as "rows", and whether the label is a past decision as "label". */
CN_MUST_CHECK cn_code scored_put(cn_arena *a, const cn_take *in, const scored_rows *s, cn_counts *to, cn_err *err);
/* The caption of a label that is a past decision, of rows left out. */
CN_MUST_CHECK cn_code scored_captions(cn_arena *a, const cn_counts *c, cn_result *ret, cn_err *err);

/* A point without an interval, and why. */
cn_point bare_point(const char *of, cn_str label, double x, double value, const char *why);

/* ---- bins of scores
 * ------------------------------------------------------------------------------------------------------------------ */

typedef struct binned {
	size_t n;
	const int64_t *rows, *pos; /* of each bin */
	const double *score;	   /* sum of the scores of each bin */
} binned;

/* Reads PREFIX.rows, PREFIX.positive, PREFIX.score; prefix is "width" or "mass". */
CN_MUST_CHECK cn_code binned_read(const cn_counts *c, const char *prefix, binned *ret, cn_err *err);
/* Sum of n_b / n |mean score - share of positives|; false without rows. */
bool binned_ece(const binned *b, double *ret);
/* |mean - share of positives| of a bin, from the interval of the share; the mean is taken as given. */
cn_estimate bin_gap(int64_t pos, int64_t rows, double mean, double confidence);
/* A whole metric: the error, its interval, the reliability diagram as points. */
CN_MUST_CHECK cn_code binned_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, const char *prefix, cn_result *ret,
				    cn_err *err);

/* v [v - q, v + q] within [0, most], q the quantile of how far a resampled statistic is from the one of the data. By the triangle
 * inequality of a distance it holds at 0 as well, where the percentiles of v itself never do. dist gives that distance for a
 * resampled set of cells. */
CN_MUST_CHECK cn_code distance_interval(const int64_t *cell, size_t n_cells, cn_cell_stat dist, const void *ctx,
					const cn_lab_options *o, double most, cn_result *ret, cn_estimate *e, cn_err *err);

/* ---- the risk-coverage curve
 * ------------------------------------------------------------------------------------------------------------ */

typedef struct curve {
	size_t blocks;
	const int64_t *rows, *errors; /* of each block, the surest first */
	int64_t n;
} curve;

CN_MUST_CHECK cn_code curve_read(const cn_counts *c, curve *ret, cn_err *err);
/* Errors among the surest rows that make up at least this share of all, whole blocks. */
part curve_at(const curve *k, double coverage);

/* ---- two tables
 * ------------------------------------------------------------------------------------------------------------------------ */

/* A column that both tables have. */
typedef struct column_pair {
	const cn_column *now, *ref;
} column_pair;

/* The columns that are compared: the features named, or every column that both tables have.
 *   fails  CN_EUNDEFINED: text in one and numbers in the other; CN_EINPUT: none at all; CN_ENOTFOUND: a feature that one of them lacks; CN_ETOOBIG */
CN_MUST_CHECK cn_code pairs_take(cn_arena *a, const cn_take *in, column_pair **ret, size_t *ret_n, cn_err *err);

/* Both tables' levels in one order: of[0] for now, of[1] for ref give the level of a code; the last level but one is "another
 * value" where there are more than `most`, the last is "missing". n_levels counts both. O(levels log levels). owns   *ret borrows
 * from a */
typedef struct levels_both {
	uint32_t *of[2];
	cn_str *text; /* of the levels that have a name */
	uint32_t n_named, n;
} levels_both;
CN_MUST_CHECK cn_code levels_match(cn_arena *a, const column_pair *c, size_t rows_now, size_t rows_ref, uint32_t most,
				   levels_both *ret, cn_err *err);

enum { MOVE_DISTANCE, MOVE_SPREAD, MOVE_VAR_NOW, MOVE_VAR_REF, MOVES };

/* One column's pieces of the vectors of the procedure drift. */
typedef struct drift_column {
	cn_str name;
	bool number;
	int64_t n_now, n_ref; /* values that are there, in the table and in the other one */
	size_t n_bins;
	const int64_t *now, *ref; /* rows of each bin, missing last */
	int64_t rows_now, rows_ref;
	int64_t ks;	    /* numbers: D times n_now n_ref */
	const double *move; /* numbers: MOVE_* */
} drift_column;

/*   fails  CN_EINPUT: "the statistics lack ..." */
CN_MUST_CHECK cn_code drift_read(cn_arena *a, const cn_counts *c, drift_column **ret, size_t *ret_n, cn_err *err);

/* What a metric says of one column; of its test, where there is one. */
typedef struct drift_each {
	bool taken, tested;
	cn_estimate est;
	double p;
} drift_each;

/* The largest over the columns that have a value, a point a column, and the p of each with its adjusted ones. */
CN_MUST_CHECK cn_code drift_metric(cn_arena *a, const drift_column *col, const drift_each *each, size_t n, const char *of,
				   cn_result *ret, cn_err *err);

/* A distance between two distributions over bins; p and q are counts of n bins. */
typedef double (*bin_distance)(const int64_t *p, const int64_t *q, size_t n);
/* A whole metric: root(distance) is a distance for which the triangle inequality is used; squared says to square it for the value.
 */
CN_MUST_CHECK cn_code bins_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, bin_distance root, bool squared,
				  const char *of, double most, cn_result *ret, cn_err *err);

/* P(D >= num / (n m)) of two samples without ties: exact by lattice paths where n m is at most a million, else Kolmogorov's limit.
 * False: no memory. n, m >= 1. */
CN_MUST_CHECK bool ks_p(cn_arena *a, int64_t num, int64_t n, int64_t m, double *ret);

/* ---- columns as few levels
 * ---------------------------------------------------------------------------------------------------------------- */

/* A column in at most CN_LEVELS_MAX levels: its categories, the rarest together; the values of a number that has few; else bins of
 * equally many rows (equal values in one). The last level is "missing" where something is. */
typedef struct levels {
	cn_str name;
	uint8_t *code; /* [rows] */
	cn_str *text;  /* "sex=F", "income<=1200", "1200<income<=3400", "income missing" */
	uint32_t n;
} levels;

/* keep: the rows that are coded, n of them, in this order.
 *   fails  CN_ENOMEM
 *   owns   *ret borrows from a; 32 bytes a row for numbers, which stay in a */
CN_MUST_CHECK cn_code levels_take(cn_arena *a, const cn_column *c, const size_t *keep, size_t n, unsigned bins, levels *ret,
				  cn_err *err);

/* ---- slices
 * ------------------------------------------------------------------------------------------------------------------------------ */

/* A conjunction of up to three levels, as column * 16 + level of each, 0xffff where there is none. */
typedef struct slice {
	uint16_t part[3];
	int64_t rows, errors;
	double p;      /* two-sided, 1 where there are not more errors than in the rest */
	uint32_t rank; /* of p, from 1; as in part where equal */
} slice;

typedef struct slice_search {
	const levels *column;
	size_t n_columns, rows, depth;
	const uint8_t *wrong; /* [rows] */
	int64_t errors, rows_min;
	double fdr;
	slice *found; /* those kept, the largest gaps among the rejected first */
	size_t n_found;
	int64_t searched, rejected;
	slice widest; /* whose gap is least certain: the largest upper bound */
} slice_search;

/* Counts every conjunction to the depth, tests those with rows_min rows or more against the rest, and keeps CN_SLICES_KEPT of them.
 * O(rows columns^3 / 6) at depth 3, no product over levels. Memory from a: 40 bytes a conjunction tested, 2 bytes a row.
 *   fails  CN_ETOOBIG above CN_SLICES_MAX conjunctions; CN_ENOMEM */
CN_MUST_CHECK cn_code slices_find(cn_arena *a, slice_search *s, cn_err *err);

/* ---- logistic regression
 * --------------------------------------------------------------------------------------------------------------- */

/* Minimises the sum of log losses + ridge / 2 |w|^2 (the constant is free) by Newton's method with halved steps. x is row-major, k
 * a row; w has k + 1 values, the constant last. ridge > 0; both labels must occur. O(rows k^2) a step, at most 50 steps. fails
 * CN_ENOMEM; CN_EUNDEFINED where it does not settle */
CN_MUST_CHECK cn_code logistic_fit(cn_arena *a, const double *x, const uint8_t *y, size_t rows, size_t k, double ridge, double *w,
				   cn_err *err);

#endif
