/* lab: counts -> metric -> interval -> verdict.
 *
 * Counts (cn_counts) are the sufficient statistics of one table under one partition into groups. They are what is attested: they go
 * into a record as a tree and come back, and every metric, interval and verdict is a function of counts and options alone, so that
 * anyone can recompute them without a row of data (`verify --level counts`).
 *
 * Nothing here reads the world. Memory comes from the arena given; results borrow from it. Reals agree between machines to 1e-9
 * relative; counts, seeds and resampling draws are the same bytes everywhere (the samplers use integers only).
 * No NaN and no infinity leaves this module: what has no number is `defined = false` with the reason in words, or CN_EUNDEFINED.
 */
#ifndef CN_LAB_LAB_H
#define CN_LAB_LAB_H

#include "base/base.h"
#include "lab/media/file.h"
#include "lab/table/table.h"

enum {
	CN_CELLS_MAX = 1 << 20,       /* groups x strata of one count */
	CN_ATTRIBUTES_MAX = 8,        /* protected attributes of one partition */
	CN_STRATA_MAX = 65536,
	CN_CALIBRATION_BINS = 10,     /* equal width over [0, 1]; a score of 1 falls in the last */
	CN_PAIRWISE_GROUPS_MAX = 32,  /* up to here a gap is bounded by all pairs, above by the groups' own intervals */
	CN_NEIGHBOURS_MAX = 64,
	CN_KNN_ROWS_MAX = 50000,      /* consistency compares every pair of rows */
	CN_REPLICATES_MAX = 100000,
	CN_CAPTIONS_MAX = 8,
	CN_STATS_MAX = 256,           /* named vectors of one procedure */
	CN_STAT_VALUES_MAX = 1 << 16, /* of one vector */
	CN_STAT_NAME_BYTES_MAX = 64
};

/* ---- what is measured --------------------------------------------------------------------------------------------------------- */

typedef enum cn_label_meaning {
	CN_LABEL_OUTCOME = 0,   /* what happened in the world */
	CN_LABEL_PAST_DECISION, /* what a person or system decided before: rates are then "agreement with past decisions" */
} cn_label_meaning;

/* One table, read one way. Texts are borrowed for the duration of the call. */
typedef struct cn_measure {
	cn_str label;             /* columns; empty = there is none */
	cn_str prediction;
	cn_str score;
	cn_str label_positive;    /* the value that counts as positive ("1" if empty); numbers compare as numbers */
	cn_str prediction_positive;
	cn_str threshold;         /* no prediction column: positive is score >= threshold (a decimal text) */
	const cn_str *by;         /* protected attributes: groups are the combinations that occur */
	size_t n_by;
	cn_str stratum;           /* for conditional metrics: rows are compared within equal values of this column */
	cn_str unit;              /* rows that share a value here belong together (a person, a household): then most metrics refuse */
	const cn_str *features;   /* for consistency_knn: numeric columns, used as they are */
	size_t n_features;
	unsigned neighbours;      /* consistency_knn: 0 = 5 */
	cn_label_meaning label_meaning;
	bool labels_censored;     /* the label exists only for those once selected (repayment of those granted) */
} cn_measure;

/* ---- counts ---------------------------------------------------------------------------------------------------------------------- */

/* Rows of one group in one stratum. Rows without a prediction are in `skipped` of the group. */
typedef struct cn_cells {
	int64_t tp, fp, tn, fn;
	int64_t sel, rej; /* selected and not selected, label missing or no label column */
} cn_cells;

/* Comparisons of scores of a set of positives with a set of negatives, as exact integers: twice the Mann-Whitney U, and the sums of
 * squares that DeLong's variance needs (twice each placement, squared). 128 bits as hi * 2^64 + lo. */
typedef struct cn_ranks {
	int64_t n_pos, n_neg;
	uint64_t u2_hi, u2_lo, pos2_hi, pos2_lo, neg2_hi, neg2_lo;
} cn_ranks;

typedef struct cn_score_stats {
	int64_t n, n_pos;                 /* rows with score and label */
	double sum_score;                 /* sums in order of the sorted scores: the same whatever the order of rows */
	double sum_gap2, sum_gap4;        /* of (score - label)^2 and ^4 */
	double sum_var;                   /* of score (1 - score) */
	int64_t bin_n[CN_CALIBRATION_BINS], bin_pos[CN_CALIBRATION_BINS];
	double bin_score[CN_CALIBRATION_BINS];
	cn_ranks within, bpsn, bnsp;      /* own positives x own negatives; others' positives x own negatives; own positives x others' negatives */
} cn_score_stats;

