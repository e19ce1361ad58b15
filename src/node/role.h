/* role: who may sign as what. Roles of people are a closed list of the vocabulary (people_roles); a person's key has one, by the log. */
#ifndef CN_NODE_ROLE_H
#define CN_NODE_ROLE_H

#include "node/load.h"

/* fails  CN_EINPUT, and the hint lists the roles */
CN_MUST_CHECK cn_code cn_role_check(const cn_library *lib, cn_str role, cn_err *err);
/* What is to be signed in a role is signed by a key (--key) of that role.
 *   person  true: only a person can say this, so a key must be given; false: the node's own key may name the role
 *   fails   CN_EINPUT the key has another role, or none was given; CN_ENOTFOUND, CN_ESTATE as cn_home_key_role */
CN_MUST_CHECK cn_code cn_role_key(cn_ctx *ctx, cn_home *home, cn_str role, bool person, cn_err *err);
/* Does a signed record count for the role that it claims? key: as cn_home_verify gives it, "record" or "person:compliance". Judgements,
 * waivers, policies, approvals and reviews are a person's; a document may be filed by the node, which then names the role. */
bool cn_role_counts(const cn_signed *r, cn_str key);

#endif
