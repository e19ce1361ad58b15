/* access: what a person may do with a node over HTTP. Five steps, each with all that those below it may: a reader reads what is sealed, a
 * contributor files facts, documents and counter-claims, an assessor assesses and judges, an officer signs for the node (waivers, approvals,
 * releases, decisions), an administrator decides who may what. A person has a set of roles, and the highest counts.
 *
 * Not the roles of the vocabulary (node/role.h), in which a person's key signs. Pure values. */
#ifndef CN_PEOPLE_ACCESS_H
#define CN_PEOPLE_ACCESS_H

#include "base/base.h"

typedef enum cn_access {
	CN_ACCESS_PUBLIC, /* anybody, without a sign-in */
	CN_ACCESS_READER,
	CN_ACCESS_CONTRIBUTOR,
	CN_ACCESS_ASSESSOR,
	CN_ACCESS_OFFICER,
	CN_ACCESS_ADMINISTRATOR,
	CN_ACCESS_NEVER   /* nobody over HTTP: for who runs the machine */
} cn_access;

typedef unsigned cn_roles; /* a set of READER .. ADMINISTRATOR: bit 1 << role */

const char *cn_access_text(cn_access a); /* "public", "reader", .. "never" */
/* The highest of a set; PUBLIC for the empty one. */
cn_access cn_roles_highest(cn_roles r);
/* One role or several, separated by commas: "reader,officer". fails: CN_EINPUT, and the hint lists them */
CN_MUST_CHECK cn_code cn_roles_parse(cn_str text, cn_roles *ret, cn_err *err);
cn_val *cn_roles_list(cn_arena *a, cn_roles r); /* the lowest first; NULL if the arena has failed */

#endif
