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

double scored_value(uint64_t key);
uint64_t scored_key(double score);
/* Sorts by (score, label) and fills stats[group] for every group. */
CN_MUST_CHECK cn_code scores_count(cn_arena *a, scored *row, size_t n, cn_score_stats *stats, size_t n_groups, cn_err *err);

/* feature[f][row], prediction[row] 0 or 1; fills hist_with, hist_without of k + 1. */
CN_MUST_CHECK cn_code knn_count(cn_arena *a, const double *const *feature, size_t n_features, const uint8_t *prediction, size_t n, unsigned k,
				int64_t *hist_with, int64_t *hist_without, cn_err *err);

#endif
