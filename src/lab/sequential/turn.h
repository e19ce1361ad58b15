/* turn: rows asked of a model in a random order until a limit is decided. Private to src/lab.
 *
 * What is counted is whether something happens to a row: an error, a flip. After each batch the confidence sequence (stat.h) of the
 * share is looked at, and asking ends when it leaves the limit out, when the budget of queries is spent, or with the rows. A
 * confidence sequence holds at every moment at once, so the interval at the end is honest although the data chose the end. Rows
 * count as drawn at random from those the system will meet. Draws come from the seed alone, by integers. */
#ifndef CN_LAB_SEQUENTIAL_TURN_H
#define CN_LAB_SEQUENTIAL_TURN_H

#include "lab/priv.h"
#include "lab/procedure.h"
#include "lab/table/metric.h"

/* One whole run. queries gives how many questions a row takes; ask asks them for n rows of the frame and says to which of them it
 * happened. */
typedef struct turn {
	void *self;
	int64_t (*queries)(const void *self, size_t row);
	cn_code (*ask)(void *self, const size_t *row, size_t n, uint8_t *event, cn_err *err);
	const size_t *row; /* [n] rows of the frame that can be asked about, in any order */
	size_t n;
} turn;

enum { TURN_ROWS_MAX = 1000000, TURN_BATCH_MAX = 10000 };
#define TURN_SCRATCH_BYTES ((size_t)CN_FRAME_VALUES_MAX * 4 * sizeof(double) + CN_REQUEST_ARENA_BYTES)
#define TURN_OPTIONS                                                                                                               \
	"rows  1..1000000, 2000 if absent: rows that are asked about at most\n"                                                    \
	"batch  1..10000, 50 if absent: rows between two looks"

/* Asks, and puts what the metric needs: "events" {events, rows asked}, "queries" {asked, all}, "limit".
 *   fails  CN_EINPUT, what ask fails with, CN_ENOMEM */
CN_MUST_CHECK cn_code turn_take(cn_arena *a, const cn_take *in, const char *procedure, const turn *t, cn_counts **ret, cn_err *err);

/* A whole metric of such a procedure. */
CN_MUST_CHECK cn_code turn_rate(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err);

#endif