typedef struct cn_group {
	const cn_str *value; /* n_by texts, one an attribute */
	cn_str name;         /* "afam=yes, single=no" */
	bool missing;        /* an attribute is missing: shown, never compared */
	int64_t n;           /* people: all rows of the group */
	int64_t skipped;     /* rows whose prediction is missing */
} cn_group;

/* One named vector of what a procedure took. Integers are exact and add over nodes; reals keep the digits of cn_real when attested. */
typedef struct cn_stat {
	cn_str name;          /* "curve.noise" */
	size_t n;             /* values, at most CN_STAT_VALUES_MAX */
	const int64_t *count; /* n integers in 0..2^53 - 1; NULL if the values are reals */
	const double *real;   /* n finite numbers; NULL if they are integers */
	const cn_str *label;  /* n texts that say what each value is of; NULL if the place says it */
} cn_stat;

/* What is looked for in outputs of a generator. */
typedef enum cn_mark {
	CN_MARK_EXPLICIT,    /* a label that people see or hear: of texts by their words, of others as far as it is known at all */
	CN_MARK_METADATA,    /* an AIGC label with its elements */
	CN_MARK_MACHINE,     /* any mark that machines read and that says made by AI */
	CN_MARK_CREDENTIALS, /* content credentials that hold */
	CN_MARKS
} cn_mark;

const char *cn_mark_text(cn_mark m); /* "explicit" "metadata" "machine" "credentials" */

/* Outputs, of one format most often. What cannot be known of a file is never a "no": yes + unknown <= n for each mark. */
typedef struct cn_outputs {
	cn_media_format format;
	int64_t n, yes[CN_MARKS], unknown[CN_MARKS];
} cn_outputs;

typedef struct cn_counts {
	const cn_str *by;
	size_t n_by;
	const cn_group *group; /* in byte order of their values, missing last: independent of the order of rows */
	size_t n_groups;
	const cn_str *stratum; /* values of the stratum column; one empty text if there is none */
	size_t n_strata;
	const cn_cells *cell;  /* [group * n_strata + stratum] */
	const cn_score_stats *score; /* one a group, or NULL */
	bool has_label, has_prediction, has_score, score_is_probability, has_strata;
	bool unit_shared;      /* a unit column was named and rows do share units */
	bool label_past_decision, labels_censored;
	int64_t n_rows, n_no_stratum; /* rows dropped because the stratum is missing */
	/* consistency_knn: rows by |k * own prediction - neighbours' positives|, 0..k, own point counted as a neighbour or not */
	unsigned neighbours;
	const int64_t *knn_with, *knn_without; /* NULL if not measured */
	/* outputs (src/lab/outputs.c): outputs.n = 0 if this is a count of a table */
	cn_outputs outputs;       /* all of them; its format is CN_MEDIA_OTHER */
	const cn_outputs *format; /* n_formats, each format once, in the order of formats.def; NULL: counted by what read texts alone (outputs/1) */
	size_t n_formats;
	int64_t n_drawn, n_found; /* so many were drawn from so many that were there; n_found = 0: all were looked at */
	uint64_t draw_seed;
	/* what a procedure took (lab/procedure.h): n_stat = 0 otherwise; group is then NULL */
	cn_str procedure;       /* its name; by and n_by are the attributes it was asked for */
	const cn_val *options;  /* with which options; NULL: none */
	const cn_stat *stat;
	size_t n_stat;
} cn_counts;

/* The vector of that name, or NULL. */
const cn_stat *cn_stat_find(const cn_counts *c, const char *name);

enum {
	CN_NEED_LABEL = 1,
	CN_NEED_PREDICTION = 2,
	CN_NEED_SCORE = 4,
	CN_NEED_PROBABILITY = 8, /* scores within 0..1 */
	CN_NEED_STRATA = 16,
	CN_NEED_FEATURES = 32,
	CN_NEED_OUTPUTS = 64,
	CN_NEED_GROUPS = 128,
	CN_NEED_STATS = 256 /* what the metric's procedure takes */
};

/* Counts what `needs` (CN_NEED_* of the metrics wanted) asks for and *m gives.
 *   fails  CN_EINPUT: a column that is not there, a label with more than two values, a score that is text; CN_ETOOBIG: too many groups
 *   owns   *ret borrows from a, not from t */
