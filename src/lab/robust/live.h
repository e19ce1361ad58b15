/* live: what procedures share that ask a model about rows in which something was changed. Private to src/lab.
 *
 * Rows measured keep the order of the table; each is asked once as it is. Draws come from the seed alone, by integers. */
#ifndef CN_LAB_ROBUST_LIVE_H
#define CN_LAB_ROBUST_LIVE_H

#include "lab/priv.h"
#include "lab/procedure.h"
#include "lab/table/metric.h"

enum {
	LIVE_CHUNK = 1024,        /* rows of one question, at least */
	CN_LIVE_ROWS_MAX = 100000 /* rows that a procedure may be told to measure */
};
#define LIVE_SCRATCH_BYTES ((size_t)CN_FRAME_VALUES_MAX * 4 * sizeof(double) + CN_REQUEST_ARENA_BYTES)

/* What occurs of one feature in the whole table. */
typedef struct live_column {
	double *value;   /* what is there, sorted, equal ones kept; categories as indices */
	size_t n;
	double *other;   /* the same, each once */
	size_t n_other;
	double spread;   /* standard deviation (n - 1); 0 for a category or fewer than two values */
	double typical;  /* the median (of an even number the lower one), or the commonest category, the first among equals; NaN: none is there */
} live_column;

typedef struct live {
	const cn_take *in;
	cn_predictor *model;
	cn_frame f;          /* the whole table */
	size_t k;            /* features */
	double *row, *label; /* [n * k] and [n]: the rows measured; label is NULL where there is none */
	size_t n;
	double *score;       /* [n] of the rows as they are */
	live_column *column; /* [k] */
	double *ask, *said;  /* [cap * k], [cap]: a question and its answers */
	size_t cap;          /* rows of one question: LIVE_CHUNK, or 2 (k + 1) where that is more */
	cn_rng rng;
} live;

/* Lays the table for the model, draws at most rows_max of its rows (of those with a label, where labels are read), asks them as they are.
 *   fails  CN_EUNDEFINED: rows share units; a label that is censored, where labels are read; CN_EINPUT: a model that names no features
 *   owns   *ret borrows from own */
CN_MUST_CHECK cn_code live_begin(cn_arena *own, const cn_take *in, bool label, int64_t rows_max, live *ret, cn_err *err);

bool live_yes(const live *l, double score);
/* A draw of spread 1 around 0, near to normal: twelve uniform draws less six. No libm. */
double live_gauss(cn_rng *r);
/* Asks about n rows of l->ask, n <= l->cap; the answers are in l->said. */
CN_MUST_CHECK cn_code live_ask(live *l, size_t n, cn_err *err);
/* A number that is there and varies. */
bool live_moves(const live *l, size_t feature, double x);

/* Lays the whole table for the model, without asking anything: f, k and column of *ret are set, and the draws begin.
 *   fails  CN_EINPUT: a model that names no features
 *   owns   *ret borrows from own */
CN_MUST_CHECK cn_code live_lay(cn_arena *own, const cn_take *in, bool label, live *ret, cn_err *err);

/* What occurs of a feature, each value once; where that is more than most (>= 2), as many evenly through their order, lowest and highest included. */
CN_MUST_CHECK cn_code live_values(cn_arena *own, const live_column *c, size_t most, double **ret, size_t *ret_n, cn_err *err);

/* Features that may not count: the attributes of `by` that the model takes, else those that a person cannot change, each with the values
 * that are tried in its place (live_values).
 *   fails  CN_EUNDEFINED: the model takes none */
typedef struct protected_features {
	size_t *feature;
	size_t n;
	double **value;  /* [n] */
	size_t *n_value; /* [n] */
} protected_features;
CN_MUST_CHECK cn_code live_protected(cn_arena *own, const live *l, size_t most, protected_features *ret, cn_err *err);

/* Puts one integer; put_features: one a feature, the names of the features with it. */
CN_MUST_CHECK cn_code live_put(cn_arena *a, cn_counts *s, const char *name, int64_t x, cn_err *err);
CN_MUST_CHECK cn_code live_put_features(cn_arena *a, cn_counts *s, const char *name, const live *l, const int64_t *x, cn_err *err);
/* One integer by its name. */
CN_MUST_CHECK cn_code stat_one(const cn_counts *c, const char *name, int64_t *ret, cn_err *err);
/* "the statistics lack": what was attested contradicts itself. */
CN_MUST_CHECK cn_code stat_broken(const char *name, cn_err *err);

/* ---- perturbation --------------------------------------------------------------------------------------------------------------------- */

enum { PERTURB_LEVELS = 6, PERTURB_KINDS = 4 };
typedef enum perturb_stat { PERTURB_CURVE, PERTURB_SQUARE, PERTURB_AREA, PERTURB_DROP, PERTURB_STATS } perturb_stat;
extern const char *const PERTURB_KIND[PERTURB_KINDS]; /* "missing" "noise" "unit" "category" */
extern const char *const PERTURB_STAT[PERTURB_STATS][PERTURB_KINDS]; /* names of what is attested: "curve.missing" */

/* A whole metric: the area under the curve of one kind, its points. */
CN_MUST_CHECK cn_code perturbed_area(cn_arena *a, const cn_counts *c, const cn_lab_options *o, size_t kind, cn_result *ret, cn_err *err);
/* Says, where there were no labels, what was compared instead. */
CN_MUST_CHECK cn_code perturbed_caption(const cn_counts *c, cn_result *ret, cn_err *err);

/* ---- distances ------------------------------------------------------------------------------------------------------------------------ */

/* A whole metric: the q quantile of the distances that hopskipjump found. */
CN_MUST_CHECK cn_code distance_quantile(cn_arena *a, const cn_counts *c, const cn_lab_options *o, double q, cn_result *ret, cn_err *err);

#endif
