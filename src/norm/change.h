/* change: "what if" as people type it. A profile with one thing different. */
#ifndef CN_NORM_CHANGE_H
#define CN_NORM_CHANGE_H

#include "norm/norm.h"

/* Makes one change. Forms:
 *   market+=CODE  market-=CODE            offered there too; no longer offered there
 *   stage=STAGE  role=ROLE  place=CODE    of the system; of every actor (role=A when it has several makes them all A)
 *   role+=ROLE  role-=ROLE                one more actor (of the first one's party and place); one role fewer
 *   date=YYYY-MM-DD                       another day
 *   FACT=VALUE  FACT+=VALUE  FACT-=VALUE  as in a manifest; += and -= say yes and no of one member of a set
 *   FACT@CODE=VALUE                       of one market, for facts that are per market
 * A fact may be named by one whole part of its id (compute for training_compute) where only one fact has it.
 *   day    changed by date=; else left
 *   fails  CN_EINPUT or CN_ENOTFOUND naming the change, with the nearest fact, member, market, stage or role */
CN_MUST_CHECK cn_code cn_profile_change(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str change, const cn_profile **ret,
					cn_date *day, cn_err *err);

#endif
