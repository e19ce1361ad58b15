/* apply: what the answer for one cell (apply.c) and the bulk engine (plane_*.c) have in common. Private to norm. */
#ifndef CN_NORM_APPLY_H
#define CN_NORM_APPLY_H

#include "norm/why.h"

/* The worlds of one row and one instrument: as stated, and with what the instrument presumes where nobody stated it. */
typedef struct cn_worlds {
	cn_world strict, lax, presumed;
	bool presumes; /* presumed differs from strict */
} cn_worlds;

/* memo: where the values of definitions are kept; lives as long as the worlds. */
CN_MUST_CHECK cn_code cn_worlds_open(cn_arena *a, cn_arena *memo, const cn_instrument *in, const cn_world *row, cn_worlds *ret, cn_err *err);

/* role && condition && (when || when ...): what has to hold, given the periods that count.
 *   counts      one a period
 *   role_known  the row's role is in the provision's list, so nothing is asked about it
 *   ret         NULL if no period counts; else an expression */
CN_MUST_CHECK cn_code cn_cell_question(cn_arena *a, const cn_library *lib, const cn_provision *p, const bool *counts, bool role_known,
				       const cn_expr **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_role_test(cn_arena *a, const cn_library *lib, const cn_provision *p, const cn_expr **ret, cn_err *err);

/* Out of force without a date, or adopted without one: then the answer is does_not whatever the facts; *ret_later as in cn_cell. */
bool cn_settled_by_status(const cn_provision *p, cn_date as_of, cn_tri *ret_later, cn_say_id *ret_say);

/* Both ends included; CN_DATE_NONE is open. */
static inline bool cn_day_within(cn_date from, cn_date until, cn_date day)
{
	return (from == CN_DATE_NONE || from <= day) && (until == CN_DATE_NONE || day <= until);
}

/* The exact check in memory of its own. */
CN_MUST_CHECK cn_code cn_exact_apart(const cn_expr *e, const cn_world *w, cn_tri *ret, cn_err *err);

/* What a question that stays unknown weighs among questions to ask: by force and kind. */
double cn_provision_weight(const cn_provision *p);

#endif
