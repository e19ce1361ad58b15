/* conflict: what its files share. Private to norm. */
#ifndef CN_NORM_CONFLICT_PRIVATE_H
#define CN_NORM_CONFLICT_PRIVATE_H

#include "norm/conflict.h"
#include "norm/eval.h"
#include "norm/library.h"

/* How two parameters of one name stand to each other. */
typedef enum cn_fit {
	CN_FIT_NONE,     /* not comparable, or one says nothing about the other */
	CN_FIT_SAME,
	CN_FIT_BOTH,     /* different and met together; the envelope says by what */
	CN_FIT_DISJOINT
} cn_fit;

/* One against one, lists not. *ret: the one that meets both; NULL: both stand side by side. */
cn_fit cn_fit_one(const cn_parameter *x, const cn_parameter *y, const cn_parameter **ret);

/* Compares the parameters that both have by name.
 *   line, ret_n  what meets both (FIT_BOTH), or what each says (FIT_DISJOINT); room for two of each parameter of x
 *   gives        DISJOINT if one name is, else BOTH if one name is, else SAME or NONE */
CN_MUST_CHECK cn_code cn_fit_parameters(cn_arena *a, const cn_provision *x, const cn_provision *y, cn_conflict_line *line, size_t *ret_n, cn_fit *ret,
					cn_err *err);

/* What each side says of the parameters that differ, for definitions. */
size_t cn_fit_thresholds(const cn_provision *x, const cn_provision *y, cn_conflict_line *line);

/* Can the conditions of both hold for one system on a day from `as_of` on?
 *   apart  the markets differ: facts that are per market may differ too
 *   roles  the roles that both bind; n = 0: two parties, whose role and place may differ */
CN_MUST_CHECK cn_code cn_hold_together(const cn_library *lib, const cn_provision *x, const cn_provision *y, cn_date as_of, bool apart,
				       cn_texts roles, cn_tri *ret, cn_err *err);

/* The sentence of a conflict whose other fields are set. */
CN_MUST_CHECK cn_code cn_conflict_say(cn_arena *a, const cn_library *lib, cn_conflict *c, cn_err *err);

#endif