CN_MUST_CHECK cn_code cn_counts_take(cn_arena *a, const cn_table *t, const cn_measure *m, unsigned needs, cn_counts **ret, cn_err *err);

/* ---- counts of outputs (src/lab/outputs.c); what gives counts gives NULL where there is no memory -------------------------------- */

/* Labelled texts: n >= 0, 0 <= explicit_yes, metadata_yes <= n. Of the other marks nothing is known. */
cn_counts *cn_counts_outputs(cn_arena *a, int64_t n, int64_t explicit_yes, int64_t metadata_yes);
/* Outputs by format. by[f].n outputs of the format f, f = 1..CN_MEDIA_FORMATS - 1; those of 0 are left out.
 *   found  from so many they were drawn, without replacement, by the seed; 0: all were looked at */
cn_counts *cn_counts_formats(cn_arena *a, const cn_outputs by[CN_MEDIA_FORMATS], int64_t found, uint64_t seed);
bool cn_counts_are_outputs(const cn_counts *c);

/* Which outputs a share may be of: "modality=image", "format=png", or all: "". */
typedef struct cn_outputs_part {
	cn_media_modality modality; /* CN_MODALITY_NONE: any */
	cn_media_format format;     /* CN_MEDIA_OTHER: any */
} cn_outputs_part;
bool cn_outputs_part_read(cn_str attribute, cn_outputs_part *ret); /* false: it is none of these */
cn_outputs cn_outputs_of(const cn_counts *c, cn_outputs_part part); /* their sum */
cn_counts *cn_counts_part(cn_arena *a, const cn_counts *c, cn_outputs_part part);

/* Draws n of the numbers 0..of - 1 without replacement, each set of n as likely as any other; rising. n <= of.
 *   index  room for `of` numbers: the first n are the draw */
void cn_draw(uint64_t seed, size_t n, size_t of, size_t *index);

/* The tree that is attested ("counts": "table/1"), and back. decode(encode(c)) gives the same tree again, byte for byte.
 *   fails  CN_EINPUT naming the member (negative, over 2^53 - 1, missing, of the wrong type) */
