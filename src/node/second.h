/* second: what takes two persons (core/kind.h: two_person) and where each of them stands: a waiver, a policy. What counts as
 * approved is said by cn_votes_approve alone; everything that lists or shows such a record asks here. */
#ifndef CN_NODE_SECOND_H
#define CN_NODE_SECOND_H

#include "node/load.h"
#include "node/votes.h"

enum { CN_SECONDS_MAX = 4096 }; /* records that take two; four times as many approvals */

typedef enum cn_second_state {
	CN_SECOND_WAITS, /* for a second person */
	CN_SECOND_REFUSED,
	CN_SECOND_LAPSED, /* its last day passed before a second person had signed */
	CN_SECOND_HOLDS,
	CN_SECOND_ENDED /* it held until its last day, which is past */
} cn_second_state;
const char *cn_second_state_text(cn_second_state s); /* "waiting" "refused" "lapsed" "approved" "ended" */
bool cn_second_approved(cn_second_state s);	     /* a second person has signed, whether it still holds or not */

typedef struct cn_second {
	const cn_signed *rec;
	cn_str role;   /* in which the first person signed */
	cn_date until; /* CN_DATE_NONE: none */
} cn_second;

typedef struct cn_second_said {
	size_t about; /* number of a cn_second */
	const cn_signed *rec;
} cn_second_said;

typedef struct cn_seconds {
	cn_second *at;
	size_t n;
	cn_second_said *said; /* every approval/1 that counts for its role, in the order of the log */
	size_t n_said;
	cn_votes votes;
} cn_seconds;

CN_MUST_CHECK cn_code cn_seconds_init(cn_arena *a, cn_seconds *ret, cn_err *err);
/* Takes one record that counts (node/register.h: cn_records_each), in the order of the log; what neither takes two nor approves is
 * passed over. Keeps r. fails  CN_ETOOBIG past CN_SECONDS_MAX: a list with holes would be none */
CN_MUST_CHECK cn_code cn_seconds_take(cn_seconds *g, const cn_signed *r, cn_err *err);
bool cn_seconds_want(cn_str kind); /* cn_seconds_take passes over every other kind */
/* All that the log has and that count. fails: as cn_records_each and cn_seconds_take */
CN_MUST_CHECK cn_code cn_seconds_read(cn_ctx *ctx, cn_home *home, cn_seconds *ret, cn_err *err);
cn_second_state cn_second_state_of(const cn_seconds *g, size_t k, cn_date today);
cn_vote_weight cn_second_weigh(const cn_seconds *g,
			       const cn_second_said *said); /* what one approval is worth for what it is about */

#endif
