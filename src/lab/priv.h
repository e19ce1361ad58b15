/* lab: private. Pieces of counting, and what metrics share. */
#ifndef CN_LAB_PRIV_H
#define CN_LAB_PRIV_H

#include "lab/lab.h"
#include "lab/stat/stat.h"

__extension__ typedef unsigned __int128 cn_u128;

/* One row with score and label, ready to sort. */
typedef struct scored {
	uint64_t key; /* order of the score as an integer */
	uint32_t group;
	uint32_t positive;
} scored;

/* "sex=F, old=no"; "everyone" without attributes. */
cn_str counts_group_name(cn_arena *a, const cn_counts *c, const cn_str *value);

/* Turns a column's value in a row into 0..n-1, or n for missing. */
typedef struct coder {
	const cn_column *c;
	uint32_t n;
	cn_str *text;     /* of each code */
	double *value;    /* INTEGER columns: distinct values, open addressing */
	uint32_t *slot;
	uint32_t n_slots;
} coder;

uint64_t mix(uint64_t x);
/* At most `most` values; reals are refused. */
CN_MUST_CHECK cn_code coder_init(cn_arena *a, const cn_table *t, cn_str name, uint32_t most, coder *k, cn_err *err);
/* Codes of n rows. Columns are read in blocks, one after the other: what a column is, is asked once a block, not once a row. */
void coder_rows(const coder *k, size_t from, size_t n, uint32_t *ret);

/* A yes/no column. */
typedef struct binary {
	const cn_column *c;
	double number;   /* the positive value of a numeric column, or a threshold */
	uint32_t code;   /* the positive level */
	bool threshold;
} binary;

/* positive: "1" if empty; numbers compare as numbers. A text column of one value may say another one than a positive that is named.
 *   fails  CN_EINPUT: a third value, or a positive one that the column never says; CN_ENOTFOUND */
CN_MUST_CHECK cn_code binary_init(const cn_table *t, cn_str name, cn_str positive, binary *ret, cn_err *err);
unsigned binary_at(const binary *b, size_t row); /* 1, 0 or 2 for missing */

double scored_value(uint64_t key);
uint64_t scored_key(double score);
/* Sorts by score and keeps the order of equal ones; *rows may come back as another array of a. */
CN_MUST_CHECK cn_code scored_sort(cn_arena *a, scored **rows, size_t n, cn_err *err);
/* Sorts by (score, label) and fills stats[group] for every group. */
CN_MUST_CHECK cn_code scores_count(cn_arena *a, scored *row, size_t n, cn_score_stats *stats, size_t n_groups, cn_err *err);

/* feature[f][row], prediction[row] 0 or 1; fills hist_with, hist_without of k + 1. k: 1 to CN_NEIGHBOURS_MAX.
 *   fails  CN_EINPUT another k, or no more than k rows; CN_ETOOBIG more than CN_KNN_ROWS_MAX rows */
CN_MUST_CHECK cn_code knn_count(cn_arena *a, const double *const *feature, size_t n_features, const uint8_t *prediction, size_t n, unsigned k,
				int64_t *hist_with, int64_t *hist_without, cn_err *err);

/* ---- for procedures (take.c) ---- */

struct cn_take;
struct cn_frame;
/* An option that is a text, a name of a column most often. */
CN_MUST_CHECK cn_code take_text(const struct cn_take *in, const char *name, const char *fallback, cn_str *ret, cn_err *err);
/* The limit of a positive decision: of the model, else of the measure, else 0.5. */
CN_MUST_CHECK cn_code take_threshold(const struct cn_take *in, double *ret, cn_err *err);
/* Refuses rows that share a unit, and, where a label is read, labels that exist only for those once selected. */
CN_MUST_CHECK cn_code take_refuse(const struct cn_take *in, bool label, cn_err *err);
/* A column of numbers; one that is missing in every row is one, too (its number may be NULL then: ask cn_column_missing first). */
CN_MUST_CHECK cn_code take_number(const cn_table *t, cn_str name, const cn_column **ret, cn_err *err);
/* The frame of t with scores: the column of scores where t has it, else what the model answers, every row asked once. */
CN_MUST_CHECK cn_code take_answers(cn_arena *a, const struct cn_take *in, const cn_table *t, struct cn_frame *ret, cn_err *err);

/* stats/1, a part of cn_counts_encode and cn_counts_decode; false: something is missing or not what it should be. */
void stats_encode(cn_arena *a, const cn_counts *c, cn_val *v);
CN_MUST_CHECK bool stats_decode(cn_arena *a, const cn_val *v, cn_counts *c);

/* outputs/1 and outputs/2, likewise. */
void outputs_encode(cn_arena *a, const cn_counts *c, cn_val *v);
CN_MUST_CHECK bool outputs_decode(cn_arena *a, const cn_val *v, cn_counts *c);

#endif
