/* policies: an owner's limits as records of the node (policy/1), in force once a second person approved them. Over HTTP no other policy counts:
 * whoever may assess could otherwise loosen a limit, or accept an unknown, alone. Who runs the machine may use any file. */
#ifndef CN_NODE_POLICIES_H
#define CN_NODE_POLICIES_H

#include "node/load.h"

enum { CN_POLICIES_MAX = 1024 };

typedef enum cn_policy_state {
	CN_POLICY_WAITS,    /* for a second person */
	CN_POLICY_REFUSED,
	CN_POLICY_ENDED,    /* its last day is past */
	CN_POLICY_REPLACED, /* by a later one for the same system, or the same for all */
	CN_POLICY_HOLDS
} cn_policy_state;
const char *cn_policy_state_text(cn_policy_state s); /* "waiting" "refused" "ended" "replaced" "in-force" */

typedef struct cn_adopted {
	cn_signed rec;
	cn_str system, owner, role; /* system empty: for every system without one of its own */
	cn_str digest;              /* of the file: "sha256:.." */
	cn_date until;              /* CN_DATE_NONE: none */
	cn_policy_state state;
} cn_adopted;

/* All that the log has and that count, in its order. fails: as cn_records_each; CN_ETOOBIG past CN_POLICIES_MAX */
CN_MUST_CHECK cn_code cn_policies(cn_ctx *ctx, cn_home *home, cn_date today, const cn_adopted **ret, size_t *ret_n, cn_err *err);
/* The one in force for this system: its own, else the one for all; NULL: none. */
const cn_adopted *cn_policy_for(const cn_adopted *p, size_t n, cn_str system);
/* For somebody over HTTP: the digest of the policy that came with the system ("sha256:.."; empty: none came) is that of the one in force.
 *   fails  CN_EINPUT, with what to do; never when it is not over HTTP */
CN_MUST_CHECK cn_code cn_policy_must_hold(cn_ctx *ctx, cn_home *home, cn_str system, cn_str digest, cn_err *err);

#endif
