/* ahead: what the answers of today say about later, and what is at stake. Dates to come, penalties, the days on which answers change. */
#ifndef CN_NORM_AHEAD_H
#define CN_NORM_AHEAD_H

#include "norm/norm.h"

/* A day on which one cell begins or ends, as things stand. */
typedef struct cn_ahead {
	cn_date day;      /* starts: the first day; ends: the last day */
	bool starts;
	bool certain;     /* false: it may */
	const cn_cell *cell;
} cn_ahead;
/* Of every cell that begins or ends after the day of the answers, by day, then in the order of the answers. */
CN_MUST_CHECK cn_code cn_norm_ahead(cn_arena *a, const cn_answers *answers, cn_ahead **ret, size_t *ret_n, cn_err *err);

/* A penalty that binding duties and prohibitions name, once each. */
typedef struct cn_stake {
	const cn_provision *penalty;
	const cn_provision *const *duty; /* those that name it and apply, are presumed or may apply; each once, in order */
	size_t n_duty;
	size_t n_applies; /* of these, that apply or are presumed for some row */
} cn_stake;
/* In the order in which the answers name them. */
CN_MUST_CHECK cn_code cn_norm_stakes(cn_arena *a, const cn_library *lib, const cn_answers *answers, cn_stake **ret, size_t *ret_n, cn_err *err);

/* One day of a timeline: what is another answer than on the day before. */
typedef struct cn_turn {
	cn_date day;
	const cn_answers *answers;       /* of that day, explained */
	const cn_flip *flip;             /* against the day before it in the timeline */
	size_t n_flip;
	const cn_statement *const *expired; /* facts that count no longer from that day on */
	size_t n_expired;
} cn_turn;
/* The first turn is `from` itself, with no flips; then each day up to `to` on which an answer changes or a fact expires.
 *   fails  CN_EINPUT `to` lies before `from`; CN_ETOOBIG more than CN_TURNS_MAX days */
CN_MUST_CHECK cn_code cn_norm_timeline(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_date from, cn_date to, cn_turn **ret,
				       size_t *ret_n, cn_err *err);

/* A date of an instrument, for `norm timeline`. */
typedef struct cn_milestone {
	cn_date day;
	const cn_instrument *instrument;
	const cn_instrument_date *date;  /* NULL: a group of provisions that begin or end that day */
	bool starts;                     /* date NULL */
	size_t n_provision;              /* date NULL: how many */
} cn_milestone;
/* The dates of instruments (of one, or of all if NULL), and the days on which periods of their duties begin or end, in order of days. */
CN_MUST_CHECK cn_code cn_norm_milestones(cn_arena *a, const cn_library *lib, const cn_instrument *only, cn_milestone **ret, size_t *ret_n,
					 cn_err *err);

#endif
