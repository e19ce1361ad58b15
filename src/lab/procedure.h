/* procedure: measurements that take more than one pass over one table: they ask a model, compare two tables, or read a log of oversight.
 *
 * A procedure takes named vectors (cn_stat) from what it is given; metrics are functions of these vectors alone, as they are of the counts
 * of a table, so what is attested, recomputed and added over nodes is the same for both. One procedure = one file and one line in
 * src/registry.txt; several metrics may name it.
 *
 * Nothing here reads the world: a model is a function (cn_predictor) that the caller supplies. Draws come from the seed alone, so the same
 * input gives the same vectors everywhere; integers are the same bytes, reals agree to 1e-9 where the model's own scores do.
 */
#ifndef CN_LAB_PROCEDURE_H
#define CN_LAB_PROCEDURE_H

#include "lab/lab.h"

/* ---- a model that can be asked ---------------------------------------------------------------------------------------------------- */

/* One input of a model. */
typedef struct cn_feature {
	cn_str name;
	bool category;          /* values are indices into level; else numbers */
	const cn_str *level;
	uint32_t n_levels;
	bool fixed;             /* a person cannot change it (age, sex): never part of a counterfactual */
	int direction;          /* +1: a person can only raise it, -1: only lower it, 0: both */
} cn_feature;

/* A model. Rows are row-major, n_features numbers each, NaN = missing. Scores are finite; the decision is score >= threshold. */
typedef struct cn_predictor {
	void *self;
	cn_code (*predict)(void *self, const double *row, size_t n, double *score, cn_err *err); /* NULL for the test of a table alone */
	const cn_feature *feature;
	size_t n_features;
	double threshold;
	bool step;              /* constant between jumps (trees): gradients say nothing about it */
	const void *trees;      /* const cn_trees * of lab/model/model.h where the model is one of ours; else NULL */
	const void *words;      /* const cn_tfidf * likewise: its one feature is a text */
	uint64_t asked, budget; /* rows asked so far; at most so many, 0 = no bound */
} cn_predictor;

/* Asks for n scores and counts them.
 *   fails  CN_ETOOBIG when the budget does not allow them (nothing is asked then); CN_EUNDEFINED when a score is not finite; what predict fails with */
CN_MUST_CHECK cn_code cn_ask(cn_predictor *m, const double *row, size_t n, double *score, cn_err *err);

/* ---- what a procedure is given ------------------------------------------------------------------------------------------------------- */

enum {
	CN_TAKE_TABLE = 1,  /* the rows that are measured */
	CN_TAKE_OTHER = 2,  /* a second table: training rows, an earlier period */
	CN_TAKE_MODEL = 4,
	CN_TAKE_LABEL = 8,
	CN_TAKE_SCORE = 16, /* a column of scores; where there is a model and no such column, the caller asks it first */
	CN_TAKE_LIMIT = 32, /* the limit that a verdict will be about: it may stop once that is certain */
	/* What it reads where it is named; naming it to any other procedure is a mistake of the plan, which would be measured as if nothing
	 * had been said. */
	CN_TAKE_GROUPS = 64,       /* the attributes of m->by */
	CN_TAKE_COLUMNS = 128,     /* the columns of m->features, where there is no model to say them */
	CN_TAKE_MAY_OTHER = 256,   /* a second table */
	CN_TAKE_MAY_LABEL = 512    /* a label */
};

typedef struct cn_take {
	const cn_table *table, *other;
	const cn_measure *m;     /* which columns are what; by, unit and the others as for counts */
	cn_predictor *model;     /* NULL without CN_TAKE_MODEL */
	const double *limit;     /* NULL without CN_TAKE_LIMIT */
	const cn_val *options;   /* the procedure's own, a map or NULL; it names what it reads in its row */
	uint64_t seed;
} cn_take;

typedef struct cn_procedure {
	const char *name;        /* "drift" */
	const char *title_en, *title_zh;
	unsigned needs;          /* CN_TAKE_* */
	const char *options;     /* one line each: "replicates  1..1000, 10 if absent: ..."; "" = none. An option not listed is refused */
	/* in has what needs asks for (cn_procedure_take looks). Builds *ret with cn_stats_new and cn_stats_put_*.
	 *   fails  CN_EUNDEFINED where the data or the model contradict what it assumes: the message is the refusal that stands in the result,
	 *          as an answer. Any other code ends the run, since somebody has to mend something first: CN_EINPUT (an option that says nothing,
	 *          a column of the wrong kind, a label of three values, a program that ended), CN_ENOTFOUND, CN_ETOOBIG (a bound, the budget), CN_ENOMEM
	 *   owns   *ret borrows from a alone */
	cn_code (*take)(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err);
} cn_procedure;

