/* act: administrative acts on their way into the log. An act is the body of an access/1 record; it is written down in the transaction that does
 * it, and taken from there by whoever can sign. */
#ifndef CN_PEOPLE_ACT_H
#define CN_PEOPLE_ACT_H

#include "people/people.h"

enum { CN_ACTS_AT_ONCE = 256 };

/* What a person did by an op over HTTP. */
CN_MUST_CHECK cn_code cn_people_act_ran(cn_people *p, const char *op, cn_str by, int64_t now_us, cn_err *err);
/* The oldest acts that are no record yet: {n, body}. */
CN_MUST_CHECK cn_code cn_people_acts_waiting(cn_people *p, cn_arena *a, const cn_val **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_people_act_recorded(cn_people *p, int64_t n, cn_err *err);

#endif
