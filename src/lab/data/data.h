/* data: what the measurements of a table itself share: rows as classes of equal rows, rows that nearly agree, shares of a table, gaps of
 * named groups. Private to src/lab/data. Nothing here depends on the order of the rows except where a class is named by its first row. */
#ifndef CN_LAB_DATA_DATA_H
#define CN_LAB_DATA_DATA_H

#include "lab/priv.h"
#include "lab/procedure.h"
#include "lab/table/metric.h"

#define DATA_SCRATCH_BYTES ((size_t)4 << 30) /* working memory of one procedure, given back at its end */

/* ---- which columns -------------------------------------------------------------------------------------------------------------- */

typedef struct names {
	cn_str *at;
	size_t n;
} names;

/* The names of an option that is a list of columns (or one column); n = 0 where it is absent. */
CN_MUST_CHECK cn_code option_names(cn_arena *a, const cn_take *in, const char *option, names *ret, cn_err *err);
/* The option "columns", else the features, else every column of the table; those of `without` are left out unless they are named. */
CN_MUST_CHECK cn_code columns_to_compare(cn_arena *a, const cn_take *in, const cn_str *without, size_t n_without, names *ret, cn_err *err);

/* ---- equal rows ------------------------------------------------------------------------------------------------------------------- */

/* Rows of a table, and of a second one behind them, that hold the same values: missing equals missing, -0 equals 0. */
typedef struct classes {
	uint32_t *of;    /* [rows]: class of each row, 0..n-1 in order of first appearance */
	int64_t *size;   /* [n] */
	uint32_t *first; /* [n]: its first row */
	size_t rows;
	uint32_t n;
} classes;

/* O(rows x columns), 40 bytes a row. other may be NULL.
 *   fails  CN_ENOTFOUND: no such column; CN_EUNDEFINED: text in one table and numbers in the other; CN_ETOOBIG; CN_ENOMEM */
CN_MUST_CHECK cn_code classes_of_rows(cn_arena *a, const cn_table *t, const cn_table *other, names col, classes *ret, cn_err *err);
/* Where nobody chose the columns, nor a key or what is near, a column that numbers the rows (whole numbers or texts, no two alike) would make every row unlike any other.
 *   fails  CN_EINPUT naming it; tables of fewer than 20 rows pass */
CN_MUST_CHECK cn_code columns_can_repeat(const cn_take *in, names col, cn_err *err);
/* The columns named as values that compare between both tables: a number's bits, or the place of a text among the texts of both. */
CN_MUST_CHECK cn_code values_of_column(cn_arena *a, const cn_table *t, const cn_table *other, cn_str name, uint64_t *ret, cn_err *err);
#define VALUE_MISSING UINT64_MAX

/* ---- rows that nearly agree --------------------------------------------------------------------------------------------------------- */

/* Lines of a procedure's options that near_find reads. */
#define NEAR_OPTIONS                                                                                                       \
	"columns  list of columns that are compared: every column if absent\n"                                             \
	"text  a column of texts: rows are near when the Jaccard similarity of their shingles reaches similarity\n"        \
	"similarity  0.5..1, 0.8 if absent\n"                                                                              \
	"shingle  1..20 characters of a shingle, 5 if absent\n"                                                            \
	"permutations  16..1024 values of a MinHash signature, 128 if absent\n"                                            \
	"tolerance  0..1 of a column's range by which numbers of near rows may differ; texts must be equal\n"              \
	"pairs  1..1000000000000 pairs to compare at most, 1000000000 if absent"

/* Told of classes (of equal rows) i != j. */
typedef struct near_seen {
	void *self;
	bool (*settled)(void *self, uint32_t i, uint32_t j); /* nothing more is to be learned from this pair */
	void (*found)(void *self, uint32_t i, uint32_t j);
} near_seen;

/* Is something asked for: the option "text" or "tolerance"? Not both: CN_EINPUT. */
CN_MUST_CHECK cn_code near_asked(const cn_take *in, bool *ret, cn_err *err);
/* The columns whose classes near_find compares: the one of the option "text", else *col as it is. */
CN_MUST_CHECK cn_code near_columns(cn_arena *a, const cn_take *in, names *col, cn_err *err);
/* Finds near pairs among classes of equal rows, *c, by the columns that near_columns gave.
 * Texts: MinHash with banding, so wide that a pair at the threshold is missed with a chance below 1 in 1,000 (none is found wrongly: each
 * candidate's Jaccard similarity is counted); O(characters x permutations) and the candidates. Rows: sorted by the widest column and swept,
 * O(rows x rows within its tolerance). Scratch is taken from a.
 *   fails  CN_EINPUT; CN_ETOOBIG: more pairs than the option allows */
CN_MUST_CHECK cn_code near_find(cn_arena *a, const cn_take *in, const cn_table *other, names col, const classes *c, const near_seen *seen, cn_err *err);
/* The two ways, and the pairs they have left. */
CN_MUST_CHECK cn_code near_texts(cn_arena *a, const cn_take *in, const cn_table *other, cn_str text, const classes *c, const near_seen *seen,
				 int64_t *pairs, cn_err *err);
CN_MUST_CHECK cn_code near_rows(cn_arena *a, const cn_take *in, const cn_table *other, names col, const classes *c, const near_seen *seen,
				int64_t *pairs, cn_err *err);
CN_MUST_CHECK cn_code near_pair_taken(int64_t *pairs, cn_err *err);

/* ---- for metrics ----------------------------------------------------------------------------------------------------------------------- */

/* One integer that a procedure took. */
CN_MUST_CHECK cn_code put_one(cn_arena *a, cn_counts *s, const char *name, int64_t x, cn_err *err);
CN_MUST_CHECK cn_code get_one(const cn_counts *c, const char *name, int64_t *ret, cn_err *err);
/* A fact about this table, where every row was looked at: the interval is the number itself, method "complete count". */
cn_estimate complete(double value, int64_t x, int64_t n);
/* A number of days that log_age took, of its dated records, as a fact about the log; undefined without such a record. */
CN_MUST_CHECK cn_code days_metric(cn_arena *a, const cn_counts *c, const char *name, cn_result *ret, cn_err *err);
/* x of n by their names, as a fact about the table; without rows, or where the vectors are not there, undefined with `absent` as the reason. */
CN_MUST_CHECK cn_code complete_share(const cn_counts *c, const char *x, const char *n, const char *absent, cn_result *ret, cn_err *err);
/* Largest difference of x / n over named groups; the place of the highest and the lowest is not kept. */
CN_MUST_CHECK cn_code named_gap(cn_arena *a, const cn_str *name, const int64_t *x, const int64_t *n, size_t groups, double confidence,
				cn_estimate *ret, cn_err *err);

/* What representation took: K groups, their rows, their shares of the population. */
typedef struct groups_in_population {
	const cn_str *name;
	const int64_t *sample;
	const double *share;
	size_t n;
	int64_t rows;
} groups_in_population;
CN_MUST_CHECK cn_code population_read(const cn_counts *c, groups_in_population *ret, cn_err *err);

#endif