CN_MUST_CHECK cn_code cn_counts_encode(cn_arena *a, const cn_counts *c, cn_val **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_counts_decode(cn_arena *a, const cn_val *v, cn_counts **ret, cn_err *err);

/* ---- results ------------------------------------------------------------------------------------------------------------------------ */

typedef struct cn_estimate {
	bool defined;        /* false: `why` says it ("undefined, 0 of 0"); value, lo and hi are then 0 */
	bool has_interval;
	bool hi_open;        /* there is no finite upper end; hi is then 0 */
	double value, lo, hi;
	int64_t x, n;        /* a proportion x of n; else x = 0 and n = rows behind it */
	int64_t unknown;     /* of the n it cannot be known of so many: the value is x of the others, the interval holds whatever they are */
	const char *method;  /* of the interval: wilson, clopper-pearson, newcombe, two-bounds, ... ; "" if none */
	const char *why;     /* words where there is no number or no interval; "" otherwise */
} cn_estimate;

typedef struct cn_group_value {
	uint32_t group; /* index in counts */
	const char *of; /* what: "selection_rate", "tpr", "auc", ... */
	cn_estimate est;
} cn_group_value;

/* One group against another (against the reference group, unless the metric says otherwise). The interval is simultaneous over the
 * pairs of the result (Bonferroni); p by the two-sided z test named in docs/metrics.md, adjusted over the pairs. */
typedef struct cn_pair_value {
	uint32_t group, against;
	const char *of;
	cn_estimate est;
	bool has_p;
	double p, p_holm, p_bh;
} cn_pair_value;

/* A place on a curve, or a bar: for pictures, and for whoever looks closer. */
typedef struct cn_point {
	const char *of;  /* the curve: "accuracy", "importance" */
	cn_str label;    /* what it is of ("income", "10 % missing"); empty where x says it */
	double x;        /* place along the curve, finite; the index where there is none */
	cn_estimate est;
} cn_point;

typedef struct cn_metric_row cn_metric_row;

typedef struct cn_result {
	const cn_metric_row *metric;
	cn_estimate main;              /* the number that a bound is put on */
	uint32_t group_hi, group_lo;   /* the groups that make a gap; UINT32_MAX if none */
	uint32_t reference;            /* the reference group; UINT32_MAX if none */
	const cn_group_value *group;
	size_t n_group;
	const cn_pair_value *pair;
	size_t n_pair;
	const cn_point *point;
	size_t n_point;
	const char *caption[CN_CAPTIONS_MAX]; /* sentences that must be shown with the number */
	size_t n_captions;
	double confidence;
	uint64_t seed;                 /* of the bootstrap; 0 if there was none */
	unsigned replicates;
} cn_result;

typedef struct cn_lab_options {
	double confidence;    /* 0 = 0.95; in [0.5, 0.999] */
	cn_str reference;     /* name of the reference group ("sex=F"); empty = the largest, first by name among equals */
	uint64_t seed;        /* of resampling */
	unsigned replicates;  /* 0 = 2000 */
	double alpha;         /* differential_fairness smoothing: 0 = 1 */
} cn_lab_options;

typedef enum cn_better { CN_BETTER_NONE, CN_BETTER_LOWER, CN_BETTER_HIGHER, CN_BETTER_ONE, CN_BETTER_ZERO } cn_better;

/* One metric = one file, one line in src/registry.txt, one vector file. */
struct cn_metric_row {
	const char *name;        /* selection_rate_ratio */
	const char *title_en, *title_zh;
	const char *property;    /* fairness robustness explainability reliability attack-resistance controllability data */
	const char *unit;        /* "ratio" "difference" "share" "log ratio" "index" "probability" "odds ratio" */
	const char *formula;     /* docs/metrics.md#anchor */
	const char *reference;   /* what its vectors come from */
	unsigned needs;          /* CN_NEED_* */
	double lo, hi;           /* the range of the value; hi = HUGE_VAL where there is no upper end */
	cn_better better;
	const char *interval;    /* how the interval is made, in words */
	const char *assumptions; /* what must hold of the data, in words */
	const char *procedure;   /* who takes the statistics (lab/procedure.h); NULL: cn_counts_take, from one table */
	const char *meaning_en, *meaning_zh; /* one sentence: what the number means for the person affected */
	const char *use, *misuse; /* when to use it and when not, a sentence each */
	/* Fills ret->main, group, pair. Called through cn_metric_from_counts only. */
	cn_code (*compute)(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err);
};

size_t cn_metric_count(void);
const cn_metric_row *cn_metric_at(size_t index);                 /* index < count */
const cn_metric_row *cn_metric_find(cn_str name);                /* NULL */
CN_MUST_CHECK cn_code cn_metric_need(cn_str name, const cn_metric_row **ret, cn_err *err); /* names the nearest one */

/* A metric from counts alone.
 *   fails  CN_EINPUT when the counts lack what it needs or contradict an assumption (a score outside 0..1 for calibration, rows that
 *          share a unit, censored labels); the message is the refusal to print.
 *          A number that does not exist is CN_OK with ret->main.defined = false.
 *   owns   *ret borrows from a and from c */
CN_MUST_CHECK cn_code cn_metric_from_counts(cn_arena *a, const cn_metric_row *metric, const cn_counts *c, const cn_lab_options *o,
					    cn_result **ret, cn_err *err);
/* {"metric","unit","value"|"undefined","lo","hi","method","groups":[..],"pairs":[..],"captions":[..], ...}; reals as decimal text. */
cn_val *cn_result_val(cn_arena *a, const cn_result *r, const cn_counts *c);

/* ---- verdict ------------------------------------------------------------------------------------------------------------------------- */

typedef enum cn_verdict { CN_MEETS, CN_FAILS, CN_NOT_ENOUGH_DATA } cn_verdict;
const char *cn_verdict_text(cn_verdict v); /* "meets" "fails" "not_enough_data" */

typedef struct cn_judged {
	cn_verdict verdict;
	int64_t n;        /* rows (or outputs) behind the number */
	int64_t n_needed; /* not enough data: about how many would decide, if the rates stayed as they are; 0 = no number of rows would, or not known */
	const char *why;  /* a sentence: which bound against which limit */
} cn_judged;

/* The bound, not the point, is held against the limit: for <= the upper bound meets and the lower one fails; for >= the other way round.
 * No number or no interval is not_enough_data.
 *   op     "<=" "<" ">=" ">"
 *   c      the counts r came from: the sample size needed is found by scaling them
 *   fails  CN_EINPUT for another op or a limit that is not finite */
CN_MUST_CHECK cn_code cn_lab_judge(cn_arena *a, const cn_result *r, const cn_counts *c, const cn_lab_options *o, cn_str op, double limit,
				   cn_judged *ret, cn_err *err);

#endif