size_t cn_procedure_count(void);
const cn_procedure *cn_procedure_at(size_t index);
CN_MUST_CHECK cn_code cn_procedure_need(cn_str name, const cn_procedure **ret, cn_err *err); /* names the nearest one */
/* Looks that everything is there and options are known, then takes.
 *   fails  CN_ENOTFOUND: "drift needs a second table"; an option it does not know; what the procedure fails with */
CN_MUST_CHECK cn_code cn_procedure_take(cn_arena *a, const cn_procedure *p, const cn_take *in, cn_counts **ret, cn_err *err);

/* Options: absent gives fallback; fails CN_ETOOBIG outside [lo, hi] or of another type. A number may stand as text, as it does in YAML. */
CN_MUST_CHECK cn_code cn_option_int(const cn_take *in, const char *name, int64_t fallback, int64_t lo, int64_t hi, int64_t *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_option_real(const cn_take *in, const char *name, double fallback, double lo, double hi, double *ret, cn_err *err);

/* ---- rows as numbers -------------------------------------------------------------------------------------------------------------- */

/* The columns that a model takes, row-major, with what else procedures ask of a row. */
typedef struct cn_frame {
	const cn_feature *feature;
	size_t n_features, n_rows;
	const double *row;       /* [n_rows * n_features]; NaN = missing; a category as its index in the feature's levels */
	const double *label;     /* 1 positive, 0 not, NaN missing; NULL without a label column. It has two values, one of them the positive one */
	const double *score;     /* NaN missing; NULL without a score column */
} cn_frame;

/* Lays the model's features (or, without a model, the columns of in->m->features) of t as a frame.
 *   fails  CN_EINPUT: a text column where the model takes a number, a label that never says the positive value or has a third one;
 *          CN_EUNDEFINED: a category that the model does not know; CN_ENOTFOUND, CN_ETOOBIG, CN_ENOMEM
 *   owns   *ret borrows from a */
CN_MUST_CHECK cn_code cn_frame_take(cn_arena *a, const cn_take *in, const cn_table *t, cn_frame *ret, cn_err *err);

/* Which group each row is in. */
typedef struct cn_row_groups {
	const uint32_t *of;   /* [rows]: index of the row's group */
	const cn_str *name;   /* "sex=F, old=no"; "everyone" without attributes; in order of bytes, those with a missing attribute last */
	size_t n, n_all;      /* groups to compare; groups with those of a missing attribute */
} cn_row_groups;

/*   fails  CN_EINPUT (no such column, a column of reals), CN_ETOOBIG
 *   owns   *ret borrows from a and by */
CN_MUST_CHECK cn_code cn_groups_of_rows(cn_arena *a, const cn_table *t, const cn_str *by, size_t n_by, cn_row_groups *ret, cn_err *err);

/* ---- what it gives -------------------------------------------------------------------------------------------------------------------- */

/* An empty set of vectors of n_rows rows; NULL: no memory. At most CN_STATS_MAX vectors are put into it. */
cn_counts *cn_stats_new(cn_arena *a, const char *procedure, int64_t n_rows);
/* Copies n values (and labels, which may be NULL); a NULL name is one its maker had no memory for. A name, a count or a number that cannot be attested is the arena's failure to report:
 *   fails  CN_EINTERNAL for a repeated name, a negative count or a number that is not finite; CN_ETOOBIG; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_stats_put_counts(cn_arena *a, cn_counts *c, const char *name, const int64_t *x, size_t n, const cn_str *label, cn_err *err);
CN_MUST_CHECK cn_code cn_stats_put_reals(cn_arena *a, cn_counts *c, const char *name, const double *x, size_t n, const cn_str *label, cn_err *err);

/* A refusal in place of what was to be taken: every metric of the procedure has no number then, and says why, in both languages. */
cn_counts *cn_stats_refused(cn_arena *a, const char *procedure, cn_str en, cn_str zh); /* NULL: no memory */
bool cn_stats_why(const cn_counts *c, cn_str *ret_en, cn_str *ret_zh);                 /* false: they are no refusal */

/* For metrics: the vector of that name with n values (n = 0: any number), integers or reals as asked.
 *   fails  CN_EINPUT: "the statistics lack \"curve.noise\"" */
CN_MUST_CHECK cn_code cn_stat_counts(const cn_counts *c, const char *name, size_t n, const cn_stat **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_stat_reals(const cn_counts *c, const char *name, size_t n, const cn_stat **ret, cn_err *err);

#endif
